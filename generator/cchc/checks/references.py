"""What a record names must exist, once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from cchc import naming
from cchc.checks import meant
from cchc.checks.values import Path
from cchc.entry import Entry
from cchc.model.base import Store
from cchc.model.document_parts import Role
from cchc.model.news import Headline
from cchc.model.plan import Evidence
from cchc.model.publication import Publication
from cchc.model.registry import BY_KEY, TYPES
from cchc.pictures import is_picture
from cchc.problems import Problem
from cchc.site import Site

#: Heading ids of a plan's page (theme/records/plan/page.md.jinja), which a task must not take.
PLAN_SECTIONS = frozenset(
    (
        *("dau-trang", "muc-dich", "yeu-cau", "noi-dung", "nhiem-vu", "to-chuc-thuc-hien", "noi-thuc-hien"),
        *("che-do-bao-cao", "kinh-phi", "van-ban", "nguoi-ky", "noi-nhan", "ban-goc", "phan-dau", "bo-cuc"),
        *("cau-chu", "nhac-den", *(f"van-ban-{role.value}" for role in Role)),
    )
)
_Named = tuple[Entry[Any], Path, str]  # who names, where, and what
_Articles = tuple[Entry[Headline], ...]


def unique_addresses(site: Site) -> Iterator[Problem]:
    """No two records may claim one address (also not with capitals apart: Windows would mix them up)."""
    entries = [entry for kind in TYPES if kind.own_pages for entry in site.entries[kind.key]]
    addresses = [entry.url.lower() for entry in entries]
    if len({*addresses}) == len(addresses):
        return
    seen: dict[str, Entry[Any]] = {}
    for address, entry in zip(addresses, entries, strict=True):
        first = seen.setdefault(address, entry)
        if first is not entry:
            yield entry.error(
                ("code",) if entry.key in ("procedure", "translation") else (),
                "duplicate-address",
                f"trùng địa chỉ {entry.url} với {first.path}",
                "mỗi bản ghi một địa chỉ: sửa mã hoặc tên tệp của bản chép; bản thừa thì bỏ bằng `cchc trash`",
            )


def unique_terms(site: Site) -> Iterator[Problem]:
    """No two terms of a list in site.yml, no two records of a list file, and no two tasks of all plans share a code."""
    unit = site.entries["unit"][0]
    for name in ("categories", "sectors", "life_events"):
        yield from _once((unit, (name, index, "id"), term.id) for index, term in enumerate(getattr(unit.record, name)))
    for kind in TYPES:
        if kind.store is Store.LIST:
            yield from _once((entry, ("id",), entry.slug) for entry in site.entries[kind.key])
    plans = sorted(site.plans, key=lambda plan: (plan.record.period.start, plan.path))  # a copy comes after its model
    yield from _once(
        (plan, ("tasks", index, "id"), task.id) for plan in plans for index, task in enumerate(plan.record.tasks)
    )


def _once(named: Iterable[_Named]) -> Iterator[Problem]:
    seen: dict[str, tuple[Entry[Any], Path]] = {}
    for entry, where, name in named:
        first, place = seen.setdefault(name, (entry, where))
        if first is not entry or place != where:
            line, _ = first.read().node.find(place)[1]
            message = f"mã “{name}” đã dùng ở {first.path}, dòng {line}"
            yield entry.error(where, "duplicate-term", message, "đổi mã của mục mới, giữ mã đã đăng")


def tasks_beside_sections(site: Site) -> Iterator[Problem]:
    """No task is called as a part of its plan's page: links to the one would lead to the other."""
    for entry in site.plans:
        for index, task in enumerate(entry.record.tasks):
            if task.id in PLAN_SECTIONS:
                message = f"mã “{task.id}” đã là tên một phần của trang kế hoạch"
                hint = f"đổi mã nhiệm vụ, ví dụ nhiem-vu-{index + 1}"
                yield entry.error(("tasks", index, "id"), "duplicate-term", message, hint)


