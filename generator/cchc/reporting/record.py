"""A finished draft as a report record (site_data/reports/): then the site shows it as a page.

What was counted is marked so; what people wrote is theirs. Gaps that nobody filled are left out, never invented.
"""

import datetime as dt
import re
import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

from cchc.model.document_parts import Role
from cchc.model.figures import FeedbackFigures, Origin
from cchc.problems import Level, Problem
from cchc.reporting import dossiers, telling
from cchc.reporting.draft import Block, Draft, Figure, Gap
from cchc.reporting.facts import Facts
from cchc.reporting.outlines import Each, Item, Part, Recall, by_id
from cchc.reporting.phrasing import text_lower
from cchc.source import dump_yaml
from cchc.text import number

_OWN = (Recall.STRENGTHS, Recall.LIMITATIONS, Recall.RECOMMENDATIONS)  # have a field of their own in the record
_FIXED = {"opening": "phần mở đầu", "checked-at": "phần kết", "closing": "phần kết"}
#: What is written there, the record takes over.
_TAKEN = {"superior", "agency", "state", "motto", "symbol", "date", "subject", "authority", "position", "signer"}
_QUOTED = 600  # letters of one quote
_SIGNED = re.compile(r"(?:ngày\s+(?P<day>\d{1,2})\s+)?tháng\s+(?P<month>\d{1,2})\s+năm\s+(?P<year>\d{4})")
_MISSING = "chưa có (chưa ghi trong báo cáo khi đăng)"


def text(draft: Draft, facts: Facts) -> str:
    """The record's file."""
    values = {name: value for name, value in _values(draft, facts).items() if value not in ((), [], None, "")}
    return "# Viết ra bởi cchc report. Sửa được như mọi tệp; chạy cchc check sau khi sửa.\n" + dump_yaml(values)


def _values(draft: Draft, facts: Facts) -> dict[str, Any]:
    blocks = {block.name: block for block in draft.blocks()}
    subject = " ".join(blocks["subject"].paragraphs)
    placed = list(_placed(draft))
    place = blocks["date"].paragraphs[0].partition(",")[0]
    told = {recall: list(_recalled(placed, recall)) for recall in _OWN}
    superior = facts.superior
    to = str(superior.name) if superior and isinstance(superior.name, str) else "cấp trên"
    return {
        "title": f"Báo cáo {text_lower(subject)}",
        "letterhead": _letterhead(blocks),
        "symbol": _symbol(blocks["symbol"]),
        "date": _date(blocks["date"]),
        "place": place,
        "issuer": draft.issuer,
        "period": draft.period.code,
        "summary": _summary(draft),
        "documents": list(_documents(draft, facts, placed)),
        "dossiers": dossiers.stated(draft),
        "figures": list(_figures(draft)),
        **_declared(draft),
        "activities": list(_activities(placed)) or [{"kind": "trang-thong-tin", "text": _summary(draft)}],
        "strengths": told[Recall.STRENGTHS],
        "limitations": [{"text": line} for line in told[Recall.LIMITATIONS]],
        "recommendations": [{"to": to, "text": line} for line in told[Recall.RECOMMENDATIONS]],
        "next_period": facts.following.code,
        "next_plan": facts.next_plan.slug if facts.next_plan else None,
        "appendices": [{"title": a.heading[1].text, "plan": facts.plans[0].slug} for a in draft.appendices],
        "recipients": [{"name": b.paragraphs[0].rstrip(".;")} for b in draft.recipients[1:] if not _open(b)],
        "signatory": _signatory(blocks),
        "quotes": list(_quotes(placed)),
        "source": {"name": f"Báo cáo do {draft.issuer} lập từ dữ liệu của trang"},
    }


class _Placed(NamedTuple):
    """A block of the body with what it stands below: part and item of the outline, and how people call the place. A
    heading, the opening and the closing stand below none."""

    part: Part | None
    item: Item | None
    where: str
    block: Block

    @property
    def lines(self) -> list[str]:
        """What it says."""
        return [line for line in self.block.paragraphs if line]

    @property
    def recall(self) -> Recall | None:
        """The field of the record that its item has for itself."""
        return self.item.recall if self.item and self.item.recall in _OWN else None

    @property
    def of_activity(self) -> bool:
        """Whether it is told with the activities."""
        return self.part is not None and self.part.kind is not None and self.recall is None


def _placed(draft: Draft) -> Iterator[_Placed]:
    """Every block of the body; gaps that are still open are none."""
    outline = by_id(draft.outline)
    items = {f"{part.id}.{item.id}": (part, item) for part in outline.parts for item in part.items}
    headings = {f"{part.id}.heading": part for part in outline.parts}
    part, item, where = None, None, ""
    for block in draft.body:
        if block.name in _FIXED or block.name in headings:
            heading = headings.get(block.name)
            where = _FIXED.get(block.name) or " ".join(block.paragraphs)
            yield _Placed(None, None, where if heading is None else "đề mục", block)
            part, item = heading, None
        else:
            part, item = items.get(".".join(block.name.split(".")[:2]), (part, item))
            if not _open(block):
                yield _Placed(part, item, where, block)


