"""Spreadsheets (.xlsx, .xls, .ods, .csv) as rows of text, each with its number in the file."""

import csv
import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import NamedTuple
from zipfile import ZipFile

import python_calamine as calamine

from cchc.files import refuse_spoilt
from cchc.packed import refuse_bombs, refuse_broken
from cchc.problems import Refused
from cchc.text import clean

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
LISTS = (".csv",)
_MOST_ROWS = 20_000
_MOST_CELLS = 20_000_000  # from the first to the last of a sheet: the library keeps room for each, also where none is
_OLE = b"\xd0\xcf\x11\xe0"  # how an old book (.xls) begins, which is no package
_AT = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")  # where a cell of .xlsx is: B12
_REPEATED = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}number-%s-repeated"
_Written = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


class Row(NamedTuple):
    """A row that says something: its number in the file, from 1, and its cells from the first column on."""

    number: int
    cells: tuple[str, ...]


def read(data: bytes, name: str) -> list[Row]:
    """The rows of a file, of its first sheet that says anything. Raises Refused for what cannot be read."""
    suffix = "." + name.rpartition(".")[2].lower()
    rows = _listed(data, name) if suffix in LISTS else _booked(data, name)
    if not rows:
        raise Refused(f"{name} không có dòng nào")
    if len(rows) > _MOST_ROWS:
        raise Refused(f"{name} có {len(rows)} dòng, nhiều hơn {_MOST_ROWS}; chia thành nhiều tệp")
    refuse_spoilt("\n".join(" ".join(row.cells) for row in rows), name)
    return rows


def _booked(data: bytes, name: str) -> list[Row]:
    with refuse_broken(f"{name} không phải bảng tính mở được; mở bằng Excel, lưu thành .xlsx rồi thử lại"):
        if not data.startswith(_OLE):
            refuse_bombs(data, name)
            _refuse_vast(data, name)
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible]
        sheets = (book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in shown)
        found = next(filter(None, (_rows([list(map(_text, row)) for row in sheet]) for sheet in sheets)), None)
    return found or []


def _refuse_vast(data: bytes, name: str) -> None:
    """Raise Refused for a sheet with a cell so far from the others that the room between would fill the memory."""
    with ZipFile(io.BytesIO(data)) as packed:
        for part in packed.namelist():
            if part.endswith(".xml") and (part.startswith("xl/worksheets/") or part == "content.xml"):
                with packed.open(part) as file:
                    if any(rows * columns > _MOST_CELLS for rows, columns in _areas(ET.iterparse(file))):
                        hint = "xóa nội dung ở ô xa ấy (Ctrl+End dẫn tới ô cuối) rồi lưu lại"
                        raise Refused(f"{name} có ô ghi chữ ở quá xa bảng; {hint}")


def _areas(elements: Iterator[tuple[str, ET.Element]]) -> Iterator[tuple[int, int]]:
    """The rows and columns of each sheet, up to the last cells that say something, as it is read."""
    rows = columns = row = 0
    cells: list[tuple[int, bool]] = []  # of a row of .ods: how often each is repeated, and whether it says something
    for _, element in elements:
        kind = element.tag.rpartition("}")[2]
        if kind == "c" and len(element) and (at := _AT.fullmatch(element.get("r", ""))):
            rows, columns = max(rows, int(at[2])), max(columns, _column(at[1]))
        elif kind in ("table-cell", "covered-table-cell"):
            cells.append((int(element.get(_REPEATED % "columns", "1")), len(element) > 0))
        elif kind == "table-row":
            row += int(element.get(_REPEATED % "rows", "1"))
            while cells and not cells[-1][1]:
                cells.pop()
            rows, columns = row if cells else rows, max(columns, sum(times for times, _ in cells))
            cells = []
        elif kind in ("worksheet", "table"):
            yield rows, columns
            rows = columns = row = 0
        if kind in ("c", "row", "table-row"):
            element.clear()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _listed(data: bytes, name: str) -> list[Row]:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        hint = "trong Excel chọn Lưu thành…, CSV UTF-8, hoặc lưu thành .xlsx"
        raise Refused(f"{name} không lưu bằng mã UTF-8; {hint}") from error
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    with refuse_broken(f"{name} không phải tệp CSV đọc được; mở bằng Excel, lưu thành .xlsx rồi thử lại"):
        cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return _rows(cells)


def _rows(sheet: list[list[str]]) -> list[Row]:
    rows = (Row(number, tuple(map(_bare, cells))) for number, cells in enumerate(sheet, start=1))
    return [row for row in rows if any(row.cells)]


def _bare(text: str) -> str:
    """A cell without what keeps spreadsheets from counting: our own files have a tab or a quotation mark there."""
    return clean(text.removeprefix("\t").removeprefix("'"))


def _text(value: _Written) -> str:
    """What a cell says, days as site_data/ has them."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, dt.time) else str(value)
