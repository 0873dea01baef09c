"""What all tests share: a copy of the miniature site, and the programs that some tests need."""

import datetime as dt
import functools
import http.server
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from re import Pattern
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from cchc.engine import store
from cchc.engine.session import cache_version
from cchc.load import load
from cchc.pages.templating import Templates, translated
from cchc.site import Site

settings.register_profile("calm", deadline=None)  # how long an example takes says more of the machine than of us
settings.load_profile("calm")

MEMORY = Path("/dev/shm")  # what tests write goes there if there is room: a disk takes a third of their time
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4e9:
    os.environ["TMPDIR"] = str(MEMORY)  # also for the processes that share the tests, and for what they start
    tempfile.tempdir = None

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
CCHC = [sys.executable, "-m", "cchc"]
MKDOCS = [sys.executable, "-m", "mkdocs"]


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: browsers and servers let tests wait a fourth of their time."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def translations() -> dict[str, bytes]:
    """The templates of the theme, translated: a third of what a build of a small site from nothing does."""
    return translated(REPOSITORY / "theme")


@pytest.fixture
def commune(tmp_path: Path, translations: dict[str, bytes]) -> Path:
    """A fresh copy of the miniature commune, free to be spoiled; of builds it remembers nothing but the templates."""
    root = Path(shutil.copytree(HERE / "commune", tmp_path / "commune"))
    store.save(root / ".cache/cchc", cache_version(root), {}, store.State(), {}, {"templates": translations})
    return root


def read_commune(url: str = "https://x.example.vn/") -> Site:
    """The miniature commune, without a build."""
    found, problems = load(HERE / "commune", HERE / "commune" / "content", url)
    assert found is not None, problems
    return found


@pytest.fixture(scope="session")
def templates() -> Templates:
    """The theme's templates."""
    return Templates(REPOSITORY / "theme")


#: For tests of what Windows does not have: links that take a folder's place at once, permissions of others.
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such links and permissions")


def make_link(path: Path, target: str | Path) -> None:
    """A symbolic link, `target` as it is to be written; the test skips where there are none."""
    try:
        path.symlink_to(target, target_is_directory=(path.parent / target).is_dir())
    except OSError:
        pytest.skip("this system makes no symbolic links")  # Windows asks for a right that few have


def forget_key(root: Path) -> None:
    """Take the signing key out of a commune's data: nobody here has its private half."""
    unit = root / "site_data/site.yml"
    unit.write_text(re.sub(r"signing_key: .*\n", "", unit.read_text("utf-8")), "utf-8")


def program(name: str) -> str:
    """Path of a program; the test that needs it skips and names it when it is not there.

    In CI (`CCHC_CI=1`, set by .ci/run) a missing program is a failure.
    """
    path = shutil.which(name)
    if path is None:
        if os.environ.get("CCHC_CI"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")  # a clerk's machine has no newsboat; CI fails above
    return path


def shared(name: str) -> Path:
    """A file of the research folder beside the repository, for tests that compare with it."""
    path = REPOSITORY.parent / "shared" / name
    if not path.exists():
        pytest.skip(f"../shared/{name} is not there")  # the project is complete without the research
    return path


def run(*command: str | Path, cwd: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment and keep what it says."""
    words = [str(part) for part in command]
    # what MkDocs itself says need not be UTF-8
    return subprocess.run(words, cwd=cwd, capture_output=True, encoding="utf-8", errors="replace", check=False)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """`places.Servers`: whatever can be published to, each begun when a test asks for it first."""
    from places import started  # noqa: PLC0415 (most tests publish nothing, and `servers` needs this module)

    with started(tmp_path_factory.mktemp("servers")) as found:
        yield found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's site, built by plain MkDocs in strict mode."""
    out = tmp_path_factory.mktemp("site")
    done = run(*MKDOCS, "build", "--strict", "--site-dir", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def commune_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature commune's site, by `cchc build`, below a path."""
    folder = tmp_path_factory.mktemp("commune") / "commune"
    shutil.copytree(HERE / "commune", folder)
    config = folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"site_url: .*", "site_url: https://tinh.example.vn/xa-vi-du/", text), encoding="utf-8")
    done = run(*CCHC, "build", "--config", config, "--strict")
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = program("chromium")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


def heard_while_typing(
    page: Page, field: Locator, words: str, status: Locator, at_last: str | Pattern[str]
) -> list[str]:
    """What a live region says while somebody types, a key each 150 ms, until it says what it is to say `at_last`.
    The clock of the page must be installed."""
    field.focus()
    field.press("End")
    page.clock.pause_at(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    status.evaluate(
        """status => {
          window.heard = [];
          const listen = new MutationObserver(() => window.heard.push(status.textContent));
          listen.observe(status, { childList: true });
        }"""
    )
    for letter in words:
        page.keyboard.type(letter)
        page.clock.run_for(150)
    page.clock.resume()
    expect(status).to_have_text(at_last)
    heard: list[str] = page.evaluate("heard")
    return heard


@contextmanager
def served(
    folder: Path,
    prefix: str = "",
    asked: list[str] | None = None,
    trouble: Mapping[str, int] | None = None,
    moved: Sequence[str] = (),
) -> Iterator[str]:
    """A folder on a local port, below a path; gives its address.

    Paths that are asked for are noted in `asked`; `trouble` tells which answer with an error, or so many seconds late.
    `moved` has the address that everything has moved to, once it has.
    """

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.removeprefix(prefix)
            if asked is not None:
                asked.append(path)
            if moved:
                self.send_response(301)
                self.send_header("Location", moved[0] + path)
                self.end_headers()
                return
            ill = (trouble or {}).get(path, 0)
            if ill >= 400:
                self.send_error(ill)
                return
            time.sleep(ill)
            super().do_GET()

        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix(prefix) if path.startswith(prefix) else "/nowhere")

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{prefix}"
    server.shutdown()
    server.server_close()


def pages(folder: Path) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Every HTML page of a site with its address from the root."""
    for path in sorted(folder.rglob("*.html")):
        url = "/" + path.relative_to(folder).as_posix().removesuffix("index.html")
        yield url, lxml.html.fromstring(path.read_bytes())


def dead_links(folder: Path) -> list[tuple[str, str]]:
    """Page and address of every link, picture and script of a site that leads to nothing of it; anchors too."""
    base = "https://x.example.vn"
    ids = {url: set(page.xpath("//@id")) for url, page in pages(folder)}
    dead = []
    for url, page in pages(folder):
        named = page.xpath("//a/@href | //link/@href | //img/@src | //script/@src")
        named += [name for names in page.xpath("//@data-script") for name in names.split()]
        for address in named if url != "/404.html" else ():
            parts = urlsplit(urljoin(base + url, address))
            target = folder / unquote(parts.path).lstrip("/")
            there = target.is_file() or (target / "index.html").is_file()
            anchored = not parts.fragment or unquote(parts.fragment) in ids.get(parts.path, {"__"}) | {"__codelineno"}
            if parts.netloc == "x.example.vn" and not (there and anchored):
                dead.append((url, address))
    return dead


@pytest.fixture
def unused_port() -> int:
    """A free TCP port on this machine."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
