"""The figures of dossiers that a finished draft states: for its record, whatever became of the sentence in Word.

A figure that cannot be told apart for certain is left out, with the reason: it is in the words of the report.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from cchc.model.figures import DossierFigures
from cchc.reporting.draft import NUMBER, Block, Draft, Figure, Gap
from cchc.reporting.facts import DOSSIERS

#: Each field: the gap in which people write it where no record declares it, and what a sentence calls it.
_FIELDS = {
    "total": ("ho-so-tong", "tiếp nhận"),
    "online": ("ho-so-truc-tuyen", "trực tuyến"),
    "direct": ("ho-so-truc-tiep", "trực tiếp"),
    "early": ("ho-so-truoc-han", "trước hạn"),
    "on_time": ("ho-so-dung-han", "đúng hạn"),
    "overdue": ("ho-so-qua-han", "quá hạn"),
}
_OF_NAME = {gap: field for field, (gap, _) in _FIELDS.items()}
_OF_NAME |= {name: field for name, (field, _) in DOSSIERS.items()}


def stated(draft: Draft) -> dict[str, Any] | str:
    """The figures, or in place of them why there are none."""
    found: dict[str, str] = {}
    for block in draft.body:
        found |= dict(_reworded(block) if block.written else _in_place(block))
    if not found:
        return "chưa có (báo cáo không nêu số hồ sơ)"
    figures = {field: value.replace(".", "") for field, value in found.items()}
    for unsaid in (_unsaid(draft), {}):  # a share that no longer fits what people wrote goes
        with suppress(ValidationError):
            DossierFigures.model_validate(unsaid | figures)
            return unsaid | found
    return "chưa có (số hồ sơ ở trong lời báo cáo, chưa tách ra được)"


def _unsaid(draft: Draft) -> dict[str, Any]:
    """What the unit's own record of the period has and no sentence tells."""
    known = draft.record.dossiers if draft.record else None
    if not isinstance(known, DossierFigures):
        return {}
    return known.model_dump(mode="json", exclude_defaults=True, include={"online_share", "systems"})


def _in_place(block: Block) -> Iterator[tuple[str, str]]:
    """What stands in the figures and gaps of a sentence that is as the outline has it."""
    for piece in block.pieces:
        value = piece.filled if isinstance(piece, Gap) else piece.shown
        if isinstance(piece, Figure | Gap) and piece.name in _OF_NAME and re.fullmatch(NUMBER, value):
            yield _OF_NAME[piece.name], value


def _reworded(block: Block) -> Iterator[tuple[str, str]]:
    """What a sentence in people's own words says: "400 hồ sơ trực tuyến" or "trực tuyến là 400"."""
    if any(getattr(piece, "name", None) in _OF_NAME for piece in block.pieces):
        text = " ".join(block.written)
        for field, (_, called) in _FIELDS.items():
            before = re.search(rf"({NUMBER}) hồ sơ {called}", text, re.IGNORECASE)
            match = before or re.search(rf"{called}[^\d,;.()]*({NUMBER})", text, re.IGNORECASE)
            if match:
                yield field, match[1]
