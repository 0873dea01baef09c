"""A period's records to a draft report, by the outline that fits the unit and the period."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from cchc.known import Gap as Missing
from cchc.model.document_parts import Recipient
from cchc.model.report import Direction, Limitation, Report
from cchc.period import Period
from cchc.reporting.appendix import appendices
from cchc.reporting.draft import Block, Draft, Gap, Link, Words, names, pieces, year_of_signing
from cchc.reporting.facts import Facts
from cchc.reporting.outlines import Item, Part, Recall, ReportOutline, choose
from cchc.reporting.phrasing import Pieces, inside, text_lower
from cchc.reporting.telling import told
from cchc.site import Site
from cchc.urls import COUNTS_URL

_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
#: How bodies begin: these keep their capital in the middle of a sentence.
_BODIES = (
    *("Bộ", "Chính phủ", "Chủ tịch", "Công an", "Đảng", "Hội đồng", "Huyện ủy", "Mặt trận", "Nhà nước"),
    *("Phòng", "Quốc hội", "Sở", "Thủ tướng", "Tỉnh ủy", "Trung ương", "Ủy ban", "Văn phòng"),
)


def compose(site: Site, period: Period) -> Draft:
    """The report of a period. Raises Refused when there is no outline for such a unit or period."""
    return _Writer(Facts(site, period), choose(site.unit.level, period)).draft()


@dataclass(frozen=True)
class _Writer:
    facts: Facts
    outline: ReportOutline

    def draft(self) -> Draft:
        """The whole report."""
        outline = self.outline
        subject = self._sentence(outline.subject)
        lead = self._block("opening", "body", outline.opening)
        return Draft(
            outline=outline.id,
            period=self.facts.period,
            issuer=self.facts.site.unit.short_name,
            subject="".join(piece.shown for piece in subject),
            agency=tuple(self._agency()),
            state=tuple(self._state()),
            title=(Block("type", "type", (Words("BÁO CÁO"),)), Block("subject", "subject", subject)),
            body=(lead, *self._parts(), self._whereabouts(), self._block("closing", "body", outline.closing)),
            recipients=tuple(self._recipients()),
            signature=tuple(self._signature()),
            appendices=appendices(self.facts) if outline.appendix else (),
            record=self.facts.record,
        )

    def _whereabouts(self) -> Block:
        """Where who gets the paper finds what its figures were counted from: in Word anybody may change them."""
        told = Words("Số liệu đếm từ dữ liệu của trang và cách kiểm từng con số: ")
        return Block("checked-at", "body", (told, Link(self.facts.site.absolute(COUNTS_URL, "tu-kiem"))))

    def _agency(self) -> Iterator[Block]:
        if self.outline.superior:
            yield Block("superior", "superior", (Words(self.outline.superior.replace("{place}", self._place).upper()),))
        for number, line in enumerate(self.outline.agency, 1):
            style = "issuer" if number < len(self.outline.agency) else "issuer-last"
            yield Block(f"agency-{number}", style, (Words(line.replace("{place}", self._place).upper()),))
        gap = Gap("symbol", "số")
        yield Block("symbol", "symbol", (Words("Số: "), gap, Words(self.outline.symbol)))

    def _state(self) -> Iterator[Block]:
        yield Block("state", "state", (Words(_STATE),))
        yield Block("motto", "motto", (Words(_MOTTO),))
        where = self._place.removeprefix(f"{self.facts.site.unit.level.label} ").removeprefix("tỉnh ")
        if where[:1].isdigit():  # NĐ 30/2020 Phụ lục I: a unit that is named by a number has its full name
            where = self._place[:1].upper() + self._place[1:]
        when = (Gap("day", "ngày"), Words(" tháng "), Gap("month", "tháng"), Words(" năm "))
        yield Block("date", "date", (Words(f"{where}, ngày "), *when, year_of_signing(self.facts.period, "year")))

    @property
    def _place(self) -> str:
        return self.facts.site.unit.place_name

    def _parts(self) -> Iterator[Block]:
        for part in self.outline.parts:
            heading = self._sentence(part.title)
            yield Block(f"{part.id}.heading", part.style, (Words(f"{part.label} "), *heading))
            for item in part.items:
                yield from self._item(part, item)

    def _item(self, part: Part, item: Item) -> Iterator[Block]:
        name = f"{part.id}.{item.id}"
        written = False
        for found in told(self.facts, item.each) if item.each and item.say else ():
            known = partial(_known, found.pieces, self.facts)
            written = True
            yield Block(f"{name}.{found.name}", item.style, pieces(item.say or "", known, Gap))
        if item.say and not item.each and self._is_known(item.say, bool(item.otherwise)):
            yield self._block(name, item.style, item.say)
        elif item.otherwise:
            yield self._block(name, item.style, item.otherwise)
        elif item.ask and not written:
            yield from self._gaps(name, item)

    def _gaps(self, name: str, item: Item) -> Iterator[Block]:
        recalled = _recalled(self.facts.record, item.recall) if item.recall else ""
        yield Block(name, item.style, (Gap(item.id, item.ask or "", recalled),))

    def _is_known(self, sentence: str, partly: bool) -> bool:
        """Whether all that a sentence names is known, or `partly` some of it, and not every figure is 0."""
        known = [self.facts.get(name) is not None for name in names(sentence)]
        figures = [figure for name in names(sentence) if (figure := self.facts.number(name)) is not None]
        return (any(known) if partly else all(known)) and (not figures or any(figures))

    def _sentence(self, sentence: str) -> Pieces:
        return pieces(sentence, partial(_known, {}, self.facts), Gap)

    def _block(self, name: str, style: str, sentence: str) -> Block:
        return Block(name, style, self._sentence(sentence))

    def _recipients(self) -> Iterator[Block]:
        """Those of the report of the period, else of the unit's last report to the same superior."""
        last = self.facts.record or next(iter(self.facts.reports), None)
        same = last is not None and self.facts.site.unit.superior_on(last.period.end) == self.facts.superior
        recipients: tuple[Recipient, ...] = last.recipients if last and same else ()
        yield Block("recipients", "recipients", (Words("Nơi nhận:"),))
        for number, recipient in enumerate(recipients, 1):
            end = "." if number == len(recipients) else ";"
            yield Block(f"recipient-{number}", "recipient", (Words(recipient.name.rstrip(".;") + end),))
        if not recipients:
            yield Block("recipient-1", "recipient", (Gap("recipients", "cơ quan nhận báo cáo"),))
            yield Block("recipient-2", "recipient", (Words("Lưu: VT."),))

    def _signature(self) -> Iterator[Block]:
        record = self.facts.record
        signatory = record.signatory if record and not isinstance(record.signatory, Missing) else None
        authority = signatory.on_behalf if signatory else self.outline.authority
        if authority:
            yield Block("authority", "authority", (Words(authority),))
        yield Block("position", "position", (Words((signatory.title if signatory else self.outline.position).upper()),))
        name = signatory.name if signatory and isinstance(signatory.name, str) else ""
        yield Block("signer", "signer", (Gap("signer", "họ và tên người ký", name),))


