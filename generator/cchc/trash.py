"""The trash (thùng rác): files of the site put aside instead of deleted, each below the day on which that was done.

    thung-rac/2026-11-21/content/tin-tuc/2026/tap-huan.md

It lies beside content/ and site_data/, so that nothing in it is published, and everything can be put back.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from cchc.problems import Refused

FOLDER = "thung-rac"


def discard(root: Path, folders: tuple[str, ...], name: str, day: dt.date) -> tuple[str, Path]:
    """Put a file aside; returns its name from `root`, and where it is now. `folders` are those of the site's content.

    `name` is a path (from `root`, whole, or from where the clerk is), or the name of a file with or without its ending.
    Raises Refused, OSError.
    """
    found = _one([path for folder in folders for path in _files(root / folder)], root, name)
    if found == "site_data/site.yml":
        raise Refused("không bỏ site.yml được: thiếu tệp này thì không còn trang")
    place = root / FOLDER / day.isoformat()
    number = 2
    while (place / found).exists():  # a second one of the same name, on the same day
        place, number = place.with_name(f"{day.isoformat()}-{number}"), number + 1
    return found, _move(root / found, place / found)


def restore(root: Path, name: str) -> tuple[str, Path]:
    """Put a file back where it was, the one thrown away last if there are several; returns its name and where it is.

    Raises Refused, OSError.
    """
    for folder in _days(root):
        inside = list(_files(folder))
        if not any(_meant(path, folder, name) for path in inside):
            continue
        found = _one(inside, folder, name)
        if (root / found).exists():
            raise Refused(f"đã có tệp {found}; đổi tên tệp ấy, hoặc bỏ nó vào thùng rác trước")
        moved = _move(folder / found, root / found)
        _tidy(folder / found, root / FOLDER)
        return found, moved
    raise Refused(f"trong thùng rác không có “{name}”. Xem: cchc trash --list")


def listed(root: Path) -> list[tuple[str, str]]:
    """What is in the trash, the newest first: day and name."""
    return [(day.name, path.relative_to(day).as_posix()) for day in _days(root) for path in sorted(_files(day))]


def _days(root: Path) -> list[Path]:
    """The folders of the trash, the newest first: "2026-11-21-10", "2026-11-21-2", "2026-11-21"."""
    folders = (folder for folder in (root / FOLDER).glob("*") if folder.is_dir())
    return sorted(folders, key=lambda folder: (folder.name[:10], len(folder.name), folder.name), reverse=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _meant(path: Path, root: Path, name: str) -> bool:
    told = path.relative_to(root).as_posix()
    named = name.replace("\\", "/").removeprefix("./") in (told, path.name, path.stem)
    return named or Path(name).resolve() == path.resolve()  # dragged into the window, or told from another folder


def _one(paths: list[Path], root: Path, name: str) -> str:
    found = sorted({path.relative_to(root).as_posix() for path in paths if _meant(path, root, name)})
    if not found:
        raise Refused(f"không thấy tệp “{name}” trong thư mục nội dung của trang")
    if len(found) > 1:
        raise Refused(f"có {len(found)} tệp tên “{name}”; viết cả đường dẫn, một trong: {', '.join(found)}")
    return found[0]


def _move(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    return target


def _tidy(gone: Path, top: Path) -> None:
    """Remove folders of the trash that are empty now."""
    for folder in gone.parents:
        if folder == top or any(folder.iterdir()):
            return
        folder.rmdir()
