"""The Markdown that clerks write: CommonMark with tables, footnotes, heading ids and alerts.

The only module that knows the Markdown library. Raw HTML is no part of the dialect for people: `faults`
reports it, so that nothing typed into a data file or a news item can become markup.
"""

import re
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyromark

from cchc.disguise import is_disguised, is_local
from cchc.glance import glance
from cchc.links import OPTIONS, Offsets, found
from cchc.problems import place
from cchc.text import CONTROL

_RENDERER = pyromark.Markdown(options=OPTIONS)
_SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:")
# One character of data text that Markdown or HTML could take for markup, as a numeric entity. Entities are
# plain text in CommonMark, in Python-Markdown and in HTML alike, so one escaping serves all three.
_ESCAPES = {char: f"&#{ord(char)};" for char in "\\`*_{}[]<>&|~\"'$^@#"}
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|~\"'$^@#]")
_SPACE = re.compile(r"\s+")
# Attributes in braces, which Markdown libraries write into HTML as they are. A name for a heading is welcome.
_ATTRIBUTES = re.compile(r"\{([ \t]*:?[^{}\n]*)\}")
_TAG = re.compile(r"<(?!(?:https?://|mailto:)[^\s<>\"'`]*>)[A-Za-z/!?]")
_CHARACTER = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")  # by its number
_HARMLESS = re.compile(r"\s*#[a-z0-9]+(-[a-z0-9]+)*\s*")
_AT_START = re.compile(r"^( ?\d*(?=[.)](?:\s|$))| ?)([+\-=:!.)])")
_UNHEARD = {"Image", "FootnoteDefinition"}
_INLINE = {"Emphasis", "Strong", "Strikethrough", "Link"}
_NOT_BARE = re.compile(r"[\s()<>\\]")
# What was meant as markup and is shown as it was typed. Word and PDF have bullets of their own, and letters for items;
# such lines run together where one follows another, or the colon that announces them. So do lines that each begin with
# what they tell of (“Thời gian: 8 giờ”), and cells of Excel, which come with tabs between. (NUL stands for markup.)
_BULLET = r"(?:(?:[–—•·▪●○◦►➢✓✔❖]|[a-zđ]\)|\d{1,2}/)[ \t]|[-*+][^\W\d_])"
_LABELLED = r" *\0*[A-ZÀ-ỸĐ][^\n:.;,!?\0]{1,40}(?::\0*|\0+:) .*"
_AS_TYPED = {
    "heading": re.compile(r"^ {0,3}#{2,6}[^\s#].*", re.MULTILINE),
    "table": re.compile(r"^ {0,3}(?:\|.*\| *(?:\n|\Z))+", re.MULTILINE),
    "emphasis": re.compile(r"\*\*"),
    "link": re.compile(
        r"!?\[[^\[\]\n]*\] ?\((?:(?:https?:|www\.|mailto:|/)[^\n)]*|[^\n()]*\.[A-Za-z]\w{2,3})\)"
        r"|\([^()\n]*\)\[(?:https?:|www\.|/)[^\]\n]*\]"
        r"|\[[^\[\]\n]*\](?:\((?:https?:|/)[^()\n]*$|（[^（）\n]*）)",
        re.MULTILINE,
    ),
    "bare": re.compile(r"(?<![\0\w(\[/])https?://[^\s\0]+[^\s\0.,;:)]"),
    "footnote": re.compile(r"\[\^[^\]\s]{1,20}\]"),
    "bullets": re.compile(rf"(?:^ *{_BULLET}.*|:) *\n *(?P<here>{_BULLET}.*(?:\n *{_BULLET}.*)*)", re.MULTILINE),
    "labels": re.compile(rf"^(?P<here>{_LABELLED}[^\n\0]\n{_LABELLED})", re.MULTILINE),
    "tabs": re.compile(r"^\S[^\n\t]*\t(?=.*\S).*\n(?:\S[^\n\t]*\t(?=.*\S).*(?:\n|\Z))+", re.MULTILINE),
    "symbol": re.compile(r"[\uf000-\uf0ff].*(?:\n\s*[\uf000-\uf0ff].*)*"),
}
_PERHAPS_AS_TYPED = (  # for a glance
    rf"(?:^|\n)[> ]*(?:    |#{{2,6}}[^ #\n]|{_BULLET})|[:.,;!?)”]\*\*\w|(?:^|\s)\*\*\s"
    r"|\]（|\]\([^)\n]*(?:\n|$)"
    r"|\] \(|\)\[|\]\([^)\n]* |\]\(\)|\[\]|\[\^|[\x{f000}-\x{f0ff}]|(?:^|[ \n])https?://|\t|\n {0,3}(?:--|==)"
    r"|\n *[*]{0,2}\p{Lu}[^\n:.;,!?]+: .*\n *[*]{0,2}\p{Lu}[^\n:.;,!?]+: "
)
_ROWS = re.compile(r"^[> ]*\|.*(?:\n[> ]*\|.*)*", re.MULTILINE)
_DIVIDER = re.compile(r"[> ]*(?:\| *:?-+:? *)+\|? *")


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
    if value[:1].isalpha() and "  " not in value and value.isprintable() and not _SPECIAL.search(value):
        return value
    value = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], _SPACE.sub(" ", value))
    return _AT_START.sub(_escape_start, value)


