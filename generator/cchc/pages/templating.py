"""Jinja2 for Markdown: strict, and every value is plain text unless a template says otherwise.

The only module that knows Jinja2. A value printed by `{{ ... }}` passes `dialect.escape`, which is safe in
Markdown text, in table cells, in HTML text and in HTML attributes.
"""

import datetime as dt
import re
from collections.abc import Iterable, MutableMapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from cchc import dialect, text, words
from cchc.datasets import datasets
from cchc.known import Gap
from cchc.ledger import agenda, closing, counts, due, quotes, reconcile, slots, workdays
from cchc.outline import (
    COUNTS_URL,
    DUE_URL,
    Outline,
    category_url,
    month_url,
    progress_url,
    sector_url,
    translated_url,
)
from cchc.pages.chart import Chart, Mark
from cchc.pages.references import Mention, mentions, outlet
from cchc.pages.year_picture import year_picture
from cchc.site import Entry, Site

_PLAIN_PATH = re.compile(r"[a-z0-9/.-]*")
_TRAILING_SPACE = re.compile(r"(?<=[^ \n]) (?=\n)")  # two spaces are a line break
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


class _Compiled(BytecodeCache):
    """Templates translated to Python, kept by whoever keeps them; Jinja2 compares each with its source."""

    def __init__(self, kept: dict[str, bytes]) -> None:
        self._kept = kept

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


class _Environment(Environment):
    """Jinja2's own chains two mappings, which is slow to copy, and that it does for each page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows, as a plain dict."""
        return {**self.globals, **(d or {})}


class Templates:
    """The templates of theme/records/, ready to render; in another process they are made ready anew."""

    def __init__(self, folder: Path, compiled: dict[str, bytes] | None = None) -> None:
        """`folder` is the theme's folder; `compiled` is kept from build to build and grows."""
        self._made_of = (folder, compiled)
        self._environment = _Environment(
            loader=FileSystemLoader(folder),
            bytecode_cache=None if compiled is None else _Compiled(compiled),
            auto_reload=False,
            undefined=StrictUndefined,
            autoescape=True,
            finalize=_finalize,
            comment_start_string="{*",  # `{#` begins a heading id in Markdown
            comment_end_string="*}",
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters.update(
            date=text.long_date,
            number=text.number,
            money=text.money,
            href=_href,
            paragraphs=_paragraphs,
            lower_first=lambda value: value[:1].lower() + value[1:],
            upper_first=lambda value: value[:1].upper() + value[1:],
            clock=lambda value: f"{value.hour}:{value.minute:02d}",
        )
        self._environment.tests["gap"] = lambda value: isinstance(value, Gap)
        self._environment.tests["contains"] = lambda values, value: value in values
        self._environment.globals.update(
            link=_link,
            anchor=lambda name: Markup(f"{{#{name}}}"),
            category_url=category_url,
            month_url=month_url,
            sector_url=sector_url,
            progress_url=progress_url,
            DUE_URL=DUE_URL,
            COUNTS_URL=COUNTS_URL,
            ledger={**_LEDGER, "states": slots.SlotState, "standing": due.Standing},
            year_picture=_year_picture,
            old_province=_old_province,
            value_chart=_value_chart,
            rank_chart=_rank_chart,
            datasets=datasets,
            mentions=_mentions,
            outlet=_outlet,
            translated_url=translated_url,
            words_of=words.of,
            word=_word,
            day=_day,
            figure=_figure,
        )

    def __reduce__(self) -> tuple[type["Templates"], tuple[Path, dict[str, bytes] | None]]:
        return Templates, self._made_of

    def load(self, names: Iterable[str]) -> None:
        """Make templates ready before they are needed: "news/page"."""
        for name in names:
            self._template(name)

    def render(self, outline: Outline, site: Site, body: str, introduction: str) -> str:
        """The Markdown of one page. `body` and `introduction` are Markdown already."""
        entry = outline.entry
        values: dict[str, Any] = {
            "page": outline,
            "site": site,
            "unit": site.unit,
            "entry": entry,
            "record": entry.record if entry else None,
            "body": Markup(body),
            "introduction": Markup(introduction),
        }
        return _tidy(self._template(outline.template).render(values))

    def render_html(self, name: str, values: dict[str, Any]) -> Markup:
        """A piece of HTML or a whole document, from the template of a name ("components/sheet")."""
        html = self._environment.get_template(f"{name}.html.jinja").render(values)
        return Markup("".join(line.lstrip() for line in html.splitlines(keepends=True) if line.strip()))

    def source(self, name: str) -> str:
        """A file of the theme as it is: "components/embed.js"."""
        return (self._made_of[0] / name).read_text(encoding="utf-8")

    def _template(self, name: str) -> Template:
        return self._environment.get_template(f"records/{name}.md.jinja")


def relative(url: str, target: str) -> str:
    """Address of a page (as its `index.md`) or file seen from a page: holds below any path."""
    here, there = url.split("/")[1:-1], target.split("/")[1:]
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    path = "/".join(there[common:])
    if not _PLAIN_PATH.fullmatch(path):
        path = quote(path)
    return "../" * (len(here) - common) + path + ("index.md" if target.endswith("/") else "")


@pass_context
def _finalize(context: Context, value: Any) -> Any:
    if type(value) is str and "[[" in value:
        value = quotes.fill(context["site"], value)
    if type(value) is str:  # most are
        return Markup(dialect.escape(value))
    if value is None:
        return Markup()
    if hasattr(value, "__html__"):
        return value
    if isinstance(value, Decimal):
        value = text.number(value)
    elif isinstance(value, dt.datetime | dt.date):
        value = text.long_date(value)
    return Markup(dialect.escape(str(value)))


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
        counts.years,
        due.progress,
        reconcile.compare,
        workdays.last_working,
    )
}


