"""Pages without a network, in a real browser: theme/sw.js and /offline.json."""

import datetime as dt
import http.server
import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cchc.text import VIETNAM
from conftest import CCHC, HERE, REPOSITORY, run, served

PATH = "/xa-vi-du"
ALL_KEPT = """async (list) => {
  const rooms = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  return (await Promise.all(rooms.map((room) => room.match(list)))).some(Boolean);
}"""


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
    for _ in range(100):
        if page.evaluate(ALL_KEPT, f"{address}/offline.json"):  # written when all others are there
            return page
        page.wait_for_timeout(100)
    raise AssertionError("the worker never finished")


def test_procedures_hotlines_and_pages_read_open_without_a_network(context: BrowserContext, commune_site: Path) -> None:
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    with served(commune_site, PATH) as address:
        page = visited(context, address, "/gioi-thieu/", "/tin-tuc/2024/09/tap-huan-mot-cua/")
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
    expect(page.get_by_role("heading", level=1)).to_have_text("Không có mạng")
    assert page.title().startswith("Không có mạng")
    expect(page.get_by_role("link", name="Giới thiệu").first).to_be_visible()
    page.locator("#than-trang").get_by_role("link", name=re.compile("hộ tịch|mẫu")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("bản lưu")


def test_the_list_of_what_is_kept_names_each_page_once_in_its_language(
    context: BrowserContext, commune_site: Path
) -> None:
    kept = ("/thu-tuc/1-999001/", "/thu-tuc/1-999001/ban-in/", "/en/thu-tuc/1-999001/", "/thu-tuc/linh-vuc/ho-tich/")
    with served(commune_site, PATH) as address:
        page = visited(context, address, "/gioi-thieu/")
        for path in kept:
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
    assert not [url for url in links.evaluate_all("links => links.map((a) => a.pathname)") if "ban-in" in url]
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
    slow = threading.Event()

    class Weak(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(commune_site))  # type: ignore[arg-type]

        def translate_path(self, path: str) -> str:
            if slow.is_set() and "duong-day-nong" in path:
                time.sleep(8)
            return super().translate_path(path.removeprefix(PATH))

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Weak)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}{PATH}"
    page = visited(context, address, "/duong-day-nong/")
    slow.set()
    begun = time.monotonic()
    page.goto(address + "/duong-day-nong/", wait_until="domcontentloaded")
    assert 2.5 < time.monotonic() - begun < 6
    expect(page.get_by_role("status").first).to_contain_text("Mạng yếu. Đây là bản lưu lúc")
    page.close()
    server.shutdown()
    server.server_close()


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


def test_who_saves_data_pays_for_nothing_ahead(context: BrowserContext, commune_site: Path) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    with served(commune_site, PATH) as address:
        page.goto(address + "/gioi-thieu/")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        page.wait_for_timeout(1500)
    assert not [url for url in asked if url.endswith("offline.json") or "/thu-tuc/" in url]
    page.goto(address + "/gioi-thieu/")
    expect(page.get_by_role("status").first).to_contain_text("bản lưu")


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
