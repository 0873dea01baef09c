"""/lich.ics, read by programs that keep calendars."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from cchc.feeds.calendar import calendar
from cchc.load import load

RECEPTION = """
- name: Tiếp công dân định kỳ của Chủ tịch UBND xã Ví Dụ (dữ liệu mẫu)
  kind: tiep-cong-dan
  owner: Văn phòng
  office_address: Trụ sở UBND xã Ví Dụ (hư cấu), phòng 1; tầng 1
  postal_address: chưa có (dữ liệu mẫu)
  phone: chưa có (dữ liệu mẫu)
  website: chưa có (dữ liệu mẫu)
  email: chưa có (dữ liệu mẫu)
  hours:
    - days: [thu-nam, thu-ba]
      opens: 7h30
      closes: 11h00
  scope:
    - kiến nghị, phản ánh
  answer_time: chưa có (dữ liệu mẫu)
  valid_from: 2024-12-02
  valid_to: 2024-12-20
  source:
    name: Dữ liệu mẫu
    date: 2024-11-20
"""
WEEKLY = """
- id: moi-tuan
  title: Bản tin sáng thứ Hai
  kind: tu-lam
  channel: loa-xa
  period: 2024-Q4
  frequency: {times: 1, per: tuan}
  weekdays: [thu-hai]
  starts_at: 5h00
  duration_minutes: 10-15
  source: {name: Dữ liệu mẫu}
- id: ca-ngay
  title: Chuyên mục không ghi giờ
  kind: tu-lam
  channel: loa-xa
  weekdays: [chu-nhat]
  source: {name: Dữ liệu mẫu, date: 2024-05-02}
- id: ca-ngay-het-quy
  title: Chuyên mục không ghi giờ, thường xuyên
  kind: tu-lam
  channel: loa-xa
  period: 2024-Q4
  frequency: {per: thuong-xuyen}
  weekdays: [chu-nhat]
  source: {name: Dữ liệu mẫu}
- id: moi-thang
  title: Mỗi tháng một lần, không biết tuần nào
  kind: tu-lam
  channel: loa-xa
  frequency: {times: 1, per: thang}
  weekdays: [thu-hai]
  source: {name: Dữ liệu mẫu}
