"""Hashes of the news by month: what is made from many items is asked for by these, and not item by item."""

from functools import lru_cache

from cchc.engine.store import key_of
from cchc.site import Site


@lru_cache(maxsize=1)
def month_marks(site: Site) -> dict[tuple[int, int], str]:
    """A hash of the files and addresses of each month's news, newest first: another one when an item comes, goes or
    changes.
    """
    return {
        month: key_of(*(entry.path + entry.digest + entry.slug for entry in found))
        for month, found in site.months.items()
    }


def marks_of_years(site: Site, *years: int) -> list[str]:
    """The marks of the months of some years."""
    return [mark for (year, _), mark in month_marks(site).items() if year in years]
