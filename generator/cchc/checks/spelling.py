"""How words are spelt: phrases, slips and remains of wording.yml, two ways of placing a tone mark, no marks at all.

Every function takes text (NFC) and yields findings with the offset at which each begins. Knows nothing of records.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from cchc.data_files import data_file
from cchc.fields import Line, Slug, YesNo
from cchc.glance import glance
from cchc.schema import Record
from cchc.text import OLD_TONES


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


class Remains(Record):
    """What a program leaves in a text that is copied out of it."""

    rule: Slug
    words: tuple[Line, ...] = Field(min_length=1)


class Tables(Record):
    """The file wording.yml."""

    phrases: tuple[Phrase, ...] = Field(min_length=1)
    slips: tuple[Slip, ...] = ()
    remains: tuple[Remains, ...] = ()


_FAULTS = {
    "cms-remains": ("còn sót chữ của phần mềm quản trị", "xóa dòng này, chép lại chỉ phần nội dung bài"),
    "word-remains": ("còn sót chữ của Word", "viết lại cho đúng mục, bảng hay trang muốn nhắc, hoặc xóa đi"),
}
BLANKS = r"\s+"
#: What Vietnamese syllables look like without their marks; so do half of the English words.
_SYLLABLE = re.compile(
    r"(?:ngh?|gh|kh|nh|ph|qu|t[hr]?|ch|gi|[bcdghklmnprsvx])?[aeiouy]{1,3}(?:ch|n[gh]|[cmnpt])?", re.IGNORECASE
)
_LONGEST, _SURE = 7, 0.85  # letters of a syllable; the part of the words that have to be one
_RUN, _WHOLE = 12, 5  # words without marks in a row, in a text that has others, and in one that has none at all
_PERHAPS_BARE = rf"(?:[A-Za-z]{{1,{_LONGEST}}}[^\pL]*\s[^\pL]*){{{_RUN - 1}}}[A-Za-z]{{1,{_LONGEST}}}"  # for a glance
_OLD_TONE = re.compile(rf"(?<!q)({'|'.join(OLD_TONES)})(?!\w)")
_NEW_TONES = {new: old for old, new in OLD_TONES.items()}
_NEW_TONE = re.compile(rf"({'|'.join(_NEW_TONES)})(?!\w)")
_LETTERS = [chr(code) for code in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))]
#: For a glance: what may stand for a vowel, or for đ; around a word; between two.
_ANY_VOWEL = "aeiouydAEIOUYD\u00c0-\u1ef9"
_APART = r"[^\pL\pN_]"
_BETWEEN = r"[ \n]+"


@cache
def tables() -> Tables:
    """The phrases, read when first needed."""
    return data_file(Path(__file__).with_name("wording.yml"), Tables)


def typos(text: str, *, quoted: bool = False) -> Iterator[Found]:
    """Known phrases with other marks, and known slips; `quoted`: look for the phrases of quoted passages too."""
    if not glance(_any_slip(quoted))(text):
        return
    told: list[range] = []
    for spelling in _spellings(quoted):
        for match in _pattern(spelling.known[0]).finditer(text) if glance(spelling.astray)(text) else ():
            within = any(match.start() in span for span in told)  # of a longer phrase
            if not within and _modern(match[0]) not in spelling.known and not match[0].isascii():
                told.append(range(*match.span()))
                yield _typo(match.start(), match[0], spelling.known[0])
    for slip, pattern in _slips():
        for match in pattern.finditer(text):
            yield _typo(match.start(), match[0], slip.right)


def remains(text: str) -> Iterator[Found]:
    """Words of the program that a text was copied from."""
    for kind in tables().remains if glance(_any_remains())(text) else ():
        message, hint = _FAULTS[kind.rule]
        for words in kind.words:
            for match in re.finditer(re.escape(words), text):
                yield Found(match.start(), kind.rule, f"{message}: “{words}”", hint)


def bare(text: str) -> Iterator[Found]:
    """Vietnamese typed without any marks: where the first run of such words begins."""
    if not (text.isascii() or glance(_PERHAPS_BARE)(text)):
        return
    least = _WHOLE if text.isascii() else _RUN
    for run in _bare_runs(text):
        words = [word for _, word in run]
        if len(run) >= least and sum(map(bool, map(_SYLLABLE.fullmatch, words))) >= _SURE * len(run):
            message = f"chữ viết không dấu: “{' '.join(words[:6])}…”"
            yield Found(run[0][0], "no-diacritics", message, "gõ lại có dấu, hoặc chép lại từ bản có dấu")
            return


def mixed_tones(text: str) -> Iterator[Found]:
    """Both ways of placing the tone mark (Ủy and Uỷ, hóa and hoá) in one text; the rarer is where to look."""
    lower = text.lower()
    words = [(m.start(), m[0]) for m in re.finditer(r"\w+", lower) if not m[0].startswith("q")]
    old = [at for at, word in words if word.endswith(tuple(OLD_TONES))]
    new = [at for at, word in words if word.endswith(tuple(OLD_TONES.values()))]
    if old and new:
        message = "một văn bản viết dấu thanh hai cách (Ủy và Uỷ, hóa và hoá)"
        yield Found(min((old, new), key=len)[0], "tone-spelling", message, "chọn một cách cho cả văn bản")


def _bare_runs(text: str) -> Iterator[list[tuple[int, str]]]:
    """Runs of short words without marks, each word with its place; numbers and signs between them count for nothing."""
    run: list[tuple[int, str]] = []
    for match in re.finditer(r"\S+", text):
        word = match[0].strip(".,;:!?…()[]“”\"'*_#>-–")
        if word.isascii() and word.isalpha() and len(word) <= _LONGEST:
            run.append((match.start(), word))
        elif any(map(str.isalpha, word)):
            yield run
            run = []
    yield run


def _typo(offset: int, got: str, want: str) -> Found:
    message = f"có lẽ gõ nhầm: “{' '.join(got.split())}”"
    return Found(offset, "typo", message, f"viết “{want}”; bản đã ban hành thì giữ nguyên, chỉ sửa trên trang")


def _modern(text: str) -> str:
    """Small letters, single blanks, the tone mark where most write it now: ủy, hóa."""
    return _OLD_TONE.sub(lambda match: OLD_TONES[match[1]], " ".join(text.lower().split()))


def _old_fashioned(text: str) -> str:
    """The other way round: uỷ, hoá."""
    return _NEW_TONE.sub(lambda match: _NEW_TONES[match[1]], text)


class _Spelling(NamedTuple):
    """A phrase ready to be looked for: how it may stand (first: how it should), and what looks like it at a glance."""

    known: tuple[str, ...]
    astray: str


@cache
def _spellings(quoted: bool) -> tuple[_Spelling, ...]:
    """The phrases to be looked for, the longest first."""
    phrases = [phrase for phrase in tables().phrases if quoted or phrase.anywhere]
    known = [(phrase.right, *phrase.real) for phrase in sorted(phrases, key=lambda phrase: -len(phrase.right))]
    return tuple(_Spelling(words, _astray([*words, *map(_old_fashioned, words)])) for words in known)


@cache
def _any_slip(quoted: bool) -> str:
    """All that `typos` looks for, as one pattern for a glance."""
    patterns = [spelling.astray for spelling in _spellings(quoted)]
    patterns += [_BETWEEN.join(slip.wrong.split()) for slip in tables().slips]
    return rf"(?:^|{_APART})(?:{'|'.join(patterns)})(?:{_APART}|$)"


def _astray(known: Sequence[str]) -> str:
    """What is written like a phrase, but not in a way that is known: a pattern for a glance, "" if there is none."""
    heads, rest = "".join(sorted({spelling[:1] for spelling in known})), known[0][1:]
    ways = []
    if _is_vowel(heads):
        ways.append(f"[{_ANY_VOWEL}--{heads}{heads.upper()}]{''.join(map(_outline, rest))}")
    further = {head: _astray([spelling[1:] for spelling in known if spelling.startswith(head)]) for head in heads}
    exact = {head: f"[{head}{head.upper()}]" if _is_vowel(head) else _outline(head) for head in heads}
    ways += [exact[head] + ways_on for head, ways_on in further.items() if ways_on]
    return f"(?:{'|'.join(ways)})" if ways else ""


def _outline(letter: str) -> str:
    if letter.isspace():
        return _BETWEEN
    return f"[{_ANY_VOWEL}]" if _is_vowel(letter) else f"[{letter}{letter.upper()}]"


def _is_vowel(letter: str) -> bool:
    return letter != "" and _plain(letter) in "aeiouyd"


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


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFD", letter.lower().replace("đ", "d"))[0]


@cache
def _any_remains() -> str:
    return "|".join(re.escape(words) for kind in tables().remains for words in kind.words)


@cache
def _slips() -> tuple[tuple[Slip, re.Pattern[str]], ...]:
    slips = tables().slips
    return tuple((slip, re.compile(rf"(?<![\w/.-]){spaced(slip.wrong)}(?![\w/-])")) for slip in slips)


def spaced(words: str) -> str:
    """A pattern of words with any blanks between them."""
    return BLANKS.join(map(re.escape, words.split()))