"""


def made(root: Path, day: dt.date = dt.date(2024, 12, 31)) -> bytes:
    """The calendar of a site."""
    site, problems = load(root, root / "content", "https://tinh.example.vn/xa/", day)
    assert site is not None
    assert not [problem for problem in problems if problem.level.name == "ERROR"], problems
    return calendar(site)


def events(content: bytes) -> dict[str, Any]:
    """Its events by id."""
    found = list(Calendar.from_ical(content).walk("VEVENT"))
    assert len({str(event["UID"]) for event in found}) == len(found)
    return {str(event["UID"]).partition("@")[0]: event for event in found}


@pytest.fixture
def full(commune: Path) -> Path:
    """The miniature commune with days of reception and weekly programmes."""
    for name, more in (("hotlines", RECEPTION), ("broadcasts", WEEKLY)):
        path = commune / "site_data" / f"{name}.yml"
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    return commune


def days(event: Any) -> list[dt.date]:
    """The days of an event that comes again."""
    start = event["DTSTART"].dt
    rule = event["RRULE"].to_ical().decode()
    return [day.date() for day in rrulestr(rule, dtstart=start if isinstance(start, dt.datetime) else _noon(start))]


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def test_the_file_is_written_as_rfc_5545_says(full: Path) -> None:
    content = made(full)
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    content.decode("utf-8")
    read = Calendar.from_ical(content)
    assert (read["VERSION"], bool(read["PRODID"])) == ("2.0", True)
    assert not read.errors
    assert read.to_ical() == content
    for event in read.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "URL"} <= set(event)
        assert not event.errors
        start, end = event["DTSTART"].dt, event.get("DTEND")
        assert end is None or end.dt > start


def test_an_event_of_days_ends_on_the_day_after(full: Path) -> None:
    event = events(made(full))["su-kien-tap-huan-2024"]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2024, 9, 28), dt.date(2024, 9, 30))
    assert event["SUMMARY"] == "Tập huấn quy trình một cửa của xã Ví Dụ (dữ liệu mẫu)"
    assert event["LOCATION"] == "Nhà văn hóa thôn Mẫu Một (hư cấu)"
    assert event["URL"] == "https://tinh.example.vn/xa/su-kien/tap-huan-2024/"


def test_an_event_of_a_day_begins_at_its_hour(full: Path) -> None:
    path = full / "site_data/events/tap-huan-2024.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("ends: 2024-09-29\n", ""), encoding="utf-8")
    event = events(made(full))["su-kien-tap-huan-2024"]
    assert event["DTSTART"].dt.isoformat() == "2024-09-28T08:15:00+07:00"
    assert "DTEND" not in event


def test_what_has_no_day_is_not_in_it(full: Path) -> None:
    found = events(made(full))
    assert "su-kien-hop-thon-2024-q3" not in found
    assert not [name for name in found if name in ("phat-thanh-moi-thang", "phat-thanh-chuyen-muc-cchc")]


def test_citizens_are_received_on_the_days_that_are_told(full: Path) -> None:
    (event,) = [event for name, event in events(made(full)).items() if name.startswith("tiep-cong-dan-")]
    assert [day.day for day in days(event)] == [3, 5, 10, 12, 17, 19]
    assert event["DTSTART"].dt.isoformat() == "2024-12-03T07:30:00+07:00"
    assert event["DTEND"].dt.isoformat() == "2024-12-03T11:00:00+07:00"
    assert event["DTSTAMP"].dt == dt.datetime(2024, 11, 20, tzinfo=dt.UTC), "the day of its source"
    assert event["LOCATION"] == "Trụ sở UBND xã Ví Dụ (hư cấu), phòng 1; tầng 1"


def add_receptions(root: Path, *changes: dict[str, str]) -> None:
    """Further receptions, each as the one above but for some words."""
    path = root / "site_data/hotlines.yml"
    for told in changes:
        more = RECEPTION
        for old, new in told.items():
            assert old in more
            more = more.replace(old, new)
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")


def receptions(content: bytes) -> list[tuple[dt.date, dt.date]]:
    """The first and the last day of each."""
    found = (event for name, event in events(content).items() if name.startswith("tiep-cong-dan-"))
    return sorted((days(event)[0], days(event)[-1]) for event in found)


def test_hours_that_change_on_a_day_are_two_events(full: Path) -> None:
    """The same point stands twice then, under one name; a calendar keeps one event of each id."""
    later = {"2024-12-20": "2025-01-09", "2024-12-02": "2024-12-24", "[thu-nam, thu-ba]": "[thu-ba]"}
    more = {"scope:": "  - days: [thu-sau]\n      opens: 13h30\n      closes: 16h00\n  scope:"}
    add_receptions(full, later | more)
    assert receptions(made(full)) == [
        (dt.date(2024, 12, 3), dt.date(2024, 12, 19)),
        (dt.date(2024, 12, 24), dt.date(2025, 1, 7)),
        (dt.date(2024, 12, 27), dt.date(2025, 1, 3)),
    ]


def test_nobody_is_received_after_the_last_day(full: Path) -> None:
    """An event that comes again is always shown on its first day, whenever it ends (RFC 5545, section 3.8.5.3)."""
    before = made(full)
    add_receptions(full, {"2024-12-02": "2024-12-06", "2024-12-20": "2024-12-09"})  # from Friday to Monday
    add_receptions(full, {"valid_from: 2024-12-02\n  ": "", "2024-12-20": "2024-11-15"})  # read when it was over
    assert made(full) == before


def test_nothing_is_weekly_any_more_when_the_unit_has_ended(full: Path) -> None:
    """The commune ends with 30/6/2025, a Monday: who has subscribed to its calendar is not sent to a closed door."""
    add_receptions(full, {"\n  valid_to: 2024-12-20": ""})
    add_receptions(full, {"2024-12-02": "2025-07-01", "2024-12-20": "2025-12-31"})
    lasting = ("tiep-cong-dan-tiep-cong-dan-dinh-ky-cua-chu-tich-ubnd-xa-vi-du-du-lieu-mau-2", "phat-thanh-ca-ngay")
    standing, ended = (events(made(full, dt.date(2025, *day))) for day in ((6, 30), (7, 1)))
    assert ["UNTIL" in standing[name]["RRULE"] for name in lasting] == [False, False]
    assert [days(ended[name])[-1] for name in lasting] == [dt.date(2025, 6, 26), dt.date(2025, 6, 29)]
    assert len(standing) - len(ended) == 1, "what had not begun"


def test_a_reception_whose_hours_or_place_nobody_tells(full: Path) -> None:
    before = made(full)
    hours = RECEPTION[RECEPTION.index("  hours:") : RECEPTION.index("  scope:")]
    add_receptions(full, {hours: "  hours: chưa có (dữ liệu mẫu)\n"})
    assert made(full) == before
    place = "Trụ sở UBND xã Ví Dụ (hư cấu), phòng 1; tầng 1"
    add_receptions(full, {place: "chưa có (dữ liệu mẫu)", "định kỳ": "đột xuất"})
    (event,) = [event for name, event in events(made(full)).items() if "dot-xuat" in name]
    assert "LOCATION" not in event


def test_a_weekly_time_begins_on_its_first_day_or_when_its_source_told_it(full: Path) -> None:
    always = {"valid_from: 2024-12-02\n  valid_to: 2024-12-20\n  ": ""}
    read_later = "2024-11-20\n    collected_on: 2024-11-27"
    add_receptions(
        full,
        {"định kỳ": "đầu tuần", "[thu-nam, thu-ba]": "[thu-hai]"},
        always | {"định kỳ": "theo nguồn", "2024-11-20": read_later},
        always | {"định kỳ": "lúc đọc", "    date:": "    collected_on:"},
    )
    found = events(made(full)).items()
    starts = {
        words: event["DTSTART"].dt.date()
        for words in ("dau-tuan", "theo-nguon", "luc-doc")
        for name, event in found
        if words in name
    }
    thursday = dt.date(2024, 11, 21)
    assert starts == {"dau-tuan": dt.date(2024, 12, 2), "theo-nguon": thursday, "luc-doc": thursday}


def test_hours_are_those_of_the_time_zone_that_is_told(full: Path) -> None:
    content = made(full)
    (zone,) = Calendar.from_ical(content).walk("VTIMEZONE")
    (standard,) = zone.walk("STANDARD")
    assert standard["TZOFFSETTO"].td == standard["TZOFFSETFROM"].td == dt.timedelta(hours=7)
    assert {event["DTSTART"].params.get("TZID") for event in events(content).values()} == {str(zone["TZID"]), None}


def test_ids_are_of_the_unit(full: Path) -> None:
    names = [str(event["UID"]) for event in Calendar.from_ical(made(full)).walk("VEVENT")]
    assert names
    assert all(name.endswith("@commune.example.vn") for name in names)


def test_programmes_come_every_week_of_their_period_by_the_clock_of_vietnam(full: Path) -> None:
    found = events(made(full))
    event = found["phat-thanh-moi-tuan"]
    assert event["DTSTART"].dt.isoformat() == "2024-10-07T05:00:00+07:00"  # in UTC it would be a Sunday
    assert days(event)[-1] == dt.date(2024, 12, 30)
    assert all(day.weekday() == 0 for day in days(event))
    assert event["DURATION"].dt == dt.timedelta(minutes=15)
    assert event["RRULE"]["UNTIL"] == [dt.datetime(2024, 12, 31, 16, 59, 59, tzinfo=dt.UTC)], "the period's last moment"
    whole = found["phat-thanh-ca-ngay"]
    assert whole["DTSTART"].dt == dt.date(2024, 5, 5)
    assert "UNTIL" not in whole["RRULE"]
    assert found["phat-thanh-ca-ngay-het-quy"]["RRULE"]["UNTIL"] == [dt.date(2024, 12, 31)], "a day, as DTSTART is"


def test_the_calendar_is_the_same_tomorrow(full: Path) -> None:
    assert made(full) == made(full, dt.date(2024, 12, 30))


def test_a_site_without_days_has_a_valid_calendar(commune: Path) -> None:
    (commune / "site_data/events/tap-huan-2024.yml").unlink()
    content = made(commune)
    assert events(content) == {}
    assert Calendar.from_ical(content).walk("VTIMEZONE")
