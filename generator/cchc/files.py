"""Files to text: what cannot be read is refused with a reason, never with a traceback."""

import codecs
import os
import re
import shutil
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cchc.glance import glance
from cchc.problems import Level, Problem, Refused, place
from cchc.text import CONTROL

MAX_BYTES = 1_000_000
# The old 8-bit TCVN3 fonts after a wrong conversion ("®¨ng ký", "ñy ban"): signs beside letters prove it,
# letters that are not Vietnamese only join in, for "Zürich" and "München" are words too.
_SIGN = re.compile(r"[A-Za-z][¨ª¬µ¶·¸¹¼½¾]|[¨©ª¬®¶·¸¹¼½¾§][a-z]")
_FOREIGN = re.compile(r"[«»ÆÇËÎÏÐÑÖØÜÞßäåæçëîïðñöøûüþÿ]")
# Fonts of VNI: the mark is a letter of its own behind the vowel ("Thoâng baùo"), where no Vietnamese word has it.
_VNI = "[aA][ùøûõâêáàåãäÙØÛÕÂÊÁÀÅÃÄ]|[eE][âáàåãäùøûõÂÁÀÅÃÄÙØÛÕ]|[oO][âùøûõåäÂÙØÛÕÅÄ]|[uUöôÖÔ][ùøûõÙØÛÕ]"
# UTF-8 that was read as Windows-1252 or Latin-1 and written once more: "ThÃ´ng bÃ¡o", "tiáº¿p".
_TWICE = r"á[º»][^\s.,;:!?)»]|Ã[¡-¿]|Æ[°¡]|Ä[‘ƒ]"
# A question mark where a conversion knew no letter: "ti?p nh?n h? s?". What stands before and behind it are the ends of
# one syllable; in "cần gì?Xã giúp" a blank is missing.
_END = "(?:[aeiouyà-ý]{0,2}(?:ch?|m|ng?|nh|p|t)?)"
_LOST = (
    r"(?<![^\s\"'“‘(*_])[^\W\d_]{1,4}\?{1,2}(?=[^\W\d_])"
    rf"(?:{_END}|(?<=[A-ZÀ-Ý]\?){_END.upper()})(?![\w=&/?]|[.:]\w)"
)
_CONVERT = "chép đoạn ấy, trong UniKey bấm Ctrl+Shift+F6, chuyển mã từ {} sang Unicode rồi dán lại"
_FAULTS = {
    "encoding-twice": ("chữ hỏng vì mở sai bảng mã", "chép lại từ bản gốc; máy không đoán được chữ cũ", _TWICE),
    "encoding-vni": ("chữ viết bằng phông cũ VNI chưa chuyển mã", _CONVERT.format("VNI Windows"), _VNI),
    "letters-lost": (
        "chữ có dấu đã mất, chỉ còn dấu hỏi",
        "chép lại từ bản gốc; máy không đoán được chữ đã mất",
        _LOST,
    ),
}
#: How files begin that somebody only gave another ending.
_NO_TEXT = {
    b"PK\x03\x04": "tệp Word, Excel hoặc tệp nén",
    b"\xd0\xcf\x11\xe0": "tệp Word, Excel đời cũ",
    b"{\\rtf": "tệp RTF",
    b"%PDF": "tệp PDF",
    b"\x89PNG": "ảnh",
    b"\xff\xd8\xff": "ảnh",
}
_ASKED = re.compile(r"\?(?<=[^\W\d_]\?)\??[^\W\d_]{1,5}(?![\w=&/?])")  # quick: begins with the sign
#: What git leaves where two people changed the same lines: <<<<<<< HEAD … ======= … >>>>>>> lan
_UNMERGED = re.compile(r"^(<<<<<<<|>>>>>>>) ", re.MULTILINE)
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
_TORN = "đang chép hoặc đồng bộ thì đợi xong rồi chạy lại; không thì lấy lại bản cũ của tệp"
# What Windows leaves in folders, unseen by those who work there.
_LEFT_BEHIND = ("/Thumbs.db", "/ehthumbs.db", "/desktop.ini", "/Desktop.ini")

_Read = tuple[str | None, list[Problem]]
_Refuse = Callable[..., _Read]


