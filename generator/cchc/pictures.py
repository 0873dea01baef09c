"""Pictures of a site: what is told of each, and how its files are called. Their making is `imaging`'s.

Beside a picture stand smaller copies for phones, never larger than it is.
"""

from collections.abc import MutableMapping
from typing import NamedTuple

from cchc.problems import Level, Problem

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif")
RECIPE = "1"  # another one, and all are made anew
_WIDTHS = (480, 960, 1600)  # pixels: a phone, a sharp phone or half a desk, the widest column of a sharp desk


class Picture(NamedTuple):
    """A picture as it is published: its size in pixels, whether it stands still (then there are copies), and its bytes
    (0: not made yet).
    """

    width: int
    height: int
    still: bool = True
    bytes: int = 0

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of its copies, in pixels."""
        if not self.still:
            return ()
        return (*(width for width in _WIDTHS if width < self.width), min(self.width, _WIDTHS[-1]))


Seen = MutableMapping[str, tuple[int, int, Picture | None]]  # by name: time and size of the file, what it was


def copy_name(name: str, width: int) -> str:
    """The file of a copy: "tin-tuc/2024/anh/le.jpg.480.webp"."""
    return f"{name}.{width}.webp"


def is_picture(name: str) -> bool:
    """Whether a file is a picture, by its name."""
    return name.lower().endswith(SUFFIXES)


def broken(path: str, head: bytes = b"") -> Problem:
    """What is told of a picture that can not be shown; `head`: how its file begins."""
    if path.lower().endswith((".heic", ".heif")):
        message, hint = "ảnh HEIC của điện thoại không hiện được trên trang", "lưu lại thành ảnh JPEG rồi đổi tên ở bài"
    elif head[4:8] == b"ftyp":
        message = "bên trong là ảnh HEIC của điện thoại: đổi đuôi tệp không đổi được loại ảnh"
        hint = "mở ảnh gốc trên điện thoại hay máy tính, lưu thành JPEG, rồi thay tệp này"
    else:
        message, hint = "tệp ảnh hỏng, thiếu phần cuối hoặc quá lớn", "mở thử trên máy, lưu lại thành JPEG hoặc PNG"
    return Problem(path, 1, 1, "broken-picture", Level.ERROR, message, hint)
