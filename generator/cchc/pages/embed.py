"""The newest news for other sites' pages: in a frame, as a piece of HTML, and as a script that brings it along.

Nothing but headlines is in them. Piece and script are ASCII, whatever the page around them is written in.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from cchc.entry import Entry
from cchc.model.news import Headline
from cchc.pages.templating import Templates
from cchc.site import Site
from cchc.syndication import News, current, former_categories
from cchc.text import long_date
from cchc.urls import category_url

FRAME, PIECE, SCRIPT = "tin.html", "tin.inc", "tin.js"
_FOLDER, _ALL = "nhung/", "/tin-tuc/"
_MOST, _SHOWN = 20, 10  # items that the script brings along; that frame and piece show


@dataclass(frozen=True)
class EmbedOutline:
    """One list to be: its three files lie in `folder`; `url` is the page with all its news."""

    folder: str
    title: str
    url: str
    news: News

    @property
    def paths(self) -> tuple[str, ...]:
        """Its files: "nhung/tin.html"."""
        return tuple(self.folder + name for name in (FRAME, PIECE, SCRIPT))


@lru_cache(maxsize=1)
def embed_outlines(site: Site) -> tuple[EmbedOutline, ...]:
    """The list of all news, that of each category, and what stands where that of a former category was."""
    found = {outline.folder: outline for outline in _outlines(site)}
    former = [(_folder(old), found[_folder(new) if new else _FOLDER]) for old, new in former_categories(site)]
    return (*found.values(), *(replace(outline, folder=folder) for folder, outline in former))


def made_from(site: Site, outline: EmbedOutline) -> tuple[str, ...]:
    """Everything that a list is made from, besides templates, as texts that change when it does."""
    unit = site.entries["unit"][0].digest
    news = (f"{entry.record.title}\0{entry.record.date}{entry.slug}" for entry in outline.news)
    return site.url, unit, outline.url, _ended(site), *news


def render_embed(site: Site, outline: EmbedOutline, templates: Templates) -> dict[str, bytes]:
    """The three files of a list, by path."""
    style = templates.source("components/embed.css").strip()
    items = [_item(site, entry) for entry in outline.news]
    told: dict[str, Any] = {
        "title": outline.title,
        "all": site.absolute(outline.url),
        "style": style,
        "ended": _ended(site),
    }
    shown = told | {"items": items[:_SHOWN]}
    plain = templates.render_html("components/embed-list", shown | {"styled": False, "level": "h1"})
    framed = f"{style}\n{templates.source('components/embed-frame.css').strip()}"  # a page of its own, also in the dark
    frame = {"list": plain, "style": framed, "hash": _hash(framed), "feed": site.absolute(_feed(outline))}
    piece = templates.render_html("components/embed-list", shown | {"styled": True, "level": "h2"})
    script = f"{templates.source('components/embed.js').strip()}({json.dumps(told | {'items': items})});\n"
    contents = (
        templates.render_html("components/embed", told | frame).encode(),
        piece.encode("ascii", "xmlcharrefreplace"),
        _ascii(script).encode("ascii"),
    )
    return dict(zip(outline.paths, contents, strict=True))


def _outlines(site: Site) -> Iterator[EmbedOutline]:
    name = site.unit.short_name
    yield EmbedOutline(_FOLDER, f"Tin mới của {name}", _ALL, current(site)[:_MOST])
    for term in site.unit.categories:
        news = current(site, term.id)[:_MOST]
        yield EmbedOutline(_folder(term.id), f"{term.name} – {name}", category_url(term.id), news)


def _folder(category: str) -> str:
    return f"{_FOLDER}chuyen-muc/{category}/"


def _ended(site: Site) -> str:
    """What is told of a unit that others have taken over from."""
    successor = site.unit.ended_on(site.as_of)
    return f"{site.unit.short_name} không còn hoạt động từ ngày {long_date(successor.since)}." if successor else ""


def _item(site: Site, entry: Entry[Headline]) -> dict[str, str]:
    title, day = entry.record.title, entry.record.date.date()
    return {"title": title, "url": site.absolute(entry.url), "day": day.isoformat(), "date": long_date(day)}


def _feed(outline: EmbedOutline) -> str:
    return "/rss.xml" if outline.url == _ALL else outline.url + "rss.xml"


def _hash(style: str) -> str:
    """What a policy names a style by (Content Security Policy Level 3, section 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _ascii(script: str) -> str:
    """A script whose texts are read rightly in a page of any encoding."""
    return "".join(letter if letter.isascii() else json.dumps(letter)[1:-1] for letter in script)