def read_text(root: Path, name: str) -> _Read:
    """Read one file of the site as text, or say why not: `name` is its path from `root`, the site's folder."""

    def refuse(rule: str, message: str, hint: str, line: int = 1, column: int = 1) -> tuple[None, list[Problem]]:
        return None, [Problem(name, line, column, rule, Level.ERROR, message, hint)]

    path = f"{root}{os.sep}{name}"
    try:
        status = os.lstat(path)
        linked = stat.S_ISLNK(status.st_mode)
        if (linked or not inside(root, os.path.dirname(name))) and not _leads_inside(root, name):
            return refuse("outside-link", "liên kết trỏ ra ngoài thư mục của trang", "chép hẳn tệp vào thư mục")
        status = os.stat(path) if linked else status
        if stat.S_ISDIR(status.st_mode):
            return refuse("not-a-file", "đây là thư mục, không phải tệp", "đổi tên thư mục, bỏ phần đuôi tệp")
        if status.st_size > MAX_BYTES:
            return refuse("too-large", "tệp lớn hơn 1 MB", "tệp dữ liệu chỉ chứa chữ; ảnh và PDF để thành tệp riêng")
        with open(path, "rb", buffering=0) as file:
            raw = file.readall()
    except (OSError, RuntimeError):  # RuntimeError: a symbolic link to itself, before Python 3.13
        return refuse("unreadable", "không đọc được tệp", "kiểm tra quyền đọc của tệp, và liên kết nếu có")
    if no_text := _no_text(raw):
        return refuse("encoding", *no_text)
    try:
        text = raw.decode().lstrip("\ufeff")  # some programs write the mark twice
    except UnicodeDecodeError as error:
        before = raw.removeprefix(codecs.BOM_UTF8)[: error.start].decode()
        cut = error.reason == "unexpected end of data"  # in the middle of a letter
        message = "tệp bị cắt giữa chừng, phần cuối đã mất" if cut else "tệp không lưu bằng mã UTF-8"
        hint = _TORN if cut else "mở tệp, chọn Lưu thành…, mã hóa UTF-8"
        return refuse("encoding", message, hint, *place(before, len(before)))
    if not text.strip():
        hint = "tệp mới thì xóa, hoặc tạo lại bằng `cchc new`; tệp vốn có chữ thì lấy lại bản cũ"
        return refuse("empty-file", "tệp rỗng", hint)
    if unmerged := _UNMERGED.search(text) if b"<<<<<<<" in raw or b">>>>>>>" in raw else None:
        message = f"hai người cùng sửa đoạn này, git chưa gộp được: còn dòng bắt đầu bằng `{unmerged[1]}`"
        hint = "giữ đoạn đúng, xóa đoạn kia và mọi dòng bắt đầu bằng `<<<<<<<`, `=======`, `>>>>>>>`"
        return refuse("unmerged", message, hint, *place(text, unmerged.start()))
    return _accept(text, refuse) if _suspect(raw) or _ASKED.search(text) or glance(_VNI)(text) else (text, [])


def refuse_spoilt(text: str, name: str) -> None:
    """For text out of another file, before it goes into a site that would refuse it. Raises Refused."""

    def refuse(rule: str, message: str, hint: str, line: int = 1, column: int = 1) -> _Read:
        raise Refused(f"{name}: {message}; {hint}")

    _accept(text, refuse)


def text_to_extend(root: Path, name: str) -> str:
    """What stands in a data file that a command adds to; "" for none or an empty one. Raises Refused if unreadable."""
    if not (root / name).exists():
        return ""
    text, problems = read_text(root, name)
    if text is None and problems[0].rule != "empty-file":
        raise Refused(f"không đọc được {name} nên chưa ghi gì ({problems[0].told})")
    return text or ""


def write_new(path: Path, content: bytes, advice: str) -> None:
    """Write a file that somebody asked for by its path, unless another is there: that may be the only one.

    `advice`: what to do instead. Raises Refused, OSError.
    """
    if path.is_file() and path.read_bytes() not in (b"", content):
        raise Refused(f"đã có tệp {path} với nội dung khác nên không ghi đè; {advice}")
    path.parent.mkdir(parents=True, exist_ok=True)
    rewrite(path, content)


def rewrite(path: Path, content: bytes) -> None:
    """Give a file other content at once: a full disk or a killed program leaves what was there. Raises OSError."""
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        if path.exists():
            shutil.copymode(path, part)
        move(part, path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path), getattr(error, "winerror", None)) from error
    finally:
        part.unlink(missing_ok=True)


def move(source: str | Path, target: str | Path) -> None:
    """Move a file over another, or a folder, at once. Windows refuses that while any program has one of them open, as
    virus scanners do for a moment: there it is tried for two seconds. Raises OSError.
    """
    for pause in (0.1, 0.4, 1.5) if os.name == "nt" else ():
        with suppress(PermissionError):
            return os.replace(source, target)
        time.sleep(pause)
    return os.replace(source, target)


