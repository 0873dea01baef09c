"""What the head of a page tells programs, and that nothing but the site's own files is loaded, in a real browser."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from playwright.sync_api import Browser

from access import addresses
from cchc.engine.frame import document_title
from cchc.model.procedure_parts import TimeLimit, TimeUnit
from cchc.outline import record_outline
from cchc.pages.policy import POLICY, POLICY_WHILE_SERVING
from cchc.pages.structured import graph
from conftest import HERE, REPOSITORY, pages, read_commune, served

URL = "https://tinh.example.vn/xa-vi-du/"
ARTICLE = "/tin-tuc/2024/09/tap-huan-mot-cua/"
REPORTS = """() => {
  window.refused = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.refused.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
}"""


def _page(folder: Path, url: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring((folder / url.lstrip("/") / "index.html").read_bytes())


def _nodes(page: lxml.html.HtmlElement) -> dict[str, Any]:
    """What the page says in schema.org's words, by type."""
    told = [json.loads(text) for text in page.xpath("//script[@type='application/ld+json']/text()")]
    assert all(value["@context"] == "https://schema.org" for value in told)
    return {node["@type"]: node for value in told for node in value.get("@graph", [value])}


def _of(page: lxml.html.HtmlElement, attribute: str) -> dict[str, str]:
    return {meta.get(attribute): meta.get("content") for meta in page.xpath(f"//meta[@{attribute}]")}


def _indexed(folder: Path) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    for url, page in pages(folder):
        if "noindex" not in _of(page, "name").get("robots", ""):
            yield url, page


def test_every_tab_says_whose_page_it_is(commune_site: Path) -> None:
    titles = {url: page.findtext(".//title") or "" for url, page in pages(commune_site)}
    assert {"/404.html", "/offline.html"} <= titles.keys()
    site_name = titles["/404.html"].removeprefix("Không có trang này – ")
    assert site_name in (commune_site / "index.html").read_text(encoding="utf-8")
    nameless = [
        url
        for url, title in titles.items()
        if " – " not in title and not url.endswith(("/ban-in/", "/a3/", "tin.html"))
    ]
    assert nameless == []


def test_every_page_tells_its_words_address_and_picture(commune_site: Path) -> None:
    seen = 0
    for url, page in _indexed(commune_site):
        graph, core = _of(page, "property"), _of(page, "name")
        whole = urljoin(URL, url.lstrip("/"))
        assert page.xpath("string(//link[@rel='canonical']/@href)") == whole == graph["og:url"] == core["DC.identifier"]
        assert graph["og:description"] == core["description"] == core["DC.description"], url
        assert graph["og:title"] == core["DC.title"]
        for name in ("DC.creator", "DC.publisher", "DC.language"):
            assert core[name]
        picture = commune_site / graph["og:image"].removeprefix(URL)
        assert picture.is_file(), url
        seen += 1
    assert seen > 40


def test_an_article_shows_its_own_picture_and_its_days(commune_site: Path) -> None:
    page = _page(commune_site, ARTICLE)
    graph = _of(page, "property")
    assert graph["og:type"] == "article"
    assert graph["og:image"].startswith(f"{URL}tin-tuc/")
    assert graph["og:image:alt"]
    assert int(graph["og:image:width"]) > 0
    node = _nodes(page)["NewsArticle"]
    assert node["datePublished"] == graph["article:published_time"]
    assert node["dateModified"] == graph["article:modified_time"] > node["datePublished"]
    assert node["headline"] == page.xpath("string(//h1)")
    assert node["image"] == graph["og:image"]
    assert node["publisher"]["@id"] == f"{URL}#don-vi" == node["author"]["@id"]
    assert _of(page, "name")["DC.date"] == graph["article:modified_time"]


def test_a_procedure_is_a_service_with_its_channels(commune_site: Path) -> None:
    site = read_commune(URL)
    for entry in site.procedures:
        node = _nodes(_page(commune_site, entry.url))["GovernmentService"]
        channels = [channel["name"] for channel in node["availableChannel"]]
        assert channels == [method.channel.label for method in entry.record.methods]
        assert (node["identifier"], node["name"]) == (entry.record.code, entry.record.name)
        addresses = {channel["serviceUrl"] for channel in node["availableChannel"] if "serviceUrl" in channel}
        assert addresses <= {entry.record.online_url or entry.record.portal_url}


def test_a_service_tells_how_long_it_takes_only_where_that_is_one_time_of_the_calendar() -> None:
    site = read_commune(URL)
    entry = site.procedures[0]
    method = entry.record.methods[0]

    def told(*times: TimeLimit) -> object:
        record = entry.record.model_copy(update={"methods": (method.model_copy(update={"times": times}),)})
        (node,) = graph(site, record_outline(site, replace(entry, record=record)))
        return node["availableChannel"][0].get("processingTime")

    days, working = (
        TimeLimit(value=3, unit=unit, starts_from="nộp đủ") for unit in (TimeUnit.DAY, TimeUnit.WORKING_DAY)
    )
    assert (told(days), told(working), told(days, days), told()) == ("P3D", None, None, None)


def test_the_home_page_tells_who_publishes(commune_site: Path) -> None:
    nodes = _nodes(_page(commune_site, "/"))
    unit = nodes["GovernmentOrganization"]
    assert (unit["name"], unit["telephone"]) == ("Ủy ban nhân dân xã Ví Dụ (dữ liệu mẫu)", "02551234068")
    assert unit["parentOrganization"]["name"] == "UBND huyện Mẫu"
    assert "BreadcrumbList" not in nodes


