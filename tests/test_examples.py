"""The five sites of this repository: each builds strictly, and the checker finds exactly what its document deserves.

`findings/<site>.txt` lists every finding: level, rule, file, line and column. After a wanted change of data:
`cchc check --config examples/<site>/mkdocs.yml --format json`, and compare by hand with the document.
"""

import json
from itertools import pairwise
from pathlib import Path

import lxml.html
import pytest

from cchc.load import load
from cchc.outline import outlines
from conftest import CCHC, HERE, REPOSITORY, dead_links, pages, run

EXAMPLES = sorted(path.parent.name for path in REPOSITORY.glob("examples/*/mkdocs.yml"))
SITES = {"son-bua": REPOSITORY, **{name: REPOSITORY / "examples" / name for name in EXAMPLES}}


def findings(folder: Path) -> list[str]:
    """What `cchc check` says about a site, a line each."""
    done = run(*CCHC, "check", "--config", folder / "mkdocs.yml", "--format", "json")
    problems = json.loads(done.stdout)
    return [f"{p['level']} {p['rule']} {p['path']}:{p['line']}:{p['column']}" for p in problems]


@pytest.fixture(scope="module", params=SITES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of the sites, built."""
    out = tmp_path_factory.mktemp(request.param) / "site"
    config = SITES[request.param] / "mkdocs.yml"
    done = run(*CCHC, "build", "--strict", "--no-cache", "--config", config, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def test_there_are_four_examples_each_of_a_level_of_its_own() -> None:
    levels = [
        (SITES[name] / "site_data/site.yml").read_text("utf-8").partition("\nlevel: ")[2][:6] for name in EXAMPLES
    ]
    assert len(EXAMPLES) == len(set(levels)) == 4


@pytest.mark.parametrize("name", SITES)
def test_the_checker_finds_exactly_what_the_document_deserves(name: str) -> None:
    assert findings(SITES[name]) == (HERE / "findings" / f"{name}.txt").read_text("utf-8").splitlines()


def test_every_link_and_anchor_leads_somewhere(built: Path) -> None:
    assert dead_links(built) == []


def test_the_foot_of_a_trial_site_says_that_it_is_not_the_office_s_and_ours_keeps_its_word(built: Path) -> None:
    page = lxml.html.parse(built / "index.html").getroot()
    foot = page.xpath("//footer")[0].text_content()
    if built.parent.name.startswith("son-bua"):
        assert "người chịu trách nhiệm nội dung ghi ở cuối trang chủ" in foot
        assert "Chịu trách nhiệm nội dung" in page.xpath("//article")[0].text_content()
    else:
        assert "không phải trang của" in foot


def test_every_page_has_one_title_and_no_heading_is_skipped(built: Path) -> None:
    for url, page in pages(built):
        words = "(//article | //main[contains(@class, 'sheet')])"
        levels = [int(h.tag[1]) for h in page.xpath(f"{words}//*[self::h1 or self::h2 or self::h3 or self::h4]")]
        assert levels.count(1) == 1 or url == "/404.html", url
        assert all(after <= before + 1 for before, after in pairwise(levels)), (url, levels)


def test_no_link_is_said_again_by_the_words_around_it(built: Path) -> None:
    for url, page in pages(built):
        for link in page.xpath("//article//li/a | //article//td/a"):
            said, before, after = link.text_content(), link.getparent().text or "", (link.tail or "").strip(" :\n")
            assert len(said) < 10 or said not in before, (url, said)
            assert len(after) < 10 or after not in said, (url, said)


@pytest.mark.parametrize("name", SITES)
def test_the_home_page_is_called_as_the_site(name: str) -> None:
    """An office does not speak for its whole place."""
    site, _ = load(SITES[name], SITES[name] / "content", "https://xa.example.vn/")
    assert site is not None
    assert f"site_name: {site.unit.section}\n" in (SITES[name] / "mkdocs.yml").read_text(encoding="utf-8")
    assert outlines(site)[0].title == site.unit.section


@pytest.mark.parametrize("name", SITES)
def test_a_unit_that_is_no_more_says_so_on_every_page(name: str, tmp_path: Path) -> None:
    config = SITES[name] / "mkdocs.yml"
    done = run(*CCHC, "build", "--no-cache", "--config", config, "--as-of", "2026-11-21", "--out", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    for url, page in pages(tmp_path / "site"):
        banner = " ".join(" ".join(page.xpath("//*[@class='banner' or @class='stop']//text()")).split())
        assert ("1 July 2025" if url.startswith("/en/") else "01/7/2025") in banner, url


def test_from_a_task_to_its_evidence_from_a_report_to_its_documents_and_back(tmp_path: Path) -> None:
    done = run(*CCHC, "build", "--no-cache", "--config", SITES["vinh-linh"] / "mkdocs.yml", "--out", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    ways = {
        "/ke-hoach/2024/": ["/van-ban/kh-29-kh-ubnd-2024/", "/bao-cao/2024/", "https://vinhlinh.quangtri.gov.vn/"],
        "/bao-cao/2024/": ["/van-ban/kh-35-kh-ubnd-2024/", "/ke-hoach/2024/", "/ke-hoach/2025/", "/su-kien/"],
        "/van-ban/kh-29-kh-ubnd-2024/": ["/ke-hoach/2024/", "/bao-cao/2024/"],
    }
    for url, targets in ways.items():
        page = lxml.html.fromstring((tmp_path / "site" / url.strip("/") / "index.html").read_bytes())
        page.make_links_absolute("https://x.example.vn" + url)
        links = {link.removeprefix("https://x.example.vn") for link in page.xpath("//article//a/@href")}
        for target in targets:
            assert any(link.startswith(target) for link in links), (url, target)
