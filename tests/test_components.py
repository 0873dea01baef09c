"""Components of templates: what each makes of the records of the miniature site, case by case (components.yml)."""

import datetime as dt
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from cchc.known import Gap
from cchc.load import load, whole
from cchc.outline import Outline
from cchc.pages.templating import Templates
from cchc.site import Site
from conftest import HERE, REPOSITORY

THEME = REPOSITORY / "theme"
FILES = ("parts", "fields", "media")
HEAD = (
    "".join(f'{{% import "components/{name}.md.jinja" as {name} with context %}}\n' for name in FILES)
    + """
{% set gap, articles, report = page.title.gap, page.title.articles, site.reports[0].record %}
{% set procedure, event = site.procedure("1.999001").record, site.find("event", "tap-huan-2024").record %}
"""
)


class Case(NamedTuple):
    """One use of a component: what is written in a template, and the Markdown that comes out."""

    shows: str
    write: str
    gives: str


COMPONENTS: dict[str, list[Case]] = {
    name: [Case(**case) for case in cases]
    for name, cases in yaml.safe_load((HERE / "components.yml").read_text(encoding="utf-8")).items()
}


@cache
def commune() -> Site:
    root = HERE / "commune"
    site, problems = load(root, root / "content", "https://commune.example.vn/", dt.date(2024, 12, 31))
    assert site is not None, problems
    return site


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("theme")
    shutil.copytree(THEME / "components", made / "components")
    (made / "records").mkdir()
    return made


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{name}: {case.shows}") for name, cases in COMPONENTS.items() for case in cases]
)
def test_a_component_gives_what_its_case_says(folder: Path, case: Case) -> None:
    (folder / "records/t.md.jinja").write_text(HEAD + case.write, encoding="utf-8")
    site = commune()
    articles = {Path(entry.path).stem: whole(site, entry).record for entry in site.entries["news"]}
    given: Any = {"gap": Gap(reason="đang hỏi"), "articles": articles}
    made = Templates(folder).render(Outline("/trang/", "t", given, news=site.posted), site, "", "")
    assert made.strip() == case.gives.strip()


def test_every_component_has_a_case_and_stands_in_the_documents() -> None:
    shown = (REPOSITORY / "docs/theme.md").read_text(encoding="utf-8")
    for name in FILES:
        made = re.findall(r"{% macro (\w+)", (THEME / f"components/{name}.md.jinja").read_text(encoding="utf-8"))
        for macro in made:
            assert f"{name}.{macro}" in shown, f"docs/theme.md does not tell of {name}.{macro}"
            assert f"{name}.{macro}" in COMPONENTS, f"components.yml has no case of {name}.{macro}"
    assert set(re.findall(r"`((?:parts|fields|media)\.\w+)`", shown)) == {*COMPONENTS}


def test_what_a_theme_of_ones_own_may_rely_on_is_there() -> None:
    shown = (REPOSITORY / "docs/theme.md").read_text(encoding="utf-8")
    tokens = re.search(r"^## Tokens\n(.*?)^## ", shown, re.MULTILINE | re.DOTALL)
    styles = (THEME / "assets/cchc.css").read_text(encoding="utf-8")
    assert tokens
    assert {*re.findall(r"`(--[\w-]+)`", tokens[1])} == {*re.findall(r"(--[\w-]+):", styles)}
    frame = (THEME / "main.html").read_text(encoding="utf-8")
    for block, part in (("announce", "banner"), ("header", "header"), ("menu", "menu"), ("footer", "footer")):
        assert f'{{% block {block} %}}{{% include "partials/{part}.html" %}}{{% endblock %}}' in frame
        assert f"`{block}`" in shown


def test_every_class_of_a_page_stands_in_the_documents() -> None:
    shown = (REPOSITORY / "docs/theme.md").read_text(encoding="utf-8")
    templates = [*THEME.glob("records/**/*.md.jinja"), *THEME.glob("components/*.md.jinja")]
    used = {
        name
        for path in templates
        for value in re.findall(r'class="([^"{]+)"', path.read_text(encoding="utf-8"))
        for name in value.split()
    }
    assert {name for name in used if f".{name}" not in shown} == set()
