"""The feeds, read by those who read feeds: feedparser, fastfeedparser and newsboat."""

import datetime as dt
import json
import re
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser
import jsonschema
import lxml.etree
import lxml.html
import pytest

from cchc.feeds import feeds, render_archive, render_feed
from cchc.feeds.items import news_item
from cchc.feeds.outlines import feed_outlines
from cchc.feeds.xml import rss_item
from cchc.load import load
from conftest import HERE, pages, program

BASE = "https://tinh.example.vn/xa-vi-du/"
DAY = dt.date(2024, 12, 31)
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "media": "http://search.yahoo.com/mrss/",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
}


def feed_files(folder: Path) -> list[Path]:
    """Every feed of a site in XML, archives too."""
    found = [path for path in folder.rglob("*.xml") if path.name in ("rss.xml", "atom.xml", "podcast.xml")]
    return sorted([*found, *(folder / "feeds").glob("*.xml")])


def made(root: Path, day: dt.date = DAY) -> dict[str, bytes]:
    """The feeds of a site on a day, without a build."""
    site, problems = load(root, root / "content", BASE, day)
    assert site is not None, problems
    return {file.path: file.content for file in feeds(site)}


def entries(content: bytes) -> dict[str, Any]:
    """The items of a feed by id, as feedparser reads them."""
    parsed = feedparser.parse(content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    found = {entry.id: entry for entry in parsed.entries}
    assert len(found) == len(parsed.entries)
    return found


def titles(content: bytes) -> list[str]:
    """The titles of a feed's items, in order."""
    return [entry.title for entry in feedparser.parse(content).entries]


def write(root: Path, name: str, date: str, **front: str) -> None:
    """One more article of an invented commune."""
    told = {"title": f"Tin mẫu {name}", "date": date, "category": "thong-bao", "summary": "Dữ liệu mẫu.", **front}
    lines = "".join(f"{key}: {value}\n" for key, value in told.items())
    path = root / "content/tin-tuc" / date[:4] / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"---\n{lines}---\n\nChữ mẫu của xã Ví Dụ.\n", encoding="utf-8")


def change(path: Path, find: str, put: str) -> None:
    """Change a file at one place."""
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, put), encoding="utf-8")


@pytest.fixture
def heard(commune: Path) -> Path:
    """The miniature commune with its pictures, film and sound in feeds."""
    change(commune / "content/tin-tuc/2024/bo-anh-mau.md", "sample: có\n", "")
    return commune


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
            assert entry.published.endswith(("+0700", "+07:00"))


def test_a_feed_says_the_same_in_all_formats_to_a_reader_of_other_make(site: Path) -> None:
    """RSS is the measure; Atom and JSON Feed have the same items, texts and days in the same order."""
    for path in feed_files(site):
        if path.name == "rss.xml":
            told = []
            for name in ("rss.xml", "atom.xml", "feed.json"):
                content = path.with_name(name).read_text(encoding="utf-8")
                items = fastfeedparser.parse(content).entries if content.count("tag:") > 1 else []
                told.append([(i.id, i.title, i.link, i.content[0]["value"].strip(), i.published) for i in items])
            assert told[0] == told[1] == told[2], path
            assert [item[0] for item in told[0]] == list(entries(path.read_bytes()))


def test_atom_is_as_rfc_4287_says(heard: Path) -> None:
    """What readers forgive: one of each, known kinds of text and links, one alternate (sections 4.1.2, 4.2.7)."""
    for path, content in made(heard).items():
        if path.endswith("atom.xml"):
            feed = lxml.etree.fromstring(content)
            for part in (feed, *feed.xpath("a:entry", namespaces=NAMES)):
                for tag in ("id", "title", "updated"):
                    assert len(part.xpath(f"a:{tag}", namespaces=NAMES)) == 1
                alternates = part.xpath("a:link[not(@rel) or @rel='alternate']", namespaces=NAMES)
                assert len(alternates) == 1
            assert set(feed.xpath("//a:content/@type", namespaces=NAMES)) <= {"html"}
            assert set(feed.xpath("//@rel")) <= {"self", "alternate", "enclosure", "prev-archive"}
            assert feed.xpath("a:author/a:name/text()", namespaces=NAMES)


