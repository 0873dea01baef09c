"""What a model declares: its fields, their labels, which facts may be missing, the JSON Schema for editors."""

import datetime as dt
import types
from collections.abc import Iterator
from functools import cache
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cchc.known import GAP_PATTERN, Choice, Gap


def fields_of(model: type[BaseModel]) -> dict[str, tuple[FieldInfo, type[BaseModel] | None, bool]]:
    """Per field: its declaration, the model inside it if any, and whether it is a list."""
    return {name: (info, *_inner(info.annotation)) for name, info in model.model_fields.items()}


def declaration(model: type[BaseModel], path: tuple[object, ...]) -> FieldInfo | None:
    """How the field that a path leads to is declared."""
    return ([None, *_walk(model, path)])[-1]


def shape(model: type[BaseModel], path: tuple[object, ...]) -> tuple[type[BaseModel] | None, bool]:
    """The model inside the field that a path leads to, if any, and whether the field is a list."""
    info = declaration(model, path)
    return _inner(info.annotation) if info is not None else (None, False)


def label(model: type[BaseModel], path: tuple[object, ...]) -> str:
    """The Vietnamese label of a path, outermost first: "Cách thức thực hiện › Thời hạn"."""
    titles: list[str] = []
    for info in _walk(model, path):
        if info.title and titles[-1:] != [info.title]:
            titles.append(info.title)
    return " › ".join(titles)


def model_at(model: type[BaseModel], path: tuple[object, ...]) -> type[BaseModel]:
    """The model itself, or that of the record inside it that a path leads to."""
    inner: type[BaseModel] | None = model
    for info in _walk(model, path):
        inner = _inner(info.annotation)[0]
    return inner or model


def keys_at(model: type[BaseModel], path: tuple[object, ...]) -> list[str]:
    """The fields of the model, or of the record inside it, that a path leads to."""
    return list(model_at(model, path).model_fields)


def choices(annotation: Any) -> list[Choice]:
    """What may be chosen for a field of an annotation; none where it is no choice."""
    if isinstance(annotation, type) and issubclass(annotation, Choice):
        return list(annotation)
    return next((found for argument in get_args(annotation) if (found := choices(argument))), [])


def is_day(annotation: Any) -> bool:
    """Whether a field of an annotation is a day, or a day with an hour."""
    if isinstance(annotation, type):
        return issubclass(annotation, dt.date)
    return any(map(is_day, get_args(annotation)))


def gaps(record: BaseModel, path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], Gap]]:
    """Every fact that a record declares missing, with the path to it."""
    for name in _may_miss(type(record)):
        yield from _gaps_in(getattr(record, name), (*path, name))


def json_schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a model for editors: YAML numbers are welcome where text is meant."""
    schema = model.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_relax(schema), "title": title}


def _walk(model: type[BaseModel], path: tuple[object, ...]) -> Iterator[FieldInfo]:
    """The declaration of each field on the way."""
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
