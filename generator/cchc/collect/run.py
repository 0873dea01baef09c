"""One run of `cchc collect`: asks every unit that is due, many at once, and keeps what comes, one after the other.

Fetching waits on the net, in the event loop; reading and keeping belong to one thread, which owns the store.
"""

import asyncio
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from cchc import __version__
from cchc.collect import absorb, portal
from cchc.collect.absorb import DAY, WEEK
from cchc.collect.faults import Fault, FaultKind
from cchc.collect.fetch import Answer, Client, Validators
from cchc.collect.items import Taken
from cchc.collect.moments import Seconds
from cchc.collect.store import Feed, Store
from cchc.collect.subscriptions import SubscriptionList
from cchc.locks import Busy, locked
from cchc.problems import Refused
from cchc.text import vietnam

_AT_ONCE, _AT_ONCE_EACH_HOST = 32, 4
_FIRST_WAIT, _LONGEST_WAIT = 300, DAY // 2  # seconds after the first failure, doubled with each more
_CLOCK_DRIFT = 600  # seconds by which a server's clock may differ before it is told
T = TypeVar("T")


@dataclass(frozen=True)
class Wish:
    """What was asked for. `seconds`: the longest that one document may take; `again`: also units that are to rest."""

    listed: SubscriptionList
    store: Path
    out: Path
    seconds: float = 30.0
    local: bool = False
    again: bool = False
    progress: Callable[[int, int], None] = lambda done, total: None


@dataclass
class Outcome:
    """What became of one unit. `waiting`: it failed before and is left in peace until then."""

    feed: Feed
    taken: list[Taken] = field(default_factory=list)
    fault: Fault | None = None
    archive_fault: Fault | None = None
    waiting: Seconds | None = None
    moved_to: str | None = None
    drift: int = 0

    @property
    def well(self) -> bool:
        """Whether all of it was read."""
        return not (self.fault or self.archive_fault or self.waiting)


@dataclass(frozen=True)
class Done:
    """What a run did; `files`: how many of the portal's files changed."""

    outcomes: tuple[Outcome, ...]
    items: int
    files: int
    seconds: float


def collect(wish: Wish, now: Seconds) -> Done:
    """Read all units, then make the portal's files. Raises Refused, OSError."""
    wish.store.parent.mkdir(parents=True, exist_ok=True)
    try:
        with locked(Path(f"{wish.store}.lock")):
            return _collect(wish, now)
    except Busy:
        raise Refused("đang có một lần thu thập khác chưa xong; đợi lần ấy xong rồi chạy lại", 3) from None
    except sqlite3.Error as error:
        raise Refused(f"không ghi được kho tin {wish.store}: {error}", 3) from None


def _collect(wish: Wish, now: Seconds) -> Done:
    began = time.perf_counter()
    store = Store(wish.store)
    try:
        store.adopt(wish.listed)
        outcomes = asyncio.run(_Run(wish, store, now).all())
        seconds = time.perf_counter() - began
        files = portal.build(store, wish.listed, wish.out, now)
        count = store.row("SELECT count(*) AS items FROM item")
        return Done(tuple(outcomes), count["items"] if count else 0, files, seconds)
    finally:
        store.close()


