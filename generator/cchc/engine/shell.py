"""The frame around a page, rendered once by MkDocs and Material and cut at the places that differ.

Two pages of one folder depth differ only in the slots below; a page that stands in the navigation has a shell of
its own, because the theme marks it there. A test compares joined pages with fully rendered ones.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from itertools import chain

from cchc.engine.html import Content, to_content
from cchc.outline import category_url
from cchc.pages import Page
from cchc.site import Site

SLOTS = ("title", "description", "canonical", "first", "head", "contents", "article")
EMPTY_HEADING = "<h1></h1>"  # without one, Material would put one of its own above the article
_LINES = re.compile(r"\s*\n\s*")
_TOKEN = re.compile(r"cchc0slot0(" + "|".join(SLOTS) + r")0")


@dataclass(frozen=True)
class Shell:
    """A frame in UTF-8, cut at its slots: one more piece of text than slots."""

    texts: tuple[bytes, ...]
    slots: tuple[str, ...]

    def join(self, values: Mapping[str, str]) -> bytes:
        """The page with its values in the slots."""
        filled = (values[slot].encode() for slot in self.slots)
        return b"".join(chain(*zip(self.texts, filled, strict=False), self.texts[-1:]))


def token(slot: str) -> str:
    """What stands in a slot while MkDocs renders the frame."""
    return f"cchc0slot0{slot}0"


def cut(html: str) -> Shell:
    """A rendered frame without its empty lines and indents, a third of it, cut at its tokens."""
    pieces = _TOKEN.split(_LINES.sub("\n", html.replace(EMPTY_HEADING, "")))
    return Shell(tuple(piece.encode() for piece in pieces[::2]), tuple(pieces[1::2]))


def shell_name(url: str, named: Mapping[str, object]) -> str:
    """Which shell a page wears: its own, if it stands in the navigation, else the one of its depth."""
    return url if url in named else depth_name(url.count("/") - 1)


def depth_name(depth: int) -> str:
    """Name of the shell for pages so many folders deep; also an address that no page has."""
    return "/" + "0/" * depth


def values(page: Page, site: Site) -> dict[str, str]:
    """What goes into the slots for a page, escaped for HTML: Material prints titles and metadata raw."""
    content = to_content(page.markdown)
    return {
        "title": escape(page.title),
        "description": escape(str(page.meta["description"])),
        "canonical": escape(site.url + page.url[1:]),
        "first": content.first,
        "head": _head(page, site),
        "contents": contents_list(content),
        "article": content.html,
    }


def contents_list(content: Content) -> str:
    """The list of a page's headings, in the markup of Material's partials/toc.html and toc-item.html."""
    if not content.toc:
        return ""
    return (
        '<label class="md-nav__title" for="__toc"><span class="md-nav__icon md-icon"></span>Mục lục</label>'
        '<ul class="md-nav__list" data-md-component="toc" data-md-scrollfix>' + _items(content.toc) + "</ul>"
    )


def _items(tokens: list[dict[str, object]]) -> str:
    parts = []
    for entry in tokens:
        children = entry["children"]
        assert isinstance(children, list)
        name = entry["name"]
        inner = ""
        if children:
            inner = f'<nav class="md-nav" aria-label="{name}"><ul class="md-nav__list">{_items(children)}</ul></nav>'
        parts.append(
            f'<li class="md-nav__item"><a href="#{entry["id"]}" class="md-nav__link">'
            f'<span class="md-ellipsis">{name}</span></a>{inner}</li>'
        )
    return "".join(parts)


def _head(page: Page, site: Site) -> str:
    """Links to the site's feed and to that of the page's category."""
    feeds = [("/rss.xml", f"Tin của {site.unit.short_name}")]
    category = page.meta.get("category")
    feeds += [(category_url(t.id) + "rss.xml", t.name) for t in site.unit.categories if t.id == category]
    up = "../" * (page.url.count("/") - 1)
    return "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{escape(title)}" href="{up}{url[1:]}">'
        for url, title in feeds
    )
