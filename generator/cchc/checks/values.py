"""What stands in a record, however deep: every text with the path to it."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from cchc.entry import Entry
from cchc.site import Site

Path = tuple[object, ...]


def records(site: Site) -> Iterator[Entry[Any]]:
    """Every entry but the articles, which have rules of their own."""
    for key, entries in site.entries.items():
        if key != "news":
            yield from entries


def papers(site: Site) -> Iterator[Entry[Any]]:
    """Reports and plans."""
    yield from site.reports
    yield from site.plans


def texts(record: BaseModel) -> list[tuple[Path, str]]:
    """Every text of a record; choices are none."""
    found: list[tuple[Path, str]] = []
    _collect(record, (), found)
    return found


def _collect(value: Any, path: Path, found: list[tuple[Path, str]]) -> None:
    kind = type(value)
    if kind is str:
        found.append((path, value))
    elif kind is tuple:
        for index, item in enumerate(value):
            _collect(item, (*path, index), found)
    elif isinstance(value, BaseModel):
        for name, item in value:
            if item is not None:
                _collect(item, (*path, name), found)
