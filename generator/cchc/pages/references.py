"""From one record to others: where it is named on this site, and what a plan means by the name of a channel."""

from functools import lru_cache
from typing import Any, NamedTuple

from cchc import terms
from cchc.entry import Entry, Reference
from cchc.model.channel import Channel
from cchc.model.document_parts import Citation
from cchc.model.system import System
from cchc.site import Site

# Heading ids of the sections of a page, by content type and field; {} is the number of the item in the list.
_SECTIONS = {
    "report": {
        "dossiers": "ho-so",
        "feedback": "phan-anh",
        "figures": "so-lieu",
        "rankings": "xep-hang",
        "counts": "tin-bai",
        "directions": "chi-dao",
        "activities": "hoat-dong-{}",
        "disclosures": "cong-khai-{}",
        "outcomes": "ket-qua",
        "next_plan": "ky-toi",
        "appendices": "phu-luc-{}",
        "documents": "van-ban",
        "recipients": "noi-nhan",
    },
    "plan": {"contents": "noi-dung", "documents": "van-ban", "recipients": "noi-nhan"},
}
# What these parts are called; the others by the label of their field.
_CALLED = {
    "documents": "",  # the role of the citation says more
    "activities": "hoạt động {}",
    "disclosures": "công khai, niêm yết, mục {}",
    "appendices": "phụ lục {}",
}


class Mention(NamedTuple):
    """A place on this site that names a record: whose page, which part of it, and how if it is a citation."""

    entry: Entry[Any]
    url: str
    anchor: str
    part: str
    citation: Citation | None


def mentions(site: Site, key: str, name: str, besides: Entry[Any] | None = None) -> tuple[Mention, ...]:
    """Every place that names a record (or, for "task", a plan's task) and shows, each once; not those in `besides`."""
    shown = (found for found in site.referring(key, name) if found.entry.record.visible_on(site.as_of))
    references = (found for found in shown if found.entry.type.url and found.entry is not besides)
    return tuple(dict.fromkeys(_mention(reference) for reference in references))


def outlet(site: Site, name: str) -> Entry[Any] | None:
    """The channel, system or organisation that a plan means by a name, in whatever spelling."""
    return _outlets(site).get(terms.folded(name)) or site.organisation(name)


@lru_cache(maxsize=1)
def _outlets(site: Site) -> dict[str, Entry[Any]]:
    entries: tuple[Entry[Any], ...] = (*site.of(System), *site.of(Channel))  # a channel wins over a system
    return {terms.folded(name): entry for entry in entries for name in (*entry.record.aliases, entry.record.name)}


def _mention(reference: Reference) -> Mention:
    entry, (url, anchor) = reference.entry, reference.place
    part = ""
    if entry.key in _SECTIONS:
        anchor, part = _part(reference)
    elif entry.type.own_pages and reference.where[0] == "documents":
        anchor = "van-ban"
    holder = reference.holder
    return Mention(entry, url, anchor, part, holder if isinstance(holder, Citation) else None)


def _part(reference: Reference) -> tuple[str, str]:
    """Heading id and name of the part of a report's or plan's page."""
    entry, where = reference
    field, index = str(where[0]), where[1] if len(where) > 1 else None
    if field == "tasks" and isinstance(index, int):
        task = entry.record.tasks[index]
        return task.id, f"nhiệm vụ {task.number or index + 1}"
    number = index + 1 if isinstance(index, int) else ""
    section = reference.section
    part = _CALLED.get(field, section[:1].lower() + section[1:])
    return _SECTIONS[entry.key].get(field, "").format(number), part.format(number)
