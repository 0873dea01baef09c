"""Reporting periods as the reports name them: quý III năm 2024, 6 tháng đầu năm, giai đoạn 2021 – 2025."""

import datetime as dt
import re
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema

from cchc.known import refuse
from cchc.problems import Refused
from cchc.text import long_date

_T = TypeVar("_T", dt.date, int)
_PERIOD = re.compile(r"((?:19|20)\d{2})(?:-(Q[1-4]|H[12]|9M))?")
_SPAN = re.compile(r"((?:19|20)\d{2})\s*[-–]\s*((?:19|20)\d{2})")


def _one_value(value: object) -> str:
    """A value that was written; raises the `type` refusal for a list or entries of its own."""
    if not isinstance(value, str):
        raise refuse("type", "cần một giá trị, không phải danh sách", "viết nội dung ngay sau dấu hai chấm")
    return value


def month_start(year: int, number: int) -> dt.date:
    """The first day of a month, counted from January of a year: the 13th is January of the next."""
    years, month = divmod(number - 1, 12)
    return dt.date(year + years, month + 1, 1)


def is_upside_down(first: _T | None, last: _T | None) -> bool:
    """Whether an end, a day or a year, comes before its beginning, both being known."""
    return first is not None and last is not None and last < first


def lies_between(day: _T, first: _T | None, last: _T | None) -> bool:
    """Whether a day or a year is neither before the first nor after the last, of which each may be missing."""
    return (first or day) <= day <= (last or day)


class Period(BaseModel):
    """A reporting period: a year, a quarter, six or nine months, or a span of years.

    Written `2024`, `2024-Q3`, `2024-H1`, `2024-9M` or `2021-2025`.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)
    code: str
    start: dt.date
    end: dt.date
    label: str

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day <= self.end

    @classmethod
    def parse(cls, value: object) -> "Period":
        """Read the written form; raises the `period` refusal for anything else."""
        value = _one_value(value)
        if match := _SPAN.fullmatch(value):
            first, last = int(match[1]), int(match[2])
            if first < last:
                label = f"giai đoạn {first} – {last}"
                return cls(code=value, start=dt.date(first, 1, 1), end=dt.date(last, 12, 31), label=label)
        match = _PERIOD.fullmatch(value)
        if match is None:
            code = _code_of(value)
            hint = f"viết {code}" if code else "ví dụ 2024, 2024-Q3, 2024-H1, 2024-9M, 2021-2025"
            raise refuse("period", f"không hiểu kỳ “{value}”", hint)
        year, part = int(match[1]), match[2] or ""
        first, last, label = _PARTS[part]
        end = month_start(year, last + 1) - dt.timedelta(days=1)
        return cls(code=value, start=dt.date(year, first, 1), end=end, label=f"{label} {year}")


def _code_of(words: str) -> str:
    """How a period that is told in words is written: "Quý III/2024", "6 tháng đầu năm 2024"; "" for others."""
    match = _IN_WORDS.fullmatch(words)
    if match is None:
        return ""
    part = "".join(name for name, pattern in _WORDED.items() if re.fullmatch(pattern, match["part"], re.IGNORECASE))
    return f"{match['year']}-{part}".rstrip("-") if part or not match["part"] else ""


def period_of(code: str) -> Period:
    """The period that somebody asked a command for. Raises Refused."""
    try:
        return Period.parse(code)
    except ValueError as error:
        told = _code_of(code) or "như 2024-Q3, 2024-H1, 2024-9M, 2024"
        raise Refused(f"không hiểu kỳ “{code}”; viết {told}") from error


_PARTS = {
    "": (1, 12, "năm"),
    "Q1": (1, 3, "quý I năm"),
    "Q2": (4, 6, "quý II năm"),
    "Q3": (7, 9, "quý III năm"),
    "Q4": (10, 12, "quý IV năm"),
    "H1": (1, 6, "6 tháng đầu năm"),
    "H2": (7, 12, "6 tháng cuối năm"),
    "9M": (1, 9, "9 tháng đầu năm"),
}
#: 21/11/2024, tháng 11/2024.
_LOCAL = re.compile(r"(?:(?:ngày\s*)?(?P<d>\d{1,2})[/.-]|tháng\s*)?(?P<m>0?[1-9]|1[0-2])[/.-](?P<y>(?:19|20)\d{2})")
_IN_WORDS = re.compile(r"(?P<part>.*?)[\s/.-]*(?:năm)?[\s/]*(?P<year>(?:19|20)\d{2})", re.IGNORECASE)
_WORDED = {
    "Q1": "(?:quý|q)\\s*(?:I|1)",
    "Q2": "(?:quý|q)\\s*(?:II|2)",
    "Q3": "(?:quý|q)\\s*(?:III|3)",
    "Q4": "(?:quý|q)\\s*(?:IV|4)",
    "H1": "(?:0?6|sáu) tháng(?: đầu)?",
    "H2": "(?:0?6|sáu) tháng cuối",
    "9M": "(?:0?9|chín) tháng(?: đầu)?",
}
PeriodField = Annotated[
    Period,
    BeforeValidator(lambda value: value if isinstance(value, Period) else Period.parse(value)),
    PlainSerializer(lambda period: period.code),
    WithJsonSchema({"type": "string", "pattern": rf"^({_PERIOD.pattern}|{_SPAN.pattern})$"}),
]


class PartialDay(BaseModel):
    """A day, or only its month: `2024-11-21`, `2024-11` (a document whose day was left blank)."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    year: int
    month: int
    day: int | None = None

    @property
    def whole(self) -> dt.date | None:
        """The day, if it is known."""
        return dt.date(self.year, self.month, self.day) if self.day else None

    @property
    def first(self) -> dt.date:
        """The day, or the first that it may be."""
        return dt.date(self.year, self.month, self.day or 1)

    def __str__(self) -> str:
        return long_date(self.whole) if self.whole else f"tháng {self.month}/{self.year}"


