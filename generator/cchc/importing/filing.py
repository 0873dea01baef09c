"""Records of a spreadsheet into the files of a site: a list grows at its end, others become a file each.

What is there already is left as it is, so that a sheet that grows may be imported again and again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cchc import append, drafts
from cchc.entry import Entry
from cchc.exports import values
from cchc.files import write_new
from cchc.importing.records import NAME, Found, Table
from cchc.model.base import ContentType, Store
from cchc.problems import Level, Problem
from cchc.schema import Record
from cchc.site import Site
from cchc.source import dump_yaml

_PLACE = "#"  # before the number of a record that has no name
_MANY = 10  # rows told by number


@dataclass
class Filing:
    """What is to be written: new records (name of the file's stem or the record, what is written); how many stand in
    the site already; what is in the way.
    """

    kind: ContentType
    new: dict[str, Any] = field(default_factory=dict)
    known: int = 0
    problems: list[Problem] = field(default_factory=list)


def sort_out(site: Site, found: Table, records: Found, name: str) -> Filing:
    """What of the records is new."""
    filing = Filing(found.kind)
    hidden: list[int] = []
    there = {entry.slug: entry for entry in site.entries[found.kind.key]}
    for number, (node, record, named) in enumerate(records.records):
        stem = drafts.file_stem(found.kind, named) if named else _stem(found.kind, record, number)
        paths = [path for path in found.fields.values() if path != NAME and _said(node.plain(), path)]
        known = _known(record, there, stem, paths)
        if known is not None and _alike(known.record, record, paths):
            filing.known += 1
        elif known is not None or stem in filing.new:
            told = f"“{stem}” đã có" + (f" trong {known.path}, nội dung khác" if known else " ở dòng trên")
            hint = "sửa ở tệp ấy, hoặc bỏ dòng này" if known else "bỏ một trong hai dòng"
            filing.problems.append(Problem(name, node.line, 1, "already-there", Level.ERROR, told, hint))
        else:
            filing.new[stem] = node.plain()
            hidden += [node.line] * found.layout.hides_row(node.line)
    if hidden:
        filing.problems.append(_hidden(hidden, name))
    return filing


def _hidden(rows: list[int], name: str) -> Problem:
    """New rows that nobody saw who looked at the sheet: whether they are meant only people know."""
    listed = ", ".join(map(str, rows[:_MANY])) + (" …" if len(rows) > _MANY else "")
    told = f"{len(rows)} dòng chưa nhập đang ẩn hoặc bị lọc đi: {listed}"
    hint = "muốn lấy thì bỏ lọc, bỏ ẩn; không thì xóa hẳn các dòng ấy; lưu bảng tính rồi chạy lại"
    return Problem(name, rows[0], 1, "hidden-row", Level.ERROR, told, hint)


def write(filing: Filing, site: Site, content: Path, name: str) -> Iterator[str]:
    """Write the new records; yields the files, from the site's folder. Raises Refused, OSError."""
    if not filing.new:
        return
    if filing.kind.store is Store.LIST:
        file = f"site_data/{filing.kind.path}"
        append.add(site.root, file, dump_yaml(list(filing.new.values())), len(filing.new))
        yield file
        return
    for stem, told in filing.new.items():
        path = drafts.place(filing.kind, stem, site.root, content, site.as_of)
        lead = f"# yaml-language-server: $schema=../{drafts.SCHEMA_FOLDER}/{filing.kind.key}.json\n# Nhập từ {name}.\n"
        write_new(path, (lead + dump_yaml(told)).encode(), "đổi tên tệp ấy rồi chạy lại")
        yield path.relative_to(site.root).as_posix()


def _stem(kind: ContentType, record: Record, number: int) -> str:
    """The name of a record: of a list its `id` or its place, else that of its file."""
    if kind.store is Store.LIST:
        return str(getattr(record, "id", f"{_PLACE}{number}"))
    code = getattr(record, "code", None)
    if isinstance(code, str):
        return drafts.file_stem(kind, code)
    symbol, day = getattr(record, "symbol", None), getattr(record, "date", None)
    told = (symbol, str(day)[:4]) if isinstance(symbol, str) else (getattr(record, "heading", kind.key),)
    return drafts.file_stem(kind, " ".join(told))


def _known(record: Record, there: dict[str, Entry[Any]], stem: str, paths: list[values.Path]) -> Entry[Any] | None:
    """The record of the site that has the name of this one; of a list without names, that which is this one."""
    alike = (entry for entry in there.values() if stem[0] == _PLACE and _alike(entry.record, record, paths))
    return there.get(stem) or next(alike, None)


def _said(plain: Any, path: values.Path) -> bool:
    """Whether a row has something at a path."""
    for key in path:
        plain = plain.get(key, {})
    return bool(plain)


def _alike(one: Record, other: Record, paths: list[values.Path]) -> bool:
    """Whether a record says all that a row does, in the words of spreadsheets."""
    return all(values.cell(values.reach(one, path)) == values.cell(values.reach(other, path)) for path in paths)
