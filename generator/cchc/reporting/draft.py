"""A report before it is a file: blocks of words, computed figures and gaps for judgement. Pure values.

A block has a name that stays the same from one writing of the report to the next: by it, what was changed in Word is
brought back.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from cchc.model.report import Report
from cchc.period import Period

#: A count as reports write it.
NUMBER = r"\d+(?:\.\d{3})*"


@dataclass(frozen=True)
class Words:
    """Text that is the same for everybody."""

    text: str

    @property
    def shown(self) -> str:
        """What stands on the page."""
        return self.text


@dataclass(frozen=True)
class Link:
    """An address that can be clicked; on paper it is read."""

    url: str

    @property
    def shown(self) -> str:
        """What stands on the page."""
        return self.url


@dataclass(frozen=True)
class Figure:
    """A figure: what is counted, and the count as it is written ("1.204", see `NUMBER`).

    `declared` is what somebody wrote instead by hand; `computed` is false for a figure that a record declares.
    """

    name: str
    value: str
    what: str
    computed: bool = True
    declared: str = ""
    unit: str = ""

    @property
    def shown(self) -> str:
        """What stands on the page."""
        return self.declared or self.value

    @property
    def amount(self) -> int | None:
        """The same as a number; None when somebody wrote words instead ("hơn 100")."""
        return int(self.shown.replace(".", "")) if re.fullmatch(NUMBER, self.shown) else None


@dataclass(frozen=True)
class Gap:
    """A place for judgement: what to write there, and what was written."""

    name: str
    ask: str
    filled: str = ""

    @property
    def shown(self) -> str:
        """What stands on the page."""
        return self.filled or f"[… {self.ask}]"


Piece = Words | Link | Figure | Gap


@dataclass(frozen=True)
class Block:
    """A paragraph. `style` is a style of the layout ("body", "section").

    `written` are the paragraphs that somebody wrote in its place; a block without a name was added by hand.
    """

    name: str
    style: str
    pieces: tuple[Piece, ...] = ()
    written: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the writer says here, whatever was written in its place."""
        return "".join(piece.shown for piece in self.pieces)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What stands on the page: a gap may have been filled with several paragraphs."""
        return self.written or tuple(self.text.split("\n"))

    def named(self, name: str) -> Piece | None:
        """The figure or gap of a name."""
        return next((piece for piece in self.pieces if getattr(piece, "name", None) == name), None)


def year_of_signing(period: Period, name: str) -> Piece:
    """The year of a report; a gap where the period ends with its year, for then it may be signed in the year after."""
    last = (period.end.month, period.end.day) == (12, 31)
    return Gap(name, "năm") if last else Words(str(period.end.year))


def added(text: str, style: str = "body") -> Block:
    """A paragraph that somebody added."""
    return Block("", style, (), (text,))


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells, each with its paragraphs."""

    cells: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table with its head; `widths` are shares of the page in percent."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Appendix:
    """An appendix on pages of its own: heading, table, what closes it."""

    heading: tuple[Block, ...]
    table: Table
    closing: tuple[Block, ...]


@dataclass(frozen=True)
class Draft:
    """A whole report, part by part as NĐ 30/2020 Điều 8 lists them; `outline` names the outline it follows.

    `removed` are blocks that somebody took out in Word; `record` is the report of the same period that the site has.
    """

    outline: str
    period: Period
    issuer: str
    subject: str
    agency: tuple[Block, ...]
    state: tuple[Block, ...]
    title: tuple[Block, ...]
    body: tuple[Block, ...]
    recipients: tuple[Block, ...]
    signature: tuple[Block, ...]
    appendices: tuple[Appendix, ...] = ()
    removed: tuple[Block, ...] = ()
    record: Report | None = None

    def blocks(self) -> Iterator[Block]:
        """Every block in the order of reading."""
        for name in AREAS:
            yield from getattr(self, name)
        for appendix in self.appendices:
            yield from appendix.heading
            for row in appendix.table.rows:
                for cell in row.cells:
                    yield from cell
            yield from appendix.closing

    def containers(self) -> dict[str, tuple[str | int, ...]]:
        """What each block stands in: a cell, or () for the run of the text outside tables."""
        found: dict[str, tuple[str | int, ...]] = {}
        for name in AREAS:
            found |= {block.name: () if name in ("title", "body") else (name,) for block in getattr(self, name)}
        for number, appendix in enumerate(self.appendices):
            found |= {block.name: () for block in (*appendix.heading, *appendix.closing)}
            for row, line in enumerate(appendix.table.rows):
                for column, cell in enumerate(line.cells):
                    found |= {block.name: (number, row, column) for block in cell}
        return found

    def changed(
        self, blocks: Callable[[tuple[Block, ...]], tuple[Block, ...]], rows: Callable[[Row], Iterable[Row]]
    ) -> "Draft":
        """The same report with each area and each row of a table changed."""
        areas = {name: blocks(getattr(self, name)) for name in AREAS}
        appendices = []
        for appendix in self.appendices:
            changed = tuple(new for row in appendix.table.rows for new in rows(row))
            table = replace(appendix.table, rows=changed)
            appendices.append(Appendix(blocks(appendix.heading), table, blocks(appendix.closing)))
        return replace(self, **areas, appendices=tuple(appendices))  # type: ignore[arg-type]


#: The areas of a report's first part, in the order of reading.
AREAS = ("agency", "state", "title", "body", "recipients", "signature")
_MARK = re.compile(r"\{([A-Za-z-]+)\}|\[([a-z0-9-]+): ([^\]]+)\]")


def pieces(
    sentence: str, known: Callable[[str], tuple[Piece, ...]], gap: Callable[[str, str], Piece]
) -> tuple[Piece, ...]:
    """A sentence of an outline: `{name}` is what is known, `[name: what to write]` a gap."""
    found: list[Piece] = []
    end = 0
    for mark in _MARK.finditer(sentence):
        found.append(Words(sentence[end : mark.start()]))
        found += known(mark[1]) if mark[1] else (gap(mark[2], mark[3]),)
        end = mark.end()
    found.append(Words(sentence[end:]))
    return joined(found)


def joined(found: list[Piece]) -> tuple[Piece, ...]:
    """Pieces with neighbouring words made one, none empty."""
    whole: list[Piece] = []
    for piece in found:
        before = whole[-1] if whole else None
        if isinstance(piece, Words) and isinstance(before, Words):
            whole[-1] = Words(before.text + piece.text)
        elif piece.shown:
            whole.append(piece)
    return tuple(whole)


def names(sentence: str) -> list[str]:
    """What a sentence of an outline names."""
    return [mark[1] for mark in _MARK.finditer(sentence) if mark[1]]
