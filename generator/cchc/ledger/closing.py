"""Closing a period: what its counts are now, and what has changed since they were closed.

A closing is a note beside the records. No count, no slot and no quote rests on it, so that closing a period, or opening
it again, changes nothing but what is told of the closing itself.
"""

from collections.abc import Iterable
from typing import NamedTuple

from cchc.ledger.counts import tallies, within
from cchc.model.base import Medium
from cchc.model.closing import ClosedCount, Closing
from cchc.model.event import EventKind
from cchc.model.figures import Counted
from cchc.period import Period
from cchc.site import Site

_NONE = ClosedCount(kind="khong-co", value=0)
_LABELS = {kind.value: kind.label for kinds in (Medium, EventKind, Counted) for kind in kinds}


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
    return tuple(
        ClosedCount(
            kind=row.kind.value,
            channel=row.channel or None,
            value=row.amount,
            items=tuple(named[row.kind.value, row.channel]),
        )
        for row in tallies(site, period)
        if row.amount
    )


def changes(site: Site, closing: Closing) -> tuple[Change, ...]:
    """What has changed since a period was closed: a number, or which ones it is of."""
    then = {(count.kind, count.channel or ""): count for count in closing.counts}
    now = {(count.kind, count.channel or ""): count for count in counts_now(site, closing.period)}
    found = (_change(key, then.get(key, _NONE), now.get(key, _NONE)) for key in sorted({*then, *now}))
    return tuple(one for one in found if one.then != one.now or one.gone or one.came)


def _change(key: tuple[str, str], then: ClosedCount, now: ClosedCount) -> Change:
    known = then.items or not then.value
    came = _names(now.items, then.items) if known else ()
    return Change(*key, then.value, now.value, _names(then.items, now.items), came)


def _names(items: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """The names of items that are not among others."""
    besides = set(others)
    return tuple(item.partition(":")[2] for item in items if item not in besides)
