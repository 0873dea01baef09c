"""What content types share: how a type is declared, names of other records, closed lists, sources."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from cchc.fields import Count, Day, Line, SitePath, Slug, Times, Url
from cchc.known import Choice, refuse
from cchc.naming import Refers
from cchc.schema import Record

#: Code of a procedure on the national portal; a locality's own has a longer one.
CODE = r"^[1-3]\.\d{6}(\.000\.00\.00\.H\d{2})?$"

# Names of other records: the file's name without ending, or the `id` of a record in a list.
DocumentRef = Annotated[Slug, Refers("document")]
ReportRef = Annotated[Slug, Refers("report")]
PlanRef = Annotated[Slug, Refers("plan")]
TaskRef = Annotated[Slug, Refers("task")]
EventRef = Annotated[Slug, Refers("event")]
BroadcastRef = Annotated[Slug, Refers("broadcast")]
VisualRef = Annotated[Slug, Refers("visual")]
ChannelRef = Annotated[Slug, Refers("channel")]
SystemRef = Annotated[Slug, Refers("system")]
ProgrammeRef = Annotated[Slug, Refers("programme")]
IndicatorRef = Annotated[Slug, Refers("indicator")]
OrganisationRef = Annotated[Slug, Refers("organisation")]
GroupRef = Annotated[Slug, Refers("procedure_group")]


class Store(Enum):
    """Where a type's records live below site_data/ (news: below content/)."""

    FOLDER = "one file for each record"
    LIST = "one file with a list of records"
    SINGLE = "one file with one record"
    ARTICLES = "Markdown files with front matter"


@dataclass(frozen=True, eq=False)  # there is one of each: no need to look at all its fields
class ContentType:
    """One kind of record: how it is called, where it is read from, where its pages live.

    `path` is relative to site_data/ (articles: to content/). `url` is the address of the list page, whose title
    is `title`; a type without one has no pages. `slug(record, stem)` gives the last part of a record's own
    address: its `id`, else the name of its file, unless a type says otherwise; `own_list` tells whether one page lists
    them all. `order(record, slug)` is the sort key of the type's lists, which otherwise stay as the file (or folder)
    has them.
    """

    key: str
    label: str
    model: type[Record]
    store: Store
    path: str
    url: str = ""
    title: str = ""
    own_list: bool = True
    slug: Callable[[Any, str], str] = lambda record, stem: getattr(record, "id", stem)
    order: Callable[[Any, str], Any] = lambda record, slug: 0

    @property
    def own_pages(self) -> bool:
        """Whether each record has a page of its own; those of a list in one file stand on the page that lists them."""
        return bool(self.url) and self.store is not Store.LIST


def code_slug(code: str) -> str:
    """The last part of the addresses of a procedure and its translations: "1-001193"."""
    return code.replace(".", "-").lower()


def newest_first(day: object, slug: str) -> tuple[int, str]:
    """Sort key for lists that begin with the latest day; records without a day come last."""
    return (-day.toordinal() if isinstance(day, dt.date) else 0, slug)


class SavedCopy(Record):
    """A copy of what stood at an outside address: proof that stays when the address dies (bản lưu).

    `sha256` is the hash (FIPS 180-4) of the copy's bytes, so that nobody can change it unseen. The copy itself may
    be published below content/, or kept in the unit's archive.
    """

    saved_on: Day = Field(title="Lưu ngày")
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["64 chữ số và chữ a–f"])] = Field(
        title="Mã băm SHA-256 của bản lưu"
    )
    file: SitePath | None = Field(None, title="Tệp bản lưu", description="bỏ nếu bản lưu giữ ở kho của đơn vị")

    @property
    def unhashed(self) -> bool:
        """Whether the hash is only the noughts that hold its place until `check` tells it."""
        return not self.sha256.strip("0")


class Per(Choice):
    """How often something recurs (tần suất)."""

    WEEK = "tuan", "tuần"
    MONTH = "thang", "tháng"
    QUARTER = "quy", "quý"
    HALF_YEAR = "sau-thang", "6 tháng"
    YEAR = "nam", "năm"
    CONTINUOUS = "thuong-xuyen", "thường xuyên"


#: How many of them a year has.
IN_YEAR = {Per.WEEK: 52, Per.MONTH: 12, Per.QUARTER: 4, Per.HALF_YEAR: 2, Per.YEAR: 1}


class Frequency(Record):
    """So many times per so long."""

    times: Times = Field(1, title="Số lần")
    per: Per = Field(title="Mỗi")
    per_year: Count | None = Field(None, title="Tổng trong năm", description="nếu bản gốc ghi, ví dụ 12 kỳ/năm")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        in_year = IN_YEAR.get(self.per)
        if self.per_year is not None and in_year is not None and self.times * in_year != self.per_year:
            told = f"{self.label} là {self.times * in_year} lần trong năm, không phải {self.per_year}"
            raise refuse("sum", told, "xem lại tần suất hoặc tổng trong năm")
        return self

    @property
    def label(self) -> str:
        """In words: "01 lần mỗi quý"."""
        return self.per.label if self.per is Per.CONTINUOUS else f"{self.times:02d} lần mỗi {self.per.label}"


