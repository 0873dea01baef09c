"""The catalogue of open data, by which portals of data harvest it: DCAT 3 in JSON-LD, readable without the network."""

import datetime as dt
from typing import Any

from cchc.datasets import FOLDER, Dataset, datasets
from cchc.model import news
from cchc.site import Site

NO_LICENCE = "Đơn vị chưa công bố giấy phép cho dữ liệu này. Khi dùng lại, xin ghi nguồn và hỏi đơn vị."
Node = dict[str, Any]
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_VIETNAMESE = {"@id": "http://publications.europa.eu/resource/authority/language/VIE"}
_GOVERNMENT = {"@id": "http://publications.europa.eu/resource/authority/data-theme/GOVE"}
_MEDIA = "https://www.iana.org/assignments/media-types/"


def catalogue(site: Site) -> Node:
    """All sets of a site with their files, terms and days."""
    days = _news_days(site)
    found = [_dataset(site, dataset, days) for dataset in datasets(site)]
    modified = [node["dct:modified"]["@value"] for node in found if "dct:modified" in node]
    return {
        "@context": _CONTEXT,
        "@id": site.absolute(FOLDER),
        "@type": "dcat:Catalog",
        "dct:title": _text(f"Dữ liệu mở của {site.unit.short_name}"),
        "dct:description": _text(site.unit.description),
        "dct:publisher": {"@id": f"{site.url}#don-vi", "@type": "foaf:Organization", "foaf:name": site.unit.name},
        "dct:language": _VIETNAMESE,
        "foaf:homepage": {"@id": site.url},
        **_terms(site),
        **({"dct:modified": _day(max(modified))} if modified else {}),
        "dcat:dataset": found,
    }


def _dataset(site: Site, dataset: Dataset, days: dict[int, dt.date]) -> Node:
    day = dataset.day
    if dataset.kind is news.TYPE:
        day = days.get(dataset.year) or max(days.values(), default=None)
    page = site.absolute(dataset.page or FOLDER)
    return {
        "@id": f"{site.url}{FOLDER[1:]}#{dataset.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": _text(dataset.title),
        "dct:description": _text(dataset.description(site)),
        "dct:publisher": {"@id": f"{site.url}#don-vi"},
        "dct:language": _VIETNAMESE,
        "dcat:theme": _GOVERNMENT,
        "dcat:landingPage": {"@id": page},
        **({"dct:modified": _day(day.isoformat())} if day else {}),
        **_terms(site),
        "dcat:distribution": [_file(site, dataset, media, path) for media, path in dataset.files.items()],
    }


def _file(site: Site, dataset: Dataset, media: str, path: str) -> Node:
    address = site.absolute(path)
    explained = {"dct:conformsTo": {"@id": site.absolute(dataset.schema)}} if media.endswith("json") else {}
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": site.absolute(FOLDER)},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": _MEDIA + media},
        **_terms(site),
        **explained,
    }


def _terms(site: Site) -> Node:
    """The licence; where the unit declared none, that."""
    licence = site.unit.licence
    if licence is not None and licence.url:
        return {"dct:license": {"@id": licence.url}}
    told = licence.name if licence else NO_LICENCE
    return {"dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _text(told)}}


def _news_days(site: Site) -> dict[int, dt.date]:
    """The day of the last change of each year's news."""
    days: dict[int, dt.date] = {}
    for (year, _), found in site.months.items():
        newest = found[0].record.date.date()
        days[year] = max(newest, days.get(year, newest), *(e.record.updated for e in found if e.record.updated))
    return days


def _text(text: str) -> Node:
    return {"@value": " ".join(text.split()), "@language": "vi"}


def _day(day: str) -> Node:
    return {"@value": day, "@type": "xsd:date"}
