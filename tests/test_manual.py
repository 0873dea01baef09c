"""The manual: every rule of the code has its entry and its case; rules keep silent while their laws are not in force.

docs/huong-dan/quy-tac.md is made of generator/cchc/checks/manual.yml and law.yml; bring it up to date with

    .venv/bin/python -c "from cchc.checks import manual; print(manual.guide(), end='')" > docs/huong-dan/quy-tac.md
"""

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from cchc.checks import manual
from cchc.problems import Level
from cchc.schema import Record, build
from cchc.source import parse_yaml
from conftest import CCHC, HERE, REPOSITORY, run
from test_architecture import MODULES
from test_cases import CASES, problems_of

#: Functions that make a problem; the rule is the first text they are given.
_MAKERS = {"error", "warning", "notice", "refuse", "Problem", "Found", "_Refusal", "_error", "_problem"}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: Rules that no file of tests/cases can show, and the tests that do.
_TESTED_ELSEWHERE = {
    **dict.fromkeys(
        ("attachment-kind", "attachment-content", "attachment-name", "unsafe-drawing"),
        "test_what_can_not_be_harmless_is_refused_with_its_address",
    ),
    "attachment-size": "test_a_file_that_is_too_large_is_told_with_its_size",
    "dying-address": "test_a_published_address_that_would_die_is_told",
    "about-missing": "test_a_commune_tells_about_itself_since_the_decree",
    "declared-done": "test_a_task_that_is_only_declared_done_is_told",
    "event-undated": "test_an_event_without_a_day_is_told_as_left_out",
    "declared-figure": "test_a_figure_changed_by_hand_is_told_and_kept",
    "word-conflict": "test_both_are_shown_where_people_and_data_changed_one_sentence",
    "word-deleted": "test_what_was_taken_out_in_word_stays_out",
    "word-lost": "test_what_cannot_come_back_is_told",
    "already-there": "test_a_sheet_that_grows_may_be_taken_over_again",
    **dict.fromkeys(("hidden-row", "hidden-column"), "test_what_a_sheet_hides_is_told_and_no_hidden_row_taken"),
    "unknown-column": "test_one_bad_file_keeps_nobody_from_the_others_and_nothing_half_is_written",
    "broken-picture": "test_pictures_that_can_not_be_shown_are_each_told_with_their_address",
    "encoding": "test_utf_16_is_named_with_and_without_its_mark",
    "not-a-file": "test_a_directory_with_the_name_of_a_file_is_refused",
    "outside-link": "test_a_link_out_of_the_site_is_refused_and_its_target_not_read",
    "news-stopped": "test_a_site_that_stands_still_is_told_of_after_a_quarter",
    "plan-missing": "test_the_year_that_runs_has_a_plan",
    "site-address": "test_a_commune_has_the_address_that_the_decree_gives_it",
    "too-large": "test_a_file_of_100_mb_is_refused_without_being_read",
    "unreadable": "test_a_file_that_is_gone_is_unreadable",
    "value": "test_a_refusal_without_words_of_ours_is_told_as_a_value",
}


def rules_in_the_code() -> dict[str, str]:
    """Every name of a rule that the program can print, with the module that does."""
    found: dict[str, str] = {}
    for module, tree in MODULES.items():
        for node in ast.walk(tree):
            for name in _named_by(node):
                found.setdefault(name, module)
    return found


def _named_by(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in _MAKERS:
        texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        return [text for text in texts if isinstance(text, str) and _NAME.fullmatch(text)][:1]
    if isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant):
        return [str(node.value.value)]
    if isinstance(node, ast.arguments) and "rule" in [argument.arg for argument in node.args]:
        return [d.value for d in node.defaults if isinstance(d, ast.Constant) and isinstance(d.value, str)]
    if isinstance(node, ast.FunctionDef) and node.name == "_in_words":  # of cchc.schema: returns rule, message, hint
        told = [
            each.value.elts[0]
            for each in ast.walk(node)
            if isinstance(each, ast.Return) and isinstance(each.value, ast.Tuple)
        ]
        return [name.value for name in told if isinstance(name, ast.Constant)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"yaml-[a-z]+", node.value):
        return [node.value]
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
        table = ast.unparse(node.targets[0])
        if table == "_FAULTS":
            names = [key.value for key in node.value.keys if isinstance(key, ast.Constant)]
            return [name for name in names if isinstance(name, str) and _NAME.fullmatch(name)]
        if table == "_WORDS":
            tuples = [value for value in node.value.values if isinstance(value, ast.Tuple)]
            return [str(item.value) for value in tuples if isinstance(item := value.elts[0], ast.Constant)]
    return []


def shown_in_cases() -> dict[str, set[str]]:
    """Every rule that a case expects, with the levels it expects."""
    found: dict[str, set[str]] = {}
    for case in CASES:
        for line in yaml.safe_load(case.read_text(encoding="utf-8"))["problems"]:
            level, rule = line.partition(": ")[0].split()[-2:]
            found.setdefault(rule, set()).add(level)
    return found


