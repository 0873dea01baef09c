"""News as open data: a file for each year, which stays as it is while other years change, and one of the newest.

A row is made when its article is read, and kept as text: a file is rows joined.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cchc.datasets import NEWEST, Dataset, datasets
from cchc.entry import Entry
from cchc.exports import tables
from cchc.model import news
from cchc.model.news import Headline, News
from cchc.site import Site
from cchc.syndication import published


class NewsRow(NamedTuple):
    """An article in JSON and in CSV."""

    json: str
    csv: str


def news_row(site: Site, entry: Entry[News]) -> NewsRow:
    """The row of an article: made of its file and of the site's address, nothing else."""
    line = tables.json_lines([tables.row(site, entry)])[0]
    return NewsRow(line, "".join(map(tables.csv_line, tables.cells(site, entry))))


def news_tables(site: Site) -> Iterator[tuple[Dataset, tuple[Entry[Headline], ...]]]:
    """Each set of news, and the items in it, newest first. Samples stay out."""
    years: dict[int, list[Entry[Headline]]] = {0: [*published(site)[:NEWEST]]}
    for entry in published(site):
        years.setdefault(entry.record.date.year, []).append(entry)
    for dataset in datasets(site):
        if dataset.kind is news.TYPE:
            yield dataset, tuple(years.get(dataset.year, ()))


def news_files(
    dataset: Dataset, entries: tuple[Entry[Headline], ...], row: Callable[[Entry[Headline]], NewsRow]
) -> dict[str, bytes]:
    """The files of a set by address, made of the rows of its items."""
    rows = [row(entry) for entry in entries]
    json, csv = dataset.files.values()
    return {
        json: tables.json_file(found.json for found in rows),
        csv: tables.csv_file(news.TYPE, (found.csv for found in rows)),
    }
