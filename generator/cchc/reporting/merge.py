"""What people wrote in Word comes back into a report that is written anew: gaps, changed and added paragraphs.

Three texts meet in each block: what the writer said then (the file carries it), what stands in the file now, and what
the writer says today. Untouched words follow the data; words of people stay; where both changed, both are shown.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from cchc.problems import Level, Problem, Refused, arrange
from cchc.reporting.draft import Block, Draft, Figure, Gap, Piece, Row, added
from cchc.reporting.placing import place
from cchc.reporting.returned import Paragraph, Returned
from cchc.text import shortened

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def merge(draft: Draft, returned: Returned, file: str) -> tuple[Draft, list[Problem]]:
    """The report with what was written in a file, and what people must look at.

    Raises Refused for the file of another period or body.
    """
    said = returned.said
    if said.period and (said.period, said.issuer) != (draft.period.code, draft.issuer):
        raise Refused(f"{file} là báo cáo {said.period} của {said.issuer}, không phải {draft.period.code}")
    merger = _Merger(draft, returned, file)
    merged = draft.changed(merger.area, merger.row)
    merger.unplaced()
    return replace(merged, removed=tuple(merger.removed)), arrange(merger.problems)


@dataclass
class _Merger:
    draft: Draft
    returned: Returned
    file: str
    problems: list[Problem] = field(default_factory=list)
    removed: list[Block] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.today = {block.name for block in self.draft.blocks()}
        self.base = self.returned.said.blocks or {block.name: block for block in self.draft.blocks()}
        self.placed = place(self.draft, self.returned, self.base)

    def area(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks of an area, each merged, with what was added below it."""
        return tuple(new for block in blocks for new in self._merged(block))

    def row(self, row: Row) -> Iterator[Row]:
        """A row of a table, merged, and the rows added below it; none when it was taken out."""
        names = [block.name for cell in row.cells for block in cell]
        gone = all(name in self.base and name not in self.placed.found for name in names)
        if gone:
            self.removed += [block for cell in row.cells for block in cell]
            self.notice(1, "word-deleted", f"dòng “{_short(names)}” đã bị xóa trong Word", "giữ như Word")
        else:
            yield Row(tuple(self.area(cell) or (Block("", "cell"),) for cell in row.cells))
        for name in names:
            for paragraphs in self.placed.rows.pop(name, []):
                columns: dict[int, list[Block]] = {}
                for paragraph in paragraphs:
                    columns.setdefault(paragraph.cell[2], []).append(added(paragraph.text, "cell"))
                empty = (Block("", "cell"),)
                yield Row(tuple(tuple(columns.get(number, empty)) for number in range(len(row.cells))))

    def _merged(self, block: Block) -> Iterator[Block]:
        found, base = self.placed.found.get(block.name), self.base.get(block.name)
        for paragraph in self.placed.before.pop(block.name, []):
            yield added(paragraph.text, _style(paragraph, block))
        if base is None or (found is None and not self.returned.said.blocks):
            yield block
        elif found and (not base.text or _is_gap(base) or any(paragraph.text for paragraph in found)):
            yield from self._compared(block, base, found)
        else:
            self.removed.append(block)
            if found is None and block.text:
                told = f"đoạn “{shortened(block.text, 60)}” đã bị xóa trong Word"
                self.notice(1, "word-deleted", told, "giữ như Word")
        for paragraph in self.placed.after.pop(block.name, []):
            yield added(paragraph.text, _style(paragraph, block))

    def _compared(self, block: Block, base: Block, found: list[Paragraph]) -> Iterator[Block]:
        """A block that is in the file."""
        texts = [paragraph.text for paragraph in found if paragraph.text]
        first, rest = ("\n".join(texts), []) if _is_gap(base) else (texts[0] if texts else "", texts[1:])
        values = _values(base, first)
        if first == _plain(base):
            yield block
        elif values is not None and all(block.named(name) for name in values):
            yield self._filled(block, base, values, found[0].number)
        else:
            self._rewritten(block, base, first, found[0].number)
            yield replace(block, written=(first,))
        yield from (added(text, block.style) for text in rest)

    def _filled(self, block: Block, base: Block, values: dict[str, str], number: int) -> Block:
        """A block whose figures and gaps alone differ."""
        pieces = [self._piece(piece, base, values, number) for piece in block.pieces]
        return replace(block, pieces=tuple(pieces))

    def _piece(self, piece: Piece, base: Block, values: dict[str, str], number: int) -> Piece:
        if isinstance(piece, Gap):
            asked = base.named(piece.name)
            value = values.get(piece.name, "")
            return piece if not value or (asked and value == asked.shown) else replace(piece, filled=value)
        if isinstance(piece, Figure) and piece.name in values:
            then, value = base.named(piece.name), values[piece.name]
            if then and not {_amount(piece.value), _amount(then.shown)} & {_amount(value)}:
                self._by_hand(piece, value, number)
                return replace(piece, declared=value)
        return piece

    def _rewritten(self, block: Block, base: Block, text: str, number: int) -> None:
        """People changed the words: their words stay, and they are told what the data say."""
        if _plain(block) != _plain(base):
            today = shortened(_plain(block), 300)
            told = f"đoạn này đã sửa trong Word, và dữ liệu cũng đã đổi; nay máy viết: “{today}”"
            self.warning(number, "word-conflict", told, "báo cáo giữ lời trong Word; xem lại rồi sửa")
        numbers = _NUMBER.findall(text)
        amounts = set(map(_amount, numbers))
        for piece in block.pieces:
            if isinstance(piece, Figure) and _amount(piece.value) not in amounts:
                self._by_hand(piece, ", ".join(numbers) or "không có số", number)

    def _by_hand(self, figure: Figure, value: str, number: int) -> None:
        source = "đếm được" if figure.computed else "ghi"
        told = f"khai {value}, nhưng dữ liệu {source} {figure.value} {figure.what}"
        self.warning(number, "declared-figure", told, "sửa số trong Word, hoặc bổ sung bản ghi còn thiếu")

    def unplaced(self) -> None:
        """Tell of what the file has and the report can not take over."""
        for name, base in self.base.items():
            texts = [paragraph.text for paragraph in self.placed.found.get(name, []) if paragraph.text]
            if name not in self.today and texts and "\n".join(texts) != _plain(base):
                told = f"đoạn này nói về điều dữ liệu không còn: “{shortened(' '.join(texts), 300)}”"
                self.warning(self.placed.found[name][0].number, "word-lost", told, "chép lại vào chỗ khác nếu còn cần")
        lost = [*self.returned.lost, *((number, "khung bảng") for number in self.placed.unplaced)]
        for number, what in lost:
            self.warning(number, "word-lost", f"{what} thêm trong Word không mang về được", _AGAIN)

    def warning(self, number: int, rule: str, message: str, hint: str) -> None:
        """`number`: which paragraph of the file, for a Word file has no lines."""
        self.problems.append(Problem(self.file, number, 1, rule, Level.WARNING, message, hint))

    def notice(self, number: int, rule: str, message: str, hint: str) -> None:
        """The same, of what may well be meant so."""
        self.problems.append(Problem(self.file, number, 1, rule, Level.NOTICE, message, hint))


