"""What is remembered between builds, in files of the cache folder.

`config.json` holds what mkdocs.yml says, so that a build need not load MkDocs for it; `state.bin` facts about files
(stamps of inputs, keys and stamps of outputs), enough to see that nothing is to be done; `memory.bin` records and
shells, written only when they changed; `articles.bin` headlines as plain values; `words-….bin` what a part of the
search index is made from, `index.bin` what was made; `feed-….bin` and `rows-….bin` a year of news for its archive and
as open data; `pictures/….bin` the published files of a picture, by its content, `social/….bin` pictures for links, by
what they say. All carry a checksum and the version of
the program: a file that is missing, damaged or of another version is as good as none. The folder may be deleted at any
time.
"""

import hashlib
import json
import marshal
import os
import pickle
import re
import time
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cchc.files import move

Stamp = tuple[int, int]  # modification time in ns and size; a time below zero never comes again (see _TOO_YOUNG)
Output = tuple[str, int, int]  # key, and the same two as it was left
_TOO_YOUNG = 100_000_000  # ns; a file changed this shortly before it was looked at may change again unseen

#: Names of ours: whoever gives a folder with other things in it as the cache keeps them.
_TEMPORARY = re.compile(r"(?:config\.json|[a-z]+(?:-[a-z0-9]+)?\.bin)\.\d+")
_TABLES = ("inputs", "outputs")
_HEAD = 32  # bytes of a seal
_PICTURE = re.compile(r"[0-9a-f]+\.bin(?:\.\d+)?")


@dataclass
class State:
    """Facts about files. `inputs` by path from the site's root, `outputs` by name."""

    settings: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, Stamp] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)
    report: str = ""
    pages: int = 0


def key_of(*parts: str) -> str:
    """A short hash of texts, also of names of files that are no text: what something was made from."""
    return hashlib.blake2b("\0".join(parts).encode(errors="surrogateescape"), digest_size=12).hexdigest()


def load_config(cache: Path | None, version: str) -> dict[str, Any]:
    """What the last build knew of mkdocs.yml; empty when there is nothing to trust."""
    content = _read(cache, "config.json", version)
    try:
        return dict(json.loads(bytes(content))) if content else {}
    except ValueError:
        return {}


def load_state(cache: Path | None, version: str) -> State:
    """The state of the last build; an empty one when there is none to trust."""
    content = _read(cache, "state.bin", version)
    try:
        facts: dict[str, Any] = marshal.loads(content) if content else {}
        return State(**(facts | {name: _rows(facts[name]) for name in _TABLES if name in facts}))
    except (ValueError, TypeError, EOFError):
        return State()


def load_memory(cache: Path | None, version: str) -> dict[str, Any]:
    """The memory of the last build; empty when there is none to trust."""
    content = _read(cache, "memory.bin", version)
    try:
        memory = pickle.loads(content) if content else {}
        articles = _read(cache, "articles.bin", version) if memory else None
        memory["articles"] = marshal.loads(articles) if articles else {}
    except Exception:  # a damaged pickle may raise anything; the checksum makes that all but impossible
        return {}
    return memory if isinstance(memory, dict) else {}


def save(
    cache: Path | None,
    version: str,
    config: dict[str, Any],
    state: State,
    articles: dict[str, Any],
    memory: dict[str, Any] | None,
) -> None:
    """Write the files, each at once, the state last; `memory`, without the articles, only if it changed (not None).

    Raises OSError.
    """
    if cache is None:
        return
    cache.mkdir(parents=True, exist_ok=True)
    for left in cache.glob("*.*.*"):  # by killed builds; the caller holds the lock
        if _TEMPORARY.fullmatch(left.name):
            left.unlink(missing_ok=True)
    _write(cache, "articles.bin", version, marshal.dumps(articles))
    if memory is not None:
        _write(cache, "memory.bin", version, pickle.dumps(memory, pickle.HIGHEST_PROTOCOL))
    _write(cache, "config.json", version, json.dumps(config).encode())
    facts = vars(state) | {name: _columns(vars(state)[name]) for name in _TABLES}
    _write(cache, "state.bin", version, marshal.dumps(facts))


def load_part(cache: Path | None, version: str, part: str) -> dict[str, tuple[Any, ...]]:
    """What is remembered of a part of the archive, by name: a mark, and plain values."""
    content = _read(cache, f"{part}.bin", version)
    try:
        return dict(marshal.loads(content)) if content else {}
    except (ValueError, TypeError, EOFError):
        return {}


def save_part(cache: Path | None, version: str, part: str, found: Mapping[str, Sequence[Any]]) -> None:
    """Remember it. Raises OSError."""
    if cache is not None:
        cache.mkdir(parents=True, exist_ok=True)
        _write(cache, f"{part}.bin", version, marshal.dumps(dict(found)))


