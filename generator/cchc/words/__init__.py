"""Words of the interface, a data file for each language beside this module. The first part of an address tells which.

English has words for everything, Vietnamese for all but labels of translated pages; other languages for the few that a
reader must understand, and what they lack is told in English.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from cchc.problems import format_text
from cchc.source import parse_yaml
from cchc.text import long_date, number

VIETNAMESE = "vi"
_ELSE = "en"  # for what a language has no words of its own
_FOLDER = Path(__file__).parent
#: Every language that has a file, as HTML calls it.
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))


class Label(NamedTuple):
    """A label and the language it is in."""

    text: str
    language: str


@dataclass(frozen=True)
class Words:
    """The words for pages in one language.

    `name` is what its readers call it, `locale` what other sites call it (og:locale); `frame` are the words around a
    page, in the language `interface`.
    """

    language: str
    name: str
    locale: str
    interface: str
    frame: Mapping[str, str]
    _labels: Mapping[str, str]
    _date: str
    _months: tuple[str, ...]

    @property
    def mixed(self) -> bool:
        """Whether the frame is in another language than the page."""
        return self.interface != self.language

    def label(self, name: str, count: object = None, **told: object) -> Label:
        """A label in this language, else in English; for a count of 1 its singular, if it has one. Raises KeyError."""
        known = self if name in self._labels else of(_ELSE)
        text = known._labels.get(f"{name}-1", known._labels[name]) if str(count) == "1" else known._labels[name]
        told = {key: known.date(value) if isinstance(value, dt.date) else value for key, value in told.items()}
        return Label(text.format(count=count, **told), known.language)

    def date(self, day: dt.date) -> str:
        """A day as readers of this language write it."""
        if self.language == VIETNAMESE:
            return long_date(day)
        name = self._months[day.month - 1] if self._months else ""
        return self._date.format(day=day.day, month=day.month, year=day.year, name=name)

    def figure(self, value: Any) -> str:
        """A number with the signs of this language: dot and comma have changed places in Vietnamese."""
        text = number(value)
        return text if self.language == VIETNAMESE else text.translate(str.maketrans(",.", ".,"))


@lru_cache(maxsize=len(LANGUAGES))
def of(language: str) -> Words:
    """The words of a language that has a file."""
    told = _file(language)
    interface = language if "frame" in told else _ELSE
    return Words(
        language=language,
        name=told["name"],
        locale=told["locale"],
        interface=interface,
        frame=_file(interface)["frame"],
        _labels=told.get("labels", {}),
        _date=told.get("date", ""),  # Vietnamese days are written by `long_date`
        _months=tuple(told.get("months", ())),
    )


def at(url: str) -> Words:
    """The words for the page at an address: "/en/thu-tuc/1-001193/" is in English."""
    first = url.strip("/").partition("/")[0]
    return of(first if first in LANGUAGES else VIETNAMESE)


def of_scripts(part: str) -> str:
    """The words of a part ("scripts", "worker") in every language that has them, as JSON."""
    told = {language: _file(language)[part] for language in LANGUAGES if part in _file(language)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=len(LANGUAGES))
def _file(language: str) -> Any:
    """What stands in a file. Raises ValueError when it cannot be read: that is our mistake."""
    path = _FOLDER / f"{language}.yml"
    node, problems = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    if node is None:
        raise ValueError(format_text(problems))
    return node.plain()
