"""Days: what shows when, and what has grown old."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from cchc.days import stopped
from cchc.entry import Entry
from cchc.ledger.workdays import undecided, working_days
from cchc.model.closing import Closing
from cchc.model.event import Event
from cchc.model.news import News
from cchc.model.procedure import State
from cchc.period import is_upside_down
from cchc.problems import Problem
from cchc.site import Site
from cchc.text import long_date

_DAYS_TO_POST = 5
_QUARTER = 92  # days of the longest
_YEAR = re.compile(r"\d{4}")
#: Of a year whose holidays are not known so many working days may be none: Tết, and a day exchanged for a Saturday.
_MAY_BE_OFF = 6
#: By content type: days of what has been done. (When something was collected or tested is not what a page speaks of.)
_DONE = {"publication": ("date",), "closing": ("closed_on",), "document": ("date", "posted_on"), "report": ("date",)}


def visible_now(site: Site) -> Iterator[Problem]:
    """Tell why a news item does not show: it lies ahead of the site's day, or has expired."""
    if len(site.news) == len(site.entries["news"]):
        return
    for entry in site.entries["news"]:
        record = entry.record
        if record.date.date() > site.as_of:
            hint = stopped(site) or "đúng ngày bài sẽ tự hiện"
            yield entry.warning(
                ("date",),
                "not-yet-visible",
                f"bài chưa hiện: ngày {long_date(record.date.date())} sau ngày của trang, {long_date(site.as_of)}",
                hint,
            )
        elif record.expires and record.date.date() <= record.expires < site.as_of:
            yield entry.warning(
                ("expires",),
                "expired",
                f"bài đã ẩn: hết hạn ngày {long_date(record.expires)}",
                "xóa dòng expires nếu vẫn cần bài này",
            )


def article_days(entry: Entry[News]) -> Iterator[Problem]:
    """Expiry and correction come after the date; that is of its folder's year: in January many write the old one."""
    first = entry.record.date.date()
    folder = entry.path.split("/")[-2]
    if _YEAR.fullmatch(folder) and int(folder) != first.year:
        message = f"bài ở thư mục {folder} ghi ngày của năm {first.year}"
        yield entry.warning(("date",), "year-of-folder", message, f"sửa năm, hoặc chuyển tệp sang thư mục {first.year}")
    for name in ("updated", "expires"):
        day = getattr(entry.record, name)
        if day is not None and day < first:
            message = f"ngày {long_date(day)} trước ngày đăng {long_date(first)}"
            yield entry.error((name,), "days-in-order", message, "xem lại hai ngày")


def days_in_order(site: Site) -> Iterator[Problem]:
    """An end comes after its beginning."""
    for owner, where, start, end in _spans(site):
        if is_upside_down(start, end):
            message = "ngày kết thúc trước ngày bắt đầu"
            if where == ("effective_to",):
                message = "ngày hết hiệu lực trước ngày có hiệu lực"
            elif where == ("posted_on",):
                message = "ngày đăng trước ngày ban hành"
            yield owner.error(where, "days-in-order", message, "xem lại hai ngày")


def events_in_their_period(site: Site) -> Iterator[Problem]:
    """The day of an event lies in its period: reports tell it there, and counts go by the day."""
    for entry in site.of(Event):
        event: Event = entry.record
        if event.date is not None and not event.period.start <= event.date <= event.period.end:
            message = f"ngày {long_date(event.date)} không thuộc {event.period.label}"
            yield entry.error(("date",), "day-outside-period", message, "sửa ngày (date) hoặc kỳ (period)")


def documents_posted_in_time(site: Site) -> Iterator[Problem]:
    """Luật Tiếp cận thông tin Điều 18 khoản 4: a document of one's own is posted within five working days."""
    for entry in site.documents:
        record = entry.record
        if record.posted_on is None or not isinstance(record.date, dt.date) or not site.is_unit(record.issuer):
            continue
        days = working_days(record.date, record.posted_on)
        days -= _MAY_BE_OFF if undecided((record.date, record.posted_on)) else 0
        if days > _DAYS_TO_POST:
            message = f"đăng sau {days} ngày làm việc kể từ ngày ban hành {long_date(record.date)}"
            hint = f"văn bản của đơn vị đăng chậm nhất {_DAYS_TO_POST} ngày làm việc sau khi ban hành"
            yield entry.warning(("posted_on",), "posted-late", message, hint)


def hours_in_order(site: Site) -> Iterator[Problem]:
    """Opening hours end after they begin."""
    for entry in site.hotlines:
        for index, hours in enumerate(entry.record.hours if isinstance(entry.record.hours, tuple) else ()):
            if hours.closes <= hours.opens:
                message = "giờ đóng cửa không sau giờ mở cửa"
                yield entry.error(("hours", index, "closes"), "days-in-order", message, "xem lại hai giờ")


def hotlines_in_force(site: Site) -> Iterator[Problem]:
    """Tell of a hotline that no longer shows: people may be left without a number. With the unit its numbers end."""
    for entry in () if site.unit.ended_on(site.as_of) else site.entries["hotline"]:
        record = entry.record
        if is_upside_down(record.valid_from, record.valid_to):
            continue  # days-in-order
        if not record.visible_on(site.as_of):
            message = f"“{record.name}” đã ẩn: chỉ áp dụng đến ngày {long_date(record.valid_to)}"
            hint = "số mới thì thêm một mục mới; vẫn dùng thì sửa hoặc xóa dòng valid_to"
            yield entry.warning(("valid_to",), "expired", message, hint)


