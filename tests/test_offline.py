"""Pages without a network, in a real browser: theme/sw.js and /offline.json."""

import datetime as dt
import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cchc.engine.offline import offline_list
from cchc.text import VIETNAM
from conftest import CCHC, HERE, REPOSITORY, program, run, served

PATH = "/xa-vi-du"
KEPT = """async (list) => {
  const rooms = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  return (await Promise.all(rooms.map((room) => room.match(list)))).some(Boolean);
}"""
AN_HOUR_LATER = """async (list) => {
  const names = (await caches.keys()).filter((name) => name.includes(" listed "));
  await (await caches.open(names[0])).put(list, new Response("", { headers: { "x-kept": Date.now() - 3601e3 } }));
}"""
FILL = """(counts) => Promise.all(Object.entries(counts).map(async ([name, count]) => {
  const cache = await caches.open(name);
  for (let number = 0; number < count; number++) await cache.put(`/cu/${number}`, new Response(""));
}))"""
COUNTS = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(
  async (name) => [name, (await (await caches.open(name)).keys()).length])))"""

REQUEST_OF_2018 = """self.Request = class extends Request {
  constructor(input, init) {
    if (init && input.mode === "navigate") throw new TypeError("a request whose mode is navigate and a RequestInit");
    super(input, init);
  }
};
"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that was never here."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


def visited(context: BrowserContext, address: str, *paths: str) -> Page:
    """A page after a visit, when the worker has kept all that it wants to."""
    page = context.new_page()
    for path in paths:
        page.goto(address + path, wait_until="load")
        page.wait_for_function("() => navigator.serviceWorker.controller")
    wait_kept(page, f"{address}/offline.json")  # written when all others are there
    return page


def wait_kept(page: Page, url: str, there: bool = True) -> None:
    """Wait until the worker keeps a page, or does so no more."""
    for _ in range(100):
        if page.evaluate(KEPT, url) is there:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the worker never came to {url}")


def test_procedures_hotlines_and_pages_read_open_without_a_network(context: BrowserContext, commune_site: Path) -> None:
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    with served(commune_site, PATH) as address:
        page = visited(context, address, "/gioi-thieu/", "/tin-tuc/2024/09/tap-huan-mot-cua/")
    context.new_cdp_session(page).send("Network.clearBrowserCache")  # what is left is the worker's
    read = ["/tin-tuc/2024/09/tap-huan-mot-cua/", "/gioi-thieu/"]
    for path in ("/", "/thu-tuc/", "/thu-tuc/1-999001/", "/duong-day-nong/", *read):
        page.goto(address + path)
        banner = page.get_by_role("status").first
        expect(banner).to_contain_text("Không có mạng. Đây là bản lưu lúc")
        words = banner.inner_text()
        told = re.search(r"lúc (\d\d:\d\d) ngày \d{1,2}/\d{1,2}/\d{4}; có thể đã cũ", words)
        lately = (dt.datetime.now(VIETNAM) - dt.timedelta(minutes=ago) for ago in range(10))
        assert told, words
        assert told[1] in {moment.strftime("%H:%M") for moment in lately}, words  # Vietnam's, wherever the reader is
        assert page.locator("h1").count() == 1
        assert page.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.goto(address + "/thu-tuc/")
    page.locator(".finder [name=tu]").fill("khai sinh")
    expect(page.locator(".finder [role=status]")).not_to_be_empty()  # its script, and what that imports, are kept
    assert errors == []


