"""Nodes to records, and the schema with which editors complete and underline."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from pydantic import Field

from cchc import declarations, drafts, schema
from cchc.fields import Count, Line, Phone
from cchc.known import Choice, Gap, Known
from cchc.model.base import ContentType, Store
from cchc.model.registry import BY_KEY
from cchc.source import parse_yaml
from conftest import HERE, REPOSITORY


class Colour(Choice):
    """A closed list."""

    RED = "do", "Đỏ"
    BLUE = "xanh", "Xanh"


class Part(schema.Record):
    """A record within a record, with a field named like a part of pydantic's paths."""

    value: Count | None = Field(None, title="Con số")
    name: Line = Field(title="Tên phần")


class Whole(schema.Record):
    """A record with every shape a field can have."""

    FORMER: ClassVar = {"names": "viết tên vào `name`", "den": "chọn màu khác"}

    name: Line = Field(title="Tên", max_length=10)
    phone: Known[Phone] | None = Field(None, title="Số điện thoại")
    colour: Colour = Field(Colour.RED, title="Màu")
    parts: Known[tuple[Part, ...]] = Field((), title="Các phần")
    code: Line | None = Field(None, title="Mã", pattern=r"^\d$", examples=["7"])


class EditorLoader(yaml.BaseLoader):
    """Reads YAML as editors do (YAML 1.2 core schema): numbers and null are not text, dates and `no` are."""


