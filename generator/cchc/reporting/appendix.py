"""The appendix: every task of the plans of a period in the six columns of the reports (STT … Ghi chú)."""

from collections.abc import Iterator

from cchc.entry import Entry
from cchc.ledger.evidence import is_to_come, proofs, proofs_of
from cchc.model.figures import Whereabouts
from cchc.model.plan import Evidence, Plan, Task
from cchc.reporting.draft import Appendix, Block, Figure, Gap, Link, Piece, Row, Table, Words, year_of_signing
from cchc.reporting.facts import Facts, of_period, unproved
from cchc.reporting.phrasing import Pieces, about, counted
from cchc.site import Site
from cchc.text import long_date

COLUMNS = ("STT", "Nội dung nhiệm vụ", "Kết quả thực hiện", "Hoàn thành", "Chưa hoàn thành", "Ghi chú")
WIDTHS = (5, 24, 27, 7, 7, 30)
_SHOWN = 5  # of many news items that prove one task, so many are named


def appendices(facts: Facts) -> tuple[Appendix, ...]:
    """One appendix with all tasks of the period; none when the unit has no plan."""
    tasks = [(plan, task) for plan in facts.plans for task in plan.record.tasks]
    done = {one.anchor: unproved(one) for one in facts.tasks if facts.is_done(one)}
    if not tasks:
        return ()
    title = _title(facts)
    heading = (
        Block("appendix", "appendix", (Words("Phụ lục"),)),
        Block("appendix.title", "appendix-title", (Words(title),)),
        Block("appendix.note", "appendix-note", _attached(facts)),
    )
    rows = tuple(_row(facts, plan, task, number, done.get(task.id)) for number, (plan, task) in enumerate(tasks, 1))
    total = Figure("tasks-listed", counted(len(facts.tasks)), "nhiệm vụ trong bảng")
    told = " (nhiệm vụ có nhiệm vụ nhỏ thì chỉ đếm các nhiệm vụ nhỏ)" if any(task.parent for _, task in tasks) else ""
    closing = Block("appendix.total", "appendix-total", (Words("Tổng số: "), total, Words(f" nhiệm vụ{told}./.")))
    return (Appendix(heading, Table(COLUMNS, WIDTHS, rows), (closing,)),)


def _title(facts: Facts) -> str:
    """What the table is called: as the plan that is itself the appendix, else by unit and period."""
    own = [plan.record.title for plan in facts.plans if plan.record.part_of is not None]
    made = f"Nhiệm vụ tuyên truyền cải cách hành chính nhà nước trên địa bàn {facts.site.unit.place_name} "
    return (own[0] if own else made + facts.period.label).upper()


def _attached(facts: Facts) -> Pieces:
    unit = facts.site.unit
    symbol = "/BC-VP" if "van-phong" in unit.level.value else "/BC-UBND"
    return (
        Words("(Kèm theo Báo cáo số "),
        Gap("attached-number", "số"),
        Words(f"{symbol} ngày "),
        Gap("attached-day", "ngày"),
        Words(" tháng "),
        Gap("attached-month", "tháng"),
        Words(" năm "),
        year_of_signing(facts.period, "attached-year"),
        Words(f" của {unit.short_name})"),
    )


def _row(facts: Facts, plan: Entry[Plan], task: Task, number: int, doubt: str | None) -> Row:
    """A task; `doubt` is None for one that is not done, "" for one that its proof shows to be."""
    done = doubt is not None
    name = f"task.{task.id}"
    whole = any(other.parent == task.id for other in plan.record.tasks)  # its parts are marked, not itself
    states = (("done", done), ("open", not done))
    marks = [Block(f"{name}.{key}", "cell-centre", (Words("x"),) if said and not whole else ()) for key, said in states]
    cells: list[list[Block]] = [
        [Block(f"{name}.number", "cell-centre", (Words(task.number or str(number)),))],
        [Block(f"{name}.name", "cell", (Words(task.name),))],
        _result(name, task.result if facts.is_declared(plan) else None),
        *([mark] for mark in marks),
        [*_declared(name, doubt), *_notes(facts, name, plan, task)] or [Block(f"{name}.note", "cell")],
    ]
    return Row(tuple(tuple(cell) for cell in cells))


