"""The MkDocs plugin: `plugins: [cchc]` in mkdocs.yml is all that a site needs.

MkDocs makes the frames, the pages written by hand and the theme's files, in a staging folder; everything else is
joined from the frames when MkDocs is done (`build`), and the site brought up to date at the very end.
"""

import datetime as dt
import logging
import re
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from html import escape, unescape
from pathlib import Path
from typing import Any

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from cchc import dialect, words
from cchc.checks import check
from cchc.engine import staging
from cchc.engine.build import Ground, Outcome, read_ground, update
from cchc.engine.frame import about, document_title, escaped, feed_links, theme_values, trail
from cchc.engine.head import metadata
from cchc.engine.html import framed_tables, pictured, versioned, with_contents
from cchc.engine.scripts import release_of, shorten_scripts
from cchc.engine.session import Session, begin
from cchc.engine.shell import EMPTY_HEADING, Shell, cut, depth_name, token
from cchc.engine.workspace import Wish, Workspace
from cchc.load import load
from cchc.outline import outlines
from cchc.pages import Page
from cchc.pages.policy import POLICY, POLICY_WHILE_SERVING
from cchc.pages.templating import relative
from cchc.problems import Problem, Refused, arrange, format_text, refused_by_system
from cchc.site import Site

# Templates, and what Material's own pages would need: ours have a style sheet and scripts of their own (ADR 17).
_NOT_PUBLISHED = (
    "records/",
    "components/",
    "sitemap.xml",
    *(f"assets/{n}" for n in ("javascripts/", "stylesheets/", "images/favicon")),
)
_DEPTHS = 7  # folders deep: /tin-tuc/chuyen-muc/<category>/<year>/ is four
_DEPTHS_ELSE = (2, 3)  # in other languages: /en/thu-tuc/1-001193/ is three


class PluginOptions(Config):  # type: ignore[no-untyped-call]
    """The plugin line of mkdocs.yml has no options: what a site is lies in site_data/."""


