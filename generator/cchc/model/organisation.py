"""Body, department or team that leads, helps or is told (cơ quan, tổ chức, bộ phận)."""

from pydantic import Field

from cchc.fields import Line, Slug, Url
from cchc.known import Choice
from cchc.model.base import AdministrativeLevel, ContentType, OrganisationRef, Provenance, Store
from cchc.schema import Record


class OrganisationKind(Choice):
    """What sort of body it is."""

    UNIT = "uy-ban-nhan-dan", "Ủy ban nhân dân"
    DEPARTMENT = "bo-phan", "Bộ phận, công chức của đơn vị"
    SPECIALISED = "co-quan-chuyen-mon", "Sở, phòng chuyên môn"
    SERVICE_CENTRE = "trung-tam-phuc-vu", "Trung tâm phục vụ hành chính công, bộ phận một cửa"
    STATION = "dai", "Đài truyền thanh, đài phát thanh, truyền hình"
    DIGITAL_TEAM = "to-cong-nghe-so", "Tổ công nghệ số cộng đồng"
    MASS = "to-chuc-chinh-tri-xa-hoi", "Tổ chức chính trị - xã hội"
    PARTY = "co-quan-dang", "Cơ quan Đảng"
    NEIGHBOURHOOD = "thon-to-dan-pho", "Thôn, tổ dân phố"


class Organisation(Record):
    """A body that plans and reports name; `name` and `aliases` are how they write it."""

    id: Slug = Field(title="Mã")
    name: Line = Field(title="Tên")
    aliases: tuple[Line, ...] = Field((), title="Tên gọi khác")
    kind: OrganisationKind = Field(title="Loại")
    level: AdministrativeLevel | None = Field(None, title="Cấp")
    parent: OrganisationRef | None = Field(None, title="Thuộc")
    duties: tuple[Line, ...] = Field((), title="Việc được giao")
    url: Url | None = Field(None, title="Địa chỉ trên mạng")
    note: Line | None = Field(None, title="Ghi chú")
    source: Provenance = Field(title="Nguồn")


TYPE = ContentType(
    "organisation",
    "Cơ quan, bộ phận",
    Organisation,
    Store.LIST,
    "organisations.yml",
    "/co-quan/",
    "Cơ quan, bộ phận",
)