def to_html(markdown: str) -> str:
    """Render the dialect to HTML. Raw HTML passes through: only templates may contain it."""
    return _RENDERER.html(markdown)


def links(markdown: str) -> Iterator[Link]:
    """Every link and image of a text with its position."""
    for link in found(markdown):
        yield Link(*place(markdown, link.start), link.address, link.image, link.text, link.inline)


def addresses(markdown: str) -> set[str]:
    """What the links and images of a text point to."""
    return {link.address for link in found(markdown)}


def faults(markdown: str) -> Iterator[Fault]:
    """What the dialect refuses: raw HTML, characters nobody sees, addresses that are not http, mailto or tel."""
    yield from _raw_html(markdown)
    yield from _attributes(markdown)
    yield from _controls(markdown)
    for link in found(markdown):
        safe = link.address.lower().startswith(_SAFE_SCHEMES)
        if is_local(link.address):
            yield Fault(*place(markdown, link.start), "home-link", link.address[:60])
        elif link.image and (safe or link.address.startswith("//")):
            yield Fault(*place(markdown, link.start), "outside-picture", link.address[:60])
        elif " " in link.address and ":" not in link.address:
            yield Fault(*place(markdown, link.start), "blank-in-address", link.address[:60])
        elif is_disguised(link.address) or (":" in link.address.split("/")[0] and not safe):
            yield Fault(*place(markdown, link.start), "unsafe-link", link.address[:60])
        elif not link.inline and not safe:
            yield Fault(*place(markdown, link.start), "reference-link", link.address[:60])
        elif link.image and not link.text.strip():
            yield Fault(*place(markdown, link.start), "image-alt", link.address)


def tags(markdown: str) -> Iterator[Fault]:
    """Whatever any Markdown library may take for HTML, in code too: for pages that another library renders."""
    for match in _TAG.finditer(markdown) if "<" in markdown else ():
        yield Fault(*place(markdown, match.start()), "raw-html", _line(markdown, match.start()))


def slips(markdown: str) -> Iterator[Fault]:
    """What does not become what it was meant to be: the rule is the kind of slip, in `_AS_TYPED`, or `indented`."""
    if not (glance(_PERHAPS_AS_TYPED)(markdown) or markdown.count("**") % 2 or _perhaps_rows(markdown)):
        return
    shown, code, underlined = _as_typed(markdown)
    yield from (Fault(place(markdown, start)[0], 1, "indented", "") for start in code)
    yield from (Fault(*place(markdown, start), "underlined", _line(markdown, start)) for start in underlined)
    for rule, pattern in _AS_TYPED.items():
        for match in pattern.finditer(shown):
            start = match.start("here") if "here" in pattern.groupindex else match.start()
            yield Fault(*place(markdown, start), rule, _line(markdown, start, match.end()))
    for link in found(markdown):
        if link.inline and not link.image and not (link.text.strip() and link.address):
            yield Fault(*place(markdown, link.start), "link", f"[{link.text}]({link.address})")


def readdress(markdown: str, change: Callable[[str], str]) -> str:
    """Replace the address of every inline link and image by `change(address)`."""
    if "](" not in markdown:
        return markdown
    pieces, done = [], 0
    for (start, end), address in sorted((link.span, link.address) for link in found(markdown) if link.span):
        new = change(address)
        pieces += [markdown[done:start], markdown[start:end] if new == address else _written(new)]
        done = end
    return "".join(pieces) + markdown[done:]


