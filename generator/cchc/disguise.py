"""Addresses that are not what they seem: another host before an "@", letters of other alphabets, invisible marks.

A reader judges an address by its letters (UTS 39, "confusables"). A host name here may have Latin letters with
Vietnamese marks and nothing else; what browsers make of it does not depend on how they show it.
"""

import re
import unicodedata
from html import unescape
from urllib.parse import urlsplit

_BLANK = re.compile(r"[\s\x00-\x20\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_PLAIN = re.compile(r"https?://(?!\S*xn--)[a-z0-9.-]+(?:[/?#][!-\[\]-~]*)?")  # most addresses
_HOST = re.compile(r"[a-z0-9đ.:-]+|\[[0-9a-f:.]+\]")
_WEB = ("http://", "https://")
# An address that only works where the text was written: this computer, its disks, the network of the office.
_LOCAL = re.compile(
    r"https?://(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0|\[::1\])|file:|[a-z]:[\\/]|\\\\",
    re.IGNORECASE,
)
_RUNS = ("javascript:", "vbscript:", "data:text", "data:image/svg", "data:application")


def is_disguised(address: str) -> bool:
    """Whether an address with a host, in whatever spelling, is made to be taken for another."""
    if _PLAIN.fullmatch(address):
        return False
    if _BLANK.search(address) or address.replace("\\", "/").startswith("//"):
        return True
    if not address.lower().startswith(_WEB):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        host = ".".join(_shown(label) for label in host.split("."))
    except (ValueError, UnicodeError):
        return True
    return "@" in parts.netloc or "\\" in address or not _HOST.fullmatch(_bare(host))


def is_local(address: str) -> bool:
    """Whether an address leads nowhere but on the computer or in the office of who wrote it."""
    return bool(_LOCAL.match(address))


def runs_code(text: str) -> bool:
    """Whether a text has an address that a browser would run, however it is hidden behind entities and blanks."""
    if ":" not in text and "&" not in text:
        return False
    bare = re.sub(r"[\s\x00-\x20\\]", "", unescape(text)).lower()
    return any(scheme in bare for scheme in _RUNS)


def _shown(label: str) -> str:
    """A part of a host name as a browser may show it (RFC 3492)."""
    return label[4:].encode().decode("punycode") if label.startswith("xn--") else label


def _bare(host: str) -> str:
    """Without the marks of Vietnamese letters, which are not dangerous; all others stay."""
    plain = unicodedata.normalize("NFD", host)
    return re.sub("[\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]", "", plain)
