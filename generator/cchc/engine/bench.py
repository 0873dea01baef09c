"""What it takes to make one page, in every process the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cchc.engine import staging
from cchc.engine.html import versioned
from cchc.engine.shell import Shell, shell_name, values
from cchc.engine.workspace import Workspace
from cchc.outline import Outline
from cchc.pages import Page, as_tree_file, render
from cchc.pages.templating import Templates
from cchc.site import Site


@dataclass
class Bench:
    """What it takes to make one page; the same in every process."""

    space: Workspace
    site: Site
    shells: dict[str, Shell]
    folder: Path
    templates: Templates
    release: str

    def make(self, outlines: Iterable[Outline]) -> list[Page]:
        """Render pages into the staged site, all of them step by step: a step is quicker the second time."""
        pages = [render(self.site, outline, self.templates) for outline in outlines]
        filled = [values(page, self.site, self.release) for page in pages]
        files = [self._shell(page).join(slots) for page, slots in zip(pages, filled, strict=True)]
        for page, content in zip(pages, files, strict=True):
            staging.write(self.folder, page_file(page.url), content)
            text = versioned(as_tree_file(page), self.release)
            staging.write(self.folder, markdown_file(page.url), text.encode())
        return pages

    def write_document(self, name: str, html: bytes) -> None:
        """A page that is whole as it is, without a frame, into the staged site."""
        staging.write(self.folder, name, versioned(html.decode(), self.release).encode())

    def _shell(self, page: Page) -> Shell:
        return self.shells[shell_name(page.url, self.shells)]


def page_file(url: str) -> str:
    """The file of the page at an address."""
    return url[1:] + "index.html"


def markdown_file(url: str) -> str:
    """The same page as Markdown."""
    return url[1:] + "index.md"
