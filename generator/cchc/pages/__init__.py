"""Records to pages. A page is Markdown and some metadata: a pure function of the site and one outline."""

import datetime as dt
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from cchc import dialect, words
from cchc.addresses import own_texts, resolve
from cchc.days import page_day, updated_on
from cchc.ledger import quotes
from cchc.load import whole
from cchc.model.base import Store
from cchc.model.news import Headline, News
from cchc.model.procedure import Procedure, State
from cchc.model.registry import TYPES
from cchc.model.translation import Translation
from cchc.outline import Outline, month_title, outlines, translations
from cchc.pages.structured import Node, graph
from cchc.pages.templating import Templates, relative
from cchc.site import Site
from cchc.source import FRONT
from cchc.text import shortened
from cchc.urls import category_url, month_url, sector_url, translated_url

_DESCRIPTION = 200  # characters; search results show fewer


class Shown(NamedTuple):
    """A picture of the site: its file, the text that stands for it, its size in pixels."""

    file: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Page:
    """A finished page: Markdown between generator and engine.

    `url` is the address from the site's root ("/thu-tuc/1-001193/"); links in `markdown` are relative and
    name `index.md` of their target. `meta` holds plain values for the head of the page; `trail` are titles and
    addresses of the pages above it; `translations` the addresses of the page in all its
    languages, its own too, if there are several; `updated` and `owner` are told where they are known, `day` to
    programs only. `published` is when news came out; `graph` is what the page is about in the words of schema.org.
    """

    url: str
    title: str
    markdown: str
    meta: dict[str, Any]
    trail: tuple[tuple[str, str], ...] = ()
    updated: dt.date | None = None
    owner: str | None = None
    translations: tuple[str, ...] = ()
    day: dt.date | None = None
    published: dt.datetime | None = None
    picture: Shown | None = None
    graph: tuple[Node, ...] = ()

    @property
    def source_path(self) -> str:
        """Where the page lies in a Markdown tree: "thu-tuc/1-001193/index.md"."""
        return self.url.lstrip("/") + "index.md"


def render_all(site: Site, templates: Path) -> Iterator[Page]:
    """Every generated page of a site."""
    environment = Templates(templates)
    for outline in outlines(site):
        yield render(site, outline, environment)


def render(site: Site, outline: Outline, templates: Templates) -> Page:
    """One page of one outline."""
    if outline.entry is not None and isinstance(outline.entry.record, Headline):
        outline = replace(outline, entry=whole(site, outline.entry))
    markdown = templates.render(outline, site, _body(site, outline), _introduction(site, outline))
    record = outline.entry.record if outline.entry else None
    owner = getattr(record, "owner", None)
    return Page(
        url=outline.url,
        title=outline.title,
        markdown=markdown,
        meta=_meta(site, outline),
        trail=tuple(_trail(site, outline)),
        updated=updated_on(site, outline),
        owner=owner if isinstance(owner, str) else None,
        translations=translations(site, outline),
        day=page_day(site, outline),
        published=record.date if isinstance(record, News) else None,
        picture=_picture(site, record) if isinstance(record, News) else None,
        graph=tuple(graph(site, outline)),
    )


def _body(site: Site, outline: Outline) -> str:
    """An article's text with its links set for the page's address instead of the file's."""
    entry = outline.entry
    if entry is None or entry.type.store is not Store.ARTICLES:
        return ""
    body = quotes.fill(site, entry.read().body)
    folder = posixpath.dirname(entry.path).removeprefix(site.content).strip("/")
    return dialect.readdress(body, partial(_readdress, site, outline.url, folder))


def _introduction(site: Site, outline: Outline) -> str:
    """What people wrote above a list; a title or description before it tells nothing, for the page has its own."""
    text = FRONT.sub("", site.texts.get(outline.url.lstrip("/") + "index.md", ""))
    folder = outline.url.strip("/")
    return dialect.readdress(text, partial(_readdress, site, outline.url, folder))


def texts_as_markdown(site: Site) -> dict[str, str]:
    """Pages written by hand as they lie beside their HTML, by address, with their links set for it."""
    found = {}
    for name, url in own_texts(site):
        found[url] = dialect.readdress(site.texts[name], partial(_readdress, site, url, posixpath.dirname(name))) + "\n"
    return found


def _readdress(site: Site, url: str, folder: str, address: str) -> str:
    resolved = resolve(site, folder, address)
    if not resolved.startswith("/") or resolved.startswith("//"):
        return resolved
    target, mark, anchor = resolved.partition("#")
    return relative(url, target) + mark + anchor


def _trail(site: Site, outline: Outline) -> Iterator[tuple[str, str]]:
    """The list that a page belongs to, and what is between."""
    record = outline.entry.record if outline.entry else None
    kind = next((kind for kind in TYPES if kind.own_list and kind.url and outline.url.startswith(kind.url)), None)
    if kind is not None and kind.url != outline.url:
        yield kind.title, kind.url
    if isinstance(record, Translation):
        language = record.language.value
        yield words.of(language).label("list_title").text, translated_url(language)
    if isinstance(record, News):
        yield month_title(record.date.year, record.date.month), month_url(record.date.year, record.date.month)
    elif isinstance(record, Procedure):
        yield site.unit.sector(record.sector).name, sector_url(record.sector)
    elif outline.template == "plan/progress" and outline.entry:
        yield outline.entry.title, outline.entry.url
    elif outline.template == "news/category" and outline.term and outline.year:
        yield outline.term.name, category_url(outline.term.id)


def _picture(site: Site, record: News) -> Shown | None:
    """The first picture of an item."""
    for image in (record.image, *record.gallery):
        found = site.pictures.get(image.file) if image else None
        if image and found:
            return Shown(image.file, image.alt, found.width, found.height)
    return None


def _meta(site: Site, outline: Outline) -> dict[str, Any]:
    description = shortened(_description(site, outline), _DESCRIPTION)
    meta: dict[str, Any] = {"description": description, "kind": outline.template}
    record = outline.entry.record if outline.entry else None
    if isinstance(record, News):
        meta["published"] = record.date.isoformat()
        meta["category"] = record.category
    elif isinstance(record, Procedure):
        meta["collected"] = record.collected_on.isoformat()
    if outline.term is not None and outline.template == "news/category":
        meta["category"] = outline.term.id
    return meta


def _description(site: Site, outline: Outline) -> str:
    record: Any = outline.entry.record if outline.entry and outline.template != "plan/progress" else None
    for name in ("summary", "description", "definition", "subject"):
        text = getattr(record, name, None)
        if isinstance(text, str):
            return _stopped(site, record) + " ".join(quotes.fill(site, text).split())
    if record is None and outline.url == "/":
        return site.unit.description
    return f"{outline.title} – {site.unit.short_name}"


def _stopped(site: Site, record: object) -> str:
    """That what is translated cannot be done now, in the language of the translation."""
    original = site.procedure(record.code) if isinstance(record, Translation) else None
    if not isinstance(record, Translation) or original is None or original.record.state is State.ACTIVE:
        return ""
    told = words.of(record.language.value).label(original.record.state.value).text
    return f"{told[0].upper()}{told[1:]}. "


def as_tree_file(page: Page) -> str:
    """A page as a file of an ordinary MkDocs tree, with YAML front matter."""
    head = "".join(f"{key}: {_quoted(value)}\n" for key, value in (("title", page.title), *page.meta.items()))
    return f"---\n{head}---\n\n{page.markdown}"


def _quoted(value: object) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
