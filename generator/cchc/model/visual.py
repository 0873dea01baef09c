"""Billboard, banner, sign, bulletin, leaflet (tuyên truyền trực quan, ấn phẩm)."""

from pydantic import Field

from cchc.fields import Count, Figure, Line, Slug, Text
from cchc.known import Known
from cchc.model.base import ChannelRef, ContentType, EventRef, Frequency, Medium, Provenance, Qualifier, Store, TaskRef
from cchc.model.document_parts import Citation
from cchc.period import PeriodField
from cchc.schema import Record


class Visual(Record):
    """What was put up, printed or shown."""

    id: Slug = Field(title="Mã")
    title: Line = Field(title="Tên")
    media: tuple[Medium, ...] = Field(title="Loại", min_length=1)
    count: Known[Count] | None = Field(None, title="Số lượng")
    unit: Line | None = Field(None, title="Đơn vị tính", examples=["cụm", "bảng", "chiếc"])
    qualifier: Qualifier = Field(Qualifier.EXACT, title="Mức chính xác")
    area_m2: Figure | None = Field(None, title="Diện tích (m²)")
    places: tuple[Line, ...] = Field((), title="Nơi đặt")
    topics: tuple[Line, ...] = Field((), title="Chủ đề")
    period: PeriodField | None = Field(None, title="Kỳ")
    frequency: Frequency | None = Field(None, title="Tần suất")
    publisher: Line | None = Field(None, title="Nơi chủ trì, xuất bản")
    designed_by: Line | None = Field(None, title="Nơi thiết kế")
    editors: tuple[Line, ...] = Field((), title="Tham gia biên tập")
    event: EventRef | None = Field(None, title="Dành cho sự kiện")
    published_on: tuple[ChannelRef, ...] = Field((), title="Đăng trên kênh")
    documents: tuple[Citation, ...] = Field((), title="Văn bản")
    tasks: tuple[TaskRef, ...] = Field((), title="Nhiệm vụ mà việc này thực hiện")
    note: Text | None = Field(None, title="Ghi chú")
    source: Provenance = Field(title="Nguồn")


TYPE = ContentType(
    "visual",
    "Trực quan, ấn phẩm",
    Visual,
    Store.LIST,
    "visuals.yml",
    "/truc-quan/",
    "Trực quan, ấn phẩm",
)
