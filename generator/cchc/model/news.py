"""News item (tin, bài): one Markdown file with front matter in content/tin-tuc/."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, model_validator

from cchc.fields import Day, Line, Moment, SitePath, Slug, Text, Url, YesNo
from cchc.known import Choice, refuse
from cchc.model.base import ContentType, Provenance, Store
from cchc.schema import Record

FILMS = (".mp4", ".webm")
#: Where the form of a new item says that the text is to be written.
TO_WRITE = "Viết nội dung bài ở đây"
SOUNDS = (".mp3", ".m4a", ".ogg", ".opus")


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


class Recording(Record):
    """A film or a sound, played on the page by the browser itself. Who does not hear it reads: captions in a film,
    a transcript beside either (WCAG 2.2, 1.2.1–1.2.3).
    """

    file: SitePath = Field(title="Tệp phim hoặc tiếng", examples=["tin-tuc/2024/tieng/ban-tin.mp3"])
    name: Line = Field(title="Tên phim hoặc bản ghi tiếng")
    captions: SitePath | None = Field(None, title="Tệp phụ đề (.vtt)")
    transcript: Text | None = Field(None, title="Lời ghi lại những gì nghe và thấy")

    @property
    def is_film(self) -> bool:
        """Whether there is something to see."""
        return self.file.lower().endswith(FILMS)

    @model_validator(mode="after")
    def _playable(self) -> Self:
        if not self.file.lower().endswith(FILMS + SOUNDS):
            hint = "đổi sang " + ", ".join(FILMS + SOUNDS)
            raise refuse("recording-kind", f"trình duyệt không mở được “{self.file}”", hint)
        if self.captions and not self.captions.lower().endswith(".vtt"):
            raise refuse("recording-kind", f"“{self.captions}” không phải tệp phụ đề", "dùng tệp phụ đề có đuôi .vtt")
        return self


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

    def posted_by(self, day: dt.date) -> bool:
        """Whether the item was there by a day, even if it has expired since."""
        return self.date.date() <= day

    def visible_on(self, day: dt.date) -> bool:
        """Whether the item shows on a day: due, and not expired."""
        return self.posted_by(day) and (self.expires is None or day <= self.expires)


class HeadlineFields(NamedTuple):
    """The fields of a headline. `named_files` are pictures, recordings, attachments with the path of keys to each."""

    title: str
    date: dt.datetime
    category: str
    expires: dt.date | None
    updated: dt.date | None
    sample: bool
    retold: bool
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
        title, date, category, expires, updated, *rest = self
        days = (day.toordinal() if day else 0 for day in (expires, updated))
        return title, date.isoformat(), category, *days, *rest

    @classmethod
    def unpack(cls, packed: Iterable[Any]) -> "Headline":
        """The headline again."""
        title, date, category, expires, updated, *rest = packed
        last = dt.date.fromordinal(expires) if expires else None
        mended = dt.date.fromordinal(updated) if updated else None
        return cls._make((title, dt.datetime.fromisoformat(date), category, last, mended, *rest))


class News(Dated, Record):
    """A news item; its text is the body of the file."""

    title: Line = Field(title="Tiêu đề")
    date: Moment = Field(title="Ngày đăng")
    dated_by: DatedBy = Field(DatedBy.EVENT, title="Ngày lấy theo")
    category: Slug = Field(title="Chuyên mục", description="mã ở mục categories của site_data/site.yml")
    summary: Annotated[Text, Field(max_length=400)] = Field(title="Tóm tắt")
    author: Line | None = Field(None, title="Tác giả hoặc bộ phận")
    tags: tuple[Line, ...] = Field((), title="Từ khóa")
    image: Image | None = Field(None, title="Ảnh")
    gallery: tuple[Image, ...] = Field((), title="Bộ ảnh")
    recordings: tuple[Recording, ...] = Field((), title="Phim và bản ghi tiếng")
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
    def retold(self) -> bool:
        """Whether the item only retells a document or a report, so that nobody knows when it was posted."""
        return self.dated_by is not DatedBy.EVENT

    @property
    def named_files(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """Pictures, recordings and attachments with the path of keys to each."""
        files: list[tuple[tuple[str | int, ...], str]] = [
            (("attachments", index, "file"), attachment.file) for index, attachment in enumerate(self.attachments)
        ]
        files += [(("gallery", index, "file"), image.file) for index, image in enumerate(self.gallery)]
        for index, recording in enumerate(self.recordings):
            files.append((("recordings", index, "file"), recording.file))
            if recording.captions:
                files.append((("recordings", index, "captions"), recording.captions))
        if self.image:
            files.append((("image", "file"), self.image.file))
        return tuple(files)

    def headline(self) -> Headline:
        """The item without its text."""
        return Headline._make(getattr(self, name) for name in Headline._fields)


def sounds(record: News | Headline) -> tuple[str, ...]:
    """The files of an item's recordings that are only heard."""
    found = (file for where, file in record.named_files if where[0] == "recordings")
    return tuple(file for file in found if file.lower().endswith(SOUNDS))


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
