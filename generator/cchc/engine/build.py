"""From what is on disk to the next site, doing only what changed. Knows nothing of MkDocs.

A page is a pure function, and its key a hash of all it was made from. A page of a record or a list is made from
everything but the articles (its `ground`), and from the news that its outline shows; an article's page from its own
text and from what it may name.
"""

from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from cchc.checks import check_records, check_site
from cchc.engine import staging, store
from cchc.engine.articles import look_at, make_quoting
from cchc.engine.bench import Bench, key_of
from cchc.engine.index import Indexer
from cchc.engine.media import make_pictures, with_bytes
from cchc.engine.offline import offline_list
from cchc.engine.pool import forks, spread
from cchc.engine.reminders import make_reminders
from cchc.engine.session import Session
from cchc.engine.sheets import make_sheets
from cchc.engine.shell import Shell
from cchc.engine.workspace import Progress
from cchc.exports import export_paths, render_export
from cchc.feeds import feed_outlines, render_feed
from cchc.files import files_below
from cchc.ledger import quotes
from cchc.load import light, load_records, with_articles
from cchc.outline import addresses, standing_outlines
from cchc.pages.templating import Templates
from cchc.problems import Problem, arrange, has_errors
from cchc.search.documents import page_document
from cchc.search.index import Document
from cchc.site import Site
from cchc.text import today


@dataclass
class Outcome:
    """What a build did: nothing is published when there are errors."""

    problems: list[Problem]
    published: bool = False
    pages: int = 0
    changed: int = 0
    removed: int = 0


@dataclass
class Ground:
    """Everything but the articles, and the hash of it."""

    site: Site | None
    problems: list[Problem]
    key: str


def read_ground(session: Session) -> Ground:
    """Everything but the articles: from memory when no file of it changed."""
    space, memory = session.space, session.memory
    key = key_of(str(session.ground), space.url, str(space.as_of), str(today()), space.version)
    remembered = memory.get("ground")
    if remembered and remembered.key == key:
        return Ground(remembered.site, remembered.problems, key)
    site, problems = load_records(space.root, space.content, space.url, space.as_of, memory.setdefault("pictures", {}))
    if site is not None:
        problems = [*problems, *check_records(site)]
        entries = {kind: tuple(light(space.root, entry) for entry in found) for kind, found in site.entries.items()}
        site = replace(site, entries=entries)  # what was written can be read again
        memory["ground"] = Ground(site, problems, key)
    return Ground(site, problems, key)


def update(session: Session, ground: Ground, folder: Path, progress: Progress | None = None) -> Outcome:
    """Bring the site up to date; `folder` is staged and may hold files of MkDocs already, which are kept.

    Raises OSError when something cannot be written: the site on disk is then whole, old or partly new.
    """
    space, state, memory = session.space, session.state, session.memory
    if ground.site is None:
        return Outcome(ground.problems)
    framed = files_below(folder)
    shells: dict[str, Shell] = memory["shells"]
    templates = Templates(space.templates, memory.setdefault("templates", {}))
    bench = Bench(space, ground.site, shells, folder, templates, memory["release"])
    kept = state.outputs if state.settings.get("out") == str(space.out) else {}
    done = store.unchanged(space.out, kept)
    made: dict[str, str] = dict.fromkeys(framed, "frame")
    if not framed:
        made |= {name: "frame" for name, output in kept.items() if output[0] == "frame"}

    looked = look_at(bench, session, ground.key, done, progress)
    site = with_articles(ground.site, looked.found.values())
    of_articles = (problem for _, problems in looked.found.values() for problem in problems)
    pictures = make_pictures(bench, session, done, progress)
    problems = arrange([*ground.problems, *of_articles, *pictures.problems, *check_site(site, looked.doubtful)])
    if has_errors(problems):
        return Outcome(problems)
    bench.site = with_bytes(site, bench)
    made |= looked.made | pictures.keys | make_quoting(bench, done)
    standing, seen = _pages_and_feeds(bench, ground.key, key_of(*map(repr, shells.values())), done)
    made |= standing
    made |= Indexer(bench, session.version, looked.documents | seen, done, memory).make(standing, ground.key)
    pages = sum(name.endswith("index.html") for name in made)
    made |= make_sheets(bench, done)
    made |= make_reminders(bench, ground.key, done)
    made |= _open_data(bench, ground.key, done)
    made |= _site_map(bench, done)
    made |= offline_list(folder, space.out, made, done)

    staged = set(files_below(folder))
    store.forget(space.cache)
    changed = staging.publish(folder, staged, space.out)
    foreign = set(files_below(space.out) if framed or not kept else kept)
    removed = staging.remove(space.out, sorted(foreign - set(made)))
    state.outputs = _outputs(space.out, made, kept, staged)
    state.settings["out"] = str(space.out)
    memory["articles"] = looked.pack(session.articles)
    session.remember(problems, pages)
    return Outcome(problems, True, pages, changed, removed)


