"""Translation of a procedure (bản dịch thủ tục): a file of its own beside the Vietnamese record.

It holds words only. Code, amounts, time limits, state, legal basis and addresses on the page are those of the
Vietnamese record, so that these are right also where the words have grown old.
"""

from pydantic import Field

from cchc.fields import Count, Day, Line, Text
from cchc.known import Choice
from cchc.model.base import CODE, ContentType, Language, Store, code_slug
from cchc.schema import Record


class TranslationState(Choice):
    """Whether a translation is there and still says what the Vietnamese text says (tình trạng bản dịch)."""

    CURRENT = "co", "có"
    OLD = "cu", "cũ"
    MISSING = "thieu", "thiếu"


class TranslatedStep(Record):
    """A step of the citizen's way, translated."""

    name: Line = Field(title="Tên bước")
    text: Text = Field(title="Nội dung")


class TranslatedPaper(Record):
    """One paper of the dossier, translated."""

    name: Text = Field(title="Tên giấy tờ")
    originals: Count = Field(0, title="Số bản chính")
    copies: Count = Field(0, title="Số bản sao")
    note: Text | None = Field(None, title="Ghi chú")


class TranslatedCase(Record):
    """The papers of one case, translated."""

    name: Line = Field(title="Trường hợp")
    papers: tuple[TranslatedPaper, ...] = Field(title="Giấy tờ", min_length=1)


class Translation(Record):
    """What a procedure's page says in another language."""

    code: Line = Field(title="Mã thủ tục", pattern=CODE, examples=["1.001193"])
    language: Language = Field(title="Ngôn ngữ")
    name: Line = Field(title="Tên thủ tục bằng ngôn ngữ đó")
    description: Text = Field(title="Mô tả một, hai câu")
    audience: tuple[Line, ...] = Field(title="Đối tượng thực hiện", min_length=1)
    conditions: Text = Field(title="Yêu cầu, điều kiện")
    steps: tuple[TranslatedStep, ...] = Field(title="Trình tự thực hiện", min_length=1)
    papers: tuple[TranslatedCase, ...] = Field((), title="Thành phần hồ sơ")
    results: tuple[Line, ...] = Field(title="Kết quả thực hiện", min_length=1)
    times: tuple[Text, ...] = Field(title="Thời hạn, nói đủ", min_length=1)
    fees: tuple[Text, ...] = Field(title="Phí, lệ phí, nói đủ cả miễn giảm", min_length=1)
    agency: Line | None = Field(None, title="Cơ quan thực hiện")
    reception_address: Text | None = Field(None, title="Nơi nộp hồ sơ")
    methods: tuple[Text, ...] = Field((), title="Dặn thêm về cách nộp")
    notes: tuple[Text, ...] = Field((), title="Lưu ý")
    collection_note: Text | None = Field(None, title="Ghi chú về việc thu thập")
    made_on: Day = Field(title="Ngày dịch")
    made_by: Line = Field(title="Người hoặc nơi dịch", description="bằng ngôn ngữ của bản dịch")
    checked_by: Line | None = Field(None, title="Người hoặc nơi soát lại")

    @property
    def heading(self) -> str:
        """Title of the record's page."""
        return self.name


def _slug(record: Translation, _stem: str) -> str:
    return f"{record.language.value}/thu-tuc/{code_slug(record.code)}"


TYPE = ContentType(
    "translation",
    "Bản dịch thủ tục",
    Translation,
    Store.FOLDER,
    "translations",
    "/",
    own_list=False,
    slug=_slug,
    order=lambda record, slug: (record.language.value, record.name.casefold(), slug),
)
