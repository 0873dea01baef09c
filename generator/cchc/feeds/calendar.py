"""/lich.ics: events, days on which citizens are received, times of programmes (iCalendar, RFC 5545).

Only what has a known day is in it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from cchc.known import Gap
from cchc.model import broadcast, hotline
from cchc.model.base import Per, Provenance, Weekday
from cchc.model.broadcast import Broadcast
from cchc.model.event import Event as EventRecord
from cchc.model.hotline import Hotline, PointKind
from cchc.site import Site
from cchc.text import slug

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_OFFSET = dt.timedelta(hours=7)
_DAYS = dict(zip(Weekday, ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_WEEKLY = {None, Per.WEEK, Per.CONTINUOUS}  # of others nobody knows in which weeks they are


def calendar(site: Site) -> bytes:
    """The whole calendar, also of days that are over."""
    made = new_calendar("lich")
    made.add("x-wr-calname", f"Lịch của {site.unit.short_name}")
    made.add_component(_zone())
    for event in (*_events(site), *_receptions(site), *_broadcasts(site)):
        made.add_component(event)
    return bytes(made.to_ical())


def new_calendar(name: str) -> Calendar:
    """A calendar with nothing in it."""
    made = Calendar()
    made.add("prodid", f"-//cchc//{name}//VI")
    made.add("version", "2.0")
    return made


def new_event(site: Site, name: str, told: dt.date) -> Event:
    """An event with what every one must have. DTSTAMP is the day that it speaks of, never the clock: equal builds."""
    event = Event()
    event.add("uid", f"{name}@{site.unit.feed_authority}")
    event.add("dtstamp", dt.datetime.combine(told, dt.time(), dt.UTC))
    return event


def _events(site: Site) -> Iterator[Event]:
    for entry in site.shown("event"):
        record: EventRecord = entry.record
        if record.date:
            event = _event(site, f"su-kien-{entry.slug}", record.source, record.date)
            event.add("summary", record.title)
            event.add("categories", [record.kind.label])
            event.add("url", site.absolute(entry.url))
            _tell(event, record.places, (record.text, *record.topics))
            last = record.ends or record.date
            if record.starts_at and last == record.date:
                event.add("dtstart", dt.datetime.combine(record.date, record.starts_at, _ZONE))
            else:
                event.add("dtstart", record.date)
                event.add("dtend", last + dt.timedelta(days=1))  # the first day after it
            yield event


def _receptions(site: Site) -> Iterator[Event]:
    numbers: Counter[str] = Counter()  # the same name stands twice when the hours change on a day
    for entry in site.of(Hotline):  # also what is over: past events stay, and the numbers of those after them
        record: Hotline = entry.record
        if record.kind is not PointKind.RECEPTION or isinstance(record.hours, Gap):
            continue
        name = slug(record.name)
        since = record.valid_from or _since(site, record.source)
        for hours in record.hours:
            numbers[name] += 1
            first = _first(hours.days, since)
            last = _last(site, record.valid_to)
            if last and first > last:
                continue
            event = _event(site, f"tiep-cong-dan-{name}-{numbers[name]}", record.source, since)
            event.add("summary", record.name)
            event.add("categories", [record.kind.label])
            event.add("url", site.absolute(hotline.TYPE.url))
            place = () if isinstance(record.office_address, Gap) else (record.office_address,)
            _tell(event, place, record.scope)
            _weekly(event, hours.days, first, last, hours.opens, hours.closes)
            yield event


def _broadcasts(site: Site) -> Iterator[Event]:
    for entry in site.shown("broadcast"):
        record: Broadcast = entry.record
        per = record.frequency.per if record.frequency else None
        if not record.weekdays or per not in _WEEKLY:
            continue
        since = record.period.start if record.period else _since(site, record.source)
        first = _first(record.weekdays, since)
        last = _last(site, record.period.end if record.period else None)
        if last and first > last:
            continue
        event = _event(site, f"phat-thanh-{entry.slug}", record.source, since)
        event.add("summary", record.title)
        event.add("categories", [broadcast.TYPE.label])
        event.add("url", site.absolute(broadcast.TYPE.url, entry.slug))
        _tell(event, record.reach, (record.invitation, *record.topics))
        _weekly(event, record.weekdays, first, last, record.starts_at)
        if record.starts_at and record.duration_minutes:
            event.add("duration", dt.timedelta(minutes=record.duration_minutes.longest))
        yield event


def _event(site: Site, name: str, source: Provenance, first: dt.date) -> Event:
    """An event of the day the record speaks of itself."""
    return new_event(site, name, source.collected_on or source.date or first)


def _tell(event: Event, places: Iterable[str], words: Iterable[str | None]) -> None:
    for name, text in (("location", "; ".join(places)), ("description", "\n".join(word for word in words if word))):
        if text:
            event.add(name, text)


def _weekly(
    event: Event,
    weekdays: Iterable[Weekday],
    first: dt.date,
    last: dt.date | None,
    opens: dt.time | None,
    closes: dt.time | None = None,
) -> None:
    """On some days of each week, at an hour or on the whole day, from the `first` of them on (section 3.8.5.3)."""
    names = [_DAYS[day] for day in Weekday if day in weekdays]
    rule: dict[str, Any] = {"freq": "weekly", "byday": names}
    if last:
        rule["until"] = dt.datetime.combine(last, dt.time(23, 59, 59), _ZONE).astimezone(dt.UTC) if opens else last
    event.add("dtstart", dt.datetime.combine(first, opens, _ZONE) if opens else first)
    if closes:
        event.add("dtend", dt.datetime.combine(first, closes, _ZONE))
    event.add("rrule", rule)


def _first(weekdays: Iterable[Weekday], since: dt.date) -> dt.date:
    """The first of some weekdays from a day on."""
    week = (since + dt.timedelta(days=number) for number in range(7))
    return next(day for day in week if tuple(Weekday)[day.weekday()] in weekdays)


def _last(site: Site, end: dt.date | None) -> dt.date | None:
    """The last day of a weekly time: nothing goes on when the unit is no more."""
    ended = site.unit.ended_on(site.as_of)
    days = (end, ended and ended.since - dt.timedelta(days=1))
    return min((day for day in days if day), default=None)


def _since(site: Site, source: Provenance) -> dt.date:
    """A day that a weekly time begins with when the record names none."""
    return source.date or source.collected_on or dt.date(site.as_of.year, 1, 1)


def _zone() -> Timezone:
    """Vietnam's time: no summer time since 1975 (section 3.6.5)."""
    standard = TimezoneStandard()
    standard.add("dtstart", dt.datetime(1975, 6, 13))
    standard.add("tzoffsetfrom", _OFFSET)
    standard.add("tzoffsetto", _OFFSET)
    standard.add("tzname", "+07")
    zone = Timezone()
    zone.add("tzid", str(_ZONE))
    zone.add_component(standard)
    return zone
