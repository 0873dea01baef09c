"""Since when news items and papers have stood at a target: public files, which each release carries on from the last.

`/da-dang/tin-tuc-2024.json` has what has an address of 2024, so that an archive is not written anew; papers have no
year in their addresses and are in one. Their days are written by hand and counted by; the moment that stands here no
hand wrote, and no later release or rollback makes it another. Nothing of this computer is needed for it.
"""

import datetime as dt
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from cchc.ledger.items import counting
from cchc.problems import Refused
from cchc.publish.manifest import File, Manifest
from cchc.publish.release import BOOKS, Way
from cchc.site import Site
from cchc.text import vietnam

LATE = dt.timedelta(days=31)  # who tells of an event weeks later only was slow
_PAGE = "index.html"
_BOOKED = re.compile(rf"(?:(tin-tuc)/(\d{{4}})/\d\d|(van-ban))/[^/]+/{_PAGE}")
_NOTE = (
    "Mỗi địa chỉ có trên mạng lần đầu lúc nào, do máy ghi khi đăng. Mốc sau “since”: lúc ấy mới lên mạng. "
    "Mốc không sau “since”: chậm nhất lúc ấy đã có, vì sổ này bắt đầu sau."
)


@dataclass(frozen=True)
class Book:
    """Moments by address (seconds since 1970); one that is not after `since` says only that the page was there then."""

    since: int
    first: Mapping[str, int]

    def pack(self) -> bytes:
        """The file."""
        first = {address: _written(self.first[address]) for address in sorted(self.first)}
        told = {"note": _NOTE, "since": _written(self.since), "first": first}
        return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def unpack(cls, content: bytes) -> "Book":
        """Read the file. Raises ValueError."""
        try:
            told = json.loads(content)
            return cls(_read(told["since"]), {str(address): _read(at) for address, at in told["first"].items()})
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("not a book") from error


class Late(NamedTuple):
    """A page that bears a day long before the one on which it came."""

    address: str
    day: dt.date


class Books:
    """All books of a release that follows `live`: those that nothing came to stay as they are, and are not read.

    `again`: they are, for somebody may have changed them.
    """

    def __init__(self, way: Way, live: Manifest | None, files: Mapping[str, File], made: int, again: bool) -> None:
        self._way, self._made = way, made
        self._last = live or next(iter(way.kept()), None)
        self._there = self._last.files if self._last else {}
        self.files = dict(files)
        self._contents: dict[str, bytes] = {}
        self._came: set[str] = set()
        pages = _by_book(self.files)
        for name in sorted({*pages, *filter(_is_book, (*files, *self._there))}):
            if name in self._there and not again and pages[name] <= self._there.keys():
                self.files[name] = self._there[name]
            else:
                self._contents[name] = content = self._carried_on(name, pages[name]).pack()
                self.files[name] = File(hashlib.sha256(content).hexdigest(), len(content))

    def content(self, name: str) -> bytes:
        """The bytes of a book. Raises Refused."""
        content = self._contents.get(name) or (self._last and self._way.file(self._last, name))
        if not content:
            where = self._way.place.where
            raise Refused(f"{where}: tệp {name} không còn như đã đăng; đăng lại bằng: cchc publish NƠI --all", 1)
        return content

    def late(self, days: Mapping[str, dt.date]) -> tuple[Late, ...]:
        """What came with this release and bears another day than that; `days` by page."""
        soonest = vietnam(self._made).date() - LATE
        found = (Late(_address(page), days[page]) for page in self._came & days.keys() if days[page] < soonest)
        return tuple(sorted(found))

    def _carried_on(self, name: str, pages: set[str]) -> Book:
        """What stood there without being in the book, before there was one or while an older program published, was
        there by the moment of its bytes; from when on the book is whole is told by `since`.
        """
        begun = self._last.made if self._last else self._made
        book = self._found(name) or Book(begun, {})
        stood = {_address(page): self._there[page].since for page in _by_book(self._there)[name]}
        since = book.since if stood.keys() <= book.first.keys() else begun
        came = {_address(page): self._made for page in pages if _address(page) not in {*book.first, *stood}}
        if since < self._made:
            self._came |= {page for page in pages if _address(page) in came}
        return Book(since, {**came, **stood, **book.first})

    def _found(self, name: str) -> Book | None:
        """The newest that the target has, as it was published; an older program may have let it go."""
        for release in self._releases():
            content = self._way.file(release, name) if name in release.files else None
            with suppress(ValueError):
                if content:
                    return Book.unpack(content)
        return None

    def _releases(self) -> Iterator[Manifest]:
        if self._last:
            yield self._last
            yield from self._way.kept()


def days(site: Site) -> dict[str, dt.date]:
    """By page the day on which it went online as people wrote it, where it is counted by that."""
    told = {entry.url: entry.record.date.date() for entry in counting(site, site.posted)}
    told |= {entry.url: entry.record.posted_on for entry in site.entries["document"] if entry.record.posted_on}
    return {url[1:] + _PAGE: day for url, day in told.items()}


def _by_book(files: Mapping[str, File]) -> defaultdict[str, set[str]]:
    """The pages that are in books, by the name of the book."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in files:
        if told := _BOOKED.fullmatch(name):
            found[f"{BOOKS}{'-'.join(filter(None, told.groups()))}.json"].add(name)
    return found


def _is_book(name: str) -> bool:
    return name.startswith(BOOKS)


def _address(page: str) -> str:
    return "/" + page.removesuffix(_PAGE)


def _written(moment: int) -> str:
    return vietnam(moment).isoformat()


def _read(written: str) -> int:
    return int(dt.datetime.fromisoformat(written).timestamp())
