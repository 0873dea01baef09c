"""Official channel (kênh chính thức): where the unit really speaks (NĐ 224/2026 Điều 10), and its partners."""

import datetime as dt
from typing import ClassVar

from pydantic import Field

from cchc.fields import Day, Line, Slug, Url
from cchc.known import Choice, Known
from cchc.model.base import ContentType, OrganisationRef, Provenance, Store
from cchc.period import lies_between
from cchc.schema import Record


class ChannelKind(Choice):
    """What sort of channel it is."""

    WEBSITE = "trang-thong-tin", "Trang, cổng thông tin điện tử"
    RADIO = "truyen-thanh", "Truyền thanh"
    SOCIAL = "mang-xa-hoi", "Mạng xã hội"
    TV = "truyen-hinh", "Phát thanh, truyền hình"
    NEWSPAPER = "bao", "Báo"
    SCREEN = "man-hinh", "Màn hình, bảng điện tử"
    CALL_CENTRE = "tong-dai", "Tổng đài"


class Relation(Choice):
    """Whose channel it is."""

    OWN = "cua-don-vi", "của đơn vị"
    SUPERIOR = "cap-tren", "của cấp trên"
    SUBORDINATE = "cap-duoi", "của cấp dưới"
    PARTNER = "phoi-hop", "báo, đài phối hợp"


class Section(Record):
    """A section of a channel (chuyên trang, chuyên mục)."""

    id: Slug = Field(title="Mã chuyên mục")
    name: Line = Field(title="Tên chuyên mục")
    url: Url | None = Field(None, title="Địa chỉ")
    note: Line | None = Field(None, title="Ghi chú")


_SYSTEM = "đây là hệ thống, không phải kênh: chuyển bản ghi sang systems.yml (mẫu: cchc new system MÃ)"


class Channel(Record):
    """A channel that the unit must make known, so that people can tell it from false ones."""

    FORMER: ClassVar = {"cong-dich-vu-cong": _SYSTEM, "ung-dung": _SYSTEM}

    id: Slug = Field(title="Mã kênh")
    name: Line = Field(title="Tên kênh")
    aliases: tuple[Line, ...] = Field((), title="Tên gọi khác")
    kind: ChannelKind = Field(title="Loại kênh")
    relation: Relation = Field(Relation.OWN, title="Của ai")
    url: Known[Url] | None = Field(None, title="Địa chỉ", description="kênh phát thanh, bảng tin thì bỏ dòng này")
    owner: Line | None = Field(None, title="Cơ quan quản lý")
    organisation: OrganisationRef | None = Field(None, title="Bộ phận phụ trách")
    purposes: tuple[Line, ...] = Field((), title="Dùng để")
    sections: tuple[Section, ...] = Field((), title="Chuyên trang, chuyên mục")
    valid_from: Day | None = Field(None, title="Dùng từ ngày")
    valid_to: Day | None = Field(None, title="Dùng đến ngày")
    note: Line | None = Field(None, title="Ghi chú")
    source: Provenance = Field(title="Nguồn")

    def valid_on(self, day: dt.date) -> bool:
        """Whether it was in use on a day."""
        return lies_between(day, self.valid_from, self.valid_to)

    def ended_by(self, day: dt.date) -> bool:
        """Whether its last day is over on a day."""
        return self.valid_to is not None and self.valid_to < day


TYPE = ContentType(
    "channel",
    "Kênh chính thức",
    Channel,
    Store.LIST,
    "channels.yml",
    "/kenh-chinh-thuc/",
    "Kênh chính thức",
)
