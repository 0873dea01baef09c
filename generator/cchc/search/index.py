"""Documents to the files of the search index below /tim-kiem/. theme/assets/search/index.js reads them.

A part of the index (`Part`) is a set of documents that changes on its own: the standing pages, the news of the
newest year, the news before. Its postings are spread over shards by the folded word, so that a query loads a few
small files, and one more item of news changes those of one year only. The format is told in docs/search.md.
"""

import hashlib
import json
import string
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from operator import sub
from typing import NamedTuple

from cchc.search.words import fold, tokens

FOLDER = "tim-kiem/"
CHUNK = 4  # documents told in one file: less than a kilobyte, and a page of results needs ten of them
EXCERPT = 160  # characters
_LARGE = 256  # documents, from which on words that are everywhere get no postings
_EVERYWHERE = 4  # a word in more than a fourth of them gets none
_DIGITS = string.digits + string.ascii_lowercase
_ALPHABET = "".join(chr(code) for code in range(0x23, 0x7F) if chr(code) != "\\")
_FINAL = 70  # digits of the alphabet that end a number; the others come before
Forms = dict[str, dict[str, Sequence[int]]]  # folded word -> exact word -> numbers
Numbers = Callable[[Sequence[int]], Iterable[int]]


class Document(NamedTuple):
    """What the index knows of a page.

    `words` are its distinct words in exact form, those of its title too; `further` is what finds a standing page as
    its title does.
    """

    url: str
    title: str
    date: str
    excerpt: str
    words: bytes
    kind: str = ""
    further: str = ""


class Part(NamedTuple):
    """A part of the index: its name, how many documents it has, and at most how many files for their words and for
    the words of their titles. A part without files of titles has them in the catalogue.
    """

    name: str
    size: int
    most_words: int
    most_titles: int = 0
    label: str = ""

    @property
    def word_shards(self) -> int:
        """Files for the words."""
        return _shards(self.size, self.most_words)

    @property
    def title_shards(self) -> int:
        """Files for the words of titles with their positions, which most queries need and no others."""
        return _shards(self.size, self.most_titles) if self.most_titles else 0

    @property
    def files(self) -> list[str]:
        """Names of the files of words: "tim-kiem/nam/w3.json"."""
        shards = [f"w{number}" for number in range(self.word_shards)]
        shards += [f"t{number}" for number in range(self.title_shards)]
        return [f"{FOLDER}{self.name}/{shard}.json" for shard in shards]

    def told(self, version: str) -> dict[str, object]:
        """What a browser must know to ask for the files of this part; `version` changes with their content."""
        told: dict[str, object] = {"id": self.name, "v": version, "docs": self.size, "label": self.label}
        return told | {
            "titles": self.title_shards,
            "words": self.word_shards,
            "chunk": CHUNK if self.most_titles else 0,
        }


class Words(NamedTuple):
    """Where each word of a part stands: the numbers of the documents that have it in their texts, pairs of number and
    position for their titles; and how many documents have each folded word, `often` and `titled`.
    """

    texts: Forms
    titles: Forms
    often: Mapping[str, int]
    titled: Mapping[str, int]


def words_of(part: Part, documents: Sequence[Document]) -> Words:
    """The words of the documents of a part; those of titles only where they have files of their own."""
    texts = _folded(_in_texts(documents))
    titles = _folded(_in_titles(documents)) if part.most_titles else {}
    often = {folded: _count(*found.values()) for folded, found in texts.items()}
    titled = {folded: len(set().union(*(pairs[::2] for pairs in found.values()))) for folded, found in titles.items()}
    return Words(texts, titles, often, titled)


def _in_texts(documents: Sequence[Document]) -> Mapping[bytes, Sequence[int]]:
    postings: defaultdict[bytes, array[int]] = defaultdict(partial(array, "I"))
    for number, document in enumerate(documents):
        for word in document.words.split():
            postings[word].append(number)
    return postings


def _in_titles(documents: Sequence[Document]) -> Mapping[bytes, Sequence[int]]:
    postings: defaultdict[bytes, array[int]] = defaultdict(partial(array, "I"))
    for number, document in enumerate(documents):
        for position, word in enumerate(tokens(document.title)):
            postings[word.encode()].extend((number, min(position, _FINAL - 1)))
    return postings


def _count(first: Sequence[int], *others: Sequence[int]) -> int:
    """How many different numbers; those of one exact word are."""
    return len({*first}.union(*others)) if others else len(first)


