"""Rules that cases of the miniature site cannot show: they hold on later days, or for every text."""

import datetime as dt
import shutil
import time
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cchc.checks import check, check_article, manual, meant
from cchc.checks.numbering import faults
from cchc.checks.writing import links_of_articles
from cchc.load import article, load
from cchc.model.document_parts import OutlineItem
from cchc.problems import Level, Problem
from conftest import HERE, read_commune
from test_cases import problems_of, spoil

LABELS = {
    1: ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"],
    2: [str(number) for number in range(1, 9)],
    3: ["a)", "b)", "c)", "d)", "đ)", "e)", "g)", "h)"],
}
#: How many headings stand below each heading, three levels deep.
TREES = st.lists(st.lists(st.integers(0, 8), max_size=8), max_size=8)
ABOUT = ("to-chuc", "ban-do", "dieu-kien-tu-nhien", "lich-su", "di-tich", "lanh-dao")


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (("d)", "e)"), "đề mục “e)” không nối tiếp “d)”"),  # đ is a letter too
        (("1.", "a)"), "đề mục chuyển từ “1.” sang “a)”"),  # both the first of their kind, not one label twice
    ],
)
def test_what_is_wrong_with_the_label_of_a_heading(labels, message):
    items = tuple(OutlineItem(level=1, label=label, title="Mục") for label in labels)
    assert list(faults(items)) == [(1, message)]


def outline(tree: list[list[int]]) -> tuple[OutlineItem, ...]:
    """A rightly numbered outline of that shape."""
    items = []
    for first, below in enumerate(tree):
        items.append(OutlineItem(level=1, label=LABELS[1][first], title="Mục"))
        for second, leaves in enumerate(below):
            items.append(OutlineItem(level=2, label=LABELS[2][second], title="Mục"))
            items += [OutlineItem(level=3, label=LABELS[3][third], title="Ý") for third in range(leaves)]
    return tuple(items)


@given(TREES)
def test_a_rightly_numbered_outline_has_no_fault(tree: list[list[int]]) -> None:
    assert list(faults(outline(tree))) == []


@given(TREES.filter(lambda tree: len(tree) > 1), st.data())
def test_a_heading_printed_twice_is_found(tree: list[list[int]], data: st.DataObject) -> None:
    items = outline(tree)
    doubled = data.draw(st.integers(0, len(items) - 1))
    twice = (*items[: doubled + 1], items[doubled], *items[doubled + 1 :])
    assert (doubled + 1, f"đề mục “{items[doubled].label}” dùng hai lần") in list(faults(twice))


def problems_on(root: Path, day: dt.date, url: str, rule: str) -> list[Problem]:
    """What one rule says of a site on a day, at an address."""
    site, _ = load(root, root / "content", url, day)
    assert site is not None
    return [problem for problem in check(site) if problem.rule == rule]


@pytest.fixture
def standing(commune: Path) -> Path:
    """The miniature commune as if it had not been merged."""
    path = commune / "site_data" / "site.yml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("successor:"), text.index("translations:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    return commune


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://xavidu.vidu.gov.vn/", 0),
        ("https://www.xavidu.vidu.gov.vn/cchc/", 0),
        ("https://vidu.vidu.gov.vn/", 0),
        ("https://cchc.vidu.gov.vn/", 1),
        ("https://xavidu.github.io/", 1),
        ("https://commune.example.vn/", 0),
        ("http://127.0.0.1:8000/", 0),
    ],
)
def test_a_commune_has_the_address_that_the_decree_gives_it(standing: Path, url: str, found: int) -> None:
    problems = problems_on(standing, dt.date(2026, 11, 21), url, "site-address")
    assert len(problems) == found
    assert all("xavidu.vidu.gov.vn" in problem.hint for problem in problems)
    assert {problem.level for problem in problems} <= {Level.WARNING}


