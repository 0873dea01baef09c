"""Figures that a report declares beside what the records say: equal, in conflict, or not verifiable.

All numbers that were written down are kept and shown; none is preferred, none averaged.
"""

import math
from functools import lru_cache
from typing import NamedTuple

from cchc.entry import Entry
from cchc.known import Choice
from cchc.ledger.counts import select, total, within
from cchc.model.base import Qualifier
from cchc.model.figures import ChannelCount, Counted
from cchc.model.report import Report
from cchc.period import Period
from cchc.site import Site

#: What a figure with a qualifier may stand for, as factors of the figure.
_RANGES = {
    Qualifier.EXACT: (1, 1),
    Qualifier.ABOUT: (0.8, 1.2),
    Qualifier.NEARLY: (0.8, 1),
    Qualifier.MORE_THAN: (1, math.inf),
    Qualifier.OVER: (1, math.inf),
}


class Outcome(Choice):
    """What comes of comparing (kết quả đối chiếu)."""

    EQUAL = "khop", "Khớp"
    CONFLICT = "mau-thuan", "Mâu thuẫn"
    UNVERIFIABLE = "khong-kiem-duoc", "Không kiểm được"


class Comparison(NamedTuple):
    """One thing in one period: all that the report says of it, each with its place in `counts`, and what the records
    give: None when nothing is recorded of it, or another body reports it, so that nothing can be said."""

    channel: str
    section: str | None
    kind: Counted
    period: Period
    declared: tuple[tuple[int, ChannelCount], ...]
    counted: int | None
    outcome: Outcome


def compare(site: Site, report: Entry[Report]) -> tuple[Comparison, ...]:
    """Every thing that a report counts, in the order of first mention."""
    return _comparisons(site)[report.slug]


@lru_cache(maxsize=1)
def _comparisons(site: Site) -> dict[str, tuple[Comparison, ...]]:
    return {report.slug: _compare(site, report) for report in site.reports}


def _compare(site: Site, report: Entry[Report]) -> tuple[Comparison, ...]:
    found, own = [], site.is_unit(report.record.issuer)
    for (channel, section, kind, _), declared in declared_alike(report.record).items():
        period = declared[0][1].period or report.record.period
        of_kind = select(within(site, period), channel=channel, kind=kind, section=section)
        counted = total(of_kind) if of_kind and own else None
        outcome = _outcome([count for _, count in declared], counted)
        found.append(Comparison(channel, section, kind, period, tuple(declared), counted, outcome))
    return tuple(found)


def declared_alike(
    report: Report,
) -> dict[tuple[str, str | None, Counted, str], list[tuple[int, ChannelCount]]]:
    """What a report counts, by channel, section, kind and period; each with its place in the list."""
    groups: dict[tuple[str, str | None, Counted, str], list[tuple[int, ChannelCount]]] = {}
    for index, count in enumerate(report.counts):
        same = (count.channel, count.section, count.what, (count.period or report.period).code)
        groups.setdefault(same, []).append((index, count))
    return groups


def agree(counts: list[ChannelCount]) -> bool:
    """Whether there is a number that all of them may stand for."""
    return max(_range(count)[0] for count in counts) <= min(_range(count)[1] for count in counts)


def _outcome(declared: list[ChannelCount], counted: int | None) -> Outcome:
    if not agree(declared):
        return Outcome.CONFLICT
    if counted is None:
        return Outcome.UNVERIFIABLE
    fits = all(low <= counted <= high for low, high in map(_range, declared))
    return Outcome.EQUAL if fits else Outcome.CONFLICT


def _range(count: ChannelCount) -> tuple[float, float]:
    low, high = _RANGES[count.qualifier]
    return count.value * low, math.inf if high == math.inf else count.value * high
