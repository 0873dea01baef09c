"""One time that something went out: a programme aired, an issue posted, a leaflet handed out (lượt đăng, phát).

The register of these is what everything is counted from; a broadcast or a visual only says what is to recur.
"""

from typing import Self

from pydantic import Field, model_validator

from cchc.fields import Count, Day, Line, Slug, Url, YesNo
from cchc.known import refuse
from cchc.model.base import (
    BroadcastRef,
    ChannelRef,
    ContentType,
    EventRef,
    Provenance,
    SavedCopy,
    Store,
    TaskRef,
    VisualRef,
    newest_first,
)
from cchc.model.figures import Counted
from cchc.schema import Record


class Publication(Record):
    """What went out, on which day, where; and which tasks of plans it serves."""

    id: Slug = Field(title="Mã")
    date: Day = Field(title="Ngày đăng, phát")
    title: Line = Field(title="Tên")
    kind: Counted = Field(title="Đếm là")
    channel: ChannelRef | None = Field(None, title="Trên kênh")
    section: Slug | None = Field(None, title="Chuyên mục của kênh (mã)")
    places: tuple[Line, ...] = Field((), title="Ở những nơi", examples=["thôn 1"])
    count: Count = Field(1, title="Mấy lượt", description="một bản tin phát ba lần trong ngày: 3")
    minutes: Count | None = Field(None, title="Dài mấy phút")
    broadcast: BroadcastRef | None = Field(None, title="Thuộc chuyên mục phát thanh, truyền hình")
    visual: VisualRef | None = Field(None, title="Thuộc ấn phẩm")
    event: EventRef | None = Field(None, title="Ở sự kiện")
    news: Line | None = Field(None, title="Là bản của tin, bài (tên tệp)")
    url: Url | None = Field(None, title="Địa chỉ")
    saved: SavedCopy | None = Field(None, title="Bản lưu")
    tasks: tuple[TaskRef, ...] = Field((), title="Nhiệm vụ mà lượt này thực hiện")
    sample: YesNo = Field(False, title="Là dữ liệu mẫu")
    note: Line | None = Field(None, title="Ghi chú")
    source: Provenance | None = Field(None, title="Nguồn", description="bỏ nếu đơn vị tự ghi sổ")

    @model_validator(mode="after")
    def _section_of_a_channel(self) -> Self:
        if self.section is not None and self.channel is None:
            raise refuse("missing", "chuyên mục mà không rõ kênh", "thêm channel:")
        return self


TYPE = ContentType(
    "publication",
    "Lượt đăng, phát",
    Publication,
    Store.LIST,
    "publications.yml",
    "/so-dang-phat/",
    "Sổ đăng, phát",
    order=lambda record, slug: newest_first(record.date, slug),
)