def test_the_address_is_asked_for_only_since_the_decree_and_while_the_commune_stands(
    standing: Path, tmp_path: Path
) -> None:
    assert not problems_on(standing, dt.date(2026, 6, 30), "https://cchc.vidu.gov.vn/", "site-address")
    assert problems_on(standing, dt.date(2026, 7, 1), "https://cchc.vidu.gov.vn/", "site-address")


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ("level: xa\n", "level: huyen\n"),
        ("name: tỉnh Ví Dụ\n  portal", "name: chưa có (chờ sắp xếp)\n  portal"),
        (
            "translations:\n",
            "successor: {name: xã Mới, since: 2026-08-01, source: {name: Dữ liệu mẫu}, confidence: chua-xac-minh}\n"
            "translations:\n",
        ),
    ],
    ids=["a district", "of a province that is not told", "a commune that ended since the decree"],
)
def test_nobody_else_is_given_an_address(standing: Path, find: str, put: str) -> None:
    spoil(standing, {"file": "site_data/site.yml", "find": find, "put": put})
    assert not problems_on(standing, dt.date(2026, 11, 21), "https://cchc.vidu.gov.vn/", "site-address")


def test_a_merged_commune_owes_nothing_any_more(commune: Path) -> None:
    hotlines = commune / "site_data" / "hotlines.yml"
    text = hotlines.read_text(encoding="utf-8")
    hotlines.write_text(text.replace("valid_to: 2025-12-31", "valid_to: 2025-05-31"), encoding="utf-8")
    day, url, its_own = dt.date(2026, 11, 21), "https://cchc.vidu.gov.vn/", "site_data/hotlines.yml"
    for rule in ("site-address", "about-missing", "news-stopped", "plan-missing", "stale-procedure"):
        assert not problems_on(commune, day, url, rule)
    for asked, found in ((dt.date(2025, 6, 30), [its_own]), (day, [])):
        told = problems_on(commune, asked, url, "expired")
        assert [problem.path for problem in told if problem.path == its_own] == found


def test_a_site_that_stands_still_is_told_of_after_a_quarter(standing: Path) -> None:
    url = "https://commune.example.vn/"
    assert not problems_on(standing, dt.date(2025, 3, 22), url, "news-stopped")
    (problem,) = problems_on(standing, dt.date(2025, 3, 23), url, "news-stopped")
    assert problem.level is Level.WARNING
    assert "93 ngày" in problem.message
    assert "20/12/2024" in problem.message
    (standing / "content/tin-tuc/2024/thong-bao-lich.md").unlink()
    (problem,) = problems_on(standing, dt.date(2025, 1, 1), url, "news-stopped")
    assert "30/9/2024" in problem.message
    shutil.copy(standing / "content/tin-tuc/2024/bo-anh-mau.md", standing / "content/tin-tuc/2024/bo-anh-khac.md")
    newest = {"file": "content/tin-tuc/2024/bo-anh-khac.md", "find": "date: 2024-03-05", "put": "date: 2024-12-30"}
    spoil(standing, newest)  # of samples nobody lives
    assert problems_on(standing, dt.date(2025, 1, 1), url, "news-stopped") == [problem]


def test_the_year_that_runs_has_a_plan(standing: Path) -> None:
    url, plan = "https://commune.example.vn/", standing / "site_data/plans/nam-2024.yml"
    assert not problems_on(standing, dt.date(2024, 12, 31), url, "plan-missing")
    (problem,) = problems_on(standing, dt.date(2025, 1, 1), url, "plan-missing")
    assert problem.level is Level.NOTICE
    assert "2024" in problem.message
    text = plan.read_text("utf-8").replace("period: 2024\n", "period: 2025\n", 1)
    plan.with_name("nam-2025.yml").write_text(text, "utf-8")
    assert not problems_on(standing, dt.date(2025, 1, 1), url, "plan-missing")
    assert problems_on(standing, dt.date(2026, 1, 1), url, "plan-missing")
    shutil.rmtree(plan.parent)
    assert not problems_on(standing, dt.date(2026, 1, 1), url, "plan-missing")


