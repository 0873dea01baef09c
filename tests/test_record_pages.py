"""Pages of records: every field that a record has is told, gaps and empty types do no harm."""

import dataclasses
import datetime as dt
import html
import itertools
import posixpath
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import lxml.html
import pytest
from pydantic import BaseModel

from cchc import naming, text
from cchc.addresses import addresses
from cchc.checks.figures import within_scale
from cchc.checks.references import PLAN_SECTIONS
from cchc.entry import Entry
from cchc.known import Choice, Gap
from cchc.load import load
from cchc.model.document_parts import Role
from cchc.model.figures import Origin
from cchc.model.indicator import Break
from cchc.model.procedure import State
from cchc.model.procedure_parts import Fee, LegalBasis
from cchc.model.registry import TYPES
from cchc.outline import Outline, outlines
from cchc.pages import render
from cchc.pages.structured import graph
from cchc.pages.templating import Templates
from cchc.period import MinuteRange, Period
from cchc.site import Site
from conftest import REPOSITORY, read_commune

#: Types that have their list only where there is something to list.
NEW = (
    "organisation",
    "system",
    "programme",
    "broadcast",
    "event",
    "visual",
    "good_practice",
    "procedure_group",
    "publication",
)
#: Types with pages whose fields stand in other words or at other places: in another language (test_translation.py),
#: the last run in full and the others in a line, in feeds and heads.
OTHERWISE = {"translation", "accessibility", "news"}
KEYS = tuple(kind.key for kind in TYPES if kind.url and kind.key not in OTHERWISE)
#: Fields that are no words for readers: names of records, order, what other pages tell.
SILENT = {"id", "position", "sector", "section", "life_events", "related", "form", "links"}
#: What is meant where nothing is said.
UNSAID = {Origin.DECLARED}
GAP = Gap(reason="nguồn mẫu không nêu")


@pytest.fixture(scope="module")
def site() -> Site:
    """The miniature commune."""
    return read_commune()


def told(site: Site, url: str, templates: Templates) -> str:
    """The words of a page, as a reader sees them."""
    outline = next(outline for outline in outlines(site) if outline.url == url)
    return words(render(site, outline, templates).markdown)


