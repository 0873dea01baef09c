"""The report writer: outlines, figures, the layout of NĐ 30/2020 in the file and on paper, the appendix."""

import datetime as dt
import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn

from cchc import cli
from cchc.ledger.counts import within
from cchc.ledger.due import Standing, progress
from cchc.load import load
from cchc.model.base import AdministrativeLevel
from cchc.model.figures import Origin
from cchc.pages import render_all
from cchc.period import Period
from cchc.problems import Refused, format_text, has_errors
from cchc.reporting import layout, outlines, plain, record, writer
from cchc.reporting.compose import compose
from cchc.reporting.draft import Block, Draft, Figure, Gap, Row, added
from cchc.reporting.facts import Facts, doubts
from cchc.reporting.layout import layout_on
from cchc.reporting.outlines import Span, all_outlines, choose, following
from cchc.reporting.phrasing import inside
from cchc.reporting.word import write
from cchc.site import Site
from cchc.urls import COUNTS_URL
from conftest import REPOSITORY, program, run, shared

REPORTS = {
    "xa-quy": (".", "2024-Q3"),
    "huyen": ("examples/vinh-linh", "2024"),
    "van-phong": ("examples/vp-ubnd-quang-ngai", "2022"),
    "xa-nam": ("examples/thuc-khang", "2023"),
}
MM = 36000  # of Word's own unit


@cache
def site_of(folder: str) -> Site:
    """A site of this repository with its articles."""
    root = (REPOSITORY / folder).resolve()
    site, _ = load(root, root / "content", "https://xa.example.vn/")
    assert site is not None
    return site


def draft_of(name: str) -> Draft:
    """The report of a seed's unit and period."""
    folder, period = REPORTS[name]
    return compose(site_of(folder), Period.parse(period))


def word_of(draft: Draft) -> bytes:
    """The Word file of a draft."""
    return write(draft, layout_on(draft.period.end))


def test_a_report_looks_as_the_law_of_the_day_of_its_signature_wants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invented decree holds from 2025 on: what is signed in January for the quarter before has its form already."""
    old = layout_on(dt.date(2024, 12, 31))
    ended = old.model_copy(update={"valid_to": dt.date(2024, 12, 31)})
    new = old.model_copy(update={"valid_from": dt.date(2025, 1, 1), "font": "Phông Mẫu"})
    monkeypatch.setattr(layout, "data_file", lambda *_: layout.Layouts(layouts=(ended, new)))
    for period, day, font in (
        ("2024-Q3", dt.date(2026, 3, 1), "Times New Roman"),  # out since 2024, as its record says
        ("2024-Q4", dt.date(2024, 12, 31), "Times New Roman"),
        ("2024-Q4", dt.date(2025, 1, 1), "Phông Mẫu"),
    ):
        out = tmp_path / f"{period}-{day}.html"
        site = replace(site_of("."), as_of=day)
        writer.write(site, REPOSITORY / "theme", Period.parse(period), out)
        assert set(re.findall(r"Times New Roman|Phông Mẫu", out.read_text("utf-8"))) == {font}


@pytest.mark.parametrize("name", REPORTS)
def test_the_outline_fits_the_unit_and_the_period(name: str) -> None:
    assert draft_of(name).outline == name


def test_a_commune_reports_each_kind_of_period_and_the_district_only_while_there_was_one() -> None:
    commune, district = AdministrativeLevel.COMMUNE, AdministrativeLevel.DISTRICT
    chosen = {code: choose(commune, Period.parse(code)).id for code in ("2024-Q1", "2024-H1", "2024-9M", "2026")}
    assert chosen == {"2024-Q1": "xa-quy", "2024-H1": "xa-quy", "2024-9M": "xa-quy", "2026": "xa-nam"}
    assert choose(district, Period.parse("2025-H1")).id == "huyen"
    for level, code in ((district, "2025-Q3"), (AdministrativeLevel.VILLAGE, "2024"), (commune, "2021-2025")):
        with pytest.raises(Refused):
            choose(level, Period.parse(code))


def test_names_in_an_outline_are_unique() -> None:
    for outline in all_outlines():
        names = [f"{part.id}.{item.id}" for part in outline.parts for item in part.items]
        assert len(set(names)) == len(names), outline.id
        assert len({part.id for part in outline.parts}) == len(outline.parts), outline.id


@pytest.mark.parametrize(
    ("seed", "name"),
    [("000-son-bua-bao-cao-quy-3-2024", "xa-quy"), ("001-vinh-linh-bao-cao-2024", "huyen")],
)
def test_headings_follow_the_report_that_the_outline_is_from(seed: str, name: str) -> None:
    text = (shared("seeds") / f"{seed}.txt").read_text(encoding="utf-8").casefold()
    outline = next(outline for outline in all_outlines() if outline.id == name)
    place = 0
    for part in outline.parts:
        first = part.title.partition("{")[0].partition(";")[0].partition(",")[0].split(" ")[:3]
        found = text.find(" ".join(first).casefold(), place)
        assert found >= place, part.title
        place = found


def test_what_follows_a_period() -> None:
    pairs = {"2024-Q4": "2025-Q1", "2024-H1": "2024-H2", "2024-9M": "2024-Q4", "2024": "2025", "2024-Q1": "2024-Q2"}
    level = AdministrativeLevel.COMMUNE
    assert {code: following(level, Period.parse(code)).code for code in pairs} == pairs


def test_periods_that_the_law_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invented circular: from 2028 on half-yearly instead of quarterly reports, in 2030 quarterly ones again."""
    quarterly, yearly = outlines.by_id("xa-quy"), outlines.by_id("xa-nam")
    days = [dt.date(2027, 12, 31), dt.date(2028, 1, 1), dt.date(2029, 12, 31), dt.date(2030, 1, 1)]
    half = {"id": "mau", "periods": (Span.HALF_YEAR,), "valid_from": days[1], "valid_to": days[2]}
    changes = ({"valid_to": days[0]}, half, {"periods": (Span.QUARTER,), "valid_from": days[3]})
    invented = (*(quarterly.model_copy(update=change) for change in changes), yearly)
    monkeypatch.setattr(outlines, "all_outlines", lambda: invented)
    level = AdministrativeLevel.COMMUNE
    assert [choose(level, Period.parse(code)).id for code in ("2027-Q4", "2028-H1", "2028")] == [
        "xa-quy",
        "mau",
        "xa-nam",
    ]
    pairs = {"2027-Q3": "2027-Q4", "2027-Q4": "2028-H1", "2028-H1": "2028-H2", "2029-H2": "2030-Q1", "2027": "2028"}
    assert {code: following(level, Period.parse(code)).code for code in pairs} == pairs
    with pytest.raises(Refused, match=r"chưa có bố cục .*; kỳ bắt đầu ngày 01/4/2028 thì lập báo cáo: 6 tháng, năm$"):
        choose(level, Period.parse("2028-Q2"))


def news(day: str, more: str = "") -> dict[str, tuple[str, str]]:
    """An edit for `copy_of`: a news item of a day."""
    text = f"---\ntitle: Tin (dữ liệu mẫu)\ndate: {day}\ncategory: tin-cchc\nsummary: Mẫu.\n{more}---\n\nMẫu.\n"
    return {f"../content/tin-tuc/{day[:4]}/tin-{day}.md": ("", text)}