def _partial_day(value: object) -> PartialDay:
    value = _one_value(value)
    match = re.fullmatch(r"((?:19|20)\d{2})-(\d{2})(?:-(\d{2}))?", value)
    if match is None or not 1 <= int(match[2]) <= 12:
        hint = "viết năm-tháng-ngày; bản gốc bỏ trống ngày thì viết năm-tháng"
        if local := _LOCAL.fullmatch(value):
            written = "-".join(part.zfill(2) for part in (local["y"], local["m"], local["d"]) if part)
            _partial_day(written)  # a day that does not exist is told as such
            hint = f"viết {written}"
        raise refuse("date", f"không hiểu ngày “{value}”", hint)
    year, month, day = int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        raise refuse("date", f"không có ngày {value}", "xem lại ngày và tháng") from None
    return PartialDay(year=year, month=month, day=day)


#: A day, or a month whose day the original leaves blank.
DayOrMonth = Annotated[
    PartialDay,
    BeforeValidator(_partial_day),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"}),
]


class MinuteRange(BaseModel):
    """A length in minutes: `20`, `10-15`."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    shortest: int
    longest: int

    def __str__(self) -> str:
        return f"{self.shortest}" if self.shortest == self.longest else f"{self.shortest}–{self.longest}"


def _minutes(value: object) -> MinuteRange:
    value = _one_value(value)
    match = re.fullmatch(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?", value)
    if match is None or int(match[2] or match[1]) < int(match[1]):
        raise refuse("minutes", f"không hiểu thời lượng “{value}”", "viết số phút, ví dụ 20 hoặc 10-15")
    return MinuteRange(shortest=int(match[1]), longest=int(match[2] or match[1]))


Minutes = Annotated[
    MinuteRange,
    BeforeValidator(_minutes),
    WithJsonSchema({"type": ["string", "number"], "pattern": r"^\d{1,3}(\s*[-–]\s*\d{1,3})?$"}),
]
