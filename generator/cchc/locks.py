"""Locks of this computer: one holder at a time among all programs and threads; the system drops those of a dead one.

SQLite's own, the same on every system: a file that is never written, held by a transaction that nobody else may be in.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_PAUSE = 0.05  # seconds between two attempts; not SQLite's own waiting, which Ctrl-C does not end


class Busy(Exception):
    """Another holds the lock, and went on holding it."""


@contextmanager
def locked(place: Path, patience: float = 0) -> Iterator[None]:
    """Hold the lock of a file; wait for it so many seconds at most. Raises Busy, OSError."""
    until = time.monotonic() + patience
    try:
        connection = sqlite3.connect(place, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise _refusal(place, error) from error
    with closing(connection):
        while not _taken(connection, place):
            if time.monotonic() >= until:
                raise Busy
            time.sleep(_PAUSE)
        yield


def _taken(connection: sqlite3.Connection, place: Path) -> bool:
    try:
        connection.execute("PRAGMA journal_mode=MEMORY")  # no second file, which a program that dies would leave behind
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise _refusal(place, error) from error
    return True


def _refusal(place: Path, error: sqlite3.Error) -> OSError:
    """What the system says of the file, where it says anything: SQLite says less."""
    try:
        place.open("ab").close()
    except OSError as refusal:
        return refusal
    return OSError(None, str(error), str(place))
