"""Text to nodes: everything stays text, and no text makes the parser raise."""

import json
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cchc.node import Node
from cchc.problems import Problem
from cchc.source import dump_yaml, parse_article, parse_yaml
from cchc.text import clean

YAML_PARTS = st.lists(
    st.sampled_from(
        [
            *"abệ:-?,[]{}#&*!|>'\"%@`~\\\t\n \r\x00\x07\x1b\x85\u2028\ufeff",
            ": ",
            "- ",
            "---\n",
            "...\n",
            "\n  ",
            "a: b\n",
            "<<: *a",
            "!!python/object:os.system ",
            "%YAML 1.2\n",
            "|+2\n",
            "\\ud800",
        ]
    ),
    max_size=12,
).map("".join)
ANY = st.text() | YAML_PARTS
BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # what YAML takes for the end of a line


def assert_within(problems: list[Problem], text: str) -> None:
    """Every address is a place of the text, as an editor or as YAML counts lines."""
    for problem in problems:
        counted = [lines[problem.line - 1 :][:1] for lines in (text.split("\n"), BREAK.split(text))]
        assert problem.line >= 1
        assert any(1 <= problem.column <= len(line) + 1 for found in counted for line in found)
        assert problem.message
        assert problem.hint


def one(text: str) -> tuple[int, int, str]:
    """Line, column and rule of the only problem of a text."""
    node, problems = parse_yaml(text, "a.yml")
    assert node is None
    (problem,) = problems
    return problem.line, problem.column, problem.rule


@given(ANY)
@example("a: [")
@example("\ufeff")
@example("é: \x07")
def test_no_yaml_text_raises_and_every_address_is_in_the_text(text: str) -> None:
    node, problems = parse_yaml(text, "a.yml")
    assert (node is None) == (len(problems) == 1)
    assert_within(problems, text)


@given(ANY, ANY, st.booleans())
def test_no_article_raises_and_every_address_is_in_the_text(front: str, body: str, closed: bool) -> None:
    text = f"---\n{front}\n---\n{body}" if closed else front + body
    article, problems = parse_article(text, "a.md")
    assert (article is None) == (len(problems) == 1)
    assert_within(problems, text)


@pytest.mark.parametrize(
    "scalar",
    [
        "1.004870",
        "0236",
        "no",
        "1_000",
        "2024-12-31",
        "null",
        "~",
        "0x1F",
        "1e3",
        "12:30:45",
        "yes",
        "on",
        ".inf",
        "true",
        "0o17",
        "+84",
        "=",
        "<<",
        "86.450",
        "00",
        "y",
        "2024-12-31 08:15",
        "Null",
        ".5",
        "1.0.0",
    ],
)
@pytest.mark.parametrize("form", ["a: {}", "a: '{}'", 'a: "{}"', "a:\n  - {}", "{{a: {}}}", "a: >-\n  {}"])
def test_a_scalar_keeps_its_text_exactly(scalar: str, form: str) -> None:
    node, problems = parse_yaml(form.format(scalar), "a.yml")
    assert node is not None, problems
    assert node.plain() == {"a": [scalar] if "- " in form and ">-" not in form else scalar}


@given(st.from_regex(r"[0-9A-Za-z_.+][0-9A-Za-z_.+/:-]{0,20}[0-9A-Za-z]", fullmatch=True))
def test_a_code_keeps_its_last_zero(code: str) -> None:
    node, _ = parse_yaml(f"code: {code}", "a.yml")
    assert node is not None
    assert node.plain() == {"code": code}


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"))))
def test_quoted_text_comes_back_whatever_it_is(text: str) -> None:
    node, problems = parse_yaml(f"a: {json.dumps(text, ensure_ascii=False)}", "a.yml")
    assert node is not None, problems
    assert node.plain() == {"a": clean(text)}


def test_an_empty_place_is_not_an_empty_text() -> None:
    node, _ = parse_yaml("a:\nb: ''\nc: x", "a.yml")
    assert node is not None
    assert node.plain() == {"b": "", "c": "x"}


