"""Pages of reports and plans: every value of a record is shown, as text, and links lead both ways."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import lxml.html
import pytest
from pydantic import BaseModel

from cchc import naming, text
from cchc.engine.html import to_content
from cchc.entry import Entry
from cchc.known import Choice, Gap
from cchc.load import load
from cchc.model.base import Frequency
from cchc.model.figures import Origin
from cchc.outline import outlines
from cchc.pages import render
from cchc.pages.references import mentions, outlet
from cchc.pages.structured import graph
from cchc.pages.templating import Templates
from cchc.period import MinuteRange, PartialDay, Period
from cchc.search.documents import page_document
from cchc.site import Site
from conftest import HERE, REPOSITORY

TEMPLATES = Templates(REPOSITORY / "theme")
# Models that are one value to a reader.
VALUES = (Period, PartialDay, MinuteRange, Gap)
KINDS = [("report", "quy-3-2024"), ("plan", "nam-2024"), ("plan", "quy-4-2024")]
HOSTILE = ' <b>A & B</b> *y* [w](z) | "q" {{ 1 }}'
# What is no word for readers: addresses, names of files, codes, how deep a heading is.
NO_WORDS = {"id", "url", "file", "news", "section", "level"}


def site_of(root: Path) -> Site:
    """A site folder as of the end of 2024."""
    site, _ = load(root, root / "content", "https://commune.example.vn/", dt.date(2024, 12, 31))
    assert site is not None
    return site


@pytest.fixture(scope="module")
def sound() -> Site:
    """The miniature commune."""
    return site_of(HERE / "commune")


def article(site: Site, url: str) -> lxml.html.HtmlElement:
    """The content of a page of a site."""
    outline = next(outline for outline in outlines(site) if outline.url == url)
    return lxml.html.fromstring(f"<div>{to_content(render(site, outline, TEMPLATES).markdown).html}</div>")


def words(page: lxml.html.HtmlElement) -> str:
    """All words of a page in one line of small letters, each element apart from the next."""
    return " ".join(" ".join(page.itertext()).lower().split())


def leaves(value: Any, path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], Any]]:
    """Every value in a record with its path."""
    if isinstance(value, Frequency):
        yield (*path, "label"), value.label
        yield from leaves(value.per_year, (*path, "per_year"))
    elif isinstance(value, BaseModel) and not isinstance(value, VALUES):
        for name in type(value).model_fields:
            yield from leaves(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    elif value is not None and not isinstance(value, bool):
        yield path, value


def printed(value: Any) -> str:
    """How a page writes a value."""
    if isinstance(value, Choice | Period):
        return value.label
    if isinstance(value, Gap):
        return value.reason
    if isinstance(value, int | Decimal):
        return text.number(value)
    return text.long_date(value) if isinstance(value, dt.date) else str(value)


def plain(words: str) -> str:
    """Words in one line of small letters, numbers without their dots."""
    return re.sub(r"(?<=\d)\.(?=\d{3})", "", " ".join(words.lower().split()))


def told(site: Site, entry: Entry[Any]) -> Counter[str]:
    """What a reader must find on the page of a record, how often: values, or the titles of other records."""
    named = {where: (key, name) for where, key, name in naming.references(entry.record)}
    found: Counter[str] = Counter()
    for path, value in leaves(entry.record):
        if path in named:
            key, name = named[path]
            task, other = (site.task(name), None) if key == "task" else (None, site.find(key, name))
            found[other.title if other else task[1].name[:40] if task else name] += 1
        elif path[-1] not in NO_WORDS and value is not Origin.DECLARED:  # what a report states is declared
            found[printed(value)] += 1
    return found


class Distinct:
    """Makes every value of a record unlike the others, and texts end in what could be taken for markup."""

    def __init__(self, record: BaseModel) -> None:
        self.named = {where for where, _, _ in naming.references(record)}
        self.made = 0

    def __call__(self, value: Any, path: tuple[object, ...] = ()) -> Any:
        if isinstance(value, BaseModel) and not isinstance(value, VALUES):
            fields = type(value).model_fields
            return value.model_copy(update={name: self(getattr(value, name), (*path, name)) for name in fields})
        if isinstance(value, tuple):
            return tuple(self(item, (*path, index)) for index, item in enumerate(value))
        if path in self.named or path[-1] in NO_WORDS or isinstance(value, Choice | bool | Gap):
            return value
        self.made += 1
        return self.another(value)

    def another(self, value: Any) -> Any:
        """A value of the same kind that no other has."""
        if isinstance(value, str):
            return f"{value}{HOSTILE} {self.made}."
        if isinstance(value, int | Decimal):
            return value + 900 + 10 * self.made  # not more: a plan that asks for so many each week has a row for each
        if isinstance(value, dt.date):
            return value + dt.timedelta(days=500 * self.made)
        if isinstance(value, Period):
            return value.model_copy(update={"label": f"kỳ thứ {self.made}."})
        if isinstance(value, PartialDay):
            return value.model_copy(update={"year": 3000 + self.made})
        return MinuteRange(shortest=self.made, longest=900 + self.made) if isinstance(value, MinuteRange) else value


@pytest.mark.parametrize(("key", "slug"), KINDS)
def test_every_value_of_a_record_is_on_its_page_as_text(sound: Site, key: str, slug: str) -> None:
    entry = sound.find(key, slug)
    assert entry is not None
    unlike = replace(entry, record=Distinct(entry.record)(entry.record))
    others = tuple(unlike if other is entry else other for other in sound.entries[key])
    site = replace(sound, entries={**sound.entries, key: others})
    page = article(site, entry.url)
    shown = plain(page.text_content())
    wanted = {plain(value): count for value, count in told(site, unlike).items()}
    missing = {value: (count, shown.count(value)) for value, count in wanted.items() if shown.count(value) < count}
    assert missing == {}
    assert not page.xpath("//b | //a[@href='z']")


@pytest.mark.parametrize(("key", "slug"), KINDS)
def test_headings_go_down_one_step_at_a_time(sound: Site, key: str, slug: str) -> None:
    entry = sound.find(key, slug)
    assert entry is not None
    levels = [int(heading.tag[1]) for heading in article(sound, entry.url).iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_links_of_reports_and_plans_lead_both_ways(sound: Site) -> None:
    def leads(url: str, target: str) -> bool:
        return target in {urljoin(url, str(href)) for href in article(sound, url).xpath("//a/@href")}

    for one, other in [
        ("/ke-hoach/quy-4-2024/", "/bao-cao/quy-3-2024/"),
        ("/bao-cao/quy-3-2024/", "/ke-hoach/quy-4-2024/#phat-thanh-quy-4"),
        ("/ke-hoach/quy-4-2024/", "/bao-cao/quy-3-2024/#ky-toi"),
        ("/ke-hoach/nam-2024/", "/van-ban/kh-01-2024/"),
        ("/ke-hoach/nam-2024/", "/su-kien/tap-huan-2024/"),
        ("/su-kien/tap-huan-2024/", "/ke-hoach/nam-2024/#tap-huan"),
        ("/su-kien/tap-huan-2024/", "/bao-cao/quy-3-2024/#hoat-dong-1"),
        ("/bao-cao/quy-3-2024/", "/ke-hoach/nam-2024/#tap-huan"),
        ("/ke-hoach/nam-2024/", "/bao-cao/quy-3-2024/#tin-bai"),
        ("/ke-hoach/nam-2024/", "/tin-tuc/2024/09/tap-huan-mot-cua/"),
        ("/ke-hoach/nam-2024/", "/co-quan/#van-phong"),
        ("/ke-hoach/quy-4-2024/", "/kenh-chinh-thuc/#trang-xa"),
    ]:
        assert leads(one, other), (one, other)


def test_a_place_that_names_a_record_is_told_once_with_its_part(sound: Site) -> None:
    found = mentions(sound, "document", "kh-01-2024")
    assert len(found) == len(set(found))
    parts = {(mention.entry.slug, mention.anchor, mention.part) for mention in found}
    assert {("quy-3-2024", "van-ban", ""), ("nam-2024", "tap-huan", "nhiệm vụ 1")} <= parts
    roles = {mention.citation.role.label for mention in found if mention.citation}
    assert {"thực hiện", "căn cứ"} <= roles
    plan = sound.find("plan", "nam-2024")
    assert [mention for mention in mentions(sound, "task", "truyen-thanh", plan) if mention.entry is plan] == []


def test_news_that_names_a_task_and_the_task_lead_to_each_other(commune: Path) -> None:
    text = (commune / "content/tin-tuc/2024/ky-tu-dac-biet.md").read_text(encoding="utf-8")
    again = text.replace("\ncategory:", "\ntasks: [tap-huan, phat-thanh-quy-3]\nsample: có\ncategory:")
    (commune / "content/tin-tuc/2024/ky-tu-dac-biet.md").write_text(again, encoding="utf-8")
    site = site_of(commune)
    plan = article(site, "/ke-hoach/nam-2024/")
    for task, count in (("tap-huan", 1), ("truyen-thanh", 0), ("phat-thanh-quy-3", 1)):
        listed = plan.xpath(f"//h3[@id='{task}']/following-sibling::ul[preceding-sibling::h3[1][@id='{task}']]/li")
        told_so = [words(item) for item in listed if words(item).startswith("tin, bài:")]
        assert len(told_so) == count  # not again the item that stands there as evidence with a name of its own
        assert all("<x>a & b</x>" in item and item.endswith("15/6/2024 (dữ liệu mẫu)") for item in told_so)
    news = article(site, "/tin-tuc/2024/06/ky-tu-dac-biet/")
    links = news.xpath("//h2[@id='chung-minh']/following-sibling::ul[1]//a/@href")
    places = [urljoin("/tin-tuc/2024/06/ky-tu-dac-biet/", str(address)) for address in links]
    assert places == ["/ke-hoach/nam-2024/#tap-huan", "/ke-hoach/nam-2024/#phat-thanh-quy-3"]
    before = article(site_of(HERE / "commune"), "/ke-hoach/nam-2024/")
    assert [words(page).count("minh chứng: chưa có") for page in (before, plan)] == [1, 0]  # 2 is proved by its part


def test_a_document_leads_to_the_very_place_that_cites_it(sound: Site) -> None:
    page = article(sound, "/van-ban/kh-01-2024/")
    places = {urljoin("/van-ban/kh-01-2024/", str(address)) for address in page.xpath("//table//a/@href")}
    assert {"/ke-hoach/nam-2024/#tap-huan", "/bao-cao/quy-3-2024/#van-ban", "/su-kien/tap-huan-2024/#van-ban"} <= places
    assert {place for place in places if "#" not in place} == {"/tin-tuc/2024/09/tap-huan-mot-cua/"}
    for place in places:
        url, _, anchor = place.partition("#")
        assert not anchor or anchor in article(sound, url).xpath("//@id")


def test_a_channel_is_known_by_any_of_its_names(sound: Site) -> None:
    channel = sound.find("channel", "trang-xa")
    assert channel is not None
    for name in (channel.record.name, channel.record.name.upper(), *channel.record.aliases):
        assert outlet(sound, name) is channel
    assert outlet(sound, "loa của ai đó") is None


def test_what_a_source_leaves_out_is_said_and_what_is_empty_is_not(commune: Path) -> None:
    report = commune / "site_data/reports/quy-3-2024.yml"
    words_of_it = report.read_text(encoding="utf-8")
    for find, put in [
        (r"symbol: .*", "symbol: /BC-UBND"),
        (r"\ndate: .*", "\ndate: 2024-10"),
        (r"\ndossiers:\n(?:  .*\n)+", "\ndossiers: chưa có (báo cáo không nêu)\n"),
        (r"\nfeedback:\n(?:  .*\n)+", "\nfeedback: chưa có (không ghi số)\n"),
        (r"\nfigures:\n(?:  .*\n)+", "\n"),
        (r"\nquotes:\n(?:  .*\n)+", "\n"),
        (r"\noutline:\n(?:  .*\n)+", "\n"),
        (r"\nletterhead:\n(?:  .*\n)+", "\n"),
    ]:
        words_of_it, count = re.subn(find, put, words_of_it, count=1)
        assert count == 1, find
    report.write_text(words_of_it, encoding="utf-8")
    page = article(site_of(commune), "/bao-cao/quy-3-2024/")
    found = words(page)
    for told_so in (
        "/bc-ubnd (bản gốc bỏ trống số)",
        "tháng 10/2024 (bản gốc bỏ trống ngày)",
        "chưa có: báo cáo không nêu",
        "chưa có: không ghi số",
    ):
        assert told_so in found
    headings = {heading.get("id") for heading in page.iter("h2", "h3")}
    assert {"ho-so", "phan-anh"} <= headings
    assert not headings & {"so-lieu", "ban-goc", "cau-chu", "bo-cuc", "phan-dau"}


def test_dossiers_of_which_only_a_part_is_known(commune: Path) -> None:
    report = commune / "site_data/reports/quy-3-2024.yml"
    whole = report.read_text(encoding="utf-8")
    part = re.sub(r"\ndossiers:\n(?:  .*\n)+", "\ndossiers:\n  total: 1.200\n  online_share: 75,5\n", whole, count=1)
    report.write_text(part, encoding="utf-8")
    site = site_of(commune)
    rows = [words(row) for row in article(site, "/bao-cao/quy-3-2024/").xpath("(//table)[1]//tr")]
    assert rows == ["hồ sơ số lượng", "tổng số tiếp nhận 1.200", "tỷ lệ trực tuyến báo cáo ghi 75,5%"]
    assert "75,5% nộp trực tuyến" in words(article(site, "/")), "as the report's page says"


@pytest.mark.parametrize(
    ("total", "online", "share"),
    [
        *((1200, 900, "75%"), (8, 5, "62,5%"), (1000, 999, "99,9%"), (2000, 1, "0,1%"), (0, 0, "")),
        *((5000, 4999, "99,9%"), (5000, 1, "0,1%"), (7, 7, "100%"), (7, 0, "0%")),
    ],
)
def test_a_share_is_not_rounded_to_all_or_nothing(commune: Path, total: int, online: int, share: str) -> None:
    report = commune / "site_data/reports/quy-3-2024.yml"
    text = report.read_text(encoding="utf-8")
    told = f"\ndossiers:\n  total: {total}\n  online: {online}\n"
    report.write_text(re.sub(r"\ndossiers:\n(?:  .*\n)+", told, text, count=1), encoding="utf-8")
    site = site_of(commune)
    assert (f"{share} nộp trực tuyến" if share else "0 hồ sơ tiếp nhận") in words(article(site, "/"))
    row = words(article(site, "/bao-cao/quy-3-2024/").xpath("(//table)[1]//tr")[2])
    assert row == f"trực tuyến {online:,}".replace(",", ".") + (f" ({share})" if share else "")


def test_of_several_reports_of_a_period_the_home_page_tells_the_latest(commune: Path) -> None:
    whole = (commune / "site_data/reports/quy-3-2024.yml").read_text(encoding="utf-8")
    for name, day, total in (("a", "2024-09", 13), ("dinh-chinh", "2024-10-09", 14), ("z", "chưa có (bản nháp)", 15)):
        report = re.sub(r"\ndossiers:\n(?:  .*\n)+", f"\ndossiers:\n  total: {total}\n", whole, count=1)
        report = report.replace("date: 2024-10-01", f"date: {day}", 1)
        (commune / f"site_data/reports/{name}.yml").write_text(report, encoding="utf-8")
    assert "14 hồ sơ tiếp nhận" in words(article(site_of(commune), "/"))


def test_the_report_of_another_body_gives_the_home_page_no_figures(commune: Path) -> None:
    report = (commune / "site_data/reports/quy-3-2024.yml").read_text(encoding="utf-8")
    report = re.sub(r"\ndossiers:\n(?:  .*\n)+", "\ndossiers:\n  total: 7.777\n", report, count=1)
    report = report.replace("issuer: UBND xã Ví Dụ", "issuer: UBND huyện Mẫu").replace(
        "period: 2024-Q3", "period: 2024"
    )
    (commune / "site_data/reports/huyen-2024.yml").write_text(report, encoding="utf-8")
    site = site_of(commune)
    assert [entry.record.issuer for entry in site.reports] == ["UBND huyện Mẫu", "UBND xã Ví Dụ"]
    assert "1.200 hồ sơ tiếp nhận" in words(article(site, "/"))


def test_what_spans_two_years_is_told_beside_the_counts(commune: Path) -> None:
    assert "nhiều năm" not in words(article(site_of(commune), "/so-lieu/"))
    event = "title: Hội nghị qua năm\nkind: hoi-nghi\nperiod: 2023-Q4\nsource: {name: Dữ liệu mẫu}\n"
    days = "date: 2023-12-31\nends: 2024-01-01\n"
    (commune / "site_data/events/qua-nam.yml").write_text(event + days, encoding="utf-8")
    told = words(article(site_of(commune), "/so-lieu/").get_element_by_id("qua-nam").getparent())
    assert "hội nghị qua năm : 1 hội nghị, từ 31/12/2023 đến 01/01/2024" in told


@pytest.mark.parametrize(
    ("written", "vietnamese", "english"),
    [("da-bai-bo", "Đã bãi bỏ. ", "Repealed. "), ("tam-dung", "Tạm dừng. ", "Suspended. ")],
)
def test_who_reads_only_a_line_of_a_procedure_is_told_that_it_cannot_be_done(
    commune: Path, written: str, vietnamese: str, english: str
) -> None:
    path = commune / "site_data/procedures/1.999001.yml"
    for state, told in (("dang-thuc-hien", False), (written, True)):
        path.write_text(path.read_text("utf-8").replace("state: dang-thuc-hien", f"state: {state}"), "utf-8")
        site = site_of(commune)
        pages = {outline.url: outline for outline in outlines(site)}
        for url, first in (("/thu-tuc/1-999001/", vietnamese), ("/en/thu-tuc/1-999001/", english)):
            page = render(site, pages[url], TEMPLATES)
            assert page.meta["description"].startswith(first) is told, url
            assert page_document(site, pages[url], page).excerpt.startswith(first) is told, url
        (about,) = [node for node in graph(site, pages["/thu-tuc/1-999001/"]) if node["@type"] == "GovernmentService"]
        assert about["description"].startswith(vietnamese) is told
        label = vietnamese.strip(". ").lower()
        for url in ("/thu-tuc/linh-vuc/ho-tich/", "/thu-tuc/"):
            assert (f"({label})" in words(article(site, url))) is told, url


def test_what_stands_before_an_introduction_is_no_text_of_its_list(sound: Site) -> None:
    texts = {**sound.texts, "su-kien/index.md": "---\ndescription: Mẫu\n---\n\n## Lịch họp\n\nLời mẫu.\n"}
    page = article(replace(sound, texts=texts), "/su-kien/")
    assert page.xpath("//h2[1]")[0].text == "Lịch họp"
    assert "description" not in words(page)
    assert "lời mẫu." in words(page)