def known_terms(site: Site) -> Iterator[Problem]:
    """Sectors and life events come from the lists in site.yml."""
    sectors = {term.id for term in site.unit.sectors}
    events = {term.id for term in site.unit.life_events}
    for entry in site.procedures:
        yield from _unknown([(entry, ("sector",), entry.record.sector)], sectors, "lĩnh vực")
        named = [(entry, ("life_events", i), event) for i, event in enumerate(entry.record.life_events)]
        yield from _unknown(named, events, "sự kiện trong đời")


def known_categories(site: Site, articles: _Articles) -> Iterator[Problem]:
    """So do the categories of articles."""
    categories = {term.id for term in site.unit.categories}
    named = [(entry, ("category",), entry.record.category) for entry in articles]
    yield from _unknown(named, categories, "chuyên mục")


def known_records(site: Site) -> Iterator[Problem]:
    """Every record that another names is there."""
    names = {kind.key: site.names(kind.key) for kind in TYPES}
    names["task"] = frozenset(site.tasks)
    codes = site.names("procedure", codes=True)
    for entry in site.procedures:
        yield from _unknown(_listed(entry, "related"), codes, "thủ tục")
    for entry in site.entries["translation"]:
        yield from _unknown([(entry, ("code",), entry.record.code)], codes, "thủ tục")
    for kind in TYPES:
        for entry in site.entries[kind.key] if kind.store is not Store.ARTICLES else ():
            for where, key, name in naming.references(entry.record):
                if name not in names[key] and not _unread(site, key):
                    yield from _unknown([(entry, where, name)], names[key], _called(key))


def known_sections(site: Site) -> Iterator[Problem]:
    """A section of a channel is one that the channel lists."""
    lists: dict[str, set[str]] = defaultdict(set)
    for entry in site.entries["channel"]:
        lists[entry.slug] |= {section.id for section in entry.record.sections}
    named: list[tuple[Entry[Any], Path, Any]] = [(entry, (), entry.record) for entry in site.entries["publication"]]
    named += [(entry, ("counts", i), count) for entry in site.reports for i, count in enumerate(entry.record.counts)]
    for entry, where, told in named:
        if told.section and told.channel in lists:
            of_channel = [(entry, (*where, "section"), told.section)]
            yield from _unknown(of_channel, lists[told.channel], "chuyên mục của kênh")


def records_of_articles(site: Site, articles: _Articles) -> Iterator[Problem]:
    """Every record that an article names is there."""
    tasks, documents, codes = frozenset(site.tasks), site.names("document"), site.names("procedure", codes=True)
    for entry in articles:
        if not site.unread.get("plan"):
            yield from _unknown(_listed(entry, "tasks"), tasks, "nhiệm vụ")
        yield from _unknown(_listed(entry, "documents"), documents, "văn bản")
        yield from _unknown(_listed(entry, "procedures"), codes, "thủ tục")


def known_evidence(site: Site) -> Iterator[Problem]:
    """News that proves a task, or that the register says went out, is there and has shown; what has expired since still
    proves (`expired` tells of it).
    """
    proofs = [(entry, (*at, "news"), proof.news) for entry, at, proof in _proofs(site) if proof.news]
    if not proofs:
        return
    articles, stems = site.entries["news"], site.names("news")
    times = Counter(article.stem for article in articles)
    shown = {name for article in site.posted for name in article.names}
    hidden = {name for article in articles for name in article.names} - shown
    for entry, where, name in proofs:
        if name not in shown | hidden:
            more = "; bài đã bỏ thì xóa dòng này, lượt ấy vẫn đếm" if isinstance(entry.record, Publication) else ""
            yield from _unknown([(entry, where, name)], stems, "tin, bài", more)
        elif times[name] > 1:
            full = [article.slug for article in articles if article.stem == name][:3]
            hint = f"ghi cả năm, tháng: {' hoặc '.join(full)}"
            yield entry.warning(where, "unclear-reference", f"có {times[name]} bài cùng tên tệp “{name}”", hint)
        if name in hidden:
            message = f"“{name}” là bài chưa hiện nên chưa chứng minh được gì"
            yield entry.warning(where, "hidden-reference", message, "sửa ngày của bài, hoặc bỏ tên bài ở đây")


