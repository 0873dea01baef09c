"""Planted mistakes: one file of tests/cases/<type>/ each, with the exact problems it must give.

A case is YAML: `file` (path in the miniature site), either `find` and `put` (replace that text, which must occur
exactly once) or `text` (the whole file), and `problems`: every problem the spoiled site has beyond the sound
one, as `path:line:column level rule: words of the message`, where `$` is its end. `hints` may give words of the hint
of each; `also` may name further files to spoil the same way.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cchc import declarations, schema
from cchc.checks import check
from cchc.load import load
from cchc.model.registry import TYPES
from cchc.node import Node
from cchc.problems import Problem
from conftest import HERE

CASES = sorted((HERE / "cases").rglob("*.yml"))
AS_OF = dt.date(2024, 12, 31)


def problems_of(root: Path) -> list[Problem]:
    """All problems of a site folder."""
    site, problems = load(root, root / "content", "https://commune.example.vn/", AS_OF)
    return sorted({*problems, *(check(site) if site else [])})


@pytest.mark.parametrize("case_file", CASES, ids=[path.relative_to(HERE / "cases").as_posix() for path in CASES])
def test_a_planted_mistake_gives_exactly_its_problems(case_file: Path, commune: Path) -> None:
    case = yaml.safe_load(case_file.read_text(encoding="utf-8"))
    for change in (case, *case.get("also", [])):
        spoil(commune, change)
    problems = problems_of(commune)
    found = [f"{p.path}:{p.line}:{p.column} {p.level} {p.rule}" for p in problems]
    expected = [line.partition(": ")[0] for line in case["problems"]]
    assert found == expected
    for line, problem in zip(case["problems"], problems, strict=True):
        assert line.partition(": ")[2] in f"{problem.message}$"
        assert problem.hint
    for words, problem in zip(case.get("hints", ()), problems, strict="hints" in case):
        assert words in problem.hint


def test_the_sound_site_has_no_problem() -> None:
    assert problems_of(HERE / "commune") == []


def test_the_sound_site_fills_every_field() -> None:
    site, _ = load(HERE / "commune", HERE / "commune" / "content", "https://commune.example.vn/", AS_OF)
    assert site is not None
    filled: set[tuple[type[schema.Record], str]] = set()
    for entry in (entry for entries in site.entries.values() for entry in entries):
        filled |= set(keys(entry.read().node, entry.type.model))
    models = {model for model, _ in filled} | {kind.model for kind in TYPES}
    assert {(model, name) for model in models for name in model.model_fields} - filled == set()


def keys(node: Node, model: type[schema.Record]) -> Iterator[tuple[type[schema.Record], str]]:
    """Every field written in a record and in the records inside it."""
    if isinstance(node.value, list):
        for item in node.value:
            yield from keys(item, model)
    elif isinstance(node.value, dict):
        for name, (_, inner, _listed) in declarations.fields_of(model).items():
            if name in node.value:
                yield model, name
                if inner is not None and issubclass(inner, schema.Record):
                    yield from keys(node.value[name], inner)


def test_there_are_at_least_sixty_cases() -> None:
    assert len(CASES) >= 60


def spoil(root: Path, change: dict[str, Any]) -> None:
    """Apply one change of a case to a copy of the site."""
    path = root / change["file"]
    if "text" in change:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(change["text"], encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    assert text.count(change["find"]) == 1, f"{change['find']!r} occurs {text.count(change['find'])} times"
    path.write_text(text.replace(change["find"], change["put"]), encoding="utf-8")
