"""What it takes to make one page, in every process the same; and the hashes that are keys."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cchc.engine import staging
from cchc.engine.shell import Shell, shell_name, values
from cchc.engine.workspace import Workspace
from cchc.outline import Outline
from cchc.pages import Page, render
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

    def make(self, outline: Outline) -> Page:
        """Render a page into the staged site."""
        page = render(self.site, outline, self.templates)
        shell = self.shells[shell_name(outline.url, self.shells)]
        name = outline.url[1:] + "index.html"
        staging.write(self.folder, name, shell.join(values(page, self.site)))
        return page


def key_of(*parts: str) -> str:
    """A short hash of texts."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()
