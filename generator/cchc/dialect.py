"""The Markdown that clerks write: CommonMark with tables, footnotes, heading ids and alerts.

The only module that knows the Markdown library. Raw HTML is no part of the dialect for people: `faults`
reports it, so that nothing typed into a data file or a news item can become markup.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pyromark

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_GFM
)
_RENDERER = pyromark.Markdown(options=_OPTIONS)
_SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:")
# One character of data text that Markdown or HTML could take for markup, as a numeric entity. Entities are
# plain text in CommonMark, in Python-Markdown and in HTML alike, so one escaping serves all three.
_ESCAPES = {char: f"&#{ord(char)};" for char in "\\`*_{}[]<>&|~\"'$^@#"}
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|~\"'$^@#]")
_SPACE = re.compile(r"\s+")
_AT_START = re.compile(r"^( ?\d*(?=[.)](?:\s|$))| ?)([+\-=:!.)])")
# What follows the text of an inline link: the address as written, then perhaps a title. A new line may begin
# with the marks of a quotation.
_GAP = rb"\s*(?:\n[\s>]*)?"
_DESTINATION = re.compile(
    rb"\]\(" + _GAP + rb"(<(?:\\.|[^<>\\])*>|[^\s<]\S*?|)(?:(?=\s)" + _GAP + rb"[\"'(].*[\"')])?" + _GAP + rb"\)",
    re.DOTALL,
)
# Inline links whose text and address are plain, in a text without anything that could change the meaning of a
# bracket (code, escapes, entities, HTML, definitions, footnotes): found without the parser, ten times faster.
_PLAIN_LINK = re.compile(r"(!?)\[([^\[\]\n`\\&<>*_~]+)\]\(([^\s()\[\]<>\\&`*_~\"']+)\)")
_NOT_PLAIN = ("`", "\\", "&", "<", "~", "\t", "]:", "[^", "\n    ")
_NOT_BARE = re.compile(r"[\s()<>\\]")


class Fault(NamedTuple):
    """Something in a Markdown text that the dialect does not allow, at a line (1 = first) and column."""

    line: int
    column: int
    rule: str
    subject: str


class Link(NamedTuple):
    """An address that a Markdown text points to; `inline` as in `[text](address)`."""

    line: int
    column: int
    address: str
    image: bool
    text: str
    inline: bool


def escape(value: str) -> str:
    """Make a value plain text in any Markdown or HTML place; line ends become spaces."""
    value = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], _SPACE.sub(" ", value))
    return _AT_START.sub(_escape_start, value)


def to_html(markdown: str) -> str:
    """Render the dialect to HTML. Raw HTML passes through: only templates may contain it."""
    return _RENDERER.html(markdown)


def links(markdown: str) -> Iterator[Link]:
    """Every link and image of a text with its position."""
    found = _found(markdown)
    encoded = markdown.encode() if found else b""
    for link in found:
        yield Link(*_position(encoded, link.start), link.address, link.image, link.text, link.inline)


def faults(markdown: str) -> Iterator[Fault]:
    """What the dialect refuses: raw HTML, and addresses with a scheme other than http, mailto and tel."""
    encoded = markdown.encode()
    if "<" in markdown:
        for event, span in pyromark.events_with_range(markdown, options=_OPTIONS):
            html = event.get("InlineHtml") or event.get("Html") if isinstance(event, dict) else None
            if isinstance(html, str) and html.strip():
                yield Fault(*_position(encoded, span["start"]), "raw-html", html.strip().splitlines()[0][:60])
    for link in links(markdown):
        if ":" in link.address.split("/")[0] and not link.address.lower().startswith(_SAFE_SCHEMES):
            yield Fault(link.line, link.column, "unsafe-link", link.address[:60])
        elif not link.inline and not link.address.lower().startswith(_SAFE_SCHEMES):
            yield Fault(link.line, link.column, "reference-link", link.address[:60])
        elif link.image and not link.text.strip():
            yield Fault(link.line, link.column, "image-alt", link.address)


def readdress(markdown: str, change: Callable[[str], str]) -> str:
    """Replace the address of every inline link and image by `change(address)`."""
    if "](" not in markdown:
        return markdown
    encoded = markdown.encode()
    found: list[tuple[int, int, bytes]] = []
    for link in _found(markdown):
        written = _DESTINATION.fullmatch(encoded, link.text_end, link.end) if link.inline else None
        if written is not None and (new := change(link.address)) != link.address:
            found.append((*written.span(1), _written(new).encode()))
    for start, end, after in sorted(found, reverse=True):  # from the end: earlier offsets stay right
        encoded = encoded[:start] + after + encoded[end:]
    return encoded.decode()


def plain_text(markdown: str) -> str:
    """The words of a text without markup, for summaries and search."""
    words: list[str] = []
    for event in pyromark.events(markdown, options=_OPTIONS):
        if isinstance(event, dict) and ("Text" in event or "Code" in event):
            words.append(str(event.get("Text") or event.get("Code")))
        elif event in ("SoftBreak", "HardBreak") or (isinstance(event, dict) and "End" in event):
            words.append(" ")
    return " ".join("".join(words).split())


class _Found(NamedTuple):
    """A link with the bytes where it starts, where its text ends, and where it ends."""

    address: str
    image: bool
    text: str
    inline: bool
    start: int
    text_end: int
    end: int


@lru_cache(maxsize=4)  # the rules and the page of an article ask for the same text one after the other
def _found(markdown: str) -> tuple[_Found, ...]:
    if "](" not in markdown and "]:" not in markdown and "<" not in markdown:
        return ()
    plain = () if any(mark in markdown for mark in _NOT_PLAIN) else _found_plainly(markdown)
    if plain and len(plain) == markdown.count("]("):
        return plain
    found: list[_Found] = []
    opened: list[_Open] = []
    for event, span in pyromark.events_with_range(markdown, options=_OPTIONS):
        if not isinstance(event, dict):
            continue
        if event.get("End") in ("Link", "Image"):
            found.append(opened.pop().closed(span["end"]))
        tag = _started(event)
        if tag is not None:
            opened.append(_Open(tag[1], tag[0] == "Image", span["start"], span["start"] + 1 + (tag[0] == "Image")))
        elif opened:
            opened[-1].text_end = max(opened[-1].text_end, span["end"])
            if words := event.get("Text") or event.get("Code"):
                for link in opened:
                    link.text += str(words)
    return tuple(found)


def _found_plainly(markdown: str) -> tuple[_Found, ...]:
    """Links of a text in which brackets mean nothing else: the parser would say the same."""
    found = []
    offset = done = 0
    for match in _PLAIN_LINK.finditer(markdown):
        offset += len(markdown[done : match.start()].encode())
        done = match.start()
        mark, text, address = match.groups()
        text_end = offset + len(mark) + 1 + len(text.encode())
        end = offset + len(match[0].encode())
        found.append(_Found(address, bool(mark), text, True, offset, text_end, end))
    return tuple(found)


@dataclass
class _Open:
    details: dict[str, Any]
    image: bool
    start: int
    text_end: int
    text: str = ""

    def closed(self, end: int) -> _Found:
        kind = self.details["link_type"]
        address = "mailto:" * (kind == "Email") + str(self.details["dest_url"])
        return _Found(address, self.image, self.text, kind == "Inline", self.start, self.text_end, end)


def _written(address: str) -> str:
    """An address as Markdown must write it to mean exactly this."""
    address = address.replace("\\", "\\\\").replace("&", "&amp;").replace("|", "&#124;")
    return f"<{address.replace('<', '&lt;').replace('>', '&gt;')}>" if _NOT_BARE.search(address) else address


def _escape_start(match: re.Match[str]) -> str:
    return f"{match[1]}&#{ord(match[2])};"


def _started(event: Any) -> tuple[str, dict[str, Any]] | None:
    start = event.get("Start") if isinstance(event, dict) else None
    if isinstance(start, dict):
        for kind in ("Link", "Image"):
            if kind in start:
                return kind, start[kind]
    return None


def _position(encoded: bytes, offset: int) -> tuple[int, int]:
    before = encoded[:offset]
    return before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode()) + 1
