"""Changes of procedures as items of a feed, from what their records say: new, amended, replaced, repealed."""

import datetime as dt
from collections.abc import Iterator

from cchc import dialect
from cchc.entry import Entry
from cchc.feeds.items import Item, midnight, tag
from cchc.known import Gap
from cchc.model.procedure import Procedure, State
from cchc.model.procedure_parts import ChangeType, Decision
from cchc.site import Site
from cchc.text import long_date

_DECIDED = {
    ChangeType.NEW: "Thủ tục mới",
    ChangeType.AMENDED: "Thủ tục được sửa đổi, bổ sung",
    ChangeType.REPLACED: "Thủ tục được thay thế",
    ChangeType.REPEALED: "Thủ tục bị bãi bỏ",
}
_PUBLISHED = ("cong-bo", "Thủ tục được công bố")
_STATES = {
    State.ACTIVE: ("cap-nhat", "Thủ tục được cập nhật nội dung"),
    State.SUSPENDED: ("tam-dung", "Thủ tục tạm dừng"),
    State.ENDED: (ChangeType.REPEALED.value, _DECIDED[ChangeType.REPEALED]),
}


def change_items(site: Site) -> tuple[Item, ...]:
    """Every change that has come about by the site's day, newest first."""
    found = [item for entry in site.shown("procedure") for item in _items(site, entry)]
    return tuple(sorted(found, key=lambda item: (-item.published.timestamp(), item.id)))


def _items(site: Site, entry: Entry[Procedure]) -> Iterator[Item]:
    for day, what in dict(_changes(entry.record)).items():
        if day <= site.as_of:
            yield _item(site, entry, day, what)


def _changes(record: Procedure) -> Iterator[tuple[dt.date, tuple[str, str]]]:
    """Days with what happened: an id and a name. What a decision did wins over a change of the same day; a repeal is
    told once, on the day since when it holds: until then, people may hand in.

    A state of which nobody says since when has no item, which would be new at each look (rule state-undated).
    """
    decision = None if isinstance(record.decision, Gap) else record.decision
    if record.changed_on:
        yield record.changed_on, _STATES[record.state]
    if decision is not None and decision.date:
        change = decision.change
        if change is ChangeType.REPEALED and record.state is State.ENDED and record.changed_on:
            return
        yield decision.date, (change.value, _DECIDED[change]) if change else _PUBLISHED


def _item(site: Site, entry: Entry[Procedure], day: dt.date, what: tuple[str, str]) -> Item:
    record, (change, told) = entry.record, what
    decision = None if isinstance(record.decision, Gap) else record.decision
    facts = {
        "Mã thủ tục": record.code,
        "Lĩnh vực": site.unit.sector(record.sector).name,
        "Cơ quan thực hiện": None if isinstance(record.agency, Gap) else record.agency,
        "Quyết định công bố": _decision(decision) if decision else None,
        "Lý do": record.state_reason if record.state is not State.ACTIVE else None,
    }
    rows = "\n".join(f"- {label}: {dialect.escape(text)}" for label, text in facts.items() if text)
    summary = " ".join(record.description.split())
    return Item(
        id=tag(site, day, entry.url + change),
        url=site.absolute(entry.url),
        title=f"{told}: {record.name}",
        summary=summary,
        html=dialect.to_html(f"{dialect.escape(summary)}\n\n{rows}"),
        published=midnight(day),
        updated=midnight(day),
        category=what,
    )


def _decision(decision: Decision) -> str:
    day = f" ngày {long_date(decision.date)}" if decision.date else ""
    issuer = f" của {decision.issuer}" if decision.issuer else ""
    return f"số {decision.number}{day}{issuer}"
