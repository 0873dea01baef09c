"""The same pages as an ordinary MkDocs tree: the site outlives its engine."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from cchc.addresses import old_addresses
from cchc.engine.bench import page_file
from cchc.exports import SITE_MAP, exports
from cchc.feeds import CALENDAR, feeds
from cchc.feeds.calendar import calendar
from cchc.feeds.reminders import render_reminder
from cchc.imaging import published
from cchc.ledger.agenda import reminder_files
from cchc.outline import sheet_outlines
from cchc.pages import as_tree_file, render_all
from cchc.pages.embed import embed_outlines, render_embed
from cchc.pages.redirects import redirect_file, render_redirect
from cchc.pages.sheets import make
from cchc.pages.templating import Templates
from cchc.pictures import copy_name
from cchc.site import Site
from cchc.source import dump_yaml

_ASSETS = ("assets/cchc.css", "assets/sheet.css", "assets/favicon.svg")  # of redirects and sheets
#: In HTML that a template wrote: an address of a page as its `index.md`, which MkDocs follows in Markdown only.
_PAGE = re.compile(r'(<a [^>]*href=")([^":#]*?)index\.md(?=["#])')
_SCRIPTED = re.compile(r"<(script|form)\b.*?</\1>\n?", re.DOTALL)
_EXTENSIONS = ["attr_list", "md_in_html", "tables", "footnotes"]


def write_tree(site: Site, templates: Path, config: MkDocsConfig, out: Path) -> int:
    """Write mkdocs.yml and docs/ below `out`; returns the number of pages.

    Generated pages are whole; pages written by hand and all other files are copied.
    """
    docs = out / "docs"
    _copy(site, Path(config.docs_dir), docs)
    count = 0
    for page in render_all(site, templates):
        _write(docs / page.source_path, _for_any_engine(as_tree_file(page)).encode())
        count += 1
    sizes = {name: picture._replace(bytes=(docs / name).stat().st_size) for name, picture in site.pictures.items()}
    for name, content in _files(replace(site, pictures=sizes), templates).items():
        _write(docs / name, content)
    plain = {
        "site_name": config.site_name,
        "site_url": config.site_url,
        "theme": {"name": "material", "language": "vi", "font": False},
        "markdown_extensions": _EXTENSIONS,
        "nav": config.nav,
    }
    (out / "mkdocs.yml").write_text(dump_yaml(plain), encoding="utf-8")
    return count


def _for_any_engine(text: str) -> str:
    """A page whose links hold wherever it is built, without our scripts and the forms that need them."""
    return _PAGE.sub(lambda found: found[1] + (found[2] or "./"), _SCRIPTED.sub("", text))


def _copy(site: Site, source: Path, docs: Path) -> None:
    """Pages written by hand and other files as they are; pictures never: a camera writes into them where it was."""
    for name in sorted(site.files):
        target = docs / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name in site.pictures:
            for width, made in published((source / name).read_bytes()):
                (docs / (copy_name(name, width) if width else name)).write_bytes(made)
        else:
            shutil.copyfile(source / name, target)


def _files(site: Site, templates: Path) -> dict[str, bytes]:
    """What a site has besides pages and search, by path."""
    environment = Templates(templates)
    files = {output.path: output.content for output in feeds(site)}
    files |= {address[1:]: content for address, content in exports(site) if address != SITE_MAP}  # MkDocs makes its own
    files[CALENDAR] = calendar(site)
    files |= {path: render_reminder(site, path) for path in reminder_files(site)}
    for embed in embed_outlines(site):
        files |= render_embed(site, embed, environment)
    files |= {page_file(page.url): make(site, page, environment).html for page in sheet_outlines(site)}
    files |= {redirect_file(record): render_redirect(site, record, environment) for record in old_addresses(site)}
    return files | {name: (templates / name).read_bytes() for name in _ASSETS}


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
