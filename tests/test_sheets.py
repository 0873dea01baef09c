"""Sheets for the wall: what they say, how they print, what their stamp tells; and the papers written down."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page

from access import breaches
from cchc import printing
from cchc.entry import Entry
from cchc.known import Gap
from cchc.load import load_records
from cchc.model.procedure import Procedure, State
from cchc.model.unit import Unit
from cchc.outline import Outline, sheet_outlines
from cchc.pages import sheets
from cchc.pages.templating import Templates
from cchc.problems import Refused
from cchc.site import Site
from conftest import CCHC, HERE, REPOSITORY, run, served

THEME = REPOSITORY / "theme"
A4, A3 = (210, 297), (297, 420)
BIRTH = "/thu-tuc/1-001193/"
WALL = "Bảng tin thôn Mẫu"
#: The name of each column with the number of lines that it takes.
NARROWEST_CELL = """() => Math.min(
  1000, ...[...document.querySelectorAll("td:nth-child(even), td:last-child")].map((cell) => cell.offsetWidth)
)"""
LINES_OF_HEADS = """() => [...document.querySelectorAll("th")].map((head) => {
  const name = document.createRange();
  name.selectNodeContents(head);
  return [head.textContent, name.getClientRects().length];
})"""


@pytest.fixture(scope="module")
def seed() -> Site:
    """The repository's site without its news."""
    return _site(REPOSITORY, "https://xa-son-bua.example.vn/")


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The built site on a local port."""
    with served(site) as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def _site(root: Path, url: str = "https://commune.example.vn/") -> Site:
    site, _ = load_records(root, root / "content", url, None)
    assert site is not None
    return site


def _sheet(site: Site, url: str) -> Outline:
    return next(sheet for sheet in sheet_outlines(site) if sheet.url == url)


def _words(html: bytes) -> str:
    return " ".join(" ".join(lxml.html.fromstring(html).xpath("//main//text()")).split())


def _changed(site: Site, entry: Entry[Any], **values: object) -> Site:
    """The site with one record changed, as if its file had been."""
    record = entry.record.model_copy(update=values)
    changed = replace(entry, record=record, digest=entry.digest + repr(values))
    entries = tuple(changed if other == entry else other for other in site.entries[entry.key])
    return replace(site, entries={**site.entries, entry.key: entries})


# What there is, and where


def test_every_procedure_the_hotlines_and_every_sector_with_procedures_have_sheets(seed: Site) -> None:
    urls = [sheet.url for sheet in sheet_outlines(seed)]
    sectors = {entry.record.sector for entry in seed.procedures}
    boards = [f"/thu-tuc/linh-vuc/{name}/ban-in/{size}" for name in sectors for size in ("", "a3/")]
    assert sorted(urls) == sorted([*(e.url + "ban-in/" for e in seed.procedures), "/duong-day-nong/ban-in/", *boards])


def test_a_site_without_procedures_and_hotlines_has_no_sheets(seed: Site) -> None:
    bare = replace(seed, entries={**seed.entries, "procedure": (), "hotline": ()})
    assert sheet_outlines(bare) == ()


def test_sheets_are_linked_from_their_pages_and_listed_nowhere_else(site: Path, seed: Site) -> None:
    for sheet in sheet_outlines(seed):
        tree = lxml.html.fromstring((site / sheet.url[1:] / "index.html").read_bytes())
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert tree.xpath("//link[@rel='canonical']/@href") == [seed.url + sheets.page_url(sheet)[1:]]
        above = lxml.html.fromstring((site / sheets.page_url(sheet)[1:] / "index.html").read_bytes())
        assert sheet.url.removeprefix(sheets.page_url(sheet)) in above.xpath("//article//a/@href")
    listings = [site / "sitemap.xml", *site.rglob("rss.xml"), *site.joinpath("tim-kiem").rglob("*.json")]
    assert len(listings) > 5
    assert not [path for path in listings if b"ban-in" in path.read_bytes()]


def test_a_sheet_obeys_the_strictest_policy_for_content(site: Path) -> None:
    for path in sorted(site.rglob("ban-in/**/index.html")):
        tree = lxml.html.fromstring(path.read_bytes())
        assert not tree.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]"), path
        assert not [a for a in tree.xpath("//link[@rel != 'canonical']/@href | //@src") if "//" in a or ":" in a], path


# What it says


def test_a_sheet_tells_what_a_citizen_must_know(seed: Site, templates: Templates) -> None:
    told = _words(sheets.make(seed, _sheet(seed, BIRTH + "ban-in/"), templates).html)
    record = next(entry.record for entry in seed.procedures if entry.url == BIRTH)
    expected = [record.code, record.name, record.reception_address, *record.audience, "ngay trong ngày"]
    expected += [step.name for step in record.steps] + [result.name for result in record.results]
    expected += [paper.name for case in record.papers for paper in case.papers] + ["1 bản chính"]
    expected += [fee.exemption for fee in record.methods[0].fees] + [record.collection_note]
    expected += ["xa-son-bua.example.vn/thu-tuc/1-001193/", "ngày 10/6/2026", "Nội dung tính đến ngày 31/12/2024"]
    assert [words for words in expected if " ".join(words.split()).lower() not in told.lower()] == []
    assert not re.search(r"\b0 bản", told), "of a paper of which no copy is wanted none are told"
    assert "trang chưa có số" in told
    assert "Số bộ hồ sơ: chưa có thông tin" in told


def test_what_a_sheet_leaves_out_it_says(seed: Site, templates: Templates) -> None:
    for entry in seed.procedures:
        told = _words(sheets.make(seed, _sheet(seed, entry.url + "ban-in/"), templates).html)
        cases = () if isinstance(entry.record.papers, Gap) else entry.record.papers
        notes = [paper.note for case in cases for paper in case.papers if paper.note]
        if not all(" ".join(note.split()) in told for note in notes):
            assert "* Có điều kiện hoặc chỉ dẫn riêng" in told, entry.url
        for case in cases:
            assert case.name in told, entry.url
            whole = all(" ".join(paper.name.split()) in told for paper in case.papers)
            assert whole or "Trường hợp khác, giấy tờ khác" in told, entry.url


def test_no_text_is_set_smaller_than_it_can_be_read_while_anything_can_be_left_out(
    seed: Site, templates: Templates
) -> None:
    for entry in seed.procedures:
        html = sheets.make(seed, _sheet(seed, entry.url + "ban-in/"), templates).html.decode()
        if "type-9" in html:
            assert "giấy tờ khác" in html or len(entry.record.papers) == 1
            assert "* Có" in _words(html.encode()) or "<small>" in html


def test_a_title_that_is_higher_than_the_code_takes_room_from_the_words(seed: Site, templates: Templates) -> None:
    sheet = _sheet(seed, BIRTH + "ban-in/")
    short, long = (
        sheets._body(seed, replace(sheet, title=title), templates)[1] for title in ("Khai sinh", "Khai " * 99)
    )
    assert short > long


def test_times_and_fees_that_differ_are_told_for_each_way(seed: Site, templates: Templates) -> None:
    told = _words(sheets.make(seed, _sheet(seed, "/thu-tuc/1-000656/ban-in/"), templates).html)
    assert "Nộp trực tiếp, trực tuyến: ngay trong ngày" in told
    assert "Nộp qua bưu chính: cần xác minh: 3 ngày làm việc" in told
    assert told.count("Lệ phí đăng ký khai tử") == 1  # the same for all


def test_a_board_sends_nobody_to_a_desk_that_does_not_take_the_dossier(seed: Site, templates: Templates) -> None:
    def board(sector: str) -> str:
        return _words(sheets.make(seed, _sheet(seed, f"/thu-tuc/linh-vuc/{sector}/ban-in/"), templates).html)

    assert "Nơi nộp: Công an cấp xã . 2 thủ tục" in board("cu-tru")  # the same for all: once
    assert seed.unit.one_stop_desk not in board("cu-tru")
    assert "2.000884" in (told := board("chung-thuc"))  # one has a long place, the other none
    assert f"Hỏi tại: {seed.unit.one_stop_desk}" in told
    assert "nơi nộp, các trường hợp miễn, giảm cũng ở đó" in told
    assert "Nơi nộp: Trung tâm Phục vụ hành chính công có thẩm quyền" in board("ho-tich")


def test_an_amount_that_is_not_for_all_has_its_note(seed: Site, templates: Templates) -> None:
    entry = next(entry for entry in seed.procedures if entry.record.code == "2.000815")
    for url in (entry.url + "ban-in/", *(f"/thu-tuc/linh-vuc/chung-thuc/ban-in/{size}" for size in ("", "a3/"))):
        assert entry.record.methods[0].fees[0].note in _words(sheets.make(seed, _sheet(seed, url), templates).html), url


def test_a_note_for_which_there_is_no_room_leaves_a_mark(seed: Site, templates: Templates) -> None:
    told = _words(sheets.make(seed, _sheet(seed, "/thu-tuc/1-004884/ban-in/"), templates).html)
    assert "Lệ phí đăng ký lại khai sinh: theo quy định của Hội đồng nhân dân cấp tỉnh*" in told
    assert "* Có điều kiện hoặc chỉ dẫn riêng" in told
    board = _words(sheets.make(seed, _sheet(seed, "/thu-tuc/linh-vuc/ho-tich/ban-in/"), templates).html)
    assert "Lệ phí đăng ký khai sinh: theo quy định của Hội đồng nhân dân cấp tỉnh*" in board
    assert "* Mức thu có ghi chú" in board
    others = _words(sheets.make(seed, _sheet(seed, "/thu-tuc/linh-vuc/chung-thuc/ban-in/"), templates).html)
    assert "*" not in others


def test_an_amount_that_nobody_knows_is_not_said_to_be_set_by_somebody(seed: Site, templates: Templates) -> None:
    for url in ("/thu-tuc/1-004194/ban-in/", "/thu-tuc/linh-vuc/cu-tru/ban-in/"):
        told = _words(sheets.make(seed, _sheet(seed, url), templates).html)
        assert "lệ phí đăng ký tạm trú của cá nhân, hộ gia đình: chưa có thông tin" in told
    for sheet in sheet_outlines(seed):
        assert "theo quy định của nơi có thẩm quyền" not in _words(sheets.make(seed, sheet, templates).html)


def test_each_point_has_its_address_for_letters_unless_it_is_the_one_above(seed: Site, templates: Templates) -> None:
    gap = Gap(reason="nguồn không nêu")
    entry = seed.hotlines[0]
    cases = ((gap, gap, True), ("Thôn 1", gap, True), ("Thôn 1", "Hộp thư 2", True), ("Thôn 1", "Thôn 1", False))
    for office, letters, told in cases:
        site = _changed(seed, entry, office_address=office, postal_address=letters)
        html = sheets.make(site, _sheet(site, "/duong-day-nong/ban-in/"), templates).html
        point = " ".join(lxml.html.fromstring(html).xpath("//section[1]//text()"))
        assert ("Địa chỉ thư tín" in point) is told, (office, letters)


def test_names_of_bodies_keep_their_capitals_among_what_is_not_taken(seed: Site, templates: Templates) -> None:
    site = _changed(seed, seed.hotlines[0], not_handled=("Khiếu nại", "Tố cáo cán bộ của UBND xã Sơn Bua"))
    told = _words(sheets.make(site, _sheet(site, "/duong-day-nong/ban-in/"), templates).html)
    assert "Không tiếp nhận: khiếu nại; tố cáo cán bộ của UBND xã Sơn Bua." in told


def test_a_procedure_that_is_stopped_says_so_first(seed: Site, templates: Templates) -> None:
    entry = next(entry for entry in seed.procedures if entry.url == BIRTH)
    stopped = _changed(seed, entry, state=State.SUSPENDED, state_reason="hệ thống đang bảo trì")
    for url in (BIRTH + "ban-in/", "/thu-tuc/linh-vuc/ho-tich/ban-in/"):
        assert "tạm dừng" in _words(sheets.make(stopped, _sheet(stopped, url), templates).html).lower()


def test_a_number_that_is_not_called_yet_says_from_when(seed: Site, templates: Templates) -> None:
    desk = next(entry for entry in seed.hotlines if entry.record.kind.value == "mot-cua")
    site = _changed(seed, desk, valid_from=dt.date(2025, 3, 1), valid_to=dt.date(2025, 4, 30))
    told = _words(sheets.make(site, _sheet(site, BIRTH + "ban-in/"), templates).html)
    assert "(áp dụng từ ngày 01/3/2025 đến ngày 30/4/2025)" in told
    assert "áp dụng" not in _words(sheets.make(seed, _sheet(seed, BIRTH + "ban-in/"), templates).html).lower()


def test_papers_that_nobody_knows_are_said_to_be_unknown(seed: Site, templates: Templates) -> None:
    entry = next(entry for entry in seed.procedures if entry.url == BIRTH)
    site = _changed(seed, entry, papers=Gap(reason="nguồn không nêu"))
    told = _words(sheets.make(site, _sheet(site, BIRTH + "ban-in/"), templates).html)
    assert "Cần giấy tờ gì chưa có thông tin" in told


def test_a_unit_that_has_ended_warns_on_every_sheet(seed: Site, templates: Templates) -> None:
    ended = replace(seed, as_of=dt.date(2026, 1, 1))
    for sheet in sheet_outlines(ended):
        assert "Không dùng tờ này nữa" in _words(sheets.make(ended, sheet, templates).html)


def test_values_cannot_break_the_sheet(seed: Site, templates: Templates) -> None:
    entry = next(entry for entry in seed.procedures if entry.url == BIRTH)
    record = entry.record.model_copy(update={"name": "<script>alert(1)</script> & “ngoặc”", "code": '"><b>'})
    site = _changed(seed, entry, name=record.name)
    html = sheets.make(site, _sheet(site, BIRTH + "ban-in/"), templates).html
    assert b"<script" not in html
    assert "<script>alert(1)</script> & “ngoặc”" in _words(html)


def test_without_a_full_address_there_is_no_code_and_the_sheet_says_why(templates: Templates) -> None:
    site = _site(REPOSITORY, "/")
    html = sheets.make(site, _sheet(site, BIRTH + "ban-in/"), templates).html
    assert b"<svg" not in html
    assert "mkdocs.yml chưa ghi site_url" in _words(html)


# Its stamp


def _procedure(**values: object) -> Callable[[Site], Site]:
    return lambda site: _changed(site, next(e for e in site.procedures if e.url == BIRTH), **values)


STAMPS: dict[str, tuple[Callable[[Site], Site], bool]] = {
    "its name": (_procedure(name="Đăng ký khai sinh tại nhà"), True),
    "where": (_procedure(counter="Quầy số 3"), True),
    "who": (_procedure(audience=("Người nước ngoài",)), True),
    "the address of the site": (lambda site: replace(site, url="https://khac.example.vn/"), True),
    "the unit's name": (lambda site: _changed(site, site.entries["unit"][0], name="UBND xã Khác"), True),
    "a hotline's phone": (lambda site: _changed(site, site.hotlines[1], phone="02553888999"), True),
    "the unit has ended": (lambda site: replace(site, as_of=dt.date(2026, 1, 1)), True),
    "looked at again, and all is as it was": (_procedure(collected_on=dt.date(2026, 9, 1)), False),
    "a field that no sheet tells": (_procedure(keywords=("giấy khai sinh",)), False),
    "another procedure": (lambda site: _changed(site, site.procedures[0], name="Thủ tục khác"), False),
    "the day of the site": (lambda site: replace(site, as_of=dt.date(2024, 12, 30)), False),
}


@pytest.mark.parametrize("what", STAMPS)
def test_the_stamp_changes_with_what_the_sheet_tells_and_with_nothing_else(
    seed: Site, templates: Templates, what: str
) -> None:
    change, changes = STAMPS[what]
    changed = change(seed)
    assert seed.procedures[0].url != BIRTH
    before, after = (sheets.make(site, _sheet(site, BIRTH + "ban-in/"), templates) for site in (seed, changed))
    assert (before.stamp != after.stamp) is changes
    assert f"Bản in số {after.stamp}" in _words(after.html)
    sources = [sheets.made_from(site, _sheet(site, BIRTH + "ban-in/")) for site in (seed, changed)]
    assert (sources[0] != sources[1]) or before.html == after.html  # else a build would keep the old sheet


def test_the_stamp_tells_of_words_and_not_of_their_markup(seed: Site) -> None:
    bodies = ("<p>Nộp tại xã</p>", '<div class="new"><b>Nộp</b> tại xã</div>', "<p>Nộp tại tỉnh</p>")
    plain, marked, other = (sheets._stamp(seed, _sheet(seed, BIRTH + "ban-in/"), body) for body in bodies)
    assert plain == marked != other  # else a new theme would make every paper on the wall old


def test_a_sheet_is_made_from_no_more_than_its_key_names(seed: Site, templates: Templates) -> None:
    """With every other record gone, all sheets come out the same: their keys are whole."""
    for sheet in sheet_outlines(seed):
        needed = {*sheets._entries(seed, sheet), *seed.entries["unit"]}
        entries = {key: tuple(e for e in found if e in needed) for key, found in seed.entries.items()}
        alone = replace(seed, entries=entries)
        assert sheets.make(alone, sheet, templates) == sheets.make(seed, sheet, templates), sheet.url


def test_without_a_day_in_site_yml_a_sheet_is_the_same_tomorrow(seed: Site, templates: Templates) -> None:
    site = _changed(seed, seed.entries["unit"][0], as_of=None)
    days = [replace(site, as_of=dt.date(2024, 12, day)) for day in (30, 31)]
    first, second = (sheets.make(each, _sheet(each, BIRTH + "ban-in/"), templates) for each in days)
    assert first == second
    assert "Nội dung tính đến" not in _words(first.html)
    after = replace(site, as_of=dt.date(2026, 1, 1))  # when the unit has ended
    assert sheets.made_from(after, _sheet(after, BIRTH + "ban-in/")) != sheets.made_from(
        site, _sheet(site, BIRTH + "ban-in/")
    )


# How it prints


def _printed(page: Page, url: str) -> pypdfium2.PdfDocument:
    page.goto(url)
    return pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))


def _size(document: pypdfium2.PdfDocument) -> tuple[int, ...]:
    return tuple(round(points / 72 * 25.4) for points in document[0].get_size())


def _codes(printed: pypdfium2.PdfPage) -> list[str]:
    """The QR codes that a phone reads on a printed page."""
    picture = printed.render(scale=2, grayscale=True)
    pixels = memoryview(picture.buffer).cast("B", (picture.height, picture.stride))
    return [code.text for code in zxingcpp.read_barcodes(pixels)]


def test_every_sheet_prints_on_one_page_of_its_size_with_a_code_that_leads_to_its_page(
    page: Page, address: str, seed: Site
) -> None:
    for sheet in sheet_outlines(seed):
        document = _printed(page, address + sheet.url)
        assert len(document) == 1, sheet.url
        assert _size(document) == (A3 if sheet.url.endswith("a3/") else A4), sheet.url
        told = " ".join(document[0].get_textpage().get_text_range().split())
        assert seed.unit.name in told
        assert " ".join(sheet.title.split()) in told
        assert (seed.url + sheets.page_url(sheet)[1:]).removeprefix("https://") in told
        assert _codes(document[0]) == [seed.url + sheets.page_url(sheet)[1:]], sheet.url


def test_a_long_official_name_still_fits_on_one_page(
    page: Page, tmp_path: Path, seed: Site, templates: Templates
) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/sheet.css").write_bytes((THEME / "assets/sheet.css").read_bytes())
    name = max((entry.record.name for entry in seed.shown("procedure")), key=len)
    assert len(name) > 250
    with served(tmp_path) as url:
        for entry in seed.shown("procedure"):
            bare = _changed(seed, entry, name=name, short_name=None)
            sheet = tmp_path / entry.url.strip("/") / "ban-in/index.html"
            sheet.parent.mkdir(parents=True)
            sheet.write_bytes(sheets.make(bare, _sheet(bare, entry.url + "ban-in/"), templates).html)
            document = _printed(page, url + entry.url + "ban-in/")
            assert (len(document), _size(document)) == (1, A4), entry.url


def test_the_code_is_large_enough_to_be_read_from_a_wall(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 703, "height": 1000})
    page.emulate_media(media="print")
    page.goto(address + BIRTH + "ban-in/")
    box = page.locator("svg.qr-code").bounding_box()
    assert box is not None
    assert box["width"] * 25.4 / 96 >= 30
    assert page.locator("svg.qr-code title").text_content() == f"Mã QR dẫn tới https://xa-son-bua.example.vn{BIRTH}"


def test_no_kind_of_sheet_breaks_a_rule_of_access(browser: Browser, address: str) -> None:
    urls = [f"{url}ban-in/" for url in (BIRTH, "/duong-day-nong/", "/thu-tuc/linh-vuc/ho-tich/")]
    assert breaches(browser, address, urls, ((360, "light"), (1280, "dark"))) == []


def test_on_a_screen_a_sheet_leads_back_and_fits_a_phone(page: Page, address: str, seed: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 360, "height": 740})
    for url in (BIRTH, "/duong-day-nong/", "/thu-tuc/linh-vuc/ho-tich/"):
        page.goto(f"{address}{url}ban-in/")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, url
        assert all(lines <= name.count(" ") + 1 for name, lines in page.evaluate(LINES_OF_HEADS)), url
        assert page.evaluate(NARROWEST_CELL) > 100, url  # pixels: words broke between any two letters
        page.get_by_role("link", name="← Về trang").click()
        assert page.url == address + url
    assert [url for url in asked if not url.startswith(address)] == []


def test_sheets_work_below_a_path(commune_site: Path, browser: Browser) -> None:
    with served(commune_site, "/xa-vi-du") as url:
        tab = browser.new_page()
        document = _printed(tab, f"{url}/thu-tuc/1-999001/ban-in/")
        assert _size(document) == A4
        assert len(document) == 1
        assert _codes(document[0]) == ["https://tinh.example.vn/xa-vi-du/thu-tuc/1-999001/"]
        tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_page_prints_as_words_in_black_on_white(browser: Browser, address: str, scheme: Any) -> None:
    context = browser.new_context(color_scheme=scheme)
    tab = context.new_page()
    tab.goto(address + BIRTH)
    document = pypdfium2.PdfDocument(tab.pdf(format="A4"))
    told = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert "Đăng ký khai sinh" in told
    assert "Trang ghi lại xã Sơn Bua đến ngày 31/12/2024" in told
    assert "<https://dichvucong.gov.vn" in told
    assert "Trong trang này" not in told
    assert "Bản in A4" not in told
    for page in document:
        picture = bytes(page.render(scale=1, grayscale=True).buffer)
        assert sum(picture) / len(picture) > 225, scheme
    context.close()


def test_what_a_recording_says_is_printed_though_it_is_folded_away(browser: Browser, commune_site: Path) -> None:
    with served(commune_site, "/xa-vi-du") as url:
        tab = browser.new_page()
        tab.goto(url + "/tin-tuc/2024/03/bo-anh-mau/")
        document = pypdfium2.PdfDocument(tab.pdf(format="A4"))
        tab.close()
    told = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert "Đây là bản tin mẫu của xã Ví Dụ." in told


def test_paper_tears_no_number_apart(browser: Browser, address: str) -> None:
    tab = browser.new_page(viewport={"width": 680, "height": 900})  # A4 within its margins
    tab.emulate_media(media="print")
    tab.goto(address + "/chi-so/papi/")
    lines = """cells => cells.map(cell => {
      const text = document.createRange();
      text.selectNodeContents(cell);
      return text.getClientRects().length;
    })"""
    assert set(tab.eval_on_selector_all("td.right", lines)) == {1}
    assert tab.evaluate("document.documentElement.scrollWidth") <= 680
    tab.close()


# Builds


def _build(config: Path) -> dict[str, bytes]:
    done = run(*CCHC, "build", "--config", config)
    assert done.returncode == 0, done.stderr
    site = config.parent / "site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("ban-in/**/index.html")}


def _remove(file: Path) -> None:
    """Take a procedure away, and what the other says of it."""
    file.unlink()
    other = file.with_name("1.999001.yml")
    other.write_text(
        re.sub(r'(?m)^related:\n  - "1.999002"\n', "", other.read_text(encoding="utf-8")), encoding="utf-8"
    )


def _stamps_on_disk(commune: Path) -> dict[str, int]:
    site = commune / "site"
    return {p.relative_to(site).as_posix(): p.stat().st_mtime_ns for p in site.rglob("ban-in/**/index.html")}


def test_an_edit_makes_only_its_sheets_anew_as_a_cold_build_would(commune: Path) -> None:
    config, file = commune / "mkdocs.yml", commune / "site_data/procedures/1.999002.yml"
    before, times = _build(config), _stamps_on_disk(commune)
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^conditions: .*$", "conditions: Đã đủ mười tám tuổi", text), encoding="utf-8")
    after = _build(config)
    new_times = _stamps_on_disk(commune)
    assert {name for name in after if after[name] != before[name]} == {"thu-tuc/1-999002/ban-in/index.html"}
    assert {name for name in times if times[name] != new_times[name]} == {"thu-tuc/1-999002/ban-in/index.html"}
    _remove(file)
    fewer = _build(config)
    assert "thu-tuc/1-999002/ban-in/index.html" not in fewer
    cold = run(*CCHC, "build", "--config", config, "--no-cache", "--out", commune / "cold")
    assert cold.returncode == 0
    names = {p.relative_to(commune / "cold").as_posix() for p in (commune / "cold").rglob("ban-in/**/index.html")}
    assert {name: (commune / "cold" / name).read_bytes() for name in names} == fewer


# Papers on the wall


def _sheets(commune: Path, *options: str) -> tuple[int, str]:
    done = run(*CCHC, "sheets", "--config", commune / "mkdocs.yml", *options)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_paper_that_hangs_is_compared_with_the_site(commune: Path) -> None:
    status, told = _sheets(commune)
    assert status == 1
    assert "ĐÃ CŨ, IN LẠI: Đăng ký hộ tịch mẫu (A4)" in told
    assert f"treo ở {WALL}, in ngày 01/10/2024, bản in số 0a1b2c3d" in told
    assert "in tại https://commune.example.vn/thu-tuc/1-999001/ban-in/" in told


def test_a_new_print_replaces_the_old_one_and_comments_stay(commune: Path) -> None:
    file = commune / "site_data/printed_sheets.yml"
    head = file.read_text(encoding="utf-8").split("\n")[0]
    assert _sheets(commune, "--printed", "1.999001", "--at", "bảng tin thôn Mẫu")[0] == 0
    assert _sheets(commune, "--printed", "/duong-day-nong/", "--at", "Cổng chợ")[0] == 0
    status, told = _sheets(commune)
    assert status == 0
    assert told.count("CÒN ĐÚNG") == 2
    written = file.read_text(encoding="utf-8")
    assert written.startswith(head + "\n- sheet: /thu-tuc/1-999001/ban-in/\n")
    assert written.count("- sheet:") == 2
    assert run(*CCHC, "check", "--config", commune / "mkdocs.yml").returncode == 0


def test_an_edit_makes_a_paper_old_and_a_procedure_that_goes_takes_it_down(commune: Path) -> None:
    file = commune / "site_data/procedures/1.999002.yml"
    _sheets(commune, "--printed", "1.999001", "--at", WALL)
    _sheets(commune, "--printed", "https://commune.example.vn/thu-tuc/1-999002/ban-in/", "--at", "Cửa phòng 2")
    assert _sheets(commune)[0] == 0
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^conditions: .*$", "conditions: Đã đủ mười tám tuổi", text), encoding="utf-8")
    status, told = _sheets(commune)
    assert (status, told.count("ĐÃ CŨ"), told.count("CÒN ĐÚNG")) == (1, 1, 1)
    _remove(file)
    status, told = _sheets(commune)
    assert status == 1
    assert "KHÔNG CÒN TRÊN TRANG, GỠ XUỐNG: /thu-tuc/1-999002/ban-in/" in told


def test_a_paper_of_a_procedure_with_a_new_code_is_printed_anew(commune: Path) -> None:
    file = commune / "site_data/procedures/1.999001.yml"
    for old in commune.rglob("*"):
        if old.suffix in (".yml", ".md") and old.is_file() and old.name != "printed_sheets.yml":
            old.write_text(re.sub(r"1([.-])999001", r"1\g<1>999007", old.read_text("utf-8")), encoding="utf-8")
    for named in (file, *commune.glob("site_data/translations/1.999001.*")):
        named.rename(named.with_name(named.name.replace("999001", "999007")))
    assert "GỠ XUỐNG: /thu-tuc/1-999001/ban-in/" in _sheets(commune)[1]
    with (commune / "site_data/redirects.yml").open("a", encoding="utf-8") as redirects:
        redirects.write("- old: /thu-tuc/1-999001/ban-in/\n  new: /thu-tuc/1-999007/ban-in/\n  since: 2024-12-01\n")
    told = _sheets(commune)[1]
    assert "ĐÃ CŨ, IN LẠI: Đăng ký hộ tịch mẫu (A4)" in told
    assert "in tại https://commune.example.vn/thu-tuc/1-999007/ban-in/" in told
    assert _sheets(commune, "--printed", "1.999007", "--at", WALL)[0] == 0
    status, told = _sheets(commune)
    assert (status, told.count("CÒN ĐÚNG")) == (0, 1), "one paper, which has taken the place of the old one"


@pytest.mark.parametrize("what", ["procedure", "unit"])
def test_nobody_is_told_to_print_what_has_ended(commune: Path, what: str) -> None:
    assert _sheets(commune, "--printed", "1.999001", "--at", WALL)[0] == 0
    if what == "procedure":
        file = commune / "site_data/procedures/1.999001.yml"
        text = file.read_text(encoding="utf-8").replace("state: dang-thuc-hien", "state: da-bai-bo")
        file.write_text(text, encoding="utf-8")
    status, told = _sheets(commune, *(("--as-of", "2025-07-01") if what == "unit" else ()))
    assert status == 1
    assert "  KHÔNG CÒN DÙNG, GỠ XUỐNG: Đăng ký hộ tịch mẫu (A4)\n" in told
    assert "IN LẠI" not in told.partition("Bản in của trang")[0]


def test_the_number_on_the_paper_counts(commune: Path) -> None:
    assert _sheets(commune, "--printed", "1.999002", "--at", "Cửa phòng 2", "--stamp", "12345678")[0] == 0
    status, told = _sheets(commune)
    assert status == 1
    assert "bản in số 12345678" in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--printed", "9.999999", "--at", "Cửa"), "không có bản in nào của “9.999999”"),
        (("--printed", "1.999001"), "viết cả hai"),
        (("--printed", "1.999001", "--at", "Cửa", "--stamp", "mới"), "“mới” không phải số bản in"),
    ],
)
def test_wrong_usage_is_told_and_writes_nothing(commune: Path, options: tuple[str, ...], words: str) -> None:
    before = (commune / "site_data/printed_sheets.yml").read_bytes()
    status, told = _sheets(commune, *options)
    assert (status, words in told) == (2, True), told
    assert (commune / "site_data/printed_sheets.yml").read_bytes() == before


def test_bad_data_is_told_and_nothing_is_compared(commune: Path) -> None:
    file = commune / "site_data/printed_sheets.yml"
    file.write_text("- sheet: x\n", encoding="utf-8")
    status, told = _sheets(commune)
    assert status == 1
    assert "site_data/printed_sheets.yml:1:10" in told
    assert "Tờ đang treo" not in told


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("1.001193", BIRTH + "ban-in/"),
        ("thu-tuc/1-001193", BIRTH + "ban-in/"),
        ("https://tinh.example.vn/xa/thu-tuc/1-001193/ban-in/", BIRTH + "ban-in/"),
        ("/thu-tuc/linh-vuc/ho-tich/", "/thu-tuc/linh-vuc/ho-tich/ban-in/"),
        ("/thu-tuc/linh-vuc/ho-tich/ban-in/a3/", "/thu-tuc/linh-vuc/ho-tich/ban-in/a3/"),
        ("duong-day-nong", "/duong-day-nong/ban-in/"),
    ],
)
def test_a_sheet_is_meant_by_code_or_by_any_of_its_addresses(seed: Site, name: str, url: str) -> None:
    found = printing.current_sheets(seed, THEME)
    assert printing.meant(name, found).url == url


def test_a_part_of_an_address_means_no_sheet(seed: Site) -> None:
    with pytest.raises(Refused):
        printing.meant("ban-in", printing.current_sheets(seed, THEME))


def test_what_the_tests_change_is_there() -> None:
    assert Procedure.model_fields.keys() >= {"counter", "audience", "state_reason", "collected_on", "keywords"}
    assert "as_of" in Unit.model_fields
    assert (HERE / "commune/site_data/printed_sheets.yml").exists()
