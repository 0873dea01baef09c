"""The MkDocs plugin: `plugins: [cchc]` in mkdocs.yml is all that a site needs.

MkDocs makes the frames, the pages written by hand and the theme's files, in a staging folder; everything else is
joined from the frames when MkDocs is done (`build`), and the site brought up to date at the very end.
"""

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import Any

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from cchc import dialect, words
from cchc.engine import staging
from cchc.engine.aside import Aside
from cchc.engine.bench import markdown_file
from cchc.engine.build import Ground, Outcome, read_ground, update
from cchc.engine.by_hand import dress, followable
from cchc.engine.frame import theme_values
from cchc.engine.html import versioned
from cchc.engine.mkdocs_config import site_dir, workspace
from cchc.engine.mkdocs_files import FramePage, add_frames, add_written
from cchc.engine.scripts import release_assets
from cchc.engine.serving import explain
from cchc.engine.session import Session, begin
from cchc.engine.shell import Shell, cut
from cchc.engine.workspace import Wish, Workspace
from cchc.outline import outlines
from cchc.pages.policy import POLICY, POLICY_WHILE_SERVING
from cchc.pages.templating import translated
from cchc.problems import Problem, Refused, format_text, refused_by_system
from cchc.site import Site

# Templates, and what Material's own pages would need: ours have a style sheet and scripts of their own (ADR 17).
_NOT_PUBLISHED = (
    "records/",
    "components/",
    "sitemap.xml",
    *(f"assets/{n}" for n in ("javascripts/", "stylesheets/", "images/favicon")),
)


class PluginOptions(Config):  # type: ignore[no-untyped-call]
    """The plugin line of mkdocs.yml has no options: what a site is lies in site_data/."""


class CchcPlugin(BasePlugin[PluginOptions]):  # type: ignore[no-untyped-call]
    """Reads and checks the site, lets MkDocs make the frames, and publishes."""

    wish: Wish | None = None
    session: Session
    ground: Ground
    outcome: Outcome | None = None
    _warned: CountHandler

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._shells: dict[str, Shell] = {}
        self._folder = Path()
        self._templates: Callable[[], dict[str, bytes]] = dict
        self._docs_dir = ""
        self._release = ""
        self._serving = False

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """One plugin object lives through all rebuilds of `mkdocs serve`."""
        self._serving = command == "serve"

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Tell where to look, and what becomes of edits."""
        return explain(server)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read everything but the articles, and turn MkDocs to the staging folder."""
        if not config.use_directory_urls:
            raise PluginError("cchc: use_directory_urls phải để true, vì các địa chỉ đã công bố không được đổi")
        with self._refusals_told(config):
            space = workspace(config, self.wish or Wish(Path(config.config_file_path)))
            self.session = begin(space, Path(config.config_file_path).resolve(), site_dir(config))
        self._stack.callback(self.session.close)
        kept = self.session.memory.get("templates")
        self._templates = (lambda: kept) if kept else Aside(partial(translated, space.templates))
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
        generated = {markdown_file(outline.url): outline.title for outline in outlines(site)}
        for file in [file for file in files if file.src_uri.startswith(_NOT_PUBLISHED)]:
            files.remove(file)
        add_written(files, site, generated, self._docs_dir, config)
        self._release = release_assets(files, self.session.space.templates, config)
        self._shells = {}
        add_frames(files, generated, config)
        return files

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """What mkdocs.yml and headings say is text, whether MkDocs has escaped it before or not."""
        env.filters["as_text"] = lambda value: escape(unescape(str(value or "")))
        return env

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """In pages written by hand, addresses from the site's root become what MkDocs can follow."""
        if isinstance(page, FramePage):
            return markdown
        return dialect.readdress(markdown, lambda address: followable(files, "/" + page.url, address))

    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """What the frame tells of a page written by hand, escaped as the theme prints it as it is."""
        if not isinstance(page, FramePage):
            dress(page, _site(self.ground), config)
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
        self.session.memory.update(shells=self._shells, release=self._release, templates=self._templates())
        with self._refusals_told(config):
            progress = self.wish.progress if self.wish else None
            self.outcome = update(self.session, self.ground, self._folder, progress)
        if not self.outcome.published:
            self._refuse(self.outcome.problems)
        report(self.outcome.problems)
        self._stack.close()

    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing behind when MkDocs gives up."""
        self.give_back()

    def give_back(self) -> None:
        """Let go of locks and folders of the build; they may be gone already."""
        self._stack.close()

    @contextmanager
    def _refusals_told(self, config: MkDocsConfig) -> Iterator[None]:
        """What stops a build, as an error of MkDocs; `cchc build` tells it itself, with the exit status it has."""
        try:
            yield
        except (OSError, Refused) as error:
            if self.wish is not None:
                raise
            told = refused_by_system(error, config.site_dir) if isinstance(error, OSError) else error
            raise PluginError(str(told)) from error

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


def report(problems: list[Problem]) -> None:
    """Print problems the way `cchc check` does."""
    if problems:
        print(format_text(problems), file=sys.stderr)


def _site(ground: Ground) -> Site:
    assert ground.site is not None
    return ground.site
