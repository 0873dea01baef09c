"""Figures that a report states: what was counted, on which channel, in which part of the text."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from pydantic import Field, model_validator

from cchc.fields import Count, Figure, Line, Share, Slug
from cchc.known import Choice, refuse
from cchc.model.base import ChannelRef, Qualifier, SystemRef, TaskRef
from cchc.model.document_parts import Citation
from cchc.period import DayOrMonth, PeriodField
from cchc.schema import Record


class Origin(Choice):
    """Where a figure of a report comes from (số có từ đâu)."""

    DECLARED = "khai-bao", "khai báo"
    COMPUTED = "tu-dem", "tự đếm từ dữ liệu"


class DeclaredFigure(Record):
    """A figure that the report states (số liệu khai báo)."""

    name: Line = Field(title="Chỉ tiêu")
    value: Figure = Field(title="Giá trị")
    unit: Line = Field(title="Đơn vị tính")
    qualifier: Qualifier = Field(Qualifier.EXACT, title="Mức chính xác")
    origin: Origin = Field(Origin.DECLARED, title="Số có từ đâu")
    since: DayOrMonth | None = Field(None, title="Tính từ")
    system: SystemRef | None = Field(None, title="Qua hệ thống")
    documents: tuple[Citation, ...] = Field((), title="Văn bản")
    note: Line | None = Field(None, title="Ghi chú")


class Counted(Choice):
    """What is counted on a channel. “tin, bài”, “tin bài”, “bài”, “tin, bài, video clip” are one: items."""

    ITEMS = "tin-bai", "tin, bài"
    INFOGRAPHICS = "infographic", "infographic"
    DOCUMENTS = "van-ban", "văn bản"
    AIRINGS = "luot-phat", "lượt phát"
    VIDEOS = "video", "video clip"
    ISSUES = "so-phat-hanh", "số, kỳ"


class Whereabouts(Choice):
    """In which part of the report a figure stands."""

    BODY = "than-bao-cao", "thân báo cáo"
    APPENDIX = "phu-luc", "phụ lục"


class CountPart(Record):
    """A part of a count: 49 tin, bài of 82."""

    what: Counted = Field(title="Đếm gì")
    value: Count = Field(title="Số lượng")


class ChannelCount(Record):
    """How much went out on a channel, as the report says in one place (số tin, bài theo kênh)."""

    channel: ChannelRef = Field(title="Kênh")
    section: Slug | None = Field(None, title="Chuyên mục của kênh (mã)")
    what: Counted = Field(Counted.ITEMS, title="Đếm gì")
    value: Count = Field(title="Số lượng")
    qualifier: Qualifier = Field(Qualifier.EXACT, title="Mức chính xác")
    parts: tuple[CountPart, ...] = Field((), title="Trong đó")
    where: Whereabouts = Field(Whereabouts.BODY, title="Ghi ở phần nào")
    place: Line | None = Field(None, title="Chỗ ghi", examples=["mục 2", "nhiệm vụ 3"])
    as_written: Line | None = Field(None, title="Bản gốc viết")
    scope: Line | None = Field(None, title="Phạm vi", examples=["từ huyện đến cơ sở"])
    period: PeriodField | None = Field(None, title="Kỳ", description="bỏ nếu là kỳ báo cáo")
    task: TaskRef | None = Field(None, title="Nhiệm vụ")
    note: Line | None = Field(None, title="Ghi chú")

    @model_validator(mode="after")
    def _parts_add_up(self) -> Self:
        total = sum(part.value for part in self.parts)
        if self.parts and total != self.value:
            raise refuse("sum", f"các phần cộng lại là {total}, không phải {self.value}", "đếm lại từng phần")
        return self


class Ranking(Record):
    """A place in a ranking (xếp hạng)."""

    subject: Line = Field(title="Về việc gì")
    rank: Count = Field(title="Hạng")
    out_of: Count | None = Field(None, title="Trên tổng số")
    scope: Line = Field(title="Trong phạm vi", examples=["cả nước"])
    body: Line | None = Field(None, title="Của")
    system: SystemRef | None = Field(None, title="Qua hệ thống")


class FeedbackFigures(Record):
    """Feedback taken in and answered (xử lý phản ánh, kiến nghị): counts only, never who sent it."""

    received: Count = Field(title="Tiếp nhận")
    answered: Count = Field(title="Đã trả lời")
    overdue: Count = Field(0, title="Quá hạn")
    published_on: tuple[ChannelRef, ...] = Field((), title="Công khai kết quả trên kênh")


class DossierFigures(Record):
    """Dossiers of a period (hồ sơ): parts that are all given must add up to the total."""

    total: Count = Field(title="Tổng số hồ sơ")
    online: Count | None = Field(None, title="Trực tuyến")
    direct: Count | None = Field(None, title="Trực tiếp")
    early: Count | None = Field(None, title="Trước hạn")
    on_time: Count | None = Field(None, title="Đúng hạn")
    overdue: Count | None = Field(None, title="Quá hạn")
    online_share: Share | None = Field(None, title="Tỷ lệ trực tuyến báo cáo ghi (%)")
    systems: tuple[SystemRef, ...] = Field((), title="Qua hệ thống")

    @model_validator(mode="after")
    def _parts_add_up(self) -> Self:
        for name, parts in (
            ("trực tuyến + trực tiếp", (self.online, self.direct)),
            ("trước hạn + đúng hạn + quá hạn", (self.early, self.on_time, self.overdue)),
        ):
            given = [part for part in parts if part is not None]
            if sum(given) > self.total or (len(given) == len(parts) and sum(given) != self.total):
                raise refuse("sum", f"{name} = {sum(given)}, không bằng tổng {self.total}", "đếm lại từ sổ hồ sơ")
        if self.online is not None and self.online_share is not None and self.total:
            exact = 100 * self.online / self.total
            if abs(exact - float(self.online_share)) >= 1:
                told = f"tỷ lệ {self.online_share}% không khớp {self.online}/{self.total}"
                raise refuse("sum", told, "tính lại tỷ lệ")
        return self

    @property
    def online_rate(self) -> Decimal | None:
        """Share of online dossiers in percent: counted, to one decimal, else as it was declared; of none no share.

        It is 100 only when all are, 0 only when none is: beside it stands how many came in otherwise.
        """
        if self.online is None or not self.total:
            return self.online_share
        exact = 100 * Decimal(self.online) / self.total
        rounded = exact.quantize(step := Decimal("0.1"), ROUND_HALF_UP)
        return rounded if exact in (0, 100) else min(max(rounded, step), 100 - step)
