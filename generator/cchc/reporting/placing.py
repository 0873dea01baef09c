"""Which paragraph of a Word file that comes back belongs to which block of the report, and what was added where.

By its bookmark; else by the words that it still has; else by the place at which it stands.
"""

from dataclasses import dataclass, field

from cchc.reporting.carried import mark
from cchc.reporting.draft import Block, Draft
from cchc.reporting.returned import Paragraph, Returned


@dataclass
class Placed:
    """The paragraphs of a file by the names of blocks: those of a block itself, and those that somebody added.

    `before` is only at the top of a cell; `rows` are whole rows added below the row of a block; `unplaced` are numbers
    of paragraphs in tables that the report does not have.
    """

    found: dict[str, list[Paragraph]] = field(default_factory=dict)
    before: dict[str, list[Paragraph]] = field(default_factory=dict)
    after: dict[str, list[Paragraph]] = field(default_factory=dict)
    rows: dict[str, list[list[Paragraph]]] = field(default_factory=dict)
    unplaced: list[int] = field(default_factory=list)


def place(draft: Draft, returned: Returned, base: dict[str, Block]) -> Placed:
    """Every paragraph of a file in its place; `base` is what the writer had said in the file, by block."""
    today = {block.name for block in draft.blocks()}
    names = {mark(name): name for name in (*base, *today)}
    known = [[names[m] for m in paragraph.marks if m in names] for paragraph in returned.paragraphs]
    owners = [next(iter(of), "") for of in known]
    _by_words(returned.paragraphs, owners, base)
    _by_place(returned.paragraphs, owners, list(base), draft)
    placed = Placed()
    for paragraph, name, joined in zip(returned.paragraphs, owners, known, strict=True):
        for one in joined:
            placed.found.setdefault(one, [])
        if name:
            placed.found.setdefault(name, []).append(paragraph)
    headings = {name for appendix in draft.appendices for name in appendix.table.columns}
    told = list(zip(returned.paragraphs, owners, strict=True))
    _added(placed, [one for one in told if one[1] or (one[0].text and one[0].text not in headings)], today)
    return placed


def _by_words(paragraphs: list[Paragraph], owners: list[str], base: dict[str, Block]) -> None:
    """Paragraphs without a bookmark that still say what the writer said."""
    lost = {b.text: b.name for b in base.values() if b.name not in owners and b.text}
    for number, paragraph in enumerate(paragraphs):
        if not owners[number] and (name := lost.pop(paragraph.text, "")):
            owners[number] = name


def _by_place(paragraphs: list[Paragraph], owners: list[str], order: list[str], draft: Draft) -> None:
    """Paragraphs that stand where one block is missing: who writes over all of it may lose the bookmark."""
    containers = draft.containers()
    places = {name: number for number, name in enumerate(order)}
    for step, numbers in ((1, range(1, len(owners))), (-1, range(len(owners) - 2, -1, -1))):
        for number in numbers:
            beside = owners[number - step]
            if owners[number] or beside not in places or paragraphs[number - step].cell != paragraphs[number].cell:
                continue
            beyond = places[beside] + step
            missing = order[beyond] if 0 <= beyond < len(order) else ""
            if missing and missing not in owners and containers.get(missing) == containers.get(beside):
                owners[number] = missing


def _added(placed: Placed, told: list[tuple[Paragraph, str]], today: set[str]) -> None:
    """Where what was added belongs: below the last block of its cell that the report still has, else above the
    first."""
    rows = {paragraph.cell[:2] for paragraph, name in told if name and paragraph.cell}
    tables = {row[0] for row in rows}
    last: dict[tuple[int, ...], str] = {}
    top: dict[tuple[int, ...], list[Paragraph]] = {}
    row_above = ""
    for paragraph, name in told:
        cell = paragraph.cell
        if name in today:
            last[cell] = name
            row_above = name if cell else row_above
            placed.before.setdefault(name, []).extend(top.pop(cell, []))
        elif name:
            continue
        elif cell and cell[:2] not in rows and cell[0] in tables:
            _add_to_row(placed.rows.setdefault(row_above, []), paragraph)
        elif cell and cell[:2] not in rows:
            placed.unplaced.append(paragraph.number)
            placed.after.setdefault(last.get((), "opening"), []).append(paragraph)
        elif cell in last:
            placed.after.setdefault(last[cell], []).append(paragraph)
        else:
            top.setdefault(cell, []).append(paragraph)
    for paragraphs in top.values():
        placed.after.setdefault(last.get((), "opening"), []).extend(paragraphs)


def _add_to_row(rows: list[list[Paragraph]], paragraph: Paragraph) -> None:
    if rows and rows[-1][0].cell[:2] == paragraph.cell[:2]:
        rows[-1].append(paragraph)
    else:
        rows.append([paragraph])
