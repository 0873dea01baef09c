"""Charts of a few values by year as SVG, made when the site is built: readable in both colour schemes.

Colours come from classes (theme/assets/cchc.css); every chart stands beside a table with the same figures.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
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

    def svg(self, marks: Sequence[Mark], anew: int | None = None) -> str:
        """The chart as one HTML block without empty lines, for use inside Markdown. From the year `anew` on it tells
        of another place of the same name: no line leads there."""
        marks = sorted(marks, key=lambda mark: mark.year)
        ticks = _ticks(float(min(m.value for m in marks)), float(max(m.value for m in marks)), self.falling)
        years = list(range(marks[0].year, marks[-1].year + 1))
        step = max(1, math.ceil(len(years) / 10))

        def x(year: int) -> float:
            share = (year - years[0] + 0.5) / len(years)
            return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)

        def y(value: float) -> float:
            share = (value - ticks[0]) / (ticks[-1] - ticks[0])
            share = share if self.falling else 1 - share
            return round(_TOP + share * (_HEIGHT - _TOP - _BOTTOM), 1)

        parts = [
            f'<figure class="chart"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'aria-label="{escape(self.title, quote=True)}. Số liệu có trong bảng bên dưới.">'
        ]
        for tick in ticks:
            parts.append(
                f'<line class="chart-grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(tick)}" y2="{y(tick)}"/>'
            )
            parts.append(f'<text class="chart-tick" x="{_LEFT - 8}" y="{y(tick) + 4}">{number(_plain(tick))}</text>')
        parts += [f'<text class="chart-year" x="{x(year)}" y="{_HEIGHT - 14}">{year}</text>' for year in years[::step]]
        runs = _runs([mark for mark in marks if not mark.doubtful], anew)
        valleys = {mark for run in runs for mark in _valleys(run, [y(float(mark.value)) for mark in run])}
        for run in runs:
            points = " ".join(f"{x(mark.year)},{y(float(mark.value))}" for mark in run)
            parts.append(f'<polyline class="chart-line" points="{points}"/>')
        for mark in marks:
            kind = "chart-doubt" if mark.doubtful else "chart-dot"
            cx, cy = x(mark.year), y(float(mark.value))
            parts.append(f'<circle class="{kind}" cx="{cx}" cy="{cy}" r="5"/>')
            if len(marks) <= 12:
                label = number(mark.value.quantize(Decimal("0.01")) if mark.value % 1 else int(mark.value))
                of_year = [y(float(other.value)) for other in marks if other.year == mark.year]
                right, down = _beside(cy, of_year, mark in valleys)
                hangs = ' dominant-baseline="hanging"' if right == 0 and down > 0 else ""  # in letters of any size
                parts.append(f'<text class="chart-value" x="{cx + right}" y="{cy + down}"{hangs}>{label}</text>')
        note = " Số 1 ở trên cùng là tốt nhất." if self.falling else ""
        unit = "" if self.unit in self.title else f" ({escape(self.unit)})"
        parts.append(f"</svg><figcaption>{escape(self.title)}{unit}.{note}</figcaption></figure>")
        return "\n".join(parts)


def _beside(cy: float, of_year: list[float], in_valley: bool) -> tuple[float, float]:
    """How far from its dot a value stands, so that those of one year do not cover each other, nor the line one of them:
    the highest above, the lowest below, others at the side; one alone below when the line comes from above."""
    room = _HEIGHT - _BOTTOM + 3 - cy
    if len(of_year) == 1 and in_valley and room >= 8:
        return 0, 8
    if cy == min(of_year):
        return 0, -10
    return (0, min(8, room)) if cy == max(of_year) else (26, 4)


def _valleys(run: Sequence[Mark], heights: Sequence[float]) -> Iterator[Mark]:
    """The marks of a line that have their neighbours above them (y grows downwards)."""
    around = (-math.inf, *heights, -math.inf)  # what is not there is above
    for place, mark in enumerate(run):
        before, height, after = around[place : place + 3]
        if before < height > after:
            yield mark


def _runs(marks: Sequence[Mark], anew: int | None) -> list[list[Mark]]:
    """Marks of consecutive years: a year without a value breaks the line, and so does a merger."""
    runs: list[list[Mark]] = []
    for mark in marks:
        if runs and runs[-1][-1].year == mark.year - 1 and mark.year != anew:
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
