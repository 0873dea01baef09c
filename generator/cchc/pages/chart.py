"""Charts of a few values by year as SVG, made when the site is built: readable in both colour schemes.

Colours come from classes (theme/assets/cchc.css); every chart stands beside a table with the same figures.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import escape

from cchc.text import number

_WIDTH, _HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 24, 28, 40


@dataclass(frozen=True)
class Mark:
    """One value of one year; `doubtful` when sources disagree on it."""

    year: int
    value: Decimal
    doubtful: bool = False


@dataclass(frozen=True)
class Chart:
    """A line of marks over the years. `falling`: smaller is better, so 1 is drawn on top (ranks)."""

    title: str
    unit: str
    falling: bool = False

    def svg(self, marks: Sequence[Mark], anew: Collection[int] = ()) -> str:
        """The chart as one HTML block without empty lines, for use inside Markdown. From each year of `anew` on it
        tells of another place of the same name, or by another measure: no line leads there."""
        marks = sorted(marks, key=lambda mark: mark.year)
        ticks = _ticks(float(min(m.value for m in marks)), float(max(m.value for m in marks)), self.falling)
        names = [number(_plain(tick)) for tick in ticks]
        left = max(_LEFT, 8 + max(map(_width, names)))
        years = list(range(marks[0].year, marks[-1].year + 1))
        step = max(1, math.ceil(len(years) / 10))

        def x(year: int) -> float:
            share = (year - years[0] + 0.5) / len(years)
            return round(left + share * (_WIDTH - left - _RIGHT), 1)

        def y(value: float) -> float:
            share = (value - ticks[0]) / (ticks[-1] - ticks[0])
            share = share if self.falling else 1 - share
            return round(_TOP + share * (_HEIGHT - _TOP - _BOTTOM), 1)

        parts = [
            f'<figure class="chart"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'aria-label="{escape(self.title, quote=True)}. Số liệu có trong bảng bên dưới.">'
        ]
        for tick, name in zip(ticks, names, strict=True):
            parts.append(f'<line class="chart-grid" x1="{left}" x2="{_WIDTH - _RIGHT}" y1="{y(tick)}" y2="{y(tick)}"/>')
            parts.append(f'<text class="chart-tick" x="{left - 8}" y="{y(tick) + 4}">{name}</text>')
        parts += [f'<text class="chart-year" x="{x(year)}" y="{_HEIGHT - 14}">{year}</text>' for year in years[::step]]
        runs = _runs([mark for mark in marks if not mark.doubtful], anew)
        valleys = {mark for run in runs for mark in _valleys(run, [y(float(mark.value)) for mark in run])}
        for run in runs:
            points = " ".join(f"{x(mark.year)},{y(float(mark.value))}" for mark in run)
            parts.append(f'<polyline class="chart-line" points="{points}"/>')
        places = [(x(mark.year), y(float(mark.value))) for mark in marks]
        for mark, (cx, cy) in zip(marks, places, strict=True):
            kind = "chart-doubt" if mark.doubtful else "chart-dot"
            parts.append(f'<circle class="{kind}" cx="{cx}" cy="{cy}" r="5"/>')
        parts += _values(marks, places, valleys) if len(marks) <= 12 else ()
        note = " Số 1 ở trên cùng là tốt nhất." if self.falling else ""
        unit = "" if self.unit in self.title else f" ({escape(self.unit)})"
        parts.append(f"</svg><figcaption>{escape(self.title)}{unit}.{note}</figcaption></figure>")
        return "\n".join(parts)


def _values(marks: Sequence[Mark], places: Sequence[tuple[float, float]], valleys: set[Mark]) -> Iterator[str]:
    """The values at their dots. One that would cover that of another year stands on the other side of its dot, or only
    in the table.
    """
    exact = Decimal("0.01") if any(abs(mark.value) > 1 for mark in marks) else Decimal("0.0001")  # DTI: from 0 to 1
    taken: list[tuple[float, float, float]] = []
    for mark, (cx, cy) in zip(marks, places, strict=True):
        label = number(mark.value.quantize(exact, ROUND_HALF_UP) if mark.value % 1 else int(mark.value))
        of_year = [height for other, (_, height) in zip(marks, places, strict=True) if other.year == mark.year]
        for right, down in _sides(cy, of_year, mark in valleys):
            below = right == 0 and down > 0
            box = cx + right, cy + (down + 8 if below else down - 8), _width(label) / 2
            if len(of_year) > 1 or not any(_covers(box, other) for other in taken):
                taken.append(box)
                hangs = ' dominant-baseline="hanging"' if below else ""  # in letters of any size
                yield f'<text class="chart-value" x="{cx + right}" y="{cy + down}"{hangs}>{label}</text>'
                break


def _covers(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    """Whether two values meet, each given by its middle and half its width."""
    return abs(one[0] - other[0]) < one[2] + other[2] and abs(one[1] - other[1]) < 18


def _width(figures: str) -> int:
    """How wide a number is in the largest letters of charts (theme/assets/cchc.css)."""
    return sum(6 if figure in ",.-" else 13 for figure in figures)


def _sides(cy: float, of_year: list[float], in_valley: bool) -> list[tuple[float, float]]:
    """How far from its dot a value may stand, so that those of one year do not cover each other, nor the line one of
    them: the highest above, the lowest below, others at the side; one alone on either side where there is room above
    the years, first below when the line comes from above.
    """
    room = _HEIGHT - _BOTTOM + 3 - cy
    if len(of_year) == 1:
        sides: list[tuple[float, float]] = [(0, -10), *([(0, 8)] if room >= 8 else [])]
        return sides[::-1] if in_valley else sides
    if cy == min(of_year):
        return [(0, -10)]
    return [(0, min(8, room))] if cy == max(of_year) else [(26, 4)]


def _valleys(run: Sequence[Mark], heights: Sequence[float]) -> Iterator[Mark]:
    """The marks of a line that have their neighbours above them (y grows downwards)."""
    around = (-math.inf, *heights, -math.inf)  # what is not there is above
    for place, mark in enumerate(run):
        before, height, after = around[place : place + 3]
        if before < height > after:
            yield mark


def _runs(marks: Sequence[Mark], anew: Collection[int]) -> list[list[Mark]]:
    """Marks of consecutive years: a year without a value breaks the line, and so does a merger or a new measure."""
    runs: list[list[Mark]] = []
    for mark in marks:
        if runs and runs[-1][-1].year == mark.year - 1 and mark.year not in anew:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return [run for run in runs if len(run) > 1]


def _ticks(low: float, high: float, falling: bool) -> list[float]:
    """Four to six round numbers around the values."""
    span = high - low
    if span <= max(abs(high), 1) * 1e-3:  # as good as equal; finer steps would be lost in rounding
        span = max(abs(high) * 0.1, 1)
    raw = span / 4
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= raw)
    if falling:
        step = max(1, step)
    first = math.floor((low - span * 0.15) / step) * step
    if low >= 0:
        first = max(first, 1 if falling else 0)
    ticks = [first]
    while ticks[-1] < high + span * 0.05:
        ticks.append(round(ticks[-1] + step, 6))
    return ticks


def _plain(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))
