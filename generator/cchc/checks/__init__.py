"""Rules beyond one field. A rule is a function that yields problems, listed below.

Rules about one field live in `fields` and the models. ARTICLE_RULES look at one article alone, so that a build need not
look at it again before it changes; RECORD_RULES (`of_records`) at the records, the pages written by hand and the day;
NAMING_RULES at what articles name: they give errors only, and what is sound stays so until something that it names
goes, whatever comes, so that a build need look only at articles that changed; SITE_RULES at all together. A rule whose
laws are out of force (`manual`) is silent: for an article or a paper on its own day, else on the site's.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from cchc.checks import (
    attachments,
    calendar,
    counts,
    evidence,
    file_names,
    leftovers,
    manual,
    privacy,
    publicity,
    recordings,
    redirects,
    references,
    tasks,
    twins,
    unfinished,
    wording,
    writing,
)
from cchc.entry import Entry
from cchc.known import Gap
from cchc.model.document import Document
from cchc.model.news import Headline, News
from cchc.model.plan import Plan
from cchc.model.report import Report
from cchc.period import PartialDay
from cchc.problems import Problem, arrange
from cchc.site import Site

ARTICLE_RULES: tuple[Callable[[Entry[News]], Iterator[Problem]], ...] = (
    writing.article_dialect,
    writing.article_slips,
    writing.article_headings,
    calendar.article_days,
    privacy.personal_data,
    wording.article_slips,
    leftovers.unwritten,
    unfinished.has_text,
    unfinished.headline_filled_in,
    unfinished.pictures_have_words,
    leftovers.us_date,
    leftovers.old_superior,
    leftovers.pdf_only,
    file_names.file_name,
    recordings.recordings_have_words,
    evidence.figures_in_the_text_alone,
)
NAMING_RULES: tuple[Callable[[Site, tuple[Entry[Headline], ...]], Iterator[Problem]], ...] = (
    references.known_categories,
    references.records_of_articles,
    references.files_of_articles,
    writing.links_of_articles,
    evidence.figures_of_articles,
)
SITE_RULES: tuple[Callable[[Site], Iterator[Problem]], ...] = (
    references.unique_addresses,
    twins.articles_differ,
    redirects.old_addresses_lead_somewhere,
    attachments.files_are_named,
    references.known_evidence,
    writing.links_of_pages,
    calendar.visible_now,
    calendar.news_keeps_coming,
    tasks.done_is_proved,
    tasks.proof_is_of_its_task,
    counts.counts_match_records,
    counts.closed_stays,
    evidence.figures_of_papers,
    evidence.news_since_the_website,
    publicity.sections_filled,
)
#: Types whose records are papers, each of its own day.
_PAPERS = ("report", "plan", "document")
#: Rules about what a paper says of its period, not about its own form.
_OF_THE_PERIOD = frozenset({"old-superior"})


def check(site: Site) -> list[Problem]:
    """Every rule over a site whose articles are in memory whole, in the order of the addresses of the problems."""
    of_articles = [problem for entry in site.entries["news"] for problem in check_article(entry)]
    return arrange([*of_articles, *check_records(site), *check_site(site)])


def check_article(entry: Entry[News]) -> list[Problem]:
    """The rules for one article."""
    day = entry.record.date.date()
    found = [problem for rule in ARTICLE_RULES for problem in rule(entry)]
    return [problem for problem in found if manual.in_force(problem.rule, day)]


def check_records(site: Site) -> list[Problem]:
    """The rules for all that is no article."""
    from cchc.checks.of_records import RECORD_RULES  # noqa: PLC0415 (15 ms that a build of one more item does not need)

    return _in_force(site, [problem for rule in RECORD_RULES for problem in rule(site)])


def check_site(site: Site, doubtful: tuple[Entry[Headline], ...] | None = None) -> list[Problem]:
    """The rules for the site as a whole; of articles, headlines are enough. `doubtful` are those that may name what is
    not there, if not all.
    """
    articles = site.entries["news"] if doubtful is None else doubtful
    named = [problem for rule in NAMING_RULES for problem in rule(site, articles)]
    found = [*named, *(problem for rule in SITE_RULES for problem in rule(site))]
    return _in_force(site, found)


def _in_force(site: Site, problems: list[Problem]) -> list[Problem]:
    today = site.unit.judged_on(site.as_of)
    papers: dict[str, Entry[Any]] = {entry.path: entry for key in _PAPERS for entry in site.entries[key]}

    def judged_on(problem: Problem) -> dt.date:
        paper = papers.get(problem.path)
        return min(_day_of(paper.record, problem.rule) or today, today) if paper else today

    return [problem for problem in problems if manual.in_force(problem.rule, judged_on(problem))]


def _day_of(paper: Report | Plan | Document, rule: str) -> dt.date | None:
    """The day by whose law a paper is judged: its own; where none is told, or of whom it names, its period's first."""
    day = None if rule in _OF_THE_PERIOD or isinstance(paper.date, Gap) else paper.date
    if day is None:
        return paper.period.start if paper.period else None
    return day.first if isinstance(day, PartialDay) else day
