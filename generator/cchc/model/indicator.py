"""Reform indicator (chỉ số): PAR Index, SIPAS, PAPI, PCI, DTI, DDCI."""

from pydantic import Field

from cchc.fields import Count, Figure, Line, Text, Year
from cchc.known import Known, KnownList
from cchc.model.base import AdministrativeLevel, Confidence, ContentType, Per, Provenance, Store
from cchc.period import lies_between
from cchc.schema import Record


class Scale(Record):
    """What the values are measured in (thang đo)."""

    unit: Line = Field(title="Đơn vị")
    minimum: Figure = Field(title="Thấp nhất")
    maximum: Figure = Field(title="Cao nhất")
    note: Text | None = Field(None, title="Ghi chú")


class Break(Record):
    """A year from which on the results are not to be compared with those before (năm đổi cách chấm)."""

    year: Year = Field(title="Từ năm")
    reason: Line = Field(title="Vì sao không so được với các năm trước")


class Component(Record):
    """A part of the indicator (thành phần), with the years of the results that have it."""

    name: Line = Field(title="Tên thành phần")
    minimum: Figure | None = Field(None, title="Thấp nhất")
    maximum: Known[Figure] | None = Field(None, title="Cao nhất")
    since: Year | None = Field(None, title="Từ năm", description="năm đầu tiên chấm phần này, với mức điểm này")
    until: Year | None = Field(None, title="Đến năm", description="năm cuối cùng chấm phần này, với mức điểm này")
    confidence: Confidence | None = Field(None, title="Độ tin cậy")
    source: Provenance | None = Field(None, title="Nguồn")

    def in_year(self, year: int) -> bool:
        """Whether the results of a year have it."""
        return lies_between(year, self.since, self.until)

    @property
    def years(self) -> str:
        """In words: "từ năm 2022 đến năm 2027"; "" when it was always so."""
        told = (("từ năm", self.since), ("đến năm", self.until))
        return " ".join(f"{word} {year}" for word, year in told if year)


class ComponentResult(Record):
    """The result of one part in one year."""

    name: Line = Field(title="Tên thành phần")
    value: Figure | None = Field(None, title="Điểm")
    rank: Count | None = Field(None, title="Hạng")


class Claim(Record):
    """What one of several sources says (số liệu mâu thuẫn)."""

    value: Figure | None = Field(None, title="Điểm")
    rank: Count | None = Field(None, title="Hạng")
    source: Provenance = Field(title="Nguồn")


class YearResult(Record):
    """The result of one place in one year. Conflicting claims are listed, never averaged."""

    year: Year = Field(title="Năm")
    value: Figure | None = Field(None, title="Điểm")
    rank: Count | None = Field(None, title="Hạng")
    out_of: Count | None = Field(None, title="Trên tổng số")
    components: tuple[ComponentResult, ...] = Field((), title="Thành phần")
    claims: tuple[Claim, ...] = Field((), title="Số liệu mâu thuẫn")
    confidence: Confidence = Field(title="Độ tin cậy")
    source: Provenance = Field(title="Nguồn")
    published_year: Year | None = Field(None, title="Năm công bố")
    note: Text | None = Field(None, title="Ghi chú")


class Average(Record):
    """The national average of one year (trung bình cả nước)."""

    year: Year = Field(title="Năm")
    value: Figure = Field(title="Điểm")
    derived: Text | None = Field(None, title="Cách suy ra")


class Indicator(Record):
    """An indicator by which a province or commune is judged."""

    name: Line = Field(title="Tên chỉ số")
    short_name: Line = Field(title="Tên gọn", examples=["PAR Index"])
    name_en: Line | None = Field(None, title="Tên tiếng Anh")
    aliases: tuple[Line, ...] = Field((), title="Tên gọi khác")
    definition: Text = Field(title="Chỉ số này đo gì")
    publisher: Known[Line] = Field(title="Cơ quan công bố")
    levels: tuple[AdministrativeLevel, ...] = Field((), title="Chấm cho cấp nào")
    frequency: Per | None = Field(None, title="Công bố mỗi")
    since: Year | None = Field(None, title="Công bố từ năm")
    since_note: Line | None = Field(None, title="Ghi chú về năm đầu")
    until: Year | None = Field(None, title="Công bố đến năm", description="chỉ khi cơ quan công bố đã thôi công bố")
    basis: Known[Line] = Field(title="Căn cứ")
    scale: Known[Scale] = Field(title="Thang đo")
    higher_is: Line = Field("càng cao càng tốt", title="Chiều tốt")
    components: KnownList[Component] = Field(title="Các thành phần")
    components_note: Text | None = Field(None, title="Ghi chú về thành phần")
    position: Count = Field(100, title="Thứ tự trong danh sách")
    place: Line = Field(title="Kết quả của", examples=["tỉnh Quảng Ngãi"])
    results: KnownList[YearResult] = Field(title="Kết quả theo năm")
    breaks: tuple[Break, ...] = Field((), title="Năm đổi cách chấm")
    missing_years: tuple[Year, ...] = Field((), title="Năm chưa tìm được số liệu")
    averages: tuple[Average, ...] = Field((), title="Trung bình cả nước")
    averages_source: Line | None = Field(None, title="Nguồn của trung bình cả nước")
    note: Text | None = Field(None, title="Ghi chú")

    @property
    def heading(self) -> str:
        """Title of the record's page."""
        return f"{self.short_name}: {self.name}"


TYPE = ContentType(
    "indicator",
    "Chỉ số",
    Indicator,
    Store.FOLDER,
    "indicators",
    "/chi-so/",
    "Chỉ số cải cách hành chính",
    order=lambda record, slug: (record.position, slug),
)
