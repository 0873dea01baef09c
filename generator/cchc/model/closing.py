"""A period that was closed (chốt số liệu): what was counted on that day, so that later changes are seen."""

from pydantic import Field

from cchc.fields import Count, Day, Line, Slug
from cchc.model.base import ChannelRef, ContentType, Store
from cchc.period import PeriodField
from cchc.schema import Record


class ClosedCount(Record):
    """How many of a kind on a channel, on the day of closing, and which; which ones, older closings do not say."""

    kind: Slug = Field(title="Đếm gì", examples=["tin-bai"])
    channel: ChannelRef | None = Field(None, title="Trên kênh")
    value: Count = Field(title="Số lượng")
    items: tuple[Line, ...] = Field((), title="Gồm những gì", examples=["news:2026/12/tap-huan"])


class Closing(Record):
    """A closed period with its counts. To open it again, delete it: nothing else rests on it."""

    period: PeriodField = Field(title="Kỳ")
    closed_on: Day = Field(title="Chốt ngày")
    counts: tuple[ClosedCount, ...] = Field((), title="Số liệu lúc chốt")
    note: Line | None = Field(None, title="Ghi chú")


TYPE = ContentType(
    "closing",
    "Kỳ đã chốt",
    Closing,
    Store.LIST,
    "closings.yml",
    slug=lambda record, stem: record.period.code.lower(),
)
