"""The Vietnamese working-day calendar: weekends, public holidays, days worked instead; data by year, with its source.

Of a year without a decision only the holidays that the law fixes by the sun are known; `decided` tells, so that pages
can say so.
"""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from cchc.data_files import data_file
from cchc.fields import Count, Day, Line, Text, Year
from cchc.period import lies_between
from cchc.schema import Record

_ONE = dt.timedelta(days=1)


class NamedDay(Record):
    """A day with what it is."""

    day: Day
    name: Line


class WorkingYear(Record):
    """One year as it was decided."""

    year: Year
    source: Text
    confidence: Literal["V", "S", "G"]
    read_in: Line
    off: tuple[NamedDay, ...] = Field(min_length=1)
    worked: tuple[NamedDay, ...] = ()


class FixedHoliday(Record):
    """A holiday on the same day of each year, with the first and the last year in which the law has it."""

    month: Count
    day: Count
    name: Line
    since: Year | None = None
    until: Year | None = None


class WorkingYears(Record):
    """The file holidays.yml."""

    fixed: tuple[FixedHoliday, ...]
    years: tuple[WorkingYear, ...]


@cache
def years() -> dict[int, WorkingYear]:
    """The years that were decided."""
    return {one.year: one for one in _known().years}


def decided(year: int) -> bool:
    """Whether the holidays of a year are known."""
    return year in years()


def undecided(days: Iterable[dt.date]) -> tuple[int, ...]:
    """The years among some days of which the holidays are not known."""
    return tuple(sorted({day.year for day in days if not decided(day.year)}))


def holiday(day: dt.date) -> str | None:
    """What a day is off for; None for other days, also for plain weekends."""
    if decided(day.year):
        return _off(day.year).get(day)
    return _fixed(day.year).get((day.month, day.day))


def is_working(day: dt.date) -> bool:
    """Whether offices are open: a weekday that is no holiday, or a Saturday worked instead."""
    if decided(day.year) and day in _worked(day.year):
        return True
    return day.weekday() < 5 and holiday(day) is None


def last_working(day: dt.date) -> dt.date:
    """The day itself when offices are open, else the last one before on which they are."""
    while not is_working(day):
        day -= _ONE
    return day


def working_days(first: dt.date, last: dt.date) -> int:
    """Working days after the first day, up to the last; negative when the last comes first."""
    if last < first:
        return -working_days(last, first)
    return sum(is_working(first + dt.timedelta(days=number)) for number in range(1, (last - first).days + 1))


def days_left(day: dt.date, last: dt.date) -> int:
    """Working days left until a last day: 0 on that day, negative after it, on days off too."""
    return working_days(day, last) if day <= last else min(working_days(day, last), -1)


@cache
def _known() -> WorkingYears:
    """Raises ValueError when the file is wrong: that is our mistake."""
    return data_file(Path(__file__).with_name("holidays.yml"), WorkingYears)


@cache
def _fixed(year: int) -> dict[tuple[int, int], str]:
    held = (one for one in _known().fixed if lies_between(year, one.since, one.until))
    return {(one.month, one.day): one.name for one in held}


@cache
def _off(year: int) -> dict[dt.date, str]:
    return {one.day: one.name for one in years()[year].off}


@cache
def _worked(year: int) -> frozenset[dt.date]:
    return frozenset(one.day for one in years()[year].worked)
