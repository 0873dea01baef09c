"""What a document means for what is known: new items, corrected ones, those that a unit took back.

An item is the same as long as its GUID is. Servers break that rule, so the address helps: one GUID for several
articles keeps them apart, a new GUID for an old article does not double it.
"""

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cchc.collect import clean, feed, moments
from cchc.collect.faults import Fault, FaultKind
from cchc.collect.feed import Document, Item
from cchc.collect.fetch import Answer
from cchc.collect.moments import Seconds
from cchc.collect.store import Feed, Row, Store

DAY = 86_400
WEEK = 7 * DAY  # after which archives are asked again whether anything in them was corrected
_MOST_ARCHIVES = 200  # documents behind one feed; a chain without end must not fill the disk
_COLUMNS = "id, guid, digest, title, link, published, month, first_seen, left_at, place, archive"


@dataclass(slots=True)
class Taken:
    """What one document brought. `mended`: it was no well-formed XML; `doubtful`: items whose date is not believed."""

    new: int = 0
    corrected: int = 0
    left: int = 0
    doubtful: int = 0
    unchanged: bool = False
    mended: bool = False
    wrong_charset: bool = False


def take(store: Store, of: Feed, answer: Answer, now: Seconds) -> Taken | Fault:
    """Keep what the newest document of a feed says, in one transaction."""
    with store.transaction():
        found = _take(store, of, answer, of.asked, now, archive=False)
        if isinstance(found, Taken):
            store.succeeded(of.id, answer.moved_to, now)
        return found


def take_archive(store: Store, of: Feed, address: str, answer: Answer, now: Seconds) -> Taken | Fault:
    """Keep what an archive says (RFC 5005), and which one comes next, in one transaction."""
    with store.transaction():
        return _take(store, of, answer, address, now, archive=True)


def next_archive(store: Store, of: Feed) -> str | None:
    """Where the reading of a feed's archives goes on."""
    found = store.row("SELECT next_archive FROM feed WHERE id = ?", of.id)
    return found["next_archive"] if found else None


def _take(store: Store, of: Feed, answer: Answer, address: str, now: Seconds, *, archive: bool) -> Taken | Fault:
    known = store.row("SELECT * FROM document WHERE feed = ? AND address = ?", of.id, address)
    digest = hashlib.blake2b(answer.body or b"", digest_size=16).digest()
    if answer.body is None or (known is not None and known["digest"] == digest):
        if known is None:
            return Fault(FaultKind.UNEXPECTED)
        _keep_document(store, of, address, answer, known["digest"], known["prev_archive"], now)
        _walk(store, of, known["prev_archive"], now, archive=archive, start=False)
        return Taken(unchanged=True)
    document = feed.parse(answer.body, answer.charset, answer.address)
    if document is None:
        return Fault(FaultKind.NOT_A_FEED)
    if not document.items and not archive and not _may_be_empty(store, of, now):
        return Fault(FaultKind.EMPTY)
    taking = _Taking(store, of, document, now)
    ids = taking.items()
    verify = taking.missing_in_archive(ids, address) if archive else taking.missing(ids)
    new_chain = known is not None and known["prev_archive"] != document.prev_archive
    gap = bool(ids) and ids[-1] in taking.fresh  # the window does not reach back to what was known
    _keep_document(store, of, address, answer, digest if document.whole else b"", document.prev_archive, now)
    _walk(store, of, document.prev_archive, now, archive=archive, start=verify or new_chain or gap)
    taking.taken.mended = not document.whole
    taking.taken.wrong_charset = not document.right_charset
    return taking.taken


