"""Outlines of reports as data (outlines.yml): the parts of a report, by the unit's level, the period and the time."""

import datetime as dt
from functools import cache
from pathlib import Path

from pydantic import Field

from cchc.data_files import data_file
from cchc.fields import Day, Line, Slug, Text, YesNo
from cchc.known import Choice
from cchc.model.base import AdministrativeLevel
from cchc.model.report import ActivityKind
from cchc.period import Period, lies_between
from cchc.problems import Refused
from cchc.schema import Record
from cchc.text import long_date


class Span(Choice):
    """How long a reporting period is (kỳ báo cáo)."""

    QUARTER = "quy", "quý"
    HALF_YEAR = "sau-thang", "6 tháng"
    NINE_MONTHS = "chin-thang", "9 tháng"
    YEAR = "nam", "năm"


class Each(Choice):
    """Records of a period of which a report tells one by one."""

    CHANNELS = "channels", "kênh"
    DOCUMENTS = "documents", "văn bản"
    EVENTS = "events", "hội nghị, tập huấn"
    ROUNDS = "rounds", "tuyên truyền lưu động"
    BROADCASTS = "broadcasts", "chuyên mục phát thanh"
    VISUALS = "visuals", "trực quan"
    NEXT_TASKS = "next-tasks", "nhiệm vụ kỳ tới"


class Recall(Choice):
    """The field of the site's own report of the period whose words come back into a gap."""

    STRENGTHS = "strengths", "Mặt làm được"
    LIMITATIONS = "limitations", "Hạn chế"
    RECOMMENDATIONS = "recommendations", "Đề xuất, kiến nghị"
    DIRECTIONS = "directions", "Chỉ đạo, điều hành"
    DISCLOSURES = "disclosures", "Công khai, niêm yết"


class Item(Record):
    """A paragraph of a part: a sentence with figures, one for each record, or a gap."""

    id: Slug
    say: Text | None = None
    each: Each | None = None
    ask: Text | None = None
    otherwise: Text | None = None
    recall: Recall | None = None
    style: Slug = "item"


class Part(Record):
    """A heading and what stands below it; its label tells its rank: I. above 1. above a).

    `kind`: what form of activity it tells of, when the report becomes a record.
    """

    id: Slug
    kind: ActivityKind | None = None
    label: Line
    title: Line
    items: tuple[Item, ...] = ()

    @property
    def style(self) -> str:
        """Style of the heading in the layout."""
        return "part" if self.label[0] in "IVX" else "section" if self.label[0].isdigit() else "point"


class ReportOutline(Record):
    """The outline of a kind of report, taken from a real one (`source`)."""

    id: Slug
    source: Line
    levels: tuple[AdministrativeLevel, ...] = Field(min_length=1)
    periods: tuple[Span, ...] = Field(min_length=1)
    valid_from: Day | None = None
    valid_to: Day | None = None
    superior: Line | None = None
    agency: tuple[Line, ...] = Field(min_length=1)
    symbol: Line
    subject: Line
    opening: Text
    parts: tuple[Part, ...] = Field(min_length=1)
    closing: Text
    authority: Line | None = None
    position: Line
    appendix: YesNo = False

    def fits(self, level: AdministrativeLevel, period: Period) -> bool:
        """Whether it is the outline of a unit of a level for a period: on the day that the period begins."""
        return span(period) in self.periods and self.holds(level, period.start)

    def holds(self, level: AdministrativeLevel, day: dt.date) -> bool:
        """Whether units of a level report by it on periods that begin on a day."""
        return level in self.levels and lies_between(day, self.valid_from, self.valid_to)


class Outlines(Record):
    """The file outlines.yml."""

    outlines: tuple[ReportOutline, ...] = Field(min_length=1)


@cache
def all_outlines() -> tuple[ReportOutline, ...]:
    """Every outline, in the order of choice."""
    return data_file(Path(__file__).with_name("outlines.yml"), Outlines).outlines


def by_id(name: str) -> ReportOutline:
    """The outline of a name."""
    return next(outline for outline in all_outlines() if outline.id == name)


def choose(level: AdministrativeLevel, period: Period) -> ReportOutline:
    """The outline for a unit's level and a period. Raises Refused when there is none."""
    found = next((outline for outline in all_outlines() if outline.fits(level, period)), None)
    if found is None:
        spans = {one for outline in all_outlines() if outline.holds(level, period.start) for one in outline.periods}
        told = ", ".join(one.label for one in Span if one in spans)
        others = f"; kỳ bắt đầu ngày {long_date(period.start)} thì lập báo cáo: {told}" if told else ""
        raise Refused(f"chưa có bố cục báo cáo {period.label} cho cấp “{level.label}”{others}")
    return found


def span(period: Period) -> Span:
    """How long a period is. Raises Refused for a span of years, of which nobody reports."""
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    spans = {3: Span.QUARTER, 6: Span.HALF_YEAR, 9: Span.NINE_MONTHS, 12: Span.YEAR}
    if months not in spans:
        raise Refused(f"không lập báo cáo cho {period.label}; viết kỳ như 2024-Q3, 2024-H1, 2024-9M, 2024")
    return spans[months]


def following(level: AdministrativeLevel, period: Period) -> Period:
    """The period after of which a level reports: where none as long is reported on, another that begins then."""
    after = _after(period)
    others = (Period.parse(f"{after.start.year}{part}") for part in ("-Q1", "-Q3", "-H1", "-H2", ""))
    begun = (after, *(other for other in others if other.start == after.start))
    return next((one for one in begun if any(outline.fits(level, one) for outline in all_outlines())), after)


def _after(period: Period) -> Period:
    """The period after by the calendar: of nine months the last quarter, of a year the next year."""
    year, part = period.end.year, period.code.partition("-")[2]
    codes = {"Q1": f"{year}-Q2", "Q2": f"{year}-Q3", "Q3": f"{year}-Q4", "Q4": f"{year + 1}-Q1"}
    codes |= {"H1": f"{year}-H2", "H2": f"{year + 1}-H1", "9M": f"{year}-Q4", "": f"{year + 1}"}
    return Period.parse(codes[part])
