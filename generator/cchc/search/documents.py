"""What of a site can be found, and by which words: articles, generated pages, pages written by hand."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from cchc import words
from cchc.addresses import own_texts
from cchc.data_files import data_file
from cchc.entry import Entry
from cchc.ledger import quotes
from cchc.model.news import News
from cchc.model.procedure import Procedure
from cchc.model.registry import TYPES
from cchc.model.synonym import Synonym
from cchc.outline import Outline
from cchc.pages import Page
from cchc.schema import Record
from cchc.search.index import EXCERPT, FOLDER, Document
from cchc.search.words import distinct, plain
from cchc.site import Site
from cchc.source import FRONT

_PAGE = "page"  # kind of what is no record: lists, and pages written by hand
_FURTHER = 400  # characters of the names on a list
_NAMES = ("code", "symbol", "symbol_as_written", "name", "short_name", "title", "subject")
_HEADING = re.compile(r"^# +([^{\n]+).*$", re.MULTILINE)  # without {#its-name}


class _Everyday(Record):
    """The file everyday.yml."""

    synonyms: tuple[Synonym, ...] = Field(min_length=1)


def news_document(entry: Entry[News], body: str) -> Document:
    """An article; its words are those of its own file alone, without the figures that it quotes."""
    record = entry.record
    body = quotes.without(body)
    told = distinct(f"{record.title}\n{record.summary}\n{body}")
    excerpt = _cut(f"Dữ liệu mẫu. {record.summary}" if record.sample else record.summary)
    return Document(entry.url[1:], record.title, record.date.date().isoformat(), excerpt, told)


def sought(outline: Outline) -> bool:
    """Whether anybody looks for a page by itself: not for the search, nor for the news of a month or year."""
    return outline.url[1:] != FOLDER and not outline.year


def only_its_title(outline: Outline) -> bool:
    """Whether a page only lists news, which are found by themselves, or what is counted from them, or is not in
    Vietnamese: words of other languages look like Vietnamese ones without their marks ("the", "an", "con").
    """
    foreign = words.at(outline.url).language != words.VIETNAMESE
    return foreign or (bool(outline.news or outline.counted) and outline.entry is None)


def page_document(site: Site, outline: Outline, page: Page) -> Document:
    """A generated page that stands."""
    entry = outline.entry
    told = str(page.meta["description"])
    return Document(
        url=outline.url[1:],
        title=outline.title,
        date="",
        excerpt="" if told.startswith(outline.title) else _cut(told),
        words=distinct(outline.title if only_its_title(outline) else f"{outline.title}\n{page.markdown}"),
        kind=entry.key if entry else _PAGE,
        further=_words_of(site, entry) if entry else _names_on(site, outline),
    )


def text_documents(site: Site) -> Iterator[Document]:
    """Pages written by hand. What stands above a generated list is found with the list."""
    for name, url in sorted(own_texts(site)):
        body = FRONT.sub("", site.texts[name])
        heading = _HEADING.search(body)
        excerpt = _cut(" ".join(plain(_HEADING.sub("", body, count=1)).split()))
        yield Document(url[1:], heading[1].strip() if heading else name, "", excerpt, distinct(body), _PAGE)


def kinds() -> dict[str, str]:
    """What each kind of page is called."""
    return {kind.key: kind.label for kind in TYPES if kind.own_pages} | {_PAGE: "Trang khác"}


def synonyms(site: Site) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What people say, and what it means: on this site, and everywhere."""
    records = (*(entry.record for entry in site.entries["synonym"]), *_everyday())
    return [(record.say, record.mean) for record in records]


def _everyday() -> tuple[Synonym, ...]:
    return data_file(Path(__file__).with_name("everyday.yml"), _Everyday).synonyms


def _words_of(site: Site, entry: Entry[Any]) -> str:
    """Names and numbers of a record besides its title, and what people call it."""
    record = entry.record
    found = [getattr(record, name, None) for name in _NAMES]
    if isinstance(record, Procedure):
        terms = {term.id: term.name for term in (*site.unit.sectors, *site.unit.life_events)}
        found += [terms.get(name) for name in (record.sector, *record.life_events)]
        found += record.keywords
    told = (value for value in found if isinstance(value, str) and value != entry.title)
    return _cut(" ".join(dict.fromkeys(told)), _FURTHER)


def _names_on(site: Site, outline: Outline) -> str:
    """Names of the records that stand only on this list."""
    kind = next((kind for kind in TYPES if kind.url == outline.url and not kind.own_pages), None)
    return _cut(" ".join(entry.title for entry in site.shown(kind.key)), _FURTHER) if kind else ""


def _cut(text: str, limit: int = EXCERPT) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"