class _Taking:
    """One document on its way into the store."""

    def __init__(self, store: Store, of: Feed, document: Document, now: Seconds) -> None:
        self.store, self.feed, self.document, self.now = store, of, document, now
        self.taken = Taken()
        self.fresh: set[int] = set()
        self._guids = Counter(item.guid for item in document.items)
        self._before = {
            int(row["id"]): int(row["place"])
            for row in store.rows("SELECT id, place FROM item WHERE feed = ? AND place IS NOT NULL", of.id)
        }

    def items(self) -> list[int]:
        """Keep every item; returns their ids in the order of the document."""
        return list(dict.fromkeys(self._item(item) for item in self.document.items))

    def missing(self, ids: list[int]) -> bool:
        """Place the items of the newest document; those that should be in it and are not were taken back.

        Items fall out of a document at its end as new ones come in. One that is missing above others which are still
        there, or from a document that grew shorter, was taken back. Returns whether an archive has to be asked.
        """
        for place, number in enumerate(ids):
            if self._before.get(number) != place:
                self.store.change("UPDATE item SET place = ? WHERE id = ?", place, number)
        if not self.document.whole:
            return False
        still = [self._before[number] for number in ids if number in self._before]
        reach = _in_order(still)[-1] if still else -1
        shorter = len(ids) < len(self._before) and (bool(still) or not ids)
        missing = self._before.keys() - set(ids)
        for number in missing:
            self.store.change("UPDATE item SET place = NULL WHERE id = ?", number)
        return self._left(number for number in missing if shorter or self._before[number] < reach)

    def missing_in_archive(self, ids: list[int], address: str) -> bool:
        """Note which items an archive has; those that it no longer has were taken back, unless they are elsewhere."""
        self.store.sql.executemany("UPDATE item SET archive = ? WHERE id = ?", [(address, number) for number in ids])
        if self.document.whole:
            query = "SELECT id FROM item WHERE feed = ? AND archive = ?"
            had = {int(row["id"]) for row in self.store.rows(query, self.feed.id, address)} - set(ids)
            for number in had:
                self.store.change("UPDATE item SET archive = NULL WHERE id = ?", number)
            self._left(number for number in had if number not in self._before)
        return False

    def _left(self, numbers: Iterable[int]) -> bool:
        verify = False
        for number in sorted(numbers):
            row = self.store.row(f"SELECT {_COLUMNS} FROM item WHERE id = ?", number)
            if row is None or row["left_at"] is not None:
                continue
            if row["archive"] is not None:
                verify = True
                continue
            self.store.change("UPDATE item SET left_at = ? WHERE id = ?", self.now, number)
            self.store.month_changed(row["month"])
            self.taken.left += 1
        return verify

    def _item(self, item: Item) -> int:
        row, guid = self._known(item)
        if row is None:
            return self._add(item, guid)
        number = int(row["id"])
        if row["left_at"] is not None:  # it is there again
            self.store.change("UPDATE item SET left_at = NULL WHERE id = ?", number)
            self.store.month_changed(row["month"])
        if row["digest"] != item.digest:
            self._correct(item, row)
        return number

    def _known(self, item: Item) -> tuple[Row | None, str]:
        """The row of an item, if there is one, and the GUID under which to keep it."""
        longer = f"{item.guid} {item.link}"
        query = f"SELECT {_COLUMNS} FROM item WHERE feed = ? AND guid IN (?, ?) ORDER BY link = ? DESC, guid = ? DESC"
        rows = list(self.store.rows(query, self.feed.id, item.guid, longer, item.link, item.guid))
        shared = self._guids[item.guid] > 1
        for row in rows:
            if row["link"] == item.link or not (shared or _another(row, item)):
                return row, item.guid
        if not rows and (moved := self._with_new_guid(item)) is not None:
            return moved, item.guid
        taken = any(row["guid"] == item.guid for row in rows)
        return None, longer if taken else item.guid

    def _with_new_guid(self, item: Item) -> Row | None:
        """An item of the same address and title whose old GUID is gone: the site changed its system."""
        if not item.link or not item.title:
            return None
        query = f"SELECT {_COLUMNS} FROM item WHERE feed = ? AND link = ? AND title = ? LIMIT 2"
        rows = list(self.store.rows(query, self.feed.id, item.link, clean.line(item.title)))
        if len(rows) != 1 or self._guids[rows[0]["guid"]] or rows[0]["published"] != item.published:
            return None
        self.store.change("UPDATE item SET guid = ? WHERE id = ?", item.guid, rows[0]["id"])
        return rows[0]

    def _add(self, item: Item, guid: str) -> int:
        values = self._values(item, self.now)
        values |= {"feed": self.feed.id, "guid": guid, "first_seen": self.now}
        query = f"INSERT INTO item ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"
        number = int(self.store.sql.execute(query, tuple(values.values())).lastrowid or 0)
        self.fresh.add(number)
        self.store.month_changed(str(values["month"]))
        self.taken.new += 1
        return number

    def _correct(self, item: Item, row: Row) -> None:
        values = self._values(item, row["first_seen"]) | {"changed_at": self.now}
        names = ", ".join(f"{name} = ?" for name in values)
        query = f"UPDATE item SET {names}, corrections = corrections + 1 WHERE id = ?"
        self.store.change(query, *values.values(), row["id"])
        self.store.month_changed(row["month"], str(values["month"]))
        self.taken.corrected += 1

    def _values(self, item: Item, seen: Seconds) -> dict[str, object]:
        doubt = moments.doubt(item.dated, item.published, seen)
        self.taken.doubtful += doubt is not None
        published = item.published
        shown = seen if doubt is not None or published is None else published
        return {
            "digest": item.digest,
            "title": clean.line(item.title) or "(không có tiêu đề)",
            "link": item.link,
            "summary": clean.summary(item.summary),
            "content": clean.html(item.content, item.link or self.document.base),
            "published": published,
            "doubt": doubt.value if doubt else "",
            "shown_at": shown,
            "month": moments.month(shown),
        }


