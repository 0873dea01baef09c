"""From what is on disk to the next site, doing only what changed. Knows nothing of MkDocs.

A page is a pure function, and its key a hash of all it was made from. A page of a record or a list is made from
everything but the articles (its `ground`), and from the news that its outline shows; an article's page from its own
text and from what it may name.
"""

import hashlib
import os
import posixpath
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cchc.checks import check_article, check_records, check_site
from cchc.engine import staging, store
from cchc.engine.session import Session
from cchc.engine.shell import Shell, shell_name, values
from cchc.engine.workspace import Progress, Workspace
from cchc.feeds import feed_outlines, render_feed
from cchc.load import article, headline_entry, light, load_records, with_articles
from cchc.model.news import Headline
from cchc.outline import Outline, addresses, record_outline, resolve, standing_outlines
from cchc.pages import render
from cchc.pages.templating import Templates
from cchc.problems import Level, Problem, arrange, has_errors
from cchc.site import Entry, Site
from cchc.text import today

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


@dataclass
class Outcome:
    """What a build did: nothing is published when there are errors."""

    problems: list[Problem]
    published: bool = False
    pages: int = 0
    changed: int = 0
    removed: int = 0


@dataclass
class Ground:
    """Everything but the articles, and the hash of it."""

    site: Site | None
    problems: list[Problem]
    key: str


@dataclass
class Bench:
    """What it takes to make one page; the same in every process."""

    space: Workspace
    site: Site
    shells: dict[str, Shell]
    folder: Path

    def make(self, outline: Outline) -> str:
        """Render a page into the staged site; returns the name of its file."""
        page = render(self.site, outline, _templates(self.space.templates, self.space.version))
        shell = self.shells[shell_name(outline.url, self.shells)]
        name = outline.url[1:] + "index.html"
        staging.write(self.folder, name, shell.join(values(page, self.site)))
        return name


@lru_cache(maxsize=1)
def _templates(folder: Path, _version: str) -> Templates:
    """The templates of this process; another version of them, while `serve` runs, is loaded anew."""
    return Templates(folder)


def read_ground(session: Session) -> Ground:
    """Everything but the articles: from memory when no file of it changed."""
    space, inputs, memory = session.space, session.inputs, session.memory
    stamps = sorted((name, stamp) for name, stamp in inputs.items() if not space.is_article(name))
    key = _key(str(stamps), space.url, str(space.as_of), str(today()), space.version)
    remembered = memory.get("ground")
    if remembered and remembered.key == key:
        return Ground(remembered.site, remembered.problems, key)
    site, problems = load_records(space.root, space.content, space.url, space.as_of)
    if site is not None:
        problems = [*problems, *check_records(site)]
        entries = {kind: tuple(light(space.root, entry) for entry in found) for kind, found in site.entries.items()}
        memory["ground"] = Ground(replace(site, entries=entries), problems, key)
    return Ground(site, problems, key)


def update(session: Session, ground: Ground, folder: Path, progress: Progress | None = None) -> Outcome:
    """Bring the site up to date; `folder` is staged and may hold files of MkDocs already, which are kept.

    Raises OSError when something cannot be written: the site on disk is then whole, old or partly new.
    """
    space, state, memory = session.space, session.state, session.memory
    if ground.site is None:
        return Outcome(ground.problems)
    framed = staging.files(folder)
    shells: dict[str, Shell] = memory["shells"]
    bench = Bench(space, ground.site, shells, folder)
    kept = state.outputs if state.settings.get("out") == str(space.out) else {}
    intact = store.unchanged(space.out, kept)
    made: dict[str, str] = dict.fromkeys(framed, "frame")
    if not framed:
        made |= {name: "frame" for name, output in kept.items() if output[0] == "frame"}

    rows, told = _articles(bench, session.inputs, memory, _done(kept, intact), progress)
    site = with_articles(ground.site, [(row.entry, row.problems) for row in rows])
    problems = arrange([*ground.problems, *(p for row in rows for p in row.problems), *check_site(site)])
    if has_errors(problems):
        return Outcome(problems)
    bench.site = site
    made |= told
    made |= _pages(bench, ground.key + _key(*map(repr, shells.values())), _done(kept, intact))
    made |= _feeds(bench, ground.key, _done(kept, intact))

    staged = staging.files(folder)
    store.forget(space.cache)
    changed = staging.publish(folder, staged, space.out)
    foreign = staging.files(space.out) if framed or not kept else set(kept)
    removed = staging.remove(space.out, sorted(foreign - set(made)))
    state.outputs = _outputs(space.out, made, kept, staged)
    state.settings["out"] = str(space.out)
    memory["articles"] = {row.path: row.pack() for row in rows}
    pages = sum(name.endswith("index.html") for name in made)
    session.remember(problems, pages)
    return Outcome(problems, True, pages, changed, removed)