def _result(name: str, result: str | None) -> list[Block]:
    paragraphs = [part for part in (result or "").split("\n") if part.strip()]
    blocks = [Block(f"{name}.result-{n}", "cell", (Words(part),)) for n, part in enumerate(paragraphs, 1)]
    return blocks or [Block(f"{name}.result-1", "cell")]


def _declared(name: str, doubt: str | None) -> list[Block]:
    """That a cross rests on what the unit says alone: who reads the paper must not take it for proved."""
    return [Block(f"{name}.declared", "cell", (Words(f"Đơn vị {doubt}."),))] if doubt else []


def _notes(facts: Facts, name: str, plan: Entry[Plan], task: Task) -> Iterator[Block]:
    """What proves a task: counts by channel that the report declares of it, then every address."""
    for number, stated in enumerate(facts.record.counts if facts.record else (), 1):
        here = stated.task == task.id and not stated.section and stated.where is Whereabouts.APPENDIX
        if here and of_period(stated, facts.period):
            channel = facts.site.find("channel", stated.channel)
            figure = Figure(f"{name}.{number}", counted(stated.value), "số báo cáo cùng kỳ đã khai", False)
            called = channel.record.name if channel else stated.channel
            told = (Words(f"{called}: {about(stated.qualifier)}"), figure, Words(f" {stated.what.label}."))
            yield Block(f"{name}.count-{number}", "cell", told)
    if task.evidence_label:
        yield Block(f"{name}.label", "cell", (Words(f"{task.evidence_label}:"),))
    known = [evidence for evidence in task.evidence if not is_to_come(facts.site_at_end, evidence)]
    for number, evidence in enumerate(known, 1):
        yield Block(f"{name}.evidence-{number}", "cell", tuple(_evidence(facts.site, name, number, evidence)))
    yield from _proofs(facts, name, plan, task)
    if not task.evidence_complete:
        yield Block(f"{name}.more", "cell", (Words("…"),))


def _evidence(site: Site, name: str, number: int, evidence: Evidence) -> Iterator[Piece]:
    yield Words(evidence.name)
    if evidence.count:
        figure = Figure(f"{name}.{number}-count", counted(evidence.count.value), "số ghi ở minh chứng", False)
        yield from (Words(f" ({about(evidence.count.qualifier)}"), figure, Words(f" {evidence.count.unit})"))
    if address := evidence.url or _address(site, evidence):
        yield from (Words(": "), Link(address))


def _address(site: Site, evidence: Evidence) -> str:
    """Where a proof on this site can be read; nothing for news that does not show, or no longer."""
    for key in ("news", "document", "report", "event", "broadcast", "visual"):
        slug = getattr(evidence, key)
        if not slug:
            continue
        found = [e for e in site.entries["news"] if slug in e.names] if key == "news" else [site.find(key, slug)]
        for entry in found:
            if entry and entry.record.visible_on(site.as_of):
                return site.absolute(*entry.place)
    return ""


def _proofs(facts: Facts, name: str, plan: Entry[Plan], task: Task) -> Iterator[Block]:
    """What else on this site proves the task in the period: how many, and the newest of them."""
    named = {proof.id for proof in proofs_of(facts.site_at_end, plan, task.evidence)}
    found = [p for p in proofs(facts.site_at_end, plan, task) if p.holds and p.id not in named]
    found = [p for p in found if p.last and p.last in facts.period]
    if found:
        figure = Figure(f"{name}.proofs", counted(len(found)), "minh chứng của nhiệm vụ này, ghi trên trang")
        newest = "; mới nhất là:" if len(found) > _SHOWN else "."
        yield Block(f"{name}.proofs", "cell", (Words("Trên trang của đơn vị: "), figure, Words(" minh chứng" + newest)))
    for proof in found[::-1][:_SHOWN]:
        entry = facts.site.find(*proof.id.split(":", 1))
        told: Pieces = (Words(f"{proof.title} ({long_date(proof.last)})" if proof.last else ""),)
        if entry and entry.record.visible_on(facts.site.as_of):
            told += (Words(": "), Link(facts.site.absolute(*proof.place)))
        yield Block(f"{name}.proof-{proof.id}", "cell", told)
