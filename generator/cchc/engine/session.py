"""One build from its beginning to its end: lock, scan, remember. Knows nothing of MkDocs.

`version` names the program, the theme and the libraries: with another version nothing of the last build is trusted.
"""

import importlib.util
import itertools
import sys
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import cchc
from cchc.engine import staging, store
from cchc.engine.aside import Aside
from cchc.engine.store import key_of
from cchc.engine.workspace import Workspace
from cchc.files import is_hidden
from cchc.locks import Busy, locked
from cchc.presence import working
from cchc.problems import Problem, Refused, format_text
from cchc.text import today

_PATIENCE = 120  # seconds that a second build of the same site waits for the first
_TEMPLATES = ("theme/records/", "theme/components/")
Look = tuple[dict[str, store.Stamp], list[str]]


@dataclass
class Session:
    """A build under way. `look` tells what is on disk, as of its beginning or (without a second process) when asked:
    stamps of the inputs, by name, and the names of outputs that are not as the last build left them.
    """

    workspace: Workspace
    state: store.State
    locks: ExitStack
    config_file: Path
    site_dir: str
    look: Aside[Look]
    _memory: dict[str, Any] | None = field(default=None)
    _loaded: dict[str, Any] = field(default_factory=dict)

    @property
    def memory(self) -> dict[str, Any]:
        """Records, headlines and shells of the last build; read when first asked for."""
        if self._memory is None:
            self._memory = store.load_memory(self.space.cache, self.version)
            self._loaded = {name: copy(value) for name, value in self._memory.items() if name != "articles"}
        return self._memory

    @property
    def has_looked(self) -> bool:
        """Whether what is on disk is known without waiting."""
        return self.look.ready

    @cached_property
    def inputs(self) -> dict[str, store.Stamp]:
        """Stamps of every file that the site is made from, by name from its root."""
        return self._seen[0]

    @cached_property
    def standing(self) -> dict[str, str]:
        """Keys of the outputs that are on disk as the last build left them, by name."""
        changed = set(self._seen[1])
        return {name: output[0] for name, output in self.state.outputs.items() if name not in changed}

    @cached_property
    def space(self) -> Workspace:
        """The workspace with its version, that of program and templates."""
        templates = (f"{name}{self.inputs[name]}" for name in sorted(self.inputs) if name.startswith(_TEMPLATES))
        return replace(self.workspace, version=key_of(program_version(), *templates))

    @cached_property
    def _seen(self) -> Look:
        return self.look()

    @cached_property
    def ground(self) -> dict[str, store.Stamp]:
        """The inputs that are no articles, in order."""
        return {name: self.inputs[name] for name in sorted(itertools.filterfalse(self.space.is_article, self.inputs))}

    @cached_property
    def articles(self) -> dict[str, store.Stamp]:
        """The inputs that are articles."""
        return {name: stamp for name, stamp in self.inputs.items() if name not in self.ground}

    @property
    def frame_key(self) -> str:
        """Hash of what MkDocs makes the frames, hand-written pages and static files from."""
        own = (f"{name}{stamp}" for name, stamp in self.ground.items() if _is_frame(name))
        return key_of(program_version(), self.space.url, str(self.space.as_of or today()), *own)

    def nothing_to_do(self) -> bool:
        """Whether the last build had the same input and its output is there as it was left."""
        return (
            bool(self.state.outputs)
            and self.state.settings.get("made") == self._made()
            and self.state.inputs == self.inputs
            and len(self.standing) == len(self.state.outputs)
        )

    def frames_stand(self) -> bool:
        """Whether pages can be joined without MkDocs: its part of the site would come out the same."""
        settings = self.state.settings
        if settings.get("out") != str(self.space.out) or settings.get("frame") != self.frame_key:
            return False
        if "shells" not in self.memory:
            return False
        framed = {name for name, output in self.state.outputs.items() if output[0] == "frame"}
        return bool(framed) and framed <= self.standing.keys()

    def remember(self, problems: list[Problem], pages: int) -> None:
        """Keep what this build found and made, for the next. Raises OSError."""
        self.state.inputs = self.inputs
        self.state.settings |= {"frame": self.frame_key, "made": self._made()}
        self.state.report = format_text(problems)
        self.state.pages = pages
        memory = {name: value for name, value in self.memory.items() if name != "articles"}
        changed = memory if memory != self._loaded else None
        store.save(self.space.cache, self.version, self._config(), self.state, self.memory["articles"], changed)

    @property
    def version(self) -> str:
        """What the cache of this site is good for."""
        return cache_version(self.space.root)

    def close(self) -> None:
        """Let the next build begin."""
        self.locks.close()

    def _made(self) -> list[str]:
        return [str(self.space.out), self.space.url, str(self.space.as_of or today())]

    def _config(self) -> dict[str, Any]:
        """What mkdocs.yml said, as long as its stamp stays."""
        space = self.space
        return {
            "file": str(self.config_file),
            "stamp": self.inputs["mkdocs.yml"],
            "site_dir": self.site_dir,
            "docs_dir": str(space.content),
            "templates": str(space.templates),
            "site_url": space.url,
        }


