"""The files of pictures: how large they are, and what is published of each.

A published picture stands upright and holds nothing but what is seen: no place, day or camera (Exif, XMP, IPTC), for
these may be personal data (Luật 91/2025/QH15).
"""

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from PIL import Image, ImageOps

from cchc.pictures import Picture, Seen, broken
from cchc.problems import Problem

_WIDEST = 2560  # pixels of the picture itself
_STILL: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85},
}
_SMALLER: dict[str, Any] = {"quality": 75, "method": 4}
_TAIL = 65536  # bytes in which a whole file must end


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
    return picture, [] if picture else [broken(prefix + name, _head(folder / name))]


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


def _head(path: Path) -> bytes:
    with open(path, "rb") as file:
        return file.read(12)


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
