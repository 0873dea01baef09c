"""Information system, platform, app or quality system (hệ thống, nền tảng, ứng dụng, quy trình)."""

from pydantic import Field

from cchc.fields import Line, Slug, Url, YesNo
from cchc.known import Choice, Known
from cchc.model.base import ContentType, Provenance, Store
from cchc.schema import Record


class SystemKind(Choice):
    """What sort of system it is."""

    SERVICE_PORTAL = "cong-dich-vu-cong", "Cổng dịch vụ công"
    ONE_STOP = "he-thong-mot-cua", "Hệ thống thông tin giải quyết thủ tục hành chính, một cửa điện tử"
    DATABASE = "co-so-du-lieu", "Cơ sở dữ liệu"
    APP = "ung-dung", "Ứng dụng trên điện thoại"
    SECTORAL = "he-thong-chuyen-nganh", "Hệ thống chuyên ngành"
    TRACKING = "theo-doi-nhiem-vu", "Hệ thống theo dõi nhiệm vụ"
    QUALITY = "quan-ly-chat-luong", "Hệ thống quản lý chất lượng (ISO)"


class System(Record):
    """A system that people or officials use."""

    id: Slug = Field(title="Mã")
    name: Line = Field(title="Tên")
    aliases: tuple[Line, ...] = Field((), title="Tên gọi khác")
    kind: SystemKind = Field(title="Loại")
    purpose: Line = Field(title="Dùng để")
    for_citizens: YesNo = Field(title="Người dân dùng được")
    operator: Line | None = Field(None, title="Cơ quan quản lý")
    url: Known[Url] | None = Field(None, title="Địa chỉ")
    note: Line | None = Field(None, title="Ghi chú")
    source: Provenance = Field(title="Nguồn")


TYPE = ContentType(
    "system",
    "Hệ thống, ứng dụng",
    System,
    Store.LIST,
    "systems.yml",
    "/he-thong/",
    "Hệ thống, nền tảng và ứng dụng",
)
