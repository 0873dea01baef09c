"""Long titles in a large archive whose articles all have the same words in their texts: only their titles differ."""

import itertools
import random
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bench.corpus import DOES, WHAT, WHERE, WHO
from cchc.search import index
from cchc.search.index import CHUNK, FOLDER, Document, Part
from cchc.search.words import distinct
from conftest import REPOSITORY, served

TITLES = [f"{who} {does} {what} tại {where}" for who, does, what, where in itertools.product(WHO, DOES, WHAT, WHERE)]
NUMBERED = [
    f"{WHO[1]} ban hành Quyết định số {number} về {WHAT[number % len(WHAT)]} tại {WHERE[number % len(WHERE)]}"
    for number in range(100, 180)
]
ASKED = random.Random("hỏi").sample(range(len(TITLES)), 100)
MOST = 24_000  # letters of files that one search loads, some 15 KB compressed: the box shows titles besides
FIND = """async (queries) => {
  const { Index } = await import("/index.js");
  const found = [];
  for (const query of queries) {
    const index = new Index("/tim-kiem/");
    await index.ready();
    const before = new Set(index.letters.keys());
    const hits = await index.describe((await index.find(query)).slice(0, 3));
    const words = [...index.letters].filter(([name]) => !before.has(name) && !/[/]d[0-9]/.test(name));
    found.push([hits.map((hit) => hit.title), words.reduce((sum, [, letters]) => sum + letters, 0)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page beside the scripts of the search and an index of all titles."""
    folder = tmp_path_factory.mktemp("archive")
    for script in (REPOSITORY / "theme/assets/search").glob("*.js"):
        shutil.copy(script, folder)
    for name, content in archive().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "index.html").write_text("<!doctype html><title>Tìm kiếm</title>", encoding="utf-8")
    with served(folder) as origin:
        page = browser.new_page()
        page.goto(origin)
        yield page
        page.close()


def archive() -> dict[str, bytes]:
    """The files of the index."""
    titles = [*TITLES, *NUMBERED]
    words = distinct(" ".join(titles))
    documents = [Document(f"{number}/", title, "2024-01-01", "", words) for number, title in enumerate(titles)]
    parts = {Part("trang", 0, 1): [], Part("kho", len(documents), 64, 128, "2024"): documents}
    made = {part: index.words_of(part, found) for part, found in parts.items()}
    files = {f"{FOLDER}muc-luc.json": index.catalogue_file([], {}, [])}
    counts = ((found.often for found in made.values()), (found.titled for found in made.values()))
    files[f"{FOLDER}am-tiet.json"] = index.vocabulary_file(*counts)
    told = {"parts": [part.told("v") for part in parts], "catalogue": "v", "vocabulary": "v"}
    files[f"{FOLDER}phan.json"] = index.dump(told)
    for number in range(0, len(documents), CHUNK):
        files[f"{FOLDER}kho/d{number // CHUNK}.json"] = index.document_file(documents[number : number + CHUNK])
    for part, found in made.items():
        files |= index.part_files(part, found)
    return files


def slips(title: str) -> Iterator[str]:
    """The title with a letter of one of its longer words missing, swapped with the next, doubled; and another word."""
    chance = random.Random(title)
    word = chance.choice(list(re.finditer(r"\w{3,}", title)))
    at = chance.randrange(word.start(), word.end() - 1)
    yield title[:at] + title[at + 1 :]
    yield title[:at] + title[at + 1] + title[at] + title[at + 2 :]
    yield title[:at] + title[at] + title[at:]
    yield title[: word.start()] + "nạo" + title[word.end() :]


def test_a_title_is_found_by_its_own_words(page: Page) -> None:
    found = page.evaluate(FIND, [TITLES[number].lower() for number in ASKED])
    assert [TITLES[n] for n, (titles, _) in zip(ASKED, found, strict=True) if TITLES[n] not in titles] == []
    assert max(letters for _, letters in found) <= MOST


def test_a_title_is_found_with_a_slip(page: Page) -> None:
    queries = [(slip, TITLES[number]) for number in ASKED[::2] for slip in slips(TITLES[number])]
    found = page.evaluate(FIND, [query for query, _ in queries])
    missed = [query for (query, title), (titles, _) in zip(queries, found, strict=True) if title not in titles]
    assert len(missed) <= 0.05 * len(queries), missed


def test_a_number_tells_more_than_all_words_around_it(page: Page) -> None:
    asked = NUMBERED[::8]
    found = page.evaluate(FIND, [title.replace("Quyết", "Quyêts") for title in asked])
    assert [titles[:1] for titles, _ in found] == [[title] for title in asked]
    assert max(letters for _, letters in found) <= MOST / 4


def test_what_mixes_titles_finds_some_that_have_a_part_of_it(page: Page) -> None:
    ((titles, _),) = page.evaluate(FIND, [" ".join(WHAT[number] for number in (0, 2, 7))])
    assert titles
