"""What happened, each thing once: the rows from which everything is counted and proved.

A news item, a publication, an event with its day, a thing put up, a document of the unit. A broadcast, or whatever is
said to recur, is no item: it tells what is to come, and its publications are what came. Samples are none either. News
that retells a document or a report proves what it tells, but is not counted: on which day it was posted nobody knows.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cchc.entry import Entry
from cchc.known import Choice
from cchc.model.base import Medium
from cchc.model.channel import Channel, ChannelKind, Relation
from cchc.model.document import Document
from cchc.model.event import Event
from cchc.model.figures import Counted
from cchc.model.news import Headline
from cchc.model.publication import Publication
from cchc.model.visual import Visual
from cchc.site import Site


class Item(NamedTuple):
    """Something that happened. `id` is the same wherever it is named: "news:2024/09/ra-quan".

    It lies between `first` and `last`, one day where that is known. `amount` is how many it counts for: copies,
    airings, sessions; 0 when the number is not known. `tasks` are those that it says it serves.
    """

    id: str
    title: str
    kind: Choice
    first: dt.date
    last: dt.date
    amount: int
    channel: str
    section: str
    places: tuple[str, ...]
    tasks: tuple[str, ...]
    minutes: int | None
    place: tuple[str, str]

    @property
    def day(self) -> dt.date | None:
        """The day, where there is only one."""
        return self.first if self.first == self.last else None


@lru_cache(maxsize=1)
def items(site: Site) -> tuple[Item, ...]:
    """Every item that counts up to the site's day, by day; those of one day by id."""
    return by_day((*news_items(site, counting(site, site.posted)), *other_items(site)))


def by_day(found: Iterable[Item]) -> tuple[Item, ...]:
    """Items in order."""
    return tuple(sorted(found, key=lambda item: (item.first, item.last, item.id)))


def news_by_month(site: Site) -> Iterator[Item]:
    """All news that counts as one item for each month: for sums, where an archive holds tens of thousands."""
    for (year, month), news in site.posted_months.items():
        amounts = Counter(own_channel(site, entry.record.date.date()) for entry in counting(site, news))
        day, told = dt.date(year, month, 1), f"{year}-{month:02d}"
        for channel, amount in amounts.items():
            key = f"news:{told}:{channel}"
            yield Item(key, told, Counted.ITEMS, day, day, amount, channel, "", (), (), None, ("", ""))


def counting(site: Site, news: Iterable[Entry[Headline]]) -> Iterator[Entry[Headline]]:
    """The news that counts: no samples, none of which nobody knows when it was posted, and none that somebody else
    posted before the unit had a website, as a commune that was there before a merger.
    """
    first = first_website_day(site)
    return (
        entry
        for entry in news
        if not (entry.record.sample or entry.record.retold) and (first is None or entry.record.date.date() >= first)
    )


@lru_cache(maxsize=1)
def first_website_day(site: Site) -> dt.date | None:
    """Since when the unit has had a website; None where that is not known, or where it has none."""
    days = [entry.record.valid_from for entry in _websites(site)]
    known = [day for day in days if day]
    return min(known) if known and len(known) == len(days) else None


def news_items(site: Site, news: Iterable[Entry[Headline]]) -> Iterator[Item]:
    """News as items: one each, on the unit's own page; without an address where it has expired."""
    for entry in news:
        record = entry.record
        if not record.sample:
            day = record.date.date()
            yield Item(
                f"news:{entry.slug}", record.title, Counted.ITEMS, day, day, 1, own_channel(site, day), "", (),
                record.tasks, None, entry.place if record.visible_on(site.as_of) else ("", ""),
            )  # fmt: skip


@lru_cache(maxsize=1)
def other_items(site: Site) -> tuple[Item, ...]:
    """Everything but the news."""
    found: list[Item | None] = [_publication(site, entry) for entry in site.of(Publication)]
    found += [_event(entry) for entry in site.of(Event)]
    found += [_visual(entry) for entry in site.of(Visual)]
    found += [_document(site, entry) for entry in site.of(Document)]
    return tuple(item for item in found if item is not None and item.first <= site.as_of)


