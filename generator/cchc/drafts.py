"""Blank forms for new records: every field with its Vietnamese label as a comment (`cchc new`)."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cchc import append, declarations, schema, text
from cchc.files import rewrite
from cchc.model.base import ContentType, Store
from cchc.model.news import TO_WRITE
from cchc.model.registry import BY_KEY, TYPES
from cchc.problems import Refused
from cchc.source import dump_yaml

SCHEMA_FOLDER = ".schema"  # below site_data/
_EXAMPLE = "huong-dan-nop-ho-so"
_LONGEST = 100  # letters of a file's name that was made of a title: Windows opens no path beyond 259, folders included
_ENDINGS = re.compile(r"(\.(md|ya?ml|txt))+$", re.IGNORECASE)
_COLLECTED = re.compile(r"^( *)(?:# )?collected_on:$", re.MULTILINE)
_CODE = re.compile(r"[1-3]\.\d{6}(?=\.|$)")  # of a procedure, also before the language of its translation
#: Names that Windows keeps for devices, with any ending: such a file cannot be made, copied or opened there.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


def form(kind: ContentType, day: dt.date, *, more: bool = False) -> str:
    """The text of a new file of a content type. Required fields are ready to fill, others commented out. `day` is when
    it is written, so when its source was read.

    `more`: one more record for a list that is there already.
    """
    body = _COLLECTED.sub(rf"\1collected_on: {day.isoformat()}", "\n".join(_fields(kind.model, 0)))
    if kind.store is Store.ARTICLES:
        body = body.replace("\ndate:", f"\ndate: {day.isoformat()}", 1)
        return f"---\n{body}\n---\n\n{TO_WRITE}. Đề mục bắt đầu bằng `## `.\n"
    up = "../" if kind.store is Store.FOLDER else ""
    lead = (
        f"# yaml-language-server: $schema={up}{SCHEMA_FOLDER}/{kind.key}.json\n"
        f"# {kind.label}. Mục có dấu # ở đầu là không bắt buộc: xóa dấu # và dấu cách sau nó để dùng.\n"
        "# Điều bắt buộc mà chưa biết thì viết: chưa có (lý do)\n"
    )
    if kind.store is Store.LIST:
        lines = body.split("\n")
        body = "\n".join(("- " if number == _first_key(lines) else "  ") + line for number, line in enumerate(lines))
    return ("\n" if more else lead) + body + "\n"


def place(kind: ContentType, name: str, root: Path, content: Path, day: dt.date) -> Path:
    """Where a new record goes. `name` is the file's name without ending."""
    if kind.store is Store.ARTICLES:
        return content / kind.path / str(day.year) / f"{name}.md"
    base = root / "site_data" / kind.path
    return base / f"{name}.yml" if kind.store is Store.FOLDER else base


def write_form(key: str, name: str, root: Path, content: Path, day: dt.date) -> tuple[Path, bool]:
    """Write the form of a new record; returns its file, and whether it was added to a list that was there.

    Raises Refused for an unknown type, a file that is there already, a list that nothing can be added to.
    """
    kind = BY_KEY.get(key)
    if kind is None:
        raise Refused(f"không có loại “{key}”; {which_type(key, TYPES)}")
    stem = file_stem(kind, name) if kind.store in (Store.FOLDER, Store.ARTICLES) else ""
    path = place(kind, stem, root, content, day)
    more = kind.store is Store.LIST and path.is_file() and path.stat().st_size > 0
    if path.exists() and path.stat().st_size and kind.store is not Store.LIST:
        raise Refused(f"đã có tệp {path}; đặt tên khác, hoặc mở tệp ấy ra sửa")
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind.store is Store.LIST:
        append.add(root, path.relative_to(root).as_posix(), _begun(form(kind, day, more=more), kind, name))
    else:
        rewrite(path, _begun(form(kind, day), kind, name).encode())
    write_schemas(root)
    return path, more


def which_type(typed: str, kinds: Iterable[ContentType]) -> str:
    """What may be written instead of a name that no type has: the nearest first, then all."""
    known = {kind.key: kind for kind in kinds}
    meant = text.slug(typed)
    called = [kind.key for kind in known.values() if meant and text.slug(kind.label).startswith(meant)]
    near = [*called, *get_close_matches(typed, known)][:1]
    guess = "".join(f"có phải {key} ({known[key].label.lower()})? " for key in near)
    return f"{guess}LOẠI là một trong: {types_in_words(known.values())}"


def types_in_words(kinds: Iterable[ContentType]) -> str:
    """Types as they are typed, each with what it is."""
    return "; ".join(f"{kind.key} ({kind.label.lower()})" for kind in kinds)


