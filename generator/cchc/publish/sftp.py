"""Files below a folder of a server, over SFTP, as coroutines (`ssh` runs them). The only module that knows asyncssh.

Many of them may be under way at a time, for each costs a journey there and back.
"""

import os
import posixpath
from asyncio import TaskGroup
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

import asyncssh

from cchc.publish.place import LOCK, Fault, Parcel, Tick

BROKEN = (asyncssh.Error, OSError)  # what any of them may raise
_AT_ONCE = 32
_PATIENCE = 20  # seconds without a sign of life
_WRITE = asyncssh.FXF_WRITE | asyncssh.FXF_CREAT
_EXCLUSIVE = _WRITE | asyncssh.FXF_EXCL
_READABLE = asyncssh.SFTPAttrs(permissions=0o644)
V = TypeVar("V")


class Files:
    """Files below a folder, one step at a time; any of them may raise `BROKEN`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder.rstrip("/") or "/"
        self._links = True

    async def open(self, host: str, port: int | None, user: str | None) -> None:
        """Reach the server; the password comes from the environment alone."""
        given: dict[str, Any] = {"port": port, "username": user, "password": os.environ.get("CCHC_PASSWORD")}
        settings = {name: value for name, value in given.items() if value}
        self._connection = await asyncssh.connect(
            host, **settings, connect_timeout=_PATIENCE, login_timeout=_PATIENCE, keepalive_interval=_PATIENCE
        )
        self._sftp = await self._connection.start_sftp_client()

    async def hang_up(self) -> None:
        """End the connection without waiting for what is on its way."""
        self._connection.abort()
        await self._connection.wait_closed()

    async def read(self, name: str) -> bytes | None:
        """The bytes of a file, None when it is not there."""
        try:
            async with self._sftp.open(self._path(name), "rb") as file:
                content: Any = await file.read()
                return bytes(content)
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            return None

    async def names(self, folder: str) -> list[str]:
        """Also above a place that is still to be made: what is not there is no link."""
        place = self._folder
        while folder.startswith("../") and not await self._sftp.exists(place):
            place, folder = posixpath.dirname(place) or ".", folder.removeprefix("../")
        try:
            return [str(name) for name in await self._sftp.listdir(f"{place}/{folder}") if name not in (".", "..")]
        except asyncssh.SFTPNoSuchFile:
            return []

    async def send(self, parcel: Parcel) -> None:
        """Write a file anew; one that is there is taken away first, for it may have other names."""
        path = self._path(parcel.name)
        content = parcel.content()
        try:
            file = await self._sftp.open(path, _EXCLUSIVE, _READABLE, encoding=None)
        except (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
            await self.remove(parcel.name)
            file = await self._sftp.open(path, _EXCLUSIVE, _READABLE, encoding=None)
        async with file:
            await file.write(content)
            await file.setstat(asyncssh.SFTPAttrs(permissions=0o644, atime=parcel.time, mtime=parcel.time))

    async def remove(self, name: str) -> None:
        """Delete a file; one that is not there is no failure."""
        with suppress(asyncssh.SFTPNoSuchFile):
            await self._sftp.remove(self._path(name))

    async def make_folder(self, name: str) -> None:
        """Make a folder; one that is there is no failure."""
        try:
            await self._sftp.mkdir(self._path(name), asyncssh.SFTPAttrs(permissions=0o755))
        except asyncssh.SFTPError:
            if not await self._sftp.isdir(self._path(name)):
                raise

    async def lock(self, content: bytes) -> bool:
        """Make the lock's file; False when it is there already."""
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

    async def link(self, new: str, old: str) -> bool:
        """Give a file another name, or a copy that the server makes; False when neither can be had."""
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

    async def stat(self, name: str) -> tuple[int, int] | None:
        """Size and time of a file that is there."""
        try:
            status = await self._sftp.lstat(self._path(name))
        except asyncssh.SFTPNoSuchFile:
            return None
        return status.size or 0, int(status.mtime or 0)

    async def current(self) -> str | None:
        """Where the link `current` leads, None when there is none."""
        try:
            return str(await self._sftp.readlink(self._path("current")))
        except asyncssh.SFTPError:
            return None

    async def point(self, target: str) -> bool:
        """False when the server has no links, or can not replace one."""
        beside = self._path(".current.next")
        try:
            await self.remove(".current.next")
            await self._sftp.symlink(target, beside)
        except (asyncssh.SFTPOpUnsupported, asyncssh.SFTPFailure):
            return False
        try:
            await self._sftp.posix_rename(beside, self._path("current"))
        except (asyncssh.SFTPOpUnsupported, asyncssh.SFTPFailure):
            await self.remove(".current.next")
            return False
        return True

    async def rename(self, old: str, new: str) -> None:
        """Give a file or folder another name, which must be free."""
        await self._sftp.rename(self._path(old), self._path(new))

    async def remove_tree(self, folder: str) -> None:
        """Delete a folder with all in it, a depth at a time: files from above, then folders from below."""
        level, deeper = [folder], True
        levels = []
        while deeper:
            levels.append(level)
            found: list[str] = []
            await each(level, self._emptied(found))
            level, deeper = found, bool(found)
        for level in reversed(levels):
            await each(level, self._remove_folder)

    def _emptied(self, folders: list[str]) -> Callable[[str], Awaitable[None]]:
        """Delete the files of a folder; the folders in it are put on a list."""

        async def one(folder: str) -> None:
            with suppress(asyncssh.SFTPNoSuchFile):
                async for entry in self._sftp.scandir(self._path(folder)):
                    name = str(entry.filename)
                    if entry.attrs.type == asyncssh.FILEXFER_TYPE_DIRECTORY:
                        folders.extend([] if name in (".", "..") else [f"{folder}/{name}"])
                    else:
                        await self.remove(f"{folder}/{name}")

        return one

    async def _remove_folder(self, folder: str) -> None:
        with suppress(asyncssh.SFTPNoSuchFile):
            await self._sftp.rmdir(self._path(folder))

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"


async def each(items: Iterable[V], do: Callable[[V], Awaitable[None]], tick: Tick | None = None) -> None:
    """Do something with every item, some at a time; the first failure ends it and is raised."""
    waiting = iter(items)

    async def work() -> None:
        for item in waiting:
            await do(item)
            if tick is not None:
                tick()

    try:
        async with TaskGroup() as group:
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


def fault_of(error: BaseException) -> Fault:
    """What kind of failure it is."""
    return next(fault for kind, fault in _FAULTS if isinstance(error, kind))
