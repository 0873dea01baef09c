"""What is to be done now: the open and the missed slots of the plans that run, with the working day to do it by."""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from cchc.entry import Entry
from cchc.ledger.due import Progress, Standing, progress, without_parents
from cchc.ledger.slots import Slot, SlotState
from cchc.ledger.workdays import days_left, last_working, undecided
from cchc.model.plan import Plan
from cchc.site import Site

#: A plan that ended is still of interest: its last report is written then.
_AFTERWARDS = dt.timedelta(days=92)
REMINDER_FEED = "ke-hoach/nhac-viec.xml"
#: Reminders begin so long before the last day.
SOON = dt.timedelta(days=14)


class Due(NamedTuple):
    """A slot of a task or duty. `act_by` is the last working day in time, `days` the working days left until then from
    the site's day: 0 today, negative when it is past."""

    progress: Progress
    slot: Slot
    number: int
    act_by: dt.date
    days: int

    @property
    def left(self) -> str:
        """How long is left, in words, of what is still in time: the last working day may be past when it is not."""
        if self.days > 0:
            return f"còn {self.days} ngày làm việc"
        return "từ nay đến hạn không còn ngày làm việc" if self.days else "hôm nay là ngày làm việc cuối"

    @property
    def key(self) -> str:
        """Tells slots of a plan apart, whatever fills them: "ban-tin-so-2024-03-01-2024-03-31"."""
        again = f"-{self.number}" if self.number else ""
        return f"{self.progress.key}-{self.slot.first}-{self.slot.last}{again}"

    @property
    def anchor(self) -> str:
        """Where it stands on the page of what is due, as long as it does."""
        return f"{self.progress.plan.slug}-{self.key}"


class Sum(NamedTuple):
    """How many slots stand how, of a body or of all; `continuous` are tasks that are asked all the time."""

    filled: int
    late: int
    missing: int
    open: int
    coming: int
    continuous: int

    @property
    def all(self) -> int:
        """All slots."""
        return self.filled + self.late + self.missing + self.open + self.coming


def current_plans(site: Site) -> tuple[Entry[Plan], ...]:
    """The plans that run, begin later, or ended not long ago; one has not ended before its last day."""
    return tuple(plan for plan in site.plans if _last_day(plan.record) + _AFTERWARDS >= site.as_of)


def current(site: Site) -> tuple[Progress, ...]:
    """The tasks and duties of these plans."""
    return tuple(found for plan in current_plans(site) for found in progress(site, plan))


@lru_cache(maxsize=8)
def agenda(site: Site, plan: str | None = None) -> tuple[Due, ...]:
    """Every slot of the plans that run (or of one plan, by its slug), by its last day."""
    plans = current_plans(site) if plan is None else tuple(one for one in site.plans if one.slug == plan)
    found = [
        Due(one, slot, number, act_by := last_working(slot.last), days_left(site.as_of, act_by))
        for of in plans
        for one in progress(site, of)
        for number, slot in _numbered(one.slots)
    ]
    return tuple(sorted(found, key=lambda due: (due.slot.last, due.slot.first)))


def of_state(dues: tuple[Due, ...], *states: SlotState) -> tuple[Due, ...]:
    """Those that stand so."""
    return tuple(due for due in dues if due.slot.state in states)


def soon(site: Site) -> tuple[Due, ...]:
    """What is open and to be done within two weeks."""
    return tuple(due for due in of_state(agenda(site), SlotState.OPEN) if due.act_by <= site.as_of + SOON)


def sums(found: list[Progress]) -> Sum:
    """The slots of some tasks and duties, by state."""
    filled, late, missing, open_, coming = (sum(one.number_of(state) for one in found) for state in SlotState)
    return Sum(filled, late, missing, open_, coming, sum(one.demand.continuous for one in found))


def leads(site: Site, found: tuple[Progress, ...]) -> list[tuple[str, list[Progress], Sum]]:
    """Tasks and duties by lead body, under the name of its record, in the order of first mention, each with its sum."""
    groups: dict[str, list[Progress]] = {}
    for one in without_parents(found):
        entry = site.organisation(one.lead) if one.lead else None
        groups.setdefault(entry.record.name if entry else one.lead, []).append(one)
    return [(name, of, sums(of)) for name, of in groups.items()]


def standings(found: tuple[Progress, ...]) -> dict[Standing, int]:
    """How many tasks stand how; parts count, what consists of them does not."""
    tasks = [one for one in without_parents(found) if one.is_task]
    numbers = {standing: sum(one.standing is standing for one in tasks) for standing in Standing}
    return {standing: number for standing, number in numbers.items() if number}


def undecided_years(dues: tuple[Due, ...]) -> tuple[int, ...]:
    """Years among the days due of which the holidays are not known."""
    return undecided(due.slot.last for due in dues)


def reminder_files(site: Site) -> dict[str, tuple[Due, ...]]:
    """The files that remind, by path from the site's root, each with what is in it: a calendar for each plan that
    runs, and a feed of what is missed or near."""
    files = {f"{plan.url[1:]}han.ics": agenda(site, plan.slug) for plan in current_plans(site)}
    urgent = (*of_state(agenda(site), SlotState.MISSING), *soon(site))
    return {**files, REMINDER_FEED: urgent}


def _last_day(plan: Plan) -> dt.date:
    days = (*(task.deadline for task in plan.tasks), *(duty.before for duty in plan.reporting))
    return max([plan.period.end, *(day for day in days if day)])


def _numbered(slots: tuple[Slot, ...]) -> list[tuple[int, Slot]]:
    """Each slot with its number among those of the same time, from 0."""
    numbers: dict[tuple[dt.date, dt.date], int] = {}
    found = []
    for slot in slots:
        span = (slot.first, slot.last)
        numbers[span] = numbers.get(span, -1) + 1
        found.append((numbers[span], slot))
    return found
