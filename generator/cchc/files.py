"""Files to text: what cannot be read is refused with a reason, never with a traceback."""

import re
from pathlib import Path

from cchc.problems import Level, Problem, place

MAX_BYTES = 1_000_000
# Letters of the old 8-bit TCVN3 fonts as they look after a wrong conversion ("®¨ng ký", "ñy ban"): none of
# them is a Vietnamese letter, so two inside words are proof enough.
_TCVN3 = re.compile(r"[A-Za-z][¨©ª«¬®µ¶·¸¹»¼½¾ÆÇËÎÏÐÑÖ×ØÜÞßäåæçëîïðñö÷øûüþÿ]|[¨©ª«¬®µ¶·¸¹»¼½¾Æ§][a-z]")


def read_text(root: Path, path: Path) -> tuple[str | None, list[Problem]]:
    """Read one file of the site as text, or say why not. `root` is the site's folder."""
    name = path.relative_to(root).as_posix()

    def refuse(rule: str, message: str, hint: str, line: int = 1, column: int = 1) -> tuple[None, list[Problem]]:
        return None, [Problem(name, line, column, rule, Level.ERROR, message, hint)]

    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return refuse("outside-link", "liên kết trỏ ra ngoài thư mục của trang", "chép hẳn tệp vào thư mục")
        if path.is_dir():
            return refuse("not-a-file", "đây là thư mục, không phải tệp", "đổi tên thư mục, bỏ phần đuôi tệp")
        if path.stat().st_size > MAX_BYTES:
            return refuse(
                "too-large", "tệp lớn hơn 1 MB", "tệp dữ liệu chỉ chứa chữ; ảnh và PDF để thành tệp riêng"
            )
        raw = path.read_bytes()
    except OSError as error:
        return refuse("unreadable", f"không đọc được tệp ({error.strerror})", "kiểm tra quyền đọc của tệp")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:200]:
        return refuse("encoding", "tệp lưu bằng mã UTF-16", "mở tệp, chọn Lưu thành…, mã hóa UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = error.start - before.rfind(b"\n")
        message = "tệp không lưu bằng mã UTF-8"
        return refuse(
            "encoding", message, "mở tệp, chọn Lưu thành…, mã hóa UTF-8", before.count(b"\n") + 1, column
        )
    if not text.strip():
        return refuse("empty-file", "tệp rỗng", "xóa tệp, hoặc tạo lại bằng `cchc new`")
    remains = list(_TCVN3.finditer(text))
    if len(remains) >= 2:
        line, column = place(text, remains[0].start())
        message = f"chữ viết bằng phông cũ TCVN3 (.VnTime) chưa chuyển mã: “{_word(text, remains[0])}”"
        return refuse("encoding-tcvn3", message, "chuyển mã sang Unicode rồi dán lại", line, column)
    return text, []


def _word(text: str, match: re.Match[str]) -> str:
    start = max(text.rfind(" ", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
    return text[start:].split(maxsplit=1)[0][:30]
