"""What others take from a site by themselves: feeds, the calendar, the list of all feeds. Whole files, no pages."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cchc import syndication
from cchc.feeds.changes import change_items
from cchc.feeds.items import Item, changed, current_item, midnight, news_item
from cchc.feeds.jsonfeed import json_feed
from cchc.feeds.opml import opml
from cchc.feeds.outlines import ATOM, JSON, FeedOutline, feed_places
from cchc.feeds.xml import atom, rss, rss_item
from cchc.site import Site

CALENDAR, OPML = "lich.ics", syndication.OPML


@dataclass(frozen=True)
class OutputFile:
    """A finished file below the site's root: "rss.xml"."""

    path: str
    content: bytes


def feeds(site: Site) -> Iterator[OutputFile]:
    """All feeds of a site, and the list of them."""
    for path, outline in feed_places(site):
        yield OutputFile(path, render_feed(site, outline).content)
    yield OutputFile(OPML, opml(site))


def render_feed(site: Site, outline: FeedOutline) -> OutputFile:
    """One feed with the whole text of its items."""
    items = tuple(_items(site, outline))
    if outline.path.endswith(JSON):
        return OutputFile(outline.path, json_feed(site, outline, items))
    updated = max((item.updated for item in items), default=midnight(dt.date(site.as_of.year, 1, 1)))
    if outline.path.endswith(ATOM):
        return OutputFile(outline.path, atom(site, outline, items, updated))
    told = (rss_item(item, episode=outline.tells == "episodes") for item in items)
    return OutputFile(outline.path, rss(site, outline, told, updated))


def render_archive(site: Site, outline: FeedOutline, kept: Iterable[bytes]) -> OutputFile:
    """The same of an archive whose items were kept (`rss_item`)."""
    updated = max(changed(entry.record.date, entry.record.updated) for entry in outline.news)
    return OutputFile(outline.path, rss(site, outline, kept, updated))


def _items(site: Site, outline: FeedOutline) -> Iterator[Item]:
    if outline.tells == "changes":
        yield from change_items(site)
    for entry in outline.news:  # those of an archive are too many to be remembered
        yield news_item(site, entry) if outline.year else current_item(site, entry)