def version_of(documents: Iterable[Document]) -> str:
    """A hash of all that documents tell."""
    told = hashlib.blake2b(digest_size=12)
    for url, title, date, excerpt, words, kind, further in documents:  # an eighth of the time of `repr`, for thousands
        told.update("\0".join((url, title, date, excerpt, kind, further, "")).encode())
        told.update(words + b"\0")
    return told.hexdigest()


def part_files(part: Part, words: Words) -> dict[str, bytes]:
    """The files of words, those named by `Part.files`."""
    texts = _told(part, words.texts, words.often, _gaps)
    titles = _told(part, words.titles, words.titled, _gaps_and_positions)
    return _shard_files(part, "w", part.word_shards, texts) | _shard_files(part, "t", part.title_shards, titles)


def _told(part: Part, forms: Forms, often: Mapping[str, int], numbers: Numbers) -> dict[str, object]:
    return {
        folded: "*" if _everywhere(part, often[folded]) else _encoded(found, numbers) for folded, found in forms.items()
    }


def _everywhere(part: Part, count: int) -> bool:
    """Whether a word that so many documents have tells them apart badly, and would cost most bytes."""
    return part.size >= _LARGE and count * _EVERYWHERE > part.size


def document_file(chunk: Sequence[Document]) -> bytes:
    """A file that tells some documents."""
    return dump([[document.url, document.title, document.date, document.excerpt] for document in chunk])


def catalogue_file(
    documents: Sequence[Document], kinds: dict[str, str], synonyms: Iterable[tuple[Sequence[str], Sequence[str]]]
) -> bytes:
    """The file that tells all standing pages, what their kinds are called, and what other words mean."""
    pages = [[d.kind, d.url, d.title, d.further, d.excerpt] for d in documents]
    return dump({"kinds": kinds, "pages": pages, "synonyms": list(synonyms)})


def vocabulary_file(often: Iterable[Mapping[str, int]], titled: Iterable[Mapping[str, int]]) -> bytes:
    """The file of all words of letters, with which a browser mends a misspelt one and knows which tell most: how many
    documents have each in their texts, and in titles of news, by parts.
    """
    texts, titles = _total(often), _total(titled)
    words = sorted(filter(str.isalpha, texts))
    told = {"words": " ".join(words)}
    for name, counts in (("often", texts), ("titled", titles)):
        told[name] = "".join(_DIGITS[counts[word].bit_length()] for word in words)
    return dump(told)


def _total(parts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for found in parts:
        total.update(found)
    return total


def shard_of(folded: str, count: int) -> int:
    """Which of so many shards holds a word."""
    number = 0
    for letter in folded:
        number = (number * 31 + ord(letter)) & 0xFFFFFFFF
    return number % count


def dump(value: object) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=1 << 15)
def encode(value: int) -> str:
    """A number of zero or more: leading digits to the base 21, then a final one to the base 70."""
    high, low = divmod(value, _FINAL)
    lead, base = "", len(_ALPHABET) - _FINAL
    while high:
        high, digit = divmod(high, base)
        lead = _ALPHABET[_FINAL + digit] + lead
    return lead + _ALPHABET[low]


def _folded(postings: Mapping[bytes, Sequence[int]]) -> Forms:
    forms: defaultdict[str, dict[str, Sequence[int]]] = defaultdict(dict)
    for encoded in sorted(postings):
        word = encoded.decode()
        forms[fold(word)][word] = postings[encoded]
    return {folded: forms[folded] for folded in sorted(forms)}


def _shard_files(part: Part, letter: str, count: int, told: Mapping[str, object]) -> dict[str, bytes]:
    shards: list[dict[str, object]] = [{} for _ in range(count)]
    for folded, postings in told.items():
        shards[shard_of(folded, count)][folded] = postings
    return {f"{FOLDER}{part.name}/{letter}{number}.json": dump(shard) for number, shard in enumerate(shards)}


def _encoded(forms: Mapping[str, Sequence[int]], numbers: Numbers) -> dict[str, str]:
    return {word: "".join(map(encode, numbers(forms[word]))) for word in forms}


def _gaps(numbers: Sequence[int]) -> Iterable[int]:
    """How far each is from the one before."""
    return map(sub, numbers, [0, *numbers])


def _gaps_and_positions(pairs: Sequence[int]) -> Iterable[int]:
    """Pairs of number and position, the numbers as gaps."""
    return chain.from_iterable(zip(_gaps(pairs[::2]), pairs[1::2], strict=True))


def _shards(size: int, most: int) -> int:
    """A power of two that grows with the part."""
    shards = 1
    while shards < most and shards * 32 < size:
        shards *= 2
    return shards
