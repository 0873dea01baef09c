"""Tasks of plans: whole, proved by something else than the report, done by bodies that are known."""

import re
from collections.abc import Iterator
from typing import Any

from cchc.checks.values import Path
from cchc.entry import Entry
from cchc.known import Gap
from cchc.ledger.due import Progress, tasks
from cchc.ledger.evidence import is_itself, proofs
from cchc.model.plan import Evidence, Plan, Task, TaskState, TimingKind
from cchc.problems import Problem
from cchc.site import Site
from cchc.terms import folded

_PROMISED = re.compile(r"phụ lục[^.;]*?\bkèm(?: theo)?\b|kèm theo[^.;]*?\bphụ lục\b", re.IGNORECASE)
_SERVED = 3  # of more tasks one proof alone is told: an event may well serve two or three
_NEEDED = {"lead": "cơ quan chủ trì", "cooperating": "cơ quan phối hợp", "timing": "thời gian"}


def done_is_proved(site: Site) -> Iterator[Problem]:
    """A task that is declared done has a result, or something that proves it; and one of the proofs holds.

    Nobody is blamed for naming what could not be read.
    """
    if any(site.unread.values()):
        return
    from_news = {task for entry in site.entries["news"] for task in entry.record.tasks}
    for entry, where, task in _tasks(site):
        if task.state is not TaskState.DONE:
            continue
        named = [found for found in site.referring("task", task.id) if found.where[-1] != "parent"]
        told = task.result or task.evidence or task.events or task.broadcasts or task.visuals
        if named or told or task.id in from_news:
            yield from _without_proof(site, entry, where, task)
        else:
            yield entry.warning(
                where,
                "done-without-evidence",
                f"nhiệm vụ {_number(task)} khai hoàn thành mà không có kết quả, không có minh chứng",
                "thêm result hoặc evidence; chưa làm xong thì đổi state",
            )


def _without_proof(site: Site, entry: Entry[Plan], where: Path, task: Task) -> Iterator[Problem]:
    """A task that consists of parts is proved by any of them."""
    whole = (task, *(part for part in entry.record.tasks if part.parent == task.id))
    found = [proof for one in whole for proof in proofs(site, entry, one)]
    if not any(proof.holds for proof in found):
        reasons = "; ".join(dict.fromkeys(proof.why for proof in found if proof.why))
        told = f" ({reasons})" if reasons else ""
        message = f"nhiệm vụ {_number(task)} khai hoàn thành mà không có minh chứng nào kiểm được{told}"
        hint = "dẫn văn bản, tin, sự kiện, lượt phát có trên trang; địa chỉ ở nơi khác thì ghi date và saved"
        yield entry.warning((*where, "state"), "done-unproved", message, hint)


def evidence_is_other(site: Site) -> Iterator[Problem]:
    """A report does not prove its own tasks, nor a plan its own."""
    for entry, where, task in _tasks(site):
        for index, proof in enumerate(task.evidence):
            for field, called in _own(site, entry.record, proof):
                yield entry.notice(
                    (*where, "evidence", index, field),
                    "self-evidence",
                    f"minh chứng của nhiệm vụ {_number(task)} là chính {called} này",
                    "dẫn văn bản hoặc tin khác nếu có",
                )


def _own(site: Site, plan: Plan, proof: Evidence) -> Iterator[tuple[str, str]]:
    """What of a task's evidence is the paper that the task stands in: the field, and what that paper is called."""
    if proof.report and proof.report == plan.part_of:
        yield "report", "báo cáo"
    document = site.find("document", proof.document) if proof.document else None
    if document and is_itself(plan, document.record):
        yield "document", "kế hoạch"


def proof_is_of_its_task(site: Site) -> Iterator[Problem]:
    """What alone proves many tasks of one plan says little of each: who reads it looks for each in vain."""
    for plan in site.plans if not any(site.unread.values()) else ():
        proved: dict[frozenset[str], list[Progress]] = {}
        for one in tasks(site, plan):
            proved.setdefault(frozenset(proof.id for proof in one.proofs if proof.holds), []).append(one)
        for holding, of in proved.items():
            if holding and len(of) > _SERVED:
                titles = ", ".join(f"“{proof.title}”" for proof in of[0].proofs if proof.holds)
                numbers = ", ".join(_number(one.subject) for one in of if isinstance(one.subject, Task))
                message = f"{len(of)} nhiệm vụ ({numbers}) có chung minh chứng, không có gì khác: {titles}"
                hint = "nhiệm vụ nào có tin, văn bản, lượt riêng thì dẫn thêm; đúng là một việc chung thì cứ để vậy"
                yield plan.notice(("tasks",), "proof-of-many", message, hint)


