"""A portal that takes a commune's news while clerks add, change, withdraw and re-date it: in the end it has exactly
what the commune shows, each item once.
"""

import datetime as dt
import random
import re
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import feedparser
import pytest

from cchc.engine.run import build
from cchc.engine.workspace import Wish
from conftest import served

KEPT = ("tap-huan-mot-cua", "Tập huấn quy trình một cửa (dữ liệu mẫu)")
FIRST = dt.date(2024, 12, 20)
ITEMS = 60  # when the portal comes for the first time: more than a feed must hold


class Portal:
    """Does what /rss/ tells the keeper of a portal to do: the feed, and all archives that it leads to."""

    def __init__(self, address: str, base: str) -> None:
        self.address, self.base = address, base
        self.items: dict[str, tuple[str, str]] = {}
        self.polls = 0

    def poll(self) -> None:
        """Take every item; those that stand nowhere any more were withdrawn. The feed wins over the archives."""
        found: dict[str, tuple[str, str]] = {}
        way: str | None = f"{self.address}/rss.xml"
        while way:
            with urllib.request.urlopen(way) as answer:
                parsed = feedparser.parse(answer.read())
            assert not parsed.bozo, parsed.get("bozo_exception")
            for entry in parsed.entries:
                found.setdefault(entry.id, (entry.title, entry.link))
            older = [link.href for link in parsed.feed.links if link.rel == "prev-archive"]
            way = older[0].replace(self.base, self.address + "/") if older else None
        self.items = found
        self.polls += 1


@dataclass
class Article:
    """An article as the clerk has it."""

    name: str
    title: str
    date: dt.date
    expires: dt.date | None = None
    updated: dt.date | None = None
    sample: bool = False

    def text(self) -> str:
        """Its file."""
        told = {"title": self.title, "date": self.date, "category": "thong-bao", "summary": "Dữ liệu mẫu."}
        told |= {"expires": self.expires} if self.expires else {}
        told |= {"updated": self.updated, "correction": "dữ liệu mẫu"} if self.updated else {}
        told |= {"sample": "có"} if self.sample else {}
        front = "".join(f"{key}: {value}\n" for key, value in told.items())
        return f"---\n{front}---\n\nChữ mẫu của xã Ví Dụ: {self.title}.\n"


@dataclass
class Clerk:
    """Edits articles by the dice, the same every time."""

    folder: Path
    day: dt.date = FIRST
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    articles: dict[str, Article] = field(default_factory=dict)
    edits: int = 0

    def edit(self) -> None:
        """One edit: two in five add."""
        deeds = [self.add, self.add, self.change, self.withdraw, self.redate]
        self.dice.choice(deeds)()
        self.edits += 1

    def add(self) -> None:
        """Most items are of the day, some were forgotten, some come later."""
        name = f"tin-{len(self.articles)}-{self.dice.randrange(10**6)}"
        article = Article(name, f"Tin mẫu số {self.edits}", self._day())
        article.expires = self.day + dt.timedelta(days=self.dice.randint(0, 9)) if self.dice.random() < 0.1 else None
        if article.expires and article.expires < article.date:
            article.expires = article.date
        article.sample = self.dice.random() < 0.05
        self.articles[name] = article
        self._write(article)

    def change(self) -> None:
        """A correction, which says so."""
        article = self._any()
        article.title += " (đính chính)" if "đính chính" not in article.title else " nữa"
        article.updated = max(self.day, article.date)
        self._write(article)

    def withdraw(self) -> None:
        """The file is gone."""
        article = self._any()
        (self.folder / f"{article.name}.md").unlink()
        del self.articles[article.name]

    def redate(self) -> None:
        """Another day: another address, and another id."""
        article = self._any()
        article.date = self._day()
        article.updated = None
        article.expires = None
        self._write(article)

    def shown(self) -> dict[str, str]:
        """What a reader must have: titles by the file's name."""
        return dict([KEPT]) | {
            article.name: article.title
            for article in self.articles.values()
            if not article.sample and article.date <= self.day <= (article.expires or self.day)
        }

    def _day(self) -> dt.date:
        days = self.dice.choice([0, 0, 1, 10, 40, 300, 800, -3])
        return self.day - dt.timedelta(days=days)

    def _any(self) -> Article:
        return self.articles[self.dice.choice(sorted(self.articles))]

    def _write(self, article: Article) -> None:
        (self.folder / f"{article.name}.md").write_text(article.text(), encoding="utf-8")


