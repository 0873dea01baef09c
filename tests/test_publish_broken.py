"""Publishing that is broken off at random moments, in four ways, while a visitor keeps reading.

On folders and SSH a visitor always has one whole release. On S3 and WebDAV each page is whole and has its style sheet,
and whatever a page leads to is there. After that, publishing once more does the rest.
"""

import http.client
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

import pytest

from cchc.problems import Refused
from conftest import REPOSITORY
from places import KINDS, ONCE, Place, Servers, make_place, make_site, shown, through
from servers import Line, fetch

TIMES = 100
PAGES = 40
BOTH = ("folder", "sftp")


class Visitor:
    """Reads a published site again and again beside the test, and notes whatever is wrong."""

    def __init__(self, place: Place, old: dict[str, bytes], new: dict[str, bytes]) -> None:
        self.place, self.releases = place, (old, new)
        self.wrong: list[str] = []
        self.rounds = 0
        self.seen_new = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> "Visitor":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        time.sleep(0.02)
        self._stop.set()
        self._thread.join(30)
        assert self.rounds, "the visitor saw nothing"
        assert not self.wrong, self.wrong[:5]

    def _work(self) -> None:
        look = self._walk if self.place.address else self._whole_release
        while not self._stop.is_set() and not self.wrong:
            look()
            self.rounds += 1
            time.sleep(0.01)

    def _whole_release(self) -> None:
        """Pages one after the other as a web server opens them; then all of what `current` is, at one moment."""
        for name in random.sample(sorted(self.releases[0].keys() & self.releases[1].keys()), 5):
            content = self.place.read(name)
            is_new = content == self.releases[1][name]
            if content != self.releases[0][name] and not is_new:
                self.wrong.append(f"{name}: {content!r:.60}")
            if self.releases[0][name] != self.releases[1][name]:
                if self.seen_new and not is_new:
                    self.wrong.append(f"{name}: old after new")
                self.seen_new |= is_new
        folder = os.open(self.place.files / "current", os.O_RDONLY)
        try:
            found = {name: _read_in(folder, name) for name in {**self.releases[0], **self.releases[1]}}
        finally:
            os.close(folder)
        there = {name: content for name, content in found.items() if content is not None}
        old, new = self.releases
        if there not in (old, new, old | _loaded(new), new | _loaded(old)):
            self.wrong.append(f"a mixed site: {len(there)} files")

    def _walk(self) -> None:
        """From the home page to some of what it leads to, each with its style sheet."""
        home = self._get("index.html")
        links = re.findall(r'href="([^"]*\.html)"', home)
        for name in ["index.html", *random.sample(links, min(3, len(links)))]:
            page = self._get(name)
            for style in re.findall(r'<link href="([^"]+)"', page):
                self._get(style)

    def _get(self, name: str) -> str:
        status, content = self._whole(f"{self.place.address}/{name}", name)
        if status != 200:
            self.wrong.append(f"{name}: {status}")
        elif content not in (self.releases[0].get(name), self.releases[1].get(name)):
            self.wrong.append(f"{name}: {content!r:.60}")
        return content.decode("utf-8", "replace")

    def _whole(self, address: str, name: str) -> tuple[int, bytes]:
        """What is at an address. Apache asks how long a file is before it opens it: when the file is replaced in
        between, the new one ends where the old one did, or the connection does. Asked again, it has the whole one.
        """
        versions = [release[name] for release in self.releases if name in release]
        for _ in range(3 if self.place.kind == "dav" else 0):
            with suppress(http.client.RemoteDisconnected, http.client.IncompleteRead):
                status, content = fetch(address)
                if content in versions or not any(whole.startswith(content) for whole in versions):
                    return status, content
        return fetch(address)


def _loaded(release: dict[str, bytes]) -> dict[str, bytes]:
    """What its pages load, which is there for one more release."""
    return {name: content for name, content in release.items() if name.startswith("assets/")}