def test_figures_come_from_records_and_nothing_is_invented(tmp_path: Path) -> None:
    retold = news("2024-08-03", "dated_by: ngay-theo-ky-bao-cao\n")
    draft = compose(copy_of(".", tmp_path, news("2024-08-02") | retold), Period.parse("2024-Q3"))
    told = {block.name: block for block in draft.blocks()}
    figure = told["trang.tin-bai"].named("news")
    assert isinstance(figure, Figure)
    assert (figure.value, figure.computed) == ("01", True)
    dossiers = told["trang.ho-so"].named("dossiers")
    assert isinstance(dossiers, Figure)
    assert (dossiers.value, dossiers.computed) == ("459", False), "declared in the report of the period, not counted"
    assert isinstance(told["symbol"].pieces[1], Gap)
    assert told["trang.duong-day-nong"].text.startswith("[… "), "no hotline of Sơn Bua has a phone: people must say"
    assert told["signer"].text == "Cao Văn Chung"


def test_a_period_without_records_asks_and_states_nothing() -> None:
    draft = compose(site_of("."), Period.parse("2019-Q1"))
    figures = [p for b in draft.blocks() for p in b.pieces if isinstance(p, Figure) and p.name != "procedures"]
    assert [f for f in figures if f.name in ("news", "dossiers", "airings", "tasks")] == []
    assert "[… " in next(block for block in draft.blocks() if block.name == "trang.tin-bai").text


def test_what_is_repealed_or_has_not_begun_is_not_counted(tmp_path: Path) -> None:
    def counted(edits: dict[str, tuple[str, str]]) -> list[int]:
        site = copy_of("tests/commune", tmp_path / str(len(edits)), edits, dt.date(2024, 12, 31))
        facts = Facts(site, Period.parse("2024-Q4"))
        return [facts.number(name) or 0 for name in ("procedures", "procedures-online", "hotlines")]

    before = counted({})
    after = counted(
        {
            "procedures/1.999001.yml": ("state: dang-thuc-hien", "state: da-bai-bo"),
            "hotlines.yml": ("valid_from: 2024-01-01", "valid_from: 2025-01-01"),
        }
    )
    assert after == [number - 1 for number in before]


def test_what_is_suspended_is_published_but_cannot_be_handed_in(tmp_path: Path) -> None:
    def counted(edits: dict[str, tuple[str, str]]) -> list[int]:
        facts = Facts(
            copy_of("tests/commune", tmp_path / str(len(edits)), edits, dt.date(2024, 12, 31)), Period.parse("2024-Q4")
        )
        return [facts.number(name) or 0 for name in ("procedures", "procedures-online")]

    published, online = counted({})
    edits = {"procedures/1.999001.yml": ("state: dang-thuc-hien", "state: tam-dung")}
    assert counted(edits) == [published, online - 1]


def test_the_appendix_is_the_table_of_the_original() -> None:
    told = yaml.safe_load((REPOSITORY / "tests/reports/vinh-linh-2024.yml").read_text(encoding="utf-8"))
    (appendix,) = draft_of("huyen").appendices
    assert list(appendix.table.columns) == told["columns"]
    assert appendix.heading[1].text == told["title"]
    assert appendix.closing[0].text == told["total"]
    for row, original in zip(appendix.table.rows, told["rows"], strict=True):
        number, name, result, done, still, note = ("\n".join(b.text for b in cell) for cell in row.cells)
        assert (number, done, still) == (original["number"], original["done"], "")
        for word in original["words"]:
            assert word.casefold() in name.casefold()
        for word in original.get("result", []):
            assert word.casefold() in result.casefold()
        assert bool(result) == ("result" in original)
        links = [link for link in re.findall(r"https?://\S+", note) if "xa.example.vn" not in link]
        assert links == original.get("links", [])
        figures = [p.value for block in row.cells[5] for p in block.pieces if isinstance(p, Figure)]
        assert figures == original.get("figures", [])


def test_a_task_that_is_only_declared_done_is_told() -> None:
    found = list(doubts(Facts(site_of("examples/vinh-linh"), Period.parse("2024"))))
    assert len(found) == 7  # all but the first, which a document proves
    assert {problem.rule for problem in found} == {"declared-done"}
    assert all(problem.path == "site_data/plans/2024.yml" and problem.line > 1 for problem in found)
    told = text_of(site_of("examples/vinh-linh"), "2024")  # the paper tells it too, to whom it is sent
    assert "đã hoàn thành 08, chưa hoàn thành 0 (chi tiết tại Phụ lục)." in told
    assert "Có đủ minh chứng kiểm được trên trang: 01 nhiệm vụ." in told
    assert told.count("Đơn vị khai hoàn thành mà ") == 7


@pytest.mark.parametrize("folder", ["examples/vinh-linh", "examples/truong-quang-trong", "."])
def test_who_gets_the_paper_is_told_where_its_figures_can_be_checked(folder: str, tmp_path: Path) -> None:
    site = site_of(folder)
    theme, period = REPOSITORY / "theme", Period.parse("2024")
    writer.write(site, theme, period, tmp_path / "bao-cao.md")
    assert f"{site.url}so-lieu/#tu-kiem" in (tmp_path / "bao-cao.md").read_text(encoding="utf-8")
    writer.write(site, theme, period, tmp_path / "bao-cao.yml")
    assert "tu-kiem" not in (tmp_path / "bao-cao.yml").read_text(encoding="utf-8"), "which is no part of what it says"
    page = next(page for page in render_all(site, theme) if page.url == COUNTS_URL)
    assert "{#tu-kiem}" in page.markdown


def test_numbers_of_the_text_and_of_the_appendix_that_disagree_are_told(tmp_path: Path) -> None:
    site = site_of("examples/vinh-linh")
    done = writer.write(site, REPOSITORY / "theme", Period.parse("2024"), tmp_path / "bao-cao.md")
    told = [problem.message for problem in done.problems if problem.rule == "count-conflict"]
    assert len(told) == 3
    assert "33 (thân báo cáo, mục 2), 68 (phụ lục, nhiệm vụ 3)" in told[0]
    other = writer.write(site, REPOSITORY / "theme", Period.parse("2024-Q3"), tmp_path / "quy.md")
    assert "count-conflict" not in {problem.rule for problem in other.problems}


def text_of(site: Site, period: str) -> str:
    """What the report of a period says, its appendix too."""
    return "\n".join(block.text for block in compose(site, Period.parse(period)).blocks())


def copy_of(folder: str, to: Path, edits: dict[str, tuple[str, str]], day: dt.date | None = None) -> Site:
    """A site of this repository with texts replaced or, for an old text "", added at the end."""
    root = to / "site"
    shutil.copytree(REPOSITORY / folder / "content", root / "content")
    shutil.copytree(REPOSITORY / folder / "site_data", root / "site_data")
    for name, (old, new) in edits.items():
        path = root / "site_data" / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text, (name, old)
        path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")
    site, problems = load(root, root / "content", "https://xa.example.vn/", day)
    assert site is not None
    assert not has_errors(problems), format_text(problems)
    return site


