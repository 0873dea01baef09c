"""Markdown of a page to the HTML of its content, with heading ids, contents list and addresses for browsers."""

import re
from dataclasses import dataclass
from typing import Any

from cchc import dialect, text

_HEADING = re.compile(r"<h([1-6])((?:\s[^>]*)?)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_TAG = re.compile(r"<[^>]+>")
_PAGE_FILE = re.compile(r'index\.md(?=["#])')
_PAGE_LINK = re.compile(r'<[^<>]*\shref="(?:[^":]*/)?')


@dataclass(frozen=True)
class Content:
    """HTML of a page's content, the ids in it, that of its first heading, and its headings as nested tokens."""

    html: str
    ids: frozenset[str]
    first: str
    toc: list[dict[str, Any]]


def to_content(markdown: str) -> Content:
    """Render a page's Markdown for directory addresses: a link to `x/index.md` leads to `x/`."""
    html = dialect.to_html(markdown).replace(" markdown>", ">")
    html = _PAGE_FILE.sub(_directory, html)
    ids: set[str] = set()
    headings: list[tuple[int, str, str]] = []

    def identify(match: re.Match[str]) -> str:
        level, attributes, inner = int(match[1]), match[2], match[3]
        found = _ID.search(attributes)
        name = _free(found[1] if found else _slug(level, inner), ids)
        ids.add(name)
        headings.append((level, name, inner))
        rest = _ID.sub("", attributes)
        return f'<h{level} id="{name}"{rest}>{inner}</h{level}>'

    html = _HEADING.sub(identify, html)
    first = headings[0][1] if headings else ""
    return Content(html, frozenset(ids), first, _nest([heading for heading in headings if heading[0] > 1]))


def _directory(match: re.Match[str]) -> str:
    """The end of an address that names a page's file: nothing, for its folder is its address."""
    before = match.string[match.string.rfind("<", 0, match.start()) : match.start()]
    if not _PAGE_LINK.fullmatch(before):
        return match[0]
    return "" if before.endswith("/") else "./"


def _slug(level: int, inner: str) -> str:
    """Id of a heading that has none: the title of every page has the same."""
    return "dau-trang" if level == 1 else text.slug(_TAG.sub("", inner)) or "muc"


def _free(name: str, taken: set[str]) -> str:
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _nest(headings: list[tuple[int, str, str]]) -> list[dict[str, Any]]:
    top: list[dict[str, Any]] = []
    stack: list[dict[str, Any]] = []
    for level, name, inner in headings:
        token = {"level": level, "id": name, "name": _TAG.sub("", inner), "children": []}
        while stack and stack[-1]["level"] >= level:
            stack.pop()
        (stack[-1]["children"] if stack else top).append(token)
        stack.append(token)
    return top
