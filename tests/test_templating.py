"""Templates: every value is plain text, addresses hold below any path, nothing missing passes silently."""

import datetime as dt
import os
import posixpath
from decimal import Decimal
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import unquote, urljoin, urlsplit

import markdown as python_markdown
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import html
from markupsafe import Markup

from cchc import dialect
from cchc.known import Gap
from cchc.outline import Outline
from cchc.pages.templating import Templates, relative, translated
from cchc.problems import Refused
from cchc.site import Site

SEGMENTS = st.lists(st.from_regex(r"[a-z0-9.-]{0,5}[a-z]", fullmatch=True), max_size=4)
FOLDER = SEGMENTS.map(lambda parts: "/" + "".join(f"{part}/" for part in parts))
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip) | st.sampled_from(
    ['<b>A & B</b> "x" *y* | z', "# a", "1. a", "[a](javascript:x)", "{{ 1 }}", "a\n\n<script>", "{#id}", "C #"]
)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("a\n{{ page.titel }}", "(%s/records/t.md.jinja, dòng 2): "),
        ("a\n\n{% iff %}", "(%s/records/t.md.jinja, dòng 3): "),
        ("a\n{{ old_province(1, 2, 3, 4) }}", "(%s/records/t.md.jinja, dòng 2): "),  # of another release
        ('{% import "components/none.jinja" as x %}', "thiếu mẫu %s/components/none.jinja"),
    ],
)
def test_what_is_wrong_with_a_template_is_told_with_its_line(tmp_path: Path, template: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        rendered(tmp_path, template)
    assert said % tmp_path.as_posix() in str(refused.value).replace(os.sep, "/")
    assert refused.value.status == 1


def test_our_own_fault_is_not_passed_off_as_one_of_a_template(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        rendered(tmp_path, "{{ 5 | lower_first }}")


def test_templates_are_translated_ahead_all_but_those_that_are_wrong(tmp_path: Path) -> None:
    rendered(tmp_path, "a {{ page.title }}")
    (tmp_path / "records" / "wrong.md.jinja").write_text("{% iff %}", encoding="utf-8")
    (tmp_path / "records" / "no-text.md.jinja").write_bytes(b"\xff")
    ahead = translated(tmp_path)
    assert len(ahead) == 1
    kept = cast(dict[str, bytes], MappingProxyType(ahead))  # fails when anything is left to translate
    assert Templates(tmp_path, kept).render(Outline("/a/", "t", "T"), cast(Site, Anything()), "", "") == "a T\n"


class Anything:
    """Stands for a site in templates that ask nothing of it."""

    unit = None


def rendered(folder: Path, template: str, title: Any = "T", url: str = "/a/", body: str = "") -> str:
    """A template of one page whose title is the value under test."""
    (folder / "records").mkdir(exist_ok=True)
    (folder / "records" / "t.md.jinja").write_text(template, encoding="utf-8")
    return Templates(folder).render(Outline(url, "t", title), cast(Site, Anything()), body, "")


@given(FOLDER, FOLDER)
def test_a_page_finds_another_from_anywhere(url: str, target: str) -> None:
    address = relative(url, target)
    assert address.endswith("index.md")
    assert urljoin(f"https://a.vn/deep/down{url}", address) == f"https://a.vn/deep/down{target}index.md"


@given(FOLDER, SEGMENTS.filter(bool))
def test_a_page_finds_a_file_from_anywhere(url: str, target: list[str]) -> None:
    path = "/" + "/".join(target)
    assume(not url.startswith(f"{path}/"))  # no file has the name of a folder
    assert urljoin(f"https://a.vn/deep{url}", relative(url, path)) == f"https://a.vn/deep{path}"
    assert not posixpath.isabs(relative(url, path))


@pytest.mark.parametrize(
    ("url", "target", "address"),
    [
        ("/", "/", "index.md"),
        ("/a/", "/a/", "index.md"),
        ("/", "/a/", "a/index.md"),
        ("/a/b/", "/", "../../index.md"),
        ("/a/b/", "/a/c/", "../c/index.md"),
        ("/a/b/", "/a/x.pdf", "../x.pdf"),
        ("/a/", "/a/b/", "b/index.md"),
    ],
)
def test_addresses_are_short(url: str, target: str, address: str) -> None:
    assert relative(url, target) == address


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(value=TEXT)
def test_a_value_is_plain_text_wherever_a_template_puts_it(tmp_path: Path, value: str) -> None:
    page = rendered(
        tmp_path,
        "# {{ page.title }}\n\n{{ page.title }}\n\n- {{ page.title }}\n\n"
        "| a | b |\n|---|---|\n| {{ page.title }} | x |\n\n"
        '<p class="x" title="{{ page.title }}">{{ page.title }}</p>\n',
        value,
    )
    for engine in (
        dialect.to_html,
        lambda text: python_markdown.markdown(text, extensions=["tables", "attr_list"]),
    ):
        root = html.fragment_fromstring(engine(page), create_parent="div")
        for place in ("h1", "p[1]", "li", "td[1]", "p[@class='x']"):
            found = root.xpath(f".//{place}")[0]
            assert (found.text_content().split(), len(found)) == (value.split(), 0)
        assert root.xpath(".//p[@class='x']/@title")[0].split() == value.split()


def test_dates_and_decimals_are_written_as_people_read_them(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ page.title }}", dt.date(2024, 2, 1)) == "01/02/2024\n"
    assert unescape(rendered(tmp_path, "{{ page.title }}", Decimal("1234.50"))) == "1.234,5\n"
    assert rendered(tmp_path, "{{ page.title | money }}", 50000) == "50.000 đồng\n"
    assert rendered(tmp_path, "{{ page.title | clock }}", dt.time(7, 5)) == "7:05\n"


def test_an_abbreviation_keeps_its_capitals_within_a_sentence(tmp_path: Path) -> None:
    for value, told in (("Khiếu nại", "khiếu nại"), ("UBND xã Sơn Bua", "UBND xã Sơn Bua"), ("A", "a"), ("", "")):
        assert rendered(tmp_path, "{{ page.title | lower_first }}", value) == told + "\n"


def test_filters_do_not_make_a_value_safe(tmp_path: Path) -> None:
    for form in (
        "page.title | upper_first",
        "page.title | lower_first",
        "[page.title] | join(', ')",
        "page.title ~ 1",
    ):
        page = rendered(tmp_path, f"{{{{ {form} }}}}", "<b>*a*")
        assert "<" not in page
        assert "*" not in page


def test_paragraphs_stay_apart_and_stay_text(tmp_path: Path) -> None:
    page = rendered(tmp_path, "{{ page.title | paragraphs }}", "- một\nhai\n\n\n<b>ba")
    root = html.fragment_fromstring(dialect.to_html(page), create_parent="div")
    assert [(e.tag, e.text_content()) for e in root] == [("p", "- một hai"), ("p", "<b>ba")]


def test_a_body_is_markdown_already(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ body }}", body="**a** {{ b }}") == "**a** {{ b }}\n"