def _begun(form: str, kind: ContentType, typed: str) -> str:
    """A form with what was typed already tells: a title (words with their diacritics), an id, a procedure's code."""
    words = text.clean(_ENDINGS.sub("", typed.strip()))
    code = _CODE.match(words)
    title = "" if words.isascii() else words
    told = {"id": short_slug(words), "code": code[0] if code else "", "title": title, "name": title}
    for key in [key for key in told if key in kind.model.model_fields]:
        line = re.search(rf"^(?:- |  )?{key}:$", form, re.MULTILINE)
        if line and told[key]:
            written = " ".join(dump_yaml(told[key]).removesuffix("...\n").split())  # on one line, however long
            form = f"{form[: line.end()]} {written}{form[line.end() :]}"
    return form


def file_stem(kind: ContentType, name: str) -> str:
    """The name of a new record's file, without ending, of what was typed. Raises Refused for what can be none."""
    typed = _ENDINGS.sub("", name.strip())
    stem = typed if text.FILE_NAME.fullmatch(typed) else short_slug(typed)
    if not stem:
        raise Refused(f"“{name}” không đặt tên tệp được; viết tên có chữ hoặc số, ví dụ: {_EXAMPLE}")
    if stem.partition(".")[0] in _RESERVED:
        raise Refused(
            f"Windows giữ tên “{stem}” cho máy dùng, không đặt tên tệp được; viết tên khác, ví dụ: {_EXAMPLE}"
        )
    if kind.store is Store.ARTICLES and stem == "index":
        raise Refused(f"“index” là tên của trang danh sách, không phải của một bài; viết tên khác, ví dụ: {_EXAMPLE}")
    return stem


def short_slug(words: str) -> str:
    """A name of as many whole words as there is room for."""
    stem = text.slug(words)
    return stem if len(stem) <= _LONGEST else stem[: _LONGEST + 1].rpartition("-")[0] or stem[:_LONGEST]


def write_schemas(root: Path) -> list[Path]:
    """Write the JSON Schema of every type for editors, below site_data/.schema/."""
    folder = root / "site_data" / SCHEMA_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in TYPES:
        path = folder / f"{kind.key}.json"
        rewrite(path, schema_text(kind).encode())
        written.append(path)
    return written


def schema_text(kind: ContentType) -> str:
    """The JSON Schema file of one type."""
    described = declarations.json_schema(kind.model, kind.label)
    if kind.store is Store.LIST:
        definitions = described.pop("$defs", {})
        outer = {key: described.pop(key) for key in ("$schema", "title")}
        described = {**outer, "type": "array", "items": described, "$defs": definitions}
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def demand(info: FieldInfo) -> str:
    """Whether a form has a field ready to fill, in the words of its comment; empty for an optional field."""
    cases = [mark.case for mark in info.metadata if isinstance(mark, schema.RequiredUnless)]
    return "bắt buộc" if info.is_required() else f"bắt buộc, trừ khi {cases[0]}" if cases else ""


def _fields(model: type[BaseModel], depth: int, item: bool = False) -> Iterator[str]:
    """Lines for a record; an item of a list begins with a required field, which can carry the dash."""
    pad = "  " * depth
    fields = list(declarations.fields_of(model).items())
    if item:
        fields.sort(key=lambda field: not field[1][0].is_required())
    for name, (info, found, listed) in fields:
        mark = "" if demand(info) else "# "
        inner = found if found is not None and issubclass(found, schema.Record) else None  # a period is one line
        yield f"{pad}# {_comment(info)}"
        if inner is None:
            yield f"{pad}{mark}{name}:"
            if listed:
                yield f"{pad}{mark}  - "
        elif mark:
            yield f"{pad}{mark}{name}:  # gồm {'; '.join(_labels(inner))}"
        else:
            yield f"{pad}{name}:"
            lines = list(_fields(inner, depth + (2 if listed else 1), item=listed))
            if listed:
                first = _first_key(lines)
                lines[first] = f"{pad}  - " + lines[first].lstrip()
            yield from lines


def _first_key(lines: list[str]) -> int:
    return next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))


def _labels(model: type[BaseModel]) -> list[str]:
    return [f"{name} = {info.title}" for name, info in model.model_fields.items()]


def _comment(info: FieldInfo) -> str:
    wanted = demand(info)
    return " ".join(filter(None, (info.title, wanted and f"({wanted})", advice(info))))


def advice(info: FieldInfo) -> str:
    """With what a field is filled: its description, what may be chosen or an example, each after a dash."""
    parts = [f"– {info.description}"] if info.description else []
    choices = declarations.choices(info.annotation)
    if choices:
        parts.append("– chọn: " + "; ".join(" = ".join(filter(None, (one.value, one.label))) for one in choices))
    elif info.examples:
        parts.append(f"– ví dụ {info.examples[0]}")
    return " ".join(parts)
