"""Jinja2 for Markdown: strict, and every value is plain text unless a template says otherwise.

Only this module and `template_functions` know Jinja2. A value printed by `{{ ... }}` passes `dialect.escape`, which is
safe in Markdown text, in table cells, in HTML text and in HTML attributes.
"""

import datetime as dt
import re
import traceback
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from cchc import dialect, text
from cchc.ledger import quotes
from cchc.outline import Outline
from cchc.pages.template_functions import FILTERS, FUNCTIONS, TESTS
from cchc.problems import Refused
from cchc.site import Site

_PLAIN_PATH = re.compile(r"[a-z0-9/.-]*")
_TRAILING_SPACE = re.compile(r"(?<=[^ \n]) (?=\n)")  # two spaces are a line break
_TEMPLATES = (".jinja", ".html")  # of our pages, of their frames
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


class _Compiled(BytecodeCache):
    """Templates translated to Python, kept by whoever keeps them; Jinja2 compares each with its source."""

    def __init__(self, kept: dict[str, bytes]) -> None:
        self._kept = kept

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


class _Environment(Environment):
    """Jinja2's own chains two mappings, which is slow to copy, and that it does for each page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows, as a plain dict."""
        return {**self.globals, **(d or {})}


class Templates:
    """The templates of theme/records/, ready to render; in another process they are made ready anew."""

    def __init__(self, folder: Path, compiled: dict[str, bytes] | None = None) -> None:
        """`folder` is the theme's folder; `compiled` is kept from build to build and grows."""
        self._made_of = (folder, compiled)
        self._environment = _Environment(
            loader=FileSystemLoader(folder),
            bytecode_cache=None if compiled is None else _Compiled(compiled),
            auto_reload=False,
            undefined=StrictUndefined,
            autoescape=True,
            finalize=_finalize,
            comment_start_string="{*",  # `{#` begins a heading id in Markdown
            comment_end_string="*}",
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters.update(FILTERS)
        self._environment.tests.update(TESTS)
        self._environment.globals.update(FUNCTIONS, link=_link)

    def __reduce__(self) -> tuple[type["Templates"], tuple[Path, dict[str, bytes] | None]]:
        return Templates, self._made_of

    def load_all(self) -> None:
        """Make every template of the theme ready. What is wrong with one is told when a page needs it."""
        for name in self._environment.list_templates(extensions=["jinja"]):
            with suppress(Exception):
                self._environment.get_template(name)

    def load(self, names: Iterable[str]) -> None:
        """Make templates ready before they are needed: "news/page"."""
        with faults_told(self._made_of[0]):
            for name in names:
                self._template(name)

    def render(self, outline: Outline, site: Site, body: str, introduction: str) -> str:
        """The Markdown of one page. `body` and `introduction` are Markdown already."""
        entry = outline.entry
        values: dict[str, Any] = {
            "page": outline,
            "site": site,
            "unit": site.unit,
            "entry": entry,
            "record": entry.record if entry else None,
            "body": Markup(body),
            "introduction": Markup(introduction),
        }
        with faults_told(self._made_of[0]):
            return _tidy(self._template(outline.template).render(values))

    def render_html(self, name: str, values: dict[str, Any]) -> Markup:
        """A piece of HTML or a whole document, from the template of a name ("components/sheet")."""
        with faults_told(self._made_of[0]):
            html = self._environment.get_template(f"{name}.html.jinja").render(values)
        return Markup("".join(line.lstrip() for line in html.splitlines(keepends=True) if line.strip()))

    def source(self, name: str) -> str:
        """A file of the theme as it is: "components/embed.js"."""
        return (self._made_of[0] / name).read_text(encoding="utf-8")

    def _template(self, name: str) -> Template:
        return self._environment.get_template(f"records/{name}.md.jinja")


@contextmanager
def faults_told(theme: Path) -> Iterator[None]:
    """Raises Refused for what is wrong with a template of a theme, also of the frames that MkDocs renders: which, in
    which line. (What is missing is an OSError to Jinja2, and would be taken for a fault of the machine.) A TypeError
    is one if it comes out of the template itself: it calls a function as that was called in another release.
    """
    try:
        yield
    except (TemplateError, TypeError) as error:
        steps = traceback.extract_tb(error.__traceback__)
        inner = [step for step in steps if step.filename.endswith(_TEMPLATES)]
        place = f" ({inner[-1].filename}, dòng {inner[-1].lineno})" if inner else ""
        if isinstance(error, TypeError) and inner[-1:] != steps[-1:]:
            raise
        if isinstance(error, TypeError | UndefinedError):
            told = f"{error}; thư mục theme phải là của cùng bản cchc"
            raise Refused(f"mẫu trang viết sai{place}: {told}", 1) from error
        if isinstance(error, TemplateNotFound):
            told = f"thiếu mẫu {theme / str(error.name)}{place}; thư mục theme phải có đủ các mẫu"
            raise Refused(told, 1) from error
        if isinstance(error, TemplateSyntaxError):
            place = f" ({error.filename}, dòng {error.lineno})"
        raise Refused(f"mẫu trang viết sai{place}: {error.message}", 1) from error


def translated(folder: Path) -> dict[str, bytes]:
    """All templates of a theme, translated as `Templates` keeps them."""
    kept: dict[str, bytes] = {}
    Templates(folder, kept).load_all()
    return kept


def relative(url: str, target: str) -> str:
    """Address of a page (as its `index.md`) or file seen from a page: holds below any path."""
    here, there = url.split("/")[1:-1], target.split("/")[1:]
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    path = "/".join(there[common:])
    if not _PLAIN_PATH.fullmatch(path):
        path = quote(path)
    return "../" * (len(here) - common) + path + ("index.md" if target.endswith("/") else "")


@pass_context
def _finalize(context: Context, value: Any) -> Any:
    if type(value) is str and "[[" in value:
        value = quotes.fill(context["site"], value)
    if type(value) is str:  # most are
        return Markup(dialect.escape(value))
    if value is None:
        return Markup()
    if hasattr(value, "__html__"):
        return value
    if isinstance(value, Decimal):
        value = text.number(value)
    elif isinstance(value, dt.datetime | dt.date):
        value = text.long_date(value)
    return Markup(dialect.escape(str(value)))


@pass_context
def _link(context: Context, target: str, anchor: str = "") -> Markup:
    outline: Outline = context["page"]
    return Markup(relative(outline.url, target) + (f"#{anchor}" if anchor else ""))


def _tidy(markdown: str) -> str:
    """No runs of empty lines: templates may space themselves freely."""
    markdown = _EMPTY_LINES.sub("\n\n", markdown).strip("\n") + "\n"
    return _TRAILING_SPACE.sub("", markdown) if " \n" in markdown else markdown
