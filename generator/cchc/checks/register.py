"""The register of documents: one record for each number, cited with its number, in force where it is a basis."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from cchc import symbols
from cchc.checks import manual
from cchc.checks.values import papers, texts
from cchc.entry import Entry, Reference
from cchc.known import Gap
from cchc.model.document import Document
from cchc.model.document_parts import Citation, Role
from cchc.problems import Problem
from cchc.site import Site
from cchc.terms import folded
from cchc.text import long_date, slug

#: Words that do not tell what a document is about, folded.
_EMPTY = re.compile(
    r"\b(ban hanh|ke hoach|cua|ve|viec|cong tac|tren dia ban|giai doan \d{4} \d{4}|nam \d{4}|xa|phuong|huyen|tinh)\b"
)
#: "đến năm 2023, định hướng đến năm 2030": the goal and the year beyond it.
_ENDS_EARLY = re.compile(
    r"(?<!định hướng )(?<!tầm nhìn )đến năm (\d{4})(?=.*(?:định hướng|tầm nhìn)\s+(?:đến )?(?:năm )?(\d{4}))", re.DOTALL
)
#: Parts of a report or plan that name documents, but do not have to cite them.
_UNCITED = ("symbol", "source", "note", "documents")


def unique_documents(site: Site) -> Iterator[Problem]:
    """One record for each number; a body does not give one number of a type to two documents in a year."""
    seen: dict[tuple[object, ...], Entry[Document]] = {}
    for entry in sorted(site.documents, key=lambda entry: entry.path):
        symbol = symbols.read(entry.record.symbol) if isinstance(entry.record.symbol, str) else None
        if symbol is None or symbol.number is None:
            continue
        issuer, year = folded(entry.record.issuer), _year(entry.record)
        first = seen.setdefault((symbol.normal, issuer, year), entry)
        numbered = seen.setdefault((entry.record.type, symbol.number, issuer, year), entry) if year else entry
        if first is not entry:
            hint = "một số một tệp; cách viết khác ghi ở as_written của viện dẫn"
            yield entry.error(("symbol",), "duplicate-document", f"trùng số, ký hiệu với {first.path}", hint)
        elif numbered is not entry:
            message = f"số {symbol.number} của năm {year} đã dùng cho {numbered.record.heading} ({numbered.path})"
            yield entry.warning(("symbol",), "duplicate-number", message, "xem lại sổ văn thư: mỗi loại một dãy số")


def subjects_differ(site: Site) -> Iterator[Problem]:
    """Two documents of one body on one matter in one period: which of them holds?"""
    seen: dict[tuple[object, ...], Entry[Document]] = {}
    for entry in sorted(site.documents, key=lambda entry: (str(entry.record.date), entry.path)):
        record = entry.record
        period = record.period.code if record.period else _year(record)
        first = seen.setdefault((folded(record.issuer), period, _matter(site, record.subject)), entry)
        if first is entry or first.record.symbol == record.symbol or _related(first, entry):
            continue
        yield entry.notice(
            ("subject",),
            "duplicate-subject",
            f"{first.record.heading} và {record.heading} cùng nội dung “{record.subject}”",
            "nói rõ quan hệ: ghi văn bản kia vào documents với vai trò thay-the, sua-doi hoặc thuc-hien",
        )


def years_plausible(site: Site) -> Iterator[Problem]:
    """A goal "until the year" lies ahead of the document that sets it."""
    for entry in site.documents:
        match, year = _ENDS_EARLY.search(entry.record.subject), _year(entry.record)
        if match and year and int(match[1]) <= year and match[1] < match[2]:
            message = f"trích yếu ghi “{match[0]}” trong văn bản của năm {year}"
            hint = "đối chiếu bản gốc: có phải năm khác?"
            yield entry.notice(("subject",), "implausible-year", message, hint)


def citations_complete(site: Site) -> Iterator[Problem]:
    """Who cites a document gives its number, so that others can find it."""
    for document in site.documents:
        for reference in _incomplete(site, document):
            told = reference.holder.as_written or document.record.subject
            message, hint = f"viện dẫn không có số: “{told}”", "tra số, ngày rồi điền vào văn bản được dẫn"
            yield reference.entry.warning(reference.where[:-1], "citation-incomplete", message, hint)


def cited_without_number(site: Site, document: Entry[Document]) -> bool:
    """Whether a document without a number is cited: then the gap is told where it is cited."""
    return isinstance(document.record.symbol, Gap) and any(_incomplete(site, document))


def named_is_cited(site: Site) -> Iterator[Problem]:
    """A document that a report or plan names by number is also cited, so that readers can follow it."""
    if site.unread.get("document"):
        return
    for entry in papers(site):
        cited = _cited(site, entry)
        for where, text in texts(entry.record):
            if where[0] in _UNCITED or "document" in where or "as_written" in where:
                continue
            for _, written, symbol in symbols.find(text):
                if symbol.normal not in cited:
                    cited.add(symbol.normal)
                    message = f"nhắc “{written}” mà không có trong văn bản viện dẫn"
                    form = f"cchc new document {slug(symbol.normal)}"
                    hint = f"thêm vào documents; văn bản chưa có thì tạo bằng `{form}`"
                    yield entry.warning(where, "citation-missing", message, hint)


def footnotes_lead_somewhere(site: Site) -> Iterator[Problem]:
    """A footnote number in the text has its document, and the other way round."""
    for entry in site.plans:
        used = {number for point in entry.record.contents for number in point.footnotes}
        given = {citation.footnote for citation in entry.record.documents if citation.footnote is not None}
        hint = "ghi cùng một số ở footnotes của nội dung và footnote của viện dẫn"
        for c, point in enumerate(entry.record.contents):
            for f, number in enumerate(point.footnotes):
                if number not in given:
                    message = f"chú thích {number} không dẫn tới văn bản nào"
                    yield entry.warning(("contents", c, "footnotes", f), "footnote-without-citation", message, hint)
        for index, citation in enumerate(entry.record.documents):
            if citation.footnote is not None and citation.footnote not in used:
                message = f"không nội dung nào dùng chú thích {citation.footnote}"
                yield entry.warning(("documents", index, "footnote"), "footnote-without-citation", message, hint)


def bases_in_force(site: Site) -> Iterator[Problem]:
    """What a procedure, plan or report rests on is in force on the day, or when its period begins."""
    ended = {symbols.normal(law.symbol): law for law in manual.laws() if law.valid_to is not None}
    today = site.unit.judged_on(site.as_of)
    for procedure in site.procedures:
        for index, basis in enumerate(procedure.record.legal_basis):
            law = ended.get(symbols.normal(basis.symbol))
            if law and law.valid_to and law.valid_to < today:
                message = f"{law.symbol} hết hiệu lực sau ngày {long_date(law.valid_to)}"
                yield procedure.warning(("legal_basis", index, "symbol"), "expired-basis", message, _advice(law))
    for entry in papers(site):
        for index, citation in enumerate(entry.record.documents):
            document = site.find("document", citation.document)
            if document is None or citation.role is not Role.BASIS:
                continue
            law = ended.get(symbols.normal(document.record.symbol)) if isinstance(document.record.symbol, str) else None
            ends, start = document.record.effective_to, entry.record.period.start
            if ends is None and law and law.valid_to:
                ends = law.valid_to + dt.timedelta(days=1)
            if ends and ends <= start:
                message = f"{document.record.heading} hết hiệu lực từ ngày {long_date(ends)}"
                message += f"; kỳ này bắt đầu ngày {long_date(start)}"
                yield entry.warning(("documents", index), "expired-basis", message, _advice(law))


def _advice(law: manual.Law | None) -> str:
    """What to write instead of a basis that has ended, as far as the laws that we know tell."""
    name = law.replaced_by if law else None
    known = next((other.symbol for other in manual.laws() if other.id == name), None)
    return f"văn bản thay thế: {known}; đọc rồi sửa căn cứ" if known else "tra văn bản thay thế rồi sửa căn cứ"


def _incomplete(site: Site, document: Entry[Document]) -> Iterator[Reference]:
    """Citations of a document from which its number cannot be learnt."""
    for reference in site.referring("document", document.slug):
        citation = reference.holder
        if isinstance(citation, Citation):
            written = citation.as_written
            if not symbols.find(written) if written else isinstance(document.record.symbol, Gap):
                yield reference


def _year(record: Document) -> int | None:
    return record.year if isinstance(record.date, Gap) else record.date.year


def _matter(site: Site, subject: str) -> str:
    plain = folded(subject).replace(folded(site.unit.place_name), " ")
    return " ".join(_EMPTY.sub(" ", plain).split())


def _related(one: Entry[Document], other: Entry[Document]) -> bool:
    def cites(entry: Entry[Document], cited: Entry[Document]) -> bool:
        return any(citation.document == cited.slug for citation in entry.record.documents)

    return cites(one, other) or cites(other, one)


def _cited(site: Site, entry: Entry[Any]) -> set[str]:
    """The symbols that a record cites anywhere, in normal form, and its own."""
    found = {symbols.normal(entry.record.symbol)} if isinstance(entry.record.symbol, str) else set()
    for where, name in texts(entry.record):
        document = site.find("document", name) if where[-1] == "document" else None
        if document is not None and isinstance(document.record.symbol, str):
            found.add(symbols.normal(document.record.symbol))
    return found
