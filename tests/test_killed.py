"""A build that dies or finds no room: the site stays whole, and the next build is as good as a first one."""

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import pytest

from cchc.engine import run as engine
from cchc.engine.workspace import Wish
from conftest import CCHC, HERE, REPOSITORY, pages, run

pytestmark = pytest.mark.filterwarnings("ignore:user_configs is never used")  # MkDocs; the engine reads it
KILLS = 200
QUICK_KILLS = 6
LONG = pytest.mark.long
BASE = "https://tinh.example.vn"
BUILD = [*CCHC, "build", "--config"]
ENVIRONMENT = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
ITEM = (
    "---\ntitle: Bài thêm {0} (dữ liệu mẫu)\ndate: 2024-{1:02d}-{2:02d}\ncategory: hoat-dong\n"
    "summary: Bài thêm thứ {0} của xã Ví Dụ, là dữ liệu mẫu.\n---\n\nDữ liệu mẫu của bài {0}.\n"
)


def add_items(folder: Path, first: int = 1, count: int = 60) -> None:
    for number in range(first, first + count):
        path = folder / f"content/tin-tuc/2024/them-{number}.md"
        path.write_text(ITEM.format(number, number % 12 + 1, number % 28 + 1), encoding="utf-8")


def many_items(folder: Path) -> None:
    """New items, an item less, a moved item: without MkDocs."""
    add_items(folder)
    (folder / "content/tin-tuc/2023/ngay-hoi-mau.md").unlink()
    path = folder / "content/tin-tuc/2024/thong-bao-lich.md"
    path.write_text(re.sub(r"^date: .*", "date: 2024-01-07", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def template(folder: Path) -> None:
    """Every page about a news item looks different."""
    path = folder / "theme/records/news/page.md.jinja"
    path.write_text(path.read_text("utf-8") + "\n\nDữ liệu mẫu, cuối bài.\n", "utf-8")


def frame(folder: Path) -> None:
    """Every page of the site looks different; through MkDocs."""
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("copyright: ", "copyright: Chân trang mới. "), "utf-8")


class Scene:
    """A built commune, edited and not yet built again, that can be put back as often as needed."""

    def __init__(self, folder: Path, edit: Callable[[Path], None]) -> None:
        self.folder, self.kept = folder / "commune", folder / "kept"
        shutil.copytree(HERE / "commune", self.folder)
        shutil.copytree(REPOSITORY / "theme", self.folder / "theme")
        config = self.folder / "mkdocs.yml"
        text = config.read_text("utf-8").replace("theme:\n", "theme:\n  custom_dir: theme\n")
        config.write_text(text.replace("https://commune.example.vn", BASE), "utf-8")  # which its data names as another
        add_items(self.folder, first=100, count=20)
        time.sleep(0.2)  # files younger than this are not trusted, and everything would be made again
        build(self.folder)
        edit(self.folder)
        time.sleep(0.2)
        self.old = bytes_of(self.folder / "site")
        shutil.copytree(self.folder, self.kept)
        began = time.monotonic()
        assert run(*BUILD, self.folder / "mkdocs.yml").returncode == 0
        self.takes = time.monotonic() - began
        shutil.rmtree(self.folder / ".cache")
        build(self.folder, out="cold")
        self.new = bytes_of(self.folder / "cold")
        assert bytes_of(self.folder / "site") == self.new
        assert self.old != self.new

    def again(self) -> Path:
        """Everything as it was before the build that will be killed."""
        shutil.rmtree(self.folder)
        return Path(shutil.copytree(self.kept, self.folder))


def build(folder: Path, out: str = "site") -> None:
    assert engine.build(Wish(folder / "mkdocs.yml", folder / out)).good


def bytes_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def kill_after(folder: Path, seconds: float) -> None:
    command = [str(part) for part in (*BUILD, folder / "mkdocs.yml")]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=REPOSITORY, env=ENVIRONMENT, stdout=quiet, stderr=quiet) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()


def half_files(site: Path, scene: Scene) -> list[str]:
    """Files that are neither the old one nor the new one."""
    found = bytes_of(site)
    return [name for name, content in found.items() if content not in (scene.old.get(name), scene.new.get(name))]


