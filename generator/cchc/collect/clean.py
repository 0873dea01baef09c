"""Foreign HTML to HTML and text that may stand on our pages and in our feeds. The only module that knows nh3."""

import re
from html import unescape
from urllib.parse import urljoin

import nh3

from cchc import text

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code"),
    *("em", "strong", "b", "i", "u", "s", "sub", "sup", "a", "img", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
# With all that is in them.
_DROPPED = {"script", "style", "title", "noscript", "template", "iframe", "object", "svg", "math", "form", "textarea"}
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # could show other words than are written
_BLOCK = re.compile(r"</?(?:p|br|li|div|h[1-6]|tr|td|th|blockquote)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>?")
# Elements without an end, and those whose end may be left out.
_ENDLESS = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
    *("p", "li", "dt", "dd", "tr", "td", "th", "option"),
}
_DEEPEST, _MOST_TAGS = 100, 20_000
_LONGEST_TITLE, _LONGEST_SUMMARY, _LONGEST_CONTENT = 300, 400, 400_000  # characters


def html(raw: str, base: str) -> str:
    """HTML of a few harmless elements, with absolute addresses; too long a text is left out rather than cut."""
    if len(raw) > _LONGEST_CONTENT:
        return ""
    raw = _shallow(raw)
    cleaned = nh3.clean(
        _BIDI.sub("", raw),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_DROPPED,
        url_schemes=_SCHEMES,
        url_relative=lambda url: _joined(base, url),
    )
    return text.CONTROL.sub("", cleaned)  # `&#1;` is a character now, which no XML may have


def line(raw: str, longest: int = _LONGEST_TITLE) -> str:
    """Plain words on one line of what may be text, HTML, or HTML that was escaped once more."""
    plain = _shallow(raw[: longest * 20])
    for _ in range(2):
        if "<" in plain or "&" in plain:
            spaced = _shallow(_BLOCK.sub(" ", plain))
            plain = unescape(nh3.clean(spaced, tags=set(), clean_content_tags=_DROPPED))
    words = " ".join(text.clean(_BIDI.sub("", plain)).split())
    return words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0] + " …"


def summary(raw: str) -> str:
    """The beginning of a text, plain."""
    return line(raw, _LONGEST_SUMMARY)


def _shallow(raw: str) -> str:
    """The same, without any element if they nest like those of nobody: the parser takes minutes for 80,000 `<div>`."""
    depth = deepest = count = 0
    for found in _TAG.finditer(raw):
        count += 1
        if found[2].lower() not in _ENDLESS:
            depth += -1 if found[1] and depth else not found[1]
            deepest = max(deepest, depth)
    return raw if deepest <= _DEEPEST and count <= _MOST_TAGS else _TAG.sub(" ", raw)


def _joined(base: str, url: str) -> str | None:
    try:
        return urljoin(base, url)
    except ValueError:
        return None
