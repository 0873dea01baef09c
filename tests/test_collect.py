"""`cchc collect` against real servers in a process of their own: nothing lost, nothing doubled, whatever they do."""

import csv
import datetime as dt
import hashlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import feedparser
import lxml.etree
import lxml.html
import pytest

from cchc.collect import clean, feed, moments, portal, report, run, subscriptions
from cchc.collect.absorb import DAY, WEEK
from cchc.collect.faults import FaultKind
from cchc.collect.run import Done, Wish
from cchc.locks import locked
from cchc.problems import Refused
from cchc.text import long_date, vietnam
from conftest import CCHC, HERE
from conftest import run as run_program
from feed_server import FAULTS

NOW = 1_732_000_000  # 19/11/2024
UNITS = 200
#: What each fault is called; None: everything is read all the same.
CALLED: dict[str, FaultKind | None] = {
    **dict.fromkeys(("500", "502"), FaultKind.SERVER),
    **dict.fromkeys(("503-retry-after", "429-retry-after-years"), FaultKind.BUSY),
    **dict.fromkeys(("404", "403"), FaultKind.REFUSED),
    "410": FaultKind.GONE,
    **dict.fromkeys(("304-unasked", "204"), FaultKind.UNEXPECTED),
    **dict.fromkeys(("redirect-loop", "redirect-endless"), FaultKind.LOOP),
    "redirect-file": FaultKind.UNSAFE,
    "redirect-nowhere": FaultKind.ADDRESS,
    **dict.fromkeys(("html-page", "empty-body", "entity-bomb", "entity-file", "deep", "garbage"), FaultKind.NOT_A_FEED),
    **dict.fromkeys(("gzip-bomb", "endless-body"), FaultKind.TOO_LARGE),
    **dict.fromkeys(("gzip-cut", "gzip-broken", "brotli-unasked"), FaultKind.PACKING),
    **dict.fromkeys(("header-too-long", "endless-headers", "no-http"), FaultKind.NOT_HTTP),
    **dict.fromkeys(("slow-first-byte", "slow-drip", "slow-headers"), FaultKind.SLOW),
    **dict.fromkeys(("cut-off", "cut-off-chunk", "hung-up", "reset"), FaultKind.CUT_OFF),
}


@dataclass
class Unit:
    """A unit of the tests: what it published, newest first, and the archives behind (RFC 5005)."""

    id: str
    address: str
    folder: Path
    items: list[tuple[str, str]] = field(default_factory=list)  # GUID, title
    archives: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # newest first
    until: str | None = None

    @property
    def guids(self) -> list[str]:
        """All that a reader ends with."""
        behind = [item for items in self.archives.values() for item in items]
        return sorted({guid for guid, _ in [*self.items, *behind]})

    def write(self) -> None:
        """Put the feed and its archives where the server reads them."""
        names = [*self.archives]
        (self.folder / "feeds").mkdir(parents=True, exist_ok=True)
        self._document("rss.xml", self.items, names[0] if names else None)
        for number, (name, items) in enumerate(self.archives.items()):
            self._document(f"feeds/{name}.xml", items, names[number + 1] if number + 1 < len(names) else None)

    def spoil(self, fault: str | None) -> None:
        """Let something go wrong with the feed from now on."""
        if fault is None:
            (self.folder / "fault").unlink(missing_ok=True)
        else:
            (self.folder / "fault").write_text(fault)

    def _document(self, name: str, items: list[tuple[str, str]], older: str | None) -> None:
        base = self.address.removesuffix("rss.xml")
        link = f'<atom:link rel="prev-archive" href="{base}feeds/{older}.xml"/>' if older else ""
        (self.folder / name).write_text(
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">'
            f"<channel><title>{self.id}</title><link>{base}</link>{link}"
            + "".join(_item(base, guid, title) for guid, title in items)
            + "</channel></rss>",
            encoding="utf-8",
        )


def _item(base: str, guid: str, title: str) -> str:
    number = int(re.findall(r"\d+", guid)[-1])
    date = f"Mon, {number % 28 + 1:02d} Sep 2024 08:{number % 60:02d}:00 +0700"
    corrected = "<atom:updated>2024-10-01T00:00:00+07:00</atom:updated>" if "đã sửa" in title else ""
    return (
        f'<item><guid isPermaLink="false">{guid}</guid><title>{escape(title)}</title><link>{base}tin/{number}/</link>'
        f"{corrected}<pubDate>{date}</pubDate><description>tóm tắt của {escape(title)}</description></item>"
    )


