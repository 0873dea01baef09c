"""Figures of a report against each other: what is counted twice must agree, what is claimed needs a figure."""

from collections.abc import Iterator

from cchc.entry import Entry
from cchc.ledger.closing import Change, changes
from cchc.ledger.reconcile import Outcome, agree, compare, declared_alike
from cchc.model import document, event, news, plan, publication, visual
from cchc.model.channel import Channel
from cchc.model.closing import Closing
from cchc.model.figures import ChannelCount
from cchc.model.report import Report
from cchc.problems import Problem
from cchc.site import Site
from cchc.text import number

#: What is counted (ledger.items), and what asks for it.
_COUNTED = (news.TYPE, publication.TYPE, event.TYPE, visual.TYPE, document.TYPE, plan.TYPE)
_NAMED = 5  # of many names, so many are told


def _all_read(site: Site) -> bool:
    """Whether all that is counted could be read: nobody is blamed for numbers that lack what could not."""
    return not any(site.unread.get(kind.key) for kind in _COUNTED)


def counts_agree(site: Site) -> Iterator[Problem]:
    """A report gives one number for one thing in one period; both are shown, never averaged."""
    for entry in site.reports:
        yield from counts_of_one_agree(site, entry)


def counts_of_one_agree(site: Site, entry: Entry[Report]) -> Iterator[Problem]:
    """The same of one report: `cchc report` takes its numbers, those of the text and those of the appendix."""
    for group in declared_alike(entry.record).values():
        counts = [count for _, count in group]
        if not agree(counts):
            told = ", ".join(f"{_told(count)} ({_where(count)})" for count in counts)
            yield entry.warning(
                ("counts", group[0][0]),
                "count-conflict",
                f"số {counts[0].what.label} trên {_channel(site, counts[0].channel)} mâu thuẫn: {told}",
                "đếm lại từ sổ đăng bài; trang nêu mọi số đã ghi, không lấy trung bình",
            )


def counts_match_records(site: Site) -> Iterator[Problem]:
    """What a report counts is what the records of that time give, where there are any."""
    for entry in site.reports if _all_read(site) else ():
        for found in compare(site, entry):
            declared = [count for _, count in found.declared]
            if found.outcome is Outcome.CONFLICT and found.counted is not None and agree(declared):
                told = ", ".join(f"{_told(count)} ({_where(count)})" for count in declared)
                yield entry.warning(
                    ("counts", found.declared[0][0]),
                    "count-differs",
                    f"số {found.kind.label} trên {_channel(site, found.channel)} {found.period.label}: "
                    f"báo cáo ghi {told}, sổ có {number(found.counted)}",
                    "ghi đủ vào sổ đăng, phát, hoặc sửa số trong báo cáo chưa gửi; trang nêu cả hai số",
                )


def closed_stays(site: Site) -> Iterator[Problem]:
    """What was counted when a period was closed is what the records still give; a change is told, never hidden."""
    for entry in site.of(Closing) if _all_read(site) else ():
        told = [
            f"{one.label}{' trên ' + _channel(site, one.channel) if one.channel else ''}: "
            f"lúc chốt {number(one.then)}, nay {number(one.now)}{_which(one)}"
            for one in changes(site, entry.record)
        ]
        if told:
            message = f"số liệu {entry.record.period.label} đã khác lúc chốt: {'; '.join(told)}"
            again = "xóa mục này rồi chốt lại (cchc close), và báo nơi đã nhận báo cáo"
            hint = f"trả lại như cũ; đúng là phải sửa thì {again}"
            if entry.record.counts and not any(count.items for count in entry.record.counts):  # by an older release
                hint = f"ai đã sửa bản ghi thì trả lại như cũ; không ai sửa thì do bản mới của cchc đếm khác: {again}"
            yield entry.warning(("counts",), "closed-changed", message, hint)


def claims_have_figures(site: Site) -> Iterator[Problem]:
    """A result that nobody counted convinces nobody."""
    for entry in site.reports:
        for index, outcome in enumerate(entry.record.outcomes):
            if outcome.figure is None:
                message, hint = "nêu kết quả mà không có số nào", "thêm số đếm được (figure), hoặc bỏ câu"
                yield entry.notice(("outcomes", index), "claim-without-number", message, hint)


def _which(change: Change) -> str:
    """What is no longer counted, and what is counted by now."""
    parts = (("không còn", change.gone), ("có thêm", change.came))
    told = "; ".join(f"{what} {_some(names)}" for what, names in parts if names)
    return f" ({told})" if told else ""


def _some(names: tuple[str, ...]) -> str:
    more = f" và {len(names) - _NAMED} mục khác" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _told(count: ChannelCount) -> str:
    return f"{count.qualifier.label} {number(count.value)}".strip()


def _where(count: ChannelCount) -> str:
    return ", ".join(part for part in (count.where.label, count.place, count.scope) if part)


def _channel(site: Site, slug: str) -> str:
    entry: Entry[Channel] | None = site.find("channel", slug)
    return entry.record.name if entry else slug
