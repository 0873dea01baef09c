"""Plan (kế hoạch) with its tasks (nhiệm vụ)."""

from pydantic import Field

from cchc.fields import Day, Line, Slug, Text, Url
from cchc.known import Choice, Known
from cchc.model.base import Citation, ContentType, Frequency, Provenance, Recipient, Signatory, Store, newest_first
from cchc.period import PeriodField
from cchc.schema import Record


class TaskState(Choice):
    """What the unit declares of a task (kết quả tự khai)."""

    PLANNED = "chua-den-han", "Chưa đến hạn"
    RUNNING = "dang-thuc-hien", "Đang thực hiện"
    DONE = "hoan-thanh", "Hoàn thành"
    NOT_DONE = "chua-hoan-thanh", "Chưa hoàn thành"


class Evidence(Record):
    """Proof of a task: a page of this site or an address elsewhere (minh chứng)."""

    name: Line = Field(title="Tên minh chứng")
    url: Url | None = Field(None, title="Địa chỉ")
    news: Line | None = Field(None, title="Tin, bài (tên tệp)")
    document: Slug | None = Field(None, title="Văn bản")


class Task(Record):
    """One task of a plan: who leads, who helps, when, how often, with what proof."""

    id: Slug = Field(title="Mã nhiệm vụ")
    name: Text = Field(title="Nội dung nhiệm vụ")
    lead: Known[Line] = Field(title="Cơ quan chủ trì")
    cooperating: Known[tuple[Line, ...]] = Field(title="Cơ quan phối hợp")
    timing: Known[Line] = Field(title="Thời gian thực hiện")
    deadline: Day | None = Field(None, title="Hạn")
    frequency: Frequency | None = Field(None, title="Tần suất")
    channels: tuple[Line, ...] = Field((), title="Kênh tuyên truyền")
    state: TaskState = Field(TaskState.RUNNING, title="Tình trạng tự khai")
    result: Text | None = Field(None, title="Kết quả thực hiện")
    evidence: tuple[Evidence, ...] = Field((), title="Minh chứng")
    note: Text | None = Field(None, title="Ghi chú")


class ContentPoint(Record):
    """A point of what the plan is about."""

    title: Text = Field(title="Nội dung")
    items: tuple[Text, ...] = Field((), title="Các ý")


class Responsibility(Record):
    """What one body has to do (tổ chức thực hiện)."""

    body: Line = Field(title="Cơ quan, bộ phận")
    duties: tuple[Text, ...] = Field(title="Trách nhiệm", min_length=1)


class Plan(Record):
    """A plan for a year or a part of it."""

    title: Line = Field(title="Tên kế hoạch")
    symbol: Known[Line] = Field(title="Số, ký hiệu")
    date: Known[Day] = Field(title="Ngày ban hành")
    place: Known[Line] = Field(title="Nơi ban hành")
    issuer: Line = Field(title="Cơ quan ban hành")
    period: PeriodField = Field(title="Kỳ kế hoạch")
    summary: Text = Field(title="Tóm tắt")
    documents: tuple[Citation, ...] = Field((), title="Văn bản viện dẫn")
    purposes: tuple[Text, ...] = Field((), title="Mục đích")
    requirements: tuple[Text, ...] = Field((), title="Yêu cầu")
    contents: tuple[ContentPoint, ...] = Field((), title="Nội dung")
    tasks: tuple[Task, ...] = Field(title="Nhiệm vụ", min_length=1)
    responsibilities: tuple[Responsibility, ...] = Field((), title="Tổ chức thực hiện")
    funding: Known[Text] = Field(title="Kinh phí")
    recipients: tuple[Recipient, ...] = Field((), title="Nơi nhận")
    signatory: Known[Signatory] = Field(title="Người ký")
    source: Provenance = Field(title="Nguồn")
    note: Text | None = Field(None, title="Ghi chú")

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
