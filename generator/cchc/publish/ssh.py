"""A server reached with SSH as a target, over SFTP alone: an account without a shell is enough.

Keys come from the agent (Pageant on Windows) or ~/.ssh, settings from ~/.ssh/config, the server must stand in
~/.ssh/known_hosts; a password only from the environment.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from cchc.publish.place import LOCK, Failed, Parcel, Tick
from cchc.publish.sftp import BROKEN, Files, each, fault_of

T = TypeVar("T")


class Server:
    """Files below a folder of a server."""

    def __init__(self, host: str, port: int | None, user: str | None, folder: str) -> None:
        self.where = f"sftp://{host}"
        self._files = Files(folder)
        self._runner = asyncio.Runner()
        self._runner.get_loop().set_exception_handler(_quiet)
        logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of each write to a line that is lost
        try:
            self._do(self._files.open(host, port, user))
        except Failed:
            self._runner.close()
            raise

    def read(self, name: str) -> bytes | None:
        """The bytes of a file."""
        return self._do(self._files.read(name))

    def send(self, parcels: Iterable[Parcel], tick: Tick) -> None:
        """Write files anew; one that is there is taken away first, for it may have other names."""
        self._do(each(parcels, self._files.send, tick))

    def names(self, folder: str) -> list[str]:
        """Names right below a folder."""
        return self._do(self._files.names(folder))

    def remove(self, names: Iterable[str]) -> None:
        """Delete files."""
        self._do(each(names, self._files.remove))

    def lock(self, content: bytes) -> bool:
        """Make a file that must not be there."""
        return self._do(self._files.lock(content))

    def locked(self) -> bytes | None:
        """What is in that file."""
        return self.read(LOCK)

    def unlock(self) -> None:
        """Delete it."""
        self.remove([LOCK])

    def close(self) -> None:
        """Hang up."""
        with suppress(Failed):
            self._do(self._files.hang_up())
        self._runner.close()

    def make_folders(self, names: Iterable[str]) -> None:
        """Make folders, one depth after the other."""
        by_depth: dict[int, list[str]] = {}
        for name in names:
            by_depth.setdefault(name.count("/"), []).append(name)
        for depth in sorted(by_depth):
            self._do(each(by_depth[depth], self._files.make_folder))

    def link(self, pairs: Mapping[str, str], tick: Tick) -> set[str]:
        """Hard links; where the server has none, copies that it makes itself; else they fail."""
        failed: set[str] = set()

        async def one(pair: tuple[str, str]) -> None:
            if not await self._files.link(*pair):
                failed.add(pair[0])

        self._do(each(pairs.items(), one, tick))
        return failed

    def stats(self, names: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Size and time of files."""
        found: dict[str, tuple[int, int]] = {}

        async def one(name: str) -> None:
            if (status := await self._files.stat(name)) is not None:
                found[name] = status

        self._do(each(names, one))
        return found

    def remove_tree(self, folder: str) -> None:
        """Delete a folder, the deepest first."""
        self._do(self._files.remove_tree(folder))

    def current(self) -> str | None:
        """Where the link leads."""
        return self._do(self._files.current())

    def point(self, target: str) -> bool:
        """A new link takes the old one's place."""
        return self._do(self._files.point(target))

    def rename(self, old: str, new: str) -> None:
        """Give a folder another name."""
        self._do(self._files.rename(old, new))

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return self._runner.run(work)
        except BROKEN as error:
            raise Failed(self.where, fault_of(error), _detail(error)) from error


def _quiet(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Of several requests that fail together, the first is told; asyncio would print the others."""


def _detail(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
