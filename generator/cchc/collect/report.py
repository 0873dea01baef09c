"""What `cchc collect` tells at its end: in Vietnamese, first the figures, then what somebody has to do."""

from collections.abc import Iterable, Iterator
from itertools import chain

from cchc.collect.moments import shown
from cchc.collect.run import Done, Outcome
from cchc.text import number


def told(done: Done) -> str:
    """The whole report."""
    return "\n".join(chain(_figures(done), _section("Chưa đọc được", _unread(done.outcomes)),
                           _section("Cần sửa danh sách", _moved(done.outcomes)),
                           _section("Nên báo cho đơn vị", _remarks(done.outcomes))))  # fmt: skip


def _figures(done: Done) -> Iterator[str]:
    taken = [part for outcome in done.outcomes for part in outcome.taken]
    well = sum(outcome.well for outcome in done.outcomes)
    same = sum(outcome.well and all(part.unchanged for part in outcome.taken) for outcome in done.outcomes)
    seconds = f"{done.seconds:.1f}".replace(".", ",")
    units = f"{number(well)}/{number(len(done.outcomes))} đơn vị"
    yield f"Đã đọc {units} trong {seconds} giây, {number(same)} không có gì đổi."
    new, corrected, left = (number(sum(getattr(part, name) for part in taken)) for name in ("new", "corrected", "left"))
    yield f"Tin: {new} mới, {corrected} sửa, {left} gỡ; trong kho có {number(done.items)} tin."


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return [f"{title} ({len(found)}):", *found] if found else []


def _unread(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.fault:
            yield f"{outcome.feed.name}: {outcome.fault}"
        elif outcome.waiting:
            yield f"{outcome.feed.name}: lần trước {outcome.feed.fault}; sẽ đọc lại sau {shown(outcome.waiting)}"
        elif outcome.archive_fault:
            yield f"{outcome.feed.name}: đã đọc tin mới, nhưng kho tin cũ {outcome.archive_fault}"


def _moved(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.moved_to and outcome.moved_to != outcome.feed.address:
            yield f"{outcome.feed.name}: nguồn tin đã chuyển hẳn sang {outcome.moved_to}"


def _remarks(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        doubtful = sum(part.doubtful for part in outcome.taken)
        remarks = [
            f"{doubtful} tin có ngày đáng ngờ (vẫn giữ, xếp theo ngày nhận)" if doubtful else "",
            "nguồn tin viết sai XML, chỉ đọc được phần còn đúng" if any(p.mended for p in outcome.taken) else "",
            "khai sai bảng mã chữ" if any(part.wrong_charset for part in outcome.taken) else "",
            f"đồng hồ máy chủ lệch {abs(outcome.drift) // 60} phút" if outcome.drift else "",
        ]
        if any(remarks):
            yield f"{outcome.feed.name}: " + "; ".join(filter(None, remarks))
