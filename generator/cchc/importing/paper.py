"""An official paper (NĐ 30/2020) as an article: what stands around its text is left out, and told.

Offices write news of their own and post notices, plans and invitations as they were signed. Of these the names of
agencies, the national motto, the number, the recipients and the signature say nothing on a web page; title and text do.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from cchc.importing.blocks import Block, Kind
from cchc.model.document import DocumentType
from cchc.text import fold

_MOTTO = "cong hoa xa hoi chu nghia viet nam"
_HEAD_ENDS = 8  # blocks, among which the motto of a paper stands
_AGENCIES = (
    "ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|dang uy|dang bo|mat tran|ban chi dao|van phong|phong|so|huyen|xa|"
    "phuong|thi tran|thanh pho|tinh"
)
#: What else stands above the title, in folded words.
_HEAD = re.compile(rf"doc lap|so ?:|v/v|.*ngay .{{0,4}}thang .{{0,4}}nam|(?:{_AGENCIES}) [^.;]{{0,60}}$")
_SYMBOL = re.compile(r"Số\s*:\s*(\d*\s*/\s*[\w/.-]+)")
_DAY = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_TYPES = {
    *(fold(kind.label) for kind in DocumentType),
    "giay moi",
    "thu moi",
    "cong dien",
    "de an",
    "phuong an",
    "noi quy",
}
_BEGINS = re.compile(r"Kính (?:gửi|mời)|Căn cứ|Thực hiện|Theo|[-+\d]")  # a text that has no line for its subject
_IN_LETTER = re.compile(r"V/v\s*:?\s*(\S.*)", re.IGNORECASE)
_TAIL = re.compile(r"noi nhan|(?:tm|kt|tl|tuq|q)\. ?[a-z]|(?:chu tich|pho chu tich|truong ban|nguoi lap)\b")
_LONGEST_TITLE = 300  # characters, as the model has it
_TITLE_LINES = 3


class Paper(NamedTuple):
    """What an article takes of a paper: its title, the blocks of its text, and what was left out, in words."""

    title: str
    body: tuple[Block, ...]
    symbol: str = ""
    day: dt.date | None = None
    left_out: tuple[str, ...] = ()


def read(blocks: Sequence[Block]) -> Paper:
    """Take a paper apart; what is none is a title and a text."""
    end = _head_end(blocks)
    if not end:
        title, rest = _title(blocks)
        return Paper(title, rest)
    head = [line for block in blocks[:end] for line in block.lines]
    told = " ".join(head)
    symbol, subject = _SYMBOL.search(told), _subject_of_letter(head)
    title, body = _named(blocks[end:], subject)
    tail = _tail_start(body)
    left_out = ["phần đầu văn bản (tên cơ quan, Quốc hiệu, số, ngày)"]
    left_out += ["nơi nhận, chữ ký"] if tail < len(body) else []
    return Paper(title, body[:tail], re.sub(r"\s", "", symbol[1]) if symbol else "", _day(told), tuple(left_out))


def _head_end(blocks: Sequence[Block]) -> int:
    """How many blocks stand above the title; 0 when there is no motto."""
    for number, block in enumerate(blocks[:_HEAD_ENDS]):
        if any(_MOTTO in fold(line) for line in block.lines):
            end = number + 1
            while end < len(blocks) and blocks[end].kind is Kind.PARAGRAPH and _HEAD.match(fold(blocks[end].lines[0])):
                end += 1
            return end
    return 0


def _subject_of_letter(head: list[str]) -> str:
    """What a letter (công văn) is about, which stands below its number."""
    found = (_IN_LETTER.match(line) for line in head)
    return next((match[1] for match in found if match), "")


def _named(blocks: Sequence[Block], subject: str) -> tuple[str, tuple[Block, ...]]:
    """The title of a paper, of its type and what it is about; and the rest."""
    if not blocks:
        return subject, ()
    kind = " ".join(blocks[0].lines)
    if fold(kind) not in _TYPES:
        return (subject, tuple(blocks)) if subject else _title(blocks)
    about: list[str] = []
    start = 1
    while start < len(blocks) and len(about) < _TITLE_LINES and _names(blocks[start], about):
        about.append(blocks[start].lines[0])
        start += 1
    told = " ".join(about)
    title = f"{kind.capitalize()} {told[:1].lower()}{told[1:]}" if told else kind.capitalize()
    return title, tuple(blocks[start:])


def _names(block: Block, before: list[str]) -> bool:
    """Whether a block below the type of a paper says what it is about."""
    if block.kind not in (Kind.PARAGRAPH, Kind.HEADING):
        return False
    line = block.lines[0]
    short = len(line) <= _LONGEST_TITLE and not line.endswith((".", ";", ":", ",")) and not _BEGINS.match(line)
    return block.strong or block.kind is Kind.HEADING or (not before and short)


def _title(blocks: Sequence[Block]) -> tuple[str, tuple[Block, ...]]:
    """The title of a text of one's own: its first heading, lines of bold letters at its beginning, its first line."""
    for number, block in enumerate(blocks):
        if block.kind is Kind.HEADING and not any(before.lines for before in blocks[:number]):
            return block.lines[0], (*blocks[:number], *blocks[number + 1 :])
    start = 0
    lines: list[str] = []
    while start < len(blocks) and len(lines) < _TITLE_LINES and blocks[start].strong:
        lines.append(blocks[start].lines[0])
        start += 1
    if not lines and blocks and blocks[0].kind is Kind.PARAGRAPH and len(blocks[0].lines[0]) <= _LONGEST_TITLE:
        lines, start = [blocks[0].lines[0]], 1
    return " ".join(lines), tuple(blocks[start:])


def _tail_start(body: Sequence[Block]) -> int:
    """Where recipients and signature begin."""
    last = max(0, len(body) - 12)
    found = (number for number in range(last, len(body)) if any(_TAIL.match(fold(line)) for line in body[number].lines))
    return next(found, len(body))


def _day(told: str) -> dt.date | None:
    match = _DAY.search(told)
    try:
        return dt.date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
