"""What a plan asks of a task: how often, how many of what, how long, by when; from its fields and from its words.

The words of the sources are read as they stand: "01 số/tháng (12 kỳ/năm)", "Mỗi tháng 01 chương trình (10-15 phút)",
"01 quý/lần", "trước ngày 15/10/2024", "Quý III", "thường xuyên". What is not understood is left alone, never guessed.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace

from cchc.model.base import IN_YEAR, Medium, Per
from cchc.model.figures import Counted
from cchc.model.plan import Task, TimingKind
from cchc.period import Period, month_start
from cchc.text import fold

Span = tuple[dt.date, dt.date]

_TIME = r"(?:(?:0?6|sau) thang|tuan|thang|quy|nam)"
_DAY = r"(?:ngay\s+)?(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}))?"
_RATE = re.compile(rf"(\d{{1,3}})\s*([a-z][a-z ,]*?)\s*(?:/|\bmoi\b|\btrong mot\b)\s*(?:0?1\s+)?({_TIME})\b")
_EVERY = re.compile(rf"\b(?:dinh ky\s+)?(?:moi|hang)\s+({_TIME})\b(?:\s*:?\s*(\d{{1,3}})\s*([a-z][a-z ]*[a-z]))?")
_INTERVAL = re.compile(r"(\d{1,2})\s*(tuan|thang|quy|nam)\s*/\s*(?:0?1\s*|mot\s+)?lan\b")
_MINUTES = re.compile(r"(\d{1,3})(?:\s*(?:-|–|den)\s*(\d{1,3}))?\s*phut\b")
_BEFORE = re.compile(rf"\btruoc\s+{_DAY}")
_UNTIL = re.compile(rf"\b(?:cham nhat|muon nhat|han|han chot|den het|truoc hoac trong)\s*:?\s*(?:la\s+|den\s+)?{_DAY}")
_MONTH = re.compile(r"\bthang\s+(1[0-2]|0?[1-9])(?:\s*[/-]\s*(\d{4})|\s+nam\s+(\d{4}))?(?![\d/])")
_QUARTER = re.compile(r"\bquy\s+(iv|iii|ii|i|[1-4])\b(?:\s*[/-]\s*(\d{4})|\s+nam\s+(\d{4}))?")
_YEAR = re.compile(r"\btrong nam\s+(\d{4})\b")
_CONTINUOUS = re.compile(r"\bthuong xuyen\b|\blien tuc\b")
_PER = {"tuan": Per.WEEK, "thang": Per.MONTH, "quy": Per.QUARTER, "nam": Per.YEAR}
_INTERVALS = {
    (1, "tuan"): Per.WEEK,
    (1, "thang"): Per.MONTH,
    (3, "thang"): Per.QUARTER,
    (6, "thang"): Per.HALF_YEAR,
    (12, "thang"): Per.YEAR,
    (1, "quy"): Per.QUARTER,
    (2, "quy"): Per.HALF_YEAR,
    (4, "quy"): Per.YEAR,
    (1, "nam"): Per.YEAR,
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
#: What a unit counts, by its folded words; the others (lần, buổi, hội nghị) may be proved by anything.
_UNITS = {
    Counted.ISSUES: ("so", "ky", "ban tin", "ban tin so", "so ban tin"),
    Counted.AIRINGS: ("chuong trinh", "luot phat", "buoi phat", "chuyen muc", "chuyen muc phat thanh"),
    Counted.ITEMS: ("tin", "bai", "tin bai", "tin, bai", "bai viet", "tin, bai viet"),
    Counted.INFOGRAPHICS: ("infographic", "do hoa"),
    Counted.VIDEOS: ("video", "video clip", "clip", "phong su"),
    Counted.DOCUMENTS: ("van ban",),
}
_OF_MEDIUM = {
    Medium.BULLETIN: Counted.ISSUES,
    Medium.POSTER: Counted.ISSUES,
    Medium.INFOGRAPHIC: Counted.INFOGRAPHICS,
    Medium.VIDEO: Counted.VIDEOS,
    Medium.TV_REPORT: Counted.VIDEOS,
}


@dataclass(frozen=True)
class Asked:
    """What words ask for; None is what they do not say. `minutes` are the shortest and the longest length,
    `span` the first and the last day in time."""

    times: int | None = None
    per: Per | None = None
    unit: str = ""
    per_year: int | None = None
    minutes: tuple[int, int] | None = None
    last_day: dt.date | None = None
    span: Span | None = None

    @property
    def adds_up(self) -> bool:
        """Whether so many a month and so many a year are the same; a year has 52 or 53 weeks."""
        if self.per not in IN_YEAR or self.per_year is None or self.times is None:
            return True
        return self.per_year - self.times * IN_YEAR[self.per] in ((0, self.times) if self.per is Per.WEEK else (0,))


@dataclass(frozen=True)
class Demand:
    """What a task needs to be done: `times` in every `per` (None: once) between two days, `last` included.

    `dated`: the plan itself sets the last day, else it is the end of the plan's period. `external`: a superior sets the
    time, so nothing is due yet. `kinds`: what is counted, () for anything; `minutes`: not shorter than this.
    """

    first: dt.date
    last: dt.date
    times: int = 1
    per: Per | None = None
    unit: str = ""
    kinds: tuple[Counted, ...] = ()
    minutes: int = 0
    dated: bool = False
    external: bool = False

    @property
    def continuous(self) -> bool:
        """Whether it is asked all the time, without a number ("thường xuyên")."""
        return self.per is Per.CONTINUOUS


def read(words: str, year: int | None = None) -> Asked | None:
    """What words of a plan ask for; `year` is meant where they name none. None: nothing was understood."""
    text = " ".join(fold(words).split())
    asked = _often(text)
    if match := _MINUTES.search(text):
        asked = replace(asked, minutes=(int(match[1]), int(match[2] or match[1])))
    if (match := _BEFORE.search(text)) and (day := _day(match, year)):
        asked = replace(asked, last_day=day - dt.timedelta(days=1))
    elif (match := _UNTIL.search(text)) and (day := _day(match, year)):
        asked = replace(asked, last_day=day)
    elif asked.per is None and (span := _span(text, year)):
        asked = replace(asked, span=span)
    if asked.per is None and _CONTINUOUS.search(text):
        asked = replace(asked, per=Per.CONTINUOUS)
    return None if asked == Asked() else asked


def demand_of(task: Task, period: Period) -> Demand:
    """What a task of a plan of a period asks for: its fields win over its words, its frequency over its time."""
    year = period.start.year if period.start.year == period.end.year else None
    timing = (read(task.timing, year) if isinstance(task.timing, str) else None) or Asked()
    often = (read(task.frequency_as_written, year) if task.frequency_as_written else None) or Asked()
    told = often if often.per else timing
    times, per, unit = told.times or 1, told.per, told.unit
    if task.frequency is not None:
        times, per = task.frequency.times, task.frequency.per
    elif per is None and task.timing_kind is TimingKind.CONTINUOUS:
        per = Per.CONTINUOUS
    last = task.deadline or often.last_day or timing.last_day
    span = often.span or timing.span or (period.start, period.end)
    first = max(span[0], period.start) if span[0] <= period.end else span[0]
    shortest = often.minutes or timing.minutes or (0, 0)
    return Demand(
        first=min(first, last) if last else first,
        last=last or span[1],
        times=times,
        per=per if last is None or per is not Per.CONTINUOUS else None,
        unit=unit,
        kinds=_kinds(unit, task.media),
        minutes=task.duration_minutes.shortest if task.duration_minutes else shortest[0],
        dated=last is not None or span != (period.start, period.end),
        external=task.timing_kind is TimingKind.EXTERNAL and last is None,
    )


def unclear(task: Task) -> bool:
    """Whether the words of a task's frequency were not understood, or contradict its fields."""
    if task.frequency_as_written is None:
        return False
    asked = read(task.frequency_as_written)
    if asked is None or not asked.adds_up:
        return True
    given = task.frequency
    return bool(given and asked.per and (asked.per, asked.times or 1) != (given.per, given.times))


