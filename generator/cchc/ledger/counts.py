"""Counts by period, channel, kind and place: each item once, whoever names it.

    count(site, period, channel="trang-xa", kind="tin-bai")   one number
    tallies(site, period)                                     one row for each channel and kind, and their sum

An item counts in a period when it lies in it whole. `kind` is the value of a choice: of `Counted` ("tin-bai"), of an
event ("tap-huan") or of a thing put up ("pa-no"; "pa-no-ap-phich" for what is of both kinds).
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from cchc.known import Choice
from cchc.ledger.items import Item, by_day, counting, news_by_month, news_items, other_items, own_channel
from cchc.period import Period
from cchc.site import Site
from cchc.terms import folded


class Tally(NamedTuple):
    """So many of a kind on a channel ("": on none). `items` are how many records it was counted from."""

    channel: str
    kind: Choice
    amount: int
    items: int


@lru_cache(maxsize=64)
def within(site: Site, period: Period) -> tuple[Item, ...]:
    """The items that lie in a period, by day."""
    first, last = ((day.year, day.month) for day in (period.start, period.end))
    news = (entry for month, of_month in site.posted_months.items() if first <= month <= last for entry in of_month)
    found = (*news_items(site, counting(site, news)), *other_items(site))
    return by_day(item for item in found if period.start <= item.first and item.last <= period.end)


def select(
    found: Iterable[Item],
    *,
    channel: str | None = None,
    kind: str | None = None,
    place: str | None = None,
    section: str | None = None,
) -> tuple[Item, ...]:
    """Those of a channel, kind, place (in whatever spelling) and section; None is any."""
    spelling = folded(place) if place is not None else None
    return tuple(
        item
        for item in found
        if channel in (None, item.channel)
        and kind in (None, item.kind)
        and section in (None, item.section)
        and (spelling is None or spelling in map(folded, item.places))
    )


def count(
    site: Site, period: Period, *, channel: str | None = None, kind: str | None = None, place: str | None = None
) -> int:
    """How many in a period."""
    return total(select(within(site, period), channel=channel, kind=kind, place=place))


def total(found: Iterable[Item]) -> int:
    """The sum of items, each once."""
    return sum(item.amount for item in {item.id: item for item in found}.values())


def own_websites(site: Site, period: Period) -> set[str]:
    """Where the unit's own news stood in a period: two websites, where it moved meanwhile."""
    return {own_channel(site, item.first) for item in within(site, period)}


def tallies(site: Site, period: Period) -> tuple[Tally, ...]:
    """Every channel and kind that has something in a period, in the order of the channels."""
    return tally(within(site, period), [entry.slug for entry in site.entries.get("channel", ())])


def tally(found: Iterable[Item], channels: Iterable[str] = ()) -> tuple[Tally, ...]:
    """Items by channel and kind: the amounts of the rows add up to `total`."""
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in {item.id: item for item in found}.values():
        groups.setdefault((item.channel, item.kind.value), []).append(item)
    order = {name: number for number, name in enumerate(channels)}
    ranked = sorted(groups.items(), key=lambda group: (order.get(group[0][0], len(order)), group[0]))
    return tuple(Tally(of[0].channel, of[0].kind, total(of), len(of)) for _, of in ranked)


class YearRow(NamedTuple):
    """A channel and kind in one year: the amounts of its quarters, of what lies in none of them whole, and the sum."""

    channel: str
    kind: Choice
    quarters: tuple[int, int, int, int]
    unplaced: int

    @property
    def amount(self) -> int:
        """The whole year."""
        return sum(self.quarters) + self.unplaced


def across_years(site: Site) -> tuple[Item, ...]:
    """What spans several years, so that it counts in none of them; the latest first."""
    found = (item for item in other_items(site) if item.amount and item.first.year != item.last.year)
    return tuple(reversed(by_day(found)))


@lru_cache(maxsize=1)
def years(site: Site) -> tuple[tuple[int, tuple[YearRow, ...]], ...]:
    """Everything counted, newest year first, by channel and kind. What spans two years counts in neither."""
    sums: dict[int, dict[tuple[str, str], list[int]]] = {}
    kinds: dict[str, Choice] = {}
    for item in by_day((*news_by_month(site), *other_items(site))):
        if item.amount and item.first.year == item.last.year:
            of_year = sums.setdefault(item.first.year, {})
            row = of_year.setdefault((item.channel, item.kind.value), [0, 0, 0, 0, 0])
            quarters = {(item.first.month - 1) // 3, (item.last.month - 1) // 3}
            row[quarters.pop() if len(quarters) == 1 else 4] += item.amount
            kinds[item.kind.value] = item.kind
    order = {entry.slug: number for number, entry in enumerate(site.entries.get("channel", ()))}
    return tuple(
        (year, tuple(
            YearRow(channel, kinds[kind], (row[0], row[1], row[2], row[3]), row[4])
            for (channel, kind), row in sorted(of.items(), key=lambda one: (order.get(one[0][0], len(order)), one[0]))
        ))
        for year, of in sorted(sums.items(), reverse=True)
    )  # fmt: skip
