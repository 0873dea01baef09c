"""What a record names must exist, once."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from cchc.model.plan import Evidence, Plan
from cchc.model.registry import TYPES
from cchc.problems import Problem
from cchc.site import Entry, Site
from cchc.text import slug

_FILE_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
Reference = tuple[Entry[Any], tuple[object, ...], str]


def unique_addresses(site: Site) -> Iterator[Problem]:
    """No two records may claim one address (also not with capitals apart: Windows would mix them up)."""
    seen: dict[str, Entry[Any]] = {}
    for kind in TYPES:
        for entry in site.entries[kind.key] if kind.url and kind.own_pages else ():
            first = seen.setdefault(entry.url.lower(), entry)
            if first is not entry:
                yield entry.error(
                    ("code",) if kind.key == "procedure" else (),
                    "duplicate-address",
                    f"trùng địa chỉ {entry.url} với {first.path}",
                    "đổi tên tệp hoặc mã; mỗi bản ghi có một địa chỉ riêng",
                )


def unique_terms(site: Site) -> Iterator[Problem]:
    """No two terms of a list, and no two tasks of a plan, share a code."""
    unit = site.entries["unit"][0]
    lists: list[tuple[Entry[Any], str]] = [(unit, name) for name in ("categories", "sectors", "life_events")]
    for entry, name in [*lists, *((plan, "tasks") for plan in site.plans)]:
        terms = getattr(entry.record, name)
        counts = Counter(term.id for term in terms)
        for index, term in enumerate(terms):
            if counts[term.id] > 1:
                yield entry.error(
                    (name, index, "id"), "duplicate-term", f"mã “{term.id}” dùng hai lần", "đổi một trong hai mã"
                )


def file_names(site: Site) -> Iterator[Problem]:
    """A file's name becomes an address that never changes: plain small letters, digits, dots and dashes."""
    for kind in TYPES:
        for entry in site.entries[kind.key] if kind.url and kind.own_pages else ():
            name, _, suffix = entry.path.rpartition("/")[2].rpartition(".")
            if not _FILE_NAME.fullmatch(name):
                message = f"tên tệp “{name}” không dùng làm địa chỉ trang được"
                yield entry.error((), "file-name", message, f"đổi tên tệp thành {slug(name)}.{suffix}")


def known_terms(site: Site) -> Iterator[Problem]:
    """Categories, sectors and life events come from the lists in site.yml."""
    categories = {term.id for term in site.unit.categories}
    sectors = {term.id for term in site.unit.sectors}
    events = {term.id for term in site.unit.life_events}
    for entry in site.entries["news"]:
        if entry.record.category not in categories:
            yield from _unknown([(entry, ("category",), entry.record.category)], categories, "chuyên mục")
    for entry in site.procedures:
        yield from _unknown([(entry, ("sector",), entry.record.sector)], sectors, "lĩnh vực")
        named = [(entry, ("life_events", i), event) for i, event in enumerate(entry.record.life_events)]
        yield from _unknown(named, events, "sự kiện trong đời")


def known_records(site: Site) -> Iterator[Problem]:
    """Documents, procedures, plans and tasks that a record names are there."""
    documents = site.names("document")
    codes = site.names("procedure", codes=True)
    plans = site.names("plan")
    tasks = {task.id for plan in site.plans for task in plan.record.tasks}
    for entry in site.entries["news"]:
        record = entry.record
        if not (record.tasks or record.documents or record.procedures):
            continue
        if not site.unread.get("plan"):
            yield from _unknown(_listed(entry, "tasks"), tasks, "nhiệm vụ")
        yield from _unknown(_listed(entry, "documents"), documents, "văn bản")
        yield from _unknown(_listed(entry, "procedures"), codes, "thủ tục")
    for entry in site.procedures:
        yield from _unknown(_listed(entry, "related"), codes, "thủ tục")
    citing: tuple[Entry[Any], ...] = (*site.plans, *site.reports)
    for entry in citing:
        yield from _unknown(_citations(entry), documents, "văn bản")
    for report in site.reports:
        if report.record.next_plan:
            yield from _unknown([(report, ("next_plan",), report.record.next_plan)], plans, "kế hoạch")


def known_evidence(site: Site) -> Iterator[Problem]:
    """Documents and news that prove a task are there, and people can open them."""
    documents = site.names("document")
    news = site.names("news")
    hidden = news - {entry.stem for entry in site.news} - site.unread.get("news", frozenset())
    for entry, at, proof in _proofs(site):
        if proof.document:
            yield from _unknown([(entry, (*at, "document"), proof.document)], documents, "văn bản")
        if proof.news:
            yield from _unknown([(entry, (*at, "news"), proof.news)], news, "tin, bài")
        if proof.news in hidden:
            message = f"minh chứng “{proof.news}” là bài chưa hiện hoặc đã ẩn"
            yield entry.warning((*at, "news"), "hidden-reference", message, "sửa ngày của bài, hoặc bỏ minh chứng")


def known_files(site: Site) -> Iterator[Problem]:
    """Pictures, attachments and forms that a record names lie below content/."""
    named: list[Reference] = []
    for entry in site.entries["news"]:
        for where, file in entry.record.named_files:
            if file not in site.files:
                named.append((entry, where, file))
    named += [(e, ("file",), e.record.file) for e in site.documents if isinstance(e.record.file, str)]
    for entry in site.procedures:
        for c, case in enumerate(entry.record.papers if isinstance(entry.record.papers, tuple) else ()):
            named += [
                (entry, ("papers", c, "papers", p, "form"), paper.form)
                for p, paper in enumerate(case.papers)
                if paper.form
            ]
    yield from _unknown(named, site.files, "tệp", rule="missing-file")


def _listed(entry: Entry[Any], name: str) -> list[Reference]:
    return [(entry, (name, index), value) for index, value in enumerate(getattr(entry.record, name))]


def _citations(entry: Entry[Any]) -> Iterator[Reference]:
    for index, citation in enumerate(entry.record.documents):
        yield entry, ("documents", index, "document"), citation.document
    for a, activity in enumerate(getattr(entry.record, "activities", ())):
        for index, citation in enumerate(activity.documents):
            yield entry, ("activities", a, "documents", index, "document"), citation.document


def _proofs(site: Site) -> Iterator[tuple[Entry[Plan], tuple[object, ...], Evidence]]:
    for plan in site.plans:
        for t, task in enumerate(plan.record.tasks):
            for e, proof in enumerate(task.evidence):
                yield plan, ("tasks", t, "evidence", e), proof


def _unknown(
    named: Iterable[Reference], known: Iterable[str], what: str, rule: str = "unknown-reference"
) -> Iterator[Problem]:
    choices = set(known)
    for entry, where, value in named:
        if value not in choices:
            close = get_close_matches(value, choices, n=1, cutoff=0.6)
            hint = f"có phải “{close[0]}”?" if close else f"tạo {what} này trước, hoặc sửa lại tên"
            if not close and 0 < len(choices) <= 12:
                hint = "dùng một trong: " + ", ".join(sorted(choices))
            yield entry.error(where, rule, f"không có {what} “{value}”", hint)
