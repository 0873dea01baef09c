"""Which items of a feed were taken back, and which only ran out of its window (cửa sổ của nguồn tin).

A feed tells of what is new. The oldest of its items leave it as others come in, or when it gets shorter: that says
nothing of them. One that is gone although something older is still told was taken back.
"""

import math
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cchc.collect.moments import Seconds


@dataclass(frozen=True, slots=True)
class Told:
    """Where an item stood in a document, and the day that it bears."""

    place: int
    published: Seconds | None


def taken_back(before: Mapping[int, Told], ids: Sequence[int], corrected: Collection[int]) -> set[int]:
    """Those that a document had `before` and that should be among its `ids` now.

    A `corrected` item may be told again however old it is, so it does not tell how far the window reaches. Where days
    do not tell which end is the older one, something must still stand on both sides. An empty document has no window.
    """
    if not ids:
        return set(before)
    way = _way(before.values())
    places = {number: told.place * (way or 1) for number, told in before.items()}
    still = [places[number] for number in (ids if way >= 0 else reversed(ids)) if number in places]
    if not still:
        return set()
    reach, first = _in_order(still)[-1], -math.inf if way else min(still)
    staying, found = set(ids), set()
    oldest = math.inf  # of what stays and stands further back; without a day an item counts by its place alone
    for number in sorted(places, key=places.__getitem__, reverse=True):
        day = before[number].published
        if number in staying:
            if places[number] <= reach and number not in corrected:
                oldest = min(oldest, -math.inf if day is None else day)
        elif oldest < math.inf and (day is None or oldest <= day) and places[number] > first:
            found.add(number)
    return found


def _way(told: Iterable[Told]) -> int:
    """1 where the newest stand first, -1 where the oldest do, 0 where days do not tell."""
    dates = [each.published for each in sorted(told, key=lambda each: each.place) if each.published is not None]
    steps = sum((one > two) - (one < two) for one, two in pairwise(dates))
    return (steps > 0) - (steps < 0)


def _in_order(places: Iterable[int]) -> list[int]:
    """The ends of the longest runs of places that still stand in their old order (patience sorting)."""
    ends: list[int] = []
    for place in places:
        where = bisect_left(ends, place)
        ends[where : where + 1] = [place]
    return ends
