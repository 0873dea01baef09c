"""Addresses on the net: whose they are called, how they are written, how long they will answer."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from cchc.checks.values import Path, records, texts
from cchc.entry import Entry
from cchc.model.base import COMMUNE_LEVEL
from cchc.problems import Problem
from cchc.site import Site
from cchc.text import long_date, slug

_LEVEL = re.compile(r"\b(thị trấn|đặc khu|thành phố|phường|huyện|tỉnh|xã)\b", re.IGNORECASE)
_ENCODED = re.compile(r"%[89a-f][0-9a-f]", re.IGNORECASE)
_EXAMPLES = ("example.vn", "example.com", "example.org", "localhost", "127.0.0.1")


def names_match_addresses(site: Site) -> Iterator[Problem]:
    """A page that is called the district's is not on the commune's host."""
    owners = _owners(site)
    for entry, where, name, url in _called(site):
        levels = {level.lower() for level in _LEVEL.findall(name)}
        owning = owners.get(_host(url)) or owners.get(_first(_host(url)), {})
        if levels and owning and not levels & owning.keys():
            message = f"gọi là “{name}” nhưng địa chỉ {_host(url)} là của {next(iter(owning.values()))}"
            yield entry.warning(where, "label-url-mismatch", message, "sửa tên gọi hoặc địa chỉ")


def evidence_stays(site: Site) -> Iterator[Problem]:
    """Evidence on the pages of a body that ends vanishes with it; one message for a host."""
    ends = _ends(site)
    found: dict[str, list[tuple[Entry[Any], Path]]] = {}
    for entry in site.plans:
        for t, task in enumerate(entry.record.tasks):
            for e, proof in enumerate(task.evidence):
                if proof.url and _host(proof.url) in ends:
                    found.setdefault(_host(proof.url), []).append((entry, ("tasks", t, "evidence", e, "url")))
    for host, places in found.items():
        entry, where = places[0]
        message = f"{len(places)} minh chứng nằm trên {host}, trang của đơn vị kết thúc ngày {long_date(ends[host])}"
        hint = "lưu bản chụp, hoặc đăng lại thành tin trên trang này"
        yield entry.warning(where, "evidence-host-at-risk", message, hint)


def addresses_readable(site: Site) -> Iterator[Problem]:
    """An address in plain letters can be read, typed and printed."""
    for entry, where, url in _urls(site):
        path = urlsplit(url).path
        if _ENCODED.search(path):
            message = f"địa chỉ có chữ mã hóa: “{unquote(path).rpartition('/')[2] or unquote(path)}”"
            hint = "nếu trang ấy có địa chỉ không dấu thì dùng; trên trang mình chỉ dùng chữ không dấu"
            yield entry.notice(where, "url-percent-encoded", message, hint)


def schemes_agree(site: Site) -> Iterator[Problem]:
    """One host is named with http or with https, not with both; one message for a host."""
    first: dict[str, str] = {}
    told: set[str] = set()
    for entry, where, url in _urls(site):
        host, scheme = _host(url), urlsplit(url).scheme
        if first.setdefault(host, scheme) != scheme and host not in told:
            told.add(host)
            message, hint = f"{host} khi http, khi https", "dùng https nếu trang có"
            yield entry.notice(where, "url-mixed-scheme", message, hint)


def site_at_its_address(site: Site) -> Iterator[Problem]:
    """NĐ 224/2026 Điều 11 khoản 4: <name of the commune>.<name of the province>.gov.vn, in plain letters."""
    unit, host = site.unit, _host(site.url)
    if unit.level not in COMMUNE_LEVEL or unit.ended_on(site.as_of) or not isinstance(unit.province.name, str):
        return
    if not host or host.endswith(_EXAMPLES):
        return
    own, province = (_labels(name) for name in (unit.place_name, unit.province.name))
    if host.removeprefix("www.") not in {f"{name}.{province[-1]}.gov.vn" for name in own}:
        yield site.entries["unit"][0].warning(
            ("place_name",),
            "site-address",
            f"trang đặt ở {host}, không theo tên đơn vị và tên tỉnh",
            f"tên miền theo quy định: {own[0]}.{province[-1]}.gov.vn (site_url trong mkdocs.yml)",
        )


def _called(site: Site) -> Iterator[tuple[Entry[Any], Path, str, str]]:
    """Every address with the name that is given to it."""
    for report in site.reports:
        for d, disclosure in enumerate(report.record.disclosures):
            for p, place in enumerate(disclosure.places):
                if place.name and place.url:
                    yield report, ("disclosures", d, "places", p, "name"), place.name, place.url
    for channel in site.entries["channel"]:
        if isinstance(channel.record.url, str):
            yield channel, ("name",), channel.record.name, channel.record.url
        for s, section in enumerate(channel.record.sections):
            if section.url:
                yield channel, ("sections", s, "name"), section.name, section.url


def _owners(site: Site) -> dict[str, dict[str, str]]:
    """Hosts, and the first words of hosts, that are known to be somebody's: {level: whose}."""
    unit = site.unit
    known: list[tuple[Any, Any]] = [(unit.place_name, unit.website), (unit.province.name, unit.province.portal)]
    known += [(superior.name, superior.url) for superior in unit.superiors]
    owners: dict[str, dict[str, str]] = {}
    for name, url in known:
        level = _LEVEL.search(name) if isinstance(name, str) else None
        if level:
            for host in (*_labels(name), *([_host(url)] if isinstance(url, str) else [])):
                owners.setdefault(host, {}).setdefault(level[0].lower(), name[level.start() :])
    return owners


def _labels(name: str) -> tuple[str, str]:
    """How a place may be written in a host: with its level and without, "xasonbua" and "sonbua"."""
    level = _LEVEL.search(name)
    whole, bare = (name[level.start() :], name[level.end() :]) if level else (name, name)
    return slug(whole).replace("-", ""), slug(bare).replace("-", "")


def _ends(site: Site) -> dict[str, dt.date]:
    """Hosts of bodies and channels that end on a known day."""
    unit = site.unit
    known: list[tuple[Any, dt.date | None]] = [(superior.url, superior.valid_to) for superior in unit.superiors]
    known += [(entry.record.url, entry.record.valid_to) for entry in site.entries["channel"]]
    if unit.successor:
        known.append((unit.website, unit.successor.since - dt.timedelta(days=1)))
    return {_host(url): day for url, day in known if isinstance(url, str) and day}


@lru_cache(maxsize=1)
def _urls(site: Site) -> tuple[tuple[Entry[Any], Path, str], ...]:
    """Every address that the unit tells people; where a fact was read is the source's matter."""
    return tuple(
        (entry, where, text)
        for entry in records(site)
        for where, text in texts(entry.record)
        if text.startswith(("http://", "https://")) and " " not in text and "source" not in where
    )


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _first(host: str) -> str:
    """The first word of an official host."""
    return host.removeprefix("www.").partition(".")[0] if host.endswith(".gov.vn") else ""
