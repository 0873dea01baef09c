"""Vietnamese text: one Unicode form, slugs, order, dates, numbers and money as people write them."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from slugify import slugify as _slugify

from cchc.problems import Refused

# Zero-width and direction marks that copied text carries along (U+200E inside "ký"), and control
# characters, which HTML and RSS forbid; those that move the cursor become spaces, so that lines keep their number.
_INVISIBLE: dict[int, str | None] = {
    **dict.fromkeys(
        [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0x00AD, 0xFFFE, 0xFFFF]
    ),
    **dict.fromkeys([*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0xA0), *range(0xD800, 0xE000)]),
    **dict.fromkeys([0x0B, 0x0C, *range(0x1C, 0x20), 0x85], " "),
}
#: A character that nobody sees, which neither YAML nor the XML of a feed may contain.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
#: A file's name without ending that can be the last part of an address.
FILE_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_SPACES = re.compile(r"[^\S\n]+")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_ALPHABET = {letter: index for index, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=100)}
_TONES = {mark: index for index, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", start=1)}  # à ả ã á ạ
#: Tone marks where they were placed once, and where most write them now: hoà, hòa.
OLD_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
VIETNAM = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no daylight saving since 1975
#: This program is younger: a clock that tells an earlier year stopped, as those of computers with an empty battery do.
_FIRST_YEAR = 2025
_ROMAN = ("", "I", "II", "III", "IV")


def clean(value: str) -> str:
    """Give text its one form: NFC, ordinary spaces, no invisible marks, no space at line ends."""
    if value.isascii() and value.isprintable() and "  " not in value:  # most keys and codes
        return value.strip()
    if _is_clean(value) and "  " not in value and "\n " not in value:
        return value.strip()
    value = unicodedata.normalize("NFC", value.translate(_INVISIBLE))
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip() for line in _SPACES.sub(" ", value).split("\n")).strip()


def clean_markdown(value: str) -> str:
    """Like `clean`, but keeps the indentation that Markdown means, and tabs between words: a table comes with them."""
    if _is_clean(value):
        return value.strip("\n")
    value = unicodedata.normalize("NFC", value.translate(_INVISIBLE)).replace("\u00a0", " ")
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _INDENT.sub(lambda indent: indent[0].expandtabs(4), value) if "\t" in value else value
    return "\n".join(line.rstrip() for line in value.split("\n")).strip("\n")


def _is_clean(value: str) -> bool:
    """A quick look that most texts pass: one form, no space but the ordinary one, none at line ends, no marks."""
    return (
        unicodedata.is_normalized("NFC", value)
        and " \n" not in value
        and not value.endswith(" ")
        and value.replace("\n", "").isprintable()
    )


def fold(value: str) -> str:
    """Lower case without any diacritics, đ as d: the form in which people search."""
    value = unicodedata.normalize("NFD", value.lower().replace("đ", "d"))
    return "".join(c for c in value if not unicodedata.combining(c))


def shortened(value: str, most: int) -> str:
    """At most so many characters of a text, whole words, with dots where some are left out."""
    return value if len(value) <= most else value[:most].rsplit(" ", 1)[0].rstrip(",;:") + "…"


@lru_cache(maxsize=4096)
def slug(value: str) -> str:
    """A Vietnamese phrase as a part of an address: "Đường dây nóng" -> "duong-day-nong"."""
    return str(_slugify(value.replace("đ", "d").replace("Đ", "D")))


def sort_key(value: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Order of the Vietnamese alphabet: letters first (a ă â b c d đ e ê ...), then tones."""
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", value.lower()):
        base = unicodedata.normalize("NFD", char)
        tone = next((_TONES[mark] for mark in base if mark in _TONES), 0)
        letter = unicodedata.normalize("NFC", "".join(mark for mark in base if mark not in _TONES)) or char
        letters.append(_ALPHABET.get(letter, ord(letter[0]) if ord(letter[0]) < 100 else 200 + ord(letter[0])))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def today() -> dt.date:
    """The day by the clock in Vietnam. Only the edges of the program ask; the core is told.

    Raises Refused when the clock stands wrong: a site of 1970 has no news, and would be published so.
    """
    day = dt.datetime.now(VIETNAM).date()
    if day.year < _FIRST_YEAR:
        raise Refused(f"đồng hồ máy này chỉ ngày {long_date(day)}; sửa ngày giờ của máy rồi chạy lại", 3)
    return day


def vietnam(moment: float) -> dt.datetime:
    """A moment, in seconds since 1970, on the clock of Vietnam."""
    return dt.datetime.fromtimestamp(moment, VIETNAM)


def long_date(day: dt.date) -> str:
    """31/12/2024, 05/3/2024: as NĐ 30/2020 writes dates, two digits for days, of months for 1 and 2 alone."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def long_moment(moment: dt.datetime) -> str:
    """08:05 ngày 24/9/2024"""
    return f"{moment:%H:%M} ngày {long_date(moment)}"


def number(value: int | float | Decimal) -> str:
    """A number as Vietnamese readers expect it: dot for thousands, comma for decimals."""
    text = f"{value:,}" if isinstance(value, int) else f"{Decimal(str(value)).normalize():,f}"
    return text.translate(str.maketrans(",.", ".,"))


def money(amount: int | Decimal) -> str:
    """An amount in đồng: 50.000 đồng; a round one of many as people say it: 18 tỷ đồng."""
    if amount >= 1_000_000_000 and amount % 100_000_000 == 0:
        return f"{number(Decimal(amount) / 1_000_000_000)} tỷ đồng"
    return f"{number(amount)} đồng"


def roman_quarter(quarter: int) -> str:
    """Quarters are written in Roman numerals: quý III."""
    return _ROMAN[quarter]
