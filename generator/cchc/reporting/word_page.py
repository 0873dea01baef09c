"""How a Word file looks: styles and type, the sheet of each section with its margins and page number."""

from typing import Any

from docx.document import Document as WordFile

from cchc.reporting import ooxml
from cchc.reporting.layout import Layout, Style


def set_styles(file: WordFile, layout: Layout) -> None:
    """A style of the file for each style of the layout, so that clerks can use them too."""
    for name, style in layout.styles.items():
        file.styles.element.append(_style(name, style, layout))
    normal = file.styles["Normal"].element
    spacing = ooxml.element("w:spacing", {"after": 0, "line": 240})
    ooxml.replace(normal, "w:pPr", ooxml.element("w:pPr", {}, spacing))
    ooxml.replace(normal, "w:rPr", _type(layout, 12, language=layout.language))


def section(file: WordFile, layout: Layout, landscape: bool) -> Any:
    """The properties of a section: its sheet, upright or lying, with margins and page number."""
    page = layout.page
    width, height = (page.height, page.width) if landscape else (page.width, page.height)
    size = {"w": ooxml.twips(width), "h": ooxml.twips(height)} | ({"orient": "landscape"} if landscape else {})
    sides = {side: ooxml.twips(getattr(page, side)) for side in ("top", "bottom", "left", "right")}
    margins = {**sides, "header": ooxml.twips(10), "footer": ooxml.twips(10), "gutter": 0}
    return ooxml.element(
        "w:sectPr",
        {},
        ooxml.element("w:headerReference", {"type": "default", "r:id": _header(file, layout)}),
        ooxml.element("w:pgSz", size),
        ooxml.element("w:pgMar", margins),
        ooxml.element("w:pgNumType", {"start": 1}),
        ooxml.element("w:titlePg", {}),
    )


def _style(name: str, style: Style, layout: Layout) -> Any:
    element = ooxml.element("w:style", {"type": "paragraph", "customStyle": "1", "styleId": f"cchc-{name}"})
    element.append(ooxml.element("w:name", {"val": f"cchc {name}"}))
    element.append(ooxml.element("w:basedOn", {"val": "Normal"}))
    element.append(ooxml.element("w:qFormat", {}))
    element.append(ooxml.paragraph_properties(style))
    element.append(_type(layout, style.size, style.bold, style.italic))
    return element


def _type(layout: Layout, size: int, bold: bool = False, italic: bool = False, language: str = "") -> Any:
    fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), layout.font)
    parts = [ooxml.element("w:rFonts", fonts)]
    parts += [ooxml.element(tag, {}) for tag, wanted in (("w:b", bold), ("w:i", italic)) if wanted]
    parts += [ooxml.element("w:color", {"val": "000000"}), ooxml.element("w:sz", {"val": size * 2})]
    parts.append(ooxml.element("w:szCs", {"val": size * 2}))
    parts += [ooxml.element("w:lang", {"val": language, "eastAsia": language})] if language else []
    return ooxml.element("w:rPr", {}, *parts)


def _header(file: WordFile, layout: Layout) -> str:
    """The page number in the middle of the top margin; a section's first page has none (titlePg)."""
    package: Any = file.part
    part, relation = package.add_header_part()
    for old in list(part.element):
        part.element.remove(old)
    field = ooxml.element("w:fldSimple", {"instr": "PAGE"}, ooxml.element("w:r", {}, ooxml.text("2")))
    centred = ooxml.element("w:pPr", {}, ooxml.element("w:jc", {"val": "center"}))
    run = field[0]
    run.insert(0, _type(layout, layout.page_number))
    part.element.append(ooxml.element("w:p", {}, centred, field))
    return str(relation)
