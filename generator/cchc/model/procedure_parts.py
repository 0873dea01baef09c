"""The parts of an administrative procedure (NĐ 63/2010 Điều 8 khoản 2): steps, ways to hand in with their times and
fees, papers, results, decision, legal basis. Mapped to CPSV-AP 3.2 and schema.org in docs/glossary.md.
"""

import re
from typing import Self

from pydantic import Field, model_validator

from cchc.fields import Amount, Count, Day, Figure, Line, SitePath, Text
from cchc.known import Choice, Known, KnownList, refuse
from cchc.schema import Record

#: What the types in symbols are called.
_KINDS = {"NĐ": "Nghị định", "NQ": "Nghị quyết", "QĐ": "Quyết định", "TT": "Thông tư", "TTLT": "Thông tư liên tịch"}


class SubmissionChannel(Choice):
    """How the dossier is handed in (cách thức thực hiện)."""

    IN_PERSON = "truc-tiep", "Trực tiếp"
    ONLINE = "truc-tuyen", "Trực tuyến"
    POST = "buu-chinh", "Qua bưu chính"


class TimeUnit(Choice):
    """Unit of a time limit."""

    SAME_DAY = "trong-ngay", "ngay trong ngày"
    HOUR = "gio", "giờ"
    WORKING_HOUR = "gio-lam-viec", "giờ làm việc"
    DAY = "ngay", "ngày"
    WORKING_DAY = "ngay-lam-viec", "ngày làm việc"
    MONTH = "thang", "tháng"


class ChangeType(Choice):
    """What the publication decision did (loại công bố)."""

    NEW = "moi", "mới ban hành"
    AMENDED = "sua-doi", "được sửa đổi, bổ sung"
    REPLACED = "thay-the", "được thay thế"
    REPEALED = "bai-bo", "bị bãi bỏ"


class TimeLimit(Record):
    """A time limit (thời hạn giải quyết): never a bare number."""

    value: Figure | None = Field(None, title="Con số")
    unit: TimeUnit = Field(title="Đơn vị thời gian")
    starts_from: Known[Line] = Field(title="Tính từ", examples=["ngày nhận đủ hồ sơ hợp lệ"])
    case: Line | None = Field(None, title="Trường hợp")
    note: Text | None = Field(None, title="Ghi chú")

    @model_validator(mode="after")
    def _value_with_unit(self) -> Self:
        if (self.value is None) != (self.unit is TimeUnit.SAME_DAY):
            raise refuse(
                "time-limit",
                "thời hạn cần cả con số và đơn vị",
                "ví dụ value: 5 và unit: ngay-lam-viec; với “trong-ngay” thì bỏ value",
            )
        return self


class Fee(Record):
    """A fee or charge (phí, lệ phí): an amount or who sets it, always with exemptions and basis."""

    name: Line = Field(title="Tên khoản thu")
    amount: Known[Amount] | None = Field(None, title="Mức thu (đồng)")
    per: Line | None = Field(None, title="Tính theo", examples=["trang", "trường hợp"])
    set_by: Line | None = Field(None, title="Nơi quy định mức thu", examples=["Hội đồng nhân dân cấp tỉnh"])
    exemption: Known[Text] = Field(title="Miễn, giảm")
    basis: Known[Line] = Field(title="Căn cứ thu")
    note: Text | None = Field(None, title="Ghi chú")

    @model_validator(mode="after")
    def _amount_or_setter(self) -> Self:
        if self.amount is None and self.set_by is None:
            raise refuse(
                "fee-amount",
                "khoản thu cần mức thu, hoặc nơi quy định mức thu",
                "thêm amount: 50000, hoặc set_by: Hội đồng nhân dân cấp tỉnh",
            )
        return self

    @property
    def priced(self) -> bool:
        """Whether an amount is told, which the note may make another for some."""
        return isinstance(self.amount, int)


class Method(Record):
    """One way to hand in the dossier, with its own times and fees."""

    channel: SubmissionChannel = Field(title="Hình thức nộp")
    times: KnownList[TimeLimit] = Field(title="Thời hạn")
    fees: KnownList[Fee] = Field(title="Phí, lệ phí")
    note: Text | None = Field(None, title="Ghi chú")


class Step(Record):
    """A step of the citizen's way (trình tự thực hiện)."""

    name: Line = Field(title="Tên bước")
    text: Text = Field(title="Nội dung")


class Paper(Record):
    """One paper of the dossier."""

    name: Text = Field(title="Tên giấy tờ")
    originals: Count = Field(0, title="Số bản chính")
    copies: Count = Field(0, title="Số bản sao")
    form: SitePath | None = Field(None, title="Tệp mẫu đơn, tờ khai")
    form_name: Line | None = Field(None, title="Tên mẫu")
    note: Text | None = Field(None, title="Ghi chú")

    @property
    def copies_label(self) -> str:
        """How many of which: "1 bản chính, 2 bản sao"."""
        counts = ((self.originals, "bản chính"), (self.copies, "bản sao"))
        return ", ".join(f"{count} {what}" for count, what in counts if count)


class PaperCase(Record):
    """The papers of one case (thành phần hồ sơ theo trường hợp)."""

    name: Line = Field(title="Trường hợp")
    papers: tuple[Paper, ...] = Field(title="Giấy tờ", min_length=1)


class Result(Record):
    """What the citizen gets (kết quả thực hiện)."""

    name: Line = Field(title="Kết quả")
    code: Line | None = Field(None, title="Mã kết quả", pattern=r"^KQ\.G\d{2}\.\d{6}$", examples=["KQ.G15.000031"])


class Decision(Record):
    """The publication decision (quyết định công bố)."""

    number: Line = Field(title="Số quyết định", examples=["163/QĐ-BTP"])
    date: Day | None = Field(None, title="Ngày ban hành")
    issuer: Line | None = Field(None, title="Cơ quan ban hành")
    change: ChangeType | None = Field(None, title="Loại công bố")


class LegalBasis(Record):
    """One legal basis (căn cứ pháp lý)."""

    symbol: Line = Field(title="Số, ký hiệu")
    title: Line | None = Field(None, title="Tên văn bản")
    issuer: Line | None = Field(None, title="Cơ quan ban hành")
    date: Day | None = Field(None, title="Ngày ban hành")

    @property
    def heading(self) -> str:
        """As people cite it, "Nghị định số 123/2015/NĐ-CP", unless its title says so; laws and resolutions share QH."""
        code = re.split(r"[-\d]", self.symbol.rpartition("/")[2])[0]
        kind = _KINDS.get(code, "")
        if code == "QH" and not self.title:
            kind = "Văn bản của Quốc hội"
        bare = kind and self.symbol[0].isdigit() and not (self.title or "").startswith(kind)
        return f"{kind} số {self.symbol}" if bare else self.symbol