class AdministrativeLevel(Choice):
    """Administrative level. District level ended on 01/07/2025 (Luật 72/2025/QH15) and is kept for history."""

    COMMUNE = "xa", "xã"
    WARD = "phuong", "phường"
    TOWNSHIP = "thi-tran", "thị trấn"
    SPECIAL_ZONE = "dac-khu", "đặc khu"
    DISTRICT = "huyen", "huyện"
    CITY = "thanh-pho-thuoc-tinh", "thành phố thuộc tỉnh"
    PROVINCE = "tinh", "tỉnh"
    CENTRAL = "trung-uong", "Trung ương"
    VILLAGE = "thon-to-dan-pho", "thôn, tổ dân phố"
    PROVINCIAL_OFFICE = "van-phong-cap-tinh", "văn phòng cấp tỉnh"


#: What is of commune level (cấp xã) since then.
COMMUNE_LEVEL = (AdministrativeLevel.COMMUNE, AdministrativeLevel.WARD, AdministrativeLevel.SPECIAL_ZONE)


class Weekday(Choice):
    """Days of the week."""

    MONDAY = "thu-hai", "thứ Hai"
    TUESDAY = "thu-ba", "thứ Ba"
    WEDNESDAY = "thu-tu", "thứ Tư"
    THURSDAY = "thu-nam", "thứ Năm"
    FRIDAY = "thu-sau", "thứ Sáu"
    SATURDAY = "thu-bay", "thứ Bảy"
    SUNDAY = "chu-nhat", "Chủ nhật"


class OnlineLevel(Choice):
    """How much can be done online (NĐ 42/2022, now NĐ 224/2026 Điều 14)."""

    FULL = "toan-trinh", "Trực tuyến toàn trình"
    PARTIAL = "mot-phan", "Trực tuyến một phần"
    LEVEL_3 = "muc-3", "Mức độ 3 (cách gọi cũ)"
    LEVEL_4 = "muc-4", "Mức độ 4 (cách gọi cũ)"
    INFORMATION = "thong-tin", "Chỉ cung cấp thông tin trực tuyến"


class Language(Choice):
    """Languages of translations."""

    ENGLISH = "en", "Tiếng Anh"
    CHINESE = "zh", "Tiếng Trung"
    KOREAN = "ko", "Tiếng Hàn"
    JAPANESE = "ja", "Tiếng Nhật"


class Qualifier(Choice):
    """How exact the source says a figure is."""

    EXACT = "dung", ""
    ABOUT = "khoang", "khoảng"
    NEARLY = "gan", "gần"
    MORE_THAN = "hon", "hơn"
    OVER = "tren", "trên"


class Quantity(Record):
    """So many of something (số lượng): "100 lượt người", "gần 12.000 lượt"."""

    value: Count = Field(title="Số lượng")
    unit: Line = Field(title="Đơn vị tính")
    qualifier: Qualifier = Field(Qualifier.EXACT, title="Mức chính xác")


class Medium(Choice):
    """What a message is put on (phương tiện, sản phẩm tuyên truyền)."""

    BILLBOARD = "pa-no", "pa-nô"
    BANNER = "bang-ron", "băng rôn"
    POSTER = "ap-phich", "áp phích, poster"
    SLOGAN = "khau-hieu", "khẩu hiệu"
    SIGN = "bang-nhan-dien", "bảng nhận diện thương hiệu"
    ELECTRONIC_BOARD = "bang-dien-tu", "bảng điện tử"
    LED_SCREEN = "man-hinh-led", "màn hình LED"
    LEAFLET = "to-gap", "tờ gấp, tờ rơi"
    BULLETIN = "ban-tin", "bản tin"
    INFOGRAPHIC = "infographic", "infographic"
    VIDEO = "video", "video clip"
    TV_REPORT = "phong-su", "phóng sự"
    VISUAL = "truc-quan", "trực quan"
    STREET = "co-dong", "cổ động"


class DocumentCategory(Choice):
    """What sort of matter it is (nhóm văn bản)."""

    REFORM = "chi-dao-cchc", "Chỉ đạo, điều hành cải cách hành chính"
    BUDGET = "ngan-sach", "Công khai, quyết toán ngân sách"
    THRIFT = "chong-lang-phi", "Thực hành tiết kiệm, chống lãng phí"
    RECEPTION = "lich-tiep-cong-dan", "Lịch tiếp công dân"
    DISCIPLINE = "ky-luat-ky-cuong", "Kỷ luật, kỷ cương công vụ"
    RECRUITMENT = "tuyen-dung", "Thi tuyển, xét tuyển"
    DIGITAL = "chuyen-doi-so", "Chuyển đổi số"
    PROCEDURES = "cong-bo-thu-tuc", "Công bố thủ tục hành chính"


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
