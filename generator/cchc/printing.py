"""Papers on the wall compared with the sheets of the site, and written down (site_data/printed_sheets.yml)."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from cchc import append, source, terms
from cchc.entry import Entry
from cchc.files import rewrite, text_to_extend
from cchc.model import printed_sheet
from cchc.model.base import code_slug
from cchc.model.printed_sheet import PrintedSheet
from cchc.outline import Outline, sheet_outlines
from cchc.pages.sheets import make
from cchc.pages.templating import Templates
from cchc.problems import Refused
from cchc.site import Site
from cchc.text import long_date
from cchc.urls import LARGE, SHEET

_NOTHING = '  chưa ghi tờ nào. In xong, ghi lại: cchc sheets --printed MÃ --at "Nơi treo"'
FILE = f"site_data/{printed_sheet.TYPE.path}"


class Standing(Enum):
    """How a paper stands to the site, in the words of `cchc sheets`."""

    CURRENT = "còn đúng"
    OUTDATED = "đã cũ, in lại"
    GONE = "không còn trên trang, gỡ xuống"
    ENDED = "không còn dùng, gỡ xuống"


@dataclass(frozen=True)
class Current:
    """A sheet as the site has it now; whether what it is about has ended, so that nobody should print it."""

    url: str
    title: str
    stamp: str
    ended: bool


@dataclass(frozen=True)
class Paper:
    """A paper on the wall, and the sheet that it should be; none when the site no longer has it."""

    record: PrintedSheet
    sheet: Current | None

    @property
    def standing(self) -> Standing:
        """Whether it may stay."""
        if self.sheet is None:
            return Standing.GONE
        if self.sheet.ended:
            return Standing.ENDED
        return Standing.CURRENT if self.sheet.stamp == self.record.stamp else Standing.OUTDATED


def current_sheets(site: Site, theme: Path) -> dict[str, Current]:
    """Every sheet of a site by its address; `theme` is the theme's folder."""
    templates = Templates(theme)
    outlines = sheet_outlines(site)
    made = ((page, make(site, page, templates).stamp, _ended(site, page)) for page in outlines)
    return {page.url: Current(page.url, page.title, stamp, ended) for page, stamp, ended in made}


def papers(site: Site, sheets: Mapping[str, Current]) -> Iterator[Paper]:
    """Every paper that was written down, in the order of the file."""
    entries: tuple[Entry[PrintedSheet], ...] = site.of(PrintedSheet)
    for entry in entries:
        yield Paper(entry.record, sheets.get(_address(site, entry.record)))


def meant(name: str, sheets: Mapping[str, Current]) -> Current:
    """The sheet of a procedure's code, or of an address, whole or from the root, of the page or of the sheet.

    Raises Refused when there is none.
    """
    code = code_slug(name.strip())
    path = "/" + re.sub(r"^https?://", "", name.strip()).strip("/") + "/"
    sought = (f"/thu-tuc/{code}/", path)
    for url, sheet in sheets.items():
        if any(place.endswith((url, url.removesuffix(SHEET))) for place in sought):
            return sheet
    raise Refused(f"không có bản in nào của “{name}”; viết mã thủ tục, hoặc một địa chỉ mà `cchc sheets` in ra")


def write_down(site: Site, sheet: Current, stamp: str, place: str, day: dt.date) -> None:
    """Note in `FILE` that a sheet was printed and hangs at a place, instead of what hung there before; comments stay.

    `stamp` is the number on the paper. Raises Refused for what is no number of a sheet, and for a file that cannot be
    read.
    """
    if not re.fullmatch(printed_sheet.STAMP, stamp):
        raise Refused(f"“{stamp}” không phải số bản in; số ấy gồm tám chữ số hoặc chữ a–f, ở chân tờ giấy")
    hangs = [entry for entry in site.of(PrintedSheet) if _is_of(site, entry.record, sheet, place)]
    if hangs:
        values = {"sheet": sheet.url, "stamp": stamp, "printed_on": day.isoformat()}
        text = _replaced(text_to_extend(site.root, FILE), hangs[0], values)
        rewrite(site.root / FILE, text.encode())
    else:
        added = {"sheet": sheet.url, "stamp": stamp, "printed_on": day, "place": place}
        append.add(site.root, FILE, source.dump_yaml([added]))


def told(site: Site, sheets: Iterable[Current], papers: Iterable[Paper]) -> str:
    """What `cchc sheets` prints: the papers that hang, those to be changed first; then all sheets."""
    order = (Standing.GONE, Standing.ENDED, Standing.OUTDATED, Standing.CURRENT)
    hanging = [_told(site, paper) for paper in sorted(papers, key=lambda paper: order.index(paper.standing))]
    every = [f"  {sheet.stamp}  {_name(sheet)}\n            {site.url}{sheet.url[1:]}" for sheet in sheets]
    lines = ["Tờ đang treo:", *(hanging or [_NOTHING]), "", f"Bản in của trang ({len(every)}), số và địa chỉ:", *every]
    return "\n".join(lines)


def _ended(site: Site, sheet: Outline) -> bool:
    """Whether the unit, or the procedure that a sheet is of, is no more."""
    repealed = sheet.entry is not None and sheet.entry.record.repealed
    return repealed or site.unit.ended_on(site.as_of) is not None


def _told(site: Site, paper: Paper) -> str:
    record, sheet = paper.record, paper.sheet
    lines = [f"  {paper.standing.value.upper()}: {_name(sheet) if sheet else record.sheet}"]
    lines.append(f"    treo ở {record.place}, in ngày {long_date(record.printed_on)}, bản in số {record.stamp}")
    if sheet and paper.standing is Standing.OUTDATED:
        lines.append(f"    nay là số {sheet.stamp}, in tại {site.url}{sheet.url[1:]}")
    return "\n".join(lines)


def _name(sheet: Current) -> str:
    return f"{sheet.title} ({'A3' if sheet.url.endswith(LARGE) else 'A4'})"


def _address(site: Site, record: PrintedSheet) -> str:
    """Where the sheet of a paper is now: a procedure with another code has it at another address."""
    moved = (entry.record.new for entry in site.entries["redirect"] if entry.record.old == record.sheet)
    return next(moved, None) or record.sheet


def _is_of(site: Site, record: PrintedSheet, sheet: Current, place: str) -> bool:
    return _address(site, record) == sheet.url and terms.folded(record.place) == terms.folded(place)


def _replaced(text: str, entry: Entry[PrintedSheet], values: Mapping[str, str]) -> str:
    """The file with other values of a record, each where the old one stands."""
    lines = text.split("\n")
    for key, value in values.items():
        node, (line, column) = entry.read().node.find((key,))
        before, after = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
        lines[line - 1] = before + after.replace(str(node.value), value, 1)
    return "\n".join(lines)