def test_none_is_a_result_too(tmp_path: Path) -> None:
    done = "đã hoàn thành 0, chưa hoàn thành 11"
    assert done in text_of(site_of("examples/truong-quang-trong"), "2024")
    assert "đã hoàn thành 08, chưa hoàn thành 0" in text_of(site_of("examples/vinh-linh"), "2024")
    feedback = ("", "feedback: {received: 12, answered: 0, overdue: 12}\n")
    site = copy_of(".", tmp_path, {"reports/2024-q3.yml": feedback})
    assert "Tiếp nhận 12 phản ánh, kiến nghị; đã trả lời 0." in text_of(site, "2024-Q3")
    partly = "online_level: mot-phan\npartial_reason: phải ký trực tiếp vào sổ (dữ liệu mẫu)\n"
    for number, (level, online) in enumerate((("thong-tin", "0"), ("muc-4", "01"), ("chưa có (đang hỏi)", None))):
        edit = {"procedures/1.999001.yml": (partly, f"online_level: {level}\n")}
        told = text_of(copy_of("tests/commune", tmp_path / str(number), edit), "2024-Q3")
        assert re.findall("Công khai 02 TTHC .* trong đó (.*) TTHC nộp hồ sơ", told) == ([online] if online else [])


def test_news_of_a_unit_without_a_website_is_told_apart_from_what_goes_from_hand_to_hand(tmp_path: Path) -> None:
    paper = "- {id: to-tin, date: 2024-12-21, title: Tờ tin mẫu, kind: tin-bai, count: 40}\n"
    edits = {"channels.yml": ("relation: cua-don-vi", "relation: phoi-hop"), "publications.yml": ("", paper)}
    told = text_of(copy_of("tests/commune", tmp_path, edits), "2024-Q4")
    assert "Đã đăng 01 tin, bài" in told
    assert "Hình thức khác: 40 tin, bài." in told


def test_a_period_is_judged_by_what_was_there_at_its_end() -> None:
    rows = rows_of("examples/vinh-linh", "2024-Q1")
    assert [row[3] for row in rows] == ["x", "", "", "", "", "", "", ""], "only the plan of 31 January was there"
    assert "Kế hoạch số 29/KH-UBND" in rows[0][5]
    assert (rows[7][2], rows[7][5]) == ("", ""), "the report of the year is no proof of its first quarter"
    assert all(row[3] == "x" for row in rows_of("examples/vinh-linh", "2024"))
    early = replace(site_of("examples/vinh-linh"), as_of=dt.date(2024, 3, 15))
    days = [str(Facts(early, Period.parse(period)).site_at_end.as_of) for period in ("2023-Q4", "2024-Q1")]
    assert days == ["2023-12-31", "2024-03-15"], "a draft before the end knows no day that is to come"


def rows_of(folder: str, period: str) -> list[list[str]]:
    """The cells of the appendix."""
    (appendix,) = compose(site_of(folder), Period.parse(period)).appendices
    return [["\n".join(block.text for block in cell) for cell in row.cells] for row in appendix.table.rows]


def test_proof_of_a_day_to_come_proves_nothing(tmp_path: Path) -> None:
    evidence = (
        "    evidence:\n      - name: Trang khác\n        url: https://khac.example.vn/a\n        date: 2025-03-01\n"
        f"        saved: {{saved_on: 2025-03-02, sha256: {'a1' * 32}}}\n"
    )
    name = "  - id: cuoc-thi-truc-tuyen\n"
    for day, is_done in ((dt.date(2024, 12, 31), False), (dt.date(2025, 3, 1), True)):
        site = copy_of(
            "examples/truong-quang-trong", tmp_path / str(day), {"plans/2024.yml": (name, name + evidence)}, day
        )
        found = next(one for one in Facts(site, Period.parse("2024")).tasks if one.anchor == "cuoc-thi-truc-tuyen")
        proofs = [
            proof
            for plan in site.plans
            for one in progress(site, plan)
            for proof in one.proofs
            if proof.url == "https://khac.example.vn/a"
        ]
        assert [proof.holds for proof in proofs] == [is_done]
        assert found.standing is not Standing.DONE, "for the year 2024 it comes too late in any case"


def test_news_of_the_own_page_is_counted_once(tmp_path: Path) -> None:
    told = text_of(site_of("examples/thuc-khang"), "2023")
    assert "[… Trang chưa có tin, bài nào trong kỳ" in told, "its one item retells a document"
    told = text_of(copy_of("examples/thuc-khang", tmp_path, news("2023-05-02")), "2023")
    assert "Đã đăng 01 tin, bài về CCHC trên Trang thông tin điện tử." in told
    assert "Trang thông tin điện tử xã Thúc Kháng:" not in told
    assert "Đài truyền thanh xã, mục “Cải cách hành chính - chuyển đổi số”: gần 30 tin, bài." in told


def test_of_two_own_websites_the_one_at_this_address_has_the_news(tmp_path: Path) -> None:
    other = "\n- id: trang-khac\n  name: Trang khác của xã\n  kind: trang-thong-tin\n"
    other += "  url: {}\n  source: {{name: Dữ liệu mẫu}}\n"
    for url, channel in (("https://xa.example.vn/tin", "trang-khac"), ("https://khac.example.vn/", "")):
        edits = news("2023-05-02") | {"channels.yml": ("", other.format(url))}
        site = copy_of("examples/thuc-khang", tmp_path / (channel or "khong-ro"), edits)
        of_news = within(site, Period.parse("2023"))
        assert {item.channel for item in of_news if item.id.startswith("news:")} == {channel}


def test_a_count_of_another_period_is_not_told(tmp_path: Path) -> None:
    counts = (
        "\ncounts:\n  - {channel: zalo, value: 63, period: 2024-H1, place: phần I}\n"
        "  - {channel: zalo, value: 25, place: phần I}\n"
    )
    channel = "\n- id: zalo\n  name: Nhóm Zalo của xã\n  kind: mang-xa-hoi\n  relation: cua-don-vi\n"
    channel += "  url: https://zalo.me/g/x\n  source: {name: Dữ liệu mẫu}\n"
    site = copy_of(".", tmp_path, {"reports/2024-q3.yml": ("", counts), "channels.yml": ("", channel)})
    told = text_of(site, "2024-Q3")
    assert "Nhóm Zalo của xã: 25 tin, bài." in told
    assert "63" not in told


