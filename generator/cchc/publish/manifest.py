"""What a published site consists of: the hash of every file. The file that `cchc verify` compares a live site with.

On the site it is `/ban-ke.json`: `manifest`, beside it the public key and the signature over its canonical bytes (JSON,
keys sorted, no blanks, UTF-8), when there is a key. Whoever can change the site can change this file too, but can not
sign it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any, NamedTuple, Protocol

NAME = "ban-ke.json"  # bản kê
COPIES = {".gz": "gzip", ".br": "brotli"}  # endings of compressed copies, and the fields with their sizes
NAMED_HOST = r"(?:https?:)?//([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)"  # as `Manifest.hosts` has them, in any text
_FORMAT = 1
_DAY = 86_400  # seconds that caches on the way may still give what was there before


class File(NamedTuple):
    """A file as visitors get it: hash (hexadecimal), sizes in bytes, and since when it is so (seconds since 1970).

    `gzip` and `brotli` are the sizes of its compressed copies beside it; 0: there is none.
    """

    sha256: str
    size: int
    since: int = 0
    gzip: int = 0
    brotli: int = 0

    def same(self, other: "File | None") -> bool:
        """Whether another has the same bytes, copies included."""
        return other is not None and self._replace(since=0) == other._replace(since=0)


class Former(NamedTuple):
    """What a path held before: its hash, and when it was replaced (seconds since 1970)."""

    sha256: str
    until: int


@dataclass(frozen=True)
class Manifest:
    """One release: where it belongs, when it was made (seconds since 1970), its files by path.

    `before` tells what paths held until a day ago; paths that are no more among `files` are here as well. `hosts` are
    all that the pages name, so that a stranger among them is noticed.
    """

    site: str
    release: str
    made: int
    files: Mapping[str, File]
    before: Mapping[str, tuple[Former, ...]] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()

    def payload(self) -> bytes:
        """The canonical bytes, which are signed."""
        return _canonical({"format": _FORMAT, **asdict(self)})

    def named(self) -> Iterator[tuple[str, int, int]]:
        """Every file on the disk, copies too: name, size, time."""
        for path, file in self.files.items():
            yield path, file.size, file.since
            for ending, name in COPIES.items():
                if size := getattr(file, name):
                    yield path + ending, size, file.since


@dataclass(frozen=True)
class Signed:
    """A manifest as it was read, with the key and the signature it came with; empty when it is not signed."""

    manifest: Manifest
    key: str = ""
    signature: str = ""


class Signer(Protocol):
    """Who can sign: the public part of the key, and the signature of some bytes, both as text."""

    public: str

    def sign(self, content: bytes) -> str:
        """The signature."""
        ...


def pack(manifest: Manifest, signer: Signer | None) -> bytes:
    """The file."""
    outer: dict[str, Any] = {"manifest": json.loads(manifest.payload())}
    if signer is not None:
        outer |= {"key": signer.public, "signature": signer.sign(manifest.payload())}
    return _canonical(outer)


def unpack(content: bytes) -> Signed:
    """Read the file, which anybody may have written. Raises ValueError."""
    try:
        outer = json.loads(content)
        inner = dict(outer["manifest"])
        if inner.pop("format") != _FORMAT:
            raise ValueError("another format")
        inner["files"] = {_safe(path): _file(values) for path, values in inner["files"].items()}
        inner["before"] = {_safe(path): tuple(map(_former, values)) for path, values in inner["before"].items()}
        inner["hosts"] = tuple(str(host) for host in inner["hosts"])
        manifest = Manifest(**inner)
        if not isinstance(manifest.made, int) or not _is_name(manifest.release) or "/" in manifest.release:
            raise ValueError("not a release")
        return Signed(manifest, str(outer.get("key", "")), str(outer.get("signature", "")))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a manifest") from error


def content_hash(files: Mapping[str, File]) -> str:
    """A short hash of all files, for the name of a release."""
    told = "".join(f"{path}\0{files[path].sha256}\n" for path in sorted(files))
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def formers(old: Manifest | None, files: Mapping[str, File], now: int) -> dict[str, tuple[Former, ...]]:
    """What paths held before a release that is made now: the last release's, and what is younger than a day."""
    if old is None:
        return {}
    replaced = {
        path: (Former(file.sha256, now),)
        for path, file in old.files.items()
        if path not in files or files[path].sha256 != file.sha256
    }
    told = {path: tuple(each for each in said if now - each.until < _DAY) for path, said in old.before.items()}
    young = {path: said for path, said in told.items() if said}
    return {path: replaced.get(path, ()) + young.get(path, ()) for path in sorted({*replaced, *young})}


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _file(values: list[Any]) -> File:
    file = File(*values)
    if not isinstance(file.sha256, str) or not all(type(number) is int and number >= 0 for number in file[1:]):
        raise ValueError("not a file")
    return file


def _former(values: list[Any]) -> Former:
    former = Former(*values)
    if not isinstance(former.sha256, str) or type(former.until) is not int:
        raise ValueError("not a former file")
    return former


def _safe(path: str) -> str:
    if not _is_name(path):
        raise ValueError(f"not a path of a site: {path!r}")
    return path


def _is_name(path: object) -> bool:
    """Whether a path stays below the place that it is put in, on every system."""
    return (
        isinstance(path, str)
        and bool(path)
        and path == PurePosixPath(path).as_posix()
        and not path.startswith("/")
        and ".." not in path.split("/")
        and not any(letter in '\\:*?"<>|' or letter < " " for letter in path)
    )
