"""Numbers and symbols of documents: every form of the real documents, and laws that hold for any symbol."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc import symbols
from cchc.symbols import TYPES, Symbol
from conftest import shared

FORMS = {
    "123/QĐ-UBND": "123/QĐ-UBND",
    "3647/QĐUBND": "3647/QĐ-UBND",
    "04/NQ/TU": "04-NQ/TU",
    "4-NQ/TU": "04-NQ/TU",
    "52-CTr/TU": "52-CTr/TU",
    "39-NQ/TW": "39-NQ/TW",
    "14/KH- UBND": "14/KH-UBND",
    "14/KH-\nUBND": "14/KH-UBND",
    "01 /KH- UBND": "01/KH-UBND",
    "132-KH/UBND": "132/KH-UBND",
    "0130/KH-UBND": "130/KH-UBND",
    "/BC-UBND": "/BC-UBND",
    "      /BC-UBND": "/BC-UBND",
    "20/2008/NĐ-CP": "20/2008/NĐ-CP",
    "72/2025/QH15": "72/2025/QH15",
    "1677/NQ-UBTVQH15": "1677/NQ-UBTVQH15",
    "775/UBND-NV": "775/UBND-NV",
    "1617/STTTT-TTBCXB": "1617/STTTT-TTBCXB",
    "2319/VPCP-KSTT": "2319/VPCP-KSTT",
    "1847/QĐ-TTg": "1847/QĐ-TTg",
    "23/CT-TTg": "23/CT-TTg",
    "22/2023/TT-BTTTT": "22/2023/TT-BTTTT",
}
NUMBERS = st.none() | st.integers(0, 99999)
YEARS = st.none() | st.integers(1945, 2099)
CODES = st.tuples(
    st.sampled_from(sorted(TYPES)), st.sampled_from(["UBND", "HĐND", "CP", "TTg", "TU", "TW", "ĐU", "HU"])
)


@pytest.mark.parametrize(("written", "normal"), FORMS.items())
def test_every_written_form_has_one_normal_form(written: str, normal: str) -> None:
    assert symbols.normal(written) == normal


@pytest.mark.parametrize("written", ["", "không số", "12/2024", "29/12/2023", "UBND", "số 12"])
def test_what_is_no_symbol_is_not_read(written: str) -> None:
    assert symbols.read(written) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("70/KH-UBND", "ke-hoach"),
        ("/BC-VP", "bao-cao"),
        ("3647/QĐUBND", "quyet-dinh"),
        ("52-CTr/TU", "chuong-trinh"),
        ("775/UBND-NV", None),
        ("72/2025/QH15", None),
    ],
)
def test_a_symbol_means_a_type_of_document(written: str, meant: str | None) -> None:
    symbol = symbols.read(written)
    assert symbol is not None
    assert symbol.type == meant


def test_symbols_are_found_in_running_text_also_across_lines() -> None:
    text = (
        "Căn cứ Quyết định số 123/QĐ-UBND ngày 29/12/2023, Nghị quyết số 04/NQ/TU, Kế hoạch 14/KH-\nUBND và "
        "Luật số 72/2025/QH15; tỷ lệ 49/82, và/hoặc, 24/7, https://vi.example.vn/a/1/ABC."
    )
    found = symbols.find(text)
    assert [symbol.normal for _, _, symbol in found] == ["123/QĐ-UBND", "04-NQ/TU", "14/KH-UBND", "72/2025/QH15"]
    for offset, written, _ in found:
        assert text[offset:].startswith(written)


def test_the_real_report_names_these_documents() -> None:
    text = shared("seeds/000-son-bua-bao-cao-quy-3-2024.txt").read_text(encoding="utf-8")
    assert sorted({symbol.normal for _, _, symbol in symbols.find(text)}) == [
        "04-NQ/TU",
        "123/QĐ-UBND",
        "1256/QĐ-UBND",
        "147/QĐ-UBND",
        "22/KH-UBND",
        "2319/VPCP-KSTT",
        "2483/QĐ-UBND",
    ]


@given(NUMBERS, YEARS, CODES)
def test_the_normal_form_is_read_as_itself(number: int | None, year: int | None, codes: tuple[str, str]) -> None:
    normal = Symbol(number, None if codes[1] in ("TU", "TW", "ĐU", "HU") else year, codes).normal
    read = symbols.read(normal)
    assert read is not None
    assert read.normal == normal
    assert read.number == number
    assert read.codes == codes


@given(NUMBERS, CODES, st.sampled_from(["", " ", "\n", "  "]))
def test_blanks_within_a_symbol_do_not_count(number: int | None, codes: tuple[str, str], blank: str) -> None:
    normal = Symbol(number, None, codes).normal
    assert symbols.normal(normal.replace("-", f"{blank}-{blank}").replace("/", f"{blank}/{blank}")) == normal


@given(st.text(alphabet="0123456789/-QĐUBNDKHTW \n"))
def test_any_text_is_read_or_refused_and_what_is_found_is_there(text: str) -> None:
    symbols.read(text)
    for offset, written, symbol in symbols.find(text):
        assert text[offset:].startswith(written)
        assert symbols.normal(written) == symbol.normal
