"""The frame around a page, rendered once by MkDocs and cut at the places that differ.

Two pages of one folder depth differ only in the slots below; a page that stands in the navigation has a shell of
its own, because the menu marks it there. A test compares joined pages with fully rendered ones.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from itertools import chain

from cchc import words
from cchc.engine.frame import about, document_title, feed_links, language_links, trail, translations
from cchc.engine.head import metadata
from cchc.engine.html import pictured, to_content, versioned, with_contents
from cchc.pages import Page
from cchc.site import Site

SLOTS = ("title", "description", "canonical", "first", "head", "trail", "article", "about")
EMPTY_HEADING = "<h1></h1>"  # without one, the theme would put one of its own above the article
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
    """Which shell a page wears: its own, if it stands in the navigation, else the one of its depth and language."""
    return url if url in named else depth_name(url.count("/") - 1, words.at(url).language)


def depth_name(depth: int, language: str = words.VIETNAMESE) -> str:
    """Name of the shell for pages so many folders deep; also an address that no page has, in the language."""
    return "/" + "0/" * depth if language == words.VIETNAMESE else f"/{language}/" + "0/" * (depth - 1)


def values(page: Page, site: Site, release: str = "") -> dict[str, str]:
    """What goes into the slots for a page, escaped for HTML; `release` is that of the site's scripts."""
    language = words.at(page.url).language
    content = to_content(page.markdown, language)
    html = pictured(content.html, page.url, site.pictures)
    headings = content.toc if page.url != "/" else []  # the home page is itself a list of what there is
    return {
        "title": escape(document_title(page.title, site)),
        "description": escape(str(page.meta["description"])),
        "canonical": escape(site.absolute(page.url)),
        "first": content.first,
        "head": _head(site, page),
        "trail": trail(page.url, page.trail) + translations(page.url, page.translations),
        "article": versioned(with_contents(html, headings, language), release),
        "about": about(site, page.title, page.url, page.updated, page.owner),
    }


def _head(site: Site, page: Page) -> str:
    followed = feed_links(site, page.url, page.meta.get("category"))
    return followed + language_links(site, page.translations) + metadata(site, page)
