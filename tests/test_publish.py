"""`cchc publish` to real servers on the loopback: what is sent, what visitors get, what comes back."""

import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from cchc.engine.head import EMBLEM
from cchc.media_types import media_type
from cchc.problems import Refused
from cchc.publish.folder import Folder
from cchc.publish.in_place import Journal, _batches, _doubtful, _gone
from cchc.publish.inventory import take
from cchc.publish.lock import held
from cchc.publish.manifest import NAME, File, Former, Manifest
from cchc.publish.own import refuse_own
from cchc.publish.place import Failed, Fault, Parcel, Tick
from cchc.publish.release import INCOMING, Difference, Outcome
from cchc.publish.report import published
from cchc.publish.run import Published
from cchc.publish.target import opened, parse
from cchc.publish.webdav import Dav
from cchc.social import social_picture
from conftest import REPOSITORY, forget_key, make_link, posix
from places import KINDS, Done, Place, Servers, command, make_place, make_site, shown
from publish_once import publish
from servers import S3_ENVIRONMENT, SshServer, ssh_server


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, servers: Servers, tmp_path: Path) -> Place:
    return make_place(request.param, servers, tmp_path)


def test_a_site_comes_whole_changes_and_goes_back(place: Place, tmp_path: Path) -> None:
    one = make_site(tmp_path / "one", 1)
    two = make_site(tmp_path / "two", 2)
    assert (place.publish(tmp_path / "one") or 0) >= len(one)
    assert shown(place, one) == one
    assert place.publish(tmp_path / "one") is None  # nothing changed: nothing is done
    sent = place.publish(tmp_path / "two")
    assert shown(place, two) == two
    changed = sum(one.get(name) != content for name, content in two.items())
    copies = sum(len(content) >= 512 for name, content in two.items() if one.get(name) != content)
    assert sent == changed + (2 * copies if place.kind in ("folder", "sftp") else 0)  # what is the same is not sent
    assert len(place.kept()) == 2
    place.rollback()
    assert shown(place, one) == one
    place.rollback()
    assert shown(place, two) == two
    assert place.publish(tmp_path / "two") is None


def folders(place: Place) -> list[Path]:
    """Of all releases; the one that is shown has moved to `current` where links do not work."""
    current = place.files / "current"
    return [*(place.files / "releases").iterdir(), *([] if current.is_symlink() else [current])]


def test_only_the_last_releases_are_kept(place: Place, tmp_path: Path) -> None:
    for version in range(1, 5):
        site = make_site(tmp_path / "site", version, pages=2)
        place.publish(tmp_path / "site")
    releases = place.kept()
    assert len(releases) == 3
    assert shown(place, site) == site
    if place.kind in ("folder", "sftp"):
        assert len(folders(place)) == 3
    if place.kind == "dav":
        stored = {path.name for path in (place.files / ".cchc/files").iterdir()}
        assert stored <= {file.sha256 for release in releases for file in release.files.values()}
        assert sorted(path.name for path in (place.files / "assets").iterdir()) == ["00000003", "00000004"]


def test_what_pages_load_stays_for_one_more_release(place: Place, tmp_path: Path) -> None:
    def there() -> list[int]:
        return [version for version in range(1, 5) if place.read(f"assets/0000000{version}/style.css")]

    for version in range(1, 4):
        make_site(tmp_path / "site", version, pages=2)
        place.publish(tmp_path / "site")
        assert there() == [version - 1, version][-version:]
    place.rollback()
    assert there() == [2, 3]
    make_site(tmp_path / "site", 4, pages=2)
    place.publish(tmp_path / "site")
    assert there() == [2, 4]


def test_browsers_may_keep_what_has_another_address_in_each_release(servers: Servers, tmp_path: Path) -> None:
    place = make_place("s3", servers, tmp_path)
    make_site(tmp_path / "site", 1, pages=1)
    place.publish(tmp_path / "site")
    asked = [urlopen(f"{place.address}/{name}") for name in ("assets/00000001/style.css", "index.html")]
    assert [answer.headers["Cache-Control"] for answer in asked] == ["public, max-age=31536000, immutable", "no-cache"]


