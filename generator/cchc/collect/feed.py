"""A document to the items in it: RSS 2.0, RSS 1.0, Atom 1.0, archived feeds (RFC 5005). Keeps HTML as it came."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from cchc.collect import markup, moments
from cchc.collect.markup import Element
from cchc.collect.moments import Seconds

_ROOTS = ("rss", "RDF", "feed")
_SPACES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
}
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
MOST_ITEMS = 20_000  # in one document; a year of a commune has hundreds
_LONGEST = 2_000  # characters of a GUID or address


@dataclass(frozen=True, slots=True)
class Item:
    """One item as a document has it; `summary` and `content` are HTML that nobody has looked at yet."""

    guid: str
    title: str
    link: str
    summary: str
    content: str
    dated: str
    updated: Seconds | None

    @property
    def published(self) -> Seconds | None:
        """When it was published, if that can be read."""
        return moments.read(self.dated) if self.dated else None

    @property
    def corrected(self) -> bool:
        """Whether it says that it is no longer as it was published."""
        published = self.published
        return self.updated is not None and published is not None and self.updated > published

    @property
    def digest(self) -> str:
        """Changes when anything of the item does."""
        parts = (self.title, self.link, self.summary, self.content, self.dated, str(self.updated))
        return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """What a feed or an archive says, newest first as a rule. Only a `whole` one tells what is no longer there."""

    items: tuple[Item, ...]
    base: str
    prev_archive: str | None
    whole: bool
    right_charset: bool


def parse(body: bytes, charset: str | None, address: str) -> Document | None:
    """Read a document that came from an address; None for what is no feed."""
    text, right_charset = markup.decode(body, charset)
    root, whole = markup.tree(text)
    if root is None or markup.local(root) not in _ROOTS:
        return None
    head = next(root.iter("{*}channel"), root)
    base = urljoin(address, root.get(_BASE) or head.get(_BASE) or "")
    elements = list(islice(root.iter("{*}item", "{*}entry"), MOST_ITEMS + 1))
    found = [item for element in elements if (item := _item(element, base)) is not None]
    if not found and not whole:
        return None
    items = _once_each(found[:MOST_ITEMS])
    archive = next((link.get("href", "") for link in _links(head) if link.get("rel") == "prev-archive"), "")
    whole = whole and len(elements) <= MOST_ITEMS
    return Document(tuple(items), base, _web(archive, base) or None, whole, right_charset)


def _links(head: Element) -> Iterator[Element]:
    return iter(head.iterchildren("{http://www.w3.org/2005/Atom}link", "atom:link"))


def _item(element: Element, base: str) -> Item | None:
    """An item, unless there is nothing in it by which to know it again."""
    fields = _fields(element)
    base = urljoin(base, element.get(_BASE) or "")
    title = markup.words(fields.get("title"))
    guid = markup.words(fields.get("guid", fields.get("id"))) or element.get(_ABOUT, "")
    link = _web(_address(fields), base) or _web(guid, "")
    content = fields.get("content:encoded", fields.get("content", fields.get("description")))
    summary = fields.get("description", fields.get("summary"))
    dated = _first(fields, "pubDate", "published", "dc:date", "issued", "updated")
    updated = moments.read(_first(fields, "updated", "atom:updated", "dcterms:modified", "modified"))
    guid = guid or link or (f"{title} {dated}".strip() if title else "")
    if not guid:
        return None
    if len(guid) > _LONGEST:
        guid = "blake2b:" + hashlib.blake2b(guid.encode("utf-8", "replace"), digest_size=32).hexdigest()
    return Item(guid, title, link, _html(summary), _html(content if content is not None else summary), dated, updated)


def _fields(element: Element) -> dict[str, Element]:
    """The children of an item by name, the first of each: "title", "content:encoded"."""
    own = str(element.tag).rpartition("}")[0].lstrip("{")
    fields: dict[str, Element] = {}
    for child in element.iterchildren("*"):
        space, _, name = str(child.tag).rpartition("}")
        space = space.lstrip("{")
        if space == own or not space:
            key = name
        elif space in _SPACES:
            key = f"{_SPACES[space]}:{name}"
        else:
            continue
        if key != "link" or child.get("rel", "alternate") == "alternate":
            fields.setdefault(key, child)
    return fields


def _address(fields: dict[str, Element]) -> str:
    link = fields.get("link", fields.get("atom:link"))
    if link is None:
        return ""
    return str(link.get("href") or markup.words(link))


def _first(fields: dict[str, Element], *names: str) -> str:
    return next((words for name in names if name in fields and (words := markup.words(fields[name]))), "")[:100]


def _html(element: Element | None) -> str:
    if element is None:
        return ""
    return markup.inside(element)


def _web(address: str, base: str) -> str:
    """An absolute address of the web, or nothing: no javascript:, no data:, no file:."""
    try:
        joined = urljoin(base, address.strip()) if address.strip() else ""
        parts = urlsplit(joined)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and len(joined) <= _LONGEST
    except ValueError:
        return ""
    return joined if fine and joined.isprintable() and not set(joined) & set(" <>\"'`\\") else ""


def _once_each(items: list[Item]) -> list[Item]:
    """An item that stands twice in a document counts once, in its latest form."""
    kept: dict[tuple[str, str], Item] = {}
    for item in items:
        key = (item.guid, item.link)
        known = kept.get(key)
        if known is None or (item.updated or 0) > (known.updated or 0):
            kept[key] = item
    return list(kept.values())
