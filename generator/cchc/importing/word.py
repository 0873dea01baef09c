"""A Word file (.docx): its text as blocks, its pictures. mammoth knows the format and gives HTML of a few tags."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZipFile

import mammoth

from cchc.importing.blocks import Block, blocks_of
from cchc.importing.numbering import W
from cchc.importing.package import ready
from cchc.packed import refuse_bombs, refuse_broken
from cchc.text import clean

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_PLAIN_NAME = re.compile(r"(?!(?i:heading|title))[\w -]+")
#: Small figures, of which letters of their own are left when looks go: 15 m², 10³.
_SMALL = {"sup": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"), "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")}
_FIGURES = re.compile(r"[0-9+-]+")
#: What Word writes itself as the words for a picture.
_NO_WORDS = re.compile(r"(?i:(?:picture|image|hình ảnh|hình|ảnh|graphic)?\s*\d*|(?s:.*)automatically generated(?s:.*))")


@dataclass(frozen=True)
class Picture:
    """A picture of the file: its bytes, the ending of its name ("" for a kind that no browser shows), its words."""

    content: bytes
    suffix: str
    words: str


@dataclass
class Document:
    """What is in a Word file, in order; blocks name pictures by their number. `told`: what was not taken as it is."""

    blocks: list[Block] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    told: tuple[str, ...] = ()


def read(data: bytes, name: str) -> Document:
    """What a Word file says. Raises Refused for what is none."""
    found = Document()

    def picture(image: Any) -> dict[str, str]:
        with image.open() as file:
            content = file.read()
        words = clean(image.alt_text or "").replace("\n", " ")
        words = "" if _NO_WORDS.fullmatch(words) else words
        found.pictures.append(Picture(content, _SUFFIXES.get(image.content_type, ""), words))
        return {"src": str(len(found.pictures) - 1)}

    with refuse_broken(f"{name} không phải tệp Word (.docx) mở được; mở bằng Word, Lưu thành .docx rồi thử lại"):
        refuse_bombs(data, name)
        data, found.told = ready(data)
        made = mammoth.convert_to_html(
            io.BytesIO(data),
            convert_image=mammoth.images.img_element(picture),
            style_map=_STYLES + _bold_styles(data),
            include_embedded_style_map=False,
        )
        page = ET.fromstring(f"<div>{made.value}</div>")
    for element in page.iter():
        if element.tag in _SMALL and _FIGURES.fullmatch(element.text or ""):
            element.text = (element.text or "").translate(_SMALL[element.tag])
    found.blocks = list(blocks_of(page))
    return found


def _bold_styles(data: bytes) -> str:
    """What mammoth does not see by itself: styles of paragraphs that are bold, but headings."""
    with ZipFile(io.BytesIO(data)) as packed:
        if "word/styles.xml" not in packed.namelist():
            return ""
        styles = ET.fromstring(packed.read("word/styles.xml"))
    found = []
    for style in styles.iter(f"{W}style"):
        name, bold = style.find(f"{W}name"), style.find(f"{W}rPr/{W}b")
        called = name.get(f"{W}val", "") if name is not None else ""
        if bold is not None and bold.get(f"{W}val") not in ("0", "false") and _PLAIN_NAME.fullmatch(called):
            found.append(f"\np[style-name='{called}'] => p:fresh > strong:fresh")
    return "".join(found)
