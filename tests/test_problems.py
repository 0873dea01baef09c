"""Problems: order, addresses, and the three ways to print them."""

import errno
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.problems import (
    Level,
    Problem,
    arrange,
    drive_gone,
    format_github,
    format_json,
    format_text,
    has_errors,
    place,
    refused_by_system,
    tally,
)

ERROR = Problem("site_data/a.yml", 2, 5, "date", Level.ERROR, "không có ngày 31/02", "xem lại ngày")
WARNING = Problem("site_data/a.yml", 1, 1, "gap", Level.WARNING, "chưa có số điện thoại")
NOTICE = Problem("site_data/a.yml", 1, 1, "numbering", Level.NOTICE, "đề mục dùng hai lần", "đánh số lại")
PROBLEMS = st.builds(
    Problem,
    st.text(),
    st.integers(1, 9),
    st.integers(1, 9),
    st.text(),
    st.sampled_from(Level),
    st.text(),
    st.text(),
)


def test_only_errors_stop_the_build() -> None:
    assert has_errors([WARNING, ERROR])
    assert not has_errors([WARNING, NOTICE])
    assert not has_errors([])


def test_problems_are_sorted_by_address_and_told_once() -> None:
    other_file = Problem("site_data/Z.yml", 9, 1, "date", Level.ERROR, "x")
    assert arrange([ERROR, WARNING, ERROR, other_file]) == [other_file, WARNING, ERROR]


def test_lines_ten_and_nine_stand_in_the_order_of_numbers() -> None:
    nine, ten = (Problem("a", line, 1, "r", Level.ERROR, "m") for line in (9, 10))
    assert arrange([ten, nine]) == [nine, ten]


@given(st.text(alphabet="aệ\n "), st.data())
def test_a_place_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    line, column = place(text, offset)
    lines = text.split("\n")
    assert sum(len(before) + 1 for before in lines[: line - 1]) + column - 1 == offset
    assert column <= len(lines[line - 1]) + 1


def test_the_terminal_shows_address_level_rule_message_and_hint_errors_last() -> None:
    assert format_text([ERROR, WARNING]) == (
        "site_data/a.yml:1:1: cảnh báo [gap] chưa có số điện thoại\n"
        "site_data/a.yml:2:5: lỗi [date] không có ngày 31/02\n"
        "    gợi ý: xem lại ngày"
    )


def test_the_terminal_tells_all_that_a_file_declares_unknown_in_one_line_first() -> None:
    gaps = [
        Problem(f"site_data/{name}.yml", line, 3, "declared-gap", Level.WARNING, f"{label}: chưa có (mẫu: x)", "điền")
        for name, line, label in (("a", 4, "Lệ phí"), ("b", 5, "Địa chỉ"), ("a", 9, "Nơi nộp › Giờ"))
    ]
    assert format_text([ERROR, *gaps, WARNING]).splitlines()[:5] == [
        "site_data/a.yml:4:3: cảnh báo [declared-gap] 2 mục chưa có: Lệ phí (dòng 4); Nơi nộp › Giờ (dòng 9)",
        "    gợi ý: điền",
        "site_data/b.yml:5:3: cảnh báo [declared-gap] Địa chỉ: chưa có (mẫu: x)",
        "    gợi ý: điền",
        "site_data/a.yml:1:1: cảnh báo [gap] chưa có số điện thoại",
    ]
    assert tally([WARNING, *gaps]) == "0 lỗi, 4 cảnh báo, 0 lưu ý. Trong đó 3 mục ghi “chưa có”."
    assert len(json.loads(format_json(gaps))) == 3  # for machines each by itself


def test_a_notice_is_called_so_in_every_format() -> None:
    assert format_text([NOTICE]).startswith("site_data/a.yml:1:1: lưu ý [numbering]")
    assert format_github([NOTICE]).startswith("::notice file=site_data/a.yml,")
    assert json.loads(format_json([NOTICE]))[0]["level"] == "notice"


