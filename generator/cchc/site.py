"""A site in memory: entries with their addresses, as of one day. Pure values, no files."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from cchc import naming, terms
from cchc.entry import Entry, Reference
from cchc.model.base import Language
from cchc.model.document import Document
from cchc.model.hotline import Hotline
from cchc.model.indicator import Indicator
from cchc.model.news import Headline
from cchc.model.organisation import Organisation
from cchc.model.plan import Plan, Task
from cchc.model.procedure import Procedure
from cchc.model.registry import TYPES
from cchc.model.report import Report
from cchc.model.translation import Translation, TranslationState
from cchc.model.unit import Unit
from cchc.pictures import Picture

R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Site:
    """Everything that is published, in order, as of one day. `root` is the folder of mkdocs.yml,
    `content` the name of the folder in it that people write in.

    `files` are all files below content/ but the articles, `texts` the Markdown pages among them that people write by
    hand. `unread` names, by content type, the files that could not be read as a record: rules must not blame others
    for naming them. `pictures` are those of the files that can be shown.
    """

    root: Path
    content: str
    as_of: dt.date
    url: str
    entries: dict[str, tuple[Entry[Any], ...]]
    files: frozenset[str]
    texts: dict[str, str]
    unread: dict[str, frozenset[str]] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)

    @property
    def unit(self) -> Unit:
        """The publishing body."""
        record: Unit = self.entries["unit"][0].record
        return record

    def is_unit(self, body: str) -> bool:
        """Whether a body is called as the unit is, or was (an alias of its organisation), in whatever spelling."""
        names = (self.unit.name, self.unit.short_name)
        known = self.organisation(body)
        return any(terms.same(body, name) or (known and known is self.organisation(name)) for name in names)

    def of(self, model: type[R]) -> tuple[Entry[R], ...]:
        """All entries of one content type."""
        return next((found for key, found in self.entries.items() if _MODELS[key] is model), ())

    def shown(self, key: str) -> tuple[Entry[Any], ...]:
        """The entries of a content type that show on the day, in the order of the type."""
        return self._shown[key]

    @cached_property
    def news(self) -> tuple[Entry[Headline], ...]:
        """News items that show on the day, newest first."""
        return self.shown("news")

    @cached_property
    def months(self) -> dict[tuple[int, int], tuple[Entry[Headline], ...]]:
        """The same by year and month: what is listed or hashed for a month needs no look at all items."""
        return _by_month(self.news)

    @cached_property
    def posted(self) -> tuple[Entry[Headline], ...]:
        """News that showed at its time, newest first: what has expired since still counts and proves."""
        return tuple(entry for entry in self.entries["news"] if entry.record.posted_by(self.as_of))

    @cached_property
    def posted_months(self) -> dict[tuple[int, int], tuple[Entry[Headline], ...]]:
        """The same by year and month."""
        return self.months if len(self.posted) == len(self.news) else _by_month(self.posted)

    @cached_property
    def procedures(self) -> tuple[Entry[Procedure], ...]:
        """Procedures in the order of the Vietnamese alphabet."""
        return self.of(Procedure)

    @cached_property
    def indicators(self) -> tuple[Entry[Indicator], ...]:
        """Indicators."""
        return self.of(Indicator)

    @cached_property
    def hotlines(self) -> tuple[Entry[Hotline], ...]:
        """Hotlines and receiving points that show on the day, as listed in the file."""
        return self.shown("hotline")

    @cached_property
    def documents(self) -> tuple[Entry[Document], ...]:
        """Documents, newest first."""
        return self.of(Document)

    @cached_property
    def plans(self) -> tuple[Entry[Plan], ...]:
        """Plans, newest period first."""
        return self.of(Plan)

    @cached_property
    def reports(self) -> tuple[Entry[Report], ...]:
        """Reports, newest period first."""
        return self.of(Report)

    @cached_property
    def own_plans(self) -> tuple[Entry[Plan], ...]:
        """The unit's own plans, newest period first."""
        return tuple(entry for entry in self.plans if self.is_unit(entry.record.issuer))

    @cached_property
    def own_reports(self) -> tuple[Entry[Report], ...]:
        """The unit's own reports, newest period first: those of other bodies tell no figure of it."""
        return tuple(entry for entry in self.reports if self.is_unit(entry.record.issuer))

    def find(self, key: str, slug: str) -> Entry[Any] | None:
        """The entry of a content type with a slug."""
        return self.by_slug[key].get(slug)

    def absolute(self, path: str, anchor: str = "") -> str:
        """The whole address of a page or file: "/thu-tuc/" -> "https://xa.example.vn/thu-tuc/"."""
        return self.url + _quoted(path.lstrip("/")) + (f"#{anchor}" if anchor else "")

    def naming(self, document: str) -> tuple[Entry[Headline], ...]:
        """News that shows and names a document, by its slug."""
        return self._naming.get(document, ())

    def proving(self, task: str) -> tuple[Entry[Headline], ...]:
        """News that names a task of a plan and showed at its time."""
        return self._proving.get(task, ())

    def referring(self, key: str, name: str) -> tuple[Reference, ...]:
        """Where records other than news name a record of a type (or, for "task", a plan's task)."""
        return self._referring.get((key, name), ())

    def referrers(self, key: str, name: str) -> int:
        """How many records other than news name a record."""
        return len({(reference.entry.key, reference.entry.slug) for reference in self.referring(key, name)})

    def procedure(self, code: str) -> Entry[Procedure] | None:
        """The procedure of a code."""
        return self._procedures.get(code)

    def translations(self, code: str) -> tuple[Entry[Translation], ...]:
        """The translations of a procedure, by its code."""
        return self._translations.get(code, ())

    def translation_state(self, record: Procedure, language: Language) -> TranslationState:
        """Old when the Vietnamese text has changed since the translation was made."""
        found = (entry.record for entry in self.translations(record.code) if entry.record.language is language)
        translation = next(found, None)
        if translation is None:
            return TranslationState.MISSING
        return TranslationState.OLD if translation.made_on < record.worded_on else TranslationState.CURRENT

    @property
    def tasks(self) -> Iterable[str]:
        """Ids of the tasks of all plans."""
        return self._tasks.keys()

    def task(self, name: str) -> tuple[Entry[Plan], Task] | None:
        """The task of any plan with this id."""
        return self._tasks.get(name)

    def organisation(self, name: str) -> Entry[Organisation] | None:
        """The organisation that is called so, in whatever spelling."""
        return self._organisations.get(terms.folded(name))

    def names(self, key: str, *, codes: bool = False) -> frozenset[str]:
        """What records of a type may be called: slugs (or codes), and names of files that could not be read."""
        found = {entry.record.code if codes else entry.stem for entry in self.entries[key]}
        return frozenset(found) | self.unread.get(key, frozenset())

    @cached_property
    def _shown(self) -> dict[str, tuple[Entry[Any], ...]]:
        day = self.as_of
        return {key: tuple(e for e in entries if e.record.visible_on(day)) for key, entries in self.entries.items()}

    @cached_property
    def _referring(self) -> dict[tuple[str, str], tuple[Reference, ...]]:
        found: dict[tuple[str, str], list[Reference]] = {}
        for key, entries in self.entries.items():
            for entry in entries if key != "news" else ():
                for where, kind, name in naming.references(entry.record):
                    found.setdefault((kind, name), []).append(Reference(entry, where))
        return {named: tuple(references) for named, references in found.items()}

    @cached_property
    def _tasks(self) -> dict[str, tuple[Entry[Plan], Task]]:
        return {task.id: (plan, task) for plan in reversed(self.plans) for task in plan.record.tasks}

    @cached_property
    def _procedures(self) -> dict[str, Entry[Procedure]]:
        return {entry.record.code: entry for entry in self.procedures}

    @cached_property
    def _translations(self) -> dict[str, tuple[Entry[Translation], ...]]:
        found: dict[str, tuple[Entry[Translation], ...]] = {}
        for entry in self.of(Translation):
            found[entry.record.code] = (*found.get(entry.record.code, ()), entry)
        return found

    @cached_property
    def _organisations(self) -> dict[str, Entry[Organisation]]:
        entries = self.of(Organisation)
        return {terms.folded(name): entry for entry in entries for name in (entry.record.name, *entry.record.aliases)}

    @cached_property
    def _naming(self) -> dict[str, tuple[Entry[Headline], ...]]:
        return _by_name(self.news, "documents")

    @cached_property
    def _proving(self) -> dict[str, tuple[Entry[Headline], ...]]:
        return _by_name(self.posted, "tasks")

    @cached_property
    def by_slug(self) -> dict[str, dict[str, Entry[Any]]]:
        """Entries by content type and slug."""
        return {key: {entry.slug: entry for entry in entries} for key, entries in self.entries.items()}


def _by_month(news: tuple[Entry[Headline], ...]) -> dict[tuple[int, int], tuple[Entry[Headline], ...]]:
    found: dict[tuple[int, int], list[Entry[Headline]]] = {}
    for entry in news:
        found.setdefault(entry.record.month, []).append(entry)
    return {month: tuple(entries) for month, entries in found.items()}


def _by_name(news: tuple[Entry[Headline], ...], field: str) -> dict[str, tuple[Entry[Headline], ...]]:
    """The news that name something in a field, by its name."""
    found: dict[str, list[Entry[Headline]]] = {}
    for entry in news:
        for name in getattr(entry.record, field):
            found.setdefault(name, []).append(entry)
    return {name: tuple(entries) for name, entries in found.items()}


@lru_cache(maxsize=1024)  # a page names itself ten times in its head
def _quoted(path: str) -> str:
    return quote(path)


_MODELS = {content_type.key: content_type.model for content_type in TYPES}