def broken_links(site: Path) -> list[tuple[str, str]]:
    """Links to nothing, of the feeds, the site map and every page that a visitor can come to from the home page.

    A new page may stand there before the pages that it links to, as long as nothing leads to it.
    """
    told: dict[str, list[str]] = {}
    for url, page in pages(site):
        assert page.xpath("//h1"), url
        told[url] = [urljoin(BASE + url, str(link)) for link in page.xpath("//@href | //@src")]
    asked = [("/", BASE + "/")]
    for path in sorted(site.rglob("*.xml")):
        links = lxml.etree.parse(path).xpath("//*[local-name()='loc' or local-name()='link']/text()")
        asked += [("/" + path.relative_to(site).as_posix(), str(link)) for link in links]
    seen: set[str] = set()
    for _, link in asked:  # grows on the way
        url = unquote(urlsplit(link).path)
        if link.startswith(BASE) and url not in seen:
            seen.add(url)
            asked += [(url, further) for further in told.get(url, [])]
    return [(url, link) for url, link in dict.fromkeys(asked) if not answers(site, link)]


def answers(site: Path, link: str) -> bool:
    target = site / unquote(urlsplit(link).path).lstrip("/")
    return not link.startswith(BASE) or target.is_file() or (target / "index.html").is_file()


def litter(folder: Path) -> list[str]:
    """What a build must not leave beside the site, in it, or in the cache."""
    beside = [path.name for path in folder.iterdir() if path.name.startswith(".site.") and path.name != ".site.lock"]
    numbered = [path.name for path in (folder / ".cache/cchc").iterdir() if re.search(r"\.\d+$", path.name)]
    return beside + numbered


def survives(scene: Scene, seconds: float) -> None:
    folder = scene.again()
    kill_after(folder, seconds)
    site = folder / "site"
    moment = f"killed after {seconds:.4f} s of {scene.takes:.2f}"
    assert (half_files(site, scene), broken_links(site)) == ([], []), moment
    build(folder)
    assert bytes_of(site) == scene.new, moment
    assert litter(folder) == [], moment


def moments(count: int, scene: Scene) -> Iterator[float]:
    """Spread over the whole run, a little beyond its end; the same shares of it each time."""
    chance = random.Random(count)
    for number in range(count):
        yield (number + chance.random()) / count * scene.takes * 1.05


@pytest.fixture(scope="module", params=[many_items, frame, pytest.param(template, marks=LONG)])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """One for each kind of edit."""
    return Scene(tmp_path_factory.mktemp("killed"), request.param)