def test_what_is_not_known_is_not_told(site: Path) -> None:
    unit = _nodes(_page(site, "/"))["GovernmentOrganization"]
    assert not {"telephone", "email", "address"} & unit.keys()


def test_breadcrumbs_are_those_that_people_see(commune_site: Path) -> None:
    for url, page in _indexed(commune_site):
        seen = [" ".join(link.text_content().split()) for link in page.xpath("//nav[@class='trail']//a")]
        told = _nodes(page).get("BreadcrumbList", {"itemListElement": []})["itemListElement"]
        assert [item["name"] for item in told[:-1]] == seen, url
        assert [item["position"] for item in told] == list(range(1, len(told) + 1))
        assert not told or told[-1]["item"] == urljoin(URL, url.lstrip("/"))


def test_the_data_page_tells_every_set_and_leads_to_its_files(commune_site: Path) -> None:
    page = _page(commune_site, "/du-lieu/")
    sets = _nodes(page)["DataCatalog"]["dataset"]
    told = {file["contentUrl"] for found in sets for file in found["distribution"]}
    linked = {urljoin(f"{URL}du-lieu/", address) for address in page.xpath("//article//a/@href")}
    assert len(sets) > 15
    assert told <= linked
    for address in told:
        assert (commune_site / address.removeprefix(URL)).is_file()
    assert "CC BY 4.0" in page.text_content()
    assert not page.xpath("//table//a[@href='../']"), "translations have lists of their languages, none of all"


def test_every_page_tells_since_when_it_is_so(site: Path) -> None:
    silent = [url for url, page in _indexed(site) if not page.xpath("//div[@class='about']//time/@datetime")]
    assert silent == []
    assert [url for url, page in _indexed(site) if not page.xpath("//meta[@name='DC.date']")] == []


def test_a_site_without_a_licence_says_so(site: Path) -> None:
    assert "UBND xã Sơn Bua chưa công bố giấy phép" in _page(site, "/du-lieu/").text_content()


def test_every_page_lies_beside_its_html_as_markdown(commune_site: Path) -> None:
    for url, page in _indexed(commune_site):
        (address,) = page.xpath("//link[@type='text/markdown']/@href")
        assert address == "index.md"
        source = commune_site / url.lstrip("/") / "index.md"
        text = source.read_text(encoding="utf-8")
        title = " ".join(page.xpath("//h1")[0].text_content().split())
        assert title.split()[0] in text, url
        for target in re.findall(r"\]\(([^)\s]+?\.md)(?:#[^)]*)?\)", text):
            assert "://" in target or (source.parent / target).is_file(), (url, target)


def test_long_titles_are_cut_between_words() -> None:
    site = read_commune(URL)
    assert document_title("Tin", site) == "Tin – UBND xã Ví Dụ"
    whole = "Từ " * 29 + "Từ"
    assert document_title(whole, site) == whole
    assert document_title(whole + " dài, nữa", site) == whole + "…"


def test_no_page_carries_a_style_or_a_script_of_its_own(site: Path, commune_site: Path) -> None:
    for folder in (site, commune_site):
        for url, page in pages(folder):
            (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
            if url.startswith("/nhung/") and url != "/nhung/":  # a frame for others' pages: one style, by its hash
                assert policy.startswith("default-src 'none'; style-src 'sha256-"), url
                continue
            assert policy == POLICY, url
            assert not page.xpath("//style | //@style | //script[not(@src) and not(@type='application/ld+json')]"), url
            assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")], url
    assert "'unsafe-inline'" not in POLICY
    assert "'unsafe-inline'" in POLICY_WHILE_SERVING


def test_the_browser_refuses_nothing_on_a_page_of_each_kind(browser: Browser, commune_site: Path) -> None:
    urls = [*addresses(HERE / "commune/mkdocs.yml"), "/thu-tuc/1-999001/ban-in/", "/offline.html", "/tim-kiem/?q=mau"]
    with served(commune_site, "/xa-vi-du") as address:
        page = browser.new_page()
        page.add_init_script(f"({REPORTS})()")
        told: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        for url in urls:
            asked.clear()
            page.goto(address + url)
            if page.locator(".cchc-search input").count():
                page.locator(".cchc-search input").first.focus()
            assert page.evaluate("window.refused") == [], url
            assert page.evaluate("getComputedStyle(document.body).margin") != "8px", url  # the style sheet came
            hosts = {urlsplit(one).netloc for one in asked}
            assert hosts == {urlsplit(address).netloc}, url
        assert [text for text in told if "Security" in text] == []
        page.close()


def test_the_browser_refuses_what_slipped_through(browser: Browser, commune_site: Path, tmp_path: Path) -> None:
    html = (commune_site / "gioi-thieu/index.html").read_text(encoding="utf-8")
    slipped = '<script>window.ran = 1</script><img src="x" alt="" onerror="window.ran = 2"><p style="color: red">Đỏ</p>'
    (tmp_path / "index.html").write_text(html.replace("</main>", f"{slipped}</main>"), encoding="utf-8")
    with served(tmp_path) as address:
        page = browser.new_page()
        page.add_init_script(f"({REPORTS})()")
        page.goto(address + "/")
        page.wait_for_function("window.refused.length >= 3")
        assert page.evaluate("window.ran") is None
        page.close()


def test_the_emblem_is_a_picture_of_the_size_that_is_told(site: Path) -> None:
    content = (site / "assets/social.png").read_bytes()
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (1200, 630)
    assert content == (REPOSITORY / "theme/assets/social.png").read_bytes()
    assert len(content) < 10_000
