"""The search index: words, numbers, files, and that a browser could read back what was put in."""

import json
import re
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc import text
from cchc.load import load
from cchc.search import index
from cchc.search.documents import news_document, synonyms, text_documents
from cchc.search.index import Document, Part
from cchc.search.words import distinct, exact, fold, plain, tokens
from conftest import CCHC, REPOSITORY, run

NUMBERS = st.lists(st.integers(0, 50_000), unique=True).map(sorted)


@pytest.mark.parametrize(
    ("written", "form"),
    [("hoà", "hòa"), ("uỷ", "ủy"), ("thuý", "thúy"), ("khoẻ", "khỏe"), ("quý", "quý"), ("hoàn", "hoàn"), ("đỏ", "đỏ")],
)
def test_the_tone_mark_has_one_place(written: str, form: str) -> None:
    assert exact(written) == exact(form) == form


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("đường", "duong"),
        ("ký", "ki"),
        ("quý", "qui"),
        ("y", "i"),
        ("ngày", "ngay"),
        ("thúy", "thuy"),
        ("1y", "1y"),
        ("001193", "001193"),
    ],
)
def test_words_are_folded_as_people_type_them_in_a_hurry(written: str, form: str) -> None:
    assert fold(written) == form


def test_addresses_tags_and_anchors_are_no_words() -> None:
    markdown = (
        "## Nơi nộp {#noi-nop}\n\nXem [thủ tục](../thu-tuc/index.md 'x') <b>1.001193</b> &nbsp; và ![ảnh](a.png)."
    )
    assert tokens(plain(markdown)) == ["nơi", "nộp", "xem", "thủ", "tục", "1", "001193", "và", "ảnh"]


def test_words_are_told_once() -> None:
    assert distinct("Hoà giải, hòa giải; HÒA").decode() == "hòa giải"


def test_links_that_nobody_closed_are_words_in_time_that_grows_with_them() -> None:
    before = time.process_time()
    assert distinct("[xem](thu tuc " * 20_000).decode() == "xem thu tuc"
    assert time.process_time() - before < 2  # ten seconds when each was followed to the end of the text


def decoded(text: str) -> list[int]:
    """What theme/assets/search/index.js does."""
    alphabet = [chr(code) for code in range(0x23, 0x7F) if chr(code) != "\\"]
    numbers, lead = [], 0
    for place in map(alphabet.index, text):
        if place >= 70:
            lead = lead * 21 + place - 70
        else:
            numbers.append(lead * 70 + place)
            lead = 0
    return numbers


@given(st.lists(st.integers(0, 10_000_000)))
def test_numbers_come_back(numbers: list[int]) -> None:
    assert decoded("".join(map(index.encode, numbers))) == numbers


TITLES = st.lists(
    st.sampled_from(["an", "bản", "chứng", "đất", "khai", "ký", "kí", "kỷ", "sinh"]), min_size=1, max_size=6
)


