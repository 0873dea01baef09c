"""Reminders of what is due: an iCalendar file (RFC 5545) for each plan that runs, and one RSS feed of what is near.

Whoever subscribes to the file sees on the last working day what is due, with a reminder three days before; what is done
says so. Days only, so there are no time zones.
"""

import datetime as dt
from html import escape
from textwrap import shorten

from feedgen.feed import FeedGenerator
from icalendar import Alarm, Event

from cchc.feeds.calendar import new_calendar, new_event
from cchc.feeds.items import midnight, tag
from cchc.ledger.agenda import REMINDER_FEED, SOON, Due, reminder_files
from cchc.ledger.slots import SlotState
from cchc.site import Site
from cchc.text import long_date
from cchc.urls import DUE_URL

LENGTH = 50  # items of the feed
_LONGEST = 120  # letters of what is to be done, in a title
_TTL = 720  # minutes; what is due changes from day to day


def render_reminder(site: Site, path: str) -> bytes:
    """One of `reminder_files`."""
    dues = reminder_files(site)[path]
    return _feed(site, dues) if path == REMINDER_FEED else _calendar(site, dues)


def _calendar(site: Site, dues: tuple[Due, ...]) -> bytes:
    calendar = new_calendar("han")
    for due in dues:
        calendar.add_component(_event(site, due))
    return bytes(calendar.to_ical())


def _event(site: Site, due: Due) -> Event:
    event = new_event(site, f"{due.progress.plan.slug}-{due.key}", site.as_of)
    event.add("dtstart", due.act_by)
    event.add("dtend", due.act_by + dt.timedelta(days=1))
    event.add("summary", _title(due))
    event.add("description", _text(due))
    event.add("url", _address(site, due))
    event.add("transp", "TRANSPARENT")  # it takes nobody's time
    if due.slot.proof is None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", dt.timedelta(days=-3))
        alarm.add("description", _title(due))
        event.add_component(alarm)
    return event


def _feed(site: Site, dues: tuple[Due, ...]) -> bytes:
    """What is missed or due within two weeks, as it became so: the same item keeps its id and its day."""
    feed = FeedGenerator()
    feed.title(f"Nhắc việc theo kế hoạch, {site.unit.place_name}")
    feed.link(href=site.absolute(REMINDER_FEED), rel="self")
    feed.link(href=site.absolute(DUE_URL), rel="alternate")  # the last is RSS's own <link>
    feed.description("Việc sắp đến hạn và việc quá hạn trong các kế hoạch đang thực hiện")
    feed.language("vi")
    feed.generator("cchc")
    feed.ttl(_TTL)
    newest = sorted(dues, key=lambda due: (_since(due), due.key), reverse=True)[:LENGTH]
    feed.lastBuildDate(midnight(max((_since(due) for due in newest), default=site.as_of)))
    for due in newest:
        item = feed.add_entry(order="append")
        item.guid(tag(site, _since(due), f"{due.progress.plan.url}#{due.key}-{due.slot.state}"), permalink=False)
        item.title(_title(due))
        item.link(href=site.absolute(DUE_URL, due.anchor))  # of its own: readers tell items apart by it too
        item.description(escape(_text(due), quote=False))  # readers of RSS take it for HTML
        item.pubDate(midnight(_since(due)))
    return bytes(feed.rss_str(pretty=True))


def _title(due: Due) -> str:
    word = {SlotState.MISSING: "Quá hạn", SlotState.FILLED: "Đã xong", SlotState.LATE: "Đã xong"}.get(
        due.slot.state, "Hạn"
    )
    label = f"{due.progress.label}. " if due.progress.is_task else ""
    return f"{word}: {label}{shorten(due.progress.title.rstrip('.'), _LONGEST, placeholder='…')} ({due.slot.label})"


def _text(due: Due) -> str:
    lead = f"{due.progress.lead}. " if due.progress.lead else ""
    last = "Kế hoạch không nêu ngày"
    if due.slot.fixed:
        early = f"; ngày làm việc cuối cùng trước đó {long_date(due.act_by)}" if due.act_by != due.slot.last else ""
        last = f"Chậm nhất {long_date(due.slot.last)}{early}"
    return f"{lead}{last}. {due.slot.state.label}. {due.progress.plan.record.title}"


def _address(site: Site, due: Due) -> str:
    return site.absolute(due.progress.plan.url, due.progress.anchor)


def _since(due: Due) -> dt.date:
    """The day on which it became a reminder."""
    if due.slot.state is SlotState.MISSING:
        return due.slot.last + dt.timedelta(days=1)
    return max(due.slot.first, due.act_by - SOON)
