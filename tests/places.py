"""Targets of every kind on this machine, and small sites to publish to them."""

import gc
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from cchc import cli
from cchc.publish.manifest import Manifest
from cchc.publish.run import Wish, kept, rollback
from publish_once import publish
from servers import S3_ENVIRONMENT, Line, SshServer, dav_server, fetch, free_port, s3_server, ssh_server

KINDS = ("folder", "sftp", "s3", "dav")
ONCE = Path(__file__).with_name("publish_once.py")


@dataclass
class Place:
    """A target with its own folder for this computer's memory, and how visitors read it."""

    kind: str
    target: str
    memory: Path
    files: Path
    address: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def publish(self, folder: Path, *, again: bool = False, replace: bool = False) -> int | None:
        """How many files were sent; None: nothing had changed. Raises Refused."""
        with self.settings():
            return publish(self.target, folder, self.memory, again=again, replace=replace)

    def publish_and_die(self, folder: Path, after: int) -> None:
        """Publish in a process of its own, which is killed after so many files."""
        words = [sys.executable, ONCE, self.target, folder, self.memory, str(after)]
        settings = {**os.environ, **self.environment}
        done = subprocess.run(words, env=settings, capture_output=True, check=False, cwd=ONCE.parents[1])
        assert done.returncode == -9, done.stderr

    def rollback(self) -> None:
        with self.settings():
            rollback(self.wish(), None)

    def kept(self) -> list[Manifest]:
        with self.settings():
            return kept(self.wish())

    @contextmanager
    def settings(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            yield

    def read(self, name: str) -> bytes | None:
        """As a visitor gets it."""
        if self.address:
            status, content = fetch(f"{self.address}/{name}")
            return content if status == 200 else None
        try:
            return (self.files / "current" / name).read_bytes()
        except FileNotFoundError:
            return None

    def wish(self, **more: object) -> Wish:
        return Wish(Path("mkdocs.yml"), self.target, Path("no.key"), self.memory, **more)  # type: ignore[arg-type]


class Servers:
    """OpenSSH, addresses of S3 and WebDAV; the folder that WebDAV serves. Each begins when a test asks for it first:
    one that is not installed skips no test of the others.
    """

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack

    @cached_property
    def ssh(self) -> SshServer:
        return self._stack.enter_context(ssh_server(self._folder))

    @cached_property
    def s3(self) -> str:
        return self._stack.enter_context(s3_server(self._folder))

    @cached_property
    def dav(self) -> str:
        address, self.root = self._stack.enter_context(dav_server())
        return address


@contextmanager
def started(folder: Path) -> Iterator[Servers]:
    """The three servers, as they are asked for."""
    with ExitStack() as stack:
        yield Servers(folder, stack)


def through(servers: Servers, kind: str) -> tuple[Servers, Line]:
    """The servers, one of them at the end of a line of its own."""
    if kind == "sftp":
        line = Line(servers.ssh.port)
        servers.ssh.know(line.port)
        behind = copy(servers)
        behind.ssh = SshServer(line.port, servers.ssh.home, servers.ssh.user)
        return behind, line
    line = Line(urlsplit(getattr(servers, kind)).port or 0)
    behind = copy(servers)  # which has begun: the copy knows the same
    setattr(behind, kind, f"http://127.0.0.1:{line.port}")
    return behind, line


def make_place(kind: str, servers: Servers, folder: Path) -> Place:
    """A new target; tests keep what this computer remembers in `folder`."""
    memory, files = folder / "memory", folder / "www"
    files.mkdir()
    if kind == "folder":
        return Place(kind, str(files), memory, files)
    if kind == "sftp":
        return Place(kind, servers.ssh.target(files), memory, files, environment=servers.ssh.environment)
    name = f"{folder.name}-{free_port()}"
    if kind == "s3":
        target = f"s3://trang/{name}?endpoint={servers.s3}"
        return Place(kind, target, memory, files, f"{servers.s3}/trang/{name}", S3_ENVIRONMENT)
    address = f"{servers.dav}/{name}"
    root = servers.root / name
    root.mkdir()
    if os.getuid() == 0:
        shutil.chown(root, "nobody", "nogroup")  # as whom Apache works
    return Place(kind, address.replace("http:", "dav:"), memory, root, address)


def make_site(folder: Path, version: int, pages: int = 12) -> dict[str, bytes]:
    """A site whose pages name their style sheet by its version; some pages are the same in every version."""
    style = f"assets/0000000{version}/style.css"
    site = {style: f"/* {version} */ body {{ color: #00{version}; }}".encode()}
    links = []
    for number in range(pages):
        name = f"bai/{number + version % 2}/index.html"  # the first goes, another comes
        links.append(f'<a href="{name}">')
        site[name] = f'<!doctype html><!-- {version} --><link href="{style}"> {f"trang {number} " * 300}'.encode()
    for number in range(4):
        site[f"giu/{number}/index.html"] = f"<!doctype html> luôn như vậy {number} {'x' * 900}".encode()
    site["index.html"] = f'<!doctype html><!-- {version} --><link href="{style}">{"".join(links)}'.encode()
    site["rss.xml"] = f"<rss><!-- {version} -->{'<item/>' * 200}</rss>".encode()
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in site.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return site


def shown(place: Place, names: dict[str, bytes]) -> dict[str, bytes | None]:
    """What visitors get at some addresses."""
    return {name: place.read(name) for name in names}


class Done(NamedTuple):
    """What a command said."""

    returncode: int
    stdout: str
    stderr: str


def command(*arguments: str | Path) -> Done:
    """`cchc` in this process, which is quicker."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            cli.plainly(lambda: cli.cchc.main([str(part) for part in arguments], standalone_mode=False))
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            gc.enable()
    return Done(status, out.getvalue(), err.getvalue())