def test_every_rule_of_the_code_has_an_entry_and_no_entry_is_left_over() -> None:
    code = rules_in_the_code()
    assert {rule: module for rule, module in code.items() if rule not in manual.rules()} == {}
    assert set(manual.rules()) - set(code) == set()


def test_every_entry_has_a_case_or_a_named_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    assert [name for name in _TESTED_ELSEWHERE.values() if f"def {name}(" not in tests] == []
    assert set(manual.rules()) - set(shown_in_cases()) - set(_TESTED_ELSEWHERE) == set()


def test_a_refusal_without_words_of_ours_is_told_as_a_value() -> None:
    class Made(Record):
        number: int

    node, _ = parse_yaml("number: x", "a.yml")
    assert node is not None
    (problem,) = build(node, Made, "a.yml")[1]
    assert problem.rule == "value"


def test_the_manual_and_the_cases_agree_on_the_level() -> None:
    cases = shown_in_cases()
    stated = {rule.rule: {rule.level.value} for rule in manual.rules().values() if rule.rule in cases}
    assert {rule: levels for rule, levels in cases.items() if levels != stated.get(rule)} == {}


def test_laws_name_rules_and_laws_that_exist() -> None:
    names = {law.id for law in manual.laws()}
    assert len(names) == len(manual.laws())
    for law in manual.laws():
        assert law.replaced_by is None or law.replaced_by in names
        assert {demand.rule for demand in law.demands} <= set(manual.rules())
        assert law.valid_from is None or law.valid_to is None or law.valid_from <= law.valid_to


@pytest.mark.parametrize(
    ("rule", "day", "holds"),
    [
        ("old-superior", "2025-06-30", False),
        ("old-superior", "2025-07-01", True),
        ("site-address", "2026-06-30", False),
        ("site-address", "2026-07-01", True),
        ("partial-reason", "2024-12-31", True),  # by the decree before
        ("personal-data", "2025-12-31", True),  # by the decree before the law
        ("personal-data", "2026-01-01", True),
        ("typo", "1990-01-01", True),  # rests on no law
    ],
)
def test_a_rule_holds_while_one_of_its_laws_does(rule: str, day: str, holds: bool) -> None:
    assert manual.in_force(rule, dt.date.fromisoformat(day)) is holds


def test_a_demand_that_begins_later_than_its_law_is_told_so() -> None:
    law = next(law for law in manual.laws() if law.symbol == "72/2025/QH15")
    assert law.valid_on(dt.date(2025, 6, 16))
    assert "không còn cấp huyện; từ 01/7/2025" in manual.explain(manual.rules()["old-superior"])


def test_an_article_is_judged_by_the_law_of_its_day(commune: Path) -> None:
    path = commune / "content/tin-tuc/2024/thong-bao-lich.md"
    text = path.read_text(encoding="utf-8").replace("làm việc từ", "báo UBND huyện Mẫu, làm việc từ")
    path.write_text(text, encoding="utf-8")
    assert problems_of(commune) == []
    path.write_text(text.replace("date: 2024-12-20", "date: 2025-07-01"), encoding="utf-8")
    assert [p.rule for p in problems_of(commune)] == ["not-yet-visible", "year-of-folder", "old-superior"]


def test_the_guide_for_clerks_is_made_of_the_manual() -> None:
    page = (REPOSITORY / "docs" / "huong-dan" / "quy-tac.md").read_text(encoding="utf-8")
    assert page == manual.guide(), "see the head of this file"


def test_every_level_comes_with_its_word() -> None:
    assert {rule.level for rule in manual.rules().values()} == set(Level)
    assert all(f"### `{name}` ({rule.level.label})" in manual.guide() for name, rule in manual.rules().items())


def test_explain_tells_what_why_how_and_the_law() -> None:
    done = run(*CCHC, "check", "--explain", "symbol-type-mismatch", cwd=HERE)  # needs no site
    assert done.returncode == 0
    for words in ("Là gì:", "Vì sao:", "Ví dụ:", "Cách sửa:", "Căn cứ:", "30/2020/NĐ-CP", "Q05, VB-2"):
        assert words in done.stdout


def test_explain_takes_the_codes_of_the_field() -> None:
    done = run(*CCHC, "check", "--explain", "q04")
    assert "number-missing (cảnh báo)" in done.stdout
    assert "date-partial (cảnh báo)" in done.stdout


def test_explain_of_an_unknown_rule_suggests_and_lists() -> None:
    done = run(*CCHC, "check", "--explain", "typoo")
    assert done.returncode == 2
    assert "có phải “typo”?" in done.stderr
    assert all(rule in done.stderr for rule in manual.rules())
