"""Rules beyond one field. A rule is a function that yields problems, listed below.

Rules about one field live in `fields` and the models. ARTICLE_RULES look at one article alone, so that a build
need not look at it again before it changes; RECORD_RULES at the records, the pages written by hand and the day;
SITE_RULES at all together, and the files of the site.
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
RECORD_RULES: tuple[Callable[[Site], Iterator[Problem]], ...] = (
    references.unique_terms,
    writing.page_dialect,
    writing.page_headings,
    calendar.days_in_order,
    calendar.hours_in_order,
    calendar.fresh_procedures,
    figures.within_scale,
    figures.conflicts_shown,
    figures.procedure_papers,
    gaps.declared_gaps,
    gaps.hotline_phone,
)
SITE_RULES: tuple[Callable[[Site], Iterator[Problem]], ...] = (
    references.unique_addresses,
    references.file_names,
    references.known_terms,
    references.known_records,
    references.known_evidence,
    references.known_files,
    writing.links_lead_somewhere,
    calendar.visible_now,
)


def check(site: Site) -> list[Problem]:
    """Every rule over a site whose articles are in memory whole, in the order of the addresses of the problems."""
    of_articles = [problem for entry in site.entries["news"] for problem in check_article(entry)]
    return arrange([*of_articles, *check_records(site), *check_site(site)])


def check_article(entry: Entry[News]) -> list[Problem]:
    """The rules for one article."""
    return [problem for rule in ARTICLE_RULES for problem in rule(entry)]


def check_records(site: Site) -> list[Problem]:
    """The rules for all that is no article."""
    return [problem for rule in RECORD_RULES for problem in rule(site)]


def check_site(site: Site) -> list[Problem]:
    """The rules for the site as a whole; of articles, headlines are enough."""
    return [problem for rule in SITE_RULES for problem in rule(site)]
