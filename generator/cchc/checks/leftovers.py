"""What an article still carries of its form, of another place or time: its words, foreign dates, ended bodies."""

import re
from collections.abc import Iterator

from cchc.checks.values import papers, texts
from cchc.entry import Entry
from cchc.glance import glance
from cchc.model.news import TO_WRITE, News
from cchc.problems import Level, Problem, place
from cchc.site import Site

_US_DATE = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}, \d{4}(?: [\d:]+ [AP]M)?")
_BODY = r"(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+huyện"
_DISTRICT = re.compile(rf"(?<!nguyên ){_BODY}(?P<rest>[^.;\n]{{0,40}})")
_FORMER = re.compile(r"\bcũ\b|trước đây|trước ngày")
_FEW_WORDS = 40
#: Who acts and who is told, in reports and plans; and what of it was a district's.
_ADDRESSED = {"to", "by", "lead", "cooperating", "executors", "addressed_to", "recipients"}
_DISTRICTS_OWN = re.compile(
    r"\b(?:UBND|(?:Ủy|Uỷ) ban nhân dân|HĐND|Phòng(?! giao dịch)|Văn phòng)\b.*\bhuyện\b|\bHuyện ủy\b"
)


def unwritten(entry: Entry[News]) -> Iterator[Problem]:
    """The form's own words, where the text should stand."""
    body = entry.read().body
    if TO_WRITE in body:
        message, hint = f"còn câu nhắc của mẫu: “{TO_WRITE}…”", "xóa dòng này rồi viết bài"
        yield _problem(entry, body.index(TO_WRITE), "unwritten", Level.ERROR, message, hint)


def us_date(entry: Entry[News]) -> Iterator[Problem]:
    """Days as American programs print them."""
    body = entry.read().body
    for match in _US_DATE.finditer(body) if glance(", 20|, 19")(body) else ():
        message, hint = f"ngày viết kiểu Mỹ: “{match[0]}”", "viết ngày/tháng/năm, ví dụ 11/9/2025"
        yield _problem(entry, match.start(), "us-date", Level.ERROR, message, hint)


def old_superior(entry: Entry[News]) -> Iterator[Problem]:
    """Since 01/07/2025 there is no district (Luật 72/2025/QH15); what is called former is meant so."""
    body = entry.read().body
    for match in _DISTRICT.finditer(body) if glance(_BODY)(body) else ():
        if not _FORMER.search(match["rest"]):
            message = (
                f"nhắc “{match[0].removesuffix(match['rest'])}” như đang hoạt động; từ 01/7/2025 không còn cấp huyện"
            )
            hint = "viết tên cơ quan hiện nay; nói việc cũ thì thêm chữ “cũ”, “trước đây”"
            yield _problem(entry, match.start(), "old-superior", Level.WARNING, message, hint)


def old_superior_in_papers(site: Site) -> Iterator[Problem]:
    """Nor does a report or plan go to a district's body, or give it work, when its period begins later."""
    for entry in papers(site):
        for where, text in texts(entry.record):
            if _ADDRESSED.intersection(where) and _DISTRICTS_OWN.search(text) and not _FORMER.search(text):
                message = f"“{text}” là cơ quan cấp huyện; từ 01/7/2025 không còn cấp huyện"
                yield entry.warning(where, "old-superior", message, "viết tên cơ quan hiện nay")


def pdf_only(entry: Entry[News]) -> Iterator[Problem]:
    """A scan cannot be read aloud, searched or read on a telephone (TT 26/2020/TT-BTTTT)."""
    pdf = [index for index, file in enumerate(entry.record.attachments) if file.file.lower().endswith(".pdf")]
    if pdf and len(entry.read().body.split()) < _FEW_WORDS:
        message = f"nội dung chỉ có trong tệp PDF: bài viết chưa đến {_FEW_WORDS} chữ"
        hint = "tóm tắt trong bài: ai, việc gì, từ ngày nào, hỏi ở đâu; tệp PDF vẫn giữ"
        yield entry.warning(("attachments", pdf[0], "file"), "pdf-only", message, hint)


def _problem(entry: Entry[News], offset: int, rule: str, level: Level, message: str, hint: str) -> Problem:
    written = entry.read()
    line, column = place(written.body, offset)
    return Problem(entry.path, written.body_line + line - 1, column, rule, level, message, hint)
