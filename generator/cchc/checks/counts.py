"""Figures of a report against each other: what is counted twice must agree, what is claimed needs a figure."""

import math
from collections.abc import Iterator

from cchc.model.base import Qualifier
from cchc.model.figures import ChannelCount
from cchc.model.report import Report
from cchc.problems import Problem
from cchc.site import Entry, Site
from cchc.text import number

#: What a figure with a qualifier may stand for, as factors of the figure.
_RANGES = {
    Qualifier.EXACT: (1, 1),
    Qualifier.ABOUT: (0.8, 1.2),
    Qualifier.NEARLY: (0.8, 1),
    Qualifier.MORE_THAN: (1, math.inf),
    Qualifier.OVER: (1, math.inf),
}


def counts_agree(site: Site) -> Iterator[Problem]:
    """A report gives one number for one thing in one period; both are shown, never averaged."""
    for entry in site.reports:
        for group in _groups(entry.record):
            counts = [count for _, count in group]
            if max(_range(count)[0] for count in counts) > min(_range(count)[1] for count in counts):
                told = ", ".join(f"{_told(count)} ({_where(count)})" for count in counts)
                yield entry.warning(
                    ("counts", group[0][0]),
                    "count-conflict",
                    f"số {counts[0].what.label} trên {_channel(site, counts[0].channel)} mâu thuẫn: {told}",
                    "đếm lại từ sổ đăng bài; trang nêu mọi số đã ghi, không lấy trung bình",
                )


def claims_have_figures(site: Site) -> Iterator[Problem]:
    """A result that nobody counted convinces nobody."""
    for entry in site.reports:
        for index, outcome in enumerate(entry.record.outcomes):
            if outcome.figure is None:
                message, hint = "nêu kết quả mà không có số nào", "thêm số đếm được (figure), hoặc bỏ câu"
                yield entry.notice(("outcomes", index), "claim-without-number", message, hint)


def _groups(report: Report) -> list[list[tuple[int, ChannelCount]]]:
    """Counts of the same thing, each with its place in the list."""
    groups: dict[tuple[object, ...], list[tuple[int, ChannelCount]]] = {}
    for index, count in enumerate(report.counts):
        same = (count.channel, count.section, count.what, (count.period or report.period).code)
        groups.setdefault(same, []).append((index, count))
    return list(groups.values())


def _range(count: ChannelCount) -> tuple[float, float]:
    low, high = _RANGES[count.qualifier]
    return count.value * low, math.inf if high == math.inf else count.value * high


def _told(count: ChannelCount) -> str:
    return f"{count.qualifier.label} {number(count.value)}".strip()


def _where(count: ChannelCount) -> str:
    return ", ".join(part for part in (count.where.label, count.place, count.scope) if part)


def _channel(site: Site, slug: str) -> str:
    entry: Entry[object] | None = site.find("channel", slug)
    return str(getattr(entry.record, "name", slug)) if entry else slug
