"""Days and hours as feeds write them, and which of them cannot be believed."""

import datetime as dt
import re
from email.utils import parsedate_tz

from cchc.known import Choice
from cchc.text import VIETNAM, long_moment, vietnam

Seconds = int  # since 1970, UTC
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
# A zone after the time, also as no reader takes it: "GMT+7", "UTC+07:00", "+7", "ICT", "+0700 (Indochina Time)".
_ZONE = re.compile(
    r"(?<=:\d\d)\s*(?:(?:GMT|UTC?)?\s*([+-])(\d{1,2})(?::?(\d\d))?|ICT)(?:\s*\([^()]*\))?$", re.IGNORECASE
)
_GREENWICH = re.compile(r"\b(?:GMT|UTC?|Z)$", re.IGNORECASE)
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
            bare, zone = _zoned(written.strip())
            moment = reader(bare)
            if moment is not None:
                return int((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp())
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


def month(moment: Seconds) -> str:
    """ "2024-09" """
    return f"{vietnam(moment):%Y-%m}"


def shown(moment: Seconds) -> str:
    """A moment for readers: "08:05 ngày 24/9/2024"."""
    return long_moment(vietnam(moment))


def _zoned(written: str) -> tuple[str, dt.timezone]:
    """A moment without its zone, and that zone: Vietnam's unless a number says another."""
    found = _ZONE.search(written)
    if found is None:
        return written, VIETNAM
    sign, hours, minutes = found.groups()
    away = dt.timedelta(hours=int(hours or 7), minutes=int(minutes or 0))  # ICT, Indochina's, has no number
    return written[: found.start()], dt.timezone(-away if sign == "-" else away)


def _iso(written: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(written)


def _rfc822(written: str) -> dt.datetime | None:
    parts = parsedate_tz(written)
    if parts is None:
        return None
    # The library takes a zone that is not there, or that it does not know, for Greenwich.
    known = parts[9] or _GREENWICH.search(written)
    return dt.datetime(*parts[:6], tzinfo=dt.timezone(dt.timedelta(seconds=parts[9] or 0)) if known else None)


def _local(written: str) -> dt.datetime | None:
    """24/09/2024 08:00: the day first."""
    found = _LOCAL.fullmatch(written)
    if found is None:
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    return dt.datetime(year, month, day, hour, minute, second)
