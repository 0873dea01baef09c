"""Facts declared missing: nothing stops, but nobody may forget them."""

from collections.abc import Iterator
from typing import Any

from cchc import declarations
from cchc.checks.register import cited_without_number
from cchc.checks.values import records
from cchc.entry import Entry
from cchc.known import Gap
from cchc.model.hotline import Hotline, PointKind
from cchc.problems import Problem
from cchc.site import Site


def declared_gaps(site: Site) -> Iterator[Problem]:
    """One warning for each `chưa có (lý do)`, but for those that a rule of their own speaks of."""
    for entry in records(site):  # nothing in an article may be declared missing
        for where, gap in declarations.gaps(entry.record):
            if not _told_elsewhere(site, entry, where):
                name = declarations.label(type(entry.record), where)
                yield entry.warning(where, "declared-gap", f"{name}: chưa có ({gap.reason})", "điền khi biết")


def _told_elsewhere(site: Site, entry: Entry[Any], where: tuple[object, ...]) -> bool:
    """Whether a rule with a better message names this gap: one cause, one message."""
    match entry.key, where:
        case "hotline", ("phone",):
            return True  # hotline-phone
        case (("report" | "plan"), (("symbol" | "date"),)):
            return entry.key == "report" or entry.record.part_of is None  # number-missing, date-partial
        case "plan", ("tasks", _, ("lead" | "cooperating" | "timing")):
            return entry.record.part_of is None  # task-incomplete
        case "report", ("appendices", _, ("file" | "plan")):
            return True  # appendix-missing
        case "document", (("symbol" | "date"),):
            return cited_without_number(site, entry)  # citation-incomplete
    return False


def hotline_phone(site: Site) -> Iterator[Problem]:
    """NĐ 20/2008 Điều 7, 13: people can call only a number that was made public."""
    known = site.of(Hotline)  # also what is over: a build that nobody watches must not stop on the day after
    own = [entry for entry in known if entry.record.kind in (PointKind.FEEDBACK, PointKind.HOTLINE)]
    if not own and not site.unread.get("hotline"):
        yield site.entries["unit"][0].error(
            (),
            "hotline-missing",
            "CHƯA CÔNG KHAI ĐƯỜNG DÂY NÓNG tiếp nhận phản ánh, kiến nghị",
            'tạo site_data/hotlines.yml bằng `cchc new hotline "Tên nơi tiếp nhận"`',
        )
    for entry in site.hotlines:
        if isinstance(entry.record.phone, Gap):
            yield entry.warning(
                ("phone",),
                "hotline-phone",
                f"CHƯA CÓ SỐ ĐIỆN THOẠI: {entry.record.name} ({entry.record.phone.reason})",
                "người dân không gọi được: hỏi đơn vị rồi điền số thật; đến khi ấy trang nói rõ là chưa có",
            )
