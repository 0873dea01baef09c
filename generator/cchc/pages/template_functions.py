"""What templates may say besides Jinja2's own words: filters, tests, functions and addresses (`link`: `templating`)."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from cchc import dialect, terms, text, words
from cchc.datasets import datasets
from cchc.entry import Entry
from cchc.known import Gap
from cchc.ledger import agenda, closing, counts, due, quotes, reconcile, slots
from cchc.pages.chart import Chart, Mark
from cchc.pages.references import Mention, mentions, outlet
from cchc.pages.year_picture import year_picture
from cchc.urls import COUNTS_URL, DUE_URL, category_url, month_url, progress_url, sector_url, translated_url

#: What templates may ask the ledger: each a function of the site.
_LEDGER = {
    function.__name__: function
    for function in (
        agenda.agenda,
        agenda.current,
        agenda.current_plans,
        agenda.leads,
        agenda.of_state,
        agenda.soon,
        agenda.standings,
        agenda.sums,
        agenda.undecided_years,
        closing.changes,
        counts.across_years,
        counts.years,
        due.progress,
        reconcile.compare,
    )
}


@pass_context
def _mentions(context: Context, key: str, name: str, besides: Entry[Any] | None = None) -> tuple[Mention, ...]:
    return mentions(context["site"], key, name, besides)


@pass_context
def _outlet(context: Context, name: str) -> Entry[Any] | None:
    return outlet(context["site"], name)


@pass_context
def _word(context: Context, name: str, count: object = None, **told: object) -> Markup:
    """A label in the language of the page; one that has to be told in English says so to browsers."""
    here = words.at(context["page"].url)
    label = here.label(name, count, **told)
    told_as = dialect.escape(label.text)
    return Markup(told_as if label.language == here.language else f'<span lang="{label.language}">{told_as}</span>')


@pass_context
def _day(context: Context, value: dt.date) -> str:
    return words.at(context["page"].url).date(value)


@pass_context
def _figure(context: Context, value: Decimal | int) -> str:
    return words.at(context["page"].url).figure(value)


@pass_context
def _reorganised_on(context: Context, record: Any) -> dt.date | None:
    """The day on which the province was reorganised, where an indicator tells of it; data in site.yml. Nothing for
    an indicator of the unit itself, or of any other place."""
    province = context["site"].unit.province
    of_province = isinstance(province.name, str) and terms.same(record.place, province.name)
    return province.reorganised_on if of_province else None


@pass_context
def _old_province(context: Context, record: Any, year: int) -> str:
    """The mark of figures from before that."""
    day = _reorganised_on(context, record)
    return " (tỉnh cũ)" if day is not None and year < day.year else ""


def _href(value: str) -> Markup:
    """An address for `[text](address)`: characters that could end it early are percent-encoded (RFC 3986 §2.1)."""
    return Markup(re.sub(r"[^\w/:?#@!$&*+,;=.~%-]", lambda match: quote(match[0]), value, flags=re.ASCII))


@pass_context
def _paragraphs(context: Context, value: str) -> Markup:
    value = quotes.fill(context["site"], value)
    return Markup("\n\n".join(dialect.escape(part) for part in value.split("\n\n") if part.strip()))


@pass_context
def _value_chart(context: Context, record: Any) -> Markup:
    marks = [Mark(r.year, r.value) for r in record.results if r.value is not None]
    marks += [Mark(r.year, c.value, doubtful=True) for r in record.results for c in r.claims if c.value is not None]
    measure = "điểm" if isinstance(record.scale, Gap) else record.scale.unit
    return _chart(context, record, Chart(f"{record.short_name}: điểm theo năm của {record.place}", measure), marks)


@pass_context
def _rank_chart(context: Context, record: Any) -> Markup:
    marks = [Mark(r.year, Decimal(r.rank)) for r in record.results if r.rank is not None]
    marks += [Mark(r.year, Decimal(c.rank), doubtful=True) for r in record.results for c in r.claims if c.rank]
    chart = Chart(f"{record.short_name}: hạng theo năm của {record.place}", "hạng", falling=True)
    return _chart(context, record, chart, marks)


def _chart(context: Context, record: Any, chart: Chart, marks: list[Mark]) -> Markup:
    day = _reorganised_on(context, record)
    return Markup(chart.svg(marks, anew={*(one.year for one in record.breaks), *([day.year] if day else [])}))


@pass_context
def _year_picture(context: Context) -> Markup:
    """The year of the plan that the page is about: its tasks, without those that consist of parts."""
    site, plan = context["site"], context["entry"]
    found = [one for one in due.progress(site, plan) if one.slots or one.demand.continuous]
    parents = {one.parent for one in found}
    rows = [one for one in found if one.anchor not in parents]
    return Markup(year_picture(plan.record.period, [(one.label, one) for one in rows]))


FILTERS: dict[str, Callable[..., Any]] = {
    "date": text.long_date,
    "number": text.number,
    "money": text.money,
    "href": _href,
    "paragraphs": _paragraphs,
    "lower_first": lambda value: value if value[1:2].isupper() else value[:1].lower() + value[1:],  # UBND stays
    "upper_first": lambda value: value[:1].upper() + value[1:],
    "clock": lambda value: f"{value.hour}:{value.minute:02d}",
}
TESTS: dict[str, Callable[..., bool]] = {
    "gap": lambda value: isinstance(value, Gap),
    "contains": lambda values, value: value in values,
}
FUNCTIONS: dict[str, Any] = {
    "anchor": lambda name: Markup(f"{{#{name}}}"),
    "category_url": category_url,
    "month_url": month_url,
    "sector_url": sector_url,
    "progress_url": progress_url,
    "translated_url": translated_url,
    "DUE_URL": DUE_URL,
    "COUNTS_URL": COUNTS_URL,
    "ledger": {**_LEDGER, "states": slots.SlotState},
    "year_picture": _year_picture,
    "old_province": _old_province,
    "reorganised_on": _reorganised_on,
    "value_chart": _value_chart,
    "rank_chart": _rank_chart,
    "datasets": datasets,
    "mentions": _mentions,
    "outlet": _outlet,
    "words_of": words.of,
    "word": _word,
    "day": _day,
    "figure": _figure,
}
