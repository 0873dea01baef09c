"""Folders to a site: every file read, every record built, every problem kept."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from cchc.fields import VIETNAM
from cchc.model.base import ContentType, Store
from cchc.model.document import Document
from cchc.model.hotline import Hotline
from cchc.model.indicator import Indicator
from cchc.model.news import News
from cchc.model.plan import Plan
from cchc.model.procedure import Procedure
from cchc.model.registry import TYPES
from cchc.model.report import Report
from cchc.model.unit import Unit
from cchc.problems import Level, Problem, arrange, has_errors
from cchc.schema import Record, build
from cchc.source import Article, Node, parse_article, parse_yaml, read_text
from cchc.text import clean_markdown, sort_key

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Entry(Generic[R]):
    """A record and where it stands: file, nodes with addresses, its own address on the site.

    `body` is the Markdown text of an article, which starts at `body_line` of its file.
    """

    type: ContentType
    record: R
    path: str
    slug: str
    node: Node = field(compare=False, repr=False)
    body: str = ""
    body_line: int = 1

    @property
    def url(self) -> str:
        """Address of the record's page from the site's root: "/thu-tuc/1-001193/"."""
        return f"{self.type.url}{self.slug}/"

    def error(self, where: tuple[object, ...], rule: str, message: str, hint: str) -> Problem:
        """An error at a path of keys and indices within this record."""
        line, column = self.node.find(where)[1]
        return Problem(self.path, line, column, rule, Level.ERROR, message, hint)

    def warning(self, where: tuple[object, ...], rule: str, message: str, hint: str) -> Problem:
        """A warning at a path of keys and indices within this record."""
        return replace(self.error(where, rule, message, hint), level=Level.WARNING)


@dataclass(frozen=True)
class Site:
    """Everything that is published, in order, as of one day. `root` is the folder of mkdocs.yml,
    `content` the name of the folder in it that people write in.

    `files` are all files below content/, `texts` the Markdown pages among them that people write by hand.
    """

    root: Path
    content: str
    as_of: dt.date
    url: str
    entries: dict[str, tuple[Entry[Any], ...]]
    files: frozenset[str]
    texts: dict[str, str]

    @property
    def unit(self) -> Unit:
        """The publishing body."""
        record: Unit = self.entries["unit"][0].record
        return record

    def of(self, model: type[R]) -> tuple[Entry[R], ...]:
        """All entries of one content type."""
        return next((found for key, found in self.entries.items() if _MODELS[key] is model), ())

    @cached_property
    def news(self) -> tuple[Entry[News], ...]:
        """News items that show on the day, newest first."""
        return tuple(entry for entry in self.of(News) if entry.record.visible_on(self.as_of))

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
        """Hotlines and receiving points, as listed in the file."""
        return self.of(Hotline)

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

    def find(self, key: str, slug: str) -> Entry[Any] | None:
        """The entry of a content type with a slug."""
        return self.by_slug[key].get(slug)

    def news_by_stem(self, stem: str) -> Entry[News]:
        """The news item in a file of that name; KeyError when there is none."""
        return {entry.slug.rsplit("/", 1)[-1]: entry for entry in self.entries["news"]}[stem]

    def citing(self, document: str) -> list[Entry[Any]]:
        """Plans, reports and news that name a document, by its slug."""
        return [
            entry
            for key in ("plan", "report", "news")
            for entry in (self.news if key == "news" else self.entries[key])
            if document in _cited(entry.record)
        ]

    @cached_property
    def by_slug(self) -> dict[str, dict[str, Entry[Any]]]:
        """Entries by content type and slug."""
        return {key: {entry.slug: entry for entry in entries} for key, entries in self.entries.items()}


def _cited(record: Any) -> set[str]:
    cited = {getattr(item, "document", item) for item in record.documents}
    for activity in getattr(record, "activities", ()):
        cited |= {item.document for item in activity.documents}
    for task in getattr(record, "tasks", ()):
        cited |= {proof.document for proof in getattr(task, "evidence", ()) if proof.document}
    return cited


_MODELS = {content_type.key: content_type.model for content_type in TYPES}


def today() -> dt.date:
    """The clock of the command line; nothing else in the core may ask for it."""
    return dt.datetime.now(VIETNAM).date()


def load(root: Path, content: Path, url: str, as_of: dt.date | None = None) -> tuple[Site | None, list[Problem]]:
    """Read a whole site. The site is None when an error makes it unusable.

    `content` is MkDocs' docs_dir, `url` its site_url; `as_of` wins over the day in site.yml.
    """
    problems: list[Problem] = []
    entries: dict[str, tuple[Entry[Any], ...]] = {}
    for content_type in TYPES:
        found: list[Entry[Any]] = []
        for entry, troubles in _entries(content_type, root, content):
            problems += troubles
            found += [entry] if entry else []
        entries[content_type.key] = tuple(sorted(found, key=_ORDER.get(content_type.key, lambda entry: 0)))
    files, texts, troubles = _texts(root, content)
    problems += troubles
    if not entries["unit"] or has_errors(problems):
        return None, arrange(problems)
    day = as_of or entries["unit"][0].record.as_of or today()
    return Site(root, content.relative_to(root).as_posix(), day, url, entries, files, texts), arrange(problems)


_ORDER: dict[str, Any] = {
    "news": lambda entry: (-entry.record.date.timestamp(), entry.slug),
    "procedure": lambda entry: (sort_key(entry.record.heading), entry.slug),
    "indicator": lambda entry: (entry.record.position, entry.slug),
    "document": lambda entry: (-_ordinal(entry.record.date), entry.slug),
    "plan": lambda entry: (-entry.record.period.end.toordinal(), entry.slug),
    "report": lambda entry: (-entry.record.period.end.toordinal(), entry.slug),
}


def _ordinal(day: object) -> int:
    return day.toordinal() if isinstance(day, dt.date) else 0


def _entries(kind: ContentType, root: Path, content: Path) -> Iterator[tuple[Entry[Any] | None, list[Problem]]]:
    base = content if kind.store is Store.ARTICLES else root / "site_data"
    place = base / kind.path
    if kind.store is Store.ARTICLES:
        for path in sorted(place.rglob("*.md")):
            if path.name != "index.md":
                yield _article(kind, root, path)
    elif kind.store is Store.FOLDER:
        for path in sorted(place.glob("*.y*ml")):
            yield from _file(kind, root, path)
    elif place.exists() or place.is_symlink():
        yield from _file(kind, root, place)
    elif kind.store is Store.SINGLE:
        name = place.relative_to(root).as_posix()
        hint = f"tạo tệp bằng `cchc new {kind.key}`"
        yield None, [Problem(name, 1, 1, "missing-file", Level.ERROR, "thiếu tệp này", hint)]


def _file(kind: ContentType, root: Path, path: Path) -> Iterator[tuple[Entry[Any] | None, list[Problem]]]:
    name = path.relative_to(root).as_posix()
    text, problems = read_text(root, path)
    if text is None:
        yield None, problems
        return
    node, problems = parse_yaml(text, name)
    if node is None:
        yield None, problems
        return
    if kind.store is not Store.LIST:
        yield _entry(kind, node, name, path.stem)
    elif isinstance(node.value, list):
        for number, item in enumerate(node.value, start=1):
            yield _entry(kind, item, name, f"{path.stem}-{number}")
    else:
        message, hint = "tệp này phải là một danh sách", "mỗi bản ghi bắt đầu bằng dấu gạch ngang `- `"
        yield None, [Problem(name, node.line, node.column, "type", Level.ERROR, message, hint)]


def _article(kind: ContentType, root: Path, path: Path) -> tuple[Entry[Any] | None, list[Problem]]:
    name = path.relative_to(root).as_posix()
    text, problems = read_text(root, path)
    if text is None:
        return None, problems
    article, problems = parse_article(text, name)
    if article is None:
        return None, problems
    return _entry(kind, article.front, name, path.stem, article)


def _entry(
    kind: ContentType, node: Node, name: str, stem: str, article: Article | None = None
) -> tuple[Entry[Any] | None, list[Problem]]:
    record, problems = build(node, kind.model, name)
    if record is None:
        return None, problems
    slug = kind.slug(record, stem)
    if article is None:
        return Entry(kind, record, name, slug, node), problems
    return Entry(kind, record, name, slug, node, article.body, article.body_line), problems


def _texts(root: Path, content: Path) -> tuple[frozenset[str], dict[str, str], list[Problem]]:
    """All files below content/, and those pages that people write by hand (introductions of lists too)."""
    files = frozenset(path.relative_to(content).as_posix() for path in content.rglob("*") if not path.is_dir())
    articles = tuple(kind.path + "/" for kind in TYPES if kind.store is Store.ARTICLES)
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for name in sorted(files):
        if name.endswith(".md") and (name.endswith("index.md") or not name.startswith(articles)):
            text, troubles = read_text(root, content / name)
            problems += troubles
            if text is not None:
                texts[name] = clean_markdown(text)
    return files, texts, problems
