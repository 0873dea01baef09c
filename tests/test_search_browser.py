"""The search in a real browser: typing, keyboard, names for screen readers, a phone, a slow network, no JavaScript."""

import datetime as dt
import re
import shutil
import statistics
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from cchc.text import long_date
from conftest import CCHC, HERE, heard_while_typing, run, served

BOX = ".cchc-search input"
FOUND = ".cchc-search li a"
STATUS = ".cchc-search [role=status]"
PHONE = {"width": 360, "height": 740}
THROTTLE = 6
ANSWER = 300  # milliseconds; the aim is 100 (docs/search.md), here other tests run beside
FIND = """async ([folder, queries]) => {
  const scripts = document.querySelector(".cchc-search").dataset.script.split(" ");
  const { Index } = await import(new URL(scripts.find((name) => name.endsWith("/index.js")), location.href));
  const index = new Index(folder);
  const found = [];
  for (const query of queries) {
    const hits = (await index.find(query)).slice(0, 3);
    found.push((await index.describe(hits)).map((hit) => hit.url));
  }
  return found;
}"""
LIST_CHANGES = """() => {
  window.key = window.shown = 0;
  document.querySelector(".cchc-search input").addEventListener("keydown", () => (window.key = performance.now()));
  const watch = new MutationObserver(() => (window.shown = performance.now()));
  watch.observe(document.querySelector(".cchc-search ul"), { childList: true });
}"""


@pytest.fixture(scope="module")
def origin(site: Path) -> Iterator[str]:
    """The built site on a local port."""
    with served(site) as address:
        yield address


@pytest.fixture
def context(browser: Browser, origin: str) -> Iterator[BrowserContext]:
    """A visitor; whatever the pages log as an error fails the test."""
    context = browser.new_context(base_url=origin, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    return page


def ask(page: Page, query: str) -> None:
    """Type into the box of the header and wait for the answer."""
    page.click(BOX)
    page.keyboard.type(query, delay=15)
    expect(page.locator(FOUND).last).to_have_attribute(
        "href", re.compile(re.escape("?q=" + quote(query, safe="")) + "$")
    )
    expect(page.locator(".cchc-search ul")).to_have_attribute("aria-busy", "false")


def paths(page: Page, links: str) -> list[str]:
    """Where links lead, from the site's root."""
    return [str(path) for path in page.eval_on_selector_all(links, "links => links.map(a => a.pathname)")]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("dang ky khai sinh", "/thu-tuc/1-001193/"),
        ("ĐĂNG KÍ KẾT HÔN", "/thu-tuc/1-000894/"),
        (unicodedata.normalize("NFD", "đăng ký kết hôn"), "/thu-tuc/1-000894/"),
        ("ket hom", "/thu-tuc/1-000894/"),
        ("khaisinh", "/thu-tuc/1-001193/"),
        ("1.001193", "/thu-tuc/1-001193/"),
        ("22/KH-UBND", "/van-ban/kh-22-kh-ubnd-2024/"),
        ("duong day nong", "/duong-day-nong/"),
        ("làm thế nào để đăng ký kết hôn", "/thu-tuc/1-000894/"),
        ("dang ky khai sinh can giay to gi", "/thu-tuc/1-001193/"),
        ("loa truyen thanh xa chua nghe", "/tin-tuc/2024/09/loa-truyen-thanh-chua-den-moi-khu-dan-cu/"),
    ],
)
def test_links_appear_while_typing_the_right_one_first(page: Page, query: str, path: str) -> None:
    ask(page, query)
    assert paths(page, FOUND)[0] == path


def missed(page: Page, queries: Path) -> dict[str, list[str]]:
    """The queries of a file (query, part of the right address, kind) that do not find it among the first three, by
    kind; and all typing errors.
    """
    rows = [line.split("\t") for line in queries.read_text(encoding="utf-8").splitlines()]
    folder = page.evaluate("new URL('/tim-kiem/', location).href")
    found = page.evaluate(FIND, [folder, [query for query, _, _ in rows]])
    missed: dict[str, list[str]] = {"typo": [], "all typos": []}
    for (query, part, kind), addresses in zip(rows, found, strict=True):
        if kind == "typo":
            missed["all typos"].append(query)
        if not any(part in address for address in addresses):
            missed.setdefault(kind, []).append(query)
    return missed


