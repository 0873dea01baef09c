"""RSS 2.0 of the site and of each news category. The only module that knows the feed library.

A GUID is a tag URI (RFC 4151) of the authority in site.yml and the item's address: it stays the same when the
site moves to another domain, so a portal never takes an item twice.
"""

import datetime as dt
import mimetypes
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import quote, urljoin

from feedgen.feed import FeedGenerator

from cchc import dialect
from cchc.ledger import quotes
from cchc.load import whole
from cchc.model.news import Headline, News
from cchc.outline import category_url, resolve
from cchc.site import Entry, Site
from cchc.text import VIETNAM

LENGTH = 50  # items a feed: more than a commune publishes between two visits of a portal


@dataclass(frozen=True)
class OutputFile:
    """A finished file below the site's root: "rss.xml"."""

    path: str
    content: bytes


def feeds(site: Site) -> Iterator[OutputFile]:
    """All feeds of a site."""
    for outline in feed_outlines(site):
        yield render_feed(site, outline)


@dataclass(frozen=True)
class FeedOutline:
    """One feed to be: its path, the page it belongs to, its words, and the items in it."""

    path: str
    url: str
    title: str
    description: str
    news: tuple[Entry[Headline], ...]


@lru_cache(maxsize=1)
def feed_outlines(site: Site) -> tuple[FeedOutline, ...]:
    """The site's feed and one for each category, before anything is rendered. Samples stay out."""
    title = f"Cải cách hành chính {site.unit.place_name}"
    feeds = [FeedOutline("rss.xml", "/", title, site.unit.description, _newest(site))]
    for term in site.unit.categories:
        url = category_url(term.id)
        description = f"Tin thuộc chuyên mục {term.name} của {site.unit.short_name}"
        path = url.lstrip("/") + "rss.xml"
        feeds.append(
            FeedOutline(path, url, f"{term.name} – {site.unit.place_name}", description, _newest(site, term.id))
        )
    return tuple(feeds)


def _newest(site: Site, category: str | None = None) -> tuple[Entry[Headline], ...]:
    news = (entry for entry in site.news if not entry.record.sample)
    return tuple(islice((entry for entry in news if category in (None, entry.record.category)), LENGTH))


def render_feed(site: Site, outline: FeedOutline) -> OutputFile:
    """One feed with the whole text of its items."""
    feed = FeedGenerator()
    feed.title(outline.title)
    feed.link(href=_absolute(site, outline.url), rel="alternate")
    feed.link(href=_absolute(site, "/" + outline.path), rel="self")
    feed.description(" ".join(outline.description.split()))
    feed.language("vi")
    feed.generator("cchc")
    feed.ttl(60)  # minutes; a reader need not come more often
    shown = [whole(site, entry) for entry in outline.news]
    # The library stamps the clock; a build of the same input must give the same bytes.
    feed.lastBuildDate(max((_changed(entry.record) for entry in shown), default=_midnight(site.as_of)))
    for entry in shown:
        _item(feed, site, entry)
    return OutputFile(outline.path, feed.rss_str(pretty=True))


def _item(feed: FeedGenerator, site: Site, entry: Entry[News]) -> None:
    record = entry.record
    link = _absolute(site, entry.url)
    item = feed.add_entry(order="append")
    item.guid(f"tag:{site.unit.feed_authority},{record.date:%Y-%m-%d}:{entry.url}", permalink=False)
    item.title(record.title)
    item.link(href=link)
    item.description(" ".join(record.summary.split()))
    item.content(_content(site, entry), type="CDATA")
    item.pubDate(record.date)
    term = next(term for term in site.unit.categories if term.id == record.category)
    item.category(term=term.name)
    if record.image:
        kind = mimetypes.guess_type(record.image.file)[0] or "application/octet-stream"
        picture = site.pictures.get(record.image.file)
        item.enclosure(_absolute(site, "/" + record.image.file), str(picture.bytes if picture else 0), kind)


def _content(site: Site, entry: Entry[News]) -> str:
    """The whole text as HTML with absolute addresses, the image first."""
    folder = posixpath.dirname(entry.path).removeprefix(site.content).strip("/")
    body = quotes.fill(site, entry.read().body)
    body = dialect.readdress(body, lambda address: _external(site, entry.url, folder, address))
    record = entry.record
    if record.image:
        address = _absolute(site, "/" + record.image.file)
        body = f"![{dialect.escape(record.image.alt)}]({address})\n\n{body}"
    html = dialect.to_html(body).replace('href="#', f'href="{_absolute(site, entry.url)}#')  # footnotes
    return html.replace("]]>", "]]&gt;")


def _external(site: Site, url: str, folder: str, address: str) -> str:
    resolved = resolve(site, folder, address)
    if resolved.startswith("#"):
        return _absolute(site, url) + resolved
    return _absolute(site, resolved) if resolved.startswith("/") else resolved


def _absolute(site: Site, url: str) -> str:
    path, mark, anchor = url.partition("#")
    return urljoin(site.url, quote(path.lstrip("/"))) + mark + anchor


def _changed(record: News) -> dt.datetime:
    return max(record.date, _midnight(record.updated)) if record.updated else record.date


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=VIETNAM)
