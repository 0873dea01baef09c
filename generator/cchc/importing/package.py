"""A .docx made ready for the library that reads it: with what Word shows and the file does not say.

The numbers that Word counts are written out, the results of fields stay, hidden words go.
"""

import copy
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from zipfile import ZipFile

from cchc.importing.numbering import Numbering, W

#: Around a number that was counted, so that it is told from what somebody typed: private signs, of no alphabet.
LABEL, LABEL_END = "\ue000", "\ue001"
_TEXTS = re.compile(r"word/(?:document\d*|footnotes|endnotes)\.xml")
_GONE = ("del", "moveFrom")
_SAYS = tuple(W + tag for tag in ("t", "tab", "br", "cr", "sym", "drawing", "pict", "object"))
#: What has no words that could be taken, by its tag in whatever namespace.
_LOST = {"oMath": "công thức", "chart": "biểu đồ", "relIds": "sơ đồ", "OLEObject": "tệp nhúng"}


def ready(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The package anew, and what to tell of it. Raises what `zipfile` and `xml` do where it is none."""
    made = io.BytesIO()
    told: list[str] = []
    with ZipFile(io.BytesIO(data)) as packed, ZipFile(made, "w") as anew:
        names = dict.fromkeys(packed.namelist())
        own = (f"word/{name}.xml" for name in ("numbering", "styles"))
        numbering = Numbering(
            *(ET.fromstring(packed.read(name)) if name in names else ET.Element(name) for name in own)
        )
        for name in names:
            content = packed.read(name)
            if _TEXTS.fullmatch(name):
                text = ET.fromstring(content)
                told += [*_changes(text), *_lost(text), *_shown(text)]
                _number(text, numbering)
                content = ET.tostring(text, "utf-8")
            anew.writestr(name, content)
    return made.getvalue(), tuple(dict.fromkeys(told))


def _changes(text: ET.Element) -> Iterator[str]:
    if any(text.find(f".//{W}{tag}") is not None for tag in (*_GONE, "ins", "moveTo")):
        yield "tệp còn sửa đổi đang theo dõi (Track Changes): đã lấy bản sau khi sửa"


def _lost(text: ET.Element) -> Iterator[str]:
    tags = {element.tag.rpartition("}")[2] for element in text.iter()}
    for tag, name in _LOST.items():
        if tag in tags:
            yield f"{name} trong bài không chép được: gõ lại bằng chữ, hoặc lưu thành hình .png rồi chèn"


def _shown(text: ET.Element) -> Iterator[str]:
    """Leave what Word shows: no hidden words, and of a field what stands in its place."""
    for parent in [element for element in text.iter() if element.find(f"{W}fldSimple") is not None]:
        _unpack_fields(parent)
    for run in list(text.iter(f"{W}r")):
        hidden = run.find(f"{W}rPr/{W}vanish")
        if hidden is None or hidden.get(f"{W}val") in ("0", "false", "off"):
            continue
        if any(word.text for word in run.iter(f"{W}t")):
            yield "đã bỏ chữ ẩn"
        for child in [child for child in run if child.tag in _SAYS]:
            run.remove(child)


def _unpack_fields(parent: ET.Element) -> None:
    while (field := parent.find(f"{W}fldSimple")) is not None:
        place = list(parent).index(field)
        parent[place : place + 1] = list(field)


def _number(text: ET.Element, numbering: Numbering) -> None:
    """Write the number of each numbered paragraph before its first words, in their letters."""
    cells = {paragraph for cell in text.iter(f"{W}tc") for paragraph in cell.iter(f"{W}p")}
    for paragraph in text.iter(f"{W}p"):
        if any(paragraph.find(f"{W}pPr/{W}rPr/{W}{tag}") is not None for tag in _GONE):
            continue
        label = numbering.label(paragraph)
        words = next((run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None), None)
        if not label or (words is None and paragraph not in cells):
            continue
        run = ET.Element(f"{W}r")
        looks = None if words is None else words.find(f"{W}rPr")
        if looks is not None:
            run.append(copy.deepcopy(looks))
        ET.SubElement(run, f"{W}t").text = f"{LABEL}{label}{LABEL_END}"
        paragraph.insert(int(paragraph.find(f"{W}pPr") is not None), run)