def test_a_word_that_no_one_defined_stops_the_page(tmp_path: Path) -> None:
    for template in ("{{ pgae }}", "{{ page.titel }}", "{% if page.titel %}a{% endif %}"):
        with pytest.raises(Refused, match="mẫu trang viết sai"):
            rendered(tmp_path, template)


def test_links_anchors_comments_and_tests_of_templates(tmp_path: Path) -> None:
    assert rendered(tmp_path, '[x]({{ link("/b/", "c") }})', url="/a/d/") == "[x](../../b/index.md#c)\n"
    assert rendered(tmp_path, '## A {{ anchor("b") }} {* lời *}') == "## A {#b}\n"
    assert rendered(tmp_path, "{% if page.title is gap %}x{% endif %}", Gap(reason="a")) == "x\n"
    assert rendered(tmp_path, "{% if [1, 2] is contains(2) %}x{% endif %}") == "x\n"


@pytest.mark.parametrize("name", ["a(1).pdf", "ảnh.png", "a&b.pdf", "a_b_c.pdf"])
def test_the_address_of_a_file_is_one_address(tmp_path: Path, name: str) -> None:
    assert_one_address(tmp_path, name)


@pytest.mark.parametrize("name", ["a b.pdf", 'a" onclick="x.pdf', "ảnh <b>.png", "a#b.pdf", "a%20b.pdf"])
def test_the_address_of_any_file_is_one_address(tmp_path: Path, name: str) -> None:
    assert_one_address(tmp_path, name)


def assert_one_address(tmp_path: Path, name: str) -> None:
    """A file is linked in Markdown and in HTML, and both links lead to it."""
    template = "[x]({{ link('/' ~ page.title) }})\n\n<a href=\"{{ link('/' ~ page.title) }}\">y</a>\n"
    page = dialect.to_html(rendered(tmp_path, template, name))
    links = html.fragment_fromstring(page, create_parent="div").xpath(".//a")
    assert [sorted(a.attrib) for a in links] == [["href"], ["href"]]
    assert {unquote(urlsplit(a.get("href")).path) for a in links} == {f"../{name}"}


def test_empty_lines_do_not_pile_up_and_hard_breaks_stay(tmp_path: Path) -> None:
    assert rendered(tmp_path, "\n\na  \nb \n\n\n\n  \nc\n\n") == "a  \nb\n\nc\n"


def test_markup_of_templates_passes(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ page.title }}", Markup("<b>x</b>")) == "<b>x</b>\n"
