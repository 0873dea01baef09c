"""The 311 facts of the five documents: each has its place in a record, with the right value, and is on a page.

`acceptance.tsv` names for each id one or more homes: site, content type, record, field, the value there, and the rule
that finds the fault if the fact is one. A field of the form `tasks[id].lead` walks lists by position, `id` or the
document that a citation names.
"""

import csv
import datetime as dt
import html
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel

from cchc.checks import check
from cchc.engine.html import to_content
from cchc.entry import Entry
from cchc.known import Choice, Gap
from cchc.load import load
from cchc.naming import references
from cchc.pages import render_all
from cchc.period import Period
from cchc.site import Site
from cchc.text import long_date, money
from conftest import HERE, REPOSITORY, shared

COLUMNS = ("id", "site", "type", "record", "field", "value", "finding")
IDS = {0: 56, 1: 82, 2: 79, 3: 46, 4: 48}
#: Numbers of the acceptance list that are no figures of the document, or are written in words on the page.
TOLD_OTHERWISE = {
    "S1-51": "six columns, each named",
    "S1-78": "none not done: eight of eight are done",
    "S3-15": "a remark on the law of 2026",
    "S3-16": "three systems, each named",
    "S3-21": "hơn 18 tỷ đồng, with a unit instead of nine zeros",
    "S3-24": "12,000 with a comma is 12.000",
    "S3-25": "three districts and a town, each named",
    "S4-13": "the number of the form, which is its kind",
}
YEARS = range(1900, 2100)  # written without a dot
_STEP = re.compile(r"([a-z_0-9]+)|\[([^\]]+)\]")


class Home(NamedTuple):
    """One line of acceptance.tsv."""

    id: str
    site: str
    type: str
    record: str
    field: str
    value: str
    finding: str


