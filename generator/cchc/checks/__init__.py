"""Rules beyond one field. A rule is a function that yields problems, listed below.

Rules about one field live in `fields` and the models. ARTICLE_RULES look at one article alone, so that a build
need not look at it again before it changes; SITE_RULES at what needs more than one record, the files of the site,
or the day.
"""

from collections.abc import Callable, Iterator

from cchc.checks import calendar, figures, gaps, privacy, references, writing
from cchc.model.news import News
from cchc.problems import Problem, arrange
from cchc.site import Entry, Site

ARTICLE_RULES: tuple[Callable[[Entry[News]], Iterator[Problem]], ...] = (
    writing.article_dialect,
    writing.article_headings,
    calendar.article_days,
    privacy.personal_data,
)
SITE_RULES: tuple[Callable[[Site], Iterator[Problem]], ...] = (
    references.unique_addresses,
    references.unique_terms,
    references.file_names,
    references.known_terms,
    references.known_records,
    references.known_evidence,
    references.known_files,
    writing.page_dialect,
    writing.page_headings,
    writing.links_lead_somewhere,
    calendar.visible_now,
    calendar.days_in_order,
    calendar.hours_in_order,
    calendar.fresh_procedures,
    figures.within_scale,
    figures.conflicts_shown,
    figures.procedure_papers,
    gaps.declared_gaps,
    gaps.hotline_phone,
)


def check(site: Site) -> list[Problem]:
    """Every rule over a site whose articles are in memory whole, in the order of the addresses of the problems."""
    of_articles = [problem for entry in site.entries["news"] for problem in check_article(entry)]
    return arrange([*of_articles, *check_site(site)])


def check_article(entry: Entry[News]) -> list[Problem]:
    """The rules for one article."""
    return [problem for rule in ARTICLE_RULES for problem in rule(entry)]


def check_site(site: Site) -> list[Problem]:
    """The rules for the site as a whole; headlines are enough."""
    return [problem for rule in SITE_RULES for problem in rule(site)]
