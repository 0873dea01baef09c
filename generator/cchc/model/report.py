"""Report (báo cáo) of a period: what was done, counted and judged."""

from typing import Self

from pydantic import Field, model_validator

from cchc.fields import Count, Day, Figure, Line, Slug, Text
from cchc.known import Choice, Known, refuse
from cchc.model.base import Citation, ContentType, Frequency, Provenance, Recipient, Signatory, Store, newest_first
from cchc.period import PeriodField
from cchc.schema import Record


class Qualifier(Choice):
    """How exact the report says a figure is."""

    EXACT = "dung", ""
    ABOUT = "khoang", "khoảng"
    NEARLY = "gan", "gần"
    MORE_THAN = "hon", "hơn"


class ActivityKind(Choice):
    """Form of an information activity (hình thức tuyên truyền)."""

    WEBSITE = "trang-thong-tin", "Trang thông tin điện tử"
    DOCUMENT = "tai-lieu", "Văn bản, tài liệu"
    MEETING = "hoi-nghi", "Hội nghị, cuộc họp"
    RADIO = "truyen-thanh", "Truyền thanh"
    MOBILE = "luu-dong", "Lưu động"
    VISUAL = "truc-quan", "Trực quan, pa-nô, bảng hiệu"
    ONE_STOP = "mot-cua", "Bộ phận một cửa"
    PUBLICITY = "cong-khai", "Công khai, niêm yết"


class DeclaredFigure(Record):
    """A figure that the report states (số liệu khai báo)."""

    name: Line = Field(title="Chỉ tiêu")
    value: Figure = Field(title="Giá trị")
    unit: Line = Field(title="Đơn vị tính")
    qualifier: Qualifier = Field(Qualifier.EXACT, title="Mức chính xác")
    note: Line | None = Field(None, title="Ghi chú")


class Activity(Record):
    """What was done, in which form, how often, how far it reached."""

    kind: ActivityKind = Field(title="Hình thức")
    text: Text = Field(title="Nội dung")
    topics: tuple[Line, ...] = Field((), title="Chủ đề")
    by: tuple[Line, ...] = Field((), title="Nơi thực hiện")
    frequency: Frequency | None = Field(None, title="Tần suất")
    duration_minutes: Count | None = Field(None, title="Thời lượng (phút)")
    reach: Line | None = Field(None, title="Phạm vi")
    figures: tuple[DeclaredFigure, ...] = Field((), title="Số liệu")
    documents: tuple[Citation, ...] = Field((), title="Văn bản")


class DossierFigures(Record):
    """Dossiers of a period (hồ sơ): the parts must add up to the total."""

    total: Count = Field(title="Tổng số hồ sơ")
    online: Count = Field(title="Trực tuyến")
    direct: Count = Field(title="Trực tiếp")
    early: Count = Field(title="Trước hạn")
    on_time: Count = Field(title="Đúng hạn")
    overdue: Count = Field(title="Quá hạn")

    @model_validator(mode="after")
    def _parts_add_up(self) -> Self:
        for name, parts in (
            ("trực tuyến + trực tiếp", self.online + self.direct),
            ("trước hạn + đúng hạn + quá hạn", self.early + self.on_time + self.overdue),
        ):
            if parts != self.total:
                raise refuse("sum", f"{name} = {parts}, không bằng tổng {self.total}", "đếm lại từ sổ hồ sơ")
        return self

    @property
    def online_rate(self) -> int:
        """Share of online dossiers in whole percent; 0 when there were none."""
        return round(100 * self.online / self.total) if self.total else 0


class Limitation(Record):
    """What did not go well, and why (hạn chế, nguyên nhân)."""

    text: Text = Field(title="Hạn chế")
    cause: Text | None = Field(None, title="Nguyên nhân")
    kind: ActivityKind | None = Field(None, title="Hình thức liên quan")
    not_done: tuple[Line, ...] = Field((), title="Việc chưa làm được")


class Recommendation(Record):
    """A request to a superior body (đề xuất, kiến nghị)."""

    to: Line = Field(title="Gửi")
    text: Text = Field(title="Nội dung")


class Report(Record):
    """A report of a quarter, six or nine months, or a year."""

    title: Line = Field(title="Tên báo cáo")
    symbol: Known[Line] = Field(title="Số, ký hiệu")
    date: Known[Day] = Field(title="Ngày ban hành")
    place: Known[Line] = Field(title="Nơi ban hành")
    issuer: Line = Field(title="Cơ quan ban hành")
    period: PeriodField = Field(title="Kỳ báo cáo")
    coverage_note: Text | None = Field(None, title="Phạm vi số liệu")
    summary: Text = Field(title="Tóm tắt")
    documents: tuple[Citation, ...] = Field((), title="Văn bản viện dẫn")
    dossiers: Known[DossierFigures] = Field(title="Hồ sơ thủ tục hành chính")
    figures: tuple[DeclaredFigure, ...] = Field((), title="Số liệu chung")
    activities: tuple[Activity, ...] = Field(title="Hoạt động đã làm", min_length=1)
    strengths: tuple[Text, ...] = Field((), title="Mặt làm được")
    limitations: tuple[Limitation, ...] = Field((), title="Hạn chế")
    recommendations: tuple[Recommendation, ...] = Field((), title="Đề xuất, kiến nghị")
    next_period: PeriodField | None = Field(None, title="Kỳ tới")
    next_plan: Slug | None = Field(None, title="Kế hoạch kỳ tới")
    next_tasks: tuple[Text, ...] = Field((), title="Nhiệm vụ kỳ tới")
    addressed_to: tuple[Line, ...] = Field((), title="Kính gửi")
    recipients: tuple[Recipient, ...] = Field((), title="Nơi nhận")
    signatory: Known[Signatory] = Field(title="Người ký")
    source: Provenance = Field(title="Nguồn")
    note: Text | None = Field(None, title="Ghi chú")

    @property
    def heading(self) -> str:
        """Title of the record's page."""
        return self.title


TYPE = ContentType(
    "report",
    "Báo cáo",
    Report,
    Store.FOLDER,
    "reports",
    "/bao-cao/",
    "Báo cáo",
    order=lambda record, slug: newest_first(record.period.end, slug),
)
