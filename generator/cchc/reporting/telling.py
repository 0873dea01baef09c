"""Records of a period told one by one: what a sentence of an outline may name of each (`{title}`, `{details}`).

Only what happened is told: an event on its day, what the register holds of a programme or an issue, a thing that was
put up in the period. What only says what is to come, or to recur, is for people to tell.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from cchc.entry import Entry
from cchc.known import Gap as Missing
from cchc.ledger import counts
from cchc.model.base import Quantity
from cchc.model.broadcast import Broadcast
from cchc.model.document import Document
from cchc.model.event import Event, EventKind, EventRole
from cchc.model.figures import Counted, Whereabouts
from cchc.model.publication import Publication
from cchc.model.visual import Visual
from cchc.problems import Problem
from cchc.reporting.draft import Figure, Piece, Words
from cchc.reporting.facts import Facts, of_period
from cchc.reporting.outlines import Each
from cchc.reporting.phrasing import Pieces, about, counted, day_of, inside, text_lower, topic, words


@dataclass(frozen=True)
class Told:
    """One record: a name for its paragraph, and the pieces that its sentence may name."""

    name: str
    pieces: dict[str, Pieces]


def told(facts: Facts, each: Each) -> list[Told]:
    """The records of the period, one by one."""
    return list(_TELLERS[each](facts))


def undated(facts: Facts) -> Iterator[Problem]:
    """Events of the period that no sentence tells, for their day is not written down. What recurs has none."""
    last = min(facts.period.end, facts.site.as_of)
    for entry in facts.site.of(Event):
        event: Event = entry.record
        over = facts.period.start <= event.period.start and event.period.end <= last
        if over and event.date is None and not event.frequencies:
            message = f"sự kiện “{event.title}” không ghi ngày nên không vào báo cáo"
            hint = "đã tổ chức thì thêm dòng date, làm lại báo cáo; nhiều buổi khác ngày thì mỗi buổi một tệp"
            yield entry.notice(("title",), "event-undated", message, hint)


def _documents(facts: Facts) -> Iterator[Told]:
    for entry in reversed(facts.site.documents):
        document: Document = entry.record
        own = facts.site.is_unit(document.issuer)
        if own and not isinstance(document.date, Missing) and _in(document.date, facts):
            pieces = {
                "name": words(document.heading),
                "date": words(day_of(document)),
                "subject": words(topic(document.subject)),
            }
            yield Told(entry.slug, pieces)


def _events(facts: Facts, *, rounds: bool) -> Iterator[Told]:
    """Rounds alone (tuyên truyền lưu động), or all the others."""
    for entry in reversed(facts.site.of(Event)):
        event: Event = entry.record
        if (event.kind is EventKind.ROUND) is rounds and event.date is not None and _in(event.date, facts):
            details: list[Pieces] = [words(f", ngày {day_of(event)}")]
            quantities = ([event.sessions] if event.sessions else []) + [*event.reached, *event.attendance]
            for number, quantity in enumerate(quantities):
                details.append((Words(", "), *_quantity(f"{entry.slug}-{number}", quantity)))
            yield Told(entry.slug, {"title": words(_as_held(event)), "details": tuple(p for d in details for p in d)})


def _as_held(event: Event) -> str:
    """An event as the unit may tell it: what others held is no result of its own."""
    if EventRole.ORGANISED in event.roles:
        return event.title
    roles = ", ".join(role.label for role in event.roles)
    others = [inside(name) for name in event.organisers if name.lower() not in event.title.lower()]
    held = f" do {', '.join(others)} tổ chức" if others and EventRole.JOINT not in event.roles else ""
    return f"{roles[:1].upper()}{roles[1:]} {text_lower(event.title)}{held}"


def _broadcasts(facts: Facts) -> Iterator[Told]:
    for entry in facts.site.of(Broadcast):
        programme: Broadcast = entry.record
        if went_out := _went_out(facts, entry):
            told = f", thời lượng {programme.duration_minutes} phút" if programme.duration_minutes else ""
            if programme.topics:
                told += "; nội dung: " + "; ".join(text_lower(topic) for topic in programme.topics)
            yield Told(entry.slug, {"title": words(programme.title), "details": (*went_out, *words(told))})


def _visuals(facts: Facts) -> Iterator[Told]:
    happened = {item.id for item in counts.within(facts.site, facts.period)}
    for entry in facts.site.of(Visual):
        visual: Visual = entry.record
        details, put_up = _went_out(facts, entry), f"visual:{entry.slug}" in happened
        if details or put_up:
            if put_up and isinstance(visual.count, int):
                figure = Figure(f"{entry.slug}-count", counted(visual.count), "số lượng ghi ở bản ghi trực quan", False)
                details += (Words(f": {about(visual.qualifier)}"), figure, Words(f" {visual.unit or 'chiếc'}"))
            more = f", đặt tại {'; '.join(map(inside, visual.places))}" if visual.places else ""
            if visual.publisher and not facts.site.is_unit(visual.publisher):
                more += f", do {inside(visual.publisher)} chủ trì"
            yield Told(entry.slug, {"title": words(visual.title), "details": (*details, *words(more))})


def _channels(facts: Facts) -> Iterator[Told]:
    """Counts by channel: from the records where they hold something, else as the report of the period declares. News
    of the unit's own page has a sentence of its own.
    """
    site, counted_here = facts.site, set()
    own = {(website, Counted.ITEMS) for website in counts.own_websites(site, facts.period)}
    for tally in counts.tallies(site, facts.period):
        channel = site.find("channel", tally.channel)
        if tally.amount:
            counted_here.add((tally.channel, tally.kind))
        if channel and tally.amount and (tally.channel, tally.kind) not in own:
            yield _tallied(tally, tally.channel, channel.record.name)
    for tally in _on_no_channel(facts):
        yield _tallied(tally, "khac", "Hình thức khác")
    for number, stated in enumerate(facts.record.counts if facts.record else ()):
        channel = site.find("channel", stated.channel)
        here = (stated.channel, stated.what) in counted_here or not of_period(stated, facts.period)
        if channel and not here and stated.where is Whereabouts.BODY:
            figure = Figure(f"{stated.channel}-{number}", counted(stated.value), "số báo cáo cùng kỳ đã khai", False)
            section = next((one.name for one in channel.record.sections if one.id == stated.section), "")
            name = channel.record.name + (f", mục “{section}”" if section else "")
            name += f" ({stated.scope})" if stated.scope else ""
            told = (*words(about(stated.qualifier)), figure)
            yield Told(figure.name, {"channel": words(name), "count": told, "what": words(stated.what.label)})


def _on_no_channel(facts: Facts) -> tuple[counts.Tally, ...]:
    """What went out on no channel, and belongs to nothing that has a sentence of its own: leaflets at hand."""
    told = {e.slug for e in facts.site.of(Publication) if e.record.broadcast or e.record.visual}
    found = counts.select(counts.within(facts.site, facts.period), channel="")
    alone = [item for item in found if item.id.startswith("publication:") and item.id.partition(":")[2] not in told]
    return counts.tally(alone)


def _tallied(tally: counts.Tally, name: str, where: str) -> Told:
    label = tally.kind.label
    figure = Figure(f"{name}-{tally.kind}", counted(tally.amount), f"{label}, {where}", unit=label)
    return Told(figure.name, {"channel": words(where), "count": (figure,), "what": words(label)})


def _next_tasks(facts: Facts) -> Iterator[Told]:
    for task in facts.next_plan.record.tasks if facts.next_plan else ():
        name = task.name.rstrip(".;")
        yield Told(task.id, {"name": words(f"{name}.")})


def _went_out(facts: Facts, series: Entry[Any]) -> Pieces:
    """What the register holds of a programme or an issue in the period, by kind: ", 03 lượt phát"."""
    of_series = {
        f"publication:{e.slug}" for e in facts.site.of(Publication) if getattr(e.record, series.key) == series.slug
    }
    items = [item for item in counts.within(facts.site, facts.period) if item.id in of_series]
    found: list[Piece] = []
    for tally in counts.tally(item._replace(channel="") for item in items):
        what = f"{tally.kind.label}, {series.title}"
        figure = Figure(f"{series.slug}-{tally.kind}", counted(tally.amount), what, unit=tally.kind.label)
        found += (Words(", "), figure, Words(f" {tally.kind.label}"))
    return tuple(found)


def _in(day: dt.date, facts: Facts) -> bool:
    """Whether a day lies in the period, and is no day to come."""
    return day in facts.period and day <= facts.site.as_of


def _quantity(name: str, quantity: Quantity) -> Pieces:
    figure = Figure(name, counted(quantity.value), "số ghi ở bản ghi sự kiện", computed=False)
    return (*words(about(quantity.qualifier)), figure, Words(f" {quantity.unit}"))


_TELLERS: dict[Each, Callable[[Facts], Iterator[Told]]] = {
    Each.CHANNELS: _channels,
    Each.DOCUMENTS: _documents,
    Each.EVENTS: partial(_events, rounds=False),
    Each.ROUNDS: partial(_events, rounds=True),
    Each.BROADCASTS: _broadcasts,
    Each.VISUALS: _visuals,
    Each.NEXT_TASKS: _next_tasks,
}