def test_what_is_not_kept_gives_the_list_of_what_is(context: BrowserContext, commune_site: Path) -> None:
    with served(commune_site, PATH) as address:
        page = visited(context, address, "/gioi-thieu/")
    page.goto(address + "/van-ban/kh-01-2024/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa mở được trang")
    assert page.title().startswith("Chưa mở được trang")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor") != "rgba(0, 0, 0, 0)"
    addresses = "(name) => [...document.querySelectorAll(`[${name}]`)].map((one) => one[name])"
    named = [url for name in ("href", "src", "action") for url in page.evaluate(addresses, name)]
    inside = {url.removeprefix(f"{address}/").partition("#")[0] for url in named if url.startswith(address)}
    assert {"tim-kiem/", "thu-tuc/"} < inside
    assert [path for path in inside if not (commune_site / path).exists()] == []
    expect(page.get_by_role("link", name="Giới thiệu").first).to_be_visible()
    page.locator("#than-trang").get_by_role("link", name=re.compile("hộ tịch|mẫu")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("bản lưu")


def test_the_list_of_what_is_kept_names_each_page_once_in_its_language(
    context: BrowserContext, commune_site: Path
) -> None:
    kept = ("/thu-tuc/1-999001/", "/thu-tuc/1-999001/ban-in/", "/en/thu-tuc/1-999001/", "/thu-tuc/linh-vuc/ho-tich/")
    with served(commune_site, PATH) as address:
        page = visited(context, address, "/gioi-thieu/")
        for path in (*kept, "/rss.xml"):  # the last is no page
            page.goto(address + path)
    page.goto(address + "/thu-tuc/1-999001/ban-in/")
    expect(page.get_by_role("status").first).to_contain_text("bản lưu")  # it is kept all the same
    page.emulate_media(media="print")
    expect(page.get_by_role("status").first).to_be_hidden()  # and the paper says nothing of that
    page.emulate_media(media="screen")
    page.goto(address + "/van-ban/kh-01-2024/")
    lists = page.locator("#than-trang ul:has(small)")
    expect(lists).to_have_count(2)
    for place in (0, 1):
        names = lists.nth(place).locator("a").all_inner_texts()
        assert len(set(names)) == len(names), names
    links = page.locator("#than-trang li:has(small) a")
    assert links.first.get_attribute("href") == f"{address}{kept[-1]}"  # the one read last
    assert not [
        url for url in links.evaluate_all("links => links.map((a) => a.pathname)") if "ban-in" in url or "xml" in url
    ]
    languages = links.evaluate_all("links => links.map((a) => [a.pathname.split('/')[2], a.lang])")
    assert ["en", "en"] in languages
    assert {language for folder, language in languages if len(folder) != 2} == {"vi"}


def test_the_line_about_the_age_moves_nothing(context: BrowserContext, commune_site: Path) -> None:
    with served(commune_site, PATH) as address:
        page = visited(context, address, "/thu-tuc/1-999001/")
    page.add_init_script("""
        window.moved = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(({value}) => (window.moved += value)))
          .observe({type: "layout-shift", buffered: true});
    """)
    page.goto(address + "/thu-tuc/1-999001/")
    expect(page.get_by_role("status").first).to_contain_text("bản lưu")
    page.wait_for_timeout(500)
    assert page.evaluate("window.moved") == 0


def test_on_a_weak_signal_the_kept_copy_comes_in_time(context: BrowserContext, commune_site: Path) -> None:
    trouble: dict[str, int] = {}
    with served(commune_site, PATH, trouble=trouble) as address:
        page = visited(context, address, "/duong-day-nong/")
        trouble["/duong-day-nong/"] = 8
        begun = time.monotonic()
        page.goto(address + "/duong-day-nong/", wait_until="domcontentloaded")
        assert 2.5 < time.monotonic() - begun < 6
        expect(page.get_by_role("status").first).to_contain_text("Mạng yếu. Đây là bản lưu lúc")
        page.close()


def test_a_server_in_trouble_is_told_from_a_page_that_is_gone(context: BrowserContext, commune_site: Path) -> None:
    read, listed, trouble = "/gioi-thieu/", "/thu-tuc/1-999002/", dict[str, int]()
    ill, shut = "/thu-tuc/1-999001/", "/duong-day-nong/"
    with served(commune_site, PATH, trouble=trouble) as address:
        page = visited(context, address, read, ill)
        trouble |= {read: 404, listed: 410, ill: 503, "/van-ban/": 500, shut: 403}
        page.goto(address + ill)
        expect(page.get_by_role("status").first).to_contain_text("Máy chủ đang bận. Đây là bản lưu lúc")
        page.goto(address + "/van-ban/")
        expect(page.locator("#than-trang .summary")).to_contain_text("hoặc máy chủ của trang đang bận")
        for path in (read, listed, shut):
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.status == trouble[path]
        trouble.clear()
        page.goto(address + ill)
        expect(page.locator(".kept")).to_have_count(0)
    for path in (ill, shut):  # what the server said instead was not kept
        page.goto(address + path)
        expect(page.get_by_role("status").first).to_contain_text("Không có mạng. Đây là bản lưu lúc")
    for path in (read, listed):
        page.goto(address + path)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Chưa mở được trang"
        )  # nobody reads what was taken back