def _articles(
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


def _pages(bench: Bench, ground: str, done: set[tuple[str, str]]) -> dict[str, str]:
    """Make the pages of records and lists that changed."""
    made = {}
    marks = {e.url: f"{e.url}\0{e.record.title}\0{e.record.date}\0{e.record.sample}" for e in bench.site.news}
    for outline in standing_outlines(bench.site):
        name = outline.url[1:] + "index.html"
        told = f"{outline.url}{outline.template}{outline.title}{outline.months}{outline.years}"
        key = _key(ground, told, *(marks[entry.url] for entry in outline.news))
        if (name, key) not in done:
            bench.make(outline)
        made[name] = key
    return made


def _feeds(bench: Bench, ground: str, done: set[tuple[str, str]]) -> dict[str, str]:
    """Make the feeds that changed, and the site map."""
    made = {}
    for outline in feed_outlines(bench.site):
        key = _key(ground, outline.path, *(entry.digest + entry.url for entry in outline.news))
        if (outline.path, key) not in done:
            staging.write(bench.folder, outline.path, render_feed(bench.site, outline).content)
        made[outline.path] = key
    sitemap = _sitemap(bench.site)
    key = _key(sitemap)
    if ("sitemap.xml", key) not in done:
        staging.write(bench.folder, "sitemap.xml", sitemap.encode())
    made["sitemap.xml"] = key
    return made


def _sitemap(site: Site) -> str:
    """Every address of the site with its day (sitemaps.org 0.9): an article's own, the site's for all others."""
    days = {entry.url: entry.record.date.date().isoformat() for entry in site.news}
    day = site.as_of.isoformat()
    rows = "".join(
        f"<url><loc>{site.url}{url[1:]}</loc><lastmod>{days.get(url, day)}</lastmod></url>\n"
        for url in sorted(addresses(site))
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n"


def _around(bench: Bench) -> str:
    """Hash of what every article's page is made from, besides itself and what it names."""
    unit = bench.site.entries["unit"][0].digest
    return _key(bench.space.version, bench.space.url, unit, *map(repr, bench.shells.values()))


def _article_key(site: Site, entry: Entry[Any], around: str) -> str:
    record = entry.record
    named = [site.find("document", name) for name in record.documents]
    named += [site.find("procedure", code.replace(".", "-").lower()) for code in record.procedures]
    folder = posixpath.dirname(entry.path).removeprefix(site.content + "/") if entry.links else ""
    links = [_resolved(site, folder, address) for address in entry.links]
    return _key(around, entry.digest, entry.url, *links, *(other.digest if other else "" for other in named))


@lru_cache(maxsize=4096)
def _resolved(site: Site, folder: str, address: str) -> str:
    return resolve(site, folder, address)


def _done(kept: dict[str, list[Any]], intact: set[str]) -> set[tuple[str, str]]:
    return {(name, kept[name][0]) for name in intact}


def _outputs(out: Path, made: dict[str, str], kept: dict[str, list[Any]], staged: set[str]) -> dict[str, list[Any]]:
    outputs = {}
    for name, key in made.items():
        if name in staged or name not in kept:
            status = (out / name).stat()
            outputs[name] = [key, status.st_mtime_ns, status.st_size]
        else:
            outputs[name] = [key, *kept[name][1:]]
    return outputs


def _problem(path: str, line: str, column: str, rule: str, level: str, message: str, hint: str) -> Problem:
    return Problem(path, int(line), int(column), rule, Level(level), message, hint)


def _key(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()
