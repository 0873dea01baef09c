"""Figures that several places tell agree, whatever a site holds: reports, /so-lieu/, /cchc.json, lists, feeds.

Where a page says in words what it leaves out (news that has expired is counted and not listed), they differ by that.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import icalendar
import lxml.etree
import pytest

from cchc.datasets import datasets
from cchc.exports import exports
from cchc.feeds import feeds
from cchc.feeds.outlines import feed_outlines
from cchc.feeds.reminders import render_reminder
from cchc.ledger import agenda, counts, listing, quotes
from cchc.ledger.due import progress as progress_of
from cchc.ledger.slots import SlotState
from cchc.model.figures import Counted
from cchc.outline import outlines, sheet_outlines
from cchc.pages import render
from cchc.pages.sheets import make
from cchc.pages.templating import Templates
from cchc.period import Period
from cchc.reporting.compose import compose
from cchc.reporting.draft import Draft
from cchc.site import Site
from random_commune import Maker

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
YEARS = ("2023", "2024", "2025")
PERIODS = (*YEARS, *(f"{year}-{quarter}" for year in YEARS for quarter in QUARTERS))
SAMPLE = "**(dữ liệu mẫu)**"
DONE = (SlotState.FILLED, SlotState.LATE)


class Row(NamedTuple):
    """A row of /so-lieu/."""

    kind: str
    channel: str
    quarters: tuple[int, ...]
    year: int


@dataclass(eq=False)
class Told:
    """Everything that a random commune tells."""

    site: Site
    templates: Templates
    drafts: dict[str, Draft] = field(default_factory=dict)

    @cached_property
    def pages(self) -> dict[str, str]:
        """The Markdown of every page but those of articles, by address."""
        found = (outline for outline in outlines(self.site) if outline.template != "news/page")
        return {outline.url: render(self.site, outline, self.templates).markdown for outline in found}

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Open data, /cchc.json, feeds."""
        return {**dict(exports(self.site)), **{f"/{file.path}": file.content for file in feeds(self.site)}}

    @cached_property
    def summary(self) -> Any:
        """/cchc.json."""
        return json.loads(self.files["/cchc.json"])

    def rows(self, name: str) -> list[Any]:
        """A table of open data."""
        found: list[Any] = json.loads(self.files[f"/du-lieu/{name}.json"])
        return found

    def draft(self, code: str) -> Draft:
        """The report of a period."""
        if code not in self.drafts:
            self.drafts[code] = compose(self.site, Period.parse(code))
        return self.drafts[code]

    def report(self, code: str) -> str:
        """What it says."""
        return "\n".join(block.text for block in self.draft(code).blocks())

    @cached_property
    def counted(self) -> dict[str, list[Row]]:
        """The tables of /so-lieu/ by year."""
        parts = re.split(r"^## (.*) \{#.*\}$", self.pages["/so-lieu/"], flags=re.MULTILINE)
        tables = dict(zip(parts[1::2], parts[2::2], strict=True))
        return {year: [*_rows(tables.get(f"Năm {year}", ""))] for year in YEARS}

    def cells(self, code: str) -> dict[tuple[str, str], int]:
        """What /so-lieu/ tells of a quarter or of a year, by kind and channel."""
        year, _, quarter = code.partition("-")
        place = QUARTERS.index(quarter) if quarter else None
        rows = self.counted[year]
        return {(row.kind, row.channel): row.year if place is None else row.quarters[place] for row in rows}


def _rows(table: str) -> Iterator[Row]:
    row = r"^\| ([^|<]+?)(?:<br><small>\[(.*?)\]\(.*?\)</small>)? \|((?: [\d.–]+ \|){5})$"
    for kind, channel, cells in re.findall(row, table, re.MULTILINE):
        *quarters, year = (0 if cell == "–" else number(cell) for cell in re.findall(r"[\d.–]+", cells))
        yield Row(kind, channel, tuple(quarters), year)


