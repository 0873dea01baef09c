"""Days and hours as feeds write them, and which of them cannot be believed."""

import datetime as dt
import re
from email.utils import parsedate_tz

from cchc.known import Choice
from cchc.text import VIETNAM

Seconds = int  # since 1970, UTC
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_CLOCK_OF_OTHERS = 3600  # seconds that the clock of a server may be ahead before its dates are doubted
_EARLIEST = int(dt.datetime(2000, 1, 1, tzinfo=VIETNAM).timestamp())  # no unit had a site; what is older is 0 or a slip


class Doubt(Choice):
    """Why the date of an item is not believed (ngày đáng ngờ)."""

    MISSING = "khong-co", "không ghi ngày"
    UNREADABLE = "khong-doc-duoc", "ngày ghi sai cách"
    FUTURE = "tuong-lai", "ngày ở tương lai"
    EARLY = "qua-cu", "ngày trước năm 2000"


def read(written: str) -> Seconds | None:
    """A moment of RFC 822 (RSS), RFC 3339 (Atom), or as people write it here; without a zone it is Vietnam's."""
    for reader in (_iso, _rfc822, _local):
        try:
            moment = reader(written.strip())
            if moment is not None:
                return int(moment.timestamp())
        except (ValueError, OverflowError, TypeError):
            continue
    return None


def doubt(written: str, moment: Seconds | None, seen: Seconds) -> Doubt | None:
    """What is wrong with a date, for an item that was first seen at a moment."""
    if not written.strip():
        return Doubt.MISSING
    if moment is None:
        return Doubt.UNREADABLE
    if moment > seen + _CLOCK_OF_OTHERS:
        return Doubt.FUTURE
    return Doubt.EARLY if moment < _EARLIEST else None


def vietnam(moment: Seconds) -> dt.datetime:
    """A moment on the clock of Vietnam."""
    return dt.datetime.fromtimestamp(moment, VIETNAM)


def month(moment: Seconds) -> str:
    """ "2024-09" """
    return f"{vietnam(moment):%Y-%m}"


def shown(moment: Seconds) -> str:
    """A moment for readers: "08:05 ngày 24/09/2024"."""
    return f"{vietnam(moment):%H:%M ngày %d/%m/%Y}"


def _iso(written: str) -> dt.datetime | None:
    moment = dt.datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _rfc822(written: str) -> dt.datetime | None:
    parts = parsedate_tz(written)
    if parts is None:
        return None
    offset = parts[9]
    zone = VIETNAM if offset is None else dt.timezone(dt.timedelta(seconds=offset))
    return dt.datetime(*parts[:6], tzinfo=zone)


def _local(written: str) -> dt.datetime | None:
    """24/09/2024 08:00: the day first."""
    found = _LOCAL.fullmatch(written)
    if found is None:
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)