def words(markdown: str) -> str:
    """Markdown without its escapes, in lower case, thousands without their dots."""
    return re.sub(r"(?<=\d)\.(?=\d{3})", "", " ".join(html.unescape(markdown).split()).casefold())


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a record in the words that its page uses, with the name of its field."""
    if isinstance(value, Period):
        yield name, value.label
    elif isinstance(value, MinuteRange):
        yield name, str(value)
    elif isinstance(value, Gap):
        yield name, value.reason
    elif isinstance(value, BaseModel):
        named = {where[0] for where, _, _ in naming.references(value) if len(where) <= 2}
        for field in type(value).model_fields:
            if field not in SILENT and not (field in named and _plain(getattr(value, field))):
                yield from leaves(getattr(value, field), field)
    elif isinstance(value, tuple):
        for item in value:
            yield from leaves(item, name)
    else:
        yield name, _written(value)


def _plain(value: Any) -> bool:
    """Whether a field holds nothing but names of records."""
    items = value if isinstance(value, tuple) else (value,)
    return all(isinstance(item, str) and not isinstance(item, Choice) for item in items)


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, Choice):
        return "" if value in UNSAID else value.label
    if isinstance(value, dt.date):
        return text.long_date(value)
    if isinstance(value, dt.time):
        return f"{value.hour}:{value.minute:02d}"
    return text.number(value) if isinstance(value, Decimal) else str(value)


@pytest.mark.parametrize("key", [kind.key for kind in TYPES if kind.url])
def test_every_type_with_pages_has_its_templates(key: str) -> None:
    assert list((REPOSITORY / "theme" / "records" / key).glob("*.md.jinja"))


@pytest.mark.parametrize("key", KEYS)
def test_every_field_of_a_record_is_on_its_page(key: str, site: Site, templates: Templates) -> None:
    assert site.entries[key]
    for entry in site.entries[key]:
        url, anchor = entry.place
        page = told(site, url, templates)
        assert not anchor or f"{{#{anchor}}}" in page
        missing = [(name, leaf) for name, leaf in leaves(entry.record) if words(leaf) not in page]
        assert missing == [], entry.slug


def test_who_took_over_stands_with_its_source_among_the_bodies(site: Site, templates: Templates) -> None:
    successor, page = site.unit.successor, told(site, "/co-quan/", templates)
    assert successor is not None
    assert [leaf for leaf in leaves(successor) if words(leaf[1]) not in page] == []
    assert "đơn vị kế thừa" not in told(changed(site, "unit", successor=None), "/co-quan/", templates)


@pytest.mark.parametrize("key", KEYS)
def test_every_record_that_a_record_names_is_linked(key: str, site: Site, templates: Templates) -> None:
    for entry in site.entries[key]:
        page = told(site, entry.place[0], templates)
        for _, kind, name in naming.references(entry.record):
            if kind == "task":
                plan, task = cast(Any, site.task(name))
                url, anchor = plan.url, task.id
            else:
                url, anchor = cast(Entry[Any], site.find(kind, name)).place
            assert f"({posixpath.relpath(url + 'index.md', entry.place[0])}{f'#{anchor}' if anchor else ''})" in page


@pytest.mark.parametrize("key", KEYS)
def test_every_record_says_where_it_is_named(key: str, site: Site, templates: Templates) -> None:
    for entry in site.entries[key]:
        page = told(site, entry.place[0], templates)
        for reference in site.referring(key, entry.slug):
            if not reference.entry.type.url:
                continue  # it has no page to lead to
            assert words(reference.entry.title) in page


def test_headings_of_all_pages_never_skip_a_level(site: Site, templates: Templates) -> None:
    for outline in outlines(site):
        if outline.template.partition("/")[0] in (*KEYS, "home"):
            levels = [len(marks) for marks in re.findall(r"(?m)^(#+) ", render(site, outline, templates).markdown)]
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), outline.url


def changed(site: Site, key: str, **values: Any) -> Site:
    """The site with fields of the first record of a type set."""
    first, *rest = site.entries[key]
    entry = dataclasses.replace(first, record=first.record.model_copy(update=values))
    return dataclasses.replace(site, entries={**site.entries, key: (entry, *rest)})


def test_scores_of_parts_are_told_also_where_the_list_of_parts_is_not_known(site: Site, templates: Templates) -> None:
    page = told(changed(site, "indicator", components=GAP), site.indicators[0].url, templates)
    assert GAP.reason in page
    assert site.indicators[0].record.components_note.casefold() in page
    assert "| thủ tục hành chính | 12,25 | 18 |" in page


def test_a_page_tells_of_handing_in_online_only_where_that_is_a_way(site: Site, templates: Templates) -> None:
    by_post, both = site.entries["procedure"]
    by_post_only = told(changed(site, "procedure", online_level=GAP), by_post.url, templates)
    assert "nộp trực tuyến" not in by_post_only
    assert "<dt>cách nộp</dt><dd>qua bưu chính</dd>" in by_post_only
    assert '<dt>mức độ trực tuyến</dt><dd><em class="gap">chưa có: nguồn mẫu không nêu</em>' in by_post_only
    online = told(changed(site, "procedure", methods=both.record.methods), by_post.url, templates)
    assert f"- nộp trực tuyến: [cổng dịch vụ công quốc gia]({site.unit.national_portal}" in online
    assert "<dt>cách nộp</dt><dd>trực tiếp, trực tuyến</dd>" in online
    assert f"- nộp trực tuyến: [mở trang nộp hồ sơ]({both.record.online_url})" in told(site, both.url, templates)


def test_a_page_says_first_that_a_procedure_cannot_be_done_now(site: Site, templates: Templates) -> None:
    url = site.procedures[0].url
    assert 'id="tinh-trang"' not in told(site, url, templates)
    page = told(changed(site, "procedure", state=State.ENDED, state_reason="thay bằng thủ tục khác"), url, templates)
    assert page.index("đã bãi bỏ</strong>: thay bằng thủ tục khác") < page.index('class="summary"')


def test_the_box_leads_to_what_an_amount_depends_on(site: Site, templates: Templates) -> None:
    entry = site.procedures[0]
    (method,) = entry.record.methods
    (fee,) = method.fees

    def box(**values: Any) -> str:
        methods = (method.model_copy(update={"fees": (fee.model_copy(update=values),)}),)
        page = told(changed(site, "procedure", methods=methods), entry.url, templates)
        return page.partition("<dt>bao nhiêu tiền</dt><dd>")[2].partition("</dd>")[0]

    below = ' (<a href="#thoi-han-le-phi">xem bên dưới</a>)'
    assert box() == "2000 đồng mỗi trang"
    assert box(note="từ trang thứ 3 là 1.000 đồng") == "2000 đồng mỗi trang" + below
    assert box(amount=GAP, per=None) == "chưa có thông tin" + below
    assert box(amount=GAP, set_by="Hội đồng mẫu") == "theo quy định của hội đồng mẫu" + below
    assert box(amount=None, set_by="Hội đồng mẫu") == "theo quy định của hội đồng mẫu"
    spared = below.replace("bên dưới", "ai được miễn, giảm")
    assert box(exemption="Miễn cho hộ nghèo") == "2000 đồng mỗi trang" + spared
    assert box(exemption="Miễn cho hộ nghèo", note="từ trang thứ 3 khác") == "2000 đồng mỗi trang" + spared
    assert box(exemption="Miễn khi nộp trực tuyến", amount=Decimal(0), per=None) == "không thu"
    assert box(exemption=GAP) == "2000 đồng mỗi trang"


def test_the_box_says_each_fee_once_in_a_line_of_its_own(site: Site, templates: Templates) -> None:
    entry = site.procedures[0]
    (here,) = entry.record.methods
    (fee,) = here.fees
    other = next(one.channel for one in site.procedures[1].record.methods if one.channel is not here.channel)

    def box(first: Iterable[Fee], second: Iterable[Fee]) -> str:
        methods = (here.model_copy(update={"fees": (*first,)}),)
        methods += (here.model_copy(update={"channel": other, "fees": (*second,)}),)
        page = told(changed(site, "procedure", methods=methods), entry.url, templates)
        told_there = page.partition("<dt>bao nhiêu tiền</dt><dd>")[2].partition("</dd>")[0]
        return re.sub(r"</?(?:ul|li|strong)>", "|", told_there.partition(" (<a")[0])

    a, b = (fee.model_copy(update={"name": name}) for name in ("Khoản A", "Khoản B"))
    rising = [fee.model_copy(update={"amount": Decimal(amount)}) for amount in range(1000, 6000, 1000)]
    assert box([a, b], [b, a]) == "||khoản a: |2000 đồng mỗi trang|||khoản b: |2000 đồng mỗi trang|||"
    ways = "||khoản a: |2000 đồng mỗi trang (qua bưu chính)|||khoản b: |2000 đồng mỗi trang (trực tiếp)|||"
    assert box([a], [b]) == ways
    assert box(rising[:2], rising[1:2]) == "1000 đồng mỗi trang (qua bưu chính); 2000 đồng mỗi trang"
    assert box(rising[:4], rising[1:]) == "5 mức phí, lệ phí"


def test_the_box_leads_to_the_papers_and_to_whom_to_ask(site: Site, templates: Templates) -> None:
    entry = site.procedures[0]
    page = told(site, entry.url, templates)
    assert '<dt>giấy tờ</dt><dd><a href="#giay-to">xem giấy tờ cần có</a></dd>' in page
    assert '<dt>hỏi ai</dt><dd><a href="../../duong-day-nong/index.md">' in page
    page = told(changed(site, "procedure", papers=GAP), entry.url, templates)
    assert f'<dt>giấy tờ</dt><dd><em class="gap">chưa có: {words(GAP.reason)}' in page


@pytest.mark.parametrize(
    ("field", "key", "label", "few", "many"),
    [
        (
            "fees",
            "name",
            "bao nhiêu tiền",
            "<ul><li>số 1: <strong>2000 đồng mỗi trang</strong></li>",
            "5 khoản phí, lệ phí (<a",
        ),
        ("times", "case", "bao lâu", "số 1: ", '5 thời hạn, tùy trường hợp (<a href="#thoi-han-le-phi">'),
    ],
)
def test_the_box_counts_what_is_too_much_to_read(
    site: Site, templates: Templates, field: str, key: str, label: str, few: str, many: str
) -> None:
    entry = site.procedures[0]
    (method,) = entry.record.methods
    (one,) = getattr(method, field)
    for count, said in ((4, few), (5, many)):
        several = tuple(one.model_copy(update={key: f"Số {number}"}) for number in range(1, count + 1))
        methods = (method.model_copy(update={field: several}),)
        page = told(changed(site, "procedure", methods=methods), entry.url, templates)
        assert page.partition(f"<dt>{label}</dt><dd>")[2].startswith(said), count


@pytest.mark.parametrize("name", ["tap-huan-mot-cua", "2024/09/tap-huan-mot-cua"])
def test_news_that_a_record_names_is_linked(name: str, commune: Path, templates: Templates) -> None:
    for file in ("plans/nam-2024.yml", "publications.yml"):
        path = commune / "site_data" / file
        path.write_text(path.read_text("utf-8").replace("news: tap-huan-mot-cua", f"news: {name}"), "utf-8")
    site, _ = load(commune, commune / "content", "https://x.example.vn/")
    assert site is not None
    article = "](../{}tin-tuc/2024/09/tap-huan-mot-cua/index.md)"
    register = told(site, "/so-dang-phat/", templates)
    assert f"**là bản của tin, bài:** [tập huấn quy trình một cửa (dữ liệu mẫu){article.format('')}" in register
    (proof,) = (one for plan in site.plans for task in plan.record.tasks for one in task.evidence if one.news)
    plan = told(site, "/ke-hoach/nam-2024/", templates)
    assert f"[{proof.name.casefold()}{article.format('../')}" in plan
    assert plan.count(article.format("../")) == 1


def test_the_box_writes_decimals_with_a_comma(site: Site, templates: Templates) -> None:
    page = told(site, site.procedures[1].url, templates)
    assert "2,5 ngày (trực tuyến)" in page.partition("<dt>bao lâu</dt><dd>")[2].partition("</dd>")[0]


def test_every_answer_in_a_box_begins_with_a_capital(commune_site: Path) -> None:
    answers = [
        answer
        for path in commune_site.rglob("index.html")
        for answer in lxml.html.parse(path).xpath("//html[@lang='vi']//dl[@class='facts']//dd[text()]/text()[1]")
    ]
    assert {"Năm 2024", "Quý III năm 2024", "Cấp xã, cấp huyện (đến 30/6/2025)"} <= set(answers)
    assert [answer for answer in answers if answer[0].islower()] == []
    page = (commune_site / "thu-tuc/1-999001/index.html").read_text(encoding="utf-8")
    assert "<li><strong>Ngay trong ngày</strong>, tính từ" in page


def test_an_amount_that_nobody_knows_has_its_reason(site: Site, templates: Templates) -> None:
    entry = site.procedures[0]
    (method,) = entry.record.methods
    (fee,) = method.fees
    methods = (method.model_copy(update={"fees": (fee.model_copy(update={"amount": GAP}),)}),)
    page = told(changed(site, "procedure", methods=methods), entry.url, templates)
    assert 'phí chứng thực mẫu: <em class="gap">chưa có: nguồn mẫu không nêu</em>' in page
    assert "theo quy định" not in page


def test_how_to_hand_in_stands_apart_from_the_fees(site: Site, templates: Templates) -> None:
    unnoted, noted = site.procedures
    assert "**cách nộp** - trực tiếp: nộp tại quầy mẫu" in told(site, noted.url, templates)
    assert "**cách nộp**" not in told(site, unnoted.url, templates)


def test_an_indicator_of_which_little_is_known_still_has_its_pages(site: Site, templates: Templates) -> None:
    poor = changed(site, "indicator", scale=GAP, publisher=GAP, basis=GAP, components=GAP, levels=(), frequency=None)
    url = poor.indicators[0].url
    assert "chưa có: nguồn mẫu không nêu" in told(poor, url, templates)
    assert "<svg" in told(poor, url, templates)
    assert '<span lang="en">sample index (sample data)</span>' in told(poor, url, templates)
    assert "tên tiếng anh" not in told(changed(site, "indicator", name_en=None), url, templates)
    assert "84,25 điểm" in told(poor, "/chi-so/", templates)
    assert "nguồn mẫu không nêu" in told(changed(poor, "indicator", results=GAP), "/chi-so/", templates)


def test_sources_disagree_only_where_they_do(site: Site, templates: Templates) -> None:
    result = site.indicators[0].record.results[1].model_copy(update={"value": None, "rank": None})
    alone = result.model_copy(update={"claims": ()})
    disagreed = "các nguồn nêu khác nhau"
    assert disagreed in told(changed(site, "indicator", results=(result,)), "/chi-so/", templates)
    page = told(changed(site, "indicator", results=(alone,)), "/chi-so/", templates)
    assert (disagreed in page, "chưa rõ điểm và hạng chung" in page) == (False, True)


def test_only_figures_of_the_province_are_of_the_old_one(site: Site, templates: Templates) -> None:
    url = site.indicators[0].url
    for place, marked in (("Tỉnh  Ví Dụ", True), ("xã Ví Dụ", False)):
        here = changed(site, "indicator", place=place)
        assert ("tỉnh cũ" in told(here, url, templates)) is marked
        assert ("tỉnh cũ" in told(here, "/chi-so/", templates)) is marked


def test_no_line_leads_from_the_old_province_to_the_new_one(site: Site, templates: Templates) -> None:
    entry = site.indicators[0]
    result = entry.record.results[0].model_copy(update={"value": Decimal(80)})
    results = tuple(result.model_copy(update={"year": year}) for year in (2023, 2024, 2025, 2026))
    for place, lines in (("tỉnh Ví Dụ", 2), ("xã Ví Dụ", 1)):
        page = told(changed(site, "indicator", place=place, results=results), entry.url, templates)
        assert page.count("<polyline") == 2 * lines, "of points and of ranks"


def test_no_line_leads_from_one_way_of_judging_to_another_and_the_page_says_why(
    site: Site, templates: Templates
) -> None:
    entry = site.indicators[0]
    result = entry.record.results[0].model_copy(update={"value": Decimal(80)})
    results = tuple(result.model_copy(update={"year": year}) for year in (2026, 2027, 2028, 2029))
    changes = (Break(year=2028, reason="Bộ tiêu chí mẫu mới"), Break(year=2027, reason="cách chấm mẫu"))
    for breaks, lines in (((), 1), (changes[:1], 2), (changes, 1)):  # 2026 and 2027 are left alone
        page = told(changed(site, "indicator", results=results, breaks=breaks), entry.url, templates)
        assert page.count("<polyline") == 2 * lines, "of points and of ranks"
        assert ("từ năm 2028 **không so được** với các năm trước: bộ tiêu chí mẫu mới." in page) is bool(breaks)


def test_an_indicator_and_its_parts_tell_their_years(site: Site, templates: Templates) -> None:
    url = site.indicators[0].url
    assert "thủ tục hành chính (từ năm 2019 đến năm 2029): từ 0 đến 14,5 điểm" in told(site, url, templates)
    assert "chỉ công bố đến năm 2031." in told(site, "/chi-so/", templates)
    assert "chỉ công bố" not in told(changed(site, "indicator", until=None), "/chi-so/", templates)


def test_a_part_is_held_to_the_scale_of_the_years_in_which_it_is(site: Site) -> None:
    part, result = site.indicators[0].record.components[0], site.indicators[0].record.results[0]
    parts = tuple(
        part.model_copy(update={"maximum": Decimal(highest), "since": since, "until": until})
        for highest, since, until in ((20, None, 2027), (10, 2028, None))
    )
    value = result.components[0].model_copy(update={"value": Decimal(15)})
    for year, wrong in ((2027, 0), (2028, 1)):
        of_year = result.model_copy(update={"year": year, "published_year": None, "components": (value,)})
        told_of = list(within_scale(changed(site, "indicator", components=parts, results=(of_year,))))
        assert [problem.rule for problem in told_of] == ["out-of-scale"] * wrong


def test_the_home_page_tells_only_the_figures_that_the_report_gives(site: Site, templates: Templates) -> None:
    assert "hồ sơ quá hạn" in told(site, "/", templates)
    dossiers = site.reports[0].record.dossiers
    assert not isinstance(dossiers, Gap)
    blank = {"online": None, "direct": None, "early": None, "on_time": None, "overdue": None, "online_share": None}
    page = told(changed(site, "report", dossiers=dossiers.model_copy(update=blank)), "/", templates)
    assert "hồ sơ tiếp nhận" in page
    assert "none" not in page
    assert "quá hạn" not in page
    assert "không nêu số hồ sơ" in told(changed(site, "report", dossiers=GAP), "/", templates)


def test_the_home_page_names_the_period_of_the_report_once(site: Site, templates: Templates) -> None:
    label = site.reports[0].record.period.label
    assert label == "quý III năm 2024"
    for title, count in (("Báo cáo QUÝ III năm 2024", 0), ("Báo cáo của xã", 1)):
        page = told(changed(site, "report", title=title), "/", templates)
        assert page.count(f"), {label.lower()}.") == count
    assert label.lower() in told(site, "/", templates)


def test_the_home_page_has_no_empty_column(site: Site, templates: Templates) -> None:
    for key in ("report", "indicator"):
        page = told(dataclasses.replace(site, entries={**site.entries, key: ()}), "/", templates)
        assert page.count("<div markdown> ## ") == page.count("<div markdown>"), key


def test_the_home_page_of_an_empty_site_leads_nowhere(site: Site, templates: Templates) -> None:
    entries = {key: found if key == "unit" else () for key, found in site.entries.items()}
    bare = dataclasses.replace(site, entries=entries, texts={})
    page = told(bare, "/", templates)
    assert "index.md" not in page
    assert "0 thủ tục" not in page
    assert re.findall(r"## (.*?) \{#", page) == ["đơn vị"]


def test_lists_of_an_empty_site_have_no_headings_over_nothing(site: Site, templates: Templates) -> None:
    entries = {key: found if key == "unit" else () for key, found in site.entries.items()}
    bare = dataclasses.replace(site, entries=entries, texts={})
    assert re.findall(r"## (.*?) \{#", told(bare, "/tin-tuc/", templates)) == ["theo chuyên mục"]
    assert re.findall(r"## (.*?) \{#", told(bare, "/thu-tuc/", templates)) == ["bản dịch tiếng nước ngoài"]
    assert "trang chưa có thủ tục nào. ông/bà hỏi tại" in told(bare, "/thu-tuc/", templates)
    assert "“cũ” nghĩa là" in told(site, "/thu-tuc/", templates)
    assert "“cũ” nghĩa là" not in told(bare, "/thu-tuc/", templates)


def test_when_no_plan_runs_the_page_of_what_is_due_leads_to_those_that_ended(site: Site, templates: Templates) -> None:
    later = dataclasses.replace(site, as_of=dt.date(2030, 1, 1))
    assert "việc gì chưa có minh chứng: xem tiến độ ở [từng kế hoạch]" in told(later, "/ke-hoach/lich/", templates)
    assert "xem tiến độ ở [từng kế hoạch]" not in told(site, "/ke-hoach/lich/", templates)


def test_a_task_is_never_called_as_a_part_of_its_page(site: Site, templates: Templates) -> None:
    theme = REPOSITORY / "theme"
    parts = (theme / "components/parts.md.jinja").read_text(encoding="utf-8")
    fixed = set(
        re.findall(r"\{#([a-z-]+)\}", (theme / "records/plan/page.md.jinja").read_text(encoding="utf-8") + parts)
    )
    assert fixed | {"dau-trang"} | {f"van-ban-{role.value}" for role in Role} == PLAN_SECTIONS


def test_a_task_that_ends_as_a_sentence_does_not_end_the_one_it_stands_in(site: Site, templates: Templates) -> None:
    plan = site.entries["plan"][0]
    tasks = tuple(task.model_copy(update={"name": f"{task.name.rstrip('.')}."}) for task in plan.record.tasks)
    ended = changed(site, "plan", tasks=tasks)
    for url in (plan.url + "tien-do/", "/ke-hoach/lich/"):
        page = told(ended, url, templates)
        links = re.findall(r"\[([^\]]*)\]\([^)]*\)[:,;]", page)
        assert [words for words in links if words.startswith("nhiệm vụ")], url
        assert not [words for words in links if words.endswith(".")], url


def test_a_channel_that_ended_is_not_shown_as_one_to_trust(site: Site, templates: Templates) -> None:
    channel = site.entries["channel"][0]
    ended, last = "## kênh không còn dùng", channel.record.valid_to
    for day, is_over in ((last, False), (last + dt.timedelta(days=1), True)):
        later = dataclasses.replace(site, as_of=day)
        page = told(later, "/kenh-chinh-thuc/", templates)
        assert page.count(f"### {channel.record.name.casefold()} ") == 1  # counts and records lead to it
        assert (ended in page.partition(f"### {channel.record.name.casefold()} ")[0]) == is_over
        outline = next(one for one in outlines(later) if one.url == "/")
        assert (channel.record.url in str(graph(later, outline))) != is_over


def test_search_engines_learn_of_a_number_when_it_holds(site: Site) -> None:
    begins = site.as_of + dt.timedelta(days=1)
    to_come = changed(site, "hotline", valid_from=begins)
    outline = next(one for one in outlines(to_come) if one.template == "hotline/list")
    name = f"'name': '{site.entries['hotline'][0].record.name}'"
    assert name not in str(graph(to_come, outline)[0]["contactPoint"])
    assert name in str(graph(dataclasses.replace(to_come, as_of=begins), outline)[0]["contactPoint"])


def test_no_page_leads_to_a_hotline_that_is_hidden(site: Site, templates: Templates) -> None:
    hotline = site.entries["hotline"][0]
    for day, is_shown in ((hotline.record.valid_to, True), (hotline.record.valid_to + dt.timedelta(days=1), False)):
        page = told(dataclasses.replace(site, as_of=day), "/kenh-chinh-thuc/", templates)
        assert (f"#{hotline.place[1]}" in page) == is_shown


def test_hotlines_that_are_over_are_not_told_as_never_published(site: Site, templates: Templates) -> None:
    first, never = site.entries["hotline"][0], "chưa công bố nơi tiếp nhận nào"
    for entries, published in (((first,), True), ((), False)):
        after = dataclasses.replace(site, entries={**site.entries, "hotline": entries}, as_of=dt.date(2026, 1, 1))
        page = told(after, "/duong-day-nong/", templates)
        assert ("đều hết thời gian áp dụng" in page, never in page) == (published, not published)


@pytest.mark.parametrize("url", ["/", "/thu-tuc/", "/van-ban/", "/kenh-chinh-thuc/"])
def test_no_page_leads_to_a_list_that_is_not_there(url: str, site: Site, templates: Templates) -> None:
    empty: dict[str, tuple[Entry[Any], ...]] = dict.fromkeys((*NEW, "channel"), ())
    bare = dataclasses.replace(site, entries={**site.entries, **empty})
    outline = next(outline for outline in outlines(bare) if outline.url == url)
    page = render(bare, dataclasses.replace(outline, news=()), templates).markdown
    pages = re.findall(r"""[("]([^("]*)index\.md""", page)
    assert {posixpath.normpath(posixpath.join(url, target)).rstrip("/") + "/" for target in pages} <= addresses(bare)


def test_an_empty_type_has_no_list_unless_people_introduced_it(site: Site) -> None:
    bare = dataclasses.replace(site, entries={**site.entries, "visual": ()})
    assert "/truc-quan/" not in addresses(bare)
    introduced = dataclasses.replace(bare, texts={**bare.texts, "truc-quan/index.md": "Lời giới thiệu."})
    listed: list[Outline] = outlines(introduced)
    assert "/truc-quan/" in {outline.url for outline in listed}


def test_a_reference_knows_what_holds_it_and_where_to_send_a_reader(site: Site) -> None:
    references = site.referring("document", "kh-01-2024")
    in_task = next(reference for reference in references if reference.where[0] == "tasks")
    assert in_task.place == ("/ke-hoach/nam-2024/", in_task.entry.record.tasks[cast(int, in_task.where[1])].id)
    assert in_task.holder.document == "kh-01-2024"
    assert in_task.section == "Nhiệm vụ"
    in_report = next(reference for reference in references if reference.entry.key == "report")
    assert in_report.place == ("/bao-cao/quy-3-2024/", "")
    assert site.referrers("document", "kh-01-2024") == len({(r.entry.key, r.entry.slug) for r in references})
    assert site.referrers("document", "khong-co") == 0


def test_the_register_counts_what_the_pages_of_its_documents_list(site: Site, templates: Templates) -> None:
    pages = {outline.url: outline for outline in outlines(site)}
    register = render(site, pages["/van-ban/"], templates).markdown
    by_news = 0
    for entry in site.documents:
        listed = render(site, pages[entry.url], templates).markdown.partition("## Được viện dẫn ở")[2]
        places = {link.partition("#")[0] for link in re.findall(r"^\| \[.*?\]\((.*?)\)<br>", listed, re.MULTILINE)}
        row = re.search(rf"\]\({entry.slug}/index\.md\).* \| (\d+) \|$", register, re.MULTILINE)
        assert row is not None
        assert int(row[1]) == len(places), entry.slug
        by_news += len(pages[entry.url].news)
    assert by_news


@pytest.mark.parametrize(
    ("basis", "told"),
    [
        ({"symbol": "123/2015/NĐ-CP"}, "Nghị định số 123/2015/NĐ-CP"),
        ({"symbol": "66.7/2025/NQ-CP"}, "Nghị quyết số 66.7/2025/NQ-CP"),
        ({"symbol": "02/2022/TT-BLĐTBXH"}, "Thông tư số 02/2022/TT-BLĐTBXH"),
        ({"symbol": "24/2021/QĐ-TTg"}, "Quyết định số 24/2021/QĐ-TTg"),
        ({"symbol": "60/2014/QH13"}, "Văn bản của Quốc hội số 60/2014/QH13"),
        ({"symbol": "60/2014/QH13", "title": "Luật Hộ tịch"}, "60/2014/QH13"),
        ({"symbol": "87/2020/NĐ-CP", "title": "Nghị định về hộ tịch điện tử"}, "87/2020/NĐ-CP"),
        ({"symbol": "Thông tư số 85/2019/TT-BTC"}, "Thông tư số 85/2019/TT-BTC"),
        ({"symbol": "Hiến pháp"}, "Hiến pháp"),
    ],
)
def test_a_legal_basis_is_told_with_its_type(basis: dict[str, str], told: str) -> None:
    assert LegalBasis.model_validate(basis).heading == told


def test_a_record_without_a_name_is_called_by_its_kind(site: Site) -> None:
    nameless = changed(site, "good_practice", name=GAP)
    assert nameless.entries["good_practice"][0].title == nameless.entries["good_practice"][0].record.kind.label
    assert site.indicators[0].title == "Mau Index"


@pytest.mark.parametrize("template", ["feeds", "news/category"])
def test_more_than_a_thousand_items_are_told_with_a_dot(template: str, site: Site, templates: Templates) -> None:
    outline = next(outline for outline in outlines(site) if outline.template == template and outline.years)
    page = render(site, dataclasses.replace(outline, years=((2023, 1204),)), templates).markdown
    assert "): 1.204 tin" in page
