"""What is wrong with a text besides spelling: open quotes, days and percentages that cannot be, traces of another one.

Every function takes text (NFC) and yields findings with the offset at which each begins. Knows nothing of records.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from cchc.checks.spelling import BLANKS, Found, spaced
from cchc.glance import glance


class Body(NamedTuple):
    """Who speaks: the word for its level and the name of its place, both as its name has them."""

    level: str
    place: str


#: Words for levels of government, lowest first.
LEVELS = {
    "xã": 1, "phường": 1, "thị trấn": 1, "đặc khu": 1,
    "huyện": 2, "quận": 2, "thị xã": 2, "thành phố": 2, "tỉnh": 3,
}  # fmt: skip
_LEVEL = "|".join(word.replace(" ", BLANKS) for word in LEVELS)
_BODY = re.compile(rf"(?<!\w)({_LEVEL})\s+([^,;(]+)", re.IGNORECASE)
_MARKS = re.compile(r"[“”\"]")
_COPIED = 18  # equal words at least
_LINE_END = r"\n(?![^\S\n]*\n)"  # within a paragraph
_PARAGRAPH = re.compile(rf"(?:[^\n]|{_LINE_END})+")
_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
#: Not "kỳ họp thứ hai, ngày …".
_BEFORE = r"(?:^|[(:;,–-] ?|\b(?:[Ss]áng|[Cc]hiều|[Tt]ối|[Tt]rưa|[Vv]ào|[Tt]ừ|[Đđ]ến|[Hh]ết|[Tt]rước|giờ|phút|\d\d) )"
_NAMED = rf"{_BEFORE}(?P<weekday>(?i:{'|'.join(_WEEKDAYS)}|thứ [2-7])),? ?\(?(?:ngày )?"
_IN = r" ?(?:[/.-]| tháng |,? năm ) ?"  # between the parts of a day
_DAY = re.compile(rf"(?:{_NAMED}|\b[Nn]gày )(\d{{1,2}}){_IN}(\d{{1,2}}){_IN}([12]\d{{3}})\b", re.MULTILINE)
#: For a glance: a day of the week before a number; parts that no day has.
_PERHAPS_IMPOSSIBLE = (
    r"(?:[Tt]hứ \w+|[Cc]hủ [Nn]hật),? ?\(?(?:ngày )?\d"
    rf"|[Nn]gày (?:(?:3[2-9]|[4-9]\d|00?){_IN}|\d{{1,2}}{_IN}(?:1[3-9]|[2-9]\d|00?){_IN})"
    rf"|[Nn]gày (?:31{_IN}(?:0?[2469]|11)|30{_IN}0?2|29{_IN}0?2){_IN}"
)
_PERCENT = re.compile(r"(?<![\w.,/–−-])(?<![\d%]\s)((?:(?<=[ (])[-−])?\d+(?:\.\d{3})*(?:[.,]\d+)?)\s?%")
_PERHAPS_TOO_MUCH = r"(?:[1-9]\d{2,}|\d\.\d{3}|[-−]\d+)(?:[.,]\d+)?\s?%"  # for a glance
_COMPARED = re.compile(r"\b(?:tăng|giảm|vượt|gấp|so với|cùng kỳ|chênh lệch)\b", re.IGNORECASE)
_PLANNED = re.compile(r"kế hoạch|chỉ tiêu|mục tiêu|dự toán|\bgiao\b|tiến độ", re.IGNORECASE)
_SHARE = re.compile(r"\bt[ỷỉ] lệ\b|hài lòng|(?:đúng|trước|quá) hạn|trực tuyến|số h[óo][aá]|\bphủ\b", re.IGNORECASE)
_SENTENCE = re.compile(rf"(?:[^.;\n]|\.(?=\S)|{_LINE_END})+")
_TAGS = "a|b|br|div|em|font|h[1-6]|i|img|li|o:p|p|span|strong|su[bp]|table|t[dr]|u|ul"
_MARKUP = re.compile(
    rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>|&(?:[a-z]{{2,8}}|#\d{{1,5}});|\*\*(?=\w)[^*]+\*\*|\[[^\[\]]+\]\((?:https?:|/)[^()]*\)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"trong\s+năm\s+(?:(\d{4})|(?:qua|vừa\s+qua))\b", re.IGNORECASE)


def unbalanced_quotes(text: str) -> Iterator[Found]:
    """Paragraphs in which a quotation is opened and not closed, or the other way round."""
    if not glance(_MARKS.pattern)(text) or _balanced(text):  # also a quotation over several paragraphs
        return
    for paragraph in _PARAGRAPH.finditer(text):
        first = _MARKS.search(paragraph[0])
        if first and not _balanced(paragraph[0]):
            message = "dấu ngoặc kép mở mà không đóng, hoặc đóng mà không mở"
            yield Found(paragraph.start() + first.start(), "unbalanced-quote", message, "mỗi dấu “ cần một dấu ”")


def impossible_days(text: str) -> Iterator[Found]:
    """Days that no calendar has, or that are not the day of the week which the text says."""
    for match in _DAY.finditer(text) if glance(_PERHAPS_IMPOSSIBLE)(text) else ():
        told, day, month, year = match.groups()
        start = max(match.start(), match.start("weekday"))
        message = f"“{text[start : match.end()]}”: "
        try:
            right = _WEEKDAYS[dt.date(int(year), int(month), int(day)).weekday()]
        except ValueError:
            message += "lịch không có ngày này"
        else:
            if not told or told.lower() in (right, f"thứ {_WEEKDAYS.index(right) + 2}"):
                continue
            message += f"ngày ấy là {right}"
        yield Found(start, "impossible-day", message, "xem lại thứ, ngày, tháng, năm")


def literal_markup(text: str) -> Iterator[Found]:
    """Tags, entities, bold letters and links in a text that has none: a title, a field of a record."""
    if found := _MARKUP.search(text):
        message = f"mục này hiện y như đã gõ: “{found[0]}”"
        yield Found(
            found.start(), "literal-markup", message, "chỉ viết chữ thường, xóa thẻ, dấu ** và địa chỉ liên kết"
        )


def impossible_shares(text: str) -> Iterator[Found]:
    """Percentages that cannot be: a part of something beyond the whole, or below nothing."""
    for sentence in _SENTENCE.finditer(text) if glance(_PERHAPS_TOO_MUCH)(text) else ():
        for match in _PERCENT.finditer(sentence[0]):
            written = match[1].replace("−", "-")
            whole = re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?", written)
            value = Decimal((written.replace(".", "") if whole else written).replace(",", "."))
            if is_impossible_share(value, sentence[0]):
                yield Found(sentence.start() + match.start(), "impossible-share", *share_advice(match[0]))


def is_impossible_share(percent: Decimal, words: str) -> bool:
    """Whether a percentage can not be, with the words that stand beside it: growth and plans know no bounds."""
    if 0 <= percent <= 100 or _COMPARED.search(words):
        return False
    return not 0 <= percent < 1000 or bool(_SHARE.search(words) and not _PLANNED.search(words))


def share_advice(written: str) -> tuple[str, str]:
    """What is told of such a percentage."""
    return f"“{written}”: tỷ lệ phải từ 0 đến 100%", "xem lại con số, số lẻ dùng dấu phẩy: 98,5"


def wrong_period(text: str, years: range, next_years: Iterable[int], label: str, whole_year: bool) -> Iterator[Found]:
    """Years and spans that do not belong to the period which the document speaks of, called `label`."""
    for match in _YEAR.finditer(text):
        words = " ".join(match[0].split())
        if match[1] and int(match[1]) not in years and int(match[1]) not in next_years:
            message = f"“{words}” trong văn bản của kỳ khác ({label})"
            yield Found(match.start(), "period-mismatch", message, "xem lại: có phải chép từ văn bản cũ?")
        elif not match[1] and not whole_year:
            message = f"“{words}” trong văn bản chưa đủ một năm ({label})"
            yield Found(match.start(), "period-mismatch", message, "nói rõ kỳ: quý, 6 tháng, 9 tháng")


def body(name: str) -> Body | None:
    """Level and place of a body: "UBND xã Sơn Bua" is xã, Sơn Bua; None where the name does not tell."""
    match = _BODY.search(name)
    return Body(" ".join(match[1].lower().split()), " ".join(match[2].split())) if match else None


def wrong_level(text: str, own: Body, others: Iterable[Body] = ()) -> Iterator[Found]:
    """The body's place called by another level, and orders given to a higher level; `others` bear the same name."""
    rank = LEVELS[own.level]
    namesakes = {(level, place.lower()) for level, place in others}
    place = spaced(own.place)
    for match in re.finditer(rf"(?<!\w)({_LEVEL})\s+{place}(?!\w)", text, re.IGNORECASE) if rank < 3 else ():
        level = " ".join(match[1].lower().split())
        if level != own.level and (level, own.place.lower()) not in namesakes:
            message = f"văn bản của {own.level} {own.place} lại ghi “{' '.join(match[0].split())}”"
            yield Found(match.start(), "level-mismatch", message, f"viết “{own.level} {own.place}”")
    higher = "|".join(spaced(word) for word, level in LEVELS.items() if level > rank)
    orders = rf"chỉ\s+đạo\s+(?!của\b)(?:\S+\s+){{1,8}}?({higher})(?!\w)"
    for match in re.finditer(orders, text) if higher else ():
        if not re.search(r"[.;:]", match[0]):
            message = f"{own.level} không chỉ đạo cơ quan cấp trên: “{' '.join(match[0].split())}”"
            hint = "có phải “phối hợp với”, hoặc chép từ văn bản của cấp trên?"
            yield Found(match.start(), "level-mismatch", message, hint)


class Run(NamedTuple):
    """So many equal words in two texts, with the offset in each."""

    offset: int
    there: int
    words: int


def copied(text: str, other: str) -> Iterator[Run]:
    """Runs of equal words that are too long to be chance."""
    mine, theirs = _words(text), _words(other)
    index: dict[tuple[str, ...], list[int]] = {}
    for i in range(len(theirs) - _COPIED + 1):
        index.setdefault(tuple(word for word, _ in theirs[i : i + _COPIED]), []).append(i)
    i = 0
    while i <= len(mine) - _COPIED:
        best, there = 0, 0
        for j in index.get(tuple(word for word, _ in mine[i : i + _COPIED]), ()):
            length = _COPIED
            while i + length < len(mine) and j + length < len(theirs) and mine[i + length][0] == theirs[j + length][0]:
                length += 1
            best, there = max((best, there), (length, j))
        if best:
            yield Run(mine[i][1], theirs[there][1], best)
        i += best or 1


def _words(text: str) -> list[tuple[str, int]]:
    return [(match[0].lower(), match.start()) for match in re.finditer(r"[\w%/]+", text)]


def _balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0