def test_who_was_at_a_site_that_has_moved_is_led_on(context: BrowserContext, commune_site: Path) -> None:
    """A unit that was merged, or is called otherwise: its former host leads to another, and the worker lets it."""
    moved: list[str] = []
    with served(commune_site, PATH, moved=moved) as former, served(commune_site, PATH) as address:
        page = visited(context, former, "/gioi-thieu/")
        moved.append(address)
        for path in ("/gioi-thieu/", "/duong-day-nong/", "/"):  # read, listed, both
            page.goto(former + path)
            assert page.url == address + path


def test_online_every_page_is_the_newest_with_the_files_it_was_made_with(
    context: BrowserContext, tmp_path: Path
) -> None:
    site = _commune(tmp_path)
    with served(site, PATH) as address:
        page = visited(context, address, "/thu-tuc/1-999001/")
        before = page.evaluate("document.querySelector('link[rel=stylesheet]').href")
        style = tmp_path / "commune/theme/assets/cchc.css"
        style.write_text(style.read_text(encoding="utf-8") + "body { --told: new }", encoding="utf-8")
        _build(tmp_path / "commune")
        told = "getComputedStyle(document.body).getPropertyValue('--told').trim()"
        page.goto(address + "/thu-tuc/1-999001/")
        assert page.evaluate("document.querySelector('link[rel=stylesheet]').href") != before
        assert page.evaluate(told) == "new"
        assert page.locator(".kept").count() == 0
    page.goto(address + "/thu-tuc/1-999001/")
    assert page.evaluate(told) == "new"  # read since
    page.goto(address + "/duong-day-nong/")
    assert page.evaluate("document.querySelector('link[rel=stylesheet]').href") == before
    assert page.evaluate(told) == ""  # kept before: the old page with the old style sheet
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 20


@pytest.mark.parametrize("connection", ["{saveData: true}", "{effectiveType: '2g'}"])
def test_who_saves_data_pays_for_nothing_ahead(context: BrowserContext, commune_site: Path, connection: str) -> None:
    context.add_init_script(f"Object.defineProperty(navigator, 'connection', {{value: {connection}}})")
    page = context.new_page()
    asked: list[str] = []
    with served(commune_site, PATH, asked) as address:
        page.goto(address + "/gioi-thieu/")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        wait_kept(page, f"{address}/gioi-thieu/")  # and then the rest, if at all
        page.wait_for_timeout(500)
    assert "/gioi-thieu/" in asked
    assert not [path for path in asked if path == "/offline.json" or path.startswith("/thu-tuc/")]
    page.goto(address + "/gioi-thieu/")
    expect(page.get_by_role("status").first).to_contain_text("bản lưu")
    page.goto(address + "/duong-day-nong/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa mở được trang")


