"""Spreadsheets (.xlsx, .xls, .ods, .csv) as rows of text, each with its number in the file."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import NamedTuple

import python_calamine as calamine

from cchc.files import refuse_spoilt
from cchc.importing.layout import Layout, layouts
from cchc.packed import refuse_bombs, refuse_broken
from cchc.problems import Refused
from cchc.text import clean

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
LISTS = (".csv",)
_MOST_ROWS = 20_000
_MOST_CELLS = 20_000_000  # from the first to the last of a sheet: the library keeps room for each, also where none is
_OLE = b"\xd0\xcf\x11\xe0"  # how an old book (.xls) begins, which is no package
_Written = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


class Row(NamedTuple):
    """A row that says something: its number in the file, from 1, and its cells from the first column on."""

    number: int
    cells: tuple[str, ...]


class Sheet(NamedTuple):
    """The rows of a sheet that say something, and what of it is hidden: of .xls, which has no package, not known."""

    rows: list[Row]
    layout: Layout


def read(data: bytes, name: str) -> Sheet:
    """The first sheet of a file that says anything. Raises Refused for what cannot be read."""
    suffix = "." + name.rpartition(".")[2].lower()
    sheet = Sheet(_listed(data, name), Layout()) if suffix in LISTS else _booked(data, name)
    if not sheet.rows:
        raise Refused(f"{name} không có dòng nào")
    if len(sheet.rows) > _MOST_ROWS:
        raise Refused(f"{name} có {len(sheet.rows)} dòng, nhiều hơn {_MOST_ROWS}; chia thành nhiều tệp")
    refuse_spoilt("\n".join(" ".join(row.cells) for row in sheet.rows), name)
    return sheet


def _booked(data: bytes, name: str) -> Sheet:
    with refuse_broken(f"{name} không phải bảng tính mở được; mở bằng Excel, lưu thành .xlsx rồi thử lại"):
        told: dict[str, Layout] = {}
        if not data.startswith(_OLE):
            refuse_bombs(data, name)
            told = layouts(data)
            _refuse_vast(told.values(), name)
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible]
        for sheet in shown:
            cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            if rows := _rows([list(map(_text, row)) for row in cells]):
                return Sheet(rows, told.get(sheet, Layout()))
    return Sheet([], Layout())


def _refuse_vast(sheets: Iterable[Layout], name: str) -> None:
    """Raise Refused for a sheet with a cell so far from the others that the room between would fill the memory."""
    if any(sheet.rows * sheet.columns > _MOST_CELLS for sheet in sheets):
        hint = "xóa nội dung ở ô xa ấy (Ctrl+End dẫn tới ô cuối) rồi lưu lại"
        raise Refused(f"{name} có ô ghi chữ ở quá xa bảng; {hint}")


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
