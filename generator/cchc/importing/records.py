"""Rows of a spreadsheet as records: a column is a field, called by its label or its key.

A row becomes a node, so that what is wrong is told as of any file: with the row as its line, the column as its column.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cchc import declarations, terms
from cchc.drafts import advice, short_slug, types_in_words
from cchc.exports.values import Path, columns
from cchc.importing.layout import Layout
from cchc.importing.spreadsheet import Row, Sheet
from cchc.model.base import ContentType, Store
from cchc.model.registry import TYPES
from cchc.node import Address, Node
from cchc.problems import Level, Problem, Refused
from cchc.schema import Record, build
from cchc.text import slug

_HEADER_WITHIN = 15  # rows: names of offices and titles stand above the columns
_FEW = 2  # columns at least, by which a header is known
NAME: Path = ("id",)  # of a record in a list; of another that of its file
_NAMED = "Mã"  # as our own files call it
_LOCAL_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?=\s|$)")
_BETWEEN = re.compile(r"\s*[|\n]\s*")  # items of a list, as our own files have them
_OR_BETWEEN = re.compile(r"\s*;\s*")
_UNSAID = re.compile(r"(?:bắt buộc|\*|\(\s*\))", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """What the columns of a sheet are: field by column from 0, the names of those that are none, the rows below; and
    what of it is hidden.
    """

    kind: ContentType
    fields: dict[int, Path]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]
    layout: Layout


@dataclass
class Found:
    """The records of a file, each with its row as it would be written, and the name that its file is to have (""
    for none); and what is wrong with others.
    """

    records: list[tuple[Node, Record, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def importable() -> Iterator[ContentType]:
    """The types whose records may come from a spreadsheet: of a procedure or plan a row can not tell enough."""
    for kind in TYPES:
        needed = (name for name, info in kind.model.model_fields.items() if info.is_required())
        if kind.store in (Store.LIST, Store.FOLDER) and all(_takes(kind.model, (name,)) for name in needed):
            yield kind


@cache
def labels(kind: ContentType) -> dict[Path, str]:
    """What the columns of a type are called."""
    paths = (path for path in columns(kind.model) if _takes(kind.model, path))
    return {NAME: _NAMED} | {path: declarations.label(kind.model, path) for path in paths}


def explained(kind: ContentType) -> str:
    """The columns of a type in words, a line each."""
    return "\n".join(f"- {_explained(kind, path, label)}" for path, label in labels(kind).items())


def _explained(kind: ContentType, path: Path, label: str) -> str:
    steps = [declarations.declaration(kind.model, path[: end + 1]) for end in range(len(path))]
    if path == NAME or path[0] == "source":
        return f"{label} – không ghi thì máy đặt"
    needed = all(info is not None and info.is_required() for info in steps)
    return f"{label}{' (bắt buộc)' * needed} {advice(steps[-1]) if steps[-1] else ''}".strip()


def table(sheet: Sheet, kind: ContentType | None, name: str) -> Table:
    """Find the header and what its columns are, of a type or of that which fits best. Raises Refused."""
    kinds = [kind] if kind else list(importable())
    rows = sheet.rows
    heads = rows[:_HEADER_WITHIN]
    fits = {(one.key, place): len(_fields(one, row)) for one in kinds for place, row in enumerate(heads)}
    best = max(fits.values(), default=0)
    found = [at for at, count in fits.items() if count == best]
    types = dict(reversed(found))
    if best < _FEW:
        listed = f"; các cột lấy được, mỗi cột một dòng: cchc import --columns {kind.key}" if kind else ""
        hint = listed or "; viết rõ loại bằng --type, xem tên cột bằng --columns LOẠI"
        raise Refused(f"{name}: không thấy dòng tên cột nào hiểu được{hint}")
    if len(types) > 1:
        fitting = types_in_words(one for one in kinds if one.key in types)
        raise Refused(f"{name}: các cột hợp với nhiều loại: {fitting}; viết rõ một loại bằng --type")
    chosen, place = next((one, types[one.key]) for one in kinds if one.key in types)
    fields = _fields(chosen, rows[place])
    unknown = [cell for number, cell in enumerate(rows[place].cells) if cell and number not in fields]
    unknown = [cell for cell in unknown if not _is_counter(cell)]
    return Table(chosen, fields, tuple(unknown), tuple(rows[place + 1 :]), sheet.layout)


def read(found: Table, name: str, day: dt.date) -> Found:
    """The records of the rows, and every problem of the others. `day`: when they were taken over."""
    result = Found()
    used: Counter[str] = Counter()
    for row in found.rows:
        tree = _tree(found, row)
        stem = str(tree.pop("id").value) if "id" in tree and found.kind.store is Store.FOLDER else ""
        node = _node(tree, row.number, found.kind, name, day, used)
        record, problems = build(node, found.kind.model, name)
        result.problems += (_in_cells(found, problem) for problem in problems)
        if record is not None:
            result.records.append((node, record, stem))
    return result


def unknown_columns(found: Table, name: str) -> Iterator[Problem]:
    """Columns that nothing is taken from."""
    for cell in found.unknown:
        told = f"cột “{cell}” không có trong {found.kind.label.lower()}, không lấy"
        near = [label for label in labels(found.kind).values() if terms.folded(label).startswith(terms.folded(cell))]
        guess = f"có phải “{'” hay “'.join(near)}”? " if near else ""
        hint = f"{guess}các cột lấy được: cchc import --columns {found.kind.key}"
        yield Problem(name, 1, 1, "unknown-column", Level.NOTICE, told, hint)


def hidden_columns(found: Table, name: str) -> Iterator[Problem]:
    """Columns that are taken and that who looks at the sheet does not see."""
    for column, path in found.fields.items():
        if found.layout.hides_column(column + 1):
            told = f"cột {_letters(column + 1)} (“{labels(found.kind)[path]}”) đang ẩn, vẫn lấy"
            hint = "bấm chuột phải vào tên cột, chọn Bỏ ẩn (Unhide) mà xem; không muốn đưa lên trang thì xóa cột ấy"
            yield Problem(name, 1, column + 1, "hidden-column", Level.NOTICE, told, hint)


def _is_counter(cell: str) -> bool:
    """Whether a column only numbers the rows, or is the address that our own files have besides."""
    return slug(cell) in ("stt", "tt", "so-tt", "so-thu-tu", "trang")


def _in_cells(found: Table, problem: Problem) -> Problem:
    """A problem in words of a sheet: its cell, and what column has or needs what is missing."""
    if problem.rule != "missing":
        return replace(problem, message=f"ô {_letters(problem.column)}{problem.line}, {problem.message}")
    label = problem.message.partition(":")[0]
    there = label in {labels(found.kind)[path] for path in found.fields.values()}
    fill = f"điền ô ở cột “{label}” (ô gộp nhiều dòng thì bỏ gộp, điền từng dòng); dòng cộng, dòng ghi chú thì xóa"
    return replace(problem, hint=fill if there else f"thêm cột “{label}”")


def _letters(column: int) -> str:
    """How spreadsheets call a column: A to Z, then AA."""
    before, last = divmod(column - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)


def _fields(kind: ContentType, row: Row) -> dict[int, Path]:
    """The fields that the cells of a header name, by column; two columns of one name are none."""
    known = {terms.folded(_NAMED): NAME} | {terms.folded(label): path for path, label in labels(kind).items()}
    known |= {".".join(path): path for path in labels(kind)}
    said = {number: cell for number, cell in enumerate(row.cells) if cell}
    found = {number: known.get(cell) or known.get(terms.folded(_UNSAID.sub("", cell))) for number, cell in said.items()}
    times = Counter(found.values())
    return {number: path for number, path in found.items() if path and times[path] == 1}


def _takes(model: type[BaseModel], path: Path) -> bool:
    """Whether a cell can hold the field: a list of records it can not."""
    inner, listed = declarations.shape(model, path)
    return not (listed and inner is not None and issubclass(inner, Record))


def _tree(found: Table, row: Row) -> dict[str, Any]:
    """What a row says: nodes by key, those of a record within it by theirs."""
    tree: dict[str, Any] = {}
    for column, path in found.fields.items():
        cell = row.cells[column] if column < len(row.cells) else ""
        if cell:
            _put(tree, path, _value(found.kind.model, path, cell, (row.number, column + 1)))
    return tree


def _node(tree: dict[str, Any], row: int, kind: ContentType, name: str, day: dt.date, used: Counter[str]) -> Node:
    """A row as what might have been written in a file of records."""
    fields = kind.model.model_fields
    if "id" in fields and "id" not in tree:
        tree["id"] = Node(_identity(tree, used), row, 1)
    if "source" in fields and fields["source"].is_required() and "source" not in tree:
        told = {"name": f"Bảng tính {name}", "collected_on": day.isoformat()}
        tree["source"] = {key: Node(value, row, 1) for key, value in told.items()}
    return _mapping({key: tree[key] for key in fields if key in tree}, row)


def _put(tree: dict[str, Any], path: Path, node: Node) -> None:
    for key in path[:-1]:
        tree = tree.setdefault(key, {})
    tree[path[-1]] = node


def _mapping(tree: dict[str, Any], row: int) -> Node:
    nodes = {key: value if isinstance(value, Node) else _mapping(value, row) for key, value in tree.items()}
    column = min((node.column for node in nodes.values()), default=1)
    return Node(nodes, row, column, keys={key: (node.line, node.column) for key, node in nodes.items()})


def _identity(tree: dict[str, Any], used: Counter[str]) -> str:
    """A name for a record that has none in the sheet, of what it is called and its day."""
    told = (tree[key].value for key in ("title", "name", "date") if key in tree and isinstance(tree[key].value, str))
    made = short_slug(" ".join(told))
    used[made] += 1
    return made if used[made] == 1 else f"{made}-{used[made]}"


def _value(model: type[BaseModel], path: Path, cell: str, place: Address) -> Node:
    """A cell as the field is written in a file."""
    info = declarations.declaration(model, path)
    if info is None:  # the name of a file
        return Node(cell, *place)
    if declarations.shape(model, path)[1]:
        between = _BETWEEN if _BETWEEN.search(cell) else _OR_BETWEEN
        items = (_written(info, item) for item in between.split(cell) if item)
        return Node([Node(item, *place) for item in items], *place)
    return Node(_written(info, cell), *place)


def _written(info: FieldInfo, words: str) -> str:
    """Words of a spreadsheet as site_data/ has them: of a choice the value, a day with the year first."""
    for choice in declarations.choices(info.annotation):
        if terms.folded(choice.label) == terms.folded(words) or slug(words) == choice.value:
            return choice.value
    if declarations.is_day(info.annotation):
        return _LOCAL_DAY.sub(lambda day: f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}", words)
    return words
