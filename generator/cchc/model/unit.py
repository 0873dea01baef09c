"""The publishing body (đơn vị) and what holds for its whole site: site_data/site.yml."""

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from cchc.fields import Count, Day, Email, Line, Phone, Slug, Text, Url
from cchc.known import Known
from cchc.model.base import (
    AdministrativeLevel,
    Confidence,
    ContentType,
    Language,
    Provenance,
    Store,
)
from cchc.period import lies_between
from cchc.schema import Record


class Superior(Record):
    """A superior body (cơ quan cấp trên) with the time during which it was one."""

    name: Known[Line] = Field(title="Tên cơ quan cấp trên")
    url: Known[Url] = Field(title="Trang thông tin điện tử")
    valid_from: Day | None = Field(None, title="Từ ngày")
    valid_to: Day | None = Field(None, title="Đến ngày")

    def valid_on(self, day: dt.date) -> bool:
        """Whether it was the superior on a day."""
        return lies_between(day, self.valid_from, self.valid_to)


class Successor(Record):
    """The body that took over when the unit was merged (đơn vị kế thừa)."""

    name: Known[Line] = Field(title="Tên đơn vị mới")
    since: Day = Field(title="Từ ngày")
    merged_with: tuple[Line, ...] = Field((), title="Nhập cùng")
    basis: Line | None = Field(None, title="Căn cứ")
    url: Url | None = Field(None, title="Trang thông tin điện tử")
    confidence: Confidence = Field(title="Độ tin cậy")
    source: Provenance = Field(title="Nguồn")

    @property
    def certainty(self) -> str:
        """How far this can be trusted: the label of the confidence, but no event is derived by arithmetic."""
        derived = self.confidence is Confidence.DERIVED
        return "suy ra, chưa thấy văn bản nói rõ" if derived else self.confidence.label


class TranslationPolicy(Record):
    """Into which languages the unit's procedures are translated, and for whom."""

    languages: tuple[Language, ...] = Field(title="Tiếng nước ngoài", min_length=1)
    audience: tuple[Line, ...] = Field((), title="Dành cho ai")
    source: Provenance = Field(title="Nguồn")


class Province(Record):
    """The province by whose figures the unit is judged; before a merger its figures are the old province's."""

    name: Known[Line] = Field(title="Tên tỉnh")
    portal: Known[Url] = Field(title="Cổng thông tin điện tử")
    service_portal: Known[Url] = Field(title="Cổng dịch vụ công hoặc hệ thống một cửa")
    reorganised_on: Day | None = Field(None, title="Ngày sáp nhập")
    reorganisation: Line | None = Field(None, title="Nội dung sáp nhập")


class Licence(Record):
    """Terms on which anyone may use the unit's data again (giấy phép, điều kiện dùng lại dữ liệu)."""

    name: Line = Field(title="Tên giấy phép hoặc điều kiện", examples=["Ghi nguồn (CC BY 4.0)"])
    url: Url | None = Field(None, title="Địa chỉ bản đầy đủ")
    basis: Line | None = Field(None, title="Văn bản của đơn vị công bố điều kiện này")


class Term(Record):
    """One value of a closed list that the unit may extend: a news category, a sector, a life event."""

    id: Slug = Field(title="Mã")
    name: Line = Field(title="Tên")
    description: Line | None = Field(None, title="Mô tả")


class Interruption(Record):
    """A time during which a service is down or something does not work (gián đoạn): told at the top of every page."""

    text: Annotated[Text, Field(max_length=300)] = Field(title="Báo gì", description="việc gì, giờ nào, làm thế nào")
    valid_from: Day = Field(title="Hiện từ ngày")
    valid_to: Day = Field(title="Hiện đến hết ngày")
    url: Url | None = Field(None, title="Nơi nói rõ hơn")

    def valid_on(self, day: dt.date) -> bool:
        """Whether it is told on a day."""
        return self.valid_from <= day <= self.valid_to


