"""Spellings that fold to one term: those of the five real documents, and laws that hold for any text."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cchc.terms import ABBREVIATIONS, ALONE, VARIANTS, folded, same

#: The research list of variants as the real documents write them.
AS_WRITTEN = {
    "pa-nô": ["pa nô", "pano", "Pa-nô", "PA NÔ"],
    "pa-nô áp phích": ["pano áp phích"],
    "băng-rôn": ["bản rôn", "băng zon", "băng zôn", "băng rôn", "Băng-rôn"],
    "VNeID": ["VneID", "VNEID"],
    "PAR INDEX": ["PAR Index", "Par Index", "chỉ số cải cách hành chính", "các chỉ số CCHC", "Chỉ số CCHC"],
    "SIPAS": [
        "Sipas",
        "chỉ số hài lòng của người dân đối với sự phục vụ của cơ quan hành chính nhà nước",
        "chỉ số sự hài lòng của tổ chức và cá nhân về sự phục vụ của cơ quan hành chính nhà nước",
        "Chỉ số hài lòng về sự phục vụ hành chính",
    ],
    "PAPI": ["Papi", "chỉ số hiệu quả quản trị và hành chính công"],
    "PCI": ["Pci", "chỉ số năng lực cạnh tranh cấp tỉnh"],
    "DDCI": ["ddci"],
    "DTI": ["Dti"],
    "Bộ phận Một cửa": [
        "Bộ phận một cửa",
        "bộ phận tiếp nhận và trả kết quả",
        "Bộ phận tiếp nhận hồ sơ, trả kết quả giải quyết TTHC",
    ],
    "Trang thông tin điện tử": [
        "Trang Thông tin điện tử",
        "Trang TTĐT",
        "Cổng TTĐT",
        "Cổng/Trang TTĐT",
        "Cổng thông tin điện tử",
    ],
    "Đài truyền thanh": ["Đài phát thanh", "hệ thống truyền thanh", "loa FM"],
    "Đài PT-TH tỉnh": ["Đài PTTH tỉnh", "Đài Phát thanh và Truyền hình tỉnh", "Đài Phát thanh Truyền hình tỉnh"],
    "ỦY BAN": ["UỶ BAN", "Uỷ ban", "Ủy ban"],
    "Hòa": ["HOÀ", "HÒA"],
    "văn hóa": ["Văn hoá"],
    "tin, bài": ["tin bài", "tin, bài, video clip", "bài"],
    "không": ["ko"],
    "Ủy ban nhân dân xã Sơn Bua": ["UBND xã Sơn Bua", "Uỷ ban Nhân dân xã  Sơn Bua"],
}
WORDS = sorted({word for term in (*AS_WRITTEN, *ABBREVIATIONS, *VARIANTS) for word in term.split()})
PHRASES = st.lists(st.sampled_from([*WORDS, *ABBREVIATIONS, *(f for fs in VARIANTS.values() for f in fs)])).map(
    " ".join
)


@pytest.mark.parametrize(("term", "written"), [(term, form) for term, forms in AS_WRITTEN.items() for form in forms])
def test_every_spelling_of_the_documents_folds_to_its_term(term: str, written: str) -> None:
    assert same(term, written)


def test_different_terms_stay_different() -> None:
    terms = [folded(term) for term in VARIANTS]
    assert len(set(terms)) == len(terms)
    for one, other in [
        ("Đài PT-TH tỉnh", "Đài truyền thanh tỉnh"),
        ("Trang thông tin điện tử xã", "Trang thông tin điện tử huyện"),
        ("bài viết", "tin, bài viết"),
        ("PAPI", "PAR INDEX"),
        ("không", "kho"),
    ]:
        assert not same(one, other), (one, other)


def test_a_spelling_belongs_to_one_term() -> None:
    forms = [folded(form) for term, forms in VARIANTS.items() for form in {folded(f) for f in (term, *forms)}]
    assert len(forms) == len(set(forms))
    assert {folded(term) for term in ALONE.values()} <= set(forms)


@given(PHRASES)
@example("Đài phát thanh và truyền hình")
@example("bộ phận bộ phận tiếp nhận và trả kết quả")
def test_folding_again_changes_nothing(phrase: str) -> None:
    assert folded(folded(phrase)) == folded(phrase)


@given(st.text())
def test_marks_capitals_and_blanks_do_not_count(value: str) -> None:
    assert same(value, f"  {value}\t\n")
    assert same(value, unicodedata.normalize("NFD", value))


@given(PHRASES)
def test_capitals_do_not_count(phrase: str) -> None:
    assert same(phrase, phrase.upper())
    assert same(phrase, phrase.replace(" ", " - "))
