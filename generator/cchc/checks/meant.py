"""What may have been meant by the name of a file, or an address of this site, that leads nowhere."""

import posixpath
import unicodedata
from collections.abc import Iterable, Set
from difflib import get_close_matches
from functools import lru_cache
from pathlib import PurePosixPath

from cchc.text import slug


def file(value: str, alike: tuple[str, ...]) -> str:
    """The hint for a file that is not there: the one of its name, where there is but one; else the nearest name, in its
    folder first; else all when they are few.
    """
    if told := _twin(value, alike):
        return told
    wanted = PurePosixPath(value)
    if len(same := [file for file in alike if file.rpartition("/")[2] == wanted.name]) == 1:
        return f"có phải “{same[0]}”?"
    folder = f"{wanted.parent}/"
    beside = tuple(file for file in alike if file.startswith(folder) and "/" not in file.removeprefix(folder))
    stems = _stems(alike) | _stems(beside)
    if close := get_close_matches(slug(wanted.stem), stems, n=1, cutoff=0.6):
        return f"có phải “{stems[close[0]]}”?"
    copy = "chép tệp vào thư mục content rồi ghi đường dẫn tính từ đó, hoặc sửa lại tên"
    return f"{copy}; đang có: {', '.join(alike)}" if 0 < len(alike) <= 6 else copy


@lru_cache(maxsize=4)  # a folder that was renamed leaves many names without their file
def _stems(files: tuple[str, ...]) -> dict[str, str]:
    """Files by what their names say."""
    return {slug(PurePosixPath(file).stem): file for file in files}


def link(address: str, path: str, folder: str, files: Iterable[str], pages: Set[str]) -> str:
    """The hint for a link in a text of a folder; `path`: where it leads, from content/."""
    if address.startswith("www."):
        return f"viết cả https:// ở đầu: https://{address}"
    files = list(files)
    if near := {name.lower(): name for name in files}.get(path.replace("\\", "/").lower()):
        return f"viết đúng dấu / và chữ hoa, chữ thường: {posixpath.relpath(near, folder or '.')}"
    if told := _twin(path, files):
        return told
    name = posixpath.basename(path.rstrip("/"))
    named = [posixpath.relpath(found, folder or ".") for found in files if posixpath.basename(found) == name]
    if "." not in name or not named:
        part = f"/{path.partition('/')[0]}/"
        named = [page for page in pages if page.startswith(part) and page.endswith(f"/{slug(name)}/")]
    if len(named) == 1:
        return f"có phải “{named[0]}”?"
    return "trang trên site viết từ gốc, ví dụ /thu-tuc/; tệp viết tính từ bài này"


def _twin(value: str, files: Iterable[str]) -> str:
    """The hint for a file whose name looks the same: a Mac writes letters and their marks apart."""
    wanted = unicodedata.normalize("NFC", value)
    if any(unicodedata.normalize("NFC", name) == wanted for name in files):
        bare = f"{slug(PurePosixPath(value).stem)}{PurePosixPath(value).suffix.lower()}"
        return f"tên tệp ấy ghi dấu theo lối khác (tệp từ máy Mac): đổi tên tệp thành {bare}, rồi viết tên mới ở đây"
    return ""
