"""What is to be published, and what came of it: the same for every kind of target."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cchc.publish.manifest import File, Manifest, Signed, Signer, content_hash, formers, pack, unpack
from cchc.publish.place import Place, Tick
from cchc.text import vietnam

INCOMING = ".cchc/incoming.json"  # the manifest of a release, written before its files
BOOKS = "da-dang/"  # what each release carries on from the one before it, one that goes back too: books.py


@dataclass(frozen=True)
class Order:
    """A release to be: files by path, from where they are taken, how it is done.

    `release`: take everything but books from this release, which the target keeps. `again`: send every file.
    `gone_at_once`: where files go with the next release only, delete them now. `confirm` raises Refused when the lock
    has been lost.
    """

    site: str
    files: Mapping[str, File]
    hosts: tuple[str, ...]
    place: Callable[[str], Path | bytes]
    made: int
    keep: int
    signer: Signer | None
    confirm: Callable[[], None]
    release: Manifest | None = None
    again: bool = False
    gone_at_once: bool = False

    def manifest(self, files: Mapping[str, File], now: Manifest | None) -> Manifest:
        """The manifest of the release, when it follows another."""
        name = f"{vietnam(self.made):%Y%m%d-%H%M%S}-{content_hash(files)}"
        return Manifest(self.site, name, self.made, files, formers(now, files, self.made), self.hosts)

    def packed(self, manifest: Manifest) -> bytes:
        """The manifest as a file, signed if there is a key."""
        return pack(manifest, self.signer)


@dataclass(frozen=True)
class Outcome:
    """What was published: how many files were sent, and whether visitors came to it in one step."""

    manifest: Manifest
    sent: int
    at_once: bool


class Way(Protocol):
    """How a kind of target is published to."""

    @property
    def place(self) -> Place:
        """The target, open."""
        ...

    def refuse_strangers(self, replace: bool) -> None:
        """Raise Refused where publishing would replace what somebody else put there; `replace`: another's site may go
        (where each file has only the one place).
        """
        ...

    def live(self) -> Signed | None:
        """The manifest that visitors get; None when there is none."""
        ...

    def left(self) -> Manifest | None:
        """The release that was begun last, and may have been broken off."""
        ...

    def kept(self) -> list[Manifest]:
        """All whole releases, the newest first, the current one among them."""
        ...

    def file(self, release: Manifest, path: str) -> bytes | None:
        """A file of a release, while the target has it as it was published."""
        ...

    def stands(self, live: Manifest) -> bool:
        """Whether the target shows a release as it was published, and nothing was broken off since."""
        ...

    def publish(self, order: Order, tick: Tick) -> Outcome:
        """Bring the target to a release. Raises Failed."""
        ...


@dataclass(frozen=True)
class Difference:
    """How a site differs from the one before: paths."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def difference(now: Manifest | None, files: Mapping[str, File]) -> Difference:
    """What a release of these files would change."""
    old = now.files if now else {}
    new = tuple(sorted(path for path in files if path not in old))
    changed = tuple(sorted(path for path, file in files.items() if path in old and not file.same(old[path])))
    return Difference(new, changed, tuple(sorted(old.keys() - files.keys())))


def newest_first(found: list[Manifest | None]) -> list[Manifest]:
    """Releases without repeats and gaps."""
    unique = {manifest.release: manifest for manifest in found if manifest}
    return sorted(unique.values(), key=lambda manifest: manifest.made, reverse=True)


def read_whole(place: Place, names: Iterable[str], sha256: str) -> bytes | None:
    """What the first of some files holds that has these bytes; None when none has."""
    for name in names:
        content = place.read(name)
        if content is not None and hashlib.sha256(content).hexdigest() == sha256:
            return content
    return None


def read_signed(place: Place, name: str) -> Signed | None:
    """A manifest on a target; None when there is none that can be read."""
    try:
        return unpack(place.read(name) or b"")
    except ValueError:
        return None


def read_manifest(place: Place, name: str) -> Manifest | None:
    """The same without its signature."""
    found = read_signed(place, name)
    return found.manifest if found else None