def test_a_store_says_of_each_file_what_it_is(servers: Servers, tmp_path: Path) -> None:
    """Nobody behind a store adds it: a phone opens the calendar, or a report, only if it is called so."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    told = {
        "index.html": "text/html; charset=utf-8",
        "du-lieu/van-ban.json": "application/json; charset=utf-8",
        "assets/dau.svg": "image/svg+xml; charset=utf-8",
        "anh/hop.webp": "image/webp",
        "lich.ics": "text/calendar; charset=utf-8",
        "feeds.opml": "text/x-opml; charset=utf-8",
        "bao-cao/quy-3.docx": word,
        "phat-thanh/so-1.m4a": "audio/mp4",
        "du-lieu/dcat.jsonld": "application/ld+json; charset=utf-8",
        "tep.khong-biet": "application/octet-stream",
    }
    place = make_place("s3", servers, tmp_path)
    with place.settings(), opened(parse(place.target), tmp_path) as way:
        way.place.send([Parcel(name, b"x", 0) for name in told], lambda: None)
    assert {name: urlopen(f"{place.address}/{name}").headers["Content-Type"] for name in told} == told


def test_it_is_known_of_every_file_that_a_site_may_have(site: Path) -> None:
    kinds = yaml.safe_load((REPOSITORY / "generator/cchc/checks/attachments.yml").read_text(encoding="utf-8"))["kinds"]
    names = [f"x{ending}" for kind in kinds for ending in kind["endings"]]
    names += [path.name for path in site.rglob("*") if path.is_file()]
    assert {name for name in names if media_type(name) == media_type("?")} == set()


@pytest.mark.parametrize("kind", ["folder", "sftp"])  # others are not looked at file by file; `--all` is for them
def test_a_tampered_file_is_mended(kind: str, servers: Servers, tmp_path: Path) -> None:
    place = make_place(kind, servers, tmp_path)
    site = make_site(tmp_path / "site", 1)
    place.publish(tmp_path / "site")
    (place.files / "current/index.html").write_text("bị sửa", "utf-8")
    (place.files / "current/giu/0/index.html").unlink()
    assert place.publish(tmp_path / "site") == 2
    assert shown(place, site) == site


@pytest.mark.parametrize("kind", ["folder", "dav"])
def test_every_file_is_sent_again_when_asked_for(kind: str, servers: Servers, tmp_path: Path) -> None:
    """What was changed by somebody who gave it the old size and time back."""
    place = make_place(kind, servers, tmp_path)
    site = make_site(tmp_path / "site", 1)
    place.publish(tmp_path / "site")
    page = (place.files / "current" if kind == "folder" else place.files) / "giu/0/index.html"
    times = page.stat().st_mtime_ns, page.stat().st_mtime_ns
    page.write_bytes(page.read_bytes().replace(b"x", b"y"))
    os.utime(page, ns=times)
    assert place.publish(tmp_path / "site") is None
    assert shown(place, site) != site
    assert (place.publish(tmp_path / "site", again=True) or 0) >= len(site)
    assert shown(place, site) == site


@pytest.mark.parametrize(("kind", "type_"), [("folder", Folder), ("dav", Dav)])
def test_who_lost_the_lock_shows_nothing_new(kind: str, type_: type, servers: Servers, tmp_path: Path) -> None:
    place = make_place(kind, servers, tmp_path)
    site = make_site(tmp_path / "site", 1)
    place.publish(tmp_path / "site")
    make_site(tmp_path / "site", 2)
    send = type_.send

    def send_and_lose(self: Any, parcels: Iterable[Parcel], tick: Tick) -> None:
        send(self, parcels, tick)
        self.unlock()
        self.lock(b"{}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type_, "send", send_and_lose)
        with pytest.raises(Refused, match="máy khác đã mở khóa"):
            place.publish(tmp_path / "site")
    assert shown(place, site) == site


def test_a_file_that_did_not_arrive_whole_is_sent_once_more(servers: Servers, tmp_path: Path) -> None:
    place, times = make_place("dav", servers, tmp_path), iter([True, False, True, True])
    site, send = make_site(tmp_path / "site", 1, pages=2), Dav.send

    def send_cut(self: Dav, parcels: Iterable[Parcel], tick: Tick) -> None:
        found = list(parcels)
        cut = any(parcel.name == "index.html" for parcel in found) and next(times)
        send(self, [p._replace(source=p.content()[: -1 if cut else None]) for p in found], tick)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Dav, "send", send_cut)
        place.publish(tmp_path / "site")
        assert shown(place, site) == site
        site = make_site(tmp_path / "site", 2, pages=2)
        with pytest.raises(Refused, match=r"kiểm tra lại thì 1 tệp không đúng, ví dụ index\.html"):
            place.publish(tmp_path / "site")
    place.publish(tmp_path / "site")
    assert shown(place, site) == site


def _manifest(
    release: str, made: int, files: dict[str, str], before: dict[str, tuple[Former, ...]] | None = None
) -> Manifest:
    told = {path: File(sha256, 1, made) for path, sha256 in files.items()}
    return Manifest("https://xa.example.vn/", release, made, told, before or {})


def test_files_come_one_by_one_in_an_order_in_which_nothing_leads_to_nothing() -> None:
    phases = (
        ["assets/0000000a/style.css", "tin-tuc/anh.png", "tim-kiem/nam/w0.json"],
        ["tin-tuc/2024/moi/index.html"],
        ["tin-tuc/2024/cu/index.html", "duong-day-nong/index.html"],
        ["tin-tuc/index.html", "tin-tuc/2024/index.html"],
        ["index.html"],
        ["rss.xml", "tim-kiem/phan.json", "du-lieu/tin-tuc.csv", "sw.js", "robots.txt"],
    )
    paths = [path for phase in phases for path in phase]
    now = _manifest("one", 1, dict.fromkeys(set(paths) - set(phases[1]), "old"))
    files = dict.fromkeys(paths, File("new", 1))
    assert list(_batches(paths[::-1], now, files)) == [phase[::-1] for phase in phases]
    first = list(_batches(paths, None, files))
    assert [len(batch) for batch in first] == [3, 5, 1, 5]
    assert first[2] == ["index.html"]


@pytest.mark.parametrize(
    ("now", "left", "journal", "doubtful"),
    [
        ("", "", "", True),
        ("mine", "", "", False),
        ("old", "", "", True),
        ("mine", "mine", "", False),  # what was broken off did not touch it
        ("mine", "other", "", True),  # nobody knows how far that came
        ("old", "mine", "", True),
        ("old", "mine", "mine", False),
        ("", "mine", "mine", False),
        ("old", "other", "other", True),
    ],
)
def test_after_a_release_that_was_broken_off_all_is_sent_that_may_be_another(
    now: str, left: str, journal: str, doubtful: bool
) -> None:
    shown, broken = (_manifest("r", 1, {"a": sha256} if sha256 else {}) for sha256 in (now, left))
    assert _doubtful("a", File("mine", 1), shown, broken if left else None, {"a": journal}) is doubtful


def test_a_file_goes_with_the_release_after_the_one_that_dropped_it() -> None:
    before = {"gone": (Former("x", 20),), "long gone": (Former("x", 10),), "changed": (Former("x", 20),)}
    now = _manifest("two", 20, {"changed": "y", "leaving": "y"}, {**before, "back": (Former("x", 20),)})
    left = _manifest("three", 30, {"changed": "z", "leaving": "y", "only broken": "z", "mine too": "z"})
    files = dict.fromkeys(("changed", "back", "mine too"), File("z", 1))
    assert _gone(now, None, files, False) == ["gone"]
    assert _gone(now, left, files, False) == ["gone", "only broken"]
    assert _gone(now, left, files, True) == ["gone", "leaving", "only broken"]
    assert _gone(None, left, files, False) == ["leaving", "only broken"]


def test_what_was_sent_is_remembered_of_that_release_alone(tmp_path: Path) -> None:
    """Else a file that another computer has replaced meanwhile would be taken for sent."""
    journal = Journal(tmp_path / "sent")
    assert journal.sent("one") == {}
    journal.begin("one", {"index.html": "aa"})
    journal.add({"tin tuc/index.html": "bb"})
    journal.add({"rss.xml": "cc"})
    assert journal.sent("one") == {"index.html": "aa", "tin tuc/index.html": "bb", "rss.xml": "cc"}
    assert journal.sent("two") == {}
    for damaged in (b"", b"\xff\xfe"):
        (tmp_path / "sent").write_bytes(damaged)
        assert journal.sent("one") == {}


@pytest.mark.parametrize(("fault", "left"), [(Fault.LINE, True), (Fault.FULL, False), (Fault.DENIED, False)])
def test_what_arrived_stays_when_the_line_was_lost_and_goes_when_the_disk_is_full(
    fault: Fault, left: bool, tmp_path: Path
) -> None:
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    make_site(tmp_path / "site", 1)
    place.publish(tmp_path / "site")
    site = make_site(tmp_path / "site", 2)

    def fail(self: Folder, names: Iterable[str]) -> dict[str, tuple[int, int]]:
        raise Failed(self.where, fault)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "stats", fail)
        with pytest.raises(Failed):
            place.publish(tmp_path / "site")
    assert len(folders(place)) == 1 + left
    assert (place.files / INCOMING).exists() is left
    sent = place.publish(tmp_path / "site") or 0
    assert (sent == 0) is left
    assert shown(place, site) == site


def test_a_release_that_is_no_longer_whole_is_not_gone_back_to(tmp_path: Path) -> None:
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    for version in (1, 2):
        site = make_site(tmp_path / "site", version)
        place.publish(tmp_path / "site")
    (place.files / "releases" / place.kept()[1].release / "rss.xml").unlink()
    with pytest.raises(Refused, match=r"bản cũ không còn nguyên vẹn, ví dụ tệp rss\.xml"):
        place.rollback()
    assert shown(place, site) == site


def test_a_file_that_was_spoiled_where_it_was_kept_is_not_shown_again(servers: Servers, tmp_path: Path) -> None:
    place = make_place("dav", servers, tmp_path)
    for version in (1, 2):
        site = make_site(tmp_path / "site", version, pages=2)
        place.publish(tmp_path / "site")
    for kept in (place.files / ".cchc/files").iterdir():
        kept.write_bytes(b"khac")
    with pytest.raises(Refused, match="bản cũ không còn nguyên vẹn"):
        place.rollback()
    assert place.publish(tmp_path / "site") is not None
    assert shown(place, site) == site


def test_a_release_that_was_broken_off_is_swept_also_when_nothing_is_new(tmp_path: Path) -> None:
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    make_site(tmp_path / "site", 1)
    place.publish(tmp_path / "site")
    shutil.copy(place.files / "current" / NAME, place.files / INCOMING)
    assert place.publish(tmp_path / "site") == 0
    assert not (place.files / INCOMING).exists()
    assert place.publish(tmp_path / "site") is None


def test_a_file_of_the_same_time_and_another_size_is_another_file(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("một", "utf-8")
    hashes = {
        take({tmp_path: {"a.html": stamp}}, tmp_path / "memory").files["a.html"].sha256 for stamp in ((1, 4), (1, 4))
    }
    assert len(hashes) == 1
    (tmp_path / "a.html").write_text("một hai", "utf-8")
    assert take({tmp_path: {"a.html": (1, 8)}}, tmp_path / "memory").files["a.html"].sha256 not in hashes


def test_a_disk_may_count_time_in_steps_of_two_seconds(tmp_path: Path) -> None:
    place = make_place("folder", Servers(tmp_path, ExitStack()), tmp_path)
    make_site(tmp_path / "site", 1)
    place.publish(tmp_path / "site")
    page = place.files / "current/index.html"
    time = page.stat().st_mtime
    for seconds, sent in ((2, None), (-2, None), (3, 1)):
        os.utime(page, (time + seconds, time + seconds))
        assert place.publish(tmp_path / "site") == sent


def test_two_never_publish_at_once(place: Place, tmp_path: Path) -> None:
    make_site(tmp_path / "site", 1)
    place.publish(tmp_path / "site")
    make_site(tmp_path / "site", 2)
    lock = json.dumps({"who": "chị Hoa@may-2", "mark": "khác", "since": 1_700_000_000}).encode()
    take_lock(place, lock)
    with pytest.raises(Refused, match=r"chị Hoa@may-2 đang đăng, bắt đầu .*15/11/2023.*--unlock") as refusal:
        place.publish(tmp_path / "site")
    assert refusal.value.status == 3
    take_lock(place, None)
    assert place.publish(tmp_path / "site")


def test_what_another_computer_published_is_not_taken_back_unseen(place: Place, tmp_path: Path) -> None:
    """Two clerks, each with a copy of the site's folder: one has published since, or went back."""
    other = replace(place, memory=tmp_path / "other")
    make_site(tmp_path / "one", 1)
    two = make_site(tmp_path / "two", 2)
    place.publish(tmp_path / "one")
    other.publish(tmp_path / "one")  # nothing is new, but now this computer knows the release too
    other.publish(tmp_path / "two")
    with pytest.raises(Refused, match=r"mất 1 trang \(/bai/0/\); .*12 trang \(/, /bai/1/, .*--replace") as refusal:
        place.publish(tmp_path / "one")
    assert refusal.value.status == 1
    assert shown(place, two) == two
    assert place.publish(tmp_path / "two") is None  # it has the newest folder now, and may go on from there
    (tmp_path / "two/bai/2/index.html").unlink()
    assert place.publish(tmp_path / "two") is not None  # its own it changes as it likes
    other.rollback()
    with pytest.raises(Refused, match=r"mất 1 trang \(/bai/2/\)"):
        place.publish(tmp_path / "two")
    assert place.publish(tmp_path / "two", replace=True) is not None


