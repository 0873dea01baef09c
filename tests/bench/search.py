"""Measures searches against each other: search.py SITE --queries FILE.tsv [--node-modules DIR]

SITE is a built site. Every tool gets the same pages of it (see engines.py), makes its index, and answers the same
queries in Chromium: the seconds and the peak memory of the index, its bytes, the bytes that a visitor loads for a
first query and for one after it, and whether the right page is among the first three. FILE has lines "query TAB part
of the expected address TAB kind of query". Bytes are those of gzip, scripts included, the search box itself not.
A tool that is not installed is named and left out.
"""

import argparse
import functools
import gzip
import http.server
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import engines
from playwright.sync_api import Browser, BrowserContext, sync_playwright

HERE = Path(__file__).parent
SHM = Path("/dev/shm")
SHOWN = 6  # results whose titles are fetched, as in the list below our search box
FIRST = 3  # the right page is to be among so many
PATIENCE = 600_000  # milliseconds: Material's index of 10,000 pages takes minutes in the browser
ASK = "async ([tool, query, most]) => (await import(`/engines/${tool}.js`)).search(query, most)"


class Query(NamedTuple):
    """What is typed, a part of the right address, and what kind of query it is."""

    text: str
    wanted: str
    kind: str


@dataclass
class Measured:
    """What was measured of one tool in the browser; bytes and seconds of each query of the sample."""

    first: list[int] = field(default_factory=list)
    next: list[int] = field(default_factory=list)
    wait: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)  # 0: not among those shown


