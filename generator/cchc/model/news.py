"""News item (tin, bài): one Markdown file with front matter in content/tin-tuc/."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any, NamedTuple

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


class Dated:
    """What a day and a title say, of whole items and of headlines."""

    __slots__ = ()
    title: str
    date: dt.datetime
    expires: dt.date | None

    @property
    def heading(self) -> str:
        """Title of the item's page."""
        return self.title

    @property
    def month(self) -> tuple[int, int]:
        """Year and month of the address."""
        return self.date.year, self.date.month

    def visible_on(self, day: dt.date) -> bool:
        """Whether the item shows on a day: due, and not expired."""
        return self.date.date() <= day and (self.expires is None or day <= self.expires)


class HeadlineFields(NamedTuple):
    """The fields of a headline. `named_files` are the pictures and attachments with the path of keys to each."""

    title: str
    date: dt.datetime
    category: str
    expires: dt.date | None
    sample: bool
    documents: tuple[str, ...]
    procedures: tuple[str, ...]
    tasks: tuple[str, ...]
    named_files: tuple[tuple[tuple[str | int, ...], str], ...]


class Headline(Dated, HeadlineFields):
    """What lists, feeds and rules about the whole site need of a news item; the item itself stays in its file.

    A tuple: a build makes one of every item, and a frozen dataclass takes three times as long.
    """

    __slots__ = ()

    def pack(self) -> tuple[Any, ...]:
        """Plain values, quick to store."""
        title, date, category, expires, *rest = self
        return title, date.isoformat(), category, expires.toordinal() if expires else 0, *rest

    @classmethod
    def unpack(cls, packed: Iterable[Any]) -> "Headline":
        """The headline again."""
        title, date, category, expires, *rest = packed
        last = dt.date.fromordinal(expires) if expires else None
        return cls(title, dt.datetime.fromisoformat(date), category, last, *rest)


class News(Dated, Record):
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
        """Title of the item's page."""
        return self.title

    @property
    def named_files(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """Pictures and attachments with the path of keys to each."""
        files: list[tuple[tuple[str | int, ...], str]] = [
            (("attachments", index, "file"), attachment.file) for index, attachment in enumerate(self.attachments)
        ]
        if self.image:
            files.append((("image", "file"), self.image.file))
        return tuple(files)

    def headline(self) -> Headline:
        """The item without its text."""
        return Headline._make(getattr(self, name) for name in Headline._fields)


def _slug(record: News | Headline, stem: str) -> str:
    return f"{record.date.year}/{record.date.month:02d}/{stem}"


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
