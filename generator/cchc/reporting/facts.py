"""What the site knows of a period, as the outlines name it: figures that are counted or declared, and words.

Figures of dossiers and feedback are declared, in the site's own report of the period: nothing else knows them.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from cchc.entry import Entry
from cchc.known import Gap as Missing
from cchc.ledger import counts
from cchc.ledger.due import Progress, Standing, tasks
from cchc.model.base import OnlineLevel
from cchc.model.channel import Channel, ChannelKind
from cchc.model.document_parts import Role
from cchc.model.figures import ChannelCount, Counted, DossierFigures, FeedbackFigures
from cchc.model.plan import Plan, TaskState
from cchc.model.procedure import State
from cchc.model.report import Report
from cchc.model.unit import Superior
from cchc.period import Period, lies_between
from cchc.problems import Problem
from cchc.reporting.draft import Figure, Piece, joined
from cchc.reporting.outlines import following
from cchc.reporting.phrasing import Pieces, counted, named, words
from cchc.site import Site

#: Figures of dossiers: the name in an outline, the field of the record, what it counts.
DOSSIERS = {
    "dossiers": ("total", "hồ sơ tiếp nhận"),
    "dossiers-online": ("online", "hồ sơ trực tuyến"),
    "dossiers-direct": ("direct", "hồ sơ trực tiếp"),
    "dossiers-early": ("early", "hồ sơ trước hạn"),
    "dossiers-on-time": ("on_time", "hồ sơ đúng hạn"),
    "dossiers-overdue": ("overdue", "hồ sơ quá hạn"),
}
_FEEDBACK = {
    "feedback": ("received", "phản ánh, kiến nghị tiếp nhận"),
    "feedback-answered": ("answered", "phản ánh, kiến nghị đã trả lời"),
}
#: Figures of which none is a result: none overdue, none answered, none done. No news at all is something to explain.
_TOLD_AT_NONE = {*DOSSIERS, *_FEEDBACK, "tasks-done", "tasks-proved", "tasks-open", "procedures-online"}


@dataclass(frozen=True)
class Facts:
    """What is known of a site in a period."""

    site: Site
    period: Period

    def get(self, name: str) -> Pieces | None:
        """The pieces of `{name}` in a sentence of an outline; None when it is not known."""
        if name == "basis":
            return self._basis or None
        if name in self._words:
            return words(self._words[name]) or None
        found = self._figures.get(name)
        return (found,) if found else None

    def number(self, name: str) -> int | None:
        """The figure of a name as a number; None when it is not known."""
        found = self._figures.get(name)
        return found.amount if found else None

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """The unit's own reports, newest period first."""
        return tuple(entry.record for entry in self.site.own_reports)

    @cached_property
    def record(self) -> Report | None:
        """The unit's own report of the period, if the site has one; of several the latest."""
        return next((record for record in self.reports if record.period.code == self.period.code), None)

    @cached_property
    def following(self) -> Period:
        """The period after, of which the next report will tell."""
        return following(self.site.unit.level, self.period)

    @property
    def signed_on(self) -> dt.date:
        """The day on which the report was signed; of one that is not out the first on which it may be."""
        if self.record is None:
            return max(self.period.end, self.site.as_of)
        return self.period.end if isinstance(self.record.date, Missing) else self.record.date.first

    @property
    def superior(self) -> Superior | None:
        """Whom the report goes to; while it is not out, nobody who has ended since the period."""
        end = self.period.end
        return self.site.unit.superior_on(end if self.record else max(end, self.site.as_of))

    @cached_property
    def plans(self) -> tuple[Entry[Plan], ...]:
        """The plans whose tasks a report of the period tells of: those of the unit that cover it."""
        period = self.period
        return tuple(
            entry
            for entry in self.site.own_plans
            if entry.record.period.start <= period.start and period.end <= entry.record.period.end
        )

    @cached_property
    def site_at_end(self) -> Site:
        """The site as of the end of the period, where that is past: what came later proves nothing in it."""
        past = self.period.end < self.site.as_of
        return replace(self.site, as_of=self.period.end) if past else self.site

    @cached_property
    def tasks(self) -> tuple[Progress, ...]:
        """The tasks of those plans with what proves them; a task in parts counts by its parts."""
        return tuple(one for plan in self.plans for one in tasks(self.site_at_end, plan))

    def is_declared(self, plan: Entry[Plan]) -> bool:
        """Whether what the unit says of the tasks of a plan is said of this period: it has no day, and is taken for the
        plan's last period and for one that has just ended.
        """
        return plan.record.period.end <= self.period.end or self.site.as_of <= self.following.end

    def is_done(self, found: Progress) -> bool:
        """Whether a report calls a task done: its proof meets what is asked, or the unit says so (see `doubts`)."""
        told = getattr(found.subject, "state", None) is TaskState.DONE
        return found.standing is Standing.DONE or (told and self.is_declared(found.plan))

    @cached_property
    def next_plan(self) -> Entry[Plan] | None:
        """The plan of the period after."""
        code = self.following.code
        return next((entry for entry in self.site.own_plans if entry.record.period.code == code), None)

    @cached_property
    def _words(self) -> dict[str, str]:
        after = self.following.label
        unit = self.site.unit
        return {
            "period": self.period.label,
            "next": after,
            "NEXT": after.upper(),
            "unit": unit.short_name,
            "place": unit.place_name,
            "desk": unit.one_stop_desk,
        }

    @property
    def _basis(self) -> Pieces:
        """The document in accordance with which the report is made: its own basis, else the plan of the period."""
        cited = [c.document for c in self.record.documents if c.role is Role.BASIS] if self.record else []
        documents = (self.site.find("document", name) for name in dict.fromkeys(cited))
        told = [(entry.record, entry.record.subject) for entry in documents if entry]
        if not told:
            own = [plan.record for plan in self.plans if plan.record.part_of is None]
            told = [(plan, "") for plan in own if isinstance(plan.symbol, str)]
        found: list[Piece] = []
        for number, (document, subject) in enumerate(told, 1):
            found += (*words("; " if found else ""), *named(document, subject, f"basis-{number}"))
        return joined(found)

    @cached_property
    def _figures(self) -> dict[str, Figure]:
        found = {figure.name: figure for figure in (*self._counts(), *self._declared())}
        return {name: figure for name, figure in found.items() if figure.value != "0" or name in _TOLD_AT_NONE}

    def _counts(self) -> Iterator[Figure]:
        site = self.site
        items = counts.within(site, self.period)
        here = counts.own_websites(site, self.period) - {""}  # what goes from hand to hand is on none either
        of_items = counts.select(items, kind=Counted.ITEMS)
        news = counts.total(one for one in of_items if one.channel in here or one.id.startswith("news:"))
        yield _figure("news", news, "tin, bài đăng trong kỳ", "tin, bài")
        radio = {e.slug for e in site.of(Channel) if e.record.kind is ChannelKind.RADIO}
        airings = counts.total(one for one in counts.select(items, kind=Counted.AIRINGS) if one.channel in radio)
        yield _figure("airings", airings, "lượt phát trên truyền thanh", "lượt phát")
        standing = [e for e in site.procedures if not e.record.repealed]
        yield _figure("procedures", len(standing), "thủ tục đăng trên trang", "thủ tục")
        levels = [e.record.online_level for e in standing if e.record.state is State.ACTIVE]
        known = [level for level in levels if not isinstance(level, Missing)]
        through = sum(level is not OnlineLevel.INFORMATION for level in known)
        if through or known == levels:
            yield _figure("procedures-online", through, "thủ tục nộp trực tuyến được", "thủ tục")
        begun = [e for e in site.hotlines if lies_between(site.as_of, e.record.valid_from, e.record.valid_to)]
        public = [e for e in begun if not isinstance(e.record.phone, Missing)]
        yield _figure("hotlines", len(public), "đường dây nóng, nơi tiếp nhận có số điện thoại", "nơi")
        listed = self.tasks
        done = sum(map(self.is_done, listed))
        yield _figure("tasks", len(listed), "nhiệm vụ của kế hoạch", "nhiệm vụ")
        yield _figure("tasks-done", done, "nhiệm vụ hoàn thành", "nhiệm vụ")
        proved = sum(one.standing is Standing.DONE for one in listed)
        yield _figure("tasks-proved", proved, "nhiệm vụ có đủ minh chứng kiểm được", "nhiệm vụ")
        yield _figure("tasks-open", len(listed) - done, "nhiệm vụ chưa hoàn thành", "nhiệm vụ")

    def _declared(self) -> Iterator[Figure]:
        for holder, kind, fields in (("dossiers", DossierFigures, DOSSIERS), ("feedback", FeedbackFigures, _FEEDBACK)):
            figures = getattr(self.record, holder, None)
            for name, (field, what) in fields.items() if isinstance(figures, kind) else ():
                value = getattr(figures, field)
                if value is not None:
                    yield _figure(name, value, what, "", computed=False)