@given(st.lists(TITLES, min_size=1, max_size=60), st.sampled_from([1, 4, 16]))
def test_every_word_leads_back_to_its_documents(titles: list[list[str]], most: int) -> None:
    documents = [
        Document(f"{number}/", " ".join(title), "2024-01-01", "", " ".join(dict.fromkeys(title)).encode())
        for number, title in enumerate(titles)
    ]
    part = Part("nam", len(documents), most, most // 2 or 1, "2024")
    written = index.part_files(part, index.words_of(part, documents))
    files = {name: json.loads(content) for name, content in written.items()}
    assert set(files) == set(part.files)
    for word in {word for title in titles for word in title}:
        folded = fold(word)
        shard = files[f"tim-kiem/nam/w{index.shard_of(folded, part.word_shards)}.json"]
        gaps = decoded(shard[folded][word])
        found = [sum(gaps[: place + 1]) for place in range(len(gaps))]
        assert found == [number for number, title in enumerate(titles) if word in title]
        told = decoded(files[f"tim-kiem/nam/t{index.shard_of(folded, part.title_shards)}.json"][folded][word])
        numbers = [sum(told[: place + 1 : 2]) for place in range(0, len(told), 2)]
        places = [(number, place) for number, title in enumerate(titles) for place, w in enumerate(title) if w == word]
        assert list(zip(numbers, told[1::2], strict=True)) == places


def test_words_far_into_a_title_are_told_at_the_last_place_there_is() -> None:
    title = [*(f"t{number}" for number in range(80)), "cuối"]
    document = Document("0/", " ".join(title), "2024-01-01", "", " ".join(title).encode())
    part = Part("nam", 1, 1, 1, "2024")
    told = json.loads(index.part_files(part, index.words_of(part, [document]))["tim-kiem/nam/t0.json"])
    places = [decoded(told[word][word])[1] for word in ("t0", "t68", "t69", "t70", "t79")]
    assert places == [0, 68, 69, 69, 69]
    assert decoded(told["cuoi"]["cuối"]) == [0, 69], "a place of two digits would be read as two places"


def test_a_word_that_is_everywhere_in_a_large_part_has_no_postings() -> None:
    documents = [
        Document(f"{n}/", f"tin {n}", "", "", (f"tin xã {n}" + " hiếm" * (n < 3)).encode()) for n in range(300)
    ]
    part = Part("kho", len(documents), 16, 16, "2023")
    files = index.part_files(part, index.words_of(part, documents))
    shard = json.loads(files[f"tim-kiem/kho/w{index.shard_of('xa', part.word_shards)}.json"])
    assert shard["xa"] == "*"
    shard = json.loads(files[f"tim-kiem/kho/w{index.shard_of('hiem', part.word_shards)}.json"])
    assert decoded(shard["hiem"]["hiếm"]) == [0, 1, 1]


def test_a_word_in_two_spellings_is_counted_once_for_each_document() -> None:
    texts = ("ký kí", "ký", "3 tờ")
    documents = [Document(f"{n}/", text[:5], "", "", text.encode()) for n, text in enumerate(texts)]
    words = index.words_of(Part("nam", 3, 1, 1, "2024"), [*documents, documents[0]._replace(title="Tờ, tờ, tờ")])
    assert words.often == {"3": 1, "ki": 3, "to": 1}
    assert words.titled == {"3": 1, "ki": 2, "to": 2}
    told = json.loads(index.vocabulary_file([words.often] * 2, [words.titled]))
    assert told == {"words": "ki to", "often": "32", "titled": "22"}, "no figures; powers of two"
    assert index.words_of(Part("trang", 3, 1), documents).titled == {}


@pytest.mark.parametrize("field", Document._fields)
def test_the_version_of_a_part_changes_with_all_that_is_told(field: str) -> None:
    document = Document("a/", "b", "c", "d", b"e", "f", "g")
    other = document._replace(**{field: b"x" if field == "words" else "x"})
    assert index.version_of([document]) != index.version_of([other])


def test_the_catalogue_tells_what_finds_a_page_before_what_it_says() -> None:
    told = json.loads(index.catalogue_file([Document("a/", "b", "", "d", b"", "f", "g")], {}, []))
    assert told["pages"] == [["f", "a/", "b", "g", "d"]]  # as theme/assets/search/index.js takes them


def test_an_article_is_found_by_its_own_words_alone_and_says_when_it_is_a_sample(commune: Path) -> None:
    path = commune / "content/tin-tuc/2024/bo-anh-mau.md"
    path.write_text(path.read_text("utf-8") + "\nĐã có [[so tin-bai trang-xa 2024]] tin.\n", "utf-8")
    site, _ = load(commune, commune / "content", "/")
    assert site is not None
    (entry,) = [entry for entry in site.news if entry.slug.endswith("bo-anh-mau")]
    found = news_document(entry, entry.read().body)
    assert found.excerpt.startswith("Dữ liệu mẫu. Bộ ảnh mẫu")
    assert "trang-xa" not in found.words.decode()
    assert b"2024" not in found.words.split()


def test_a_page_written_by_hand_is_found_by_its_heading(commune: Path) -> None:
    page = commune / "content/gioi-thieu/them.md"
    page.write_text("---\ndescription: quạquạ\n---\n\n# Trang thêm {#a}\n\nChữ của trang.\n", "utf-8")
    site, _ = load(commune, commune / "content", "/")
    assert site is not None
    (found,) = [found for found in text_documents(site) if found.url == "gioi-thieu/them/"]
    assert (found.title, found.excerpt) == ("Trang thêm", "Chữ của trang.")
    assert "quạquạ" not in found.words.decode()


def test_what_people_say_everywhere_is_told_once_and_leads_elsewhere() -> None:
    """Every site has it, also one without a list of its own; a list of its own need not tell it again."""
    site, _ = load(REPOSITORY, REPOSITORY / "content", "/")
    assert site is not None
    said = [text.fold(phrase) for say, _ in synonyms(site) for phrase in say]
    assert [phrase for phrase, times in Counter(said).items() if times > 1] == []
    bare = synonyms(replace(site, entries=site.entries | {"synonym": ()}))
    assert 50 < len(bare) < len(synonyms(site))
    assert ("đường dây nóng",) in [mean for say, mean in bare if "hotline" in say]


def test_the_built_index_names_every_page_once(commune: Path) -> None:
    assert run(*CCHC, "build", cwd=commune).returncode == 0
    folder = commune / "site/tim-kiem"
    overview = json.loads((folder / "phan.json").read_text("utf-8"))
    catalogue = json.loads((folder / "muc-luc.json").read_text("utf-8"))
    addresses = [row[1] for row in catalogue["pages"]]
    for part in overview["parts"]:
        chunks = sorted(folder.glob(f"{part['id']}/d*.json"), key=lambda path: int(path.stem[1:]))
        rows = [row for chunk in chunks for row in json.loads(chunk.read_text("utf-8"))]
        assert len(rows) == (part["docs"] if part["chunk"] else 0)
        assert [row[2] for row in rows] == sorted(row[2] for row in rows)
        addresses += [row[0] for row in rows]
        assert len(list(folder.glob(f"{part['id']}/w*.json"))) == part["words"]
        assert len(list(folder.glob(f"{part['id']}/t*.json"))) == part["titles"]
    assert len(addresses) == len(set(addresses))
    unsought = re.compile(  # nobody looks for these by themselves: lists, sheets, addresses that led elsewhere
        r"tin-tuc/(chuyen-muc/[^/]+/\d{4}|\d{4}/\d\d)/|.*/ban-in/(a3/)?|tin-tuc/(2024/05/tap-huan-cu|2023/02/tin-sai)/"
    )
    pages = {path.parent.relative_to(commune / "site").as_posix() for path in (commune / "site").rglob("index.html")}
    found = {f"{page}/" if page != "." else "" for page in pages if page != "tim-kiem"}
    assert set(addresses) == {page for page in found if not unsought.fullmatch(page)}
    assert json.loads((folder / "am-tiet.json").read_text("utf-8"))["words"].split()
