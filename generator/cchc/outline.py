"""Which pages a site has, at which permanent addresses (docs/addresses.md), before anything is rendered."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from cchc import syndication, words
from cchc.entry import Entry
from cchc.ledger import agenda, closing, counts, quotes, reconcile
from cchc.model import broadcast, document, hotline, news, plan, procedure, publication, report
from cchc.model.closing import Closing
from cchc.model.news import Headline
from cchc.model.procedure import Procedure
from cchc.model.registry import TYPES
from cchc.model.translation import Translation
from cchc.model.unit import Term
from cchc.site import Site
from cchc.urls import (
    COUNTS_URL,
    DUE_URL,
    LARGE,
    SHEET,
    category_url,
    month_url,
    progress_url,
    sector_url,
    translated_url,
)

# Lists that answer even when they are empty: portals and citizens rely on them.
ALWAYS = {"procedure", "indicator", "hotline", "channel", "document", "plan", "report", "accessibility"}
NEWEST = 20  # items on the lists that begin with the newest; older ones are in the months and years


@dataclass(frozen=True)
class Outline:
    """One page to be: address, the template that makes it, its title, and what it is about.

    `news` are the items that the page shows, `months` (newest year first), `years` (with the number of items) and
    `heard` (whether there are sounds) what else it tells of the archive, `counted` what it tells that is counted from
    it (in words that change when that does): a template sees no more, so that a page stays as it is until these change.
    """

    url: str
    template: str
    title: str
    entry: Entry[Any] | None = None
    news: tuple[Entry[Headline], ...] = ()
    term: Term | None = None
    year: int = 0
    month: int = 0
    months: tuple[tuple[int, tuple[int, ...]], ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    heard: bool = False
    counted: str = ""


def outlines(site: Site) -> list[Outline]:
    """Every generated page of a site, each address once."""
    return [*standing_outlines(site), *(record_outline(site, entry) for entry in site.news)]


@lru_cache(maxsize=1)
def standing_outlines(site: Site) -> tuple[Outline, ...]:
    """Every generated page but those of the articles, which may be thousands."""
    return (
        *_lists(site),
        *_records(site),
        *_ledger(site),
        *_news_lists(site),
        *_sectors(site),
        *_languages(site),
    )


@lru_cache(maxsize=1)
def sheet_outlines(site: Site) -> tuple[Outline, ...]:
    """Every sheet for the wall (pages.sheets)."""
    return (*_sheets(site), *_boards(site))


def record_outline(site: Site, entry: Entry[Any]) -> Outline:
    """The page of one record."""
    counted = ""
    if entry.type in (report.TYPE, plan.TYPE):
        counted = quotes.values(site, quotes.of_record(entry.record))
    if entry.type is report.TYPE:
        counted += repr(reconcile.compare(site, entry))
    news = _shown_with(site, entry)
    return Outline(entry.url, f"{entry.type.key}/page", entry.record.heading, entry, news, counted=counted)


def _shown_with(site: Site, entry: Entry[Any]) -> tuple[Entry[Headline], ...]:
    """The news on a record's page: what names a document, what proves the tasks of a plan."""
    if entry.type is document.TYPE:
        return site.naming(entry.slug)
    if entry.type is plan.TYPE:
        tasks = entry.record.tasks
        proofs = {proof.news for task in tasks for proof in task.evidence if proof.news}
        naming = {item.slug for task in tasks for item in site.proving(task.id)}
        found = (item for item in site.posted if not proofs.isdisjoint(item.names) or item.slug in naming)
        return tuple(found) if proofs or naming else ()
    return ()


def _went_out(site: Site) -> tuple[Entry[Headline], ...]:
    """The news that the register names."""
    named = {entry.record.news for entry in site.shown(publication.TYPE.key) if entry.record.news}
    return tuple(item for item in site.posted if not named.isdisjoint(item.names)) if named else ()


def _named(site: Site) -> str:
    """How many news items name each document."""
    return str([len(site.naming(entry.slug)) for entry in site.documents])


def month_title(year: int, month: int) -> str:
    """Title of the news of one month."""
    return f"Tin tháng {month}/{year}"


def translations(site: Site, outline: Outline) -> tuple[str, ...]:
    """The addresses of a page in all its languages, Vietnamese first, its own too; none if it is there in one only."""
    record = outline.entry.record if outline.entry else None
    found: list[str] = []
    if isinstance(record, Procedure | Translation):
        original = site.procedure(record.code)
        found = [original.url] if original else []
        found += [entry.url for entry in site.translations(record.code)]
    elif outline.template in ("procedure/list", "translation/list"):
        found = [procedure.TYPE.url, *map(translated_url, _spoken(site))]
    return tuple(found) if len(found) > 1 else ()


