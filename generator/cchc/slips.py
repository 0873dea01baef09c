"""Slips in YAML that the parser blames on a later line: no space after a colon, a space too many before a key, a fact
declared missing above the lines of its parts; and one that it swallows, a hashtag.

A guess is told only if the text mended so is read at least beyond the line that the parser refused.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

# title:Thông báo; not https://. Word and web pages have a blank of their own, which is none for YAML.
_JOINED = re.compile(r"(?P<lead>[ ]*(?:-[ ]+)*)(?P<key>[a-z][a-z0-9_]*):(?=\u00a0|[^\s/])")
_SIGN = re.compile(r"(?P<lead>[ ]*(?:-[ ]+)*)(?P<key>[a-z][a-z0-9_]*)[ ]*(?P<sign>[=：;→–—])[ ]*")
HASHTAG = re.compile(r"[ \t]+(#[^\s#]\S*)")  # a comment for YAML; who means one leaves a blank after the sign
_KEY = re.compile(r"[ ]*(?:-[ ]+)*[^\s#:-][^\s:]*:(?:\s|$)")
_EMPTY = re.compile(r"[ ]*(?:#.*)?\r?")
_MISSING = re.compile(r"(?P<lead>[ ]*(?:-[ ]+)*)(?P<key>[a-z][a-z0-9_]*):[ ]+(?i:chưa có)[ ]*\(.*\)[ ]*\r?")
_INDENT = re.compile(r"(?P<outer>[ ]*)(?P<dash>-?)(?P<inner>[ ]*)")


_FIRST = (  # how an article begins whose front matter is not understood
    (r"\s+---\s*\n", "trước dòng `---` đầu tiên còn dòng trống hoặc dấu cách", "xóa đi, để `---` ở ngay đầu tệp"),
    (r"-{4,}\s*\n", "dòng đầu thừa dấu gạch", "viết đúng ba dấu gạch: `---`"),
    (r"[—–]+-?\s*\n", "dòng đầu là dấu gạch dài của Word", "gõ lại ba dấu gạch ngắn: `---`"),
    (r"\s*```", "cả bài nằm giữa hai dòng ```", "xóa hai dòng ấy, để `---` ở ngay đầu tệp"),
    (r"\s*(?i:title|date|category|summary)\s*:", "thiếu dòng `---` ở đầu tệp", "thêm một dòng `---` trên dòng này"),
    (
        r"\s*<(?i:!doctype|html|\?xml|head)",
        "đây là một trang web đã lưu, không phải bài",
        'tạo bài bằng `cchc new news "Tên bài"` rồi chép chữ vào',
    ),
)


class Slip(NamedTuple):
    """What it was: line and column (from 0), message and hint."""

    line: int
    column: int
    message: str
    hint: str


def joined_key(text: str) -> str:
    """The key of `title:Thông báo`, where a space is missing; "" if the text is nothing of the kind."""
    found = _JOINED.match(text)
    return found["key"] if found else ""


def written_twice(key: str, seen: Iterable[str], mark: Any) -> tuple[str, str]:
    """What is told of a key that stands twice: the first key of an item again may begin the next, without its dash."""
    hint = "giữ lại một, xóa mục kia"
    if mark.column and key == next(iter(seen)):
        hint = "nếu từ dòng này là một mục mới của danh sách thì thêm `- ` trước tên mục; không thì giữ lại một"
    return f"mục “{key}” viết hai lần", hint


def before_front(text: str) -> tuple[str, str]:
    """What is wrong, and what to do, with a file that lacks its front matter."""
    hint = "bắt đầu tệp bằng một dòng `---`, các mục, rồi một dòng `---` nữa; xem `cchc new news`"
    known = ((message, advice) for pattern, message, advice in _FIRST if re.match(pattern, text))
    return next(known, ("thiếu phần thông tin ở đầu tệp", hint))


def hashtag(lines: list[str], events: Iterable[Any]) -> Slip | None:
    """What YAML takes for a comment although it belongs to the text: `title: Tuần lễ số #10_10`."""
    for event in events:
        if getattr(event, "style", "|") not in ("|", ">"):  # a text on a line, not one below its key
            mark = event.end_mark
            if found := HASHTAG.match(lines[mark.line], mark.column):
                message = f"phần từ “{found[1]}” đến cuối dòng không lên trang"
                hint = "đặt cả câu trong ngoặc kép thẳng; nếu là lời ghi chú thì thêm dấu cách sau dấu #"
                return Slip(mark.line, found.start(1), message, hint)
    return None


def find(lines: list[str], line: int, fails_at: Callable[[list[str]], int | None]) -> Slip | None:
    """The slip behind a refusal on a line (from 0). `fails_at`: where other lines are refused, None if nowhere."""
    for guess in (_no_space, _other_sign, _too_far_in, _parts_of_nothing):
        slip, mended = guess(lines, line)
        if slip is not None:
            failure = fails_at(mended)
            if failure is None or failure > line:
                return slip
    return None


def _no_space(lines: list[str], line: int) -> tuple[Slip | None, list[str]]:
    """The first `key:text` among the lines that are one text with the refused one."""
    slip, mended = None, list(lines)
    for number in range(line, -1, -1):
        if found := _JOINED.match(lines[number]):
            mended[number] = f"{found[0]} {lines[number][found.end() :]}"
            message = f"thiếu dấu cách sau dấu hai chấm của mục “{found['key']}”"
            slip = Slip(number, found.end(), message, f"thêm một dấu cách: `{found['key']}: …`")
        elif number < line and _KEY.match(lines[number]):
            break
    return slip, mended


def _other_sign(lines: list[str], line: int) -> tuple[Slip | None, list[str]]:
    """A key with another sign than a colon behind it, on the refused line or on one of two before."""
    for number in range(line, max(-1, line - 3), -1):
        if found := _SIGN.match(lines[number]):
            mended = [*lines]
            mended[number] = f"{found['lead']}{found['key']}: {lines[number][found.end() :]}"
            message = f"sau tên mục “{found['key']}” phải là dấu hai chấm thường, không phải “{found['sign']}”"
            return Slip(number, found.start("sign"), message, f"viết `{found['key']}: …`"), mended
    return None, lines


def _too_far_in(lines: list[str], line: int) -> tuple[Slip | None, list[str]]:
    """The first of the lines just above that stand further in than the refused one."""
    first, wanted = line, _column(lines[line])
    while first > 0 and (_EMPTY.fullmatch(lines[first - 1]) or _further(lines[first - 1], wanted)):
        first -= 1
        if _column(lines[first]) <= wanted and not _EMPTY.fullmatch(lines[first]):
            break  # the dash of the item stands where it should, its key does not
    while first < line and _EMPTY.fullmatch(lines[first]):
        first += 1
    excess = _further(lines[first], wanted) if first < line else 0
    from_top = wanted == 0 and all(map(_EMPTY.fullmatch, lines[:first]))
    if not excess or not (from_top or (excess % 2 == 1 and wanted % 2 == 0)):
        return None, lines
    after_dash = _column(lines[first]) <= wanted
    mended = [_moved(text, excess) if first <= number < line else text for number, text in enumerate(lines)]
    place = "sau gạch đầu dòng" if after_dash else "ở đầu"
    rest = "; các dòng thẳng cột với nó cũng vậy" if line > first + 1 else ""
    column = lines[first].index("-") + 1 if after_dash else 0
    return Slip(first, column, f"dòng này thừa dấu cách {place}", f"xóa bớt {excess} dấu cách {place}{rest}"), mended


def _parts_of_nothing(lines: list[str], line: int) -> tuple[Slip | None, list[str]]:
    """A key declared missing above the lines that `cchc new` wrote for its parts."""
    told = line - 1
    while told > 0 and (_EMPTY.fullmatch(lines[told]) or _column(lines[told]) >= _column(lines[line])):
        told -= 1
    found = _MISSING.fullmatch(lines[told]) if told >= 0 else None
    if not found:
        return None, lines
    below, end = len(found["lead"]), told + 1
    while end < len(lines) and (_EMPTY.fullmatch(lines[end]) or _column(lines[end]) > below):
        end += 1
    message = f"mục “{found['key']}” đã ghi “chưa có”, mà bên dưới còn những dòng của mục ấy"
    hint = f"xóa các dòng lùi vào ngay dưới dòng `{found['key']}:`"
    return Slip(told, below, message, hint), lines[: told + 1] + [""] * (end - told - 1) + lines[end:]


def _column(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _further(text: str, wanted: int) -> int:
    """By how many columns a line, or else what follows its dash, stands further in."""
    found = _INDENT.match(text)
    outer = len(found["outer"]) if found else 0
    if outer > wanted or not found or not found["dash"] or not found["inner"]:
        return max(0, outer - wanted)
    return max(0, len(found[0]) - wanted)


def _moved(text: str, excess: int) -> str:
    """A line so many columns further out, as far as there are spaces."""
    if text.startswith(" " * excess):
        return text[excess:]
    return re.sub(rf"^([ ]*-)[ ]{{{excess}}}(?=[ ])", r"\1", text)