class CchcPlugin(BasePlugin[PluginOptions]):  # type: ignore[no-untyped-call]
    """Reads and checks the site, lets MkDocs make the frames, and publishes."""

    wish: Wish | None = None
    session: Session
    ground: Ground
    outcome: Outcome | None = None

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._shells: dict[str, Shell] = {}
        self._warned = CountHandler()
        self._folder = Path()
        self._docs_dir = ""
        self._release = ""
        self._serving = False

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """One plugin object lives through all rebuilds of `mkdocs serve`."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read everything but the articles, and turn MkDocs to the staging folder."""
        if not config.use_directory_urls:
            raise PluginError("cchc: use_directory_urls phải để true, vì các địa chỉ đã công bố không được đổi")
        try:
            space = workspace(config, self.wish or Wish(Path(config.config_file_path)))
            self.session = begin(space, Path(config.config_file_path).resolve(), _site_dir(config))
        except Refused as refusal:
            if self.wish is not None:
                raise  # `cchc build` tells it, with the exit status it has
            raise PluginError(str(refusal)) from refusal
        self._stack.callback(self.session.close)
        self.ground = read_ground(self.session)
        if self.ground.site is None:
            self._refuse(self.ground.problems)
        self._count_warnings(config)
        self._divert(config, space)
        config.watch += [str(space.root / "site_data"), str(space.templates)]
        if str(space.templates) not in config.theme.dirs:  # a site without custom_dir wears the package's theme
            config.theme.dirs.insert(0, str(space.templates))
        config.theme.static_templates -= {"sitemap.xml"}
        config.theme.static_templates |= {"offline.html"}
        site, policy = _site(self.ground), POLICY_WHILE_SERVING if self._serving else POLICY
        told = {language: theme_values(site, language) for language in words.LANGUAGES}
        config.extra["cchc"] = {language: {**values, "policy": policy} for language, values in told.items()}
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Hand over what people wrote by hand, and a stand-in for each kind of frame."""
        site = _site(self.ground)
        for file in [file for file in files if file.src_uri.startswith(_NOT_PUBLISHED)]:
            files.remove(file)
        generated = {outline.url[1:] + "index.md": outline.title for outline in outlines(site)}
        for name in sorted(site.files - generated.keys()):
            file = File(name, self._docs_dir, config.site_dir, config.use_directory_urls)
            if name in site.pictures:  # never as they are: engine/media.py makes them
                file.inclusion = InclusionLevel.EXCLUDED
            _replace(files, file)
        self._release = release_of(files)
        shorten_scripts(files, self.session.space.templates, config, self._release)
        titles = _nav_titles(config.nav or [], generated)
        self._shells = {}
        # Links from hand-written pages find them all; only those in the navigation are rendered.
        for name in sorted(generated):
            if name in titles:
                _replace(files, _frame_file(config, name, titles[name]))
            else:
                _replace(files, File.generated(config, name, content=b"", inclusion=InclusionLevel.EXCLUDED))
        depths = [depth_name(depth) for depth in range(_DEPTHS)]  # depth 0 is the home page
        depths += [depth_name(depth, other) for other in words.LANGUAGES for depth in _DEPTHS_ELSE]
        for name in (url[1:] + "index.md" for url in depths):
            _replace(files, _frame_file(config, name, titles.get(name)))
        return files

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """What mkdocs.yml and headings say is text, whether MkDocs has escaped it before or not."""
        env.filters["as_text"] = lambda value: escape(unescape(str(value or "")))
        return env

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """In pages written by hand, addresses from the site's root become what MkDocs can follow."""
        if isinstance(page, FramePage):
            return markdown
        return dialect.readdress(markdown, lambda address: _for_mkdocs(files, "/" + page.url, address))

    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """What the frame tells of a page written by hand, escaped as the theme prints it as it is."""
        if not isinstance(page, FramePage):
            site, url = _site(self.ground), "/" + page.url.removeprefix("./")
            page.title = str(page.title)  # MkDocs would take it from `meta`, where the title of the document is put now
            above = _sections(page)
            head = metadata(site, _as_page(page, url, above, config))
            told = {
                "title": escape(document_title(str(page.meta.get("title") or page.title), site)),
                "head": feed_links(site, url) + head,
                "trail": trail(url, above),
                "about": about(site, str(page.title), url),
                "language": words.at(url).language,
            }
            page.meta = escaped(page.meta) | told
            content = pictured(framed_tables(page.content or "", told["language"]), url, site.pictures)
            page.content = with_contents(content, _headings(page.toc), told["language"])
            if page.title and "<" in page.title:
                page.title = escape(page.title)
        return context

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Keep a frame instead of writing it."""
        output = versioned(output, self._release)
        if not isinstance(page, FramePage):
            return output
        self._shells["/" + page.url if page.url != "./" else "/"] = cut(output)
        return ""

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """The same for pages of the theme itself, as 404.html."""
        return versioned(output_content, self._release)

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Join and publish, last of all plugins, and not when MkDocs is about to give up for a warning."""
        config.docs_dir = self._docs_dir
        config.site_dir = str(self.session.space.out)
        if self._warned.get_counts():
            self._stack.close()
            return
        self.session.memory.update(shells=self._shells, release=self._release)
        try:
            progress = self.wish.progress if self.wish else None
            self.outcome = update(self.session, self.ground, self._folder, progress)
        except OSError as error:
            if self.wish is not None:
                raise  # `cchc build` tells it, with exit status 3
            raise PluginError(str(refused_by_system(error, self.session.space.out))) from error
        if not self.outcome.published:
            self._refuse(self.outcome.problems)
        report(self.outcome.problems)
        self._stack.close()

    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing behind when MkDocs gives up."""
        self._stack.close()

    def _refuse(self, problems: list[Problem]) -> None:
        report(problems)
        raise PluginError("Dữ liệu có lỗi (xem bên trên), trang không được dựng lại.")

    def _divert(self, config: MkDocsConfig, space: Workspace) -> None:
        """MkDocs writes into staging, and does not walk an archive that is not its business."""
        self._folder = self._stack.enter_context(staging.staging(space.out))
        empty = self._stack.enter_context(tempfile.TemporaryDirectory())
        self._docs_dir, config.docs_dir, config.site_dir = config.docs_dir, empty, str(self._folder)

    def _count_warnings(self, config: MkDocsConfig) -> None:
        self._warned = CountHandler()
        self._warned.setLevel(logging.WARNING)
        if config.strict:
            logger = logging.getLogger("mkdocs")
            logger.addHandler(self._warned)
            self._stack.callback(logger.removeHandler, self._warned)


class FramePage(MkDocsPage):
    """A stand-in with tokens where a page's own values go."""

    def read_source(self, config: MkDocsConfig) -> None:
        """Nothing to read."""
        self.markdown = ""
        self.meta = {slot: token(slot) for slot in ("title", "description", "first", "head", "trail", "about")}
        self.meta["language"] = words.at("/" + self.url).language
        self.canonical_url = token("canonical")

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """A token for the whole article."""
        self.content = EMPTY_HEADING + token("article")
        self.toc = TableOfContents([])
        self.present_anchor_ids = set()


