"""Plain HTML of a Word file as blocks of Markdown: headings, paragraphs, items, tables, pictures, notes."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from cchc.importing.package import LABEL, LABEL_END
from cchc.text import clean

_NOTE = re.compile(r"#?(?:foot|end)note-(\d+)")
_BACK = re.compile(r"#(?:foot|end)note-ref-")
_MARKUP = re.compile(r"[\\`*\[\]<|~#]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_START = re.compile(r"^(?:([>+=-])|(\d+)([.)]))(?=\s|$)")
#: Signs at both ends of what is bold: CommonMark begins and ends it only at a letter, wherever it stands.
_ENDS = re.compile(r"\A((?:\\.|[^\w*\\]|_)*)((?:\\.|[^\\])*?)((?:\\.|[^\w*\\]|_)*)\Z", re.DOTALL)
#: Numbers that Markdown counts too; what else Word counts ("a)", "Điều 5.") stands as words.
_COUNTED = re.compile(r"\d{1,9}[.)]")
_LABEL = re.compile(f"{LABEL}(.*?){LABEL_END}")
_WIDEST = 63  # columns: Word makes no table wider, a broken file may say so


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    PICTURE = "picture"
    NOTE = "note"


@dataclass(frozen=True)
class Block:
    """A part of the text. `lines` are its words without markup, of a table those of each cell's paragraphs. `level`: of
    a heading from 1, of an item its depth from 0, of a picture and a note its number. `label`: what stands before an
    item of a numbered list, "3.". `strong`: a paragraph that is bold from end to end.
    """

    kind: Kind
    markdown: str
    lines: tuple[str, ...]
    level: int = 0
    label: str = ""
    strong: bool = False


def escaped(text: str) -> str:
    """Words in which Markdown finds nothing to do."""
    return _MARKUP.sub(r"\\\g<0>", text)


def blocks_of(page: ET.Element) -> Iterator[Block]:
    """The blocks of an element; what has no place in an article (fonts, colours, indents) is left."""
    for child in page:
        if re.fullmatch("h[1-6]", child.tag):
            words = _plain(child)
            if words:
                yield Block(Kind.HEADING, escaped(words), (words,), int(child.tag[1]))
        elif child.tag in ("ul", "ol"):
            yield from _items(child, 0)
        elif child.tag == "table":
            yield from _table(child)
        else:
            yield from _paragraphs(child)


def _paragraphs(element: ET.Element) -> Iterator[Block]:
    """A paragraph, at each break another; its pictures stand after it."""
    strong = _strong(element)
    for line in _inline(element).split("\n"):
        markdown = _tidy(line)
        if any(map(str.isalnum, markdown)):  # the rest are lines that were drawn
            yield Block(Kind.PARAGRAPH, markdown, (_unmarked(markdown),), strong=strong)
    yield from _pictures(element)


def _pictures(element: ET.Element) -> Iterator[Block]:
    for image in element.iter("img"):
        yield Block(Kind.PICTURE, "", (), int(image.get("src", "0")))


def _items(listing: ET.Element, depth: int) -> Iterator[Block]:
    """The items of a list; what stands below one is deeper. Notes come as a list too."""
    for item in listing:
        if note := _NOTE.fullmatch(item.get("id", "")):
            words = _tidy(" ".join(map(_inline, item)).replace("\n", " "))
            yield Block(Kind.NOTE, words, (words,), int(note[1]))
            continue
        own = ET.Element("p")
        own.text = item.text
        own.extend(child for child in item if child.tag not in ("ul", "ol"))
        label = _label(own) if listing.tag == "ol" else ""
        if label or listing.tag == "ul":
            markdown = _tidy(_inline(own).replace("\n", " "))
            if markdown:
                yield Block(Kind.ITEM, markdown, (_unmarked(markdown),), depth, label)
            yield from _pictures(own)
        else:
            yield from _paragraphs(own)
        for child in item:
            if child.tag in ("ul", "ol"):
                yield from _items(child, depth + 1)


def _label(item: ET.Element) -> str:
    """The number of an item, which is taken off; "" of one that is no item here: it heads what follows, or has a number
    that Markdown does not count.
    """
    place = next((element for element in item.iter() if LABEL in (element.text or "")), None)
    if place is None:
        return "1."
    found = _LABEL.search(place.text or "")
    if not found or not _COUNTED.fullmatch(found[1]) or _strong(item):
        return ""
    place.text = _LABEL.sub("", place.text or "", count=1)
    return found[1]


def _strong(element: ET.Element) -> bool:
    words = _plain(element)
    return bool(words) and words == " ".join(filter(None, map(_plain, element.iter("strong"))))


def _table(table: ET.Element) -> Iterator[Block]:
    """A table; one of a single cell or column is there for its looks only. Its pictures stand after it."""
    rows = _grid(table)
    cells = [cell for cell in table.iter() if cell.tag in ("td", "th")]
    lines = tuple(line for cell in cells for line in map(_plain, cell) if line)
    if len(rows[0] if rows else ()) < 2:
        for cell in cells:
            yield from blocks_of(cell)
        return
    head, *rest = (f"| {' | '.join(row)} |" for row in rows)
    divider = f"|{' --- |' * len(rows[0])}"
    yield Block(Kind.TABLE, "\n".join((head, divider, *rest)), lines)
    yield from _pictures(table)


def _grid(table: ET.Element) -> list[list[str]]:
    """The cells of a table in Markdown, rows of one length; a cell over several rows is told in each."""
    rows: list[list[str]] = []
    over: dict[int, tuple[int, str]] = {}  # column: rows that a cell still covers, and what it says
    for line in table.iter("tr"):
        row: list[str] = []
        for cell in line:
            while len(row) in over:
                row.append(_covered(over, len(row)))
            words = _tidy(" ".join(map(_inline, cell)).replace("\n", " "))
            width, height = min(int(cell.get("colspan", "1")), _WIDEST), int(cell.get("rowspan", "1"))
            for place in range(len(row), len(row) + width):
                if height > 1:
                    over[place] = height - 1, words
            row += [words] + [""] * (width - 1)
        while len(row) in over:
            row.append(_covered(over, len(row)))
        rows.append(row)
    widest = max(map(len, rows), default=0)
    return [row + [""] * (widest - len(row)) for row in rows if any(row)]


def _covered(over: dict[int, tuple[int, str]], column: int) -> str:
    left, words = over.pop(column)
    if left > 1:
        over[column] = left - 1, words
    return words


def _inline(element: ET.Element) -> str:
    """The words of an element in Markdown; breaks are line ends."""
    parts = [_run(element.text)]
    for child in element:
        parts += [_marked(child), _run(child.tail)]
    text = "".join(parts)
    return f"{text}\n" if element.tag == "p" else text


def _run(text: str | None) -> str:
    """Words in the middle of a line, whose blanks at both ends count."""
    if not text:
        return ""
    text = _LABEL.sub(r"\1 ", text)
    bare = clean(text).replace("\n", " ")
    return f"{' ' * text[0].isspace()}{escaped(bare)}{' ' * text[-1].isspace()}" if bare else " "


def _marked(element: ET.Element) -> str:
    """An element within a line."""
    if element.tag == "br":
        return "\n"
    if element.tag == "img":
        return ""
    inner = _inline(element)
    target = element.get("href", "") if element.tag == "a" else ""
    if note := _NOTE.fullmatch(target):
        return f"[^{note[1]}]"
    if _BACK.match(target):
        return ""
    mark = {"strong": "**", "em": "*", "s": "~~"}.get(element.tag, "")
    if not inner.strip():
        return inner
    words = inner.strip()
    if target.startswith(("http://", "https://", "mailto:")):
        words = f"[{words}]({target.replace(' ', '%20').replace('(', '%28').replace(')', '%29')})"
    elif mark and "\n" not in words and "](" not in words:
        words = _ENDS.sub(lambda part: f"{part[1]}{mark}{part[2]}{mark}{part[3]}" if part[2] else part[0], words, 1)
    return f"{' ' * inner[:1].isspace()}{words}{' ' * inner[-1:].isspace()}"


def _tidy(line: str) -> str:
    return _START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", " ".join(line.split()))


def _plain(element: ET.Element) -> str:
    return " ".join(clean(_LABEL.sub(r"\1 ", " ".join(element.itertext()))).split())


def _unmarked(markdown: str) -> str:
    """The words of a line of Markdown that was made here."""
    bare = re.sub(r"\[([^\[\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)(?:\*+|~~)", "", bare))