def test_what_is_taken_back_is_told_before(place: Place, tmp_path: Path) -> None:
    """Also to a computer that remembers nothing: its disk died, an old copy came back."""
    make_site(tmp_path / "one", 1)
    (tmp_path / "one/moi").mkdir()
    (tmp_path / "one/moi/index.html").write_text("<!doctype html> mới", "utf-8")
    place.publish(tmp_path / "one")
    make_site(tmp_path / "one", 1)
    fresh = replace(place, memory=tmp_path / "fresh")
    with pytest.raises(Refused, match=r"mất 1 trang \(/moi/\)\. Hỏi"):
        fresh.publish(tmp_path / "one")
    assert place.publish(tmp_path / "one") is not None  # who published it may take it away


def test_one_commune_does_not_replace_another(tmp_path: Path) -> None:
    """An office with many sites copies a line of its script and leaves the target as it was."""
    place = make_place("folder", Servers(tmp_path, ExitStack()), tmp_path)
    one = make_site(tmp_path / "one", 1)
    place.publish(tmp_path / "one")
    make_site(tmp_path / "two", 2)
    other, site = tmp_path / "other", "https://xa-hai.example.vn/"
    with pytest.raises(Refused, match=r"đang giữ trang https://xa\.example\.vn/, .*xa-hai.*--replace") as refusal:
        publish(place.target, tmp_path / "two", other, site=site)
    assert refusal.value.status == 1
    assert shown(place, one) == one
    assert publish(place.target, tmp_path / "two", place.memory, site=site)  # its own site may get another address
    assert publish(place.target, tmp_path / "one", other, replace=True)