def publish(commune: Path, clerk: Clerk, out: Path, *, cache: bool = True) -> None:
    """Build the site as of the clerk's day."""
    done = build(Wish(commune / "mkdocs.yml", out, use_cache=cache, as_of=clerk.day))
    assert done.good, done.report


@pytest.fixture
def polling(commune: Path, tmp_path: Path) -> Iterator[tuple[Clerk, Portal, Path]]:
    """A commune with news of years, and a portal that asks all the time."""
    for path in (commune / "content/tin-tuc").rglob("*.md"):
        if path.stem != KEPT[0]:  # a plan names it
            path.unlink()
    clerk = Clerk(commune / "content/tin-tuc")
    for _ in range(ITEMS):
        clerk.add()
    publish(commune, clerk, tmp_path / "out")
    stop = threading.Event()
    with served(tmp_path / "out") as address:
        base = re.search(r"^site_url: (\S+)", (commune / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
        assert base
        portal = Portal(address, base[1])

        def ask() -> None:
            while not stop.wait(1):
                portal.poll()

        thread = threading.Thread(target=ask)
        thread.start()
        yield clerk, portal, tmp_path / "out"
        stop.set()
        thread.join()


def follow(commune: Path, polling: tuple[Clerk, Portal, Path], edits: int, at_once: int, nights: int) -> None:
    """So many edits, some before each build, with nights between; each time the portal must have what is shown."""
    clerk, portal, out = polling
    each = edits // (nights + 1)
    for number in range(1, edits + 1):
        clerk.edit()
        if number % at_once == 0 or number == edits:
            publish(commune, clerk, out)
            portal.poll()
            check(clerk, portal)
        if number % each == 0 and number < edits:
            clerk.day += dt.timedelta(days=4)
    assert clerk.edits == edits
    assert portal.polls > edits / at_once


def check(clerk: Clerk, portal: Portal) -> None:
    """Exactly the right items, with the right titles, each once, by id and by address."""
    taken = {link.rsplit("/", 2)[-2]: title for title, link in portal.items.values()}
    assert taken == clerk.shown()
    assert len(portal.items) == len(taken)


def same(one: Path, two: Path) -> bool:
    """Whether two folders hold the same files."""
    files = [{path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")} for folder in (one, two)]
    return files[0] == files[1]


def test_a_portal_has_what_is_shown_after_many_edits(
    commune: Path, polling: tuple[Clerk, Portal, Path], tmp_path: Path
) -> None:
    clerk, _, out = polling
    archive = min((out / "feeds").glob("*.xml"))
    stamp = archive.stat().st_mtime_ns
    clerk.articles["moi"] = Article("moi", "Tin mẫu hôm nay", clerk.day)
    clerk._write(clerk.articles["moi"])
    publish(commune, clerk, out)
    assert archive.stat().st_mtime_ns == stamp  # one more item of the day leaves the archives alone
    follow(commune, polling, edits=40, at_once=8, nights=1)
    publish(commune, clerk, tmp_path / "cold", cache=False)
    assert same(tmp_path / "cold", out)


@pytest.mark.long
def test_a_portal_has_what_is_shown_after_500_edits(commune: Path, polling: tuple[Clerk, Portal, Path]) -> None:
    follow(commune, polling, edits=500, at_once=1, nights=12)
