"""Files in the folders of records and news that nothing reads, for an ending or a folder that is not theirs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cchc.files import files_below, is_hidden
from cchc.model.base import Store
from cchc.model.registry import TYPES
from cchc.problems import Level, Problem

# What Windows makes of a record's name: `1.001193.yml.txt` in Notepad, `1.001193.YML`.
_MISNAMED = re.compile(r"(?P<stem>.+)\.ya?ml(?:\.txt)?", re.IGNORECASE)


class Stray(NamedTuple):
    """A file that nothing reads; `key` and `stem` of the record that it was meant to be, "" if none."""

    problem: Problem
    key: str = ""
    stem: str = ""


def of_records(root: Path) -> Iterator[Stray]:
    """Files in site_data/ that nothing reads; one that is a record but for its ending is an error."""
    base = root / "site_data"
    lists = {kind.path: kind.key for kind in TYPES if kind.store in (Store.LIST, Store.SINGLE)}
    folders = {kind.path: kind.key for kind in TYPES if kind.store is Store.FOLDER}
    for name in sorted(files_below(base)) if base.is_dir() else ():
        place, _, file = name.rpartition("/")
        if is_hidden(name) or name in lists or (place in folders and file.endswith((".yml", ".yaml"))):
            continue
        found = _MISNAMED.fullmatch(file)
        right = f"{place}/{found['stem']}.yml".lstrip("/") if found else ""
        key = folders.get(place) or lists.get(right) or ""
        if found and key and not (base / right).exists():
            message = "tệp này không được đọc nên không lên trang"
            hint = f"đổi tên tệp thành {found['stem']}.yml"
            yield Stray(_misnamed(f"site_data/{name}", message, hint), key, found["stem"])
        else:
            hint = "tên tệp phải kết thúc bằng .yml và nằm đúng thư mục; tệp thừa thì xóa"
            yield Stray(_stray(f"site_data/{name}", "tệp này không được đọc", hint))


def of_articles(folder: str, files: frozenset[str]) -> Iterator[Stray]:
    """News saved by Notepad as `bai.md.txt` or `bai.txt`."""
    articles = tuple(kind.path + "/" for kind in TYPES if kind.store is Store.ARTICLES)
    for name in sorted(files):
        if name.startswith(articles) and name.endswith(".txt"):
            message, hint = "tệp này không được đọc thành bài", "đổi phần đuôi của tệp thành .md"
            tell = _misnamed if name.endswith(".md.txt") else _stray
            yield Stray(tell(f"{folder}/{name}", message, hint))


def _misnamed(path: str, message: str, hint: str) -> Problem:
    return Problem(path, 1, 1, "misnamed-file", Level.ERROR, message, hint)


def _stray(path: str, message: str, hint: str) -> Problem:
    return Problem(path, 1, 1, "stray-file", Level.WARNING, message, hint)
