"""Closing a period: what its counts are now, and what has changed since they were closed.

A closing is a note beside the records. No count, no slot and no quote rests on it, so that closing a period, or opening
it again, changes nothing but what is told of the closing itself.

Beside the counts stands what plans asked for by the end of the period: of a task that is dropped or asks for less
afterwards nobody would see that it had not been done.
"""

from collections.abc import Iterable
from typing import NamedTuple

from cchc.ledger.counts import tallies, within
from cchc.ledger.demand import demand_of
from cchc.ledger.slots import slots_of
from cchc.model.base import Medium
from cchc.model.closing import ClosedCount, Closing
from cchc.model.event import EventKind
from cchc.model.figures import Counted
from cchc.period import Period
from cchc.site import Site

_NONE = ClosedCount(kind="khong-co", value=0)
#: What plans asked for; a closing by an older release has none of it.
_DUE = "nhiem-vu"
_LABELS = {kind.value: kind.label for kinds in (Medium, EventKind, Counted) for kind in kinds}
_LABELS[_DUE] = "lượt việc của kế hoạch đến hạn trong kỳ"


class Change(NamedTuple):
    """A count that is not what it was when the period was closed; `gone` and `came`: what is no longer counted, and
    what was not then, by name.
    """

    kind: str
    channel: str
    then: int
    now: int
    gone: tuple[str, ...] = ()
    came: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What was counted, as people call it; a closing keeps its code alone."""
        return _LABELS.get(self.kind) or ", ".join(one.label for one in Medium if one.value in self.kind) or self.kind


def counts_now(site: Site, period: Period) -> tuple[ClosedCount, ...]:
    """The counts of a period, as a closing writes them down."""
    named: dict[tuple[str, str], dict[str, None]] = {}
    for item in within(site, period):
        if item.amount:
            named.setdefault((item.kind.value, item.channel), {})[item.id] = None
    counts = tuple(
        ClosedCount(
            kind=row.kind.value,
            channel=row.channel or None,
            value=row.amount,
            items=tuple(named[row.kind.value, row.channel]),
        )
        for row in tallies(site, period)
        if row.amount
    )
    due = _due(site, period)
    asked = tuple(f"task:{task} ({times} lượt)" for task, times in due.items())
    return (*counts, ClosedCount(kind=_DUE, value=sum(due.values()), items=asked)) if due else counts


def _due(site: Site, period: Period) -> dict[str, int]:
    """How often each task of the unit's own plans is to be done by a day of a period."""
    found: dict[str, int] = {}
    for plan in site.own_plans:
        parents = {task.parent for task in plan.record.tasks}
        for task in (one for one in plan.record.tasks if one.id not in parents):
            demand = demand_of(task, plan.record.period)
            times = sum(slot.last in period for slot in slots_of(demand))
            times += demand.continuous and demand.last in period
            if times:
                found[task.id] = times
    return found


def changes(site: Site, closing: Closing) -> tuple[Change, ...]:
    """What has changed since a period was closed: a number, or which ones it is of. That a plan asks for more by now
    makes nothing look better than it was.
    """
    then = {(count.kind, count.channel or ""): count for count in closing.counts}
    now = {(count.kind, count.channel or ""): count for count in counts_now(site, closing.period)}
    found = (_change(key, then.get(key, _NONE), now.get(key, _NONE)) for key in sorted({*then, *now}))
    return tuple(one for one in found if one.gone or (one.kind != _DUE and (one.then != one.now or one.came)))


def _change(key: tuple[str, str], then: ClosedCount, now: ClosedCount) -> Change:
    known = then.items or not then.value
    came = _names(now.items, then.items) if known else ()
    return Change(*key, then.value, now.value, _names(then.items, now.items), came)


def _names(items: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """The names of items that are not among others."""
    besides = set(others)
    return tuple(item.partition(":")[2] for item in items if item not in besides)