def _another(row: Row, item: Item) -> bool:
    """Whether an item with a known GUID is another article all the same: nothing of it is as it was."""
    dated = item.published
    return row["title"] != clean.line(item.title) and (dated is None or row["published"] != dated)


def _in_order(places: list[int]) -> list[int]:
    """The ends of the longest runs of places that still stand in their old order (patience sorting)."""
    ends: list[int] = []
    for place in places:
        where = bisect_left(ends, place)
        ends[where : where + 1] = [place]
    return ends


def _may_be_empty(store: Store, of: Feed, now: Seconds) -> bool:
    """An empty feed is more often a fault than meant: believed after a day."""
    had = "SELECT count(*) FROM item WHERE feed = feed.id AND place IS NOT NULL"
    row = store.row(f"SELECT empty_since, ({had}) AS had FROM feed WHERE id = ?", of.id)
    if row is None or not row["had"]:
        return True
    store.change("UPDATE feed SET empty_since = coalesce(empty_since, ?) WHERE id = ?", now, of.id)
    return row["empty_since"] is not None and now - row["empty_since"] >= DAY


def _keep_document(
    store: Store, of: Feed, address: str, answer: Answer, digest: bytes, prev: str | None, now: Seconds
) -> None:
    """Remember the validators of a document; of one that was not whole none, so that it comes whole again."""
    etag, modified = (answer.validators.etag, answer.validators.last_modified) if digest else ("", "")
    store.change(
        "INSERT INTO document (feed, address, etag, last_modified, digest, prev_archive, taken_at, walk) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET etag = excluded.etag, digest = excluded.digest, "
        "last_modified = excluded.last_modified, prev_archive = excluded.prev_archive, "
        "taken_at = CASE WHEN ? THEN excluded.taken_at ELSE taken_at END",
        of.id,
        address,
        etag,
        modified,
        digest,
        prev,
        now,
        answer.body is not None,
    )
    if digest and address == of.asked:
        store.change("UPDATE feed SET empty_since = NULL WHERE id = ? AND empty_since IS NOT NULL", of.id)


def _walk(store: Store, of: Feed, prev: str | None, now: Seconds, *, archive: bool, start: bool) -> None:
    """Where to read on in the archives: all of them the first time, after a gap, and once a week."""
    row = store.row("SELECT walk, walked_at, next_archive FROM feed WHERE id = ?", of.id)
    if row is None:
        return
    if archive:
        _go_on(store, of, row["walk"], row["next_archive"], prev)
    elif prev is not None and (start or row["walked_at"] is None or now - row["walked_at"] >= WEEK):
        query = "UPDATE feed SET walk = walk + 1, walked_at = ?, next_archive = ? WHERE id = ?"
        store.change(query, now, prev, of.id)


def _go_on(store: Store, of: Feed, walk: int, done: str, prev: str | None) -> None:
    store.change("UPDATE document SET walk = ? WHERE feed = ? AND address = ?", walk, of.id, done)
    query = "SELECT count(*) AS read, coalesce(max(address = ?), 0) AS round FROM document WHERE feed = ? AND walk = ?"
    row = store.row(query, prev, of.id, walk)
    ends = prev is None or row is None or row["round"] or row["read"] >= _MOST_ARCHIVES
    store.change("UPDATE feed SET next_archive = ? WHERE id = ?", None if ends else prev, of.id)
