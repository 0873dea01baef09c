"""Translations against the Vietnamese text that they were made from."""

from collections.abc import Iterator
from typing import Any

from cchc.model.procedure import Procedure
from cchc.model.translation import Translation, TranslationState
from cchc.problems import Problem
from cchc.site import Site
from cchc.text import long_date

#: Fields in the order of `_shape`, and what they are called.
_PARTS = (
    ("steps", "Trình tự thực hiện"),
    ("papers", "Thành phần hồ sơ"),
    ("results", "Kết quả thực hiện"),
    ("notes", "Lưu ý"),
)


def translations_current(site: Site) -> Iterator[Problem]:
    """A translation is not older than the Vietnamese text; the page says so where it is."""
    for entry in site.entries["translation"]:
        translation, original = entry.record, site.procedure(entry.record.code)
        if original and site.translation_state(original.record, translation.language) is TranslationState.OLD:
            since, made = long_date(original.record.worded_on), long_date(translation.made_on)
            message = f"bản dịch cũ: dịch ngày {made}, bản tiếng Việt là của ngày {since}"
            hint = "so với bản tiếng Việt, sửa chỗ đã đổi rồi ghi ngày dịch mới"
            yield entry.warning(("made_on",), "translation-old", message, hint)


def translations_whole(site: Site) -> Iterator[Problem]:
    """A translation has as many steps, papers with their copies, results and notes as the Vietnamese text."""
    for entry in site.entries["translation"]:
        original = site.procedure(entry.record.code)
        ours = _shape(entry.record)
        theirs = _shape(original.record) if original else ours
        for (name, label), mine, other in zip(_PARTS, ours, theirs, strict=True):
            if mine != other and not _uncounted(other):
                message = f"“{label}” không khớp bản tiếng Việt: khác số mục, hoặc khác số bản chính, bản sao"
                yield entry.warning((name,), "translation-differs", message, "dịch đủ từng mục, đúng thứ tự")


def _shape(record: Procedure | Translation) -> tuple[Any, ...]:
    """How many steps, results and notes there are, and which papers in each case."""
    cases = record.papers if isinstance(record.papers, tuple) else ()
    papers = tuple(tuple((paper.originals, paper.copies) for paper in case.papers) for case in cases)
    return len(record.steps), papers, len(record.results), len(record.notes)


def _uncounted(part: object) -> bool:
    """Whether papers lack the number of copies in the Vietnamese: another rule tells of that."""
    return isinstance(part, tuple) and any((0, 0) in case for case in part)