def test_every_query_finds_its_page_among_the_first_three(page: Page) -> None:
    found = missed(page, HERE / "search_queries.tsv")
    typos, all_typos = found.pop("typo"), found.pop("all typos")
    assert found == {}
    assert len(typos) <= 0.05 * len(all_typos), typos


def test_no_data_is_fetched_before_the_box_has_focus(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/thu-tuc/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/tim-kiem/" in url]
    ask(page, "khai sinh")
    assert any(url.endswith("/tim-kiem/phan.json") for url in asked)


def test_hits_are_marked_and_data_is_never_markup(page: Page) -> None:
    page.goto("/tim-kiem/?q=dang+ky")
    expect(page.locator(".cchc-found mark").first).to_have_text("Đăng ký")
    page.fill("#tim-chu", "<img src=x>")
    expect(page.locator(".cchc-find__status")).not_to_contain_text("dang ky")
    assert page.locator("article img").count() == 0


def test_a_screen_reader_tells_what_is_found_when_the_keys_pause(context: BrowserContext) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto("/tim-kiem/?q=khai")
    status = page.locator(".cchc-find__status")
    expect(status).to_contain_text("cho “khai”")
    heard = heard_while_typing(page, page.locator("#tim-chu"), " sinh cho con ngoai", status, re.compile("con ngoai”"))
    assert [text for text in heard[:-1] if text != "Đang tìm…"] == []
    assert len(heard) <= 2


def test_everything_works_with_the_keyboard_alone(page: Page) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.cchc-search input')"):
            break
    page.keyboard.type("khai sinh", delay=15)
    expect(page.locator(STATUS)).to_contain_text("kết quả")
    box, first = page.locator(BOX), page.locator(FOUND).first
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(FOUND).last).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    expect(first).to_be_hidden()
    expect(box).to_have_value("khai sinh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem/?q=khai+sinh")
    expect(page.locator(".cchc-found a").first).to_be_visible()


def test_enter_on_a_link_opens_its_page(page: Page) -> None:
    ask(page, "khai sinh")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thu-tuc/1-001193/")


def test_the_list_closes_when_the_visitor_turns_elsewhere(page: Page) -> None:
    ask(page, "khai sinh")
    page.click("h1")
    expect(page.locator(FOUND).first).to_be_hidden()
    expect(page.locator(STATUS)).to_be_empty()


def test_screen_readers_get_names_and_the_number_of_results(page: Page) -> None:
    search = page.get_by_role("search", name="Tìm nhanh")
    expect(search.get_by_role("searchbox", name="Tìm trên toàn trang")).to_be_visible()
    expect(search.get_by_role("button", name="Tìm")).to_be_visible()
    expect(search.get_by_role("status")).to_be_attached()
    ask(page, "ket hon")
    expect(search.get_by_role("list", name="Kết quả tìm nhanh")).to_be_visible()
    page.goto("/tim-kiem/?q=ket+hon")
    assert page.get_by_role("search").count() == 2
    form = page.get_by_role("search", name="Tìm trong mọi trang")
    expect(form.get_by_role("searchbox", name="Ông/bà cần tìm gì?")).to_have_value("ket hon")
    expect(form.get_by_role("combobox", name="Chỉ xem")).to_be_visible()
    expect(page.locator("main .cchc-find__status")).to_contain_text("kết quả cho “ket hon”")
    expect(page.get_by_role("list", name="Kết quả tìm kiếm")).to_be_visible()


def test_what_is_not_found_says_what_to_do(page: Page) -> None:
    page.click(BOX)
    page.keyboard.type("qwxzwq qzzxwk")
    expect(page.locator(STATUS)).to_contain_text("Không tìm thấy")
    assert paths(page, FOUND) == ["/duong-day-nong/"]


def test_a_phone_shows_box_and_list_without_scrolling_sideways(page: Page) -> None:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    for path in ("/", "/thu-tuc/1-001193/", "/tim-kiem/?q=cai+cach+hanh+chinh"):
        page.goto(path)
        box = page.locator(BOX).bounding_box()
        assert box
        assert box["y"] < PHONE["height"] / 2
        assert box["height"] >= 40
        ask(page, "chung thuc")
        assert all(
            found["height"] >= 40 and found["x"] >= 0 and found["x"] + found["width"] <= PHONE["width"]
            for found in (item.bounding_box() for item in page.locator(".cchc-search li").all())
            if found
        )
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path


