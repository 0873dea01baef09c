"""Who works in a site's folder now: two computers that share it on a network drive must not write at the same time.

A file in the folder names computer, person, and until when it holds; it is no safe lock (a network drive may not know
any), but tells people. This computer's own is taken over: locks of `engine.session` look after one computer. What a
computer that was switched off left behind ends by itself.
"""

import getpass
import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cchc.problems import Refused

NAME = ".cchc-dang-dung.lock"
BUILD, SERVE = 30 * 60, 8 * 60 * 60  # seconds that it holds at most: a build; a day's work with `cchc serve`


@contextmanager
def working(root: Path, seconds: int = BUILD) -> Iterator[None]:
    """Tell others that this computer works in the folder. Raises Refused when another one does."""
    file = root / NAME
    other = _read(file)
    if other and other["computer"] != platform.node() and time.time() < other["until"]:
        raise Refused(_told(other, file), 3)
    mine = other is None or other["computer"] != platform.node() or time.time() >= other["until"]
    written = mine and _write(file, seconds)
    try:
        yield
    finally:
        if written and (_read(file) or {}).get("computer") == platform.node():
            with suppress(OSError):
                file.unlink()


def _told(other: dict[str, object], file: Path) -> str:
    clock = time.strftime("%H:%M ngày %d/%m/%Y", time.localtime(float(str(other["since"]))))
    until = time.strftime("%H:%M ngày %d/%m", time.localtime(float(str(other["until"]))))
    return (
        f"máy {other['computer']} (người dùng {other['person']}) đang làm việc trong thư mục này từ {clock}. Đợi máy ấy "
        f"xong rồi chạy lại. Nếu máy ấy đã tắt: xóa tệp {file}, hoặc đợi đến {until}, khóa tự hết"
    )


def _write(file: Path, seconds: int) -> bool:
    """False in a folder that may not be written: nobody can collide there."""
    now = int(time.time())
    told = {"computer": platform.node(), "person": _person(), "since": now, "until": now + seconds}
    part = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        part.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        os.replace(part, file)
    except OSError:
        return False
    return True


def _read(file: Path) -> dict[str, object] | None:
    """What the file says; None when there is none, or nothing that can be understood."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return {**told, "until": float(told["until"]), "since": float(told["since"]), "computer": str(told["computer"])}
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _person() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
