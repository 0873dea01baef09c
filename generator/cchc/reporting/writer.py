"""`cchc report`: a period to a file of the kind that its ending tells, with what a Word file brings back."""

from dataclasses import dataclass
from pathlib import Path

from cchc.checks.counts import counts_of_one_agree
from cchc.days import stopped
from cchc.files import rewrite, write_new
from cchc.model.report import Report
from cchc.pages.templating import Templates
from cchc.period import Period
from cchc.problems import Problem, Refused, arrange, format_text, has_errors
from cchc.reporting import plain, record
from cchc.reporting.compose import compose
from cchc.reporting.draft import Draft, Gap
from cchc.reporting.facts import Facts, doubts
from cchc.reporting.layout import layout_on
from cchc.reporting.telling import undated
from cchc.schema import build
from cchc.site import Site
from cchc.source import parse_yaml
from cchc.text import long_date

FORMS = (".docx", ".md", ".html", ".yml")
_ADVICE = (
    "trong đó có thể có chữ anh/chị đã viết. Đặt tên khác sau --out; "
    "muốn lấy lại chữ đã điền trong tệp Word thì thêm --merge TỆP-ẤY.docx"
)


@dataclass(frozen=True)
class Done:
    """What was written: how many gaps are left for people, and what they must look at."""

    gaps: int
    problems: list[Problem]


def write(site: Site, theme: Path, period: Period, out: Path, filled: Path | None = None) -> Done:
    """Write the report of a period; `filled` is a Word file whose words are taken over.

    Raises Refused for an unknown ending, a period that has not begun, or begins when the unit is no more, a file that
    is there already and another, or a Word file that is none of ours.
    """
    form = out.suffix.lower()
    if form not in FORMS:
        raise Refused(f"không viết được “{out.name}”; tên tệp phải kết thúc bằng {', '.join(FORMS)}")
    if period.start > site.as_of:
        told = f"{period.label} chưa bắt đầu: ngày của trang là {long_date(site.as_of)}"
        raise Refused(f"{told}; {stopped(site) or f'lập được từ ngày {long_date(period.start)}'}")
    if ended := site.unit.ended_on(period.start):
        told = f"{site.unit.short_name} không còn hoạt động từ ngày {long_date(ended.since)}"
        raise Refused(f"{told}; báo cáo {period.label} là của đơn vị mới, lập ở trang của đơn vị ấy")
    draft, facts = compose(site, period), Facts(site, period)
    problems = [*doubts(facts), *undated(facts)]
    for entry in facts.site.own_reports:
        if entry.record is facts.record:
            problems += counts_of_one_agree(facts.site, entry)
    if filled is not None:
        draft, found = _merged(draft, filled)
        problems += found
        problems += record.lost(draft, filled.as_posix()) if form == ".yml" else ()
    data = _bytes(draft, facts, theme, form)
    if filled is not None and out.exists() and out.samefile(filled):
        rewrite(out, data)  # what was written in it is in the new one too
    else:
        write_new(out, data, _ADVICE)
    gaps = [piece for block in draft.blocks() for piece in block.pieces if isinstance(piece, Gap) and not block.written]
    return Done(sum(not gap.filled for gap in gaps), arrange(problems))


def _merged(draft: Draft, filled: Path) -> tuple[Draft, list[Problem]]:
    from cchc.reporting.merge import merge
    from cchc.reporting.returned import read

    if filled.suffix.lower() != ".docx" or not filled.is_file():
        raise Refused(f"không thấy tệp Word {filled} (.docx)")
    return merge(draft, read(filled.read_bytes(), filled.name), filled.as_posix())


def _bytes(draft: Draft, facts: Facts, theme: Path, form: str) -> bytes:
    layout = layout_on(facts.signed_on)
    if form == ".docx":
        from cchc.reporting.word import write as write_word

        return write_word(draft, layout)
    if form == ".html":
        return plain.page(draft, layout, Templates(theme)).encode()
    return (plain.markdown(draft, layout) if form == ".md" else _record(draft, facts)).encode()


def _record(draft: Draft, facts: Facts) -> str:
    """The record's file, sound as `cchc check` wants it; ValueError when it is not: that is our mistake."""
    text = record.text(draft, facts)
    node, problems = parse_yaml(text, "report.yml")
    if node is not None:
        _, problems = build(node, Report, "report.yml")
    if has_errors(problems):
        raise ValueError(format_text(problems))
    return text