def test_what_is_listed_comes_a_few_pages_at_a_time_and_is_asked_for_once_an_hour(
    context: BrowserContext, commune_site: Path, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(commune_site, tmp_path / "site"))
    listed = {"": "", **{f"thu-tuc/1-999001/?{number}": "old" for number in range(29)}, "offline.html": "old"}
    (site / "offline.json").write_text(json.dumps(listed), encoding="utf-8")
    asked: list[str] = []
    with served(site, PATH, asked) as address:
        page = context.new_page()
        page.goto(address + "/gioi-thieu/")
        wait_kept(page, f"{address}/thu-tuc/1-999001/?18")
        page.wait_for_timeout(300)
        assert len([path for path in asked if "?" in path]) == 19  # with the home page 20
        visited(context, address, "/gioi-thieu/")
        assert len([path for path in asked if "?" in path]) == 29
        del asked[:]
        page.goto(address + "/gioi-thieu/")
        page.wait_for_timeout(1000)
        assert "/gioi-thieu/" in asked
        assert "/offline.json" not in asked
        listed |= {"thu-tuc/1-999001/?7": "new"}
        del listed["thu-tuc/1-999001/?8"]
        (site / "offline.json").write_text(json.dumps(listed), encoding="utf-8")
        page.evaluate(AN_HOUR_LATER, f"{address}/offline.json")
        visited(context, address, "/gioi-thieu/")
        wait_kept(page, f"{address}/thu-tuc/1-999001/?8", there=False)
    assert [path for path in asked if path == "/" or "?" in path] == ["/thu-tuc/1-999001/?7"]


def test_the_last_pages_and_pictures_are_kept_and_nothing_of_older_workers(
    context: BrowserContext, commune_site: Path
) -> None:
    news = "/tin-tuc/2024/09/tap-huan-mot-cua/"
    with served(commune_site, PATH) as address:
        page = context.new_page()
        page.goto(address + "/robots.txt")  # no worker comes from there
        here, others = f"{address}/", {f"cchc 1 read {address}/khac/": 1, "khac": 1}
        most = {f"cchc 2 read {here}": 40, f"cchc 2 files {here}": 80, f"cchc 2 pictures {here}": 60}
        page.evaluate(FILL, {**most, **others, f"cchc 1 read {here}": 1})
        page = visited(context, address, "/gioi-thieu/", news)
        picture = page.locator("article img").first
        wait_kept(page, picture.evaluate("one => one.currentSrc"))
        counts = page.evaluate(COUNTS)
        context.new_cdp_session(page).send("Network.clearBrowserCache")
    del counts[f"cchc 2 listed {here}"]
    assert counts == most | others
    page.goto(address + news)
    expect(page.get_by_role("status").first).to_contain_text("bản lưu")
    assert picture.evaluate("async (one) => (await one.decode(), one.naturalWidth)") > 0


def test_a_kept_page_says_so_in_its_language(context: BrowserContext, commune_site: Path) -> None:
    with served(commune_site, PATH) as address:
        page = visited(context, address, "/en/thu-tuc/1-999001/", "/zh/thu-tuc/1-999001/")
    told = re.compile(r"^You are offline\. This copy was saved at \d\d:\d\d on \d\d/\d\d/\d{4};.* Reload$")
    for language in ("en", "zh"):  # no words of the worker are in Chinese
        page.goto(f"{address}/{language}/thu-tuc/1-999001/")
        expect(page.get_by_role("status").first).to_have_text(told)


def test_a_new_worker_takes_over_at_once(context: BrowserContext, commune_site: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(commune_site, tmp_path / "site"))
    with served(site, PATH) as address:
        page = visited(context, address, "/gioi-thieu/")
        with (site / "sw.js").open("a", encoding="utf-8") as worker:
            worker.write("\n//")
        page.add_init_script("navigator.serviceWorker.oncontrollerchange = () => (window.taken = true)")
        page.goto(address + "/gioi-thieu/")
        page.wait_for_function("() => window.taken")


