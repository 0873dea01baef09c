"""When something really went online: `/da-dang/`, carried on from release to release at targets of every kind."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cchc.problems import Refused
from cchc.publish.manifest import NAME, Manifest, pack, unpack
from cchc.text import vietnam
from conftest import forget_key
from places import KINDS, Done, Place, Servers, command, make_place, make_site

A, B = "/tin-tuc/2024/09/a/", "/tin-tuc/2024/09/b/"
OLD = "/tin-tuc/2023/01/cu/"
PAPER = "/van-ban/qd-1/"
BOOK = "da-dang/tin-tuc-2024.json"


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, servers: Servers, tmp_path: Path) -> Place:
    return make_place(request.param, servers, tmp_path)


@pytest.fixture
def folder(servers: Servers, tmp_path: Path) -> Place:
    return make_place("folder", servers, tmp_path)


def site(folder: Path, version: int, *addresses: str) -> Path:
    """A small site that has some addresses."""
    make_site(folder, version, pages=2)
    for address in addresses:
        page = folder / address[1:] / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"<!doctype html><title>{address}</title>{version}", "utf-8")
    return folder


def book(place: Place, name: str = BOOK) -> dict[str, str]:
    """Moments by address, and `since`."""
    told = json.loads(place.read(name) or b"{}")
    return {"since": told["since"], **told["first"]} if told else {}


def last(place: Place) -> str:
    """The moment of the release that visitors see."""
    return written(live(place))


def live(place: Place) -> Manifest:
    return unpack(place.read(NAME) or b"").manifest


def written(release: Manifest) -> str:
    return vietnam(release.made).isoformat()


def test_a_first_day_stays_whatever_comes_after_it(place: Place, tmp_path: Path) -> None:
    """Another item, the item taken away and put back, a way back, another computer, everything sent anew."""
    www = tmp_path / "site"
    place.publish(site(www, 1, OLD, A, PAPER))
    begun = last(place)
    assert book(place) == {"since": begun, A: begun}, "what is there when it begins may have been elsewhere before"
    old = place.read("da-dang/tin-tuc-2023.json")
    place.publish(site(www, 2, OLD, A, B, PAPER))
    came = last(place)
    assert came > begun
    told = {"since": begun, A: begun, B: came}
    assert book(place) == told
    place.rollback()
    assert f"{B[1:]}index.html" not in live(place).files
    assert book(place) == told, "a release from before the item does not make it younger"
    place.publish(site(www, 3, OLD, A, PAPER))
    assert book(place) == told, "what was taken away was there all the same"
    place.publish(site(www, 2, OLD, A, B, PAPER))
    assert book(place) == told
    other = replace(place, memory=tmp_path / "other")
    other.publish(site(www, 4, OLD, A, B, PAPER, "/van-ban/qd-2/"), replace=True)
    assert book(place) == told
    assert book(place, "da-dang/van-ban.json") == {"since": begun, PAPER: begun, "/van-ban/qd-2/": last(place)}
    place.publish(www, again=True)
    assert book(place) == told
    assert place.read("da-dang/tin-tuc-2023.json") == old
    assert live(place).files["da-dang/tin-tuc-2023.json"].sha256, "it is signed with all the rest"
    assert place.publish(www) is None, "a book is no reason for a release"


def test_a_book_that_nothing_came_to_is_not_read(folder: Place, tmp_path: Path) -> None:
    """Work grows with the change: proved by an archive that can not be read."""
    www = tmp_path / "site"
    folder.publish(site(www, 1, OLD, A))
    (old,) = folder.files.glob("releases/*/da-dang/tin-tuc-2023.json")
    size, time = len(old.read_bytes()), old.stat().st_mtime_ns
    old.write_bytes(b"x" * size)
    os.utime(old, ns=(time, time))
    folder.publish(site(www, 2, OLD, A, B))
    assert folder.read("da-dang/tin-tuc-2023.json") == b"x" * size
    assert book(folder)[B] == last(folder)


def publish_as_before_books(place: Place) -> None:
    """What an older program leaves of the release that is shown: no book, neither there nor in the list of files."""
    current = place.files / "current" if place.kind == "folder" else place.files
    shutil.rmtree(current / "da-dang")
    manifest = live(place)
    files = {name: file for name, file in manifest.files.items() if not name.startswith("da-dang/")}
    (current / NAME).write_bytes(pack(replace(manifest, files=files), None))


def test_of_what_was_there_before_only_that_is_claimed(folder: Place, tmp_path: Path) -> None:
    www = tmp_path / "site"
    folder.publish(site(www, 1, A))
    publish_as_before_books(folder)
    stood = last(folder)
    folder.publish(site(www, 2, A, B))
    assert book(folder) == {"since": stood, A: stood, B: last(folder)}


def test_what_an_older_program_let_go_is_found_again(folder: Place, tmp_path: Path) -> None:
    """Two computers, one without the newest release of the program: what it published came by then, not then."""
    www = tmp_path / "site"
    folder.publish(site(www, 1, A))
    begun = last(folder)
    folder.publish(site(www, 2, A, B))
    publish_as_before_books(folder)
    between = last(folder)
    folder.publish(site(www, 3, A, B, "/tin-tuc/2024/10/c/"))
    assert book(folder) == {"since": between, A: begun, B: between, "/tin-tuc/2024/10/c/": last(folder)}


@pytest.mark.parametrize("kind", ["folder", "dav"])
def test_a_way_back_writes_a_book_that_no_release_has(kind: str, servers: Servers, tmp_path: Path) -> None:
    place = make_place(kind, servers, tmp_path)
    www = tmp_path / "site"
    place.publish(site(www, 1, A))
    begun = last(place)
    place.publish(site(www, 2, A, B))
    came = last(place)
    publish_as_before_books(place)
    place.rollback()
    assert book(place) == {"since": came, A: begun, B: came}


def test_a_spoiled_book_is_told_and_mended(folder: Place, tmp_path: Path) -> None:
    www = tmp_path / "site"
    folder.publish(site(www, 1, A))
    begun = last(folder)
    spoiled = folder.files / "current" / BOOK
    spoiled.write_text("{}", "utf-8")
    with pytest.raises(Refused, match=r"da-dang/tin-tuc-2024\.json không còn như đã đăng.*--all"):
        folder.publish(site(www, 2, A))
    folder.publish(www, again=True)
    assert book(folder) == {"since": begun, A: begun}
    assert command("verify", folder.files).returncode == 0


@pytest.mark.parametrize("kind", ["folder", "s3", "dav"])
@pytest.mark.parametrize("after", [1, 4, 9])
def test_a_publisher_that_dies_loses_no_day(kind: str, after: int, servers: Servers, tmp_path: Path) -> None:
    place = make_place(kind, servers, tmp_path)
    www = tmp_path / "site"
    place.publish(site(www, 1, A))
    begun = last(place)
    site(www, 2, A, B)
    place.publish_and_die(www, after)
    assert place.publish(www)
    assert book(place) == {"since": begun, A: begun, B: last(place)}


@pytest.mark.parametrize("kind", ["s3", "dav"])
def test_a_way_back_after_a_death_keeps_the_book_of_what_was_shown(kind: str, servers: Servers, tmp_path: Path) -> None:
    """Where files are replaced one by one: the book of a release that never came to its end lies there already."""
    place = make_place(kind, servers, tmp_path)
    www = tmp_path / "site"
    place.publish(site(www, 1, A))
    begun = last(place)
    place.publish(site(www, 2, A, B))
    told = {"since": begun, A: begun, B: last(place)}
    site(www, 3, A, B, "/tin-tuc/2024/10/c/")
    for after in (count for longer in range(6, 20) for count in (longer, 3, 3)):  # each goes on where the last one died
        place.publish_and_die(www, after)
        if book(place) != told:
            break
    place.rollback()
    assert book(place) == told


@pytest.mark.filterwarnings("ignore:user_configs is never used")  # MkDocs; the engine reads it
def test_who_dates_an_item_back_is_told(commune: Path, tmp_path: Path) -> None:
    """What is there from the beginning is not, for nobody knows; nor is what makes no claim about its posting."""
    forget_key(commune)
    www, news = tmp_path / "www", commune / "content/tin-tuc/2024"

    def write(name: str, line: str = "") -> None:
        text = f"---\ntitle: Tin {name}\ndate: 2024-08-15\ncategory: hoat-dong\nsummary: Tin thử.\n{line}---\n\nChữ.\n"
        (news / f"{name}.md").write_text(text, "utf-8")

    def publish(*more: str) -> Done:
        done = command("publish", www, "--config", commune / "mkdocs.yml", *more)
        assert done.returncode == 0, done
        return done

    write("co-san")
    assert "Lưu ý" not in publish().stdout
    write("lui-ngay")
    write("ke-lai", "dated_by: ngay-van-ban\n")
    for told in (publish("--dry-run").stdout, publish().stdout):
        assert (
            "1 mục mới lên mạng mà ghi ngày đăng đã quá 31 ngày:\n  /tin-tuc/2024/08/lui-ngay/: ghi 15/8/2024\n" in told
        )
        assert "ke-lai" not in told.partition("Lưu ý")[2]
    first = json.loads((www / "current" / BOOK).read_text("utf-8"))
    assert first["first"]["/tin-tuc/2024/08/co-san/"] == first["since"] < first["first"]["/tin-tuc/2024/08/lui-ngay/"]
    assert command("verify", www, "--config", commune / "mkdocs.yml").returncode == 0
    (news / "lui-ngay.md").write_text((news / "lui-ngay.md").read_text("utf-8") + "\nThêm.\n", "utf-8")
    assert "Lưu ý" not in publish().stdout, "it is told once"