def test_every_value_and_key_knows_where_it_stands() -> None:
    node, _ = parse_yaml("tên: Ủy ban\nlist:\n  - a: b\n    c:\n", "a.yml", first_line=10)
    assert node is not None
    assert node.keys == {"tên": (10, 1), "list": (11, 1)}
    assert node.find(("tên",))[1] == (10, 6)
    assert node.find(("list", 0, "a"))[1] == (12, 8)
    assert node.find(("list", 0, "c"))[1] == (13, 5)  # nothing written: the key
    assert node.find(("list", 0, "gap", "missing"))[1] == (12, 5)  # leads nowhere: the last known place


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: b\nc: d\na: e", (3, 1, "duplicate-key")),
        ("a: &x b", (1, 4, "yaml-anchor")),
        ("a: *x", (1, 4, "yaml-anchor")),
        ("a: !!int 3", (1, 4, "yaml-tag")),
        ("a: b\n---\nc: d", (2, 1, "yaml-documents")),
        ("a:\n\tb: c", (2, 1, "yaml-tab")),
        ("a: b: c", (1, 5, "yaml-syntax")),
        ("[a]: b", (1, 1, "yaml-syntax")),
        ("", (1, 1, "empty-file")),
        ("# chỉ có lời ghi\n", (1, 1, "empty-file")),
        ('a: "b\nc: d', (1, 4, "yaml-syntax")),
        ("a: b\x07", (1, 5, "control-character")),
        ('a: "\\x08"', (1, 4, "control-character")),
    ],
)
def test_what_yaml_refuses_is_told_with_its_place(text: str, problem: tuple[int, int, str]) -> None:
    assert one(text) == problem


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("title:Thông báo\ndate: 2024\n", 1, 7, "mục “title”"),
        ("title:Thông báo\n  nghỉ lễ\n\n# x\ndate: 2024\n", 1, 7, "mục “title”"),
        ("a: b\ntitle:X y\nc: d\n", 2, 7, "mục “title”"),
        ("a: b\ntitle:X\n", 2, 7, "mục “title”"),
        ("title:X\ndate:2024\nc: d\n", 1, 7, "mục “title”"),
        ("- name: X\n  url:https://a.vn/\n- name: Y\n", 2, 7, "mục “url”"),
        ("source:\n  name:X\n  url: a\n", 2, 8, "mục “name”"),
        (" title: A\ndate: x\n", 1, 1, "thừa dấu cách ở đầu"),
        ("# x\n\n title: A\n date: x\ny: z\n", 3, 1, "thừa dấu cách ở đầu"),
        (" - a: b\n- a: c\n", 1, 1, "thừa dấu cách ở đầu"),
        ("-  a: b\n   c: d\n  e: f\n", 1, 2, "thừa dấu cách sau gạch đầu dòng"),
        ("s:\n   a: b\n  c: d\n", 2, 1, "thừa dấu cách ở đầu"),
    ],
)
def test_a_slip_is_told_where_it_is_and_not_where_the_parser_gave_up(
    text: str, line: int, column: int, words: str
) -> None:
    node, (problem,) = parse_yaml(text, "a.yml")
    assert node is None
    assert (problem.line, problem.column, problem.rule) == (line, column, "yaml-syntax")
    assert words in problem.message
    assert "dấu cách" in problem.hint


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("hours: chưa có (đang hỏi)\n    # Các ngày\n  - days:\n      - thu-hai\n    opens: 7\nscope: a\n", 1, 1),
        ("hours: chưa có (đang hỏi)\n  - days:\n      - thu-hai\n", 1, 1),
        ("- name: A\n  source: chưa có (xin chờ)\n    # Tên\n\n    name: B\n- name: C\n", 2, 3),
        ("- fees: Chưa có (x)\n    - name: B\n      amount: 1\n  b: c\n", 1, 3),
    ],
)
def test_the_parts_of_what_is_declared_missing_are_told_at_its_key(text: str, line: int, column: int) -> None:
    _, (problem,) = parse_yaml(text, "a.yml")
    assert (problem.line, problem.column, problem.rule) == (line, column, "yaml-syntax")
    assert "đã ghi “chưa có”" in problem.message
    assert problem.hint.startswith("xóa các dòng lùi vào")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: Lịch\n  xem:abc\n  gồm: gì\n", 3),  # mended, it would fail no later
        ("a: Lịch\n  https://a.vn\nb: c: d\n", 3),
        ("a:\n  b: c\n d: e\n", 3),  # which of the two is out of line nobody knows
        ("a:\n    b: c\n  d: e\n", 3),
        ("a: b\nlist:- x\nc: d\n", 2),
        ("a: đã có (rồi)\n  b: c\n", 2),
    ],
)
def test_what_is_no_slip_is_told_as_before(text: str, line: int) -> None:
    _, (problem,) = parse_yaml(text, "a.yml")
    assert problem.line == line
    assert "mục “" not in problem.message
    assert "thừa" not in problem.message


