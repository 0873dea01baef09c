"""What /cchc.json holds, and its JSON Schema."""

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from cchc.datasets import SUMMARY_SCHEMA
from cchc.site import Site

FORMAT = 1  # another one when a key changes its meaning; new keys may come at any time


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class UnitFacts(_Part):
    """Who it is."""

    name: str = Field(title="Tên đơn vị")
    short_name: str = Field(title="Tên gọn")
    place_name: str = Field(title="Địa danh")
    level: str = Field(title="Cấp hành chính (mã)")
    province: str | None = Field(title="Tỉnh")
    authority: str = Field(title="Tên gốc của mã tin", description="không đổi khi trang đổi tên miền")
    url: str = Field(title="Địa chỉ trang")
    ended_on: dt.date | None = Field(title="Không còn hoạt động từ ngày")


class LicenceFacts(_Part):
    """Terms of use."""

    name: str = Field(title="Tên giấy phép hoặc điều kiện")
    url: str | None = Field(title="Địa chỉ bản đầy đủ")


class NewsFigures(_Part):
    """News that shows; by the month what was posted, as /so-lieu/ counts it: also what has expired since."""

    total: int = Field(title="Tổng số tin, bài, không kể tin mẫu")
    samples: int = Field(title="Số tin mẫu, không tính vào các số khác")
    newest: dt.date | None = Field(title="Ngày của tin mới nhất")
    by_month: dict[str, int] = Field(
        title="Số đã đăng từng tháng, đếm như ở trang Số liệu: không kể tin chỉ kể lại văn bản, báo cáo",
        description="2024-09: 12; kể cả tin đã hết hạn, như trang Số liệu đếm từ sổ",
    )
    by_category: dict[str, int] = Field(title="Theo chuyên mục (mã)")


class ProcedureFigures(_Part):
    """Procedures and how fresh they are."""

    total: int = Field(title="Tổng số thủ tục trên trang, kể cả đã bãi bỏ mà trang còn giữ để tra cứu")
    by_state: dict[str, int] = Field(
        title="Theo tình trạng (mã)", description="báo cáo không đếm thủ tục đã bãi bỏ (da-bai-bo)"
    )
    by_sector: dict[str, int] = Field(title="Theo lĩnh vực (mã)")
    by_online_level: dict[str, int] = Field(title="Theo mức độ trực tuyến (mã; chua-ro: đơn vị khai chưa có)")
    stale: int = Field(title="Thu thập đã quá lâu", description="số tháng do đơn vị đặt trong site.yml")
    oldest: dt.date | None = Field(title="Ngày thu thập xa nhất")


class ChannelFigure(_Part):
    """How much went out on a channel in a period, as a report says it in one place."""

    report: str = Field(title="Báo cáo (mã)")
    period: str = Field(title="Kỳ")
    channel: str = Field(title="Kênh (mã)")
    section: str | None = Field(title="Chuyên mục của kênh (mã)")
    what: str = Field(title="Đếm gì (mã)")
    value: int = Field(title="Số lượng")
    qualifier: str = Field(title="Mức chính xác (mã)")
    where: str = Field(title="Ghi ở phần nào của báo cáo (mã)", description="một số có thể ghi ở hai nơi: đừng cộng")


class DossierFigure(_Part):
    """Dossiers of a period, as a report says."""

    report: str = Field(title="Báo cáo (mã)")
    period: str = Field(title="Kỳ")
    total: int = Field(title="Tổng số hồ sơ")
    online: int | None = Field(title="Trực tuyến")
    direct: int | None = Field(title="Trực tiếp")
    early: int | None = Field(title="Trước hạn")
    on_time: int | None = Field(title="Đúng hạn")
    overdue: int | None = Field(title="Quá hạn")


class PlanProgress(_Part):
    """How far a plan is by its proof, and as the unit itself declares it."""

    plan: str = Field(title="Kế hoạch (mã)")
    title: str = Field(title="Tên kế hoạch")
    period: str = Field(title="Kỳ")
    tasks: int = Field(title="Số nhiệm vụ; nhiệm vụ có phần nhỏ thì tính các phần")
    by_state: dict[str, int] = Field(title="Theo tình trạng tự khai (mã), những nhiệm vụ có khai")
    by_standing: dict[str, int] = Field(title="Theo tình trạng xét từ minh chứng (mã)")
    proved: int = Field(title="Số nhiệm vụ có minh chứng kiểm được")
    late: int = Field(title="Số nhiệm vụ có kỳ quá hạn mà chưa có minh chứng")


class Freshness(_Part):
    """The latest day of each type, and facts that the unit declares missing."""

    latest: dict[str, dt.date] = Field(title="Ngày mới nhất của mỗi loại dữ liệu")
    missing: int = Field(title="Số chỗ đơn vị khai là chưa có")


class Feed(_Part):
    """A feed that a portal may take."""

    title: str = Field(title="Tên")
    url: str = Field(title="Địa chỉ")
    type: str = Field(title="Kiểu")
    other_formats: dict[str, str] = Field(
        title="Cùng nguồn tin ở khuôn dạng khác", description="kiểu: địa chỉ; lấy một trong các khuôn dạng là đủ"
    )


class Summary(_Part):
    """The figures of a unit's site on one day."""

    format: int = Field(title="Số của khuôn dạng này")
    build: str = Field(title="Mã bản dựng", description="đổi khi nội dung đổi, và chỉ khi đó")
    generator: str = Field(title="Chương trình")
    as_of: dt.date = Field(title="Số liệu tính đến ngày")
    unit: UnitFacts = Field(title="Đơn vị")
    licence: LicenceFacts | None = Field(title="Giấy phép dùng lại dữ liệu")
    counts: dict[str, int] = Field(title="Số bản ghi của mỗi loại dữ liệu")
    news: NewsFigures = Field(title="Tin, bài")
    procedures: ProcedureFigures = Field(title="Thủ tục hành chính")
    channels: tuple[ChannelFigure, ...] = Field(title="Số tin, bài theo kênh và kỳ, theo báo cáo của chính đơn vị")
    dossiers: tuple[DossierFigure, ...] = Field(title="Hồ sơ theo kỳ, theo báo cáo của chính đơn vị")
    plans: tuple[PlanProgress, ...] = Field(title="Tiến độ kế hoạch của chính đơn vị")
    freshness: Freshness = Field(title="Độ mới")
    feeds: tuple[Feed, ...] = Field(title="Nguồn tin")
    feed_list: str = Field(title="Danh sách mọi nguồn tin (OPML)")
    catalogue: str = Field(title="Danh mục dữ liệu mở (DCAT)")


def summary_schema(site: Site) -> dict[str, Any]:
    """JSON Schema (2020-12) of the file."""
    schema = Summary.model_json_schema(mode="serialization")
    address = site.absolute(SUMMARY_SCHEMA)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address, **schema}
