"""A finished draft as a report record (site_data/reports/): then the site shows it as a page.

What was counted is marked so; what people wrote is theirs. Gaps that nobody filled are left out, never invented.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from cchc.model.figures import Origin
from cchc.reporting.draft import Block, Draft, Figure, Gap
from cchc.reporting.facts import DOSSIERS, Facts, text_lower
from cchc.reporting.outlines import Item, Part, Recall, by_id, following
from cchc.source import dump_yaml

#: The gaps in which people write the figures of dossiers that no record declares.
_DOSSIER_GAPS = {
    "total": "ho-so-tong",
    "online": "ho-so-truc-tuyen",
    "direct": "ho-so-truc-tiep",
    "early": "ho-so-truoc-han",
    "on_time": "ho-so-dung-han",
    "overdue": "ho-so-qua-han",
}
_SIGNED = re.compile(r"(?:ngày\s+(?P<day>\d{1,2})\s+)?tháng\s+(?P<month>\d{1,2})\s+năm\s+(?P<year>\d{4})")
_MISSING = "chưa có (chưa ghi trong báo cáo khi đăng)"


def text(draft: Draft, facts: Facts) -> str:
    """The record's file."""
    values = {name: value for name, value in _values(draft, facts).items() if value not in ((), [], None, "")}
    return "# Viết ra bởi cchc report. Sửa được như mọi tệp; chạy cchc check sau khi sửa.\n" + dump_yaml(values)


def _values(draft: Draft, facts: Facts) -> dict[str, Any]:
    blocks = {block.name: block for block in draft.blocks()}
    parts = list(_parts(draft, blocks))
    numbers = dict(_numbers(draft))
    place = blocks["date"].paragraphs[0].partition(",")[0]
    told = {recall: list(_recalled(parts, recall)) for recall in Recall}
    superior = facts.site.unit.superior_on(draft.period.end)
    to = str(superior.name) if superior and isinstance(superior.name, str) else "cấp trên"
    return {
        "title": f"Báo cáo {draft.subject[:1].lower()}{draft.subject[1:]}",
        "symbol": blocks["symbol"].paragraphs[0].removeprefix("Số: ")
        if _filled(blocks["symbol"], "symbol")
        else _symbol(blocks),
        "date": _date(draft, blocks["date"]),
        "place": place,
        "issuer": draft.issuer,
        "period": draft.period.code,
        "summary": _summary(draft),
        "documents": _documents(draft),
        "dossiers": _dossiers(numbers) or "chưa có (báo cáo không nêu số hồ sơ)",
        "figures": list(_figures(draft)),
        "counts": [count.model_dump(mode="json", exclude_defaults=True) for count in draft.record.counts]
        if draft.record
        else [],
        "activities": list(_activities(parts)) or [{"kind": "trang-thong-tin", "text": _summary(draft)}],
        "strengths": told[Recall.STRENGTHS],
        "limitations": [{"text": line} for line in told[Recall.LIMITATIONS]],
        "recommendations": [{"to": to, "text": line} for line in told[Recall.RECOMMENDATIONS]],
        "next_period": following(draft.period).code,
        "next_plan": facts.next_plan.slug if facts.next_plan else None,
        "appendices": [{"title": a.heading[1].text, "plan": facts.plans[0].slug} for a in draft.appendices],
        "recipients": [{"name": b.paragraphs[0].rstrip(".;")} for b in draft.recipients[1:] if not _open(b)],
        "signatory": _signatory(blocks),
        "source": {"name": f"Báo cáo do {draft.issuer} lập từ dữ liệu của trang"},
    }


def _parts(draft: Draft, blocks: dict[str, Block]) -> Iterator[tuple[Part, Item | None, list[str]]]:
    """The paragraphs below each item of the outline, those added by hand with the item they stand below (None: the
    heading); gaps that are still open are none."""
    outline = by_id(draft.outline)
    items = {f"{part.id}.{item.id}": (part, item) for part in outline.parts for item in part.items}
    headings = {f"{part.id}.heading": part for part in outline.parts}
    part: Part | None = None
    item: Item | None = None
    for block in draft.body:
        if block.name in headings:
            part, item = headings[block.name], None
        elif block.name in ("opening", "closing"):
            part = None
        else:
            found = items.get(".".join(block.name.split(".")[:2]))
            part, item = found or (part, item)
            if part is not None and not _open(block):
                yield part, item, [line for line in block.paragraphs if line]


