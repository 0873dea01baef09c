"""The pages in a real browser, on a phone and on a desk."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from conftest import program

VIEWS = [{"width": 360, "height": 740}, {"width": 1280, "height": 900}]
PATHS = [
    "/",
    "/thu-tuc/",
    "/thu-tuc/1-001193/",
    "/tin-tuc/",
    "/chi-so/papi/",
    "/duong-day-nong/",
    "/bao-cao/2024-q3/",
    "/van-ban/",
    "/gioi-thieu/",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = program("chromium")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The built site on a local port."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("view", VIEWS, ids=["phone", "desk"])
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


def test_all_words_are_there_without_javascript(browser: Browser, address: str) -> None:
    words = []
    for enabled in (True, False):
        context = browser.new_context(java_script_enabled=enabled)
        page = context.new_page()
        page.goto(address + "/thu-tuc/1-001193/")
        words.append(" ".join(page.inner_text("article").split()))
        context.close()
    assert words[1] in words[0] or words[0] in words[1] or words[0] == words[1]
