"""What a release brings along: declared, locked, listed, without known holes, and enough to build a site."""

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cchc import __version__
from conftest import REPOSITORY, program, run

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
LOCK, RUNTIME = REPOSITORY / "requirements.lock", REPOSITORY / "release/runtime.lock"
NAMED = {"mkdocs-material"}  # a theme: mkdocs.yml names it, nothing imports it


def names(*lists: list[str]) -> set[str]:
    """The packages of lists of requirements, as the index writes them."""
    return {canonicalize_name(Requirement(line).name) for lines in lists for line in lines}


DECLARED = names(PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values())


def locked(lock: Path) -> dict[tuple[str, str], set[str]]:
    """Name and version of every package of a lock, and its hashes."""
    found: dict[tuple[str, str], set[str]] = {}
    for part in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")):
        requirement = re.match(r"(\S+)==(\S+)", part)
        assert requirement, part
        found[requirement[1], requirement[2]] = set(re.findall(r"--hash=sha256:(\w+)", part))
    return found


def imported() -> set[str]:
    """The packages that modules of the generator import."""
    found: set[str] = set()
    for path in (REPOSITORY / "generator/cchc").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(str(node.module).split(".")[0])
    homes = packages_distributions()
    return {canonicalize_name(homes[name][0]) for name in found - sys.stdlib_module_names - {"cchc"}}


def needed(roots: set[str], *, everywhere: bool) -> set[str]:
    """Packages and all that they need: on this system, or on some system."""
    found: set[str] = set()
    left = set(roots)
    while left:
        name = left.pop()
        found.add(name)
        try:
            lines = [Requirement(line) for line in requires(name) or ()]
        except PackageNotFoundError:  # for another system
            continue
        for line in lines:
            marker = line.marker
            extra = marker is not None and "extra" in str(marker)
            if marker is None or (everywhere and not extra) or marker.evaluate({"extra": ""}):
                left |= {canonicalize_name(line.name)} - found
    return found


def test_what_is_imported_is_declared_and_nothing_else() -> None:
    assert imported() == DECLARED - NAMED


def test_the_lock_of_a_site_is_what_it_needs_and_none_of_our_tools() -> None:
    inside = {name for name, _ in locked(RUNTIME)}
    assert needed(DECLARED, everywhere=False) <= inside <= needed(DECLARED, everywhere=True)


def test_the_lock_of_a_site_is_part_of_the_lock_of_developers() -> None:
    everything = locked(LOCK)
    assert {key: hashes for key, hashes in locked(RUNTIME).items() if everything.get(key) != hashes} == {}


@pytest.mark.parametrize(
    "name", ["requirements.lock", "release/runtime.lock", "release/tools.lock", "tests/servers.lock"]
)
def test_every_package_is_locked_with_hashes(name: str) -> None:
    assert all(locked(REPOSITORY / name).values())