def test_each_level_is_counted_also_when_there_is_none() -> None:
    assert tally([]) == "0 lỗi, 0 cảnh báo, 0 lưu ý."
    assert tally([WARNING, ERROR, NOTICE, NOTICE]) == "1 lỗi, 1 cảnh báo, 2 lưu ý."


def test_github_gets_one_command_with_level_file_and_place() -> None:
    assert format_github([ERROR]) == (
        "::error file=site_data/a.yml,line=2,col=5,title=date::không có ngày 31/02 — xem lại ngày"
    )


def test_a_message_cannot_end_a_github_command_or_begin_another() -> None:
    evil = Problem("a,line=9:b.yml", 1, 1, "r", Level.WARNING, "x\n::error::y\r100%")
    assert format_github([evil]) == ("::warning file=a%2Cline=9%3Ab.yml,line=1,col=1,title=r::x%0A::error::y%0D100%25")


@given(st.lists(PROBLEMS))
def test_json_carries_every_field(problems: list[Problem]) -> None:
    read = [Problem(**{**item, "level": Level(item["level"])}) for item in json.loads(format_json(problems))]
    assert read == problems


@pytest.mark.parametrize(
    "code",
    [
        *(errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.ENOENT, errno.EROFS, errno.EACCES, errno.EPERM),
        *(errno.ENOSPC, errno.EBUSY, errno.EIO, errno.EMFILE, errno.EINVAL, errno.ENOTEMPTY, errno.ELOOP),
    ],
)
def test_what_the_system_refuses_is_told_in_words(code: int) -> None:
    refused = refused_by_system(OSError(code, "english", "a/b"), "x")
    assert refused.status == 3
    assert str(refused).startswith("không đọc hoặc ghi được a/b: ")
    assert "lỗi hệ thống" not in str(refused)
    assert "english" not in str(refused)


@pytest.mark.parametrize(
    ("code", "number", "name", "told"),
    [
        (errno.EINVAL, 64, "a", "mất kết nối với ổ mạng"),
        (errno.ENOENT, 53, "a", "mất kết nối với ổ mạng"),
        (errno.EACCES, 21, "a", "mất kết nối với ổ mạng"),
        (errno.EINVAL, 225, "a", "chương trình diệt vi-rút chặn tệp này"),
        (errno.EINVAL, 123, "a?", "tên tệp có ký tự mà máy không nhận"),
        (errno.EINVAL, 1, "a", "lỗi hệ thống 1"),
        (errno.EACCES, 32, "a", "chương trình khác đang mở tệp này"),
        (errno.ENOENT, 3, "a", "không thấy tệp hoặc thư mục"),
        (errno.ENOENT, 3, f"C:/{'a/' * 150}", "tên tệp hoặc đường dẫn quá dài"),
        (errno.ENOENT, 206, "a", "tên tệp hoặc đường dẫn quá dài"),
    ],
)
def test_what_windows_says_by_numbers_of_its_own_is_told_in_words(code: int, number: int, name: str, told: str) -> None:
    error = OSError(code, "english", name)
    error.winerror = number  # type: ignore[attr-defined,unused-ignore] # as Windows' own Python sets it
    assert f"{name}: {told}" in str(refused_by_system(error, "x"))


def test_a_drive_of_the_network_that_is_gone_is_no_full_or_forbidden_one() -> None:
    assert drive_gone(OSError(errno.ESTALE, "english"))
    assert not drive_gone(OSError(errno.ENOSPC, "english"))


def test_a_move_that_is_refused_names_both_files_for_either_may_be_open() -> None:
    refused = refused_by_system(OSError(errno.EACCES, "english", ".site.x.staging/a", None, "site/a"), "x")
    assert str(refused).startswith("không đọc hoặc ghi được .site.x.staging/a hoặc site/a: ")


def test_an_unknown_refusal_of_the_system_keeps_its_number() -> None:
    assert str(refused_by_system(OSError(9999, "x"), "x")).endswith("lỗi hệ thống 9999")
    assert "None" not in str(refused_by_system(TimeoutError(), "x"))
