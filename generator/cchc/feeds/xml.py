"""Items as RSS 2.0 with Media RSS, Atom 1.0 (RFC 4287) and a podcast, with the feed library."""

import datetime as dt
from collections.abc import Iterable, Sequence
from email.utils import format_datetime
from html import escape
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from cchc.feeds.items import Item
from cchc.feeds.outlines import RSS, FeedOutline
from cchc.known import Gap
from cchc.site import Site
from cchc.syndication import FORMATS

_HISTORY = "http://purl.org/syndication/history/1.0"
_NAMES = {  # as the library has them in the head of a feed
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
}
_TTL = 60  # minutes; a reader need not come more often
COVERS = ("phat-thanh/podcast.jpg", "phat-thanh/podcast.png")  # pictures below content/, square


def rss(site: Site, outline: FeedOutline, items: Iterable[bytes], updated: dt.datetime) -> bytes:
    """A feed or an archive in RSS, of items made before (`rss_item`)."""
    feed = _feed(site, outline, updated)
    feed.register_extension("cchc", _RssFeed)
    feed.cchc.site, feed.cchc.outline = site, outline
    feed.ttl(_TTL)
    feed.description(escape(feed.description(), quote=False))  # readers of RSS take it for HTML
    if outline.tells == "episodes":
        _as_podcast(feed, site, outline)
    frame = bytes(feed.rss_str(pretty=True))
    end = frame.rindex(b"  </channel>")
    return b"".join((frame[:end], *items, frame[end:]))


def rss_item(item: Item, *, episode: bool = False) -> bytes:
    """An item as it stands in `rss`: an episode encloses its sound, other items their picture, else their recording.

    Not by the library, which takes twice as long: the archives hold every article.
    """
    root = etree.Element("rss", nsmap=_NAMES)
    entry = etree.SubElement(etree.SubElement(root, "channel"), "item")
    _add(entry, "title", item.title)
    _add(entry, "link", item.url)
    _add(entry, "description", escape(item.summary, quote=False))  # as above
    _add(entry, _named("content", "encoded"), etree.CDATA(item.html.replace("]]>", "]]&gt;")))
    _add(entry, "guid", item.id, isPermaLink="false")
    for word in (item.category[1], *item.tags):
        _add(entry, "category", word)
    for media in (item.sounds if episode else (*item.pictures, *item.recordings))[:1]:  # RSS has room for one
        _add(entry, "enclosure", url=media.address, length=str(media.bytes), type=media.type)
    _add(entry, "pubDate", format_datetime(item.published))
    if item.author:
        _add(entry, _named("dc", "creator"), item.author)
    _describe(entry, item)
    if item.updated != item.published:  # RSS has no element of its own for it
        _add(entry, _named("atom", "updated"), item.updated.isoformat())
    if episode:
        _add(entry, _named("itunes", "explicit"), "no")
        _add(entry, _named("itunes", "summary"), item.summary)
    text: bytes = etree.tostring(root, pretty_print=True, encoding="UTF-8")
    return text[text.index(b"    <item>") : text.rindex(b"  </channel>")]


def atom(site: Site, outline: FeedOutline, items: Sequence[Item], updated: dt.datetime) -> bytes:
    """A feed in Atom; an entry links to all its files."""
    feed = _feed(site, outline, updated)
    feed.register_extension("cchc", _AtomFeed, _AtomEntry)
    feed.author({"name": site.unit.name})
    for item in items:
        entry = feed.add_entry(order="append")
        entry.id(item.id)
        entry.title(item.title)
        entry.link(href=item.url)
        entry.updated(item.updated)
        term, name = item.category
        entry.category([{"term": term, "label": name}, *({"term": tag} for tag in item.tags)])
        entry.summary(item.summary)
        entry.content(item.html, type="html")
        entry.published(item.published)
        if item.author:
            entry.author({"name": item.author})
        entry.cchc.item = item
    return bytes(feed.atom_str(pretty=True))


