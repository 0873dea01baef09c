"""Charts: sound SVG with every value inside the frame."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from cchc.pages.chart import Chart, Mark, _ticks

VALUES = st.decimals(-1000, 100_000, places=4) | st.decimals(80, 90, places=12) | st.sampled_from([Decimal("1e15")])
MARKS = st.lists(st.builds(Mark, st.integers(2010, 2040), VALUES, st.booleans()), min_size=1, max_size=20)
RANKS = st.lists(st.builds(Mark, st.integers(2010, 2030), st.integers(1, 63).map(Decimal)), min_size=1, max_size=9)


def drawn(chart: Chart, marks: list[Mark]) -> etree._Element:
    """The chart as XML."""
    return etree.fromstring(chart.svg(marks))


def texts(figure: etree._Element, kind: str) -> list[str]:
    """The words of one class."""
    return [element.text for element in figure.iterfind(f".//text[@class='{kind}']")]


@given(MARKS | RANKS, st.booleans())
@example([Mark(2020, Decimal("1e-15")), Mark(2021, Decimal("2e-15"))], False)
@example([Mark(2020, Decimal("1e17")), Mark(2021, Decimal("1e17") + 16)], False)
def test_every_mark_is_drawn_inside_the_frame(marks: list[Mark], falling: bool) -> None:
    marks = [mark for mark in marks if not falling or mark.value >= 1]
    if marks:
        circles = drawn(Chart("t", "điểm", falling), marks).findall(".//circle")
        assert len(circles) == len(marks)
        assert all(56 <= float(c.get("cx")) <= 616 and 28 <= float(c.get("cy")) <= 260 for c in circles)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.booleans())
def test_the_scale_has_few_even_steps_around_the_values(one: float, other: float, falling: bool) -> None:
    low, high = sorted((one + falling, other + falling))
    ticks = _ticks(low, high, falling)
    assert ticks[0] <= low <= high <= ticks[-1]
    assert 2 <= len(ticks) <= 9
    steps = [after - before for before, after in itertools.pairwise(ticks)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-3)
    if high - low >= max(4, high / 100):
        assert len(ticks) >= 3
    assert ticks[0] >= falling, "no rank is above the first, and none of these values below 0"
    assert not falling or all(tick == int(tick) for tick in ticks), "a rank is whole"


@pytest.mark.parametrize(
    ("values", "falling"),
    [(["72.5", "81.97", "78"], False), (["0.64", "0.61", "0.7"], False), (["3", "40", "17"], True)],
)
def test_the_axes_say_of_each_dot_and_of_the_line_what_the_values_are(values: list[str], falling: bool) -> None:
    figure = drawn(Chart("t", "u", falling), [Mark(2020 + n, Decimal(value)) for n, value in enumerate(values)])
    columns = {element.text: float(element.get("x")) for element in figure.iterfind(".//text[@class='chart-year']")}
    assert sorted(columns, key=columns.__getitem__) == ["2020", "2021", "2022"]
    rows = {float(t.get("y")) - 4: t.text.replace(",", ".") for t in figure.iterfind(".//text[@class='chart-tick']")}
    assert [(float(line.get("y1")), float(line.get("y2"))) for line in figure.iterfind(".//line")] == [
        (y, y) for y in rows
    ]
    (bottom, low), *_, (top, high) = [(y, float(value)) for y, value in rows.items()]
    dots = [(float(c.get("cx")), float(c.get("cy"))) for c in figure.iterfind(".//circle")]
    assert [x for x, _ in dots] == list(columns.values())
    told = [low + (y - bottom) / (top - bottom) * (high - low) for _, y in dots]
    assert told == pytest.approx([float(value) for value in values], rel=1e-2)
    assert figure.find(".//polyline").get("points") == " ".join(f"{x},{y}" for x, y in dots)
    assert ("Số 1 ở trên cùng là tốt nhất." in figure.findtext("figcaption")) is falling


def test_years_and_values_are_written_as_people_read_them() -> None:
    figure = drawn(
        Chart("t", "điểm"), [Mark(2022, Decimal("86.4500")), Mark(2020, Decimal(1234)), Mark(2021, Decimal(5))]
    )
    assert texts(figure, "chart-value") == ["1.234", "5", "86,45"]
    halves = drawn(Chart("t", "điểm"), [Mark(2020, Decimal("87.125")), Mark(2023, Decimal("67.135"))])
    assert texts(halves, "chart-value") == ["87,13", "67,14"], "a half is rounded up, as people do"
    assert texts(figure, "chart-year") == ["2020", "2021", "2022"]


def test_first_place_is_on_top_and_more_points_are_higher() -> None:
    marks = [Mark(2020, Decimal(1)), Mark(2021, Decimal(9))]
    first, ninth = (float(c.get("cy")) for c in drawn(Chart("t", "hạng", falling=True), marks).iterfind(".//circle"))
    assert first < ninth
    few, many = (float(c.get("cy")) for c in drawn(Chart("t", "điểm"), marks).iterfind(".//circle"))
    assert few > many


def test_a_year_without_a_value_breaks_the_line() -> None:
    marks = [Mark(year, Decimal(year)) for year in (2015, 2016, 2018, 2019, 2020, 2022)]
    lines = [e.get("points").count(",") for e in drawn(Chart("t", "u"), marks).iterfind(".//polyline")]
    assert lines == [2, 3]


def test_doubtful_values_are_marked_and_not_joined_by_the_line() -> None:
    marks = [Mark(2020, Decimal(1)), Mark(2021, Decimal(2), doubtful=True), Mark(2022, Decimal(3))]
    figure = drawn(Chart("t", "u"), marks)
    assert [c.get("class") for c in figure.iterfind(".//circle")] == ["chart-dot", "chart-doubt", "chart-dot"]
    assert figure.find(".//polyline") is None


def test_all_claims_of_one_year_are_drawn_and_told() -> None:
    claims = [Mark(2020, Decimal(value), doubtful=True) for value in ("85.1", "85.2", "85.3")]
    figure = drawn(Chart("t", "u"), [*claims, Mark(2021, Decimal(60))])
    assert len(figure.findall(".//circle")) == 4
    assert texts(figure, "chart-value") == ["85,1", "85,2", "85,3", "60"]


@given(st.lists(st.integers(1, 63), min_size=1, max_size=3, unique=True), st.booleans())
@example([60, 62], True)
@example([60, 61, 62], True)
def test_the_values_of_one_year_do_not_cover_each_other(values: list[int], falling: bool) -> None:
    marks = [Mark(2020, Decimal(value), doubtful=True) for value in values]
    others = [Mark(2019, Decimal(1)), Mark(2021, Decimal(63))]
    figure = drawn(Chart("t", "u", falling), [*marks, *others])
    labels = [text for text in figure.iterfind(".//text[@class='chart-value']") if int(text.text or "") in values]
    places = {text.text: (float(text.get("x", "")), float(text.get("y", ""))) for text in labels if text.text}
    years = {float(text.get("y", "")) for text in figure.iterfind(".//text[@class='chart-year']")}
    feet = [float(text.get("y", "")) + (13 if text.get("dominant-baseline") else 0) for text in labels]
    assert max(feet) <= min(years) - 10
    for (x, y), (other_x, other_y) in itertools.combinations(places.values(), 2):
        assert abs(x - other_x) >= 20 or abs(y - other_y) >= 13


def test_a_value_in_a_valley_stands_below_the_line() -> None:
    marks = [Mark(2019 + place, Decimal(value)) for place, value in enumerate((55, 60, 41, 50, 70))]
    figure = drawn(Chart("t", "u"), [*marks, Mark(2024, Decimal(80), doubtful=True)])
    dots = {c.get("cx"): float(c.get("cy")) for c in figure.iterfind(".//circle")}
    labels = {t.text: float(t.get("y")) - dots[t.get("x")] for t in figure.iterfind(".//text[@class='chart-value']")}
    assert labels == {"55": 8, "60": -10, "41": 8, "50": -10, "70": -10, "80": -10}
    hanging = figure.iterfind(".//text[@dominant-baseline='hanging']")
    assert [text.text for text in hanging] == ["55", "41"]


def test_a_value_in_a_valley_at_the_bottom_covers_no_year() -> None:
    figure = drawn(Chart("t", "u"), [Mark(2020, Decimal(7)), Mark(2021, Decimal(0)), Mark(2022, Decimal(8))])
    assert figure.find(".//text[@dominant-baseline='hanging']") is None


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"))))
def test_titles_and_units_are_plain_text(title: str) -> None:
    figure = drawn(Chart(title, title + "%"), [Mark(2020, Decimal(1))])
    assert figure.find("svg").get("role") == "img"
    assert figure.find("svg").get("aria-label") == f"{title}. Số liệu có trong bảng bên dưới."
    assert figure.findtext("figcaption") == f"{title} ({title}%)."
    assert len(figure.find("figcaption")) == 0


def test_a_unit_that_the_title_tells_is_not_told_again() -> None:
    figure = drawn(Chart("PAPI: điểm theo năm", "điểm"), [Mark(2020, Decimal(1))])
    assert figure.findtext("figcaption") == "PAPI: điểm theo năm."


@given(MARKS)
def test_a_chart_is_one_block_of_html_inside_markdown(marks: list[Mark]) -> None:
    svg = Chart("t", "u").svg(marks)
    assert all(line.strip() for line in svg.split("\n"))
    assert svg == Chart("t", "u").svg(sorted(marks, key=lambda mark: mark.year))


def test_values_of_a_decade_do_not_cover_each_other() -> None:
    values = ("75.24", "81.97", "78.14", "83.29", "83.77", "71.44", "70.29", "88.42", "75.71", "75.16", "91.9", "80.35")
    figure = drawn(Chart("t", "u"), [Mark(2013 + place, Decimal(value)) for place, value in enumerate(values)])
    labels = list(figure.iterfind(".//text[@class='chart-value']"))
    assert [label.text for label in labels] == [value.replace(".", ",") for value in values]
    heights = [float(t.get("y")) + (18 if t.get("dominant-baseline") else 0) for t in labels]
    boxes = [(float(t.get("x")), height, len(t.text or "") * 11) for t, height in zip(labels, heights, strict=True)]
    for (x, y, width), (other_x, other_y, other_width) in itertools.combinations(boxes, 2):
        assert abs(x - other_x) >= (width + other_width) / 2 or abs(y - other_y) >= 16


def test_a_value_that_fits_nowhere_stands_only_in_the_table() -> None:
    figure = drawn(Chart("t", "u"), [Mark(2013 + place, Decimal("123456.7")) for place in range(12)])
    shown = [float(text.get("x")) for text in figure.iterfind(".//text[@class='chart-value']")]
    assert 2 <= len(shown) < 12
    assert len(figure.findall(".//circle")) == 12


def test_long_numbers_at_the_scale_are_not_cut_off() -> None:
    figure = drawn(Chart("t", "u"), [Mark(2020, Decimal(123456)), Mark(2021, Decimal(740736))])
    assert all(float(tick.get("x")) >= len(tick.text) * 11 for tick in figure.iterfind(".//text[@class='chart-tick']"))


def test_an_index_from_0_to_1_is_told_with_all_its_figures() -> None:
    figure = drawn(Chart("t", "u"), [Mark(2020, Decimal("0.6419")), Mark(2021, Decimal("0.6453"))])
    assert texts(figure, "chart-value") == ["0,6419", "0,6453"]


def test_many_years_share_the_axis() -> None:
    figure = drawn(Chart("t", "u"), [Mark(year, Decimal(year)) for year in range(1990, 2025)])
    assert len(texts(figure, "chart-year")) <= 10
    assert texts(figure, "chart-value") == []
