"""Records to pages. A page is Markdown and some metadata: a pure function of the site and one outline."""

import datetime as dt
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cchc import dialect
from cchc.ledger import quotes
from cchc.load import whole
from cchc.model.base import Store
from cchc.model.news import Headline, News
from cchc.model.procedure import Procedure
from cchc.model.registry import TYPES
from cchc.outline import Outline, category_url, month_title, month_url, outlines, resolve, sector_url
from cchc.pages.templating import Templates, relative
from cchc.site import Site


@dataclass(frozen=True)
class Page:
    """A finished page: Markdown between generator and engine.

    `url` is the address from the site's root ("/thu-tuc/1-001193/"); links in `markdown` are relative and
    name `index.md` of their target. `meta` holds plain values for the head of the page; `trail` are titles and
    addresses of the pages above it; `updated` and `owner` are told where they are known.
    """

    url: str
    title: str
    markdown: str
    meta: dict[str, Any]
    trail: tuple[tuple[str, str], ...] = ()
    updated: dt.date | None = None
    owner: str | None = None

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
    owner = getattr(outline.entry.record, "owner", None) if outline.entry else None
    return Page(
        url=outline.url,
        title=outline.title,
        markdown=markdown,
        meta=_meta(site, outline),
        trail=tuple(_trail(site, outline)),
        updated=_updated(outline),
        owner=owner if isinstance(owner, str) else None,
    )


def _body(site: Site, outline: Outline) -> str:
    """An article's text with its links set for the page's address instead of the file's."""
    entry = outline.entry
    if entry is None or entry.type.store is not Store.ARTICLES:
        return ""
    body = quotes.fill(site, entry.read().body)
    folder = posixpath.dirname(entry.path).removeprefix(site.content).strip("/")
    return dialect.readdress(body, lambda address: _readdress(site, outline.url, folder, address))


def _introduction(site: Site, outline: Outline) -> str:
    """What people wrote above a list, without its heading: the page has one."""
    text = site.texts.get(outline.url.lstrip("/") + "index.md", "")
    folder = outline.url.strip("/")
    return dialect.readdress(text, lambda address: _readdress(site, outline.url, folder, address))


def _readdress(site: Site, url: str, folder: str, address: str) -> str:
    resolved = resolve(site, folder, address)
    if not resolved.startswith("/") or resolved.startswith("//"):
        return resolved
    target, mark, anchor = resolved.partition("#")
    return relative(url, target) + mark + anchor


def _trail(site: Site, outline: Outline) -> Iterator[tuple[str, str]]:
    """The list that a page belongs to, and what is between."""
    record = outline.entry.record if outline.entry else None
    kind = next((kind for kind in TYPES if kind.url and outline.url.startswith(kind.url)), None)
    if kind is not None and kind.url != outline.url:
        yield kind.title, kind.url
    if isinstance(record, News):
        yield month_title(record.date.year, record.date.month), month_url(record.date.year, record.date.month)
    elif isinstance(record, Procedure):
        yield next((term.name, sector_url(term.id)) for term in site.unit.sectors if term.id == record.sector)
    elif outline.template == "plan/progress" and outline.entry:
        yield outline.entry.title, outline.entry.url
    elif outline.template == "news/category" and outline.term and outline.year:
        yield outline.term.name, category_url(outline.term.id)


def _updated(outline: Outline) -> dt.date | None:
    """The day since when a page tells what it tells, as far as that is known."""
    record = outline.entry.record if outline.entry else None
    if isinstance(record, News):
        return record.updated or record.date.date()
    if isinstance(record, Procedure):
        return record.collected_on
    if outline.entry is None:
        return outline.news[0].record.date.date() if outline.news else None
    return getattr(getattr(record, "source", None), "collected_on", None)


def _meta(site: Site, outline: Outline) -> dict[str, Any]:
    meta: dict[str, Any] = {"description": _description(site, outline), "kind": outline.template}
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
            return _shorten(" ".join(quotes.fill(site, text).split()))
    if record is None and outline.url == "/":
        return _shorten(site.unit.description)
    return _shorten(f"{outline.title} – {site.unit.short_name}")


def _shorten(text: str, limit: int = 200) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def as_tree_file(page: Page) -> str:
    """A page as a file of an ordinary MkDocs tree, with YAML front matter."""
    head = "".join(f"{key}: {_quoted(value)}\n" for key, value in (("title", page.title), *page.meta.items()))
    return f"---\n{head}---\n\n{page.markdown}"


def _quoted(value: object) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
