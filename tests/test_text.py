"""Vietnamese text: one form, order of the dictionary, dates and numbers as people write them."""

import datetime as dt
import random
import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cchc
from cchc import text
from cchc.problems import Refused

MESSY = st.text() | st.text(alphabet="aâ\u0302\u0301\u0323\u200b\u200e\ufeff\u00a0 \t\r\n\x07\x0b\x85\u2028đ")
# By hand, after the order of the dictionaries: letters first, then ngang huyền hỏi ngã sắc nặng.
DICTIONARY = [
    "a",
    "à",
    "ả",
    "ã",
    "á",
    "ạ",
    "ai",
    "ao",
    "ăn",
    "ắt",
    "âm",
    "ấm",
    "ba",
    "bà",
    "bả",
    "bã",
    "bá",
    "bạ",
    "băng",
    "bâng",
    "ca",
    "cha",
    "da",
    "dạ",
    "đa",
    "đá",
    "đạ",
    "e",
    "em",
    "ê",
    "ếch",
    "ga",
    "gạo",
    "ghe",
    "giao",
    "hai",
    "hoa",
    "hòa",
    "hỏa",
    "họa",
    "hô",
    "hồ",
    "hơ",
    "hờ",
    "i",
    "im",
    "khai",
    "kia",
    "la",
    "là",
    "lả",
    "lã",
    "lá",
    "lạ",
    "ma",
    "nam",
    "năm",
    "nấm",
    "ngành",
    "nghề",
    "nhà",
    "o",
    "oi",
    "ô",
    "ốm",
    "ơ",
    "ơn",
    "phường",
    "quý",
    "ra",
    "sa",
    "tan",
    "thôn",
    "tôi",
    "tơ",
    "trạm",
    "u",
    "ủy",
    "ư",
    "ưa",
    "va",
    "xa",
    "xã",
    "y",
    "ý",
    "yêu",
]


@given(MESSY)
def test_cleaning_twice_is_cleaning_once(value: str) -> None:
    assert text.clean(text.clean(value)) == text.clean(value)
    assert text.clean_markdown(text.clean_markdown(value)) == text.clean_markdown(value)


@given(MESSY)
@example("a\x07b")
def test_clean_text_is_nfc_without_marks_that_nobody_sees(value: str) -> None:
    for cleaned, kept in ((text.clean(value), "\n"), (text.clean_markdown(value), "\n\t")):
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not re.search(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]", cleaned)
        assert not [c for c in cleaned if unicodedata.category(c) == "Cc" and c not in kept]


@given(MESSY)
def test_clean_text_has_single_spaces_and_none_at_line_ends(value: str) -> None:
    cleaned = text.clean(value)
    assert "  " not in cleaned
    assert all(line == line.strip() for line in cleaned.split("\n"))


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126)))
def test_ordinary_words_are_not_changed(word: str) -> None:
    assert text.clean(word) == text.clean_markdown(word) == word


def test_both_ways_to_type_a_vietnamese_letter_give_the_same_text() -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert text.clean(unicodedata.normalize(form, "Tiếng Việt")) == "Tiếng Việt"
    assert text.clean("ky\u0301\u200e") == "ký"


def test_markdown_keeps_its_indentation_and_its_empty_lines() -> None:
    assert text.clean_markdown("\n- a  \r\n    - b\r\n\r\n\tc\n\n") == "- a\n    - b\n\n    c"
    assert text.clean_markdown("STT\tThôn\t\n \t1\tthôn Một") == "STT\tThôn\n    1\tthôn Một"


@given(st.text(alphabet="a\x0b\x0c\x1c\x85\u2028\n"))
def test_cleaning_markdown_keeps_every_line_on_its_number(value: str) -> None:
    assert text.clean_markdown(f"x{value}x").count("\n") == value.count("\n")


@pytest.mark.parametrize("seed", range(5))
def test_words_stand_in_the_order_of_the_dictionary(seed: int) -> None:
    shuffled = random.Random(seed).sample(DICTIONARY, len(DICTIONARY))
    assert sorted(shuffled, key=text.sort_key) == DICTIONARY