def passages(markdown: str) -> list[str]:
    """The words of a text without markup, by paragraph, item or heading, as it is read aloud: no pictures, no
    footnotes."""
    found, unheard = [""], 0
    for event in pyromark.events(markdown, options=OPTIONS):
        kind, what = next(iter(event.items())) if isinstance(event, dict) else (event, None)
        name = next(iter(what)) if isinstance(what, dict) else what
        if kind in ("Start", "End") and name in _UNHEARD:
            unheard += 1 if kind == "Start" else -1
        elif kind in ("Start", "End") and name not in _INLINE:
            found.append("")
        elif kind in ("Text", "Code") and not unheard:
            found[-1] += str(what)
        elif kind in ("SoftBreak", "HardBreak"):
            found[-1] += " "
    return [" ".join(words.split()) for words in found if words.strip()]


def _perhaps_rows(markdown: str) -> bool:
    """Whether lines that look like rows of a table may be none: a quick look, for most tables are sound."""
    tables = (rows.split("\n", 2) for rows in _ROWS.findall(markdown)) if "|" in markdown else ()
    return not all(
        len(rows) > 1 and rows[0].count("|") == rows[1].count("|") and _DIVIDER.fullmatch(rows[1]) for rows in tables
    )


def _line(text: str, start: int = 0, end: int = sys.maxsize) -> str:
    """What is told of a place: as much of its first line as a message bears."""
    return text[start : min(end, start + 99)].splitlines()[0].strip()[:60]


def _as_typed(markdown: str) -> tuple[str, list[int], list[int]]:
    """A text of the same length in which only the letters that readers see as they were typed are left, where code by
    indentation begins, and where headings that a line of dashes below made so.
    """
    left, code, offsets = list(re.sub(r"\S", "\0", markdown)), "", Offsets(markdown)
    indented: list[int] = []
    underlined: list[int] = []
    for event, span in pyromark.events_with_range(markdown, options=OPTIONS):
        started = event.get("Start") if isinstance(event, dict) else None
        if isinstance(started, dict) and "CodeBlock" in started:
            code = str(started["CodeBlock"])
            indented += [offsets.of(span["start"])] * (code == "Indented")
        elif isinstance(started, dict) and "Heading" in started:
            start = offsets.of(span["start"])
            underlined += [start] * (markdown[start] != "#")
        elif isinstance(event, dict) and event.get("End") == "CodeBlock":
            code = ""
        elif isinstance(event, dict) and "Text" in event and not code:
            start, end = offsets.of(span["start"]), offsets.of(span["end"])
            left[start:end] = markdown[start:end]
    return "".join(left), indented, underlined


def _written(address: str) -> str:
    """An address as Markdown must write it to mean exactly this."""
    address = address.replace("\\", "\\\\").replace("&", "&amp;").replace("|", "&#124;")
    return f"<{address.replace('<', '&lt;').replace('>', '&gt;')}>" if _NOT_BARE.search(address) else address


def _escape_start(match: re.Match[str]) -> str:
    return f"{match[1]}&#{ord(match[2])};"


def _raw_html(markdown: str) -> Iterator[Fault]:
    if "<" not in markdown:
        return
    offsets = Offsets(markdown)
    for event, span in pyromark.events_with_range(markdown, options=OPTIONS):
        html = event.get("InlineHtml") or event.get("Html") if isinstance(event, dict) else None
        if isinstance(html, str) and html.strip():
            yield Fault(*place(markdown, offsets.of(span["start"])), "raw-html", _line(html.strip()))


def _attributes(markdown: str) -> Iterator[Fault]:
    for match in _ATTRIBUTES.finditer(markdown) if "{" in markdown else ():
        if _is_attribute(match[1]) and not _HARMLESS.fullmatch(match[1]):
            yield Fault(*place(markdown, match.start()), "attributes", match[0][:60])


def _controls(markdown: str) -> Iterator[Fault]:
    """Characters by their number that may not be written as such either."""
    for match in _CHARACTER.finditer(markdown) if "&#" in markdown else ():
        code = int(match[1], 16) if match[1] else int(match[2])
        if code <= sys.maxunicode and CONTROL.match(chr(code)):
            yield Fault(*place(markdown, match.start()), "control-character", match[0])


def _is_attribute(inside: str) -> bool:
    """Whether some Markdown library takes what is in braces for attributes: all but words of a sentence."""
    words = inside.split()
    return "=" in inside or inside.lstrip()[:1] in (":", ".", "#") or any(w.lower().startswith("on") for w in words)
