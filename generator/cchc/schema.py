"""Nodes to records: one pydantic model decides, and every refusal becomes a problem with its address.

Also the JSON Schema of a model, with which an editor completes and underlines.
"""

import datetime as dt
import difflib
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from cchc.known import GAP_PATTERN, Gap
from cchc.node import Node
from cchc.problems import Level, Problem

M = TypeVar("M", bound=BaseModel)


class Record(BaseModel):
    """Base of everything read from a file: frozen, and strict about unknown keys."""

    # defer_build: a build that reads one article need not prepare the validators of all other types
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)

    def visible_on(self, day: dt.date) -> bool:
        """Whether the record shows on a day; types with a time of their own say otherwise."""
        return True


@dataclass(frozen=True)
class RequiredUnless:
    """Mark of a field that the model demands in most records, but not when something else holds (in Vietnamese)."""

    case: str


# pydantic's error type -> (our rule, message, hint); {…} come from the error's context.
_WORDS = {
    "missing": ("missing", "chưa điền", "thêm dòng `{key}: …`"),
    "string_too_short": ("missing", "để trống", "điền nội dung, hoặc xóa cả dòng nếu không bắt buộc"),
    "string_too_long": (
        "too-long",
        "dài quá {max_length} ký tự",
        "viết gọn lại, phần chi tiết để ở mục khác",
    ),
    "string_type": ("type", "cần một câu chữ, không phải danh sách", "viết nội dung ngay sau dấu hai chấm"),
    "scalar_type": ("type", "cần một giá trị, không phải danh sách", "viết nội dung ngay sau dấu hai chấm"),
    "tuple_type": ("type", "cần một danh sách", "mỗi ý một dòng, bắt đầu bằng dấu gạch ngang `- `"),
    "list_type": ("type", "cần một danh sách", "mỗi ý một dòng, bắt đầu bằng dấu gạch ngang `- `"),
    "model_type": ("type", "cần nhiều mục con", "xuống dòng, lùi vào hai dấu cách, mỗi mục con một dòng"),
    "too_short": ("missing", "cần ít nhất {min_length} mục", "thêm một dòng bắt đầu bằng `- `"),
    "greater_than_equal": ("range", "phải từ {ge} trở lên", "xem lại con số"),
    "less_than_equal": ("range", "phải từ {le} trở xuống", "xem lại con số"),
    "string_pattern_mismatch": ("pattern", "viết chưa đúng dạng", "{example}"),
}

_SCALAR_TYPES = ("date_type", "datetime_type", "time_type", "int_type", "decimal_type", "bool_type")


def build(node: Node, model: type[M], path: str) -> tuple[M | None, list[Problem]]:
    """Make a record of a node, or say everything that is wrong with it."""
    if not isinstance(node.value, dict):
        message = "tệp phải gồm các mục dạng `tên: nội dung`"
        hint = "xem mẫu bằng `cchc new`"
        return None, [Problem(path, node.line, node.column, "type", Level.ERROR, message, hint)]
    try:
        return model.model_validate(node.plain()), []
    except ValidationError as error:
        details = _one_cause_each(error.errors(include_url=False, include_input=True), node, model)
        return None, [_problem(detail, node, model, path) for detail in details]


def gaps(record: BaseModel, path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], Gap]]:
    """Every fact that a record declares missing, with the path to it."""
    for name in _may_miss(type(record)):
        yield from _gaps_in(getattr(record, name), (*path, name))


def label(model: type[BaseModel], path: tuple[object, ...]) -> str:
    """The Vietnamese label of a path, outermost first: "Cách thức thực hiện › Thời hạn"."""
    titles: list[str] = []
    for info in _walk(model, path):
        if info is not None and info.title and titles[-1:] != [info.title]:
            titles.append(info.title)
    return " › ".join(titles)