def number(written: str) -> int:
    """A number as people write it."""
    return int(written.replace(".", ""))


def numbers(pattern: str, text: str) -> list[int]:
    """Every number that a pattern finds."""
    return [number(one) for one in re.findall(pattern, text, re.MULTILINE)]


def sections(page: str) -> dict[str, str]:
    """The parts of a page by the ids of their headings."""
    parts = re.split(r"^## .*\{#([\w-]+)\}$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def items(page: str) -> list[str]:
    """The links of a list."""
    return re.findall(r"^- (?:<span id=\S+></span>)?\[.*$", page, re.MULTILINE)


SEEDS = [*range(6), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(6, 60))]


@pytest.fixture(scope="module", params=SEEDS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, templates: Templates) -> Told:
    """A random commune."""
    return Told(Maker(tmp_path_factory.mktemp("random") / "commune", request.param).site(), templates)


@pytest.mark.parametrize("code", PERIODS)
def test_a_report_tells_what_the_page_of_counts_tells(told: Told, code: str) -> None:
    report, cells = told.report(code), told.cells(code)
    own = {told.site.find("channel", name) for name in counts.own_websites(told.site, Period.parse(code))}
    names = {channel.title if channel else "" for channel in own}
    of_news = sum(amount for (kind, channel), amount in cells.items() if kind == "Tin, bài" and channel in names)
    by_hand = numbers(r"Hình thức khác: ([\d.]+) tin, bài\.", report) if "" in names else []
    assert sum([*numbers(r"Đã đăng ([\d.]+) tin, bài", report), *by_hand]) == of_news
    for (kind, channel), amount in cells.items():
        if channel and amount and not (kind == "Tin, bài" and channel in names):
            assert numbers(rf"^{re.escape(channel)}: ([\d.]+) {kind.lower()}\.$", report) == [amount]
    airings = cells.get(("Lượt phát", "Hệ thống truyền thanh xã Ví Dụ"), 0)
    assert numbers(r"Đã phát ([\d.]+) lượt", report) == ([airings] if airings else [])


def test_quarters_make_a_year_and_rows_what_is_quoted(told: Told) -> None:
    for year, rows in told.counted.items():
        assert all(sum(row.quarters) <= row.year for row in rows)
        spanning = any(sum(row.quarters) < row.year for row in rows)
        assert not spanning or "không tính vào quý nào" in told.pages["/so-lieu/"]
        for kind in Counted:
            of_kind = [row for row in rows if row.kind.lower() == kind.label]
            whole = [sum(row.year for row in of_kind), *(sum(row.quarters[n] for row in of_kind) for n in range(4))]
            codes = (year, *(f"{year}-{quarter}" for quarter in QUARTERS))
            assert [number(quotes.values(told.site, (f"{kind.value} {code}",))) for code in codes] == whole
            spans = [counts.count(told.site, Period.parse(f"{year}-{part}"), kind=kind) for part in ("H1", "9M")]
            assert spans == [sum(whole[1:3]), sum(whole[1:4])]


def test_news_by_month_is_what_the_page_of_counts_has_besides_the_register(told: Told) -> None:
    register = [row for row in told.rows("so-dang-phat") if row["kind"] == "tin-bai"]
    for year, rows in told.counted.items():
        by_month = told.summary["news"]["by_month"].items()
        posted = sum(amount for month, amount in by_month if month.startswith(year))
        registered = sum(
            row["count"] for row in register if year <= row["date"] <= min(f"{year}-13", str(told.site.as_of))
        )
        assert posted + registered == sum(row.year for row in rows if row.kind == "Tin, bài")


