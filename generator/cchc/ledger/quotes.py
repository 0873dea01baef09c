"""Figures that texts quote by reference, so that a number stands in one place and is right everywhere.

    [[so tin-bai trang-xa 2024-Q3]]     counted: what, on which channel, in which period
    [[so to-gap 2024 tai:thon-1]]       counted: at a place
    [[so nhiem-vu ban-tin-so]]          how many times a task was done
    [[so bao-cao 2024-q3 ho-so]]        a figure that a report declares

"số" may be written with or without its marks; there is no colon with a blank, which YAML would
take for its own. What cannot be read is an error with its address, never a number.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from cchc.known import Gap
from cchc.ledger.counts import count
from cchc.ledger.due import progress
from cchc.ledger.items import items, other_items
from cchc.ledger.slots import SlotState
from cchc.model.base import Medium
from cchc.model.event import EventKind
from cchc.model.figures import Counted
from cchc.period import Period
from cchc.site import Site
from cchc.text import number, slug

_QUOTE = re.compile(r"\[\[\s*s[oố]\s([^\[\]\n]*)\]\]", re.IGNORECASE)
_KINDS = {kind.value for kinds in (Counted, EventKind, Medium) for kind in kinds}
_PLACE = "tai:"
_DOSSIERS = {
    "ho-so": "total",
    "truc-tuyen": "online",
    "truc-tiep": "direct",
    "truoc-han": "early",
    "dung-han": "on_time",
    "qua-han": "overdue",
}
_HINT = "viết loại, kênh, kỳ; ví dụ [[so tin-bai trang-xa 2024-Q3]]"


class Wrong(Exception):
    """Words that name no figure: what is wrong, and what to write."""

    def __init__(self, message: str, hint: str = _HINT) -> None:
        super().__init__(message)
        self.hint = hint


class Found(NamedTuple):
    """A quote in a text: where it starts, and its words."""

    start: int
    words: str


def found(text: str) -> Iterator[Found]:
    """Every quote of a text."""
    if "[[" in text:
        for match in _QUOTE.finditer(text):
            yield Found(match.start(), match[1].strip())


def named(text: str) -> tuple[str, ...]:
    """The words of the quotes of a text, each once."""
    return tuple(dict.fromkeys(one.words for one in found(text)))


def of_record(record: BaseModel) -> tuple[str, ...]:
    """The same of all texts of a record."""
    return named("\n".join(_texts(record)))


def fill(site: Site, text: str) -> str:
    """The text with its figures. A quote that names nothing stays as it was written: the check has refused it."""
    if "[[" not in text:
        return text
    return _QUOTE.sub(lambda match: values(site, (match[1],)) or match[0], text)


def without(text: str) -> str:
    """The text without its quotes, for what must not change when figures do."""
    return _QUOTE.sub("", text) if "[[" in text else text


def values(site: Site, words: tuple[str, ...]) -> str:
    """The figures for some quotes, one after the other; nothing for those that name none."""
    told = []
    for one in words:
        try:
            told.append(number(value(site, one)))
        except Wrong:
            told.append("")
    return " ".join(told)


def value(site: Site, words: str) -> int:
    """The figure that a quote names. Raises Wrong."""
    first, *rest = words.split() or [""]
    if first == "nhiem-vu":
        return _of_task(site, rest)
    if first == "bao-cao":
        return _of_report(site, rest)
    if first in _KINDS or any(first == item.kind for item in other_items(site)):
        return _counted(site, first, rest)
    raise Wrong(f"không rõ đếm gì: “{first}”", "viết một trong: " + ", ".join(sorted({kind.value for kind in Counted})))


def _texts(held: object) -> Iterator[str]:
    if type(held) is str:
        yield held
    elif isinstance(held, tuple):
        for item in held:
            yield from _texts(item)
    elif isinstance(held, BaseModel):
        for _, item in held:
            yield from _texts(item)


def _counted(site: Site, kind: str, words: list[str]) -> int:
    told: dict[str, Any] = {}
    for word in words:
        what, meant = _part(site, word)
        if what in told:
            raise Wrong(f"“{word}” là {what} thứ hai", f"mỗi số chỉ một {what}; cần hai số thì dẫn hai lần")
        told[what] = meant
    if "kỳ" not in told:
        raise Wrong("thiếu kỳ")
    return count(site, told["kỳ"], channel=told.get("kênh"), kind=kind, place=told.get("nơi"))


def _part(site: Site, word: str) -> tuple[str, str | Period]:
    """What a word narrows a count down by, and to what."""
    if word.startswith(_PLACE):
        return "nơi", _place(site, word.removeprefix(_PLACE))
    return ("kênh", word) if site.find("channel", word) else ("kỳ", _period(word))


def _place(site: Site, word: str) -> str:
    """The place whose slug is written; one that nothing happened at is taken as it stands."""
    return next((place for item in items(site) for place in item.places if slug(place) == word), word)


def _period(word: str) -> Period:
    try:
        return Period.parse(word)
    except ValueError:
        raise Wrong(f"“{word}” không phải kênh, cũng không phải kỳ") from None


def _of_task(site: Site, words: list[str]) -> int:
    known = site.task(words[0]) if len(words) == 1 else None
    if known is None:
        raise Wrong(f"không có nhiệm vụ “{' '.join(words)}”", "viết mã nhiệm vụ, ví dụ [[so nhiem-vu ban-tin-so]]")
    done = next(one for one in progress(site, known[0]) if one.anchor == words[0])
    if done.slots:
        return done.number_of(SlotState.FILLED, SlotState.LATE)
    return sum(proof.holds for proof in done.proofs)


def _of_report(site: Site, words: list[str]) -> int:
    hint = "viết tên tệp báo cáo rồi một trong: " + ", ".join(_DOSSIERS)
    entry = site.find("report", words[0]) if len(words) == 2 else None
    if entry is None or words[1] not in _DOSSIERS:
        raise Wrong(f"không có số “{' '.join(words)}” trong báo cáo nào", hint)
    dossiers = entry.record.dossiers
    figure = None if isinstance(dossiers, Gap) else getattr(dossiers, _DOSSIERS[words[1]])
    if figure is None:
        raise Wrong(f"báo cáo “{words[0]}” không nêu số này", hint)
    return int(figure)
