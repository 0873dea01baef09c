"""WCAG 2.2 A and AA on every kind of page, and the statement that tells of it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from access import RULES, VIEWS, View, addresses, breaches
from conftest import HERE, REPOSITORY, served

SITES = {"site": (REPOSITORY, ""), "commune_site": (HERE / "commune", "/xa-vi-du")}  # folder, path it lies below


@pytest.mark.parametrize(
    ("name", "views"),
    [
        pytest.param("site", VIEWS, marks=pytest.mark.long),
        pytest.param("commune_site", VIEWS, marks=pytest.mark.long),
        ("commune_site", ((360, "dark"), (1280, "light"))),
    ],
)
def test_no_kind_of_page_breaks_a_rule(
    name: str, views: tuple[View, ...], browser: Browser, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(name)
    root, below = SITES[name]
    with served(folder, below) as origin:
        assert breaches(browser, origin, addresses(root / "mkdocs.yml"), views) == []


def test_a_breach_is_found(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<html lang="vi"><title>x</title><img src="data:,">', encoding="utf-8")
    with served(tmp_path) as origin:
        assert {breach.rule for breach in breaches(browser, origin, ["/"])} == {"image-alt"}


def test_the_statement_tells_of_the_last_run(site: Path) -> None:
    told = (site / "tiep-can/index.html").read_text(encoding="utf-8")
    assert "axe-core" in told
    assert all(name in told for name in RULES.values())
