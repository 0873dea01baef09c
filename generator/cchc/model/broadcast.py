"""Radio or television programme (chuyên mục phát thanh, truyền hình) with its frequency and reach."""

from pydantic import Field

from cchc.fields import Clock, Line, Slug, Text
from cchc.known import Choice
from cchc.model.base import (
    ChannelRef,
    ContentType,
    Frequency,
    IndicatorRef,
    ProgrammeRef,
    Provenance,
    Store,
    SystemRef,
    TaskRef,
    Weekday,
)
from cchc.model.document_parts import Citation
from cchc.period import Minutes, PeriodField
from cchc.schema import Record


class BroadcastKind(Choice):
    """Own programme, relay, or a guest appearance."""

    OWN = "tu-lam", "Đơn vị tự làm"
    RELAY = "tiep-song", "Thu, phát lại của đài khác"
    GUEST = "tham-gia", "Đơn vị tham gia chương trình của đài khác"


class Broadcast(Record):
    """A programme that recurs."""

    id: Slug = Field(title="Mã")
    title: Line = Field(title="Tên chuyên mục")
    kind: BroadcastKind = Field(title="Loại")
    channel: ChannelRef = Field(title="Phát trên")
    relayed_from: tuple[Line, ...] = Field((), title="Thu của đài")
    producer: Line | None = Field(None, title="Nơi thực hiện")
    guests: Line | None = Field(None, title="Người tham gia của đơn vị")
    period: PeriodField | None = Field(None, title="Kỳ")
    frequency: Frequency | None = Field(None, title="Tần suất")
    weekdays: tuple[Weekday, ...] = Field((), title="Vào ngày")
    starts_at: Clock | None = Field(None, title="Giờ phát")
    duration_minutes: Minutes | None = Field(None, title="Thời lượng (phút)")
    reach: tuple[Line, ...] = Field((), title="Phát đến")
    topics: tuple[Line, ...] = Field((), title="Chủ đề")
    invitation: Text | None = Field(None, title="Lời mời người nghe")
    systems: tuple[SystemRef, ...] = Field((), title="Hệ thống được giới thiệu")
    programmes: tuple[ProgrammeRef, ...] = Field((), title="Chương trình, đề án được giới thiệu")
    indicators: tuple[IndicatorRef, ...] = Field((), title="Chỉ số được nói đến")
    documents: tuple[Citation, ...] = Field((), title="Văn bản")
    tasks: tuple[TaskRef, ...] = Field((), title="Nhiệm vụ mà chuyên mục này thực hiện")
    note: Text | None = Field(None, title="Ghi chú")
    source: Provenance = Field(title="Nguồn")


TYPE = ContentType(
    "broadcast",
    "Chuyên mục phát thanh, truyền hình",
    Broadcast,
    Store.LIST,
    "broadcasts.yml",
    "/phat-thanh/",
    "Phát thanh, truyền hình",
)
