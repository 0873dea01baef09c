"""Old addresses: no page has them now, and what they lead to is there."""

from collections.abc import Iterator

from cchc.outline import addresses, sheet_outlines
from cchc.problems import Problem
from cchc.site import Site


def old_addresses_lead_somewhere(site: Site) -> Iterator[Problem]:
    """Each stands once, is no page's own, and leads straight to a page."""
    entries = site.entries["redirect"]
    if not entries:
        return
    living = addresses(site) | {sheet.url for sheet in sheet_outlines(site)}
    old = {entry.record.old: entry for entry in entries}
    for entry in entries:
        record = entry.record
        if old[record.old] is not entry:
            message = f"địa chỉ cũ {record.old} ghi hai lần"
            yield entry.error(("old",), "redirect-twice", message, "giữ lại một, xóa mục kia")
        if record.old in living:
            message = f"{record.old} đang là địa chỉ của một trang"
            yield entry.error(("old",), "redirect-living", message, "xóa mục này, hoặc đổi tên trang kia")
        if record.new is None or record.new in living:
            continue
        onward = old.get(record.new)
        hint = f"viết thẳng địa chỉ cuối: {onward.record.new}" if onward and onward.record.new else "chép địa chỉ từ trang"
        yield entry.error(("new",), "redirect-target", f"không có trang {record.new}", hint)
