"""From what is on disk to the next site, doing only what changed. Knows nothing of MkDocs.

A page is a pure function, and its key a hash of all it was made from. A page of a record or a list is made from
everything but the articles (its `ground`), and from the news that its outline shows; an article's page from its own
text and from what it may name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from cchc.checks import check_records, check_site
from cchc.engine import staging, store
from cchc.engine.articles import Looked, look_at, make_quoting, remembered_articles
from cchc.engine.aside import Aside, forks
from cchc.engine.bench import Bench, markdown_file, page_file
from cchc.engine.embed import make_embeds
from cchc.engine.feeds import make_feeds
from cchc.engine.index import Indexer
from cchc.engine.media import make_pictures, with_bytes
from cchc.engine.offline import offline_list
from cchc.engine.open_data import make_open_data
from cchc.engine.pool import POOL_FROM, spread
from cchc.engine.redirects import make_redirects
from cchc.engine.reminders import make_reminders
from cchc.engine.session import Session
from cchc.engine.sheets import make_sheets
from cchc.engine.store import key_of
from cchc.engine.workspace import Progress
from cchc.files import files_below
from cchc.load import light, load_records, with_articles
from cchc.outline import standing_outlines
from cchc.pages import texts_as_markdown
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


def built_site(root: Path, cache: Path, version: str) -> Site | None:
    """The site of the last good build, with its articles; None when it is not remembered."""
    memory = store.load_memory(cache, version)
    ground: Ground | None = memory.get("ground")
    if ground is None or ground.site is None:
        return None
    return with_articles(ground.site, remembered_articles(root, memory["articles"]))


def update(session: Session, ground: Ground, folder: Path, progress: Progress | None = None) -> Outcome:
    """Bring the site up to date; `folder` is staged and may hold files of MkDocs already, which are kept.

    Raises OSError when something cannot be written: the site on disk is then whole, old or partly new.
    """
    space, memory = session.space, session.memory
    if ground.site is None:
        return Outcome(ground.problems)
    framed = files_below(folder)
    templates = Templates(space.templates, memory["templates"])
    bench = Bench(space, ground.site, memory["shells"], folder, templates, memory["release"])
    kept = _kept(session)
    done = session.standing if kept else {}

    pictures = make_pictures(bench, session, done, progress)
    bench.site = with_bytes(ground.site, bench)
    looked = look_at(bench, session, ground.key, done, progress)
    bench.site = site = with_articles(bench.site, looked.found.values())
    of_articles = (problem for _, problems in looked.found.values() for problem in problems)
    problems = arrange([*ground.problems, *of_articles, *pictures.problems, *check_site(site, looked.doubtful)])
    if has_errors(problems):
        return Outcome(problems)
    of_news = looked.made | make_quoting(bench, done)
    syndicate = partial(_syndicate, bench, session.version, looked, of_news, ground.key, done)
    few = len(looked.rows) < POOL_FROM  # many take much memory, which two processes would take twice
    syndicated: Callable[[], dict[str, str]] = Aside(syndicate) if few else syndicate
    standing, seen = _standing_pages(bench, ground.key, key_of(*map(repr, bench.shells.values())), done)
    made = dict.fromkeys(framed or (name for name, output in kept.items() if output[0] == "frame"), "frame")
    made |= pictures.keys | of_news | standing
    pages = sum(name.endswith("index.html") for name in made)
    made |= _make_others(bench, ground.key, done)  # in two processes: before anything big is in memory
    for name, document in seen.items():
        looked.documents.put(name, document)
    made |= Indexer(bench, session.version, looked.documents, done).make(standing, ground.key)
    made |= syndicated()
    made |= offline_list(folder, space.out, made, done)
    memory["articles"] = looked.pack(session.articles)
    changed, removed = _put_in_place(session, folder, made, bool(framed))
    session.remember(problems, pages)
    return Outcome(problems, True, pages, changed, removed)


def _make_others(bench: Bench, ground: str, done: dict[str, str]) -> dict[str, str]:
    """Make what takes nothing but the site: lists to embed, texts, sheets, redirects, reminders; the keys of all."""
    return {
        **make_embeds(bench, done),
        **_texts(bench, done),
        **make_sheets(bench, done),
        **make_redirects(bench, done),
        **make_reminders(bench, ground, done),
    }


def _syndicate(
    bench: Bench, version: str, looked: Looked, of_news: dict[str, str], ground: str, done: dict[str, str]
) -> dict[str, str]:
    """Make the feeds and the open data; the keys of all."""
    return {
        **make_feeds(bench, version, of_news, looked.fragments, ground, done),
        **make_open_data(bench, version, looked.rows, done),
    }


def _put_in_place(session: Session, folder: Path, made: dict[str, str], framed: bool) -> tuple[int, int]:
    """Bring the site on disk to `made`; how many files changed, how many left. `framed`: MkDocs made frames anew."""
    space, state = session.space, session.state
    kept = _kept(session)
    staged = set(files_below(folder))
    store.forget(space.cache)
    changed = staging.publish(folder, staged, space.out)
    foreign = set(files_below(space.out) if framed or not kept else kept)
    gone = [name for name in foreign - set(made) if not name.startswith(".")]  # MkDocs too leaves .git and the like
    removed = staging.remove(space.out, sorted(gone))
    state.outputs = _outputs(space.out, made, kept, staged)
    state.settings["out"] = str(space.out)
    return changed, removed


def _kept(session: Session) -> dict[str, store.Output]:
    """What the last build made in this folder."""
    return session.state.outputs if session.state.settings.get("out") == str(session.space.out) else {}


def _standing_pages(
    bench: Bench, ground: str, shells: str, done: dict[str, str]
) -> tuple[dict[str, str], dict[str, Document]]:
    """Make the pages of records and lists that changed: their keys, and what search knows of these."""
    made: dict[str, str] = {}
    todo: list[int] = []
    site = bench.site
    for number, page in enumerate(standing_outlines(site)):
        told = f"{page.url}{page.template}{page.title}{page.months}{page.years}{page.heard}{page.counted}"
        names = (page_file(page.url), markdown_file(page.url))
        news = [entry.digest + entry.slug for entry in page.news]
        key = key_of(ground, shells, told, *news)
        made |= dict.fromkeys(names, key)
        if any(done.get(name) != key for name in names):
            todo.append(number)
    bench.templates.load({standing_outlines(site)[number].template for number in todo})
    seen = dict(chain.from_iterable(spread(_make, bench, todo, cost=4 if forks() else 0)))
    return made, seen


def _make(bench: Bench, todo: list[int]) -> list[tuple[str, Document]]:
    """Make some of the standing pages, which are named by their number."""
    pages = [standing_outlines(bench.site)[number] for number in todo]
    made = zip(pages, bench.make(pages), strict=True)
    return [(page_file(page.url), page_document(bench.site, outline, page)) for outline, page in made]


def _texts(bench: Bench, done: dict[str, str]) -> dict[str, str]:
    """Write the Markdown of pages written by hand if one changed, or what their links lead to."""
    texts = texts_as_markdown(bench.site)
    made = {markdown_file(url): key_of(text) for url, text in texts.items()}
    for url, text in texts.items():
        if done.get(markdown_file(url)) != made[markdown_file(url)]:
            staging.write(bench.folder, markdown_file(url), text.encode())
    return made


def _outputs(
    out: Path, made: dict[str, str], kept: dict[str, store.Output], staged: set[str]
) -> dict[str, store.Output]:
    outputs = {}
    for name, key in made.items():
        if name in staged or name not in kept:
            status = (out / name).stat()
            outputs[name] = key, status.st_mtime_ns, status.st_size
        else:
            outputs[name] = kept[name] if kept[name][0] == key else (key, *kept[name][1:])
    return outputs
