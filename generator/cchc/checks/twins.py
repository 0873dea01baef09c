"""What stands there twice: an article posted by two people, a record pasted or copied and not changed."""

from collections.abc import Iterator
from typing import Any

from cchc.entry import Entry
from cchc.model.news import Headline
from cchc.problems import Problem
from cchc.site import Site
from cchc.text import fold

_DAYS = 7  # what comes each week or month may well be called the same
_COPIED = ("event", "report", "hotline", "publication")  # two of the others would share a number, code or address


def articles_differ(site: Site) -> Iterator[Problem]:
    """No two articles of the same days are called the same."""
    articles = site.entries["news"]
    if len({entry.record.title for entry in articles}) == len(articles):
        return
    newer: dict[str, Entry[Headline]] = {}
    for entry in articles:  # the newest first
        other = newer.get(entry.record.title)
        near = other is not None and (other.record.date.date() - entry.record.date.date()).days < _DAYS
        if other is not None and near and other.url != entry.url:  # one address for two is an error of its own
            yield _twice(other, entry, "title")
        newer[entry.record.title] = entry


def records_differ(site: Site) -> Iterator[Problem]:
    """No two events, reports or hotlines are the same in every word, nor two entries of the register but for the id."""
    for key in _COPIED:
        seen: dict[tuple[str, object], Entry[Any]] = {}
        for entry in site.entries[key]:
            first = seen.setdefault((entry.title, getattr(entry.record, "date", None)), entry)
            own = {"id": first.record.id} if hasattr(first.record, "id") else {}
            if first is not entry and first.record == entry.record.model_copy(update=own):
                yield _twice(entry, first, "title" if hasattr(entry.record, "title") else "name")


def sayings_told_once(site: Site) -> Iterator[Problem]:
    """Each way of saying stands in one place, where all that it means can be seen and mended."""
    seen: dict[str, tuple[Entry[Any], int]] = {}
    for entry in site.entries["synonym"]:
        for index, phrase in enumerate(entry.record.say):
            first, place = seen.setdefault(fold(phrase), (entry, index))
            if (first, place) != (entry, index):
                line, _ = first.read().node.find(("say", place))[1]
                message = f"cách nói “{phrase}” đã có ở dòng {line}"
                hint = "bỏ ở một trong hai nơi; có hai nghĩa thì ghi cả hai ở một nơi"
                yield entry.warning(("say", index), "synonym-twice", message, hint)


def _twice(entry: Entry[Any], other: Entry[Any], field: str) -> Problem:
    place = other.path if other.path != entry.path else f"dòng {other.read().node.line}"
    hint = "giữ một, bỏ một bằng `cchc trash`; hai việc khác nhau thì đặt tên cho khác"
    if other.path == entry.path:
        hint = "xóa một trong hai" + (
            "; đúng là hai lượt thì một mục, ghi count: 2" if entry.key == "publication" else ""
        )
    return entry.warning((field,), "written-twice", f"trùng với {place}: “{entry.title}”", hint)