def _pages_and_feeds(
    bench: Bench, ground: str, shells: str, done: dict[str, str]
) -> tuple[dict[str, str], dict[str, Document]]:
    """Make the pages of records and lists and the feeds that changed: their keys, and what search knows of these."""
    made = {}
    todo: list[tuple[str, int]] = []
    site = bench.site
    marks = {entry.slug: entry.digest + entry.slug + quotes.values(site, entry.figures) for entry in site.news}
    for number, page in enumerate(standing_outlines(bench.site)):
        told = f"{page.url}{page.template}{page.title}{page.months}{page.years}{page.counted}"
        name = page.url[1:] + "index.html"
        made[name] = key_of(ground, shells, told, *(marks[entry.slug] for entry in page.news))
        if done.get(name) != made[name]:
            todo.append(("page", number))
    for number, feed in enumerate(feed_outlines(bench.site)):
        made[feed.path] = key_of(ground, feed.path, *(marks[entry.slug] for entry in feed.news))
        if done.get(feed.path) != made[feed.path]:
            todo.append(("feed", number))
    bench.templates.load({standing_outlines(bench.site)[number].template for kind, number in todo if kind == "page"})
    seen = dict(chain.from_iterable(spread(_make, bench, todo, cost=4 if forks() else 0)))
    return made, seen


def _make(bench: Bench, todo: list[tuple[str, int]]) -> list[tuple[str, Document]]:
    """Make some of the standing pages and feeds, which are named by their number."""
    pages = [standing_outlines(bench.site)[number] for kind, number in todo if kind == "page"]
    made = zip(pages, bench.make(pages), strict=True)
    seen = [(page.url[1:] + "index.html", page_document(bench.site, outline, page)) for outline, page in made]
    for feed in (feed_outlines(bench.site)[number] for kind, number in todo if kind == "feed"):
        staging.write(bench.folder, feed.path, render_feed(bench.site, feed).content)
    return seen


def _open_data(bench: Bench, ground: str, done: dict[str, str]) -> dict[str, str]:
    """Make the files of open data if a record changed; no article is in them."""
    made = {path: key_of(ground, path) for path in export_paths()}
    for path, key in made.items():
        if done.get(path) != key:
            staging.write(bench.folder, path, render_export(bench.site, path))
    return made


def _site_map(bench: Bench, done: dict[str, str]) -> dict[str, str]:
    """Make the site map if it changed."""
    sitemap = _sitemap(bench.site)
    key = key_of(sitemap)
    if done.get("sitemap.xml") != key:
        staging.write(bench.folder, "sitemap.xml", sitemap.encode())
    return {"sitemap.xml": key}


def _sitemap(site: Site) -> str:
    """Every address of the site with its day (sitemaps.org 0.9): an article's own, the site's for all others."""
    days = dict.fromkeys(addresses(site), site.as_of.isoformat())
    days |= {entry.url: str(entry.record.date.date()) for entry in site.news}
    start = f"<url><loc>{site.url.removesuffix('/')}"
    rows = "".join(f"{start}{url}</loc><lastmod>{days[url]}</lastmod></url>\n" for url in sorted(days))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n"


def _outputs(out: Path, made: dict[str, str], kept: dict[str, list[Any]], staged: set[str]) -> dict[str, list[Any]]:
    outputs = {}
    for name, key in made.items():
        if name in staged or name not in kept:
            status = (out / name).stat()
            outputs[name] = [key, status.st_mtime_ns, status.st_size]
        else:
            outputs[name] = [key, *kept[name][1:]]
    return outputs