def _homes() -> list[Home]:
    with (HERE / "acceptance.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert tuple(rows[0]) == COLUMNS
    return [Home(*row) for row in rows[1:]]


HOMES = _homes()
PLACED = [home for home in HOMES if home.field]


@cache
def site_of(name: str) -> Site:
    """A site of this repository: "." or "examples/…"."""
    root = (REPOSITORY / name).resolve()
    site, problems = load(root, root / "content", "https://example.vn/")
    assert site is not None, problems
    return site


@cache
def findings_of(name: str) -> frozenset[str]:
    """The rules by which the checker finds something in a site."""
    return frozenset(problem.rule for problem in check(site_of(name)))


@cache
def words_of(name: str) -> dict[str, str]:
    """The words of every generated page of a site, by address."""
    pages = render_all(site_of(name), REPOSITORY / "theme")
    return {page.url: plain(to_content(page.markdown).html) for page in pages}


def plain(markup: str) -> str:
    """Words without tags, marks of Markdown and runs of blanks; addresses of links stay."""
    linked = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>', r" \1 ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", linked)).split())


def entry_of(home: Home) -> Entry[Any]:
    """The record of a home; the unit is the only one of its kind."""
    site = site_of(home.site)
    entries = site.entries[home.type]
    if home.type in ("unit", "hotline"):
        return entries[0 if home.type == "unit" else int(home.record) - 1]
    found = site.find(home.type, home.record)
    assert found is not None, f"{home.id}: no {home.type} {home.record}"
    return found


def walk(value: Any, field: str) -> Any:
    """What stands at a path of fields, positions and names."""
    for name, selector in _STEP.findall(field):
        if name:
            value = getattr(value, name)
        elif selector.isdigit():
            value = value[int(selector)]
        else:
            value = next(item for item in value if selector in (getattr(item, "id", ""), getattr(item, "document", "")))
    return value


def told(value: Any, named: dict[str, str]) -> Iterator[str]:
    """The texts by which a page shows a value. `named`: titles of records by the name that stands for them."""
    if isinstance(value, tuple):
        for item in value:
            yield from told(item, named)
    elif isinstance(value, BaseModel) and not _speaks(value):
        for name in type(value).model_fields:
            if name != "id" and getattr(value, name) is not None:
                yield from told(getattr(value, name), named)
    elif not isinstance(value, bool):
        yield from _text(value, named).split("\n\n")


def _text(value: Any, named: dict[str, str]) -> str:
    if isinstance(value, Gap):
        return f"Chưa có: {value.reason}"
    if isinstance(value, Choice | Period):
        return value.label
    if isinstance(value, int | Decimal) and value not in YEARS:
        return money(value).removesuffix(" đồng")  # round billions are told as such
    return long_date(value) if isinstance(value, dt.date) else named.get(str(value), str(value))


def _speaks(value: BaseModel) -> bool:
    """Whether a value has words of its own, as a day whose month alone is known."""
    return isinstance(value, Period) or type(value).__str__ is not BaseModel.__str__


def _named(site: Site, record: BaseModel) -> dict[str, str]:
    titles = {}
    for _, key, name in references(record):
        task = site.task(name)
        if key == "task":
            titles[name] = task[1].name if task else name
        elif (found := site.find(key, name)) is not None:
            titles[name] = found.title
    return titles


def test_every_fact_has_a_home() -> None:
    wanted = {f"S{site}-{n:02d}" for site, count in IDS.items() for n in range(1, count + 1)}
    assert len(wanted) == 311
    assert {home.id for home in HOMES} == wanted


@pytest.mark.parametrize("home", PLACED, ids=lambda home: f"{home.id}:{home.type}.{home.field}")
def test_a_fact_is_in_its_field_with_its_value(home: Home) -> None:
    value = walk(entry_of(home).record, home.field)
    assert value not in (None, ()), "nothing there"
    assert written(value) == home.value


def written(value: Any) -> str:
    """A value as acceptance.tsv writes it."""
    if isinstance(value, tuple):
        return " | ".join(written(item) for item in value)
    if isinstance(value, Gap):
        return f"chưa có ({value.reason})"
    if isinstance(value, Choice | Period):
        return value.value if isinstance(value, Choice) else value.code
    if isinstance(value, BaseModel) and not _speaks(value):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        return "; ".join(written(item) for item in fields.values() if item not in (None, (), ""))
    return " ".join(str(value).split())


@pytest.mark.parametrize("home", PLACED, ids=lambda home: f"{home.id}:{home.type}.{home.field}")
def test_a_fact_is_shown_on_the_page_of_its_record(home: Home) -> None:
    site, entry = site_of(home.site), entry_of(home)
    url = entry.place[0] or "/"
    pages = words_of(home.site)
    text = " ".join(pages.values()) if home.type == "unit" else pages[url]
    lower = text.lower()
    value = walk(entry.record, home.field)
    missing = [part for part in told(value, _named(site, entry.record)) if plain(part).lower() not in lower]
    assert missing == [], url


@pytest.mark.parametrize("home", [h for h in HOMES if h.finding], ids=lambda home: f"{home.id}:{home.finding}")
def test_a_fault_is_found_by_its_name(home: Home) -> None:
    assert home.finding in findings_of(home.site)


def test_at_least_95_of_100_facts_are_on_a_page() -> None:
    assert len({home.id for home in PLACED}) >= 0.95 * 311


def test_the_figures_of_the_acceptance_list_are_on_the_pages() -> None:
    """Against the list itself: every number of a fact's value stands on the page of a record that holds the fact."""
    with shared("research/acceptance.tsv").open(encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    lost = []
    for fact in (fact for fact in facts if fact["id"] not in TOLD_OTHERWISE):
        homes = [home for home in PLACED if home.id == fact["id"]]
        words = " ".join(words_of(home.site).get(entry_of(home).place[0], "") for home in homes)
        have = {int(text.replace(".", "")) for text in re.findall(r"\d+(?:\.\d{3})*", words)}
        wanted = {int(text.replace(".", "")) for text in re.findall(r"\d+(?:\.\d{3})*", fact["value"])}
        lost += [f"{fact['id']}: {n} of {fact['value']}" for n in sorted(wanted - have)]
    assert lost == [], "\n".join(lost)