def test_records_of_other_bodies_are_told_as_nobody_elses(tmp_path: Path) -> None:
    report = (
        "title: Báo cáo của huyện\nsymbol: 9/BC-UBND\ndate: 2024-07-01\nplace: Sơn Tây\nissuer: {}\nperiod: 2024-Q2\n"
        "summary: Báo cáo mẫu.\n"
        "dossiers: {{total: 7.777, online: 7.777, direct: 0, early: 0, on_time: 7.777, overdue: 0}}\n"
        "activities: [{{kind: hoi-nghi, text: Hội nghị mẫu.}}]\n"
        "strengths: [Huyện làm tốt.]\nrecipients: [{{name: UBND tỉnh mẫu}}]\n"
        "signatory: {{title: Chủ tịch, name: Người Ký Mẫu}}\nsource: {{name: Dữ liệu mẫu}}\n"
    )
    plan = (
        "title: Kế hoạch của tỉnh\npart_of: huyen-q2\nissuer: {}\nperiod: {}\nsummary: Kế hoạch mẫu.\n"
        "tasks: [{{id: viec-cua-tinh-{}, name: Việc của tỉnh}}]\nsource: {{name: Dữ liệu mẫu}}\n"
    )
    words = ("7.777", "Huyện làm tốt", "UBND tỉnh mẫu", "Người Ký Mẫu", "Việc của tỉnh")
    periods = ("2024-Q2", "2024-Q3")
    for issuer, is_told in (("UBND huyện Sơn Tây", False), ("Ủy ban nhân dân xã Sơn Bua", True)):
        edits = {f"plans/{one}.yml": ("", plan.format(issuer, one, number)) for number, one in enumerate(periods)}
        site = copy_of(".", tmp_path / issuer, {"reports/huyen-q2.yml": ("", report.format(issuer)), **edits})
        told = text_of(site, "2024-Q2")
        assert {word: word in told for word in words} == dict.fromkeys(words, is_told)
        facts = Facts(site, Period.parse("2024-Q2"))
        assert (len(facts.plans), facts.next_plan is not None) == ((1, True) if is_told else (0, False))


def test_of_several_reports_of_a_period_the_latest_counts(tmp_path: Path) -> None:
    text = (REPOSITORY / "tests/commune/site_data/reports/quy-3-2024.yml").read_text(encoding="utf-8")
    corrected = {
        f"reports/{name}.yml": (
            "",
            text.replace("date: 2024-10-01", f"date: {day}").replace("title: ", f"title: {day} ", 1),
        )
        for name, day in (("a-nhap", "2024-09-30"), ("dinh-chinh", "2024-10-09"), ("z-nhap", "2024-09-29"))
    }
    record = Facts(copy_of("tests/commune", tmp_path, corrected), Period.parse("2024-Q3")).record
    assert record is not None
    assert record.title.startswith("2024-10-09")


def test_what_is_to_come_is_no_result(tmp_path: Path) -> None:
    event = "title: Hội nghị tổng kết\nkind: hoi-nghi\nperiod: 2024-Q4\ndate: 2024-12-30\nsource: {name: Dữ liệu mẫu}\n"
    for day, is_told in ((dt.date(2024, 12, 15), False), (dt.date(2024, 12, 30), True)):
        site = copy_of(".", tmp_path / str(day), {"events/tong-ket.yml": ("", event)}, day)
        assert ("Hội nghị tổng kết, ngày 30/12/2024" in text_of(site, "2024-Q4")) is is_told


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ("to-chuc, phoi-hop-to-chuc", "\nLớp tập huấn mẫu, ngày 12/8/2024."),
        ("cu-nguoi-du", "\nCử người dự lớp tập huấn mẫu do Sở Nội vụ tổ chức, ngày 12/8/2024."),
        ("phoi-hop-to-chuc", "\nPhối hợp tổ chức lớp tập huấn mẫu, ngày 12/8/2024."),
    ],
)
def test_what_others_held_is_no_result_of_the_unit(tmp_path: Path, roles: str, told: str) -> None:
    event = "title: Lớp tập huấn mẫu\nkind: tap-huan\nroles: [{}]\norganisers: [Sở Nội vụ]\nperiod: 2024-Q3\n"
    event += "date: 2024-08-12\nsource: {{name: Dữ liệu mẫu}}\n"
    assert told in text_of(copy_of(".", tmp_path, {"events/lop.yml": ("", event.format(roles))}), "2024-Q3")


def test_what_others_publish_is_told_as_theirs() -> None:
    told = text_of(site_of("examples/vp-ubnd-quang-ngai"), "2022")
    assert "\nBản tin “Cải cách hành chính tỉnh”, do Sở Thông tin và Truyền thông chủ trì." in told


def test_recipients_are_asked_for_anew_when_the_superior_is_another() -> None:
    site, district = site_of("."), "Phòng Văn hóa - Thông tin huyện;"
    for day, period, is_kept in (
        (dt.date(2025, 6, 30), "2025-Q2", True),
        (dt.date(2025, 7, 1), "2025-Q2", False),  # of a quarter with a district, sent when there is none
        (dt.date(2025, 12, 31), "2025-Q3", False),
        (dt.date(2025, 12, 31), "2024-Q3", True),  # is out: it went to the district
    ):
        told = text_of(replace(site, as_of=day), period)
        assert (district in told, "[… cơ quan nhận báo cáo]" in told) == (is_kept, not is_kept), (day, period)


@pytest.mark.parametrize("name", ["xa-nam", "huyen", "van-phong", "xa-quy"])
def test_a_report_does_not_talk_about_the_report_it_recalls(name: str) -> None:
    told = "\n".join(block.text for block in draft_of(name).blocks()).lower()
    assert [
        words for words in ("báo cáo không", "báo cáo nói", "báo cáo gọi", "giao ubnd xã thúc kháng") if words in told
    ] == []


def test_an_event_without_a_day_is_told_as_left_out(tmp_path: Path) -> None:
    event = "title: Lớp tập huấn mẫu\nkind: tap-huan\nperiod: {}\n{}source: {{name: Dữ liệu mẫu}}\n"
    often = "frequencies: [{times: 1, per: thang}]\n"
    events = {"nay": ("2024-Q3", ""), "sau": ("2024-Q4", ""), "thang": ("2024-Q3", often)}
    events |= {"co-ngay": ("2024-Q3", "date: 2024-08-01\n")}
    edits = {f"events/{name}.yml": ("", event.format(*told)) for name, told in events.items()}
    for day, period, named in (
        ("09-29", "2024-Q3", []),
        ("09-30", "2024-Q3", ["nay"]),
        ("12-31", "2024", ["nay", "sau"]),
    ):
        site = copy_of("examples/thuc-khang", tmp_path / day, edits, dt.date.fromisoformat(f"2024-{day}"))
        done = writer.write(site, REPOSITORY / "theme", Period.parse(period), tmp_path / f"{day}.md")
        found = [problem.path for problem in done.problems if problem.rule == "event-undated"]
        assert found == [f"site_data/events/{name}.yml" for name in named]
    assert (tmp_path / "12-31.md").read_text(encoding="utf-8").count("Lớp tập huấn mẫu") == 1


def test_what_is_only_to_recur_is_no_result_until_the_register_has_it(tmp_path: Path) -> None:
    planned = copy_of("tests/commune", tmp_path / "planned", {}, dt.date(2024, 12, 31))
    told = text_of(planned, "2024")
    assert "Tập huấn quy trình một cửa của xã Ví Dụ (dữ liệu mẫu), ngày 28/9/2024" in told
    assert all(name not in told for name in ("Họp thôn", "Chuyên mục cải cách hành chính", "Thu, phát lại"))
    assert "[… chuyên mục phát thanh: tần suất, thời lượng, nội dung]" in told
    assert "Pa-nô cải cách hành chính ở trung tâm xã Ví Dụ, 01 tin, bài, đặt tại" in told
    aired = (
        "\n- {id: phat-1, date: 2024-03-05, title: Bản tin, kind: luot-phat, channel: loa-xa, count: 2, "
        "broadcast: chuyen-muc-cchc}\n- {id: phat-2, date: 2025-01-05, title: Bản tin, kind: luot-phat, "
        "channel: loa-xa, broadcast: thu-dai-huyen}\n"
    )
    told = text_of(copy_of("tests/commune", tmp_path / "aired", {"publications.yml": ("", aired)}), "2024")
    assert "Chuyên mục cải cách hành chính của xã Ví Dụ, 02 lượt phát, thời lượng 10–15 phút; nội dung: " in told
    assert "Thu, phát lại" not in told


