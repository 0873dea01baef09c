"""The content of a page: heading ids, the contents list, addresses for browsers."""

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from cchc import dialect
from cchc.engine.html import to_content, versioned

HEADINGS = st.lists(
    st.tuples(
        st.integers(1, 6), st.sampled_from(["A", "a", "A {#a}", "a-2", "Đề mục", "***", "`x` [y](z)", "B {#c .d}"])
    ),
    max_size=10,
)


def names(tokens: list[dict[str, Any]]) -> list[Any]:
    """Ids of a contents list, nested."""
    return [(token["id"], names(token["children"])) if token["children"] else token["id"] for token in tokens]


def flat(tokens: list[dict[str, Any]]) -> list[str]:
    """Ids of a contents list in order."""
    return [name for token in tokens for name in (token["id"], *flat(token["children"]))]


def test_headings_get_ids_of_their_words() -> None:
    content = to_content("## Đường dây nóng\n\n## *Phí*, `lệ phí` & <b>x</b>\n")
    assert '<h2 id="duong-day-nong">Đường dây nóng</h2>' in content.html
    assert content.ids == {"duong-day-nong", "phi-le-phi-x"}


def test_an_id_that_is_given_stays_and_other_attributes_too() -> None:
    assert '<h2 id="b" class="c">A</h2>' in to_content("## A {#b .c}").html


@given(HEADINGS)
def test_every_heading_has_an_id_of_its_own(headings: list[tuple[int, str]]) -> None:
    content = to_content("\n\n".join(f"{'#' * level} {words}" for level, words in headings))
    root = html.fragment_fromstring(content.html, create_parent="div")
    found = [element.get("id") for element in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert len(found) == len(headings) == len(set(found))
    assert set(found) == content.ids
    assert flat(content.toc) == [name for name, (level, _) in zip(found, headings, strict=True) if level > 1]


def test_the_contents_list_is_nested_and_leaves_out_the_title() -> None:
    content = to_content("# T\n\n## A\n\n### B\n\n### C\n\n## D\n\n#### E\n\n### F\n")
    assert names(content.toc) == [("a", ["b", "c"]), ("d", ["e", "f"])]
    assert [token["level"] for token in content.toc] == [2, 2]


def test_equal_headings_are_numbered_and_wordless_ones_named() -> None:
    assert flat(to_content("## A\n\n## A\n\n## ?\n\n## !\n").toc) == ["a", "a-2", "muc", "muc-2"]
    assert flat(to_content("## A 2\n\n## A\n\n## A\n\n## A 2\n\n## A\n").toc) == ["a-2", "a", "a-3", "a-2-2", "a-4"]


def test_thousands_of_equal_headings_are_numbered_in_time_that_grows_with_them() -> None:
    before = time.process_time()
    assert flat(to_content("## A\n\n" * 10_000).toc)[-1] == "a-10000"
    assert time.process_time() - before < 2  # seven seconds when each number was tried anew


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip))
def test_names_in_the_contents_list_cannot_become_elements(name: str) -> None:
    (token,) = to_content(f"## {dialect.escape(name)}").toc
    parsed = html.fragment_fromstring(token["name"], create_parent="div")
    assert len(parsed) == 0
    assert parsed.text_content().split() == name.split()


@pytest.mark.parametrize(
    ("address", "browser"),
    [
        ("index.md", "./"),
        ("../index.md", "../"),
        ("../../x/index.md#a", "../../x/#a"),
        ("index.md#a", "./#a"),
        ("phu-luc-index.md", "phu-luc-index.md"),
        ("https://a.vn/x/index.md", "https://a.vn/x/index.md"),
        ("index.mdx", "index.mdx"),
        ("a.pdf", "a.pdf"),
    ],
)
def test_links_lead_to_the_folder_of_a_page(address: str, browser: str) -> None:
    assert f'<a href="{browser}">a</a>' in to_content(f"[a]({address})").html


def test_code_that_speaks_of_links_or_headings_is_not_touched() -> None:
    content = to_content('```\n<h2>a</h2> href="index.md" <div markdown>\n```\n\n`src="index.md"`\n')
    words = html.fragment_fromstring(content.html, create_parent="div").text_content()
    assert '<h2>a</h2> href="index.md" <div markdown>' in words
    assert 'src="index.md"' in words
    assert content.ids == frozenset()


@pytest.mark.parametrize(
    ("firsts", "headers"),
    [
        (["2022", "2023"], ["2022", "2023"]),
        (["2023", "2023"], []),
        (["2022", ""], []),
        (["**a**", "[b](c)"], ["a", "b"]),
    ],
)
def test_rows_are_called_by_first_cells_that_tell_them_apart(firsts: list[str], headers: list[str]) -> None:
    rows = "".join(f"| {first} | 1 |\n" for first in firsts)
    page = html.fragment_fromstring(to_content(f"| a | b |\n|:--|--:|\n{rows}").html, create_parent="div")
    assert [cell.text_content() for cell in page.xpath("//tbody//th[@scope='row']")] == headers
    assert len(page.xpath("//tbody//td")) == 2 * len(firsts) - len(headers)
    assert "<th scope" not in to_content("| a |\n|---|\n| 1 |\n").html  # a list, in fact


def test_a_table_is_called_as_the_heading_it_stands_under() -> None:
    table = "| a |\n|---|\n| 1 |\n\n"
    page = html.fragment_fromstring(to_content(f"{table}# A\n\n{table}## B\n\nb\n\n{table}").html, create_parent="div")
    boxes = page.find_class("table")
    assert [box.get("aria-labelledby") for box in boxes] == [None, "dau-trang", "b"]
    assert boxes[0].get("aria-label") == "Bảng"


def test_the_mark_for_other_markdown_engines_is_dropped() -> None:
    content = to_content('<div class="facts" markdown>\n\n## *A*\n\n</div>\n')
    assert '<div class="facts">' in content.html
    assert "<em>A</em>" in content.html


@given(st.text(alphabet="#* `<>h2/a\n[](){}.:=-|"))
def test_no_text_makes_rendering_raise(markdown: str) -> None:
    content = to_content(markdown)
    assert all(re.search(rf'id="{re.escape(name)}"', content.html) for name in content.ids)


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ('<link href="assets/cchc.css">', '<link href="assets/0a1b2c3d/cchc.css">'),
        ('<script src="/xa/assets/page.js">', '<script src="/xa/assets/0a1b2c3d/page.js">'),
        (
            '<a data-script="../assets/a.js ../assets/b/c.js">',
            '<a data-script="../assets/0a1b2c3d/a.js ../assets/0a1b2c3d/b/c.js">',
        ),
        *(
            (html, html)
            for html in ('<img src="assets/logo.svg">', '<a href="https://a.vn/assets/x.js">', "assets/cchc.css")
        ),
    ],
)
def test_style_sheets_and_scripts_are_asked_for_where_their_release_is(written: str, published: str) -> None:
    assert versioned(written, "0a1b2c3d") == published
