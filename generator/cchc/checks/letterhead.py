"""The form of an administrative document (NĐ 30/2020 Điều 8): number, symbol, place, day, and all its parts."""

from collections.abc import Iterator
from typing import Any

from cchc import symbols
from cchc.entry import Entry
from cchc.known import Gap
from cchc.model.document import DocumentType
from cchc.model.plan import Plan
from cchc.model.report import Report
from cchc.problems import Problem
from cchc.site import Site
from cchc.terms import folded

_LEVELS = ("xa", "x", "phuong", "p", "thi tran", "tt", "dac khu", "huyen", "thanh pho", "tp", "tinh")


def whole_documents(site: Site) -> Iterator[Entry[Any]]:
    """Reports, and plans that are no part of a report."""
    yield from site.reports
    yield from (entry for entry in site.plans if entry.record.part_of is None)


def numbers_given(site: Site) -> Iterator[Problem]:
    """NĐ 30/2020 Điều 15: every document that goes out has its number."""
    for entry in whole_documents(site):
        symbol = entry.record.symbol
        read = None if isinstance(symbol, Gap) else symbols.read(symbol)
        if isinstance(symbol, Gap) or (read is not None and read.number is None):
            told = symbol.reason if isinstance(symbol, Gap) else f"bản gốc ghi “{symbol}”"
            message = f"{entry.type.label.lower()} chưa có số ({told})"
            yield entry.warning(("symbol",), "number-missing", message, "điền số khi văn thư đã cấp")


def days_given(site: Site) -> Iterator[Problem]:
    """NĐ 30/2020 Điều 8: the day, not only the month, on which it was issued."""
    for entry in whole_documents(site):
        day = entry.record.date
        if isinstance(day, Gap):
            message = f"không có ngày ban hành ({day.reason})"
        elif day.whole is None:
            message = f"ngày ban hành thiếu: chỉ có {day}"
        else:
            continue
        yield entry.warning(("date",), "date-partial", message, "điền ngày đầy đủ, ví dụ 2024-11-21")


def symbols_mean_type(site: Site) -> Iterator[Problem]:
    """The abbreviation in the symbol is that of the type of document (NĐ 30/2020, phụ lục III)."""
    for entry, kind in _typed(site):
        symbol = entry.record.symbol
        meant = read.type if isinstance(symbol, str) and (read := symbols.read(symbol)) else None
        if meant and meant != kind.value:
            short = next((code for code, slug in symbols.TYPES.items() if slug == kind.value), None)
            hint = (
                f"{kind.label.lower()} dùng {short}" if short else f"{kind.label.lower()} không dùng chữ viết tắt này"
            )
            yield entry.warning(
                ("symbol",),
                "symbol-type-mismatch",
                f"ký hiệu “{symbol}” là của {_label(meant)}, văn bản này là {kind.label.lower()}",
                f"{hint}; xem lại sổ văn thư",
            )


def symbols_well_formed(site: Site) -> Iterator[Problem]:
    """A symbol has the form of NĐ 30/2020, or of the Party's guide; blanks alone are no fault. One message each."""
    for entry, _ in _typed(site):
        for name in ("symbol_as_written", "symbol"):
            written = getattr(entry.record, name, None)
            if isinstance(written, str) and (message := _malformed(written)):
                hint = "symbol ghi dạng đúng; cách bản gốc viết thì giữ ở symbol_as_written"
                yield entry.warning((name,), "symbol-format", message, hint)
                break


def parts_complete(site: Site) -> Iterator[Problem]:
    """NĐ 30/2020 Điều 8: state name and motto, body, signature, recipients; one message for a document."""
    for entry in whole_documents(site):
        record: Report | Plan = entry.record
        head = record.letterhead
        if head is None:
            yield entry.warning(
                (),
                "parts-missing",
                "không có phần đầu văn bản: Quốc hiệu, tiêu ngữ, tên cơ quan",
                "bản chép chữ hay làm mất phần này: đối chiếu bản gốc rồi điền letterhead",
            )
            continue
        parts = (
            ("Quốc hiệu", head.state),
            ("tiêu ngữ", head.motto),
            ("tên cơ quan", head.agency),
            ("nơi nhận", record.recipients),
        )
        missing = [name for name, value in parts if not value]
        if missing:
            message = "văn bản thiếu " + ", ".join(missing)
            yield entry.warning(("letterhead",), "parts-missing", message, "đối chiếu bản gốc rồi điền")


def places_match(site: Site) -> Iterator[Problem]:
    """The place beside the day is that of the body which issues the document."""
    for entry in whole_documents(site):
        place = entry.record.place
        if isinstance(place, str) and _bare(place) not in folded(f"{site.unit.place_name} {entry.record.issuer}"):
            message = f"nơi ban hành ghi “{place}”, đơn vị là {site.unit.place_name}"
            hint = "địa danh là tên đơn vị hành chính nơi cơ quan đóng trụ sở"
            yield entry.warning(("place",), "place-mismatch", message, hint)


def _typed(site: Site) -> Iterator[tuple[Entry[Any], DocumentType]]:
    """Every document with a symbol of its own, and its type."""
    for entry in whole_documents(site):
        yield entry, DocumentType.REPORT if isinstance(entry.record, Report) else DocumentType.PLAN
    for document in site.documents:
        yield document, document.record.type


def _label(slug: str) -> str:
    return next(kind.label.lower() for kind in DocumentType if kind.value == slug)


def _malformed(written: str) -> str | None:
    symbol = symbols.read(written)
    if symbol is None:
        return f"không hiểu số, ký hiệu “{written}”"
    well_formed = "".join(written.split()) == symbol.normal
    return None if well_formed else f"viết “{written}”; dạng đúng là “{symbol.normal}”"


def _bare(place: str) -> str:
    """A place's name without its level: "P. Trương Quang Trọng" -> "truong quang trong"."""
    name = folded(place)
    return next((name.removeprefix(f"{level} ") for level in _LEVELS if name.startswith(f"{level} ")), name)
