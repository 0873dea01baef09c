"""Old addresses: no page has them now, and what they lead to is there."""

from collections.abc import Iterator

from cchc.addresses import page_and_sheet_addresses, unread_names
from cchc.problems import Problem
from cchc.site import Site


def old_addresses_lead_somewhere(site: Site) -> Iterator[Problem]:
    """Each stands once, is no page's own, and leads straight to a page. News that is hidden or cannot be read counts
    as there: its day, or its mistake, is told elsewhere.
    """
    entries = site.entries["redirect"]
    if not entries:
        return
    shown = page_and_sheet_addresses(site)
    living = shown | {entry.url for entry in site.entries["news"]}
    unread = unread_names(site)
    old = {entry.record.old: entry for entry in entries}
    for entry in entries:
        record = entry.record
        if old[record.old] is not entry:
            message = f"địa chỉ cũ {record.old} ghi hai lần"
            yield entry.error(("old",), "redirect-twice", message, "giữ lại một, xóa mục kia")
        if record.old in shown:
            message = f"{record.old} đang là địa chỉ của một trang"
            yield entry.error(("old",), "redirect-living", message, "xóa mục này, hoặc đổi tên trang kia")
        if record.new and record.new not in living and record.new.split("/")[-2] not in unread:
            onward = old[record.new].record.new if record.new in old else None
            hint = f"viết thẳng địa chỉ cuối: {onward}" if onward else "mở trang trên máy mình rồi chép địa chỉ"
            yield entry.error(("new",), "redirect-target", f"không có trang {record.new}", hint)
