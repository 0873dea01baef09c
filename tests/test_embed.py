"""The list of news in another site's page: whole, safe there, and harmless to what is around it."""

from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser, Page

from conftest import served

HOST = """<!doctype html><html lang="vi"><head><meta charset="{charset}"><title>Cổng</title>
{policy}<style>ul {{ border: 9px solid red }} a {{ font-size: 40px }} section {{ display: none }}</style></head>
<body><p id="before">trước</p>
{snippet}
<p id="after">sau</p></body></html>"""


@pytest.fixture(scope="module")
def commune_address(commune_site: Path) -> Iterator[str]:
    """The commune's site, below a path, on a port of its own."""
    with served(commune_site, "/xa-vi-du") as address:
        yield address


@pytest.fixture
def portal(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page of another site, on another port; files in tmp_path are its pages."""
    context = browser.new_context()
    with served(tmp_path) as address:
        page = context.new_page()
        page.asked = []  # type: ignore[attr-defined]
        page.told = []  # type: ignore[attr-defined]
        page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
        page.on("console", lambda message: page.told.append(message.text))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.told.append(str(error)))  # type: ignore[attr-defined]
        page.here = address  # type: ignore[attr-defined]
        yield page
    context.close()


def show(page: Page, folder: Path, snippet: str, policy: str = "", charset: str = "utf-8") -> None:
    """Open a page of the other site with this in it."""
    html = HOST.format(snippet=snippet, policy=policy, charset=charset)
    (folder / "cong.html").write_bytes(html.encode(charset, "xmlcharrefreplace"))
    page.goto(f"{page.here}/cong.html")  # type: ignore[attr-defined]


ITEMS = "document.querySelector('#before + script + div').shadowRoot.querySelectorAll('li a')"


def test_the_script_shows_the_news_where_it_stands_and_asks_for_nothing_else(
    portal: Page, tmp_path: Path, commune_address: str
) -> None:
    show(portal, tmp_path, f'<script src="{commune_address}/nhung/tin.js" data-so-tin="2" async></script>')
    portal.wait_for_function(f"{ITEMS}.length == 2")
    told = portal.evaluate(f"[...{ITEMS}].map((a) => [a.textContent, a.href])")
    assert told[1] == [
        "Tập huấn quy trình một cửa (dữ liệu mẫu)",
        "https://tinh.example.vn/xa-vi-du/tin-tuc/2024/09/tap-huan-mot-cua/",
    ]
    day = portal.evaluate(f"(({{dateTime, textContent}}) => [dateTime, textContent])({ITEMS}[1].nextElementSibling)")
    assert day == ["2024-09-30", "30/9/2024"]
    all_news = portal.locator("section p a")
    assert [all_news.inner_text(), all_news.get_attribute("href")] == [
        "Tất cả tin",
        "https://tinh.example.vn/xa-vi-du/tin-tuc/",
    ]
    assert portal.locator("#before + script + div section").get_attribute("lang") == "vi"  # in whatever portal
    assert len(portal.asked) <= 3  # type: ignore[attr-defined]  # page, script, icon of the page
    assert [text for text in portal.told if "favicon" not in text and "404" not in text] == []  # type: ignore[attr-defined]


def test_neither_page_styles_the_other(portal: Page, tmp_path: Path, commune_address: str) -> None:
    show(portal, tmp_path, f'<script src="{commune_address}/nhung/tin.js"></script><ul><li><a href="#">x</a></ul>')
    style = "(e) => { const s = getComputedStyle(e); return [s.fontSize, s.borderTopWidth, s.display] }"
    inner = portal.evaluate(f"({style})({ITEMS}[0])")
    assert inner == ["16px", "0px", "inline"]
    assert portal.evaluate(f"({style})({ITEMS}[0].closest('ul'))")[1] == "0px"
    assert portal.evaluate(f"({style})(document.querySelector('body > ul a'))")[0] == "40px"
    assert portal.evaluate("Object.keys(window).filter((name) => /cchc|told/.test(name))") == []


def test_the_script_holds_to_a_strict_policy_and_any_encoding(
    portal: Page, tmp_path: Path, commune_address: str
) -> None:
    origin = commune_address.rsplit("/", 1)[0]
    policy = f"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {origin}">"""
    show(portal, tmp_path, f'<script src="{commune_address}/nhung/tin.js"></script>', policy, "windows-1258")
    assert portal.evaluate(f"[...{ITEMS}].map((a) => a.textContent)")[0] == "Thông báo lịch làm việc (dữ liệu mẫu)"
    assert portal.evaluate(f"getComputedStyle({ITEMS}[0]).color") == "rgb(11, 79, 158)"
    refused = [text for text in portal.told if "tin.js" in text]  # type: ignore[attr-defined]
    assert refused == []


@pytest.mark.parametrize(
    ("lacking", "place"),
    [
        ("window.CSSStyleSheet", ".shadowRoot"),
        ("window.CSSStyleSheet = Element.prototype.attachShadow", ""),
    ],
    ids=["2022", "2018"],
)
def test_old_browsers_show_it_with_its_style(
    portal: Page, tmp_path: Path, commune_address: str, lacking: str, place: str
) -> None:
    portal.add_init_script(f"{lacking} = undefined")
    show(portal, tmp_path, f'<script src="{commune_address}/nhung/tin.js" data-so-tin="nhiều"></script>')
    links = ITEMS.replace(".shadowRoot", place)
    assert portal.evaluate(f"{links}.length") == 3  # all there are, for want of a number
    assert portal.evaluate(f"getComputedStyle({links}[0]).color") == "rgb(11, 79, 158)"
    assert portal.locator("#before + script + div section").get_attribute("aria-label") == "Tin mới của UBND xã Ví Dụ"


def test_the_script_tells_of_a_unit_that_is_no_more(portal: Page, tmp_path: Path, commune_site: Path) -> None:
    script = (commune_site / "nhung/tin.js").read_text(encoding="ascii")
    assert '"ended": ""' in script
    (tmp_path / "tin.js").write_text(script.replace('"ended": ""', '"ended": "Xa da sap nhap."'), encoding="ascii")
    show(portal, tmp_path, '<script src="tin.js"></script>')
    assert portal.locator("section .stop").inner_text() == "Xa da sap nhap."


def test_titles_are_text_in_every_form(commune_site: Path) -> None:
    written = '<x>A & B</x> "x" *y* | z'
    for name in ("tin.html", "tin.inc"):
        list_ = lxml.html.fromstring((commune_site / "nhung" / name).read_bytes())
        assert written in [link.text_content() for link in list_.xpath("//li/a")]


def test_the_piece_can_be_set_into_a_page_of_any_encoding(commune_site: Path) -> None:
    content = (commune_site / "nhung/tin.inc").read_bytes()
    assert content.isascii()
    (section,) = lxml.html.fragments_fromstring(content.decode())
    assert section.get("class") == "cchc-nhung"
    selectors = [rule.partition("{")[0] for rule in section.findtext("style").split("}")[:-1]]
    assert len(selectors) > 5
    assert all(part.strip().startswith(".cchc-nhung") for selector in selectors for part in selector.split(","))
    assert not section.xpath(".//script | .//@onclick | .//@id")


def test_the_frame_works_without_scripts_and_asks_for_nothing(
    browser: Browser, tmp_path: Path, commune_address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    show_in = HOST.format(
        snippet=f'<iframe src="{commune_address}/nhung/tin.html" title="Tin"></iframe>', policy="", charset="utf-8"
    )
    (tmp_path / "cong.html").write_text(show_in, encoding="utf-8")
    with served(tmp_path) as address:
        page.goto(f"{address}/cong.html")
        frame = page.frames[1]
        assert frame.locator("li a").count() >= 3
        assert frame.locator("h1").inner_text() == "Tin mới của UBND xã Ví Dụ"
        assert frame.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(142, 27, 22)"
    assert [url for url in asked if not url.endswith(("cong.html", "tin.html", "favicon.ico"))] == []
    context.close()


def test_the_page_shows_how_and_its_snippets_are_true(browser: Browser, commune_address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{commune_address}/nhung/")
    snippets = page.locator("pre code").all_inner_texts()
    base = "https://tinh.example.vn/xa-vi-du/nhung/"
    assert snippets[0] == f'<script src="{base}tin.js" data-so-tin="5" async></script>'
    assert f'src="{base}tin.html"' in snippets[1]
    assert page.frame_locator("iframe.embedded").locator("li a").count() >= 3
    context.close()


def test_each_category_has_its_own_list(commune_site: Path) -> None:
    page = lxml.html.fromstring((commune_site / "nhung/chuyen-muc/hoat-dong/tin.html").read_bytes())
    assert page.xpath("//li/a/text()") == ["Tập huấn quy trình một cửa (dữ liệu mẫu)"]
    assert page.xpath("//link[@rel='alternate']/@href")[0].endswith("/tin-tuc/chuyen-muc/hoat-dong/rss.xml")
