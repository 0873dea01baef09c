"""Pictures of a site: how large they are, and the files that are published of each.

A published picture stands upright and holds nothing but what is seen: no place, day or camera (Exif, XMP, IPTC), for
these may be personal data (Luật 91/2025/QH15). Beside it stand smaller copies for phones, never larger than it is.
"""

import io
import warnings
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from PIL import Image, ImageOps

from cchc.problems import Level, Problem

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif")
RECIPE = "1"  # another one, and all are made anew
_WIDTHS = (480, 960, 1600)  # pixels: a phone, a sharp phone or half a desk, the widest column of a sharp desk
_WIDEST = 2560  # pixels of the picture itself
_STILL: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85},
}
_SMALLER: dict[str, Any] = {"quality": 75, "method": 4}
_TAIL = 65536  # bytes in which a whole file must end


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


def look(folder: Path, prefix: str, name: str, seen: Seen) -> tuple[Picture | None, list[Problem]]:
    """What a picture below `folder` is, or why it can not be shown; `seen` remembers, and grows. `prefix` is what
    addresses of problems begin with: "content/".
    """
    status = (folder / name).stat()
    stamp = (status.st_mtime_ns, status.st_size)
    then = seen.get(name)
    if then is None or then[:2] != stamp:
        seen[name] = (*stamp, _size(folder / name))
    picture = seen[name][2]
    return picture, [] if picture else [broken(prefix + name)]


def broken(path: str) -> Problem:
    """What is told of a picture that can not be shown."""
    if path.lower().endswith((".heic", ".heif")):
        message, hint = "ảnh HEIC của điện thoại không hiện được trên trang", "lưu lại thành ảnh JPEG rồi đổi tên ở bài"
    else:
        message, hint = "tệp ảnh hỏng, thiếu phần cuối hoặc quá lớn", "mở thử trên máy, lưu lại thành JPEG hoặc PNG"
    return Problem(path, 1, 1, "broken-picture", Level.ERROR, message, hint)


def published(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The files of a picture: itself (width 0), and each copy by its width. Raises ValueError for a broken one."""
    try:
        with _opened(io.BytesIO(content)) as image:
            if not _is_still(image):
                yield 0, content
                return
            kind = "JPEG" if image.format == "MPO" else str(image.format)
            upright = _plain(image, kind)
        yield 0, _saved(upright, kind, _STILL[kind])
        for width in Picture(*upright.size).widths:
            yield width, _saved(_narrowed(upright, width), "WEBP", _SMALLER)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as error:
        raise ValueError(str(error)) from error


def _size(path: Path) -> Picture | None:
    try:
        with open(path, "rb") as file, _opened(file) as image:
            if not _is_whole(path, str(image.format)):
                return None
            width, height = image.size
            if image.getexif().get(0x0112, 1) >= 5:  # orientation: lies on its side
                width, height = height, width
            still = _is_still(image)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning):
        return None
    return Picture(*_within(width, height, _WIDEST), still) if still else Picture(width, height, still)


def _opened(file: IO[bytes]) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(file, formats=("JPEG", "PNG", "WEBP", "GIF"))


def _is_still(image: Image.Image) -> bool:
    return image.format in ("JPEG", "MPO") or (image.format != "GIF" and not getattr(image, "is_animated", False))


def _is_whole(path: Path, kind: str) -> bool:
    """Whether the file has its end: one that was cut off while it was copied is found without being decoded."""
    size = path.stat().st_size
    with open(path, "rb") as file:
        head = file.read(12)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    if kind == "WEBP":
        return int.from_bytes(head[4:8], "little") + 8 <= size
    return {"PNG": b"IEND", "GIF": b";"}.get(kind, b"\xff\xd9") in tail


def _plain(image: Image.Image, kind: str) -> Image.Image:
    """The picture upright, not wider than the widest, and without anything beside it but its colour profile."""
    upright = ImageOps.exif_transpose(image)
    if kind == "JPEG" and upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGB")
    size = _within(*upright.size, _WIDEST)
    if size != upright.size:
        upright = _coloured(upright).resize(size, Image.Resampling.LANCZOS)
    upright.info = {name: upright.info[name] for name in ("icc_profile", "transparency") if name in upright.info}
    return upright


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    coloured = _coloured(image)
    size = _within(*image.size, width)
    return coloured if size == image.size else coloured.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _coloured(image: Image.Image) -> Image.Image:
    """In full colours: a palette can neither be made smaller nor become WebP."""
    if image.mode in ("RGB", "RGBA"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _within(width: int, height: int, widest: int) -> tuple[int, int]:
    return (width, height) if width <= widest else (widest, max(1, round(height * widest / width)))


def _saved(image: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    content = io.BytesIO()
    image.save(content, kind, icc_profile=image.info.get("icc_profile"), exif=b"", **options)
    return content.getvalue()
