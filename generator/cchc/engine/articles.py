"""The articles of a build: each that changed, or whose surroundings did, is looked at and its page made.

Between processes and between builds go plain values.
"""

import datetime as dt
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from cchc.addresses import resolve
from cchc.checks import check_article
from cchc.engine import store
from cchc.engine.bench import Bench, markdown_file, page_file
from cchc.engine.feeds import fragment
from cchc.engine.pool import spread
from cchc.engine.session import Session
from cchc.engine.shelf import Shelf
from cchc.engine.store import key_of
from cchc.engine.workspace import Progress
from cchc.entry import Entry
from cchc.exports.news import NewsRow, news_row
from cchc.ledger import quotes
from cchc.load import Found, article, headline_entry, light
from cchc.model.news import Headline
from cchc.outline import record_outline
from cchc.problems import Level, Problem, has_errors
from cchc.search.documents import news_document
from cchc.search.index import Document
from cchc.site import Site

Packed = tuple[Any, ...]  # stamp, what is told of the entry (nothing: unreadable), problems
_UNKNOWN: Packed = (None, (), [])


class Told(NamedTuple):
    """What an article gives to other files than its page: search, open data, the archive of its feed (made later
    when the article quotes figures, which are known when all articles are)."""

    document: Document
    row: NewsRow
    fragment: bytes | None


@dataclass
class Looked:
    """What became of the articles: each with its problems, and as plain values those that stay as they were.

    `made` are the keys of their pages, `documents`, `rows` and `fragments` what those just made tell to other files;
    `doubtful` are those that may name what is not there.
    """

    found: dict[str, Found] = field(default_factory=dict)
    kept: dict[str, Packed] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    documents: Shelf[Document] = field(default_factory=partial(Shelf, tuple, Document._make))
    rows: Shelf[NewsRow] = field(default_factory=partial(Shelf, tuple, NewsRow._make))
    fragments: Shelf[bytes] = field(default_factory=partial(Shelf, bytes, bytes))
    doubtful: tuple[Entry[Any], ...] = ()

    def keep(self, name: str, told: Told) -> None:
        """Put aside what an article tells."""
        self.documents.put(name, told.document)
        self.rows.put(name, told.row)
        if told.fragment is not None:
            self.fragments.put(name, told.fragment)

    def pack(self, stamps: dict[str, store.Stamp]) -> dict[str, Packed]:
        """All of them as plain values, quick to store."""
        return {name: self.kept.get(name) or _pack(stamps[name], *found) for name, found in self.found.items()}


def look_at(bench: Bench, session: Session, ground: str, done: dict[str, str], progress: Progress | None) -> Looked:
    """Look at every article, and make the pages of those that changed or whose surroundings did.

    `ground` is the hash of everything but the articles, `done` the keys of the files that stand as they were made.
    """
    root, day, settings = bench.space.root, bench.site.as_of, session.state.settings
    around = _around(bench)
    settled = settings.get("around") == (around, ground)  # then only an article's own file can change its page
    settings["around"] = (around, ground)
    remembered: dict[str, Packed] = session.memory.get("articles", {})
    looked = Looked()
    todo: list[tuple[str, store.Stamp]] = []
    for name, stamp in session.articles.items():
        then, told, problems = packed = remembered.get(name, _UNKNOWN)
        if told and then == stamp:
            entry = _entry(root, name, told)
            url = entry.url
            page, source = page_file(url), markdown_file(url)
            visible = entry.record.visible_on(day)
            standing = done.get(page, "")
            key = standing if settled else _article_key(bench.site, entry, around)
            if not visible or (standing and standing == key == done.get(source)):
                looked.found[name], looked.kept[name] = (entry, _problems(problems)), packed
                if visible:
                    looked.made[page] = looked.made[source] = key
                continue
        todo.append((name, stamp))
    fresh = _look_anew(bench, sorted(todo), around, looked, progress)
    gone = remembered.keys() - looked.kept.keys()
    left = [_entry(root, name, told) for name in gone if (told := remembered[name][1])]
    sure = settled and _places(left, day) <= _places(fresh, day)  # nothing is gone that the others may name
    looked.doubtful = tuple(fresh if sure else (entry for entry, _ in looked.found.values() if entry))
    return looked


def remembered_articles(root: Path, articles: Mapping[str, Packed]) -> list[Found]:
    """The articles of the last build; `articles` is what the memory has of them."""
    return [
        (_entry(root, name, told) if told else None, _problems(problems))
        for name, (_, told, problems) in articles.items()
    ]


