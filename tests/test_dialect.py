"""The Markdown dialect: data is never markup, links are found and moved exactly."""

import time
from collections.abc import Callable
from typing import Any

import markdown as python_markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html

from cchc import dialect

# Every character that HTML can carry; and, more often, those that mean something to Markdown or HTML.
ANY = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)
TRICKY = st.lists(
    st.sampled_from(
        [
            *"\\`*_{}[]()<>&|~\"'$^@#+-=:!.1 ăệ",
            "\n",
            "\n\n",
            "    ",
            "](",
            "![",
            "<b>",
            "&lt;",
            "&#35;",
            "[^1]",
            "[TOC]",
            "{: #x }",
            "{#x}",
            "1. ",
            "- ",
            "---",
            "===",
            "```",
            "~~~",
            "<!--",
            "://",
            "www.",
            "*[a]: b",
            "[a]: b",
            "!!! note",
            "> [!NOTE]",
            ": ",
            "a@b.vn",
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)
TEXT = (ANY | TRICKY).filter(lambda value: value.strip())
PLACES = {
    "p": "{}",
    "h2": "## {}",
    "td[1]": "| a | b |\n| --- | --- |\n| {} | x |",
    "li": "- {}",
}
EXTENSIONS = ["tables", "attr_list", "footnotes", "md_in_html"]
LINK_PARTS = st.lists(
    st.sampled_from(
        [
            "[",
            "]",
            "(",
            ")",
            "![",
            "](",
            "a",
            "ả",
            " ",
            "\n",
            '"',
            "'",
            "\\",
            "<",
            ">",
            "`",
            "x.md",
            "|",
            "&amp;",
            "\n\n",
            "> ",
            "- ",
            "*",
            "    ",
            "![a](b)",
            '[c](d "d")',
            "[e](<f g>)",
            "[^1]",
            "```\n",
        ]
    ),
    max_size=14,
).map("".join)


def assert_plain(rendered: str, place: str, value: str) -> None:
    """The place holds the text and no element."""
    root = html.fragment_fromstring(rendered, create_parent="div")
    holder = root.xpath(f".//{place}")[0]
    assert " ".join(holder.text_content().split()) == " ".join(value.split())
    assert len(holder) == 0


@pytest.mark.parametrize("place", ["p", "h2", "td[1]", "li"])
@given(value=TEXT)
@example("C #")
@example(" # a")
@example("12. a")
def test_escaped_text_is_plain_text_in_every_place(place: str, value: str) -> None:
    page = PLACES[place].format(dialect.escape(value))
    assert_plain(dialect.to_html(page), place, value)
    ordinary = html.fragment_fromstring(dialect.to_html(PLACES[place].format("x")), create_parent="div")
    rendered = html.fragment_fromstring(dialect.to_html(page), create_parent="div")
    assert [e.tag for e in rendered.iter()] == [e.tag for e in ordinary.iter()]


@pytest.mark.parametrize("place", ["p", "h2", "td[1]", "li"])
@given(value=TEXT)
@example("C #")
@example(" # a")
def test_escaped_text_is_plain_text_for_ordinary_mkdocs_too(place: str, value: str) -> None:
    rendered = python_markdown.markdown(PLACES[place].format(dialect.escape(value)), extensions=EXTENSIONS)
    assert_plain(rendered, place, value)


@given(value=TEXT)
def test_escaped_text_is_one_attribute_of_html(value: str) -> None:
    element = html.fragment_fromstring(f"<a title=\"{dialect.escape(value)}\" id='{dialect.escape(value)}'>x</a>")
    assert sorted(element.attrib) == ["id", "title"]
    assert element.get("title").split() == element.get("id").split() == value.split()


def test_escaped_text_keeps_the_space_between_two_values() -> None:
    assert dialect.escape(" (tỉnh cũ)\n") == " (tỉnh cũ) "


@given(LINK_PARTS)
def test_addresses_that_do_not_change_change_nothing(markdown: str) -> None:
    assert dialect.readdress(markdown, lambda address: address) == markdown


@given(LINK_PARTS)
@example("[a\n](b)")
@example("[**a**\\\n](b)")
@example("> [a\n> ](b)")
def test_changed_addresses_appear_exactly_and_nothing_else_moves(markdown: str) -> None:
    before = list(dialect.links(markdown))
    after = list(dialect.links(dialect.readdress(markdown, lambda address: f"../ả (1)/{address}")))
    assert [link.address for link in after] == [
        f"../ả (1)/{link.address}" if link.inline else link.address for link in before
    ]
    assert [link.text for link in after] == [link.text for link in before]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[x](x "x")', '[x](N/x "x")'),
        ("[![ả](i.png)](i.png)", "[![ả](N/i.png)](N/i.png)"),
        ("[a](x&amp;y)", "[a](N/x&amp;y)"),
        ("[a]()", "[a](N/)"),
        ("[a](<b c.png>) Đ [d](e)", "[a](<N/b c.png>) Đ [d](N/e)"),
        ("| [k](a\\|b) |\n|---|\n| [c](d) |", "| [k](N/a&#124;b) |\n|---|\n| [c](N/d) |"),
        ('> [a](b\n> "t")', '> [a](N/b\n> "t")'),
    ],
)
def test_an_address_is_changed_where_it_is_written(before: str, after: str) -> None:
    assert dialect.readdress(before, lambda address: f"N/{address}") == after


