"""What proves a task: everything that names it and everything that it names, each once, and whether it holds.

Proof holds when it leads to something that is here: a record, a news item that shows or did at its time, or an outside
address of which the day and the hash of a saved copy are written down. All else is shown, and proves nothing: nor does
the plan itself, a paper without number and text, a home page or a search, or what was there before the plan began.
"""

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cchc import terms
from cchc.entry import Entry
from cchc.known import Choice
from cchc.ledger.items import Item, news_items, other_items
from cchc.model.document import Document
from cchc.model.news import Headline
from cchc.model.plan import Evidence, Plan, Task
from cchc.model.report import Report
from cchc.period import PartialDay
from cchc.site import Site

#: What evidence may name besides news, as its record is called.
_RECORDS = ("document", "report", "event", "broadcast", "visual")
_SEARCH = re.compile(r"(?:^|[/&?])(?:search|tim-?kiem)\b|(?:^|&)(?:q|query|keyword|tukhoa)=", re.IGNORECASE)


class Trust(Choice):
    """Whether proof holds (độ chắc của minh chứng)."""

    HOLDS = "chac", "kiểm được"
    UNVERIFIED = "chua-kiem-duoc", "chưa kiểm được"
    BROKEN = "khong-con", "không tìm thấy"


class Proof(NamedTuple):
    """One proof. `id` tells two names of one thing apart from two things; `first` and `last` are None where no day is
    known. `place` is its address and anchor on this site, `url` an address elsewhere; `why` tells what is lacking.
    """

    id: str
    title: str
    trust: Trust
    first: dt.date | None = None
    last: dt.date | None = None
    kind: Choice | None = None
    minutes: int | None = None
    place: tuple[str, str] = ("", "")
    url: str = ""
    why: str = ""

    @property
    def holds(self) -> bool:
        """Whether it proves anything."""
        return self.trust is Trust.HOLDS


def proofs(site: Site, plan: Entry[Plan], task: Task) -> tuple[Proof, ...]:
    """Every proof of a task, by day, each once; of two that are one thing, the one that holds."""
    found: dict[str, Proof] = {}
    for proof in (*_naming(site, task), *_named(site, plan, task.evidence)):
        known = found.get(proof.id)
        if known is None or (proof.holds and not known.holds):
            found[proof.id] = proof
    return in_order(_in_its_time(plan.record, proof) for proof in found.values())


def proofs_of(site: Site, plan: Entry[Plan], evidence: tuple[Evidence, ...]) -> tuple[Proof, ...]:
    """The proofs of a list of evidence alone, each once."""
    return in_order({proof.id: proof for proof in _named(site, plan, evidence)}.values())


def is_itself(plan: Plan, document: Document) -> bool:
    """Whether a document is the plan: that it was issued proves none of its tasks."""
    same = isinstance(plan.symbol, str) and plan.symbol == document.symbol
    return same and first_day(plan) == first_day(document) and terms.same(plan.issuer, document.issuer)


def is_to_come(site: Site, evidence: Evidence) -> bool:
    """Whether what is named as evidence is of a later day than the site's, as far as its day is known."""
    named = [site.find(key, name) for key in _RECORDS if (name := getattr(evidence, key))]
    if evidence.news and evidence.news not in _by_name(site):
        named += [entry for entry in site.entries["news"] if evidence.news in entry.names]
    days = [evidence.date, *(first_day(entry.record) for entry in named if entry)]
    return any(day is not None and day > site.as_of for day in days)


def in_order(found: Any) -> tuple[Proof, ...]:
    """By day, those without one last; those of one day by id."""
    return tuple(sorted(found, key=lambda proof: (proof.last or dt.date.max, proof.first or dt.date.max, proof.id)))


def of_item(item: Item) -> Proof:
    """An item as proof."""
    return Proof(item.id, item.title, Trust.HOLDS, item.first, item.last, item.kind, item.minutes, item.place)


def _in_its_time(plan: Plan, proof: Proof) -> Proof:
    """A proof, in doubt when it was over before both the plan and its period: of work that was done by then."""
    begun = min(plan.period.start, first_day(plan) or plan.period.start)
    if not proof.holds or proof.last is None or proof.last >= begun:
        return proof
    return proof._replace(trust=Trust.UNVERIFIED, why="có trước kỳ của kế hoạch")


def _naming(site: Site, task: Task) -> Iterator[Proof]:
    """What says that it serves the task, and the records that the task itself lists."""
    yield from map(of_item, news_items(site, site.proving(task.id)))
    yield from map(of_item, _others(site)[1].get(task.id, ()))
    yield from (_record(site, "event", name, name) for name in task.events)
    by_id = _others(site)[0]
    yield from (of_item(by_id[f"visual:{name}"]) for name in task.visuals if f"visual:{name}" in by_id)


@lru_cache(maxsize=1)
def _others(site: Site) -> tuple[dict[str, Item], dict[str, list[Item]]]:
    by_task: dict[str, list[Item]] = {}
    for item in other_items(site):
        for task in item.tasks:
            by_task.setdefault(task, []).append(item)
    return {item.id: item for item in other_items(site)}, by_task