def main() -> None:
    """Make the indexes, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, help="a built site")
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--tools", default=",".join(engines.TOOLS), help="which to measure")
    parser.add_argument("--node-modules", type=Path, help="where npm put pagefind and minisearch")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--sample", type=int, default=12, help="queries asked in a new browser, each with the next one")
    parser.add_argument("--misses", action="store_true", help="name on stderr each query whose page is not found")
    parser.add_argument("--work", type=Path, help="folder in which the indexes are kept, for another run")
    asked = parser.parse_args()
    queries = [Query(*line.split("\t")) for line in asked.queries.read_text("utf-8").splitlines() if "\t" in line]
    with tempfile.TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as scratch, sync_playwright() as player:
        work = (asked.work or Path(scratch)).resolve()
        corpus = engines.Corpus(asked.site, work / "pages")
        tools = list(installed(asked.tools.split(","), corpus, work, asked.node_modules))
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = player.chromium.launch(executable_path=asked.chromium, args=flags)
        results = []
        for tool in tools:
            tool.make()
            results.append(measure(tool, browser, queries, asked.sample))
            if asked.misses:
                tell_misses(tool, queries, results[-1])
        browser.close()
        print(table(corpus, tools, results, queries))


def installed(names: list[str], corpus: engines.Corpus, work: Path, modules: Path | None) -> Iterator[engines.Tool]:
    """The tools that are there."""
    for name in names:
        tool = engines.TOOLS[name](corpus, work / name, modules)
        if missing := tool.missing():
            print(f"# {name} is left out: {missing}", file=sys.stderr)
        else:
            yield tool


def measure(tool: engines.Tool, browser: Browser, queries: list[Query], size: int) -> Measured:
    """Bytes in new browsers, then every query in one."""
    result = Measured()
    with served([tool.out, tool.corpus.site, HERE]) as (address, sent):
        step = max(1, len(queries) // size)
        sample = range(0, len(queries), step) if tool.sharded else range(1)
        for number in sample:
            with opened(browser) as context:
                sent.clear()
                result.wait.append(ask(context, address, tool, queries[number])[1])
                result.first.append(weight(sent))
                sent.clear()
                ask(context, address, tool, queries[(number + 1) % len(queries)])
                result.next.append(weight(sent))
        with opened(browser) as context:
            for query in queries:
                found, seconds = ask(context, address, tool, query)
                result.answer.append(seconds)
                result.ranks.append(next((n for n, url in enumerate(found, 1) if query.wanted in f"/{url}"), 0))
    return result


@contextmanager
def opened(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has loaded nothing yet."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def ask(context: BrowserContext, address: str, tool: engines.Tool, query: Query) -> tuple[list[str], float]:
    """Addresses that the tool finds, best first, and the seconds until they are there."""
    if not context.pages:
        context.new_page().goto(f"{address}/engines/page.html")
    began = time.perf_counter()
    found: list[str] = context.pages[0].evaluate(ASK, [tool.name, query.text, SHOWN])
    return found, time.perf_counter() - began


@contextmanager
def served(folders: list[Path]) -> Iterator[tuple[str, list[Path]]]:
    """The files of some folders, the first that has one, on a local port; and which of them were sent."""
    sent: list[Path] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def translate_path(self, path: str) -> str:
            name = path.partition("?")[0].lstrip("/")
            place = next((folder / name for folder in folders if (folder / name).is_file()), HERE / "missing")
            if place.is_file() and HERE not in place.parents:  # what only this measurement needs is not counted
                sent.append(place)
            return str(place)

        def end_headers(self) -> None:
            self.send_header("Cache-Control", "max-age=3600")
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory="/"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", sent
    server.shutdown()
    server.server_close()


def weight(files: list[Path]) -> int:
    """Compressed bytes."""
    return sum(map(compressed, files))


@functools.cache
def compressed(path: Path) -> int:
    """Bytes of a file as a server sends it: packed, unless it is packed already."""
    content = path.read_bytes()
    return min(len(content), len(gzip.compress(content, 6)))


def tell_misses(tool: engines.Tool, queries: list[Query], result: Measured) -> None:
    """Each query whose page is not among the first three."""
    for query, rank in zip(queries, result.ranks, strict=True):
        if not 0 < rank <= FIRST:
            print(f"# {tool.name} [{query.kind}] {query.text} → {query.wanted}: {rank or 'none'}", file=sys.stderr)


def table(corpus: engines.Corpus, tools: list[engines.Tool], results: list[Measured], queries: list[Query]) -> str:
    """One column for each tool."""
    heads = [f"{len(corpus.pages)} pages, {len(queries)} queries", *(f"{t.name} {t.version}".strip() for t in tools)]
    rows = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    rows += [f"| {label} | " + " | ".join(cells) + " |" for label, cells in figures(tools, results, queries)]
    return "\n".join(rows)


def figures(
    tools: list[engines.Tool], results: list[Measured], queries: list[Query]
) -> Iterator[tuple[str, list[str]]]:
    """The rows of the table."""
    yield "making the index, s of processor", [f"{tool.seconds:.1f}" for tool in tools]
    yield "peak memory meanwhile, MiB", [f"{tool.peak:.0f}" for tool in tools]
    indexes = [tool.index() for tool in tools]
    yield "files of the index", [str(len(files)) for files in indexes]
    yield "their size, KB", [kilobytes(sum(path.stat().st_size for path in files)) for files in indexes]
    yield "the same, gzip, KB", [kilobytes(weight(files)) for files in indexes]
    yield "first search, gzip, KB: median", [kilobytes(statistics.median(r.first)) for r in results]
    yield "… most", [kilobytes(max(r.first)) for r in results]
    yield "one after it, gzip, KB: median", [kilobytes(statistics.median(r.next)) for r in results]
    yield "… most", [kilobytes(max(r.next)) for r in results]
    yield "first answer, no network, ms", [f"{statistics.median(r.wait) * 1000:.0f}" for r in results]
    yield "later answers, median, ms", [f"{statistics.median(r.answer[1:]) * 1000:.0f}" for r in results]
    for kind in dict.fromkeys(query.kind for query in queries):
        of_kind = [number for number, query in enumerate(queries) if query.kind == kind]
        yield f"found, {kind}", [hits([r.ranks[n] for n in of_kind]) for r in results]
    yield "found, all", [hits(r.ranks) for r in results]
    yield "mean of 1/rank", [f"{statistics.mean(1 / rank if rank else 0 for rank in r.ranks):.2f}" for r in results]


def hits(ranks: list[int]) -> str:
    """How many right pages are among the first three, of how many."""
    return f"{sum(0 < rank <= FIRST for rank in ranks)}/{len(ranks)}"


def kilobytes(count: float) -> str:
    """A size in thousands of bytes; small ones with one place."""
    return f"{count / 1000:,.1f}" if count < 100_000 else f"{count / 1000:,.0f}"


if __name__ == "__main__":
    main()
