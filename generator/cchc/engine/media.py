"""Pictures of a build: each that changed is made in its sizes, or found in the cache by its content."""

import hashlib
from dataclasses import dataclass, field, replace
from itertools import chain

from cchc.engine import staging, store
from cchc.engine.bench import Bench
from cchc.engine.pool import spread
from cchc.engine.session import Session
from cchc.engine.store import key_of
from cchc.engine.workspace import Progress
from cchc.pictures import RECIPE, broken, copy_name
from cchc.problems import Problem
from cchc.site import Site

_COST = 50  # articles that one picture takes as long as


@dataclass
class Made:
    """The keys of all files of pictures, and what is to be told of those that could not be made."""

    keys: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def make_pictures(bench: Bench, session: Session, done: dict[str, str], progress: Progress | None) -> Made:
    """Make the pictures that changed; `done` are the keys of the files that stand as they were made."""
    made, todo = Made(), []
    for name, picture in bench.site.pictures.items():
        key = key_of(RECIPE, name, str(session.inputs.get(f"{bench.site.content}/{name}")))
        files = [name, *(copy_name(name, width) for width in picture.widths)]
        made.keys |= dict.fromkeys(files, key)
        if any(done.get(file) != key for file in files):
            todo.append(name)
    digests: dict[str, str] = session.memory.setdefault("digests", {})
    for name, digest in chain.from_iterable(spread(_make, bench, todo, progress if todo else None, cost=_COST)):
        digests[name] = digest
        if not digest:
            made.problems.append(broken(f"{bench.site.content}/{name}"))
    for name in digests.keys() - bench.site.pictures.keys():
        del digests[name]
    if todo:
        store.keep_pictures(bench.space.cache, digests.values())
    return made


def with_bytes(site: Site, bench: Bench) -> Site:
    """The site with the sizes of the pictures' files, which a feed tells."""
    sizes = {}
    for name, picture in site.pictures.items():
        staged = bench.folder / name
        file = staged if staged.exists() else bench.space.out / name
        sizes[name] = picture._replace(bytes=file.stat().st_size) if file.exists() else picture
    return replace(site, pictures=sizes)


def _make(bench: Bench, todo: list[str]) -> list[tuple[str, str]]:
    """Make pictures into the staged site: each with the hash of its content, none for a broken one."""
    from cchc.imaging import published  # noqa: PLC0415 (Pillow: 17 ms that most builds do not need)

    found = []
    for name in todo:
        content = (bench.space.content / name).read_bytes()
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        files = store.load_picture(bench.space.cache, RECIPE, digest)
        try:
            if not files:
                files = dict(published(content))
                store.save_picture(bench.space.cache, RECIPE, digest, files)
        except ValueError:
            found.append((name, ""))
            continue
        for width, made in files.items():
            staging.write(bench.folder, copy_name(name, width) if width else name, made)
        found.append((name, digest))
    return found
