"""Plan (kế hoạch) with its tasks (nhiệm vụ)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from cchc.fields import Count, Day, Line, Slug, Text, Url, YesNo
from cchc.known import Choice, Known, KnownList, refuse
from cchc.model.base import (
    BroadcastRef,
    ContentType,
    DocumentRef,
    EventRef,
    Frequency,
    GroupRef,
    IndicatorRef,
    Language,
    Medium,
    Per,
    ProgrammeRef,
    Provenance,
    Quantity,
    ReportRef,
    SavedCopy,
    Store,
    SystemRef,
    TaskRef,
    VisualRef,
    newest_first,
)
from cchc.model.document_parts import Citation, Letterhead, OutlineItem, Quote, Recipient, Signatory
from cchc.period import DayOrMonth, Minutes, PeriodField
from cchc.schema import Record, RequiredUnless

UNLESS_PART = RequiredUnless("là một phần của báo cáo")


class TaskState(Choice):
    """What the unit declares of a task (kết quả tự khai)."""

    PLANNED = "chua-den-han", "Chưa đến hạn"
    RUNNING = "dang-thuc-hien", "Đang thực hiện"
    DONE = "hoan-thanh", "Hoàn thành"
    NOT_DONE = "chua-hoan-thanh", "Chưa hoàn thành"


class TimingKind(Choice):
    """How the time of a task is set (thời gian thực hiện)."""

    CONTINUOUS = "thuong-xuyen", "Thường xuyên trong kỳ"
    PERIOD = "trong-ky", "Trong kỳ kế hoạch"
    DEADLINE = "co-han", "Có hạn"
    EXTERNAL = "theo-cap-tren", "Theo kế hoạch của cấp trên"


class Evidence(Record):
    """Proof of a task: a record of this site or an address elsewhere (minh chứng)."""

    name: Line = Field(title="Tên minh chứng")
    date: Day | None = Field(None, title="Ngày của minh chứng")
    url: Url | None = Field(None, title="Địa chỉ")
    saved: SavedCopy | None = Field(None, title="Bản lưu của địa chỉ")
    news: Line | None = Field(
        None,
        title="Tin, bài (tên tệp)",
        description="nhiều bài cùng tên tệp thì ghi cả năm, tháng",
        examples=["2024/12/lich-tiep-dan"],
    )
    document: DocumentRef | None = Field(None, title="Văn bản")
    report: ReportRef | None = Field(None, title="Báo cáo")
    event: EventRef | None = Field(None, title="Sự kiện")
    broadcast: BroadcastRef | None = Field(None, title="Chuyên mục phát thanh, truyền hình")
    visual: VisualRef | None = Field(None, title="Trực quan, ấn phẩm")
    count: Quantity | None = Field(None, title="Số lượng ở đó", description="ví dụ 63 tin, bài trên chuyên trang này")


class Task(Record):
    """One task of a plan: who leads, who helps, when, how often, with what proof."""

    id: Slug = Field(title="Mã nhiệm vụ")
    number: Line | None = Field(None, title="Số thứ tự trong bản gốc", examples=["9.1"])
    parent: TaskRef | None = Field(None, title="Thuộc nhiệm vụ")
    name: Text = Field(title="Nội dung nhiệm vụ")
    lead: Annotated[Known[Line] | None, UNLESS_PART] = Field(None, title="Cơ quan chủ trì, thực hiện")
    lead_label: Line | None = Field(None, title="Bản gốc gọi là", examples=["Cơ quan thực hiện"])
    cooperating: Annotated[Known[tuple[Line, ...]] | None, UNLESS_PART] = Field(None, title="Cơ quan phối hợp")
    timing: Annotated[Known[Line] | None, UNLESS_PART] = Field(None, title="Thời gian thực hiện")
    timing_kind: TimingKind | None = Field(None, title="Cách định thời gian")
    deadline: Day | None = Field(None, title="Hạn")
    frequency: Frequency | None = Field(None, title="Tần suất")
    frequency_as_written: Line | None = Field(
        None, title="Tần suất như bản gốc ghi", examples=["01 số/tháng (12 kỳ/năm)"]
    )
    duration_minutes: Minutes | None = Field(None, title="Thời lượng mỗi lần (phút)")
    target: Quantity | None = Field(None, title="Chỉ tiêu", description="ví dụ 100 % nhiệm vụ")
    media: tuple[Medium, ...] = Field((), title="Sản phẩm tuyên truyền")
    channels: tuple[Line, ...] = Field((), title="Kênh, nơi công khai")
    languages: tuple[Language, ...] = Field((), title="Tiếng nước ngoài")
    indicators: tuple[IndicatorRef, ...] = Field((), title="Chỉ số")
    systems: tuple[SystemRef, ...] = Field((), title="Hệ thống")
    programmes: tuple[ProgrammeRef, ...] = Field((), title="Chương trình, đề án")
    events: tuple[EventRef, ...] = Field((), title="Sự kiện")
    broadcasts: tuple[BroadcastRef, ...] = Field((), title="Chuyên mục phát thanh, truyền hình")
    visuals: tuple[VisualRef, ...] = Field((), title="Trực quan, ấn phẩm")
    state: TaskState | None = Field(None, title="Tình trạng tự khai", description="bỏ nếu đơn vị không khai")
    result: Text | None = Field(None, title="Kết quả thực hiện")
    evidence_label: Line | None = Field(None, title="Tên danh sách minh chứng")
    evidence: tuple[Evidence, ...] = Field((), title="Minh chứng")
    evidence_complete: YesNo = Field(True, title="Danh sách minh chứng đã đủ")
    note: Text | None = Field(None, title="Ghi chú")


class ContentPoint(Record):
    """A point of what the plan is about, with what it names."""

    title: Text = Field(title="Nội dung")
    items: tuple[Text, ...] = Field((), title="Các ý")
    footnotes: tuple[Count, ...] = Field((), title="Chú thích số")
    programmes: tuple[ProgrammeRef, ...] = Field((), title="Chương trình, đề án")
    indicators: tuple[IndicatorRef, ...] = Field((), title="Chỉ số")
    procedure_groups: tuple[GroupRef, ...] = Field((), title="Nhóm thủ tục liên thông")


class Responsibility(Record):
    """What one body has to do (tổ chức thực hiện)."""

    body: Line = Field(title="Cơ quan, bộ phận")
    duties: tuple[Text, ...] = Field(title="Trách nhiệm", min_length=1)


class Contact(Record):
    """Whom to turn to, as the document prints it."""

    name: Line | None = Field(None, title="Tên như văn bản in")
    title: Line = Field(title="Chức danh")


class ReportingDuty(Record):
    """Who reports to whom, how often or by when (chế độ báo cáo)."""

    by: tuple[Line, ...] = Field(title="Nơi báo cáo", min_length=1)
    to: Line = Field(title="Báo cáo cho")
    cycles: tuple[Per, ...] = Field((), title="Định kỳ")
    before: Day | None = Field(None, title="Trước ngày")
    within: Line | None = Field(None, title="Lồng ghép vào")
    contact: Contact | None = Field(None, title="Đầu mối")
    evidence: tuple[Evidence, ...] = Field((), title="Minh chứng đã báo cáo")


class Plan(Record):
    """A plan for a year or a part of it; also the tasks in a part of a report (`part_of`)."""

    title: Line = Field(title="Tên kế hoạch")
    part_of: ReportRef | None = Field(None, title="Là một phần của báo cáo")
    part: Line | None = Field(None, title="Phần nào", examples=["Phụ lục", "phần III"])
    symbol: Annotated[Known[Line] | None, UNLESS_PART] = Field(None, title="Số, ký hiệu")
    date: Annotated[Known[DayOrMonth] | None, UNLESS_PART] = Field(None, title="Ngày ban hành")
    place: Annotated[Known[Line] | None, UNLESS_PART] = Field(None, title="Nơi ban hành")
    letterhead: Letterhead | None = Field(None, title="Phần đầu văn bản")
    issuer: Line = Field(title="Cơ quan ban hành")
    period: PeriodField = Field(title="Kỳ kế hoạch")
    summary: Text = Field(title="Tóm tắt")
    outline: tuple[OutlineItem, ...] = Field((), title="Bố cục bản gốc")
    documents: tuple[Citation, ...] = Field((), title="Văn bản viện dẫn")
    purposes: tuple[Text, ...] = Field((), title="Mục đích")
    requirements: tuple[Text, ...] = Field((), title="Yêu cầu")
    contents: tuple[ContentPoint, ...] = Field((), title="Nội dung")
    tasks: tuple[Task, ...] = Field(title="Nhiệm vụ", min_length=1)
    responsibilities: tuple[Responsibility, ...] = Field((), title="Tổ chức thực hiện")
    executors: tuple[Line, ...] = Field((), title="Nơi thực hiện")
    reporting: tuple[ReportingDuty, ...] = Field((), title="Chế độ báo cáo")
    funding: Annotated[KnownList[Text] | None, UNLESS_PART] = Field(None, title="Kinh phí")
    recipients: tuple[Recipient, ...] = Field((), title="Nơi nhận")
    signatory: Annotated[Known[Signatory] | None, UNLESS_PART] = Field(None, title="Người ký")
    quotes: tuple[Quote, ...] = Field((), title="Câu chữ bản gốc")
    source: Provenance = Field(title="Nguồn")
    note: Text | None = Field(None, title="Ghi chú")

    @model_validator(mode="after")
    def _whole_or_part(self) -> Self:
        """A plan of its own has number, day, place, funding, signature; each task a lead, helpers and a time."""
        if self.part_of is not None:
            return self
        fields = type(self).model_fields
        absent = [name for name in ("symbol", "date", "place", "funding", "signatory") if getattr(self, name) is None]
        if absent:
            labels = "; ".join(str(fields[name].title) for name in absent)
            keys = ", ".join(f"{name}:" for name in absent)
            hint = f"điền mục {keys}, hoặc thêm dòng part_of: nếu là một phần của báo cáo"
            raise refuse("missing", f"{labels}: chưa điền", hint)
        parents = {task.parent for task in self.tasks}
        own = [task for task in self.tasks if task.id not in parents]
        lacking = [f"“{task.id}”" for task in own if None in (task.lead, task.cooperating, task.timing)]
        if lacking:
            message = f"nhiệm vụ {', '.join(lacking)} thiếu cơ quan chủ trì, phối hợp hoặc thời gian"
            raise refuse("missing", message, "điền lead, cooperating, timing; không có thì viết: chưa có (lý do)")
        return self

    @property
    def heading(self) -> str:
        """Title of the record's page."""
        return self.title


TYPE = ContentType(
    "plan",
    "Kế hoạch",
    Plan,
    Store.FOLDER,
    "plans",
    "/ke-hoach/",
    "Kế hoạch",
    order=lambda record, slug: newest_first(record.period.end, slug),
)