def test_a_control_character_is_found_behind_a_hard_space() -> None:
    assert one("a: b\u00a0c\nd: \x07") == (2, 4, "control-character")


def test_a_billion_laughs_are_refused_at_the_first_anchor() -> None:
    lines = ["a0: &a0 [lol, lol]"] + [f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}*a{n - 1}]" for n in range(1, 40)]
    start = time.perf_counter()
    assert one("\n".join(lines)) == (1, 5, "yaml-anchor")
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("text", ["[" * 10_000, "a: " + "{a: " * 10_000, "- " * 10_000 + "x", "? " * 10_000])
def test_ten_thousand_nested_brackets_are_one_problem(text: str) -> None:
    start = time.perf_counter()
    assert one(text)[2] in {"yaml-depth", "yaml-syntax"}
    assert time.perf_counter() - start < 2


def test_twenty_levels_are_still_read() -> None:
    node, _ = parse_yaml("[" * 20 + "x" + "]" * 20, "a.yml")
    assert node is not None
    assert one("[" * 22 + "x" + "]" * 22) == (1, 22, "yaml-depth")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    plain, _ = parse_yaml("a: b\nc:\n  - |\n    d\n    e\n", "a.yml")
    windows, _ = parse_yaml("\ufeffa: b\r\nc:\r\n  - |\r\n    d\r\n    e\r\n", "a.yml")
    assert plain is not None
    assert plain == windows


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_article_is_front_matter_and_body(end: str) -> None:
    article, problems = parse_article(end.join(["---", "title: A", "---", "", "", "Một  ", "", "    hai"]), "a.md")
    assert article is not None, problems
    assert article.front == Node({"title": Node("A", 2, 8)}, 2, 1, keys={"title": (2, 1)})
    assert (article.body, article.body_line) == ("Một\n\n    hai", 6)


@given(st.integers(0, 3), st.integers(0, 3), st.text(alphabet="ab-ệ \n"))
def test_the_body_begins_at_the_line_that_is_told(keys: int, empty: int, body: str) -> None:
    head = "".join(f"k{n}: v\n" for n in range(keys + 1))
    text = f"---\n{head}---\n" + "\n" * empty + f"Đầu {body}"
    article, _ = parse_article(text, "a.md")
    assert article is not None
    assert text.split("\n")[article.body_line - 1].startswith(article.body.split("\n")[0])
    assert article.body.startswith("Đầu")


@pytest.mark.parametrize("text", ["", "title: A\n", "---\ntitle: A\n", " ---\ntitle: A\n---\n", "x\n---\na: b\n---\n"])
def test_an_article_without_front_matter_is_refused_on_its_first_line(text: str) -> None:
    article, problems = parse_article(text, "a.md")
    assert article is None
    assert [(p.line, p.column, p.rule) for p in problems] == [(1, 1, "front-matter")]


def test_a_mistake_in_front_matter_is_told_by_the_line_of_the_file() -> None:
    _, problems = parse_article("---\na: b\na: c\n---\n", "a.md")
    assert [(p.line, p.column, p.rule) for p in problems] == [(3, 1, "duplicate-key")]


def test_what_programs_write_looks_as_what_clerks_are_taught() -> None:
    written = dump_yaml([{"name": "A", "tags": ["x"], "parts": [{"code": "1.004870", "days": ["thu-hai"]}]}])
    lists = "- name: A\n  tags:\n    - x\n  parts:\n    - code: '1.004870'\n      days:\n        - thu-hai\n"
    assert written == lists
