"""The headings of a report or plan are numbered in order: I, II; 1, 2; a, b, c, d, đ."""

from collections.abc import Iterator
from typing import NamedTuple

from cchc.checks.values import papers
from cchc.model.document_parts import OutlineItem
from cchc.problems import Problem
from cchc.site import Site

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")


class _Label(NamedTuple):
    """A label as printed, what it counts with, and its number; bullets have none."""

    printed: str
    kind: str
    number: int


def headings_in_order(site: Site) -> Iterator[Problem]:
    """Among the headings of one level under one heading, no label comes twice, none is left out."""
    for entry in papers(site):
        for number, message in faults(entry.record.outline):
            yield entry.warning(("outline", number), "numbering", message, "đánh số lại từ đầu cấp này")


def faults(outline: tuple[OutlineItem, ...]) -> Iterator[tuple[int, str]]:
    """What is wrong with the labels of an outline: position and message."""
    before: dict[int, list[_Label]] = {}  # by level: the labels so far under the present heading
    for number, item in enumerate(outline):
        before = {level: labels for level, labels in before.items() if level <= item.level}
        label = _label(item.label or "")
        if label is not None:
            labels = before.setdefault(item.level, [])
            message = _fault(label, labels)
            if message:
                yield number, message
            labels.append(label)


def _fault(label: _Label, before: list[_Label]) -> str | None:
    if not before:
        return None
    last = before[-1]
    if any(label[1:] == other[1:] for other in before):
        return f"đề mục “{label.printed}” dùng hai lần"
    if label.kind != last.kind:
        return f"đề mục chuyển từ “{last.printed}” sang “{label.printed}”"
    doubled = sum(last[1:] == other[1:] for other in before) - 1  # a label used twice may count as the one after it
    if not last.number < label.number <= last.number + 1 + doubled:
        return f"đề mục “{label.printed}” không nối tiếp “{last.printed}”"
    return None


def _label(printed: str) -> _Label | None:
    last = printed.strip().strip("().").rpartition(".")[2]
    if last.isdecimal():
        return _Label(printed, "số", int(last))
    if last in _ROMAN:
        return _Label(printed, "số La Mã", _ROMAN.index(last) + 1)
    if len(last) == 1 and last in _LETTERS:
        return _Label(printed, "chữ", _LETTERS.index(last) + 1)
    return None
