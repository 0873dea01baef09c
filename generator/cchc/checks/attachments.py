"""Files that lie below content/ are published as they are: only kinds that harm nobody, and only if they are what their
name says. A page or a script among them would run with the rights of the site; a program would be run by a reader.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from math import ceil
from pathlib import Path

from pydantic import Field

from cchc import dialect
from cchc.addresses import resolve
from cchc.checks import drawings
from cchc.checks.values import records, texts
from cchc.data_files import data_file
from cchc.fields import Count, Line
from cchc.model import news
from cchc.pictures import is_picture
from cchc.problems import Level, Problem
from cchc.schema import Record
from cchc.site import Site
from cchc.text import slug

_HEAD = 64  # bytes that tell a kind of file
_OTHER_FILMS = (".mov", ".avi", ".wmv", ".mkv", ".3gp", ".m4v")  # of phones and cameras
_OTHER_PICTURES = (".bmp", ".tif", ".tiff", ".jfif")  # that few browsers show; every computer has a program that does
_DOCUMENTS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".odp", ".rtf", ".zip")
_STRANGE = re.compile(r"[\x00-\x1f\x7f<>\"'`{}|\\^%?#\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class Kind(Record):
    """A kind of file: its endings, how it begins (place and bytes), how large it may be."""

    name: Line
    endings: tuple[Line, ...] = Field(min_length=1)
    begins: tuple[Line, ...] = ()
    megabytes: Count


class Kinds(Record):
    """The file attachments.yml."""

    kinds: tuple[Kind, ...] = Field(min_length=1)


def files_are_what_they_seem(site: Site) -> Iterator[Problem]:
    """Kind, content and size of every file to download; names that can be read in an address."""
    kinds = _kinds()
    for name in sorted(site.files):
        path, ending = f"{site.content}/{name}", _ending(name)
        if strange := dict.fromkeys(_STRANGE.findall(name)):
            listed = ", ".join(f"“{_visible(letter)}”" for letter in strange)
            message = f"tên tệp có ký tự không dùng được {listed}: {_visible(name)}"
            yield _error(path, "attachment-name", message, "đặt tên bằng chữ, số, dấu chấm và gạch nối")
        elif is_picture(name) or name.endswith(".md"):
            continue
        elif ending == ".md":  # in capitals: on some computers a page, on others none
            message = f"đuôi tệp viết hoa nên bài không được đọc: “{name.rpartition('/')[2]}”"
            hint = f"đổi tên tệp thành {slug(Path(name).stem) or 'ten-bang-chu-hoac-so'}.md, đuôi .md viết thường"
            yield _error(path, "attachment-kind", message, hint)
        elif ending not in kinds:
            hint = f"trang chỉ nhận {', '.join(sorted(kinds))}; tệp thừa thì xóa, tệp khác thì nén thành .zip"
            if ending in _OTHER_PICTURES:
                hint = "mở ảnh bằng phần mềm xem ảnh, lưu thành .jpg hoặc .png"
            elif ending in _OTHER_FILMS:
                hint = "đổi phim sang .mp4 bằng phần mềm xem hay cắt phim, rồi bỏ tệp này"
            yield _error(path, "attachment-kind", f"không đăng loại tệp này: “{ending or name}”", hint)
        else:
            yield from _content(site.root / path, path, kinds[ending])


def files_are_named(site: Site) -> Iterator[Problem]:
    """A document beside the articles that no text and no record names is found by nobody."""
    lone = {name for name in site.files if name.startswith(f"{news.TYPE.path}/") and name.lower().endswith(_DOCUMENTS)}
    if not lone or site.unread.get(news.TYPE.key):
        return
    lone.difference_update(file for entry in site.entries[news.TYPE.key] for _, file in entry.record.named_files)
    if lone:
        lone.difference_update(_linked(site))
    if lone:
        lone.difference_update(text for entry in records(site) for _, text in texts(entry.record))
    for name in sorted(lone):
        message, hint = "không bài nào nhắc đến tệp này nên người đọc không thấy", "ghi vào attachments của bài"
        yield replace(_error(f"{site.content}/{name}", "unnamed-file", message, hint), level=Level.WARNING)


def _linked(site: Site) -> Iterator[str]:
    """The documents that links in texts lead to."""
    entries = site.entries[news.TYPE.key]
    found = [(entry.path, link) for entry in entries for link in entry.links if link.lower().endswith(_DOCUMENTS)]
    found += [(f"{site.content}/{name}", link) for name, text in site.texts.items() for link in dialect.addresses(text)]
    for path, link in found:
        yield resolve(site, posixpath.dirname(path).removeprefix(site.content), link)[1:]


def drawings_only_draw(site: Site) -> Iterator[Problem]:
    """An SVG file is a page of its own to a browser: nothing in it may run, or ask another host."""
    most = _kinds()[".svg"].megabytes
    drawn = (name for name in sorted(site.files) if name.lower().endswith(".svg"))
    for name in drawn:
        file = site.root / site.content / name
        if _megabytes(file) > most:  # refused anyway
            continue
        if fault := drawings.fault(file.read_bytes()):
            message = f"hình SVG có thứ không chỉ để vẽ: {fault}"
            hint = "mở bằng Inkscape, lưu thành “Plain SVG”; hoặc lưu thành ảnh PNG"
            yield _error(f"{site.content}/{name}", "unsafe-drawing", message, hint)


def _content(file: Path, path: str, kind: Kind) -> Iterator[Problem]:
    size = _megabytes(file)
    if size > kind.megabytes:
        message = f"tệp nặng {ceil(size)} MB, quá {kind.megabytes} MB"
        yield _error(
            path, "attachment-size", message, "giảm cỡ tệp (PDF: lưu lại cỡ nhỏ; phim: hạ độ nét), hoặc chia ra"
        )
    with open(file, "rb") as opened:
        head = opened.read(_HEAD)
    if not head.strip(b"\0"):
        hint = "đang chép hoặc đồng bộ thì đợi xong rồi chạy lại; không thì lấy lại bản cũ, hoặc xóa tệp"
        yield _error(path, "attachment-content", "tệp rỗng hoặc hỏng, bên trong không có gì", hint)
    elif not _begins(head, kind):
        message = f"tệp tên {_ending(path)} nhưng bên trong không phải {kind.name}"
        yield _error(path, "attachment-content", message, "mở tệp trên máy, lưu lại đúng loại; không tự đổi đuôi tệp")


def _begins(head: bytes, kind: Kind) -> bool:
    if not kind.begins:
        return b"\0" not in head and not head.startswith((b"MZ", b"PK\x03\x04", b"%PDF", b"\x7fELF"))
    return any(
        head.startswith(bytes.fromhex(mark), int(place)) for place, _, mark in (b.partition(": ") for b in kind.begins)
    )


@cache
def _kinds() -> dict[str, Kind]:
    kinds = data_file(Path(__file__).with_name("attachments.yml"), Kinds).kinds
    return {ending: kind for kind in kinds for ending in kind.endings}


def _ending(name: str) -> str:
    return Path(name).suffix.lower()


def _megabytes(file: Path) -> float:
    return file.stat().st_size / 1_000_000


def _visible(text: str) -> str:
    """As people wrote it; only what nobody could see is written as a code."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def _error(path: str, rule: str, message: str, hint: str) -> Problem:
    return Problem(path, 1, 1, rule, Level.ERROR, message, hint)
