"""The sheets for the wall in a build: only those made anew whose records, or the unit, changed."""

from cchc.engine.aside import forks
from cchc.engine.bench import Bench, page_file
from cchc.engine.pool import spread
from cchc.engine.store import key_of
from cchc.outline import sheet_outlines
from cchc.pages import sheets


def make_sheets(bench: Bench, done: dict[str, str]) -> dict[str, str]:
    """Make the sheets that changed; returns the keys of all."""
    made: dict[str, str] = {}
    todo: list[int] = []
    for number, sheet in enumerate(sheet_outlines(bench.site)):
        name = page_file(sheet.url)
        made[name] = key_of(bench.space.version, bench.release, *sheets.made_from(bench.site, sheet))
        if done.get(name) != made[name]:
            todo.append(number)
    for _ in spread(_make, bench, todo, cost=4 if forks() else 0):
        pass
    return made


def _make(bench: Bench, todo: list[int]) -> None:
    """Make some of the sheets, which are named by their number."""
    for number in todo:
        sheet = sheet_outlines(bench.site)[number]
        bench.write_document(page_file(sheet.url), sheets.make(bench.site, sheet, bench.templates).html)