def json_schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a model for editors: YAML numbers are welcome where text is meant."""
    schema = model.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_relax(schema), "title": title}


def fields_of(model: type[BaseModel]) -> dict[str, tuple[FieldInfo, type[BaseModel] | None, bool]]:
    """Per field: its declaration, the model inside it if any, and whether it is a list."""
    return {name: (info, *_inner(info.annotation)) for name, info in model.model_fields.items()}


def _problem(detail: ErrorDetails, node: Node, model: type[BaseModel], path: str) -> Problem:
    where, kind = _without_tags(detail["loc"], node), _kind(detail)
    context = dict(detail.get("ctx", {}))
    line, column = node.find(where)[1]
    name = label(model, where)
    prefix = f"{name}: " if name else ""
    if kind == "extra_forbidden":
        key = str(where[-1])
        line, column = node.find(where[:-1])[0].keys.get(key, (line, column))
        return Problem(
            path,
            line,
            column,
            "unknown-key",
            Level.ERROR,
            f"không có mục “{key}”",
            _did_you_mean(key, _keys_at(model, where[:-1])),
        )
    if kind == "enum":
        written = str(detail["input"])
        choices = [c.strip("' ") for c in str(context["expected"]).replace(" or ", ", ").split(",")]
        return Problem(
            path,
            line,
            column,
            "choice",
            Level.ERROR,
            f"{prefix}không có lựa chọn “{written}”",
            _did_you_mean(written, choices),
        )
    if kind in _WORDS and "hint" not in context:  # a refusal of ours may share a rule's name, with words of its own
        rule, message, hint = _WORDS[kind]
        info = ([None, *_walk(model, where)])[-1]
        example = f"ví dụ {info.examples[0]}" if info is not None and info.examples else "xem mẫu bằng `cchc new`"
        values = {**context, "key": where[-1], "example": example}
        return Problem(path, line, column, rule, Level.ERROR, prefix + message.format(**values), hint.format(**values))
    if "hint" not in context:  # a refusal of pydantic's own without words of ours
        message = prefix + "viết chưa đúng"
        return Problem(path, line, column, "value", Level.ERROR, message, "xem mẫu bằng `cchc new`")
    return Problem(path, line, column, kind, Level.ERROR, prefix + detail["msg"], str(context["hint"]))


def _kind(detail: ErrorDetails) -> str:
    """Pydantic's error type, told apart by what was written where pydantic does not."""
    kind, written = detail["type"], detail["input"]
    if kind in ("too_short", "too_long") and isinstance(written, str):
        return f"string_{kind}"
    if kind == "enum" and written == "":
        return "string_too_short"
    if kind in _SCALAR_TYPES or (kind == "enum" and not isinstance(written, str)):
        return "scalar_type"
    return kind


def _without_tags(where: tuple[int | str, ...], node: Node) -> tuple[int | str, ...]:
    """The path as it is written: pydantic puts the names of union members between the keys."""
    path: list[int | str] = []
    for number, part in enumerate(where):
        last = number == len(where) - 1
        if isinstance(node.value, dict) and isinstance(part, str) and (part in node.value or last):
            path.append(part)
            node = node.value.get(part, node)
        elif isinstance(node.value, list) and isinstance(part, int):
            path.append(part)
            node = node.value[part]
    return tuple(path)


def _one_cause_each(details: list[ErrorDetails], node: Node, model: type[BaseModel]) -> list[ErrorDetails]:
    """A misspelt key is also a missing one, a list of wrong items also too short: keep only the cause."""
    meant: set[tuple[object, ...]] = set()
    within = {d["loc"][:length] for d in details for length in range(len(d["loc"]))}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            parent = _without_tags(detail["loc"], node)[:-1]
            close = difflib.get_close_matches(str(detail["loc"][-1]), _keys_at(model, parent), n=1, cutoff=0.6)
            meant |= {(*parent, key) for key in close}
    return [
        d
        for d in details
        if not (d["type"] == "missing" and _without_tags(d["loc"], node) in meant)
        and not (d["type"] == "too_short" and d["loc"] in within)
    ]


def _did_you_mean(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"có phải “{close[0]}”?" if close else "dùng một trong: " + ", ".join(known)


def _keys_at(model: type[BaseModel], path: tuple[object, ...]) -> list[str]:
    inner: type[BaseModel] | None = model
    for info in _walk(model, path):
        inner = _inner(info.annotation)[0] if info is not None else inner
    return list((inner or model).model_fields)


def _walk(model: type[BaseModel], path: tuple[object, ...]) -> Iterator[FieldInfo | None]:
    current: type[BaseModel] | None = model
    for part in path:
        if current is not None and isinstance(part, str) and part in current.model_fields:
            info = current.model_fields[part]
            current = _inner(info.annotation)[0]
            yield info


def _inner(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The record model within an annotation (not Gap), and whether a list is around it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation is not Gap:
        return annotation, False
    origin = get_origin(annotation)
    listed = origin in (list, tuple)
    if origin is not None and (listed or origin in (Union, types.UnionType) or hasattr(annotation, "__metadata__")):
        for argument in get_args(annotation)[: 1 if hasattr(annotation, "__metadata__") else None]:
            found, deeper = _inner(argument)
            if found is not None or deeper:
                return found, listed or deeper
    return None, listed


def _gaps_in(value: Any, path: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], Gap]]:
    if isinstance(value, Gap):
        yield path, value
    elif isinstance(value, BaseModel):
        yield from gaps(value, path)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _gaps_in(item, (*path, index))


@cache
def _may_miss(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a model that may be, or hold, a fact declared missing."""
    return tuple(name for name, info in model.model_fields.items() if _holds_gap(info.annotation))


def _holds_gap(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation is Gap or bool(_may_miss(annotation))
    return any(map(_holds_gap, get_args(annotation)))


def _relax(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_relax(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    relaxed = {("anyOf" if key == "oneOf" else key): _relax(value) for key, value in schema.items()}
    if relaxed.get("type") == "string" and "enum" not in relaxed and relaxed.get("pattern") != GAP_PATTERN:
        relaxed["type"] = ["string", "number"]
    elif relaxed.get("type") == "integer":  # `12.000` is a decimal number to an editor
        relaxed["type"] = ["number", "string"]
    return relaxed