def load_picture(cache: Path | None, recipe: str, digest: str, folder: str = "pictures") -> dict[int, bytes]:
    """The files of a picture that was made before, by width; empty when there are none to trust."""
    content = _read(cache, f"{folder}/{digest}.bin", recipe)
    return dict(marshal.loads(content)) if content else {}


def save_picture(
    cache: Path | None, recipe: str, digest: str, files: Mapping[int, bytes], folder: str = "pictures"
) -> None:
    """Remember them. Raises OSError."""
    if cache is not None:
        (cache / folder).mkdir(parents=True, exist_ok=True)
        _write(cache, f"{folder}/{digest}.bin", recipe, marshal.dumps(dict(files)))


def keep_pictures(cache: Path | None, digests: Iterable[str], folder: str = "pictures") -> None:
    """Forget all other pictures of a folder."""
    kept = {f"{digest}.bin" for digest in digests}
    for file in (cache / folder).glob("*.bin*") if cache else ():
        if file.name not in kept and _PICTURE.fullmatch(file.name):
            file.unlink(missing_ok=True)


def forget(cache: Path | None) -> None:
    """Drop the state before the site is changed: a build that dies half-way must not be taken for done."""
    if cache is not None:
        (cache / "state.bin").unlink(missing_ok=True)


def stamps(folders: list[tuple[Path, str]]) -> dict[str, Stamp]:
    """Stamps of all files below some folders: [(folder, prefix of its names)]. Folders that are not there are empty."""
    now = time.time_ns()
    found: dict[str, Stamp] = {}
    stack = [(str(folder), prefix) for folder, prefix in folders]
    while stack:
        place, prefix = stack.pop()
        try:
            listing = os.scandir(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        with listing:
            for entry in listing:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        stack.append((entry.path, f"{prefix}{entry.name}/"))
                else:
                    found[prefix + entry.name] = _stamp(entry, now)
    return found


def stamps_of(files: list[tuple[Path, str]]) -> dict[str, Stamp]:
    """Stamps of single files: [(file, name)]."""
    now = time.time_ns()
    return {name: _stamp(path, now) for path, name in files}


def changed(out: Path, outputs: Mapping[str, Sequence[Any]]) -> list[str]:
    """Names of the outputs that are not on disk as they were left."""
    found = []
    base, stat = str(out) + os.sep, os.stat
    for name, (_, time_then, size) in outputs.items():
        try:
            status = stat(base + name)
        except OSError:
            found.append(name)
            continue
        if status.st_mtime_ns != time_then or status.st_size != size:
            found.append(name)
    return found


def _stamp(entry: os.DirEntry[str] | Path, now: int) -> Stamp:
    try:
        status = entry.stat()
    except OSError:  # gone between the listing and the look
        return -now, 0
    young = abs(now - status.st_mtime_ns) < _TOO_YOUNG  # what lies far ahead was written where a clock is wrong
    return -now if young else status.st_mtime_ns, status.st_size


def _columns(rows: Mapping[str, tuple[Any, ...]]) -> tuple[str | bytes, ...]:
    """A table of texts and numbers as a few long values: a fifth of the time that as many small ones take."""
    columns: list[tuple[Any, ...]] = [tuple(rows), *zip(*rows.values(), strict=True)] if rows else []
    return tuple(
        "\0".join(column) if isinstance(column[0], str) else array("q", column).tobytes() for column in columns
    )


def _rows(columns: Sequence[str | bytes]) -> dict[str, Any]:
    if not columns:
        return {}
    names, *values = (column.split("\0") if isinstance(column, str) else _numbers(column) for column in columns)
    rows: Iterable[tuple[Any, ...]] = zip(*values, strict=True)
    return dict(zip(map(str, names), rows, strict=True))


def _numbers(column: bytes) -> Sequence[int]:
    numbers = array("q")
    numbers.frombytes(column)
    return numbers


def _read(cache: Path | None, name: str, version: str) -> memoryview | None:
    if cache is None:
        return None
    try:
        raw = memoryview((cache / name).read_bytes())
    except OSError:
        return None
    head, content = raw[:_HEAD], raw[_HEAD:]
    return content if head == _seal(version, content) else None


def _write(cache: Path, name: str, version: str, content: bytes) -> None:
    temporary = cache / f"{name}.{os.getpid()}"
    try:
        with open(temporary, "wb") as file:
            file.write(_seal(version, content))
            file.write(content)
        move(temporary, cache / name)
    finally:
        temporary.unlink(missing_ok=True)


def _seal(version: str, content: bytes | memoryview) -> bytes:
    """The version whole, and a checksum against damage, which is no forgery: the quickest there is."""
    return f"{key_of(version)}{zlib.crc32(content):08x}".encode()
