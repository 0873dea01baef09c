"""/cchc.json: the figures of one unit, which a superior body adds up over many. Nothing that the site does not show."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import cchc
from cchc import declarations
from cchc.datasets import CATALOGUE
from cchc.days import latest_day
from cchc.entry import Entry
from cchc.exports.summary_model import (
    FORMAT,
    ChannelFigure,
    DossierFigure,
    Feed,
    Freshness,
    LicenceFacts,
    NewsFigures,
    PlanProgress,
    ProcedureFigures,
    Summary,
    UnitFacts,
)
from cchc.known import Gap
from cchc.ledger.due import tasks
from cchc.ledger.items import news_by_month
from cchc.ledger.slots import SlotState
from cchc.model.figures import DossierFigures
from cchc.model.plan import Plan, Task
from cchc.model.report import Report
from cchc.site import Site
from cchc.syndication import FORMATS, OPML, published
from cchc.urls import category_url


def summary(site: Site) -> Summary:
    """The figures of a site."""
    licence = site.unit.licence
    return Summary(
        format=FORMAT,
        build=build_id(site),
        generator=f"cchc {cchc.__version__}",
        as_of=site.as_of,
        unit=_unit(site),
        licence=LicenceFacts(name=licence.name, url=licence.url) if licence else None,
        counts={key: len(no_samples(site.shown(key))) for key in site.entries},
        news=_news(site),
        procedures=_procedures(site),
        channels=tuple(figure for report in site.own_reports for figure in _channels(report)),
        dossiers=tuple(
            _dossiers(report, report.record.dossiers)
            for report in site.own_reports
            if not isinstance(report.record.dossiers, Gap)
        ),
        plans=tuple(_progress(site, plan) for plan in site.own_plans),
        freshness=_freshness(site),
        feeds=tuple(_feeds(site)),
        feed_list=site.absolute(OPML),
        catalogue=site.absolute(CATALOGUE),
    )


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


def no_samples(entries: Iterable[Entry[Any]]) -> list[Entry[Any]]:
    """Those that are no samples: nobody adds samples up."""
    return [entry for entry in entries if not getattr(entry.record, "sample", False)]


def _news(site: Site) -> NewsFigures:
    true = published(site)
    return NewsFigures(
        total=len(true),
        samples=len(site.news) - len(true),
        newest=true[0].record.date.date() if true else None,
        by_month={month.title: month.amount for month in sorted(news_by_month(site)) if month.amount},
        by_category=_counted(entry.record.category for entry in true),
    )


def _procedures(site: Site) -> ProcedureFigures:
    records = [entry.record for entry in site.procedures]
    levels = (record.online_level for record in records)
    return ProcedureFigures(
        total=len(records),
        by_state=_counted(record.state.value for record in records),
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
    told = {name: getattr(figures, name) for name in DossierFigure.model_fields if name not in ("report", "period")}
    return DossierFigure(report=report.slug, period=report.record.period.code, **told)


def _progress(site: Site, plan: Entry[Plan]) -> PlanProgress:
    """A plan as its page of progress judges it; only the states are what the unit says itself."""
    found = tasks(site, plan)
    return PlanProgress(
        plan=plan.slug,
        title=plan.record.title,
        period=plan.record.period.code,
        tasks=len(found),
        by_state=_counted(
            one.subject.state.value for one in found if isinstance(one.subject, Task) and one.subject.state
        ),
        by_standing=_counted(one.standing.value for one in found),
        proved=sum(any(proof.holds for proof in one.proofs) for one in found),
        late=sum(one.number_of(SlotState.MISSING) > 0 for one in found),
    )


def _freshness(site: Site) -> Freshness:
    latest = {key: latest_day(site, key) for key in site.entries if key != "news"}
    latest["news"] = next((entry.record.date.date() for entry in published(site)), None)
    records = (entry.record for key in site.entries if key != "news" for entry in site.shown(key))
    return Freshness(
        latest={key: day for key, day in sorted(latest.items()) if day},
        missing=sum(1 for record in records for _ in declarations.gaps(record)),
    )


def _feeds(site: Site) -> Iterable[Feed]:
    yield _feed(site, f"Tin của {site.unit.short_name}", "/")
    for term in site.unit.categories:
        yield _feed(site, term.name, category_url(term.id))


def _feed(site: Site, title: str, folder: str) -> Feed:
    """The feed whose files lie in a folder: one format stands for it, who takes it in all has every item thrice."""
    (kind, address), *others = ((kind, site.absolute(folder + name)) for name, (kind, _) in FORMATS.items())
    return Feed(title=title, url=address, type=kind, other_formats=dict(others))


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
