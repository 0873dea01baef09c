"""Folders to a site: every file read, every record built, every problem kept.

Articles (news) come one by one from `article`: an archive may hold tens of thousands.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path, PurePath
from typing import Any

from cchc import dialect, strays
from cchc.entry import Entry, Written
from cchc.files import files_below, inside, is_hidden, read_text
from cchc.ledger.quotes import named
from cchc.model import news
from cchc.model.base import ContentType, Store
from cchc.model.news import Headline, News
from cchc.model.registry import TYPES
from cchc.node import Node
from cchc.pictures import Picture, Seen, is_picture
from cchc.problems import Level, Problem, arrange
from cchc.schema import build
from cchc.site import Site
from cchc.source import parse_article, parse_yaml
from cchc.text import clean_markdown, today

Found = tuple[Entry[Any] | None, list[Problem]]
_GARBLED = re.compile(r"[\ud800-\udfff]")  # bytes of a file's name that are no UTF-8, as unpacked from an old archive


def load(root: Path, content: Path, url: str, as_of: dt.date | None = None) -> tuple[Site | None, list[Problem]]:
    """Read a whole site: what could be read, and every problem. Without site.yml there is no site.

    `content` is MkDocs' docs_dir, `url` its site_url; `as_of` wins over the day in site.yml.
    """
    site, problems = load_records(root, content, url, as_of)
    if site is None:
        return None, problems
    found = [article(root, path.relative_to(root).as_posix()) for path in article_files(content)]
    return with_articles(site, found), arrange([*problems, *(p for _, troubles in found for p in troubles)])


def load_records(
    root: Path, content: Path, url: str, as_of: dt.date | None, seen: Seen | None = None
) -> tuple[Site | None, list[Problem]]:
    """Read everything but the articles. `seen` remembers pictures from build to build."""
    inside.cache_clear()
    problems: list[Problem] = []
    entries: dict[str, tuple[Entry[Any], ...]] = {}
    unread: dict[str, frozenset[str]] = {}
    for kind in TYPES:
        found = list(_records(kind, root)) if kind.store is not Store.ARTICLES else []
        entries[kind.key], unread[kind.key] = _sorted(kind, found)
        problems += [problem for _, troubles in found for problem in troubles]
    name = content.relative_to(root).as_posix()
    files, texts, troubles = _texts(root, content)
    pictures, broken = _pictures(content, f"{name}/", files, {} if seen is None else seen)
    problems += [*troubles, *broken]
    for stray in (*strays.of_records(root, name), *strays.of_articles(name, files, texts)):
        problems.append(stray.problem)
        if stray.key:
            unread[stray.key] |= {stray.stem}
    if not entries["unit"]:
        return None, arrange(problems)
    day = as_of or entries["unit"][0].record.as_of or today()
    base = url if url.endswith("/") else url + "/"
    return Site(root, name, day, base, entries, files, texts, unread, pictures), arrange(problems)


def with_articles(site: Site, found: Iterable[Found]) -> Site:
    """The site with its articles, of which some could not be read."""
    key = news.TYPE.key
    entries, unread = _sorted(news.TYPE, list(found))
    known = site.unread.get(key, frozenset())  # those in a wrong folder
    return replace(site, entries={**site.entries, key: entries}, unread={**site.unread, key: unread | known})


def article_files(content: Path) -> list[Path]:
    """All files that are articles."""
    names = (path.relative_to(content).as_posix() for path in (content / news.TYPE.path).rglob("*.md"))
    return [content / name for name in sorted(names) if _is_article(name) and not is_hidden(name)]


def article(root: Path, name: str) -> Found:
    """Read one article whole: `name` is its path from the site's folder."""
    text, problems = read_text(root, name)
    if text is None:
        return None, problems
    parsed, problems = parse_article(text, name)
    if parsed is None:
        return None, problems
    record, problems = build(parsed.front, News, name)
    if record is None:
        return None, problems
    written = Written(parsed.front, parsed.body, parsed.body_line)
    links = tuple(sorted(filter(_internal, dialect.addresses(parsed.body))))
    slug = news.TYPE.slug(record, name.rpartition("/")[2].removesuffix(".md"))
    return Entry(
        news.TYPE.key, record, name, slug, partial(_same, written), digest(text), links, 0, named(parsed.body)
    ), problems


def whole(site: Site, entry: Entry[Any]) -> Entry[Any]:
    """An entry with its whole record: an article of which only the headline is in memory is read again.

    Raises FileNotFoundError when the file has gone since: the next build sees it.
    """
    if not isinstance(entry.record, Headline):
        return entry
    found, _ = article(site.root, entry.path)
    if found is None:
        raise FileNotFoundError(entry.path)
    return found


def headline_entry(
    root: Path, path: str, slug: str, mark: str, links: tuple[str, ...], figures: tuple[str, ...], headline: Headline
) -> Entry[Headline]:
    """An article of which only the headline is remembered; `mark` is the digest of its file."""
    read = partial(_again, root, path, mark, 0)
    return Entry(news.TYPE.key, headline, path, slug, read, mark, links, 0, figures)


