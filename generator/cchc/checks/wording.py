"""The rules about wording: in the passages that records quote, in articles, on pages written by hand.

An original is never mended here: a finding tells what stands in it, at the quote's place in the record's file.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cchc.checks import prose, spelling
from cchc.checks.prose import Body
from cchc.checks.spelling import Found
from cchc.checks.values import records, texts
from cchc.entry import Entry
from cchc.files import read_text
from cchc.model.document import DocumentType
from cchc.model.document_parts import Quote
from cchc.model.news import News
from cchc.model.report import Report
from cchc.period import PartialDay, Period
from cchc.problems import Level, Problem, place
from cchc.site import Site
from cchc.text import fold

#: Findings about form are notices: they change nothing of what a text says.
_LEVELS = {"typo": Level.NOTICE, "unbalanced-quote": Level.NOTICE, "tone-spelling": Level.NOTICE}
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_COMPARED = (DocumentType.REPORT, DocumentType.PLAN)


@dataclass(frozen=True)
class _Passage:
    """A quote where it stands: `index` counts within its record."""

    site: Site
    entry: Entry[Any]
    index: int
    quote: Quote

    def problem(self, found: Found) -> Problem:
        """The finding at the very words, as far as the way the YAML is written lets them be found."""
        line, column = self._address(found.offset)
        return Problem(self.entry.path, line, column, found.rule, _level(found), found.message, found.hint)

    def _address(self, offset: int) -> tuple[int, int]:
        """Count letters from where the quote begins in the file: blanks and line ends may be written otherwise."""
        line, column = self.entry.read().node.find(("quotes", self.index, "text"))[1]
        lines = (read_text(self.site.root, self.entry.path)[0] or "").split("\n")
        text = "\n".join(lines[line - 1 :])[column - 1 :]
        start = len(text) - len(text.lstrip("'\""))
        if text.startswith((">", "|")):
            start = text.find("\n") + 1
        letters = [at for at in range(start, len(text)) if not text[at].isspace()]
        skipped = len("".join(self.quote.text[:offset].split()))
        if skipped >= len(letters) or text[letters[skipped]] != self.quote.text[offset]:
            return line, column  # an escape within quotation marks
        more, there = place(text, letters[skipped])
        return line + more - 1, there + (column - 1 if more == 1 else 0)


def quoted_slips(site: Site) -> Iterator[Problem]:
    """Slips, open quotation marks, impossible days in quotes; two ways to write tone marks among those of a record."""
    for entry in _quoting(site):
        passages = _passages(site, entry)
        for passage in passages:
            text = passage.quote.text
            for found in (*spelling.typos(text, quoted=True), *_of_prose(text)):
                yield passage.problem(found)
        for found in spelling.mixed_tones("\n".join(passage.quote.text for passage in passages)):
            offset = found.offset
            for passage in passages:
                if offset < len(passage.quote.text):
                    yield passage.problem(found._replace(offset=offset))
                    break
                offset -= len(passage.quote.text) + 1


def foreign_traces(site: Site) -> Iterator[Problem]:
    """Quotes that speak of another level of government, or of another period."""
    for entry in _quoting(site):
        own = prose.body(entry.record.issuer)
        period = entry.record.period
        for passage in _passages(site, entry):
            text = passage.quote.text
            for found in prose.wrong_level(text, own, _namesakes(site)) if own else ():
                yield passage.problem(found)
            for found in _of_period(text, period, entry.record) if period else ():
                yield passage.problem(found)


def copied_text(site: Site) -> Iterator[Problem]:
    """Quotes whose words stand already in an older document of another body or year."""
    compared = [entry for entry in _quoting(site) if getattr(entry.record, "type", DocumentType.REPORT) in _COMPARED]
    for entry in compared:
        for other in compared:
            if not _may_be_source(other, entry):
                continue
            for passage in _passages(site, entry):
                for source in _passages(site, other):
                    for run in prose.copied(passage.quote.text, source.quote.text):
                        where = source._address(run.there)[0]
                        message = f"{run.words} từ liền giống hệt {_called(other)} ({other.path}:{where})"
                        hint = "viết lại theo việc của kỳ này, đơn vị này"
                        yield passage.problem(Found(run.offset, "copied-text", message, hint))


def article_slips(entry: Entry[News]) -> Iterator[Problem]:
    """What is wrong with the words of an article's title, summary and text."""
    written = entry.read()
    for name in ("title", "summary"):
        text = getattr(entry.record, name)
        for found in (*spelling.typos(text), *prose.literal_markup(text), *_of_prose(text)):
            yield _problem(entry.path, *written.node.find((name,))[1], found)
    yield from _slips_in(entry.path, written.body, written.body_line)


