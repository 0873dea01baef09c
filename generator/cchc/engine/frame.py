"""The words in the frame of every page: who publishes, as of when, and who has taken over."""

from collections.abc import MutableMapping
from html import escape
from typing import Any

from cchc.known import Gap
from cchc.model.unit import Successor, Unit
from cchc.site import Site
from cchc.text import long_date


def theme_values(site: Site) -> dict[str, Any]:
    """What the frame shows, escaped for HTML."""
    unit = site.unit
    ended = unit.ended_on(site.as_of)
    superior = unit.superior_on(site.as_of)
    return {
        "unit": escape(unit.name),
        "feed_title": escape(f"Tin của {unit.short_name}"),
        "as_of": long_date(site.as_of) if unit.as_of else "",
        "as_of_note": escape(unit.as_of_note or "") if unit.as_of else "",
        "superior": escape(_told(superior.name)) if superior else "",
        "ended": ended and escaped(_history(unit, ended)),
    }


def _history(unit: Unit, ended: Successor) -> dict[str, Any]:
    """What the banner says of a unit that others have taken over from."""
    return {
        "place": unit.place_name[:1].upper() + unit.place_name[1:],
        "name": "" if isinstance(ended.name, Gap) else ended.name,
        "unnamed": ended.name.reason.rstrip(".") if isinstance(ended.name, Gap) else "",
        "since": long_date(ended.since),
        "with": ", ".join(ended.merged_with),
        "basis": ended.basis or "",
        "certainty": ended.certainty,
    }


def _told(name: str | Gap) -> str:
    return "(chưa rõ tên)" if isinstance(name, Gap) else name


def escaped(values: MutableMapping[str, Any]) -> dict[str, Any]:
    """The values with every text escaped for HTML."""
    return {key: escape(value) if isinstance(value, str) else value for key, value in values.items()}
