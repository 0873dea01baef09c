"""Words of Vietnamese text as people search for them. theme/assets/search/text.js does the same in the browser.

A word is one written syllable. Its exact form has lower case and the tone mark in its one place (hoà is hòa); its
folded form has no diacritics, and `i` where people write either i or y (ký, kí).
"""

import re
from functools import lru_cache

from cchc import text
from cchc.glance import glance

_LETTERS = "0-9a-zà-öø-ÿăđĩũơưạ-ỹ"
_TOKEN = re.compile(f"[{_LETTERS}]+")
_NOT_WORDS = re.compile(r"\]\([^)\]\s]*(?:\s[^)\]]*)?\)|<[^<>]*>|\{[#:.][^{}\n]*\}|&[#\w]+;")
# Whatever of ASCII is in no word, as a space: quicker than to look for words.
_APART = bytes(code if chr(code).isalnum() or code > 0x7F else 0x20 for code in range(0x100))
_SIGNS = "…–—“”‘’•"  # what else most texts have between words
_OTHER_SIGN = rf"[^\x00-\x7f{_LETTERS}]"
_OTHER_SIGNS = re.compile(f"{_OTHER_SIGN}+")
_LATE = "|".join(text.OLD_TONES)
_LATE_TONE = re.compile(f"(?:{_LATE})(?<!q..)(?![{_LETTERS}])")  # what comes before last: quicker to find
_UNUSUAL = f"{_OTHER_SIGN}|(?:^|[^q])(?:{_LATE})(?:[^{_LETTERS}]|$)"  # for a glance
_VARIABLE_Y = re.compile(r"(?:(?<![aeiou0-9])|(?<=qu))y$")


def plain(markdown: str) -> str:
    """Markdown without the addresses, tags and anchors in it; the marks that are left separate words."""
    return _NOT_WORDS.sub(" ", markdown)


def tokens(value: str) -> list[str]:
    """The words of a text in their order, each in its exact form. `value` is NFC, as all that was read is."""
    return _TOKEN.findall(exact(value.lower()))


def distinct(markdown: str) -> bytes:
    """The words of a Markdown text, each once, in UTF-8, which takes half the room: b"hai ba"."""
    value = plain(markdown).lower()
    for sign in _SIGNS:
        value = value.replace(sign, " ")
    if glance(_UNUSUAL)(value):
        value = exact(_OTHER_SIGNS.sub(" ", value))
    return b" ".join(dict.fromkeys(value.encode(errors="replace").translate(_APART).split()))


def exact(lower: str) -> str:
    """Words in small letters with their tone marks in the one place: hoà -> hòa, uỷ -> ủy."""
    return _LATE_TONE.sub(lambda match: text.OLD_TONES[match[0]], lower)


@lru_cache(maxsize=1 << 15)
def fold(token: str) -> str:
    """The word as it is typed in a hurry: đường -> duong, ký -> ki."""
    return _VARIABLE_Y.sub("i", text.fold(token))
