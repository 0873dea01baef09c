"""The built site of this repository, as visitors, portals and other programs meet it."""

import filecmp
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest
import yaml

from cchc.engine.tree import _files
from conftest import CCHC, MKDOCS, REPOSITORY, dead_links, pages, read_commune, run

TABLES = ("tin-tuc", "thu-tuc", "chi-so", "duong-day-nong", "van-ban", "ke-hoach", "bao-cao")
ADDRESSES = [
    "/",
    "/rss/",
    "/tin-tuc/",
    "/tin-tuc/2024/09/",
    "/tin-tuc/chuyen-muc/mot-cua/",
    "/tin-tuc/chuyen-muc/mot-cua/2024/",
    "/thu-tuc/",
    "/thu-tuc/linh-vuc/ho-tich/",
    "/thu-tuc/1-001193/",
    "/thu-tuc/1-013225/",
    "/en/thu-tuc/",
    "/en/thu-tuc/1-001193/",
    "/chi-so/",
    "/chi-so/par-index/",
    "/chi-so/sipas/",
    "/chi-so/papi/",
    "/chi-so/pci/",
    "/chi-so/dti/",
    "/chi-so/ddci/",
    "/duong-day-nong/",
    "/ke-hoach/",
    "/ke-hoach/2024-q4/",
    "/ke-hoach/2024-q4/tien-do/",
    "/ke-hoach/2024-q4/han.ics",
    "/ke-hoach/lich/",
    "/ke-hoach/nhac-viec.xml",
    "/so-lieu/",
    "/bao-cao/",
    "/bao-cao/2024-q3/",
    "/van-ban/",
    "/van-ban/qd-123-qd-ubnd-2023/",
    "/gioi-thieu/",
    "/kenh-chinh-thuc/",
    "/co-quan/",
    "/he-thong/",
    "/chuong-trinh/",
    "/su-kien/",
    "/su-kien/luu-dong-xe-may-2024-q3/",
    "/phat-thanh/",
    "/truc-quan/",
    "/mo-hinh/",
    "/rss.xml",
    "/tin-tuc/chuyen-muc/mot-cua/rss.xml",
    "/du-lieu/",
    *(f"/du-lieu/{name}.{suffix}" for name in TABLES for suffix in ("json", "csv")),
    "/du-lieu/tin-tuc-2024.csv",
    "/du-lieu/danh-muc.jsonld",
    "/cchc.json",
    "/robots.txt",
    "/sitemap.xml",
    "/index.md",
    "/thu-tuc/1-001193/index.md",
    "/gioi-thieu/lien-he/index.md",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_permanent_address_answers(site: Path, address: str) -> None:
    path = site / address.lstrip("/")
    assert (path / "index.html" if address.endswith("/") else path).is_file()


@pytest.mark.parametrize("which", ["site", "commune_site"])
def test_every_internal_link_and_anchor_resolves(which: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(which)
    assert dead_links(folder) == []


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    told = ("canonical", "alternate", "schema.DC")  # and not loaded
    loaded = "//link[" + " and ".join(f"@rel!='{rel}'" for rel in told) + "]/@href"
    asked = [
        (url, address)
        for url, page in pages(site)
        for address in page.xpath(f"//script/@src | //img/@src | {loaded}")
        if urlsplit(address).netloc
    ]
    assert asked == []


def test_titles_and_data_are_text_everywhere(commune_site: Path) -> None:
    titles = 0
    for url, page in pages(commune_site):
        assert not page.xpath("//article//script[not(contains(@src, '/assets/')) or text()]"), url
        for heading in page.xpath("//article//h1"):
            if "A & B" in heading.text_content():
                titles += 1
                assert not heading.xpath(".//b | .//em")
                assert "<x>" in page.xpath("string(//title)")
    assert titles == 1


def test_record_pages_stay_out_of_the_navigation(site: Path) -> None:
    page = lxml.html.fromstring((site / "index.html").read_bytes())
    linked = page.xpath("//nav//a/@href")
    assert not [address for address in linked if "1-001193" in address or "tin-tuc/2024" in address]


def test_every_line_of_the_menu_has_a_name(commune_site: Path) -> None:
    page = lxml.html.fromstring((commune_site / "index.html").read_bytes())
    named = {a.get("href"): " ".join(a.text_content().split()) for a in page.xpath("//nav[@id='tat-ca-muc']//a")}
    assert named["van-ban/"] == "Văn bản"
    assert "None" not in named.values()


def test_two_builds_of_the_same_input_are_byte_identical(tmp_path: Path, commune: Path) -> None:
    for name in ("one", "two"):
        args = ["--config", commune / "mkdocs.yml", "--as-of", "2024-12-31", "--out", tmp_path / name]
        assert run(*CCHC, "build", *args).returncode == 0
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert filecmp.cmpfiles(tmp_path / "one", tmp_path / "two", files, shallow=False)[1:] == ([], [])


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as an ordinary MkDocs tree, built by MkDocs without us."""
    tree = tmp_path_factory.mktemp("tree") / "tree"
    assert run(*CCHC, "pages", "--out", tree).returncode == 0
    done = run(*MKDOCS, "build", "--strict", "--config-file", tree / "mkdocs.yml")
    assert done.returncode == 0, done.stderr
    return tree


def test_the_markdown_tree_builds_with_plain_mkdocs(site: Path, tree: Path) -> None:
    config = yaml.safe_load((tree / "mkdocs.yml").read_text(encoding="utf-8"))
    assert "plugins" not in config
    ours = {url for url, _ in pages(site)}
    assert {url for url, _ in pages(tree / "site")} == ours - {"/offline.html"}
    assert dead_links(tree / "site") == []


def test_the_tree_leads_on_from_old_addresses_and_leaves_the_site_map_to_its_engine() -> None:
    files = _files(read_commune(), REPOSITORY / "theme")
    assert b"../../../../gioi-thieu/" in files["tin-tuc/2024/05/tap-huan-cu/index.html"]
    assert {"rss.xml", "lich.ics", "robots.txt", "cchc.json", "feeds.opml"} <= files.keys()
    assert "sitemap.xml" not in files


def _told(path: Path) -> str:
    """The words of a page without the list of its headings, which is the theme's."""
    article = lxml.html.parse(path).xpath("//article")[0]
    for contents in article.xpath(".//nav[@class='contents']"):
        contents.drop_tree()
    return str(article.text_content())


def test_the_tree_says_the_same_words_as_the_site(site: Path, tree: Path) -> None:
    for url in ("/thu-tuc/1-001193/", "/bao-cao/2024-q3/", "/chi-so/papi/"):
        words = [  # the two Markdown libraries put different white space between cells
            "".join(_told(folder / url.lstrip("/") / "index.html").split()) for folder in (site, tree / "site")
        ]
        assert words[0] == words[1]


def test_no_page_shows_its_markup(site: Path, commune_site: Path) -> None:
    for folder in (site, commune_site):
        for url, page in pages(folder):
            assert not re.search(r"\*\*[^*]+\*\*|\]\([^)]+\.md|<br>|</small>", page.text_content()), url


#: A letter, ends and beginnings of elements that stand in a line, a letter.
RUN_TOGETHER = re.compile(r"\w(?:</?(?:a|abbr|b|code|em|label|mark|small|span|strong|time)(?: [^>]*)?>){2,}\w")


def test_no_word_runs_into_the_next_where_styles_are_off(site: Path, commune_site: Path) -> None:
    for root in (site, commune_site):
        for path in sorted(root.rglob("*.html")):
            assert RUN_TOGETHER.findall(path.read_text("utf-8")) == [], path


@pytest.mark.parametrize("url", ["/rss/", "/du-lieu/", "/ke-hoach/", "/ke-hoach/lich/"])
def test_a_link_tells_by_itself_where_it_leads(commune_site: Path, url: str) -> None:
    leads: dict[str, set[str]] = {}
    for link in dict(pages(commune_site))[url].iterfind(".//article//a"):
        leads.setdefault(link.text_content(), set()).add(link.get("href", ""))
    assert [words for words, places in leads.items() if len(places) > 1] == []


def test_bad_data_leaves_the_last_good_site(commune: Path) -> None:
    config = commune / "mkdocs.yml"
    assert run(*CCHC, "build", "--config", config).returncode == 0
    before = (commune / "site/index.html").read_bytes()
    (commune / "site_data/hotlines.yml").write_text("- name: [", encoding="utf-8")
    done = run(*CCHC, "build", "--config", config)
    assert done.returncode == 1
    assert "site_data/hotlines.yml:" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert (commune / "site/index.html").read_bytes() == before


def test_a_dissolved_unit_says_so_on_every_page(tmp_path: Path) -> None:
    assert run(*CCHC, "build", "--as-of", "2026-01-01", "--out", tmp_path / "site").returncode == 0
    for url, page in pages(tmp_path / "site"):
        said = "ceased to exist on 1 July" if url.startswith("/en/") else "không còn hoạt động từ ngày 01/7/2025"
        assert said in " ".join(page.text_content().split()), url


@pytest.mark.parametrize(
    ("page", "facts"),
    [
        ("bao-cao/2024-q3", ("459", "100%", "Cao Văn Chung")),
        ("phat-thanh", ("20 phút",)),
        ("su-kien/luu-dong-xe-may-2024-q3", ("12 khu dân cư", "xe máy")),
        ("truc-quan", ("15 m²", "2319/VPCP-KSTT")),
    ],
)
def test_the_facts_of_the_seed_are_on_their_pages(site: Path, page: str, facts: tuple[str, ...]) -> None:
    words = " ".join(lxml.html.parse(site / page / "index.html").xpath("string(//article)").split())
    assert [fact for fact in facts if fact not in words] == []


def test_the_hotline_page_says_that_the_number_is_missing(site: Path) -> None:
    words = lxml.html.parse(site / "duong-day-nong/index.html").xpath("string(//article)")
    assert "Chưa có số điện thoại" in words


def test_figures_before_the_merger_are_marked_as_the_old_provinces(site: Path) -> None:
    words = lxml.html.parse(site / "chi-so/pci/index.html").xpath("string(//article)")
    assert "2022 (tỉnh cũ)" in words


def test_the_search_of_every_page_stays_on_the_site(site: Path) -> None:
    for url, page in pages(site):
        for action in page.xpath("//form[@action]/@action"):
            assert not action.startswith("//"), url
            assert urljoin("https://x.example.vn" + url, action) == "https://x.example.vn/tim-kiem/", url
