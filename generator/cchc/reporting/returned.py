"""A Word file that comes back: which block each paragraph belongs to, and what the writer had said there.

The reading half of what knows python-docx. It trusts little, for Word, LibreOffice and people change much: a paragraph
belongs to the bookmark that is open over it, else to the block whose words it still has. What cannot be taken over
(pictures, footnotes) is told, never dropped in silence.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from cchc.packed import refuse_bombs, refuse_broken
from cchc.problems import Refused
from cchc.reporting import carried
from cchc.text import clean

_BREAKS = ("w:br", "w:cr")
_SKIPPED = ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:instrText", "w:delText", "mc:Fallback")
_LOST = {"w:drawing": "hình", "w:pict": "hình", "w:footnoteReference": "chú thích cuối trang", "m:oMath": "công thức"}
_MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"


@dataclass
class Paragraph:
    """A paragraph of the file that says something: its number, the names of its bookmarks, the table cell it is in.

    `cell` is () outside tables, else numbers of table, row and column; `style` is the layout's style, "" for another.
    """

    number: int
    text: str
    marks: list[str]
    cell: tuple[int, ...]
    style: str = ""


@dataclass
class Returned:
    """What is in a file: its paragraphs in order, what the writer had said in it, what nobody can take over."""

    said: carried.Said
    paragraphs: list[Paragraph]
    lost: list[tuple[int, str]] = field(default_factory=list)


def read(data: bytes, name: str) -> Returned:
    """What a Word file says. Raises Refused for what is no Word file, or was not made by this program."""
    with refuse_broken(f"{name} không phải tệp Word (.docx) mở được"):
        refuse_bombs(data, name)
        file = Document(io.BytesIO(data))
        if file.element.body is None:
            raise ValueError("no body")
    base = _base(file)
    if base is None and not any(carried.MARK in part for part in _bookmarks(file)):
        raise Refused(f"{name} không phải báo cáo do `cchc report` viết ra")
    found = Returned(base or carried.Said(), [])
    styles = {style.style_id: str(style.name) for style in file.styles}
    reader = _Reader(found, styles)
    reader.container(file.element.body, ())
    return found


def _bookmarks(file: Any) -> list[str]:
    return [str(start.get(qn("w:name"))) for start in file.element.body.iter(qn("w:bookmarkStart"))]


def _base(file: Any) -> carried.Said | None:
    """What the writer had said, from the part of the file that carries it."""
    for part in file.part.package.iter_parts():
        if str(part.partname).startswith("/customXml/") and carried.NAMESPACE.encode() in part.blob[:400]:
            return carried.read(parse_xml(part.blob))
    return None


class _Reader:
    """Walks a file once. `open` are the bookmarks that have begun and not ended, by their number."""

    def __init__(self, found: Returned, styles: dict[str, str]) -> None:
        self.found, self.styles, self.number, self.tables = found, styles, 0, 0
        self.open: dict[str, str] = {}

    def container(self, element: Any, cell: tuple[int, ...]) -> None:
        """The paragraphs and tables in the body, a cell or a control."""
        for child in element:
            if child.tag == qn("w:p"):
                self.paragraph(child, cell)
            elif child.tag == qn("w:tbl"):
                self.table(child)
            elif child.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
                self.bookmark(child)
            elif child.tag not in (qn("w:sectPr"), qn("w:sdtPr"), qn("w:tcPr")):
                self.container(child, cell)

    def table(self, element: Any) -> None:
        """Every cell of a table; numbers of table, row and column name it."""
        self.tables += 1
        table = self.tables
        for row, line in enumerate(element.findall(qn("w:tr"))):
            for column, cell in enumerate(line.findall(qn("w:tc"))):
                self.container(cell, (table, row, column))

    def paragraph(self, element: Any, cell: tuple[int, ...]) -> None:
        """A paragraph; breaks within it begin another. It belongs to what begins in it, else to what is open."""
        self.number += 1
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = self.styles.get(style.get(qn("w:val")), "").removeprefix("cchc ") if style is not None else ""
        before = list(self.open.values())
        begun, over, texts = [], [], [""]
        for kind, value in self.pieces(element):
            if kind == "break":
                texts.append("")
            elif kind == "text":
                texts[-1] += value
                over += [found for found in self.open.values() if found not in over] if value.strip() else []
            elif kind == "mark":
                begun.append(value)
            else:
                self.found.lost.append((self.number, value))
        said = [text for text in map(_plain, texts) if text]
        marks = begun or over or ([] if said else before)
        for text in said or ([""] if marks else []):
            self.found.paragraphs.append(Paragraph(self.number, text, marks, cell, name))

    def pieces(self, element: Any) -> Iterator[tuple[str, str]]:
        """Text, breaks, bookmarks that begin, and what cannot be taken over, in the order of reading."""
        for child in element:
            if child.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
                yield from self.bookmark(child)
            elif child.tag == qn("w:t"):
                yield "text", child.text or ""
            elif child.tag == qn("w:tab"):
                yield "text", " "
            elif child.tag in map(qn, _BREAKS):
                yield "break", ""
            elif lost := _LOST.get(_short(child.tag)):
                yield "lost", lost
            elif _short(child.tag) not in _SKIPPED:
                yield from self.pieces(child)

    def bookmark(self, element: Any) -> list[tuple[str, str]]:
        """Where a block begins or ends. Over several paragraphs LibreOffice lets it begin twice and end once."""
        number = element.get(qn("w:id"))
        if element.tag == qn("w:bookmarkEnd"):
            self.open.pop(number, None)
            return []
        name = str(element.get(qn("w:name")))
        if not name.startswith(carried.MARK):
            return []
        self.open = {other: begun for other, begun in self.open.items() if begun != name} | {number: name}
        return [("mark", name)]


def _short(tag: object) -> str:
    """`w:drawing` of a full name."""
    space, _, name = str(tag).strip("{").rpartition("}")
    prefix = "w" if space.endswith("wordprocessingml/2006/main") else "m" if space == _MATHS else "mc"
    return f"{prefix}:{name}"


def _plain(text: str) -> str:
    """The text of a paragraph without the dash it begins with."""
    return re.sub(r"^[-–•+]\s+", "", clean(text.replace("\t", " ")))