def _read_in(folder: int, name: str) -> bytes | None:
    try:
        with open(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


class Scene:
    """A target with one release on it, and the next ready to be published."""

    def __init__(self, place: Place, folder: Path, line: Line | None = None, pages: int = 12) -> None:
        self.place, self.folder, self.line = place, folder, line
        self.sites = [make_site(folder / str(number), number, pages) for number in (1, 2)]
        place.publish(folder / "1")
        self.shows = 0

    @cached_property
    def takes(self) -> float:
        """Seconds from the start of the program to its end."""
        began = time.monotonic()
        self.command().communicate()
        took = time.monotonic() - began
        self.finish()
        return took

    def command(self, *before: str, target: str = "") -> subprocess.Popen[bytes]:
        """The next release on its way, in a process of its own."""
        words = [
            *before,
            sys.executable,
            str(ONCE),
            target or self.place.target,
            str(self.next),
            str(self.place.memory),
        ]
        settings = {**os.environ, **self.place.environment}
        quiet = subprocess.DEVNULL
        return subprocess.Popen(words, stdout=quiet, stderr=subprocess.PIPE, env=settings, cwd=REPOSITORY)

    @property
    def next(self) -> Path:
        return self.folder / str(2 - self.shows)

    def visitor(self) -> Visitor:
        return Visitor(self.place, self.sites[self.shows], self.sites[1 - self.shows])

    def finish(self) -> None:
        """Publish once more, undisturbed: all is there, and nothing else is left."""
        self.place.publish(self.next)
        self.shows = 1 - self.shows
        assert shown(self.place, self.sites[self.shows]) == self.sites[self.shows]
        if self.place.kind in BOTH:
            assert not (self.place.files / ".cchc/incoming.json").exists()
            assert len(list((self.place.files / "releases").iterdir())) <= 3


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, servers: Servers, tmp_path: Path) -> Iterator[Scene]:
    with make_scene(request.param, servers, tmp_path) as found:
        yield found


@contextmanager
def make_scene(kind: str, servers: Servers, folder: Path, pages: int = 12) -> Iterator[Scene]:
    """A target at the end of a line that can be dropped; visitors have a line of their own."""
    if kind == "folder":
        yield Scene(make_place(kind, servers, folder), folder, pages=pages)
        return
    behind, line = through(servers, kind)
    place = make_place(kind, behind, folder)
    place.address = place.address.replace(str(line.port), str(line.to))
    try:
        yield Scene(place, folder, line, pages)
    finally:
        line.close()


def killed_by_itself(scene: Scene, share: float, servers: Servers) -> None:
    """After a number of files, wherever they are then."""
    scene.place.publish_and_die(scene.next, int(share * len(scene.sites[0])) + 1)


def killed(scene: Scene, share: float, servers: Servers) -> None:
    """After some time."""
    process = scene.command()
    with suppress(subprocess.TimeoutExpired):
        process.wait(share * scene.takes * 1.05)
    process.kill()
    process.communicate()


def dropped(scene: Scene, share: float, servers: Servers) -> None:
    """The line breaks after some of the bytes."""
    assert scene.line
    size = sum(map(len, scene.sites[0].values()))
    scene.line.drop_after(int(share * size))
    refusal = refused(scene)
    scene.line.mend()
    assert refusal is None or (refusal.status, "mất liên lạc" in str(refusal)) == (3, True)


def refused(scene: Scene) -> Refused | None:
    """Publish in this process; why it did not go well."""
    try:
        scene.place.publish(scene.next)
    except Refused as refusal:
        return refusal
    return None


