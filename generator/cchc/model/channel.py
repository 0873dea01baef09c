"""Official channel (kênh chính thức): where the unit really speaks (NĐ 224/2026 Điều 10)."""

from pydantic import Field

from cchc.fields import Line, Url
from cchc.known import Choice, Known
from cchc.model.base import ContentType, Provenance, Store
from cchc.schema import Record


class ChannelKind(Choice):
    """What sort of channel it is."""

    WEBSITE = "trang-thong-tin", "Trang, cổng thông tin điện tử"
    SERVICE_PORTAL = "cong-dich-vu-cong", "Cổng dịch vụ công, hệ thống một cửa"
    RADIO = "truyen-thanh", "Truyền thanh"
    SOCIAL = "mang-xa-hoi", "Mạng xã hội"
    APP = "ung-dung", "Ứng dụng trên điện thoại"
    CALL_CENTRE = "tong-dai", "Tổng đài"


class Channel(Record):
    """A channel that the unit must make known, so that people can tell it from false ones."""

    name: Line = Field(title="Tên kênh")
    kind: ChannelKind = Field(title="Loại kênh")
    url: Known[Url] = Field(title="Địa chỉ")
    owner: Line | None = Field(None, title="Cơ quan quản lý")
    note: Line | None = Field(None, title="Ghi chú")
    source: Provenance = Field(title="Nguồn")


TYPE = ContentType(
    "channel",
    "Kênh chính thức",
    Channel,
    Store.LIST,
    "channels.yml",
    "/kenh-chinh-thuc/",
    "Kênh chính thức",
    own_pages=False,
    order=lambda record, slug: 0,  # as the file lists them
)