def known_files(site: Site) -> Iterator[Problem]:
    """Files and forms that a record names lie below content/."""
    named: list[_Named] = [(e, ("file",), e.record.file) for e in site.documents if isinstance(e.record.file, str)]
    for entry in site.procedures:
        for c, case in enumerate(entry.record.papers if isinstance(entry.record.papers, tuple) else ()):
            named += [
                (entry, ("papers", c, "papers", p, "form"), paper.form)
                for p, paper in enumerate(case.papers)
                if paper.form
            ]
    yield from _missing(named, site.files)


def files_of_articles(site: Site, articles: _Articles) -> Iterator[Problem]:
    """So do the pictures and attachments of articles."""
    named = [(entry, where, file) for entry in articles for where, file in entry.record.named_files]
    yield from _missing(named, site.files)
    for entry, where, file in named:
        if not {"image", "gallery"}.isdisjoint(where) and file in site.files and not _drawn(file):
            hint = "dùng ảnh .jpg, .png hoặc .webp; tệp để tải về thì ghi ở attachments"
            yield entry.error(where, "not-a-picture", f"“{file}” không phải ảnh", hint)


def _listed(entry: Entry[Any], name: str) -> list[_Named]:
    return [(entry, (name, index), value) for index, value in enumerate(getattr(entry.record, name))]


def _called(key: str) -> str:
    return "nhiệm vụ" if key == "task" else BY_KEY[key].label.lower()


def _unread(site: Site, key: str) -> bool:
    """Whether a list could not be read whole: then nobody is blamed for naming a record of it."""
    key = "plan" if key == "task" else key
    return bool(site.unread.get(key)) and (BY_KEY[key].store is Store.LIST or key == "plan")


def _proofs(site: Site) -> Iterator[tuple[Entry[Any], Path, Evidence | Publication]]:
    yield from ((entry, (), entry.record) for entry in site.of(Publication))
    for plan in site.plans:
        for t, task in enumerate(plan.record.tasks):
            for e, proof in enumerate(task.evidence):
                yield plan, ("tasks", t, "evidence", e), proof


def _missing(named: Iterable[_Named], files: Set[str]) -> Iterator[Problem]:
    """Files that are not there, with those that may be meant: a picture for a picture, a document for a document."""
    for entry, where, value in named:
        if value not in files:
            picture = _drawn(value) or not {"image", "gallery"}.isdisjoint(where)
            hint = meant.file(value, _alike(frozenset(files), picture))
            yield entry.error(where, "missing-file", f"không có tệp “{value}”", hint)


@lru_cache(maxsize=2)
def _alike(files: frozenset[str], picture: bool) -> tuple[str, ...]:
    return tuple(sorted(file for file in files if _drawn(file) == picture and not file.endswith(".md")))


def _drawn(name: str) -> bool:
    return is_picture(name) or name.lower().endswith(".svg")


def _unknown(named: Iterable[_Named], known: Set[str], what: str, more: str = "") -> Iterator[Problem]:
    for entry, where, value in named:
        if value not in known:
            close = get_close_matches(value, known, n=1, cutoff=0.6)
            hint = f"có phải “{close[0]}”?" if close else f"tạo {what} này trước, hoặc sửa lại tên"
            if close and _digits(close[0]) != _digits(value):  # another number is another document, as a rule
                hint = f"tạo {what} này trước; nếu ghi nhầm số thì xem có phải “{close[0]}”"
            if not close and 0 < len(known) <= 12:
                hint = "dùng một trong: " + ", ".join(sorted(known))
            yield entry.error(where, "unknown-reference", f"không có {what} “{value}”", hint + more)


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))