@lru_cache(maxsize=4096)
def inside(root: Path, folder: str) -> bool:
    """Whether a folder really lies in the site's folder; asked once for each folder (`inside.cache_clear`)."""
    return _leads_inside(root, folder)


def _leads_inside(root: Path, name: str) -> bool:
    return (root / name).resolve().is_relative_to(root.resolve())


def is_hidden(name: str) -> bool:
    """Whether a file, or a folder that it lies in, is hidden: what systems, Office and editors leave (`.DS_Store`,
    `._bai.md`, `~$mau.docx` while Word has a file open), never a part of a site, nor anybody's to delete.
    """
    path = f"/{name}"
    return "/." in path or "/~" in path or path.endswith(_LEFT_BEHIND)


def files_below(folder: Path) -> list[str]:
    """Names of all files below a folder, with forward slashes, links as files, in no order. Raises OSError."""
    found: list[str] = []
    stack = [(str(folder), "")]
    while stack:
        place, prefix = stack.pop()
        with os.scandir(place) as listing:
            for entry in listing:
                if entry.is_dir(follow_symlinks=False):
                    stack.append((entry.path, f"{prefix}{entry.name}/"))
                else:
                    found.append(prefix + entry.name)
    return found


def _no_text(raw: bytes) -> tuple[str, str] | None:
    """What a file is that is no text in UTF-8 from its first bytes, and what to do; None if it may be one."""
    if kind := next((kind for mark, kind in _NO_TEXT.items() if raw.startswith(mark)), None):
        return f"bên trong là {kind}, không phải chữ", "chép nội dung sang tệp mới, lưu bằng mã UTF-8"
    if raw and not raw.strip(b"\0"):
        return "tệp hỏng, bên trong không có chữ nào", "lấy lại bản cũ, hoặc làm lại tệp"
    if raw.endswith(b"\0\0") and b"\0" not in raw.rstrip(b"\0"):  # the power failed, or not all of it came
        return "tệp hỏng, phần cuối không có chữ nào", _TORN
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:200]:
        return "tệp lưu bằng mã UTF-16", "mở tệp, chọn Lưu thành…, mã hóa UTF-8"
    return None


def _suspect(raw: bytes) -> bool:
    """Whether a closer look is needed: control bytes, or what UTF-8 writes with C2 (signs of old fonts), EF BF."""
    return b"\xc2" in raw or b"\xef\xbf" in raw or len(raw.translate(None, _CONTROL_BYTES)) != len(raw)


def _accept(text: str, refuse: _Refuse) -> _Read:
    """The text itself, unless it holds what no editor shows, or letters that went wrong in another font or encoding."""
    for rule, (message, hint, pattern) in _FAULTS.items():
        words = _words(text, re.compile(pattern))
        if len(words) >= 2:
            line, column = place(text, words[0].start())
            return refuse(rule, f"{message}: “{words[0][0][:30]}”", hint, line, column)
    if old := _old_font(text):
        line, column = place(text, old.start())
        message = f"chữ viết bằng phông cũ TCVN3 (.VnTime) chưa chuyển mã: “{old[0][:30]}”"
        return refuse("encoding-tcvn3", message, _CONVERT.format("TCVN3 (ABC)"), line, column)
    if "\ufffd" in text:
        line, column = place(text, text.index("\ufffd"))
        return refuse("letters-lost", "có ký tự “\ufffd” thay cho chữ đã mất", _FAULTS["letters-lost"][1], line, column)
    if found := CONTROL.search(text):
        line, column = place(text, found.start())
        return refuse("control-character", "có ký tự điều khiển không nhìn thấy", "gõ lại dòng này", line, column)
    return text, []


def _old_font(text: str) -> re.Match[str] | None:
    """The first of at least two words in an old font."""
    words = _words(text, _SIGN, _FOREIGN)
    return words[0] if len(words) >= 2 else None


def _words(text: str, sure: re.Pattern[str], joining: re.Pattern[str] | None = None) -> list[re.Match[str]]:
    """The words with what a pattern proves, or another joins; none if nothing proves it. A word may be long: pictures
    come pasted as letters.
    """
    if not sure.search(text):
        return []
    words = re.finditer(r"\S+", text)
    return [word for word in words if sure.search(word[0]) or (joining and joining.search(word[0]))]
