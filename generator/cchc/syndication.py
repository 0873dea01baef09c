"""What of the news is in feeds: what stands in the feed that others ask for, and what in the archives (RFC 5005); and
the formats that every feed is in.

An archive holds a year; of the year that runs, what is older than the month that runs. So a new item changes no
archive, and the current feed and the archives together always hold every item.
"""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

from cchc.entry import Entry
from cchc.model.news import Headline, sounds
from cchc.site import Site
from cchc.urls import category_url

#: The formats of a feed: name of its file -> what it is called in links, and for people.
FORMATS = {
    "rss.xml": ("application/rss+xml", "RSS"),
    "atom.xml": ("application/atom+xml", "Atom"),
    "feed.json": ("application/feed+json", "JSON Feed"),
}
OPML = "feeds.opml"  # the list of all feeds
LENGTH = 50  # items of a feed at least, where there are so many
_WEEK = dt.timedelta(days=7)  # who asks that often misses nothing, also when a month has just begun
_CORRECTED = dt.timedelta(days=31)  # for which a corrected item is in the feed again, however old it is

News = tuple[Entry[Headline], ...]


@lru_cache(maxsize=1)
def published(site: Site) -> News:
    """The news that feeds tell of, newest first: due, not expired, no samples."""
    return tuple(entry for entry in site.news if not entry.record.sample)


def current(site: Site, category: str | None = None) -> News:
    """The feed of the site or of a category: the newest items, all of the month and of the last seven days, corrected
    ones too.
    """
    found = published(site) if category is None else _by_category(site).get(category, ())
    newest = found[:LENGTH]
    known = {entry.slug for entry in newest}
    late = (entry for entry in _fresh(site) if category in (None, entry.record.category) and entry.slug not in known)
    return (*newest, *late)


@lru_cache(maxsize=1)
def _fresh(site: Site) -> News:
    """What is told in any case, newest first."""
    day = site.as_of
    since = min(day.replace(day=1), day - _WEEK)
    return tuple(
        entry
        for month, found in site.months.items()
        for entry in found
        if (month >= (since.year, since.month) and entry.record.date.date() >= since)
        or _corrected_lately(entry.record, day)
        if not entry.record.sample
    )


@lru_cache(maxsize=1)
def _by_category(site: Site) -> dict[str, News]:
    found: dict[str, list[Entry[Headline]]] = {}
    for entry in published(site):
        found.setdefault(entry.record.category, []).append(entry)
    return {category: tuple(entries) for category, entries in found.items()}


@lru_cache(maxsize=1)
def archives(site: Site) -> dict[int, News]:
    """The items in the archive of each year, newest year first."""
    years: dict[int, list[Entry[Headline]]] = {}
    for (year, month), found in site.months.items():
        if (year, month) < (site.as_of.year, site.as_of.month):
            years.setdefault(year, []).extend(entry for entry in found if not entry.record.sample)
    return {year: tuple(entries) for year, entries in years.items() if entries}


@lru_cache(maxsize=1)
def episodes(site: Site) -> News:
    """The news with a sound to hear: what the radio sent out."""
    return tuple(entry for entry in published(site) if entry.record.named_files and sounds(entry.record))


def former_categories(site: Site) -> Iterator[tuple[str, str]]:
    """Ids that categories had whose page leads elsewhere by now (redirects.yml), with the id of the category it leads
    to, or "" where it leads to another page: who took its news goes on getting some.
    """
    pages = {category_url(term.id): term.id for term in site.unit.categories}
    for entry in site.entries["redirect"]:
        name = entry.record.old.strip("/").rpartition("/")[2]
        if entry.record.new and entry.record.old == category_url(name):
            yield name, pages.get(entry.record.new, "")


def _corrected_lately(record: Headline, day: dt.date) -> bool:
    return record.updated is not None and day - _CORRECTED < record.updated <= day