@pytest.mark.parametrize("name", ["cchc.css", "search/text.js"])  # the second is named by a script of the page
def test_a_page_is_kept_only_with_all_that_it_is_made_with(
    context: BrowserContext, commune_site: Path, tmp_path: Path, name: str
) -> None:
    site = Path(shutil.copytree(commune_site, tmp_path / "site"))
    style = "document.querySelector('link[rel=stylesheet]').href"
    with served(site, PATH) as address:
        page = visited(context, address, "/thu-tuc/")
        before = page.evaluate(style)
        file = _release_again(site) / name
        content = file.read_bytes()
        file.unlink()  # as when a release comes between the page and its files
        page.goto(address + "/thu-tuc/", wait_until="networkidle")
        assert page.evaluate(style) != before
        context.set_offline(True)
        page.goto(address + "/thu-tuc/")
        assert page.evaluate(style) == before
        context.set_offline(False)
        file.write_bytes(content)
        page.goto(address + "/thu-tuc/")
        assert page.evaluate("document.styleSheets[0].cssRules.length") > 20
        expect(page.locator(".finder [role=status]")).not_to_be_empty()


def test_online_a_browser_of_2018_gets_pages_from_the_network(
    context: BrowserContext, commune_site: Path, tmp_path: Path
) -> None:
    """It let no worker change the request for a page: each came from what was kept, with the words “no network”."""
    site = Path(shutil.copytree(commune_site, tmp_path / "site"))
    worker = site / "sw.js"
    worker.write_text(REQUEST_OF_2018 + worker.read_text(encoding="utf-8"), encoding="utf-8")
    with served(site, PATH) as address:
        page = visited(context, address, "/", "/thu-tuc/1-999001/")
        for path in ("/", "/thu-tuc/1-999001/", "/thu-tuc/1-999001"):  # the last is led on by the server
            page.goto(address + path)
            assert page.locator(".kept").count() == 0
            expect(page).to_have_url(re.compile(r"/$"))


def test_without_room_on_the_device_pages_look_as_ever_and_nothing_half_is_kept(
    context: BrowserContext, commune_site: Path, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(commune_site, tmp_path / "site"))
    styled = "getComputedStyle(document.querySelector('.top')).backgroundColor != 'rgba(0, 0, 0, 0)'"
    with served(site, PATH) as address:
        page = visited(context, address, "/thu-tuc/")
        before = page.evaluate("document.querySelector('link[rel=stylesheet]').href")
        _release_again(site)
        origin = address.removesuffix(PATH)
        device = context.new_cdp_session(page)
        device.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
        page.add_init_script("navigator.serviceWorker.oncontrollerchange = () => (window.taken = true)")
        page.goto(address + "/thu-tuc/")
        assert page.evaluate(styled)
        expect(page.locator(".finder [role=status]")).not_to_be_empty()  # its script came as well
        page.wait_for_function("() => window.taken")  # the worker of that release, though it could keep nothing
        page.goto(address + "/tin-tuc/2024/09/tap-huan-mot-cua/")
        page.wait_for_function("() => document.querySelector('article img').naturalWidth")
    page.goto(address + "/thu-tuc/")
    expect(page.get_by_role("status").first).to_contain_text("bản lưu")
    assert page.evaluate("document.querySelector('link[rel=stylesheet]').href") == before
    assert page.evaluate(styled)


def test_pages_open_though_what_the_browser_kept_is_damaged(
    browser: Browser, commune_site: Path, tmp_path: Path
) -> None:
    def visitor() -> BrowserContext:
        path = program("chromium")
        return browser.browser_type.launch_persistent_context(tmp_path, executable_path=path, args=["--no-sandbox"])

    news = "/tin-tuc/2024/09/tap-huan-mot-cua/"
    with served(commune_site, PATH) as address:
        with visitor() as context:
            visited(context, address, "/gioi-thieu/")
        (store,) = tmp_path.rglob("CacheStorage")
        shutil.rmtree(store)
        store.write_bytes(b"")
        with visitor() as context:
            page = context.new_page()
            page.goto(address + news)
            assert page.evaluate("caches.open('x').then(() => 0, () => 1)")  # it is
            assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
            assert page.evaluate("document.styleSheets[0].cssRules.length") > 20
            page.wait_for_function("() => document.querySelector('article img').naturalWidth")


