"""Looks for breaches of WCAG in a built site, one page of each kind: access.py MKDOCS_YML SITE

SITE is what `cchc build` made of MKDOCS_YML. The result is written to site_data/accessibility.yml beside MKDOCS_YML, in
place of an earlier one: the accessibility statement (/tiep-can/) tells it. Exit status 1 when there are breaches.
"""

import datetime as dt
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from cchc.load import load
from cchc.outline import outlines
from conftest import REPOSITORY, program, served

RULES = {"wcag2a": "WCAG 2.0 A", "wcag2aa": "WCAG 2.0 AA", "wcag21a": "WCAG 2.1 A", "wcag21aa": "WCAG 2.1 AA"}
RULES |= {"wcag22aa": "WCAG 2.2 AA"}
Scheme = Literal["light", "dark"]
View = tuple[int, Scheme]  # width in CSS pixels
SCHEMES: dict[Scheme, str] = {"light": "nền sáng", "dark": "nền tối"}
VIEWS: tuple[View, ...] = tuple((width, scheme) for width in (360, 1280) for scheme in SCHEMES)
TRIED = (  # by the other tests in the browser, with the site at the top level
    "dùng ô tìm kiếm và danh sách thủ tục chỉ bằng bàn phím",
    "màn hình rộng 320 điểm ảnh không phải kéo ngang",
    "đọc hết chữ khi tắt JavaScript",
)


@dataclass(frozen=True)
class Breach:
    """A rule that a page breaks: in how many places, seen how."""

    url: str
    view: str
    rule: str
    places: int


def addresses(config: Path) -> list[str]:
    """A page of each kind: generated ones by their template, and those written by hand."""
    site, _ = load(config.parent, config.parent / "content", "https://example.vn/")
    assert site is not None
    kinds = {outline.template: outline.url for outline in reversed(outlines(site))}
    by_hand = {f"/{name.removesuffix('index.md').removesuffix('.md')}".rstrip("/") + "/" for name in site.texts}
    return sorted({*kinds.values(), *by_hand, "/404.html"})


def breaches(browser: Browser, origin: str, urls: Iterable[str], views: Iterable[View] = VIEWS) -> list[Breach]:
    """All that axe finds on some pages, on a phone and on a desk, in both schemes unless told."""
    axe, found = Axe(), []
    options = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    for width, scheme in views:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        for url in urls:
            page.goto(origin + url)
            broken = axe.run(page, options=options).response["violations"]
            found += [Breach(url, f"{width} px, {SCHEMES[scheme]}", rule["id"], len(rule["nodes"])) for rule in broken]
        context.close()
    return found


def record(pages: int, found: list[Breach], tried: tuple[str, ...]) -> dict[str, object]:
    """The run as a record of site_data/accessibility.yml."""
    version = Axe().axe_script.partition("axe v")[2].split()[0]
    return {
        "tested_on": dt.datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date(),
        "tool": f"axe-core {version}",
        "rules": list(RULES.values()),
        "pages": pages,
        "views": [f"rộng {width} điểm ảnh, {SCHEMES[scheme]}" for width, scheme in VIEWS],
        "violations": sum(breach.places for breach in found),
        **({"tried": list(tried)} if tried else {}),
    }


def main() -> int:
    """Check, tell, write."""
    config, site = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    urls = addresses(config)
    with sync_playwright() as playwright, served(site) as origin:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox"])
        found = breaches(browser, origin, urls)
        browser.close()
    for breach in found:
        print(f"{breach.url} ({breach.view}): {breach.rule}, {breach.places}")
    tried = TRIED if config.parent == REPOSITORY else ()
    told = yaml.safe_dump([record(len(urls), found, tried)], allow_unicode=True, sort_keys=False, width=110)
    head = "# yaml-language-server: $schema=.schema/accessibility.json\n# Do `make access` ghi: lần kiểm gần nhất.\n"
    (config.parent / "site_data/accessibility.yml").write_text(head + told, encoding="utf-8", newline="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