def _named(site: Site, plan: Entry[Plan], evidence: tuple[Evidence, ...]) -> Iterator[Proof]:
    for proof in evidence:
        keys = [key for key in _RECORDS if getattr(proof, key)]
        doubt = "ngày của minh chứng chưa đến" if is_to_come(site, proof) else ""
        if proof.news:
            yield _news(site, proof)
        for key in keys:
            name = getattr(proof, key)
            found = _record(site, key, name, proof.name, proof.date, doubt)
            why = _proves_nothing(site, plan.record, key, name)
            yield found._replace(trust=Trust.UNVERIFIED, why=why) if why else found
        if proof.url and not proof.news and not keys:
            yield _outside(proof, doubt)
        elif not (proof.url or proof.news or keys):
            why = "minh chứng không dẫn tới đâu"
            yield Proof(f"name:{proof.name}", proof.name, Trust.UNVERIFIED, proof.date, proof.date, why=why)


def _news(site: Site, proof: Evidence) -> Proof:
    entry = _by_name(site).get(proof.news or "")
    if entry is None:
        return Proof(f"news:{proof.news}", proof.name, Trust.BROKEN, why="không có tin này, hoặc tin chưa hiện")
    for item in news_items(site, (entry,)):
        return of_item(item)
    return Proof(f"news:{entry.slug}", entry.title, Trust.UNVERIFIED, place=entry.place, why="là dữ liệu mẫu")


@lru_cache(maxsize=1)
def _by_name(site: Site) -> dict[str, Entry[Headline]]:
    """What has shown; of those whose files have one name the newest (`unclear-reference` tells of it)."""
    return {name: entry for entry in reversed(site.posted) for name in entry.names}


def _proves_nothing(site: Site, plan: Plan, key: str, name: str) -> str:
    """Why a record can be no proof of this plan, whatever its day: it is the same paper, or nobody can find it."""
    if key == "report":
        return "chính báo cáo này, không phải nơi khác" if name == plan.part_of else ""
    entry = site.find(key, name) if key == "document" else None
    if entry is None:
        return ""
    if is_itself(plan, entry.record):
        return "chính kế hoạch này, không phải nơi khác"
    known = entry.record.url or any(isinstance(one, str) for one in (entry.record.symbol, entry.record.file))
    return "" if known else "văn bản không có số, không có tệp, không có địa chỉ"


def _record(site: Site, key: str, name: str, title: str, day: dt.date | None = None, doubt: str = "") -> Proof:
    """A record as proof: what happened holds, what only says what is to come does not."""
    entry, identity = site.find(key, name), f"{key}:{name}"
    if entry is None:
        return Proof(identity, title, Trust.BROKEN, why="không có bản ghi này")
    if item := _others(site)[0].get(identity):
        return of_item(item)
    day = day or _day(entry.record)
    if key in ("broadcast", "visual"):
        doubt = "mới khai sẽ làm, chưa ghi lượt đăng, phát nào"
    elif key == "event":
        doubt = "sự kiện chưa đến, hoặc chưa ghi ngày"
    trust = Trust.UNVERIFIED if doubt else Trust.HOLDS
    return Proof(identity, entry.title, trust, day, day, place=entry.place, why=doubt)


def _day(record: Any) -> dt.date | None:
    """The day of a document or a report, where it is whole."""
    if isinstance(record, Document):
        return record.date if isinstance(record.date, dt.date) else None
    return getattr(record.date, "whole", None) if isinstance(record, Report) else None


def first_day(record: Any) -> dt.date | None:
    """The first day on which a record may have been there: a report may tell only its month."""
    day = getattr(record, "date", None)
    return dt.date(day.year, day.month, day.day or 1) if isinstance(day, dt.date | PartialDay) else None


def _outside(proof: Evidence, doubt: str) -> Proof:
    lacking = [name for name, value in (("ngày", proof.date), ("bản lưu", proof.saved)) if value is None]
    kept = proof.saved is not None and proof.saved.file is not None
    if lacking:
        why = f"địa chỉ ở nơi khác, chưa ghi {' và '.join(lacking)}"
    elif proof.saved and proof.saved.unhashed and not kept:
        why = "bản lưu chưa có mã băm"
    else:
        why = doubt or ("" if kept else _leads_to_no_page(proof.url or ""))
    trust = Trust.UNVERIFIED if why else Trust.HOLDS
    return Proof(f"url:{proof.url}", proof.name, trust, proof.date, proof.date, url=proof.url or "", why=why)


def _leads_to_no_page(url: str) -> str:
    """Why nobody finds at an address what it is to prove: what stands there is another thing each day."""
    parts = urlsplit(url)
    if _SEARCH.search(parts.path) or _SEARCH.search(parts.query):
        return "địa chỉ là trang tìm kiếm, không phải một bài"
    home = parts.path in ("", "/") and not parts.query and not parts.fragment
    return "địa chỉ là trang chủ, không phải một bài" if home else ""
