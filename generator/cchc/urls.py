"""Permanent addresses of pages that are no record's own, from the site's root (docs/addresses.md)."""

from cchc.model import procedure

SHEET, LARGE = "ban-in/", "a3/"  # below the address of its page: a sheet for the wall, in A3
DUE_URL = "/ke-hoach/lich/"
COUNTS_URL = "/so-lieu/"


def progress_url(plan: str) -> str:
    """Address of the progress of a plan; its calendar lies beside it."""
    return f"/ke-hoach/{plan}/tien-do/"


def category_url(slug: str, year: int = 0) -> str:
    """Address of a news category, or of its news of one year."""
    return f"/tin-tuc/chuyen-muc/{slug}/" + (f"{year}/" if year else "")


def month_url(year: int, month: int) -> str:
    """Address of the news of one month."""
    return f"/tin-tuc/{year}/{month:02d}/"


def sector_url(slug: str) -> str:
    """Address of the procedures of one sector."""
    return f"/thu-tuc/linh-vuc/{slug}/"


def translated_url(language: str) -> str:
    """Address of the procedures in another language."""
    return f"/{language}{procedure.TYPE.url}"