def evidence_is_whole(site: Site) -> Iterator[Problem]:
    """A list of evidence that ends in dots proves only what it names."""
    for entry, where, task in _tasks(site):
        if not task.evidence_complete:
            told = f" (“{task.evidence_label}”)" if task.evidence_label else ""
            message = f"danh sách minh chứng của nhiệm vụ {_number(task)} còn bỏ ngỏ{told}"
            hint = "kể hết, rồi xóa dòng evidence_complete"
            yield entry.notice((*where, "evidence_complete"), "evidence-open-list", message, hint)


def tasks_complete(site: Site) -> Iterator[Problem]:
    """A task of a plan names who leads, who helps, and when; one message for a task."""
    for entry, where, task in _tasks(site):
        if entry.record.part_of is not None:
            continue
        missing = [what for name, what in _NEEDED.items() if isinstance(getattr(task, name), Gap)]
        if task.timing_kind is TimingKind.EXTERNAL and task.deadline is None:
            missing.append("ngày thực hiện, còn chờ kế hoạch của cấp trên")
        if missing:
            message = f"nhiệm vụ {_number(task)} chưa đủ: {', '.join(missing)}"
            yield entry.notice(where, "task-incomplete", message, "hỏi bộ phận chủ trì; có thì điền")


def appendices_there(site: Site) -> Iterator[Problem]:
    """An appendix that the text promises comes with it."""
    for entry in site.reports:
        for index, appendix in enumerate(entry.record.appendices):
            for name in ("plan", "file"):
                if isinstance(getattr(appendix, name), Gap):
                    message = f"báo cáo hứa “{appendix.title}” mà không kèm ({getattr(appendix, name).reason})"
                    yield _appendix_missing(entry, ("appendices", index), message)
        for index, quote in enumerate(entry.record.quotes if not entry.record.appendices else ()):
            if match := _PROMISED.search(quote.text):
                message = f"báo cáo hứa phụ lục mà không kèm: “{match[0]}”"
                yield _appendix_missing(entry, ("quotes", index, "text"), message)


def appendix_totals(site: Site) -> Iterator[Problem]:
    """The total below an appendix is the number of its rows."""
    for entry in site.reports:
        for index, appendix in enumerate(entry.record.appendices):
            plan = site.find("plan", appendix.plan) if isinstance(appendix.plan, str) else None
            if plan is None or appendix.total is None:
                continue
            parents = {task.parent for task in plan.record.tasks}
            rows = sum(task.id not in parents for task in plan.record.tasks)
            if rows != appendix.total:
                message = f"phụ lục ghi {appendix.total} nhiệm vụ, bảng có {rows}"
                yield entry.warning(("appendices", index, "total"), "appendix-total", message, "đếm lại")


def bodies_known(site: Site) -> Iterator[Problem]:
    """Bodies that plans and reports name have a record, so that people can see who they are; each is told once."""
    if not site.entries["organisation"] or site.unread.get("organisation"):
        return
    told: set[str] = set()
    for entry, where, name in _bodies(site):
        unknown = site.organisation(name) is None and not site.is_unit(name)
        if unknown and folded(name) not in told:
            told.add(folded(name))
            hint = "thêm vào site_data/organisations.yml, hoặc thêm một dòng aliases ở đó"
            yield entry.notice(where, "unknown-organisation", f"không rõ “{name}” là cơ quan nào", hint)


def _appendix_missing(entry: Entry[Any], where: Path, message: str) -> Problem:
    return entry.warning(where, "appendix-missing", message, "thêm tệp phụ lục, hoặc bỏ câu hứa")


def _tasks(site: Site) -> Iterator[tuple[Entry[Plan], Path, Task]]:
    for entry in site.plans:
        for index, task in enumerate(entry.record.tasks):
            yield entry, ("tasks", index), task


def _number(task: Task) -> str:
    return task.number or f"“{task.id}”"


def _bodies(site: Site) -> Iterator[tuple[Entry[Any], Path, str]]:
    for entry, where, task in _tasks(site):
        if isinstance(task.lead, str):
            yield entry, (*where, "lead"), task.lead
        for index, name in enumerate(task.cooperating if isinstance(task.cooperating, tuple) else ()):
            yield entry, (*where, "cooperating", index), name
    for entry in site.plans:
        for index, duty in enumerate(entry.record.responsibilities):
            yield entry, ("responsibilities", index, "body"), duty.body
    for report in site.reports:
        for a, activity in enumerate(report.record.activities):
            for index, name in enumerate(activity.by):
                yield report, ("activities", a, "by", index), name
