"""Closing a period: what its counts are now, and what has changed since they were closed.

A closing is a note beside the records. No count, no slot and no quote rests on it, so that closing a period, or opening
it again, changes nothing but what is told of the closing itself.
"""

from typing import NamedTuple

from cchc.ledger.counts import tallies
from cchc.model.base import Medium
from cchc.model.closing import ClosedCount, Closing
from cchc.model.event import EventKind
from cchc.model.figures import Counted
from cchc.period import Period
from cchc.site import Site

_LABELS = {kind.value: kind.label for kinds in (Medium, EventKind, Counted) for kind in kinds}


class Change(NamedTuple):
    """A count that is not what it was when the period was closed."""

    kind: str
    channel: str
    then: int
    now: int

    @property
    def label(self) -> str:
        """What was counted, as people call it; a closing keeps its code alone."""
        return _LABELS.get(self.kind) or ", ".join(one.label for one in Medium if one.value in self.kind) or self.kind


def counts_now(site: Site, period: Period) -> tuple[ClosedCount, ...]:
    """The counts of a period, as a closing writes them down."""
    rows = (row for row in tallies(site, period) if row.amount)
    return tuple(ClosedCount(kind=row.kind.value, channel=row.channel or None, value=row.amount) for row in rows)


def changes(site: Site, closing: Closing) -> tuple[Change, ...]:
    """What has changed since a period was closed."""
    then = {(count.kind, count.channel or ""): count.value for count in closing.counts}
    now = {(count.kind, count.channel or ""): count.value for count in counts_now(site, closing.period)}
    return tuple(
        Change(*key, then.get(key, 0), now.get(key, 0))
        for key in sorted({*then, *now})
        if then.get(key, 0) != now.get(key, 0)
    )
