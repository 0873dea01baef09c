"""Days on which pages and records became as they are, as far as the data tells; whether the site stands still."""

import datetime as dt
from functools import lru_cache
from typing import Any

from cchc.model.news import Headline, News
from cchc.model.registry import TYPES
from cchc.outline import Outline
from cchc.period import PartialDay
from cchc.site import Site


def updated_on(outline: Outline) -> dt.date | None:
    """The day since when a page tells what it tells, as far as that is known."""
    if outline.entry is not None:
        return _collected_on(outline.entry.record)
    return outline.news[0].record.date.date() if outline.news else None


def page_day(site: Site, outline: Outline) -> dt.date | None:
    """The same; else the day that the page's record bears, or the latest of the records on a list."""
    if outline.entry is not None:
        return record_day(outline.entry.record, site.as_of)
    key = next((kind.key for kind in TYPES if kind.url == outline.url), None)
    return updated_on(outline) or (latest_day(site, key) if key and key != "news" else None)


def stopped(site: Site) -> str:
    """A hint for who wonders why today is still ahead: the site speaks of a day of its own; empty when it does not."""
    if site.unit.as_of != site.as_of:
        return ""
    return "trang đang dừng ở ngày as_of trong site_data/site.yml: xóa dòng as_of để dùng ngày hôm nay"


def record_day(record: Any, as_of: dt.date) -> dt.date | None:
    """The day since when a record says what it says; else the day on which it was issued or took place."""
    return _collected_on(record) or _own_day(record, as_of)


@lru_cache(maxsize=64)
def latest_day(site: Site, key: str) -> dt.date | None:
    """The latest day of the records of a content type."""
    days = (record_day(entry.record, site.as_of) for entry in site.shown(key))
    return max((day for day in days if day), default=None)


@lru_cache(maxsize=1)
def site_day(site: Site) -> dt.date:
    """The day of what has none: that of which the site is told to speak, else the latest that a record bears."""
    known = (latest_day(site, key) for key in site.entries if key != "news")
    return site.as_of if site.unit.as_of else max((day for day in known if day), default=site.as_of)


def _collected_on(record: Any) -> dt.date | None:
    if isinstance(record, (News, Headline)):
        return record.updated or record.date.date()
    own: dt.date | None = getattr(record, "collected_on", None) or getattr(record, "made_on", None)
    return own or getattr(getattr(record, "source", None), "collected_on", None)


def _own_day(record: Any, as_of: dt.date) -> dt.date | None:
    """The first of a record's own days that is known and not to come."""
    for name in ("posted_on", "date", "tested_on"):
        day = getattr(record, name, None)
        day = day.whole if isinstance(day, PartialDay) else day
        if isinstance(day, dt.date) and day <= as_of:
            return day
    return None
