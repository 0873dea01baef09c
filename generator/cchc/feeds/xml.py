"""Items as RSS 2.0 with Media RSS, Atom 1.0 (RFC 4287) and a podcast. The only module that knows the feed library."""

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem
from lxml import etree

from cchc.feeds.items import Item, Media
from cchc.feeds.outlines import FORMATS, RSS, FeedOutline
from cchc.known import Gap
from cchc.site import Site

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_MEDIA = "http://search.yahoo.com/mrss/"
_NAMES = {  # in which the library's feeds keep what it and its extensions add to an item
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": _MEDIA,
    "atom": _ATOM,
    "content": "http://purl.org/rss/1.0/modules/content/",
}
_TTL = 60  # minutes; a reader need not come more often
COVERS = ("phat-thanh/podcast.jpg", "phat-thanh/podcast.png")  # pictures below content/, square


def rss(site: Site, outline: FeedOutline, items: Sequence[Item], updated: dt.datetime) -> bytes:
    """A feed or an archive in RSS; an episode encloses its sound, other items their picture, else their recording."""
    feed = _feed(site, outline, updated)
    feed.ttl(_TTL)
    feed.description(escape(feed.description(), quote=False))  # readers of RSS take it for HTML
    if outline.tells == "episodes":
        _as_podcast(feed, site, outline)
    for item in items:
        entry = _rss_entry(item, item.sounds if outline.tells == "episodes" else (*item.pictures, *item.recordings))
        feed.add_entry(entry, order="append")
        if outline.tells == "episodes":
            entry.podcast.itunes_summary(item.summary)
            entry.podcast.itunes_explicit("no")
    return bytes(feed.rss_str(pretty=True))


def rss_fragment(item: Item) -> bytes:
    """One item as it stands in `rss`, to be kept."""
    root = xml_elem("rss", nsmap=_NAMES)
    xml_elem("channel", root).append(_rss_entry(item, (*item.pictures, *item.recordings)).rss_entry())
    text: bytes = etree.tostring(root, pretty_print=True, encoding="UTF-8")
    return text[text.index(b"    <item>") : text.rindex(b"  </channel>")]


def rss_of_fragments(site: Site, outline: FeedOutline, fragments: Iterable[bytes], updated: dt.datetime) -> bytes:
    """A feed from kept items: the same bytes as `rss` of the items."""
    frame = rss(site, outline, (), updated)
    end = frame.rindex(b"  </channel>")
    return b"".join((frame[:end], *fragments, frame[end:]))


def atom(site: Site, outline: FeedOutline, items: Sequence[Item], updated: dt.datetime) -> bytes:
    """A feed in Atom; an entry links to all its files."""
    feed = _feed(site, outline, updated)
    feed.author({"name": site.unit.name})
    for item in items:
        entry = _entry(item)
        feed.add_entry(entry, order="append")
        entry.summary(item.summary)
        entry.content(item.html, type="html")
        entry.published(item.published)
        if item.author:
            entry.author({"name": item.author})
    return bytes(feed.atom_str(pretty=True))


def _feed(site: Site, outline: FeedOutline, updated: dt.datetime) -> FeedGenerator:
    feed = FeedGenerator()
    feed.register_extension("dc", DcExtension, DcEntryExtension, atom=False)
    feed.register_extension("media_rss", _MediaFeed, _MediaEntry)
    feed.register_extension("history", _History, _Changed, atom=False)
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
    feed.history.site, feed.history.outline = site, outline
    return feed


def _rss_entry(item: Item, enclosed: Sequence[Media]) -> FeedEntry:
    entry = _entry(item)
    entry.description(escape(item.summary, quote=False))
    entry.content(item.html.replace("]]>", "]]&gt;"), type="CDATA")
    for media in enclosed[:1]:  # RSS has room for one
        entry.enclosure(media.address, str(media.bytes), media.type)
    if item.author:
        entry.dc.dc_creator(item.author)
    return entry


def _entry(item: Item) -> FeedEntry:
    entry = FeedEntry()
    if item.author:  # the library looks through all fifteen elements of it
        entry.register_extension("dc", DcEntryExtension, atom=False)
    entry.register_extension("media_rss", _MediaEntry)
    entry.register_extension("history", _Changed, atom=False)
    entry.guid(item.id, permalink=False)
    entry.title(item.title)
    entry.link(href=item.url)
    entry.pubDate(item.published)
    entry.updated(item.updated)
    term, name = item.category
    entry.category([{"term": term, "label": name}, *({"term": tag} for tag in item.tags)])
    entry.media_rss.item = entry.history.item = item
    return entry


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


class _History(BaseExtension):  # type: ignore[misc]
    """Where a feed goes on, in RSS (RFC 5005, sections 2 and 4)."""

    site: Site
    outline: FeedOutline

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY} if self.outline.year else {}

    def extend_rss(self, feed: Any) -> Any:
        ways = {"prev-archive": self.outline.older, "next-archive": self.outline.newer}
        if self.outline.year:
            xml_elem(f"{{{_HISTORY}}}archive", feed[0])
            ways["current"] = RSS
        for rel, path in ways.items():
            if path:
                xml_elem(f"{{{_ATOM}}}link", feed[0], rel=rel, href=self.site.absolute("/" + path))
        return feed


class _Changed(BaseEntryExtension):  # type: ignore[misc]
    """When an item was corrected, for which RSS has no element of its own."""

    item: Item

    def extend_rss(self, entry: Any) -> Any:
        if self.item.updated != self.item.published:
            xml_elem(f"{{{_ATOM}}}updated", entry).text = self.item.updated.isoformat()
        return entry


class _MediaFeed(BaseExtension):  # type: ignore[misc]
    """The name of Media RSS."""

    def extend_ns(self) -> dict[str, str]:
        return {"media": _MEDIA}


class _MediaEntry(BaseEntryExtension):  # type: ignore[misc]
    """Pictures and recordings with their size, type and what stands for them; the library's own has no descriptions."""

    item: Item

    def extend_rss(self, entry: Any) -> Any:
        self._describe(entry)
        return entry

    def extend_atom(self, entry: Any) -> Any:
        self._describe(entry)
        for media in (*self.item.pictures, *self.item.recordings, *self.item.attachments):
            # Not by the library, which leaves `rel` out of an entry's links (1.0.0).
            told = {"type": media.type, "length": str(media.bytes), "title": media.text}
            xml_elem("link", entry, rel="enclosure", href=media.address, **told)
        return entry

    def _describe(self, entry: Any) -> None:
        for media in (*self.item.pictures, *self.item.recordings):
            _described(entry, media)


def _described(entry: Any, media: Media) -> None:
    told = {"url": media.address, "fileSize": str(media.bytes), "type": media.type, "medium": media.medium}
    if media.width:
        told |= {"width": str(media.width), "height": str(media.height)}
    content = xml_elem(f"{{{_MEDIA}}}content", entry, **told)
    xml_elem(f"{{{_MEDIA}}}description", content, type="plain").text = media.text
    if media.credit:
        xml_elem(f"{{{_MEDIA}}}credit", content).text = media.credit
