"""The feeds, read by those who read feeds: feedparser and newsboat."""

import re
import sqlite3
import subprocess
from contextlib import closing
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import lxml.etree
import pytest

from conftest import pages, program


def feed_files(folder: Path) -> list[Path]:
    """Every RSS file of a site."""
    return sorted(folder.rglob("rss.xml"))


@pytest.mark.parametrize("which", ["site", "commune_site"])
def test_feedparser_finds_nothing_to_complain_about(which: str, request: pytest.FixtureRequest) -> None:
    files = feed_files(request.getfixturevalue(which))
    assert files
    for path in files:
        parsed = feedparser.parse(path.read_bytes())
        assert not parsed.bozo, (path, parsed.get("bozo_exception"))
        for entry in parsed.entries:
            assert entry.id.startswith("tag:")
            assert entry.link.startswith("https://")
            assert entry.content[0].value
            assert entry.published.endswith("+0700")


def test_each_feed_names_its_own_address(commune_site: Path) -> None:
    for path in feed_files(commune_site):
        tree = lxml.etree.parse(path)
        own = tree.xpath("//a:link[@rel='self']/@href", namespaces={"a": "http://www.w3.org/2005/Atom"})
        assert own == [f"https://tinh.example.vn/xa-vi-du/{path.relative_to(commune_site).as_posix()}"]


def test_dates_are_rfc_822_and_newest_first(site: Path) -> None:
    days = [parsedate_to_datetime(text) for text in lxml.etree.parse(site / "rss.xml").xpath("//item/pubDate/text()")]
    assert len(days) >= 12
    assert days == sorted(days, reverse=True)


def test_an_image_is_enclosed_with_its_size(commune_site: Path) -> None:
    enclosures = lxml.etree.parse(commune_site / "rss.xml").xpath("//enclosure")
    assert enclosures
    for enclosure in enclosures:
        file = commune_site / enclosure.get("url").removeprefix("https://tinh.example.vn/xa-vi-du/")
        assert int(enclosure.get("length")) == file.stat().st_size
        assert enclosure.get("type").startswith("image/")


def test_addresses_in_the_content_are_absolute(commune_site: Path) -> None:
    for entry in feedparser.parse((commune_site / "rss.xml").read_bytes()).entries:
        for address in re.findall(r'(?:href|src)="([^"]*)"', entry.content[0].value):
            assert address.startswith(("https://", "http://", "mailto:", "tel:")), address


def test_samples_stay_out_of_the_feeds(commune_site: Path) -> None:
    marked = [url for url, page in pages(commune_site) if "DỮ LIỆU MẪU" in page.xpath("string(//article)")]
    assert marked
    addresses = {entry.link for entry in feedparser.parse((commune_site / "rss.xml").read_bytes()).entries}
    assert not {url for url in marked if any(address.endswith(url) for address in addresses)}


def test_every_page_names_the_feed_and_a_category_its_own(site: Path) -> None:
    for url, page in pages(site):
        if url not in ("/404.html", "/offline.html") and "/ban-in/" not in url:
            assert page.xpath("//link[@rel='alternate'][@type='application/rss+xml']/@href"), url
    page = dict(pages(site))["/tin-tuc/chuyen-muc/mot-cua/"]
    assert page.xpath("//link[@rel='alternate'][contains(@href, 'rss.xml')][contains(@title, 'Một cửa')]")


def test_newsboat_imports_every_item(site: Path, tmp_path: Path) -> None:
    newsboat = program("newsboat")
    files = [path for path in feed_files(site) if b"<item>" in path.read_bytes()]
    for number, path in enumerate(files):  # a reader of its own each: newsboat keeps an item of two feeds once
        (tmp_path / "urls").write_text(f"file://{path}\n", encoding="utf-8")
        cache = tmp_path / f"{number}.db"
        command = [newsboat, "-u", tmp_path / "urls", "-c", cache, "-C", "/dev/null", "-x", "reload"]
        home = {"HOME": str(tmp_path), "TERM": "dumb"}
        subprocess.run(command, check=True, capture_output=True, env=home, timeout=60)
        with closing(sqlite3.connect(cache)) as database:
            (taken,) = database.execute("select count(*) from rss_item").fetchone()
        assert taken == path.read_bytes().count(b"<item>"), path
