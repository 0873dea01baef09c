"""Values of records as programs and spreadsheets read them.

JSON has keys and codes as site_data/ has them, null for what is not known. CSV (RFC 4180) has Vietnamese labels, empty
cells, and " | " between the items of a list.
"""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from cchc import declarations, schema
from cchc.known import Choice, Gap
from cchc.period import MinuteRange, PartialDay, Period
from cchc.text import number

Path = tuple[str, ...]
LONGEST = 32_767  # characters that a cell of a spreadsheet can hold
_CUT = "… (xem đủ ở bản JSON)"
_FORMULA = ("=", "+", "-", "@")
_WRITTEN = (Period, PartialDay, MinuteRange)
_LIKE_NUMBER = re.compile(r"[\d.,:/ -]*\d[\d.,:/ -]*")


def plain(value: Any) -> Any:
    """What JSON writes for a value that it does not know; of a record it asks for the values again.

    Days and moments are ISO 8601, periods are written as in site_data/.
    """
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, _WRITTEN):
        return written(value)
    assert isinstance(value, BaseModel), value
    return None if isinstance(value, Gap) else vars(value)


def written(value: Period | PartialDay | MinuteRange) -> str:
    """As site_data/ has it: "2024-Q3", "2024-11", "10-15"."""
    if isinstance(value, Period):
        return value.code
    if isinstance(value, PartialDay):
        return f"{value.year}-{value.month:02d}" + (f"-{value.day:02d}" if value.day else "")
    return f"{value.shortest}" if value.shortest == value.longest else f"{value.shortest}-{value.longest}"


def missing(record: BaseModel) -> dict[str, str]:
    """What a record declares missing: the path of keys, and why."""
    return {".".join(map(str, path)): gap.reason for path, gap in declarations.gaps(record)}


@cache
def columns(model: type[BaseModel], prefix: Path = (), *, lists: bool = True) -> tuple[Path, ...]:
    """The fields of a model that are a column each: those of records within it too, but not of lists of records."""
    found: list[Path] = []
    for name, (_, inner, listed) in declarations.fields_of(model).items():
        if inner is not None and issubclass(inner, schema.Record) and not listed:
            found += columns(inner, (*prefix, name), lists=lists)
        elif lists or not listed:
            found.append((*prefix, name))
    return tuple(found)


def reach(record: Any, path: Path) -> Any:
    """The value at a path; None below what is not there."""
    for name in path:
        if record is None or type(record) is Gap:
            return None
        record = getattr(record, name)
    return record


def cell(value: Any) -> str:
    """A value for a spreadsheet: in words, never a formula, and never a number that is none.

    Spreadsheets take 0912345678 and 1.004870 for numbers and drop zeros, in quotes or not. A tab before it keeps the
    text as it is, in LibreOffice and Excel alike.
    """
    if value is None or value == ():  # most are
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int | Decimal):
        return str(value)
    text = _words(value)
    if len(text) > LONGEST:
        text = text[: LONGEST - len(_CUT)] + _CUT
    if text[:1] in _FORMULA:
        return f"'{text}"
    return f"\t{text}" if _is_text(value) and _LIKE_NUMBER.fullmatch(text) else text


def _is_text(value: Any) -> bool:
    return any(map(_is_text, value)) if isinstance(value, tuple) else isinstance(value, str)


def _words(value: Any) -> str:
    if type(value) is str:  # most are
        return " ".join(value.split())
    if isinstance(value, tuple):
        return " | ".join(map(_words, value))
    if value is None or isinstance(value, Gap):
        return ""
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, dt.datetime):
        return str(value)[: len("2024-03-01 08:30")]
    if isinstance(value, BaseModel) and not isinstance(value, _WRITTEN):
        return "; ".join(_labelled(value))
    if isinstance(value, Decimal):  # among words; "5.025" would be read as a thousand
        return number(value)
    if isinstance(value, int):
        return cell(value)
    return " ".join(str(plain(value)).split())


def _labelled(record: BaseModel) -> Iterator[str]:
    """What is known of a record in a list: "Tên giấy tờ: Giấy chứng sinh; Số bản chính: 1"."""
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        if value is None or value == () or isinstance(value, Gap):
            continue
        words = _words(value)
        nested = isinstance(value, tuple | BaseModel) and not isinstance(value, _WRITTEN)
        yield f"{info.title}: ({words})" if nested else f"{info.title}: {words}"