def test_the_register_adds_up_to_the_page_of_counts(told: Told) -> None:
    listed: Counter[tuple[str, str]] = Counter()
    for entry in told.pages["/so-dang-phat/"].split("\n## ")[1:]:
        (year,) = re.findall(r"\*\*Ngày:\*\* \d+/\d+/(\d+)$", entry, re.MULTILINE)
        (counts_as,) = re.findall(r"\*\*Đếm là:\*\* ([\d.]+) (.*)$", entry, re.MULTILINE)
        if "không đếm" not in entry and "chưa đếm" not in entry:
            listed[year, counts_as[1]] += number(counts_as[0])
    for kind in ("lượt phát", "video clip", "số, kỳ", "infographic"):
        for year, rows in told.counted.items():
            assert listed[year, kind] == sum(row.year for row in rows if row.kind.lower() == kind), (year, kind)


def test_a_closed_period_is_told_as_it_is_counted(told: Told) -> None:
    for entry in told.site.entries["closing"]:
        if entry.record.period.code in PERIODS:
            cells = {(kind.lower(), channel): n for (kind, channel), n in told.cells(entry.record.period.code).items()}
            for count in entry.record.counts:
                if count.kind in {kind.value for kind in Counted}:
                    channel = told.site.find("channel", count.channel).title if count.channel else ""
                    assert cells[Counted(count.kind).label, channel] == count.value
    assert "đã khác lúc chốt" not in told.pages["/so-lieu/"]


def test_a_report_is_compared_with_what_the_page_of_counts_tells(told: Told) -> None:
    compared = r"^- \[(.*?)\]\(.*?\), tin, bài, quý III năm 2024: .*đếm từ sổ: ([\d.]+)\.$"
    found = re.findall(compared, told.pages["/bao-cao/quy-3-2024/"], re.MULTILINE)
    cells = told.cells("2024-Q3")
    assert all(cells["Tin, bài", channel] == number(counted) for channel, counted in found)


def test_a_section_of_a_channel_is_not_told_as_the_channel(told: Told) -> None:
    """Two numbers for one channel in one report are what the project is there to end."""
    named = re.findall(r"^([^:\n]+): \S+ tin, bài\.$", told.report("2024-Q3"), re.MULTILINE)
    assert len(named) == len(set(named))


def test_lists_open_data_and_the_site_map_have_the_same_news(told: Told) -> None:
    figures, site = told.summary["news"], told.site
    months = [told.pages[outline.url] for outline in outlines(site) if outline.template == "news/month"]
    listed = [line for page in months for line in items(page)]
    samples = sum(SAMPLE in line for line in listed)
    assert (len(listed) - samples, samples) == (figures["total"], figures["samples"])
    by_category: Counter[str] = Counter()
    for term in site.unit.categories:
        base = f"/tin-tuc/chuyen-muc/{term.id}/"
        for year, written in re.findall(r"^- \[Năm (\d+)\].*: ([\d.]+) tin$", told.pages[base], re.MULTILINE):
            of_year = items(told.pages[f"{base}{year}/"])
            assert number(written) == len(of_year)
            by_category[term.id] += sum(SAMPLE not in line for line in of_year)
    assert +by_category == figures["by_category"]
    tables = [told.rows(dataset.name) for dataset in datasets(site) if dataset.year]
    assert sum(map(len, tables)) == len(told.rows("tin-tuc")) == figures["total"]
    mapped = re.findall(rf"<loc>{site.url}tin-tuc/\d+/\d+/[^/]+/</loc>", told.files["/sitemap.xml"].decode())
    assert len(mapped) == figures["total"]


def test_archives_have_as_many_items_as_the_page_of_feeds_says_and_with_the_feed_all_news(told: Told) -> None:
    found: set[str] = set()
    for outline in feed_outlines(told.site):
        if outline.year or outline.path == "rss.xml":
            tags = [tag.text or "" for tag in lxml.etree.fromstring(told.files[f"/{outline.path}"]).iterfind(".//guid")]
            said = numbers(rf"^- \[Tin năm {outline.year}\].*: ([\d.]+) tin$", told.pages["/rss/"])
            assert said == ([len(tags)] if outline.year else [])
            found |= {*tags}
    assert len(found) == told.summary["news"]["total"]


