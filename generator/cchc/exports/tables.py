"""The rows of open data: of each content type every record that shows, with its address.

In JSON a row is a record. In CSV it is a record too, but of plans a task and of indicators the result of a year: that
is what people sort and count.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from cchc import declarations, symbols
from cchc.entry import Entry, Reference
from cchc.exports import values
from cchc.known import Gap
from cchc.model import document, indicator, plan
from cchc.model.base import ContentType
from cchc.model.document_parts import Citation
from cchc.site import Site

Row = dict[str, Any]
_ROWS: dict[ContentType, tuple[str, type[BaseModel]]] = {
    plan.TYPE: ("tasks", plan.Task),
    indicator.TYPE: ("results", indicator.YearResult),
}
_ID, _PAGE = "Mã", "Trang"


class _Handed:
    """A file for `csv`, whose `writerow` returns what the file's `write` does."""

    def write(self, text: str) -> str:
        return text


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=values.plain)
_CSV = csv.writer(_Handed())  # RFC 4180


@dataclass(frozen=True)
class Derived:
    """A column that no field holds: its key, its label, its JSON Schema, and how it follows from a record."""

    key: str
    label: str
    schema: dict[str, Any]
    value: Callable[[Site, Entry[Any]], Any]


def derived(kind: ContentType) -> tuple[Derived, ...]:
    """Such columns of a content type."""
    return _DERIVED.get(kind.key, ())


def row(site: Site, entry: Entry[Any]) -> Row:
    """A record for `json_lines`: its name, its fields, what follows from them, what is missing and why, its page."""
    more = {column.key: column.value(site, entry) for column in derived(entry.type)}
    told = {"missing": values.missing(entry.record), "page": page(site, entry)}
    return {"id": entry.slug, **values.plain(entry.record), **more, **told}


def page(site: Site, entry: Entry[Any]) -> str | None:
    """The whole address of the place where people read the record."""
    url, anchor = entry.place
    return site.absolute(url, anchor) if url else None


def header(kind: ContentType) -> list[str]:
    """The columns of a type's CSV."""
    labels = [declarations.label(kind.model, path) for path in _outer(kind)]
    if kind in _ROWS:
        name, model = _ROWS[kind]
        part = kind.model.model_fields[name].title
        labels += [f"{part} › {declarations.label(model, path)}" for path in values.columns(model)]
    return [_ID, *labels, *(column.label for column in derived(kind)), _PAGE]


def cells(site: Site, entry: Entry[Any]) -> Iterator[list[str]]:
    """A record as rows of its type's CSV."""
    kind, record = entry.type, entry.record
    outer = [values.cell(entry.slug), *[values.cell(values.reach(record, path)) for path in _outer(kind)]]
    end = [values.cell(_items(column.value(site, entry))) for column in derived(kind)]
    end.append(page(site, entry) or "")
    if kind not in _ROWS:
        yield outer + end
        return
    name, model = _ROWS[kind]
    found = getattr(record, name)
    for item in (None,) if isinstance(found, Gap) else found:
        yield [*outer, *[values.cell(values.reach(item, path)) for path in values.columns(model)], *end]


def json_lines(rows: Iterable[Row]) -> list[str]:
    """Rows as JSON, for `json_file`."""
    return list(map(_JSON.encode, rows))


def json_file(lines: Iterable[str]) -> bytes:
    """A JSON array with one record on each line."""
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def csv_line(row: Iterable[str]) -> str:
    """One line of CSV."""
    line: str = _CSV.writerow(row)
    return line


def csv_file(kind: ContentType, lines: Iterable[str]) -> bytes:
    """A CSV file with a byte order mark, by which spreadsheets see that it is UTF-8."""
    return (csv_line(header(kind)) + "".join(lines)).encode("utf-8-sig")


@cache
def _outer(kind: ContentType) -> tuple[values.Path, ...]:
    """The columns of a record itself; where its parts are the rows, its lists are left to JSON."""
    found = values.columns(kind.model, lists=kind not in _ROWS)
    return tuple(path for path in found if path != ("id",))


def _items(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _number(_site: Site, entry: Entry[document.Document]) -> int | None:
    symbol = entry.record.symbol
    read = None if isinstance(symbol, Gap) else symbols.read(symbol)
    return read.number if read else None


def _cited_by(site: Site, entry: Entry[document.Document]) -> list[str]:
    references = [
        found for found in site.referring(document.TYPE.key, entry.slug) if isinstance(found.holder, Citation)
    ]
    return list(dict.fromkeys(_citation(found) for found in references))


def _citation(reference: Reference) -> str:
    """ "report:2024-q3|can-cu|mở đầu": the record that cites, the role, the place."""
    citation: Citation = reference.holder
    return f"{reference.entry.key}:{reference.entry.slug}|{citation.role.value}|{citation.place or ''}".rstrip("|")


_DERIVED: dict[str, tuple[Derived, ...]] = {
    document.TYPE.key: (
        Derived("number", "Số", {"type": ["integer", "null"]}, _number),
        Derived("cited_by", "Được viện dẫn ở", {"type": "array", "items": {"type": "string"}}, _cited_by),
    )
}
