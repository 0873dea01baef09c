"""The merged feed as RSS 2.0 and Atom 1.0: the newest items of all units, each with the unit that published it."""

import uuid
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import urljoin

from feedgen.feed import FeedGenerator

from cchc.collect.store import Row
from cchc.text import vietnam

Words = Callable[[str], str]  # how plain words are written down
LENGTH = 100  # items; a portal of 200 units gets about that many in a day
#: GUIDs that name one thing in the world; others ("417") count only within their unit.
_WORLDWIDE = ("tag:", "http://", "https://", "urn:")


def render(title: str, address: str, items: Iterable[Row]) -> dict[str, bytes]:
    """Both files by name. `address` is the portal's own, with a slash at its end; `items` newest first."""
    shown = list(items)
    rss = _feed(title, address, "rss.xml", shown, _for_rss)
    atom = _feed(title, address, "atom.xml", shown, str)
    return {"rss.xml": rss.rss_str(pretty=True), "atom.xml": atom.atom_str(pretty=True)}


def _feed(title: str, address: str, name: str, shown: list[Row], words: Words) -> FeedGenerator:
    feed = FeedGenerator()
    feed.id(address)
    feed.title(title)
    feed.description(words(title))
    feed.language("vi")
    feed.generator("cchc collect")
    # The library stamps the clock; the same items must give the same bytes.
    changed = vietnam(max((row["changed_at"] or row["shown_at"] for row in shown), default=0))
    feed.updated(changed)
    feed.lastBuildDate(changed)
    for row in shown:
        _item(feed, row, words)
    feed.link(href=urljoin(address, name), rel="self")
    feed.link(href=address, rel="alternate")  # the last is RSS's own <link>
    return feed


def _for_rss(plain: str) -> str:
    """Plain words for readers that may take them for HTML; what has no `<` reads the same both ways."""
    return escape(plain, quote=False) if "<" in plain else plain


def _item(feed: FeedGenerator, row: Row, words: Words) -> None:
    item = feed.add_entry(order="append")
    item.guid(_guid(row), permalink=False)
    item.title(words(row["title"]))
    if row["link"]:
        item.link(href=row["link"])
    item.author(name=row["name"], email="")
    item.category(term=row["unit"], label=row["name"])
    item.source(url=row["address"], title=row["name"])
    if row["summary"]:
        item.summary(words(row["summary"]))
        item.description(words(row["summary"]), isSummary=True)
    item.content(row["content"] or escape(row["summary"] or row["title"], quote=False), type="html")
    item.published(vietnam(row["shown_at"]))
    item.updated(vietnam(row["changed_at"] or row["shown_at"]))


def _guid(row: Row) -> str:
    guid = str(row["guid"])
    if row["first"] and guid.startswith(_WORLDWIDE) and " " not in guid:
        return guid
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{row['unit']} {guid}").urn