def workspace(config: MkDocsConfig, wish: Wish) -> Workspace:
    """Where MkDocs' configuration and the wish put things."""
    root = Path(config.config_file_path).resolve().parent
    out = Path(config.site_dir).resolve()
    return Workspace(
        root,
        content_folder(config),
        template_folder(config),
        out,
        wish.cache_folder,
        config.site_url or "/",
        wish.as_of,
    )


def read(config: MkDocsConfig, as_of: dt.date | None) -> tuple[Site | None, list[Problem]]:
    """Load and check the site that a MkDocs configuration describes."""
    root = Path(config.config_file_path).resolve().parent
    site, problems = load(root, content_folder(config), config.site_url or "/", as_of)
    return site, arrange([*problems, *(check(site) if site else [])])


def report(problems: list[Problem]) -> None:
    """Print problems the way `cchc check` does."""
    if problems:
        print(format_text(problems), file=sys.stderr)


def content_folder(config: MkDocsConfig) -> Path:
    """MkDocs' docs_dir, below the folder of mkdocs.yml also when that is reached through a link. Raises Refused."""
    file = Path(config.config_file_path)
    try:
        return file.resolve().parent / Path(config.docs_dir).relative_to(file.absolute().parent)
    except ValueError:
        raise Refused(f"docs_dir trong {file.name} phải là thư mục nằm cạnh tệp đó, ví dụ content") from None


def template_folder(config: MkDocsConfig) -> Path:
    """The theme folder with our templates: the site's own custom_dir, else the one that came with the package."""
    package = Path(__file__).resolve().parents[1]
    for folder in (*map(Path, config.theme.dirs), package / "theme", package.parents[1] / "theme"):
        if (folder / "records").is_dir():
            return folder
    raise PluginError("cchc: không thấy thư mục theme/records")


def _site_dir(config: MkDocsConfig) -> str:
    """site_dir as mkdocs.yml has it, whatever the command line said."""
    path = Path(config.config_file_path).resolve()
    written = re.search(r"^site_dir:\s*[\"']?([^\"'#\n]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return str(path.parent / (written[1].strip() if written else "site"))


def _site(ground: Ground) -> Site:
    assert ground.site is not None
    return ground.site


def _frame_file(config: MkDocsConfig, name: str, nav_title: str | None) -> File:
    inclusion = InclusionLevel.INCLUDED if nav_title else InclusionLevel.NOT_IN_NAV
    file = File.generated(config, name, content=b"", inclusion=inclusion)
    FramePage(nav_title, file, config)  # registers itself as file.page
    return file


def _sections(page: MkDocsPage) -> list[tuple[str, str]]:
    """Sections of the menu that a page stands in, but below its first page, each with the address of that."""
    found = [section for section in page.ancestors if isinstance(section, Section)]
    firsts = [(str(section.title), section.children[0]) for section in found[::-1]]
    return [(title, "/" + first.url) for title, first in firsts if isinstance(first, MkDocsPage) and first is not page]


def _as_page(page: MkDocsPage, url: str, above: list[tuple[str, str]], config: MkDocsConfig) -> Page:
    """What programs are told of a page written by hand."""
    description = str(page.meta.get("description") or config.site_description or page.title)
    told = {"description": " ".join(description.split())}
    return Page(url, str(page.meta.get("title") or page.title), "", told, tuple(above))


def _headings(toc: TableOfContents) -> list[dict[str, str]]:
    """The headings below a page's title."""
    top = list(toc)
    below = top[0].children if top and top[0].level == 1 else top
    return [{"id": heading.id, "name": heading.title} for heading in below]


def _for_mkdocs(files: Files, url: str, address: str) -> str:
    """A link from the root as MkDocs can follow it; pages that it does not know (articles) by their address."""
    target, mark, anchor = address.partition("#")
    if not (target.startswith("/") and target.endswith("/")):
        return address
    known = files.get_file_from_path(target[1:] + "index.md")
    way = f"{target}index.md" if known else relative(url, target).removesuffix("index.md") or "./"
    return f"{way}{mark}{anchor}"


def _replace(files: Files, file: File) -> None:
    existing = files.get_file_from_path(file.src_uri)
    if existing is not None:
        files.remove(existing)
    files.append(file)


def _nav_titles(nav: Any, generated: Mapping[str, str]) -> dict[str, str]:
    """Titles of pages in the navigation, by source path: as mkdocs.yml gives them, else (`- van-ban/index.md`)
    the title of the generated page, which MkDocs cannot know.
    """
    titles: dict[str, str] = {}
    for item in nav if isinstance(nav, list) else []:
        if isinstance(item, str) and item in generated:
            titles[item] = escape(generated[item])
        for title, value in item.items() if isinstance(item, dict) else ():
            if isinstance(value, str):
                titles[value] = title
            else:
                titles |= _nav_titles(value, generated)
    return titles