def light(root: Path, entry: Entry[Any]) -> Entry[Any]:
    """The entry without what is written in its file, an article without its text: both can be read again."""
    record = entry.record.headline() if isinstance(entry.record, News) else entry.record
    return replace(entry, record=record, read=partial(_again, root, entry.path, entry.digest, entry.position))


def digest(text: str) -> str:
    """A short hash of a text."""
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _same(written: Written) -> Written:
    return written


@lru_cache(maxsize=64)
def _again(root: Path, name: str, _digest: str, position: int) -> Written:
    text, _ = read_text(root, name)
    if name.endswith(".md"):
        parsed, _ = parse_article(text or "", name)
        return Written(parsed.front, parsed.body, parsed.body_line) if parsed else Written(Node("", 1, 1))
    node, _ = parse_yaml(text or "", name)
    if node is not None and isinstance(node.value, list):
        node = node.value[position]
    return Written(node or Node("", 1, 1))


def _sorted(kind: ContentType, found: list[Found]) -> tuple[tuple[Entry[Any], ...], frozenset[str]]:
    entries = [entry for entry, _ in found if entry is not None]
    failed = frozenset(PurePath(troubles[0].path).stem for entry, troubles in found if entry is None)
    return tuple(sorted(entries, key=lambda entry: kind.order(entry.record, entry.slug))), failed


def _records(kind: ContentType, root: Path) -> Iterator[Found]:
    place = root / "site_data" / kind.path
    if kind.store is Store.FOLDER:
        for path in sorted(path for path in place.glob("*.y*ml") if not is_hidden(path.name)):
            yield from _file(kind, root, path)
    elif place.exists() or place.is_symlink():
        yield from _file(kind, root, place)
    elif kind.store is Store.SINGLE:
        name = place.relative_to(root).as_posix()
        hint = f"tạo tệp bằng `cchc new {kind.key} {place.stem}`"
        yield None, [Problem(name, 1, 1, "missing-file", Level.ERROR, "thiếu tệp này", hint)]


def _file(kind: ContentType, root: Path, path: Path) -> Iterator[Found]:
    name = path.relative_to(root).as_posix()
    text, problems = read_text(root, name)
    if text is None:
        yield None, problems
        return
    node, problems = parse_yaml(text, name)
    if node is None:
        yield None, problems
        return
    if kind.store is not Store.LIST:
        yield _entry(kind, node, name, path.stem, digest(text))
    elif isinstance(node.value, list):
        for position, item in enumerate(node.value):
            yield _entry(kind, item, name, f"{path.stem}-{position + 1}", digest(text), position)
    else:
        message, hint = "tệp này phải là một danh sách", "mỗi bản ghi bắt đầu bằng dấu gạch ngang `- `"
        yield None, [Problem(name, node.line, node.column, "type", Level.ERROR, message, hint)]


def _entry(kind: ContentType, node: Node, name: str, stem: str, mark: str, position: int = 0) -> Found:
    record, problems = build(node, kind.model, name)
    if record is None:
        return None, problems
    read = partial(_same, Written(node))
    return Entry(kind.key, record, name, kind.slug(record, stem), read, mark, position=position), problems


def _internal(address: str) -> bool:
    return bool(address) and ":" not in address and not address.startswith(("#", "//"))


def _is_article(name: str) -> bool:
    return name.startswith(news.TYPE.path + "/") and name.endswith(".md") and not name.endswith("/index.md")


def _pictures(
    content: Path, prefix: str, files: frozenset[str], seen: Seen
) -> tuple[dict[str, Picture], list[Problem]]:
    """The pictures below content/, and what is to be told of those that can not be shown."""
    from cchc.imaging import look  # noqa: PLC0415 (Pillow: 17 ms that a build of one more item does not need)

    looked = {name: look(content, prefix, name, seen) for name in sorted(files) if is_picture(name)}
    for name in seen.keys() - looked.keys():
        del seen[name]
    problems = [problem for _, problems in looked.values() for problem in problems]
    return {name: picture for name, (picture, _) in looked.items() if picture}, problems


def _texts(root: Path, content: Path) -> tuple[frozenset[str], dict[str, str], list[Problem]]:
    """All files below content/ but the articles, and pages that people write by hand (introductions of lists too)."""
    folder = content.relative_to(root).as_posix()
    found = {name for name in files_below(content) if not _is_article(name) and not is_hidden(name)}
    garbled = {name for name in found if _GARBLED.search(name)}  # no address can have it, no library bears it
    files = frozenset(found - garbled)
    texts: dict[str, str] = {}
    message, hint = "tên tệp không phải chữ UTF-8", "đổi tên tệp, đặt tên bằng chữ, số, dấu chấm và gạch nối"
    problems = [Problem(f"{folder}/{name}", 1, 1, "attachment-name", Level.ERROR, message, hint) for name in garbled]
    for name in sorted(files):
        if name.endswith(".md"):
            text, troubles = read_text(root, f"{folder}/{name}")
            problems += troubles
            if text is not None:
                texts[name] = clean_markdown(text)
    return files, texts, problems