def test_titles_come_through_unharmed(commune_site: Path) -> None:
    written = '<x>A & B</x> "x" *y* | z'
    found = [entry.title for entry in fastfeedparser.parse((commune_site / "rss.xml").read_bytes()).entries]
    assert written in found
    assert "Tập huấn quy trình một cửa (dữ liệu mẫu)" in found
    assert written in [item["title"] for item in json.loads((commune_site / "feed.json").read_bytes())["items"]]


@pytest.mark.parametrize("which", ["site", "commune_site"])
def test_json_feeds_hold_to_their_schema(which: str, request: pytest.FixtureRequest) -> None:
    schema = json.loads((HERE / "schemas/jsonfeed-1.1.json").read_bytes())
    files = sorted(request.getfixturevalue(which).rglob("feed.json"))
    assert len(files) > 2
    for path in files:
        jsonschema.validate(json.loads(path.read_bytes()), schema)


def test_the_schema_of_json_feed_refuses_what_is_wrong(heard: Path) -> None:
    schema = json.loads((HERE / "schemas/jsonfeed-1.1.json").read_bytes())
    feed = json.loads(made(heard)["feed.json"])
    jsonschema.validate(feed, schema)
    for name, value in {"id": None, "url": "/tin-tuc/", "date_published": "2024-09-30", "atachments": []}.items():
        wrong = {**feed, "items": [{**feed["items"][0], name: value}]}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_each_feed_names_its_own_address_and_the_page_it_belongs_to(commune_site: Path) -> None:
    for path in feed_files(commune_site):
        tree = lxml.etree.parse(path)
        own = tree.xpath("//a:link[@rel='self']/@href", namespaces=NAMES)
        assert own == [BASE + path.relative_to(commune_site).as_posix()]
        for page in tree.xpath("/rss/channel/link/text() | /a:feed/a:link[@rel='alternate']/@href", namespaces=NAMES):
            assert (commune_site / page.removeprefix(BASE) / "index.html").is_file()


def test_dates_are_rfc_822_and_newest_first(site: Path) -> None:
    days = [parsedate_to_datetime(text) for text in lxml.etree.parse(site / "rss.xml").xpath("//item/pubDate/text()")]
    assert len(days) >= 12
    assert days == sorted(days, reverse=True)


def test_pictures_come_with_their_size_type_and_words(commune_site: Path) -> None:
    tree = lxml.etree.parse(commune_site / "rss.xml")
    found = [*tree.xpath("//enclosure"), *tree.xpath("//media:content", namespaces=NAMES)]
    assert len(found) >= 2
    for media in found:
        file = commune_site / media.get("url").removeprefix(BASE)
        assert int(media.get("length") or media.get("fileSize")) == file.stat().st_size
        assert media.get("type") == "image/png"
    assert (media.get("width"), media.get("height"), media.get("medium")) == ("8", "8", "image")
    assert media.xpath("string(media:description)", namespaces=NAMES) == "Hình vuông một màu, ảnh mẫu"


def test_every_picture_film_and_sound_of_an_item_is_told(heard: Path) -> None:
    files = made(heard)
    item = lxml.etree.fromstring(files["rss.xml"]).xpath("//item[contains(title, 'Bộ ảnh')]")[0]
    types = item.xpath("media:content/@type", namespaces=NAMES)
    assert types == ["image/jpeg", "image/png", "image/png", "audio/mpeg", "video/webm"]
    assert len(item.xpath("enclosure")) == 1
    entry = next(entry for entry in entries(files["atom.xml"]).values() if "Bộ ảnh" in entry.title)
    assert [file.type for file in entry.enclosures] == types
    told = next(item for item in json.loads(files["feed.json"])["items"] if "Bộ ảnh" in item["title"])
    assert [file["mime_type"] for file in told["attachments"]] == ["audio/mpeg", "video/webm"]


