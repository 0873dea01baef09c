"""Which sets of open data a site has: one for each content type, of news also one for each year.

Each is a file for programs (JSON), one for spreadsheets (CSV) and one that explains their columns (JSON Schema), all
below /du-lieu/. The names are addresses that stay.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from cchc import text
from cchc.days import latest_day, standing_day
from cchc.model import news
from cchc.model.base import ContentType
from cchc.model.registry import TYPES
from cchc.outline import ALWAYS, news_years
from cchc.site import Site

FOLDER = "/du-lieu/"
CATALOGUE = f"{FOLDER}danh-muc.jsonld"
SUMMARY, SUMMARY_SCHEMA = "/cchc.json", f"{FOLDER}cchc.schema.json"
NEWEST = 1000  # items in the file of the newest news: all there are, of most communes
MEDIA_TYPES = {"json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True)
class Dataset:
    """One set: the type of its records, the name of its files, its day where that is known; a year of news has one."""

    kind: ContentType
    name: str
    title: str
    day: dt.date | None = None
    year: int = 0

    @property
    def files(self) -> dict[str, str]:
        """Addresses of its files by media type: "/du-lieu/thu-tuc.json"."""
        return {media: f"{FOLDER}{self.name}.{suffix}" for suffix, media in MEDIA_TYPES.items()}

    @property
    def page(self) -> str:
        """Address of the list that shows the same, empty where there is none."""
        return self.kind.url if self.kind.own_list else ""

    def description(self, site: Site) -> str:
        """In a sentence."""
        return f"{self.title} của {site.unit.short_name}, như đang công bố trên trang {site.url}"

    @property
    def schema(self) -> str:
        """Address of the file that explains the columns: one for each content type."""
        return f"{FOLDER}{data_name(self.kind)}.schema.json"


@lru_cache(maxsize=1)
def datasets(site: Site) -> tuple[Dataset, ...]:
    """Every set of a site, in the order of the registry: of a type without records only what portals rely on."""
    found = []
    for kind in TYPES:
        name, title = data_name(kind), kind.title or kind.label
        if kind is news.TYPE:
            found.append(Dataset(kind, name, f"{title} (đến {text.number(NEWEST)} tin mới nhất)"))
            years = news_years(site)
            found += [Dataset(kind, f"{name}-{year}", f"{title} năm {year}", year=year) for year in years]
        elif kind.key in ALWAYS or site.entries[kind.key]:
            found.append(Dataset(kind, name, title, latest_day(site, kind.key) or standing_day(site)))
    return tuple(found)


def data_name(kind: ContentType) -> str:
    """Name of a type's files: its address, else its label."""
    return kind.url.strip("/").replace("/", "-") or text.slug(kind.label)