def test_open_data_has_as_many_records_as_the_summary_counts(told: Told) -> None:
    for dataset in datasets(told.site):
        if not dataset.year:
            table = told.files[f"/du-lieu/{dataset.name}.csv"].decode("utf-8-sig")
            lines = {line["Mã"] for line in csv.DictReader(io.StringIO(table))}
            assert len(told.rows(dataset.name)) == len(lines) == told.summary["counts"][dataset.kind.key], dataset.name


def test_procedures_are_as_many_everywhere(told: Told) -> None:
    figures, page, home = told.summary["procedures"], told.pages["/thu-tuc/"], told.pages["/"]
    listed = re.findall(r"^<li data-linh-vuc.*$", page, re.MULTILINE)
    repealed = sum("<b>Đã bãi bỏ</b>" in line for line in listed)
    assert set(numbers(r"(?:Tìm nhanh trong|Có đủ) (\d+) thủ tục", page)) == {len(listed)} == {figures["total"]}
    (card,) = re.findall(r"Tất cả thủ tục</a></strong> <span>(\d+) thủ tục(?: \(và (\d+) đã bãi bỏ\))?,", home)
    assert card == (str(len(listed) - repealed), str(repealed) if repealed else "")
    assert sum(numbers(r"Công khai (\d+) TTHC", told.report("2024-Q3"))) == len(listed) - repealed
    assert figures["by_state"].get("da-bai-bo", 0) == repealed
    for key in ("by_sector", "by_online_level", "by_state"):
        assert sum(figures[key].values()) == figures["total"]
    for sheet in sheet_outlines(told.site):
        if sheet.template == "procedure/board" and sheet.term:
            board = make(told.site, sheet, told.templates).html.decode()
            assert (
                numbers(r"(\d+) thủ tục\.", board) == [board.count("<td><b>")] == [figures["by_sector"][sheet.term.id]]
            )


def test_tasks_of_a_plan_are_as_many_everywhere(told: Told) -> None:
    for plan in told.summary["plans"]:
        page, progress = (told.pages[f"/ke-hoach/{plan['plan']}/{part}"] for part in ("", "tien-do/"))
        in_parts = "Thuộc nhiệm vụ:**" in page
        assert sum(numbers(r"^- \*\*(\d+)\*\* nhiệm vụ:", progress)) == plan["tasks"]
        assert ("chỉ đếm các nhiệm vụ nhỏ" in progress) is in_parts
        declared = re.findall(r"Đơn vị tự khai( \(.*\))?:(.*?)[.;]", page)
        assert sum(numbers(r" (\d+) ", "".join(said for _, said in declared))) == sum(plan["by_state"].values())
        assert all(bool(words) is in_parts for words, _ in declared)
        judged = {one.anchor: one for one in progress_of(told.site, told.site.by_slug["plan"][plan["plan"]])}
        for task in page.split("\n### Nhiệm vụ ")[1:]:
            holding = [proof for proof in judged[re.findall(r"\{#(\S+)\}", task)[0]].proofs if proof.holds]
            assert holding or "**Minh chứng:** ghi ở nơi khác" not in task
            assert not ("Tình trạng theo minh chứng:** Đã đạt" in task and "**Minh chứng:** chưa có" in task)
        dues = agenda.agenda(told.site, plan["plan"])
        shown = re.findall(r"^\| .* \| (\d+)/(\d+) \| ", progress, re.MULTILINE)
        assert sum(int(of) for _, of in shown) == len(dues) == len(re.findall('class="slot-(?!half|proof)', progress))
        assert sum(int(done) for done, _ in shown) == len(agenda.of_state(dues, *DONE))
        assert sum(numbers(r"; xong \d+ trong (\d+) kỳ", progress)) == len(dues)
        assert len(re.findall(r"^    - (?!Minh chứng)", progress, re.MULTILINE)) == len(dues)