def _recalled(placed: list[_Placed], recall: Recall) -> Iterator[str]:
    for one in placed:
        if one.recall is recall:
            yield from (line for line in one.lines if line.casefold().rstrip(".") != "không")


def _activities(placed: list[_Placed]) -> Iterator[dict[str, str]]:
    """One for each part that tells of a form of activity: its paragraphs but those that have a field of their own."""
    texts: dict[tuple[str, str], list[str]] = {}
    for one in placed:
        if one.part and one.part.kind and one.of_activity:
            texts.setdefault((one.part.id, one.part.kind.value), []).extend(one.lines)
    for (_, kind), lines in texts.items():
        if lines:
            yield {"kind": kind, "text": "\n\n".join(lines)}


def _quotes(placed: list[_Placed]) -> Iterator[dict[str, str]]:
    """What people wrote where the record has no field for it: in their words, with the place."""
    for one in placed:
        if _by_people(one.block) and not one.of_activity and one.recall is None:
            for text in (part for line in one.lines for part in textwrap.wrap(line, _QUOTED)):
                yield {"place": one.where, "text": text}


def lost(draft: Draft, file: str) -> Iterator[Problem]:
    """What people wrote in a Word file and a record has no place for: above all in the table of the appendix."""
    carried = {*draft.body, *draft.recipients}
    for block in draft.blocks():
        if any(block.written) and block not in carried and block.name.partition("-")[0] not in _TAKEN:
            told = f"chữ này không có chỗ trong bản ghi: “{' '.join(block.written)}”"
            hint = "việc của phụ lục thì ghi vào kế hoạch (site_data/plans); chữ khác thì thêm vào tệp vừa viết"
            yield Problem(file, 1, 1, "word-lost", Level.WARNING, told, hint)


def _letterhead(blocks: dict[str, Block]) -> dict[str, Any]:
    """What is printed at the top, each line as it stands there."""
    lines = {name: " ".join(block.paragraphs) for name, block in blocks.items()}
    agency = [line for name, line in lines.items() if name.partition("-")[0] in ("superior", "agency")]
    return {"agency": agency, "state": lines["state"], "motto": lines["motto"]}


def _declared(draft: Draft) -> dict[str, Any]:
    """Figures that only the unit's own record of the period knows, as they stand in it."""
    if draft.record is None:
        return {}
    told = {"counts", "feedback"} if isinstance(draft.record.feedback, FeedbackFigures) else {"counts"}
    return draft.record.model_dump(mode="json", exclude_defaults=True, include=told)


def _figures(draft: Draft) -> Iterator[dict[str, Any]]:
    """What was counted, and what somebody wrote instead of a count, where that is a number."""
    told = set()
    for block in draft.body:
        for piece in block.pieces if not block.written else ():
            if isinstance(piece, Figure) and piece.unit and piece.amount is not None and piece.what not in told:
                told.add(piece.what)
                origin = Origin.DECLARED if piece.declared else Origin.COMPUTED
                name = piece.what[:1].upper() + piece.what[1:]
                yield {"name": name, "value": piece.amount, "unit": piece.unit, "origin": origin.value}


def _summary(draft: Draft) -> str:
    """Two sentences that any reader understands: who reports what, and what was counted."""
    computed = [figure for figure in _figures(draft) if figure["origin"] == Origin.COMPUTED.value]
    counted = [f"{number(figure['value'])} {text_lower(figure['name'])}" for figure in computed[:4]]
    first = f"{draft.issuer} báo cáo {draft.subject[:1].lower()}{draft.subject[1:]}."
    return first + (f" Số đếm từ dữ liệu của trang: {'; '.join(counted)}." if counted else "")


def _documents(draft: Draft, facts: Facts, placed: list[_Placed]) -> Iterator[dict[str, Any]]:
    """What the unit's own record of the period cites, else the documents issued in it that the report tells of."""
    if draft.record is not None:
        yield from (one.model_dump(mode="json", exclude_defaults=True) for one in draft.record.documents)
        return
    said = "\n".join(line for one in placed if one.of_activity for line in one.lines)
    for told in telling.told(facts, Each.DOCUMENTS):
        if "".join(piece.shown for piece in told.pieces["name"]) in said:
            yield {"document": told.name, "role": Role.RESULT.value}


def _symbol(block: Block) -> str:
    """The number with its symbol; one that was left blank is told as the documents do: "/BC-UBND"."""
    return block.paragraphs[0].removeprefix("Số: ") if _by_people(block) else block.text.rpartition("]")[2]


def _date(block: Block) -> str:
    """The day of signing, as far as it was filled in."""
    match = _SIGNED.search(block.paragraphs[0])
    if match is None:
        return _MISSING
    try:
        day = dt.date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
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


def _by_people(block: Block) -> bool:
    """Whether somebody wrote, or wrote into, a block."""
    return bool(block.written) or any(isinstance(piece, Gap) and piece.filled for piece in block.pieces)


def _open(block: Block) -> bool:
    """Whether a block still has a gap that nobody filled."""
    return not block.written and any(isinstance(piece, Gap) and not piece.filled for piece in block.pieces)
