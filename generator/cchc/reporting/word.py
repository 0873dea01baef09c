"""A draft report as a Word file (.docx) in the layout of NĐ 30/2020: the writing half of what knows python-docx.

Every block stands in a bookmark of its own, gaps in content controls, and what the writer said is kept in the file
(`carried`): so what people fill in and change is found again, also after LibreOffice has saved the file (`returned`).
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from cchc.reporting import carried, ooxml
from cchc.reporting.draft import Appendix, Block, Draft, Figure, Gap, Link, Piece, Table
from cchc.reporting.layout import Layout, Rule, Style
from cchc.reporting.word_page import section, set_styles

BASE = PackURI("/customXml/item9.xml")  # the template of python-docx has an item1
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_CAPITAL, _SMALL = 0.6, 0.46  # widths of bold letters in their height: enough to tell how long a line is


def write(draft: Draft, layout: Layout) -> bytes:
    """The file; the same draft gives the same bytes."""
    file = Document()
    writer = _Writer(file, layout)
    _describe(file, draft, layout)
    set_styles(file, layout)
    writer.letterhead(draft)
    for block in (*draft.title, *draft.body):
        writer.block(file.element.body, block)
    writer.closing(draft)
    for number, appendix in enumerate(draft.appendices):
        writer.appendix(appendix, first=number == 0)
    ooxml.replace(file.element.body, "w:sectPr", section(file, layout, landscape=bool(draft.appendices)))
    base = Part(BASE, "application/xml", carried.written(draft).encode(), file.part.package)
    file.part.relate_to(base, RELATIONSHIP_TYPE.CUSTOM_XML)
    return _timeless(file)


def _describe(file: WordFile, draft: Draft, layout: Layout) -> None:
    """What the file tells of itself."""
    properties = file.core_properties
    properties.title, properties.author = f"Báo cáo {draft.subject}", draft.issuer
    properties.language, properties.comments = layout.language, ""


class _Writer:
    """Elements of one file, in order."""

    def __init__(self, file: WordFile, layout: Layout) -> None:
        self.file, self.layout, self.number = file, layout, 0

    def letterhead(self, draft: Draft) -> None:
        """Who issues it on the left, the name of the state on the right."""
        left = self.layout.agency_width
        self._side_by_side((draft.agency, draft.state), (left, self._width - left))

    def closing(self, draft: Draft) -> None:
        """Who gets it on the left, who signs on the right; kept on one page."""
        half = self._width // 2
        self.file.element.body.append(
            ooxml.element("w:p", {}, ooxml.element("w:pPr", {}, ooxml.element("w:keepNext", {})))
        )
        self._side_by_side((draft.recipients, draft.signature), (half, self._width - half))

    def appendix(self, appendix: Appendix, first: bool) -> None:
        """An appendix begins on a page of its own, on its own section."""
        body = self.file.element.body
        last = ooxml.element(
            "w:p", {}, ooxml.element("w:pPr", {}, section(self.file, self.layout, landscape=not first))
        )
        body.append(last)
        for block in appendix.heading:
            self.block(body, block)
        self._table(appendix.table)
        for block in appendix.closing:
            self.block(body, block)

    @property
    def _width(self) -> int:
        page = self.layout.page
        return page.width - page.left - page.right

    def _side_by_side(self, columns: tuple[tuple[Block, ...], ...], widths: tuple[int, ...]) -> None:
        cells = [self._cell(blocks, width) for blocks, width in zip(columns, widths, strict=True)]
        row = ooxml.element("w:tr", {}, ooxml.element("w:trPr", {}, ooxml.element("w:cantSplit", {})), *cells)
        self.file.element.body.append(ooxml.grid(widths, [row], borders=False))

    def _table(self, table: Table) -> None:
        page = self.layout.page
        room = page.height - page.left - page.right  # an appendix lies on its side
        widths = tuple(room * share // 100 for share in table.widths)
        head = [
            self._cell((Block("", "cell-head", (), (name,)),), w) for name, w in zip(table.columns, widths, strict=True)
        ]
        top = ooxml.element("w:trPr", {}, ooxml.element("w:cantSplit", {}), ooxml.element("w:tblHeader", {}))
        rows = [ooxml.element("w:tr", {}, top, *head)]
        for row in table.rows:
            cells = [self._cell(cell, width) for cell, width in zip(row.cells, widths, strict=False)]
            rows.append(ooxml.element("w:tr", {}, *cells))
        self.file.element.body.append(ooxml.grid(widths, rows, borders=True))

    def _cell(self, blocks: Iterable[Block], width: int) -> Any:
        cell = ooxml.element(
            "w:tc", {}, ooxml.element("w:tcPr", {}, ooxml.element("w:tcW", {"w": ooxml.twips(width), "type": "dxa"}))
        )
        for block in blocks:
            self.block(cell, block)
        return cell

    def block(self, parent: Any, block: Block) -> None:
        """A block between the two ends of its bookmark."""
        style = self.layout.styles[block.style]
        paragraphs = [self._paragraph(block.style, style, runs) for runs in self._runs(block)]
        if block.name:
            self.number += 1
            name = {"id": self.number, "name": carried.mark(block.name)}
            paragraphs[0].insert(1, ooxml.element("w:bookmarkStart", name))  # behind the paragraph's properties
            paragraphs[-1].append(ooxml.element("w:bookmarkEnd", {"id": self.number}))
        parent.extend(paragraphs)
        if style.rule is not Rule.NONE:
            parent.append(self._rule(style, block.text))

    def _runs(self, block: Block) -> Iterator[list[Any]]:
        """The runs of each paragraph of a block: several where somebody wrote several."""
        if block.written or "\n" in block.text:
            yield from ([ooxml.run(text)] if text else [] for text in block.paragraphs)
        else:
            yield [run for piece in block.pieces for run in self._piece(piece)]

    def _piece(self, piece: Piece) -> list[Any]:
        if isinstance(piece, Gap):
            content = [self._asked(piece.shown)] if not piece.filled else [ooxml.run(piece.filled)]
            return [self._control(piece, content)]
        if isinstance(piece, Figure) and piece.computed:
            return [self._control(piece, [ooxml.run(piece.shown)])]
        if isinstance(piece, Link):
            relation = self.file.part.relate_to(piece.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            return [ooxml.element("w:hyperlink", {"r:id": relation}, ooxml.run(piece.url))]
        return [ooxml.run(piece.shown)]

    def _control(self, piece: Gap | Figure, content: list[Any]) -> Any:
        """A content control: Word shows its name, and takes the whole gap when somebody begins to write."""
        self.number += 1
        what = f"Viết: {piece.ask}" if isinstance(piece, Gap) else f"Tự đếm: {piece.what}"
        properties = [
            ooxml.element("w:alias", {"val": what[:64]}),
            ooxml.element("w:tag", {"val": carried.mark(piece.name)}),
        ]
        properties.append(ooxml.element("w:id", {"val": self.number + 10_000}))
        if isinstance(piece, Gap) and not piece.filled:
            properties.append(ooxml.element("w:showingPlcHdr", {}))
        return ooxml.element(
            "w:sdt", {}, ooxml.element("w:sdtPr", {}, *properties), ooxml.element("w:sdtContent", {}, *content)
        )

    def _asked(self, text: str) -> Any:
        """A gap that is still to be filled stands out."""
        run = ooxml.run(text)
        run.insert(
            0, ooxml.element("w:rPr", {}, ooxml.element("w:shd", {"val": "clear", "color": "auto", "fill": "FFF2CC"}))
        )
        return run

    def _paragraph(self, name: str, style: Style, runs: list[Any]) -> Any:
        properties = ooxml.element("w:pPr", {}, ooxml.element("w:pStyle", {"val": f"cchc-{name}"}))
        dash = [ooxml.run("- ")] if style.dash else []
        return ooxml.element("w:p", {}, properties, *dash, *runs)

    def _rule(self, style: Style, text: str) -> Any:
        """A line of its own below, as NĐ 30/2020 wants it drawn: not an underline."""
        agency = self.layout.agency_width
        column = {Rule.AGENCY: agency, Rule.MOTTO: self._width - agency}.get(style.rule, self._width)
        length = float(self.layout.motto_rule)
        if style.rule is not Rule.MOTTO:
            letter = _CAPITAL if text.isupper() else _SMALL
            line = min(len(text) * style.size * letter * 25.4 / 72, column - 4)
            length = line * self.layout.rule_share / 100
        side = ooxml.twips(max(column - length - 4, 0) / 2)  # a cell keeps 2 mm free on either side
        border = ooxml.element("w:top", {"val": "single", "sz": 6, "space": 1, "color": "000000"})
        properties = ooxml.element(
            "w:pPr",
            {},
            ooxml.element("w:keepNext", {}),
            ooxml.element("w:pBdr", {}, border),
            ooxml.element("w:spacing", {"before": 50, "after": 0, "line": 120, "lineRule": "exact"}),
            ooxml.element("w:ind", {"left": side, "right": side}),
        )
        return ooxml.element("w:p", {}, properties)


def _timeless(file: WordFile) -> bytes:
    """The file's bytes without the time at which they were written."""
    made, clean = io.BytesIO(), io.BytesIO()
    file.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIRST_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return clean.getvalue()
