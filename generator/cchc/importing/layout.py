"""What a spreadsheet of today (.xlsx, .ods) says of its sheets beside their words: how far they reach, what is hidden.

The library that reads the words (python-calamine) tells neither.
"""

import io
import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from zipfile import ZipFile

_WORKSHEETS = "xl/worksheets/"
_TABLES = "content.xml"
_AT = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")  # where a cell of .xlsx is: B12
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS = ("table-cell", "covered-table-cell")


@dataclass
class Layout:
    """A sheet: the last row and column that say something, from 1; which of those that do are hidden or filtered."""

    rows: int = 0
    columns: int = 0
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)

    def hides_row(self, number: int) -> bool:
        """Whether a row, from 1, is not seen."""
        return any(number in rows for rows in self.hidden_rows)

    def hides_column(self, number: int) -> bool:
        """Whether a column, from 1, is not seen."""
        return any(number in columns for columns in self.hidden_columns)


def layouts(data: bytes) -> dict[str, Layout]:
    """The sheets of a book by their names. Raises what `zipfile` and `xml` do where it is none."""
    with ZipFile(io.BytesIO(data)) as packed:
        parts = packed.namelist()
        if _TABLES in parts:
            with packed.open(_TABLES) as file:
                return dict(_tables(_elements(file)))
        names = _names(packed) if "xl/workbook.xml" in parts else {}
        found = {}
        for part in parts:
            if part.startswith(_WORKSHEETS) and part.endswith(".xml"):
                with packed.open(part) as file:
                    found[names.get(part, part)] = _worksheet(_elements(file))
        return found


def _names(packed: ZipFile) -> dict[str, str]:
    """What the sheets of .xlsx are called, by the part that has each."""
    links = ET.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
    parts = {link.get("Id"): posixpath.join("/xl", link.get("Target", "")).lstrip("/") for link in links}
    sheets = (sheet for sheet in ET.fromstring(packed.read("xl/workbook.xml")).iter() if _kind(sheet) == "sheet")
    ids = ((sheet, next((value for key, value in sheet.items() if key.endswith("}id")), "")) for sheet in sheets)
    return {parts[link]: sheet.get("name", "") for sheet, link in ids if link in parts}


def _elements(file: IO[bytes]) -> Iterator[ET.Element]:
    """The elements of a part, each when it is whole, which is then emptied."""
    for _, element in ET.iterparse(file):
        yield element
        if _kind(element) in ("c", "row", "table-row"):
            element.clear()


def _kind(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _worksheet(elements: Iterator[ET.Element]) -> Layout:
    found = Layout()
    row = 0
    for element in elements:
        kind = _kind(element)
        hidden = element.get("hidden") in ("1", "true")
        if kind == "c" and len(element) and (at := _AT.fullmatch(element.get("r", ""))):
            found.rows, found.columns = max(found.rows, int(at[2])), max(found.columns, _column(at[1]))
        elif kind == "row":
            row = int(element.get("r", row + 1))
            if hidden and found.rows == row:
                found.hidden_rows.append(range(row, row + 1))
        elif kind == "col" and hidden:
            found.hidden_columns.append(range(int(element.get("min", 1)), int(element.get("max", 1)) + 1))
    return found


def _tables(elements: Iterator[ET.Element]) -> Iterator[tuple[str, Layout]]:
    found = Layout()
    row = column = 0
    cells: list[tuple[int, bool]] = []  # of a row: how often each is repeated, and whether it says something
    for element in elements:
        kind = _kind(element)
        hidden = element.get(_TABLE + "visibility") in ("collapse", "filter")
        if kind in _CELLS:
            cells.append((_times(element, "columns"), len(element) > 0))
        elif kind == "table-column":
            column += _times(element, "columns")
            found.hidden_columns += [range(column + 1 - _times(element, "columns"), column + 1)] * hidden
        elif kind == "table-row":
            row += _times(element, "rows")
            while cells and not cells[-1][1]:
                cells.pop()
            found.rows, found.columns = row if cells else found.rows, max(found.columns, sum(n for n, _ in cells))
            found.hidden_rows += [range(row + 1 - _times(element, "rows"), row + 1)] * (hidden and bool(cells))
            cells = []
        elif kind == "table":
            yield element.get(_TABLE + "name", ""), found
            found = Layout()
            row = column = 0


def _times(element: ET.Element, what: str) -> int:
    """How often an element of .ods is repeated."""
    return int(element.get(f"{_TABLE}number-{what}-repeated", "1"))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