@pytest.mark.parametrize(
    "markdown",
    [
        "`[a](b)`",
        "    [a](b)",
        "```\n[a](b)\n```",
        "~~~md\n![a](b)\n~~~",
        "``x ` [a](b)``",
        "\\[a](b)",
        "<a@b.vn>",
    ],
)
def test_code_is_never_readdressed(markdown: str) -> None:
    assert dialect.readdress(f"[x](y)\n\n{markdown}", str.upper) == f"[x](Y)\n\n{markdown}"


def test_links_know_their_line_column_and_text_in_characters() -> None:
    found = list(dialect.links('Đường ![ảnh](a.png)\nvà [*chữ* đậm](b "c"), <https://d.vn>, [r]\n\n[r]: e'))
    assert [(x.line, x.column, x.address, x.image, x.text, x.inline) for x in found] == [
        (1, 7, "a.png", True, "ảnh", True),
        (2, 4, "b", False, "chữ đậm", True),
        (2, 24, "https://d.vn", False, "https://d.vn", False),
        (2, 40, "e", False, "r", False),
    ]


@pytest.mark.parametrize(
    ("markdown", "line", "column", "rule"),
    [
        ("a\nể <b>x", 2, 3, "raw-html"),
        ("<!-- x -->", 1, 1, "raw-html"),
        ("[a](javascript:alert(1))", 1, 1, "unsafe-link"),
        ("[a](JavaScript&colon;x)", 1, 1, "unsafe-link"),
        ("[a](java&Tab;script:x)", 1, 1, "unsafe-link"),
        ("![a](data:image/png;base64,x)", 1, 1, "unsafe-link"),
        ("<vbscript:x>", 1, 1, "unsafe-link"),
        ("[a](<b c.pdf>)", 1, 1, "blank-in-address"),
        ("[a]\n\n[a]: b.md", 1, 1, "reference-link"),
        ("- x ![ ](a.png)", 1, 5, "image-alt"),
    ],
)
def test_what_the_dialect_refuses_is_told_with_its_place(markdown: str, line: int, column: int, rule: str) -> None:
    assert [(f.line, f.column, f.rule) for f in dialect.faults(markdown)] == [(line, column, rule)]


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](b.md#c)",
        "[a](https://b.vn/c:d)",
        "[a](tel:113)",
        "[a](mailto:x@y.vn)",
        "<https://a.vn>",
        "<x@y.vn>",
        "1 < 2 & 3 > 2",
        "`<b>`",
        "```\n<b>\n```",
        "![ảnh](a.png)",
        "![`a`](a.png)",
        "[a](#c)",
        "[a](b/c:d)",
    ],
)
def test_ordinary_writing_is_not_refused(markdown: str) -> None:
    assert list(dialect.faults(markdown)) == []


@given(st.text() | TRICKY | LINK_PARTS)
def test_no_text_makes_the_dialect_raise(markdown: str) -> None:
    lines = markdown.split("\n")
    for found in (*dialect.faults(markdown), *dialect.links(markdown)):
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1
    assert isinstance(dialect.to_html(markdown) + " ".join(dialect.passages(markdown)), str)


@given(TEXT)
def test_passages_of_escaped_text_are_the_text(value: str) -> None:
    assert " ".join(dialect.passages(dialect.escape(value))).split() == value.split()


def test_passages_have_words_and_no_markup() -> None:
    assert dialect.passages("## Đề mục\n\n- *một*\n- [hai](x) `ba`\n\n![bốn](y)") == ["Đề mục", "một", "hai ba"]
    assert dialect.passages("Câu **đậm**[^1].\n\n[^1]: Chú *thích*.\n\nCâu [hai](x).") == ["Câu đậm.", "Câu hai."]


def test_tables_footnotes_heading_ids_and_alerts_are_part_of_the_dialect() -> None:
    page = dialect.to_html("## A {#b}\n\n|x|\n|-|\n|y|\n\nz[^1] ~~t~~\n\n[^1]: chú\n\n> [!NOTE]\n> u\n")
    for part in ('<h2 id="b">A</h2>', "<td>y</td>", "footnote", "<del>t</del>", "markdown-alert-note"):
        assert part in page


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("- xem [thủ tục ấy](/thu-tuc/1-001193/) nhé\n" * 20_000, lambda text: list(dialect.links(text))),
        ("- xem [thủ tục ấy](/thu-tuc/1-001193/) nhé\n" * 40_000, lambda text: dialect.readdress(text, str.upper)),
        ("<b>a</b>\n" * 20_000, lambda text: list(dialect.tags(text))),
        ("a\n--\n" * 20_000, lambda text: list(dialect.slips(f"{text}\t"))),
        ("![a" * 6_000 + "](x)" * 6_000, dialect.addresses),
    ],
    ids=["links", "readdress", "tags", "slips", "nested"],
)
def test_time_grows_with_a_text_and_not_with_its_square(text: str, look: Callable[[str], Any]) -> None:
    """Each of these took five to fifteen seconds when the whole text was looked at, or copied, for each place."""
    before = time.process_time()
    look(text)
    assert time.process_time() - before < 2