def _often(text: str) -> Asked:
    """How often: the first rate that is found; a second one for the year tells the sum of the year."""
    if match := _INTERVAL.search(text):
        per = _INTERVALS.get((int(match[1]), match[2]))
        return Asked(times=1, per=per, unit="lan") if per else Asked()
    told = list(_RATE.finditer(text))
    every = (
        match
        for match in _EVERY.finditer(text)
        if not any(one.start() < match.end() and match.start() < one.end() for one in told)
    )
    rates = [(match.start(), int(match[1]), match[2].strip(" ,"), _per(match[3])) for match in told]
    rates += [(match.start(), int(match[2] or 1), match[3] or "", _per(match[1])) for match in every]
    rates = sorted(rate for rate in rates if rate[1] > 0)
    if not rates:
        return Asked()
    _, times, unit, per = rates[0]
    in_year = next((number for _, number, _, of in rates[1:] if of is Per.YEAR), None)
    return Asked(times=times, per=per, unit=_unit(unit), per_year=in_year)


def _per(words: str) -> Per:
    return _PER.get(words, Per.HALF_YEAR)


def _unit(words: str) -> str:
    """The unit alone: "chuong trinh phat tren dai" counts programmes."""
    known = sorted((unit for units in _UNITS.values() for unit in units), key=len, reverse=True)
    return next((unit for unit in known if re.match(rf"{unit}\b", words)), words)


def _kinds(unit: str, media: tuple[Medium, ...]) -> tuple[Counted, ...]:
    """What is counted for a unit; a task that lists products takes any of them."""
    kind = next((kind for kind, units in _UNITS.items() if unit in units), None)
    if kind is None:
        return ()
    return tuple(dict.fromkeys((kind, *(_OF_MEDIUM[medium] for medium in media if medium in _OF_MEDIUM))))


def _day(match: re.Match[str], year: int | None) -> dt.date | None:
    of_year = int(match[3]) if match[3] else year
    try:
        return dt.date(of_year, int(match[2]), int(match[1])) if of_year else None
    except ValueError:
        return None


def _span(text: str, year: int | None) -> Span | None:
    """A quarter, a month or a year that words name."""
    for pattern, months in ((_QUARTER, 3), (_MONTH, 1)):
        if match := pattern.search(text):
            number = _ROMAN.get(match[1]) or int(match[1])
            of_year = int(match[2] or match[3] or year or 0)
            return _months(of_year, (number - 1) * months + 1, months) if of_year else None
    match = _YEAR.search(text)
    return _months(int(match[1]), 1, 12) if match else None


def _months(year: int, first: int, length: int) -> Span:
    return dt.date(year, first, 1), month_start(year, first + length) - dt.timedelta(days=1)
