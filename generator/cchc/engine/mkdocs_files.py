"""The files that MkDocs works on: what people wrote by hand, and a stand-in for each kind of frame."""

from collections.abc import Mapping
from html import escape
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from cchc import words
from cchc.engine.bench import markdown_file
from cchc.engine.shell import EMPTY_HEADING, depth_name, token
from cchc.site import Site

_DEPTHS = 7  # folders deep: /tin-tuc/chuyen-muc/<category>/<year>/ is four
_DEPTHS_ELSE = (2, 3)  # in other languages: /en/thu-tuc/1-001193/ is three


class FramePage(Page):
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


def add_written(files: Files, site: Site, generated: Mapping[str, str], docs_dir: str, config: MkDocsConfig) -> None:
    """Files below content/ but those that only introduce a generated page."""
    for name in sorted(site.files - generated.keys()):
        file = File(name, docs_dir, config.site_dir, config.use_directory_urls)
        if name in site.pictures:  # never as they are: engine/media.py makes them
            file.inclusion = InclusionLevel.EXCLUDED
        _replace(files, file)


def add_frames(files: Files, generated: Mapping[str, str], config: MkDocsConfig) -> None:
    """A stand-in for each depth, and for each generated page (titles by source path) that the navigation names."""
    titles = nav_titles(config.nav or [], generated)
    # Links from hand-written pages find them all; only those in the navigation are rendered.
    for name in sorted(generated):
        if name in titles:
            _replace(files, _frame_file(config, name, titles[name]))
        else:
            _replace(files, File.generated(config, name, content=b"", inclusion=InclusionLevel.EXCLUDED))
    depths = [depth_name(depth) for depth in range(_DEPTHS)]  # depth 0 is the home page
    depths += [depth_name(depth, other) for other in words.LANGUAGES for depth in _DEPTHS_ELSE]
    for name in map(markdown_file, depths):
        _replace(files, _frame_file(config, name, titles.get(name)))


def _frame_file(config: MkDocsConfig, name: str, nav_title: str | None) -> File:
    inclusion = InclusionLevel.INCLUDED if nav_title else InclusionLevel.NOT_IN_NAV
    file = File.generated(config, name, content=b"", inclusion=inclusion)
    FramePage(nav_title, file, config)  # registers itself as file.page
    return file


def _replace(files: Files, file: File) -> None:
    existing = files.get_file_from_path(file.src_uri)
    if existing is not None:
        files.remove(existing)
    files.append(file)


def nav_titles(nav: Any, generated: Mapping[str, str]) -> dict[str, str]:
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
                titles |= nav_titles(value, generated)
    return titles
