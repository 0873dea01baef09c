"""Parts of an official document as records of plans, reports and documents keep them (NĐ 30/2020 Điều 8).

From the top of the paper to its foot: letterhead, headings, what it cites, words quoted, signature, recipients.
"""

from typing import Annotated

from pydantic import Field

from cchc.fields import Count, Line, Text
from cchc.known import Choice, Known
from cchc.model.base import ChannelRef, DocumentRef, SystemRef
from cchc.schema import Record


class Letterhead(Record):
    """The top of the document as printed (NĐ 30/2020 Điều 8: quốc hiệu, tiêu ngữ, tên cơ quan)."""

    agency: tuple[Line, ...] = Field((), title="Tên cơ quan như bản gốc in")
    state: Line | None = Field(None, title="Quốc hiệu như bản gốc in")
    motto: Line | None = Field(None, title="Tiêu ngữ như bản gốc in")


class OutlineItem(Record):
    """A heading of the original, in order (bố cục): its number or letter as printed, its words."""

    level: Count = Field(1, title="Cấp")
    label: Line | None = Field(None, title="Số hoặc chữ", examples=["I", "1", "d)"])
    title: Line = Field(title="Đề mục")


class Role(Choice):
    """Why a document is cited (vai trò viện dẫn)."""

    BASIS = "can-cu", "căn cứ"
    IMPLEMENTS = "thuc-hien", "thực hiện"
    MENTIONED = "nhac-den", "được nhắc đến"
    RESULT = "ket-qua", "kết quả ban hành"
    REQUEST = "yeu-cau", "văn bản yêu cầu báo cáo"
    REPLACES = "thay-the", "thay thế"
    AMENDS = "sua-doi", "sửa đổi, bổ sung"


class Citation(Record):
    """A legal document as a record cites it (viện dẫn)."""

    document: DocumentRef = Field(title="Mã văn bản", description="tên tệp trong site_data/documents/, bỏ đuôi .yml")
    role: Role = Field(Role.BASIS, title="Vai trò viện dẫn")
    place: Line | None = Field(None, title="Viện dẫn ở đâu", examples=["phần I, mục 2", "nhiệm vụ 1"])
    footnote: Count | None = Field(None, title="Chú thích số")
    as_written: Line | None = Field(None, title="Bản gốc viết", examples=["Kế hoạch 29/KH-UBND"])
    note: Line | None = Field(None, title="Ghi chú")


class Quote(Record):
    """A few words of the original as they stand there (trích nguyên văn), so that they can be checked."""

    place: Line = Field(title="Ở đâu", examples=["phần II, đoạn 1"])
    text: Annotated[Text, Field(max_length=600)] = Field(title="Bản gốc viết")


class Signatory(Record):
    """The signature block (NĐ 30/2020 Điều 13: TM., KT., TL., TUQ.)."""

    on_behalf: Line | None = Field(None, title="Ký thay mặt", examples=["TM. ỦY BAN NHÂN DÂN"])
    title: Line = Field(title="Chức vụ", examples=["CHỦ TỊCH"])
    name: Known[Line] = Field(title="Họ và tên")


class Recipient(Record):
    """A line of "Nơi nhận"."""

    name: Line = Field(title="Nơi nhận")
    note: Line | None = Field(None, title="Ghi chú")
    channel: ChannelRef | None = Field(None, title="Là kênh", description="khi nơi nhận chính là trang, kênh để đăng")
    system: SystemRef | None = Field(None, title="Là hệ thống")