class Unit(Record):
    """The publishing body and its site."""

    FORMER: ClassVar = {
        "places": "xóa mục này và mọi dòng lùi vào bên dưới; số thôn, tổ dân phố thì viết ở trang giới thiệu",
        "equipment": "chuyển cả mục sang bản ghi của bộ phận một cửa trong hotlines.yml, cũng tên `equipment`",
    }

    name: Line = Field(title="Tên đơn vị", examples=["Ủy ban nhân dân xã Sơn Bua"])
    short_name: Line = Field(title="Tên gọn", examples=["UBND xã Sơn Bua"])
    place_name: Line = Field(title="Địa danh", examples=["xã Sơn Bua"])
    level: AdministrativeLevel = Field(title="Cấp hành chính")
    description: Text = Field(title="Giới thiệu một câu")
    as_of: Day | None = Field(None, title="Nội dung tính đến ngày", description="bỏ dòng này khi dùng thật")
    as_of_note: Text | None = Field(None, title="Lời giải thích về ngày")
    interruptions: tuple[Interruption, ...] = Field((), title="Thông báo gián đoạn ở đầu mọi trang")
    responsible: Known[Line] = Field(title="Người chịu trách nhiệm nội dung", description="chức danh, không ghi tên")
    address: Known[Line] = Field(title="Địa chỉ trụ sở")
    phone: Known[Phone] = Field(title="Điện thoại")
    email: Known[Email] = Field(title="Thư điện tử")
    website: Known[Url] = Field(title="Trang thông tin điện tử")
    website_note: Line | None = Field(None, title="Ghi chú về trang thông tin điện tử")
    satisfaction_url: Known[Url] = Field(title="Nơi đánh giá sự hài lòng")
    feed_authority: Line = Field(
        title="Tên gốc của mã tin trong RSS",
        description="không bao giờ đổi, kể cả khi trang đổi tên miền",
        pattern=r"^[a-z0-9.-]+$",
        examples=["xasonbua.sontay.quangngai.gov.vn"],
    )
    signing_key: Line | None = Field(
        None,
        title="Khóa công khai để kiểm trang",
        description="lệnh `cchc key` in ra dòng này",
        pattern=r"^ed25519:[A-Za-z0-9+/]{43}=$",
    )
    province: Province = Field(title="Tỉnh")
    superiors: tuple[Superior, ...] = Field(title="Cơ quan cấp trên")
    successor: Successor | None = Field(None, title="Đơn vị kế thừa")
    translations: TranslationPolicy | None = Field(None, title="Dịch thủ tục sang tiếng nước ngoài")
    one_stop_desk: Line = Field("Bộ phận Một cửa", title="Tên nơi tiếp nhận hồ sơ")
    national_portal: Url = Field(title="Cổng Dịch vụ công quốc gia")
    categories: tuple[Term, ...] = Field(title="Chuyên mục tin", min_length=1)
    sectors: tuple[Term, ...] = Field((), title="Lĩnh vực thủ tục")
    life_events: tuple[Term, ...] = Field((), title="Sự kiện trong đời")
    licence: Licence | None = Field(
        None, title="Giấy phép dùng lại dữ liệu", description="đơn vị chưa công bố thì bỏ; trang sẽ nói là chưa có"
    )
    stale_after_months: Count = Field(12, title="Số tháng thì thủ tục coi là cũ")

    @property
    def section(self) -> str:
        """What the site is about, its name for others: the reform of a place, or at an office of a place."""
        is_office = self.level is AdministrativeLevel.PROVINCIAL_OFFICE
        return f"Cải cách hành chính {f'tại {self.short_name}' if is_office else self.place_name}"

    def category(self, name: str) -> Term:
        """The news category of a name; StopIteration when there is none."""
        return next(term for term in self.categories if term.id == name)

    def sector(self, name: str) -> Term:
        """The sector of procedures of a name; StopIteration when there is none."""
        return next(term for term in self.sectors if term.id == name)

    def superior_on(self, day: dt.date) -> Superior | None:
        """The superior body on a day."""
        return next((superior for superior in self.superiors if superior.valid_on(day)), None)

    def interruptions_on(self, day: dt.date) -> tuple[Interruption, ...]:
        """What does not work on a day."""
        return tuple(interruption for interruption in self.interruptions if interruption.valid_on(day))

    def ended_on(self, day: dt.date) -> Successor | None:
        """The successor, if the unit no longer exists on a day (history mode)."""
        return self.successor if self.successor and self.successor.since <= day else None

    def judged_on(self, day: dt.date) -> dt.date:
        """The day by whose laws the unit is judged on a day: its last, if it no longer exists."""
        ended = self.ended_on(day)
        return ended.since - dt.timedelta(days=1) if ended else day


TYPE = ContentType("unit", "Đơn vị", Unit, Store.SINGLE, "site.yml")
