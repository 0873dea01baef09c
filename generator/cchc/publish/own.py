"""The site's own folders are no target: what is published there would be taken for its content, or be built over."""

import re
from collections.abc import Iterator
from pathlib import Path

from cchc.problems import Refused
from cchc.publish.target import Target
from cchc.trash import FOLDER as TRASH

_INNER = ("site_data", TRASH, ".cache", ".git")  # below the folder of mkdocs.yml
_NAMED = {"docs_dir": "docs", "site_dir": "site", "custom_dir": "theme"}  # settings of mkdocs.yml, and MkDocs' defaults


def refuse_own(target: Target, config_file: Path, *more: Path) -> None:
    """Refuse a folder of the site, or one that contains it; `more` are further folders of its own. Raises Refused."""
    if target.kind != "folder":
        return
    place = Path(target.address).resolve()
    advice = "chọn thư mục riêng cho trang đã đăng, nằm ngoài thư mục của trang"
    if _within(config_file.resolve().parent, place):
        raise Refused(f"{place} chứa chính các tệp của trang, không đăng lên đó được; {advice}")
    if folder := own_folder(place, config_file, *more):
        raise Refused(f"{folder} là thư mục của chính trang này, đăng lên đó thì hỏng trang; {advice}")


def own_folder(place: Path, config_file: Path, *more: Path) -> Path | None:
    """The folder of the site that a place is, or lies in; None when it is none of its own."""
    folders = (*_folders(config_file.resolve()), *more)
    return next((folder for folder in folders if _within(place.resolve(), folder.resolve())), None)


def _folders(config: Path) -> Iterator[Path]:
    """What the site is made of and into, as mkdocs.yml says."""
    yield from (config.parent / name for name in _INNER)
    text = config.read_text(encoding="utf-8", errors="replace")
    for setting, name in _NAMED.items():
        written = re.search(rf"^\s*{setting}:\s*[\"']?([^\"'#\n]+)", text, re.MULTILINE)
        yield config.parent / (written[1].strip() if written else name)


def _within(inner: Path, outer: Path) -> bool:
    """Whether a folder is another or lies in it, however the disk counts large and small letters."""
    if inner.is_relative_to(outer):
        return True
    return outer.is_dir() and any(part.exists() and part.samefile(outer) for part in (inner, *inner.parents))
