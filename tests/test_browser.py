"""The pages in a real browser, on a phone and on a desk."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from conftest import REPOSITORY, served

VIEWS = [{"width": 320, "height": 640}, {"width": 360, "height": 740}, {"width": 1280, "height": 900}]
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 90_000,
}  # ms, bytes a second
#: What of the site's name and search the settings cover.
COVERED = """() => {
  const settings = document.querySelector(".settings summary").getBoundingClientRect();
  const name = document.createRange();
  name.selectNodeContents(document.querySelector(".brand span"));
  const others = [...document.querySelectorAll(".brand svg, .cchc-search input")];
  const boxes = [...name.getClientRects(), ...others.map((element) => element.getBoundingClientRect())];
  return boxes.filter(({ left, right, top, bottom }) =>
    left < settings.right - 1 && right > settings.left + 1 && top < settings.bottom - 1 && bottom > settings.top + 1);
}"""
PATHS = [
    "/",
    "/thu-tuc/",
    "/thu-tuc/1-001193/",
    "/en/thu-tuc/",
    "/en/thu-tuc/1-001193/",
    "/tin-tuc/",
    "/chi-so/papi/",
    "/duong-day-nong/",
    "/bao-cao/2024-q3/",
    "/van-ban/",
    "/gioi-thieu/",
    "/tiep-can/",
    "/tim-kiem/?q=khai+sinh",
]


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The built site on a local port."""
    with served(site) as url:
        yield url


