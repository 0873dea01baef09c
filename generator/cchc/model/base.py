"""What content types share: how a type is declared, citations of documents, sources, signatures."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import Field

from cchc.fields import Count, Day, Line, Slug, Url
from cchc.known import Choice, Known
from cchc.schema import Record


class Store(Enum):
    """Where a type's records live below site_data/ (news: below content/)."""

    FOLDER = "one file for each record"
    LIST = "one file with a list of records"
    SINGLE = "one file with one record"
    ARTICLES = "Markdown files with front matter"


@dataclass(frozen=True)
class ContentType:
    """One kind of record: how it is called, where it is read from, where its pages live.

    `path` is relative to site_data/ (articles: to content/). `url` is the address of the list page, whose title
    is `title`; a type without one has no pages. `slug(record, stem)` gives the last part of a record's own
    address from the record and its file's name; `own_pages` tells whether there is such a page.
    `order(record, slug)` is the sort key of the type's lists.
    """

    key: str
    label: str
    model: type[Record]
    store: Store
    path: str
    url: str = ""
    title: str = ""
    own_pages: bool = True
    slug: Callable[[Any, str], str] = lambda record, stem: stem
    order: Callable[[Any, str], Any] = lambda record, slug: slug


def newest_first(day: object, slug: str) -> tuple[int, str]:
    """Sort key for lists that begin with the latest day; records without a day come last."""
    return (-day.toordinal() if isinstance(day, dt.date) else 0, slug)


class Role(Choice):
    """Why a document is cited (vai trò viện dẫn)."""

    BASIS = "can-cu", "căn cứ"
    IMPLEMENTS = "thuc-hien", "thực hiện"
    MENTIONED = "nhac-den", "được nhắc đến"
    RESULT = "ket-qua", "kết quả ban hành"


class Citation(Record):
    """A legal document as a record cites it."""

    document: Slug = Field(title="Mã văn bản", description="tên tệp trong site_data/documents/, bỏ đuôi .yml")
    role: Role = Field(Role.BASIS, title="Vai trò viện dẫn")
    note: Line | None = Field(None, title="Ghi chú")


class Recipient(Record):
    """A line of "Nơi nhận"."""

    name: Line = Field(title="Nơi nhận")
    note: Line | None = Field(None, title="Ghi chú")


class Signatory(Record):
    """The signature block (NĐ 30/2020 Điều 13: TM., KT., TL., TUQ.)."""

    on_behalf: Line | None = Field(None, title="Ký thay mặt", examples=["TM. ỦY BAN NHÂN DÂN"])
    title: Line = Field(title="Chức vụ", examples=["CHỦ TỊCH"])
    name: Known[Line] = Field(title="Họ và tên")


class Per(Choice):
    """How often something recurs (tần suất)."""

    WEEK = "tuan", "tuần"
    MONTH = "thang", "tháng"
    QUARTER = "quy", "quý"
    HALF_YEAR = "sau-thang", "6 tháng"
    YEAR = "nam", "năm"
    CONTINUOUS = "thuong-xuyen", "thường xuyên"


class Frequency(Record):
    """So many times per so long."""

    times: Count = Field(1, title="Số lần")
    per: Per = Field(title="Mỗi")

    @property
    def label(self) -> str:
        """In words: "01 lần mỗi quý"."""
        return self.per.label if self.per is Per.CONTINUOUS else f"{self.times:02d} lần mỗi {self.per.label}"


class Confidence(Choice):
    """How far a collected value can be trusted (độ tin cậy)."""

    OFFICIAL = "trang-co-quan-cong-bo", "đọc trên trang của cơ quan công bố"
    SECONDARY = "nguon-thu-cap", "đọc trên báo hoặc trang cơ quan khác"
    DATASET_CHECKED = "du-lieu-da-doi-chieu", "từ bộ dữ liệu, khớp số đã công bố"
    DATASET = "du-lieu-chua-doi-chieu", "từ bộ dữ liệu, chưa đối chiếu"
    DERIVED = "suy-ra", "suy ra bằng phép tính từ câu trong nguồn"
    CONFLICT = "mau-thuan", "các nguồn khác nhau"
    UNVERIFIED = "chua-xac-minh", "kiến thức chung, chưa xác minh"


class Provenance(Record):
    """Where a fact was read (nguồn)."""

    name: Line = Field(title="Nguồn")
    url: Url | None = Field(None, title="Địa chỉ")
    date: Day | None = Field(None, title="Ngày của nguồn")
    collected_on: Day | None = Field(None, title="Ngày thu thập")
