"""The merged feed as RSS 2.0 and Atom 1.0: the newest items of all units, each with the unit that published it."""

import uuid
from collections.abc import Iterable
from urllib.parse import urljoin

from feedgen.feed import FeedGenerator

from cchc.collect.moments import vietnam
from cchc.collect.store import Row

LENGTH = 100  # items; a portal of 200 units gets about that many in a day
#: GUIDs that name one thing in the world; others ("417") count only within their unit.
_WORLDWIDE = ("tag:", "http://", "https://", "urn:")


def render(title: str, address: str, items: Iterable[Row]) -> dict[str, bytes]:
    """Both files by name. `address` is the portal's own, with a slash at its end; `items` newest first."""
    feed = FeedGenerator()
    feed.id(address)
    feed.title(title)
    feed.subtitle(title)
    feed.link(href=address, rel="alternate")
    feed.description(title)
    feed.language("vi")
    feed.generator("cchc collect")
    shown = list(items)
    # The library stamps the clock; the same items must give the same bytes.
    changed = vietnam(max((row["changed_at"] or row["shown_at"] for row in shown), default=0))
    feed.updated(changed)
    feed.lastBuildDate(changed)
    for row in shown:
        _item(feed, row)
    files = {}
    for name, form in (("rss.xml", feed.rss_str), ("atom.xml", feed.atom_str)):
        feed.link(href=urljoin(address, name), rel="self", replace=True)
        feed.link(href=address, rel="alternate")
        files[name] = form(pretty=True)
    return files


def _item(feed: FeedGenerator, row: Row) -> None:
    item = feed.add_entry(order="append")
    item.guid(_guid(row), permalink=False)
    item.title(row["title"])
    if row["link"]:
        item.link(href=row["link"])
    item.author(name=row["name"], email="")
    item.category(term=row["unit"], label=row["name"])
    item.source(url=row["address"], title=row["name"])
    if row["summary"]:
        item.summary(row["summary"])
        item.description(row["summary"], isSummary=True)
    item.content(row["content"] or row["summary"] or row["title"], type="html")
    item.published(vietnam(row["shown_at"]))
    item.updated(vietnam(row["changed_at"] or row["shown_at"]))


def _guid(row: Row) -> str:
    guid = str(row["guid"])
    if row["first"] and guid.startswith(_WORLDWIDE) and " " not in guid:
        return guid
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{row['unit']} {guid}").urn