_AGAIN = "chữ thì giữ; khung, hình, chú thích thì thêm lại ở bản cuối"


def _is_gap(block: Block) -> bool:
    """Whether a block is all gap: there people may write several paragraphs."""
    return len(block.pieces) == 1 and isinstance(block.pieces[0], Gap)


def _values(base: Block, text: str) -> dict[str, str] | None:
    """What stands in place of each figure and gap; None when the words around them changed."""
    pattern, names = "", []
    for piece in base.pieces:
        if isinstance(piece, Figure | Gap):
            pattern += "(.*?)"
            names.append(piece.name)
        else:
            pattern += re.escape(piece.shown)
    match = re.fullmatch(pattern, text, re.DOTALL) if names else None
    return {name: value.strip() for name, value in zip(names, match.groups(), strict=True)} if match else None


def _amount(value: str) -> str:
    """A figure however it is written: "02" is 2, "1.204" is 1204."""
    return value.replace(".", "").lstrip("0") or "0"


def _plain(block: Block) -> str:
    return block.text.strip()


def _style(paragraph: Paragraph, above: Block) -> str:
    """The style of what was added: its own if the layout has it, else that of ordinary text."""
    if paragraph.cell and above.style.startswith("cell"):
        return "cell"
    return paragraph.style if paragraph.style in ("part", "section", "point", "item") else "body"


def _short(names: Iterable[str]) -> str:
    return next(iter(names)).split(".")[1]