def test_radio_television_and_what_goes_from_hand_to_hand_are_told_apart(tmp_path: Path) -> None:
    went_out = (
        "\n- {id: phat-1, date: 2024-07-05, title: Bản tin, kind: luot-phat, channel: loa-xa, count: 3}\n"
        "- {id: phat-2, date: 2024-07-06, title: Phóng sự, kind: luot-phat, channel: dai-huyen, count: 4}\n"
        "- {id: to-gap, date: 2024-07-07, title: Tờ gấp, kind: so-phat-hanh, count: 500}\n"
    )
    told = text_of(copy_of("tests/commune", tmp_path, {"publications.yml": ("", went_out)}), "2024-Q3")
    assert "Đã phát 03 lượt tin, bài về CCHC trên hệ thống truyền thanh." in told
    assert "Đài truyền thanh huyện Mẫu: 04 lượt phát." in told
    assert "Hình thức khác: 500 số, kỳ." in told


def test_the_plan_of_a_ward_is_no_result() -> None:
    told = text_of(site_of("examples/truong-quang-trong"), "2024")
    assert all(name not in told.partition("Phụ lục")[0] for name in ("Chuyên mục", "Bản tin số", "tờ gấp", "Cuộc thi"))


# What NĐ 30/2020, Phụ lục I, allows: sizes in points, whether bold, italic, and how the lines stand.
ALLOWED = {
    "superior": (12, 13, False, False, "center"),
    "issuer": (12, 13, True, False, "center"),
    "issuer-last": (12, 13, True, False, "center"),
    "symbol": (13, 13, False, False, "center"),
    "state": (12, 13, True, False, "center"),
    "motto": (13, 14, True, False, "center"),
    "date": (13, 14, False, True, "center"),
    "type": (13, 14, True, False, "center"),
    "subject": (13, 14, True, False, "center"),
    "body": (13, 14, False, False, "both"),
    "item": (13, 14, False, False, "both"),
    "recipients": (12, 12, True, True, "left"),
    "recipient": (11, 11, False, False, "left"),
    "authority": (13, 14, True, False, "center"),
    "position": (13, 14, True, False, "center"),
    "signer": (13, 14, True, False, "center"),
    "appendix": (14, 14, True, False, "center"),
    "appendix-title": (13, 14, True, False, "center"),
    "appendix-note": (13, 14, False, True, "center"),
}


