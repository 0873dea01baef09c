"""A server reached with SSH as a target, over SFTP alone: an account without a shell is enough.

Keys come from the agent (Pageant on Windows) or ~/.ssh, settings from ~/.ssh/config, the server must stand in
~/.ssh/known_hosts; a password only from the environment. Many operations are under way at a time, for each costs a
journey there and back.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

import asyncssh

from cchc.publish.place import LOCK, Failed, Fault, Parcel, Tick

_AT_ONCE = 32
_PATIENCE = 20  # seconds without a sign of life
_WRITE = asyncssh.FXF_WRITE | asyncssh.FXF_CREAT
_EXCLUSIVE = _WRITE | asyncssh.FXF_EXCL
_READABLE = asyncssh.SFTPAttrs(permissions=0o644)
T = TypeVar("T")
V = TypeVar("V")


class Server:
    """Files below a folder of a server."""

    def __init__(self, host: str, port: int | None, user: str | None, folder: str) -> None:
        self.where = f"sftp://{host}"
        self._folder = folder.rstrip("/") or "/"
        self._runner = asyncio.Runner()
        self._runner.get_loop().set_exception_handler(_quiet)
        logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of each write to a line that is lost
        self._links = True
        try:
            self._do(self._open(host, port, user))
        except Failed:
            self._runner.close()
            raise

    def read(self, name: str) -> bytes | None:
        """The bytes of a file."""
        return self._do(self._read(name))

    def send(self, parcels: Iterable[Parcel], tick: Tick) -> None:
        """Write files anew; one that is there is taken away first, for it may have other names."""
        self._do(_each(parcels, self._send, tick))

    def names(self, folder: str) -> list[str]:
        """Names right below a folder."""

        async def listed() -> list[str]:
            try:
                return [str(name) for name in await self._sftp.listdir(self._path(folder)) if name not in (".", "..")]
            except asyncssh.SFTPNoSuchFile:
                return []

        return self._do(listed())

    def remove(self, names: Iterable[str]) -> None:
        """Delete files."""
        self._do(_each(names, self._remove))

    def lock(self, content: bytes) -> bool:
        """Make a file that must not be there."""
        return self._do(self._lock(content))

    def locked(self) -> bytes | None:
        """What is in that file."""
        return self.read(LOCK)

    def unlock(self) -> None:
        """Delete it."""
        self.remove([LOCK])

    def close(self) -> None:
        """Hang up."""
        with suppress(Failed):
            self._do(self._hang_up())
        self._runner.close()

    def make_folders(self, names: Iterable[str]) -> None:
        """Make folders, one depth after the other."""
        by_depth: dict[int, list[str]] = {}
        for name in names:
            by_depth.setdefault(name.count("/"), []).append(name)
        for depth in sorted(by_depth):
            self._do(_each(by_depth[depth], self._make_folder))

    def link(self, pairs: Mapping[str, str], tick: Tick) -> set[str]:
        """Hard links; where the server has none, copies that it makes itself; else they fail."""
        failed: set[str] = set()

        async def one(pair: tuple[str, str]) -> None:
            if not await self._link(*pair):
                failed.add(pair[0])

        self._do(_each(pairs.items(), one, tick))
        return failed

    def stats(self, names: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Size and time of files."""
        found: dict[str, tuple[int, int]] = {}

        async def one(name: str) -> None:
            with suppress(asyncssh.SFTPNoSuchFile):
                status = await self._sftp.lstat(self._path(name))
                found[name] = (status.size or 0, int(status.mtime or 0))

        self._do(_each(names, one))
        return found

    def remove_tree(self, folder: str) -> None:
        """Delete a folder, the deepest first."""
        self._do(self._remove_tree(folder))

    def current(self) -> str | None:
        """Where the link leads."""

        async def look() -> str | None:
            try:
                return str(await self._sftp.readlink(self._path("current")))
            except asyncssh.SFTPError:
                return None

        return self._do(look())

    def point(self, target: str) -> bool:
        """A new link takes the old one's place."""

        async def exchange() -> bool:
            beside = self._path(".current.next")
            try:
                await self._remove(".current.next")
                await self._sftp.symlink(target, beside)
            except (asyncssh.SFTPOpUnsupported, asyncssh.SFTPFailure):
                return False
            try:
                await self._sftp.posix_rename(beside, self._path("current"))
            except (asyncssh.SFTPOpUnsupported, asyncssh.SFTPFailure):
                await self._remove(".current.next")
                return False
            return True

        return self._do(exchange())

    def rename(self, old: str, new: str) -> None:
        """Give a folder another name."""
        self._do(self._sftp.rename(self._path(old), self._path(new)))

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"

    async def _open(self, host: str, port: int | None, user: str | None) -> None:
        given: dict[str, Any] = {"port": port, "username": user, "password": os.environ.get("CCHC_PASSWORD")}
        settings = {name: value for name, value in given.items() if value}
        self._connection = await asyncssh.connect(
            host, **settings, connect_timeout=_PATIENCE, login_timeout=_PATIENCE, keepalive_interval=_PATIENCE
        )
        self._sftp = await self._connection.start_sftp_client()

    async def _hang_up(self) -> None:
        self._connection.abort()
        await self._connection.wait_closed()

    async def _read(self, name: str) -> bytes | None:
        try:
            async with self._sftp.open(self._path(name), "rb") as file:
                content: Any = await file.read()
                return bytes(content)
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            return None

    async def _send(self, parcel: Parcel) -> None:
        path = self._path(parcel.name)
        content = parcel.content()
        try:
            file = await self._sftp.open(path, _EXCLUSIVE, _READABLE, encoding=None)
        except (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
            await self._remove(parcel.name)
            file = await self._sftp.open(path, _EXCLUSIVE, _READABLE, encoding=None)
        async with file:
            await file.write(content)
            await file.setstat(asyncssh.SFTPAttrs(permissions=0o644, atime=parcel.time, mtime=parcel.time))

    async def _remove(self, name: str) -> None:
        with suppress(asyncssh.SFTPNoSuchFile):
            await self._sftp.remove(self._path(name))

    async def _make_folder(self, name: str) -> None:
        try:
            await self._sftp.mkdir(self._path(name), asyncssh.SFTPAttrs(permissions=0o755))
        except asyncssh.SFTPError:
            if not await self._sftp.isdir(self._path(name)):
                raise

    async def _lock(self, content: bytes) -> bool:
        await self._sftp.makedirs(self._path(".cchc"), exist_ok=True)
        try:
            file = await self._sftp.open(self._path(LOCK), _EXCLUSIVE, _READABLE, encoding=None)
        except (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
            if await self._sftp.exists(self._path(LOCK)):
                return False
            raise
        async with file:
            await file.write(content)
        return True

    async def _link(self, new: str, old: str) -> bool:
        source, target = self._path(old), self._path(new)
        try:
            if self._links:
                await self._sftp.link(source, target)
                return True
        except asyncssh.SFTPOpUnsupported:
            self._links = False
        except asyncssh.SFTPError:
            return False  # it is not there, or it has too many names
        if not self._sftp.supports_remote_copy:
            return False
        try:
            await self._sftp.remote_copy(source, target)
            status = await self._sftp.stat(source)
            await self._sftp.setstat(target, asyncssh.SFTPAttrs(atime=status.mtime, mtime=status.mtime))
        except asyncssh.SFTPError:
            return False
        return True

    async def _remove_tree(self, folder: str) -> None:
        level, deeper = [folder], True
        levels = []
        while deeper:
            levels.append(level)
            found: list[str] = []
            await _each(level, self._emptied(found))
            level, deeper = found, bool(found)
        for level in reversed(levels):
            await _each(level, self._remove_folder)

    def _emptied(self, folders: list[str]) -> Callable[[str], Awaitable[None]]:
        """Delete the files of a folder; the folders in it are put on a list."""

        async def one(folder: str) -> None:
            with suppress(asyncssh.SFTPNoSuchFile):
                async for entry in self._sftp.scandir(self._path(folder)):
                    name = str(entry.filename)
                    if entry.attrs.type == asyncssh.FILEXFER_TYPE_DIRECTORY:
                        folders.extend([] if name in (".", "..") else [f"{folder}/{name}"])
                    else:
                        await self._remove(f"{folder}/{name}")

        return one

    async def _remove_folder(self, folder: str) -> None:
        with suppress(asyncssh.SFTPNoSuchFile):
            await self._sftp.rmdir(self._path(folder))

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return self._runner.run(work)
        except (asyncssh.Error, OSError, TimeoutError) as error:
            raise Failed(self.where, _fault(error), _detail(error)) from error


def _quiet(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Of several requests that fail together, the first is told; asyncio would print the others."""


async def _each(items: Iterable[V], do: Callable[[V], Awaitable[None]], tick: Tick | None = None) -> None:
    """Do something with every item, some at a time; the first failure ends it."""
    waiting = iter(items)

    async def work() -> None:
        for item in waiting:
            await do(item)
            if tick is not None:
                tick()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(work())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


_FAULTS: tuple[tuple[type[BaseException], Fault], ...] = (
    (asyncssh.HostKeyNotVerifiable, Fault.STRANGER),
    (asyncssh.PermissionDenied, Fault.LOGIN),
    (asyncssh.SFTPPermissionDenied, Fault.DENIED),
    (asyncssh.SFTPNoSpaceOnFilesystem, Fault.FULL),
    (asyncssh.SFTPQuotaExceeded, Fault.FULL),
    (asyncssh.SFTPNoSuchFile, Fault.MISSING),
    (asyncssh.SFTPConnectionLost, Fault.LINE),
    (asyncssh.SFTPNoConnection, Fault.LINE),
    (asyncssh.SFTPError, Fault.OTHER),
    (asyncssh.Error, Fault.LINE),
    (OSError, Fault.LINE),
)


def _fault(error: BaseException) -> Fault:
    return next(fault for kind, fault in _FAULTS if isinstance(error, kind))


def _detail(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
