"""Meeting, training, dialogue, contest (hội nghị, tập huấn, đối thoại, cuộc thi)."""

from pydantic import Field

from cchc.fields import Clock, Day, Line, Text, Url, YesNo
from cchc.known import Choice
from cchc.model.base import (
    ChannelRef,
    ContentType,
    Frequency,
    Provenance,
    Quantity,
    Store,
    SystemRef,
    TaskRef,
    newest_first,
)
from cchc.model.document_parts import Citation
from cchc.period import PeriodField
from cchc.schema import Record


class EventKind(Choice):
    """What sort of event it is."""

    MEETING = "hop", "Họp"
    BRIEFING = "giao-ban", "Giao ban"
    CONFERENCE = "hoi-nghi", "Hội nghị"
    WORKSHOP = "hoi-thao", "Hội thảo"
    SEMINAR = "toa-dam", "Tọa đàm"
    TRAINING = "tap-huan", "Tập huấn, bồi dưỡng"
    DIALOGUE = "doi-thoai", "Tiếp xúc, đối thoại"
    CONTEST = "cuoc-thi", "Cuộc thi, hội thi"
    EXCHANGE = "trao-doi", "Trao đổi kinh nghiệm"
    ROUND = "luu-dong", "Tuyên truyền lưu động"
    RECEPTION = "tiep-cong-dan", "Tiếp công dân"


class EventRole(Choice):
    """What the unit did there."""

    ORGANISED = "to-chuc", "tổ chức"
    JOINT = "phoi-hop-to-chuc", "phối hợp tổ chức"
    COMMITTEE = "tham-gia-ban-to-chuc", "tham gia ban tổ chức"
    ATTENDED = "cu-nguoi-du", "cử người dự"
    PROMOTED = "tuyen-truyen", "tuyên truyền, cổ vũ"


class Event(Record):
    """An event, or a series of like events in a period."""

    title: Line = Field(title="Tên")
    kind: EventKind = Field(title="Loại")
    roles: tuple[EventRole, ...] = Field((EventRole.ORGANISED,), title="Đơn vị làm gì")
    date: Day | None = Field(None, title="Ngày")
    ends: Day | None = Field(None, title="Đến ngày")
    starts_at: Clock | None = Field(None, title="Giờ bắt đầu")
    period: PeriodField = Field(title="Kỳ")
    sessions: Quantity | None = Field(None, title="Số cuộc, số lớp")
    attendance: tuple[Quantity, ...] = Field((), title="Số người, số đơn vị dự")
    reached: tuple[Quantity, ...] = Field((), title="Đến được", examples=["3 thôn"])
    frequencies: tuple[Frequency, ...] = Field((), title="Tần suất")
    places: tuple[Line, ...] = Field((), title="Nơi tổ chức")
    online: YesNo | None = Field(None, title="Trực tuyến")
    organisers: tuple[Line, ...] = Field((), title="Nơi tổ chức, chủ trì")
    partners: tuple[Line, ...] = Field((), title="Phối hợp")
    audience: tuple[Line, ...] = Field((), title="Người dự")
    topics: tuple[Line, ...] = Field((), title="Chủ đề")
    text: Text | None = Field(None, title="Nội dung")
    vehicle: Line | None = Field(None, title="Phương tiện")
    published_on: tuple[ChannelRef, ...] = Field((), title="Đăng trên kênh")
    systems: tuple[SystemRef, ...] = Field((), title="Hệ thống được nói đến")
    documents: tuple[Citation, ...] = Field((), title="Văn bản")
    tasks: tuple[TaskRef, ...] = Field((), title="Nhiệm vụ mà việc này thực hiện")
    url: Url | None = Field(None, title="Địa chỉ trên mạng")
    note: Text | None = Field(None, title="Ghi chú")
    source: Provenance = Field(title="Nguồn")

    @property
    def heading(self) -> str:
        """Title of the record's page."""
        return self.title


TYPE = ContentType(
    "event",
    "Sự kiện",
    Event,
    Store.FOLDER,
    "events",
    "/su-kien/",
    "Sự kiện",
    order=lambda record, slug: newest_first(record.date or record.period.end, slug),
)
