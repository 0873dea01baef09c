"""Pilot model or good example (mô hình thí điểm, điển hình tốt)."""

from pydantic import Field

from cchc.fields import Line, Slug, Text
from cchc.known import Choice, Known
from cchc.model.base import ChannelRef, ContentType, Provenance, Store, TaskRef
from cchc.model.document_parts import Citation
from cchc.period import PeriodField
from cchc.schema import Record


class PracticeKind(Choice):
    """Pilot or example."""

    PILOT = "mo-hinh-thi-diem", "Mô hình đang thí điểm"
    EXAMPLE = "dien-hinh-tot", "Điển hình, cách làm tốt"


class GoodPractice(Record):
    """What others may copy. A source that names none is declared: `name: chưa có (…)`."""

    id: Slug = Field(title="Mã")
    kind: PracticeKind = Field(title="Loại")
    name: Known[Line] = Field(title="Tên mô hình, điển hình")
    bodies: tuple[Line, ...] = Field((), title="Ở đâu")
    text: Text | None = Field(None, title="Cách làm")
    period: PeriodField | None = Field(None, title="Kỳ")
    told_on: tuple[ChannelRef, ...] = Field((), title="Giới thiệu trên kênh")
    documents: tuple[Citation, ...] = Field((), title="Văn bản")
    tasks: tuple[TaskRef, ...] = Field((), title="Nhiệm vụ mà việc này thực hiện")
    source: Provenance = Field(title="Nguồn")

    @property
    def heading(self) -> str:
        """Its name; one that the source does not name is called by what it is."""
        return self.name if isinstance(self.name, str) else self.kind.label


TYPE = ContentType(
    "good_practice",
    "Mô hình, điển hình",
    GoodPractice,
    Store.LIST,
    "good_practices.yml",
    "/mo-hinh/",
    "Mô hình, điển hình",
)
