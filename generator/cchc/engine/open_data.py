"""Open data in a build: only the files made anew whose records changed.

Of news a row is kept for each article, in a file of the cache for each year: one more item is one more row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cchc.engine import staging, store
from cchc.engine.bench import Bench
from cchc.engine.marks import marks_of_years
from cchc.engine.store import key_of
from cchc.entry import Entry
from cchc.exports import export_addresses, made_from, render_export
from cchc.exports.news import NewsRow, news_files, news_row, news_tables
from cchc.load import whole
from cchc.model.news import Headline

_UNKNOWN: tuple[Any, ...] = ("",)


def make_open_data(bench: Bench, version: str, fresh: Mapping[str, NewsRow], done: Mapping[str, str]) -> dict[str, str]:
    """Make the files that changed; returns the keys of all.

    `fresh` are the rows of the articles just read, by file; `version` is what the cache is good for.
    """
    made = {}
    for address in export_addresses(bench.site):
        name = address[1:]
        made[name] = key_of(bench.space.version, *made_from(bench.site, address))
        if done.get(name) != made[name]:
            staging.write(bench.folder, name, render_export(bench.site, address))
    return made | _News(bench, version, fresh).make(done)


@dataclass
class _News:
    bench: Bench
    version: str
    fresh: Mapping[str, NewsRow]
    _years: dict[int, dict[str, tuple[Any, ...]]] = field(default_factory=dict)

    def make(self, done: Mapping[str, str]) -> dict[str, str]:
        made: dict[str, str] = {}
        for dataset, entries in news_tables(self.bench.site):
            names = [address[1:] for address in dataset.files.values()]
            site = self.bench.site
            marks = marks_of_years(site, dataset.year) if dataset.year else map(self._mark, entries)
            key = key_of(self.bench.space.version, site.url, dataset.name, *marks)
            made |= dict.fromkeys(names, key)
            if any(done.get(name) != key for name in names):
                for address, content in news_files(dataset, entries, self._row).items():
                    staging.write(self.bench.folder, address[1:], content)
                if dataset.year:
                    self._remember(dataset.year, entries)
        return made

    def _mark(self, entry: Entry[Headline]) -> str:
        return f"{self.bench.site.url}{entry.url}{entry.digest}"

    def _row(self, entry: Entry[Headline]) -> NewsRow:
        """Just made, or remembered, or made again."""
        if entry.path in self.fresh:
            return self.fresh[entry.path]
        mark, *told = self._remembered(entry.record.date.year).get(entry.path, _UNKNOWN)
        return NewsRow(*told) if mark == self._mark(entry) else news_row(self.bench.site, whole(self.bench.site, entry))

    def _remembered(self, year: int) -> dict[str, tuple[Any, ...]]:
        if year not in self._years:
            self._years[year] = store.load_part(self.bench.space.cache, self.version, f"rows-{year}")
        return self._years[year]

    def _remember(self, year: int, entries: tuple[Entry[Headline], ...]) -> None:
        rows = {entry.path: (self._mark(entry), *self._row(entry)) for entry in entries}
        store.save_part(self.bench.space.cache, self.version, f"rows-{year}", rows)
        self._years.pop(year, None)  # a year is asked for twice at most, and large