def test_the_file_measures_as_the_decree_wants() -> None:
    file = Document(io.BytesIO(word_of(draft_of("huyen"))))
    body, appendix = file.sections
    assert (round(body.page_width / MM), round(body.page_height / MM)) == (210, 297)
    assert (round(appendix.page_width / MM), round(appendix.page_height / MM)) == (297, 210)
    for section in (body, appendix):
        for side, low, high in (("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)):
            assert low <= round(getattr(section, f"{side}_margin") / MM, 1) <= high, side
        assert section.different_first_page_header_footer
        assert section.header.paragraphs[0].alignment == 1  # the middle
        assert "PAGE" in section.header._element.xml
    styles = {str(style.name).removeprefix("cchc "): style for style in file.styles}
    for name, (low, high, bold, italic, align) in ALLOWED.items():
        style = styles[name]
        assert low <= style.font.size.pt <= high, name
        assert (bool(style.font.bold), bool(style.font.italic)) == (bold, italic), name
        assert style.font.name == "Times New Roman", name
        assert style.element.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == align, name
    for name in ("body", "item"):
        form = styles[name].paragraph_format
        assert 10 <= form.first_line_indent / MM <= 12.75
        assert form.space_before.pt >= 6
        assert 1 <= form.line_spacing <= 1.5


def test_no_paragraph_has_a_type_of_its_own() -> None:
    """All type is in the styles, so that measuring them measures the file."""
    file = Document(io.BytesIO(word_of(draft_of("xa-quy"))))
    sizes = list(file.element.body.iter(qn("w:sz"), qn("w:rFonts"), qn("w:jc")))
    assert sizes == []
    used = {style.get(qn("w:val")) for style in file.element.body.iter(qn("w:pStyle"))}
    assert used <= {style.style_id for style in file.styles}


def test_the_same_report_is_the_same_bytes_and_passes_as_xml() -> None:
    draft = draft_of("van-phong")
    data = word_of(draft)
    assert data == word_of(draft)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert len(set(packed.namelist())) == len(packed.namelist())


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> pypdfium2.PdfDocument:
    """The district's report, printed by LibreOffice."""
    folder = tmp_path_factory.mktemp("paper")
    (folder / "bao-cao.docx").write_bytes(word_of(draft_of("huyen")))
    office(folder, "pdf", folder / "bao-cao.docx")
    return pypdfium2.PdfDocument(folder / "bao-cao.pdf")


def office(folder: Path, form: str, *files: Path, read_as: str = "") -> None:
    """Convert files with LibreOffice, of a profile of its own."""
    command = [program("soffice"), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += [f"--infilter={read_as}"] if read_as else []
    done = subprocess.run(
        [*command, "--convert-to", form, "--outdir", folder, *files], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr


def line(page: pypdfium2.PdfPage, fragment: str, left: float = 0, right: float = 297) -> tuple[float, float, float]:
    """Where the line with some letters stands, in mm from the left, right and top edge of the page.

    `left`, `right`: the column to look in. Only letters of Latin-1 can be searched for: Vietnamese ones come from
    another font where Times New Roman is not installed, and stand elsewhere in the text of the PDF.
    """
    found, mm = page.get_textpage(), 25.4 / 72
    start = found.search(fragment).get_next()
    assert start, fragment
    _, low, _, high = found.get_charbox(start[0])
    boxes = [found.get_charbox(index) for index in range(found.count_chars())]
    middle = (low + high) / 2
    on_line = [b for b in boxes if b[1] - 1 < middle < b[3] + 1 and left <= b[0] * mm <= right and b[2] - b[0] > 0.5]
    width, height = page.get_size()
    top = max(b[3] for b in on_line)
    return min(b[0] for b in on_line) * mm, (width - max(b[2] for b in on_line)) * mm, (height - top) * mm


def test_printed_it_has_the_margins_the_indent_and_the_middle(paper: pypdfium2.PdfDocument) -> None:
    first = paper[0]
    lead = line(first, "35/KH-UBND")
    assert 40 <= lead[0] <= 43.5, "the first line of a paragraph begins 1–1.27 cm inside a margin of 30 mm"
    assert 14.5 <= lead[1] <= 16, "and ends at the right margin"
    state, motto = line(first, "NG HÒA XÃ H", left=93), line(first, "do - H", left=93)
    assert 19 <= state[2] < motto[2] <= 31
    assert abs((state[0] - state[1]) - (motto[0] - motto[1])) < 2, "one below the other, both in the middle"
    agency, unit = line(first, "Y BAN NHÂN DÂN", right=93), line(first, "NH LINH", right=93)
    assert abs(agency[0] + 210 - agency[1] - unit[0] - 210 + unit[1]) < 2
    title = line(first, "BÁO CÁO")
    assert abs((title[0] - 30) - (title[1] - 15)) < 1.5
    assert motto[2] < title[2] < lead[2]


def test_printed_pages_are_numbered_from_the_second_and_the_appendix_lies(paper: pypdfium2.PdfDocument) -> None:
    sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in paper]
    lying = [number for number, size in enumerate(sizes) if size == (297, 210)]
    assert lying == list(range(lying[0], len(sizes)))
    assert set(sizes[: lying[0]]) == {(210, 297)}
    heads = [
        page.get_textpage().get_text_bounded(top=page.get_size()[1], bottom=page.get_size()[1] - 50) for page in paper
    ]
    told = [head.strip().split("\r\n")[0] if head.strip() else "" for head in heads]
    for numbers in (told[: lying[0]], told[lying[0] :]):  # each counts from its own first page, which shows none
        assert not numbers[0].isdigit()
        assert numbers[1:] == [str(number) for number in range(2, len(numbers) + 1)]


def test_markdown_says_what_word_says() -> None:
    draft = draft_of("huyen")
    text = plain.markdown(draft, layout_on(draft.period.end)).replace("\\", "")
    for block in draft.blocks():
        for paragraph in block.paragraphs:
            assert paragraph in text


def test_the_record_is_sound_and_marks_what_was_counted(tmp_path: Path) -> None:
    facts = Facts(copy_of(".", tmp_path, news("2024-08-02")), Period.parse("2024-Q3"))
    values = yaml.safe_load(record.text(compose(facts.site, facts.period), facts))
    (figure,) = [figure for figure in values["figures"] if figure["unit"] == "tin, bài"]
    assert figure["origin"] == Origin.COMPUTED.value
    assert values["dossiers"]["total"] == "459"
    assert len(values["limitations"]) == 4
    assert "[…" not in str(values), "a gap that nobody filled is not published"


def test_a_number_typed_by_hand_is_not_called_counted(tmp_path: Path) -> None:
    facts = Facts(copy_of(".", tmp_path, news("2024-08-02")), Period.parse("2024-Q3"))
    draft = compose(facts.site, facts.period)

    def typed(block: Block) -> Block:
        pieces = (replace(p, declared="99") if isinstance(p, Figure) and p.name == "news" else p for p in block.pieces)
        return replace(block, pieces=tuple(pieces))

    for made, origin in ((draft, "tu-dem"), (replace(draft, body=tuple(map(typed, draft.body))), "khai-bao")):
        values = yaml.safe_load(record.text(made, facts))
        (figure,) = [figure for figure in values["figures"] if figure["unit"] == "tin, bài"]
        assert figure["origin"] == origin
        assert ("tin, bài" in values["summary"].partition("Số đếm từ dữ liệu")[2]) is (origin == "tu-dem")


def signed(draft: Draft, written: str, **values: str) -> Draft:
    """A report with its day filled in, or written over."""

    def filled(block: Block) -> Block:
        pieces = (replace(p, filled=values.get(p.name, "")) if isinstance(p, Gap) else p for p in block.pieces)
        return replace(block, pieces=tuple(pieces), written=(written,) if written else ())

    return replace(draft, state=tuple(filled(b) if b.name == "date" else b for b in draft.state))


@pytest.mark.parametrize(
    ("period", "day", "month", "year", "written", "told"),
    [
        ("2024", "05", "01", "2025", "", "2025-01-05"),
        ("2024", "20", "12", "2024", "", "2024-12-20"),
        ("2024", "05", "01", "", "", "chưa có (chưa ghi trong báo cáo khi đăng)"),
        ("2024", "05", "01", "", "Sơn Bua, ngày 05 tháng 01 năm 2025", "2025-01-05"),
        ("2024-Q3", "20", "9", "", "", "2024-09-20"),
        ("2024-Q3", "2", "10", "", "", "2024-10-02"),
        ("2024", "", "01", "2025", "", "2025-01"),
        ("2024", "31", "02", "2025", "", "chưa có (chưa ghi trong báo cáo khi đăng)"),
        ("2024", "", "", "", "", "chưa có (chưa ghi trong báo cáo khi đăng)"),
    ],
)
def test_the_day_of_a_report_is_the_one_that_was_filled_in(
    period: str, day: str, month: str, year: str, written: str, told: str
) -> None:
    facts = Facts(site_of("."), Period.parse(period))
    draft = signed(compose(facts.site, facts.period), written, day=day, month=month, year=year)
    values = yaml.safe_load(record.text(draft, facts))
    assert (str(values["date"]), values["place"]) == (told, "Sơn Bua")


def test_many_proofs_are_counted_and_the_newest_are_listed(tmp_path: Path) -> None:
    for many, told in ((5, "05 minh chứng."), (6, "06 minh chứng; mới nhất là:")):
        edits = {
            name: text
            for n in range(many)
            for name, text in news(f"2024-06-1{n}", "tasks: [long-ghep-boi-duong]\n").items()
        }
        (appendix,) = compose(copy_of("examples/vinh-linh", tmp_path / told, edits), Period.parse("2024")).appendices
        notes = [block.text for row in appendix.table.rows for block in row.cells[5]]
        found = notes.index(f"Trên trang của đơn vị: {told}")
        listed = [f"Tin (dữ liệu mẫu) (1{n}/6/2024): " for n in range(many)][::-1][:5]
        assert all(map(str.startswith, notes[found + 1 :], listed))


def test_nobody_prints_the_year_of_a_report_that_may_be_signed_in_january() -> None:
    for period, year in (("2024-Q3", "2024"), ("2024-9M", "2024"), ("2024-Q4", "[… năm]"), ("2024", "[… năm]")):
        for unit in (".", "examples/vinh-linh"):
            told = text_of(site_of(unit), period)
            for line in re.findall(r"tháng \[… tháng\] năm (.*)", told):
                assert line.startswith(year), (unit, period)
            assert told.count("tháng [… tháng] năm ") == 1 + ("Kèm theo" in told)
    assert "Kèm theo" in text_of(site_of("examples/vinh-linh"), "2024")


def test_dossier_figures_that_are_known_are_told_and_the_rest_is_asked_for(tmp_path: Path) -> None:
    site = copy_of(".", tmp_path, {"reports/2024-q3.yml": ("  direct: 0\n", "")})
    told = text_of(site, "2024-Q3")
    assert "được tiếp nhận là 459 hồ sơ, trong đó trực tuyến 459 hồ sơ, trực tiếp [… số] hồ sơ;" in told
    facts = Facts(site, Period.parse("2024-Q3"))
    values = yaml.safe_load(record.text(compose(site, facts.period), facts))
    assert (values["dossiers"]["total"], "direct" in values["dossiers"]) == ("459", False)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Đã tiếp nhận 1.204 hồ sơ, có 1.000 hồ sơ trực tuyến, còn trực tiếp là 204.", ("1.204", "1.000", "204")),
        ("Tiếp nhận 12 hồ sơ.", ("12", None, None)),
        (
            "Tiếp nhận 400 hồ sơ trực tuyến và 59 hồ sơ trực tiếp.",
            "chưa có (số hồ sơ ở trong lời báo cáo, chưa tách ra được)",
        ),
        ("Không có hồ sơ nào.", "chưa có (báo cáo không nêu số hồ sơ)"),
    ],
)
def test_dossier_figures_are_found_in_a_sentence_that_was_worded_anew(written: str, told: object) -> None:
    facts = Facts(site_of("."), Period.parse("2024-Q2"))
    draft = compose(facts.site, facts.period)
    body = tuple(replace(b, written=(written,)) if b.name == "trang.ho-so" else b for b in draft.body)
    found = yaml.safe_load(record.text(replace(draft, body=body), facts))["dossiers"]
    assert (tuple(map(found.get, ("total", "online", "direct"))) if isinstance(found, dict) else found) == told


def test_what_people_wrote_is_in_the_record_or_told_as_lost() -> None:
    facts = Facts(site_of("tests/commune"), Period.parse("2024"))
    draft = compose(facts.site, facts.period)
    assert "quotes" not in yaml.safe_load(record.text(draft, facts))
    long = " ".join(f"Câu thứ {number}." for number in range(90))
    more = {
        "opening": long,
        "han-che.heading": "Dưới hạn chế.",
        "ky-toi.heading": "Việc năm sau.",
        "closing": "Kính báo.",
    }
    over = {"ky-toi.heading": "III. NĂM SAU", "closing": "Trên đây là tất cả."}
    body: list[Block] = []
    for block in draft.body:
        body.append(replace(block, written=(over[block.name],)) if block.name in over else block)
        body += [added(more[block.name])] if block.name in more else []
    (appendix,) = draft.appendices
    row = Row(tuple((added(f"Ô {number}", "cell"),) for number in range(6)))
    appendix = replace(appendix, table=replace(appendix.table, rows=(*appendix.table.rows, row)))
    made = replace(draft, body=tuple(body), appendices=(appendix,))
    quotes = yaml.safe_load(record.text(made, facts))["quotes"]
    opening = [quote["text"] for quote in quotes if quote["place"] == "phần mở đầu"]
    assert (len(opening), " ".join(opening)) == (2, long)
    assert [(quote["place"], quote["text"]) for quote in quotes[2:]] == [
        ("3. Tồn tại, hạn chế trong công tác tuyên truyền", "Dưới hạn chế."),
        ("đề mục", "III. NĂM SAU"),
        ("III. NĂM SAU", "Việc năm sau."),
        ("phần kết", "Trên đây là tất cả."),
        ("phần kết", "Kính báo."),
    ]
    found = list(record.lost(made, "a.docx"))
    assert {(problem.path, problem.rule) for problem in found} == {("a.docx", "word-lost")}
    assert [problem.message[-4:-1] for problem in found] == [f"Ô {number}" for number in range(6)]


def test_the_command_tells_what_a_record_has_no_place_for(cchc: Callable[..., "Said"], commune: Path) -> None:
    assert cchc("report", "2024", "--out", "a.docx").status == 0
    file = Document(str(commune / "a.docx"))
    table = file.tables[-1]
    table.add_row().cells[1].text = "Việc thêm ngoài kế hoạch"
    file.save(str(commune / "a.docx"))
    for form, is_told in (("md", False), ("yml", True)):
        done = cchc("report", "2024", "--merge", "a.docx", "--out", f"a.{form}")
        assert (done.status, "Việc thêm ngoài kế hoạch" in done.err) == (0, is_told), done.err


def test_an_ending_in_capitals_is_the_same_ending(cchc: Callable[..., "Said"], commune: Path) -> None:
    for words in (["--out", "A.DOCX"], ["--merge", "A.DOCX", "--out", "b.Docx"]):
        done = cchc("report", "2024", *words)
        assert done.status == 0, done.err
    assert Document(str(commune / "b.Docx")).paragraphs


def test_the_number_of_the_plan_that_was_left_blank_is_asked_for() -> None:
    told = text_of(site_of("examples/truong-quang-trong"), "2024")
    assert "Thực hiện Kế hoạch số [… số]/KH-UBND" in told


def test_a_unit_that_is_named_by_a_number_keeps_its_full_name(tmp_path: Path) -> None:
    edits = {"site.yml": ("place_name: xã Sơn Bua\nlevel: xa", "place_name: phường 5\nlevel: phuong")}
    draft = compose(copy_of(".", tmp_path, edits), Period.parse("2024-Q3"))
    assert draft.state[-1].text.startswith("Phường 5, ngày ")
    assert draft_of("xa-quy").state[-1].text.startswith("Sơn Bua, ngày ")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Trung tâm Phục vụ hành chính công", "Trung tâm Phục vụ hành chính công"),
        ("Văn phòng HĐND và UBND", "Văn phòng HĐND và UBND"),
        ("Các phòng, ban thuộc UBND", "các phòng, ban thuộc UBND"),
        ("Các tuyến đường trung tâm xã", "các tuyến đường trung tâm xã"),
        ("Trước trụ sở Trung tâm", "trước trụ sở Trung tâm"),
        ("Trụ sở làm việc", "trụ sở làm việc"),
        ("UBND xã", "UBND xã"),
    ],
)
def test_a_name_within_a_sentence_keeps_its_capitals_and_a_common_word_has_none(name: str, told: str) -> None:
    assert inside(name) == told


