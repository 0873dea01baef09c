"""Measures this project against others: run.py CORPUS [--runs 3] [--news-small CORPUS_SMALL] [--hugo PATH]

All tools build the same corpus (see corpus.py) in turn, so that a busy machine is busy for all; medians. Only
ratios within one run count. MkDocs with Material comes without search and feeds, Hugo with a small theme and feeds.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import corpus
import others

SHM = Path("/dev/shm")
EVENTS = ["cold build", "one item added", "one procedure changed", "nothing changed", "a template changed"]


@dataclass
class Measured:
    """What was measured of one tool: seconds and written files by event, and the peak in MiB."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    written: dict[str, list[float]] = field(default_factory=dict)
    peak: float | None = None


def main() -> None:
    """Lay out, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder made by corpus.py")
    parser.add_argument("--news-small", type=Path, help="a second, smaller corpus")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--hugo", default=shutil.which("hugo"), help="the program; without it Hugo is left out")
    parser.add_argument("--tools", default="ours,hugo,mkdocs", help="which to measure")
    parser.add_argument("--scratch", type=Path, default=SHM if SHM.is_dir() else None, help="where to work")
    asked = parser.parse_args()
    names = [name for name in asked.tools.split(",") if name != "hugo" or asked.hugo]
    with tempfile.TemporaryDirectory(dir=asked.scratch, prefix="cchc-bench.") as scratch:
        for number, folder in enumerate(filter(None, [asked.news_small, asked.corpus])):
            news = sum(1 for _ in (folder / "news").rglob("*.md"))
            tools = [others.TOOLS[name](folder, Path(scratch) / f"{number}-{name}", asked.hugo) for name in names]
            results = measure(tools, asked.runs, Path(scratch))
            print(table(news, tools, results))
            if tools[0].name == "ours":
                print(breakdown(tools[0], asked.runs))
            for tool in tools:
                shutil.rmtree(tool.work)


def measure(tools: list[others.Tool], runs: int, scratch: Path) -> list[Measured]:
    """Every event of every tool in turn; the peak in a run of its own, for watching costs time."""
    results = [Measured() for _ in tools]
    for tool in tools:
        tool.lay_out()
    for number in range(runs):
        item = corpus.write_item(scratch / f"more-{number}", 900_000 + number, corpus.LAST)
        for event in EVENTS:
            for tool, result in zip(tools, results, strict=True):
                prepare(tool, event, number, item)
                before = files(tool.out)
                result.seconds.setdefault(event, []).append(timed(tool))
                changed = files(tool.out).items() - before.items()
                result.written.setdefault(event, []).append(len(changed))
                print(f"# {number + 1} {tool.name}, {event}: {result.seconds[event][-1]:.2f} s", file=sys.stderr)
    for tool, result in zip(tools, results, strict=True):
        tool.clean()
        result.peak = watched(tool)
    return results


def prepare(tool: others.Tool, event: str, number: int, item: Path) -> None:
    """Bring about what happens before a build; none of it is timed."""
    if event == "cold build":
        tool.clean()
    elif event == "one item added":
        tool.add(item)
    elif event == "one procedure changed":
        tool.change_procedure(number)
    elif event == "a template changed":
        tool.change_template(number)
    time.sleep(0.3)  # nobody builds within the same tick of the clock in which a file was saved


def timed(tool: others.Tool) -> float:
    """Seconds that a build takes."""
    began = time.perf_counter()
    done = subprocess.run(tool.command(), cwd=tool.work, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{tool.name} failed:\n{done.stdout}{done.stderr}")
    return took


def watched(tool: others.Tool) -> float | None:
    """Peak of the memory of a build in MiB: the process and all it started. None without /proc."""
    quiet = subprocess.DEVNULL
    highest = 0.0
    with subprocess.Popen(tool.command(), cwd=tool.work, stdout=quiet, stderr=quiet, start_new_session=True) as build:
        ended = threading.Event()
        threading.Thread(target=lambda: (build.wait(), ended.set())).start()
        while not ended.wait(0.02):
            highest = max(highest, memory(build.pid))
    return highest or None


def memory(session: int) -> float:
    """Memory of all processes of a session in MiB, what they share counted once (PSS)."""
    total = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if int((place / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                lines = (place / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, ValueError, IndexError):
            continue  # ended in between
    return total / 1024


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """When each file was written last."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            status = os.stat(os.path.join(place, name))
            found[os.path.join(place, name)] = (status.st_mtime_ns, status.st_ino)
    return found


def table(news: int, tools: list[others.Tool], results: list[Measured]) -> str:
    """Medians of all tools, and their ratio to Hugo where it was measured."""
    hugo = next((number for number, tool in enumerate(tools) if tool.name == "hugo"), None)
    ratios = [tool.name for tool in tools if tool.name != "hugo"] if hugo is not None else []
    heads = [f"{news} items", *(tool.name for tool in tools), *(f"{name} / hugo" for name in ratios)]
    rows = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    for label, values in figures(results):
        cells = [f"{value:.2f}" if label.endswith(", s") else f"{value:.0f}" for value in values]
        if hugo is not None:
            base = values[hugo]
            cells += [f"{value / base:.3f}" if base else "–" for n, value in enumerate(values) if n != hugo]
        rows.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def figures(results: list[Measured]) -> list[tuple[str, list[float]]]:
    """The rows of the table."""
    rows = [(f"{event}, s", [statistics.median(r.seconds[event]) for r in results]) for event in EVENTS]
    rows.append(("peak memory of a cold build, MiB", [r.peak or 0.0 for r in results]))
    rows += [(f"files written: {event}", [statistics.median(r.written[event]) for r in results]) for event in EVENTS]
    return rows


def breakdown(tool: others.Tool, runs: int) -> str:
    """Where our cold build spends its time."""
    spent: list[dict[str, float]] = []
    for _ in range(runs):
        tool.clean()
        script = [sys.executable, Path(__file__).with_name("stages.py"), tool.work / "mkdocs.yml", str(time.time())]
        done = subprocess.run(script, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        spent.append(json.loads(done.stdout.splitlines()[-1]))
    rows = [(stage, statistics.median(run.get(stage, 0.0) for run in spent)) for stage in spent[0]]
    lines = [f"| {stage} | {seconds:.3f} |" for stage, seconds in [*rows, ("sum", sum(s for _, s in rows))]]
    return "\n".join(["| stage of our cold build | s |", "|---|---:|", *lines]) + "\n"


if __name__ == "__main__":
    main()
