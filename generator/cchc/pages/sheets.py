"""Sheets for the wall: of each procedure, of the hotlines, and of the procedures of a sector, A4 and A3.

A sheet is a small HTML document of its own, made from a few records. Its stamp is a hash of the words on it, so that
a paper can be compared with the site; the stamp leaves out what tells only of the printing: days and itself.
"""

import datetime as dt
import hashlib
import html
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cchc.days import standing_day
from cchc.entry import Entry
from cchc.known import Gap
from cchc.outline import Outline
from cchc.pages.policy import POLICY
from cchc.pages.qr import qr_svg
from cchc.pages.templating import Templates, relative
from cchc.site import Site
from cchc.urls import LARGE, SHEET

#: Sizes of the type on A4 in points; the smallest only when all that may be left out is left out.
SIZES, SMALLEST = (15, 14, 13, 12, 11.5, 11, 10.5, 10), 9
#: Width and height in mm that each kind of sheet has for its words; of a board's columns.
ROOM = {"procedure/sheet": (148, 203), "hotline/sheet": (165, 195), "procedure/board": (186, 230)}
#: Of a title with more letters than this: its class, and its size in points. One that needs more lines than there are
#: beside the code takes room from the words below.
_TITLES = ((120, "longest", 15), (60, "longer", 20), (24, "long", 25), (0, "", 35))
_TITLE_ROOM = (142, 27.5)
_COLUMNS = (6, 45, 22, 43, 62)
_LETTER, _LINE, _SMALL = 0.185, 0.46, 0.85  # mm for each point of the type: a letter's width, about; a line's height
_TITLE_LINE = 0.39  # of a title's
_SECTION = 4.4  # mm around a section
_ROW = 3.5  # and around a row of a board
_BLOCK = re.compile(r"<(li|p|h3|dd|small|ol)\b(?! class=\"step\")[^>]*>")  # what begins a line of its own
_TABLE = re.compile(r"<table>.*</table>", re.DOTALL)
_LABEL = re.compile(r"<h2>.*?</h2>")  # stands beside
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Sheet:
    """A finished sheet: its HTML, and the number printed on it ("Bản in số 3f9a1c22")."""

    html: bytes
    stamp: str


def page_url(sheet: Outline) -> str:
    """Address of the page that a sheet is of, where its QR code leads."""
    return sheet.url.partition(SHEET)[0]


def made_from(site: Site, sheet: Outline) -> tuple[str, ...]:
    """Everything that a sheet is made from, besides templates, as texts that change when it does. Of the day only that
    of which the site is told to speak: a sheet stays the same from day to day.
    """
    entries = (*site.entries["unit"], *_entries(site, sheet))
    return sheet.url, site.url, str(standing_day(site)), str(_ended(site)), *(entry.digest for entry in entries)


def make(site: Site, sheet: Outline, templates: Templates) -> Sheet:
    """One sheet."""
    body, size = _body(site, sheet, templates)
    address = site.url + page_url(sheet)[1:]
    stamp = _stamp(site, sheet, body)
    values = {
        **_values(site, sheet),
        "policy": POLICY,
        "body": body,
        "size": f"{size:g}".replace(".", "-"),
        "large": sheet.url.endswith(LARGE),
        "heading": _title(sheet)[0],
        "address": address,
        "qr": qr_svg(address) if "://" in address else "",
        "stamp": stamp,
        "day": standing_day(site),
        "ended": _ended(site),
        "back": relative(sheet.url, page_url(sheet)).removesuffix("index.md"),
    }
    return Sheet(templates.render_html("components/sheet", values).encode(), stamp)


def _entries(site: Site, sheet: Outline) -> tuple[Entry[Any], ...]:
    """The records that a sheet tells of."""
    if sheet.term is not None:
        return tuple(entry for entry in site.shown("procedure") if entry.record.sector == sheet.term.id)
    return (sheet.entry, *site.hotlines) if sheet.entry else site.hotlines


