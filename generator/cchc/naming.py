"""Names of other records: how a field says that it holds one, and every name that a record holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from cchc.declarations import fields_of

Named = tuple[tuple[object, ...], str, str]  # path, content type, name


@dataclass(frozen=True)
class Refers:
    """Mark of a kind of field: the text names a record of this content type (or, for "task", a plan's task)."""

    key: str


def references(record: BaseModel, path: tuple[object, ...] = ()) -> Iterator[Named]:
    """Every name of another record, with the path to it and the type it belongs to."""
    for name, key in _naming(type(record)):
        yield from _references_in(getattr(record, name), (*path, name), key)


@cache
def _naming(model: type[BaseModel]) -> tuple[tuple[str, str | None], ...]:
    """The fields of a model that name other records, themselves (with the type) or in records inside them."""
    found = []
    for name, (info, inner, _) in fields_of(model).items():
        key = _refers(info.annotation, info.metadata)
        if key or (inner and _naming(inner)):
            found.append((name, key))
    return tuple(found)


def _refers(annotation: Any, metadata: list[Any]) -> str | None:
    for mark in metadata:
        if isinstance(mark, Refers):
            return mark.key
    if isinstance(annotation, type):
        return None
    for argument in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        if isinstance(argument, Refers):
            return argument.key
        if get_origin(argument) is not None or hasattr(argument, "__metadata__"):
            found = _refers(argument, [])
            if found:
                return found
    return None


def _references_in(value: Any, path: tuple[object, ...], key: str | None) -> Iterator[Named]:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _references_in(item, (*path, index), key)
    elif isinstance(value, BaseModel):
        yield from references(value, path)
    elif key and isinstance(value, str):
        yield path, key, value