def test_who_died_after_showing_a_release_knows_it(tmp_path: Path) -> None:
    place = make_place("folder", Servers(tmp_path, ExitStack()), tmp_path)
    make_site(tmp_path / "one", 1)
    place.publish(tmp_path / "one")
    (pages,) = place.memory.glob("*/pages.json")
    remembered = pages.read_bytes()
    make_site(tmp_path / "two", 2)
    place.publish(tmp_path / "two")
    pages.write_bytes(remembered)
    assert place.publish(tmp_path / "one")


def test_a_copied_folder_is_another_computer(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a stick, by synchronising: what a computer remembers of a target may come to another one."""
    with place.settings(), opened(parse(place.target), place.memory) as way, held(way.place, tmp_path / "a", 1, False):
        shutil.copytree(tmp_path / "a", tmp_path / "b")
        monkeypatch.setattr("platform.node", lambda: "may-2")
        with pytest.raises(Refused, match="--unlock"), held(way.place, tmp_path / "b", 2, False):
            pytest.fail("two publish at once")


def test_only_what_a_dead_program_of_this_computer_left_is_taken_over(tmp_path: Path) -> None:
    place, memory = Folder(tmp_path / "www"), tmp_path / "memory"
    with held(place, memory, 1, False):
        mine = place.locked()
    assert mine
    assert place.locked() is None
    assert place.lock(mine)  # it died with the lock
    with held(place, memory, 2, False):
        pass
    assert place.lock(b"")  # a program of another computer has the lock and has not written into it yet
    for _ in range(2):
        with pytest.raises(Refused, match="không rõ ai"), held(place, memory, 3, False):
            pytest.fail("two publish at once")
    (memory / "taking").touch()  # it was one of this computer, and died then
    with held(place, memory, 4, False) as confirm:
        place.unlock()
        assert place.lock(b"khac")
        with pytest.raises(Refused, match="máy khác đã mở khóa"):
            confirm()
    assert place.locked() == b"khac"


def take_lock(place: Place, content: bytes | None) -> None:
    """The lock as another computer leaves it; None: given back."""
    with place.settings(), opened(parse(place.target), place.memory) as way:
        if content is None:
            way.place.unlock()
        else:
            assert way.place.lock(content)
            assert not way.place.lock(b"another")


@pytest.mark.parametrize(
    ("target", "status", "words"),
    [
        ("ftp://a/b", 2, "không hiểu nơi đăng ftp://"),
        ("sftp://a:mat-khau@b/c", 2, "CCHC_PASSWORD"),
        ("dav://xa.example.vn/", 2, "dùng davs://"),
        ("s3://trang/xa?endpoint=http://kho.example.vn", 2, "phải là địa chỉ https://"),
        ("sftp:///srv", 2, "thiếu tên máy chủ"),
        ("sftp://127.0.0.1:1/srv", 3, "mất liên lạc"),
        ("dav://127.0.0.1:1/", 3, "mất liên lạc"),
        ("s3://trang/xa?endpoint=http://127.0.0.1:1", 3, "mất liên lạc"),
    ],
)
def test_a_target_that_is_wrong_or_away_is_told(tmp_path: Path, target: str, status: int, words: str) -> None:
    make_site(tmp_path / "site", 1, pages=1)
    place = Place("x", target, tmp_path / "memory", tmp_path, environment=S3_ENVIRONMENT)
    with pytest.raises(Refused, match=words) as refusal:
        place.publish(tmp_path / "site")
    assert refusal.value.status == status


@contextmanager
def answering(status: int, content: bytes) -> Iterator[int]:
    """A server that says the same to everything; gives its port."""

    class Same(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_PUT = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Same) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "code", "fault"),
    [
        (404, "NoSuchBucket", Fault.MISSING),
        (403, "InvalidAccessKeyId", Fault.LOGIN),
        (403, "SignatureDoesNotMatch", Fault.LOGIN),
        (403, "AccessDenied", Fault.DENIED),
        (403, "RequestTimeTooSkewed", Fault.CLOCK),
        (400, "XMinioAdminBucketQuotaExceeded", Fault.FULL),
        (409, "OperationAborted", Fault.OTHER),
        (301, "PermanentRedirect", Fault.OTHER),
    ],
)
def test_what_a_store_refuses_is_told_for_what_it_is(status: int, code: str, fault: Fault, tmp_path: Path) -> None:
    """Not as a lost line, nor a wrong key as a place where nobody may write: neither would ever be mended so."""
    told = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>x</Message></Error>'
    with answering(status, told.encode()) as port:
        target = f"s3://trang/xa?endpoint=http://127.0.0.1:{port}"
        place = Place("x", target, tmp_path / "memory", tmp_path, environment=S3_ENVIRONMENT)
        with place.settings(), opened(parse(target), tmp_path) as way:
            asks: list[Callable[[], object]] = [
                lambda: way.place.send([Parcel("index.html", b"x", 0)], lambda: None),
                lambda: way.place.read("index.html"),
                lambda: way.place.names(".cchc/files"),
            ]
            if status != 409:  # with which a store also says that somebody has the lock
                asks.append(lambda: way.place.lock(b"{}"))
            for ask in asks:
                with pytest.raises(Failed) as failure:
                    ask()
                said = "Received redirect without LOCATION, this normally indicates an incorrectly configured region"
                assert str(failure.value) == f"s3://trang: {fault} ({code if status != 301 else said})"


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (401, Fault.LOGIN),
        (403, Fault.DENIED),
        (404, Fault.MISSING),
        (409, Fault.MISSING),  # RFC 4918: a folder above is not there
        (413, Fault.FULL),
        (423, Fault.DENIED),
        (500, Fault.OTHER),
        (507, Fault.FULL),
    ],
)
def test_what_a_webdav_server_refuses_is_told_for_what_it_is(status: int, fault: Fault) -> None:
    with answering(status, b"") as port:
        place = Dav(f"http://127.0.0.1:{port}/xa", "")
        with pytest.raises(Failed) as failure:
            place.send([Parcel("index.html", b"x", 0)], lambda: None)
        place.close()
    assert str(failure.value) == f"http://127.0.0.1:{port}/xa: {fault} (PUT index.html: {status})"


REMOTE = (
    "xamau.example.vn",
    "xamau.example.vn/trang",
    "tai-khoan@may-chu:/srv/trang",
    "tai-khoan@may-chu",
    "may-chu:/srv/trang",
    "10.0.0.5:/srv/trang",
    "10.0.0.5",
    "sftp:/x@y/z",
    "sftp:x",
    "trang.2026",
)


@pytest.mark.parametrize("address", REMOTE)
def test_a_server_is_not_taken_for_a_folder(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match=rf"giống địa chỉ máy chủ.*sftp://.*\./{re.escape(address)}") as refusal:
        parse(address)
    assert refusal.value.status == 2
    assert not list(tmp_path.iterdir())
    assert parse(f"./{address}").kind == "folder"
    (tmp_path / address).mkdir(parents=True)
    assert parse(address).address == str(tmp_path / address)  # what is there as a folder is meant


@pytest.mark.parametrize(
    "address", ["trang", "moi/trang", "/srv/xa.example.vn", "../xa.example.vn", r"D:\trang", "D:/trang", "D:trang", "."]
)
def test_a_folder_may_be_written_in_many_ways(address: str) -> None:
    assert parse(address).kind == "folder"


def test_a_scheme_may_be_written_large_and_a_file_is_no_target(tmp_path: Path) -> None:
    assert parse("DAVS://xa.example.vn/trang").kind == "davs"
    (tmp_path / "mkdocs.yml").write_text("site_name: x", "utf-8")
    with pytest.raises(Refused, match="là tệp, không phải thư mục"):
        parse(str(tmp_path / "mkdocs.yml"))


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("content", "là thư mục của chính trang này"),
        ("content/tin-tuc/moi", "là thư mục của chính trang này"),
        ("site_data", "là thư mục của chính trang này"),
        ("theme/assets", "là thư mục của chính trang này"),
        ("thung-rac", "là thư mục của chính trang này"),
        ("site", "là thư mục của chính trang này"),
        ("link/content", "là thư mục của chính trang này"),
        (".cache/cchc", "là thư mục của chính trang này"),
        (".", "chứa chính các tệp của trang"),
        ("..", "chứa chính các tệp của trang"),
        ("link", "chứa chính các tệp của trang"),
        ("", "chứa chính các tệp của trang"),
    ],
)
def test_the_sites_own_folders_are_no_target(
    commune: Path, monkeypatch: pytest.MonkeyPatch, target: str, words: str
) -> None:
    monkeypatch.chdir(commune)
    make_link(commune.parent / "link", commune)
    before = tree(commune)
    done = command("publish", f"../{target}" if target.startswith("link") else target)
    assert (done.returncode, words in done.stderr) == (2, True), done
    assert tree(commune) == before  # told before anything was built


def test_folders_that_mkdocs_yml_names_and_the_last_build_made_are_no_target(commune: Path) -> None:
    config = commune / "mkdocs.yml"
    forget_key(commune)
    config.write_text(config.read_text("utf-8").replace("site_dir: site", 'site_dir: "ra/trang"  # ở đây'), "utf-8")
    for name, refused in (("ra/trang", True), ("ra/trang/current", True), ("site", False), ("ra", False)):
        with pytest.raises(Refused) if refused else nullcontext():
            refuse_own(parse(str(commune / name)), config)
    assert command("build", "--config", config, "--out", commune.parent / "noi-khac").returncode == 0
    done = command("publish", commune.parent / "noi-khac", "--config", config, "--no-build")
    assert (done.returncode, "là thư mục của chính trang này" in done.stderr) == (2, True)
    assert not (commune.parent / "noi-khac/current").exists()


def test_a_server_that_is_not_known_is_not_trusted(servers: Servers, tmp_path: Path) -> None:
    place = make_place("sftp", servers, tmp_path)
    make_site(tmp_path / "site", 1, pages=1)
    home = tmp_path / "home"
    shutil.copytree(Path(place.environment["HOME"]) / ".ssh", home / ".ssh")
    (home / ".ssh/known_hosts").write_text("", "utf-8")
    place.environment = {**place.environment, "HOME": str(home)}
    with pytest.raises(Refused, match="known_hosts"):
        place.publish(tmp_path / "site")
    assert not list(place.files.iterdir())


@pytest.mark.parametrize(("target", "extra"), [("sftp://a/b", r"cchc\[ssh\]"), ("s3://a/b", r"cchc\[s3\]")])
def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, target: str, extra: str) -> None:
    monkeypatch.setattr("cchc.publish.target.find_spec", lambda name: None)
    with pytest.raises(Refused, match=extra):
        parse(target)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("davs://xa.example.vn/trang", "tệp được thay lần lượt"),
        ("S3://kho/trang", "tệp được thay lần lượt"),
        ("dav-cu", "đổi tên hai lần liền nhau"),  # a folder
    ],
)
def test_how_visitors_came_to_a_release_is_told_by_the_kind_of_target(target: str, words: str) -> None:
    outcome = Outcome(Manifest("https://xa.example.vn/", "1", 0, {}), 0, at_once=False)
    assert words in published(Published(outcome, Difference((), (), ()), False), target)


@posix
def test_where_links_do_not_work_folders_are_renamed(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", 1)
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "point", lambda self, target: False)  # as on Windows
        for version in (1, 2, 3):
            site = make_site(tmp_path / "site", version)
            place.publish(tmp_path / "site")
            assert shown(place, site) == site
            assert not (place.files / "current").is_symlink()
        assert len(place.kept()) == 3
        place.rollback()
        assert shown(place, make_site(tmp_path / "site", 2))
    make_site(tmp_path / "site", 4)
    place.publish(tmp_path / "site")
    assert (place.files / "current").is_symlink()  # and back, once they work


@posix
def test_a_link_that_a_killed_program_left_is_in_nobodys_way(tmp_path: Path) -> None:
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    for version in (1, 2):
        site = make_site(tmp_path / "site", version)
        place.publish(tmp_path / "site")
        assert (place.files / "current").is_symlink()
        make_link(place.files / ".current.next", "releases/khac")
    assert shown(place, site) == site


@posix
def test_a_web_server_may_read_what_a_careful_account_publishes(tmp_path: Path) -> None:
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    make_site(tmp_path / "site", 1)
    before = os.umask(0o077)
    try:
        place.publish(tmp_path / "site")
    finally:
        os.umask(before)
    release = (place.files / "current").resolve()
    for path in (place.files, release.parent, release, *release.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def tree(folder: Path) -> dict[str, bytes]:
    """Everything below a folder: bytes of files, where links lead."""
    paths = [path for path in folder.rglob("*") if path.is_symlink() or path.is_file()]
    return {str(path): os.readlink(path).encode() if path.is_symlink() else path.read_bytes() for path in paths}


def make_strangers(www: Path) -> None:
    """A folder in which somebody else keeps releases, as other programs do."""
    for name in ("index.html", "releases/20240101120000/index.html", "releases/truoc/a.txt", ".cchc-cu", "anh/a.jpg"):
        (www / name).parent.mkdir(parents=True, exist_ok=True)
        (www / name).write_text(f"của người khác: {name}", "utf-8")


def test_what_others_keep_in_a_folder_is_never_deleted_or_overwritten(tmp_path: Path) -> None:
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    make_strangers(place.files)
    before = tree(place.files)
    for version in range(1, 6):  # more than are kept
        site = make_site(tmp_path / "site", version, pages=2)
        place.publish(tmp_path / "site")
    assert len(place.kept()) == 3
    place.rollback()
    assert {path: content for path, content in tree(place.files).items() if path in before} == before
    assert shown(place, site) != site


def _link(www: Path) -> None:
    make_link(www / "current", "releases/20240101120000")


def _file(www: Path) -> None:
    (www / "current").write_text("bản đang dùng", "utf-8")


def _folder(www: Path) -> None:
    (www / "current").mkdir()
    (www / "current/index.html").write_text("trang khác", "utf-8")


@pytest.mark.parametrize("make_current", [_link, _file, _folder])
def test_what_another_program_shows_is_not_replaced(make_current: Callable[[Path], None], tmp_path: Path) -> None:
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    make_strangers(place.files)
    make_current(place.files)
    before = tree(place.files)
    make_site(tmp_path / "site", 1, pages=2)
    with pytest.raises(Refused, match="đã có `current` không do cchc tạo") as refusal:
        place.publish(tmp_path / "site")
    assert refusal.value.status == 3
    assert tree(place.files) == before
    assert not (place.files / ".cchc").exists()


@pytest.mark.parametrize("kind", ["s3", "dav"])
def test_another_site_is_replaced_only_when_that_is_meant(kind: str, servers: Servers, tmp_path: Path) -> None:
    place = make_place(kind, servers, tmp_path)
    theirs = Parcel("index.html", b"trang cu", 0)
    with place.settings(), opened(parse(place.target), tmp_path) as way:
        way.place.send([theirs, Parcel("tep-khac.txt", b"khac", 0)], lambda: None)
    site = make_site(tmp_path / "site", 1, pages=2)
    with pytest.raises(Refused, match=r"đã có index\.html không do cchc đăng.*--replace") as refusal:
        place.publish(tmp_path / "site")
    assert refusal.value.status == 3
    assert (place.read("index.html"), place.read(".cchc/lock")) == (b"trang cu", None)
    place.publish(tmp_path / "site", replace=True)
    assert shown(place, site) == site
    make_site(tmp_path / "site", 2, pages=2)
    assert place.publish(tmp_path / "site")  # then it is ours
    with place.settings(), opened(parse(place.target), tmp_path) as way:
        way.place.remove([NAME])
    assert place.publish(tmp_path / "site") is not None  # also when the list of its files was taken away


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with ssh_server(tmp_path_factory.mktemp("ssh")) as server:
        yield server


@pytest.mark.parametrize("kind", ["folder", "sftp"])
@pytest.mark.parametrize(
    "below",
    [
        *("current", "current/bai", "current/bai/1", "current/moi", "current/moi/moi", "current/bai/1/moi/moi"),
        *("releases", "releases/moi", "releases/{}", "releases/{}/bai", "releases/{}/moi/moi"),
    ],
)
def test_a_place_inside_a_target_is_refused(kind: str, below: str, ssh: SshServer, tmp_path: Path) -> None:
    files = tmp_path / "www"
    files.mkdir()
    target, environment = (str(files), {}) if kind == "folder" else (ssh.target(files), ssh.environment)
    place = Place(kind, target, tmp_path / "memory", files, environment=environment)
    make_site(tmp_path / "site", 1, pages=2)
    place.publish(tmp_path / "site")
    before = tree(files)
    inside = replace(place, target=f"{target}/{below.format(place.kept()[0].release)}")
    named = re.escape(f"Viết {files}, nơi có `current`") if kind == "folder" else "Viết thư mục bên trên"
    with pytest.raises(Refused, match=f"nằm bên trong một nơi đăng.*{named}") as refusal:
        inside.publish(tmp_path / "site")
    assert refusal.value.status == 3
    assert tree(files) == before
    replace(place, target=f"{target}/moi", memory=tmp_path / "memory2").publish(tmp_path / "site")  # beside, not inside


def test_a_shown_folder_that_is_no_link_is_no_target(tmp_path: Path) -> None:
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "point", lambda self, target: False)  # as on Windows
        for version in (1, 2):
            make_site(tmp_path / "site", version, pages=2)
            place.publish(tmp_path / "site")
        for below in ("current", "current/bai", "current/moi/moi"):
            with pytest.raises(Refused, match="nằm bên trong một nơi đăng"):
                replace(place, target=str(place.files / below)).publish(tmp_path / "site")


def test_going_back_where_nothing_was_published_leaves_no_trace(commune: Path, tmp_path: Path) -> None:
    forget_key(commune)
    (tmp_path / "trong").mkdir()
    for name in ("trong", "khong-co/sau-hon"):
        told = command("rollback", tmp_path / name, "--config", commune / "mkdocs.yml")
        assert (told.returncode, "chưa đăng bản nào lên" in told.stderr) == (2, True)
    assert not (tmp_path / "khong-co").exists()
    assert not list((tmp_path / "trong").iterdir())


@posix
def test_a_list_of_files_that_was_taken_away_comes_back(tmp_path: Path) -> None:
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    site = make_site(tmp_path / "site", 1, pages=2)
    place.publish(tmp_path / "site")
    (place.files / "current" / NAME).unlink()
    place.publish(tmp_path / "site")  # `current` still leads to a release of ours
    assert shown(place, site) == site


# ------------------------------------------------------------------ the whole command, on a real site


@pytest.mark.filterwarnings("ignore:user_configs is never used")  # MkDocs; the engine reads it
def test_the_whole_way_of_a_clerk(commune: Path, tmp_path: Path) -> None:
    """Build, publish, see what would change, break the data, publish nothing, roll back, sign."""
    www, config = tmp_path / "www", commune / "mkdocs.yml"
    unit = commune / "site_data/site.yml"
    forget_key(commune)

    def cchc(*arguments: str | Path) -> Done:
        return command(*arguments, "--config", config)

    assert cchc("publish", www, "--no-build").returncode == 1  # nothing was built yet
    assert "không có chữ ký" in cchc("publish", www).stdout
    first = json.loads((www / "current" / NAME).read_text("utf-8"))["manifest"]
    assert (www / "current/index.html.gz").is_file()
    assert (www / "current/index.html.br").is_file()
    assert_links_have_pictures(www / "current", commune / "site")
    assert "Không có gì thay đổi" in cchc("publish", www, "--no-build").stdout

    key = tmp_path / "khoa" / "signing.key"
    made = command("key", "--out", key)
    line = re.search(r"signing_key: (ed25519:\S+)", made.stdout)
    assert line
    assert command("key", "--out", key).returncode == 2  # never written over
    assert command("key", "--out", commune / "signing.key").returncode == 2  # never in the site's folder
    assert cchc("publish", www, "--no-build", "--key-file", key).returncode == 2  # site.yml does not know it yet
    unit.write_text(unit.read_text("utf-8").rstrip("\n") + f"\n{line[0]}\n", "utf-8")
    assert cchc("publish", www, "--no-build").returncode == 2  # site.yml wants a signature
    article = next((commune / "content/tin-tuc").rglob("thong-bao-lich.md"))
    article.write_text(article.read_text("utf-8") + "\nThêm một câu (dữ liệu mẫu).\n", "utf-8")
    dry = cchc("publish", www, "--dry-run", "--key-file", key)
    assert "Sửa: tin-tuc/" in dry.stdout
    assert json.loads((www / "current" / NAME).read_text("utf-8"))["manifest"] == first
    assert "có chữ ký" in cchc("publish", www, "--key-file", key).stdout
    assert cchc("verify", www).returncode == 0

    (commune / "site/index.html").write_text("sửa tay", "utf-8")
    assert cchc("publish", www, "--no-build", "--key-file", key).returncode == 1  # not what passed the check
    (commune / "site_data/hotlines.yml").write_text("- name:\n", "utf-8")
    broken = cchc("publish", www, "--key-file", key)
    assert (broken.returncode, "bản đang chạy giữ nguyên" in broken.stderr) == (1, True)

    assert "đang chạy" in cchc("rollback", www, "--list").stdout
    assert cchc("rollback", www, "--key-file", key).returncode == 0
    after = json.loads((www / "current" / NAME).read_text("utf-8"))["manifest"]
    assert {path: file[0] for path, file in after["files"].items()} == {
        path: file[0] for path, file in first["files"].items()
    }
    assert cchc("verify", www).returncode == 0
    assert cchc("rollback", www, "--to", "khong-co", "--key-file", key).returncode == 2


def assert_links_have_pictures(shown: Path, built: Path) -> None:
    """News without a picture names one of its title, which is there; the built site stays as it was built."""
    named = {path.parent: "tieu-de.png" in path.read_text("utf-8") for path in shown.glob("tin-tuc/2*/*/*/index.html")}
    drawn = {folder for folder, has in named.items() if has}
    assert drawn == {path.parent for path in shown.rglob("tieu-de.png")}
    emblem = {path.parent for path in built.glob("tin-tuc/2*/*/*/index.html") if EMBLEM.file in path.read_text("utf-8")}
    wanted = emblem if social_picture("", "") else set()  # a machine may have no font
    assert {folder.relative_to(shown) for folder in drawn} == {folder.relative_to(built) for folder in wanted}
    assert not list(built.rglob("tieu-de.png"))