def own_channel(site: Site, day: dt.date) -> str:
    """The unit's own website on a day, where its news stood: of several in use the one at this site's address; "" for
    none such. A unit that has moved goes on counting at the former address what stood there.
    """
    websites = _websites(site)
    if len(websites) < 2:  # as of most units, asked for each item of an archive
        return websites[0].slug if websites else ""
    used = [entry for entry in websites if entry.record.valid_on(day)] or websites
    host = urlsplit(site.url).hostname
    found = used if len(used) == 1 else [entry for entry in used if urlsplit(str(entry.record.url)).hostname == host]
    return found[0].slug if len(found) == 1 else ""


def own_channels(site: Site, kind: ChannelKind) -> list[Entry[Channel]]:
    """The unit's own channels of a kind, those that are no longer in use as well."""
    return [e for e in site.of(Channel) if e.record.kind is kind and e.record.relation is Relation.OWN]


@lru_cache(maxsize=1)
def _websites(site: Site) -> list[Entry[Channel]]:
    return own_channels(site, ChannelKind.WEBSITE)


def _item(entry: Entry[Any], kind: Choice, days: tuple[dt.date, dt.date], amount: int, **more: Any) -> Item:
    blank = {"channel": "", "section": "", "places": (), "tasks": (), "minutes": None}
    return Item(
        id=f"{entry.key}:{entry.slug}",
        title=entry.title,
        kind=kind,
        first=days[0],
        last=days[1],
        amount=amount,
        place=entry.place,
        **{**blank, **more},
    )


def _publication(site: Site, entry: Entry[Publication]) -> Item | None:
    record = entry.record
    if record.sample:
        return None
    return _item(
        entry,
        record.kind,
        (record.date, record.date),
        record.count,
        channel=record.channel or "",
        section=record.section or "",
        places=record.places,
        tasks=tuple(dict.fromkeys((*record.tasks, *_tasks_of_series(site, record)))),
        minutes=record.minutes,
    )


def _tasks_of_series(site: Site, record: Publication) -> Iterator[str]:
    """What a programme or an issue serves, each of its airings and copies serves."""
    for key in ("broadcast", "visual", "event"):
        name = getattr(record, key)
        series = site.find(key, name) if name else None
        if series is not None:
            yield from series.record.tasks
            for found in site.referring(key, name):
                if found.where[0] == "tasks" and len(found.where) > 2 and found.where[2] == f"{key}s":
                    yield found.entry.record.tasks[found.where[1]].id


def _event(entry: Entry[Event]) -> Item | None:
    """An event without a day is a figure that somebody declared, or still to come: nothing to count."""
    record = entry.record
    if record.date is None:
        return None
    days = (record.date, record.ends or record.date)
    amount = record.sessions.value if record.sessions else 1
    return _item(entry, record.kind, days, amount, places=record.places, tasks=record.tasks)


def _visual(entry: Entry[Visual]) -> Item | None:
    record = entry.record
    if record.period is None or record.frequency is not None:
        return None
    amount = record.count if isinstance(record.count, int) else 0
    days = (record.period.start, record.period.end)
    return _item(entry, _together(frozenset(record.media)), days, amount, places=record.places, tasks=record.tasks)


@cache
def _together(media: frozenset[Medium]) -> Choice:
    """What is one number of several media is a kind of its own: nobody says how many there are of each."""
    named = [medium for medium in Medium if medium in media]
    if len(named) == 1:
        return named[0]
    whole = "-".join(medium.value for medium in named), ", ".join(medium.label for medium in named)
    make: Any = Choice  # as a list of one: mypy knows only how a member is called
    kind: Choice = make("Together", {"WHOLE": whole}).WHOLE
    return kind


def _document(site: Site, entry: Entry[Document]) -> Item | None:
    record = entry.record
    day = record.posted_on or (record.date if isinstance(record.date, dt.date) else None)
    if day is None or not site.is_unit(record.issuer):
        return None
    channel = own_channel(site, record.posted_on) if record.posted_on else ""
    return _item(entry, Counted.DOCUMENTS, (day, day), 1, channel=channel)
