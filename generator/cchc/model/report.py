"""Report (báo cáo) of a period: what was done, counted and judged."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from cchc.fields import Count, Day, Figure, Line, SitePath, Text, Url
from cchc.known import Choice, Gap, Known, refuse
from cchc.model.base import (
    BroadcastRef,
    ChannelRef,
    ContentType,
    DocumentCategory,
    EventRef,
    Frequency,
    IndicatorRef,
    OnlineLevel,
    PlanRef,
    ProgrammeRef,
    Provenance,
    Store,
    SystemRef,
    VisualRef,
    newest_first,
)
from cchc.model.document_parts import Citation, Letterhead, OutlineItem, Quote, Recipient, Signatory
from cchc.model.figures import ChannelCount, DeclaredFigure, DossierFigures, FeedbackFigures, Ranking
from cchc.period import DayOrMonth, Minutes, PeriodField
from cchc.schema import Record


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
    SOCIAL = "mang-xa-hoi", "Mạng xã hội"
    PRESS = "bao-dai", "Báo, đài phát thanh, truyền hình"
    TRAINING = "tap-huan", "Tập huấn, bồi dưỡng"
    CONTEST = "cuoc-thi", "Cuộc thi, hội thi"
    DIALOGUE = "doi-thoai", "Tọa đàm, đối thoại"
    ONLINE = "dich-vu-cong", "Dịch vụ công trực tuyến"
    DIGITISATION = "so-hoa", "Số hóa hồ sơ, thanh toán trực tuyến"
    PROGRAMME = "chuong-trinh", "Chương trình, đề án"


class Activity(Record):
    """What was done, in which form, how often, how far it reached."""

    kind: ActivityKind = Field(title="Hình thức")
    other_kinds: tuple[ActivityKind, ...] = Field((), title="Hình thức kết hợp")
    text: Text = Field(title="Nội dung")
    topics: tuple[Line, ...] = Field((), title="Chủ đề")
    by: tuple[Line, ...] = Field((), title="Nơi thực hiện")
    period: PeriodField | None = Field(None, title="Kỳ", description="bỏ nếu là kỳ báo cáo")
    since: Day | None = Field(None, title="Từ ngày")
    frequency: Frequency | None = Field(None, title="Tần suất")
    duration_minutes: Minutes | None = Field(None, title="Thời lượng (phút)")
    reach: Line | None = Field(None, title="Phạm vi")
    figures: tuple[DeclaredFigure, ...] = Field((), title="Số liệu")
    channels: tuple[ChannelRef, ...] = Field((), title="Kênh")
    systems: tuple[SystemRef, ...] = Field((), title="Hệ thống")
    online_levels: tuple[OnlineLevel, ...] = Field((), title="Mức độ dịch vụ công trực tuyến")
    programmes: tuple[ProgrammeRef, ...] = Field((), title="Chương trình, đề án")
    indicators: tuple[IndicatorRef, ...] = Field((), title="Chỉ số")
    events: tuple[EventRef, ...] = Field((), title="Sự kiện")
    broadcasts: tuple[BroadcastRef, ...] = Field((), title="Chuyên mục phát thanh, truyền hình")
    visuals: tuple[VisualRef, ...] = Field((), title="Trực quan, ấn phẩm")
    documents: tuple[Citation, ...] = Field((), title="Văn bản")


class Direction(Record):
    """What the unit told others to do (công tác chỉ đạo, điều hành)."""

    to: tuple[Line, ...] = Field((), title="Giao cho", description="đơn vị tự làm, không giao cho ai thì bỏ")
    text: Text = Field(title="Nội dung")
    documents: tuple[Citation, ...] = Field((), title="Văn bản")
    note: Line | None = Field(None, title="Ghi chú")


class DisclosureSubject(Choice):
    """What is made public (nội dung công khai, niêm yết)."""

    PROCEDURES = "thu-tuc-hanh-chinh", "Thủ tục hành chính"
    DECISIONS = "quyet-dinh-cong-bo", "Quyết định công bố thủ tục hành chính"
    HOTLINE = "duong-day-nong", "Đường dây nóng tiếp nhận phản ánh, kiến nghị"
    DOCUMENTS = "van-ban", "Văn bản của đơn vị"
    RESULTS = "ket-qua-cchc", "Kết quả cải cách hành chính"


class PlaceKind(Choice):
    """Where it is made public."""

    ONE_STOP = "bo-phan-mot-cua", "Bộ phận Một cửa"
    OFFICE = "phong-lam-viec", "Phòng làm việc của cơ quan chuyên môn"
    BOARD = "diem-cong-khai", "Điểm công khai, bảng niêm yết"
    CHANNEL = "kenh", "Trang, cổng, kênh"
    SYSTEM = "he-thong", "Hệ thống, cơ sở dữ liệu"


class DisclosurePlace(Record):
    """One place of publication, with the label and address that the report gives."""

    place: PlaceKind = Field(title="Nơi")
    name: Line | None = Field(None, title="Bản gốc gọi là")
    url: Url | None = Field(None, title="Địa chỉ như bản gốc ghi")
    channel: ChannelRef | None = Field(None, title="Kênh")
    system: SystemRef | None = Field(None, title="Hệ thống")


class Disclosure(Record):
    """What was or must be made public, where, how completely (công khai, niêm yết)."""

    subject: DisclosureSubject = Field(title="Nội dung công khai")
    text: Text = Field(title="Báo cáo nói gì")
    places: tuple[DisclosurePlace, ...] = Field((), title="Công khai ở đâu")
    categories: tuple[DocumentCategory, ...] = Field((), title="Nhóm văn bản")
    share: Figure | None = Field(None, title="Tỷ lệ công khai (%)")
    trigger: Line | None = Field(None, title="Khi nào", examples=["ngay sau khi có quyết định công bố"])
    purpose: Text | None = Field(None, title="Để làm gì")
    note: Line | None = Field(None, title="Ghi chú")


class Outcome(Record):
    """A result that the report claims (kết quả), with its figure if it gives one."""

    text: Text = Field(title="Kết quả")
    figure: DeclaredFigure | None = Field(None, title="Số liệu")


class Appendix(Record):
    """An appendix: its tasks are a plan (`part_of` this report), or it is a file, or it is not there."""

    title: Line = Field(title="Tên phụ lục")
    plan: Known[PlanRef] | None = Field(None, title="Bảng nhiệm vụ (mã kế hoạch)")
    file: Known[SitePath] | None = Field(None, title="Tệp phụ lục")
    attached_to: Line | None = Field(None, title="Dòng “Kèm theo” như bản gốc in")
    columns: tuple[Line, ...] = Field((), title="Các cột")
    total: Count | None = Field(None, title="Tổng số ghi ở cuối bảng")

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.plan is None) == (self.file is None):
            hint = "một trong hai; phụ lục không có thì viết file: chưa có (lý do)"
            raise refuse("appendix", "phụ lục cần bảng nhiệm vụ (plan) hoặc tệp (file)", hint)
        return self


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

    FORMER: ClassVar = {
        "next_tasks": "chuyển thành kế hoạch: cchc new plan KỲ, ghi `part_of` là báo cáo này, mỗi ý một nhiệm vụ; "
        "ở đây thay bằng `next_plan: KỲ`"
    }

    title: Line = Field(title="Tên báo cáo")
    symbol: Known[Line] = Field(title="Số, ký hiệu")
    date: Known[DayOrMonth] = Field(title="Ngày ban hành")
    place: Known[Line] = Field(title="Nơi ban hành")
    letterhead: Letterhead | None = Field(None, title="Phần đầu văn bản")
    issuer: Line = Field(title="Cơ quan ban hành")
    period: PeriodField = Field(title="Kỳ báo cáo")
    coverage_note: Text | None = Field(None, title="Phạm vi số liệu")
    summary: Text = Field(title="Tóm tắt")
    outline: tuple[OutlineItem, ...] = Field((), title="Bố cục bản gốc")
    documents: tuple[Citation, ...] = Field((), title="Văn bản viện dẫn")
    dossiers: Known[DossierFigures] = Field(title="Hồ sơ thủ tục hành chính")
    feedback: Known[FeedbackFigures] | None = Field(None, title="Phản ánh, kiến nghị")
    figures: tuple[DeclaredFigure, ...] = Field((), title="Số liệu chung")
    rankings: tuple[Ranking, ...] = Field((), title="Xếp hạng")
    counts: tuple[ChannelCount, ...] = Field((), title="Số tin, bài theo kênh")
    directions: tuple[Direction, ...] = Field((), title="Chỉ đạo, điều hành")
    activities: tuple[Activity, ...] = Field(title="Hoạt động đã làm", min_length=1)
    disclosures: tuple[Disclosure, ...] = Field((), title="Công khai, niêm yết")
    outcomes: tuple[Outcome, ...] = Field((), title="Kết quả")
    strengths: tuple[Text, ...] = Field((), title="Mặt làm được")
    limitations: tuple[Limitation, ...] = Field((), title="Hạn chế")
    recommendations: tuple[Recommendation, ...] = Field((), title="Đề xuất, kiến nghị")
    next_period: PeriodField | None = Field(None, title="Kỳ tới")
    next_plan: PlanRef | None = Field(None, title="Kế hoạch kỳ tới")
    appendices: tuple[Appendix, ...] = Field((), title="Phụ lục")
    addressed_to: tuple[Line, ...] = Field((), title="Kính gửi")
    recipients: tuple[Recipient, ...] = Field((), title="Nơi nhận")
    signatory: Known[Signatory] = Field(title="Người ký")
    quotes: tuple[Quote, ...] = Field((), title="Câu chữ bản gốc")
    source: Provenance = Field(title="Nguồn")
    note: Text | None = Field(None, title="Ghi chú")

    @property
    def heading(self) -> str:
        """Title of the record's page."""
        return self.title


def _latest_first(record: Report, slug: str) -> tuple[int | str, ...]:
    """By period; of several reports of one period the latest comes first, for it counts."""
    day = None if isinstance(record.date, Gap) else record.date.first
    return (*newest_first(record.period.end, ""), *newest_first(day, slug))


TYPE = ContentType(
    "report",
    "Báo cáo",
    Report,
    Store.FOLDER,
    "reports",
    "/bao-cao/",
    "Báo cáo",
    order=_latest_first,
)