def unproved(found: Progress) -> str:
    """What a task lacks that the unit declares done and its proof does not show to be; "" for all others."""
    if getattr(found.subject, "state", None) is not TaskState.DONE or found.standing is Standing.DONE:
        return ""
    lacking = "minh chứng chưa đủ" if any(proof.holds for proof in found.proofs) else "chưa có minh chứng kiểm được"
    return f"khai hoàn thành mà {lacking}"


def doubts(facts: Facts) -> Iterator[Problem]:
    """Tasks that the unit declares done, and that their proof does not show to be."""
    for found in facts.tasks:
        if doubt := unproved(found):
            number = found.plan.record.tasks.index(found.subject)
            told = f"nhiệm vụ “{found.anchor}” {doubt}"
            hint = "thêm minh chứng kiểm được (tin, bài, văn bản, lượt phát; địa chỉ có ngày và bản lưu)"
            yield found.plan.warning(("tasks", number, "state"), "declared-done", told, hint)


def of_period(stated: ChannelCount, period: Period) -> bool:
    """Whether a count that the report of a period declares is of that period."""
    return stated.period is None or stated.period.code == period.code


def _figure(name: str, value: int, what: str, unit: str, computed: bool = True) -> Figure:
    return Figure(name, counted(value), what, computed, unit=unit)
