"""Words of Vietnamese text as people search for them. theme/assets/search/text.js does the same in the browser.

A word is one written syllable. Its exact form has lower case and the tone mark in its one place (hoà is hòa); its
folded form has no diacritics, and `i` where people write either i or y (ký, kí).
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain

from cchc import text

_TOKEN = re.compile(r"[0-9a-zà-öø-ÿăđĩũơưạ-ỹ]+")
_NOT_WORDS = re.compile(r"\]\([^)\s]*(?:\s[^)]*)?\)|<[^<>]*>|\{[#:.][^{}\n]*\}|&[#\w]+;")
# Whatever of ASCII is in no word, as a space: quicker than to look for words, and most are remembered then.
_APART = bytes(code if chr(code).isalnum() or code > 0x7F else 0x20 for code in range(0x100))
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LATE_TONE = re.compile(f"(?<!q)(o[ae]|uy)([{_TONES}])$")
_VARIABLE_Y = re.compile(r"(?:(?<![aeiou0-9])|(?<=qu))y$")


def plain(markdown: str) -> str:
    """Markdown without the addresses, tags and anchors in it; the marks that are left separate words."""
    return _NOT_WORDS.sub(" ", markdown)


def tokens(value: str) -> list[str]:
    """The words of a text in their order, each in its exact form. `value` is NFC, as all that was read is."""
    return [exact(token) for token in _TOKEN.findall(value.lower())]


def distinct(markdown: str) -> bytes:
    """The words of a Markdown text, each once, in UTF-8, which takes half the room: b"hai ba"."""
    pieces = plain(markdown).encode(errors="replace").translate(_APART).split()
    return b" ".join(dict.fromkeys(chain.from_iterable(map(_words_in, dict.fromkeys(pieces)))))


@lru_cache(maxsize=1 << 16)
def _words_in(piece: bytes) -> tuple[bytes, ...]:
    return tuple(token.encode() for token in tokens(piece.decode()))


@lru_cache(maxsize=1 << 15)
def exact(token: str) -> str:
    """The word with its tone mark in the one place: hoà -> hòa, uỷ -> ủy."""
    if token.isascii():
        return token
    letters = "".join(letter + mark for letter, mark in map(_toned, token))
    return unicodedata.normalize("NFC", _LATE_TONE.sub(lambda m: m[1][0] + m[2] + m[1][1], letters))


@lru_cache(maxsize=1 << 15)
def fold(token: str) -> str:
    """The word as it is typed in a hurry: đường -> duong, ký -> ki."""
    return _VARIABLE_Y.sub("i", text.fold(token))


def _toned(letter: str) -> tuple[str, str]:
    """A letter without its tone mark, and the mark: ố -> ô and the acute."""
    apart = unicodedata.normalize("NFD", letter)
    mark = "".join(c for c in apart if c in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES)), mark