def fresh_procedures(site: Site) -> Iterator[Problem]:
    """NĐ 224/2026 Điều 9 khoản 3: procedures follow changes at once; old collections are suspect. Of a unit that is no
    more they stay as they were.
    """
    months = site.unit.stale_after_months
    for entry in () if site.unit.ended_on(site.as_of) else site.procedures:
        record = entry.record
        if record.stale_on(site.as_of, months):
            yield entry.warning(
                ("collected_on",),
                "stale-procedure",
                f"thu thập từ {long_date(record.collected_on)}, quá {months} tháng",
                "đối chiếu với Cổng Dịch vụ công quốc gia rồi sửa ngày",
            )
        elif record.review_by and record.review_by < site.as_of and not record.repealed:
            yield entry.warning(
                ("review_by",),
                "stale-procedure",
                f"quá hạn rà soát {long_date(record.review_by)}",
                "rà soát rồi đặt hạn mới",
            )


def news_keeps_coming(site: Site) -> Iterator[Problem]:
    """Each quarter is reported, with its news: a site that stands still has nothing to report."""
    newest = next((entry.record.date.date() for entry in site.posted if not entry.record.sample), None)
    quiet = (site.as_of - newest).days if newest else 0
    if newest and quiet > _QUARTER and _is_kept_up(site):
        message = f"{quiet} ngày không có tin mới: tin gần nhất ngày {long_date(newest)}"
        hint = "đăng tin về việc đã làm (cchc new news); báo cáo mỗi quý kể tin của quý ấy"
        yield site.entries["unit"][0].warning((), "news-stopped", message, hint)


def plan_is_current(site: Site) -> Iterator[Problem]:
    """Who plans has a plan for the year that runs: tasks, reminders and reports go by it."""
    newest = next(iter(site.own_plans), None)
    if newest and all(site.as_of > plan.record.period.end for plan in site.own_plans) and _is_kept_up(site):
        message = f"chưa có kế hoạch sau {newest.record.period.label}"
        hint = "thêm kế hoạch của năm nay (cchc new plan); nhiệm vụ mang mã mới"
        yield newest.notice(("period",), "plan-missing", message, hint)


def _is_kept_up(site: Site) -> bool:
    """Whether the site speaks of today, and its unit is there."""
    return not stopped(site) and not site.unit.ended_on(site.as_of)


def states_have_their_day(site: Site) -> Iterator[Problem]:
    """Portals are told of a procedure that is suspended or repealed on the day on which it was; readers, of no change
    before it comes.
    """
    for entry in site.procedures:
        record = entry.record
        if record.state is not State.ACTIVE and not record.changed_on and not record.repealed_on:
            yield entry.warning(
                ("state",),
                "state-undated",
                f"thủ tục “{record.state.label.lower()}” mà không ghi từ ngày nào, nên cổng cấp trên không được báo",
                "thêm dòng changed_on: ngày bắt đầu",
            )
        if record.changed_on and record.changed_on > site.as_of:
            yield entry.warning(
                ("changed_on",),
                "day-to-come",
                f"trang đã ghi theo nội dung từ ngày {long_date(record.changed_on)}, mà ngày ấy chưa đến",
                stopped(site) or "đến ngày ấy hãy sửa thủ tục; muốn báo trước thì viết một tin",
            )


def past_days(site: Site) -> Iterator[Problem]:
    """What is written down as done does not lie ahead of the site's day: a slip of the year, mostly."""
    for key, names in _DONE.items():
        for entry in site.entries[key]:
            for name in names:
                day = getattr(entry.record, name)
                if isinstance(day, dt.date) and day > site.as_of:
                    message = f"ngày {long_date(day)} chưa đến: ngày của trang là {long_date(site.as_of)}"
                    yield entry.warning((name,), "day-to-come", message, stopped(site) or "xem lại ngày, tháng, năm")


def closed_when_over(site: Site) -> Iterator[Problem]:
    """A period is closed when its last day is over, which still counts."""
    for entry in site.of(Closing):
        period, day = entry.record.period, entry.record.closed_on
        if day <= period.end:
            message = f"chốt ngày {long_date(day)} khi {period.label} chưa hết: ngày cuối là {long_date(period.end)}"
            yield entry.warning(("closed_on",), "closed-early", message, "xóa mục này, hết kỳ thì chạy `cchc close`")


_Span = tuple[Entry[Any], tuple[object, ...], dt.date | None, dt.date | None]


def _spans(site: Site) -> Iterator[_Span]:
    for document in site.documents:
        yield document, ("effective_to",), document.record.effective_from, document.record.effective_to
        issued = document.record.date if isinstance(document.record.date, dt.date) else None
        yield document, ("posted_on",), issued, document.record.posted_on
    for event in site.entries["event"]:
        yield event, ("ends",), event.record.date, event.record.ends
    for channel in site.entries["channel"]:
        yield channel, ("valid_to",), channel.record.valid_from, channel.record.valid_to
    for hotline in site.entries["hotline"]:
        yield hotline, ("valid_to",), hotline.record.valid_from, hotline.record.valid_to
    for name in ("superiors", "interruptions"):
        for index, span in enumerate(getattr(site.unit, name)):
            yield site.entries["unit"][0], (name, index, "valid_to"), span.valid_from, span.valid_to