class _Run:
    """The units of one run, in the event loop."""

    def __init__(self, wish: Wish, store: Store, now: Seconds) -> None:
        self.wish, self.store, self.now = wish, store, now
        self._hosts: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_AT_ONCE_EACH_HOST))
        self._slots = asyncio.Semaphore(_AT_ONCE)  # held until a body is kept, so that few lie in memory
        self._keeper = ThreadPoolExecutor(1, "keeper")
        self._known = store.validators(now - WEEK, now - 4 * WEEK)
        self._done, self._began = 0, time.monotonic()
        self._owners: dict[str, int] = {}  # whose feed lies at an address; the list counts more than redirects

    async def all(self) -> list[Outcome]:
        feeds = self.store.feeds()
        self._owners = {feed.asked: feed.id for feed in reversed(feeds)} | {feed.address: feed.id for feed in feeds}
        left = self.wish.listed.left_on(vietnam(self.now).date())
        asked = [feed for feed in feeds if feed.unit not in left]
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(_AT_ONCE, "names"))  # a dead name must not hold up the others
        try:
            async with Client(_agent(self.wish.listed), self.wish.seconds, self.wish.local) as client:
                return await asyncio.gather(*(self._unit(client, feed, len(asked)) for feed in asked))
        finally:
            self._keeper.shutdown()

    async def _unit(self, client: Client, feed: Feed, total: int) -> Outcome:
        outcome = Outcome(feed)
        if feed.not_before > self.now and not self.wish.again:
            outcome.waiting = feed.not_before
        else:
            async with self._hosts[urlsplit(feed.asked).netloc], self._slots:
                await self._newest(client, feed, outcome)
                if outcome.fault is None:
                    await self._archives(client, feed, outcome)
        self._done += 1
        self.wish.progress(self._done, total)
        return outcome

    async def _newest(self, client: Client, feed: Feed, outcome: Outcome) -> None:
        answer = await client.get(feed.asked, self._validators(feed, feed.asked))
        found = answer if isinstance(answer, Fault) else await self._take(self._own, feed, answer)
        if isinstance(found, Fault):
            outcome.fault = found
            await self._keep(self.store.failed, feed.id, found, self.now + _wait(found, feed.failures), self.now)
            return
        outcome.taken.append(found)
        if isinstance(answer, Answer):
            outcome.moved_to = answer.moved_to or feed.moved_to
            elapsed = int(time.monotonic() - self._began)
            ahead = answer.clock - self.now - elapsed if answer.clock is not None else 0
            outcome.drift = ahead if abs(ahead) > _CLOCK_DRIFT else 0

    def _own(self, store: Store, feed: Feed, answer: Answer, now: Seconds) -> Taken | Fault:
        """Keep what a feed says, unless it is another unit's: one that was merged leads to the site of its successor,
        whose news is not its own, and which took none of its news back.
        """
        if self._owners.get(answer.address, feed.id) != feed.id:
            return Fault(FaultKind.ANOTHER, answer.address)
        found = absorb.take(store, feed, answer, now)
        if isinstance(found, Taken):
            self._owners[answer.address] = feed.id
        return found

    async def _archives(self, client: Client, feed: Feed, outcome: Outcome) -> None:
        """Follow RFC 5005 archives back, from where the last run stopped if it was killed."""
        while (address := await self._keep(absorb.next_archive, self.store, feed)) is not None:
            answer = await client.get(address, self._validators(feed, address))
            found = (
                answer if isinstance(answer, Fault) else await self._take(absorb.take_archive, feed, address, answer)
            )
            if isinstance(found, Fault):
                outcome.archive_fault = found
                return
            outcome.taken.append(found)

    def _validators(self, feed: Feed, address: str) -> Validators:
        return self._known.get((feed.id, address), Validators())

    async def _keep(self, work: Callable[..., T], *values: Any) -> T:
        """Work of the one thread to which the store belongs."""
        return await asyncio.get_running_loop().run_in_executor(self._keeper, work, *values)

    async def _take(self, work: Callable[..., Taken | Fault], *values: Any) -> Taken | Fault:
        """Keep a document; one that nobody thought of must not stop the others."""
        try:
            return await self._keep(work, self.store, *values, self.now)
        except (sqlite3.Error, OSError):
            raise
        except Exception:
            return Fault(FaultKind.UNEXPECTED)


def _agent(listed: SubscriptionList) -> str:
    return f"cchc-collect/{__version__}" + (f" (+{listed.address})" if listed.address else "")


def _wait(fault: Fault, failures: int) -> int:
    """Seconds before a unit is asked again."""
    if fault.kind is FaultKind.GONE:
        return WEEK
    wait = min(_FIRST_WAIT << min(failures, 10), _LONGEST_WAIT)
    return max(wait, min(fault.wait or 0, DAY))  # a server that asks for years gets a day
