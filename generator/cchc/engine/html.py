"""Markdown of a page to the HTML of its content, with heading ids, contents list and addresses for browsers."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import unquote

from cchc import dialect, text, words
from cchc.pictures import Picture, copy_name

_HEADING = re.compile(r"<h([1-6])((?:\s[^>]*)?)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_TAG = re.compile(r"<[^>]+>")
_FOREIGN = "<span lang="  # a heading in another language than the page: pages/templating.py
_PAGE_FILE = re.compile(r'index\.md(?=["#])')
_FEW = 3  # headings that need no list
_TABLE = '<div class="table" role="region" {} tabindex="0"><table'  # scrolls by itself on a phone
_HEADING_OR_TABLE = re.compile(r'<h[1-6][^>]*\sid="([^"]*)"|<table')
_ROWS = re.compile(r"(?<=<tbody>).*?(?=</tbody>)", re.DOTALL)
_FIRST_CELL = re.compile(r"(<tr>\s*)<td([^>]*)>(.*?)</td>", re.DOTALL)
_ALIGNED = re.compile(r'(<t[hd]) style="text-align: (left|center|right);?"')
_IMAGE = re.compile(r"<img ([^>]*?)\s*/?>")
_SOURCE = re.compile(r'\bsrc="([^":]*)"')
_SIZES = re.compile(r'\s*\bsizes="([^"]*)"')
_COLUMN = "(min-width: 46rem) 44rem, 100vw"  # how wide a picture in the text is: --text of cchc.css
_LOADED = re.compile(r' (?:href|src|data-script)="[^":?]*\.(?:css|js)"')  # one, or several with blanks between
_ASSETS = re.compile(r'(?<=["/ ])assets/')
_PAGE_LINK = re.compile(r'<[^<>]*\shref="(?:[^":]*/)?')


@dataclass(frozen=True)
class Content:
    """HTML of a page's content, the ids in it, that of its first heading, and its headings as nested tokens."""

    html: str
    ids: frozenset[str]
    first: str
    toc: list[dict[str, Any]]


def to_content(markdown: str, language: str = words.VIETNAMESE) -> Content:
    """Render a page's Markdown for directory addresses: a link to `x/index.md` leads to `x/`."""
    html = dialect.to_html(markdown).replace(" markdown>", ">")
    html = _PAGE_FILE.sub(_directory, html)
    ids: dict[str, int] = {}
    headings: list[tuple[int, str, str]] = []

    def identify(match: re.Match[str]) -> str:
        level, attributes, inner = int(match[1]), match[2], match[3]
        found = _ID.search(attributes)
        name = _free(found[1] if found else _slug(level, inner), ids)
        headings.append((level, name, inner))
        rest = _ID.sub("", attributes)
        return f'<h{level} id="{name}"{rest}>{inner}</h{level}>'

    html = framed_tables(_HEADING.sub(identify, html), language)
    first = headings[0][1] if headings else ""
    return Content(html, frozenset(ids), first, _nest([heading for heading in headings if heading[0] > 1]))


def framed_tables(html: str, language: str) -> str:
    """Tables in boxes of their own: a wide one scrolls sideways, also with the keyboard, and the page does not. Each is
    called as the heading it stands under.

    How a column is aligned becomes a class, for the pages' policy (pages/policy.py) forbids styles in the text.
    """
    if "<table" not in html:
        return html
    name = f'aria-label="{words.of(language).frame["table"]}"'

    def frame(match: re.Match[str]) -> str:
        nonlocal name
        if match[1] is None:
            return _TABLE.format(name)
        name = f'aria-labelledby="{match[1]}"'
        return match[0]

    html = _ALIGNED.sub(r'\1 class="\2"', html) if "text-align" in html else html
    return _ROWS.sub(_named, _HEADING_OR_TABLE.sub(frame, html)).replace("</table>", "</table></div>")


