"""The items of one document and what is known of them: new ones, corrected ones, those that a unit took back.

An item is the same as long as its GUID is. Servers break that rule, so the address helps: one GUID for several
articles keeps them apart, a new GUID for an old article does not double it.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cchc.collect import clean, moments
from cchc.collect.feed import Document, Item
from cchc.collect.moments import Seconds
from cchc.collect.store import Feed, Row, Store

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


class Taking:
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

    def missing_in_archive(self, ids: list[int], address: str) -> None:
        """Note which items an archive has; those that it no longer has were taken back, unless they are elsewhere."""
        self.store.sql.executemany("UPDATE item SET archive = ? WHERE id = ?", [(address, number) for number in ids])
        if self.document.whole:
            query = "SELECT id FROM item WHERE feed = ? AND archive = ?"
            had = {int(row["id"]) for row in self.store.rows(query, self.feed.id, address)} - set(ids)
            for number in had:
                self.store.change("UPDATE item SET archive = NULL WHERE id = ?", number)
            self._left(number for number in had if number not in self._before)

    def _left(self, numbers: Iterable[int]) -> bool:
        """Note that items were taken back; returns whether an archive has some of them, which is to be asked first."""
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