@pytest.fixture(scope="module")
def tools() -> Path:
    """The Python of the environment that `make release` makes."""
    own = REPOSITORY / ".cache/release/bin/python"
    if not own.exists():
        pytest.skip(
            "`make test-long` makes the environment of releases, or `make release`"
        )  # its tools are not among a developer's packages
    return own


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.mark.long
def test_the_list_of_a_release_is_the_lock_of_a_site(tools: Path, wheel: Path) -> None:
    done = run(tools, "release/sbom.py", wheel, RUNTIME, sys.executable)  # which asks CycloneDX's own schema
    assert done.returncode == 0, done.stderr
    bom = json.loads((wheel.parent / f"cchc-{__version__}.cdx.json").read_text(encoding="utf-8"))
    own = bom["metadata"]["component"]
    assert (own["name"], own["version"]) == ("cchc", __version__)
    assert own["hashes"][0]["content"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    listed = {
        (part["name"], part["version"]): {one["content"] for one in part["externalReferences"][0]["hashes"]}
        for part in bom["components"]
    }
    assert listed == locked(RUNTIME)
    unlicensed = {part["name"] for part in bom["components"] if "licenses" not in part}
    assert unlicensed <= {"pymdown-extensions", "pyromark"}  # for an old Python; says none
    direct = next(each for each in bom["dependencies"] if each["ref"] == own["bom-ref"])["dependsOn"]
    assert {"pkg:pypi/" + name for name in DECLARED} == {ref.split("@")[0] for ref in direct}


@pytest.mark.long
def test_a_list_that_its_schema_refuses_is_not_written(tools: Path, wheel: Path, tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("lxml==6.1.3 --hash=sha256:12ab\n")  # no hash is so short
    done = run(tools, "release/sbom.py", shutil.copy(wheel, tmp_path), lock, sys.executable)
    assert (done.returncode, "12ab" in done.stderr) == (1, True), done.stderr
    assert not list(tmp_path.glob("*.json"))


@contextmanager
def index(status: int, flaws: dict[str, Any]) -> Iterator[str]:
    """An index of vulnerabilities (OSV) on this machine: knows flaws by package."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"vulns": [flaws[asked]]} if asked in flaws else {}).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


FLAW = {
    "id": "PYSEC-2030-1",
    "summary": "Reads what it should not",
    "affected": [
        {
            "package": {"name": "lxml", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}],
        }
    ],
}


@pytest.mark.long
@pytest.mark.parametrize(
    ("status", "flaws", "code", "said"),
    [
        (200, {}, 0, "packages checked, 0 known"),
        (200, {"lxml": FLAW}, 1, "PYSEC-2030-1, mended in 99: Reads what it should not"),
        (503, {}, 0, "NOTHING WAS CHECKED"),
    ],
)
def test_audit_asks_the_index(tools: Path, status: int, flaws: dict[str, Any], code: int, said: str) -> None:
    with index(status, flaws) as address:
        done = run(tools, "release/audit.py", LOCK, "--vulnerability-service=osv", f"--osv-url={address}")
    assert (done.returncode, said in done.stdout) == (code, True), done.stdout + done.stderr


@pytest.mark.long
def test_audit_of_a_broken_lock_is_a_failure(tools: Path, tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("lxml==6.1.3\n")  # without a hash
    assert run(tools, "release/audit.py", lock).returncode == 1


def test_an_index_that_knows_no_package_did_not_answer(tmp_path: Path) -> None:
    (tmp_path / "pip_audit.py").write_text(
        'print(\'{"dependencies": [{"name": "lxml", "skip_reason": "not found"}]}\')', "utf-8"
    )
    done = subprocess.run(
        [sys.executable, REPOSITORY / "release/audit.py", "x.lock"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, "NOTHING WAS CHECKED" in done.stdout) == (0, True), done.stderr


@pytest.mark.long
def test_an_installed_wheel_builds_a_site(wheel: Path, commune: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    python, cchc = (home / ("Scripts" if os.name == "nt" else "bin") / name for name in ("python", "cchc"))
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    for command in (
        (sys.executable, "-m", "venv", home),
        (*pip, "--require-hashes", "-r", RUNTIME),
        (*pip, "--no-deps", wheel),
        (python, "-m", "pip", "check"),
        (cchc, "--help"),
        (cchc, "new", "--help"),
        (cchc, "build", "--strict", "--config", commune / "mkdocs.yml"),
    ):
        done = subprocess.run(
            [str(part) for part in command],
            cwd=tmp_path,
            env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    assert "Xã Ví Dụ" in (commune / "site/index.html").read_text(encoding="utf-8")
    assert list((commune / "site/assets").glob("*/cchc.css"))


def test_git_hands_out_every_file_as_it_is_on_windows_too(tmp_path: Path) -> None:
    """Else a site built there has other styles and drawings than one built on Linux, byte for byte."""
    git = program("git")
    if not (REPOSITORY / ".git").exists():
        pytest.skip("these files came without git")  # of an archive, which changes none
    cloned = run(git, "clone", "--quiet", "-c", "core.autocrlf=true", REPOSITORY, tmp_path / "clone")
    assert cloned.returncode == 0, cloned.stderr
    lines = run(git, "ls-files", "--eol", cwd=tmp_path / "clone").stdout.splitlines()
    assert len(lines) > 1000
    assert [line for line in lines if not re.match(r"i/(lf +w/lf|-text +w/-text|none +w/none)\b", line)] == []
