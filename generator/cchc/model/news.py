"""News item (tin, bài): one Markdown file with front matter in content/tin-tuc/."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from cchc.fields import Day, Line, Moment, SitePath, Slug, Text, Url, YesNo
from cchc.known import Choice
from cchc.model.base import ContentType, Provenance, Store
from cchc.schema import Record


class DatedBy(Choice):
    """What the date of an item rests on."""

    EVENT = "ngay-dang", "ngày đăng"
    DOCUMENT = "ngay-van-ban", "ngày theo văn bản"
    PERIOD = "ngay-theo-ky-bao-cao", "ngày theo kỳ báo cáo"


class Image(Record):
    """A picture with the text that stands for it."""

    file: SitePath = Field(title="Tệp ảnh", examples=["tin-tuc/2024/anh/le-ra-quan.jpg"])
    alt: Line = Field(title="Lời tả ảnh cho người không nhìn thấy")
    caption: Line | None = Field(None, title="Chú thích ảnh")
    credit: Line | None = Field(None, title="Nguồn ảnh")


class Attachment(Record):
    """A file to download."""

    file: SitePath = Field(title="Tệp đính kèm")
    name: Line = Field(title="Tên tệp cho người đọc")


class News(Record):
    """A news item; its text is the body of the file."""

    title: Line = Field(title="Tiêu đề")
    date: Moment = Field(title="Ngày đăng")
    dated_by: DatedBy = Field(DatedBy.EVENT, title="Ngày lấy theo")
    category: Slug = Field(title="Chuyên mục")
    summary: Annotated[Text, Field(max_length=400)] = Field(title="Tóm tắt")
    author: Line | None = Field(None, title="Tác giả hoặc bộ phận")
    tags: tuple[Line, ...] = Field((), title="Từ khóa")
    image: Image | None = Field(None, title="Ảnh")
    attachments: tuple[Attachment, ...] = Field((), title="Tệp đính kèm")
    source: Provenance | None = Field(None, title="Nguồn")
    documents: tuple[Slug, ...] = Field((), title="Văn bản liên quan")
    procedures: tuple[Line, ...] = Field((), title="Thủ tục liên quan")
    tasks: tuple[Line, ...] = Field((), title="Nhiệm vụ trong kế hoạch mà tin này chứng minh")
    updated: Day | None = Field(None, title="Ngày sửa")
    correction: Line | None = Field(None, title="Nội dung đã đính chính")
    expires: Day | None = Field(None, title="Ngày hết hạn")
    canonical: Url | None = Field(None, title="Địa chỉ bài gốc")
    sample: YesNo = Field(False, title="Là dữ liệu mẫu")

    @property
    def heading(self) -> str:
        """Title of the record's page."""
        return self.title

    @property
    def month(self) -> tuple[int, int]:
        """Year and month of the address."""
        return self.date.year, self.date.month

    def visible_on(self, day: dt.date) -> bool:
        """Whether the item shows on a day: due, and not expired."""
        return self.date.date() <= day and (self.expires is None or day <= self.expires)


def _slug(record: News, stem: str) -> str:
    return f"{record.date:%Y/%m}/{stem}"


TYPE = ContentType(
    "news",
    "Tin, bài",
    News,
    Store.ARTICLES,
    "tin-tuc",
    "/tin-tuc/",
    "Tin tức cải cách hành chính",
    slug=_slug,
    order=lambda record, slug: (-record.date.timestamp(), slug),
)
