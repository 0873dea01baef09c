"""Records and news that nothing reads, for an ending or a folder that is not theirs; and what seems to be a copy."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cchc.files import files_below, is_hidden
from cchc.model import news
from cchc.model.base import Store
from cchc.model.registry import TYPES
from cchc.problems import Level, Problem

# What Windows makes of a record's name: `1.001193.yml.txt` in Notepad, `1.001193.YML`.
_MISNAMED = re.compile(r"(?P<stem>.+)\.ya?ml(?:\.txt)?", re.IGNORECASE)
_FRONT = re.compile(r"---[ \t]*\n.*?\n---", re.DOTALL)
_OF_NEWS = re.compile(r"^(?:category|summary|date):", re.MULTILINE)  # two of them: a page by hand has none
_OFFICE = (".xlsx", ".xls", ".ods", ".csv", ".docx")  # what `cchc import` reads
#: What systems and programs that keep folders alike put behind the name of a copy: "(1)", " - Bản sao", "-PC01",
#: "-Lan's conflicted copy 2026-11-20", ".sync-conflict-20261120-101010-ABCDEF".
_COPY = re.compile(
    r"(.+?)(?:[ _]*\(.+\)|-[0-9]*[A-Z][A-Z0-9-]*|-[A-Z][^ ]* conflicted copy.*"
    r"|(?i: - (?:copy|bản sao).*| copy.*|\.sync-conflict-.*))"
)
_YEAR = re.compile(r"^date:[ \t\"']*(?P<year>\d{4})", re.MULTILINE)


class Stray(NamedTuple):
    """A file that nothing reads; `key` and `stem` of the record that it was meant to be, "" if none."""

    problem: Problem
    key: str = ""
    stem: str = ""


def of_records(root: Path, folder: str) -> Iterator[Stray]:
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
        elif (model := f"{copied_from(file.removesuffix('.yml'))}.yml") in lists and not place:
            message = f"tệp này không được đọc; có vẻ là bản chép của {model}"
            yield Stray(_stray(f"site_data/{name}", message, merge_hint(model)))
        else:
            hint = "tên tệp phải kết thúc bằng .yml và nằm đúng thư mục; tệp thừa thì xóa"
            if file.lower().endswith(_OFFICE):
                hint = f'bảng tính, tệp Word thì để ngoài thư mục của trang rồi nhập: cchc import "{file}"'
            elif file.endswith(".md"):
                hint = f"tin, bài thì chuyển vào {folder}/{news.TYPE.path}/; tệp thừa thì xóa"
            yield Stray(_stray(f"site_data/{name}", "tệp này không được đọc", hint))


def of_articles(folder: str, files: frozenset[str], texts: Mapping[str, str]) -> Iterator[Stray]:
    """News saved by Notepad as `bai.md.txt` or `bai.txt`, and news among the pages written by hand."""
    for name, text in texts.items():
        if is_article(text):
            yield Stray(_misplaced(folder, name, text), news.TYPE.key, Path(name).stem)
    for name in sorted(files):
        if name.startswith(f"{news.TYPE.path}/") and name.endswith(".txt"):
            message, hint = "tệp này không được đọc thành bài", "đổi phần đuôi của tệp thành .md"
            tell = _misnamed if name.endswith(".md.txt") else _stray
            yield Stray(tell(f"{folder}/{name}", message, hint))


def copied_from(stem: str) -> str:
    """What a file was called of which another seems to be a copy, both without ending; "" if it seems to be none."""
    found = _COPY.fullmatch(unicodedata.normalize("NFC", stem))
    return found[1] if found else ""


def merge_hint(model: str) -> str:
    """What to do with a copy of a file, which may hold what somebody wrote on another computer."""
    return f"so hai tệp, chép điều chỉ có ở đây sang {model}, rồi bỏ tệp này bằng `cchc trash`"


def is_article(text: str) -> bool:
    """Whether a text is an article by what stands before it."""
    front = _FRONT.match(text)
    return front is not None and len({*_OF_NEWS.findall(front[0])}) >= 2


def _misplaced(folder: str, name: str, text: str) -> Problem:
    found = _YEAR.search(text)
    place = f"{folder}/{news.TYPE.path}/{found['year'] if found else 'NĂM'}/"
    message = f"bài này nằm ngoài {folder}/{news.TYPE.path} nên không thành tin"
    hint = f"chuyển tệp vào {place}"
    if name.startswith(f"{news.TYPE.path}/"):  # index.md, the words above the list
        message = f"tệp tên {name.rpartition('/')[2]} không thành tin"
        hint = "đổi tên tệp theo nội dung bài, ví dụ thong-bao-lich-tiep-dan.md"
    return Problem(f"{folder}/{name}", 1, 1, "misplaced-article", Level.ERROR, message, hint)


def _misnamed(path: str, message: str, hint: str) -> Problem:
    return Problem(path, 1, 1, "misnamed-file", Level.ERROR, message, hint)


def _stray(path: str, message: str, hint: str) -> Problem:
    return Problem(path, 1, 1, "stray-file", Level.WARNING, message, hint)
