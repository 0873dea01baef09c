"""How a report words what it tells: counts, documents as they are cited, bodies and days in a sentence."""

import re

from cchc import text
from cchc.known import Gap as Missing
from cchc.model.base import Qualifier
from cchc.model.document import Document
from cchc.model.plan import Plan
from cchc.period import PartialDay
from cchc.reporting.draft import Gap, Piece, Words

Pieces = tuple[Piece, ...]
#: No name of a body or a place begins with these.
_COMMON = {"các", "những", "mọi", "một", "trước", "sau", "trong", "trên", "dọc", "gần", "cạnh", "tại", "ở"}


def counted(value: int) -> str:
    """A count as reports write it: two digits at least ("05 cuộc")."""
    return f"{value:02d}" if 0 < value < 10 else text.number(value)


def about(qualifier: Qualifier) -> str:
    """How exact a figure is, in front of it: "gần "."""
    return f"{qualifier.label} " if qualifier.label else ""


def words(value: object) -> Pieces:
    """A value as plain words; nothing for none."""
    return (Words(str(value)),) if value else ()


def named(document: Document | Plan, subject: str, gap: str) -> Pieces:
    """A document as reports cite it: type, number (to be filled in where it was left blank), day, issuer, subject."""
    kind = document.type.label if isinstance(document, Document) else "Kế hoạch"
    symbol = document.symbol if isinstance(document.symbol, str) else ""
    number = () if symbol[:1].isalnum() else (Gap(gap, "số"),)
    told = symbol
    if day := day_of(document):
        told += f" ngày {day}"
    told += f" của {document.issuer}" + (f" về {topic(subject)}" if subject else "")
    return (Words(f"{kind} số "), *number, Words(told))


def day_of(document: object) -> str:
    """The day of a document as it is written; nothing for a document whose day is not known."""
    day = getattr(document, "date", None)
    if isinstance(day, PartialDay):
        day = day.whole
    return "" if day is None or isinstance(day, Missing) else text.long_date(day)


def text_lower(value: str) -> str:
    """A phrase in the middle of a sentence; abbreviations keep their capitals."""
    first = value.split(" ", 1)[0]
    return value if len(first) > 1 and first.isupper() else value[:1].lower() + value[1:]


def topic(subject: str) -> str:
    """What a document is about, behind “về việc”: registers often have these words before it already."""
    return text_lower(re.sub(r"^(?:v/v|về việc|về)[ :]+", "", subject, count=1, flags=re.IGNORECASE))


def inside(name: str) -> str:
    """A body or a place in the middle of a sentence: proper names, which have more capitals, keep their first."""
    first, *rest = name.split(" ")
    proper = any(word[:1].isupper() for word in rest) and first.lower() not in _COMMON
    return name if proper else text_lower(name)
