"""The articles of a build: each that changed, or whose surroundings did, is looked at and its page made.

By one process or two; between them and between builds go plain values.
"""

import os
import posixpath
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from cchc.checks import check_article
from cchc.engine import store
from cchc.engine.bench import Bench, key_of
from cchc.engine.workspace import Progress
from cchc.load import article, headline_entry, light
from cchc.model.news import Headline
from cchc.outline import record_outline, resolve
from cchc.problems import Level, Problem, has_errors
from cchc.site import Entry, Site

POOL_FROM = 400  # articles; below, starting a second process costs more than it saves
_CHUNK = 100
Packed = tuple[Any, ...]


@dataclass(frozen=True)
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
    inputs: dict[str, store.Stamp],
    memory: dict[str, Any],
    done: set[tuple[str, str]],
    progress: Progress | None,
) -> tuple[list[Row], dict[str, str]]:
    """Look at every article, and make the pages of those that changed or whose surroundings did."""
    remembered: dict[str, Packed] = memory.get("articles", {})
    around = _around(bench)
    rows: list[Row] = []
    made: dict[str, str] = {}
    todo: list[tuple[str, store.Stamp]] = []
    for name in sorted(filter(bench.space.is_article, inputs)):
        stamp = inputs[name]
        packed = remembered.get(name)
        row = Row.unpack(bench.space.root, packed) if packed and packed[1] == stamp else None
        if row is not None and row.entry is not None:
            key = _article_key(bench.site, row.entry, around)
            page = row.entry.url[1:] + "index.html"
            visible = row.entry.record.visible_on(bench.site.as_of)
            if not visible or (page, key) in done:
                rows.append(row)
                if visible:
                    made[page] = key
                continue
        todo.append((name, stamp))
    for row in _work(bench, todo, progress):
        rows.append(row)
        if row.entry is not None and row.entry.record.visible_on(bench.site.as_of):
            made[row.entry.url[1:] + "index.html"] = _article_key(bench.site, row.entry, around)
    return rows, made


def _work(bench: Bench, todo: list[tuple[str, store.Stamp]], progress: Progress | None) -> Iterator[Row]:
    chunks = [todo[start : start + _CHUNK] for start in range(0, len(todo), _CHUNK)]
    if len(todo) < POOL_FROM:
        _start(bench)
        yield from _reported(bench, map(_look, chunks), len(todo), progress)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 (25 ms that most builds do not need)

    with ProcessPoolExecutor(2, initializer=_start_worker, initargs=(bench, os.getpid())) as pool:
        yield from _reported(bench, pool.map(_look, chunks), len(todo), progress)


def _reported(bench: Bench, results: Iterable[list[Packed]], total: int, progress: Progress | None) -> Iterator[Row]:
    done = 0
    for rows in results:
        done += len(rows)
        if progress:
            progress(done, total)
        for packed in rows:
            yield Row.unpack(bench.space.root, packed)


@dataclass
class _Process:
    """The bench of this process."""

    bench: Bench | None = field(default=None)


_PROCESS = _Process()


def _start(bench: Bench) -> None:
    _PROCESS.bench = bench


def _start_worker(bench: Bench, parent: int) -> None:
    """Also end when the build is killed: a pool of orphans would wait for ever."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    _start(bench)
    threading.Thread(target=watch, daemon=True).start()


def _look(todo: list[tuple[str, store.Stamp]]) -> list[Packed]:
    bench = _PROCESS.bench
    assert bench is not None
    root = bench.space.root
    rows = []
    for name, stamp in todo:
        entry, problems = article(root, root / name)
        if entry is not None:
            problems += check_article(entry)
            if entry.record.visible_on(bench.site.as_of) and not has_errors(problems) and _sound(bench.site, entry):
                bench.make(record_outline(bench.site, entry))
            entry = light(root, entry)
        rows.append(Row(name, stamp, entry, problems).pack())
    return rows


def _sound(site: Site, entry: Entry[Any]) -> bool:
    """Whether everything that the page names is there; what is not, the rules for the site report."""
    record = entry.record
    return (
        record.category in {term.id for term in site.unit.categories}
        and all(site.find("document", name) for name in record.documents)
        and all(site.find("procedure", code.replace(".", "-").lower()) for code in record.procedures)
    )


def _around(bench: Bench) -> str:
    """Hash of what every article's page is made from, besides itself and what it names."""
    unit = bench.site.entries["unit"][0].digest
    return key_of(bench.space.version, bench.space.url, unit, *map(repr, bench.shells.values()))


def _article_key(site: Site, entry: Entry[Any], around: str) -> str:
    record = entry.record
    named = [site.find("document", name) for name in record.documents]
    named += [site.find("procedure", code.replace(".", "-").lower()) for code in record.procedures]
    folder = posixpath.dirname(entry.path).removeprefix(site.content + "/") if entry.links else ""
    links = [_resolved(site, folder, address) for address in entry.links]
    return key_of(around, entry.digest, entry.url, *links, *(other.digest if other else "" for other in named))


@lru_cache(maxsize=4096)
def _resolved(site: Site, folder: str, address: str) -> str:
    return resolve(site, folder, address)


def _problem(path: str, line: str, column: str, rule: str, level: str, message: str, hint: str) -> Problem:
    return Problem(path, int(line), int(column), rule, Level(level), message, hint)
