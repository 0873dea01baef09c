"""`cchc build`: nothing when nothing changed, without MkDocs when the frames stand, else through MkDocs."""

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from cchc.engine import staging
from cchc.engine.session import Session, begin, cache_version
from cchc.engine.store import load_config, stamps_of
from cchc.engine.workspace import Wish, Workspace
from cchc.problems import format_text, has_errors, refused_by_system

#: What most builds need, in parts: imported while the session looks at files, and no further when nothing changed.
_LATER = ("pydantic", "cchc.model.registry", "cchc.outline", "cchc.pages", "cchc.feeds", "cchc.engine.build")
#: In mkdocs.yml: it also says what other files or the environment say, of which no stamp tells.
_ELSEWHERE = re.compile(rb"!ENV|snippets|^(?:INHERIT|hooks)\s*:", re.MULTILINE)


@dataclass(frozen=True)
class Done:
    """What there is to tell: whether it went well, the problems in words, pages, changed files, the folder."""

    good: bool
    report: str
    pages: int = 0
    changed: int = 0
    out: str = ""


def build(wish: Wish) -> Done:
    """Bring the site up to date. Raises Refused."""
    session = _quick(wish)
    if session is not None:
        try:
            done = _without_mkdocs(session, wish)
        finally:
            session.close()
        if done is not None:
            return done
    from cchc.engine import host

    built = host.build(wish)
    if built is None:
        return Done(False, "")
    outcome, session = built
    return Done(True, "", outcome.pages, outcome.changed + outcome.removed, str(session.space.out))


def _quick(wish: Wish) -> Session | None:
    """A session from what the last build remembered of mkdocs.yml, if that is still so."""
    config = wish.config_file.resolve()
    known = load_config(wish.cache_folder, cache_version(config.parent))
    stamp = stamps_of([(config, "mkdocs.yml")])["mkdocs.yml"]
    if not known or known["file"] != str(config) or tuple(known["stamp"]) != stamp or wish.strict:
        return None
    if _ELSEWHERE.search(config.read_bytes()):
        return None
    out = (wish.out or Path(known["site_dir"])).resolve()
    content, templates = Path(known["docs_dir"]), Path(known["templates"])
    space = Workspace(config.parent, content, templates, out, wish.cache_folder, known["site_url"], wish.as_of)
    return begin(space, config, known["site_dir"])


def _without_mkdocs(session: Session, wish: Wish) -> Done | None:
    """None when MkDocs is needed."""
    for name in _LATER:
        if session.has_looked:
            break
        import_module(name)
    out = str(session.space.out)
    if session.nothing_to_do():
        return Done(True, session.state.report, session.state.pages, 0, out)
    if not session.frames_stand():
        return None
    from cchc.engine.build import read_ground, update

    ground = read_ground(session)
    try:
        with staging.staging(session.space.out) as folder:
            outcome = update(session, ground, folder, wish.progress)
    except OSError as error:
        raise refused_by_system(error, session.space.out) from error
    report = format_text(outcome.problems)
    good = outcome.published and not has_errors(outcome.problems)
    return Done(good, report, outcome.pages, outcome.changed + outcome.removed, out)
