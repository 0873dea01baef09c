"""How a report looks on paper, as data (layout.yml): page, margins, and the type of each part."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from pydantic import Field

from cchc.data_files import data_file
from cchc.fields import Count, Day, Figure, Line, Slug, YesNo
from cchc.known import Choice
from cchc.period import lies_between
from cchc.problems import Refused
from cchc.schema import Record
from cchc.text import long_date


class Align(Choice):
    """How the lines of a paragraph stand."""

    LEFT = "left", "bên trái"
    CENTER = "center", "giữa"
    JUSTIFY = "justify", "hai bên"


class Rule(Choice):
    """What the length of the line below a paragraph follows."""

    NONE = "none", "không kẻ"
    MOTTO = "motto", "dài bằng dòng Tiêu ngữ"
    AGENCY = "agency", "một phần của dòng tên cơ quan"
    TEXT = "text", "một phần của dòng chữ"


class Style(Record):
    """The type of a paragraph: `size`, `before`, `after` in points, `indent` of the first line in mm, `line` in lines.

    `keep` with the next paragraph on one page; `heading` is its rank in the outline that Word shows, 0 for none;
    `dash`: begins with "- ".
    """

    size: Count
    bold: YesNo = False
    italic: YesNo = False
    align: Align = Align.LEFT
    indent: Figure = Decimal(0)
    before: Count = 0
    after: Count = 0
    line: Figure = Decimal(1)
    keep: YesNo = False
    dash: YesNo = False
    heading: Count = 0
    rule: Rule = Rule.NONE


class Page(Record):
    """A sheet of paper with its margins, in mm."""

    width: Count
    height: Count
    top: Count
    bottom: Count
    left: Count
    right: Count


class Layout(Record):
    """The layout that a law demands, with the time it holds; lengths in mm, `page_number` in points."""

    id: Slug
    law: Line
    valid_from: Day | None = None
    valid_to: Day | None = None
    font: Line
    language: Line
    page: Page
    agency_width: Count
    motto_rule: Count
    rule_share: Count
    page_number: Count
    styles: dict[str, Style]

    def holds_on(self, day: dt.date) -> bool:
        """Whether reports signed on a day look so."""
        return lies_between(day, self.valid_from, self.valid_to)


class Layouts(Record):
    """The file layout.yml."""

    layouts: tuple[Layout, ...] = Field(min_length=1)


def layout_on(day: dt.date) -> Layout:
    """The layout of a report signed on a day. Raises Refused for a day before the first."""
    found = data_file(Path(__file__).with_name("layout.yml"), Layouts).layouts
    fitting = next((layout for layout in found if layout.holds_on(day)), None)
    if fitting is None:
        raise Refused(f"chưa có thể thức văn bản cho báo cáo ngày {long_date(day)}")
    return fitting
