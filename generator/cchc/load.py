"""Folders to a site: every file read, every record built, every problem kept."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

from cchc.fields import VIETNAM
from cchc.files import read_text
from cchc.model.base import ContentType, Store
from cchc.model.registry import TYPES
from cchc.problems import Level, Problem, arrange
from cchc.schema import build
from cchc.site import Entry, Site
from cchc.source import Article, Node, parse_article, parse_yaml
from cchc.text import clean_markdown


def today() -> dt.date:
    """The clock of the command line; nothing else in the core may ask for it."""
    return dt.datetime.now(VIETNAM).date()


def load(root: Path, content: Path, url: str, as_of: dt.date | None = None) -> tuple[Site | None, list[Problem]]:
    """Read a whole site: what could be read, and every problem. Without site.yml there is no site.

    `content` is MkDocs' docs_dir, `url` its site_url; `as_of` wins over the day in site.yml.
    """
    problems: list[Problem] = []
    entries: dict[str, tuple[Entry[Any], ...]] = {}
    unread: dict[str, frozenset[str]] = {}
    for kind in TYPES:
        found: list[Entry[Any]] = []
        failed: set[str] = set()
        for entry, troubles in _entries(kind, root, content):
            problems += troubles
            if entry is None:
                failed.add(PurePath(troubles[0].path).stem)
            else:
                found.append(entry)
        entries[kind.key] = tuple(sorted(found, key=lambda e: e.type.order(e.record, e.slug)))
        unread[kind.key] = frozenset(failed)
    files, texts, troubles = _texts(root, content)
    problems += [*troubles, *_strays(root), *_stray_articles(root, content)]
    if not entries["unit"]:
        return None, arrange(problems)
    day = as_of or entries["unit"][0].record.as_of or today()
    name = content.relative_to(root).as_posix()
    return Site(root, name, day, url, entries, files, texts, unread), arrange(problems)


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


def _strays(root: Path) -> Iterator[Problem]:
    """Files in site_data/ that nothing reads: `1.001193.yml.txt`, a habit of Windows editors."""
    base = root / "site_data"
    read = {kind.path for kind in TYPES if kind.store in (Store.LIST, Store.SINGLE)}
    folders = {kind.path for kind in TYPES if kind.store is Store.FOLDER}
    for path in sorted(base.rglob("*")):
        name = path.relative_to(base)
        if path.is_dir() or any(part.startswith(".") for part in name.parts) or name.as_posix() in read:
            continue
        if name.parent.as_posix() not in folders or path.suffix not in (".yml", ".yaml"):
            message = "tệp này không được đọc"
            hint = "tên tệp phải kết thúc bằng .yml và nằm đúng thư mục; tệp thừa thì xóa"
            yield Problem(path.relative_to(root).as_posix(), 1, 1, "stray-file", Level.WARNING, message, hint)


def _stray_articles(root: Path, content: Path) -> Iterator[Problem]:
    """News saved by Notepad as `bai.md.txt` or `bai.txt`."""
    for kind in TYPES:
        if kind.store is Store.ARTICLES:
            for path in sorted((content / kind.path).rglob("*.txt")):
                message, hint = "tệp này không được đọc thành bài", "đổi phần đuôi của tệp thành .md"
                name = path.relative_to(root).as_posix()
                yield Problem(name, 1, 1, "stray-file", Level.WARNING, message, hint)


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
