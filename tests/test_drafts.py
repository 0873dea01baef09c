"""Blank forms: readable as they are, complete, and sound once the required lines are filled."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from cchc import declarations, drafts, schema
from cchc.model.base import ContentType, Store
from cchc.model.registry import BY_KEY, TYPES
from cchc.node import Node
from cchc.problems import Problem, Refused
from cchc.source import parse_article, parse_yaml
from conftest import HERE, REPOSITORY

DAY = dt.date(2024, 12, 31)


def read(kind: ContentType, text: str) -> Node:
    """The record in the text of a file."""
    if kind.store is Store.ARTICLES:
        article, problems = parse_article(text, "a.md")
        assert article is not None, problems
        return article.front
    node, problems = parse_yaml(text, "a.yml")
    assert node is not None, problems
    return node.value[0] if isinstance(node.value, list) else node


def troubles(kind: ContentType, text: str) -> list[Problem]:
    """What is wrong with a record in its file."""
    return schema.build(read(kind, text), kind.model, "a.yml")[1]


def sample(kind: ContentType) -> dict[str, Any]:
    """A sound record of the miniature commune, as text."""
    base = HERE / "commune" / ("content" if kind.store is Store.ARTICLES else "site_data") / kind.path
    file = base if base.is_file() else min(path for path in base.rglob("*.*") if path.suffix in (".md", ".yml"))
    text = file.read_text(encoding="utf-8")
    loaded = yaml.load(text.split("---\n")[1] if kind.store is Store.ARTICLES else text, yaml.BaseLoader)
    return dict(loaded[0] if isinstance(loaded, list) else loaded)


def filled(form: str, values: dict[str, Any], listed: bool) -> str:
    """A form with its required lines filled: what stood below them gives way to the value."""
    lines: list[str] = []
    inside = False
    for line in form.split("\n"):
        text = line[2:] if listed and not line.startswith("#") else line
        if match := re.match(r"([a-z0-9_]+):", text):
            written = yaml.safe_dump({match[1]: values[match[1]]}, allow_unicode=True, width=9999).splitlines()
            lines += [line[:2] + written[0], *("  " + more for more in written[1:])] if listed else written
        inside = bool(match) or (inside and text.startswith("  "))
        if not inside:
            lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize("key", BY_KEY)
def test_a_blank_form_only_misses_what_is_to_be_filled(key: str) -> None:
    kind = BY_KEY[key]
    form = drafts.form(kind, DAY)
    found = troubles(kind, form)
    lines = form.split("\n")
    assert found
    assert {problem.rule for problem in found} == {"missing"}
    for problem in found:
        assert re.fullmatch(r"(  )*(- )?([a-z0-9_]+:)?(- ?)?", lines[problem.line - 1]), problem


@pytest.mark.parametrize("key", BY_KEY)
def test_each_problem_of_a_blank_form_names_the_field_of_its_line(key: str) -> None:
    kind = BY_KEY[key]
    lines = drafts.form(kind, DAY).split("\n")
    for problem in troubles(kind, "\n".join(lines)):
        title = problem.message.split(":")[0].split(" › ")[-1]
        above = " ".join(line.strip() for line in lines[max(0, problem.line - 3) : problem.line - 1])
        assert f"# {title} (bắt buộc" in above, problem


@pytest.mark.parametrize("key", BY_KEY)
def test_a_form_filled_like_a_sound_record_is_sound(key: str) -> None:
    kind = BY_KEY[key]
    text = filled(drafts.form(kind, DAY), sample(kind), kind.store is Store.LIST)
    assert troubles(kind, text) == []


@pytest.mark.parametrize("key", BY_KEY)
def test_a_form_has_every_field_with_its_label(key: str) -> None:
    form = drafts.form(BY_KEY[key], DAY)
    for name, info in BY_KEY[key].model.model_fields.items():
        wanted = drafts.demand(info)
        required = f" ({wanted})" if wanted else ""
        mark = r"(- )?" if wanted else "# "
        assert re.search(
            rf"^ *# {re.escape(info.title or '')}{re.escape(required)}.*\n *{mark}{name}:", form, re.MULTILINE
        )


@pytest.mark.parametrize("key", ["document", "hotline", "indicator"])
def test_a_source_is_read_on_the_day_the_form_is_made(key: str) -> None:
    assert re.findall(r"^ +collected_on:(.*)$", drafts.form(BY_KEY[key], DAY), re.MULTILINE) == [" 2024-12-31"]


@pytest.mark.parametrize("key", BY_KEY)
def test_an_optional_line_is_ready_when_its_mark_is_removed(key: str) -> None:
    kind = BY_KEY[key]
    form = drafts.form(kind, DAY)
    freed = re.sub(r"^( *)# ([a-z0-9_]+:(?:  #.*)?|  - )$", r"\1\2", form, flags=re.MULTILINE)
    assert list(read(kind, freed).keys) == list(kind.model.model_fields)


def test_a_period_is_one_line_as_people_write_it() -> None:
    form = drafts.form(BY_KEY["plan"], DAY)
    assert "\nperiod:\n" in form
    assert "start:" not in form
    assert troubles(BY_KEY["plan"], form.replace("\nperiod:\n", "\nperiod: 2024-Q3\n"))
    assert "Kỳ kế hoạch" not in str(troubles(BY_KEY["plan"], form.replace("\nperiod:\n", "\nperiod: 2024-Q3\n")))


def test_choices_and_examples_stand_beside_their_field() -> None:
    form = drafts.form(BY_KEY["procedure"], DAY)
    assert "# Cấp thực hiện (bắt buộc) – chọn: cap-xa = Cấp xã; " in form
    assert "# Mã thủ tục (bắt buộc) – ví dụ 1.001193\ncode:" in form
    assert "# Lĩnh vực (bắt buộc) – mã ở mục sectors của site_data/site.yml\nsector:" in form
    exactness = declarations.declaration(BY_KEY["event"].model, ("sessions", "qualifier"))
    assert exactness is not None
    assert "– chọn: dung; khoang = khoảng; " in drafts.advice(exactness)


def test_a_news_form_is_dated_and_ready_to_write() -> None:
    form = drafts.form(BY_KEY["news"], DAY)
    article, problems = parse_article(form, "a.md")
    assert article is not None, problems
    assert article.front.plain() == {"date": "2024-12-31"}
    assert article.body.startswith("Viết nội dung")


def test_forms_point_editors_to_their_schema() -> None:
    for kind in TYPES:
        if kind.store is not Store.ARTICLES:
            place = drafts.place(kind, "x", REPOSITORY, REPOSITORY / "content", DAY)
            address = re.match(r"# yaml-language-server: \$schema=(\S+)\n", drafts.form(kind, DAY))
            assert address
            expected = REPOSITORY / "site_data" / drafts.SCHEMA_FOLDER / f"{kind.key}.json"
            assert (place.parent / address[1]).resolve() == expected.resolve()


def test_a_second_record_may_follow_in_a_list() -> None:
    form = drafts.form(BY_KEY["hotline"], DAY)
    node, problems = parse_yaml(form + "\n" + form, "a.yml")
    assert node is not None, problems
    assert len(node.value) == 2


def test_records_are_placed_where_they_are_read() -> None:
    places = {kind.key: drafts.place(kind, "x", Path("s"), Path("s/content"), DAY).as_posix() for kind in TYPES}
    assert places["news"] == "s/content/tin-tuc/2024/x.md"
    assert places["procedure"] == "s/site_data/procedures/x.yml"
    assert places["hotline"] == "s/site_data/hotlines.yml"
    assert places["unit"] == "s/site_data/site.yml"


def test_schemas_are_written_for_every_type(tmp_path: Path) -> None:
    written = drafts.write_schemas(tmp_path)
    assert [path.name for path in written] == [f"{kind.key}.json" for kind in TYPES]
    for path, kind in zip(written, TYPES, strict=True):
        assert path.read_bytes().decode("utf-8") == drafts.schema_text(kind)


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("news", "Lễ: “Một cửa”.md", {"title": "Lễ: “Một cửa”", "date": "2024-12-31"}),
        ("news", "le-mot-cua", {"date": "2024-12-31"}),
        ("news", "le mot cua", {"date": "2024-12-31"}),
        ("event", "Tập huấn " * 20, {"title": " ".join(["Tập huấn"] * 20)}),
        ("hotline", "Trạm Một cửa", {"name": "Trạm Một cửa"}),
        ("channel", "Truyền thanh xã", {"id": "truyen-thanh-xa", "name": "Truyền thanh xã"}),
        ("publication", "x", {"id": "x"}),
        ("procedure", "1.009999", {"code": "1.009999", "collected_on": "2024-12-31"}),
        ("translation", "1.001193.en", {"code": "1.001193"}),
        ("document", "Kế hoạch số 1", {}),
        ("redirect", "Địa chỉ cũ", {}),
    ],
)
def test_what_was_typed_need_not_be_typed_again(tmp_path: Path, key: str, typed: str, told: dict[str, str]) -> None:
    path, _ = drafts.write_form(key, typed, tmp_path, tmp_path / "content", DAY)
    written = read(BY_KEY[key], path.read_text(encoding="utf-8")).plain()
    assert {name: value for name, value in written.items() if isinstance(value, str) and value} == told


@pytest.mark.parametrize(
    ("typed", "guess"),
    [("tin", "có phải news (tin, bài)? "), ("sự kiện", "có phải event (sự kiện)? "), ("hotlines", "có phải hotline ")],
)
def test_a_type_is_found_by_what_people_call_it(tmp_path: Path, typed: str, guess: str) -> None:
    with pytest.raises(Refused) as refused:
        drafts.write_form(typed, "x", tmp_path, tmp_path / "content", DAY)
    assert f"không có loại “{typed}”; {guess}" in str(refused.value)
    assert "procedure (thủ tục hành chính)" in str(refused.value)


def hotlines(root: Path) -> Path:
    """The list to which `cchc new hotline` adds."""
    (root / "site_data").mkdir(exist_ok=True)
    return root / "site_data/hotlines.yml"


def add_hotline(root: Path) -> bool:
    """`cchc new hotline x`: whether something was there already."""
    return drafts.write_form("hotline", "x", root, root / "content", DAY)[1]


@pytest.mark.parametrize(
    "before",
    [
        "- name: A\n  phone: chưa có (x)\n",
        "  - name: A\n    phone: chưa có (x)\n",
        "# lời dẫn\n\n    - name: A",
        "---\n- name: A\n",
        "- name: A\r\n- name: B\r\n\r\n",
        "- name: >-\n    A\n    B\n\n\n",
    ],
)
def test_a_list_gets_one_more_record_as_far_in_as_the_others(tmp_path: Path, before: str) -> None:
    file = hotlines(tmp_path)
    file.write_bytes(before.encode())
    assert add_hotline(tmp_path)
    after = file.read_bytes().decode()
    assert after.startswith(before.rstrip())
    assert after.count("\r\n") in (0, after.count("\n"))
    old, _ = parse_yaml(before, "a.yml")
    new, problems = parse_yaml(after, "a.yml")
    assert old is not None
    assert new is not None, problems
    assert new.plain()[:-1] == old.plain()
    assert "kind" in new.value[-1].keys


@pytest.mark.parametrize("before", ["", "\n\n", "# lời dẫn\n", "[]\n", "# lời dẫn\n[ ]  # chưa có gì\n", "--- []\n"])
def test_a_list_of_nothing_gets_its_first_record(tmp_path: Path, before: str) -> None:
    file = hotlines(tmp_path)
    file.write_text(before, encoding="utf-8")
    add_hotline(tmp_path)
    new, problems = parse_yaml(file.read_text(encoding="utf-8"), "a.yml")
    assert new is not None, problems
    assert len(new.value) == 1


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("- name: Ủy ban\n".encode("utf-16"), "UTF-16"),
        ("- name: Công\n".encode("latin-1"), "dòng 1: tệp không lưu bằng mã UTF-8"),
        (b"- name: A\n- name: [B\n", "đang có lỗi"),
        (b"name: A\n", "không phải một danh sách"),
        (b"[{name: A}]\n", "không thêm được"),
        (b"[ # none\n]\n", "không thêm được"),
        (b"- name: A\n...\n", "không thêm được"),
    ],
)
def test_a_list_that_would_not_be_read_any_more_is_left_as_it_is(tmp_path: Path, before: bytes, words: str) -> None:
    file = hotlines(tmp_path)
    file.write_bytes(before)
    with pytest.raises(Refused, match=words):
        add_hotline(tmp_path)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "stem"),
    [
        ("Hướng dẫn nộp", "huong-dan-nop"),
        ("abc.md", "abc"),
        ("Bài 1.MD", "bai-1"),
        ("2.000815.yml", "2.000815"),
        ("2.000815.yaml", "2.000815"),
        ("1.001193.en", "1.001193.en"),
        ("thu.yml.txt", "thu"),
        ("-a..b-", "a-b"),
        ("contact", "contact"),
    ],
)
def test_a_file_is_named_by_what_was_typed_without_an_ending(typed: str, stem: str) -> None:
    assert drafts.file_stem(BY_KEY["document"], typed) == stem


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("hướng dẫn " * 30, "-".join(["huong-dan"] * 10)),
        ("huong-dan " * 9 + "hồ sơ mới", "huong-dan-" * 9 + "ho-so-moi"),
        ("Dài" * 60, "dai" * 33 + "d"),
    ],
)
def test_a_long_title_makes_a_name_that_windows_can_open(title: str, stem: str) -> None:
    assert drafts.file_stem(BY_KEY["news"], title) == stem
    assert len(stem) <= 100


@pytest.mark.parametrize("key", ["news", "document"])
@pytest.mark.parametrize("typed", ["", "  ", "!!!", "..", ".md", ".yml", "CON", "con.md", "nul", "Com1", "lpt9.x"])
def test_what_can_be_no_name_of_a_file_is_refused(tmp_path: Path, key: str, typed: str) -> None:
    with pytest.raises(Refused, match="không đặt tên tệp được; viết tên"):
        drafts.write_form(key, typed, tmp_path, tmp_path / "content", DAY)
    assert not list(tmp_path.iterdir())


def test_a_news_item_is_not_named_as_the_page_of_its_list(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="trang danh sách"):
        drafts.write_form("news", "index.md", tmp_path, tmp_path / "content", DAY)
