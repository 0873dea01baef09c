"""Legal or administrative document (văn bản): one record for each number."""

from pydantic import Field

from cchc.fields import Day, Line, SitePath, Text, Url, Year
from cchc.known import Choice, Known
from cchc.model.base import ContentType, DocumentCategory, Provenance, Store, newest_first
from cchc.model.document_parts import Citation, Quote
from cchc.period import PeriodField
from cchc.schema import Record


class DocumentType(Choice):
    """Type of document (tên loại, NĐ 30/2020 Điều 7 and the law on legal documents)."""

    LAW = "luat", "Luật"
    RESOLUTION = "nghi-quyet", "Nghị quyết"
    DECREE = "nghi-dinh", "Nghị định"
    CIRCULAR = "thong-tu", "Thông tư"
    DECISION = "quyet-dinh", "Quyết định"
    DIRECTIVE = "chi-thi", "Chỉ thị"
    PLAN = "ke-hoach", "Kế hoạch"
    PROGRAMME = "chuong-trinh", "Chương trình"
    REPORT = "bao-cao", "Báo cáo"
    OFFICIAL_LETTER = "cong-van", "Công văn"
    NOTICE = "thong-bao", "Thông báo"
    GUIDE = "huong-dan", "Hướng dẫn"
    SUBMISSION = "to-trinh", "Tờ trình"


class Document(Record):
    """A document as it is cited, with its file where the unit has one."""

    type: DocumentType = Field(title="Loại văn bản")
    symbol: Known[Line] = Field(title="Số, ký hiệu", examples=["123/QĐ-UBND"])
    symbol_as_written: Line | None = Field(None, title="Số, ký hiệu như bản gốc viết")
    issuer: Line = Field(title="Cơ quan ban hành")
    date: Known[Day] = Field(title="Ngày ban hành")
    effective_from: Day | None = Field(None, title="Ngày có hiệu lực")
    effective_to: Day | None = Field(
        None,
        title="Ngày hết hiệu lực",
        description="ngày đầu tiên không còn hiệu lực: còn hiệu lực đến hết 31/12/2026 thì viết 2027-01-01",
    )
    category: DocumentCategory | None = Field(None, title="Nhóm văn bản")
    subject: Text = Field(title="Trích yếu")
    period: PeriodField | None = Field(None, title="Kỳ")
    file: Known[SitePath] = Field(title="Tệp văn bản")
    quotes: tuple[Quote, ...] = Field((), title="Câu chữ bản gốc")
    posted_on: Day | None = Field(None, title="Ngày đăng lên trang")
    documents: tuple[Citation, ...] = Field((), title="Văn bản viện dẫn")
    url: Url | None = Field(None, title="Địa chỉ văn bản trên mạng")
    year: Year | None = Field(None, title="Năm")
    source: Provenance = Field(title="Nguồn")
    note: Text | None = Field(None, title="Ghi chú")

    @property
    def heading(self) -> str:
        """Type and symbol as people cite it: "Quyết định số 123/QĐ-UBND"; without a symbol what it is about."""
        named = f" số {self.symbol}" if isinstance(self.symbol, str) else f": {self.subject}"
        return self.type.label + named


TYPE = ContentType(
    "document",
    "Văn bản",
    Document,
    Store.FOLDER,
    "documents",
    "/van-ban/",
    "Văn bản",
    order=lambda record, slug: newest_first(record.date, slug),
)