def _named(rows: re.Match[str]) -> str:
    """The rows of a table, each called by its first cell where these tell the rows apart: who goes down a column with a
    screen reader hears of what the number is.
    """
    names = [cell[3].strip() for cell in _FIRST_CELL.finditer(rows[0])]
    if "" in names or len(set(names)) < len(names) or rows[0].count("<td") == len(names):
        return rows[0]
    return _FIRST_CELL.sub(r'\1<th scope="row"\2>\3</th>', rows[0])


def with_contents(html: str, toc: Sequence[Mapping[str, Any]], language: str) -> str:
    """The content with the list of its headings below the first: closed on a phone, beside the text on a desk."""
    listed = [heading for heading in toc if heading["id"]]
    if len(listed) < _FEW:
        return html
    items = "".join(f'<li><a href="#{heading["id"]}">{heading["name"]}</a></li>' for heading in listed)
    title, end, rest = html.partition("</h1>")
    here = words.of(language)
    called, lang = here.frame["contents"], f' lang="{here.interface}"' if here.mixed else ""
    listed_under = f"<details><summary{lang}>{called}</summary><ul>{items}</ul></details>"
    nav = f'<nav class="contents" aria-label="{called}">{listed_under}</nav>'
    return f"{title}{end}{nav}{rest}" if end else nav + html


def versioned(html: str, release: str) -> str:
    """The HTML with the addresses at which style sheets and scripts of a release are published (engine/scripts.py)."""
    if not release or "assets/" not in html:
        return html
    return _LOADED.sub(lambda loaded: _ASSETS.sub(f"assets/{release}/", loaded[0]), html)


def pictured(html: str, url: str, pictures: Mapping[str, Picture]) -> str:
    """The HTML of a page with the pictures of the site in sizes for every screen. Each has its width and height, so
    that nothing moves when it comes; all but the first wait until they are near.
    """
    first = True

    def enlarge(match: re.Match[str]) -> str:
        nonlocal first
        attributes = match[1]
        source = _SOURCE.search(attributes)
        address = source[1] if source else ""
        picture = pictures.get(posixpath.normpath(posixpath.join(url, unquote(unescape(address)))).lstrip("/"))
        if picture is None:
            return match[0]
        when = 'fetchpriority="high"' if first else 'loading="lazy"'
        first = False
        size = f'width="{picture.width}" height="{picture.height}"'
        if picture.height > picture.width * 1.2:
            size += ' class="tall"'
        image = f'<img {_SIZES.sub("", attributes)} {size} {when} decoding="async">'
        if not picture.widths:
            return image
        asked = _SIZES.search(attributes)
        copies = ", ".join(f"{copy_name(address, width)} {width}w" for width in picture.widths)
        shown = asked[1] if asked else _COLUMN
        return f'<picture><source type="image/webp" srcset="{copies}" sizes="{shown}">{image}</picture>'

    return _IMAGE.sub(enlarge, html) if "<img" in html else html


def _directory(match: re.Match[str]) -> str:
    """The end of an address that names a page's file: nothing, for its folder is its address."""
    before = match.string[match.string.rfind("<", 0, match.start()) : match.start()]
    if not _PAGE_LINK.fullmatch(before):
        return match[0]
    return "" if before.endswith("/") else "./"


def _slug(level: int, inner: str) -> str:
    """Id of a heading that has none: the title of every page has the same."""
    return "dau-trang" if level == 1 else text.slug(_TAG.sub("", inner)) or "muc"


def _free(name: str, taken: dict[str, int]) -> str:
    """The name, or with the next number behind it; `taken` are names with the last number behind each."""
    candidate = name
    while candidate in taken:
        taken[name] += 1
        candidate = f"{name}-{taken[name]}"
    taken[candidate] = 1
    return candidate


def _nest(headings: list[tuple[int, str, str]]) -> list[dict[str, Any]]:
    top: list[dict[str, Any]] = []
    stack: list[dict[str, Any]] = []
    for level, name, inner in headings:
        told = inner if inner.startswith(_FOREIGN) else _TAG.sub("", inner)
        token = {"level": level, "id": name, "name": told, "children": []}
        while stack and stack[-1]["level"] >= level:
            stack.pop()
        (stack[-1]["children"] if stack else top).append(token)
        stack.append(token)
    return top
