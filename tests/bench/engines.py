"""The searches that are measured: what each is given, how it makes its index, where its files are.

Each gets the best set-up for Vietnamese that its own options offer in a few lines: engines/<name>.js asks it in the
browser. Only pages that a reader would want are given: of lists of news only the title, as in our own index.
"""

import html
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from contextlib import suppress
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import material
from corpus import put

HERE = Path(__file__).parent / "engines"
_ARTICLE = re.compile(r"<article[^>]*>(.*)</article>", re.DOTALL)
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_LIST = re.compile(r"tin-tuc/(chuyen-muc/.*|\d{4}/(\d{2}/)?)?$")
_NO_PAGES = ("404.html", "tim-kiem/index.html")


class Corpus:
    """The pages of a built site: address, title, content, text."""

    def __init__(self, site: Path, folder: Path) -> None:
        self.site, self.folder = site, folder

    @cached_property
    def pages(self) -> list[dict[str, str]]:
        """What is to be found."""
        paths = sorted(path.relative_to(self.site).as_posix() for path in self.site.rglob("*.html"))
        pages = [page(self.site, path) for path in paths if path not in _NO_PAGES]
        return [found for found in pages if found["content"]]

    @cached_property
    def lines(self) -> Path:
        """The pages as JSON, one a line."""
        path = self.folder / "pages.jsonl"
        put(path, "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in self.pages))
        return path

    @cached_property
    def tree(self) -> Path:
        """The pages as HTML files without the frame around them."""
        for page in self.pages:
            head = f'<!doctype html><html lang="vi"><head><title>{html.escape(page["title"])}</title></head>'
            put(self.folder / "tree" / page["address"] / "index.html", f"{head}<body>{page['content']}</body></html>")
        return self.folder / "tree"


def page(site: Path, path: str) -> dict[str, str]:
    """One page; without content if it is no article (a page that only leads elsewhere)."""
    address = path.removesuffix("index.html")
    article = _ARTICLE.search((site / path).read_text("utf-8"))
    title = _TITLE.search(article[1]) if article else None
    content = "" if article is None else title[0] if title and _LIST.match(address) else article[1]
    heading = html.unescape(_TAG.sub("", title[1])).strip() if title else address
    text = " ".join(html.unescape(_TAG.sub(" ", content)).split())
    return {"address": address, "title": heading, "content": content, "text": text}


class Tool(ABC):
    """A search with an index of its own in a folder; one that is there is not made again."""

    name = ""
    version = ""
    sharded = True  # what is loaded differs with the query
    seconds = peak = 0.0

    def __init__(self, corpus: Corpus, out: Path, modules: Path | None) -> None:
        self.corpus, self.out, self.modules = corpus, out, modules or Path("node_modules")

    def missing(self) -> str:
        """What must be installed first."""
        return ""

    @abstractmethod
    def command(self) -> list[str | Path]:
        """What makes the index."""

    def prepare(self) -> None:
        """What is not measured: laying out the pages and the scripts."""
        self.out.mkdir(parents=True, exist_ok=True)

    def make(self) -> None:
        """Make the index with a clock on it, unless it is there; the peak is that of the greatest process."""
        noted = self.out / "made.json"
        if not noted.is_file():
            self.prepare()
            put(noted, json.dumps(clocked(self.command(), self.out)))
        self.seconds, self.peak = json.loads(noted.read_text("utf-8"))

    @abstractmethod
    def index(self) -> list[Path]:
        """The files of the index, without scripts."""


def clocked(command: list[str | Path], folder: Path) -> tuple[float, float]:
    """Seconds of processor time that a command takes, and the peak of its memory in MiB (Linux; else 0).

    Processor time, for a machine that others use too makes the time on the wall tell nothing.
    """
    peak, ended, before = 0, False, spent()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder) as process:
        status = Path(f"/proc/{process.pid}/status")
        while not ended:
            with suppress(OSError):
                told = re.search(r"VmHWM:\s*(\d+)", status.read_text())
                peak = int(told[1]) if told else peak
            with suppress(subprocess.TimeoutExpired):
                ended = process.wait(0.02) is not None
    if process.returncode:
        sys.exit(f"{command[0]} failed")
    return spent() - before, peak / 1024