def _known(own: dict[str, Pieces], facts: Facts, name: str) -> Pieces:
    """What a name in a sentence means: of the record told, else of the site; what is not known is asked for."""
    if name in own:
        return own[name]
    found = facts.get(name)
    return found if found is not None else (Gap(name, _ASKED.get(name, "số")),)


_ASKED = {"basis": "kế hoạch, văn bản làm căn cứ: số, ngày, cơ quan ban hành"}


def _recalled(record: Report | None, field: Recall) -> str:
    """What the site's own report of the period says there, a paragraph for each point."""
    if record is None:
        return ""
    return "\n".join(_TOLD[field](item) for item in getattr(record, field.value))


def _limitation(item: Limitation) -> str:
    parts = [item.text]
    if item.cause:
        parts.append(f"Nguyên nhân: {_behind_colon(item.cause)}")
    if item.not_done:
        parts.append("Chưa làm được: " + "; ".join(map(_behind_colon, item.not_done)) + ".")
    return " ".join(parts)


def _direction(item: Direction) -> str:
    return f"Giao {', '.join(map(inside, item.to))}: {_behind_colon(item.text)}" if item.to else item.text


def _behind_colon(value: str) -> str:
    """Only what begins a sentence has a capital for that (NĐ 30/2020, phụ lục II); bodies keep theirs."""
    second = value.partition(" ")[2]
    return value if second[:1].isupper() or value.startswith(_BODIES) else text_lower(value)


_TOLD: dict[Recall, Callable[[Any], str]] = {
    Recall.STRENGTHS: str,
    Recall.LIMITATIONS: _limitation,
    Recall.RECOMMENDATIONS: lambda item: f"Đề nghị {item.to}: {_behind_colon(item.text)}",
    Recall.DIRECTIONS: _direction,
    Recall.DISCLOSURES: lambda item: item.text,
}
