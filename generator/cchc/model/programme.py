"""Programme or scheme of a superior body (chương trình, đề án)."""

from pydantic import Field

from cchc.fields import Line, Slug, Text, Year
from cchc.known import Choice, Known
from cchc.model.base import ContentType, Provenance, Store
from cchc.model.document_parts import Citation
from cchc.period import PeriodField
from cchc.schema import Record


class ProgrammeKind(Choice):
    """Programme, scheme or long plan."""

    PROGRAMME = "chuong-trinh", "Chương trình"
    SCHEME = "de-an", "Đề án"
    PLAN = "ke-hoach", "Kế hoạch nhiều năm"


class Programme(Record):
    """What plans and reports carry out over several years."""

    id: Slug = Field(title="Mã")
    name: Text = Field(title="Tên đầy đủ")
    short_name: Line | None = Field(None, title="Tên gọn", examples=["Đề án 06"])
    aliases: tuple[Line, ...] = Field((), title="Tên gọi khác")
    kind: ProgrammeKind = Field(title="Loại")
    issuer: Known[Line] = Field(title="Cơ quan ban hành")
    period: PeriodField | None = Field(None, title="Giai đoạn")
    vision: Year | None = Field(None, title="Tầm nhìn, định hướng đến năm")
    documents: tuple[Citation, ...] = Field((), title="Văn bản")
    note: Text | None = Field(None, title="Ghi chú")
    source: Provenance = Field(title="Nguồn")


TYPE = ContentType(
    "programme",
    "Chương trình, đề án",
    Programme,
    Store.LIST,
    "programmes.yml",
    "/chuong-trinh/",
    "Chương trình, đề án",
)
