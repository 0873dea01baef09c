"""/cchc.json: the figures of one unit, which a superior body adds up over many. Nothing that the site does not show."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

import cchc
from cchc import declarations
from cchc.datasets import CATALOGUE, SUMMARY_SCHEMA
from cchc.days import latest_day
from cchc.known import Gap
from cchc.model.figures import DossierFigures
from cchc.model.plan import Plan, TaskState
from cchc.model.report import Report
from cchc.outline import category_url
from cchc.site import Entry, Site

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
    """News that shows."""

    total: int = Field(title="Tổng số tin, bài")
    samples: int = Field(title="Trong đó là dữ liệu mẫu")
    newest: dt.date | None = Field(title="Ngày của tin mới nhất")
    by_month: dict[str, int] = Field(title="Theo tháng", description="2024-09: 12")
    by_category: dict[str, int] = Field(title="Theo chuyên mục (mã)")


class ProcedureFigures(_Part):
    """Procedures and how fresh they are."""

    total: int = Field(title="Tổng số thủ tục")
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
    early: int | None = Field(title="Trước hạn")
    on_time: int | None = Field(title="Đúng hạn")
    overdue: int | None = Field(title="Quá hạn")


class PlanProgress(_Part):
    """How far a plan is, as the unit itself declares it."""

    plan: str = Field(title="Kế hoạch (mã)")
    title: str = Field(title="Tên kế hoạch")
    period: str = Field(title="Kỳ")
    tasks: int = Field(title="Số nhiệm vụ")
    by_state: dict[str, int] = Field(title="Theo tình trạng tự khai (mã)")
    proved: int = Field(title="Số nhiệm vụ có minh chứng")
    late: int = Field(title="Quá hạn mà chưa hoàn thành")


class Freshness(_Part):
    """The latest day of each type, and facts that the unit declares missing."""

    latest: dict[str, dt.date] = Field(title="Ngày mới nhất của mỗi loại dữ liệu")
    missing: int = Field(title="Số chỗ đơn vị khai là chưa có")


class Feed(_Part):
    """A feed that a portal may take."""

    title: str = Field(title="Tên")
    url: str = Field(title="Địa chỉ")
    type: str = Field(title="Kiểu")


class Summary(_Part):
    """The figures of a unit's site on one day."""

    format: int = Field(title="Số của khuôn dạng này")
    build: str = Field(title="Mã bản dựng", description="đổi khi nội dung đổi, và chỉ khi đó")
    generator: str = Field(title="Chương trình")
    as_of: dt.date | None = Field(title="Trang nói đến ngày", description="không có: ngày hôm nay")
    unit: UnitFacts = Field(title="Đơn vị")
    licence: LicenceFacts | None = Field(title="Giấy phép dùng lại dữ liệu")
    counts: dict[str, int] = Field(title="Số bản ghi của mỗi loại dữ liệu")
    news: NewsFigures = Field(title="Tin, bài")
    procedures: ProcedureFigures = Field(title="Thủ tục hành chính")
    channels: tuple[ChannelFigure, ...] = Field(title="Số tin, bài theo kênh và kỳ")
    dossiers: tuple[DossierFigure, ...] = Field(title="Hồ sơ theo kỳ")
    plans: tuple[PlanProgress, ...] = Field(title="Tiến độ kế hoạch")
    freshness: Freshness = Field(title="Độ mới")
    feeds: tuple[Feed, ...] = Field(title="Nguồn tin")
    catalogue: str = Field(title="Danh mục dữ liệu mở (DCAT)")


def summary(site: Site) -> Summary:
    """The figures of a site."""
    licence = site.unit.licence
    return Summary(
        format=FORMAT,
        build=build_id(site),
        generator=f"cchc {cchc.__version__}",
        as_of=site.unit.as_of,
        unit=_unit(site),
        licence=LicenceFacts(name=licence.name, url=licence.url) if licence else None,
        counts={key: len(site.shown(key)) for key in site.entries},
        news=_news(site),
        procedures=_procedures(site),
        channels=tuple(figure for report in site.reports for figure in _channels(report)),
        dossiers=tuple(
            _dossiers(report, report.record.dossiers)
            for report in site.reports
            if not isinstance(report.record.dossiers, Gap)
        ),
        plans=tuple(_progress(plan, site.as_of) for plan in site.plans),
        freshness=_freshness(site),
        feeds=tuple(_feeds(site)),
        catalogue=site.url + CATALOGUE[1:],
    )