@given(st.text(), st.text())
@example("x\u0301", "\u0323")
def test_any_two_texts_can_be_ordered_whatever_their_case(one: str, other: str) -> None:
    assert text.sort_key(one) <= text.sort_key(other) or text.sort_key(other) < text.sort_key(one)
    assert text.sort_key("ĐÁ") == text.sort_key("đá")


def test_numbers_and_spaces_come_before_letters() -> None:
    assert sorted(["b", "a b", "2", "ab", "a"], key=text.sort_key) == ["2", "a", "a b", "ab", "b"]


@given(st.text(alphabet="Đđaăâáếỡự XYz9-?/&;'"))
def test_a_slug_is_fit_for_an_address(value: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", text.slug(value))
    assert text.slug(text.slug(value)) == text.slug(value)


def test_slugs_and_folded_text_read_as_people_search() -> None:
    assert text.slug("Đường dây nóng") == "duong-day-nong"
    assert text.slug(unicodedata.normalize("NFD", "Hộ tịch, Chứng thực")) == "ho-tich-chung-thuc"
    assert text.fold("ĐĂNG KÝ khai sinh") == "dang ky khai sinh"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("2024-01-09", "09/01/2024"),
        ("2024-02-01", "01/02/2024"),
        ("2024-03-01", "01/3/2024"),
        ("2024-09-30", "30/9/2024"),
        ("2024-10-05", "05/10/2024"),
        ("2024-12-31", "31/12/2024"),
    ],
)
def test_dates_have_two_digits_for_days_and_for_months_1_and_2_alone(day: str, written: str) -> None:
    assert text.long_date(dt.date.fromisoformat(day)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (999, "999"),
        (12000, "12.000"),
        (1234567, "1.234.567"),
        (-5000, "-5.000"),
        (Decimal("86.45"), "86,45"),
        (Decimal("86.50"), "86,5"),
        (Decimal("1234.5"), "1.234,5"),
        (Decimal("1E+3"), "1.000"),
        (0.1, "0,1"),
    ],
)
def test_numbers_have_dots_for_thousands_and_a_comma_for_decimals(value: int | float | Decimal, written: str) -> None:
    assert text.number(value) == written


@given(st.integers(-(10**15), 10**15))
def test_a_number_can_be_read_back(value: int) -> None:
    assert int(text.number(value).replace(".", "")) == value


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (8000, "8.000 đồng"),
        (900_000_000, "900.000.000 đồng"),
        (1_234_567_890, "1.234.567.890 đồng"),
        (18_000_000_000, "18 tỷ đồng"),
        (Decimal(2_500_000_000), "2,5 tỷ đồng"),
    ],
)
def test_money_is_told_in_dong_and_round_billions_as_people_say_them(amount: int | Decimal, told: str) -> None:
    assert text.money(amount) == told


def test_quarters_are_roman() -> None:
    assert [text.roman_quarter(n) for n in (1, 2, 3, 4)] == ["I", "II", "III", "IV"]


def test_days_and_moments_are_written_as_official_papers_do_everywhere() -> None:
    assert text.long_moment(dt.datetime(2024, 9, 4, 8, 5)) == "08:05 ngày 04/9/2024"
    assert text.long_moment(dt.datetime(2024, 2, 14, 18, 0)) == "18:00 ngày 14/02/2024"
    own = [path for path in Path(cchc.__file__).parent.rglob("*.py") if "%d/%m" in path.read_text(encoding="utf-8")]
    assert own == [], "a month of its own: 09 where the pages say 9"


def test_a_clock_that_stopped_is_told_and_nothing_is_made_of_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    this_year = text.today().year
    monkeypatch.setattr(text, "_FIRST_YEAR", this_year)
    assert text.today().year == this_year
    monkeypatch.setattr(text, "_FIRST_YEAR", this_year + 1)
    with pytest.raises(Refused, match=f"đồng hồ máy này chỉ ngày .*{this_year}; sửa ngày giờ"):
        text.today()