def test_a_slow_network_says_so_and_a_broken_one_too(page: Page, context: BrowserContext) -> None:
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 500, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
    network.send("Network.emulateNetworkConditions", slow)
    page.click(BOX)
    page.keyboard.type("khai sinh")
    expect(page.locator(STATUS)).to_have_text("Đang tìm…")
    expect(page.locator(STATUS)).to_contain_text("kết quả", timeout=15_000)
    page.reload()
    network.send("Network.emulateNetworkConditions", {**slow, "offline": True})
    page.click(BOX)
    page.keyboard.type("khai sinh")
    expect(page.locator(STATUS)).to_contain_text("Không tải được dữ liệu tìm kiếm", timeout=15_000)
    network.send("Network.emulateNetworkConditions", {**slow, "latency": 0})
    page.keyboard.type(" ")
    expect(page.locator(STATUS)).to_contain_text("kết quả", timeout=15_000)


def test_without_javascript_the_form_leads_to_the_lists(browser: Browser, origin: str) -> None:
    context = browser.new_context(base_url=origin, java_script_enabled=False)
    page = context.new_page()
    page.goto("/tin-tuc/")
    page.fill(BOX, "khai sinh")
    page.press(BOX, "Enter")
    page.wait_for_url("**/tim-kiem/?q=khai+sinh")
    assert "bật JavaScript" in page.inner_text("article noscript")
    assert paths(page, "article li a") == ["/thu-tuc/", "/van-ban/", "/tin-tuc/", "/duong-day-nong/"]
    context.close()


def test_every_result_tells_its_language(page: Page) -> None:
    page.goto("/tim-kiem/?q=birth")
    found = page.locator(".cchc-found > li", has=page.locator("p"))
    expect(found.first).to_be_visible()
    languages = found.evaluate_all(
        "found => found.map((one) => ['a', 'small', 'p'].map((part) => one.querySelector(part).lang))"
    )
    assert ["en", "vi", "en"] in languages
    assert all(title == excerpt and kind == "vi" for title, kind, excerpt in languages)


def test_days_are_written_as_on_the_pages(page: Page) -> None:
    page.goto("/tim-kiem/?q=cai+cach+hanh+chinh&loai=news")
    links = page.locator(".cchc-found a")
    expect(links.first).to_be_visible()
    told = page.locator(".cchc-found small").all_inner_texts()
    found = paths(page, ".cchc-found a")
    months = {path.split("/")[3] for path in found}
    assert months & {"03", "04", "05", "06", "07", "08", "09"}, found
    for path, words in zip(found, told, strict=True):
        day = dt.date.fromisoformat("-".join((*path.split("/")[2:4], words.split(", ")[-1][:2])))
        assert words.endswith(f", {long_date(day)}"), path


def test_each_query_has_an_address_and_the_back_button_returns_to_it(page: Page) -> None:
    page.goto("/tim-kiem/?q=khai+sinh&loai=procedure")
    found = page.locator(".cchc-found small")
    expect(found.first).to_be_visible()
    assert set(found.all_inner_texts()) == {page.locator("#tim-loai option:checked").inner_text()}
    assert page.title().startswith("khai sinh – Tìm kiếm")
    page.select_option("#tim-loai", "news")
    page.wait_for_url("**/tim-kiem/?q=khai+sinh&loai=news")
    expect(found.first).to_contain_text("Tin")
    page.fill("#tim-chu", "kế hoạch")
    page.press("#tim-chu", "Enter")
    page.wait_for_url("**/tim-kiem/?q=k%E1%BA%BF+ho%E1%BA%A1ch&loai=news")
    page.go_back()
    page.go_back()
    expect(page.locator("#tim-chu")).to_have_value("khai sinh")
    expect(page.locator("#tim-loai")).to_have_value("procedure")
    expect(page.locator(".cchc-found a").first).to_have_text("Đăng ký khai sinh")


def test_ten_results_at_a_time(page: Page) -> None:
    page.goto("/tim-kiem/?q=cai+cach+hanh+chinh")
    links = page.locator(".cchc-found a")
    expect(links).to_have_count(10)
    page.get_by_role("button", name="Xem thêm kết quả").click()
    expect(links.nth(10)).to_be_focused()
    hrefs = paths(page, ".cchc-found a")
    assert 10 < len(hrefs) == len(set(hrefs))


