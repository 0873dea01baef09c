"""What the head of a page tells programs: Open Graph for those who pass it on, Dublin Core for portals and archives,
schema.org (JSON-LD) for search engines, where its Markdown is.
"""

import json
from collections.abc import Iterator
from html import escape

from cchc import words
from cchc.pages import Page, Shown
from cchc.pages.structured import Node, breadcrumbs
from cchc.site import Site

#: For pages without a picture of their own; `cchc publish` may put a better one there (`social`).
EMBLEM = Shown("assets/social.png", "", 1200, 630)
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Property = tuple[str, str | int | None]


def metadata(site: Site, page: Page) -> str:
    """All of it, in HTML. `page.meta` has the description."""
    nodes = [*page.graph, *breadcrumbs(site, page.url, page.title, page.trail)]
    return "".join(
        (
            '<link rel="alternate" type="text/markdown" href="index.md">',
            *_metas("property", _open_graph(site, page)),
            '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">',
            *_metas("name", _dublin_core(site, page)),
            _json_ld(nodes) if nodes else "",
        )
    )


def _metas(attribute: str, properties: list[Property]) -> Iterator[str]:
    for name, told in properties:
        if told:
            yield f'<meta {attribute}="{name}" content="{escape(str(told))}">'


def _open_graph(site: Site, page: Page) -> list[Property]:
    """Open Graph (ogp.me); the language stands in the frame of every page."""
    is_article = page.published is not None
    shown = page.picture or EMBLEM
    return [
        ("og:type", "article" if is_article else "website"),
        ("og:title", page.title),
        ("og:description", page.meta["description"]),
        ("og:url", site.absolute(page.url)),
        ("og:site_name", site.unit.section),
        ("og:image", site.absolute(shown.file)),
        ("og:image:alt", shown.alt),
        ("og:image:width", shown.width),
        ("og:image:height", shown.height),
        ("article:published_time", page.published.isoformat() if page.published else None),
        ("article:modified_time", page.updated.isoformat() if is_article and page.updated else None),
    ]


def _dublin_core(site: Site, page: Page) -> list[Property]:
    """The six elements that portals of state bodies must give (Thông tư 24/2011/TT-BTTTT), and the language."""
    day = page.day
    return [
        ("DC.title", page.title),
        ("DC.creator", page.owner or site.unit.name),
        ("DC.publisher", site.unit.name),
        ("DC.date", day.isoformat() if day else None),
        ("DC.description", page.meta["description"]),
        ("DC.identifier", site.absolute(page.url)),
        ("DC.language", words.at(page.url).language),
    ]


def _json_ld(nodes: list[Node]) -> str:
    told = nodes[0] if len(nodes) == 1 else {"@graph": nodes}
    text = _compact({"@context": "https://schema.org", **told}).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'
