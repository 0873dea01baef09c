"""Frames: a page joined from its shell and its values is the page that MkDocs and Material render."""

import datetime as dt
import logging
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jinja2
import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents

from cchc.engine import frame, mkdocs_files, plugin, run
from cchc.engine.html import versioned
from cchc.engine.shell import SLOTS, cut, depth_name, shell_name, token, values
from cchc.engine.workspace import Wish
from cchc.known import Gap
from cchc.load import load
from cchc.model.base import Confidence
from cchc.outline import outlines
from cchc.pages import Page, render
from cchc.pages.templating import Templates
from cchc.site import Site
from cchc.words import at
from conftest import HERE, REPOSITORY

SITE_URL = "https://tinh.example.vn/xa-vi-du/"
_RECORDS = REPOSITORY / "theme/records"
KINDS = {path.relative_to(_RECORDS).as_posix().removesuffix(".md.jinja") for path in _RECORDS.rglob("*.md.jinja")}
Rendered = dict[str, bytes]
pytestmark = pytest.mark.filterwarnings("ignore:user_configs is never used")  # mkdocs_config.site_dir asks for it


class FullPage(mkdocs_files.FramePage):
    """A page with its own values instead of tokens; MkDocs finds its address and its place in the menu."""

    made: Page
    site: Site

    def read_source(self, config: MkDocsConfig) -> None:
        """Metadata as a hand-written page of the same words would have it."""
        self.markdown = ""
        told = values(self.made, self.site)
        self.meta = {name: told[name] for name in ("title", "description", "first", "head", "trail", "about")}
        self.meta["language"] = at(self.made.url).language

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """The whole article."""
        self.content = values(self.made, self.site)["article"]
        self.present_anchor_ids = set()
        self.toc = TableOfContents([])


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune whose site lies below a path."""
    folder = Path(shutil.copytree(HERE / "commune", tmp_path_factory.mktemp("shell") / "commune"))
    text = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(re.sub("site_url: .*", f"site_url: {SITE_URL}", text), encoding="utf-8")
    logging.getLogger("mkdocs").addHandler(logging.NullHandler())
    return folder / "mkdocs.yml"


@pytest.fixture(scope="module")
def made(config: Path) -> list[tuple[str, Page, Site]]:
    """Every generated page with the template that made it."""
    site, _ = load(config.parent, config.parent / "content", SITE_URL)
    assert site is not None
    templates = Templates(REPOSITORY / "theme")
    return [(outline.template, render(site, outline, templates), site) for outline in outlines(site)]


@pytest.fixture(scope="module")
def joined(config: Path) -> Rendered:
    """The pages of `cchc build`."""
    out = config.parent / "joined"
    assert run.build(Wish(config, out=out, use_cache=False)).good
    pages = out.rglob("index.html")
    return {f"/{path.relative_to(out).as_posix()}".removesuffix("index.html"): path.read_bytes() for path in pages}


@pytest.fixture(scope="module")
def rendered(config: Path, made: list[tuple[str, Page, Site]]) -> Rendered:
    """The same pages, each rendered by MkDocs and Material in full."""
    kept: Rendered = {}
    frames = plugin.CchcPlugin.on_files

    def on_files(self: Any, files: Files, config: MkDocsConfig) -> Files:
        files = frames(self, files, config)
        titles = mkdocs_files.nav_titles(config.nav, {page.source_path: page.title for _, page, _ in made})
        for _, page, site in made:
            old = files.get_file_from_path(page.source_path)
            if old is not None:
                files.remove(old)
            inclusion = InclusionLevel.INCLUDED if page.source_path in titles else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, page.source_path, content=b"", inclusion=inclusion))
            full = FullPage(titles.get(page.source_path), files.get_file_from_path(page.source_path), config)
            full.made, full.site = page, site
        return files

    def on_post_page(self: Any, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        if isinstance(page, FullPage):
            kept[page.made.url] = versioned(output, self._release).encode()
        return ""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plugin.CchcPlugin, "on_files", on_files)
        patch.setattr(plugin.CchcPlugin, "on_post_page", on_post_page)
        patch.setattr(plugin.CchcPlugin, "on_post_build", lambda self, config: self._stack.close())
        run.build(Wish(config, out=config.parent / "full", use_cache=False))
    return kept


def test_the_sample_has_every_kind_of_page(made: list[tuple[str, Page, Site]]) -> None:
    assert {kind for kind, _, _ in made} == KINDS


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_joined_page_equals_the_fully_rendered_one(
    kind: str, made: list[tuple[str, Page, Site]], joined: Rendered, rendered: Rendered
) -> None:
    urls = [page.url for template, page, _ in made if template == kind]
    assert urls
    for url in urls:
        ours, theirs = _settled(url, joined[url]), _settled(url, rendered[url])
        assert ours.splitlines() == theirs.splitlines(), url
        assert ours == theirs, url


def test_no_token_is_left_in_any_file(config: Path, joined: Rendered) -> None:
    assert joined
    paths = [path for path in (config.parent / "joined").rglob("*") if path.is_file()]
    assert [path for path in paths if b"cchc0slot" in path.read_bytes()] == []


def _settled(url: str, page: bytes) -> str:
    """Frames are made at an address of the same depth, so "../" may be written "../../van-ban/": the same place.

    They leave out empty lines and indents.
    """
    base = urljoin(SITE_URL, url[1:])
    lines = "\n".join(line.strip() for line in page.decode().splitlines() if line.strip())
    return re.sub(r' (href|src)="([^"]*)"', lambda found: f' {found[1]}="{urljoin(base, found[2])}"', lines)


def test_a_bare_line_of_the_menu_is_called_as_its_page() -> None:
    nav = ["index.md", {"Văn bản": ["van-ban/index.md", {"Cơ quan": "co-quan/index.md"}]}, "gioi-thieu/index.md"]
    generated = {"index.md": "xã Ví Dụ", "van-ban/index.md": "<b>Văn bản</b>", "co-quan/index.md": "Cơ quan, bộ phận"}
    titles = {"index.md": "xã Ví Dụ", "van-ban/index.md": "&lt;b&gt;Văn bản&lt;/b&gt;", "co-quan/index.md": "Cơ quan"}
    assert mkdocs_files.nav_titles(nav, generated) == titles


GAP = Gap(reason="chưa tra được tên xã mới.")
HISTORY: dict[str, tuple[dict[str, Any], str]] = {
    "merged": (
        {},
        "Ủy ban nhân dân xã Ví Dụ không còn hoạt động từ ngày 01/7/2025 theo Nghị quyết mẫu số 00/NQ-MAU. "
        "Xã Ví Dụ đã nhập cùng xã Mẫu Hai, xã Mẫu Ba thành xã Ví Dụ Mới. "
        "Độ tin cậy của thông tin này: kiến thức chung, chưa xác minh.",
    ),
    "merged into a unit without a name": (
        {"name": GAP, "basis": None},
        "Ủy ban nhân dân xã Ví Dụ không còn hoạt động từ ngày 01/7/2025. Xã Ví Dụ đã nhập cùng xã Mẫu Hai, xã Mẫu Ba. "
        "Đơn vị kế thừa: chưa tra được tên xã mới. Độ tin cậy của thông tin này: kiến thức chung, chưa xác minh.",
    ),
    "ended": (
        {"name": GAP, "merged_with": ()},
        "Ủy ban nhân dân xã Ví Dụ không còn hoạt động từ ngày 01/7/2025 theo Nghị quyết mẫu số 00/NQ-MAU. "
        "Đơn vị kế thừa: chưa tra được tên xã mới. Độ tin cậy của thông tin này: kiến thức chung, chưa xác minh.",
    ),
    "lives on": (
        {"name": "Văn phòng <mới>", "merged_with": (), "basis": None, "confidence": Confidence.DERIVED},
        "Từ ngày 01/7/2025, Văn phòng &lt;mới&gt; thay cho Ủy ban nhân dân xã Ví Dụ. "
        "Độ tin cậy của thông tin này: suy ra, chưa thấy văn bản nói rõ.",
    ),
}


@pytest.mark.parametrize("case", HISTORY)
def test_the_banner_says_what_became_of_the_unit_and_no_more(case: str) -> None:
    values_of_it, sentences = HISTORY[case]
    site, _ = load(HERE / "commune", HERE / "commune/content", SITE_URL, dt.date(2026, 1, 1))
    assert site is not None
    assert site.unit.successor is not None
    successor = site.unit.successor.model_copy(update=values_of_it)
    unit = site.unit.model_copy(update={"name": "Ủy ban nhân dân xã Ví Dụ", "successor": successor})
    site = replace(site, entries={**site.entries, "unit": (replace(site.entries["unit"][0], record=unit),)})
    templates = jinja2.FileSystemLoader(REPOSITORY / "theme")
    environment = jinja2.Environment(loader=templates, autoescape=False)
    told = environment.get_template("partials/banner.html").render(cchc=frame.theme_values(site))
    words = " ".join(re.sub("<[^>]*>", "", told).split())
    assert words == sentences + " Nội dung dưới đây giữ lại để tra cứu."
    assert ('<a href="https://new.commune.example.vn/">' in told) is (successor.name is not GAP)


def test_a_frame_is_cut_at_its_tokens_and_joined_again() -> None:
    html = "đầu" + "".join(f"{name}={token(name)};" for name in (*SLOTS, "title")) + "cuối"
    told = {name: f"<{name}> ủ" for name in SLOTS}
    shell = cut(html)
    assert shell.slots == (*SLOTS, "title")
    assert shell.join(told).decode() == "đầu" + "".join(f"{n}={told[n]};" for n in (*SLOTS, "title")) + "cuối"


def test_what_looks_like_a_token_in_a_value_stays() -> None:
    told = dict.fromkeys(SLOTS, "") | {"title": token("article"), "article": token("title")}
    assert cut(token("title") + token("article")).join(told).decode() == token("article") + token("title")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("/", "/"),
        ("/thu-tuc/", "/thu-tuc/"),
        ("/rss/", "/0/"),
        ("/thu-tuc/1-1/", "/0/0/"),
        ("/a/b/c/d/", "/0/0/0/0/"),
        ("/en/thu-tuc/1-1/", "/en/0/0/"),
        ("/zh/thu-tuc/", "/zh/0/"),
    ],
)
def test_a_page_wears_its_own_shell_or_that_of_its_depth(url: str, name: str) -> None:
    named = {address: object() for address in ("/", "/thu-tuc/", *map(depth_name, range(5)))}
    assert shell_name(url, named) == name
