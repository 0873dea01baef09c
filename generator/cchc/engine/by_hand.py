"""Pages that people write by hand, which MkDocs renders: what the frame and programs are told of them."""

import datetime as dt
from html import escape

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents

from cchc import words
from cchc.days import text_day
from cchc.engine.frame import about, document_title, escaped, feed_links, trail
from cchc.engine.head import metadata
from cchc.engine.html import framed_tables, pictured, with_contents
from cchc.pages import Page
from cchc.pages.templating import relative
from cchc.site import Site


def dress(page: MkDocsPage, site: Site, config: MkDocsConfig) -> None:
    """Give a page what its frame tells of it, escaped as the theme prints it as it is."""
    url = "/" + page.url.removeprefix("./")
    page.title = str(page.title)  # MkDocs would take it from `meta`, where the title of the document is put now
    above, day = _sections(page), text_day(site, page.file.src_uri)
    head = metadata(site, _as_page(page, url, above, day, config))
    told = {
        "title": escape(document_title(str(page.meta.get("title") or page.title), site)),
        "head": feed_links(site, url) + head,
        "trail": trail(url, above),
        "about": about(site, str(page.title), url, day),
        "language": words.at(url).language,
    }
    page.meta = escaped(page.meta) | told
    content = pictured(framed_tables(page.content or "", told["language"]), url, site.pictures)
    page.content = with_contents(content, _headings(page.toc), told["language"])
    if page.title and "<" in page.title:
        page.title = escape(page.title)


def followable(files: Files, url: str, address: str) -> str:
    """A link from the root as MkDocs can follow it; pages that it does not know (articles) by their address."""
    target, mark, anchor = address.partition("#")
    if not (target.startswith("/") and target.endswith("/")):
        return address
    known = files.get_file_from_path(target[1:] + "index.md")
    way = f"{target}index.md" if known else relative(url, target).removesuffix("index.md") or "./"
    return f"{way}{mark}{anchor}"


def _sections(page: MkDocsPage) -> list[tuple[str, str]]:
    """Sections of the menu that a page stands in, but below its first page, each with the address of that."""
    found = [section for section in page.ancestors if isinstance(section, Section)]
    firsts = [(str(section.title), section.children[0]) for section in found[::-1]]
    return [(title, "/" + first.url) for title, first in firsts if isinstance(first, MkDocsPage) and first is not page]


def _as_page(
    page: MkDocsPage, url: str, above: list[tuple[str, str]], day: dt.date | None, config: MkDocsConfig
) -> Page:
    """What programs are told of a page written by hand."""
    description = str(page.meta.get("description") or config.site_description or page.title)
    told = {"description": " ".join(description.split())}
    return Page(url, str(page.meta.get("title") or page.title), "", told, tuple(above), day=day)


def _headings(toc: TableOfContents) -> list[dict[str, str]]:
    """The headings below a page's title."""
    top = list(toc)
    below = top[0].children if top and top[0].level == 1 else top
    return [{"id": heading.id, "name": heading.title} for heading in below]