def spent() -> float:
    """Seconds of processor time that all commands took that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Material(Tool):
    """The search of MkDocs' Material theme: its plugin's index, its worker (lunr) with lunr's Vietnamese module."""

    name = "material"
    version = version("mkdocs-material")
    sharded = False

    def command(self) -> list[str | Path]:
        return [sys.executable, HERE / "material_index.py", self.corpus.lines, self.out / "search_index.json"]

    def prepare(self) -> None:
        super().prepare()
        scripts = Path(material.__path__[0]) / "templates/assets/javascripts"
        shutil.copytree(scripts / "lunr", self.out / "lunr", dirs_exist_ok=True)
        put(self.out / "workers/search.js", next((scripts / "workers").glob("search.*.js")).read_text("utf-8"))
        _ = self.corpus.lines

    def index(self) -> list[Path]:
        return [self.out / "search_index.json"]


class NodeTool(Tool):
    """A tool from npm."""

    package = ""

    def missing(self) -> str:
        path = self.modules / self.package / "package.json"
        if not path.is_file():
            return f"no {path}"
        self.version = json.loads(path.read_text("utf-8"))["version"]
        return ""


class Pagefind(NodeTool):
    """Pagefind with its defaults, on pages in Vietnamese."""

    name = package = "pagefind"

    def missing(self) -> str:
        return super().missing() or ("" if self._programs() else "its program for this computer")

    def command(self) -> list[str | Path]:
        return [*self._programs()[:1], "--quiet", "--site", self.corpus.tree, "--output-path", self.out / "pagefind"]

    def prepare(self) -> None:
        super().prepare()
        _ = self.corpus.tree

    def index(self) -> list[Path]:
        kinds = ("pf_index", "pf_fragment", "pf_meta", "json")
        return [path for kind in kinds for path in sorted((self.out / "pagefind").rglob(f"*.{kind}"))]

    def _programs(self) -> list[Path]:
        found = (self.modules.resolve() / "@pagefind").glob("*/bin/pagefind*")
        return sorted(path for path in found if os.access(path, os.X_OK))


class MiniSearch(NodeTool):
    """MiniSearch with words folded, prefixes, one error in words of five letters; the best of what was tried."""

    name = package = "minisearch"
    sharded = False

    def command(self) -> list[str | Path]:
        return ["node", HERE / "minisearch_index.mjs", self.corpus.lines, self.out]

    def prepare(self) -> None:
        super().prepare()
        put(self.out / "minisearch.mjs", (self.modules / "minisearch/dist/es/index.js").read_text("utf-8"))
        _ = self.corpus.lines

    def index(self) -> list[Path]:
        return [self.out / "index.json"]


class Ours(Tool):
    """This project's, as the site has it; the making is measured apart, on the same pages as the others."""

    name = "ours"

    def missing(self) -> str:
        return "" if self.index() else f"no tim-kiem/phan.json in {self.corpus.site}"

    def command(self) -> list[str | Path]:
        return [sys.executable, HERE / "ours_index.py", self.corpus.lines, self.out / "again"]

    def prepare(self) -> None:
        super().prepare()
        scripts = next(self.corpus.site.glob("assets/*/search"))
        shutil.copytree(scripts, self.out / "search", dirs_exist_ok=True)
        _ = self.corpus.lines

    def index(self) -> list[Path]:
        return sorted((self.corpus.site / "tim-kiem").rglob("*.json"))


TOOLS: dict[str, type[Tool]] = {tool.name: tool for tool in (Ours, Material, Pagefind, MiniSearch)}
