"""The items of one document and what is known of them: new ones, corrected ones, those that a unit took back.

An item is the same as long as its GUID is. Servers break that rule, so the address helps: one GUID for several
articles keeps them apart, a new GUID for an old article does not double it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cchc.collect import clean, moments
from cchc.collect.feed import Document, Item
from cchc.collect.moments import Seconds
from cchc.collect.store import Feed, Row, Store
from cchc.collect.window import Told, taken_back

_COLUMNS = "id, guid, digest, title, link, published, month, first_seen, left_at, place, archive"
_READ = ("title", "summary", "content", "published")  # what a reader sees of an item
_NOWHERE = "place IS NULL AND archive IS NULL AND left_at IS NULL"


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


class Taking:
    """One document on its way into the store."""

    def __init__(self, store: Store, of: Feed, document: Document, now: Seconds) -> None:
        self.store, self.feed, self.document, self.now = store, of, document, now
        self.taken = Taken()
        self.fresh: set[int] = set()
        self._guids = Counter(item.guid for item in document.items)
        self._corrected: set[int] = set()
        self._before = {
            int(row["id"]): Told(int(row["place"]), row["published"])
            for row in store.rows("SELECT id, place, published FROM item WHERE feed = ? AND place IS NOT NULL", of.id)
        }

    def items(self) -> list[int]:
        """Keep every item; returns their ids in the order of the document."""
        numbers = [self._item(item) for item in self.document.items]
        self._corrected = {number for number, item in zip(numbers, self.document.items, strict=True) if item.corrected}
        return list(dict.fromkeys(numbers))

    def missing(self, ids: list[int]) -> bool:
        """Place the items of the newest document, and note those that it took back, unless an archive has them.

        Returns whether archives have to be asked: for these, and for what only ran out of the window and is in none.
        """
        for place, number in enumerate(ids):
            if number not in self._before or self._before[number].place != place:
                self.store.change("UPDATE item SET place = ? WHERE id = ?", place, number)
        if not self.document.whole:
            return False
        missing = self._before.keys() - set(ids)
        for number in missing:
            self.store.change("UPDATE item SET place = NULL WHERE id = ?", number)
        back = taken_back(self._before, ids, self._corrected)
        self.taken.left += _leave(self.store, back, self.now)
        query = "SELECT id FROM item WHERE feed = ? AND archive IS NOT NULL"
        archived = {int(row["id"]) for row in self.store.rows(query, self.feed.id)}
        return any((number in back) == (number in archived) for number in missing)

    def missing_in_archive(self, ids: list[int], address: str) -> None:
        """Note which items an archive has; those that it no longer has were taken back, unless they are elsewhere."""
        self.store.sql.executemany("UPDATE item SET archive = ? WHERE id = ?", [(address, number) for number in ids])
        if self.document.whole:
            query = "SELECT id FROM item WHERE feed = ? AND archive = ?"
            had = {int(row["id"]) for row in self.store.rows(query, self.feed.id, address)} - set(ids)
            for number in had:
                self.store.change("UPDATE item SET archive = NULL WHERE id = ?", number)
            self.taken.left += _leave(self.store, had, self.now)

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
        values = self._values(item, row["first_seen"])
        before = self.store.row(f"SELECT {', '.join(_READ)}, link, corrections FROM item WHERE id = ?", row["id"])
        if before is None or not _only_moved(before, values):
            values |= {"changed_at": self.now, "corrections": before["corrections"] + 1 if before else 1}
            self.taken.corrected += 1
        names = ", ".join(f"{name} = ?" for name in values)
        self.store.change(f"UPDATE item SET {names} WHERE id = ?", *values.values(), row["id"])
        self.store.month_changed(row["month"], str(values["month"]))

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


def _only_moved(before: Row, now: dict[str, object]) -> bool:
    """Whether an item is as it was, but for the address of its site: a unit with a new domain corrected nothing."""
    old, new = str(before["link"]).split("/"), str(now["link"]).split("/")
    while len(old) > 3 < len(new) and old[-1] == new[-1]:  # after scheme and host, what both have
        del old[-1], new[-1]
    home, moved = "/".join(old), "/".join(new)
    told = [str(before[name]).replace(home, moved) for name in _READ]
    return "" != home != moved and told == [str(now[name]) for name in _READ]


def missing_everywhere(store: Store, of: Feed, walk: int, now: Seconds) -> int:
    """Note what is neither in a feed nor in its archives, now that a walk read all of these; returns how many. What was
    in an archive that is none of them any more, as when a unit moves to another address, is in none.

    Only what is not older than all that is in archives: those of this feed may have begun later. Nor newer, for a cache
    on the way may still give one of last month; unless its archive is no more, as when it was alone in that year.
    """
    read = "SELECT address FROM document WHERE feed = ? AND walk = ?"
    of_none = f"feed = ? AND archive NOT IN ({read})"
    lost = {int(row["id"]) for row in store.rows(f"SELECT id FROM item WHERE {of_none}", of.id, of.id, walk)}
    store.change(f"UPDATE item SET archive = NULL WHERE {of_none}", of.id, of.id, walk)
    ends = "SELECT min(shown_at) AS first, max(shown_at) AS last FROM item WHERE feed = ? AND archive IS NOT NULL"
    missing = f"feed = ? AND {_NOWHERE} AND shown_at > first"
    query = f"SELECT id, shown_at < last AS within FROM item, ({ends}) WHERE {missing}"
    found = [(int(row["id"]), row["within"]) for row in store.rows(query, of.id, of.id)]
    return _leave(store, [number for number, within in found if within or number in lost], now)


def _leave(store: Store, numbers: Iterable[int], now: Seconds) -> int:
    """Note that a unit took items back, unless they are told elsewhere; returns how many."""
    left = 0
    for number in sorted(numbers):
        row = store.row(f"SELECT month FROM item WHERE id = ? AND {_NOWHERE}", number)
        if row is not None:
            store.change("UPDATE item SET left_at = ? WHERE id = ?", now, number)
            store.month_changed(row["month"])
            left += 1
    return left
