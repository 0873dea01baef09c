"""What is due: tasks and reporting duties of plans with their slots, what proves them, and how they stand.

Every answer is as of the site's day.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from cchc import terms
from cchc.entry import Entry
from cchc.known import Choice
from cchc.ledger.demand import Demand, demand_of
from cchc.ledger.evidence import Proof, Trust, first_day, proofs, proofs_of
from cchc.ledger.slots import Slot, SlotState, fill, since, slots_of, state_of, suits
from cchc.model.plan import Plan, ReportingDuty, Task
from cchc.site import Site
from cchc.text import long_date


class Standing(Choice):
    """How a task stands on a day, judged by its proof alone (tình trạng theo minh chứng)."""

    DONE = "da-dat", "Đã đạt"
    ON_TRACK = "dung-tien-do", "Đúng tiến độ"
    BEHIND = "cham", "Chậm, còn thiếu"
    UNPROVED = "chua-kiem-duoc", "Minh chứng chưa kiểm được"
    NO_EVIDENCE = "chua-co-minh-chung", "Quá hạn, chưa có minh chứng"
    NOT_DUE = "chua-den-han", "Chưa đến hạn"
    WAITING = "cho-lich", "Chờ cấp trên định ngày"
    DROPPED = "khong-con", "Không phải làm nữa"


@dataclass(frozen=True)
class Progress:
    """A task or a reporting duty with what it asks for, what proves it, and how it stands.

    `key` tells those of a plan apart; `label` is short, for pictures: the number of the task, BC1 for the first duty.
    `anchor` is its place on the plan's page.
    """

    plan: Entry[Plan]
    subject: Task | ReportingDuty
    key: str
    label: str
    title: str
    lead: str
    anchor: str
    demand: Demand
    proofs: tuple[Proof, ...]
    slots: tuple[Slot, ...]
    standing: Standing
    parent: str = ""

    @property
    def is_task(self) -> bool:
        """Whether it is a task, not a reporting duty."""
        return isinstance(self.subject, Task)

    @property
    def by_anchor(self) -> tuple[str, "Progress"]:
        """For pages that look tasks up by their id."""
        return self.anchor, self

    def number_of(self, *states: SlotState) -> int:
        """How many slots stand so."""
        return sum(slot.state in states for slot in self.slots)


def progress(site: Site, plan: Entry[Plan]) -> tuple[Progress, ...]:
    """Every task of a plan in its order, then its reporting duties."""
    return _progress(site)[plan.slug]


def tasks(site: Site, plan: Entry[Plan]) -> tuple[Progress, ...]:
    """The tasks of a plan as they are counted: a task in parts by its parts."""
    return tuple(one for one in without_parents(progress(site, plan)) if one.is_task)


def without_parents(found: tuple[Progress, ...]) -> list[Progress]:
    """Those that count: parts do, the task that consists of them does not."""
    parents = {one.parent for one in found}
    return [one for one in found if one.anchor not in parents]


@lru_cache(maxsize=1)
def _progress(site: Site) -> dict[str, tuple[Progress, ...]]:
    return {plan.slug: _of_plan(site, plan) for plan in site.plans}


def _of_plan(site: Site, plan: Entry[Plan]) -> tuple[Progress, ...]:
    tasks = [_until_the_end(site, _task(site, plan, task)) for task in plan.record.tasks]
    whole = {found.anchor: found for found in tasks}
    for found in tasks:
        parts = [whole[part.anchor] for part in tasks if part.parent == found.anchor]
        if parts:
            whole[found.anchor] = _joined(found, parts)
    duties = [duty for number, one in enumerate(plan.record.reporting) for duty in _duties(site, plan, number, one)]
    numbered = (replace(_until_the_end(site, duty), label=f"BC{number}") for number, duty in enumerate(duties, 1))
    return (*(whole[found.anchor] for found in tasks), *numbered)


def _task(site: Site, plan: Entry[Plan], task: Task) -> Progress:
    demand = demand_of(task, plan.record.period)
    found = proofs(site, plan, task)
    slots = fill(slots_of(demand), found, demand, site.as_of, first_day(plan.record) if demand.per else None)
    lead = task.lead if isinstance(task.lead, str) else ""
    standing = _standing(demand, found, slots, site.as_of)
    label = task.number or str(1 + plan.record.tasks.index(task))
    return Progress(
        plan, task, task.id, label, task.name, lead, task.id, demand, found, slots, standing, task.parent or ""
    )


def _joined(found: Progress, parts: list[Progress]) -> Progress:
    """A task that consists of parts: it stands as the worst of them, and asks for nothing of its own."""
    worst = (
        Standing.BEHIND, Standing.NO_EVIDENCE, Standing.UNPROVED, Standing.ON_TRACK, Standing.NOT_DUE, Standing.WAITING,
        Standing.DROPPED,
    )  # fmt: skip
    standings = {part.standing for part in parts}
    standing = next((one for one in worst if one in standings), Standing.DONE)
    return replace(found, slots=(), standing=standing)


def _duties(site: Site, plan: Entry[Plan], number: int, duty: ReportingDuty) -> Iterator[Progress]:
    """What is to be reported, to whom: once before a day, or for each cycle. A cycle has no last day of its own."""
    period, anchor, lead = plan.record.period, "che-do-bao-cao", "; ".join(duty.by)
    given = proofs_of(site, plan, duty.evidence)
    title = f"Báo cáo {duty.to}"
    if duty.before is not None:
        last = duty.before - dt.timedelta(days=1)
        demand = Demand(min(period.start, last), last, dated=True)
        label = f"trước ngày {long_date(duty.before)}"
        slots = fill((Slot(demand.first, last, label),), given, demand, site.as_of)
        standing = _standing(demand, given, slots, site.as_of)
        yield Progress(plan, duty, f"bao-cao-{number}", "", title, lead, anchor, demand, given, slots, standing)
    for per in dict.fromkeys(duty.cycles):  # who writes one twice asks for it once
        demand = Demand(period.start, period.end, per=per)
        slots = tuple(replace(slot, fixed=False) for slot in slots_of(demand))
        slots = tuple(since(first_day(plan.record), [_reported(site, plan, slot, given) for slot in slots]))
        found = tuple(slot.proof for slot in slots if slot.proof)
        standing = _standing(demand, found, slots, site.as_of)
        key, cycle = f"bao-cao-{number}-{per.value}", f"{title} định kỳ mỗi {per.label}"
        yield Progress(plan, duty, key, "", cycle, lead, anchor, demand, found, slots, standing)


def _reported(site: Site, plan: Entry[Plan], slot: Slot, given: tuple[Proof, ...]) -> Slot:
    """A cycle of reports is filled by the report of exactly that time that is out, else by proof of a day in it."""
    proof = next((p for p in given if p.holds and p.first and slot.first <= p.first <= slot.last), None)
    for entry in site.reports:
        record, issued = entry.record, first_day(entry.record)
        of_slot = (record.period.start, record.period.end) == (slot.first, slot.last)
        if of_slot and terms.same(record.issuer, plan.record.issuer) and (issued is None or issued <= site.as_of):
            day = getattr(record.date, "whole", None)
            proof = Proof(f"report:{entry.slug}", entry.title, Trust.HOLDS, day, day, place=entry.place)
    filled = replace(slot, proof=proof)
    return replace(filled, state=state_of(filled, site.as_of))


def _until_the_end(site: Site, one: Progress) -> Progress:
    """The same of a unit that is no more: what would have been due since then is asked of nobody."""
    ended = site.unit.ended_on(site.as_of)
    if ended is None or one.demand.last < ended.since:
        return one
    slots = tuple(slot for slot in one.slots if slot.proof or slot.last < ended.since)
    if slots:
        return replace(one, slots=slots, standing=_standing(one.demand, one.proofs, slots, site.as_of))
    proved = {Standing.DONE: Standing.DONE, Standing.ON_TRACK: Standing.DONE, Standing.UNPROVED: Standing.UNPROVED}
    return replace(one, slots=(), standing=proved.get(one.standing, Standing.DROPPED))


def _standing(demand: Demand, found: tuple[Proof, ...], slots: tuple[Slot, ...], day: dt.date) -> Standing:
    good = [proof for proof in found if suits(proof, demand)]
    doubtful = any(proof.trust is Trust.UNVERIFIED for proof in found)
    if demand.external:
        return Standing.DONE if good else Standing.WAITING
    if demand.continuous:
        if good:
            return Standing.DONE if demand.last < day else Standing.ON_TRACK
        over = demand.last < day
        return Standing.UNPROVED if doubtful else Standing.NO_EVIDENCE if over else Standing.NOT_DUE
    states = {slot.state for slot in slots}
    if states <= {SlotState.FILLED, SlotState.LATE}:
        return Standing.DONE
    if SlotState.MISSING in states:
        return Standing.BEHIND if good else Standing.UNPROVED if doubtful else Standing.NO_EVIDENCE
    if states & {SlotState.FILLED, SlotState.LATE}:
        return Standing.ON_TRACK
    return Standing.UNPROVED if doubtful else Standing.NOT_DUE
