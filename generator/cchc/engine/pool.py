"""Work on many things: by this process, and where that pays by a second one that takes every other part."""

import gc
import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from cchc.engine.aside import end_with_parent, forks
from cchc.engine.bench import Bench
from cchc.engine.workspace import Progress

POOL_FROM = 400  # articles; below, starting a second process costs more than it saves
_CHUNKS = 40
T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[Bench, list[T]], R]


def spread(
    work: Work[T, R], bench: Bench, todo: list[T], progress: Progress | None = None, cost: float = 1.0
) -> Iterator[R]:
    """What `work` makes of each part of what is to be done, in order. `cost` of one thing, in articles."""
    size = max(1, min(100, len(todo) // _CHUNKS))
    parts = [todo[start : start + size] for start in range(0, len(todo), size)]
    done = 0
    for part, result in zip(parts, _results(work, bench, parts, len(todo) * cost >= POOL_FROM), strict=True):
        done += len(part)
        if progress:
            progress(done, len(todo))
        yield result


def _results(work: Work[T, R], bench: Bench, parts: list[list[T]], pays: bool) -> Iterator[R]:
    if not pays:
        for part in parts:
            yield work(bench, part)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 (25 ms that most builds do not need)

    gc.collect()  # of MkDocs, whose work is done
    gc.freeze()  # what is here already is not looked at again, and so not copied
    gc.enable()  # the command line does without, but this is the work of thousands of pages
    context = multiprocessing.get_context("fork" if forks() else "spawn")
    with ProcessPoolExecutor(1, context, _start_worker, (work, bench)) as other:
        theirs = other.map(_run, parts[1::2])
        for number, part in enumerate(parts):
            yield next(theirs) if number % 2 else work(bench, part)


@dataclass
class _Process:
    """What a second process does, and on which bench."""

    work: Callable[[Bench, list[Any]], Any] | None = None
    bench: Bench | None = None


_PROCESS = _Process()


def _start_worker(work: Callable[[Bench, list[Any]], Any], bench: Bench) -> None:
    """Also end when the build is killed: a pool of orphans would wait for ever."""
    _PROCESS.work, _PROCESS.bench = work, bench
    end_with_parent()


def _run(part: list[Any]) -> Any:
    assert _PROCESS.work is not None
    assert _PROCESS.bench is not None
    return _PROCESS.work(_PROCESS.bench, part)
