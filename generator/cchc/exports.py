"""Open data: the records of a site as JSON and CSV below /du-lieu/, for programs and spreadsheets.

JSON has null for what is not known, and lists; CSV (RFC 4180, UTF-8 with byte order mark, so that spreadsheets read
the Vietnamese) has empty cells, and " | " between the items of a list. News is in the feeds, not here.
"""

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from cchc import symbols
from cchc.known import Gap
from cchc.model.base import Citation
from cchc.model.document import Document
from cchc.site import Entry, Reference, Site

Row = dict[str, Any]


def documents(site: Site) -> list[Row]:
    """The register of legal documents: one row for each number, with who cites it, in which role, where."""
    return [_document(site, entry) for entry in site.shown("document")]


#: Name of the files -> the rows in them.
TABLES: dict[str, Callable[[Site], list[Row]]] = {"van-ban": documents}


def export_paths() -> tuple[str, ...]:
    """The files to be, from the root of the site: "du-lieu/van-ban.json"."""
    return tuple(f"du-lieu/{name}.{suffix}" for name in TABLES for suffix in ("json", "csv"))


def render_export(site: Site, path: str) -> bytes:
    """One of these files."""
    name, _, suffix = path.rpartition("/")[2].partition(".")
    rows = TABLES[name](site)
    return _json(rows) if suffix == "json" else _csv(rows)


def _document(site: Site, entry: Entry[Document]) -> Row:
    record = entry.record
    symbol = _known(record.symbol)
    read = symbols.read(symbol) if symbol else None
    return {
        "id": entry.slug,
        "type": record.type.value,
        "symbol": symbol,
        "symbol_as_written": record.symbol_as_written,
        "number": read.number if read else None,
        "issuer": record.issuer,
        "date": _day(_known(record.date)),
        "effective_from": _day(record.effective_from),
        "effective_to": _day(record.effective_to),
        "subject": record.subject,
        "period": record.period.code if record.period else None,
        "category": record.category.value if record.category else None,
        "url": record.url,
        "cited_by": _cited_by(site, entry),
        "page": urljoin(site.url, entry.url.lstrip("/")),
    }


def _cited_by(site: Site, entry: Entry[Document]) -> list[str]:
    references = [found for found in site.referring("document", entry.slug) if isinstance(found.holder, Citation)]
    return list(dict.fromkeys(_citation(found) for found in references))


def _citation(reference: Reference) -> str:
    """ "report:2024-q3|can-cu|mở đầu": the record that cites, the role, the place."""
    citation: Citation = reference.holder
    return f"{reference.entry.key}:{reference.entry.slug}|{citation.role.value}|{citation.place or ''}".rstrip("|")


def _known(value: Any) -> Any:
    return None if isinstance(value, Gap) else value


def _day(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def _json(rows: list[Row]) -> bytes:
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow([_cell(value) for value in row.values()])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " | ".join(value)
    text = " ".join(str(value).split()) if value is not None else ""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text  # a spreadsheet would take it for a formula
