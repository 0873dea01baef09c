"""What was collected, in one SQLite file: one transaction for each document, so that a kill loses or doubles nothing.

Times are seconds since 1970 (UTC). WAL with synchronous=NORMAL: after a power cut the last documents may be missing,
together with their validators, and are simply asked for again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc.collect.faults import Fault
from cchc.collect.fetch import Validators
from cchc.collect.moments import Seconds
from cchc.collect.subscriptions import SubscriptionList
from cchc.problems import Refused

_VERSION = 1
_SCHEMA = """
CREATE TABLE feed (
  id INTEGER PRIMARY KEY,
  unit TEXT NOT NULL UNIQUE,           -- id in the list
  name TEXT NOT NULL,
  address TEXT NOT NULL,               -- as the list has it
  moved_to TEXT,                       -- where the server says that it lives now
  position INTEGER,                    -- in the list; NULL: no longer there
  read_at INTEGER,                     -- last time that all went well
  fault TEXT NOT NULL DEFAULT '',      -- why the last attempt failed; '' when it did not
  failing_since INTEGER,
  failures INTEGER NOT NULL DEFAULT 0, -- in a row
  not_before INTEGER NOT NULL DEFAULT 0,
  empty_since INTEGER,
  walk INTEGER NOT NULL DEFAULT 0,     -- number of the last reading of the archives
  walked_at INTEGER,                   -- when it began
  next_archive TEXT                    -- where it goes on; NULL: it is finished
);
CREATE TABLE document (
  feed INTEGER NOT NULL REFERENCES feed,
  address TEXT NOT NULL,
  etag TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  digest BLOB NOT NULL,
  prev_archive TEXT,
  taken_at INTEGER NOT NULL,           -- last time that its whole text came
  walk INTEGER NOT NULL,
  PRIMARY KEY (feed, address)
) WITHOUT ROWID;
CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL REFERENCES feed,
  guid TEXT NOT NULL,
  digest TEXT NOT NULL,                -- of the item as it came
  title TEXT NOT NULL,
  link TEXT NOT NULL,
  summary TEXT NOT NULL,               -- plain text
  content TEXT NOT NULL,               -- HTML, cleaned
  published INTEGER,                   -- as the unit says
  doubt TEXT NOT NULL,                 -- why that is not believed; '' when it is
  shown_at INTEGER NOT NULL,           -- that, or what is believed instead: when it was first seen
  month TEXT NOT NULL,                 -- of that, in Vietnam: "2024-09"
  first_seen INTEGER NOT NULL,
  changed_at INTEGER,                  -- last correction
  corrections INTEGER NOT NULL DEFAULT 0,
  left_at INTEGER,                     -- when the unit took it back
  place INTEGER,                       -- in the newest document of the feed; NULL: not there
  archive TEXT,                        -- address of the archive that has it
  UNIQUE (feed, guid)
);
CREATE INDEX item_shown ON item (shown_at);
CREATE INDEX item_guid ON item (guid);
CREATE INDEX item_month ON item (month);
CREATE INDEX item_link ON item (feed, link);
CREATE INDEX item_place ON item (feed, place) WHERE place IS NOT NULL;
CREATE INDEX item_archive ON item (feed, archive) WHERE archive IS NOT NULL;
CREATE TABLE changed_month (month TEXT PRIMARY KEY) WITHOUT ROWID;  -- whose page is to be made anew
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
Row = Any  # sqlite3.Row: a column by its name


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it stood when the run began."""

    id: int
    unit: str
    name: str
    address: str
    moved_to: str | None
    not_before: Seconds
    failures: int
    fault: str

    @property
    def asked(self) -> str:
        """The address to ask."""
        return self.moved_to or self.address


class Store:
    """The file. All of its methods belong to one thread at a time."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.sql = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=30)
        self.sql.row_factory = sqlite3.Row
        try:
            self.sql.execute("PRAGMA journal_mode = WAL")
            self.sql.execute("PRAGMA synchronous = NORMAL")
            self._prepare(file)
        except Refused:
            self.close()
            raise
        except sqlite3.DatabaseError:
            self.close()
            raise Refused(
                f"{file} không phải kho tin của lệnh này, hoặc đã hỏng; chọn tệp khác bằng --store", 3
            ) from None

    def close(self) -> None:
        """Close the file."""
        self.sql.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self.sql.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.sql.execute("ROLLBACK")
            raise
        self.sql.execute("COMMIT")

    def row(self, query: str, *values: object) -> Row | None:
        """The first row of an answer."""
        found: Row | None = self.sql.execute(query, values).fetchone()
        return found

    def rows(self, query: str, *values: object) -> Iterator[Row]:
        """The rows of an answer."""
        return iter(self.sql.execute(query, values))

    def change(self, query: str, *values: object) -> None:
        """A statement without an answer."""
        self.sql.execute(query, values)

    def adopt(self, listed: SubscriptionList) -> None:
        """Bring the feeds to what the list says. A unit with a new id but a known feed keeps its items."""
        with self.transaction():
            ids = {unit.id for unit in listed.units}
            for unit in listed.units:
                known = self.row("SELECT id FROM feed WHERE unit = ?", unit.id)
                same = None if known else self._renamed(unit.feed, ids)
                if same is not None:
                    self.change("UPDATE feed SET unit = ? WHERE id = ?", unit.id, same)
            names = {row["unit"]: (row["name"], row["position"]) for row in self.rows("SELECT * FROM feed")}
            self.change("UPDATE feed SET position = NULL")
            for position, unit in enumerate(listed.units):
                self._list(unit.id, unit.name, unit.feed, position)
            now = {row["unit"]: (row["name"], row["position"]) for row in self.rows("SELECT * FROM feed")}
            for name in [name for name in now if names.get(name) != now[name] and name in names]:
                self._changed_months_of(name)

    def feeds(self) -> list[Feed]:
        """The feeds of the list, in its order."""
        columns = "id, unit, name, address, moved_to, not_before, failures, fault"
        found = self.rows(f"SELECT {columns} FROM feed WHERE position IS NOT NULL ORDER BY position")
        return [Feed(*tuple(row)) for row in found]

    def validators(self, newest: Seconds, archives: Seconds) -> dict[tuple[int, str], Validators]:
        """What is known of each document, unless its whole text last came before a moment: then it is to come again.

        A server may be wrong for ever in saying that nothing changed. Archives are large: they have their own moment.
        """
        query = (
            "SELECT feed, address, etag, last_modified FROM document "
            "WHERE taken_at >= CASE WHEN walk > 0 THEN ? ELSE ? END"
        )
        return {(row["feed"], row["address"]): Validators(row["etag"], row["last_modified"])
                for row in self.rows(query, archives, newest)}  # fmt: skip

    def succeeded(self, feed: int, moved_to: str | None, now: Seconds) -> None:
        """Note that a feed answered well."""
        self.change(
            "UPDATE feed SET read_at = ?, fault = '', failures = 0, failing_since = NULL, not_before = 0, "
            "moved_to = coalesce(?, moved_to) WHERE id = ?",
            now,
            moved_to,
            feed,
        )

    def failed(self, feed: int, fault: Fault, not_before: Seconds, now: Seconds) -> None:
        """Note that a feed did not. One that moved and fails there again and again is asked at its old address."""
        with self.transaction():
            self.change(
                "UPDATE feed SET fault = ?, failures = failures + 1, not_before = ?, "
                "moved_to = CASE WHEN failures < 2 THEN moved_to END, "
                "failing_since = coalesce(failing_since, ?) WHERE id = ?",
                str(fault),
                not_before,
                now,
                feed,
            )

    def month_changed(self, *months: str) -> None:
        """Note that the pages of some months ("2024-09") are to be made anew."""
        self.sql.executemany("INSERT OR IGNORE INTO changed_month VALUES (?)", [(month,) for month in months])

    def setting(self, name: str) -> str:
        """A setting, or nothing."""
        found = self.row("SELECT value FROM setting WHERE name = ?", name)
        return str(found["value"]) if found else ""

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        self.change("INSERT OR REPLACE INTO setting VALUES (?, ?)", name, value)

    def _prepare(self, file: Path) -> None:
        version = self.sql.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise Refused(f"{file} do bản mới hơn của chương trình làm ra; cập nhật chương trình", 3)
        if version == 0:
            self.sql.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")

    def _renamed(self, address: str, ids: set[str]) -> int | None:
        read = "EXISTS (SELECT 1 FROM document WHERE document.feed = feed.id AND document.address = ?)"
        rows = self.rows(f"SELECT id, unit FROM feed WHERE address = ? OR {read}", address, address)
        return next((int(row["id"]) for row in rows if row["unit"] not in ids), None)

    def _list(self, unit: str, name: str, address: str, position: int) -> None:
        known = self.row("SELECT address, moved_to FROM feed WHERE unit = ?", unit)
        if known is None:
            query = "INSERT INTO feed (unit, name, address, position) VALUES (?, ?, ?, ?)"
            self.change(query, unit, name, address, position)
            return
        self.change("UPDATE feed SET name = ?, position = ? WHERE unit = ?", name, position, unit)
        if known["address"] != address:  # mended by hand: ask at once
            self.change(
                "UPDATE feed SET address = ?, moved_to = NULL, not_before = 0, failures = 0 WHERE unit = ?",
                address,
                unit,
            )

    def _changed_months_of(self, unit: str) -> None:
        query = "SELECT DISTINCT month FROM item JOIN feed ON feed.id = item.feed WHERE unit = ?"
        self.month_changed(*[row["month"] for row in self.rows(query, unit)])