def test_a_build_killed_at_a_few_moments_leaves_a_whole_site(scene: Scene) -> None:
    for seconds in moments(QUICK_KILLS // 2, scene):
        survives(scene, seconds)


@pytest.mark.long
def test_a_build_killed_at_any_moment_leaves_a_whole_site(scene: Scene) -> None:
    for seconds in moments(KILLS // 3 + 1, scene):
        survives(scene, seconds)


@pytest.mark.parametrize("moves", [1, *(pytest.param(moves, marks=LONG) for moves in (0, 2, 3, 10, 30, 60, 90))])
def test_a_build_killed_between_two_moves_leaves_a_whole_site(scene: Scene, moves: int) -> None:
    folder = scene.again()
    prelude = (
        "import os; real = os.replace; left = [MOVES]\n"
        "def move(source, target):\n"
        "    left[0] -= 1\n"
        "    os.kill(os.getpid(), 9) if left[0] < 0 else real(source, target)\n"
        "os.replace = move\n"
    )
    after(prelude.replace("MOVES", str(moves)), folder)
    assert (half_files(folder / "site", scene), broken_links(folder / "site")) == ([], [])
    build(folder)
    assert bytes_of(folder / "site") == scene.new
    assert litter(folder) == []


@pytest.mark.long
def test_a_killed_first_build_leaves_no_site_or_a_whole_one(scene: Scene) -> None:
    for share in (0.5, 0.8, 0.95, 1.0):
        folder = scene.again()
        shutil.rmtree(folder / "site")
        shutil.rmtree(folder / ".cache")
        kill_after(folder, share * scene.takes)
        assert bytes_of(folder / "site") in ({}, scene.new)
        assert not (folder / "site").exists() or (folder / "site").stat().st_mode & 0o005 == 0o005  # for a web server
        build(folder)
        assert bytes_of(folder / "site") == scene.new


def test_what_killed_builds_left_is_swept_away(scene: Scene) -> None:
    folder = scene.again()
    (folder / ".site.abcdefgh.staging/tin-tuc").mkdir(parents=True)
    (folder / ".cache/cchc/memory.bin.4194305").write_bytes(b"half")  # a number that no process has
    build(folder)
    assert litter(folder) == []


@pytest.mark.long
def test_the_helpers_of_a_killed_build_die_with_it(commune: Path) -> None:
    if not Path("/proc/self/task").is_dir():
        pytest.skip("/proc is not there")  # only there can the children of a dead process be found
    add_items(commune, count=3000)
    command = [str(part) for part in (*BUILD, commune / "mkdocs.yml")]
    with subprocess.Popen(command, cwd=REPOSITORY, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while process.poll() is None and len(helpers := children.read_text().split()) < 2:
            time.sleep(0.01)
        time.sleep(0.2)  # well into their work
        process.kill()
    assert not still_there(helpers, patience=5)


def still_there(processes: list[str], patience: float) -> list[str]:
    """Those that live on after some seconds; they are killed then."""
    deadline = time.monotonic() + patience
    while (left := [each for each in processes if Path("/proc", each).exists()]) and time.monotonic() < deadline:
        time.sleep(0.1)
    for each in left:
        os.kill(int(each), 9)
    return left


def after(prelude: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A build in a process that some lines of Python made unlucky first."""
    script = f"{prelude}\nimport runpy; runpy.run_module('cchc', run_name='__main__')"
    return run(sys.executable, "-B", "-c", script, *BUILD[3:], folder / "mkdocs.yml")


def complains(done: subprocess.CompletedProcess[str]) -> None:
    """In Vietnamese, with status 3."""
    assert "Traceback" not in done.stderr + done.stdout, done.stderr.splitlines()[-1]
    assert "ghi được" in done.stderr
    assert not re.search(r"No space left|too large|exists|\(None\)", done.stderr), done.stderr
    assert done.returncode == 3


@pytest.mark.parametrize("room", [4_000, *(pytest.param(room, marks=LONG) for room in (0, 16_000, 40_000))])
def test_files_that_cannot_be_written_whole_do_not_reach_the_site(scene: Scene, room: int) -> None:
    pytest.importorskip("resource", reason="limits are not there on Windows")
    folder = scene.again()
    done = after(f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))", folder)
    assert bytes_of(folder / "site") in (scene.old, scene.new)  # the new one, when only the cache had no room
    complains(done)
    build(folder)
    assert bytes_of(folder / "site") == scene.new
    assert litter(folder) == []


@pytest.mark.parametrize("free", [64, *(pytest.param(free, marks=LONG) for free in (0, 200, 400))])
def test_a_full_disk_leaves_the_old_site(scene: Scene, free: int) -> None:
    """`free` KiB; the disk is a tmpfs that only the build and its shell see."""
    own = ["unshare", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or run(*own, "mount", "-t", "tmpfs", "none", "/mnt").returncode:
        pytest.skip("a disk of our own cannot be mounted here")  # needs user namespaces of Linux
    folder = scene.again()
    result = folder.with_name(f"with-{free}-free")
    script = (
        'mount -t tmpfs -o size=64m none "$1" && cp -a "$2/." "$1" && '
        'left=$(df -k --output=avail "$1" | tail -1) && head -c $(((left - $4) * 1024)) /dev/zero > "$1/ballast"; '
        'site=$1; result=$3; shift 4; "$@"; status=$?; rm "$site/ballast"; cp -a "$site" "$result"; exit $status'
    )
    done = run(*own, "sh", "-c", script, "sh", folder, scene.kept, result, str(free), *BUILD, folder / "mkdocs.yml")
    assert bytes_of(result / "site") == scene.old
    complains(done)


def test_a_folder_that_may_not_be_written_is_told_in_vietnamese(commune: Path) -> None:
    (commune / "nowhere").write_text("a file, not a folder", "utf-8")
    complains(run(*BUILD, commune / "mkdocs.yml", "--out", commune / "nowhere/site"))