def make_quoting(bench: Bench, done: dict[str, str]) -> dict[str, str]:
    """Make the pages of articles that quote figures, once all articles are known; returns the keys of all."""
    around, todo = _around(bench), []
    made: dict[str, str] = {}
    for entry in bench.site.news:
        if entry.figures:
            names = (page_file(entry.url), markdown_file(entry.url))
            told = quotes.values(bench.site, entry.figures)
            key = key_of(_article_key(bench.site, entry, around), told)
            made |= dict.fromkeys(names, key)
            if any(done.get(name) != key for name in names):
                todo.append(record_outline(bench.site, entry))
    bench.make(todo)
    return made


def _look_anew(
    bench: Bench, todo: list[tuple[str, store.Stamp]], around: str, looked: Looked, progress: Progress | None
) -> list[Entry[Any]]:
    """Read articles, make their pages; returns those that could be read."""
    if todo:
        bench.templates.load(["news/page"])
    readable = []
    for name, (_, packed, problems), told in chain.from_iterable(spread(_look, bench, todo, progress)):
        entry = _entry(bench.space.root, name, packed) if packed else None
        looked.found[name] = entry, _problems(problems)
        if told is not None:
            looked.keep(name, told)
        if entry is not None:
            readable.append(entry)
            if entry.record.visible_on(bench.site.as_of):
                key = _article_key(bench.site, entry, around)
                looked.made |= {page_file(entry.url): key, markdown_file(entry.url): key}
    return readable


def _look(bench: Bench, todo: list[tuple[str, store.Stamp]]) -> list[tuple[str, Packed, Told | None]]:
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
    bench.make(record_outline(site, entry) for entry in shown if not entry.figures)
    told = {entry.path: _told(site, entry) for entry in shown}
    return [
        (name, _pack(stamp, light(root, entry) if entry is not None else None, problems), told.get(name))
        for (name, stamp), (entry, problems) in zip(todo, found, strict=True)
    ]


def _told(site: Site, entry: Entry[Any]) -> Told:
    item = None if entry.figures else fragment(site, entry)
    return Told(news_document(entry, entry.read().body), news_row(site, entry), item)


def _places(entries: Iterable[Entry[Any]], day: dt.date) -> set[tuple[str, str, dt.date]]:
    """What articles are good for when others name them: their address, their month, the year of their category; those
    to come from their day on.
    """
    found = ((entry, max(entry.record.date.date(), day)) for entry in entries)
    return {(entry.url, entry.record.category, since) for entry, since in found if entry.record.visible_on(since)}


def _pack(stamp: store.Stamp, entry: Entry[Any] | None, problems: list[Problem]) -> Packed:
    told = (entry.slug, entry.digest, entry.links, entry.figures, entry.record.pack()) if entry else ()
    return stamp, told, [tuple(map(str, astuple(problem))) for problem in problems]


def _entry(root: Path, name: str, told: tuple[Any, ...]) -> Entry[Headline]:
    slug, digest, links, figures, headline = told
    return headline_entry(root, name, slug, digest, links, figures, Headline.unpack(headline))


def _problems(packed: list[tuple[str, ...]]) -> list[Problem]:
    return [
        Problem(path, int(line), int(column), rule, Level(level), *rest)
        for path, line, column, rule, level, *rest in packed
    ]


def _sound(site: Site, entry: Entry[Any]) -> bool:
    """Whether everything that the page names is there; what is not, the rules for the site report."""
    record = entry.record
    return (
        record.category in {term.id for term in site.unit.categories}
        and all(site.find("document", name) for name in record.documents)
        and all(site.procedure(code) for code in record.procedures)
        and all(site.task(name) for name in record.tasks)
    )


def _around(bench: Bench) -> str:
    """Hash of what every article's page is made from, besides itself and what it names."""
    unit = bench.site.entries["unit"][0].digest
    return key_of(bench.space.version, bench.space.url, unit, *map(repr, bench.shells.values()))


def _article_key(site: Site, entry: Entry[Any], around: str) -> str:
    record = entry.record
    named = [site.find("document", name) for name in record.documents]
    named += [site.procedure(code) for code in record.procedures]
    plans = [found[0] for found in map(site.task, record.tasks) if found]
    places = [plan.url for plan in plans]  # a task keeps its name when its plan moves, or when a newer plan has it too
    named += plans
    folder = posixpath.dirname(entry.path).removeprefix(site.content + "/") if entry.links else ""
    links = [_resolved(site, folder, address) for address in entry.links]
    files = [*(file for _, file in record.named_files), *(link.lstrip("/") for link in links)]
    places += [str(site.pictures.get(file)) for file in files]  # what a page tells of its pictures
    return key_of(around, entry.digest, entry.url, *links, *places, *(other.digest if other else "" for other in named))


@lru_cache(maxsize=4096)
def _resolved(site: Site, folder: str, address: str) -> str:
    return resolve(site, folder, address)