def test_what_can_be_heard_is_a_podcast(heard: Path) -> None:
    content = made(heard)["phat-thanh/podcast.xml"]
    (episode,) = entries(content).values()
    (sound,) = episode.enclosures
    file = heard / "content/tin-tuc/2024/tieng/ban-tin-mau.mp3"
    assert (sound.href, sound.type) == (BASE + file.relative_to(heard / "content").as_posix(), "audio/mpeg")
    assert int(sound.length) == file.stat().st_size
    channel = lxml.etree.fromstring(content)[0]
    told = {tag: channel.xpath(f"string(itunes:{tag})", namespaces=NAMES) for tag in ("author", "summary", "explicit")}
    assert told["explicit"] == "no"
    assert all(told.values())
    assert channel.xpath("itunes:category/@text", namespaces=NAMES) == ["Government"]


def test_a_podcast_of_a_unit_without_an_address_for_mail_names_no_owner(heard: Path) -> None:
    assert b"<itunes:owner>" in made(heard)["phat-thanh/podcast.xml"]
    unit = heard / "site_data/site.yml"
    text = re.sub(r"^email: .*", "email: chưa có (dữ liệu mẫu)", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
    unit.write_text(text, encoding="utf-8")
    assert b"<itunes:owner>" not in made(heard)["phat-thanh/podcast.xml"]


def test_a_podcast_has_a_cover_when_there_is_one(heard: Path) -> None:
    assert b"itunes:image" not in made(heard)["phat-thanh/podcast.xml"]
    cover = heard / "content/phat-thanh/podcast.png"
    cover.parent.mkdir()
    cover.write_bytes((heard / "content/tin-tuc/2024/anh.png").read_bytes())
    assert f'itunes:image href="{BASE}phat-thanh/podcast.png"'.encode() in made(heard)["phat-thanh/podcast.xml"]


def test_without_a_sound_there_is_no_podcast(commune: Path) -> None:
    files = made(commune)
    assert "phat-thanh/podcast.xml" not in files
    assert b"podcast" not in files["feeds.opml"]


def test_addresses_in_the_content_are_absolute(commune_site: Path) -> None:
    for entry in feedparser.parse((commune_site / "rss.xml").read_bytes()).entries:
        for address in re.findall(r'(?:href|src)="([^"]*)"', entry.content[0].value):
            assert address.startswith(("https://", "http://", "mailto:", "tel:")), address


def test_samples_stay_out_of_everything_that_others_take(commune_site: Path) -> None:
    marked = [url for url, page in pages(commune_site) if "DỮ LIỆU MẪU" in page.xpath("string(//article)")]
    assert marked
    files = [*feed_files(commune_site), *commune_site.rglob("feed.json"), *commune_site.glob("nhung/**/tin.*")]
    for path in files:
        assert not [url for url in marked if url in path.read_text(encoding="utf-8")], path


ODD = "A *b* _c_ [d](e) <i>f</i> & g ]]> h"
NAMING = f"""image: {{file: tin-tuc/2024/anh.png, alt: "{ODD} 1", caption: "{ODD} 2", credit: "{ODD} 3"}}
gallery:
  - {{file: tin-tuc/2024/anh/ngang.png, alt: "{ODD} 4"}}
  - {{file: tin-tuc/2024/anh/dung.jpg, alt: "{ODD} 5"}}
recordings:
  - {{file: tin-tuc/2024/phim/doi-mau.webm, name: "{ODD} 6", captions: tin-tuc/2024/phim/doi-mau.vtt}}
  - {{file: tin-tuc/2024/tieng/ban-tin-mau.mp3, name: Bản tin mẫu, transcript: Dữ liệu mẫu.}}
attachments:
  - {{file: tin-tuc/2024/KEM.PDF, name: "{ODD} 7"}}
  - {{file: tin-tuc/2024/khong-co.pdf, name: Không có}}
correction: "{ODD} 8"
updated: 2024-12-03
author: "{ODD} 9"
tags: [hỏi đáp, mẫu]
---

[Ở đây](#muc-a), [ở kia](../2024/thong-bao-lich.md#lich) và chú thích.[^1]

[^1]: Lời chú.
"""


@pytest.fixture
def odd(commune: Path) -> Path:
    """An article whose words look like Markdown and HTML, with files of every kind."""
    write(commune, "la", "2024-12-02", summary=f'"{ODD}"')
    change(commune / "content/tin-tuc/2024/la.md", "---\n\nChữ mẫu của xã Ví Dụ.\n", NAMING)
    (commune / "content/tin-tuc/2024/KEM.PDF").write_bytes(b"%PDF-1.4 ")
    return commune


def test_words_of_an_article_come_as_they_were_written(odd: Path) -> None:
    (entry,) = [entry for entry in entries(made(odd)["rss.xml"]).values() if entry.title == "Tin mẫu la"]
    html = lxml.html.fromstring(f"<div>{entry.content[0].value}</div>")
    assert html.xpath("//img/@alt") == [f"{ODD} {number}" for number in (1, 4, 5)]
    assert html.xpath("string(//small)") == f"{ODD} 2. Ảnh: {ODD} 3"
    assert html.xpath("//li/a[not(@class)]/text()")[:1] == [f"{ODD} 6"]
    assert f"{ODD} 7" in html.xpath("//li/a/text()")
    assert html.xpath("string(//blockquote)").strip() == f"Đính chính ngày 03/12/2024: {ODD} 8"
    assert not html.xpath("//i | //em")
    here = f"{BASE}tin-tuc/2024/12/la/"
    links = html.xpath("//p//a/@href")
    assert f"{here}#muc-a" in links
    assert f"{BASE}tin-tuc/2024/thong-bao-lich/#lich" in links
    assert all(link.startswith(BASE) for link in html.xpath("//a/@href"))
    assert len([link for link in links if link.startswith(f"{here}#")]) >= 2, "its footnote"


def test_formats_tell_author_tags_picture_and_files(odd: Path) -> None:
    files = made(odd)
    (told,) = [item for item in json.loads(files["feed.json"])["items"] if item["title"] == "Tin mẫu la"]
    assert told["authors"] == [{"name": f"{ODD} 9"}]
    assert told["tags"] == ["Thông báo", "hỏi đáp", "mẫu"]
    assert told["image"] == f"{BASE}tin-tuc/2024/anh.png"
    named = [(file["url"].rpartition("/")[2], file["mime_type"]) for file in told["attachments"]]
    pdf = "application/pdf"
    assert named[2:] == [("KEM.PDF", pdf), ("khong-co.pdf", pdf)]
    assert [file["size_in_bytes"] for file in told["attachments"]][2:] == [9, 0]
    for path in ("rss.xml", "atom.xml"):
        (entry,) = [entry for entry in entries(files[path]).values() if entry.title == "Tin mẫu la"]
        assert entry.author == f"{ODD} 9"
        assert [tag.label or tag.term for tag in entry.tags] == ["Thông báo", "hỏi đáp", "mẫu"]
    item = lxml.etree.fromstring(files["rss.xml"]).xpath("//item[title='Tin mẫu la']")[0]
    assert item.xpath("enclosure/@url") == [f"{BASE}tin-tuc/2024/anh.png"], "the picture before the film"
    assert item.xpath("guid/@isPermaLink") == ["false"]
    assert item.xpath("media:content/media:credit/text()", namespaces=NAMES) == [f"{ODD} 3"]
    assert [tag.get("term") for tag in lxml.etree.fromstring(files["atom.xml"]).xpath(
        "//a:entry[a:title='Tin mẫu la']/a:category", namespaces=NAMES)] == ["thong-bao", "hỏi đáp", "mẫu"]  # fmt: skip


def test_plain_words_are_escaped_where_readers_take_them_for_html(odd: Path) -> None:
    """`description` is HTML to most readers of RSS; Atom says that its summary is text."""
    change(odd / "site_data/site.yml", "description: Trang mẫu", "description: <b>Đậm</b> Trang mẫu")
    files = made(odd)
    channel = lxml.etree.fromstring(files["rss.xml"])[0]
    assert channel.findtext("description").startswith("&lt;b&gt;Đậm&lt;/b&gt; ")
    assert lxml.html.fromstring(channel.xpath("string(item[title='Tin mẫu la']/description)")).text_content() == ODD
    (entry,) = lxml.etree.fromstring(files["atom.xml"]).xpath("//a:entry[a:title='Tin mẫu la']", namespaces=NAMES)
    assert entry.xpath("string(a:summary)", namespaces=NAMES) == ODD


def test_a_podcast_has_what_is_heard_not_the_film_before_it(odd: Path) -> None:
    item = lxml.etree.fromstring(made(odd)["phat-thanh/podcast.xml"]).xpath("//item[title='Tin mẫu la']")[0]
    assert item.xpath("enclosure/@type") == ["audio/mpeg"]


def test_a_feed_without_items_is_the_same_tomorrow(commune: Path) -> None:
    days = [made(commune, dt.date(2024, 1, day))["thu-tuc/rss.xml"] for day in (10, 11)]
    assert titles(days[0]) == []
    assert days[0] == days[1]


def test_every_page_names_the_feed_and_lists_their_own(site: Path) -> None:
    followed = "//link[@rel='alternate'][not(@type='text/markdown')][not(@hreflang)]/@href"
    heads = {url: page.xpath(followed) for url, page in pages(site)}
    for url, links in heads.items():
        if url not in ("/404.html", "/offline.html") and "/ban-in/" not in url and not url.endswith("tin.html"):
            assert any(link.endswith("rss.xml") for link in links), url
    assert heads["/"] == ["rss.xml", "atom.xml", "feed.json"]
    assert heads["/tin-tuc/chuyen-muc/mot-cua/"] == ["../../../rss.xml"] + [
        f"../../../tin-tuc/chuyen-muc/mot-cua/{name}" for name in ("rss.xml", "atom.xml", "feed.json")
    ]
    assert "../../thu-tuc/rss.xml" in heads["/thu-tuc/1-001193/"]
    assert "../lich.ics" in heads["/su-kien/"]


def test_the_page_about_feeds_names_every_one(commune_site: Path) -> None:
    page = dict(pages(commune_site))["/rss/"]
    linked = {address.removeprefix("../") for address in page.xpath("//article//a/@href")}
    feeds_made = {path.relative_to(commune_site).as_posix() for path in feed_files(commune_site)}
    assert feeds_made | {"feed.json", "feeds.opml", "lich.ics"} <= linked


def test_the_list_of_feeds_names_each_once(site: Path) -> None:
    tree = lxml.etree.parse(site / "feeds.opml")
    assert tree.getroot().get("version") == "2.0"
    told = tree.xpath("//outline[@type='rss']/@xmlUrl")
    paths = {path.relative_to(site).as_posix() for path in feed_files(site) if path.name in ("rss.xml", "podcast.xml")}
    assert {address.split("/", 3)[3] for address in told} == paths
    assert len(told) == len(paths)


def test_the_list_of_feeds_leads_to_the_page_of_each(heard: Path) -> None:
    for feed in lxml.etree.fromstring(made(heard)["feeds.opml"]).iter("outline"):
        folder, _, name = feed.get("xmlUrl").rpartition("/")
        assert feed.get("htmlUrl") == (f"{BASE}tin-tuc/" if name == "podcast.xml" else f"{folder}/")
        assert f"{BASE}feeds/" not in feed.get("xmlUrl"), "archives are not followed"


def test_from_the_feed_archives_lead_through_the_whole_history(heard: Path) -> None:
    for number in range(70):
        write(heard, f"cu-{number}", f"{2016 + number % 6}-0{1 + number % 9}-15")
    files = made(heard)
    taken, path, newer = set(entries(files["rss.xml"])), "rss.xml", ""
    assert len(taken) == 50
    while path:
        tree = lxml.etree.fromstring(files[path])
        ways = {
            link.get("rel"): link.get("href").removeprefix(BASE) for link in tree.xpath("//a:link", namespaces=NAMES)
        }
        assert bool(tree.xpath("//fh:archive", namespaces=NAMES)) == (path != "rss.xml")
        if path != "rss.xml":
            assert (ways["current"], ways.get("next-archive", "")) == ("rss.xml", newer)
            newer = path
        taken |= entries(files[path]).keys()
        path = ways.get("prev-archive", "")
    articles = (heard / "content/tin-tuc").rglob("*.md")
    shown = {path.stem for path in articles if "sample: có" not in path.read_text(encoding="utf-8")}
    assert {id.split("/")[-2] for id in taken} == shown
    assert newer == "feeds/2016.xml"


def test_an_archive_holds_its_year_and_of_this_year_what_is_older_than_the_month(commune: Path) -> None:
    write(commune, "thang-nay", "2024-12-01")
    write(commune, "thang-truoc", "2024-11-30")
    write(commune, "nam-truoc", "2023-12-31")
    files = made(commune)
    assert "Tin mẫu thang-truoc" in titles(files["feeds/2024.xml"])
    assert "Tin mẫu thang-nay" not in titles(files["feeds/2024.xml"])
    assert titles(files["feeds/2023.xml"]) == ["Tin mẫu nam-truoc"]
    assert "Tin mẫu thang-nay" in titles(made(commune, dt.date(2025, 1, 1))["feeds/2024.xml"])


def test_a_month_with_very_much_news_is_whole_in_the_feed(commune: Path) -> None:
    for number in range(60):
        write(commune, f"don-{number}", f"2024-12-{1 + number % 30:02d}")
    write(commune, "don-mau", "2024-12-05", sample="có")
    assert len([title for title in titles(made(commune)["rss.xml"]) if "don-" in title]) == 60


def test_who_asks_once_a_week_misses_nothing_at_the_turn_of_a_month(commune: Path) -> None:
    for number in range(60):
        write(commune, f"don-{number}", "2024-11-30", category="hoat-dong")
    for day, there in ((dt.date(2024, 12, 1), 60), (dt.date(2024, 12, 7), 60), (dt.date(2024, 12, 8), 50)):
        for path in ("rss.xml", "tin-tuc/chuyen-muc/hoat-dong/rss.xml"):
            found = titles(made(commune, day)[path])
            assert len([title for title in found if "don-" in title]) == there, (day, path)


def test_who_follows_a_category_that_is_no_more_goes_on_reading(commune: Path) -> None:
    write(commune, "moi", "2024-12-31", category="hoat-dong")
    old = "\n".join(
        f"- {{old: /tin-tuc/chuyen-muc/{was}/, new: {now}, since: 2024-12-01}}"
        for was, now in (("doi-song", "/tin-tuc/chuyen-muc/hoat-dong/"), ("bo-roi", "/tin-tuc/"))
    )
    redirects = commune / "site_data/redirects.yml"
    redirects.write_text(f"{redirects.read_text('utf-8') if redirects.exists() else ''}\n{old}\n", "utf-8")
    files = made(commune)
    for name in ("rss.xml", "atom.xml", "feed.json"):
        renamed = files[f"tin-tuc/chuyen-muc/doi-song/{name}"]
        assert renamed == files[f"tin-tuc/chuyen-muc/hoat-dong/{name}"]
        assert "Tin mẫu moi" in renamed.decode()
        assert files[f"tin-tuc/chuyen-muc/bo-roi/{name}"] == files[name]
    assert b"doi-song" not in files["feeds.opml"]


def test_one_more_item_changes_no_archive(commune: Path) -> None:
    write(commune, "cu", "2023-05-05")
    before = made(commune)
    write(commune, "moi", "2024-12-31", category="hoat-dong")
    after = made(commune)
    changed = {path for path in after if before.get(path) != after[path]}
    names = ("rss.xml", "atom.xml", "feed.json")
    assert changed == {folder + name for folder in ("", "tin-tuc/chuyen-muc/hoat-dong/") for name in names}


def test_items_come_when_due_and_leave_when_expired(commune: Path) -> None:
    write(commune, "hen", "2025-01-02", expires="2025-01-05")
    for day, there in ((1, False), (2, True), (5, True), (6, False)):
        files = made(commune, dt.date(2025, 1, day))
        for path in ("rss.xml", "atom.xml", "feed.json", "tin-tuc/chuyen-muc/thong-bao/rss.xml"):
            assert ("Tin mẫu hen" in files[path].decode()) is there, (day, path)


def test_a_correction_keeps_the_id_and_brings_an_old_item_back_for_a_month(commune: Path) -> None:
    write(commune, "sai", "2019-03-04")
    for number in range(60):
        write(commune, f"sau-{number}", "2020-01-01")
    (old,) = [id for id, entry in entries(made(commune)["feeds/2019.xml"]).items() if entry.title == "Tin mẫu sai"]
    assert old not in entries(made(commune)["rss.xml"])
    write(commune, "sai", "2019-03-04", title="Tin mẫu đúng", updated="2024-12-20", correction="sửa tên")
    for path in ("rss.xml", "atom.xml", "feeds/2019.xml"):
        entry = entries(made(commune)[path])[old]
        assert entry.title == "Tin mẫu đúng"
        assert entry.updated == "2024-12-20T00:00:00+07:00"
        assert "<strong>Đính chính ngày 20/12/2024:</strong> sửa tên" in entry.content[0].value
    told = {item["id"]: item for item in json.loads(made(commune)["feed.json"])["items"]}
    assert told[old]["date_modified"] == "2024-12-20T00:00:00+07:00"
    for day, there in (
        (dt.date(2024, 12, 19), False),
        (dt.date(2024, 12, 20), True),
        (dt.date(2025, 1, 19), True),
        (dt.date(2025, 1, 20), False),
    ):
        assert (old in entries(made(commune, day)["rss.xml"])) is there, day


def test_a_correction_on_the_day_of_publication_comes_after_it(commune: Path) -> None:
    write(commune, "som", "2024-12-31 08:00", updated="2024-12-31", correction="sửa giờ")
    for path in ("rss.xml", "atom.xml"):
        (entry,) = [entry for entry in entries(made(commune)[path]).values() if entry.title == "Tin mẫu som"]
        assert entry.updated == "2024-12-31T23:59:59+07:00"
    (told,) = [item for item in json.loads(made(commune)["feed.json"])["items"] if item["title"] == "Tin mẫu som"]
    assert (told["date_published"], told["date_modified"]) == ("2024-12-31T08:00:00+07:00", "2024-12-31T23:59:59+07:00")


@pytest.mark.parametrize(
    ("suffix", "type_"),
    [
        ("pdf", "application/pdf"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("doc", "application/msword"),
        ("odt", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_an_attachment_has_the_type_that_iana_registered(commune: Path, suffix: str, type_: str) -> None:
    write(commune, "kem", "2024-12-02", attachments=f"[{{file: tin-tuc/2024/kem.{suffix}, name: Tệp mẫu}}]")
    (commune / f"content/tin-tuc/2024/kem.{suffix}").write_bytes(b"%PDF-1.4 " + b"x" * 90)
    files = made(commune)
    (sent,) = [entry for entry in entries(files["atom.xml"]).values() if entry.title == "Tin mẫu kem"]
    assert [(file.type, int(file.length)) for file in sent.enclosures] == [(type_, 99)]


def test_an_archive_of_kept_items_has_the_bytes_of_one_made_anew(heard: Path) -> None:
    site, _ = load(heard, heard / "content", BASE, DAY)
    assert site is not None
    archives = [outline for outline in feed_outlines(site) if outline.year]
    assert archives
    for outline in archives:
        kept = [rss_item(news_item(site, entry)) for entry in outline.news]
        assert render_archive(site, outline, kept) == render_feed(site, outline)


def test_nothing_in_a_text_ends_it(heard: Path) -> None:
    site, _ = load(heard, heard / "content", BASE, DAY)
    assert site is not None
    item = news_item(site, site.news[0])
    told = rss_item(replace(item, html="<p>a ]]> b</p>")).decode()
    assert "<![CDATA[<p>a ]]&gt; b</p>]]>" in told


CHANGES = {
    "change: moi": "Thủ tục mới",
    "change: sua-doi": "Thủ tục được sửa đổi, bổ sung",
    "change: thay-the": "Thủ tục được thay thế",
    "change: bai-bo": "Thủ tục bị bãi bỏ",
}


@pytest.mark.parametrize("written", CHANGES)
def test_a_decision_about_a_procedure_is_an_item_of_its_day(commune: Path, written: str) -> None:
    change(commune / "site_data/procedures/1.999001.yml", "change: sua-doi", written)
    found = entries(made(commune)["thu-tuc/rss.xml"])
    kind = written.partition(": ")[2]
    entry = found[f"tag:commune.example.vn,2024-03-01:/thu-tuc/1-999001/{kind}"]
    assert entry.title.startswith(f"{CHANGES[written]}: Thủ tục mẫu đăng ký")
    assert entry.link == f"{BASE}thu-tuc/1-999001/"
    assert entry.published == "Fri, 01 Mar 2024 00:00:00 +0700"
    assert "99/QĐ-MAU ngày 01/3/2024 của Bộ Mẫu" in entry.content[0].value


def test_a_change_is_told_in_the_words_of_its_record(commune: Path) -> None:
    path = commune / "site_data/procedures/1.999001.yml"
    change(path, "description: ", "description: <i>A</i> *b* ")
    change(path, "state_reason: dữ liệu mẫu", 'state_reason: "[c](d) <i>e</i>"')
    for state, told in (("dang-thuc-hien", False), ("tam-dung", True)):
        change(path, "state: dang-thuc-hien", f"state: {state}")
        entry = next(iter(entries(made(commune)["thu-tuc/rss.xml"]).values()))
        text = lxml.html.fromstring(f"<div>{entry.content[0].value}</div>")
        assert text.xpath("string(//p)").startswith("<i>A</i> *b* ")
        assert ("Lý do: [c](d) <i>e</i>" in text.text_content()) is told, "why it stands, not why it goes on"


def test_a_repeal_is_told_once_on_the_day_since_when_it_holds(commune: Path) -> None:
    path = commune / "site_data/procedures/1.999001.yml"
    change(path, "state: dang-thuc-hien", "state: da-bai-bo")
    change(path, "change: sua-doi", "change: bai-bo")
    told = [entry for entry in entries(made(commune)["thu-tuc/rss.xml"]).values() if "999001" in entry.link]
    assert [(entry.title[:18], entry.published[5:16]) for entry in told] == [("Thủ tục bị bãi bỏ:", "15 Oct 2024")]
    assert titles(made(commune, dt.date(2024, 10, 14))["thu-tuc/rss.xml"]) == []


def test_changes_of_procedures_are_told_when_they_have_come_about(commune: Path) -> None:
    path = commune / "site_data/procedures/1.999001.yml"
    told = {day: titles(made(commune, dt.date(2024, *day))["thu-tuc/rss.xml"]) for day in ((2, 1), (3, 1), (10, 15))}
    assert [len(found) for found in told.values()] == [0, 1, 2]
    assert told[10, 15][0].startswith("Thủ tục được cập nhật nội dung: ")
    change(path, "state: dang-thuc-hien", "state: da-bai-bo")
    assert titles(made(commune)["thu-tuc/atom.xml"])[0].startswith("Thủ tục bị bãi bỏ: ")
    change(path, "changed_on: 2024-10-15\n", "")
    first = list(entries(made(commune)["thu-tuc/rss.xml"]))
    change(path, "collected_on: 2024-11-15", "collected_on: 2024-12-15")
    assert list(entries(made(commune)["thu-tuc/rss.xml"])) == first, "looking at it again is no change"
    assert not any("bai-bo" in name for name in first), "nobody says since when: state-undated"


def test_newsboat_imports_every_item(site: Path, tmp_path: Path) -> None:
    newsboat = program("newsboat")
    files = [path for path in feed_files(site) if path.name == "rss.xml" or path.parent in (site, site / "feeds")]
    files = [path for path in files if re.search(rb"<(item|entry)>", path.read_bytes())]
    assert len(files) > 8
    for number, path in enumerate(files):  # a reader of its own each: newsboat keeps an item of two feeds once
        (tmp_path / "urls").write_text(f"file://{path}\n", encoding="utf-8")
        cache = tmp_path / f"{number}.db"
        command = [newsboat, "-u", tmp_path / "urls", "-c", cache, "-C", "/dev/null", "-x", "reload"]
        home = {"HOME": str(tmp_path), "TERM": "dumb"}
        subprocess.run(command, check=True, capture_output=True, env=home, timeout=60)
        with closing(sqlite3.connect(cache)) as database:
            taken = {title for (title,) in database.execute("select title from rss_item")}
        assert taken == set(titles(path.read_bytes())), path