for tag, pattern, first in (
    ("int", r"[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"(true|True|TRUE|false|False|FALSE)$", "tTfF"),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
for tag, construct in (
    ("int", int),
    ("float", float),
    ("null", lambda _: None),
    ("bool", lambda t: t.lower() == "true"),
):
    EditorLoader.add_constructor(
        f"tag:yaml.org,2002:{tag}",
        lambda loader, node, construct=construct: construct(loader.construct_scalar(node)),
    )


def problems(text: str) -> list[tuple[int, int, str, str, str]]:
    """Line, column, rule, message and hint of every problem of a text."""
    node, found = parse_yaml(text, "a.yml")
    assert node is not None, found
    return [(p.line, p.column, p.rule, p.message, p.hint) for p in schema.build(node, Whole, "a.yml")[1]]


def test_a_sound_node_becomes_a_frozen_record() -> None:
    node, _ = parse_yaml("name: a\nphone: 113\ncolour: xanh\nparts:\n  - value: 12.000\n    name: b\ncode:\n", "a.yml")
    assert node is not None
    record, found = schema.build(node, Whole, "a.yml")
    assert found == []
    assert record == Whole(name="a", phone="113", colour=Colour.BLUE, parts=(Part(value=12000, name="b"),))
    with pytest.raises(ValueError, match="frozen"):
        record.name = "b"


@pytest.mark.parametrize(
    ("text", "line", "column", "rule", "words", "way_out"),
    [
        ("colour: do", 1, 1, "missing", "Tên: chưa điền", "name: …"),
        ("colour: do\nname:", 2, 1, "missing", "Tên: chưa điền", "đã có dòng `name:` nhưng còn trống"),
        ("name:x", 1, 1, "type", "tên: nội dung", "thêm một dấu cách sau dấu hai chấm: `name: …`"),
        ("name: ''", 1, 7, "missing", "Tên: để trống", "điền nội dung"),
        ("name: abcdefghijk", 1, 7, "too-long", "Tên: dài quá 10 ký tự", "gọn"),
        ("name: a\ncolor: do", 2, 1, "unknown-key", "không có mục “color”", "có phải “colour”?"),
        ("name: a\ncolour: xnh", 2, 9, "choice", "Màu: không có lựa chọn “xnh”", "có phải “xanh”?"),
        ("name: a\nnames: b", 2, 1, "unknown-key", "bản này không còn mục “names”", "viết tên vào `name`"),
        ("name: a\ncolour: den", 2, 9, "choice", "Màu: bản này không còn lựa chọn “den”", "chọn màu khác"),
        ("name: a\nparts:\n  - name: b\n    names: c", 4, 5, "unknown-key", "không có mục “names”", "“name”?"),
        ("name: a\ncolour: qqq", 2, 9, "choice", "“qqq”", "dùng một trong: do, xanh"),
        ("name: a\nphone: 12", 2, 8, "phone", "Số điện thoại: “12”", "10 số"),
        ("name: a\nphone: chưa có", 2, 8, "gap-reason", "Số điện thoại", "chưa có (lý do)"),
        ("name: a\ncode: x", 2, 7, "pattern", "Mã: viết chưa đúng dạng", "ví dụ 7"),
        ("name:\n  - a", 2, 3, "type", "Tên: cần một câu chữ", "sau dấu hai chấm"),
        ("name: a\nparts:\n  - name:b", 3, 5, "type", "Các phần: cần nhiều mục con", "một dấu cách sau dấu hai chấm"),
        ("colour: do\nname:a: b", 2, 1, "unknown-key", "“name:a”", "một dấu cách sau dấu hai chấm: `name: …`"),
        ("name: a\nparts: b", 2, 8, "type", "Các phần: cần một danh sách", "gạch ngang"),
        ("name: a\nparts:\n  - name: b\n    value: -1", 4, 12, "count", "Các phần › Con số", "số nguyên"),
        ("name: a\nparts:\n  - value: 1", 3, 5, "missing", "Các phần › Tên phần: chưa điền", "name: …"),
        ("- name: a", 1, 1, "type", "tên: nội dung", "cchc new"),
    ],
)
def test_each_mistake_is_one_problem_with_place_words_and_way_out(
    text: str, line: int, column: int, rule: str, words: str, way_out: str
) -> None:
    (found,) = problems(text)
    assert found[:3] == (line, column, rule)
    assert words in found[3]
    assert way_out in found[4]


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    text = "nam: a\nphone: x\ncolour: y\nparts:\n  - name: b\n    other: c\n"
    assert [(line, rule) for line, _, rule, *_ in sorted(problems(text))] == [
        (1, "unknown-key"),
        (2, "phone"),
        (3, "choice"),
        (6, "unknown-key"),
    ]


def test_a_field_of_an_older_release_is_no_slip_of_another() -> None:
    assert [rule for _, _, rule, *_ in sorted(problems("names: a"))] == ["missing", "unknown-key"]


@pytest.mark.parametrize("kind", [kind for kind in BY_KEY.values() if kind.model.FORMER], ids=lambda kind: kind.key)
def test_what_a_record_no_longer_has_it_does_not_have(kind: ContentType) -> None:
    known = {*kind.model.model_fields} | {
        choice.value for info in kind.model.model_fields.values() for choice in declarations.choices(info.annotation)
    }
    assert not known & kind.model.FORMER.keys()


def test_an_empty_item_of_a_list_of_choices_is_missing() -> None:
    node, _ = parse_yaml(drafts.form(BY_KEY["procedure"], dt.date(2024, 1, 1)), "a.yml")
    assert node is not None
    found = schema.build(node, BY_KEY["procedure"].model, "a.yml")[1]
    assert {problem.rule for problem in found} == {"missing"}


def test_gaps_are_found_wherever_they_are() -> None:
    record = Whole(name="a", phone="chưa có (x)", parts="chưa có (y)")
    assert list(declarations.gaps(record)) == [(("phone",), Gap(reason="x")), (("parts",), Gap(reason="y"))]
    assert list(declarations.gaps(Whole(name="a"))) == []


def test_a_path_is_told_in_the_words_of_the_form() -> None:
    assert declarations.label(Whole, ("parts", 0, "name")) == "Các phần › Tên phần"
    assert declarations.label(Whole, ("other",)) == ""


def test_fields_know_the_record_inside_and_whether_they_are_lists() -> None:
    found = {name: (inner, listed) for name, (_, inner, listed) in declarations.fields_of(Whole).items()}
    assert found == {
        "name": (None, False),
        "phone": (None, False),
        "colour": (None, False),
        "parts": (Part, True),
        "code": (None, False),
    }


@pytest.mark.parametrize("key", BY_KEY)
def test_a_schema_is_valid_json_schema_2020_12(key: str) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    described = json.loads(drafts.schema_text(BY_KEY[key]))
    assert described["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    jsonschema.Draft202012Validator.check_schema(described)
    assert described["title"] == BY_KEY[key].label
    told = {"$schema", "$defs", "title", "description", "default", "examples"}
    assert keywords(described) <= {*jsonschema.Draft202012Validator.VALIDATORS, *told}


def keywords(described: Any) -> set[str]:
    """Every keyword of a schema; a validator passes over what it does not know."""
    if isinstance(described, list):
        return {found for item in described for found in keywords(item)}
    if not isinstance(described, dict):
        return set()
    named = [inner for key in ("properties", "$defs") for inner in described.get(key, {}).values()]
    inner = [value for key, value in described.items() if key in ("items", "anyOf")]
    return {*described}.union(*map(keywords, named + inner))


@pytest.mark.parametrize("root", [REPOSITORY, HERE / "commune"], ids=["site", "commune"])
def test_an_editor_underlines_nothing_in_sound_records(root: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    errors: list[str] = []
    for kind in BY_KEY.values():
        validator = jsonschema.Draft202012Validator(json.loads(drafts.schema_text(kind)))
        for path, text in records(kind, root):
            errors += [f"{path}: {error.json_path}" for error in validator.iter_errors(as_editor(text))]
    assert errors == []


@pytest.mark.parametrize("wrong", ["nam: a", "name: a\ncolour: red", "name: a\nother: 1", "{}"])
def test_an_editor_underlines_misspelt_keys_and_unknown_choices(wrong: str) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    validator = jsonschema.Draft202012Validator(declarations.json_schema(Whole, "x"))
    assert validator.is_valid(as_editor("name: 0236\ncolour: do\nparts:\n  - name: 1.5\n    value: 3"))
    assert not validator.is_valid(as_editor(wrong))


def test_an_editor_accepts_a_gap() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    validator = jsonschema.Draft202012Validator(declarations.json_schema(Whole, "x"))
    assert validator.is_valid(as_editor("name: a\nphone: chưa có (x)"))


@pytest.mark.parametrize("key", BY_KEY)
def test_the_schema_beside_the_data_is_the_one_of_the_program(key: str) -> None:
    path = REPOSITORY / "site_data" / drafts.SCHEMA_FOLDER / f"{key}.json"
    assert path.read_text(encoding="utf-8") == drafts.schema_text(BY_KEY[key]), "run `cchc schema`"


def as_editor(text: str) -> Any:
    """YAML as an editor's language server understands it."""
    return yaml.load(text, EditorLoader)


def records(kind: ContentType, root: Path) -> list[tuple[Path, str]]:
    """The YAML of every file of a type; of articles the front matter."""
    if kind.store is Store.ARTICLES:
        paths = [p for p in sorted((root / "content" / kind.path).rglob("*.md")) if p.name != "index.md"]
        return [(path, path.read_text(encoding="utf-8").split("---\n")[1]) for path in paths]
    place = root / "site_data" / kind.path
    paths = sorted(place.glob("*.yml")) if kind.store is Store.FOLDER else [place] if place.exists() else []
    return [(path, path.read_text(encoding="utf-8")) for path in paths]