def page_slips(site: Site) -> Iterator[Problem]:
    """The same in pages written by hand."""
    for name, text in site.texts.items():
        yield from _slips_in(f"{site.content}/{name}", text, 1)


def record_words(site: Site) -> Iterator[Problem]:
    """Remains of programs, words without marks, markup that shows as it was typed, days that no calendar has in all
    other texts of records.
    """
    for entry in records(site):
        for where, text in texts(entry.record):
            if "quotes" in where:
                continue
            for found in (*_of_any_text(text), *prose.literal_markup(text)):
                yield entry.warning(where, found.rule, found.message, found.hint)


def _slips_in(path: str, text: str, first_line: int) -> Iterator[Problem]:
    if "`" in text or "~~~" in text:
        text = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for found in (*spelling.typos(text), *_of_prose(text)):
        line, column = place(text, found.offset)
        yield _problem(path, first_line + line - 1, column, found)


def _of_prose(text: str) -> Iterator[Found]:
    yield from _of_any_text(text)
    yield from prose.unbalanced_quotes(text)
    yield from prose.impossible_shares(text)


def _of_any_text(text: str) -> Iterator[Found]:
    yield from spelling.remains(text)
    yield from spelling.bare(text)
    yield from prose.impossible_days(text)


def _problem(path: str, line: int, column: int, found: Found) -> Problem:
    hint = found.hint.partition(";")[0]  # the rest speaks of originals
    return Problem(path, line, column, found.rule, _level(found), found.message, hint)


def _level(found: Found) -> Level:
    return _LEVELS.get(found.rule, Level.WARNING)


def _quoting(site: Site) -> Iterator[Entry[Any]]:
    """Records that quote an original."""
    entries: tuple[Entry[Any], ...] = (*site.reports, *site.plans, *site.documents)
    return (entry for entry in entries if entry.record.quotes)


def _passages(site: Site, entry: Entry[Any]) -> list[_Passage]:
    return [_Passage(site, entry, index, quote) for index, quote in enumerate(entry.record.quotes)]


def _namesakes(site: Site) -> Iterable[Body]:
    """Bodies above and after the unit: a commune may bear the name of its district."""
    unit = site.unit
    names = [superior.name for superior in unit.superiors] + [unit.province.name]
    names += [unit.successor.name, *unit.successor.merged_with] if unit.successor else []
    return [body for name in names if isinstance(name, str) and (body := prose.body(name))]


def _of_period(text: str, period: Period, record: Any) -> Iterator[Found]:
    following = record.next_period if isinstance(record, Report) else None
    next_years = range(following.start.year, following.end.year + 1) if following else ()
    whole_year = (period.end - period.start).days >= 364
    years = range(period.start.year, period.end.year + 1)
    return prose.wrong_period(text, years, next_years, period.label, whole_year)


def _may_be_source(other: Entry[Any], entry: Entry[Any]) -> bool:
    """Whether a record is older, and of another body or another year: a report is also listed as a document."""
    theirs, mine = _day(other), _day(entry)
    if theirs is None or mine is None or theirs >= mine:
        return False
    return theirs.year != mine.year or fold(other.record.issuer) != fold(entry.record.issuer)


def _day(entry: Entry[Any]) -> dt.date | None:
    """When a record speaks: the end of its period, else its date, else the end of its year."""
    record = entry.record
    year = getattr(record, "year", None)
    date = record.date
    if record.period:
        return record.period.end  # type: ignore[no-any-return]
    if isinstance(date, PartialDay):
        return date.first
    return date if isinstance(date, dt.date) else dt.date(year, 12, 31) if year else None


def _called(entry: Entry[Any]) -> str:
    record = entry.record
    return f"“{getattr(record, 'title', None) or record.subject}” của {record.issuer}"
