"""What a record has to say, as sentences in the order of weight: the ground of every channel's text."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cchc import dialect, load
from cchc.entry import Entry
from cchc.known import Gap
from cchc.ledger import quotes
from cchc.model.news import News
from cchc.model.procedure import Procedure, State
from cchc.model.procedure_parts import Fee, PaperCase, TimeLimit
from cchc.problems import Refused
from cchc.site import Site
from cchc.text import fold, money, number

_END = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-zà-ỹ]|“|\d)")
#: A heading with a list below it, which nobody understands without: "## Cần mang theo gì".
_ANNOUNCING = re.compile(r"^#{1,6}[ ]+(\S.*?)[ #:.?]*\n\s*(?=(?:[-*+]|\d+[.)])[ ])", re.MULTILINE)
_LOOSE = re.compile(r" (?=[.,;:!?…](?:\s|$))")  # what is left before a full stop of a picture or a mark
_OTHERS = " (trường hợp khác hỏi nơi nhận hồ sơ)"  # what is said holds for the most, and not for all

# Said before several groups, which come last: not all may find room, and that only some need a paper stands in a note.
_NOT_ALL = "Giấy tờ cần có tùy trường hợp, xin xem đủ ở trang thủ tục hoặc hỏi nơi nhận hồ sơ."


@dataclass(frozen=True)
class Message:
    """A record's title, its sentences, its address, and what its publication names: news item and tasks. Before `day`,
    that of the item, it cannot have gone out.
    """

    stem: str
    title: str
    sentences: tuple[str, ...]
    url: str
    news: str | None = None
    tasks: tuple[str, ...] = ()
    note: str | None = None
    day: dt.date | None = None


def message_of(site: Site, name: str) -> Message:
    """The message of a news item (name of its file) or a procedure (code). Raises Refused."""
    items = [entry for entry in site.entries["news"] if name in entry.names]
    if len(items) > 1:
        raise Refused(f"có {len(items)} tin cùng tên tệp; viết rõ {' hoặc '.join(entry.slug for entry in items)}")
    if items:
        return _of_news(site, load.whole(site, items[0]))
    code = name.replace("-", ".", 1)
    for entry in site.procedures:
        if entry.record.code in (name, code):
            return _of_procedure(site, entry)
    near = [entry.stem for entry in site.news if fold(name) in fold(entry.stem) or fold(name) in fold(entry.title)][:3]
    guess = f"; có phải {' hoặc '.join(near)}?" if near else ""
    raise Refused(f"không có tin hay thủ tục “{name}”; viết tên tệp của tin, hoặc mã thủ tục như 1.001193{guess}")


def _of_news(site: Site, entry: Entry[News]) -> Message:
    record = entry.record
    alike = sum(entry.stem == other.stem for other in site.entries["news"])
    body = _ANNOUNCING.sub(r"\1:\n\n", quotes.fill(site, entry.read().body))
    body = re.sub(r"^#+ .*$|^\|.*$|^>.*$", "", body, flags=re.MULTILINE)
    paragraphs = [_LOOSE.sub("", passage) for passage in dialect.passages(body)]
    sentences = _sentences([record.summary, *paragraphs])
    return Message(
        entry.stem,
        record.title,
        tuple(dict.fromkeys(sentences)),
        site.absolute(entry.url),
        entry.stem if alike == 1 else entry.slug,
        record.tasks,
        day=record.date.date(),
    )


def _of_procedure(site: Site, entry: Entry[Procedure]) -> Message:
    record = entry.record
    sentences = tuple(_sentences(_facts(record)))
    title = record.short_name or record.name
    return Message(entry.stem, title, sentences, site.absolute(entry.url), note=f"Thủ tục {record.code}")


def _facts(record: Procedure) -> Iterator[str]:
    """What people must know of a procedure, most needed first; what is not known is not said. Of one that cannot be
    done now, that and no more: who hears how to hand it in goes there.
    """
    if record.state is not State.ACTIVE:
        reason = f", lý do: {record.state_reason}" if record.state_reason else ""
        yield f"Thủ tục này {record.state.label.lower()}{reason}."
        return
    yield record.description
    yield f"Ai làm được: {'; '.join(record.audience)}."
    groups = () if isinstance(record.papers, Gap) else record.papers
    if len(groups) == 1:
        yield _papers("Giấy tờ cần có", groups[0])
    if not isinstance(record.reception_address, Gap):
        yield f"Nộp tại: {record.reception_address.rstrip('.')}."
    ways: dict[str, list[str]] = {}  # what it takes -> by which ways
    for method in record.methods:
        said: list[str] = []
        if not isinstance(method.times, Gap):
            said += [_limit(limit) + (_OTHERS if len(method.times) > 1 else "") for limit in method.times[:1]]
        if not isinstance(method.fees, Gap):
            said += [_fee(fee) for fee in method.fees] or ["không thu phí"]
        ways.setdefault(", ".join(said), []).append(method.channel.label.lower())
    for what, by in ways.items():
        if what:
            yield f"Nộp {', '.join(by)}: {what}."
    yield from dict.fromkeys(_exemptions(record))
    if len(groups) > 1:
        yield _NOT_ALL
        yield from (_papers(group.name, group) for group in groups)


def _papers(name: str, group: PaperCase) -> str:
    return f"{name}: {'; '.join(paper.name.rstrip('.;') for paper in group.papers)}."


def _limit(limit: TimeLimit) -> str:
    if limit.value is None:
        return f"giải quyết {limit.unit.label}"
    return f"giải quyết trong {number(limit.value)} {limit.unit.label}"


def _fee(fee: Fee) -> str:
    name = fee.name.lower()
    if fee.amount == 0:
        return f"không thu {name}"
    if isinstance(fee.amount, int):
        each = f" mỗi {fee.per}" if fee.per else ""
        return f"{name} {money(fee.amount)}{each}{_OTHERS if fee.note else ''}"
    return f"{name} do {fee.set_by} quy định" if fee.set_by else f"có {name}, mức thu xin hỏi nơi nhận hồ sơ"


def _exemptions(record: Procedure) -> Iterator[str]:
    for method in record.methods:
        for fee in () if isinstance(method.fees, Gap) else method.fees:
            if fee.amount != 0 and not isinstance(fee.exemption, Gap):
                yield f"Miễn, giảm {fee.name.lower()}: {fee.exemption}"


def _sentences(paragraphs: Iterable[str]) -> Iterator[str]:
    before = ""
    for paragraph in paragraphs:
        for sentence in _END.split(" ".join(paragraph.split())):
            if sentence:
                begins_anew = before.endswith((".", "!", "?", "…")) and not sentence[1:2].isupper()  # not eKYC
                before = ended(sentence[:1].upper() + sentence[1:] if begins_anew else sentence)
                yield before


def ended(sentence: str) -> str:
    """A sentence with the mark that ends it."""
    return sentence if sentence.endswith((".", "!", "?", "…", ":", ";")) else f"{sentence}."