def _values(site: Site, sheet: Outline) -> dict[str, Any]:
    """What templates see: only what `made_from` knows of."""
    records: dict[str, list[Any]] = {"procedure": [], "hotline": []}
    for entry in _entries(site, sheet):
        records[entry.key].append(entry.record)
    record = sheet.entry.record if sheet.entry else None
    return {
        "page": sheet,
        "unit": site.unit,
        "record": record,
        "procedures": records["procedure"],
        "hotlines": records["hotline"],
    }


def _body(site: Site, sheet: Outline, templates: Templates) -> tuple[str, float]:
    """What a sheet says, and the size of its type: all there is to say, or as much of it as can be read from afar."""
    width, height = ROOM[sheet.template][0], ROOM[sheet.template][1] - _title(sheet)[1]
    body = ""
    for choice in _choices(sheet):
        body = templates.render_html(f"records/{sheet.template}", _values(site, sheet) | choice)
        pieces, rows = _pieces(str(body)), _rows(str(body))  # markupsafe's own pieces take twice the time
        sections = body.count("<section") * _SECTION
        for size in SIZES:
            if sections + _height(pieces, size, width) + _table_height(rows, size) <= height:
                return body, size
    return body, SMALLEST


def _title(sheet: Outline) -> tuple[str, float]:
    """The class of a sheet's title, and by how much in mm it is higher than the code beside it."""
    letters = len(sheet.title)
    name, size = next((name, size) for least, name, size in _TITLES if letters > least or not least)
    width, height = _TITLE_ROOM
    return name, max(0.0, _lines(letters, size, width) * size * _TITLE_LINE - height)


def _choices(sheet: Outline) -> Iterator[dict[str, Any]]:
    """What may be left out, least first: the remarks, then the papers of the last cases."""
    papers = sheet.entry.record.papers if sheet.entry else ()
    cases = 0 if isinstance(papers, Gap) else len(papers)
    yield {"remarks": True, "cases": cases}
    for number in range(cases, 0, -1) or (0,):
        yield {"remarks": False, "cases": number}


def _pieces(body: str) -> list[tuple[int, float]]:
    """The pieces of a text that begin a line: so many letters, in type of such a part of the sheet's size."""
    _, *pieces = _BLOCK.split(_LABEL.sub("", _TABLE.sub("", body)))
    texts = zip(pieces[::2], pieces[1::2], strict=True)
    return [(len(_words(text)), _SMALL if tag == "small" else 1) for tag, text in texts]


def _rows(body: str) -> list[list[tuple[list[int], int]]]:
    """The rows of a table: of each cell the letters of its paragraphs, and its width."""
    rows = (row.partition("</tr>")[0].split("<td>")[1:] or ["Mã"] for row in body.split("<tr>")[1:])  # first the head
    return [
        [([len(_words(part)) for part in cell.split("<p>")], width) for cell, width in zip(row, _COLUMNS, strict=False)]
        for row in rows
    ]


def _height(pieces: list[tuple[int, float]], size: float, width: int) -> float:
    """How high a text will be in mm, as far as the number of its letters tells; browsers are not asked."""
    return sum(_lines(letters, size * part, width) * size * part * _LINE for letters, part in pieces)


def _table_height(rows: list[list[tuple[list[int], int]]], size: float) -> float:
    """How high a table will be in mm: each row as its highest cell."""
    most = (max(sum(_lines(letters, size, width) for letters in cell) for cell, width in row) for row in rows)
    return sum(lines * size * _LINE + _ROW for lines in most)


def _lines(letters: int, points: float, width: int) -> int:
    return math.ceil(letters * points * _LETTER / width)


def _words(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _stamp(site: Site, sheet: Outline, body: str) -> str:
    told = (site.unit.name, sheet.title, site.url + page_url(sheet), str(_ended(site)), _words(body))
    return hashlib.blake2b("\0".join(told).encode(), digest_size=4).hexdigest()


def _ended(site: Site) -> dt.date | None:
    """Since when others have taken over from the unit."""
    successor = site.unit.ended_on(site.as_of)
    return successor.since if successor else None
