"""The feeds of a build: only those made anew of which an item changed. A new item changes no archive."""

from collections.abc import Mapping

from cchc.engine import staging
from cchc.engine.bench import Bench, key_of, page_file
from cchc.engine.pool import spread
from cchc.feeds import CALENDAR, OPML, render_feed
from cchc.feeds.calendar import calendar
from cchc.feeds.items import sizes
from cchc.feeds.opml import opml
from cchc.feeds.outlines import FeedOutline, feed_outlines
from cchc.syndication import published

_COST = 0.4  # articles that an item of an archive takes as long as


def make_feeds(bench: Bench, pages: Mapping[str, str], ground: str, done: Mapping[str, str]) -> dict[str, str]:
    """Make the feeds that changed, the calendar and the list of feeds; returns the keys of all.

    `pages` are the keys of the articles' pages, made from the same and more; `ground` the hash of all else.
    """
    marks = {entry.slug: pages[page_file(entry.url)] + sizes(bench.site, entry) for entry in published(bench.site)}
    outlines = feed_outlines(bench.site)
    made = {outline.path: _key(bench, outline, marks, ground) for outline in outlines}
    todo = [number for number, outline in enumerate(outlines) if done.get(outline.path) != made[outline.path]]
    _make(bench, [number for number in todo if not outlines[number].year])
    archives = [number for number in todo if outlines[number].year]
    items = sum(len(outlines[number].news) for number in archives)
    for _ in spread(_make, bench, archives, cost=_COST * items / max(1, len(archives))):
        pass
    for path, render in ((CALENDAR, calendar), (OPML, opml)):
        made[path] = key_of(ground, *(outline.path for outline in outlines))
        if done.get(path) != made[path]:
            staging.write(bench.folder, path, render(bench.site))
    return made


def _key(bench: Bench, outline: FeedOutline, marks: Mapping[str, str], ground: str) -> str:
    """Hash of all that a feed is made from; the day is in it only as far as it makes a difference."""
    unit = bench.site.entries["unit"][0].digest
    around = (bench.space.version, bench.space.url, unit, str(bench.site.as_of.year))
    told = (outline.path, outline.title, outline.older, outline.newer)
    return key_of(*(around if outline.news else (ground,)), *told, *(marks[entry.slug] for entry in outline.news))


def _make(bench: Bench, todo: list[int]) -> None:
    """Make some of the feeds, which are named by their number."""
    for number in todo:
        feed = render_feed(bench.site, feed_outlines(bench.site)[number])
        staging.write(bench.folder, feed.path, feed.content)
