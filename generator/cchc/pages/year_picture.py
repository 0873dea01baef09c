"""The year of a plan as a plain picture: one row for each task, one mark for each time something is due.

SVG made when the site is built, without a word of style: colours come from classes (theme/assets/cchc.css), and every
state has a shape of its own, for those who do not see colours. The same stands in the table beside it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from html import escape

from cchc.ledger.due import Progress
from cchc.ledger.slots import SlotState
from cchc.period import Period, month_start

_WIDTH, _LEFT, _TOP, _ROW = 640, 64, 32, 26
_HALF = 7  # of a mark
_LETTER = 12  # of a label on a phone, where the style sheet makes them largest


def year_picture(period: Period, rows: Sequence[tuple[str, Progress]]) -> str:
    """The picture as one HTML block without empty lines. `rows` are tasks with the number that stands before them."""
    months = _months(period)
    height = _TOP + _ROW * len(rows) + 8
    title = f"Các kỳ phải làm trong {period.label}"
    room = max([_LEFT, *(8 + _LETTER * len(label) for label, _ in rows)]) - _LEFT  # more for long labels
    parts = [
        f'<figure class="chart year"><svg viewBox="{-room} 0 {_WIDTH + room} {height}" role="img" '
        f'aria-label="{escape(title, quote=True)}. Cùng nội dung ở bảng bên dưới.">'
    ]
    step = 1 if len(months) <= 12 else 3 if len(months) <= 36 else 12
    for number, month in enumerate(months):
        x = _x(period, month)
        parts.append(f'<line class="chart-grid" x1="{x}" x2="{x}" y1="{_TOP - 6}" y2="{height - 8}"/>')
        if number % step == 0:
            middle = round(x + (_WIDTH - _LEFT) / len(months) / 2, 1)
            label = str(month.year) if step == 12 else f"T{month.month}"
            parts.append(f'<text class="chart-year" x="{middle}" y="20">{label}</text>')
    for number, (label, found) in enumerate(rows):
        y = _TOP + _ROW * number + _ROW / 2
        parts.append(f'<text class="chart-tick" x="{_LEFT - 8}" y="{y + 4}">{escape(label)}</text>')
        parts += _marks(period, found, y)
    legend = "; ".join(f"{_SIGNS[state]} {state.label.lower()}" for state in SlotState)
    parts.append(f"</svg><figcaption>{escape(title)}: {legend}; chấm tròn nhỏ: có minh chứng.</figcaption></figure>")
    return "\n".join(parts)


#: The shapes in words.
_SIGNS = {
    SlotState.FILLED: "ô đặc:",
    SlotState.LATE: "ô đặc một nửa:",
    SlotState.MISSING: "dấu nhân:",
    SlotState.OPEN: "ô viền đậm:",
    SlotState.COMING: "gạch ngang:",
}


def _marks(period: Period, found: Progress, y: float) -> list[str]:
    marks = []
    before: Counter[dt.date] = Counter()  # two a month lie side by side
    for slot in found.slots:
        aside = before[slot.first] * (2 * _HALF + 2)
        before[slot.first] += 1
        marks.append(_mark(slot.state, _middle(period, slot.first, slot.last) + aside, y))
    if found.demand.continuous:
        days = [proof.last for proof in found.proofs if proof.holds and proof.last]
        spots = sorted({_x(period, day) for day in days if day in period})
        marks += [f'<circle class="slot-proof" cx="{x}" cy="{y}" r="3"/>' for x in spots]
    return marks


def _mark(state: SlotState, x: float, y: float) -> str:
    left, right, top, bottom = x - _HALF, x + _HALF, y - _HALF, y + _HALF
    box = f'x="{left:g}" y="{top:g}" width="{2 * _HALF}" height="{2 * _HALF}"'
    if state is SlotState.FILLED:
        return f'<rect class="slot-filled" {box}/>'
    if state is SlotState.LATE:
        half = f"M{left:g} {top:g}V{bottom:g}H{right:g}Z"
        return f'<rect class="slot-late" {box}/><path class="slot-half" d="{half}"/>'
    if state is SlotState.MISSING:
        cross = f"M{left:g} {top:g}L{right:g} {bottom:g}M{right:g} {top:g}L{left:g} {bottom:g}"
        return f'<path class="slot-missing" d="{cross}"/>'
    if state is SlotState.OPEN:
        return f'<rect class="slot-open" {box}/>'
    return f'<line class="slot-coming" x1="{left:g}" x2="{right:g}" y1="{y:g}" y2="{y:g}"/>'


def _months(period: Period) -> list[dt.date]:
    first, last = period.start, period.end
    end = (last.year - first.year) * 12 + last.month
    return [month_start(first.year, number) for number in range(first.month, end + 1)]


def _x(period: Period, day: dt.date) -> float:
    share = (day - period.start).days / ((period.end - period.start).days + 1)
    return round(_LEFT + share * (_WIDTH - _LEFT), 1)


def _middle(period: Period, first: dt.date, last: dt.date) -> float:
    """Where the mark of a slot stands: in its middle; of one longer than a quarter, at its end."""
    if (last - first).days > 100:
        first = last - dt.timedelta(days=20)
    middle = max(period.start, min(first + (last - first) / 2, period.end))
    return min(_x(period, middle), _WIDTH - _HALF - 2)
