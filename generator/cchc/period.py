"""Reporting periods as the reports name them: quý III năm 2024, 6 tháng đầu năm, giai đoạn 2021 – 2025."""

import datetime as dt
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from cchc.known import refuse

_PERIOD = re.compile(r"((?:19|20)\d{2})(?:-(Q[1-4]|H[12]|9M))?")
_SPAN = re.compile(r"((?:19|20)\d{2})\s*[-–]\s*((?:19|20)\d{2})")


class Period(BaseModel):
    """A reporting period: a year, a quarter, six or nine months, or a span of years.

    Written `2024`, `2024-Q3`, `2024-H1`, `2024-9M` or `2021-2025`.
    """

    model_config = ConfigDict(frozen=True)
    code: str
    start: dt.date
    end: dt.date
    label: str

    @classmethod
    def parse(cls, value: object) -> "Period":
        """Read the written form; raises the `period` refusal for anything else."""
        if not isinstance(value, str):
            raise refuse("type", "cần một giá trị, không phải danh sách", "viết kỳ ngay sau dấu hai chấm")
        if match := _SPAN.fullmatch(value):
            first, last = int(match[1]), int(match[2])
            if first < last:
                label = f"giai đoạn {first} – {last}"
                return cls(code=value, start=dt.date(first, 1, 1), end=dt.date(last, 12, 31), label=label)
        match = _PERIOD.fullmatch(value)
        if match is None:
            raise refuse("period", f"không hiểu kỳ “{value}”", "ví dụ 2024, 2024-Q3, 2024-H1, 2024-9M, 2021-2025")
        year, part = int(match[1]), match[2] or ""
        first, last, label = _PARTS[part]
        end = dt.date(year + last // 12, last % 12 + 1, 1) - dt.timedelta(days=1)
        return cls(code=value, start=dt.date(year, first, 1), end=end, label=f"{label} {year}")


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
PeriodField = Annotated[
    Period,
    BeforeValidator(lambda value: value if isinstance(value, Period) else Period.parse(value)),
    WithJsonSchema({"type": "string", "pattern": rf"^({_PERIOD.pattern}|{_SPAN.pattern})$"}),
]
