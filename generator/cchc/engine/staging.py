"""From one whole site to the next: files are made beside the site and moved into it, only those that changed."""

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cchc.files import move
from cchc.problems import Refused

SIGN = "cchc.json"  # what every site of ours has, and no other folder; `datasets.SUMMARY` names the same
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
LATER = (".xml", ".json", ".txt", ".gz")  # lists for machines: after the pages they name


def refuse_foreign(out: Path, sources: Iterable[Path], remembered: Callable[[], bool]) -> None:
    """A build makes its folder its own: what is in it and not of the site goes. So it leaves folders alone that people
    work in, `sources` among them, and any that is neither empty nor a site: by its sign, or as the last build knows.

    Raises Refused.
    """
    worked_in = {Path(os.path.expanduser("~")), *sources}
    if any(folder.is_relative_to(out) for folder in worked_in):
        raise Refused(f"không dựng trang vào {out}: các tệp khác ở đó sẽ mất; chọn một thư mục riêng cho trang")
    if out.is_file():
        raise Refused(f"{out} là một tệp; trang cần một thư mục riêng, chọn tên khác")
    if not out.is_dir() or (out / SIGN).is_file() or remembered():
        return
    if not all(name.startswith(".") for name in os.listdir(out)):
        hint = "chọn thư mục khác; nếu thư mục này không còn cần thì xóa nó trước"
        raise Refused(f"{out} có tệp không phải do cchc dựng; dựng vào đó thì các tệp ấy mất: {hint}")


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A folder of this process beside the site (so that a move is a rename); gone afterwards.

    Raises OSError when the disk is full or the folder may not be written.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".staging", dir=out.parent))
    folder.chmod(0o755)  # it may become the site, which a web server reads
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(out: Path) -> None:
    """Remove what killed builds left beside the site, of this one only. The caller holds the site's lock."""
    left = re.compile(rf"\.{re.escape(out.name)}\.[^.]+\.staging")  # `xa` may stand beside `xa.example.vn`
    for folder in out.parent.iterdir():
        if left.fullmatch(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def write(folder: Path, name: str, content: bytes) -> None:
    """Write one file of the staged site."""
    path = os.path.join(folder, name)
    place = os.path.dirname(path)
    try:
        os.mkdir(place)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(place, exist_ok=True)
    descriptor = os.open(path, _CREATE, 0o666)  # half the time of an open file object, for ten thousand files
    try:
        done = os.write(descriptor, content)
        while done < len(content):  # a disk that is nearly full cuts the first write short and refuses the next
            done += os.write(descriptor, content[done:])
    finally:
        os.close(descriptor)


def publish(staged: Path, names: Iterable[str], out: Path) -> int:
    """Move staged files into the site: new ones, changed ones, lists for machines; returns how many changed.

    A file whose bytes are there already stays as it is. Each move is atomic: a visitor never gets half a file.
    """
    names = list(names)
    if not out.exists():
        try:
            os.rename(staged, out)
        except PermissionError:  # Windows moves no folder while any program looks at a file in it, as virus scanners do
            out.mkdir()
        else:
            return len(names)
    moved = 0
    ready = sorted(names, key=lambda name: (name.endswith(LATER), (out / name).exists(), name))  # new ones first
    if not (out / SIGN).exists():  # at once: a build may be killed before it is done
        ready.sort(key=lambda name: name != SIGN)
    for name in ready:
        source, target = staged / name, out / name
        if not _same(source, target):
            try:
                _move(source, target)
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
                _make_room(target)
                _move(source, target)
            moved += 1
    return moved


def _move(source: Path, target: Path) -> None:
    try:
        move(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_name(f".{target.name}.part")  # the site is on a disk of its own
        shutil.copyfile(source, part)
        move(part, target)


def remove(out: Path, names: Iterable[str]) -> int:
    """Take files out of the site, and folders that are empty then; returns how many files went."""
    gone = 0
    for name in names:
        path = out / name
        try:
            path.unlink()
            gone += 1
        except (FileNotFoundError, NotADirectoryError):
            continue
        for folder in path.parents:
            if folder == out:
                break
            try:
                folder.rmdir()
            except OSError:
                break
    return gone


def _same(source: Path, target: Path) -> bool:
    try:
        with open(source, "rb") as one, open(target, "rb") as two:
            return os.fstat(one.fileno()).st_size == os.fstat(two.fileno()).st_size and one.read() == two.read()
    except OSError:
        return False


def _make_room(target: Path) -> None:
    """A folder where a file must go, or a file where a folder must go, gives way."""
    if target.is_dir():
        shutil.rmtree(target)
    for parent in target.parents:
        if parent.is_file():
            parent.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
