"""How words are spelt: phrases and slips of wording.yml, and the two ways of placing a tone mark.

Every function takes text (NFC) and yields findings with the offset at which each begins. Knows nothing of records.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from cchc.data_files import data_file
from cchc.fields import Line, YesNo
from cchc.schema import Record


class Found(NamedTuple):
    """One finding: where it begins, the rule, what to tell and how to mend it."""

    offset: int
    rule: str
    message: str
    hint: str


class Phrase(Record):
    """A phrase that is written one way, and the words of their own that look like it."""

    right: Line
    real: tuple[Line, ...] = ()
    anywhere: YesNo = True


class Slip(Record):
    """Other letters, or a word too many."""

    wrong: Line
    right: Line


class Tables(Record):
    """The file wording.yml."""

    phrases: tuple[Phrase, ...] = Field(min_length=1)
    slips: tuple[Slip, ...] = ()
    remains: tuple[Line, ...] = ()


BLANKS = r"\s+"
_OLD_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_OLD_TONE = re.compile(rf"(?<!q)({'|'.join(_OLD_TONES)})(?!\w)")
_LETTERS = [chr(code) for code in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))]
#: The outline of a text in UTF-8: small consonants, one dot for a vowel, đ or whatever else is not ASCII.
_OUTLINE = bytes(0x20 if code <= 0x20 else ord(chr(code).lower()) for code in range(0x80)) + b"." * 0x80
_OUTLINE = _OUTLINE.translate(bytes.maketrans(b"aeiouyd", b"......."))
_CONTINUED = bytes(range(0x80, 0xC0))  # all bytes of a letter but its first


@cache
def tables() -> Tables:
    """The phrases, read when first needed."""
    return data_file(Path(__file__).with_name("wording.yml"), Tables)


def typos(text: str, *, quoted: bool = False) -> Iterator[Found]:
    """Known phrases with other marks, and known slips; `quoted`: look for the phrases of quoted passages too."""
    told: list[range] = []
    for spelling in _spellings() if quoted else _suspects(text):
        for match in _pattern(spelling.known[0]).finditer(text):
            within = any(match.start() in span for span in told)  # of a longer phrase
            if not within and _modern(match[0]) not in spelling.known and not match[0].isascii():
                told.append(range(*match.span()))
                yield _typo(match.start(), match[0], spelling.known[0])
    one_line = text.replace("\n", " ")
    for slip, pattern in _slips():
        if slip.wrong in one_line:
            for match in pattern.finditer(text):
                yield _typo(match.start(), match[0], slip.right)


def may_slip(text: str) -> bool:
    """A quick look: false when `typos` would find nothing in running text."""
    one_line = text.replace("\n", " ")
    return any(True for _ in _suspects(text)) or any(slip.wrong in one_line for slip, _ in _slips())


def mixed_tones(text: str) -> Iterator[Found]:
    """Both ways of placing the tone mark (Ủy and Uỷ, hóa and hoá) in one text; the rarer is where to look."""
    lower = text.lower()
    words = [(m.start(), m[0]) for m in re.finditer(r"\w+", lower) if not m[0].startswith("q")]
    old = [at for at, word in words if word.endswith(tuple(_OLD_TONES))]
    new = [at for at, word in words if word.endswith(tuple(_OLD_TONES.values()))]
    if old and new:
        message = "một văn bản viết dấu thanh hai cách (Ủy và Uỷ, hóa và hoá)"
        yield Found(min((old, new), key=len)[0], "tone-spelling", message, "chọn một cách cho cả văn bản")


def _typo(offset: int, got: str, want: str) -> Found:
    message = f"có lẽ gõ nhầm: “{' '.join(got.split())}”"
    return Found(offset, "typo", message, f"viết “{want}”; bản đã ban hành thì giữ nguyên, chỉ sửa trên trang")


def _modern(text: str) -> str:
    """Small letters, single blanks, the tone mark where most write it now: ủy, hóa."""
    return _OLD_TONE.sub(lambda match: _OLD_TONES[match[1]], " ".join(text.lower().split()))


class _Spelling(NamedTuple):
    """A phrase ready to be looked for: how it may stand (first: how it should), and its outline.

    `counted` are the same words, also with a capital: the first letter is left out where it bears no mark.
    """

    known: tuple[str, ...]
    counted: tuple[str, ...]
    anywhere: bool
    outline: bytes


@cache
def _spellings() -> tuple[_Spelling, ...]:
    """All phrases, the longest first."""

    def ready(phrase: Phrase) -> _Spelling:
        known = (phrase.right, *phrase.real)
        counted = [(word[1:],) if word[0].isascii() else (word, word.capitalize()) for word in known]
        return _Spelling(known, sum(counted, ()), phrase.anywhere, _outline(phrase.right))

    return tuple(map(ready, sorted(tables().phrases, key=lambda phrase: -len(phrase.right))))


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    """A phrase with any marks on its letters; most are never looked for."""
    words = ["".join(f"[{_marked()[_plain(letter)]}]" for letter in word) for word in phrase.split()]
    return re.compile(rf"(?<!\w){BLANKS.join(words)}(?!\w)")


@cache
def _marked() -> dict[str, str]:
    """Letters by what they are without marks."""
    marked: dict[str, str] = {}
    for letter in _LETTERS:
        marked[_plain(letter)] = marked.get(_plain(letter), "") + letter
    return marked


def _suspects(text: str) -> Iterator[_Spelling]:
    """Phrases that a text may hold with other marks: a look far quicker than the search, for running news."""
    outline = _outline(text)
    for spelling in _spellings():
        found = outline.count(spelling.outline) if spelling.anywhere else 0
        if found and found != sum(map(text.count, spelling.counted)):
            yield spelling


def _outline(text: str) -> bytes:
    return text.encode(errors="replace").translate(_OUTLINE, _CONTINUED)


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFD", letter.lower().replace("đ", "d"))[0]


@cache
def _slips() -> tuple[tuple[Slip, re.Pattern[str]], ...]:
    slips = tables().slips
    return tuple((slip, re.compile(rf"(?<![\w/.-]){spaced(slip.wrong)}(?![\w/-])")) for slip in slips)


def spaced(words: str) -> str:
    """A pattern of words with any blanks between them."""
    return BLANKS.join(map(re.escape, words.split()))
