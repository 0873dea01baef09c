"""The feeds of a build: only those made anew of which an item changed. A new item changes no archive.

What archives hold of each article is made with its page and kept: no archive is made by reading all of its articles
again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cchc.engine import staging, store
from cchc.engine.bench import Bench, page_file
from cchc.engine.store import key_of
from cchc.entry import Entry
from cchc.feeds import CALENDAR, OPML, render_archive, render_feed
from cchc.feeds.items import news_item, sizes
from cchc.feeds.opml import opml
from cchc.feeds.outlines import FeedOutline, feed_places
from cchc.feeds.xml import rss_item
from cchc.site import Site
from cchc.syndication import published

Marks = Mapping[str, str]


def fragment(site: Site, entry: Entry[Any]) -> bytes:
    """What an archive holds of an article."""
    return rss_item(news_item(site, entry))


def make_feeds(
    bench: Bench, version: str, pages: Marks, fragments: Mapping[str, bytes], ground: str, done: Marks
) -> dict[str, str]:
    """Make the feeds that changed, the calendar and the list of feeds; returns the keys of all.

    `pages` are the keys of the articles' pages, which are made from the same and more; `fragments` those of articles
    just read; `ground` is the hash of all else, `version` what the cache is good for.
    """
    site = bench.site
    marks = {
        entry.path: pages[page_file(entry.url)] + (sizes(site, entry) if entry.record.named_files else "")
        for entry in published(site)
    }
    places = dict(feed_places(site))
    made = {path: _key(bench, outline, marks, ground) for path, outline in places.items()}
    for path, outline in places.items():
        if done.get(path) != made[path]:
            kept = _kept(bench, version, outline, marks, fragments) if outline.year else ()
            file = render_archive(bench.site, outline, kept) if outline.year else render_feed(bench.site, outline)
            staging.write(bench.folder, path, file.content)
    for path in (CALENDAR, OPML):
        made[path] = key_of(ground, *places)
        if done.get(path) != made[path]:
            staging.write(bench.folder, path, opml(bench.site) if path == OPML else _calendar(bench.site))
    return made


def _key(bench: Bench, outline: FeedOutline, marks: Marks, ground: str) -> str:
    """Hash of all that a feed is made from; the day only as far as it makes a difference, in a feed without news."""
    unit = bench.site.entries["unit"][0].digest
    around = (bench.space.version, bench.space.url, unit)
    told = (outline.path, outline.title, outline.older, outline.newer)
    return key_of(*(around if outline.news else (ground,)), *told, *[marks[entry.path] for entry in outline.news])


def _kept(
    bench: Bench, version: str, outline: FeedOutline, marks: Marks, fragments: Mapping[str, bytes]
) -> Iterator[bytes]:
    """What an archive holds of each of its articles: just made, or remembered, or made again."""
    cache, part = bench.space.cache, f"feed-{outline.year}"
    remembered = store.load_part(cache, version, part)
    found: dict[str, tuple[str, bytes]] = {}
    for entry in outline.news:
        mark, item = remembered.get(entry.path, ("", b""))
        if entry.path in fragments or mark != marks[entry.path]:
            item = fragments.get(entry.path) or fragment(bench.site, entry)
        found[entry.path] = marks[entry.path], item
        yield item
    store.save_part(cache, version, part, found)


def _calendar(site: Site) -> bytes:
    from cchc.feeds.calendar import calendar  # noqa: PLC0415 (60 ms that a build of one more item does not need)

    return calendar(site)
