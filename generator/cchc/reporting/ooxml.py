"""Elements of WordprocessingML (ISO/IEC 29500): paragraphs, runs, tables. Lengths in mm become twips."""

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from cchc.reporting.layout import Align, Style

_TWIPS = 1440 / 25.4
_YEAR = re.compile(r"năm (?=\d{4}\b)")
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def element(tag: str, attributes: dict[str, Any], *children: Any) -> Any:
    """An element with its children; attributes without a prefix are of its own namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name if ":" in name else f"w:{name}"), str(value))
    made.extend(children)
    return made


def text(value: str) -> Any:
    """Text whose blanks count."""
    made = OxmlElement("w:t")
    made.text = value
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def run(value: str) -> Any:
    """A run of text; a year never begins a line of its own."""
    return element("w:r", {}, text(_YEAR.sub("năm\u00a0", value)))


def paragraph_properties(style: Style) -> Any:
    """How a paragraph of a style stands."""
    align = {Align.LEFT: "left", Align.CENTER: "center", Align.JUSTIFY: "both"}[style.align]
    spacing = {"before": style.before * 20, "after": style.after * 20, "line": round(float(style.line) * 240)}
    parts = [element("w:keepNext", {})] if style.keep else []
    parts.append(element("w:spacing", {**spacing, "lineRule": "auto"}))
    parts += [element("w:ind", {"firstLine": twips(float(style.indent))})] if style.indent else []
    parts.append(element("w:jc", {"val": align}))
    parts += [element("w:outlineLvl", {"val": style.heading - 1})] if style.heading else []
    return element("w:pPr", {}, *parts)


def grid(widths: tuple[int, ...], rows: list[Any], borders: bool) -> Any:
    """A table of rows, its columns as wide as told, in mm."""
    line = {"val": "single", "sz": 4, "space": 0, "color": "000000"} if borders else {"val": "nil"}
    properties = element(
        "w:tblPr",
        {},
        element("w:tblW", {"w": sum(map(twips, widths)), "type": "dxa"}),
        element("w:tblBorders", {}, *(element(f"w:{side}", line) for side in _SIDES)),
        element("w:tblLayout", {"type": "fixed"}),
    )
    columns = element("w:tblGrid", {}, *(element("w:gridCol", {"w": twips(width)}) for width in widths))
    return element("w:tbl", {}, properties, columns, *rows)


def replace(parent: Any, tag: str, made: Any) -> None:
    """Put an element in place of those of its kind."""
    for old in parent.findall(qn(tag)):
        parent.remove(old)
    parent.append(made)


def twips(millimetres: float) -> int:
    """Twentieths of a point, in which Word measures."""
    return round(millimetres * _TWIPS)
