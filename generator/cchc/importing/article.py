"""A Word file as a draft of an article: the form of a new one, filled as far as the file tells, and its pictures."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cchc import drafts
from cchc.files import refuse_spoilt, write_new
from cchc.importing import paper, word
from cchc.importing.blocks import Block, Kind, escaped
from cchc.model.news import TO_WRITE, TYPE
from cchc.problems import Refused
from cchc.source import dump_yaml
from cchc.text import long_date, shortened

_SUMMARY = 400  # characters, as the model has it
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
#: Dashes and dots that people type before an item; a cross is of the item above.
_TYPED = re.compile(r"(?:\\?([-+])|[–—•·▪●○◦►➢✓✔❖])\s*(?=\S)")
_ROMAN = re.compile(r"(?:[IVX]+|Phần|Chương|Mục)\b")
_HEADING = 120  # characters of a line in bold letters that heads what follows
_DEEPEST = 4


@dataclass(frozen=True)
class Draft:
    """What became of a Word file: its article, its pictures by the path below content/, and what to tell the clerk."""

    path: Path
    text: str
    pictures: dict[str, bytes]
    told: tuple[str, ...]


def draft(data: bytes, name: str, content: Path, day: dt.date, category: str = "") -> Draft:
    """Make it. `content` is the folder of articles' folder, `day` the day of posting. Raises Refused."""
    document = word.read(data, name)
    found = paper.read(document.blocks)
    if not found.title:
        raise Refused(f"{name} không có chữ nào để lấy làm tiêu đề; hình chụp văn bản thì gõ lại chữ trong hình")
    refuse_spoilt("\n".join((found.title, *(line for block in found.body for line in block.lines))), name)
    stem = drafts.file_stem(TYPE, found.title)
    path = drafts.place(TYPE, stem, content.parent, content, day)
    files, unshown = _named_pictures(document.pictures, stem)
    body = _body(found.body, files, document.pictures)
    folder = path.parent.relative_to(content).as_posix()
    pictures = {f"{folder}/{file}": document.pictures[number].content for number, file in files.items()}
    told = [*(f"đã bỏ {part}" for part in found.left_out), *document.told]
    if found.day:
        told.append(f"văn bản{f' số {found.symbol}' if found.symbol else ''} ký ngày {long_date(found.day)}")
    told += [f"{unshown} hình dạng trình duyệt không mở được: mở tệp Word, lưu hình thành .png rồi chèn"] * bool(
        unshown
    )
    return Draft(path, _text(found, body, day, category), pictures, tuple(told))


def write(made: Draft, content: Path) -> None:
    """Write article and pictures. Raises Refused when there is another file, OSError."""
    if made.path.exists():
        raise Refused(f"đã có tệp {made.path}; xóa hoặc đổi tên tệp ấy rồi chạy lại")
    for file, data in made.pictures.items():
        write_new(content / file, data, "đổi tên tệp hình ấy rồi chạy lại")
    write_new(made.path, made.text.encode(), "đổi tên tệp ấy rồi chạy lại")


def _text(found: paper.Paper, body: str, day: dt.date, category: str) -> str:
    """The form of a new article, filled."""
    form = drafts.form(TYPE, day)
    values = {"title": found.title, "category": category, "summary": _summary(found.body)}
    for key, value in values.items():
        if value:
            form = form.replace(f"\n{key}:\n", f"\n{dump_yaml({key: value})}", 1)
    head, _, _ = form.partition(TO_WRITE)
    return f"{head}{body}"


def _summary(body: Sequence[Block]) -> str:
    """As many whole sentences of the first paragraph as there is room for."""
    words = next((" ".join(block.lines) for block in body if block.kind is Kind.PARAGRAPH and not block.strong), "")
    told = ""
    for sentence in _SENTENCE.split(words):
        if told and len(told) + len(sentence) >= _SUMMARY:
            break
        told = f"{told} {sentence}".strip()
    return shortened(told, _SUMMARY)


def _named_pictures(pictures: Sequence[word.Picture], stem: str) -> tuple[dict[int, str], int]:
    """The files of those that browsers show, beside the article, by number; and how many others there are."""
    shown = [number for number, picture in enumerate(pictures) if picture.suffix]
    files = {number: f"anh/{stem}-{place}{pictures[number].suffix}" for place, number in enumerate(shown, start=1)}
    return files, len(pictures) - len(files)


def _body(blocks: Sequence[Block], files: dict[int, str], pictures: Sequence[word.Picture]) -> str:
    """The Markdown of the text: items stand close, all else apart."""
    parts: list[str] = []
    deepest = 0  # of the next item: one below that before it
    for block in _arranged(blocks):
        item = block.kind is Kind.ITEM
        level = min(block.level, deepest) if item else block.level
        text = _markdown(replace(block, level=level), files, pictures)
        if not text:
            continue
        parts.append(text if not parts or (item and deepest) else f"\n{text}")
        deepest = level + 1 if item else 0
    return "\n".join(parts) + "\n"


def _markdown(block: Block, files: dict[int, str], pictures: Sequence[word.Picture]) -> str:
    if block.kind is Kind.HEADING:
        return f"{'#' * block.level} {block.markdown}"
    if block.kind is Kind.ITEM:
        return f"{'    ' * block.level}{block.label or '-'} {block.markdown}"
    if block.kind is Kind.NOTE:
        return f"[^{block.level}]: {block.markdown}"
    if block.kind is Kind.PICTURE:
        file = files.get(block.level)
        return f"![{escaped(pictures[block.level].words)}]({file})" if file else ""
    return block.markdown


def _arranged(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with headings in their order from the second level, and with lists where dashes were typed."""
    styled = sorted({block.level for block in blocks if block.kind is Kind.HEADING})
    roman = any(_heads(block) and _ROMAN.match(block.lines[0]) for block in blocks)
    last, in_list = 1, False
    for block in blocks:
        level = 0
        if block.kind is Kind.HEADING:
            level = styled.index(block.level) + 2
        elif not styled and _heads(block):
            level = 3 if roman and not _ROMAN.match(block.lines[0]) else 2
        if level:
            last = min(level, last + 1, _DEEPEST)
            yield Block(Kind.HEADING, escaped(block.lines[0]), block.lines, last)
        elif block.kind is Kind.PARAGRAPH and (typed := _TYPED.match(block.markdown)):
            depth = int(in_list and typed[1] == "+")
            yield Block(Kind.ITEM, block.markdown[typed.end() :], block.lines, depth)
        else:
            yield block
        in_list = block.kind is Kind.ITEM or bool(block.kind is Kind.PARAGRAPH and _TYPED.match(block.markdown))


def _heads(block: Block) -> bool:
    """Whether a paragraph in bold letters is a heading rather than a sentence."""
    line = block.lines[0] if block.lines else ""
    heavy = block.strong or bool(_ROMAN.match(line) and line.isupper())
    return heavy and len(line) <= _HEADING and not line.endswith((".", ";", ",", ":")) and not _TYPED.match(line)
