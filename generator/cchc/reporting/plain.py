"""A draft report as Markdown, and as a page to print."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cchc.pages.templating import Templates
from cchc.reporting.draft import AREAS, Appendix, Block, Draft
from cchc.reporting.layout import Layout, Rule, Style

_HEADINGS = {"part": "## ", "section": "### ", "point": "#### ", "appendix": "## "}
_MEANT = re.compile(r"([\\`*_<>|~])|^(\d+)([.)])|^([#+-])")


def markdown(draft: Draft, layout: Layout) -> str:
    """The report as plain Markdown."""
    agency, state = (_lines(blocks) for blocks in (draft.agency, draft.state))
    parts = ["  \n".join(agency), "  \n".join(state), f"# {_joined(draft.title)}"]
    parts += _paragraphs(draft.body, layout)
    parts += ["  \n".join(_lines(draft.signature)), *_paragraphs(draft.recipients, layout)]
    for appendix in draft.appendices:
        parts += [*_paragraphs(appendix.heading, layout), _table(appendix), *_paragraphs(appendix.closing, layout)]
    return "\n\n".join(part for part in parts if part) + "\n"


def page(draft: Draft, layout: Layout, templates: Templates) -> str:
    """The report as one HTML document without anything beside it, ready to print."""
    css = "\n".join(f".{name} {{ {_css(style)} }}" for name, style in layout.styles.items())
    areas = {name: getattr(draft, name) for name in AREAS}
    values: dict[str, Any] = {"draft": draft, "layout": layout, "css": css, "areas": areas}
    return str(templates.render_html("components/report", values)) + "\n"


def _css(style: Style) -> str:
    """A style of the layout in CSS."""
    said = {
        "font-size": f"{style.size}pt",
        "font-weight": "bold" if style.bold else "normal",
        "font-style": "italic" if style.italic else "normal",
        "text-align": style.align.value,
        "text-indent": f"{style.indent}mm",
        "margin": f"{style.before}pt 0 {style.after}pt",
        "line-height": f"{float(style.line) * 1.15:.3f}",
        "break-after": "avoid" if style.keep else "auto",
    }
    rule = " padding-bottom: 2pt;" if style.rule is not Rule.NONE else ""
    return " ".join(f"{name}: {value};" for name, value in said.items()) + rule


def _paragraphs(blocks: Iterable[Block], layout: Layout) -> Iterator[str]:
    for block in blocks:
        dash = "- " if layout.styles[block.style].dash else _HEADINGS.get(block.style, "")
        texts = [dash + _escape(text) for text in block.paragraphs if text]
        if texts:
            yield ("\n" if dash == "- " else "\n\n").join(texts)


def _lines(blocks: Iterable[Block]) -> list[str]:
    return [f"**{_escape(text)}**" for block in blocks for text in block.paragraphs if text]


def _joined(blocks: Iterable[Block]) -> str:
    return _escape(" – ".join(text for block in blocks for text in block.paragraphs))


def _table(appendix: Appendix) -> str:
    """The table with one line for each row; paragraphs of a cell are lines in it."""
    lines = [f"| {' | '.join(appendix.table.columns)} |", "|" + " --- |" * len(appendix.table.columns)]
    for row in appendix.table.rows:
        cells = ("<br>".join(_escape(t) for b in cell for t in b.paragraphs if t) for cell in row.cells)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _escape(text: str) -> str:
    """Text as Markdown shows it, with as few backslashes as people can read over."""
    return _MEANT.sub(lambda found: f"{found[2]}\\{found[3]}" if found[2] else f"\\{found[0]}", text)