@pytest.mark.parametrize(
    ("rule", "file", "find", "put", "hint"),
    [
        ("not-yet-visible", "content/tin-tuc/2024/thong-bao-lich.md", "2024-12-20", "2026-01-02", "tự hiện"),
        ("day-to-come", "site_data/procedures/1.999001.yml", "2024-10-15", "2026-01-02", "hãy sửa thủ tục"),
        ("day-to-come", "site_data/publications.yml", "2024-10-03", "2026-01-02", "xem lại ngày"),
    ],
)
def test_who_wonders_at_a_day_to_come_is_told_of_a_site_that_stands_still(
    standing: Path, rule: str, file: str, find: str, put: str, hint: str
) -> None:
    spoil(standing, {"file": file, "find": find, "put": put})
    for day, told in ((dt.date(2024, 12, 31), "xóa dòng as_of"), (dt.date(2026, 1, 1), hint)):
        (problem,) = problems_on(standing, day, "https://commune.example.vn/", rule)
        assert told in problem.hint


@pytest.mark.parametrize("rule", ["news-stopped", "plan-missing"])
def test_nobody_is_told_to_go_on_with_a_site_that_speaks_of_a_day_of_its_own(standing: Path, rule: str) -> None:
    path, day = standing / "site_data/site.yml", dt.date(2026, 1, 1)
    assert problems_on(standing, day, "https://commune.example.vn/", rule)
    path.write_text(path.read_text("utf-8").replace("as_of: 2024-12-31", f"as_of: {day}"), "utf-8")
    assert not problems_on(standing, day, "https://commune.example.vn/", rule)


def test_what_is_repealed_is_looked_up_no_more(standing: Path) -> None:
    path = standing / "site_data/procedures/1.999001.yml"
    text = path.read_text(encoding="utf-8")
    for edit, found in ((text, 1), (text.replace("state: dang-thuc-hien", "state: da-bai-bo"), 0)):
        fresh = edit.replace("collected_on: 2024-11-15", "collected_on: 2026-05-31")  # but review_by is over
        for written in (edit, fresh):
            path.write_text(written, encoding="utf-8")
            told = problems_on(standing, dt.date(2026, 6, 1), "https://commune.example.vn/", "stale-procedure")
            assert len([problem for problem in told if "1.999001" in problem.path]) == found


def test_a_commune_tells_about_itself_since_the_decree(standing: Path) -> None:
    day, url = dt.date(2026, 11, 21), "https://commune.example.vn/"
    (problem,) = problems_on(standing, day, url, "about-missing")
    assert "lịch sử" in problem.message
    for name in ABOUT:
        page = standing / "content" / "gioi-thieu" / f"{name}.md"
        page.write_text("# Giới thiệu\n\nNội dung mẫu.\n", encoding="utf-8")
    assert not problems_on(standing, day, url, "about-missing")


@pytest.mark.parametrize(
    ("period", "to", "found"),
    [
        ("2025-Q2", "UBND huyện Mẫu", 0),
        ("2025", "UBND huyện Mẫu", 0),
        ("2025-Q3", "UBND huyện Mẫu", 2),
        ("2025-Q3", "Phòng Nội vụ huyện", 2),
        ("2026-Q1", "UBND huyện Mẫu (cũ)", 0),
        ("2026-Q1", "Phòng giao dịch Ngân hàng Chính sách xã hội huyện Mẫu", 0),
        ("2026-Q1", "UBND tỉnh Ví Dụ", 0),
    ],
)
def test_a_report_goes_to_no_district_when_there_is_none(standing: Path, period: str, to: str, found: int) -> None:
    path = standing / "site_data/reports/quy-3-2024.yml"
    text = (
        f"title: Báo cáo mẫu\nsymbol: 9/BC-UBND\ndate: 2026-05-04\nplace: Ví Dụ\nissuer: UBND xã Ví Dụ\n"
        f"period: {period}\nsummary: Ngày trước xã gửi UBND huyện Mẫu.\ndossiers: chưa có (mẫu)\n"
        "activities: [{kind: hoi-nghi, text: Hội nghị mẫu.}]\n"
        f"recommendations: [{{to: {to}, text: Hỗ trợ kinh phí.}}]\nrecipients: [{{name: {to}}}]\n"
        "signatory: chưa có (mẫu)\nsource: {name: Dữ liệu mẫu}\n"
    )
    path.with_name("mau.yml").write_text(text, encoding="utf-8")
    problems = problems_on(standing, dt.date(2026, 11, 21), "https://commune.example.vn/", "old-superior")
    assert [problem.path for problem in problems] == ["site_data/reports/mau.yml"] * found