def test_names_and_titles_stand_as_reports_write_them() -> None:
    told = text_of(site_of("examples/thuc-khang"), "2023")
    assert "đặt tại các tuyến đường trung tâm xã" in told
    assert "\nCHỦ TỊCH\n" in told
    assert "Buổi tập huấn (khoảng 40 người)" in text_of(site_of("tests/commune"), "2024")
    assert "Giao Trung tâm Phục vụ" in text_of(site_of("examples/vp-ubnd-quang-ngai"), "2022")


def test_behind_a_colon_only_names_have_capitals() -> None:
    told = text_of(site_of("."), "2024-Q3")
    assert "Đề nghị UBND huyện: quan tâm" in told
    assert "Nguyên nhân: kinh phí của địa phương còn hạn hẹp. Chưa làm được: hội thi" in told
    assert "; in ấn tài liệu; xuất bản phẩm" in told


class Said(NamedTuple):
    """What a command said, and its exit status."""

    status: object
    out: str
    err: str


@pytest.fixture
def cchc(commune: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """`cchc` on a copy of the miniature commune, without a process of its own."""
    monkeypatch.chdir(commune)

    def call(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["cchc", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return Said(stopped.value.code, *capsys.readouterr())

    return call


@pytest.mark.parametrize("form", ["docx", "md", "html"])
def test_the_command_writes_each_form(cchc: Callable[..., Said], commune: Path, form: str) -> None:
    done = cchc("report", "2024-H1", "--out", f"moi/bao-cao.{form}")
    assert done.status == 0, done.err
    assert (commune / f"moi/bao-cao.{form}").stat().st_size > 1000
    assert "chỗ cần viết" in done.out


def test_a_report_never_replaces_what_somebody_wrote(cchc: Callable[..., Said], commune: Path) -> None:
    out = commune / "bao-cao.docx"
    first = cchc("report", "2024-H1", "--out", str(out))
    draft = out.read_bytes()
    again = cchc("report", "2024-H1", "--out", str(out))
    assert (first.status, again.status, out.read_bytes()) == (0, 0, draft), "the same once more does no harm"
    out.write_bytes(draft + b"chu da dien")
    refused = cchc("report", "2024-H1", "--out", str(out))
    assert (refused.status, "--merge" in refused.err) == (2, True), refused.err
    assert out.read_bytes() == draft + b"chu da dien"
    out.write_bytes(draft)
    assert cchc("report", "2024-9M", "--out", str(out)).status == 2
    assert cchc("report", "2024-H1", "--merge", str(out), "--out", str(out)).status == 0


def test_a_written_record_is_a_page_that_tells_what_was_counted(cchc: Callable[..., Said], commune: Path) -> None:
    written = ("report", "2024-9M", "--out", "site_data/reports/2024-9m.yml")
    assert cchc(*written).status == 0
    assert cchc("check", "--errors").status == 0
    assert cchc("pages", "--out", "pages").status == 0
    (page,) = [path for path in (commune / "pages").rglob("*.md") if "bao-cao/2024-9m" in path.as_posix()]
    assert "Tự đếm từ dữ liệu" in page.read_text(encoding="utf-8")
    with open(commune / written[-1], "a", encoding="utf-8") as file:
        file.write("# ghi thêm\n")
    again = cchc(*written)
    assert (again.status, "đã có tệp" in again.err) == (2, True)


def test_a_written_record_cites_the_documents_it_tells_of(cchc: Callable[..., Said], commune: Path) -> None:
    told = "type: cong-van\nissuer: UBND xã Ví Dụ\ndate: 2024-11-05\nfile: chưa có (mẫu)\nsource:\n  name: Mẫu\n"
    for number, subject in (("90", "V/v treo cờ"), ("91", "Về việc trực lễ")):
        text = f"{told}symbol: {number}/UBND-VP\nsubject: {subject}\n"
        (commune / f"site_data/documents/cv-{number}.yml").write_text(text, encoding="utf-8")
    written = cchc("report", "2024-Q4", "--out", "site_data/reports/2024-q4.yml")
    assert (written.status, cchc("check", "--errors").status) == (0, 0), written.err
    values = yaml.safe_load((commune / "site_data/reports/2024-q4.yml").read_text(encoding="utf-8"))
    assert "chỗ chưa điền, không vào bản ghi" in written.out
    cited = [(one["document"], one["role"]) for one in values["documents"]]
    assert {("cv-90", "ket-qua"), ("cv-91", "ket-qua")} <= set(cited)
    assert "về việc treo cờ." in str(values)
    assert "về việc trực lễ." in str(values)
    found = cchc("check")
    assert "2024-q4.yml" not in "".join(
        line for line in (found.out + found.err).splitlines() if "citation-missing" in line
    )


def test_a_thousand_is_a_number_in_the_record_and_words_in_place_of_one_are_none(
    cchc: Callable[..., Said], commune: Path
) -> None:
    aired = "- {id: phat-nhieu, date: 2024-11-05, title: Phát, kind: luot-phat, channel: loa-xa, count: 1204}"
    with open(commune / "site_data/publications.yml", "a", encoding="utf-8") as file:
        file.write(f"{aired}\n")
    written = cchc("report", "2024-Q4", "--out", "site_data/reports/2024-q4.yml")
    assert (written.status, cchc("check", "--errors").status) == (0, 0), written.err
    values = yaml.safe_load((commune / "site_data/reports/2024-q4.yml").read_text(encoding="utf-8"))
    assert {figure["value"] for figure in values["figures"] if figure["unit"] == "lượt phát"} == {1204}
    assert "1.204 lượt phát" in values["summary"]
    assert [Figure("f", "1.204", "", declared=said).amount for said in ("", "05", "hơn 100", "1,5")] == [
        1204, 5, None, None,
    ]  # fmt: skip


def test_a_count_of_another_period_stays_so_in_the_record(cchc: Callable[..., Said], commune: Path) -> None:
    """The commune's report of the quarter tells a count of nine months."""
    written = cchc("report", "2024-Q3", "--out", "bao-cao.yml")
    assert written.status == 0, written.err
    (count,) = yaml.safe_load((commune / "bao-cao.yml").read_text(encoding="utf-8"))["counts"]
    assert (count["value"], count["period"]) == (33, "2024-9M")


def test_the_record_has_what_only_the_own_report_knows_and_the_head_of_the_document(
    cchc: Callable[..., Said], commune: Path
) -> None:
    assert cchc("report", "2024-Q3", "--out", "bao-cao.yml").status == 0
    told = yaml.safe_load((commune / "bao-cao.yml").read_text(encoding="utf-8"))
    before = yaml.safe_load((commune / "site_data/reports/quy-3-2024.yml").read_text(encoding="utf-8"))
    assert (told["feedback"], told["dossiers"]["systems"]) == (before["feedback"], before["dossiers"]["systems"])
    assert told["letterhead"]["agency"] == ["ỦY BAN NHÂN DÂN", "XÃ VÍ DỤ"]
    assert all(told["letterhead"].values())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["2024-Q9", "--out", "a.docx"], "không hiểu kỳ"),
        (["2024", "--out", "a.doc"], "phải kết thúc bằng"),
        (["2024", "--out", "a.docx", "--merge", "khong-co.docx"], "không thấy tệp Word"),
        (["2021-2025", "--out", "a.docx"], "không lập báo cáo"),
        (["2024-Q3", "--as-of", "2024-06-01", "--out", "a.docx"], "quý III năm 2024 chưa bắt đầu"),
        (["2025-Q3", "--as-of", "2026-01-05", "--out", "a.docx"], "báo cáo quý III năm 2025 là của đơn vị mới"),
    ],
)
def test_wrong_usage_is_explained(cchc: Callable[..., Said], arguments: list[str], told: str) -> None:
    done = cchc("report", *arguments)
    assert (done.status, told in done.err) == (2, True), done.err