@pytest.mark.parametrize("view", VIEWS, ids=["400 %", "phone", "desk"])
def test_a_page_fits_asks_nobody_else_and_logs_no_error(browser: Browser, address: str, view: dict[str, int]) -> None:
    context = browser.new_context(viewport=view)
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in PATHS:
        page.goto(address + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert errors == []
    context.close()


def test_the_list_of_a_page_is_closed_on_a_phone_and_nothing_that_closes_beside_the_text(
    browser: Browser, address: str
) -> None:
    told = {}
    for width in (360, 1280):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(address + "/thu-tuc/1-001193/")
        told[width] = page.locator(".contents").aria_snapshot()
        page.close()
    assert told[360].endswith("- group: Trong trang này")
    assert "- list:" in told[1280]
    assert told[1280].count("Trong trang này") == 1, "the name of the whole, and no button that says closed"


def large_letters(browser: Browser, width: int, default: int, chosen: str = "") -> Page:
    """A phone whose browser has letters of so many pixels, and what the visitor chose on the site."""
    context = browser.new_context(viewport={"width": width, "height": 740})
    context.add_init_script(f"localStorage.setItem('cchc-settings', JSON.stringify({{size: '{chosen}'}}))")
    page = context.new_page()
    context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": default}})
    return page


@pytest.mark.parametrize(
    ("width", "default", "chosen"),
    [
        (320, 16, "larger"),
        (360, 16, "larger"),
        (320, 16, "large"),
        (320, 24, ""),
        (320, 32, ""),
        (412, 32, ""),
        (320, 16, ""),
        (360, 16, ""),
        (1280, 16, "larger"),
    ],
)
def test_the_settings_lie_over_nothing(browser: Browser, address: str, width: int, default: int, chosen: str) -> None:
    page = large_letters(browser, width, default, chosen)
    for path in ("/thu-tuc/1-001193/", "/en/thu-tuc/1-001193/"):
        page.goto(address + path)
        page.wait_for_selector(".settings.ready")
        assert page.evaluate(f"parseFloat(getComputedStyle(document.documentElement).fontSize) >= {default}")
        assert page.evaluate(COVERED) == [], path
        page.click(".settings summary")
        panel = page.locator(".settings form").bounding_box()
        assert panel is not None
        assert panel["x"] >= 0
        assert panel["x"] + panel["width"] <= width
    page.context.close()


@pytest.mark.parametrize(("width", "chosen"), [(320, ""), (360, ""), (412, ""), (320, "larger")])
def test_a_page_fits_with_letters_twice_as_large(browser: Browser, address: str, width: int, chosen: str) -> None:
    page = large_letters(browser, width, 32, chosen)
    for path in ("/thu-tuc/1-004194/", "/thu-tuc/1-013225/", "/", "/en/thu-tuc/", "/tin-tuc/2021/11/", "/tim-kiem/"):
        page.goto(address + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    page.context.close()


def test_the_columns_of_the_home_page_fit_with_the_largest_letters(browser: Browser, address: str) -> None:
    page = large_letters(browser, 960, 16, "larger")
    page.goto(address + "/")
    assert page.evaluate("document.documentElement.scrollWidth") == 960
    page.context.close()


@pytest.mark.parametrize("forced", [False, True], ids=["high contrast", "forced colours"])
def test_edges_are_seen_in_the_dark_and_in_few_colours(browser: Browser, address: str, forced: bool) -> None:
    context = browser.new_context(color_scheme="dark", forced_colors="active" if forced else "none")
    context.add_init_script("localStorage.setItem('cchc-settings', JSON.stringify({contrast: 'more'}))")
    page = context.new_page()
    page.goto(address + "/tim-kiem/")
    edge = "(one) => [getComputedStyle(one).borderBottomWidth, getComputedStyle(one).borderBottomColor]"
    for field in (".cchc-search input", ".cchc-find__field button"):
        width, colour = page.eval_on_selector(field, edge)
        assert width == "1px", field
        assert colour == "rgb(255, 255, 255)", field
    lens = page.eval_on_selector(".cchc-search button svg", "one => getComputedStyle(one).fill")
    assert (lens == "rgb(255, 255, 255)") is forced
    page.fill(".cchc-search input", "chứng thực")
    found = page.wait_for_selector(".cchc-search__found mark")
    assert found is not None
    assert found.evaluate("one => getComputedStyle(one).color") != "rgb(0, 0, 0)"
    page.goto(address + "/thu-tuc/")
    edges = page.eval_on_selector_all(
        ".menu > ul:first-child a", f"links => links.map({edge}).map(([, colour]) => colour)"
    )
    assert [colour not in {"rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"} for colour in edges].count(True) == 1
    context.close()


def test_no_line_ends_between_the_word_and_the_code(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(address + "/thu-tuc/")
    lines = page.eval_on_selector_all(".code", "codes => codes.map(code => code.getClientRects().length)")
    assert len(lines) > 20
    assert set(lines) == {1}
    page.close()


@pytest.mark.parametrize("chosen", ["light", "dark", None])
def test_high_contrast_is_black_and_white_in_each_scheme_and_on_paper(
    browser: Browser, address: str, chosen: str | None
) -> None:
    context = browser.new_context(color_scheme="light" if chosen else "dark")
    kept = {"contrast": "more", **({"scheme": chosen} if chosen else {})}
    context.add_init_script(f"localStorage.setItem('cchc-settings', '{json.dumps(kept)}')")
    page = context.new_page()
    page.goto(address + "/")
    colours = "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    black_on_white = ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.evaluate(colours) == (black_on_white if chosen == "light" else black_on_white[::-1])
    page.emulate_media(media="print")
    assert page.evaluate(colours) == black_on_white
    context.close()


#: What no browser knew in 2018: it would drop the whole script.
YOUNG = re.compile(
    r"\?\.[a-z\[(]|\?\?|\{ ?\.\.\.|catch \{|(?:\|\||&&)=|\d_\d|\b\d+n\b|[\s(.]#[a-z]|\bstatic\b|\bimport\.meta"
    r"|\bfor await|/[gimuy]*s[gimuy]*\.exec|\(\?<|\\p\{|\b(?:globalThis|structuredClone|queueMicrotask)\b"
    r"|\.(?:matchAll|replaceAll|flat|flatMap|at|fromEntries|findLast|hasOwn|any|allSettled|trimStart|trimEnd)\("
)


def test_style_and_scripts_say_nothing_that_old_phones_drop() -> None:
    style = (REPOSITORY / "theme/assets/cchc.css").read_text(encoding="utf-8")
    assert "light-dark(" not in style  # before 2024: no colour at all, the header was white on white
    assert ":where(" not in style  # before 2021: in the dark with high contrast black on black
    assert re.findall(r"(?:-inline|-block|\binset):", style) == []  # before 2021: text at the very edge of the screen
    plain_first = re.findall(r'content: ("[^"]*"); content: \1 /', style)  # iPhones before 2024: the trail in one word
    assert len(plain_first) == len(re.findall(r'content: "[^"]*" /', style)) == 1
    for script in (REPOSITORY / "theme").rglob("*.js"):
        assert YOUNG.findall(script.read_text(encoding="utf-8")) == [], script


def test_pages_fit_a_phone_whose_browser_drops_what_is_younger(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    young = re.compile(r"[{;]\s*[\w-]+:[^;{}]*(?:\banywhere\b|\bmin\(|\bclamp\()[^;{}]*(?=[;}])")

    def older(route: Route) -> None:
        style = route.fetch().text()
        assert young.search(style)
        route.fulfill(body=young.sub(lambda found: found[0][0], style), content_type="text/css")

    page.route("**/*.css", older)
    for url in (
        "/",
        "/duong-day-nong/",
        "/duong-day-nong/ban-in/",
        "/thu-tuc/1-999001/ban-in/",
        "/tin-tuc/2024/03/bo-anh-mau/",
    ):
        page.goto(address + url)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, url
    page.close()


def test_a_table_is_readable_on_a_phone(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(address + "/so-lieu/")  # numbers need no more room than they take: all quarters are seen
    assert page.evaluate("[...document.querySelectorAll('.table')].every((one) => one.scrollWidth <= one.clientWidth)")
    page.goto(address + "/chi-so/papi/")  # the words of its last column made each row half a screen tall
    assert page.evaluate("Math.max(...[...document.querySelectorAll('tr')].map((row) => row.offsetHeight))") < 200
    page.close()


@pytest.mark.parametrize("view", VIEWS[1:], ids=["phone", "desk"])
def test_nothing_moves_while_a_page_comes_slowly(browser: Browser, address: str, view: dict[str, int]) -> None:
    context = browser.new_context(viewport=view)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    page.add_init_script("""
        window.moved = [];
        const written = (node) => ((node && (node.outerHTML || node.data)) || "").slice(0, 200);
        const told = ({node, previousRect, currentRect}) =>
          [written(node), JSON.stringify(previousRect), JSON.stringify(currentRect)];
        new PerformanceObserver((list) => moved.push(...list.getEntries().map(
          ({value, startTime, sources}) => [value, startTime, ...sources.map(told)])))
          .observe({type: "layout-shift", buffered: true});
    """)
    for path in ("/", "/thu-tuc/", "/thu-tuc/1-001193/", "/bao-cao/2024-q3/"):
        page.goto(address + path)
        page.wait_for_timeout(300)
        assert page.evaluate("moved") == [], path
    context.close()


def test_all_words_are_there_without_javascript(browser: Browser, address: str) -> None:
    words = []
    for enabled in (True, False):
        context = browser.new_context(java_script_enabled=enabled)
        page = context.new_page()
        page.goto(address + "/thu-tuc/1-001193/")
        words.append(" ".join(page.inner_text("article").split()))
        context.close()
    assert words[1] in words[0] or words[0] in words[1] or words[0] == words[1]


def test_search_and_finder_speak_the_language_of_the_page(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "/en/thu-tuc/")
    status = page.locator(".finder [role=status]")
    for typed, said in (("khai sinh", "Procedures found: 1."), ("zzz", "No procedure matches what you typed.")):
        page.fill("#loc-tu", typed)
        expect(status).to_have_text(said)
    page.fill(".cchc-search input", "birth")
    expect(page.locator(".cchc-search [role=status]")).to_have_text("Results: 2")
    found = page.locator(".cchc-search li a")
    expect(found.first).to_have_text("Birth registration")
    assert [found.nth(place).get_attribute("lang") for place in (0, 1)] == ["en", "vi"]
    assert set(page.eval_on_selector_all(".cchc-search small", "told => told.map((one) => one.lang)")) == {"vi"}
    page.fill(".cchc-search input", "1.001193")
    expect(found.first).to_have_text("Đăng ký khai sinh")  # the Vietnamese text comes first
    page.close()


# What page.js does on every page.

DENIED = """
  Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } });
  const refuse = () => Promise.reject(new DOMException("denied", "SecurityError"));
  navigator.serviceWorker.register = () => (window.asked = true) && refuse();
"""
LACKING = """
  Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined });
  Object.defineProperty(Navigator.prototype, "share", { value: undefined, writable: true });
"""
REFUSING = """
  navigator.clipboard.writeText = () => Promise.reject(new DOMException("denied", "NotAllowedError"));
  navigator.share = (told) => { window.shared = told; return Promise.reject(new DOMException("", "AbortError")); };
"""
SIZE = "document.documentElement.dataset.size || ''"


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A visitor with a phone; whatever the pages log as an error fails the test."""
    context = browser.new_context(base_url=address, viewport=VIEWS[1])
    context.set_default_timeout(10_000)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert errors == []


def test_settings_are_chosen_by_keyboard_and_hold_on_the_next_page(phone: Page) -> None:
    phone.goto("/thu-tuc/1-001193/")
    small = phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    panel, summary = phone.locator(".settings form"), phone.locator(".settings summary")
    summary.press("Enter")
    expect(panel).to_be_visible()
    for name in ("Cỡ chữ", "Nền", "Tương phản"):
        phone.keyboard.press("Tab")
        expect(panel.get_by_role("group", name=name).get_by_role("radio").first).to_be_focused()
        phone.keyboard.press("ArrowDown")
    chosen = "(({ size, scheme, contrast }) => [size, scheme, contrast])(document.documentElement.dataset)"
    assert phone.evaluate(chosen) == ["large", "light", "more"]
    panel.get_by_text("Rất lớn").click()
    expect(panel).to_be_visible()  # who tries one may try others
    phone.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(summary).to_be_focused()
    phone.goto("/en/thu-tuc/")
    assert phone.evaluate(chosen) == ["larger", "light", "more"]
    assert phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > small
    ticked = phone.locator(".settings :checked").evaluate_all("them => them.map((one) => one.value)")
    assert ticked == ["larger", "light", "more"]
    summary.click()
    panel.get_by_role("radio").first.check()
    assert phone.evaluate(chosen) == [None, "light", "more"]
    phone.locator(".about p").first.click()
    expect(panel).to_be_hidden()
    phone.goto("/")
    assert phone.evaluate(chosen) == [None, "light", "more"]


def test_the_settings_do_not_lie_over_what_has_the_focus(phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024 at 400 %
    phone.goto("/thu-tuc/1-001193/")
    phone.locator(".settings summary").press("Enter")
    for _ in range(4):  # three groups, then the menu
        phone.keyboard.press("Tab")
    expect(phone.locator(".menu a:focus")).to_be_visible()
    expect(phone.locator(".settings form")).to_be_hidden()


def test_who_comes_back_finds_the_letters_chosen_meanwhile(phone: Page) -> None:
    phone.goto("/thu-tuc/")
    other = phone.context.new_page()
    other.goto("/")
    other.click(".settings summary")
    other.get_by_text("Rất lớn").click()
    back = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"  # Playwright turns the real one off
    assert phone.evaluate(f"{back}; {SIZE}") == "larger"
    assert phone.locator(".settings [value=larger]").evaluate("one => one.checked")


def test_a_search_whose_script_did_not_come_is_tried_again(phone: Page, site: Path) -> None:
    script = next(site.glob("assets/*/search/box.js")).relative_to(site).as_posix()
    asked, trouble = list[str](), {f"/{script}": 503}
    with served(site, asked=asked, trouble=trouble) as address:
        phone.goto(address + "/thu-tuc/1-001193/")
        phone.fill(".cchc-search input", "khai sinh")
        expect(phone.locator(".cchc-search [role=status]")).to_contain_text("Không tải được dữ liệu tìm kiếm")
        trouble.clear()
        phone.press(".cchc-search input", "Space")
        expect(phone.locator(".cchc-search li a").first).to_be_visible()
    assert f"/{script}?2" in asked  # some browsers ask no second time for what did not come


def test_without_storage_and_worker_a_choice_holds_for_the_page(phone: Page) -> None:
    phone.add_init_script(DENIED)
    phone.goto("/thu-tuc/")
    expect(phone.locator(".finder [role=status]")).not_to_be_empty()
    phone.click(".settings summary")
    phone.get_by_text("Rất lớn").click()
    assert phone.evaluate(SIZE) == "larger"
    phone.fill(".cchc-search input", "khai sinh")
    expect(phone.locator(".cchc-search li a").first).to_be_visible()
    phone.wait_for_function("() => window.asked")  # for the worker, when nothing else was to do


def test_the_address_is_copied_and_shared_without_what_others_added(phone: Page) -> None:
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.add_init_script("navigator.share = (told) => { window.shared = told; return Promise.resolve(); }")
    phone.goto("/thu-tuc/1-001193/?fbclid=abc#le-phi")
    url = phone.url.partition("?")[0]
    phone.get_by_role("button", name="Chép địa chỉ").click()
    expect(phone.locator(".share [role=status]")).to_have_text("Đã chép địa chỉ trang.")
    assert phone.evaluate("navigator.clipboard.readText()") == url
    phone.get_by_role("button", name="Chia sẻ").click()
    assert phone.evaluate("window.shared") == {"title": phone.title(), "url": url}


def test_where_copying_is_forbidden_the_address_is_shown(phone: Page) -> None:
    phone.add_init_script(REFUSING)
    phone.goto("/thu-tuc/1-001193/")
    phone.get_by_role("button", name="Chép địa chỉ").click()
    expect(phone.locator(".share [role=status]")).to_have_text(phone.url)
    phone.get_by_role("button", name="Chia sẻ").click()  # and thought better of it
    assert phone.evaluate("window.shared.url") == phone.url


def test_buttons_that_could_do_nothing_are_not_offered(phone: Page) -> None:
    phone.add_init_script(LACKING)
    phone.goto("/thu-tuc/1-001193/")
    assert [one.is_visible() for one in phone.locator(".share button").all()] == [False, False]
