"""Days: what shows when, and what has grown old."""

from collections.abc import Iterator

from cchc.problems import Problem
from cchc.site import Site
from cchc.text import long_date


def visible_now(site: Site) -> Iterator[Problem]:
    """Tell why a news item does not show: it lies ahead of the site's day, or has expired."""
    for entry in site.entries["news"]:
        record = entry.record
        if record.date.date() > site.as_of:
            hint = "đúng ngày bài sẽ tự hiện"
            if site.unit.as_of == site.as_of:
                hint = "trang đang dừng ở ngày as_of trong site_data/site.yml: xóa dòng as_of để dùng ngày hôm nay"
            yield entry.warning(
                ("date",),
                "not-yet-visible",
                f"bài chưa hiện: ngày {long_date(record.date.date())} sau ngày của trang, {long_date(site.as_of)}",
                hint,
            )
        elif record.expires and record.expires < site.as_of:
            yield entry.warning(
                ("expires",),
                "expired",
                f"bài đã ẩn: hết hạn ngày {long_date(record.expires)}",
                "xóa dòng expires nếu vẫn cần bài này",
            )


def days_in_order(site: Site) -> Iterator[Problem]:
    """Later things come later: expiry and correction after the date, end of force after its beginning."""
    for entry in site.entries["news"]:
        first = entry.record.date.date()
        for name in ("updated", "expires"):
            day = getattr(entry.record, name)
            if day is not None and day < first:
                yield entry.error(
                    (name,),
                    "days-in-order",
                    f"ngày {long_date(day)} trước ngày đăng {long_date(first)}",
                    "xem lại hai ngày",
                )
    for entry in site.documents:
        start, end = entry.record.effective_from, entry.record.effective_to
        if start and end and end < start:
            yield entry.error(
                ("effective_to",), "days-in-order", "ngày hết hiệu lực trước ngày có hiệu lực", "xem lại hai ngày"
            )
    for entry in site.hotlines:
        start, end = entry.record.valid_from, entry.record.valid_to
        if start and end and end < start:
            yield entry.error(
                ("valid_to",), "days-in-order", "ngày kết thúc trước ngày bắt đầu", "xem lại hai ngày"
            )


def fresh_procedures(site: Site) -> Iterator[Problem]:
    """NĐ 224/2026 Điều 9 khoản 3: procedures follow changes at once; old collections are suspect."""
    months = site.unit.stale_after_months
    for entry in site.procedures:
        record = entry.record
        if record.stale_on(site.as_of, months):
            yield entry.warning(
                ("collected_on",),
                "stale-procedure",
                f"thu thập từ {long_date(record.collected_on)}, quá {months} tháng",
                "đối chiếu với Cổng Dịch vụ công quốc gia rồi sửa ngày",
            )
        elif record.review_by and record.review_by < site.as_of:
            yield entry.warning(
                ("review_by",),
                "stale-procedure",
                f"quá hạn rà soát {long_date(record.review_by)}",
                "rà soát rồi đặt hạn mới",
            )