def test_a_build_does_not_load_the_word_library() -> None:
    code = (
        "import sys, cchc.cli, cchc.engine.run, cchc.engine.build, cchc.reporting.writer; print('docx' in sys.modules)"
    )
    assert run(sys.executable, "-c", code).stdout.strip() == "False"


@pytest.mark.parametrize("name", REPORTS)
def test_word_finds_its_elements_where_it_wants_them(name: str) -> None:
    """What Word refuses and LibreOffice forgives: a cell ends with a paragraph, properties come first and in order."""
    file = Document(io.BytesIO(word_of(draft_of(name))))
    assert all(cell[-1].tag == qn("w:p") for cell in file.element.body.iter(qn("w:tc")))
    for paragraph in file.element.body.iter(qn("w:p")):
        assert [child.tag for child in paragraph].count(qn("w:pPr")) == 1
        assert paragraph[0].tag == qn("w:pPr")
    for style in file.styles.element.iter(qn("w:style")):
        order = [child.tag for child in style if child.tag in (qn("w:pPr"), qn("w:rPr"))]
        assert order in ([], [qn("w:pPr")], [qn("w:rPr")], [qn("w:pPr"), qn("w:rPr")])
    names = [
        control.get(qn("w:val")) for control in file.element.body.iter(qn("w:id")) if control.getparent() is not None
    ]
    assert len(set(names)) == len(names)