def test_a_word_more_is_a_query_more_and_so_is_what_is_typed_after_going_back(page: Page) -> None:
    page.goto("/tim-kiem/?q=khai+sinh")
    words = page.locator("#tim-chu")
    expect(page.locator(".cchc-found a").first).to_be_visible()
    for typed in (" lại", " lưu động"):  # the blank by itself asks for nothing else
        words.press("End")
        page.keyboard.type(typed)
        page.wait_for_url(f"**/?q={quote('khai+sinh+', safe='+')}{quote(typed.strip()).replace('%20', '+')}")
        page.go_back()
        expect(words).to_have_value("khai sinh")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The miniature commune with fifty items more, on a local port: what tells them is in many files."""
    root = Path(shutil.copytree(HERE / "commune", tmp_path_factory.mktemp("archive") / "commune"))
    for day in range(50):
        date = dt.date(2024, 1, 1) + dt.timedelta(day)
        item = f"title: Kế hoạch ngày {day} (dữ liệu mẫu)\ndate: {date}\ncategory: hoat-dong\nsummary: Dữ liệu mẫu."
        (root / f"content/tin-tuc/2024/ngay-{day}.md").write_text(f"---\n{item}\n---\n\nMẫu.\n", encoding="utf-8")
    done = run(*CCHC, "build", "--config", root / "mkdocs.yml")
    assert done.returncode == 0, done.stderr
    with served(root / "site") as address:
        yield address


def test_more_results_come_once_and_for_the_query_that_is_asked(page: Page, archive: str) -> None:
    page.goto(f"{archive}/tim-kiem/?q=ke+hoach&loai=news")
    links = page.locator(".cchc-found a")
    expect(links).to_have_count(10)
    page.evaluate("() => [1, 2].forEach(() => document.querySelector('.cchc-find__more').click())")
    expect(links.nth(10)).to_be_focused()
    page.wait_for_load_state("networkidle")
    expect(links).to_have_count(20)
    late: list[Route] = []
    page.route("**/d*.json*", lambda route: late.append(route))  # noqa: PLW0108 (Playwright sets attributes of it)
    with page.expect_request("**/d*.json*"):
        page.locator(".cchc-find__more").click()
    page.select_option("#tim-loai", "procedure")
    expect(page.locator(".cchc-find__status")).to_contain_text("Không tìm thấy")
    for route in late:
        route.continue_()
    page.wait_for_load_state("networkidle")
    expect(links).to_have_count(0)


def test_more_results_that_cannot_be_loaded_are_not_passed_over_in_silence(page: Page, archive: str) -> None:
    page.goto(f"{archive}/tim-kiem/?q=ke+hoach&loai=news")
    links, more = page.locator(".cchc-found a"), page.locator(".cchc-find__more")
    trouble = page.locator("p:has(> .cchc-find__more)").get_by_role("status")
    expect(links).to_have_count(10)
    page.context.set_offline(True)
    more.click()
    expect(trouble).to_contain_text("Ông/bà kiểm tra kết nối mạng rồi thử lại")
    expect(trouble).to_be_in_viewport()
    page.context.set_offline(False)
    more.click()
    expect(links).to_have_count(20)
    expect(trouble).to_be_empty()


def test_it_works_below_a_path(browser: Browser, commune_site: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    with served(commune_site, "/xa-vi-du") as address:
        page.goto(f"{address}/thu-tuc/")
        ask(page, "duong day nong")
        assert paths(page, FOUND)[0] == "/xa-vi-du/duong-day-nong/"
        assert paths(page, FOUND)[-1] == "/xa-vi-du/tim-kiem/"
    context.close()


def test_an_old_phone_answers_soon_after_the_last_key(page: Page, context: BrowserContext) -> None:
    processor = context.new_cdp_session(page)
    processor.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.evaluate(LIST_CHANGES)
    waited = []
    for _ in range(4):
        page.fill(BOX, "")
        ask(page, "dang ky ket hom")
        waited.append(page.evaluate("window.shown - window.key"))
    assert statistics.median(waited[1:]) < ANSWER, waited  # the first brought the shards