def test_the_report_of_a_year_has_the_tasks_of_its_plan(told: Told) -> None:
    (tasks,) = (plan["tasks"] for plan in told.summary["plans"] if plan["plan"] == "nam-2024")
    report, (appendix,) = told.report("2024"), told.draft("2024").appendices
    told_done = re.findall(r"có (\d+) nhiệm vụ, đã hoàn thành (\d+), chưa hoàn thành (\d+)", report)
    marks = [["x" in [block.text for block in row.cells[column]] for row in appendix.table.rows] for column in (3, 4)]
    assert [tuple(map(int, words)) for words in told_done] == [(tasks, sum(marks[0]), sum(marks[1]))]
    assert numbers(r"Tổng số: (\d+) nhiệm vụ", report) == [tasks]
    assert (tasks < len(appendix.table.rows)) == ("chỉ đếm các nhiệm vụ nhỏ" in report)


def test_what_is_due_is_told_alike_by_page_command_and_calendar(told: Told) -> None:
    site, page = told.site, told.pages["/ke-hoach/lich/"]
    dues = agenda.agenda(site)
    found = {state: len(agenda.of_state(dues, state)) for state in SlotState}
    lines = {name: len(items(text)) for name, text in sections(page).items()}
    assert lines["qua-han"] == found[SlotState.MISSING] == sum(numbers(r"\*\*quá hạn (\d+) kỳ\*\*", page))
    assert lines["sap-den-han"] + lines.get("trong-han", 0) == found[SlotState.OPEN]
    assert lines.get("ky-toi", 0) + sum(numbers(r"^- và (\d+) kỳ nữa", page)) == found[SlotState.COMING]
    assert sum(numbers(r"xong \d+ trong (\d+) kỳ", page)) == len(dues)
    assert sum(numbers(r"xong (\d+) trong \d+ kỳ", page)) == found[SlotState.FILLED] + found[SlotState.LATE]
    printed = listing.told(site, whole=True)
    assert sorted(numbers(r"^\S.* \((\d+)\):$", printed)) == sorted(found.values())
    reminders = lxml.etree.fromstring(render_reminder(site, agenda.REMINDER_FEED)).findall(".//item")
    assert len(reminders) == min(50, lines["qua-han"] + lines["sap-den-han"])
    calendars = [render_reminder(site, path) for path in agenda.reminder_files(site) if path.endswith(".ics")]
    assert sum(len(icalendar.Calendar.from_ical(one).walk("VEVENT")) for one in calendars) == len(dues)


def test_dossiers_and_hotlines_are_told_alike(told: Told) -> None:
    (dossiers,) = told.summary["dossiers"]
    page, home, report = told.pages["/bao-cao/quy-3-2024/"], told.pages["/"], told.report("2024-Q3")
    total, online = dossiers["total"], dossiers["online"]
    assert numbers(r"^\| Tổng số tiếp nhận \| ([\d.]+) \|", page) == [total]
    assert numbers(r"<b>([\d.]+)</b> <span>hồ sơ tiếp nhận", home) == [total]
    assert numbers(r"tiếp nhận là ([\d.]+) hồ sơ", report) == ([total] if total else [])
    assert number(quotes.values(told.site, ("bao-cao quy-3-2024 ho-so",))) == total
    (row,) = re.findall(r"^\| Trực tuyến \| ([\d.]+)(?: \(([\d,]+)%\))? \|", page, re.MULTILINE)
    assert number(row[0]) == online
    assert re.findall(r"<b>([\d,]+)%</b>", home) == ([row[1]] if total else [])
    listed = told.pages["/duong-day-nong/"]
    points = numbers(r"\{#noi-(\d+)\}", listed)
    assert len(points) == told.summary["counts"]["hotline"]
    to_come = [one for one in told.site.hotlines if one.record.valid_from and one.record.valid_from > told.site.as_of]
    called = listed.count('href="tel:') - sum(isinstance(one.record.phone, str) for one in to_come)
    assert sum(numbers(r"Công khai (\d+) đường dây nóng", report)) == called
