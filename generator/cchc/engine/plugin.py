"""The MkDocs plugin: `plugins: [cchc]` in mkdocs.yml is all that a site needs."""

import datetime as dt
import sys
from collections.abc import MutableMapping
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc
from mkdocs.utils.templates import TemplateContext

from cchc import dialect
from cchc.checks import check
from cchc.engine.html import to_content
from cchc.feeds import feeds
from cchc.load import load
from cchc.outline import category_url
from cchc.pages import Page, render_all
from cchc.problems import Problem, arrange, format_text, has_errors
from cchc.site import Site
from cchc.text import long_date

_TEMPLATE_FOLDERS = ("records/", "components/")


class PluginOptions(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin line; the command line fills them too."""

    as_of = config_options.Optional(config_options.Type(str))


class CchcPlugin(BasePlugin[PluginOptions]):  # type: ignore[no-untyped-call]
    """Reads and checks the site, then hands its pages and feeds to MkDocs as virtual files."""

    def __init__(self) -> None:
        super().__init__()
        self.site: Site | None = None
        self.page_count = 0

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Present so that one plugin object lives through all rebuilds of `mkdocs serve`."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check everything before MkDocs touches the output."""
        if not config.use_directory_urls:
            raise PluginError("cchc: use_directory_urls phải để true, vì các địa chỉ đã công bố không được đổi")
        as_of = dt.date.fromisoformat(self.config.as_of) if self.config.as_of else None
        self.site, problems = read(config, as_of)
        report(problems)
        if self.site is None or has_errors(problems):
            raise PluginError("Dữ liệu có lỗi (xem bên trên), trang không được dựng lại.")
        config.watch.append(str(self.site.root / "site_data"))
        templates = str(template_folder(config))
        if templates not in config.theme.dirs:  # a site without custom_dir wears the theme of the package
            config.theme.dirs.insert(0, templates)
        config.extra["cchc"] = _theme_values(self.site)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Take out what people write as input, put in the finished pages and feeds."""
        assert self.site is not None
        for file in list(files):
            if file.src_uri.startswith(_TEMPLATE_FOLDERS) or _is_article(self.site, file):
                files.remove(file)
        titles = _nav_titles(config.nav or [])
        self.page_count = 0
        for page in render_all(self.site, template_folder(config)):
            _replace(files, _page_file(config, page, titles.get(page.source_path)))
            self.page_count += 1
        for output in feeds(self.site):
            _replace(files, File.generated(config, output.path, content=output.content))
        return files

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """The site's day instead of the clock's in the site map: the same input gives the same bytes.

        In pages written by hand, addresses from the site's root become what MkDocs can follow.
        """
        assert self.site is not None
        page.update_date = self.site.as_of.isoformat()
        return markdown if isinstance(page, RecordPage) else dialect.readdress(markdown, _for_mkdocs)

    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Titles and metadata of hand-written pages are escaped too: Material prints them as they are."""
        if not isinstance(page, RecordPage):
            page.meta = _escaped(page.meta)
            if page.title and "<" in page.title:
                page.title = escape(page.title)
        return context


class RecordPage(MkDocsPage):
    """A page whose Markdown is finished: MkDocs' own Markdown never sees it."""

    def __init__(self, page: Page, nav_title: str | None, file: File, config: MkDocsConfig) -> None:
        self._page = page
        super().__init__(nav_title, file, config)

    def read_source(self, config: MkDocsConfig) -> None:
        """Nothing to read; titles and metadata are escaped because Material prints them raw."""
        self.markdown = self._page.markdown
        self.meta = {**_escaped({"title": self._page.title, **self._page.meta}), "hide": ["navigation"]}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Through the dialect's renderer."""
        content = to_content(self._page.markdown)
        self.content = content.html
        self.toc = get_toc(content.toc)  # type: ignore[arg-type]
        self.present_anchor_ids = set(content.ids)


def read(config: MkDocsConfig, as_of: dt.date | None) -> tuple[Site | None, list[Problem]]:
    """Load and check the site that a MkDocs configuration describes."""
    root = Path(config.config_file_path).parent
    site, problems = load(root, Path(config.docs_dir), config.site_url or "/", as_of)
    return site, arrange([*problems, *(check(site) if site else [])])


def report(problems: list[Problem]) -> None:
    """Print problems the way `cchc check` does."""
    if problems:
        print(format_text(problems), file=sys.stderr)


def template_folder(config: MkDocsConfig) -> Path:
    """The theme folder with our templates: the site's own custom_dir, else the one that came with the package."""
    package = Path(__file__).resolve().parents[1]
    for folder in (*map(Path, config.theme.dirs), package / "theme", package.parents[1] / "theme"):
        if (folder / "records").is_dir():
            return folder
    raise PluginError("cchc: không thấy thư mục theme/records")


def _for_mkdocs(address: str) -> str:
    target, mark, anchor = address.partition("#")
    if target.startswith("/") and target.endswith("/"):
        return f"{target}index.md{mark}{anchor}"
    return address


def _page_file(config: MkDocsConfig, page: Page, nav_title: str | None) -> File:
    inclusion = InclusionLevel.INCLUDED if nav_title else InclusionLevel.NOT_IN_NAV
    file = File.generated(config, page.source_path, content=page.markdown, inclusion=inclusion)
    RecordPage(page, nav_title, file, config)  # registers itself as file.page
    return file


def _replace(files: Files, file: File) -> None:
    existing = files.get_file_from_path(file.src_uri)
    if existing is not None:
        files.remove(existing)
    files.append(file)


def _is_article(site: Site, file: File) -> bool:
    return f"{site.content}/{file.src_uri}" in {entry.path for entry in site.entries["news"]}


def _nav_titles(nav: Any) -> dict[str, str]:
    """Titles that mkdocs.yml gives to pages in its navigation, by source path."""
    titles: dict[str, str] = {}
    for item in nav if isinstance(nav, list) else []:
        for title, value in item.items() if isinstance(item, dict) else ():
            if isinstance(value, str):
                titles[value] = title
            else:
                titles |= _nav_titles(value)
    return titles


def _theme_values(site: Site) -> dict[str, Any]:
    """What the frame of every page shows, escaped for HTML."""
    unit = site.unit
    ended = unit.ended_on(site.as_of)
    superior = unit.superior_on(site.as_of)
    feeds_of = [{"url": "rss.xml", "title": f"Tin của {unit.short_name}", "category": ""}]
    feeds_of += [
        {"url": category_url(t.id).lstrip("/") + "rss.xml", "title": t.name, "category": t.id}
        for t in unit.categories
    ]
    return {
        "unit": escape(unit.name),
        "feeds": [_escaped(feed) for feed in feeds_of],
        "as_of": long_date(site.as_of) if unit.as_of else "",
        "as_of_note": escape(unit.as_of_note or "") if unit.as_of else "",
        "superior": escape(superior.name) if superior else "",
        "ended": _escaped(
            {
                "name": ended.name,
                "since": long_date(ended.since),
                "with": ", ".join(ended.merged_with),
                "basis": ended.basis or "",
                "confidence": ended.confidence.label,
            }
        )
        if ended
        else None,
    }


def _escaped(values: MutableMapping[str, Any]) -> dict[str, Any]:
    return {key: escape(value) if isinstance(value, str) else value for key, value in values.items()}