@pass_context
def _link(context: Context, target: str, anchor: str = "") -> Markup:
    outline: Outline = context["page"]
    return Markup(relative(outline.url, target) + (f"#{anchor}" if anchor else ""))


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
def _old_province(context: Context, year: int) -> str:
    """The mark of figures from before the province was reorganised; the day is data in site.yml."""
    day = context["site"].unit.province.reorganised_on
    return " (tỉnh cũ)" if day is not None and year < day.year else ""


def _href(value: str) -> Markup:
    """An address for `[text](address)`: characters that could end it early are percent-encoded (RFC 3986 §2.1)."""
    return Markup(re.sub(r"[^\w/:?#@!$&*+,;=.~%-]", lambda match: quote(match[0]), value, flags=re.ASCII))


@pass_context
def _paragraphs(context: Context, value: str) -> Markup:
    value = quotes.fill(context["site"], value)
    return Markup("\n\n".join(dialect.escape(part) for part in value.split("\n\n") if part.strip()))


def _value_chart(record: Any) -> Markup:
    marks = [Mark(r.year, r.value) for r in record.results if r.value is not None]
    marks += [Mark(r.year, c.value, doubtful=True) for r in record.results for c in r.claims if c.value is not None]
    measure = "điểm" if isinstance(record.scale, Gap) else record.scale.unit
    return Markup(Chart(f"{record.short_name}: điểm theo năm của {record.place}", measure).svg(marks))


def _rank_chart(record: Any) -> Markup:
    marks = [Mark(r.year, Decimal(r.rank)) for r in record.results if r.rank is not None]
    marks += [Mark(r.year, Decimal(c.rank), doubtful=True) for r in record.results for c in r.claims if c.rank]
    return Markup(Chart(f"{record.short_name}: hạng theo năm của {record.place}", "hạng", falling=True).svg(marks))


@pass_context
def _year_picture(context: Context) -> Markup:
    """The year of the plan that the page is about: its tasks, without those that consist of parts."""
    site, plan = context["site"], context["entry"]
    found = [one for one in due.progress(site, plan) if one.slots or one.demand.continuous]
    parents = {one.parent for one in found}
    rows = [one for one in found if one.anchor not in parents]
    return Markup(year_picture(plan.record.period, [(one.label, one) for one in rows]))


def _tidy(markdown: str) -> str:
    """No runs of empty lines: templates may space themselves freely."""
    markdown = _EMPTY_LINES.sub("\n\n", markdown).strip("\n") + "\n"
    return _TRAILING_SPACE.sub("", markdown) if " \n" in markdown else markdown
