"""What `cchc due` prints: what is missed, what is to be done, what stands behind each body, as lines of text."""

from cchc.ledger.agenda import Due, Sum, agenda, current, leads, of_state, undecided_years
from cchc.ledger.slots import SlotState
from cchc.site import Site
from cchc.text import long_date, shortened

_WIDTH = 70  # of the name of a task
_HEADINGS = {
    SlotState.MISSING: "Quá hạn, chưa có minh chứng",
    SlotState.OPEN: "Đang trong hạn",
    SlotState.COMING: "Chưa đến kỳ",
    SlotState.LATE: "Xong muộn",
    SlotState.FILLED: "Xong đúng hạn",
}


def missing(site: Site) -> bool:
    """Whether anything is past its time."""
    return bool(of_state(agenda(site), SlotState.MISSING))


def told(site: Site, whole: bool) -> str:
    """The listing as of the site's day; `whole` with what is done and what is still far."""
    lines = [f"Việc theo kế hoạch, tính đến ngày {long_date(site.as_of)}"]
    states = list(_HEADINGS)[: 5 if whole else 2]
    for state in states:
        found = of_state(agenda(site), state)
        lines += ["", f"{_HEADINGS[state]} ({len(found)}):", *(map(_line, found) if found else ["  không có"])]
    lines += ["", "Theo bộ phận:"]
    lines += [f"  {name or 'chưa rõ bộ phận'}: {_sum(sum_)}" for name, _, sum_ in leads(site, current(site))]
    for year in undecided_years(agenda(site)):
        lines += [
            "",
            f"Chưa có quyết định nghỉ lễ, Tết năm {year} trong dữ liệu: ngày làm việc năm này chưa chắc đúng.",
        ]
    return "\n".join(lines)


def _line(due: Due) -> str:
    one, slot = due.progress, due.slot
    number = f"{one.label}. " if one.is_task else ""
    lead = f"; {one.lead}" if one.lead else ""
    when = f"hạn {long_date(slot.last)}" if slot.fixed else "kế hoạch không nêu ngày"
    if slot.state is SlotState.OPEN and slot.fixed:
        when += f", {due.left}"
    proof = f"; {slot.proof.title}" if slot.proof else ""
    name = shortened(one.title, _WIDTH)
    return f"  {slot.label}: {number}{name} ({when}{lead}{proof})"


def _sum(one: Sum) -> str:
    parts = [
        f"{number} {word}"
        for number, word in (
            (one.missing, "quá hạn"),
            (one.open, "trong hạn"),
            (one.late, "xong muộn"),
            (one.filled, "xong"),
            (one.coming, "chưa đến"),
            (one.continuous, "thường xuyên"),
        )
        if number
    ]
    return ", ".join(parts) or "không có kỳ nào"
