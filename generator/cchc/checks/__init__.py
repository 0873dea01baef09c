"""Rules over a whole site. A rule is a function from a Site to problems, listed in CHECKS.

Rules about one field live in `fields` and the models; here is what needs more than one record, the files of
the site, or the day.
"""

from collections.abc import Callable, Iterator

from cchc.checks import calendar, figures, gaps, privacy, references, writing
from cchc.problems import Problem, arrange
from cchc.site import Site

CHECKS: tuple[Callable[[Site], Iterator[Problem]], ...] = (
    references.unique_addresses,
    references.unique_terms,
    references.file_names,
    references.known_terms,
    references.known_records,
    references.known_evidence,
    references.known_files,
    writing.dialect_only,
    writing.links_lead_somewhere,
    writing.headings_in_order,
    calendar.visible_now,
    calendar.days_in_order,
    calendar.hours_in_order,
    calendar.fresh_procedures,
    figures.within_scale,
    figures.conflicts_shown,
    figures.procedure_papers,
    gaps.declared_gaps,
    gaps.hotline_phone,
    privacy.personal_data,
)


def check(site: Site) -> list[Problem]:
    """Run every rule; problems come back in the order of their addresses."""
    return arrange(problem for rule in CHECKS for problem in rule(site))
