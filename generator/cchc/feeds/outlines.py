"""Which feeds a site has, at which addresses, before anything is rendered."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cchc import syndication
from cchc.model.procedure import TYPE as PROCEDURE
from cchc.site import Site
from cchc.syndication import FORMATS, News
from cchc.urls import category_url

RSS, ATOM, JSON = FORMATS
PODCAST = "phat-thanh/podcast.xml"


@dataclass(frozen=True)
class FeedOutline:
    """One feed to be, in one format: its path, the page it belongs to, its words, and the items in it.

    `year` is that of an archive; `older` and `newer` are the paths of the archives beside it (RFC 5005, section 4).
    """

    path: str
    url: str
    title: str
    description: str
    tells: Literal["news", "changes", "episodes"] = "news"
    news: News = ()
    year: int = 0
    older: str = ""
    newer: str = ""

    @property
    def type(self) -> str:
        """The media type: "application/rss+xml"; archives and podcasts are RSS."""
        return FORMATS.get(self.path.rpartition("/")[2], FORMATS[RSS])[0]


@lru_cache(maxsize=1)
def feed_outlines(site: Site) -> tuple[FeedOutline, ...]:
    """Every feed of a site: of all news, of each category, of procedures, of what can be heard, and the archives."""
    return (*_of_news(site), *_of_changes(site), *_podcast(site), *_archives(site))


def feed_places(site: Site) -> Iterator[tuple[str, FeedOutline]]:
    """Where feeds answer: each at its own path, and at those of categories that were renamed or dropped."""
    at = {outline.path: outline for outline in feed_outlines(site)}
    yield from at.items()
    for old, new in syndication.former_categories(site):
        for name in FORMATS:
            yield category_url(old)[1:] + name, at[category_url(new)[1:] + name if new else name]


def _of_news(site: Site) -> Iterator[FeedOutline]:
    place = site.unit.place_name
    older = next((_archive(year) for year in syndication.archives(site)), "")
    words = (site.unit.section, site.unit.description)
    for name in FORMATS:
        yield FeedOutline(name, "/", *words, news=syndication.current(site), older=older)
    for term in site.unit.categories:
        url, news = category_url(term.id), syndication.current(site, term.id)
        words = (f"{term.name} – {place}", f"Tin thuộc chuyên mục {term.name} của {site.unit.short_name}")
        for name in FORMATS:
            yield FeedOutline(url[1:] + name, url, *words, news=news)


def _of_changes(site: Site) -> Iterator[FeedOutline]:
    title = f"Thay đổi thủ tục hành chính – {site.unit.place_name}"
    told = f"Thủ tục mới, sửa đổi, bãi bỏ mà {site.unit.short_name} công khai"
    for name in FORMATS:
        yield FeedOutline(PROCEDURE.url[1:] + name, PROCEDURE.url, title, told, "changes")


def _podcast(site: Site) -> Iterator[FeedOutline]:
    news = syndication.episodes(site)
    if news:
        title = f"Phát thanh {site.unit.place_name}"
        told = f"Bản tin nghe được của {site.unit.short_name}"
        yield FeedOutline(PODCAST, "/tin-tuc/", title, told, "episodes", news)


def _archives(site: Site) -> Iterator[FeedOutline]:
    found = syndication.archives(site)
    years = list(found)
    for year, newer, older in zip(years, [0, *years], [*years[1:], 0], strict=False):
        title = f"Tin năm {year} – {site.unit.place_name}"
        told = f"Bản lưu các tin năm {year} của {site.unit.short_name}"
        yield FeedOutline(
            _archive(year), "/tin-tuc/", title, told, "news", found[year], year, _archive(older), _archive(newer)
        )


def _archive(year: int) -> str:
    return f"feeds/{year}.xml" if year else ""
