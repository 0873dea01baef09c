"""Nodes to records: one pydantic model decides, and every refusal becomes a problem with its address."""

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from cchc.declarations import declaration, keys_at, label, model_at, shape
from cchc.node import Node
from cchc.problems import Level, Problem
from cchc.slips import joined_key
from cchc.text import slug


class Record(BaseModel):
    """Base of everything read from a file: frozen, and strict about unknown keys."""

    # defer_build: a build that reads one article need not prepare the validators of all other types
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)
    SEE: ClassVar[str] = "xem mẫu bằng `cchc new`"  # where hints send who does not know how one is written
    #: Fields and choices of older releases, with what to do now: sites keep their files for years.
    FORMER: ClassVar[Mapping[str, str]] = {}

    def visible_on(self, day: dt.date) -> bool:
        """Whether the record shows on a day; types with a time of their own say otherwise."""
        return True


M = TypeVar("M", bound=Record)


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

_BULLET = re.compile(r"[–—•·▪●○➢✓*+]\s*|-(?=\S)")  # of Word, or with no blank behind it
_SCALAR_TYPES = ("date_type", "datetime_type", "time_type", "int_type", "decimal_type", "bool_type")


def build(node: Node, model: type[M], path: str) -> tuple[M | None, list[Problem]]:
    """Make a record of a node, or say everything that is wrong with it."""
    if not isinstance(node.value, dict):
        message = "tệp phải gồm các mục dạng `tên: nội dung`"
        hint = _space_missing(node.value) or model.SEE
        return None, [Problem(path, node.line, node.column, "type", Level.ERROR, message, hint)]
    try:
        return model.model_validate(node.plain()), []
    except ValidationError as error:
        details = _one_cause_each(error.errors(include_url=False, include_input=True), node, model)
        return None, [_problem(detail, node, model, path) for detail in details]


def _problem(detail: ErrorDetails, node: Node, model: type[Record], path: str) -> Problem:
    where, kind = _without_tags(detail["loc"], node), _kind(detail)
    line, column = node.find(where)[1]
    name = label(model, where)
    if kind == "extra_forbidden":
        line, column = node.find(where[:-1])[0].keys.get(str(where[-1]), (line, column))
        name = ""
    rule, message, hint = _in_words(kind, detail, where, model)
    if kind == "missing" and node.find(where)[0].absent:
        hint = _to_fill(where, model)
    return Problem(path, line, column, rule, Level.ERROR, f"{name}: {message}" if name else message, hint)


def _in_words(
    kind: str, detail: ErrorDetails, where: tuple[int | str, ...], model: type[Record]
) -> tuple[str, str, str]:
    """Rule, message and hint of a refusal."""
    context = dict(detail.get("ctx", {}))
    if kind == "extra_forbidden":
        key = str(where[-1])
        if former := _former(key, where[:-1], model):
            return "unknown-key", f"bản này không còn mục “{key}”", former
        meant = _labelled(key, where[:-1], model)
        hint = f"viết `{meant}:` thay cho `{key}:`" if meant else _space_missing(key)
        hint = hint or _did_you_mean(key, keys_at(model, where[:-1]))
        return "unknown-key", f"không có mục “{key}”", hint
    if kind == "enum":
        written = str(detail["input"])
        if former := _former(written, where[:-1], model):
            return "choice", f"bản này không còn lựa chọn “{written}”", former
        choices = [c.strip("' ") for c in str(context["expected"]).replace(" or ", ", ").split(",")]
        return "choice", f"không có lựa chọn “{written}”", _did_you_mean(written, choices)
    if "hint" in context:  # a refusal of ours; it may share the name of one of pydantic's
        return kind, detail["msg"], str(context["hint"])
    if kind in _WORDS:
        rule, message, hint = _WORDS[kind]
        hint = (_space_missing(detail["input"]) if kind == "model_type" else "") or hint
        if kind == "tuple_type" and (bullet := _BULLET.match(str(detail["input"]))):
            hint = f"thay “{bullet[0].strip()}” ở đầu mỗi ý bằng dấu gạch ngang ngắn và một dấu cách: `- `"
        info = declaration(model, where)
        example = f"ví dụ {info.examples[0]}" if info is not None and info.examples else model.SEE
        values = {**context, "key": where[-1], "example": example}
        return rule, message.format(**values), hint.format(**values)
    return "value", "viết chưa đúng", model.SEE


def _labelled(key: str, parent: tuple[int | str, ...], model: type[BaseModel]) -> str:
    """The key whose Vietnamese label was written in its place, with or without marks: `tiêu đề`, `ngay_dang`; or ""."""
    keys = {slug(label(model, (*parent, known)).rpartition(" › ")[2]): known for known in keys_at(model, parent)}
    return keys.get(slug(key), "")


def _former(word: str, parent: tuple[int | str, ...], model: type[BaseModel]) -> str:
    """What to do with a field or a choice that an older release had; "" for any other word."""
    owner = model_at(model, parent)
    return owner.FORMER.get(word, "") if issubclass(owner, Record) else ""


def _to_fill(where: tuple[int | str, ...], model: type[BaseModel]) -> str:
    """What to do with a key that is there with nothing behind it."""
    key = where[-1]
    inner, listed = shape(model, where)
    if listed:
        return f"đã có dòng `{key}:` nhưng còn trống: xuống dòng, mỗi ý một dòng, bắt đầu bằng `  - `"
    if inner is not None and issubclass(inner, Record):
        return f"đã có dòng `{key}:` nhưng còn trống: xuống dòng, lùi vào hai dấu cách, điền từng mục con"
    return f"đã có dòng `{key}:` nhưng còn trống: điền sau dấu hai chấm, cách một dấu cách"


def _space_missing(written: object) -> str:
    """The hint for a key that was read together with its text; "" if that is not what happened."""
    key = joined_key(written) if isinstance(written, str) else ""
    return f"thêm một dấu cách sau dấu hai chấm: `{key}: …`" if key else ""


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
            key = str(detail["loc"][-1])
            if _former(key, parent, model):
                continue
            word = _labelled(key, parent, model) or joined_key(key) or key
            close = difflib.get_close_matches(word, keys_at(model, parent), n=1, cutoff=0.6)
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