def _recalled(parts: list[tuple[Part, Item | None, list[str]]], recall: Recall) -> Iterator[str]:
    for _, item, lines in parts:
        if item is not None and item.recall is recall:
            yield from (line for line in lines if line.casefold().rstrip(".") != "không")


def _activities(parts: list[tuple[Part, Item | None, list[str]]]) -> Iterator[dict[str, str]]:
    """One for each part that tells of a form of activity: its paragraphs but those that have a field of their own."""
    own = (Recall.STRENGTHS, Recall.LIMITATIONS, Recall.RECOMMENDATIONS)
    texts: dict[str, list[str]] = {}
    for part, item, lines in parts:
        if part.kind is not None and (item is None or item.recall not in own):
            texts.setdefault(part.id, []).extend(lines)
    kinds = {part.id: part.kind.value for part, _, _ in parts if part.kind}
    for name, lines in texts.items():
        if lines:
            yield {"kind": kinds[name], "text": "\n\n".join(lines)}


def _figures(draft: Draft) -> Iterator[dict[str, Any]]:
    """What was counted, and what somebody wrote instead of a count."""
    told = set()
    for block in draft.body:
        for piece in block.pieces if not block.written else ():
            if isinstance(piece, Figure) and piece.unit and piece.what not in told:
                told.add(piece.what)
                origin = Origin.DECLARED if piece.declared else Origin.COMPUTED
                name = piece.what[:1].upper() + piece.what[1:]
                value = piece.shown.lstrip("0") or "0"
                yield {"name": name, "value": value, "unit": piece.unit, "origin": origin.value}


def _numbers(draft: Draft) -> Iterator[tuple[str, str]]:
    for block in draft.body:
        for piece in block.pieces if not block.written else ():
            if isinstance(piece, Figure) or (isinstance(piece, Gap) and piece.filled):
                yield piece.name, piece.shown


def _dossiers(numbers: dict[str, str]) -> dict[str, str]:
    found = {}
    for name, (field, _) in DOSSIERS.items():
        value = numbers.get(name, numbers.get(_DOSSIER_GAPS[field], ""))
        if value.replace(".", "").isdigit():
            found[field] = value
    return found if "total" in found else {}


def _summary(draft: Draft) -> str:
    """Two sentences that any reader understands: who reports what, and what was counted."""
    computed = [figure for figure in _figures(draft) if figure["origin"] == Origin.COMPUTED.value]
    counted = [f"{figure['value']} {text_lower(figure['name'])}" for figure in computed[:4]]
    first = f"{draft.issuer} báo cáo {draft.subject[:1].lower()}{draft.subject[1:]}."
    return first + (f" Số đếm từ dữ liệu của trang: {'; '.join(counted)}." if counted else "")


def _documents(draft: Draft) -> list[dict[str, Any]]:
    if draft.record is None:
        return []
    return [citation.model_dump(mode="json", exclude_defaults=True) for citation in draft.record.documents]


def _symbol(blocks: dict[str, Block]) -> str:
    """A number that was left blank is told as the documents do: "/BC-UBND"."""
    return blocks["symbol"].text.rpartition("]")[2]


def _date(draft: Draft, block: Block) -> str:
    """The day of signing. Nobody reports a period in its first half: where the printed year was left, such a day is of
    the year after.
    """
    match = _SIGNED.search(block.paragraphs[0])
    if match is None:
        return _MISSING
    period = draft.period
    try:
        day = dt.date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
        if not block.written and day < period.start + (period.end - period.start) / 2:
            day = day.replace(year=day.year + 1)
    except ValueError:
        return _MISSING
    return day.isoformat() if match["day"] else f"{day:%Y-%m}"


def _signatory(blocks: dict[str, Block]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "authority" in blocks:
        found["on_behalf"] = blocks["authority"].paragraphs[0]
    found["title"] = blocks["position"].paragraphs[0] if "position" in blocks else "chức vụ"
    signer = blocks.get("signer")
    found["name"] = signer.paragraphs[0] if signer and not _open(signer) else _MISSING
    return found


def _filled(block: Block, name: str) -> bool:
    gap = block.named(name)
    return bool(block.written) or (isinstance(gap, Gap) and bool(gap.filled))


def _open(block: Block) -> bool:
    """Whether a block still has a gap that nobody filled."""
    return not block.written and any(isinstance(piece, Gap) and not piece.filled for piece in block.pieces)
