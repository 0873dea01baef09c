"""One build of ours with a clock on each stage: stages.py CONFIG STARTED; prints JSON {stage: seconds}.

The clocks are put around functions from here, so that the generator itself measures nothing. Time spent in an
inner stage is not counted for the outer one, nor what a second process does meanwhile. STARTED is time.time() when the
process was asked for.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cchc.engine import build, host, run, staging, store
from cchc.engine.workspace import Wish

SPENT: dict[str, float] = {}
_INNER = [0.0]


def clock(stage: str, module: Any, name: str) -> None:
    """Put a clock around a function, wherever it was imported to; a function that is gone is told."""
    inner: Callable[..., Any] | None = getattr(module, name, None)
    if inner is None:
        print(f"stages.py: no {module.__name__}.{name}, see there", file=sys.stderr)
        return

    def timed(*args: Any, **named: Any) -> Any:
        _INNER.append(0.0)
        began = time.perf_counter()
        try:
            return inner(*args, **named)
        finally:
            took = time.perf_counter() - began
            SPENT[stage] = SPENT.get(stage, 0.0) + took - _INNER.pop()
            _INNER[-1] += took

    for place in (module, *sys.modules.values()):
        if getattr(place, name, None) is inner:
            setattr(place, name, timed)


def main(config: Path, started: float) -> None:
    """Build once."""
    SPENT["import"] = time.time() - started
    stages: list[tuple[str, Any, str]] = [
        ("records", build, "read_ground"),
        ("MkDocs frames", host, "configuration"),
        ("MkDocs frames", host.mkdocs_build, "build"),
        ("articles", build, "look_at"),
        ("lists and records' pages", build, "_standing_pages"),
        ("sheets and the like", build, "_make_others"),
        ("search index", build.Indexer, "make"),
        ("feeds", build, "make_feeds"),
        ("open data", build, "make_open_data"),
        ("publish", staging, "publish"),
        ("publish", staging, "remove"),
        ("save", store, "save"),
    ]
    for stage in stages:
        clock(*stage)
    began = time.perf_counter()
    if not run.build(Wish(config)).good:
        sys.exit("stages.py: the build failed")
    took = time.perf_counter() - began
    named = sum(seconds for stage, seconds in SPENT.items() if stage != "import")
    print(json.dumps({**SPENT, "the rest": took - named}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
