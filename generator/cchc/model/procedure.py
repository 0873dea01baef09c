"""Administrative procedure (thủ tục hành chính); its parts: model/procedure_parts.py.

Field list: the National Public Service Portal's, mapped to CPSV-AP 3.2 and schema.org in docs/glossary.md.
"""

import datetime as dt
import re
from typing import Annotated, ClassVar

from pydantic import Field

from cchc.fields import Count, Day, Line, Slug, Text, Url
from cchc.known import Choice, Gap, Known, KnownList
from cchc.model.base import CODE, ContentType, GroupRef, OnlineLevel, Provenance, Store, code_slug
from cchc.model.procedure_parts import ChangeType, Decision, LegalBasis, Method, PaperCase, Result, Step
from cchc.schema import Record
from cchc.text import sort_key

_ASIDE = re.compile(r"\([^)]*\)")  # "Tổ chức (không gồm doanh nghiệp, hợp tác xã)"
_PERSON = re.compile(r"\b(?:cá nhân|công dân|người|hộ gia đình|hộ kinh doanh|cán bộ|công chức)\b")
_BODY = re.compile(r"\b(?:tổ chức|doanh nghiệp|hợp tác xã|công ty|cơ quan|đơn vị|cơ sở|hội|quỹ)\b")


class ProcedureLevel(Choice):
    """The level that handles it (cấp thực hiện)."""

    COMMUNE = "cap-xa", "Cấp xã"
    DISTRICT = "cap-huyen", "Cấp huyện (đến 30/6/2025)"
    PROVINCE = "cap-tinh", "Cấp tỉnh"
    MINISTRY = "cap-bo", "Cấp bộ"
    OTHER = "co-quan-khac", "Cơ quan khác"


class State(Choice):
    """Whether the procedure can be done now (tình trạng)."""

    ACTIVE = "dang-thuc-hien", "Đang thực hiện"
    SUSPENDED = "tam-dung", "Tạm dừng"
    ENDED = "da-bai-bo", "Đã bãi bỏ"


class AudienceGroup(Choice):
    """Who it is for, as roughly as people choose (nhóm đối tượng thực hiện)."""

    PERSON = "ca-nhan", "Cá nhân, hộ gia đình"
    ORGANISATION = "to-chuc", "Tổ chức, doanh nghiệp"


