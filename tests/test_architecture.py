"""The shape of the program: who may import whom, and that every type is complete. Standard library only."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import REPOSITORY

PACKAGE = REPOSITORY / "generator" / "cchc"
Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FILES = sorted(PACKAGE.rglob("*.py"))
#: From left to right; modules of one group import only those before them in the group, rooms (|) never each other.
LAYERS = (
    ("problems", "glance", "text", "symbols", "terms", "disguise", "links", "dialect", "media_types"),
    ("known",),
    ("fields", "period"),
    ("files", "packed", "node", "pictures", "imaging", "social", "locks", "presence", "trash"),
    ("slips", "source", "append"),
    ("words",),
    ("declarations", "schema", "naming", "data_files"),
    ("model.base",),
    ("model.document_parts", "model.procedure_parts"),
    ("model.figures",),
    ("model.*",),
    ("model.registry",),
    ("entry", "urls", "site"),
    ("ledger",),
    ("strays", "load", "syndication", "outline", "addresses", "days", "datasets"),
    ("checks|", "pages|", "feeds|", "exports|", "drafts|", "closings|"),
    ("search|", "printing|", "collect|", "reporting|", "channels|", "importing|"),
    ("engine",),
    ("publish",),
    ("cli", "__main__"),
)
HOMES = {
    "yaml": {"source"},
    "slugify": {"text"},
    "pyromark": {"dialect", "links"},
    "feedgen": {"feeds.xml", "collect.merged", "feeds.reminders"},
    "icalendar": {"feeds.calendar", "feeds.reminders"},
    "jinja2": {"pages.templating", "pages.template_functions", "collect.portal"},
    "aiohttp": {"collect.fetch"},
    "lxml": {"feeds.xml", "collect.markup"},
    "nh3": {"collect.clean"},
    "markupsafe": {"pages.templating", "pages.template_functions"},
    "click": {
        "cli",
        *(f"cli.{name}" for name in ("base", "usage", "site", "portal", "publishing", "evidence", "intake")),
    },
    "mammoth": {"importing.word"},
    "python_calamine": {"importing.spreadsheet"},
    "rjsmin": {"engine.scripts"},
    "segno": {"pages.qr"},
    "docx": {"reporting.ooxml", "reporting.word", "reporting.word_page", "reporting.returned"},
    "PIL": {"imaging", "social"},
    "brotli": {"publish.inventory"},
    "cryptography": {"publish.keys"},
    "urllib3": {"publish.web"},
    "asyncssh": {"publish.sftp"},
    "obstore": {"publish.s3"},
    "mkdocs": {
        f"engine.{name}"
        for name in ("plugin", "serving", "by_hand", "mkdocs_config", "mkdocs_files", "tree", "host", "scripts")
    },
}
POSIX = {
    "fork",
    "forkpty",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "setuid",
    "setgid",
    "chown",
    "lchown",
    "chroot",
    "mkfifo",
    "nice",
    "uname",
    "getpgid",
    "killpg",
    "setsid",
    "openpty",
    "statvfs",
    "sched_getaffinity",
    "SIGKILL",
    "SIGHUP",
    "SIGUSR1",
    "SIGUSR2",
    "SIGALRM",
    "SIGCHLD",
    "alarm",
    "O_NOFOLLOW",
    "O_DIRECTORY",
    "WNOHANG",
}
POSIX_MODULES = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog", "crypt", "posix", "spwd"}


def name_of(path: Path) -> str:
    """`model.base` for model/base.py; `checks` for checks/__init__.py; "" for the package itself."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")


