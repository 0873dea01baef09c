"""What search engines are told of a page, in the words of schema.org: plain values for JSON-LD.

Nothing is told that the page does not say: a fact declared missing is left out.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from cchc import words
from cchc.datasets import Dataset, datasets
from cchc.known import Gap
from cchc.model.channel import Channel, Relation
from cchc.model.news import News
from cchc.model.procedure import Procedure
from cchc.model.procedure_parts import Method, SubmissionChannel, TimeUnit
from cchc.outline import Outline
from cchc.period import lies_between
from cchc.site import Site

Node = dict[str, Any]
_DURATION = {TimeUnit.DAY: "P{}D", TimeUnit.MONTH: "P{}M", TimeUnit.HOUR: "PT{}H"}  # ISO 8601 has no working days


def graph(site: Site, outline: Outline) -> list[Node]:
    """What a generated page is about, besides its place."""
    record = outline.entry.record if outline.entry else None
    if isinstance(record, News):
        return [_article(site, record, outline.url)]
    if isinstance(record, Procedure):
        return [_service(site, record, outline.url)]
    if outline.url == "/":
        return [_organisation(site), _website(site)]
    if outline.template == "hotline/list":
        records = (entry.record for entry in site.hotlines)
        begun = (record for record in records if lies_between(site.as_of, record.valid_from, record.valid_to))
        return [{**_publisher(site), "contactPoint": list(map(_contact, begun))}]  # it has no days of its own
    return [_catalogue(site)] if outline.template == "data" else []


def breadcrumbs(site: Site, url: str, title: str, above: Iterable[tuple[str, str]]) -> list[Node]:
    """Where a page stands: below the home page and the pages above it, given as (title, address)."""
    places = [] if url == "/" else [(words.at(url).frame["home"], "/"), *above, (title, url)]
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": site.absolute(place)}
        for number, (name, place) in enumerate(places, 1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}] if items else []


def _publisher(site: Site) -> Node:
    name = {"@type": "GovernmentOrganization", "@id": f"{site.url}#don-vi", "name": site.unit.name}
    return {**name, "url": site.url}


def _organisation(site: Site) -> Node:
    unit = site.unit
    superior, ended = unit.superior_on(site.as_of), unit.ended_on(site.as_of)
    channels: list[Channel] = [entry.record for entry in site.of(Channel) if entry.record.valid_on(site.as_of)]
    own = [channel for channel in channels if channel.relation is Relation.OWN]
    return {
        **_publisher(site),
        **_told(
            alternateName=unit.short_name,
            description=" ".join(unit.description.split()),
            areaServed=unit.place_name,
            address=unit.address,
            telephone=unit.phone,
            email=unit.email,
            sameAs=list(dict.fromkeys(told for told in (unit.website, *(c.url for c in own)) if isinstance(told, str))),
            dissolutionDate=ended and ended.since.isoformat(),
        ),
        **({"parentOrganization": _named(superior.name)} if superior and isinstance(superior.name, str) else {}),
    }


def _website(site: Site) -> Node:
    search = {"@type": "SearchAction", "target": f"{site.url}tim-kiem/?q={{q}}", "query-input": "required name=q"}
    told = {"name": site.unit.section, "inLanguage": "vi", "potentialAction": search}
    return {"@type": "WebSite", "@id": f"{site.url}#trang", "url": site.url, **told}


def _article(site: Site, record: News, url: str) -> Node:
    return {
        "@type": "NewsArticle",
        "headline": record.title,
        "datePublished": record.date.isoformat(),
        "dateModified": (record.updated or record.date).isoformat(),
        "articleSection": site.unit.category(record.category).name,
        "inLanguage": "vi",
        "author": _publisher(site),
        "publisher": {"@id": f"{site.url}#don-vi"},
        "mainEntityOfPage": site.absolute(url),
        **_told(
            image=site.absolute(record.image.file) if record.image else None,
            creditText=record.author,
            isBasedOn=record.canonical,
        ),
    }


def _service(site: Site, record: Procedure, url: str) -> Node:
    sector = site.unit.sector(record.sector).name
    return {
        "@type": "GovernmentService",
        "@id": site.absolute(url),
        "name": record.name,
        "identifier": record.code,
        "description": record.summary,
        "audience": {"@type": "Audience", "audienceType": "; ".join(record.audience)},
        "provider": _publisher(site) if isinstance(record.agency, Gap) else _named(record.agency),
        "areaServed": site.unit.place_name,
        "availableChannel": [_channel(record, method) for method in record.methods],
        **_told(alternateName=record.short_name, serviceType=sector, sameAs=record.portal_url),
    }


def _channel(record: Procedure, method: Method) -> Node:
    """One way of handing in; how long it takes where it takes one time, and not in working days."""
    channel: Node = {"@type": "ServiceChannel", "name": method.channel.label}
    if method.channel is SubmissionChannel.ONLINE:
        channel |= _told(serviceUrl=record.online_url or record.portal_url)
    elif isinstance(record.reception_address, str):
        channel["serviceLocation"] = {"@type": "Place", "name": record.reception_address}
    times = () if isinstance(method.times, Gap) else method.times
    if len(times) == 1 and times[0].unit in _DURATION:
        channel["processingTime"] = _DURATION[times[0].unit].format(times[0].value)
    return channel


def _contact(record: Any) -> Node:
    told = _told(telephone=record.phone, email=record.email, url=record.website)
    return {"@type": "ContactPoint", "name": record.name, "contactType": record.kind.label, **told}


def _catalogue(site: Site) -> Node:
    return {
        "@type": "DataCatalog",
        "@id": site.absolute("/du-lieu/"),
        "name": f"Dữ liệu mở của {site.unit.short_name}",
        "publisher": _publisher(site),
        "dataset": [_dataset(site, dataset) for dataset in datasets(site)],
    }


def _dataset(site: Site, dataset: Dataset) -> Node:
    licence = site.unit.licence
    files = [
        {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": site.absolute(path)}
        for kind, path in dataset.files.items()
    ]
    told = _told(license=licence and (licence.url or licence.name), dateModified=_iso(dataset.day))
    about = {"name": dataset.title, "description": dataset.description(site), "distribution": files}
    return {"@type": "Dataset", **about, **told}


def _named(name: str) -> Node:
    return {"@type": "GovernmentOrganization", "name": name}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _told(**values: Any) -> Node:
    """What is known of these."""
    return {name: value for name, value in values.items() if value and not isinstance(value, Gap)}
