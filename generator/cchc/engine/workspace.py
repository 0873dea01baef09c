"""Where a site is made, and what a build was asked for. Plain values: nothing heavy is imported for them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ARTICLES = "tin-tuc"  # the folder of articles below content/; `model.news` names the same
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Workspace:
    """Where a site is made: its folders, its address, and the day (None: site.yml's, else today)."""

    root: Path
    content: Path
    templates: Path
    out: Path
    cache: Path | None
    url: str
    as_of: dt.date | None = None
    version: str = ""

    @cached_property
    def _article_folder(self) -> str:
        return f"{self.content.relative_to(self.root).as_posix()}/{ARTICLES}/"

    def is_article(self, name: str) -> bool:
        """Whether an input, by its name from the root, is an article."""
        return name.startswith(self._article_folder) and name.endswith(".md") and not name.endswith("/index.md")


@dataclass(frozen=True)
class Wish:
    """What a build was asked for; None leaves it to mkdocs.yml and site.yml."""

    config_file: Path
    out: Path | None = None
    cache: Path | None = None
    use_cache: bool = True
    strict: bool = False
    as_of: dt.date | None = None
    progress: Progress | None = None

    @property
    def cache_folder(self) -> Path | None:
        """Where to remember, if at all."""
        if not self.use_cache:
            return None
        return self.cache or self.config_file.resolve().parent / ".cache" / "cchc"