def summary_schema(site: Site) -> dict[str, Any]:
    """JSON Schema (2020-12) of the file."""
    schema = Summary.model_json_schema(mode="serialization")
    address = site.url + SUMMARY_SCHEMA[1:]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address, **schema}


@lru_cache(maxsize=1)
def build_id(site: Site) -> str:
    """A hash of all that people wrote: the same for the same content on every machine."""
    mark = hashlib.blake2b(f"{cchc.__version__}\0{site.url}\0{site.unit.as_of}".encode(), digest_size=8)
    for key in sorted(site.entries):
        mark.update("".join(f"\0{entry.path}\0{entry.digest}" for entry in site.entries[key]).encode())
    mark.update("".join(f"\0{name}\0{site.texts[name]}" for name in sorted(site.texts)).encode())
    return mark.hexdigest()


def _unit(site: Site) -> UnitFacts:
    unit = site.unit
    ended = unit.ended_on(site.as_of)
    return UnitFacts(
        name=unit.name,
        short_name=unit.short_name,
        place_name=unit.place_name,
        level=unit.level.value,
        province=None if isinstance(unit.province.name, Gap) else unit.province.name,
        authority=unit.feed_authority,
        url=site.url,
        ended_on=ended.since if ended else None,
    )


def _news(site: Site) -> NewsFigures:
    records = [entry.record for entry in site.news]
    months = Counter(record.month for record in records)
    return NewsFigures(
        total=len(records),
        samples=sum(record.sample for record in records),
        newest=records[0].date.date() if records else None,
        by_month={f"{year}-{month:02d}": number for (year, month), number in sorted(months.items())},
        by_category=_counted(record.category for record in records),
    )


def _procedures(site: Site) -> ProcedureFigures:
    records = [entry.record for entry in site.procedures]
    levels = (record.online_level for record in records)
    return ProcedureFigures(
        total=len(records),
        by_sector=_counted(record.sector for record in records),
        by_online_level=_counted("chua-ro" if isinstance(level, Gap) else level.value for level in levels),
        stale=sum(record.stale_on(site.as_of, site.unit.stale_after_months) for record in records),
        oldest=min((record.collected_on for record in records), default=None),
    )


def _channels(report: Entry[Report]) -> Iterable[ChannelFigure]:
    for count in report.record.counts:
        yield ChannelFigure(
            report=report.slug,
            period=(count.period or report.record.period).code,
            channel=count.channel,
            section=count.section,
            what=count.what.value,
            value=count.value,
            qualifier=count.qualifier.value,
            where=count.where.value,
        )


def _dossiers(report: Entry[Report], figures: DossierFigures) -> DossierFigure:
    names = ("total", "online", "early", "on_time", "overdue")
    told = {name: getattr(figures, name) for name in names}
    return DossierFigure(report=report.slug, period=report.record.period.code, **told)


def _progress(plan: Entry[Plan], day: dt.date) -> PlanProgress:
    tasks = plan.record.tasks
    open_tasks = [task for task in tasks if task.state is not TaskState.DONE]
    return PlanProgress(
        plan=plan.slug,
        title=plan.record.title,
        period=plan.record.period.code,
        tasks=len(tasks),
        by_state=_counted(task.state.value for task in tasks),
        proved=sum(bool(task.evidence) for task in tasks),
        late=sum(task.deadline is not None and task.deadline < day for task in open_tasks),
    )


def _freshness(site: Site) -> Freshness:
    latest = {key: latest_day(site, key) for key in site.entries if key != "news"}
    if site.news:
        latest["news"] = site.news[0].record.date.date()
    records = (entry.record for key in site.entries if key != "news" for entry in site.shown(key))
    return Freshness(
        latest={key: day for key, day in sorted(latest.items()) if day},
        missing=sum(1 for record in records for _ in declarations.gaps(record)),
    )


def _feeds(site: Site) -> Iterable[Feed]:
    kind = "application/rss+xml"
    yield Feed(title=f"Tin của {site.unit.short_name}", url=f"{site.url}rss.xml", type=kind)
    for term in site.unit.categories:
        yield Feed(title=term.name, url=f"{site.url}{category_url(term.id)[1:]}rss.xml", type=kind)


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