def begin(space: Workspace, config_file: Path, site_dir: str) -> Session:
    """Lock the site and look at its input. `site_dir` is mkdocs.yml's, when no other was wished. Raises Refused."""
    staging.refuse_foreign(space.out, (space.content, space.templates), lambda: _made_before(space))
    places = [space.out.parent / f".{space.out.name}.lock"] + ([space.cache / "lock"] if space.cache else [])
    with ExitStack() as locks:
        for place in places:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                locks.enter_context(locked(place, _PATIENCE))
            except Busy:
                raise Refused(f"một lần dựng khác của {space.out} chưa xong; đợi rồi chạy lại", 3) from None
        locks.enter_context(working(space.root))
        staging.sweep(space.out)  # also when nothing is to be done: a build may be killed after it was done
        state = store.load_state(space.cache, cache_version(space.root))
        looking = Aside(partial(_look, space, config_file, state))
        return Session(space, state, locks.pop_all(), config_file, site_dir, looking)
    raise AssertionError("an ExitStack swallows nothing here")


def _made_before(space: Workspace) -> bool:
    """Whether the last build, as far as it is remembered, was into the same folder."""
    settings = store.load_state(space.cache, cache_version(space.root)).settings
    return settings.get("out") == str(space.out)


def cache_version(root: Path) -> str:
    """What the cache of a site is good for: this program, and this folder."""
    return key_of(program_version(), str(root))


def _look(space: Workspace, config_file: Path, state: store.State) -> Look:
    return scan(space, config_file), store.changed(space.out, state.outputs)


def scan(space: Workspace, config_file: Path) -> dict[str, store.Stamp]:
    """Stamps of every file that the site is made from, by name from its root."""
    content = space.content.relative_to(space.root).as_posix()
    folders = [
        (space.content, f"{content}/"),
        (space.root / "site_data", "site_data/"),
        (space.templates, "theme/"),
    ]
    found = {name: stamp for name, stamp in store.stamps(folders).items() if not is_hidden(name)}
    return found | store.stamps_of([(config_file, "mkdocs.yml")])


def _is_frame(name: str) -> bool:
    """Whether an input that is no article is MkDocs' concern."""
    return name == "site_data/site.yml" or not name.startswith(("site_data/", *_TEMPLATES))


@lru_cache(maxsize=1)
def program_version() -> str:
    """Hash of this program's files and of the libraries whose output is in the site."""
    package = Path(cchc.__file__).parent
    own = sorted(store.stamps([(package, "")]).items())
    names = ["material", "mkdocs", "markdown", "pymdownx", "pyromark", "jinja2", "feedgen", "lxml", "slugify"]
    names += ["icalendar", "rjsmin", "segno", "PIL"]
    libraries = [importlib.util.find_spec(name) for name in names]
    places = [(Path(spec.origin), str(spec.origin)) for spec in libraries if spec and spec.origin]
    return key_of(cchc.__version__, sys.version, str(own), str(store.stamps_of(places)))