def test_the_list_stays_as_it_is_when_news_is_added_and_follows_a_procedure(tmp_path: Path) -> None:
    site = _commune(tmp_path)
    commune = tmp_path / "commune"
    listed = json.loads((site / "offline.json").read_text(encoding="utf-8"))
    assert list(listed)[:3] == ["duong-day-nong/", "", "thu-tuc/"]
    assert "thu-tuc/1-999001/" in listed
    assert not [path for path in listed if path.startswith("tin-tuc")]
    status = (site / "offline.json").stat()
    news = (
        "---\ntitle: Tin mới (dữ liệu mẫu)\ndate: 2024-10-03\ncategory: hoat-dong\nsummary: Dữ liệu mẫu.\n---\n\nMẫu.\n"
    )
    (commune / "content/tin-tuc/2024/tin-moi.md").write_text(news, encoding="utf-8")
    _build(commune)
    assert (site / "offline.json").stat().st_mtime_ns == status.st_mtime_ns
    file = next((commune / "site_data/procedures").glob("1.999001.yml"))
    text = file.read_text(encoding="utf-8")
    file.write_text(
        re.sub(r"^name: .*", "name: Một tên khác (dữ liệu mẫu)", text, flags=re.MULTILINE), encoding="utf-8"
    )
    _build(commune)
    now = json.loads((site / "offline.json").read_text(encoding="utf-8"))
    assert now["thu-tuc/1-999001/"] != listed["thu-tuc/1-999001/"]
    assert now["duong-day-nong/"] == listed["duong-day-nong/"]
    done = run(*CCHC, "build", "--config", commune / "mkdocs.yml", "--no-cache", "--out", tmp_path / "cold")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cold/offline.json").read_bytes() == (site / "offline.json").read_bytes()


def test_the_list_follows_the_page_that_is_shown_in_place_of_others(tmp_path: Path) -> None:
    """Which the frame makes: nothing else changes with it."""
    folder, out = tmp_path / "staged", tmp_path / "site"
    made = dict.fromkeys(("offline.html", "index.html", "duong-day-nong/index.html"), "as it was")
    for name in made:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(name, encoding="utf-8")
    folder.mkdir()
    done = offline_list(folder, out, made, {})
    listed = json.loads((folder / "offline.json").read_text(encoding="utf-8"))
    (folder / "offline.html").write_text("Một trang khác", encoding="utf-8")
    assert offline_list(folder, out, made, done) != done
    now = json.loads((folder / "offline.json").read_text(encoding="utf-8"))
    assert [path for path in now if now[path] != listed[path]] == ["offline.html"]


def _release_again(site: Path) -> Path:
    """Another release of a built site: its style sheets and scripts in a folder of another name, another worker."""
    (assets,) = (folder for folder in (site / "assets").iterdir() if re.fullmatch("[0-9a-f]{8}", folder.name))
    moved = assets.rename(assets.with_name("00000000"))
    for page in site.rglob("*.html"):
        page.write_text(page.read_text(encoding="utf-8").replace(assets.name, "00000000"), encoding="utf-8")
    with (site / "sw.js").open("a", encoding="utf-8") as worker:
        worker.write("\n//")
    return moved


def _commune(tmp_path: Path) -> Path:
    """The miniature commune with a theme of its own, built."""
    commune = Path(shutil.copytree(HERE / "commune", tmp_path / "commune"))
    shutil.copytree(REPOSITORY / "theme", commune / "theme")
    config = commune / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("  name: material\n", "  name: material\n  custom_dir: theme\n")
    config.write_text(text, encoding="utf-8")
    _build(commune)
    return commune / "site"


def _build(commune: Path) -> None:
    done = run(*CCHC, "build", "--config", commune / "mkdocs.yml")
    assert done.returncode == 0, done.stderr
