"""Hotline and receiving point (đường dây nóng, nơi tiếp nhận phản ánh, kiến nghị).

NĐ 20/2008/NĐ-CP Điều 13: five items must be public: office address, postal address, dedicated phone,
website, e-mail. Điều 7: a phone call counts only through the dedicated number that was made public.
"""

import datetime as dt

from pydantic import Field

from cchc.fields import Clock, Day, Email, Line, Phone, Text, Url
from cchc.known import Choice, Known, KnownList
from cchc.model.base import ChannelRef, ContentType, Provenance, Store, Weekday
from cchc.schema import Record


class PointKind(Choice):
    """What people turn to it for."""

    FEEDBACK = "phan-anh-kien-nghi", "Tiếp nhận phản ánh, kiến nghị"
    ONE_STOP = "mot-cua", "Tiếp nhận hồ sơ và trả kết quả"
    HOTLINE = "duong-day-nong", "Đường dây nóng"
    RECEPTION = "tiep-cong-dan", "Tiếp công dân"


class Hours(Record):
    """Opening hours on certain days."""

    days: tuple[Weekday, ...] = Field(title="Các ngày", min_length=1)
    opens: Clock = Field(title="Mở cửa")
    closes: Clock = Field(title="Đóng cửa")


class Hotline(Record):
    """A point that takes questions, feedback or dossiers."""

    name: Line = Field(title="Tên")
    kind: PointKind = Field(title="Loại")
    owner: Known[Line] = Field(title="Bộ phận phụ trách")
    office_address: Known[Line] = Field(title="Địa chỉ cơ quan")
    postal_address: Known[Line] = Field(title="Địa chỉ thư tín")
    phone: Known[Phone] = Field(title="Số điện thoại chuyên dùng")
    website: Known[Url] = Field(title="Địa chỉ trang thông tin điện tử")
    email: Known[Email] = Field(title="Địa chỉ thư điện tử")
    hours: KnownList[Hours] = Field(title="Giờ làm việc")
    scope: tuple[Line, ...] = Field(title="Tiếp nhận những việc gì", min_length=1)
    not_handled: tuple[Line, ...] = Field((), title="Không tiếp nhận")
    what_to_say: Text | None = Field(None, title="Cần nói rõ")
    answer_time: Known[Line] = Field(title="Thời hạn trả lời")
    answers_published_on: ChannelRef | None = Field(None, title="Nơi đăng kết quả xử lý phản ánh, kiến nghị")
    equipment: tuple[Line, ...] = Field((), title="Trang thiết bị")
    valid_from: Day | None = Field(None, title="Áp dụng từ ngày")
    valid_to: Day | None = Field(None, title="Áp dụng đến ngày")
    source: Provenance = Field(title="Nguồn")
    note: Text | None = Field(None, title="Ghi chú")

    def visible_on(self, day: dt.date) -> bool:
        """Whether it shows on a day: also before it begins, for its page tells since when; not when it is over."""
        return self.valid_to is None or day <= self.valid_to


TYPE = ContentType(
    "hotline",
    "Đường dây nóng và nơi tiếp nhận",
    Hotline,
    Store.LIST,
    "hotlines.yml",
    "/duong-day-nong/",
    "Đường dây nóng và nơi tiếp nhận",
    slug=lambda record, stem: f"noi-{stem.rpartition('-')[2]}",  # its place in the file
)
