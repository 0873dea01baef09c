"""What is still lacking though a form is filled in: a text, words for pictures, a value instead of dots."""

import re
from collections.abc import Iterator

from cchc import dialect
from cchc.checks.values import records, texts
from cchc.entry import Entry
from cchc.model.news import News
from cchc.problems import Level, Problem
from cchc.site import Site
from cchc.text import fold

_FEW_LETTERS = 300  # a text of more has words
_HEADINGS = re.compile(r"^#.*$", re.MULTILINE)
_HOLLOW = {"", "dang cap nhat", "dang bo sung", "se cap nhat sau", "xem tiep", "noi dung"}
_STAND_IN = re.compile(r"(?:(?:đang|sẽ|chờ) (?:cập nhật|bổ sung)(?: sau)?|n/a|x{3,}|#ref!)?[.…?_\s-]*", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|heic)\s*$", re.IGNORECASE)
_NO_WORDS = {"img", "dsc", "dscn", "dji", "pxl", "image", "picture", "photo", "screenshot", "untitled", "anh", "hinh"}


def has_text(entry: Entry[News]) -> Iterator[Problem]:
    """An article says something; scans alone are told by `pdf_only`, sounds have their words beside them."""
    body, record = entry.read().body, entry.record
    told = record.recordings or any(file.lower().endswith(".pdf") for _, file in record.named_files)
    if len(body) <= _FEW_LETTERS and not told:
        words = fold(" ".join(dialect.passages(_HEADINGS.sub("", body)))).strip(" .…")
        if words in _HOLLOW:
            message = "bài chưa có nội dung, chỉ có tiêu đề và tóm tắt"
            yield entry.warning(("title",), "no-text", message, "viết nội dung dưới dòng `---` thứ hai")


def headline_filled_in(entry: Entry[News]) -> Iterator[Problem]:
    """Neither are title and summary stand-ins."""
    for name in ("title", "summary"):
        if _STAND_IN.fullmatch(text := getattr(entry.record, name)):
            message = f"“{text}” lên trang như đã ghi, người đọc không biết gì thêm"
            yield entry.warning((name,), "stand-in", message, "viết tiêu đề, tóm tắt thật của bài")


def values_filled_in(site: Site) -> Iterator[Problem]:
    """What nobody knows yet is said to be so, with the reason, or left out; dots would be published as they are."""
    for entry in records(site):
        for where, text in texts(entry.record):
            if text and _STAND_IN.fullmatch(text):
                message = f"“{text}” lên trang như đã ghi, người đọc không biết gì thêm"
                yield entry.warning(where, "stand-in", message, "ghi `chưa có (lý do)`; mục không bắt buộc thì xóa")


def pictures_have_words(entry: Entry[News]) -> Iterator[Problem]:
    """What stands for a picture tells of it; the name that a camera gave tells nobody anything (WCAG 2.2, 1.1.1)."""
    record = entry.record
    pictures = [(("image",), record.image), *((("gallery", i), image) for i, image in enumerate(record.gallery))]
    for where, picture in pictures:
        if picture is not None and _says_nothing(picture.alt):
            yield entry.warning((*where, "alt"), "alt-words", *_advice(picture.alt))
    written = entry.read()
    for link in dialect.links(written.body) if "![" in written.body else ():
        if link.image and link.text.strip() and _says_nothing(link.text):
            line = written.body_line + link.line - 1
            yield Problem(entry.path, line, link.column, "alt-words", Level.WARNING, *_advice(link.text))


def _says_nothing(words: str) -> bool:
    return bool(_PICTURE.search(words)) or set(re.findall(r"[^\W\d_]+", fold(words))) <= _NO_WORDS


def _advice(words: str) -> tuple[str, str]:
    return f"lời tả ảnh “{words}” không tả gì", "viết ai đang làm gì, ở đâu, ví dụ: Họp thôn ngoài sân"
