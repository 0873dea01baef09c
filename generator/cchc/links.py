"""Links and images in Markdown: where each stands, what it says, where its address is written."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pyromark

from cchc.glance import glance

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_GFM
)
# What follows the text of an inline link: perhaps a new line, the address as written, then perhaps a title. A new line
# may begin with the marks of a quotation.
_GAP = r"\s*(?:\n[\s>]*)?"
_DESTINATION = re.compile(
    r"[\s>\\]*\]\(" + _GAP + r"(<(?:\\.|[^<>\\])*>|[^\s<]\S*?|)(?:(?=\s)" + _GAP + r"[\"'(].*[\"')])?" + _GAP + r"\)",
    re.DOTALL,
)
# Inline links whose text and address are plain, in a text without anything that could change the meaning of a
# bracket (code, escapes, entities, HTML, definitions, footnotes): found without the parser, ten times faster.
_PLAIN_LINK = re.compile(r"\[([^\[\]\n`\\&<>*_~]+)\]\(([^\s()\[\]<>\\&`*_~\"']+)\)")
_NOT_PLAIN = r"[`\\&<~\t]|\]:|\[\^|(?:^|\n)    "


class Found(NamedTuple):
    """A link, where it starts, and where its address is written if it is an inline one."""

    address: str
    image: bool
    text: str
    inline: bool
    start: int
    span: tuple[int, int] | None


@lru_cache(maxsize=256)  # rules, pages, feeds each ask for the texts of a hundred articles, one after the other
def found(markdown: str) -> tuple[Found, ...]:
    """Every link and image of a text, in order."""
    if "](" not in markdown and "]:" not in markdown and "<" not in markdown:
        return ()
    plain = () if glance(_NOT_PLAIN)(markdown) else _found_plainly(markdown)
    if plain and len(plain) == markdown.count("]("):
        return plain
    offsets = Offsets(markdown)
    links: list[Found] = []
    opened: list[_Open] = []
    words: list[str] = []  # those in links
    for event, span in pyromark.events_with_range(markdown, options=OPTIONS):
        if not isinstance(event, dict):
            continue
        if event.get("End") in ("Link", "Image"):
            links.append(opened.pop().closed(markdown, offsets.of(span["end"]), words))
        tag = _started(event)
        if tag is not None:
            start = offsets.of(span["start"])
            opened.append(_Open(tag[1], tag[0] == "Image", start, start + 1 + (tag[0] == "Image"), len(words)))
        elif opened:
            opened[-1].text_end = max(opened[-1].text_end, offsets.of(span["end"]))
            words.append(str(event.get("Text") or event.get("Code") or ""))
    return tuple(links)


def _found_plainly(markdown: str) -> tuple[Found, ...]:
    """Links of a text in which brackets mean nothing else: the parser would say the same."""
    found = []
    for match in _PLAIN_LINK.finditer(markdown):
        image = markdown.endswith("!", 0, match.start())
        found.append(Found(match[2], image, match[1], True, match.start() - image, match.span(2)))
    return tuple(found)


class Offsets:
    """Offsets in characters for those in bytes of UTF-8 that the parser gives, asked for from left to right."""

    def __init__(self, text: str) -> None:
        self._encoded = text.encode()
        self._bytes = self._characters = 0

    def of(self, offset: int) -> int:
        """Characters before so many bytes."""
        if offset < self._bytes:
            self._bytes = self._characters = 0
        self._characters += len(self._encoded[self._bytes : offset].decode())
        self._bytes = offset
        return self._characters


@dataclass
class _Open:
    details: dict[str, Any]
    image: bool
    start: int
    text_end: int
    words_before: int

    def closed(self, markdown: str, end: int, words: list[str]) -> Found:
        kind = self.details["link_type"]
        address = "mailto:" * (kind == "Email") + str(self.details["dest_url"])
        written = _DESTINATION.fullmatch(markdown, self.text_end, end) if kind == "Inline" else None
        span = written.span(1) if written else None
        text = "".join(words[self.words_before :])
        return Found(address, self.image, text, kind == "Inline", self.start, span)


def _started(event: Any) -> tuple[str, dict[str, Any]] | None:
    start = event.get("Start")
    if isinstance(start, dict):
        for kind in ("Link", "Image"):
            if kind in start:
                return kind, start[kind]
    return None
