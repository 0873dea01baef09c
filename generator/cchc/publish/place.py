"""What a target can do, and what its failures are called. Names are paths below the target, with forward slashes."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from cchc.problems import Refused, refused_by_system

LOCK = ".cchc/lock"  # the same for every kind of target: a folder may be published to over SSH too
Tick = Callable[[], None]  # called after each file


class Parcel(NamedTuple):
    """A file to be sent: under which name, from where on this machine, with which time (seconds since 1970)."""

    name: str
    source: Path | bytes
    time: int

    def content(self) -> bytes:
        """Its bytes. Raises Refused."""
        if isinstance(self.source, bytes):
            return self.source
        try:
            return self.source.read_bytes()
        except OSError as error:
            raise refused_by_system(error, self.source) from error


class Fault(StrEnum):
    """Why a target refused; the value is what a clerk reads."""

    LINE = "mất liên lạc; kiểm tra mạng rồi chạy lại lệnh"
    STRANGER = (
        "máy này chưa biết máy chủ ấy, hoặc khóa của máy chủ đã đổi (tệp known_hosts). "
        "Hỏi người quản trị dấu vân tay của máy chủ, chạy `ssh` một lần để ghi lại"
    )
    LOGIN = "máy chủ không nhận tài khoản hoặc khóa này"
    CLOCK = "đồng hồ của máy này lệch; chỉnh lại ngày, giờ rồi chạy lại lệnh"
    DENIED = "máy chủ không cho ghi ở đó"
    FULL = "máy chủ hết chỗ"
    MISSING = "không thấy nơi ấy trên máy chủ"
    CERTIFICATE = "chứng thư bảo mật của máy chủ không hợp lệ hoặc đã hết hạn"
    OTHER = "máy chủ báo lỗi"


class Failed(Refused):
    """A target could not do what was asked; exit status 3."""

    def __init__(self, where: str, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{where}: {fault}" + (f" ({detail})" if detail else ""), 3)
        self.fault = fault


class Place(Protocol):
    """A target, open. Every method raises Failed."""

    where: str

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None when it is not there."""
        ...

    def send(self, parcels: Iterable[Parcel], tick: Tick) -> None:
        """Write files; one that is there is replaced."""
        ...

    def names(self, folder: str) -> list[str]:
        """Names right below a folder; empty when it is not there."""
        ...

    def remove(self, names: Iterable[str]) -> None:
        """Delete files; those that are not there are no failure."""
        ...

    def lock(self, content: bytes) -> bool:
        """Take the lock and write into it; False when somebody has it. Never succeeds for two."""
        ...

    def locked(self) -> bytes | None:
        """What is written in the lock; None when nobody has it."""
        ...

    def unlock(self) -> None:
        """Give the lock back, whoever has it."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class Folders(Place, Protocol):
    """A target with folders and links: a release is made beside the one that visitors see, which is then exchanged."""

    def make_folders(self, names: Iterable[str]) -> None:
        """Make folders, parents first in `names`; those that are there stay."""
        ...

    def link(self, pairs: Mapping[str, str], tick: Tick) -> set[str]:
        """Give files a second name, new → old, without sending them; returns the new names for which it failed."""
        ...

    def stats(self, names: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Size and time (whole seconds) of the files that are there."""
        ...

    def remove_tree(self, folder: str) -> None:
        """Delete a folder with all that is in it."""
        ...

    def current(self) -> str | None:
        """To what the link `current` leads; None: it is no link."""
        ...

    def point(self, target: str) -> bool:
        """Make `current` a link to a folder, at once; False when links do not work here."""
        ...

    def rename(self, old: str, new: str) -> None:
        """Give a folder another name."""
        ...


class Objects(Place, Protocol):
    """A target of single files, each replaced at once, without a way to exchange them all together."""

    def copy(self, pairs: Mapping[str, str], tick: Tick) -> None:
        """Copy files on the target, new → old; those that are not there are left out."""
        ...

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        """Sizes of the files that are there."""
        ...
