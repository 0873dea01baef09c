"""Publishes a folder of files as `cchc publish` does after a build: TARGET FOLDER MEMORY [FILES]. Tests kill it.

With FILES it kills itself after so many.
"""

import os
import signal
import sys
from pathlib import Path

from cchc import cli
from cchc.publish import run
from cchc.publish.inventory import take
from cchc.publish.target import parse


def publish(
    address: str,
    folder: Path,
    memory: Path,
    die_after: int = -1,
    *,
    site: str = "https://xa.example.vn/",
    again: bool = False,
    replace: bool = False,
) -> int | None:
    """How many files were sent; None when nothing had changed."""

    def progress(done: int, _: int) -> None:
        if done == die_after:
            os.kill(os.getpid(), signal.SIGKILL)

    wish = run.Wish(
        Path("mkdocs.yml"),
        address,
        Path("no.key"),
        memory,
        keep=3,
        again=again,
        replace=replace,
        progress=progress,
    )
    target = parse(address)

    def source(_: object) -> run.Source:
        have = run.without_copies(take({folder: stamps(folder)}, memory), target)
        return run.Source(site, have.files, have.hosts, have.place)

    done = run.publish_from(wish, target, None, source)
    return done.outcome.sent if done.outcome else None


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Times and sizes of all files below a folder."""
    files = ((path.relative_to(folder).as_posix(), path.stat()) for path in folder.rglob("*") if path.is_file())
    return {name: (status.st_mtime_ns, status.st_size) for name, status in files}


if __name__ == "__main__":
    cli.plainly(lambda: print(publish(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), *map(int, sys.argv[4:]))))