def _feed(site: Site, outline: FeedOutline, updated: dt.datetime) -> FeedGenerator:
    feed = FeedGenerator()
    feed.id(f"tag:{site.unit.feed_authority},2026:/{outline.path}")
    feed.title(outline.title)
    if outline.older:
        feed.link(href=site.absolute("/" + outline.older), rel="prev-archive", type=FORMATS[RSS][0])
    feed.link(href=site.absolute("/" + outline.path), rel="self", type=outline.type)
    feed.link(href=site.absolute(outline.url), rel="alternate")  # the last is RSS's own <link>
    feed.description(" ".join(outline.description.split()))
    feed.language("vi")
    feed.generator("cchc")
    # The library stamps the clock; a build of the same input must give the same bytes.
    feed.updated(updated)
    return feed


def _as_podcast(feed: FeedGenerator, site: Site, outline: FeedOutline) -> None:
    feed.load_extension("podcast")
    told = feed.podcast
    told.itunes_author(site.unit.name)
    told.itunes_summary(outline.description)
    told.itunes_category({"cat": "Government"})
    told.itunes_explicit("no")
    told.itunes_type("episodic")
    if not isinstance(site.unit.email, Gap):
        told.itunes_owner(site.unit.name, site.unit.email)
    cover = next((file for file in COVERS if file in site.pictures), None)
    if cover:
        told.itunes_image(site.absolute("/" + cover))


class _RssFeed(BaseExtension):  # type: ignore[misc]
    """The names in its items, and where it goes on (RFC 5005, sections 2 and 4)."""

    site: Site
    outline: FeedOutline

    def extend_ns(self) -> dict[str, str]:
        history = {"fh": _HISTORY} if self.outline.year else {}
        return {"dc": _NAMES["dc"], "media": _NAMES["media"], **history}

    def extend_rss(self, feed: Any) -> Any:
        ways = {"prev-archive": self.outline.older, "next-archive": self.outline.newer}
        if self.outline.year:
            _add(feed[0], f"{{{_HISTORY}}}archive")
            ways["current"] = RSS
        for rel, path in ways.items():
            if path:
                _add(feed[0], _named("atom", "link"), rel=rel, href=self.site.absolute("/" + path))
        return feed


class _AtomFeed(BaseExtension):  # type: ignore[misc]
    """The name of Media RSS."""

    def extend_ns(self) -> dict[str, str]:
        return {"media": _NAMES["media"]}


class _AtomEntry(BaseEntryExtension):  # type: ignore[misc]
    """The files of an entry in Atom; the library's own Media RSS has no descriptions."""

    item: Item

    def extend_atom(self, entry: Any) -> Any:
        _describe(entry, self.item)
        for media in (*self.item.pictures, *self.item.recordings, *self.item.attachments):
            # Not by the library, which leaves `rel` out of an entry's links (1.0.0).
            told = {"type": media.type, "length": str(media.bytes), "title": media.text}
            _add(entry, "link", rel="enclosure", href=media.address, **told)
        return entry


def _describe(entry: Any, item: Item) -> None:
    """Pictures and recordings with their size, type and what stands for them."""
    for media in (*item.pictures, *item.recordings):
        told = {"url": media.address, "fileSize": str(media.bytes), "type": media.type, "medium": media.medium}
        if media.width:
            told |= {"width": str(media.width), "height": str(media.height)}
        content = _add(entry, _named("media", "content"), **told)
        _add(content, _named("media", "description"), media.text, type="plain")
        if media.credit:
            _add(content, _named("media", "credit"), media.credit)


def _add(parent: Any, name: str, text: Any = None, **told: str) -> Any:
    """A new element at the end of another; `text` may be CDATA."""
    element = etree.SubElement(parent, name, told)
    element.text = text
    return element


def _named(prefix: str, name: str) -> str:
    return f"{{{_NAMES[prefix]}}}{name}"
