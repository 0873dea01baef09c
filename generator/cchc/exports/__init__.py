"""Open data: everything that programs read of a site besides its feeds.

Below /du-lieu/ the records as JSON and CSV with JSON Schema, and a catalogue of them (DCAT); /cchc.json with the unit's
own figures; the lists for search engines. Which sets there are: `datasets`. The tables of news: `exports.news`.
"""

import json
from collections.abc import Callable, Iterator

from cchc.datasets import CATALOGUE, SUMMARY, SUMMARY_SCHEMA, Dataset, datasets
from cchc.exports import tables
from cchc.exports.catalogue import catalogue
from cchc.exports.crawlers import robots, site_map
from cchc.exports.dictionary import row_schema
from cchc.exports.news import news_files, news_row, news_tables
from cchc.exports.summary import build_id, no_samples, summary
from cchc.exports.summary_model import summary_schema
from cchc.load import whole
from cchc.model.document import TYPE as DOCUMENT
from cchc.model.news import TYPE as NEWS
from cchc.site import Site

SITE_MAP, ROBOTS = "/sitemap.xml", "/robots.txt"
_OF_SITE: dict[str, Callable[[Site], object]] = {
    CATALOGUE: catalogue,
    SUMMARY: lambda site: summary(site).model_dump(mode="json"),
    SITE_MAP: site_map,
}
_STEADY: dict[str, Callable[[Site], object]] = {SUMMARY_SCHEMA: summary_schema, ROBOTS: robots}


def exports(site: Site) -> Iterator[tuple[str, bytes]]:
    """All files of a site by address."""
    yield from ((address, render_export(site, address)) for address in export_addresses(site))
    for dataset, entries in news_tables(site):
        yield from news_files(dataset, entries, lambda entry: news_row(site, whole(site, entry))).items()


def export_addresses(site: Site) -> tuple[str, ...]:
    """Every file but the tables of news: "/du-lieu/van-ban.json"."""
    schemas = dict.fromkeys(dataset.schema for dataset in datasets(site))
    return (*_tables(site), *schemas, *_OF_SITE, *_STEADY)


def made_from(site: Site, address: str) -> Iterator[str]:
    """What a file is made from besides the program, as texts that change when it does."""
    yield from (address, site.url)
    dataset = _tables(site).get(address)
    if address in _OF_SITE:
        yield from (str(site.as_of), build_id(site))
    elif dataset is not None:
        yield str(site.as_of)
        keys = site.entries.keys() - {NEWS.key} if dataset.kind is DOCUMENT else [dataset.kind.key]  # who cites it
        yield from (entry.slug + entry.digest for key in sorted(keys) for entry in site.shown(key))


def render_export(site: Site, address: str) -> bytes:
    """One of these files."""
    if make := (_OF_SITE | _STEADY).get(address):
        made = make(site)
        return made.encode() if isinstance(made, str) else _json(made)
    for dataset in datasets(site):
        if address == dataset.schema:
            return _json(row_schema(dataset.kind, site.absolute(address)))
    return _table(site, _tables(site)[address], address.endswith(".json"))


def _tables(site: Site) -> dict[str, Dataset]:
    """The tables by address."""
    found = (dataset for dataset in datasets(site) if dataset.kind is not NEWS)
    return {address: dataset for dataset in found for address in dataset.files.values()}


def _table(site: Site, dataset: Dataset, is_json: bool) -> bytes:
    entries = no_samples(site.shown(dataset.kind.key))
    if is_json:
        return tables.json_file(tables.json_lines(tables.row(site, entry) for entry in entries))
    rows = (row for entry in entries for row in tables.cells(site, entry))
    return tables.csv_file(dataset.kind, map(tables.csv_line, rows))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
