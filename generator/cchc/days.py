"""Days on which pages and records became as they are, as far as the data tells; whether the site stands still."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from cchc.model.base import Provenance
from cchc.model.indicator import Indicator
from cchc.model.news import Headline, News
from cchc.outline import Outline
from cchc.period import PartialDay
from cchc.schema import Record
from cchc.site import Site

_UPDATED = re.compile(r"""\A---\n(?:(?!---).*\n)*?updated:[ ]*["']?(\d{4}-\d\d-\d\d)""")
_TOLD_TODAY = {"plan/progress", "plan/due", "counts"}  # pages that say themselves: as of today


def updated_on(site: Site, outline: Outline) -> dt.date | None:
    """The day since when a page tells what it tells, as far as that is known; of a list that of its latest record."""
    if outline.template in _TOLD_TODAY:
        return site.as_of
    if outline.entry is not None:
        return _worked_on(outline.entry.record)
    days = [record_day(record, site.as_of) for record in _listed(site, outline)]
    days += [item.record.date.date() for item in outline.news[:1]]
    return max((day for day in days if day), default=None)


def page_day(site: Site, outline: Outline) -> dt.date | None:
    """The same; else the day of what the page's record is about; else that of which the site is told to speak."""
    if day := updated_on(site, outline):
        return day
    return (_own_day(outline.entry.record, site.as_of) if outline.entry else None) or standing_day(site)


def text_day(site: Site, name: str) -> dt.date | None:
    """The same of a page written by hand, which tells it in `updated` at its head; the rules refuse what is no day."""
    told = _UPDATED.match(site.texts.get(name, ""))
    with suppress(ValueError):
        return dt.date.fromisoformat(told[1]) if told else standing_day(site)
    return None


def stopped(site: Site) -> str:
    """A hint for who wonders why today is still ahead: the site speaks of a day of its own; empty when it does not."""
    if site.unit.as_of != site.as_of:
        return ""
    return "trang đang dừng ở ngày as_of trong site_data/site.yml: xóa dòng as_of để dùng ngày hôm nay"


def record_day(record: Any, as_of: dt.date) -> dt.date | None:
    """The day since when a record says what it says; else the day on which it was issued or took place."""
    return _worked_on(record) or _own_day(record, as_of)


@lru_cache(maxsize=64)
def latest_day(site: Site, key: str) -> dt.date | None:
    """The latest day of the records of a content type."""
    days = (record_day(entry.record, site.as_of) for entry in site.shown(key))
    return max((day for day in days if day), default=None)


@lru_cache(maxsize=1)
def site_day(site: Site) -> dt.date:
    """The day of what has none: the latest that a record bears. (Where the site is told its day, each page has one.)"""
    known = (latest_day(site, key) for key in site.entries if key != "news")
    return max((day for day in known if day), default=site.as_of)


def standing_day(site: Site) -> dt.date | None:
    """The day of which the site is told to speak, if it is."""
    return site.as_of if site.unit.as_of else None


def _listed(site: Site, outline: Outline) -> Iterator[Record]:
    """The records, other than news, that a list shows."""
    kind, _, part = outline.template.partition("/")
    for entry in site.shown(kind) if part in ("list", "sector") and kind != "news" else ():
        in_term = outline.term is None or entry.record.sector == outline.term.id
        if in_term and (kind != "translation" or entry.url.startswith(outline.url)):
            yield entry.record


def _worked_on(record: Any) -> dt.date | None:
    """The latest day on which people worked on a record: looked it up, put it up, changed, translated or tested it."""
    if isinstance(record, (News, Headline)):
        return record.updated or record.date.date()
    own = (getattr(record, name, None) for name in ("collected_on", "changed_on", "made_on", "tested_on", "posted_on"))
    read: dt.date | None = getattr(getattr(record, "source", None), "collected_on", None)
    days = _read_on(record) if isinstance(record, Indicator) else (day for day in own if day)
    return max(days, default=read)


def _read_on(value: object) -> Iterator[dt.date]:
    """The days on which the sources of an indicator were read, each figure having its own."""
    if isinstance(value, Provenance):
        yield from (value.collected_on,) if value.collected_on else ()
    elif isinstance(value, tuple):
        for part in value:
            yield from _read_on(part)
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from _read_on(getattr(value, name))


def _own_day(record: Any, as_of: dt.date) -> dt.date | None:
    """The day of the thing itself, if it is known and not to come: on which it was issued or took place."""
    day = getattr(record, "date", None)
    day = day.whole if isinstance(day, PartialDay) else day
    return day if isinstance(day, dt.date) and day <= as_of else None
