"""A folder on this machine or on a drive of the network as a target."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from cchc.files import move
from cchc.problems import drive_gone, reason
from cchc.publish.place import LOCK, Failed, Fault, Parcel, Tick

_FAULTS = {
    errno.ENOSPC: Fault.FULL,
    errno.EDQUOT: Fault.FULL,
    errno.EFBIG: Fault.FULL,
    errno.EACCES: Fault.DENIED,
    errno.EPERM: Fault.DENIED,
    errno.EROFS: Fault.DENIED,
    errno.ENOENT: Fault.MISSING,
}


class Folder:
    """Files below a folder, which is made when it is not there."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self.where = str(self._root)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file."""
        with self._told():
            try:
                return (self._root / name).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def send(self, parcels: Iterable[Parcel], tick: Tick) -> None:
        """Write beside, then move: a file that has other names is not changed under them."""
        for parcel in parcels:
            path = self._root / parcel.name
            part = path.with_name(f".{path.name}.part")
            content = parcel.content()
            with self._told():
                part.write_bytes(content)
                part.chmod(0o644)  # a web server reads it as another user
                os.utime(part, (parcel.time, parcel.time))
                move(part, path)
            tick()

    def names(self, folder: str) -> list[str]:
        """Names right below a folder."""
        with self._told():
            try:
                return os.listdir(os.path.realpath(self._root / folder))  # also above a place that is still to be made
            except (FileNotFoundError, NotADirectoryError):
                return []

    def remove(self, names: Iterable[str]) -> None:
        """Delete files."""
        with self._told():
            for name in names:
                (self._root / name).unlink(missing_ok=True)

    def lock(self, content: bytes) -> bool:
        """Make a file that must not be there."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with self._told():
            if not self._root.is_dir():  # of one that is there its owner decides
                self._root.mkdir(parents=True)
                self._root.chmod(0o755)
            (self._root / LOCK).parent.mkdir(exist_ok=True)
            try:
                descriptor = os.open(self._root / LOCK, flags, 0o644)
            except FileExistsError:
                return False
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
        return True

    def locked(self) -> bytes | None:
        """What is in that file."""
        return self.read(LOCK)

    def unlock(self) -> None:
        """Delete it."""
        self.remove([LOCK])

    def close(self) -> None:
        """Nothing to hang up."""

    def make_folders(self, names: Iterable[str]) -> None:
        """Make folders that everybody may read."""
        with self._told():
            for name in names:
                path = self._root / name
                path.mkdir(exist_ok=True, parents=True)
                path.chmod(0o755)

    def link(self, pairs: Mapping[str, str], tick: Tick) -> set[str]:
        """Hard links; where the disk has none, copies."""
        failed = set()
        for new, old in pairs.items():
            source, target = self._root / old, self._root / new
            try:
                os.link(source, target)
            except OSError as error:
                if error.errno in (errno.ENOENT, errno.ENOSPC, errno.EEXIST) or not _copied(source, target):
                    failed.add(new)
                    continue
            tick()
        return failed

    def stats(self, names: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Size and time of files."""
        found = {}
        base = str(self._root) + os.sep
        for name in names:
            try:
                status = os.lstat(base + name)
            except OSError:
                continue
            found[name] = (status.st_size, int(status.st_mtime))
        return found

    def remove_tree(self, folder: str) -> None:
        """Delete a folder."""
        with self._told(), suppress(FileNotFoundError):
            shutil.rmtree(self._root / folder)

    def current(self) -> str | None:
        """Where the link leads."""
        try:
            return os.readlink(self._root / "current").replace(os.sep, "/")
        except OSError:
            return None

    def point(self, target: str) -> bool:
        """A new link takes the old one's place. Windows can not replace a link to a folder, and seldom may make one."""
        beside = self._root / ".current.next"
        if os.name == "nt":
            return False
        try:
            beside.unlink(missing_ok=True)
            beside.symlink_to(target, target_is_directory=True)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EACCES):
                raise self._failed(error) from error
            return False
        with self._told():
            os.replace(beside, self._root / "current")
        return True

    def rename(self, old: str, new: str) -> None:
        """Give a folder another name."""
        with self._told():
            move(self._root / old, self._root / new)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> Failed:
        fault = Fault.LINE if drive_gone(error) else _FAULTS.get(error.errno or 0, Fault.OTHER)
        return Failed(self.where, fault, f"{error.filename or self.where}: {reason(error)}")


def _copied(source: Path, target: Path) -> bool:
    try:
        shutil.copy2(source, target)
    except OSError:
        return False
    return True
