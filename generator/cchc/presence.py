"""Who works in a site's folder now: two computers that share it on a network drive must not write at the same time.

A file in the folder names computer, person, and until when it holds; it is no safe lock (a network drive may not know
any), but tells people. This computer's own is taken over: locks of `engine.session` look after one computer. What a
computer that was switched off left behind ends by itself.
"""

import getpass
import json
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from cchc.files import rewrite
from cchc.problems import Refused
from cchc.text import long_moment, vietnam

NAME = ".cchc-dang-dung.lock"
BUILD, SERVE = 30 * 60, 8 * 60 * 60  # seconds that it holds at most: a build; a day's work with `cchc serve`


class Holder(NamedTuple):
    """Who works there: computer, person, from when and until when at most (seconds since 1970)."""

    computer: str
    person: str
    since: float
    until: float


@contextmanager
def working(root: Path, seconds: int = BUILD) -> Iterator[None]:
    """Tell others that this computer works in the folder. Raises Refused when another one does."""
    file = root / NAME
    holder = _read(file)
    held = holder is not None and time.time() < holder.until
    if holder is not None and held and holder.computer != platform.node():
        raise Refused(_told(holder, file), 3)
    mine = _own(seconds)
    longer = holder is None or holder.until < mine.until  # else another command of this computer gives back
    written = longer and _write(file, mine)
    try:
        yield
    finally:
        if written and _read(file) == mine:
            with suppress(OSError):
                file.unlink()


def _told(holder: Holder, file: Path) -> str:
    since, until = map(vietnam, (holder.since, holder.until))
    return (
        f"máy {holder.computer} (người dùng {holder.person}) đang làm việc trong thư mục này từ "
        f"{long_moment(since)}. Đợi máy ấy xong rồi chạy lại. Nếu máy ấy đã tắt: xóa tệp {file}, "
        f"hoặc đợi đến {long_moment(until)}, khóa tự hết"
    )


def _own(seconds: int) -> Holder:
    now = int(time.time())
    return Holder(platform.node(), person(), now, now + seconds)


def _write(file: Path, holder: Holder) -> bool:
    """False in a folder that may not be written: nobody can collide there."""
    try:
        rewrite(file, json.dumps(holder._asdict(), ensure_ascii=False).encode())
    except OSError:
        return False
    return True


def _read(file: Path) -> Holder | None:
    """What the file says; None when there is none, or nothing that can be understood."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Holder(str(told["computer"]), str(told["person"]), float(told["since"]), float(told["until"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def person() -> str:
    """Who is logged in on this computer, "?" where nobody knows."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