def denied(scene: Scene, share: float, servers: Servers) -> None:
    """Some folders may not be written from some moment on."""
    place = scene.place
    before = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    process = scene.command(*before)
    time.sleep(share * scene.takes * 0.8)
    folders = [path for path in (place.files, *place.files.glob("releases"), *place.files.glob("bai")) if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    errors = process.communicate(timeout=120)[1].decode()
    for folder in folders:
        folder.chmod(0o755)
    assert "Traceback" not in errors, errors
    assert process.returncode in (0, 3), errors


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """A disk of some MiB at a folder; needs the right to mount."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=0777", "none", str(folder)], check=False)
    if done.returncode:
        pytest.skip("a disk of our own cannot be mounted here")  # only root may
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def full(scene: Scene, share: float, servers: Servers) -> None:
    """The disk is full after some of the bytes."""
    place = scene.place
    free = os.statvfs(place.files).f_bavail * os.statvfs(place.files).f_frsize
    size = 3 * sum(map(len, scene.sites[0].values()))
    ballast = place.files / "ballast"
    with ballast.open("wb") as file:
        file.write(b"0" * max(0, int(free - share * size)))
    refusal = refused(scene)
    ballast.unlink()
    told = place.kind != "folder" or "hết chỗ" in str(refusal)  # SFTP has no word for it
    assert refusal is None or (refusal.status, told) == (3, True)


Break = Callable[[Scene, float, Servers], None]


def survives(scene: Scene, breaks: list[Break], times: int, servers: Servers) -> None:
    """Break it off again and again; each second attempt is left to come to its end."""
    chance = random.Random(times)
    for number in range(times):
        with scene.visitor() as visitor:
            for _ in range(1 + number % 2):  # also twice in a row
                breaks[number % len(breaks)](scene, (number + chance.random()) / times, servers)
            scene.finish()
        assert visitor.rounds


def test_killed_between_two_files(scene: Scene, servers: Servers) -> None:
    survives(scene, [killed_by_itself], 1, servers)


@pytest.mark.parametrize("kind", ["sftp", "dav", pytest.param("s3", marks=pytest.mark.long)])
def test_after_a_line_that_drops_only_the_rest_is_sent(kind: str, servers: Servers, tmp_path: Path) -> None:
    with make_scene(kind, servers, tmp_path, PAGES) as scene:
        whole = scene.place.publish(scene.next)
        scene.shows = 1 - scene.shows
        with scene.visitor():
            dropped(scene, 0.9, servers)
            rest = scene.place.publish(scene.next)
        assert whole
        assert rest
        assert rest < whole


def test_after_a_release_that_was_broken_off_the_one_before_comes_back_whole(servers: Servers, tmp_path: Path) -> None:
    with make_scene("dav", servers, tmp_path) as scene:
        before = scene.sites[0]
        killed_by_itself(scene, 0.95, servers)  # first all is copied aside
        assert shown(scene.place, before) != before
        scene.finish()
        scene.place.rollback()  # nothing was kept aside of what the first attempt had replaced already
        assert shown(scene.place, before) == before
        scene.shows = 0
        killed_by_itself(scene, 0.5, servers)
        assert shown(scene.place, before) != before
        scene.place.publish(scene.folder / "1")
        assert shown(scene.place, before) == before


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_broken_off_at_a_hundred_moments(kind: str, servers: Servers, tmp_path: Path) -> None:
    ways: dict[str, list[Break]] = {
        "folder": [killed, killed, denied],
        "sftp": [killed, dropped, denied],
        "s3": [killed, dropped],
        "dav": [killed, dropped, denied],
    }
    with make_scene(kind, servers, tmp_path, PAGES) as scene:
        assert scene.takes > 0  # measured now, without a visitor
        survives(scene, ways[kind], TIMES, servers)


@pytest.mark.parametrize(
    ("kind", "times"),
    [("folder", 2), *(pytest.param(kind, TIMES // 4, marks=pytest.mark.long) for kind in ("folder", "sftp", "dav"))],
)
def test_a_full_disk(kind: str, times: int, servers: Servers, tmp_path: Path) -> None:
    place = make_place(kind, servers, tmp_path)
    with small_disk(place.files, 24):
        scene = Scene(place, tmp_path)
        survives(scene, [full], times, servers)


def test_an_attempt_that_is_refused_does_not_hide_what_an_earlier_one_left(servers: Servers, tmp_path: Path) -> None:
    scene = Scene(make_place("folder", servers, tmp_path), tmp_path)
    remains, incoming = (
        scene.place.files / name for name in ("releases/20200101-000000-abcdef01", ".cchc/incoming.json")
    )
    assert scene.takes > 0  # measured now, before there is anything to sweep
    remains.mkdir()
    shutil.copy(scene.place.files / "current/ban-ke.json", incoming)  # of one that was killed while it tidied up
    denied(scene, 0, servers)
    assert remains.exists()
    scene.place.publish(scene.folder / str(1 + scene.shows))  # which is shown: only the remains are left to do
    assert not remains.exists()
    assert not incoming.exists()


def test_remains_of_a_broken_release_are_swept(servers: Servers, tmp_path: Path) -> None:
    scene = Scene(make_place("folder", servers, tmp_path), tmp_path)
    (scene.place.files / "releases/20200101-000000-abcdef01/bai").mkdir(parents=True)
    shutil.copy(ONCE, scene.place.files / "releases/20200101-000000-abcdef01/bai/index.html")
    scene.finish()
    assert not (scene.place.files / "releases/20200101-000000-abcdef01").exists()
