"""A record and where it stands: its file, its address on the site; and places in records that name others."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar

from cchc import declarations
from cchc.model.base import ContentType
from cchc.model.plan import Plan
from cchc.model.registry import BY_KEY
from cchc.node import Node
from cchc.problems import Level, Problem

R = TypeVar("R")


class Written(NamedTuple):
    """What stands in a record's file: nodes with addresses, and the Markdown text of an article."""

    node: Node
    body: str = ""
    body_line: int = 1


@dataclass(frozen=True, slots=True)
class Entry(Generic[R]):
    """A record and where it stands: its file, and its own address on the site.

    `read` gives what is written in the file, from memory or by reading it again: an archive of thousands of
    articles is not kept in memory. `digest` changes when the file does. `links` are the addresses on this site
    that an article's text points to, `figures` the words of the figures that it quotes. `position` is the place of a
    list's record in its file, from 0.
    """

    key: str
    record: R
    path: str
    slug: str
    read: Callable[[], Written] = field(compare=False, repr=False)
    digest: str = ""
    links: tuple[str, ...] = ()
    position: int = 0
    figures: tuple[str, ...] = ()

    @property
    def type(self) -> ContentType:
        """The content type; `key` names it."""
        return BY_KEY[self.key]

    @property
    def url(self) -> str:
        """Address of the record's page from the site's root: "/thu-tuc/1-001193/"."""
        return f"{BY_KEY[self.key].url}{self.slug}/"

    @property
    def place(self) -> tuple[str, str]:
        """Address and anchor of what a reader is sent to: the record's page, or its place on the list."""
        kind = self.type
        return (self.url, "") if kind.own_pages else (kind.url, self.slug)

    @property
    def title(self) -> str:
        """What a link to the record says: its short name where it has one, else its kind."""
        names = (getattr(self.record, name, None) for name in ("short_name", "heading", "title", "name"))
        return next((name for name in names if isinstance(name, str)), self.type.label)

    @property
    def stem(self) -> str:
        """Name of the record's file without its ending, the last part of the address."""
        return self.slug.rsplit("/", 1)[-1]

    @property
    def names(self) -> tuple[str, str]:
        """What others may call it: the name of its file, and the end of its address ("2024/12/lich-tiep-dan")."""
        return self.stem, self.slug

    def error(self, where: tuple[object, ...], rule: str, message: str, hint: str) -> Problem:
        """An error at a path of keys and indices within this record."""
        line, column = self.read().node.find(where)[1]
        return Problem(self.path, line, column, rule, Level.ERROR, message, hint)

    def warning(self, where: tuple[object, ...], rule: str, message: str, hint: str) -> Problem:
        """A warning at a path of keys and indices within this record."""
        return replace(self.error(where, rule, message, hint), level=Level.WARNING)

    def notice(self, where: tuple[object, ...], rule: str, message: str, hint: str) -> Problem:
        """A notice at a path of keys and indices within this record."""
        return replace(self.error(where, rule, message, hint), level=Level.NOTICE)


class Reference(NamedTuple):
    """A place that names another record: the entry, and the path of keys and indices in it."""

    entry: "Entry[Any]"
    where: tuple[object, ...]

    @property
    def holder(self) -> Any:
        """What holds the name: a citation, a proof, a list of names, or the record itself."""
        holder = self.entry.record
        for step in self.where[:-1]:
            holder = holder[step] if isinstance(step, int) else getattr(holder, str(step))
        return holder

    @property
    def section(self) -> str:
        """The part of the record that the name stands in, as forms call it: "Nhiệm vụ"."""
        return declarations.label(type(self.entry.record), self.where[:1])

    @property
    def place(self) -> tuple[str, str]:
        """Address and anchor of what a reader is sent to: of a plan, the task."""
        record = self.entry.record
        if isinstance(record, Plan) and self.where[0] == "tasks" and isinstance(self.where[1], int):
            return self.entry.url, record.tasks[self.where[1]].id
        return self.entry.place
