"""The rules about wording as plain functions; on the five seeds they find what tests/wording_of_seeds.txt lists."""

import re
import unicodedata

import pytest

from cchc.checks import prose, spelling
from cchc.period import Period
from cchc.problems import place
from cchc.text import fold
from conftest import HERE, shared

EXPECTED = (HERE / "wording_of_seeds.txt").read_text(encoding="utf-8").splitlines()
#: Whose each seed is, of which period, and the period of which it plans.
SEEDS = {
    "000": ("UBND xã Sơn Bua", "2024-Q3", "2024-Q4"),
    "001": ("UBND huyện Vĩnh Linh", "2024", "2025"),
    "002": ("UBND phường Trương Quang Trọng", "2024", None),
    "003": ("Văn phòng UBND tỉnh Quảng Ngãi", "2022", "2023"),
    "004": ("UBND xã Thúc Kháng", "2023", "2024"),
}


def seed(number: str) -> str:
    """A seed with its lines as they are: NFC, blanks folded."""
    (path,) = shared("seeds").glob(f"{number}*.txt")
    return re.sub(r"[^\S\n]", " ", unicodedata.normalize("NFC", path.read_text(encoding="utf-8")))


def findings(number: str) -> list[str]:
    """Every finding in a seed, as EXPECTED has them."""
    text, (issuer, code, next_code) = seed(number), SEEDS[number]
    own, period = prose.body(issuer), Period.parse(code)
    assert own is not None
    next_years = [Period.parse(next_code).start.year] if next_code else []
    whole = (period.end - period.start).days >= 364
    years = range(period.start.year, period.end.year + 1)
    found = [
        *spelling.typos(text, quoted=True),
        *prose.unbalanced_quotes(text),
        *prose.wrong_period(text, years, next_years, period.label, whole),
        *prose.wrong_level(text, own),
        *spelling.mixed_tones(text),
    ]
    lines = [(*place(text, item.offset), f"{item.rule}: {item.message}") for item in found]
    if number == "000":
        runs = prose.copied(text, seed("003"))
        lines += [(*place(text, run.offset), f"copied-text: {run.words} từ liền") for run in runs]
    return [f"{number} {line}:{column} {told}" for line, column, told in sorted(lines)]


@pytest.mark.parametrize("number", SEEDS)
def test_a_seed_gives_exactly_its_findings(number: str) -> None:
    assert findings(number) == [line for line in EXPECTED if line.startswith(number)]


def test_the_list_holds_thirty_findings() -> None:
    assert len(EXPECTED) == 30


def test_the_phrases_of_running_news_find_all_slips_of_the_seeds_too() -> None:
    for number in SEEDS:
        text = " ".join(seed(number).split())
        assert list(spelling.typos(text)) == list(spelling.typos(text, quoted=True))


@pytest.mark.parametrize("phrase", spelling.tables().phrases, ids=lambda phrase: phrase.right)
def test_a_quick_look_overlooks_no_slip(phrase: spelling.Phrase) -> None:
    plain = [unicodedata.normalize("NFD", letter)[0] for letter in phrase.right]
    for at in (at for at, letter in enumerate(plain) if letter in "aeiouy"):
        for mark in "\u0300\u0323":
            other = unicodedata.normalize("NFC", plain[at] + mark)
            words = phrase.right[:at] + other + phrase.right[at + 1 :]
            if words not in (phrase.right, *phrase.real):
                for text in (words, words.upper(), f"x {words},\ny", words.replace(" ", "\n")):
                    assert list(spelling.typos(text, quoted=True))


def test_a_phrase_is_found_beside_one_that_only_looks_like_it() -> None:
    told = [found.message for found in spelling.typos("cổng dịch vụ công, công dịch vụ cộng")]
    assert told == ["có lẽ gõ nhầm: “công dịch vụ cộng”"]


@pytest.mark.parametrize("phrase", spelling.tables().phrases, ids=lambda phrase: phrase.right)
def test_no_phrase_is_a_slip_of_itself_or_of_another(phrase: spelling.Phrase) -> None:
    for words in (phrase.right, *phrase.real):
        for text in (words, words.upper(), words.capitalize(), f"x {words},\ny", words.replace(" ", "\n")):
            assert list(spelling.typos(text, quoted=True)) == []
            assert list(spelling.typos(text)) == []


@pytest.mark.parametrize(
    "phrase", [p for p in spelling.tables().phrases if p.anywhere], ids=lambda phrase: phrase.right
)
def test_a_mark_lost_in_running_news_is_found(phrase: spelling.Phrase) -> None:
    first, *rest = phrase.right.split()
    for wrong in (" ".join([first, *(bare(word) for word in rest)]), " ".join([bare(first), *rest])):
        found = [item.message for item in spelling.typos(f"Hôm nay, {wrong}: tốt.")]
        expected = not wrong.isascii() and wrong != phrase.right and wrong not in phrase.real
        assert any(wrong in message for message in found) == expected, found


def bare(word: str) -> str:
    """A word without its marks."""
    return fold(word)


@pytest.mark.parametrize("slip", spelling.tables().slips, ids=lambda slip: slip.wrong)
def test_a_slip_is_found_and_its_cure_is_not(slip: spelling.Slip) -> None:
    assert len(list(spelling.typos(f"a {slip.wrong} b"))) == 1
    assert list(spelling.typos(f"a {slip.right} b")) == []


@pytest.mark.parametrize("text", ["tỉnh Kon Tum", "https://vidu.vn/ko/trang", "tìm cách cách ly", "Tokyo, KO"])
def test_words_that_hold_a_slip_are_none(text: str) -> None:
    assert list(spelling.typos(text)) == []


def test_both_ways_of_writing_tones_are_right_for_a_phrase() -> None:
    assert list(spelling.typos("Uỷ ban nhân dân, văn hoá, số hoá; Ủy ban nhân dân, văn hóa", quoted=True)) == []


@pytest.mark.parametrize(
    ("name", "level", "where"),
    [
        ("UBND xã Thúc Kháng", "xã", "Thúc Kháng"),
        ("Ủy ban nhân dân Thị xã Mẫu, tỉnh Ví Dụ", "thị xã", "Mẫu"),
        ("Văn phòng UBND tỉnh Quảng Ngãi", "tỉnh", "Quảng Ngãi"),
    ],
)
def test_a_body_tells_its_level_and_place(name: str, level: str, where: str) -> None:
    assert prose.body(name) == prose.Body(level, where)


def test_a_body_without_a_level_is_not_judged() -> None:
    assert prose.body("Chính phủ") is None


def test_a_namesake_above_is_no_slip() -> None:
    own = prose.Body("xã", "Mẫu")
    text = "Báo cáo UBND huyện Mẫu và thị xã Mẫu"
    assert [found.offset for found in prose.wrong_level(text, own, [prose.Body("huyện", "Mẫu")])] == [26]


def test_a_run_of_words_is_found_at_both_places() -> None:
    words = " ".join(f"chữ{number}" for number in range(20))
    (run,) = prose.copied(f"Mở đầu. {words}; kết.", f"Khác hẳn: {words.upper()}!")
    assert run == prose.Run(8, 10, 20)
    assert list(prose.copied(words.replace("chữ10", "khác"), words)) == []