class Procedure(Record):
    """An administrative procedure as the citizen needs it."""

    FORMER: ClassVar = {
        "translations": "chuyển mỗi bản dịch thành một tệp riêng: cchc new translation MÃ.en; rồi xóa mục này ở đây"
    }

    code: Line = Field(title="Mã thủ tục", pattern=CODE, examples=["1.001193"])
    name: Line = Field(title="Tên thủ tục")
    short_name: Annotated[Line, Field(max_length=90)] | None = Field(None, title="Tên gọn")
    description: Text = Field(title="Mô tả một, hai câu")
    sector: Slug = Field(title="Lĩnh vực", description="mã ở mục sectors của site_data/site.yml")
    levels: tuple[ProcedureLevel, ...] = Field(title="Cấp thực hiện", min_length=1)
    kind: Line | None = Field(None, title="Loại thủ tục")
    state: State = Field(State.ACTIVE, title="Tình trạng")
    state_reason: Line | None = Field(None, title="Lý do của tình trạng")
    audience: tuple[Line, ...] = Field(title="Đối tượng thực hiện", min_length=1)
    steps: tuple[Step, ...] = Field(title="Trình tự thực hiện", min_length=1)
    methods: tuple[Method, ...] = Field(title="Cách thức thực hiện", min_length=1)
    papers: KnownList[PaperCase] = Field(title="Thành phần hồ sơ")
    dossier_count: Known[Count] = Field(title="Số bộ hồ sơ")
    results: tuple[Result, ...] = Field(title="Kết quả thực hiện", min_length=1)
    conditions: Text = Field(title="Yêu cầu, điều kiện", description="không có thì ghi: Không")
    agency: Known[Line] = Field(title="Cơ quan thực hiện")
    authority: Known[Line] | None = Field(None, title="Cơ quan có thẩm quyền")
    delegated: Line | None = Field(None, title="Cơ quan được ủy quyền")
    cooperating: tuple[Line, ...] = Field((), title="Cơ quan phối hợp")
    reception_address: Known[Line] = Field(title="Nơi nộp hồ sơ")
    counter: Line | None = Field(None, title="Quầy")
    legal_basis: tuple[LegalBasis, ...] = Field(title="Căn cứ pháp lý", min_length=1)
    decision: Known[Decision] = Field(title="Quyết định công bố")
    online_level: Known[OnlineLevel] = Field(title="Mức độ trực tuyến")
    partial_reason: Line | None = Field(None, title="Lý do chưa toàn trình")
    portal_url: Known[Url] = Field(title="Trang trên Cổng Dịch vụ công quốc gia")
    online_url: Url | None = Field(None, title="Nơi nộp trực tuyến")
    life_events: tuple[Slug, ...] = Field((), title="Sự kiện trong đời")
    keywords: tuple[Line, ...] = Field((), title="Từ khóa, cách gọi hằng ngày")
    related: tuple[Line, ...] = Field((), title="Thủ tục liên quan (mã)")
    group: GroupRef | None = Field(None, title="Nhóm thủ tục liên thông")
    notes: tuple[Text, ...] = Field((), title="Lưu ý")
    changed_on: Day | None = Field(None, title="Ngày bản tiếng Việt đổi lần cuối")
    collected_on: Day = Field(title="Ngày thu thập")
    collection_note: Text | None = Field(None, title="Ghi chú về việc thu thập")
    source: Provenance = Field(title="Nguồn")
    owner: Known[Line] = Field(title="Bộ phận phụ trách")
    review_by: Day | None = Field(None, title="Hạn rà soát")

    @property
    def heading(self) -> str:
        """Title of the record's page: the short name where the official one is long."""
        return self.short_name or self.name

    @property
    def repealed(self) -> bool:
        """Whether it is no more; its page stays, for links that lead there."""
        return self.state is State.ENDED

    @property
    def summary(self) -> str:
        """What it is for, where only that is told of it (search, links); first of all that it cannot be done now."""
        text = " ".join(self.description.split())
        return text if self.state is State.ACTIVE else f"{self.state.label}. {text}"

    @property
    def audience_groups(self) -> tuple[AudienceGroup, ...]:
        """The groups among those who may do it, from the words of `audience`."""
        words = _ASIDE.sub("", "; ".join(self.audience)).lower()
        bodies = _BODY.search(words) is not None
        persons = _PERSON.search(words) is not None or not bodies
        found = ((AudienceGroup.PERSON, persons), (AudienceGroup.ORGANISATION, bodies))
        return tuple(group for group, is_meant in found if is_meant)

    @property
    def method_groups(self) -> list[tuple[Method, ...]]:
        """Methods with the same times and fees together, so that the page tells them once."""
        groups: list[tuple[Method, ...]] = []
        for method in self.methods:
            for index, group in enumerate(groups):
                if (group[0].times, group[0].fees) == (method.times, method.fees):
                    groups[index] = (*group, method)
                    break
            else:
                groups.append((method,))
        return groups

    @property
    def worded_on(self) -> dt.date:
        """Since when the Vietnamese text is as it is, as far as is told: at the latest since it was collected."""
        return self.changed_on or self.collected_on

    @property
    def repealed_on(self) -> dt.date | None:
        """The day of the decision that repealed it, if one did and its day is told."""
        decision = None if isinstance(self.decision, Gap) else self.decision
        return decision.date if decision and decision.change is ChangeType.REPEALED else None

    def stale_on(self, day: dt.date, months: int) -> bool:
        """Whether it was collected more than so many months before a day; what is repealed is looked up no more."""
        if self.repealed:
            return False
        return (day.year - self.collected_on.year) * 12 + day.month - self.collected_on.month > months


def _slug(record: Procedure, _stem: str) -> str:
    return code_slug(record.code)


TYPE = ContentType(
    "procedure",
    "Thủ tục hành chính",
    Procedure,
    Store.FOLDER,
    "procedures",
    "/thu-tuc/",
    "Thủ tục hành chính",
    slug=_slug,
    order=lambda record, slug: (sort_key(record.heading), slug),
)
