"""What a record names must exist, once."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any

from cchc.model.plan import Evidence, Plan
from cchc.model.registry import TYPES
from cchc.outline import outlines
from cchc.problems import Problem
from cchc.site import Entry, Site
from cchc.text import slug

Reference = tuple[Entry[Any], tuple[object, ...], str]


def unique_addresses(site: Site) -> Iterator[Problem]:
    """No two records may claim one address (also not with capitals apart: Windows would mix them up)."""
    seen: dict[str, Entry[Any]] = {}
    for page in outlines(site):
        if page.entry is None:
            continue
        first = seen.setdefault(page.url.lower(), page.entry)
        if first is not page.entry:
            where: tuple[object, ...] = ("code",) if page.entry.type.key == "procedure" else ()
            yield page.entry.error(
                where,
                "duplicate-address",
                f"trùng địa chỉ {page.url} với {first.path}",
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
        for entry in site.entries[kind.key]:
            name = PurePosixPath(entry.path).stem
            if kind.own_pages and kind.url and not re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", name):
                yield entry.error(
                    (),
                    "file-name",
                    f"tên tệp “{name}” không dùng làm địa chỉ trang được",
                    f"đổi tên tệp thành {slug(name)}{PurePosixPath(entry.path).suffix}",
                )


def known_terms(site: Site) -> Iterator[Problem]:
    """Categories, sectors and life events come from the lists in site.yml."""
    categories = {term.id for term in site.unit.categories}
    sectors = {term.id for term in site.unit.sectors}
    events = {term.id for term in site.unit.life_events}
    for entry in site.entries["news"]:
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
        named += [(entry, where, file) for where, file in entry.record.named_files]
    for entry in site.documents:
        if isinstance(entry.record.file, str):
            named.append((entry, ("file",), entry.record.file))
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