@dataclass
class Field:
    """The servers, the portal's files, and the clock."""

    root: Path
    www: Path
    ports: list[str]
    units: list[Unit] = field(default_factory=list)
    now: int = NOW

    def unit(self, *titles: str, archives: dict[str, list[str]] | None = None) -> Unit:
        """One more unit that published items."""
        name = f"xa-{len(self.units)}"
        address = f"http://127.0.0.1:{self.ports[len(self.units) % len(self.ports)]}/{name}/rss.xml"
        unit = Unit(name, address, self.www / name)
        self.units.append(unit)
        for title in titles:
            unit.items.append(self.tagged(unit, title))
        for year, older in (archives or {}).items():
            unit.archives[year] = [self.tagged(unit, title) for title in older]
        unit.write()
        return unit

    def tagged(self, unit: Unit, title: str) -> tuple[str, str]:
        """A title "Tin 7" with its GUID."""
        return f"tag:{unit.id}.example.vn,2024:{title.rsplit(maxsplit=1)[-1]}", title

    @property
    def listing(self) -> Path:
        """The list, as it should be now."""
        path = self.root / "don-vi.yml"
        units = [
            {"id": unit.id, "name": f"Xã {unit.id}", "feed": unit.address}
            | ({"until": unit.until} if unit.until else {})
            for unit in self.units
        ]
        head = {"title": "Tin các xã", "address": "https://tinh.example.vn/cchc/"}
        path.write_text(json.dumps({**head, "units": units}), encoding="utf-8")
        return path

    def collect(self, *, after: int = 60, again: bool = True, seconds: float = 2.5) -> Done:
        """One run, some seconds after the last."""
        self.now += after
        listed, problems = subscriptions.read(self.listing)
        assert listed, problems
        return run.collect(Wish(listed, self.store, self.out, seconds, local=True, again=again), self.now)

    @property
    def store(self) -> Path:
        return self.root / "kho.sqlite"

    @property
    def out(self) -> Path:
        return self.root / "portal"

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the store says."""
        with closing(sqlite3.connect(self.store)) as sql:
            return sql.execute(query).fetchall()

    def kept(self, unit: Unit) -> list[object]:
        """The GUIDs of a unit that are there and not taken back."""
        query = "SELECT guid FROM item JOIN feed ON feed.id = feed WHERE left_at IS NULL AND unit = "
        return sorted(str(row[0]) for row in self.rows(f"{query}'{unit.id}'"))


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[str]]]:
    """The servers' folder and ports."""
    folder = tmp_path_factory.mktemp("www")
    command = [sys.executable, str(HERE / "feed_server.py"), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        yield folder, process.stdout.readline().split()
        process.kill()


@pytest.fixture
def world(servers: tuple[Path, list[str]], tmp_path: Path) -> Iterator[Field]:
    """Servers without units."""
    folder, ports = servers
    yield Field(tmp_path, folder, ports)
    for path in folder.iterdir():
        shutil.rmtree(path)


def read_well(done: Done) -> None:
    assert [(o.feed.unit, o.fault, o.archive_fault) for o in done.outcomes if not o.well] == []


def tally(done: Done) -> tuple[int, int, int]:
    """New, corrected, taken back."""
    taken = [part for outcome in done.outcomes for part in outcome.taken]
    return sum(t.new for t in taken), sum(t.corrected for t in taken), sum(t.left for t in taken)


def test_two_hundred_units_among_all_faults_lose_and_double_nothing(world: Field) -> None:
    for number in range(UNITS):
        world.unit(*(f"Tin {number} {count}" for count in range(5)))
    spoiled = dict(zip(FAULTS, world.units, strict=False))
    assert len(spoiled) >= 30
    for fault, unit in spoiled.items():
        unit.spoil(fault)
    done = world.collect()
    outcomes = {outcome.feed.unit: outcome for outcome in done.outcomes}
    told = {fault: outcomes[unit.id].fault for fault, unit in spoiled.items()}
    assert {fault: found.kind if found else None for fault, found in told.items()} == {
        fault: CALLED.get(fault) for fault in FAULTS
    }
    for fault, unit in spoiled.items():
        assert world.kept(unit) == ([] if fault in CALLED else unit.guids), fault
    for unit in world.units[len(spoiled) :]:
        assert world.kept(unit) == unit.guids
    for unit in world.units:
        unit.spoil(None)
    read_well(world.collect())
    assert [unit.id for unit in world.units if world.kept(unit) != unit.guids] == []
    for fault, unit in zip(FAULTS, reversed(world.units), strict=False):  # now at units whose items are known
        unit.spoil(fault)
    new, _, left = tally(world.collect())
    assert (new, left) == (0, 0)
    for unit in world.units:
        unit.spoil(None)
    assert tally(world.collect())[0::2] == (0, 0)
    assert [unit.id for unit in world.units if world.kept(unit) != unit.guids] == []
    assert world.rows("SELECT count(*) FROM item") == [(5 * UNITS,)]
    merged = feedparser.parse((world.out / "rss.xml").read_bytes())
    assert not merged.bozo
    assert len({entry.id for entry in merged.entries}) == len(merged.entries) == 100
    assert max(unchanged_a_second(world) for _ in range(3)) >= 200


def unchanged_a_second(world: Field) -> float:
    """Units whose feed did not change for each second of one core, with the portal's pages; others may use the rest."""
    began = time.process_time()
    assert all(taken.unchanged for outcome in world.collect().outcomes for taken in outcome.taken)
    return UNITS / (time.process_time() - began)


def test_a_killed_run_loses_and_doubles_nothing(world: Field) -> None:
    kill(world, kills=3, units=40)


def test_a_document_is_kept_whole_or_not_at_all(world: Field) -> None:
    unit = world.unit(*(f"Tin {number}" for number in range(800)))
    command = [*CCHC, "collect", str(world.listing), "--local", "--out", str(world.out), "--store", str(world.store)]
    seen = set()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            time.sleep(0.01)
            with suppress(sqlite3.OperationalError):  # not made yet
                seen.add(world.rows("SELECT count(*), (SELECT count(*) FROM document) FROM item")[0])
    assert seen - {(0, 0)} == {(len(unit.guids), 1)}


@pytest.mark.long
def test_a_run_killed_a_hundred_times_loses_and_doubles_nothing(world: Field) -> None:
    kill(world, kills=100, units=200)


def kill(world: Field, kills: int, units: int) -> None:
    """Runs killed at any moment while units go on publishing, then one that is not."""
    chance = random.Random(7)
    for _ in range(units):
        world.unit(*(f"Tin {n}" for n in range(20, 0, -1)), archives={"2024": ["Tin 20", "Tin 15"], "2023": ["Tin 0"]})
    command = [*CCHC, "collect", str(world.listing), "--local", "--out", str(world.out), "--store", str(world.store)]
    died = 0
    for round_ in range(kills):
        for unit in chance.sample(world.units, units // 4):
            whole = [world.tagged(unit, f"Tin {100 + round_}"), *unit.items]
            # what leaves the feed stays in the archive
            unit.archives["2024"] = [*whole, *(i for i in unit.archives["2024"] if i not in whole)]
            unit.items = whole[:20]
            unit.write()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while not world.store.exists() and time.monotonic() < until and process.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.uniform(0.3, 1.0) if round_ else chance.uniform(0, 0.2))
        process.send_signal(signal.SIGKILL)
        died += process.wait() == -signal.SIGKILL
    assert died
    world.now = int(time.time())
    read_well(world.collect(seconds=20))
    everything = {
        unit.id: sorted({guid for guid, _ in unit.items} | {guid for a in unit.archives.values() for guid, _ in a})
        for unit in world.units
    }
    assert {unit.id: world.kept(unit) for unit in world.units} == everything
    assert world.rows("SELECT count(*) FROM item WHERE left_at IS NOT NULL") == [(0,)]
    assert world.rows("SELECT feed, guid FROM item GROUP BY feed, guid HAVING count(*) > 1") == []
    table = read_csv(world.out / "tin.csv")
    assert len(table) == sum(map(len, everything.values()))
    assert not list(world.out.glob(".*"))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_corrected_items_replace_and_withdrawn_ones_are_kept_marked(world: Field) -> None:
    unit = world.unit("Tin 4", "Tin 3", "Tin 2", "Tin 1")
    read_well(world.collect())
    unit.items[1] = (unit.items[1][0], "Tin đã sửa 3")
    del unit.items[2]
    unit.write()
    assert tally(world.collect()) == (0, 1, 1)
    assert world.rows("SELECT title, corrections, left_at IS NOT NULL FROM item ORDER BY title") == [
        ("Tin 1", 0, 0),
        ("Tin 2", 0, 1),
        ("Tin 4", 0, 0),
        ("Tin đã sửa 3", 1, 0),
    ]
    public = "".join(path.read_text(encoding="utf-8") for path in world.out.iterdir())
    assert "Tin 2" not in public
    month = (world.out / "thang-2024-09.html").read_text(encoding="utf-8")
    assert portal.TAKEN_BACK in month
    assert "<p>3 tin; 1 tin đơn vị đã gỡ.</p>" in month  # as many as don-vi.csv counts
    assert [row["so_tin"] for row in read_csv(world.out / "don-vi.csv")] == ["3"]
    gone = [row for row in read_csv(world.out / "tin.csv") if row["go_luc"]]
    assert [(row["tieu_de"], row["dia_chi"]) for row in gone] == [(portal.TAKEN_BACK, "")]
    unit.items.insert(2, world.tagged(unit, "Tin 2"))
    unit.write()
    assert tally(world.collect()) == (0, 0, 0)
    assert world.kept(unit) == unit.guids
    assert "<p>4 tin.</p>" in (world.out / "thang-2024-09.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("home", ["https://xa.example.vn/", "https://xa.example.vn/cu/", "http://moi.example.vn/"])
def test_a_unit_that_moves_to_another_domain_corrected_nothing(world: Field, home: str) -> None:
    unit = world.unit("Tin 3", "Tin 2", "Tin 1")
    file, base = unit.folder / "rss.xml", unit.address.removesuffix("rss.xml")
    text = file.read_text("utf-8").replace("tóm tắt", f'&lt;a href="{base}van-ban/"&gt;văn bản&lt;/a&gt; tóm tắt')
    file.write_text(text.replace(base, home), "utf-8")
    read_well(world.collect())
    file.write_text(text.replace(base, "https://moi.example.vn/").replace("của Tin 2", "mới của Tin 2"), "utf-8")
    assert tally(world.collect()) == (0, 1, 0)
    assert world.rows("SELECT link, corrections, content LIKE '%/moi.example.vn/van-ban/%' FROM item ORDER BY id") == [
        ("https://moi.example.vn/tin/3/", 0, 1),
        ("https://moi.example.vn/tin/2/", 1, 1),
        ("https://moi.example.vn/tin/1/", 0, 1),
    ]


def test_what_falls_out_of_the_window_was_not_withdrawn(world: Field) -> None:
    unit = world.unit(*(f"Tin {n}" for n in range(20, 10, -1)))
    read_well(world.collect())
    unit.items = [*(world.tagged(unit, f"Tin {n}") for n in (23, 22, 21)), *unit.items[:7]]
    del unit.items[4]  # Tin 19 was withdrawn
    unit.items.append(world.tagged(unit, "Tin 13"))
    unit.write()
    assert tally(world.collect()) == (3, 0, 1)
    assert world.rows("SELECT title FROM item WHERE left_at IS NOT NULL") == [("Tin 19",)]


@pytest.mark.parametrize(
    ("before", "now", "gone"),
    [
        ("7 6 5 4 3 2 1 0", "8 7 6 5 4", []),  # the window got smaller
        ("4 3 2 1", "3 2 1", ["4"]),  # nothing runs out at the newer end
        ("1 2 3 4 5", "2 3 4 5 6", []),  # oldest first
        ("1 2 3 4 5", "1 3 4", ["2", "5"]),
        ("0 9 8 7 6", "0 10 9 8 7", []),  # one that always stands first
        ("0 9 8 7 6", "0 9 7 6", ["8"]),
        ("9 8 7 6 5 4 sửa-1", "9 8 7 sửa-1", []),  # back because it was corrected: ADR 18
        ("9 8 7 6 5 4 sửa-1", "9 8 6 5 4 sửa-1", ["7"]),
        ("?4 ?3 ?2 ?1", "?5 ?4 ?2 ?1", ["3"]),  # without days
        ("?1 ?2 ?3 ?4", "?2 ?3 ?4 ?5", []),
    ],
)
def test_only_what_is_gone_from_among_what_stays_was_withdrawn(
    world: Field, before: str, now: str, gone: list[str]
) -> None:
    unit = world.unit()
    for words in (before, now):
        titles = [f"Tin {word}".replace("sửa-", "đã sửa ").replace("?", "") for word in words.split()]
        unit.items = [world.tagged(unit, title) for title in titles]
        unit.write()
        if "?" in words:
            file = unit.folder / "rss.xml"
            file.write_text(re.sub("<pubDate>[^<]*</pubDate>", "", file.read_text(encoding="utf-8")), encoding="utf-8")
        read_well(world.collect())
    left = world.rows("SELECT title FROM item WHERE left_at IS NOT NULL ORDER BY title")
    assert left == [(f"Tin {number}",) for number in gone]


def test_what_moved_into_the_archive_was_not_withdrawn(world: Field) -> None:
    numbers = range(20, 1, -1)
    archives = {"2024": ["Tin đã sửa 1"], "2023": ["Tin 0"]}
    unit = world.unit(*(f"Tin {n}" for n in numbers), "Tin đã sửa 1", archives=archives)
    read_well(world.collect())
    moved = unit.items[5:-1]
    unit.items = [*unit.items[:5], unit.items[-1]]  # the first of a month
    unit.write()
    assert tally(world.collect()) == (0, 0, 0)  # the archive is still that of last month, out of some cache
    unit.archives["2024"] = [*moved[:3], *moved[4:], *unit.archives["2024"]]  # one was withdrawn at the same time
    unit.write()
    archive = unit.folder / "feeds/2024.xml"
    whole = archive.read_bytes()
    archive.write_bytes(whole.replace(b"</channel></rss>", b""))  # one that is broken tells nothing
    assert tally(world.collect(after=WEEK)) == (0, 0, 0)
    archive.write_bytes(whole)
    assert tally(world.collect(after=WEEK)) == (0, 0, 1)
    assert world.rows("SELECT title FROM item WHERE left_at IS NOT NULL") == [("Tin 12",)]


def test_archives_are_followed_once_and_after_a_gap(world: Field) -> None:
    unit = world.unit(
        "Tin 9", "Tin 8", archives={"2024": ["Tin 7", "Tin 6"], "2023": ["Tin 5", "Tin 4"], "2022": ["Tin 1"]}
    )
    read_well(world.collect())
    assert world.kept(unit) == unit.guids
    assert len(unit.guids) == 7
    quiet = world.collect()
    assert [len(outcome.taken) for outcome in quiet.outcomes] == [1]
    unit.archives["2024"] = [world.tagged(unit, f"Tin {n}") for n in (12, 11, 10, 9, 8, 7, 6)]
    unit.items = [world.tagged(unit, "Tin 14"), world.tagged(unit, "Tin 13")]
    unit.write()
    assert tally(world.collect()) == (5, 0, 0)
    assert world.kept(unit) == unit.guids


def test_an_archive_that_fails_is_read_on_later(world: Field) -> None:
    unit = world.unit("Tin 9", archives={"2024": ["Tin 8"], "2023": ["Tin 7"], "2022": ["Tin 6"]})
    missing = unit.folder / "feeds/2023.xml"
    kept = missing.read_bytes()
    missing.unlink()
    done = world.collect()
    assert [str(outcome.archive_fault) for outcome in done.outcomes] == ["máy chủ từ chối (404)"]
    assert "kho tin cũ" in report.told(done)
    missing.write_bytes(kept)
    read_well(world.collect())
    assert world.kept(unit) == unit.guids


def test_an_archive_proves_what_was_withdrawn_long_ago(world: Field) -> None:
    unit = world.unit("Tin 9", archives={"2024": ["Tin 9", "Tin 8", "Tin 7"], "2023": ["Tin 6", "Tin 5"]})
    read_well(world.collect())
    del unit.archives["2023"][0]
    unit.archives["2024"][2] = (unit.archives["2024"][2][0], "Tin sửa 7")
    unit.write()
    assert tally(world.collect()) == (0, 0, 0)
    assert tally(world.collect(after=WEEK)) == (0, 1, 1)
    assert world.kept(unit) == unit.guids
    unit.items = [world.tagged(unit, "Tin 11"), world.tagged(unit, "Tin 10"), *unit.items]
    unit.archives["2024"] = [*unit.items, *unit.archives["2024"][1:]]
    unit.write()
    assert tally(world.collect()) == (2, 0, 0)
    del unit.items[1], unit.archives["2024"][1]  # out of both at once: the archive is asked at once
    unit.write()
    assert tally(world.collect()) == (0, 0, 1)
    assert world.kept(unit) == unit.guids


def test_what_was_withdrawn_while_a_unit_moved_is_gone(world: Field) -> None:
    """The archives have other addresses from now on: nobody asks again for those that had it."""
    unit = world.unit("Tin 9", "Tin 8", archives={"2024": ["Tin 7", "Tin 6", "Tin 5"], "2023": ["Tin 4", "Tin 3"]})
    read_well(world.collect())
    unit.address = unit.address.replace(world.ports[0], world.ports[1])
    del unit.archives["2024"][1]
    unit.write()
    done = world.collect(after=WEEK)
    read_well(done)
    assert (tally(done), world.kept(unit)) == ((0, 0, 1), unit.guids)
    del unit.archives["2023"]  # an archive that is no more says nothing of what it had
    unit.write()
    assert tally(world.collect(after=WEEK)) == (0, 0, 0)


def test_what_was_withdrawn_with_its_whole_archive_is_gone(world: Field) -> None:
    """The only item of a year, withdrawn: its archive is none any more, and all others are older."""
    unit = world.unit("Tin 16", "Tin 9", archives={"2025": ["Tin 16"], "2024": ["Tin 9", "Tin 8"]})
    read_well(world.collect())
    del unit.items[0], unit.archives["2025"]
    unit.write()
    assert tally(world.collect()) == (0, 0, 1)
    assert world.kept(unit) == unit.guids
    assert "Tin 16" not in (world.out / "thang-2024-09.html").read_text(encoding="utf-8")


def test_archives_in_a_circle_end(world: Field) -> None:
    unit = world.unit("Tin 9", archives={"2024": ["Tin 8"], "2023": ["Tin 7"]})
    circle = unit.folder / "feeds/2023.xml"
    link = f'<atom:link rel="prev-archive" href="{unit.address.removesuffix("rss.xml")}feeds/2024.xml"/><item>'
    circle.write_text(circle.read_text(encoding="utf-8").replace("<item>", link, 1), encoding="utf-8")
    read_well(world.collect())
    assert world.kept(unit) == unit.guids


def test_a_feed_that_moved_is_asked_where_it_lives_and_told(world: Field) -> None:
    unit = world.unit("Tin 1")
    unit.spoil("moved")
    done = world.collect()
    read_well(done)
    assert f"đã chuyển hẳn sang {unit.address}.new.xml" in report.told(done)
    unit.spoil("404")
    read_well(world.collect())
    shutil.move(unit.folder / "rss.xml", unit.folder / "weg.xml")  # the new place fails: the old one is asked again
    unit.spoil(None)
    assert [bool(world.collect().outcomes[0].fault) for _ in range(3)] == [True, True, True]
    shutil.move(unit.folder / "weg.xml", unit.folder / "rss.xml")
    done = world.collect()
    read_well(done)
    assert "đã chuyển" not in report.told(done)
    unit.address += ".new.xml"
    unit.id = "ten-khac"  # the list was mended by hand, and the unit has another id: the items stay its own
    read_well(world.collect())
    assert world.rows("SELECT unit, count(*) FROM item JOIN feed ON feed.id = feed GROUP BY unit") == [("ten-khac", 1)]


@pytest.mark.parametrize("listed", [True, False])
def test_a_unit_that_was_merged_has_not_the_news_of_its_successor(world: Field, listed: bool) -> None:
    """Its former site leads to the successor's: what is new there counts once, and what it had was not withdrawn."""
    former = world.unit("Tin 5", "Tin 4", archives={"2024": ["Tin 3", "Tin 2"]})
    other = world.unit("Tin 25", "Tin 24")
    successor = world.unit("Tin 15", "Tin 14", archives={"2024": ["Tin 13", "Tin 1"]})
    if not listed:  # two units lead to a site of which the list does not know: one of them takes it for its own
        world.units.remove(successor)
    read_well(world.collect())
    for unit in (former, other):
        (unit.folder / "leads").write_text(successor.address.removesuffix("rss.xml"))
    successor.items.insert(0, world.tagged(successor, "Tin 16"))
    successor.write()
    for _ in range(4):
        done = world.collect(after=WEEK)
    ids = [o.feed.unit for o in done.outcomes if o.fault and o.fault.kind is FaultKind.ANOTHER]
    refused = [unit for unit in world.units if unit.id in ids]
    assert refused == [former, other] if listed else len(refused) == 1
    assert f"({successor.address})" in report.told(done)
    assert [unit.id for unit in refused if world.kept(unit) != unit.guids] == []
    titles = [row["tieu_de"] for row in read_csv(world.out / "tin.csv")]
    assert (titles.count("Tin 16"), titles.count("Tin 15")) == (1, 1)
    for unit in (former, other):
        (unit.folder / "leads").unlink()
    if listed:
        read_well(world.collect())


def test_a_unit_that_is_no_more_is_asked_no_more_and_keeps_its_news(world: Field) -> None:
    """Its host is gone for ever: nobody is to read of it every quarter of an hour, and its news stays."""
    former, other = world.unit("Tin 5", "Tin 4", archives={"2024": ["Tin 3"]}), world.unit("Tin 25")
    read_well(world.collect())
    former.spoil("500")
    today = vietnam(world.now).date()
    former.until = today.isoformat()  # the last day still counts
    done = world.collect()
    assert [bool(one.fault) for one in done.outcomes] == [True, False]
    former.until = (today - dt.timedelta(days=1)).isoformat()
    done = world.collect()
    read_well(done)
    assert ([one.feed.unit for one in done.outcomes], world.kept(former)) == ([other.id], former.guids)
    assert {"Tin 5", "Tin 4", "Tin 3", "Tin 25"} == {row["tieu_de"] for row in read_csv(world.out / "tin.csv")}
    told = f"thôi đọc sau ngày {long_date(today - dt.timedelta(days=1))}"
    states = [(row["ly_do"], row["khong_doc_duoc_tu"]) for row in read_csv(world.out / "don-vi.csv")]
    assert states == [(told, ""), ("", "")]
    assert (world.out / "index.html").read_text(encoding="utf-8").count(told) == 1


def test_servers_in_trouble_are_left_in_peace_and_asked_again(world: Field) -> None:
    busy, broken, gone = (world.unit("Tin 1") for _ in range(3))
    busy.spoil("503-retry-after")
    broken.spoil("500")
    gone.spoil("410")
    world.collect()
    for unit in world.units:
        unit.spoil(None)
    assert [bool(o.waiting) for o in world.collect(again=False).outcomes] == [True, True, True]
    assert [bool(o.waiting) for o in world.collect(again=False, after=600).outcomes] == [True, False, True]
    done = world.collect(again=False, after=7200)
    assert [bool(o.waiting) for o in done.outcomes] == [False, False, True]
    assert "sẽ đọc lại sau" in report.told(done)
    read_well(world.collect(again=False, after=WEEK))
    assert all(world.kept(unit) == unit.guids for unit in world.units)


def test_a_server_that_always_says_unchanged_is_asked_without_conditions_after_a_week(world: Field) -> None:
    unit = world.unit("Tin 1")
    read_well(world.collect())
    with closing(sqlite3.connect(world.store)) as sql, sql:  # what we have of the old feed bears the tag of the new one
        unit.items.insert(0, world.tagged(unit, "Tin 2"))
        unit.write()
        sql.execute(
            "UPDATE document SET etag = ?", (f'"{hashlib.md5((unit.folder / "rss.xml").read_bytes()).hexdigest()}"',)
        )
    sql.close()
    assert tally(world.collect())[0] == 0
    assert tally(world.collect(after=WEEK))[0] == 1


def test_an_empty_feed_is_believed_after_a_day(world: Field) -> None:
    unit = world.unit("Tin 2", "Tin 1")
    read_well(world.collect())
    unit.items = []
    unit.write()
    assert [o.fault and o.fault.kind for o in world.collect().outcomes] == [FaultKind.EMPTY]
    assert tally(world.collect(after=DAY)) == (0, 0, 2)


def test_each_time_that_a_feed_is_empty_a_day_passes_before_it_is_believed(world: Field) -> None:
    unit = world.unit("Tin 2", "Tin 1")
    read_well(world.collect())
    items = unit.items
    for after in (60, DAY // 2, DAY):
        unit.items = [] if unit.items else items
        unit.write()
        done = world.collect(after=after)
        assert [o.fault and o.fault.kind for o in done.outcomes] == [None if unit.items else FaultKind.EMPTY]
    assert len(world.kept(unit)) == 2


def test_pages_of_months_follow_what_comes_back_and_what_gets_another_date(world: Field) -> None:
    unit = world.unit("Tin 3", "Tin 2", "Tin 1")
    read_well(world.collect())
    september, october = (world.out / f"thang-2024-{month}.html" for month in ("09", "10"))
    back = unit.items.pop(1)
    for items, there in ((unit.items, False), ([unit.items[0], back, unit.items[1]], True)):
        unit.items = items
        unit.write()
        read_well(world.collect())
        assert (">Tin 2<" in september.read_text(encoding="utf-8")) is there
    rss = unit.folder / "rss.xml"
    text = rss.read_text(encoding="utf-8")
    (written,) = re.findall(r"<title>Tin 3</title>.*?<pubDate>(.*?)</pubDate>", text, re.DOTALL)
    rss.write_text(text.replace(written, written.replace("Sep", "Oct").partition(", ")[2]), encoding="utf-8")
    read_well(world.collect())
    assert ">Tin 3<" in october.read_text(encoding="utf-8")
    assert ">Tin 3<" not in september.read_text(encoding="utf-8")


def test_a_correction_does_not_move_an_item_whose_date_nobody_knows(world: Field) -> None:
    unit = world.unit("Tin 1")
    rss = unit.folder / "rss.xml"
    undated = re.sub("<pubDate>.*?</pubDate>", "", rss.read_text(encoding="utf-8"))
    shown = []
    for title in ("Tin 1", "Tin 1 viết lại"):
        rss.write_text(undated.replace("<title>Tin 1</title>", f"<title>{title}</title>"), encoding="utf-8")
        read_well(world.collect(after=DAY))
        shown += world.rows("SELECT title, shown_at - first_seen FROM item")
    assert shown == [("Tin 1", 0), ("Tin 1 viết lại", 0)]


def test_a_list_mended_by_hand_counts_more_than_where_a_feed_once_moved(world: Field) -> None:
    unit = world.unit("Tin 1")
    unit.spoil("moved")
    read_well(world.collect())
    unit.spoil(None)
    unit.address = unit.address.replace("rss.xml", "khac.xml")
    shutil.copy(unit.folder / "rss.xml", unit.folder / "khac.xml")
    read_well(world.collect())
    assert world.rows("SELECT address, moved_to FROM feed") == [(unit.address, None)]


def test_guids_that_servers_spoil(world: Field) -> None:
    same, new = world.unit("Tin 3", "Tin 2", "Tin 1"), world.unit("Tin 3", "Tin 2", "Tin 1")
    for count in range(2):  # one GUID for all articles; one more article each time
        text = (same.folder / "rss.xml").read_text(encoding="utf-8")
        (same.folder / "rss.xml").write_text(re.sub(r"(<guid[^>]*>)[^<]*", r"\g<1>1", text), encoding="utf-8")
        read_well(world.collect())
        same.items.insert(0, world.tagged(same, f"Tin {9 + count}"))
        same.write()
    assert world.rows("SELECT count(*) FROM item WHERE feed = 1") == [(4,)]
    undated = re.sub(r"<pubDate>[^<]*</pubDate>|(?<=<title>Tin )\d+", "", text)  # neither GUID nor day nor title tells
    (same.folder / "rss.xml").write_text(re.sub(r"(<guid[^>]*>)[^<]*", r"\g<1>2", undated), encoding="utf-8")
    for _ in range(2):
        assert [outcome.fault for outcome in world.collect().outcomes] == [None, None]
    assert world.rows("SELECT count(*), count(DISTINCT link) FROM item WHERE feed = 1 AND guid LIKE '2%'") == [(4, 4)]
    file = new.folder / "rss.xml"  # all GUIDs anew, as after a change of system
    file.write_text(file.read_text(encoding="utf-8").replace("tag:", "urn:moi:"), encoding="utf-8")
    world.collect()
    assert world.rows("SELECT count(*), min(guid) LIKE 'urn:moi:%' FROM item WHERE feed = 2") == [(3, 1)]


def test_doubtful_dates_are_noted_and_order_nothing(world: Field) -> None:
    for fault in ("dates-in-the-future", "dates-of-1970", "dates-unreadable", "clock-ahead"):
        world.unit("Tin 1").spoil(fault)
    done = world.collect()
    assert sorted(world.rows("SELECT doubt, shown_at = first_seen FROM item")) == [
        ("", 0),
        ("khong-doc-duoc", 1),
        ("qua-cu", 1),
        ("tuong-lai", 1),
    ]
    words = report.told(done)
    assert words.count("1 tin có ngày đáng ngờ") == 3
    assert "ngày ở tương lai" in (world.out / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("Tue, 24 Sep 2024 08:00:00 +0700", 8),
        ("Tue, 24 Sep 2024 08:00:00 +07:00", 8),
        ("Tue, 24 Sep 2024 08:00:00 +7", 8),
        ("Tue, 24 Sep 2024 08:00:00 GMT+7", 8),
        ("Tue, 24 Sep 2024 08:00:00 GMT+0700", 8),
        ("Tue Sep 24 2024 08:00:00 GMT+0700 (Indochina Time)", 8),
        ("Tue, 24 Sep 2024 08:00:00 UTC +07:00", 8),
        ("Tue, 24 Sep 2024 08:00 ICT", 8),
        ("Tue, 24 Sep 2024 08:00:00", 8),
        ("Tue, 24 Sep 2024 08:00:00 giờ VN", 8),
        ("Tue, 24 Sep 2024 08:00:00 GMT", 15),
        ("Tue, 24 Sep 2024 08:00:00 ut", 15),
        ("Tue, 24 Sep 2024 08:00:00 -0000", 15),
        ("Tue, 24 Sep 2024 08:00:00 EST", 20),
        ("Tue, 24 Sep 2024 08:00:00 -0430", 19),
        ("Tue, 24 Sep 2024 08:00:00 UTC+5:45", 9),
        (" 24/09/2024 08:00\n", 8),
        ("2024-09-24T08:00:00", 8),
        ("2024-09-24 08:00:00 UTC+7", 8),
        ("2024-09-24T08:00:00.000+09:00", 6),
        ("2024-09-24T08:00:00Z", 15),
        ("24/09/2024 08:00", 8),
        ("24/09/2024 08:00 GMT+7", 8),
    ],
)
def test_zones_mean_what_they_say_and_without_one_it_is_vietnam(written: str, hour: int) -> None:
    read = moments.read(written)
    assert read is not None
    assert (vietnam(read).day, vietnam(read).hour) == (24, hour)


def test_a_clock_may_be_an_hour_ahead_and_no_site_is_older_than_2000() -> None:
    seen, first = (moments.read(written) or 0 for written in ("2024-09-24T08:00", "2000-01-01T00:00"))
    ahead = [moments.doubt("x", seen + seconds, seen) for seconds in (3600, 3601)]
    assert ahead == [None, moments.Doubt.FUTURE]
    assert [moments.doubt("x", moment, seen) for moment in (first, first - 1)] == [None, moments.Doubt.EARLY]


def test_hostile_html_reaches_neither_page_nor_feed(world: Field) -> None:
    unit = world.unit("Tin <script>alert(2)</script> <b>đậm</b> 1", "Tin 5 < 6 & 7 2")
    unit.spoil("hostile-html")
    read_well(world.collect())
    for path in world.out.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script|alert\(|onerror=|javascript:|<iframe|xau\.example", text), path
    titles = sorted(str(row[0]) for row in world.rows("SELECT title FROM item"))
    assert titles == ["Tin 5 < 6 & 7 2", "Tin đậm 1"]


def test_plain_words_that_look_like_html_are_escaped_in_the_merged_feeds(world: Field) -> None:
    words = "Tin <img src=x onerror=alert(3)> & <b>5 < 6</b> 1"
    unit = world.unit(escape(escape(words)))  # escaped three times in the document
    file = unit.folder / "rss.xml"
    plain = file.read_text(encoding="utf-8")
    file.write_text(re.sub("(?<=<description>)tóm tắt của ", "", plain), encoding="utf-8")
    world.unit("Tin & bài 2")
    read_well(world.collect())
    assert world.rows("SELECT title, summary FROM item WHERE feed = 1") == [(words, words)]
    items = lxml.etree.parse(world.out / "rss.xml").findall(".//item")
    told = [[child.text or "" for child in item if child.tag.endswith(("title", "description", "encoded"))]
            for item in items]  # fmt: skip
    for part in (part for item in told for part in item):
        assert [element.tag for element in lxml.html.fragment_fromstring(part, "div").iterdescendants("img", "b")] == []
    assert lxml.html.fragment_fromstring(told[1][0], "div").text == words
    assert told[0][0] == "Tin & bài 2"
    entries = lxml.etree.parse(world.out / "atom.xml").findall(".//{*}entry")
    assert [entry.findtext("{*}title") for entry in entries] == ["Tin & bài 2", words]
    assert entries[1].findtext("{*}content", "").count("<") == 0


@pytest.mark.parametrize("part", ["<div>", "<ul><li>", "<a><b>", "<b x=1>", "<p><i>", "&#", "<![CDATA["])
def test_hostile_html_costs_little(part: str) -> None:
    began = time.process_time()
    clean.html(part * (100_000 // len(part)), "https://xa.example.vn/")
    for _ in range(10):
        clean.line(part * 10_000)
    assert time.process_time() - began < 2  # without care minutes


@pytest.mark.parametrize(
    "part", ["<a <", "<item>", "<![CDATA[", "<!", "</rss>", "&nbsp;", "\0", "<item><guid>1</guid></item>"]
)
def test_hostile_xml_costs_little(part: str) -> None:
    began = time.process_time()
    feed.parse(b"<rss><channel>" + part.encode() * (800_000 // len(part)), None, "https://xa.example.vn/rss.xml")
    assert time.process_time() - began < 3


def test_what_two_units_have_is_shown_once(world: Field) -> None:
    first, second = world.unit("Tin 1"), world.unit()
    second.items = list(first.items)
    second.write()
    (second.folder / "rss.xml").write_bytes((first.folder / "rss.xml").read_bytes())
    other = world.unit()
    other.items = [(first.items[0][0], "Bài khác hẳn 77")]  # a GUID of somebody else does not push him out
    other.write()
    read_well(world.collect())
    merged = feedparser.parse((world.out / "atom.xml").read_bytes())
    assert sorted((e.title, e.author) for e in merged.entries) == [("Bài khác hẳn 77", "Xã xa-2"), ("Tin 1", "Xã xa-0")]
    assert len({entry.id for entry in merged.entries}) == 2
    assert len(read_csv(world.out / "tin.csv")) == 3


def test_pages_ask_nothing_of_others_and_change_only_when_needed(world: Field) -> None:
    world.unit("Tin 2", "Tin 1")
    world.unit("Tin 3")
    read_well(world.collect())
    stamps = {path.name: path.stat().st_mtime_ns for path in world.out.iterdir()}
    assert set(stamps) >= {"index.html", "thang-2024-09.html", "rss.xml", "atom.xml", "tin.csv", "don-vi.csv"}
    for path in world.out.glob("*.html"):
        page = lxml.html.fromstring(path.read_bytes())
        assert page.get("lang") == "vi"
        own = page.xpath("//link/@href | //img/@src | //script/@src")
        assert [name for name in own if not (world.out / name).is_file()] == []
        assert [
            a for a in page.xpath("//a/@href") if ":" not in a and a[0] != "#" and not (world.out / a).is_file()
        ] == []
    world.collect()
    assert {p.name for p in world.out.iterdir() if p.stat().st_mtime_ns != stamps[p.name]} <= {
        "index.html",
        "don-vi.csv",
    }


def test_a_unit_that_is_no_longer_listed_leaves_the_pages_and_stays_in_the_store(world: Field) -> None:
    kept, gone = world.unit("Tin 1"), world.unit("Tin khác 2")
    read_well(world.collect())
    world.units.remove(gone)
    read_well(world.collect())
    assert not any("Tin khác 2" in path.read_text(encoding="utf-8") for path in world.out.iterdir())
    assert world.kept(gone) == gone.guids
    world.units.append(gone)
    read_well(world.collect())
    assert "Tin khác 2" in (world.out / "thang-2024-09.html").read_text(encoding="utf-8")
    assert world.kept(kept) == kept.guids


def test_inner_networks_need_leave(world: Field) -> None:
    unit = world.unit("Tin 1")
    port = unit.address.split(":")[2].split("/")[0]
    places = ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0.0.0.0")
    addresses = [f"http://{place}:{port}/xa-0/rss.xml" for place in places]
    units = [{"id": f"x-{n}", "name": "Xã", "feed": address} for n, address in enumerate(addresses)]
    listing = world.root / "l.yml"
    listing.write_text(json.dumps({"units": units}), encoding="utf-8")
    listed, problems = subscriptions.read(listing)
    assert listed, problems
    done = run.collect(Wish(listed, world.store, world.out, 5), NOW)
    kinds = [outcome.fault and outcome.fault.kind for outcome in done.outcomes]
    assert kinds == [FaultKind.ADDRESS if place == "2130706433" else FaultKind.PRIVATE for place in places]


def test_servers_that_are_not_there(world: Field, unused_port: int) -> None:
    places = (f"http://127.0.0.1:{unused_port}/rss.xml", "http://khong-co-ten.invalid/rss.xml",
              f"https://127.0.0.1:{world.ports[0]}/rss.xml")  # fmt: skip
    for place in places:
        world.unit().address = place
    kinds = [outcome.fault and outcome.fault.kind for outcome in world.collect(seconds=10).outcomes]
    assert kinds == [FaultKind.UNREACHABLE, FaultKind.NO_NAME, FaultKind.CERTIFICATE]


def test_the_command_tells_in_vietnamese_and_exits_with_3_when_a_unit_is_not_reached(world: Field) -> None:
    world.unit("Tin 1")
    done = run_program(*CCHC, "collect", world.listing, "--local", "--out", world.out)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Đã đọc 1/1 đơn vị" in done.stdout
    assert (world.root / "don-vi.sqlite").is_file()
    world.unit("Tin 1").spoil("500")
    done = run_program(*CCHC, "collect", world.listing, "--local", "--out", world.out)
    assert done.returncode == 3
    assert "Xã xa-1: máy chủ báo lỗi (500)" in done.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("units:\n- id: a\n  name: A\n", "chưa điền"),
        ("units: []\n", "cần ít nhất 1 mục"),
        ("units:\n- {id: a, name: A, feed: a.vn}\n", "không phải địa chỉ trang"),
        ("units:\n- id: a\n  name: A\n  feed: ftp://a.vn/\n", "không phải địa chỉ trang"),
        ("units:\n- &x\n", "dấu &"),
    ],
)
def test_a_list_that_is_wrong_is_explained(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "l.yml").write_text(text, encoding="utf-8")
    listed, problems = subscriptions.read(tmp_path / "l.yml")
    assert listed is None
    assert words in "".join(problem.message for problem in problems)


@pytest.mark.parametrize("text", ["", "đơn vị\n", "- id: a\n"])
def test_a_list_that_is_none_is_told_how_to_write_one(tmp_path: Path, text: str) -> None:
    listing = tmp_path / "l.yml"
    listing.write_text(text, encoding="utf-8")
    _, (problem,) = subscriptions.read(listing)
    line = re.search("`(- [^`]+)`", problem.hint)
    assert line
    listing.write_text(f"units:\n{line[1]}\n", encoding="utf-8")
    assert subscriptions.read(listing)[1] == []


def test_a_wrong_list_ends_the_command(tmp_path: Path) -> None:
    (tmp_path / "l.yml").write_text("units:\n- id: a\n  name: A\n", encoding="utf-8")
    done = run_program(*CCHC, "collect", tmp_path / "l.yml")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "l.yml:2:3: lỗi [missing]" in done.stderr


def test_units_and_feeds_stand_once_in_a_list(tmp_path: Path) -> None:
    unit = "- id: {}\n  name: A\n  feed: https://{}.vn/rss.xml\n"
    listing = tmp_path / "l.yml"
    listing.write_text(
        "units:\n" + unit.format("a", "a") + unit.format("a", "b") + unit.format("c", "b"), encoding="utf-8"
    )
    listed, problems = subscriptions.read(listing)
    assert listed is None
    assert [(problem.line, problem.rule) for problem in problems] == [(5, "duplicate-term"), (10, "duplicate-term")]


def test_opml_is_a_list_too(tmp_path: Path) -> None:
    listing = tmp_path / "l.opml"
    listing.write_text(
        '<opml version="2.0"><head><title>Các xã</title></head><body><outline text="Huyện">'
        '<outline text="Xã Sơn Bua" xmlUrl="https://a.example.vn/rss.xml"/></outline></body></opml>',
        encoding="utf-8",
    )
    listed, _ = subscriptions.read(listing)
    assert listed
    assert listed.title == "Các xã"
    assert [(u.id, u.name, u.feed) for u in listed.units] == [
        ("xa-son-bua", "Xã Sơn Bua", "https://a.example.vn/rss.xml")
    ]
    listing.write_text("<html></html>", encoding="utf-8")
    assert [problem.rule for problem in subscriptions.read(listing)[1]] == ["type"]


def test_missing_libraries_are_named(tmp_path: Path) -> None:
    (tmp_path / "aiohttp.py").write_text("raise ModuleNotFoundError(name='aiohttp')", encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [*CCHC, "collect", "l.yml"]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert "pip install 'cchc[collect]'" in done.stderr


def test_two_runs_at_once_do_not_meet(world: Field) -> None:
    world.unit("Tin 1")
    with locked(Path(f"{world.store}.lock")), pytest.raises(Refused, match="một lần thu thập khác") as refused:
        world.collect()
    assert refused.value.status == 3


def test_a_store_that_is_none_is_refused(world: Field) -> None:
    world.unit("Tin 1")
    world.store.write_text("đây không phải kho tin " * 100, encoding="utf-8")
    with pytest.raises(Refused, match="không phải kho tin") as refused:
        world.collect()
    assert refused.value.status == 3