def test_a_paper_is_judged_by_the_law_of_its_own_day(standing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An invented decree on the form of papers: from 2027 on no place is asked for, but a number of its own kind."""
    old = next(law for law in manual.laws() if law.id == "nd-30-2020")
    kept = tuple(demand for demand in old.demands if demand.rule != "number-missing")
    changed = {
        "nd-30-2020": {"valid_to": dt.date(2026, 12, 31), "demands": kept},
        "nd-mau": {
            "valid_from": dt.date(2027, 1, 1),
            "demands": (manual.Demand(rule="number-missing", article="mẫu"),),
        },
    }
    others = tuple(law for law in manual.laws() if law.id != "nd-30-2020")
    invented = tuple(old.model_copy(update={"id": name, **change}) for name, change in changed.items())
    monkeypatch.setattr(manual, "_bases", cache(manual._bases.__wrapped__))
    monkeypatch.setattr(manual, "laws", lambda: (*others, *invented))
    report = standing / "site_data" / "reports" / "quy-3-2024.yml"
    text = report.read_text("utf-8").replace("place: Ví Dụ", "place: Nơi Khác", 1).replace("05/BC-UBND", "/BC-UBND", 1)
    judged = {"2026-12-31": "place-mismatch", "2027-01-01": "number-missing"}
    for day, rule in judged.items():
        report.write_text(text.replace("date: 2024-10-01", f"date: {day}", 1), "utf-8")
        for site_day in (dt.date(2027, 1, 1), dt.date(2030, 6, 1)):
            told = {one: problems_on(standing, site_day, "https://commune.example.vn/", one) for one in judged.values()}
            assert [one for one, found in told.items() if found] == [rule], (day, site_day)


def test_a_basis_that_the_law_ended_is_told_from_the_next_day(standing: Path) -> None:
    path = standing / "site_data" / "procedures" / "1.999001.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count("legal_basis:\n") == 1
    named = text.replace("legal_basis:\n", "legal_basis:\n  - symbol: 61/2018/NĐ-CP\n")
    path.write_text(named, encoding="utf-8")
    url = "https://commune.example.vn/"
    assert not problems_on(standing, dt.date(2025, 6, 30), url, "expired-basis")
    (problem,) = problems_on(standing, dt.date(2025, 7, 1), url, "expired-basis")
    assert "61/2018/NĐ-CP" in problem.message
    assert "118/2025/NĐ-CP" in problem.hint
    path.write_text(named.replace("61/2018", "118/2025"), encoding="utf-8")
    assert not problems_on(standing, dt.date(2025, 7, 1), url, "expired-basis")


def test_a_unit_that_is_no_more_is_judged_by_the_laws_of_its_last_day(commune: Path) -> None:
    path = commune / "site_data" / "procedures" / "1.999001.yml"
    text = path.read_text(encoding="utf-8")
    url, site = "https://commune.example.vn/", commune / "site_data" / "site.yml"
    path.write_text(text.replace("legal_basis:\n", "legal_basis:\n  - symbol: 61/2018/NĐ-CP\n"), encoding="utf-8")
    assert not problems_on(commune, dt.date(2027, 3, 1), url, "expired-basis")
    ended_later = site.read_text(encoding="utf-8").replace("  since: 2025-07-01", "  since: 2025-07-02")
    site.write_text(ended_later, encoding="utf-8")
    assert problems_on(commune, dt.date(2027, 3, 1), url, "expired-basis")


@pytest.mark.parametrize("ending", [".yml.txt", ".YML"])
def test_who_names_a_record_whose_file_has_a_wrong_ending_is_not_blamed(commune: Path, ending: str) -> None:
    file = commune / "site_data" / "procedures" / "1.999001.yml"
    file.rename(file.with_name(f"1.999001{ending}"))
    told = problems_of(commune)
    assert {(p.rule, p.path) for p in told} == {("misnamed-file", f"site_data/procedures/1.999001{ending}")}
    assert told[0].hint == "đổi tên tệp thành 1.999001.yml"


def test_a_file_from_a_mac_that_looks_the_same_is_told_apart() -> None:
    file = unicodedata.normalize("NFD", "tin-tuc/2024/anh/Ảnh lễ.JPG")
    told = "tệp từ máy Mac): đổi tên tệp thành anh-le.jpg"
    assert told in meant.file("tin-tuc/2024/anh/Ảnh lễ.JPG", (file,))
    assert told in meant.link("anh/Ảnh lễ.JPG", "tin-tuc/2024/anh/Ảnh lễ.JPG", "tin-tuc/2024", [file], set())
    assert "có phải" in meant.file("tin-tuc/2024/anh/Anh-le.jpg", (file,))


def test_a_file_is_known_by_its_name_in_a_folder_that_was_renamed_and_else_by_the_nearest_beside_it() -> None:
    assert meant.file("anh/cu/le.jpg", ("anh/cu/le.png", "anh/moi/le.jpg")) == "có phải “anh/moi/le.jpg”?"
    twice = ("anh/a/le.jpg", "anh/b/le.jpg", "anh/b/lex.jpg")
    assert meant.file("anh/b/ler.jpg", twice) == "có phải “anh/b/le.jpg”?"
    assert meant.file("anh/a/ler.jpg", twice) == "có phải “anh/a/le.jpg”?"


@pytest.mark.parametrize(
    "text",
    [
        "“Được 200%" + "\n" * 200_000 + "x",
        "a@x " + "a" * 200_000,
        "SN " + "Em Anh " * 30_000,
        "SN ông An Bình" + " " * 200_000 + "x",
        "a\t" * 100_000,
    ],
    ids=["lines", "letters", "names", "blanks", "cells"],
)
def test_a_text_that_goes_on_and_on_costs_little(commune: Path, text: str) -> None:
    path = commune / "content/tin-tuc/2024/thong-bao-lich.md"
    path.write_text("---".join([*path.read_text("utf-8").split("---")[:2], f"\n{text}\n"]), "utf-8")
    began = time.process_time()
    entry, problems = article(commune, path.relative_to(commune).as_posix())
    assert entry is not None, problems
    check_article(entry)
    assert time.process_time() - began < 5  # without care minutes


def test_a_link_to_a_file_is_not_looked_for_among_all_articles() -> None:
    site = read_commune()
    names = [f"tep-{number}.pdf" for number in range(5000)]
    news = tuple(replace(site.entries["news"][0], slug=f"2024/09/{name}", links=(f"/{name}",)) for name in names)
    site = replace(site, entries={**site.entries, "news": news}, files=frozenset(names))
    began = time.process_time()
    assert list(links_of_articles(site, news)) == []
    assert time.process_time() - began < 1  # else five


def test_no_section_is_empty_before_there_is_any_news(commune: Path) -> None:
    shutil.rmtree(commune / "content/tin-tuc")
    assert "empty-section" not in {problem.rule for problem in problems_of(commune)}


def test_of_two_files_of_one_name_none_is_meant() -> None:
    assert "có phải “../a.pdf”?" in meant.link("a.pdf", "x/y/a.pdf", "x/y", ["x/a.pdf"], set())
    assert "có phải" not in meant.link("a.pdf", "x/y/a.pdf", "x/y", ["x/a.pdf", "z/a.pdf"], set())


EDGES = yaml.safe_load((HERE / "edges.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("edge", EDGES, ids=[f"{edge['rule']}-{number}" for number, edge in enumerate(EDGES)])
def test_a_rule_goes_as_far_as_it_says(commune: Path, edge: dict[str, Any]) -> None:
    spoil(commune, edge)
    told = problems_of(commune)
    assert [problem.rule for problem in told].count(edge["rule"]) == edge["times"]
    assert {problem.rule for problem in told if problem.level is Level.ERROR} <= {edge["rule"]}
