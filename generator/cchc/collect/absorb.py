"""What a document means for what is known: its items, its validators, and which archive (RFC 5005) is read next."""

import hashlib

from cchc.collect import feed
from cchc.collect.faults import Fault, FaultKind
from cchc.collect.fetch import Answer
from cchc.collect.items import Taken, Taking, missing_everywhere
from cchc.collect.moments import Seconds
from cchc.collect.store import Feed, Store

DAY = 86_400
WEEK = 7 * DAY  # after which archives are asked again whether anything in them was corrected
_MOST_ARCHIVES = 200  # documents behind one feed; a chain without end must not fill the disk


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
        left = _walk(store, of, known["prev_archive"], now, archive=archive, start=False)
        return Taken(left=left, unchanged=True)
    document = feed.parse(answer.body, answer.charset, answer.address)
    if document is None:
        return Fault(FaultKind.NOT_A_FEED)
    if not document.items and not archive and not _may_be_empty(store, of, now):
        return Fault(FaultKind.EMPTY)
    taking = Taking(store, of, document, now)
    ids = taking.items()
    verify = False
    if archive:
        taking.missing_in_archive(ids, address)
    else:
        verify = taking.missing(ids)
    new_chain = known is not None and known["prev_archive"] != document.prev_archive
    gap = bool(ids) and ids[-1] in taking.fresh  # the window does not reach back to what was known
    _keep_document(store, of, address, answer, digest if document.whole else b"", document.prev_archive, now)
    start = verify or new_chain or gap
    taking.taken.left += _walk(store, of, document.prev_archive, now, archive=archive, start=start)
    taking.taken.mended = not document.whole
    taking.taken.wrong_charset = not document.right_charset
    return taking.taken


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


def _walk(store: Store, of: Feed, prev: str | None, now: Seconds, *, archive: bool, start: bool) -> int:
    """Where to read on in the archives: all of them the first time, after a gap, and once a week.

    Returns how many items turned out to be taken back.
    """
    row = store.row("SELECT walk, walked_at, next_archive FROM feed WHERE id = ?", of.id)
    if row is None:
        return 0
    if archive:
        return _go_on(store, of, row["walk"], row["next_archive"], prev, now)
    if prev is not None and (start or row["walked_at"] is None or now - row["walked_at"] >= WEEK):
        query = "UPDATE feed SET walk = walk + 1, walked_at = ?, next_archive = ? WHERE id = ?"
        store.change(query, now, prev, of.id)
    return 0


def _go_on(store: Store, of: Feed, walk: int, done: str, prev: str | None, now: Seconds) -> int:
    store.change("UPDATE document SET walk = ? WHERE feed = ? AND address = ?", walk, of.id, done)
    query = (
        "SELECT count(*) AS read, coalesce(max(address = ?), 0) AS round, max(digest = x'') AS broken "
        "FROM document WHERE feed = ? AND walk = ?"
    )
    row = store.row(query, prev, of.id, walk)
    ends = prev is None or row is None or row["round"] or row["read"] >= _MOST_ARCHIVES
    store.change("UPDATE feed SET next_archive = ? WHERE id = ?", None if ends else prev, of.id)
    whole = prev is None and row is not None and not row["broken"]
    return missing_everywhere(store, of, walk, now) if whole else 0
