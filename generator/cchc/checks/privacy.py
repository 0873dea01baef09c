"""Personal data of citizens that must not be published (Luật 91/2025/QH15; before: NĐ 13/2023/NĐ-CP)."""

import re
from collections.abc import Iterator

from cchc.model.news import News
from cchc.problems import Level, Problem
from cchc.site import Entry

_PATTERNS = (
    ("số căn cước", re.compile(r"(?<![\d.,])0\d{11}(?![\d])")),
    ("số điện thoại di động", re.compile(r"(?<![\d.,])0[35789](?:[ .-]?\d){8}(?!\d)")),
    ("ngày sinh", re.compile(r"[Ss]inh (?:ngày|năm)\s*:?\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")),
)
_DIGITS = re.compile(r"0[\d .-]{8}")  # one look that most texts do not pass
_NAMED = re.compile(r"\b([Ôô]ng|[Bb]à|[Hh]ộ ông|[Hh]ộ bà)\s+[A-ZĐÀ-Ỹ][a-zđà-ỹ]+(\s+[A-ZĐÀ-Ỹ][a-zđà-ỹ]+)+")
_MATTERS = re.compile(r"đất|trợ cấp|bảo trợ|hộ nghèo|mai táng|tước quyền|xử phạt", re.IGNORECASE)


def personal_data(entry: Entry[News]) -> Iterator[Problem]:
    """Identity numbers, private phones and birth dates in news; names in titles of land and welfare matters."""
    record = entry.record
    written = entry.read()
    for where, text in ((("title",), record.title), (("summary",), record.summary)):
        for what, found in _found(text):
            yield _problem(entry.path, *written.node.find(where)[1], what, found)
    if any(True for _ in _found(written.body)):
        for number, text in enumerate(written.body.split("\n")):
            for what, found in _found(text):
                yield _problem(entry.path, written.body_line + number, text.index(found) + 1, what, found)
    if (match := _NAMED.search(record.title)) and _MATTERS.search(record.title):
        yield _problem(entry.path, *written.node.find(("title",))[1], "họ tên người dân", match[0])


def _found(text: str) -> Iterator[tuple[str, str]]:
    if "inh ngày" not in text and "inh năm" not in text and not _DIGITS.search(text):
        return
    for what, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield what, match[0]


def _problem(path: str, line: int, column: int, what: str, found: str) -> Problem:
    shown = found if what == "họ tên người dân" else found[:4] + "…"
    return Problem(
        path,
        line,
        column,
        "personal-data",
        Level.WARNING,
        f"có {what} trong bài: {shown}",
        "xóa đi nếu là của người dân; số máy của cơ quan thì ghi ở hotlines.yml",
    )
