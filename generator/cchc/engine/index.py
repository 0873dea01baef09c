"""The search index of a build: only the parts whose pages changed are made again.

The documents of each part are remembered in a file of the cache that is read only when the part is made again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from cchc.engine import staging, store
from cchc.engine.bench import Bench
from cchc.engine.marks import marks_of_years
from cchc.engine.store import key_of
from cchc.entry import Entry
from cchc.load import whole
from cchc.outline import Outline, news_years, standing_outlines
from cchc.pages import render
from cchc.search import documents, index
from cchc.search.index import CHUNK, FOLDER, Document, Part
from cchc.site import Site

# At most so many files for words, and for words of titles: one more item may touch all of its year's.
_OF_STANDING, _OF_YEAR, _OF_ARCHIVE = (16, 0), (8, 16), (256, 512)
_OVERVIEW, _CATALOGUE, _VOCABULARY = (f"{FOLDER}{name}.json" for name in ("phan", "muc-luc", "am-tiet"))
_UNKNOWN: tuple[Any, ...] = ("",)

T = TypeVar("T")


class Source(NamedTuple):
    """A page that may be found: its name, a mark that changes when its document may, and what makes that."""

    name: str
    mark: str
    document: Callable[[], Document]


@dataclass(frozen=True)
class Contents:
    """The pages of a part to be: `key` changes when one of them may, `find` says which they are."""

    part: Part
    key: str
    find: Callable[[], list[Source]]

    @cached_property
    def sources(self) -> list[Source]:
        """All of them, in order."""
        return self.find()


class Remembered(NamedTuple):
    """What was made for a key: a hash of the content, by which browsers ask for it, and how many have a word."""

    key: str = ""
    version: str = ""
    often: Mapping[str, int] = {}
    titled: Mapping[str, int] = {}


@dataclass
class Indexer:
    """What it takes to make the index of one build.

    `fresh` are the documents of what this build made, by name; `done` the keys of the files that stand; `version`
    what the cache is good for.
    """

    bench: Bench
    version: str
    fresh: Mapping[str, Document]
    done: Mapping[str, str]
    made: dict[str, str] = field(default_factory=dict)
    _loaded: dict[str, list[Document]] = field(default_factory=dict)

    def make(self, pages: Mapping[str, str], ground: str) -> dict[str, str]:
        """Make the files that changed; returns the keys of all.

        `pages` are the keys of the standing pages, `ground` is the hash of everything but the articles.
        """
        standing = _pages(list(_standing(self.bench, pages, ground)))
        every = [standing, *_news(self.bench.site)]
        made = [self._make_words(contents) for contents in every]
        for contents in every[1:]:
            self._make_documents(contents)
        parts = [contents.part.told(found.version) for contents, found in zip(every, made, strict=True)]
        catalogue = self._make_catalogue(standing)
        counts = ((found.often for found in made), (found.titled for found in made))
        vocabulary = self._write_content(_VOCABULARY, index.vocabulary_file(*counts))
        told = {"parts": parts, "catalogue": catalogue, "vocabulary": vocabulary}
        self._write_content(_OVERVIEW, index.dump(told))
        store.save_part(self.bench.space.cache, self.version, "index", self._memory)
        return self.made

    def _make_words(self, contents: Contents) -> Remembered:
        """The files of a part's words."""
        part, key = contents.part, contents.key
        known = self._remembered(part.name)
        if known.key == key and self._stand(contents):
            self.made |= dict.fromkeys(part.files, key)
            return known
        found = self._documents(contents)
        words = index.words_of(part, found)
        for name, content in index.part_files(part, words).items():
            self._write(name, key, partial(_same, content))
        return self._remember(part.name, Remembered(key, index.version_of(found), words.often, words.titled))

    def _make_catalogue(self, standing: Contents) -> str:
        """The file of the standing pages, in whose keys is the ground; returns the hash of its content."""
        known, key = self._remembered(_CATALOGUE), standing.key
        if known.key == key and self.done.get(_CATALOGUE) == key:
            self.made[_CATALOGUE] = key
            return known.version
        names = (documents.kinds(), documents.synonyms(self.bench.site))
        content = index.catalogue_file(self._documents(standing), *names)
        self._write(_CATALOGUE, key, partial(_same, content))
        return self._remember(_CATALOGUE, Remembered(key, key_of(content.decode()))).version

    @cached_property
    def _memory(self) -> dict[str, tuple[Any, ...]]:
        return store.load_part(self.bench.space.cache, self.version, "index")

    def _remembered(self, name: str) -> Remembered:
        return Remembered(*self._memory.get(name, ()))

    def _remember(self, name: str, made: Remembered) -> Remembered:
        self._memory[name] = tuple(made)
        return made

    def _stand(self, contents: Contents) -> bool:
        """Whether the files of words, and so all of the part, were made from these pages."""
        return all(self.done.get(name) == contents.key for name in contents.part.files)

    def _make_documents(self, contents: Contents) -> None:
        """The files that tell a part's documents."""
        names = [f"{FOLDER}{contents.part.name}/d{number}.json" for number in range(-(-contents.part.size // CHUNK))]
        if self._stand(contents) and all(name in self.done for name in names):
            self.made |= {name: self.done[name] for name in names}
            return
        for number, name in zip(range(0, contents.part.size, CHUNK), names, strict=True):
            few = contents.sources[number : number + CHUNK]
            key = key_of(*(source.name + source.mark for source in few))
            self._write(name, key, partial(self._few_documents, contents, number))

    def _few_documents(self, contents: Contents, number: int) -> bytes:
        return index.document_file(self._documents(contents)[number : number + CHUNK])

    def _documents(self, contents: Contents) -> list[Document]:
        """The documents of a part: just made, or remembered, or made again."""
        name, cache = contents.part.name, self.bench.space.cache
        if name not in self._loaded:
            remembered = store.load_part(cache, self.version, f"words-{name}")
            found: dict[str, tuple[Any, ...]]
            found = {source.name: (source.mark, *self._document(source, remembered)) for source in contents.sources}
            store.save_part(cache, self.version, f"words-{name}", found)
            self._loaded[name] = [Document(*told) for _, *told in found.values()]
        return self._loaded[name]

    def _document(self, source: Source, remembered: Mapping[str, tuple[Any, ...]]) -> Document:
        fresh = self.fresh.get(source.name)
        if fresh is not None:
            return fresh
        mark, *told = remembered.get(source.name, _UNKNOWN)
        return Document(*told) if mark == source.mark else source.document()

    def _write(self, name: str, key: str, content: Callable[[], bytes]) -> None:
        self.made[name] = key
        if self.done.get(name) != key:
            staging.write(self.bench.folder, name, content())

    def _write_content(self, name: str, content: bytes) -> str:
        """Write a file that is made in any case; returns its key."""
        key = key_of(content.decode())
        self._write(name, key, lambda: content)
        return key


def _standing(bench: Bench, pages: Mapping[str, str], ground: str) -> Iterator[Source]:
    site = bench.site
    for outline in filter(documents.sought, standing_outlines(site)):
        name = outline.url[1:] + "index.html"
        mark = ground + outline.title if documents.only_its_title(outline) else pages[name]
        yield Source(name, mark, partial(_page_document, bench, outline))
    for document in documents.text_documents(site):
        yield Source(document.url, key_of(*map(str, document)), partial(_same, document))


def _news(site: Site) -> Iterator[Contents]:
    """The news of the newest year, and what is older: that stays as it is when one item is added."""
    newest, *old = news_years(site) or (0,)
    if newest:
        yield _of_years(site, "nam", (newest,), _OF_YEAR, str(newest))
    if old:
        yield _of_years(site, "kho", tuple(old), _OF_ARCHIVE, f"{old[-1]}–{old[0]}")


def _of_years(site: Site, name: str, years: tuple[int, ...], most: tuple[int, int], label: str) -> Contents:
    """The news of some years, oldest first."""
    entries = [entry for (year, _), found in site.months.items() if year in years for entry in found][::-1]
    part = Part(name, len(entries), *most, label)
    return Contents(part, key_of(*marks_of_years(site, *years)), partial(_sources, site, entries))


def _pages(sources: list[Source]) -> Contents:
    """What is no news."""
    key = key_of(*(source.name + source.mark for source in sources))
    return Contents(Part("trang", len(sources), *_OF_STANDING), key, partial(_same, sources))


def _sources(site: Site, entries: list[Entry[Any]]) -> list[Source]:
    return [_source(site, entry) for entry in entries]


def _source(site: Site, entry: Entry[Any]) -> Source:
    return Source(entry.path, entry.digest + entry.url, partial(_article_document, site, entry))


def _article_document(site: Site, entry: Entry[Any]) -> Document:
    entry = whole(site, entry)
    return documents.news_document(entry, entry.read().body)


def _page_document(bench: Bench, outline: Outline) -> Document:
    return documents.page_document(bench.site, outline, render(bench.site, outline, bench.templates))


def _same(value: T) -> T:
    return value
