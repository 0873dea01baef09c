"""What stands in a record, however deep: every text with the path to it."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from cchc.site import Entry, Site

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


def texts(record: BaseModel) -> Iterator[tuple[Path, str]]:
    """Every text of a record; choices are none."""
    return ((path, value) for path, value in _within(record, ()) if type(value) is str)


def _within(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _within(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _within(item, (*path, index))