def _lists(site: Site) -> Iterator[Outline]:
    yield Outline("/", "home", site.unit.section, news=site.news[:6])
    for kind in TYPES:
        if kind is news.TYPE:
            months = _months(site)
            yield Outline(kind.url, "news/list", kind.title, news=site.news[:NEWEST], months=months)
        elif not (kind.url and kind.own_list):
            continue
        elif kind.key in ALWAYS or site.entries[kind.key] or _introduced(site, kind.url):
            heard = kind is broadcast.TYPE and bool(syndication.episodes(site))
            went_out = _went_out(site) if kind is publication.TYPE else ()
            counted = _named(site) if kind is document.TYPE else ""
            yield Outline(kind.url, f"{kind.key}/list", kind.title, news=went_out, heard=heard, counted=counted)
    yield Outline("/du-lieu/", "data", "Dữ liệu mở", years=tuple((year, 0) for year in news_years(site)))
    archives = tuple((year, len(news)) for year, news in syndication.archives(site).items())
    heard = bool(syndication.episodes(site))
    yield Outline("/rss/", "feeds", "Theo dõi tin bằng RSS", years=archives, heard=heard)
    yield Outline("/nhung/", "embed", "Nhúng tin vào trang khác")
    yield Outline("/tim-kiem/", "search", "Tìm kiếm")


def _introduced(site: Site, url: str) -> bool:
    """Whether people wrote words above the list."""
    return url.lstrip("/") + "index.md" in site.texts


def _records(site: Site) -> Iterator[Outline]:
    for kind in TYPES:
        if kind.own_pages and kind is not news.TYPE:
            for entry in site.shown(kind.key):
                yield record_outline(site, entry)


def _ledger(site: Site) -> Iterator[Outline]:
    """What is due, how each plan goes, and what was counted."""
    proofs = {entry.slug: entry for one in agenda.current_plans(site) for entry in _shown_with(site, one)}
    yield Outline(DUE_URL, "plan/due", "Lịch việc đến hạn", news=tuple(proofs.values()))
    for entry in site.plans:
        title = f"Tiến độ: {entry.record.heading}"
        yield Outline(progress_url(entry.slug), "plan/progress", title, entry, _shown_with(site, entry))
    yield Outline(COUNTS_URL, "counts", "Số liệu đếm từ sổ", counted=_counted(site))


def _counted(site: Site) -> str:
    closed = [closing.changes(site, entry.record) for entry in site.of(Closing)]
    return f"{counts.years(site)}{closed}"


def _news_lists(site: Site) -> Iterator[Outline]:
    for (year, month), found in site.months.items():
        title = month_title(year, month)
        yield Outline(month_url(year, month), "news/month", title, news=found, year=year, month=month)
    by_category = _by_category(site)
    for term in site.unit.categories:
        by_year = by_category.get(term.id, {})
        years = tuple((year, len(of_year)) for year, of_year in by_year.items())
        newest = tuple(islice(chain.from_iterable(by_year.values()), NEWEST))
        yield Outline(category_url(term.id), "news/category", term.name, news=newest, term=term, years=years)
        for year, of_year in by_year.items():
            title = f"{term.name} năm {year}"
            yield Outline(
                category_url(term.id, year), "news/category", title, news=tuple(of_year), term=term, year=year
            )


def _sheets(site: Site) -> Iterator[Outline]:
    for entry in site.shown("procedure"):
        yield Outline(entry.url + SHEET, "procedure/sheet", entry.record.heading, entry)
    if site.hotlines:
        yield Outline(hotline.TYPE.url + SHEET, "hotline/sheet", hotline.TYPE.title)


def _boards(site: Site) -> Iterator[Outline]:
    used = {entry.record.sector for entry in site.shown("procedure")}
    for term in site.unit.sectors:
        for size in ("", LARGE) if term.id in used else ():
            title = f"Thủ tục lĩnh vực {term.name}"
            yield Outline(sector_url(term.id) + SHEET + size, "procedure/board", title, term=term)


@lru_cache(maxsize=1)
def news_years(site: Site) -> tuple[int, ...]:
    """The years that have news, newest first."""
    return tuple(dict.fromkeys(year for year, _ in site.months))


def _months(site: Site) -> tuple[tuple[int, tuple[int, ...]], ...]:
    months: dict[int, tuple[int, ...]] = {}
    for year, month in site.months:
        months[year] = (*months.get(year, ()), month)
    return tuple(months.items())


def _sectors(site: Site) -> Iterator[Outline]:
    for term in site.unit.sectors:
        yield Outline(sector_url(term.id), "procedure/sector", f"Thủ tục lĩnh vực {term.name}", term=term)


def _languages(site: Site) -> Iterator[Outline]:
    for language in _spoken(site):
        yield Outline(translated_url(language), "translation/list", words.of(language).label("list_title").text)


def _spoken(site: Site) -> list[str]:
    """The languages that procedures are translated into."""
    return sorted({entry.record.language.value for entry in site.entries["translation"]})


def _by_category(site: Site) -> dict[str, dict[int, list[Entry[Headline]]]]:
    """The news of each category, by year, newest first."""
    groups: dict[str, dict[int, list[Entry[Headline]]]] = {}
    for (year, _), found in site.months.items():
        for entry in found:
            groups.setdefault(entry.record.category, {}).setdefault(year, []).append(entry)
    return groups
