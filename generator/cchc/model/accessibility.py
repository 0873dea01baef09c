"""Accessibility test (lần kiểm khả năng tiếp cận): what the accessibility statement rests on.

WCAG 2.2; Thông tư 26/2020/TT-BTTTT Điều 2, 5.
"""

from pydantic import Field

from cchc.fields import Count, Day, Line
from cchc.model.base import ContentType, Store
from cchc.schema import Record


class AccessibilityTest(Record):
    """One run of a checking program over the site; `make access` writes it."""

    tested_on: Day = Field(title="Ngày kiểm")
    tool: Line = Field(title="Công cụ", examples=["axe-core 4.12.1"])
    rules: tuple[Line, ...] = Field(title="Bộ quy tắc", min_length=1)
    pages: Count = Field(title="Số trang đã kiểm", description="mỗi kiểu trang một trang")
    views: tuple[Line, ...] = Field(title="Cách xem", min_length=1)
    violations: Count = Field(title="Số chỗ phạm quy tắc")
    tried: tuple[Line, ...] = Field((), title="Đã thử thêm")
    known_gaps: tuple[Line, ...] = Field((), title="Chỗ còn thiếu")


TYPE = ContentType(
    "accessibility",
    "Lần kiểm khả năng tiếp cận",
    AccessibilityTest,
    Store.LIST,
    "accessibility.yml",
    "/tiep-can/",
    "Khả năng tiếp cận",
    slug=lambda record, stem: record.tested_on.isoformat(),
    order=lambda record, slug: -record.tested_on.toordinal(),
)
