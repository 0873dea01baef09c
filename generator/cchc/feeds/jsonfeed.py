"""Items as JSON Feed 1.1 (jsonfeed.org)."""

import json
from collections.abc import Sequence
from typing import Any

from cchc.feeds.items import Item, Media
from cchc.feeds.outlines import FeedOutline
from cchc.site import Site

_VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(site: Site, outline: FeedOutline, items: Sequence[Item]) -> bytes:
    """A feed; pictures stand in the text, the first also by itself, and other files are attachments."""
    feed = {
        "version": _VERSION,
        "title": outline.title,
        "home_page_url": site.absolute(outline.url),
        "feed_url": site.absolute("/" + outline.path),
        "description": " ".join(outline.description.split()),
        "language": "vi",
        "authors": [{"name": site.unit.name, "url": site.absolute("/")}],
        "items": [_item(item) for item in items],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def _item(item: Item) -> dict[str, Any]:
    told = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "image": item.pictures[0].address if item.pictures else None,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat() if item.updated != item.published else None,
        "authors": [{"name": item.author}] if item.author else None,
        "tags": [item.category[1], *item.tags],
        "attachments": [_attachment(media) for media in (*item.recordings, *item.attachments)],
    }
    return {name: value for name, value in told.items() if value}


def _attachment(media: Media) -> dict[str, Any]:
    return {"url": media.address, "mime_type": media.type, "title": media.text, "size_in_bytes": media.bytes}
