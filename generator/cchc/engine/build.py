"""From what is on disk to the next site, doing only what changed. Knows nothing of MkDocs.

A page is a pure function, its key a hash of all it was made from: pages of records and lists of everything but the
articles (`Workshop.ground`) and of the news they show; an article of its own text and what it names.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from cchc.checks import check_article, check_site
from cchc.engine import staging, store
from cchc.engine.shell import Shell, shell_name, values
from cchc.feeds import feed_outlines, render_feed
from cchc.load import article, brief, load_records, with_articles
from cchc.model import news
from cchc.outline import Outline, outlines, record_outline
from cchc.pages import render
from cchc.pages.templating import Templates
from cchc.problems import Problem, arrange, has_errors
from cchc.site import Entry, Site

POOL_FROM = 400  # articles; below, starting a process costs more than it saves
_CHUNK = 100


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


@dataclass(frozen=True)
class Row:
    """An article that was looked at: its headline (None: unreadable), its problems, its page's key if it shows."""

    path: str
    entry: Entry[Any] | None
    problems: list[Problem]
    key: str = ""


@dataclass
class Outcome:
    """What a build did."""

    problems: list[Problem]
    published: bool = False
    pages: int = 0
    changed: int = 0
    removed: int = 0


@dataclass
class Workshop:
    """One build under way."""

    space: Workspace
    inputs: dict[str, store.Stamp]
    state: store.State
    memory: dict[str, Any]
    site: Site | None = None
    problems: list[Problem] = field(default_factory=list)
    fresh: bool = True

    def read_records(self) -> None:
        """Everything but the articles: from memory when no file of it changed."""
        stamps = [(name, stamp) for name, stamp in sorted(self.inputs.items()) if not self.is_article(name)]
        key = _key(str(stamps), self.space.url, str(self.space.as_of), str(dt.date.today()))
        trusted = all(stamp[0] for _, stamp in stamps)
        remembered = self.memory.get("records")
        if trusted and remembered and remembered[0] == key:
            _, self.site, self.problems = remembered
            self.fresh = False
        else:
            space = self.space
            self.site, self.problems = load_records(space.root, space.content, space.url, space.as_of)
            self.memory["records"] = (key, self.site and _without_texts(self.site), self.problems)

    def is_article(self, name: str) -> bool:
        """Whether an input is an article."""
        folder = f"{self.space.content.name}/{news.TYPE.path}/"
        return name.startswith(folder) and name.endswith(".md") and not name.endswith("/index.md")
