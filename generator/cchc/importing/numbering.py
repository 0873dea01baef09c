"""What Word itself writes before a numbered paragraph: "3.", "a)", "Điều 5.". It stands in no file, it is counted.

ECMA-376 part 1, 17.9: a paragraph or its style names a list (`num`) and a level of it; lists share what they look like
(`abstractNum`) and go on counting after one another, unless one begins anew (`startOverride`).
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_FIGURES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_MOST = 780  # written in letters; Word goes no further with these, and a broken file may say any number
_NONE = ET.Element("none")


@dataclass(frozen=True)
class _Level:
    """One level of a list: how its numbers look, where they begin, and after which levels they begin anew."""

    start: int
    form: str
    text: str
    plain: bool
    restart: int
    style: str


class Numbering:
    """Counts the numbered paragraphs of a document, which must be asked for in their order."""

    def __init__(self, lists: ET.Element, styles: ET.Element) -> None:
        """`lists` is the root of numbering.xml, `styles` that of styles.xml."""
        self._styles = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
        paragraphs = (key for key, style in self._styles.items() if style.get(f"{W}type") == "paragraph")
        self._default = next((key for key in paragraphs if self._styles[key].get(f"{W}default") in ("1", "true")), "")
        self._lists = {one.get(f"{W}numId", ""): one for one in lists.iter(f"{W}num")}
        self._looks = {one.get(f"{W}abstractNumId", ""): one for one in lists.iter(f"{W}abstractNum")}
        self._counts: dict[str, dict[int, int]] = {}  # look: level: the last number
        self._begun: set[tuple[str, int]] = set()  # lists whose own first number was taken, by level

    def label(self, paragraph: ET.Element) -> str:
        """What stands before a paragraph; "" for a bullet and for none."""
        found = self._place(paragraph)
        if not found:
            return ""
        name, at = found
        look = self._look(name)
        levels = self._levels(look)
        if at not in levels or levels[at].form == "bullet":
            return ""
        counts = self._counts.setdefault(look, {})
        begins = self._own_start(name, at)
        counts[at] = counts.get(at, levels[at].start - 1) + 1 if begins is None else begins
        for lower in [level for level in counts if level > at and at < levels[level].restart]:
            del counts[lower]
        return _written(levels, at, counts)

    def _place(self, paragraph: ET.Element) -> tuple[str, int] | None:
        """The list and the level of a paragraph: its own, or those of its style."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle")) or self._default
        name = _value(_child(own, "numId"))
        level = _value(_child(own, "ilvl"))
        if not name:
            name, at = self._of_style(style)
            level = level or at
        return (name, int(level or "0")) if name in self._lists else None

    def _of_style(self, style: str) -> tuple[str, str]:
        """The list of a style or of one that it rests on, and the level."""
        for name in self._line(style):
            given = self._styles[name].find(f"{W}pPr/{W}numPr")
            if found := _value(_child(given, "numId")):
                levels = self._levels(self._look(found)) if found in self._lists else {}
                at = next((str(level) for level, one in levels.items() if one.style == name), "")
                return found, at or _value(_child(given, "ilvl"))
        return "", ""

    def _line(self, style: str) -> Iterator[str]:
        """A style and those that it rests on."""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            yield style
            seen.add(style)
            style = _value(self._styles[style].find(f"{W}basedOn"))

    def _look(self, name: str) -> str:
        """What a list looks like, which may be told by a style for lists."""
        look = _value(self._lists[name].find(f"{W}abstractNumId"))
        style = _value(self._looks.get(look, _NONE).find(f"{W}numStyleLink"))
        other = _value(self._styles.get(style, _NONE).find(f"{W}pPr/{W}numPr/{W}numId"))
        return _value(self._lists.get(other, _NONE).find(f"{W}abstractNumId")) or look

    def _levels(self, look: str) -> dict[int, _Level]:
        levels = self._looks.get(look, _NONE).findall(f"{W}lvl")
        return {int(one.get(f"{W}ilvl", "0")): _level(one, int(one.get(f"{W}ilvl", "0"))) for one in levels}

    def _own_start(self, name: str, at: int) -> int | None:
        """The number with which a list begins anew, the first time that it is met."""
        if (name, at) in self._begun:
            return None
        self._begun.add((name, at))
        changes = self._lists[name].findall(f"{W}lvlOverride")
        of_level = next((one for one in changes if one.get(f"{W}ilvl") == str(at)), _NONE)
        told = _value(of_level.find(f"{W}startOverride"))
        return int(told) if told else None


def _level(element: ET.Element, at: int) -> _Level:
    told = _value(element.find(f"{W}lvlRestart"))
    return _Level(
        start=int(_value(element.find(f"{W}start")) or "0"),
        form=_value(element.find(f"{W}numFmt")),
        text=_value(element.find(f"{W}lvlText")),
        plain=element.find(f"{W}isLgl") is not None,
        restart=int(told or str(at)),
        style=_value(element.find(f"{W}pStyle")),
    )


def _written(levels: dict[int, _Level], at: int, counts: dict[int, int]) -> str:
    """The label of a level: "%1.%2." with the numbers of the levels."""
    text = levels[at].text
    for level in range(9):
        if f"%{level + 1}" in text:
            of = levels.get(level, levels[at])
            form = "decimal" if levels[at].plain else of.form
            text = text.replace(f"%{level + 1}", _number(counts.get(level, of.start), form))
    return text.strip()


def _number(number: int, form: str) -> str:
    """A number as a list writes it; lists know more forms, which here are plain figures."""
    if form == "none":
        return ""
    if form in ("upperLetter", "lowerLetter") and 0 < number <= _MOST:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("upperRoman", "lowerRoman") and 0 < number <= _MOST:
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    told = ""
    for value, letters in _ROMAN:
        told += letters * (number // value)
        number %= value
    return told + _ROMAN_FIGURES[number]


def _child(element: ET.Element | None, name: str) -> ET.Element | None:
    return None if element is None else element.find(f"{W}{name}")


def _value(element: ET.Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")