MODULES = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def imports(module: str) -> set[str]:
    """Every module that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in inner if name.removeprefix("cchc.") in MODULES}
            found |= modules or {node.module or ""}
    return found


def own(module: str) -> set[str]:
    """The modules of this package that a module imports, without `cchc.`."""
    return {name.removeprefix("cchc.") for name in imports(module) if name.startswith("cchc.")}


def layer(module: str) -> tuple[int, int]:
    """Number of the layer and place within it; no module is outside."""
    room = module if module.startswith("model.") else module.split(".", maxsplit=1)[0]
    for number, names in enumerate(LAYERS):
        for place, name in enumerate(names):
            if name.rstrip("|") == room:
                return number, place
    assert room.startswith("model."), f"{module} has no place in the architecture"
    return LAYERS.index(("model.*",)), 0


def allowed(importer: str, imported: str) -> bool:
    """Whether a module may import another of this package."""
    room = importer.split(".", maxsplit=1)[0]
    if room == imported.split(".", maxsplit=1)[0] and room != "model":
        return imported != room  # a room's parts may know each other, never its door
    (mine, my_place), (theirs, their_place) = layer(importer), layer(imported)
    if mine == theirs:
        return not LAYERS[mine][0].endswith(("|", "*")) and their_place < my_place
    return theirs < mine


@pytest.mark.parametrize("module", [name for name in MODULES if name not in ("", "model")])
def test_a_module_imports_only_from_its_left(module: str) -> None:
    assert {name for name in own(module) if not allowed(module, name)} == set()


def test_the_rule_itself_refuses_what_it_should() -> None:
    wrong = [
        ("text", "known"),
        ("dialect", "source"),
        ("model.news", "model.plan"),
        ("model.base", "model.news"),
        ("model.news", "model.registry"),
        ("pages.chart", "feeds"),
        ("checks.gaps", "drafts"),
        ("site", "load"),
        ("feeds", "engine.html"),
        ("engine.run", "cli"),
        ("checks.gaps", "checks"),
        ("files", "source"),
    ]
    right = [
        ("known", "text"),
        ("source", "files"),
        ("model.news", "model.base"),
        ("model.registry", "model.news"),
        ("site", "model.registry"),
        ("pages", "pages.chart"),
        ("pages.templating", "pages.chart"),
        ("cli", "engine.run"),
        ("outline", "site"),
        ("feeds", "outline"),
    ]
    assert not [pair for pair in wrong if allowed(*pair)]
    assert [pair for pair in right if allowed(*pair)] == right


def test_the_package_door_imports_nothing_of_its_own() -> None:
    assert own("") == own("model") == own("engine") == own("publish") == set()


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_known_in_one_place(library: str) -> None:
    users = {module for module in MODULES if any(name.split(".")[0] == library for name in imports(module))}
    assert users <= HOMES[library]
    assert users


def test_every_other_import_is_pydantic_or_the_standard_library() -> None:
    known = {"cchc", "pydantic", "pydantic_core", *HOMES}
    found = {name.split(".")[0] for module in MODULES for name in imports(module)}
    assert found - known - sys.stdlib_module_names == set()


def test_no_import_is_hidden_behind_type_checking() -> None:
    for path in FILES:
        assert "TYPE_CHECKING" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("module", MODULES)
def test_nothing_needs_a_posix_system(module: str) -> None:
    assert not {name.split(".")[0] for name in imports(module)} & POSIX_MODULES
    names = {n.attr for n in ast.walk(MODULES[module]) if isinstance(n, ast.Attribute)}
    names |= {a.name for n in ast.walk(MODULES[module]) if isinstance(n, ast.ImportFrom) for a in n.names}
    assert not names & POSIX
    assert not [s for s in strings(module) if s.startswith(("/tmp/", "/dev/", "/proc/"))]


def strings(module: str) -> list[str]:
    """Every text written in a module."""
    return [n.value for n in ast.walk(MODULES[module]) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def test_module_names_say_what_is_in_them() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "base_utils"}
    assert not {part for module in MODULES for part in module.split(".")} & vague


def test_every_module_and_no_other_stands_in_the_map() -> None:
    told = (REPOSITORY / "docs/modules.md").read_text(encoding="utf-8")
    rooms = {"model", "cli"}  # each a type, each a command: one row tells of all
    own = {path.stem for path in FILES if path.parent.name not in rooms and not path.stem.startswith("__")}
    assert {name for name in own if not re.search(rf"\b{name}\b", told)} == set()
    first = re.findall(r"^\| ((?:`[a-z_/]+`[, ◀▸]*)+)", told, re.MULTILINE)
    listed = {name.strip("/") for row in first for name in re.findall(r"`([a-z_/]+)`", row)}
    there = {path.stem for path in FILES} | {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    assert listed - there == set()


def test_modules_and_what_is_public_in_them_explain_themselves() -> None:
    for module, tree in MODULES.items():
        assert ast.get_docstring(tree), module
        assert not [node.name for node in public(tree) if not ast.get_docstring(node)], module


def public(of: ast.Module | ast.ClassDef) -> Iterator[Defined]:
    """Functions and classes that others may use, and their methods."""
    for node in of.body:
        if isinstance(node, Defined) and node.name[0] != "_":
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def types() -> dict[str, str]:
    """Module of each type in the registry, and the key it declares."""
    listed = next(
        node.value
        for node in ast.walk(MODULES["model.registry"])
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "TYPES"
    )
    assert isinstance(listed, ast.Tuple)
    names = [ast.unparse(item).removesuffix(".TYPE") for item in listed.elts]
    return {name: key(f"model.{name}") for name in names}


def key(module: str) -> str:
    """First argument of `ContentType(...)` in a module."""
    calls = [n for n in ast.walk(MODULES[module]) if isinstance(n, ast.Call) and ast.unparse(n.func) == "ContentType"]
    return str(ast.literal_eval(calls[0].args[0]))


def test_every_type_module_is_registered_under_its_own_name() -> None:
    modules = {name.removeprefix("model.") for name in MODULES if name.startswith("model.")} - {
        "base",
        "document_parts",
        "procedure_parts",
        "figures",
        "registry",
    }
    assert set(types()) == modules
    assert all(name == declared for name, declared in types().items())


def coded() -> set[str]:
    """Every word of the glossary that stands as code."""
    return set(re.findall(r"`([^`]+)`", (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")))


def test_every_type_has_a_row_in_the_glossary() -> None:
    assert set(types().values()) - coded() == set()


@pytest.mark.parametrize("module", sorted(name for name in MODULES if name.startswith("model.")))
def test_every_class_and_value_of_the_models_has_a_row_in_the_glossary(module: str) -> None:
    glossary = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows: set[str] = set()
    for node in MODULES[module].body:
        if isinstance(node, ast.ClassDef):
            rows.add(f"| `{node.name}` |")
            if "Choice" in {ast.unparse(base) for base in node.bases}:
                values = [(n.targets[0], n.value) for n in node.body if isinstance(n, ast.Assign)]
                assert values, node.name
                rows |= {f"| `{node.name}.{ast.unparse(k)}` = `{ast.literal_eval(v)[0]}` |" for k, v in values}
    assert {row for row in rows if row not in glossary} == set()


def test_what_the_glossary_names_is_defined_in_the_modules_it_tells() -> None:
    glossary = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (`[A-Z][^|]*) \|.*\| ((?:`[a-z_/]+\.py`(?:, )?)+) \|$", glossary, re.MULTILINE)
    assert told
    for identifiers, modules in told:
        trees = [MODULES[name_of(PACKAGE / module)] for module in re.findall(r"`([^`]+)`", modules)]
        there = {name for tree in trees for name in defined(tree)}
        assert {name for name in re.findall(r"`([A-Z]\w+)\b", identifiers) if name not in there} == set(), modules


def defined(tree: ast.Module) -> Iterator[str]:
    """Classes and constants of a module."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))
