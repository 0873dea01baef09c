"""Slots: the times in which something is due once, as frequencies and deadlines make them, and what fills them.

A proof fills one slot at most. It first fills the slot of its own time; what is left over fills earlier slots that
stayed empty, late. Every answer is as of a day.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cchc.known import Choice
from cchc.ledger.demand import Demand
from cchc.ledger.evidence import Proof
from cchc.model.base import Per
from cchc.period import month_start
from cchc.text import long_date, roman_quarter

_MONTHS = {Per.MONTH: 1, Per.QUARTER: 3, Per.HALF_YEAR: 6, Per.YEAR: 12}


class SlotState(Choice):
    """How a slot stands on a day (tình trạng của một kỳ)."""

    FILLED = "xong", "Xong đúng hạn"
    LATE = "muon", "Xong muộn"
    MISSING = "thieu", "Quá hạn, chưa có minh chứng"
    OPEN = "trong-han", "Đang trong hạn"
    COMING = "chua-den", "Chưa đến kỳ"


@dataclass(frozen=True)
class Slot:
    """A time in which something is due once, both days included. `fixed`: the plan sets the last day, so that
    what comes after it is late."""

    first: dt.date
    last: dt.date
    label: str
    fixed: bool = True
    proof: Proof | None = None
    state: SlotState = SlotState.COMING


def slots_of(demand: Demand) -> tuple[Slot, ...]:
    """The slots that a demand makes, all empty: none for what is asked all the time, or has no time yet."""
    if demand.continuous or demand.external:
        return ()
    if demand.per is None:
        label = "hạn " + long_date(demand.last) if demand.dated else "trong kỳ"
        return tuple(Slot(demand.first, demand.last, label) for _ in range(demand.times))
    return tuple(
        Slot(first, last, label)
        for first, last, label in cycles(demand.per, demand.first, demand.last)
        for _ in range(demand.times)
    )


def cycles(per: Per, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date, str]]:
    """Weeks (Monday to Sunday), months, quarters, half years or years that begin between two days, cut to them."""
    months = _MONTHS.get(per)
    start = _month(first, months) if months else first - dt.timedelta(days=first.weekday())
    while start <= last:
        following = month_start(start.year, start.month + months) if months else start + dt.timedelta(days=7)
        end = following - dt.timedelta(days=1)
        yield max(start, first), min(end, last), _label(per, start, end)
        start = following


def fill(
    slots: tuple[Slot, ...], found: tuple[Proof, ...], demand: Demand, day: dt.date, begun: dt.date | None = None
) -> tuple[Slot, ...]:
    """The slots with the proofs that fill them, and how each stands on a day; every proof in one slot at most.

    `begun` is the day of the plan, where it is known: nobody is blamed for what was over before there was a plan.
    """
    left = [proof for proof in found if suits(proof, demand)]
    filled = list(slots)
    once = demand.per is None
    for number, slot in enumerate(filled):
        own = next((proof for proof in left if _in_time(proof, slot, once)), None)
        if own is not None:
            left.remove(own)
            filled[number] = replace(slot, proof=own)
    filled = since(begun, filled)
    for number, slot in enumerate(filled):
        later = next((p for p in left if slot.proof is None and p.first and p.first > slot.last), None)
        if later is not None:
            left.remove(later)
            filled[number] = replace(slot, proof=later)
    return tuple(replace(slot, state=state_of(slot, day)) for slot in filled)


def since(begun: dt.date | None, slots: Sequence[Slot]) -> list[Slot]:
    """Those that were not over when a plan was made, or are filled all the same; one at least."""
    return [slot for slot in slots if begun is None or slot.proof or slot.last >= begun] or list(slots[-1:])


def suits(proof: Proof, demand: Demand) -> bool:
    """Whether a proof holds, is of the kind and as long as asked for."""
    return (
        proof.holds
        and (not demand.kinds or proof.kind in demand.kinds)
        and (proof.minutes is None or proof.minutes >= demand.minutes)
    )


def state_of(slot: Slot, day: dt.date) -> SlotState:
    """How a slot stands on a day."""
    if slot.proof is not None:
        late = slot.fixed and slot.proof.last is not None and slot.proof.last > slot.last
        return SlotState.LATE if late else SlotState.FILLED
    if slot.last < day:
        return SlotState.MISSING
    return SlotState.OPEN if slot.first <= day else SlotState.COMING


def _in_time(proof: Proof, slot: Slot, once: bool) -> bool:
    if proof.first is None or proof.last is None:
        return once
    return (once or slot.first <= proof.first) and proof.last <= slot.last


def _month(day: dt.date, length: int) -> dt.date:
    """First day of the quarter, half year … that a day lies in."""
    return dt.date(day.year, (day.month - 1) // length * length + 1, 1)


def _label(per: Per, start: dt.date, end: dt.date) -> str:
    if per is Per.WEEK:
        return f"tuần {long_date(start)}–{long_date(end)}"
    if per is Per.MONTH:
        return f"tháng {start.month}/{start.year}"
    if per is Per.QUARTER:
        return f"quý {roman_quarter((start.month + 2) // 3)}/{start.year}"
    if per is Per.HALF_YEAR:
        return f"6 tháng {'đầu' if start.month == 1 else 'cuối'} năm {start.year}"
    return f"năm {start.year}"
