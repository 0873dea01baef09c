"""Which addresses a site has, and where a link in a text leads."""

import datetime as dt
import posixpath
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from cchc.model.redirect import Redirect
from cchc.outline import sheet_outlines, standing_outlines
from cchc.site import Site
from cchc.text import long_date
from cchc.urls import category_url, month_url


@lru_cache(maxsize=1)
def addresses(site: Site) -> frozenset[str]:
    """Every address of a page: generated ones and those written by hand."""
    pages = {page.url for page in standing_outlines(site)} | {entry.url for entry in site.news}
    return frozenset(pages | set(map(_text_url, site.texts)))


def own_texts(site: Site) -> Iterator[tuple[str, str]]:
    """File and address of each page written by hand that is a page by itself, and does not stand above a list."""
    generated = {page.url for page in standing_outlines(site)}
    yield from ((name, url) for name in site.texts if (url := _text_url(name)) not in generated)


def page_and_sheet_addresses(site: Site) -> frozenset[str]:
    """The same, and those of the sheets for the wall."""
    return addresses(site) | {sheet.url for sheet in sheet_outlines(site)}


def old_addresses(site: Site) -> Iterator[Redirect]:
    """What stands where a page was: as people say, and where news expired."""
    told = [entry.record for entry in site.entries["redirect"]]
    yield from told
    if len(site.news) < len(site.entries["news"]):
        yield from _expired(site, {record.old for record in told} | addresses(site))


def _expired(site: Site, known: set[str]) -> Iterator[Redirect]:
    """Articles, whose title may be why they were hidden, and the lists that had nothing else."""
    for entry in site.entries["news"]:
        record = entry.record
        if record.expires and record.expires < site.as_of and record.posted_by(site.as_of):
            month = month_url(record.date.year, record.date.month)
            year = category_url(record.category, record.date.year)
            reason = f"tin chỉ đăng đến hết ngày {long_date(record.expires)}."
            since = record.expires + dt.timedelta(days=1)
            gone = [url for url in (entry.url, month, year) if url not in known]
            known.update(gone)
            for url in gone:
                yield Redirect.model_construct(old=url, new=None, since=since, reason=reason)


def unread_names(site: Site) -> frozenset[str]:
    """The last part that the address of each file would have that could not be read: nobody is blamed for naming it."""
    return frozenset(stem.replace(".", "-") for stems in site.unread.values() for stem in stems)


def resolve(site: Site, folder: str, address: str) -> str:
    """Where a link in a text written in `folder` (below content/) leads: "/van-ban/kh-22/#a" on this site,
    unchanged for other sites and for places on the same page.
    """
    target, mark, anchor = address.partition("#")
    if not target or ":" in target or target.startswith("//"):
        return address
    path = posixpath.normpath(posixpath.join("/", folder, unquote(target)))
    if path.lstrip("/") not in site.files or path.endswith(".md"):
        path = _text_url(path[1:])
    return path + mark + anchor


def _text_url(name: str) -> str:
    """Address of a page written by hand, from its file below content/: "gioi-thieu/index.md", "gioi-thieu.md"."""
    return f"/{name.removesuffix('index.md').removesuffix('.md')}".rstrip("/") + "/"
