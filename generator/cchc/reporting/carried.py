"""What a Word file carries along of the draft it was written from: the name of each block, and what was said there."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from cchc.reporting.draft import Block, Draft, Figure, Gap, Piece, Words, joined

NAMESPACE = "urn:cchc:report"
MARK = "cchc_"


@dataclass(frozen=True)
class Said:
    """The report of which period and body a file is, and its blocks as they were written; empty when that is lost."""

    period: str = ""
    issuer: str = ""
    blocks: dict[str, Block] = field(default_factory=dict)


def mark(name: str) -> str:
    """The bookmark of a block: at most 40 letters, digits, underscores (Word's limit)."""
    return MARK + hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def written(draft: Draft) -> str:
    """What the writer says in each block, also in those that were taken out, as XML."""
    head = f"period={quoteattr(draft.period.code)} issuer={quoteattr(draft.issuer)}"
    blocks = (
        f"<block name={quoteattr(block.name)}>{''.join(map(_piece, block.pieces))}</block>"
        for block in (*draft.blocks(), *draft.removed)
        if block.name
    )
    return "\n".join([f'<report xmlns="{NAMESPACE}" {head}>', *blocks, "</report>"])


def read(report: Any) -> Said:
    """What an element `report` says."""
    blocks = {block.get("name"): _block(block.get("name"), block) for block in report}
    return Said(report.get("period"), report.get("issuer"), blocks)


def _piece(piece: Piece) -> str:
    if isinstance(piece, Figure):
        return f"<figure name={quoteattr(piece.name)}>{escape(piece.value)}</figure>"
    if isinstance(piece, Gap):
        return f"<gap name={quoteattr(piece.name)}>{escape(piece.ask)}</gap>"
    return f"<text>{escape(piece.shown)}</text>"


def _block(name: str, elements: Iterable[Any]) -> Block:
    pieces: list[Piece] = []
    for element in elements:
        kind, text = element.tag.rpartition("}")[2], element.text or ""
        if kind == "figure":
            pieces.append(Figure(element.get("name"), text, ""))
        elif kind == "gap":
            pieces.append(Gap(element.get("name"), text))
        else:
            pieces.append(Words(text))
    return Block(name, "", joined(pieces))
