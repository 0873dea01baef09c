"""The articles of a build: each that changed, or whose surroundings did, is looked at and its page made.

Between processes and between builds go plain values.
"""

import posixpath
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from cchc.checks import check_article
from cchc.engine import store
from cchc.engine.bench import Bench, key_of
from cchc.engine.pool import spread
from cchc.engine.workspace import Progress
from cchc.load import article, headline_entry, light
from cchc.model.news import Headline
from cchc.outline import record_outline, resolve
from cchc.problems import Level, Problem, has_errors
from cchc.search.documents import news_document
from cchc.search.index import Document
from cchc.site import Entry, Site

Packed = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An article that was looked at: its headline (None: unreadable) and its problems."""

    path: str
    stamp: store.Stamp
    entry: Entry[Any] | None
    problems: list[Problem]
    packed: Packed | None = None

    def pack(self) -> Packed:
        """Plain values, quick to store."""
        if self.packed is not None:
            return self.packed
        entry = self.entry
        told = (entry.slug, entry.digest, entry.links, *entry.record.pack()) if entry else ()
        return self.path, self.stamp, told, [tuple(map(str, astuple(problem))) for problem in self.problems]

    @classmethod
    def unpack(cls, root: Path, packed: Packed) -> "Row":
        """The row again."""
        path, stamp, told, problems = packed
        entry = None
        if told:
            slug, digest, links, *headline = told
            entry = headline_entry(root, path, slug, digest, links, Headline.unpack(tuple(headline)))
        return cls(path, stamp, entry, [_problem(*values) for values in problems], packed)


def look_at(
    bench: Bench,
    ground: str,
    inputs: dict[str, store.Stamp],
    memory: dict[str, Any],
    done: dict[str, str],
    progress: Progress | None,
) -> tuple[list[Row], dict[str, str], dict[str, Document]]:
    """Look at every article, and make the pages of those that changed or whose surroundings did; what search knows
    of these comes along.

    `ground` is the hash of everything but the articles, `done` the keys of the files that stand as they were made.
    """
    remembered: dict[str, Packed] = memory.get("articles", {})
    around = _around(bench)
    settled = memory.get("around") == (around, ground)  # then only an article's own file can change its page
    memory["around"] = (around, ground)
    rows: list[Row] = []
    made: dict[str, str] = {}
    todo: list[tuple[str, store.Stamp]] = []
    for name in sorted(filter(bench.space.is_article, inputs)):
        stamp = inputs[name]
        packed = remembered.get(name)
        row = Row.unpack(bench.space.root, packed) if packed and packed[1] == stamp else None
        if row is not None and row.entry is not None:
            page = row.entry.url[1:] + "index.html"
            visible = row.entry.record.visible_on(bench.site.as_of)
            key = done.get(page, "") if settled else _article_key(bench.site, row.entry, around)
            if not visible or (key and done.get(page) == key):
                rows.append(row)
                if visible:
                    made[page] = key
                continue
        todo.append((name, stamp))
    if todo:
        bench.templates.load(["news/page"])
    fresh: dict[str, Document] = {}
    for packed, found in chain.from_iterable(spread(_look, bench, todo, progress)):
        if found is not None:
            fresh[packed[0]] = found
        row = replace(Row.unpack(bench.space.root, packed), packed=None)  # ten thousand would be 5 MB twice
        rows.append(row)
        if row.entry is not None and row.entry.record.visible_on(bench.site.as_of):
            made[row.entry.url[1:] + "index.html"] = _article_key(bench.site, row.entry, around)
    return rows, made, fresh


def _look(bench: Bench, todo: list[tuple[str, store.Stamp]]) -> list[tuple[Packed, Document | None]]:
    root, site = bench.space.root, bench.site
    found = [article(root, name) for name, _ in todo]
    for entry, problems in found:
        if entry is not None:
            problems.extend(check_article(entry))
    shown = [
        entry
        for entry, problems in found
        if entry is not None
        if entry.record.visible_on(site.as_of) and not has_errors(problems) and _sound(site, entry)
    ]
    bench.make(record_outline(site, entry) for entry in shown)
    documents = {entry.path: news_document(entry, entry.read().body) for entry in shown}
    rows = [
        Row(*named, light(root, entry) if entry is not None else None, problems)
        for named, (entry, problems) in zip(todo, found, strict=True)
    ]
    return [(row.pack(), documents.get(row.path)) for row in rows]


def _sound(site: Site, entry: Entry[Any]) -> bool:
    """Whether everything that the page names is there; what is not, the rules for the site report."""
    record = entry.record
    return (
        record.category in {term.id for term in site.unit.categories}
        and all(site.find("document", name) for name in record.documents)
        and all(site.find("procedure", code.replace(".", "-").lower()) for code in record.procedures)
        and all(site.task(name) for name in record.tasks)
    )


def _around(bench: Bench) -> str:
    """Hash of what every article's page is made from, besides itself and what it names."""
    unit = bench.site.entries["unit"][0].digest
    return key_of(bench.space.version, bench.space.url, unit, *map(repr, bench.shells.values()))


def _article_key(site: Site, entry: Entry[Any], around: str) -> str:
    record = entry.record
    named = [site.find("document", name) for name in record.documents]
    named += [site.find("procedure", code.replace(".", "-").lower()) for code in record.procedures]
    plans = [found[0] for found in map(site.task, record.tasks) if found]
    places = [plan.url for plan in plans]  # a task keeps its name when its plan moves, or when a newer plan has it too
    named += plans
    folder = posixpath.dirname(entry.path).removeprefix(site.content + "/") if entry.links else ""
    links = [_resolved(site, folder, address) for address in entry.links]
    return key_of(around, entry.digest, entry.url, *links, *places, *(other.digest if other else "" for other in named))


@lru_cache(maxsize=4096)
def _resolved(site: Site, folder: str, address: str) -> str:
    return resolve(site, folder, address)


def _problem(path: str, line: str, column: str, rule: str, level: str, message: str, hint: str) -> Problem:
    return Problem(path, int(line), int(column), rule, Level(level), message, hint)
