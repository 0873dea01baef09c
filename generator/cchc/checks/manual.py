"""The manual of the rules, and the laws they rest on: data beside this module, read when first asked for.

law.yml is short, for every build that has problems asks it which rules are in force; manual.yml is for readers.
"""

import datetime as dt
import difflib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import Field

from cchc.data_files import data_file
from cchc.fields import Day, Line, Slug, Text
from cchc.known import Choice
from cchc.period import lies_between
from cchc.problems import Level
from cchc.schema import Record
from cchc.text import long_date


class Reading(Choice):
    """How a law was read."""

    WHOLE = "V", ""
    SECONDARY = "S", "chưa đối chiếu bản gốc"
    UNVERIFIED = "G", "chưa xác minh"


class Demand(Record):
    """A rule that rests on an article of a law."""

    rule: Slug
    article: Line
    since: Day | None = None  # where what it demands begins later than the law itself


class Law(Record):
    """A law, decree or circular, with the time it is in force; without a day there is no limit on that side."""

    id: Slug
    symbol: Line
    name: Line
    valid_from: Day | None = None
    valid_to: Day | None = None
    replaced_by: Slug | None = None
    confidence: Reading
    read_in: Line
    demands: tuple[Demand, ...] = ()

    def valid_on(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        return lies_between(day, self.valid_from, self.valid_to)

    def demands_on(self, demand: Demand, day: dt.date) -> bool:
        """Whether a demand of it holds on a day."""
        return self.valid_on(day) and (demand.since or day) <= day


class Laws(Record):
    """The file law.yml."""

    laws: tuple[Law, ...] = Field(min_length=1)


class Rule(Record):
    """What the manual says about a rule."""

    rule: Slug
    level: Level
    codes: tuple[Line, ...] = ()
    what: Text
    why: Text
    example: Text
    mend: Text


class Section(Record):
    """Rules that belong together."""

    title: Line
    rules: tuple[Rule, ...] = Field(min_length=1)


class Manual(Record):
    """The file manual.yml."""

    sections: tuple[Section, ...] = Field(min_length=1)


@cache
def laws() -> tuple[Law, ...]:
    """Every law that a rule rests on, or that another one replaced."""
    return data_file(Path(__file__).with_name("law.yml"), Laws).laws


@cache
def sections() -> tuple[Section, ...]:
    """The manual in the order in which people read it."""
    return data_file(Path(__file__).with_name("manual.yml"), Manual).sections


def rules() -> dict[str, Rule]:
    """Every rule by its name."""
    return {rule.rule: rule for section in sections() for rule in section.rules}


def meant(name: str) -> tuple[Rule, ...]:
    """The rules that go by a name, or by a code of the field such as Q05 or VB-2."""
    return tuple(rule for rule in rules().values() if name == rule.rule or name.upper() in rule.codes)


def in_force(rule: str, day: dt.date) -> bool:
    """Whether a rule holds on a day: it rests on no law, or one of its laws is in force."""
    bases = _bases().get(rule, ())
    return not bases or any(law.demands_on(demand, day) for law, demand in bases)


def nearest(name: str) -> str | None:
    """The rule that somebody may have meant."""
    return next(iter(difflib.get_close_matches(name, rules(), n=1, cutoff=0.5)), None)


def explain(rule: Rule) -> str:
    """The entry of a rule for a terminal."""
    told = [("Là gì", rule.what), ("Vì sao", rule.why), ("Ví dụ", rule.example), ("Cách sửa", rule.mend)]
    told += [("Căn cứ", basis) for basis in _basis_lines(rule.rule)]
    if rule.codes:
        told.append(("Còn gọi", ", ".join(rule.codes)))
    lines = [f"{rule.rule} ({rule.level.label})", ""]
    for title, text in told:
        first, *rest = text.split("\n")
        lines += [f"{title + ':':<10}{first}", *(f"{'':10}{line}".rstrip() for line in rest)]
    return "\n".join(lines)


def guide() -> str:
    """The whole manual as a page: docs/huong-dan/quy-tac.md."""
    lines = [
        "# Các quy tắc kiểm tra",
        "",
        "Mỗi thông báo của `cchc check` có một mã trong ngoặc vuông. Trang này giải thích từng mã; gõ",
        "`cchc check --explain MÃ` thì đọc được ngay trong cửa sổ lệnh.",
        "",
        "- **lỗi**: trang không được dựng lại cho đến khi sửa xong.",
        "- **cảnh báo**: trang vẫn dựng; đọc và sửa khi có thể.",
        "- **lưu ý**: điều nên biết, có thể là chủ ý.",
        "",
        "Quy tắc dựa vào một văn bản luật thì chỉ áp dụng trong thời gian văn bản ấy có hiệu lực: tin, bài, báo cáo,",
        "kế hoạch, văn bản xét theo ngày của chính nó (`old-superior` ở báo cáo, kế hoạch: theo ngày đầu kỳ), còn lại",
        "xét theo ngày của trang.",
    ]
    for section in sections():
        lines += ["", f"## {section.title}"]
        for rule in section.rules:
            lines += ["", f"### `{rule.rule}` ({rule.level.label})", "", rule.what, ""]
            lines += [f"- **Vì sao:** {_inline(rule.why)}", f"- **Ví dụ:** {_inline(rule.example)}"]
            lines += [f"- **Cách sửa:** {_inline(rule.mend)}"]
            lines += [f"- **Căn cứ:** {basis}" for basis in _basis_lines(rule.rule)]
            lines += [f"- **Còn gọi:** {', '.join(rule.codes)}"] if rule.codes else []
    return "\n".join(lines) + "\n"


def _inline(text: str) -> str:
    return " ".join(text.split())


@cache
def _bases() -> dict[str, tuple[tuple[Law, Demand], ...]]:
    """The laws of each rule that rests on one."""
    found: dict[str, tuple[tuple[Law, Demand], ...]] = {}
    for law in laws():
        for demand in law.demands:
            found[demand.rule] = (*found.get(demand.rule, ()), (law, demand))
    return found


def _basis_lines(rule: str) -> Iterator[str]:
    for law, demand in _bases().get(rule, ()):
        since = demand.since or law.valid_from
        days = [f"từ {long_date(since)}"] if since else []
        days += [f"đến {long_date(law.valid_to)}"] if law.valid_to else []
        told = [f"{law.symbol} ({law.name}), {demand.article}", " ".join(days), law.confidence.label]
        yield "; ".join(part for part in told if part)
