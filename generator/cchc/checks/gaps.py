"""Facts declared missing: nothing stops, but nobody may forget them."""

from collections.abc import Iterator

from cchc import schema
from cchc.known import Gap
from cchc.model import news
from cchc.model.hotline import PointKind
from cchc.problems import Problem
from cchc.site import Site


def declared_gaps(site: Site) -> Iterator[Problem]:
    """One warning for each `chưa có (lý do)`; the hotline's phone has a louder one of its own."""
    for key, entries in site.entries.items():
        if key == news.TYPE.key:  # nothing in an article may be declared missing
            continue
        for entry in entries:
            for where, gap in schema.gaps(entry.record):
                if key == "hotline" and where == ("phone",):
                    continue
                name = schema.label(type(entry.record), where)
                yield entry.warning(where, "declared-gap", f"{name}: chưa có ({gap.reason})", "điền khi biết")


def hotline_phone(site: Site) -> Iterator[Problem]:
    """NĐ 20/2008 Điều 7, 13: people can call only a number that was made public."""
    own = [entry for entry in site.hotlines if entry.record.kind in (PointKind.FEEDBACK, PointKind.HOTLINE)]
    if not own and not site.unread.get("hotline"):
        yield site.entries["unit"][0].error(
            (),
            "hotline-missing",
            "CHƯA CÔNG KHAI ĐƯỜNG DÂY NÓNG tiếp nhận phản ánh, kiến nghị",
            "tạo site_data/hotlines.yml bằng `cchc new hotline`",
        )
    for entry in site.hotlines:
        if isinstance(entry.record.phone, Gap):
            yield entry.warning(
                ("phone",),
                "hotline-phone",
                f"CHƯA CÓ SỐ ĐIỆN THOẠI: {entry.record.name} ({entry.record.phone.reason})",
                "người dân không gọi được: hỏi đơn vị và điền số thật, trang sẽ nói rõ là chưa có",
            )
