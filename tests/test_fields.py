"""Kinds of fields: what a written text means, and what is refused in Vietnamese with a way out."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cchc import fields
from cchc.known import Choice, Gap, Known, refuse
from cchc.period import DayOrMonth, MinuteRange, Minutes, PartialDay, Period, PeriodField, period_of
from cchc.problems import Refused

KINDS = {
    name: getattr(fields, name)
    for name in [
        "Line",
        "Text",
        "Slug",
        "Day",
        "Moment",
        "Clock",
        "Phone",
        "Url",
        "Email",
        "Count",
        "Amount",
        "Figure",
        "Year",
        "YesNo",
        "SitePath",
    ]
} | {"Period": PeriodField, "DayOrMonth": DayOrMonth, "Minutes": Minutes}


class Colour(Choice):
    """A closed list."""

    RED = "do", "Đỏ"
    BLUE = "xanh", "Xanh"


def read(kind: Any, value: object) -> Any:
    """What a kind makes of a written value."""
    return TypeAdapter(kind).validate_python(value)


def refusal(kind: Any, value: object) -> tuple[str, str, str]:
    """Rule, message and hint with which a kind refuses a value."""
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    (detail,) = caught.value.errors()
    return detail["type"], detail["msg"], detail.get("ctx", {}).get("hint", "")


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("Line", "a\n  b", "a b"),
        ("Day", "2024-02-29", dt.date(2024, 2, 29)),
        ("Moment", "2024-09-30", dt.datetime(2024, 9, 30, tzinfo=fields.VIETNAM)),
        ("Moment", "2024-09-30 08:15", dt.datetime(2024, 9, 30, 8, 15, tzinfo=fields.VIETNAM)),
        ("Moment", "2024-09-30T08:15:00+07:00", dt.datetime(2024, 9, 30, 8, 15, tzinfo=fields.VIETNAM)),
        ("Moment", "2024-09-30 8:15", dt.datetime(2024, 9, 30, 8, 15, tzinfo=fields.VIETNAM)),
        ("Moment", "2024-09-30 8h", dt.datetime(2024, 9, 30, 8, tzinfo=fields.VIETNAM)),
        ("Clock", "7h30", dt.time(7, 30)),
        ("Clock", "17:00", dt.time(17)),
        ("Figure", "0.500", Decimal("0.5")),
        ("Phone", "0255 123 4068", "02551234068"),
        ("Phone", "+84 (255) 123-4068", "02551234068"),
        ("Phone", "0255–123‑4068", "02551234068"),
        ("Phone", "113", "113"),
        ("Phone", "1900 1234", "19001234"),
        ("Count", "12.000", 12000),
        ("Count", "459", 459),
        ("Amount", "1.234.567", 1234567),
        ("Figure", "86,45", Decimal("86.45")),
        ("Figure", "86.45", Decimal("86.45")),
        ("Figure", "-0.5", Decimal("-0.5")),
        ("Year", "2024", 2024),
        ("YesNo", "Có", True),
        ("YesNo", "không", False),
        ("Slug", "tin-cchc-2", "tin-cchc-2"),
        ("Url", "https://a.gov.vn/x?y=1#z", "https://a.gov.vn/x?y=1#z"),
        ("Email", "ubnd.xa-son@quangngai.gov.vn", "ubnd.xa-son@quangngai.gov.vn"),
        ("SitePath", "tin-tuc/2024/ảnh.jpg", "tin-tuc/2024/ảnh.jpg"),
        ("DayOrMonth", "2024-11", PartialDay(year=2024, month=11)),
        ("DayOrMonth", "2024-02-29", PartialDay(year=2024, month=2, day=29)),
        ("Minutes", "20", MinuteRange(shortest=20, longest=20)),
        ("Minutes", "10 – 15", MinuteRange(shortest=10, longest=15)),
        ("Minutes", "15-15", MinuteRange(shortest=15, longest=15)),
    ],
)
def test_a_kind_reads_what_clerks_write(kind: str, written: str, meant: object) -> None:
    assert read(KINDS[kind], written) == meant


@pytest.mark.parametrize(
    ("kind", "written", "rule", "hint"),
    [
        ("Day", "31/12/2024", "date", "2024-12-31"),
        ("Day", "1.2.2024", "date", "2024-02-01"),
        ("Day", "2024-02-30", "date", "ngày và tháng"),
        ("Day", "0204-12-20", "date", "bốn chữ số"),
        ("Day", "20/12/2204", "date", "bốn chữ số"),
        ("Day", "hôm qua", "date", "2024-12-31"),
        ("Moment", "2024-09-30 24:00", "date", "23:59"),
        ("Moment", "30/09/2024", "date", "2024-09-30"),
        ("Clock", "7", "time", "07:30"),
        ("Clock", "24:00", "time", "07:30"),
        ("Clock", "7:60", "time", "07:30"),
        ("Phone", "0900 000 123", "placeholder-phone", "chưa có (lý do)"),
        ("Phone", "0123-456-789", "placeholder-phone", "chưa có (lý do)"),
        ("Phone", "0255 xxx xxxx", "placeholder-phone", "chưa có (lý do)"),
        ("Phone", "không rõ", "phone", "10 số"),
        ("Phone", "02551", "phone", "10 số"),
        ("Phone", "2551234068", "phone", "bắt đầu bằng 0"),
        ("Phone", "0255 123 4068 / 0914 523 678", "phone", "viết một số"),
        ("Slug", "Thông báo", "slug", "thong-bao"),
        ("Url", "www.a.vn", "url", "https://"),
        ("Url", "javascript:alert(1)", "url", "https://"),
        ("Url", 'https://a.vn/"onclick=x', "url", "https://"),
        ("Email", "a@b", "email", "ubnd.xa@tinh.gov.vn"),
        ("Email", "a b@c.vn", "email", "ubnd.xa@tinh.gov.vn"),
        ("Count", "-1", "count", "số nguyên"),
        ("Count", "1,5", "count", "số nguyên"),
        ("Count", "12.00", "count", "số nguyên"),
        ("Figure", "nhiều", "figure", "86,45"),
        ("Figure", "NaN", "figure", "86,45"),
        ("Figure", "1.000,5", "figure", "viết 1000,5"),
        ("Figure", "1,000.5", "figure", "viết 1000,5"),
        ("Figure", "98,5%", "figure", "không kèm đơn vị"),
        ("Count", "1,200", "count", "viết 1200"),
        ("Day", "20/12/24", "date", "viết 2024-12-20"),
        ("Day", "2024-12-2", "date", "viết 2024-12-02"),
        ("Day", "“2024–12–20”", "date", "viết 2024-12-20"),
        ("Day", "ngày 20 tháng 12 năm 2024", "date", "viết 2024-12-20"),
        ("Day", "2024-12-20 07:30", "date", "viết 2024-12-20"),
        ("Day", "20/12/2024 7:30", "date", "viết 2024-12-20"),
        ("Moment", "2024-12-20 08.30", "date", "2024-12-20 08:30"),
        ("Email", "ubnd @xa.vn", "email", "không dấu cách"),
        ("YesNo", "no", "yes-no", "có hoặc không"),
        ("Slug", "Tin CCHC", "slug", "chữ thường"),
        ("Slug", "a--b", "slug", "chữ thường"),
        ("SitePath", "../mkdocs.yml", "site-path", "content/"),
        ("SitePath", "/etc/passwd", "site-path", "content/"),
        ("SitePath", "C:\\x.pdf", "site-path", "content/"),
        ("SitePath", "tin-tuc\\2024\\a.png", "site-path", "viết tin-tuc/2024/a.png"),
        ("SitePath", "a/../../b", "site-path", "content/"),
        ("Period", "2024-Q5", "period", "2024-Q3"),
        ("Period", "2025-2021", "period", "2024-Q3"),
        ("Period", "2024-2024", "period", "2024-Q3"),
        ("Period", "0000", "period", "2024-Q3"),
        ("Period", ["2024"], "type", "ngay sau dấu hai chấm"),
        ("DayOrMonth", "2024-00", "date", "năm-tháng"),
        ("DayOrMonth", "2024-13", "date", "năm-tháng"),
        ("DayOrMonth", "2023-02-29", "date", "ngày và tháng"),
        ("DayOrMonth", ["2024", "11"], "type", "ngay sau dấu hai chấm"),
        ("Minutes", "15-10", "minutes", "10-15"),
        ("Minutes", "20 phút", "minutes", "10-15"),
        ("Minutes", ["10", "15"], "type", "ngay sau dấu hai chấm"),
        ("Minutes", {"shortest": "10", "longest": "15"}, "type", "ngay sau dấu hai chấm"),
        ("Period", "9999-Q4", "period", "2024-Q3"),
    ],
)
def test_a_kind_refuses_with_a_way_out(kind: str, written: object, rule: str, hint: str) -> None:
    found_rule, message, found_hint = refusal(KINDS[kind], written)
    assert found_rule == rule
    assert message
    assert hint in found_hint


@pytest.mark.parametrize("kind", KINDS)
@given(value=st.text() | st.from_regex(r"[0-9.,:/ hQH+-]{1,20}", fullmatch=True))
def test_a_kind_reads_or_refuses_any_text_and_says_no_english(kind: str, value: str) -> None:
    try:
        read(KINDS[kind], value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            known = {
                "string_too_short",
                "string_too_long",
                "too_short",
                "too_long",
                "greater_than_equal",
                "less_than_equal",
            }
            assert detail["type"] in known or detail.get("ctx", {}).get("hint"), detail


def test_a_local_day_that_does_not_exist_is_not_proposed() -> None:
    assert refusal(fields.Day, "31/9/2024") == ("date", "không có ngày 31/09/2024", "xem lại ngày và tháng")


@given(st.dates(dt.date(1945, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_is_read_as_written_and_its_local_form_is_mended(day: dt.date) -> None:
    assert read(fields.Day, day.isoformat()) == day
    assert refusal(fields.Day, f"{day.day}/{day.month}/{day.year:04d}")[2] == f"viết {day.isoformat()}"


@given(st.integers(0, 10**13))
def test_an_amount_is_the_same_with_and_without_dots(amount: int) -> None:
    assert read(fields.Amount, str(amount)) == read(fields.Amount, f"{amount:,}".replace(",", ".")) == amount


@given(st.decimals(-1_000_000, 1_000_000, places=2))
def test_a_figure_is_the_same_with_comma_and_dot(figure: Decimal) -> None:
    assert read(fields.Figure, str(figure).replace(".", ",")) == read(fields.Figure, str(figure)) == figure


@pytest.mark.parametrize(
    ("written", "start", "end", "label"),
    [
        ("2024", (2024, 1, 1), (2024, 12, 31), "năm 2024"),
        ("2024-Q1", (2024, 1, 1), (2024, 3, 31), "quý I năm 2024"),
        ("2024-Q3", (2024, 7, 1), (2024, 9, 30), "quý III năm 2024"),
        ("2024-Q4", (2024, 10, 1), (2024, 12, 31), "quý IV năm 2024"),
        ("2024-H1", (2024, 1, 1), (2024, 6, 30), "6 tháng đầu năm 2024"),
        ("2024-H2", (2024, 7, 1), (2024, 12, 31), "6 tháng cuối năm 2024"),
        ("2024-9M", (2024, 1, 1), (2024, 9, 30), "9 tháng đầu năm 2024"),
        ("2021-2025", (2021, 1, 1), (2025, 12, 31), "giai đoạn 2021 – 2025"),
    ],
)
def test_a_period_knows_its_days_and_its_words(written: str, start: Any, end: Any, label: str) -> None:
    period = read(PeriodField, written)
    assert period == Period(code=written, start=dt.date(*start), end=dt.date(*end), label=label)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("năm 2025", "2025"),
        ("Quý III/2025", "2025-Q3"),
        ("quý 2 năm 2025", "2025-Q2"),
        ("Q1-2025", "2025-Q1"),
        ("06 tháng đầu năm 2025", "2025-H1"),
        ("6 tháng cuối năm 2025", "2025-H2"),
        ("9 tháng năm 2025", "2025-9M"),
    ],
)
def test_a_period_told_in_words_is_answered_with_how_it_is_written(written: str, code: str) -> None:
    assert refusal(PeriodField, written)[2] == f"viết {code}"
    with pytest.raises(Refused, match=rf"; viết {code}$"):
        period_of(written)
    assert refusal(PeriodField, read(PeriodField, code).label)[2] == f"viết {code}"


@pytest.mark.parametrize("written", ["tháng 8/2025", "2025-Q5", "quý V/2025", "cả năm 2025", "tuần 3"])
def test_a_period_that_is_none_is_answered_with_examples(written: str) -> None:
    assert refusal(PeriodField, written)[2].startswith("ví dụ 2024, ")


@pytest.mark.parametrize(
    ("written", "hint"),
    [("05/7/2025", "viết 2025-07-05"), ("tháng 7/2025", "viết 2025-07"), ("31/6/2025", "xem lại ngày và tháng")],
)
def test_a_day_of_a_paper_is_answered_with_how_it_is_written(written: str, hint: str) -> None:
    assert refusal(DayOrMonth, written)[2] == hint


def test_a_day_that_a_spreadsheet_left_as_a_number_is_told_with_its_day() -> None:
    hint = refusal(fields.Day, "45859")[2]
    assert hint == "bảng tính để ngày ở dạng số: nếu đúng là ngày 21/7/2025 thì viết 2025-07-21"
    assert "bảng tính" not in refusal(fields.Day, "99999")[2]


@given(st.integers(1900, 2099), st.sampled_from(["", "-Q1", "-Q2", "-Q3", "-Q4", "-H1", "-H2", "-9M"]))
def test_every_period_begins_and_ends_within_its_year(year: int, part: str) -> None:
    period = Period.parse(f"{year}{part}")
    assert (period.start.year, period.end.year, period.start.day) == (year, year, 1)
    assert (period.end + dt.timedelta(days=1)).day == 1
    assert period.start < period.end


@pytest.mark.parametrize(
    ("written", "whole", "first", "words"),
    [
        ("2024-11", None, dt.date(2024, 11, 1), "tháng 11/2024"),
        ("2024-11-21", dt.date(2024, 11, 21), dt.date(2024, 11, 21), "21/11/2024"),
    ],
)
def test_a_day_left_blank_is_told_by_its_month(written: str, whole: Any, first: dt.date, words: str) -> None:
    day = read(DayOrMonth, written)
    assert (day.whole, day.first, str(day)) == (whole, first, words)


def test_a_choice_is_written_as_its_slug_and_shown_as_its_label() -> None:
    assert read(Colour, "do") is Colour.RED
    assert (Colour.RED.value, Colour.RED.label) == ("do", "Đỏ")
    assert refusal(Colour, "Đỏ")[0] == "enum"


@pytest.mark.parametrize(
    "written", ["chưa có (báo cáo không ghi)", "Chưa có(báo cáo không ghi)", "CHƯA CÓ ( báo cáo không ghi )"]
)
@pytest.mark.parametrize("kind", [fields.Line, fields.Phone, fields.Count, tuple[fields.Line, ...], Colour])
def test_any_known_fact_may_be_declared_missing(kind: Any, written: str) -> None:
    gap = read(Known[kind], written)
    assert isinstance(gap, Gap)
    assert gap.reason == "báo cáo không ghi".upper() or gap.reason == "báo cáo không ghi"


@pytest.mark.parametrize("written", ["chưa có", "chưa có ()", "chưa có ( )", "chưa có: lý do", "Chưa có thông tin"])
def test_a_gap_without_a_reason_is_refused(written: str) -> None:
    rule, _, hint = refusal(Known[fields.Line], written)
    assert (rule, hint) == ("gap-reason", "viết: chưa có (lý do)")


def test_a_gap_above_a_list_that_was_left_there_is_refused_with_the_way_out() -> None:
    rule, message, hint = refusal(Known[tuple[fields.Line, ...]], "chưa có (đang hỏi) -")
    assert (rule, message) == ("gap-reason", "sau “chưa có (lý do)” còn chữ khác")
    assert "các dòng lùi vào ngay bên dưới" in hint


@pytest.mark.parametrize("kind", [fields.Line, fields.Text, tuple[fields.Line, ...]])
@pytest.mark.parametrize("written", ["chưa có", "Chưa có (đang chờ)", "chưa có(x)"])
def test_a_plain_text_is_not_declared_missing(kind: Any, written: str) -> None:
    given = [written] if kind not in (fields.Line, fields.Text) else written
    rule, message, hint = refusal(kind, given)
    assert (rule, message) == ("gap-refused", "mục này không nhận “chưa có”")
    assert "điền nội dung thật" in hint


@pytest.mark.parametrize("kind", [fields.Line, fields.Text])
def test_a_sentence_may_begin_with_the_words_of_a_gap(kind: Any) -> None:
    for written in ("Chưa có số liệu", "Chưa có đường, chưa có điện (bản 3)", "chưa cóc"):
        assert read(kind, written) == written


def test_a_known_fact_is_read_by_its_kind_and_a_plain_one_may_not_be_missing() -> None:
    assert read(Known[fields.Count], "12.000") == 12000
    assert refusal(Known[fields.Phone], "abc")[0] == "phone"
    assert refusal(fields.Phone, "chưa có (lý do)")[0] == "phone"


@given(st.text())
def test_what_was_written_can_stand_in_a_refusal(value: str) -> None:
    error = refuse("x", f"không hiểu “{value}”", "gợi ý")
    assert error.message() == f"không hiểu “{value}”".replace("{", "(").replace("}", ")")


@pytest.mark.parametrize("kind", ["Day", "Moment", "Clock", "Period"])
def test_the_pattern_for_editors_accepts_what_is_read(kind: str) -> None:
    pattern = TypeAdapter(KINDS[kind]).json_schema()["pattern"]
    written = {
        "Day": ["2024-12-31"],
        "Moment": ["2024-12-31", "2024-12-31 08:15", "2024-12-31 8h15", "2024-12-31T08:15:00+07:00"],
        "Clock": ["7:30", "07h30", "7g30"],
        "Period": ["2024", "2024-Q3", "2021-2025", "2021 – 2025"],
    }
    for value in written[kind]:
        assert read(KINDS[kind], value)
        assert re.search(pattern, value)
