"""The ledger: a plan's demands met by a year of records, counts that are counted once, figures that contradict.

The records are made up, marked as samples in their titles, and live in this file alone.
"""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import feedparser
import icalendar
import lxml.html
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cchc import closings, datasets
from cchc.checks import check
from cchc.feeds.reminders import render_reminder
from cchc.ledger import agenda, counts, quotes, workdays
from cchc.ledger.closing import Change, changes, counts_now
from cchc.ledger.counts import count, select, tallies, tally, total, within
from cchc.ledger.demand import Asked, Demand, demand_of, read
from cchc.ledger.due import Progress, Standing, progress
from cchc.ledger.evidence import Proof, Trust
from cchc.ledger.items import Item, items
from cchc.ledger.reconcile import Outcome, compare
from cchc.ledger.slots import SlotState, cycles, fill, since, slots_of
from cchc.load import load
from cchc.model.base import Per, Qualifier
from cchc.model.closing import Closing
from cchc.model.figures import ChannelCount, Counted
from cchc.model.news import Headline, News
from cchc.pages import render_all
from cchc.pages.year_picture import year_picture
from cchc.period import Period
from cchc.problems import Refused
from cchc.reporting import telling
from cchc.reporting.facts import Facts
from cchc.reporting.outlines import Each
from cchc.site import Site
from cchc.urls import COUNTS_URL
from conftest import CCHC, REPOSITORY, read_commune, run

#: Other programs share the machine: no example may fail for being slow.
CALMLY = settings(max_examples=60)
YEAR = Period.parse("2024")
NEW_WEBSITE = """\
- id: trang-moi
  name: Trang thông tin điện tử xã Ví Dụ Mới
  kind: trang-thong-tin
  url: https://x.example.vn/
  valid_from: 2025-07-01
  source:
    name: Dữ liệu mẫu
"""
WEEKS = ["tuần 01/01/2024–07/01/2024", "tuần 08/01/2024–14/01/2024"]
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def publication(name: str, day: dt.date, kind: str, more: str = "") -> str:
    """A made-up entry of the register."""
    return f"- id: {name}\n  title: {name} (dữ liệu mẫu)\n  date: {day}\n  kind: {kind}\n{more}"


def year_of_records() -> Iterator[str]:
    """A bulletin and a programme each month: the bulletin of March comes in April, June has no programme, that of
    August is too short, all others are there."""
    for month in range(1, 13):
        bulletin = dt.date(2024, 4, 2) if month == 3 else dt.date(2024, month, 20)
        yield publication(
            f"ban-tin-{month}", bulletin, "so-phat-hanh", "  channel: man-hinh-led\n  visual: ban-tin-so\n"
        )
        if month != 6:
            minutes = 5 if month == 8 else 12
            more = f"  channel: dai-truyen-thanh-phuong\n  broadcast: chuyen-muc-cchc\n  minutes: {minutes}\n"
            yield publication(f"phat-thanh-{month}", dt.date(2024, month, 11), "luot-phat", more)
    more = "  places:\n    - Tổ dân phố 1\n    - tổ dân phố 2\n  count: 300\n  tasks:\n    - truc-quan-to-gap\n"
    yield publication("to-gap", dt.date(2024, 5, 6), "so-phat-hanh", more)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of phường Trương Quang Trọng with a made-up year of records."""
    folder = tmp_path_factory.mktemp("ward") / "ward"
    shutil.copytree(REPOSITORY / "examples" / "truong-quang-trong", folder, ignore=shutil.ignore_patterns("site"))
    (folder / "site_data" / "publications.yml").write_text("".join(year_of_records()), encoding="utf-8")
    return folder


def site_on(root: Path, day: dt.date) -> Site:
    """A site as of a day, without problems in what it reads."""
    site, _ = load(root, root / "content", "https://x.example.vn/", day)
    assert site is not None
    assert not any(site.unread.values())
    return site


@pytest.fixture(scope="module")
def at_end(ward: Path) -> Site:
    """As of the first day of the next year: all is due."""
    return site_on(ward, dt.date(2025, 1, 1))


def all_progress(site: Site) -> tuple[Progress, ...]:
    """How far all that plans promise has come."""
    return tuple(one for plan in site.plans for one in progress(site, plan))


def states(site: Site, task: str) -> str:
    """How the slots of a task stand, a letter each."""
    letters = dict(zip(SlotState, "xmto.", strict=True))
    found = next(one for one in all_progress(site) if one.anchor == task)
    return "".join(letters[slot.state] for slot in found.slots)


def standing(site: Site, task: str) -> Standing:
    """How a task stands."""
    return next(one for one in all_progress(site) if one.anchor == task).standing


def test_twelve_bulletins_are_expected_and_the_late_one_is_told(at_end: Site) -> None:
    assert states(at_end, "ban-tin-so") == "xxmxxxxxxxxx"
    assert standing(at_end, "ban-tin-so") is Standing.DONE


def test_twelve_programmes_are_expected_and_the_short_and_the_missing_one_are_not_there(at_end: Site) -> None:
    assert states(at_end, "chuyen-muc-phat-thanh") == "xxxxxtxtxxxx"
    assert standing(at_end, "chuyen-muc-phat-thanh") is Standing.BEHIND


def test_a_surplus_fills_the_earlier_gap_late_once(ward: Path, at_end: Site) -> None:
    found = next(one for one in all_progress(at_end) if one.anchor == "chuyen-muc-phat-thanh")
    demand = found.demand
    extra = Proof("publication:them", "thêm (dữ liệu mẫu)", Trust.HOLDS, dt.date(2024, 10, 30), dt.date(2024, 10, 30),
                  Counted.AIRINGS, 10)  # fmt: skip
    slots = fill(slots_of(demand), (*found.proofs, extra), demand, at_end.as_of)
    assert [slot.label for slot in slots if slot.state is SlotState.LATE] == ["tháng 6/2024"]
    assert [slot.label for slot in slots if slot.state is SlotState.MISSING] == ["tháng 8/2024"]


@pytest.mark.parametrize(
    ("day", "bulletins"),
    [
        ("2024-03-31", "xxo........."),
        ("2024-04-01", "xxto........"),
        ("2024-04-02", "xxtx........"),
        ("2024-04-20", "xxmx........"),
    ],
)
def test_a_slot_is_open_then_missing_then_late(ward: Path, day: str, bulletins: str) -> None:
    assert states(site_on(ward, dt.date.fromisoformat(day)), "ban-tin-so") == bulletins


def proof(first: dt.date | None, last: dt.date | None = None, kind: Counted | None = None) -> Proof:
    """A proof that holds."""
    return Proof("x", "mẫu", Trust.HOLDS, first, last or first, kind)


@pytest.mark.parametrize(
    ("per", "found", "state"),
    [
        (None, proof(dt.date(2024, 1, 31)), SlotState.FILLED),  # what is asked once may be done before its time
        (None, proof(None), SlotState.FILLED),
        (None, proof(dt.date(2024, 3, 1)), SlotState.LATE),
        (None, proof(dt.date(2024, 2, 1), kind=Counted.AIRINGS), SlotState.MISSING),
        (Per.MONTH, proof(dt.date(2024, 1, 31)), SlotState.MISSING),  # of each month none fills the next
        (Per.MONTH, proof(None), SlotState.MISSING),
        (Per.MONTH, Proof("x", "mẫu", Trust.HOLDS, None, dt.date(2024, 2, 9)), SlotState.MISSING),
        (Per.MONTH, Proof("x", "mẫu", Trust.HOLDS, dt.date(2024, 2, 9)), SlotState.MISSING),
        (Per.MONTH, proof(dt.date(2024, 2, 1), dt.date(2024, 2, 29)), SlotState.FILLED),
        (Per.MONTH, proof(dt.date(2024, 3, 1)), SlotState.LATE),
    ],
)
def test_what_fills_a_slot(per: Per | None, found: Proof, state: SlotState) -> None:
    kinds = (Counted.ISSUES,) if found.kind else ()
    demand = Demand(dt.date(2024, 2, 1), dt.date(2024, 2, 29), per=per, kinds=kinds)
    (slot,) = fill(slots_of(demand), (found,), demand, dt.date(2024, 4, 1))
    assert slot.state is state
    (later,) = fill((replace(slot, proof=None, fixed=False),), (found,), demand, dt.date(2024, 4, 1))
    assert later.state is (SlotState.FILLED if state is SlotState.LATE else state)  # of no set day nothing is late


@pytest.mark.parametrize(
    ("demand", "labels"),
    [
        (Demand(dt.date(2024, 1, 1), dt.date(2024, 9, 30), dated=True, times=2), ["hạn 30/9/2024", "hạn 30/9/2024"]),
        (Demand(dt.date(2024, 1, 1), dt.date(2024, 9, 30)), ["trong kỳ"]),
        (Demand(dt.date(2024, 1, 1), dt.date(2024, 1, 8), per=Per.WEEK), WEEKS),
        (Demand(dt.date(2024, 2, 3), dt.date(2024, 3, 1), per=Per.MONTH), ["tháng 2/2024", "tháng 3/2024"]),
        (Demand(dt.date(2024, 1, 1), dt.date(2024, 9, 30), external=True), []),
    ],
)
def test_a_slot_is_called_by_its_time(demand: Demand, labels: list[str]) -> None:
    assert [slot.label for slot in slots_of(demand)] == labels


def test_nothing_is_overdue_from_before_there_was_a_plan() -> None:
    """The ward's plan is of March: no month before it has to be made up for, and none asks for a report."""
    root = REPOSITORY / "examples" / "truong-quang-trong"
    assert states(site_on(root, dt.date(2024, 3, 31)), "ban-tin-so") == "o........."
    assert states(site_on(root, dt.date(2024, 5, 1)), "chuyen-muc-phat-thanh") == "tto......."
    months = slots_of(Demand(dt.date(2024, 1, 1), dt.date(2024, 12, 31), per=Per.MONTH))
    assert since(None, months) == list(months)
    assert since(dt.date(2024, 11, 30), months) == list(months[-2:])
    assert since(dt.date(2025, 3, 1), months) == [months[-1]], "else nothing would be asked, and all be done"


def test_every_deadline_of_the_plan_is_there(at_end: Site) -> None:
    duties = [one for one in progress(at_end, at_end.plans[0]) if not one.is_task]
    assert [(one.title, [slot.label for slot in one.slots]) for one in duties] == [
        ("Báo cáo UBND thành phố định kỳ mỗi quý", ["quý I/2024", "quý II/2024", "quý III/2024", "quý IV/2024"]),
        ("Báo cáo UBND thành phố định kỳ mỗi 6 tháng", ["6 tháng đầu năm 2024", "6 tháng cuối năm 2024"]),
        ("Báo cáo UBND thành phố định kỳ mỗi năm", ["năm 2024"]),
        ("Báo cáo UBND phường", ["trước ngày 15/10/2024"]),
    ]
    assert duties[-1].slots[0].last == dt.date(2024, 10, 14)  # before the 15th
    assert states(at_end, "cuoc-thi-truc-tuyen") == ""  # the city sets the time: nothing is due before it does
    assert standing(at_end, "cuoc-thi-truc-tuyen") is Standing.WAITING


def test_parts_decide_how_their_task_stands(at_end: Site) -> None:
    assert standing(at_end, "phuong-tien-thong-tin") is Standing.BEHIND


def test_bodies_are_one_under_every_spelling(at_end: Site) -> None:
    groups = {name: of for name, of, _ in agenda.leads(at_end, progress(at_end, at_end.plans[0]))}
    assert next(iter(groups)) == "Văn phòng UBND phường"
    assert "Bộ phận Văn hóa-Xã hội" in groups
    assert "Bộ phận Văn hoá-Xã hội" not in groups
    assert sum(map(len, groups.values())) == 15  # 12 tasks without the one that consists of parts, 4 duties


def test_counts_come_from_records(at_end: Site) -> None:
    assert count(at_end, YEAR, channel="man-hinh-led", kind="so-phat-hanh") == 12
    assert count(at_end, YEAR, channel="dai-truyen-thanh-phuong") == 11
    assert count(at_end, Period.parse("2024-Q2"), kind="luot-phat") == 2
    assert count(at_end, YEAR, place="tổ dân phố 1") == 300
    assert sum(row.amount for row in tallies(at_end, YEAR)) == total(within(at_end, YEAR))


def test_the_three_contradictions_of_the_district_report_are_shown() -> None:
    site = site_on(REPOSITORY / "examples" / "vinh-linh", dt.date(2024, 12, 31))
    found = compare(site, site.reports[0])
    conflicts = {
        one.channel: [said.value for _, said in one.declared] for one in found if one.outcome is Outcome.CONFLICT
    }
    assert conflicts == {
        "cong-huyen": [33, 68],
        "truyen-thanh-huyen": [16, 48, 42],
        "fanpage-dai-truyen-thanh": [7, 26],
    }
    assert {one.outcome for one in found} == {Outcome.CONFLICT, Outcome.UNVERIFIABLE}


def test_done_is_not_what_a_report_says_of_itself() -> None:
    site = site_on(REPOSITORY / "examples" / "vinh-linh", dt.date(2025, 1, 1))
    assert standing(site, "long-ghep-boi-duong") is Standing.NO_EVIDENCE  # ticked, with nothing behind it
    assert standing(site, "tong-ket") is Standing.UNPROVED  # proved by the report itself
    assert standing(site, "ke-hoach-tuyen-truyen") is Standing.DONE  # the document is there
    assert standing(site, "chi-so-nam-truoc") is Standing.UNPROVED  # addresses elsewhere without day and copy


def test_only_an_own_report_that_is_out_fills_a_duty(tmp_path: Path) -> None:
    root = tmp_path / "ward"
    shutil.copytree(REPOSITORY / "examples/truong-quang-trong", root, ignore=shutil.ignore_patterns("site"))
    text = (REPOSITORY / "examples/thuc-khang/site_data/reports").glob("*.yml")
    told = next(text).read_text(encoding="utf-8")
    own = "UBND phường Trương Quang Trọng"
    for issuer, day, state in (
        ("UBND xã Thúc Kháng", "2024-12-20", SlotState.MISSING),
        (own, "2024-12-20", SlotState.FILLED),
        (own.replace("UBND", "Ủy ban nhân dân"), "2024-12-20", SlotState.FILLED),
        (own, "2025-06-02", SlotState.MISSING),
    ):
        changed = re.sub(r"^issuer: .*", f"issuer: {issuer}", told, flags=re.MULTILINE)
        changed = re.sub(r"^period: .*", "period: 2024", changed, flags=re.MULTILINE)
        changed = re.sub(r"^date: .*", f"date: {day}", changed, flags=re.MULTILINE)
        (root / "site_data/reports").mkdir(exist_ok=True)
        (root / "site_data/reports/2024.yml").write_text(changed, encoding="utf-8")
        site, _ = load(root, root / "content", "https://x.example.vn/", dt.date(2025, 6, 1))
        assert site is not None
        assert [entry.record.issuer for entry in site.reports] == [issuer]
        (year,) = [one for one in all_progress(site) if one.key == "bao-cao-0-nam"]
        assert [slot.state for slot in year.slots] == [state]


def test_a_cycle_of_reports_that_is_written_twice_is_asked_for_once() -> None:
    site = read_commune()
    (plan,) = [entry for entry in site.plans if entry.record.reporting and entry.record.reporting[0].cycles]
    duty = plan.record.reporting[0].model_copy(update={"cycles": (Per.YEAR, Per.QUARTER, Per.YEAR)})
    twice = replace(plan, record=plan.record.model_copy(update={"reporting": (duty,)}))
    site = replace(site, entries={**site.entries, "plan": (twice,)})
    keys = [one.key for one in all_progress(site) if one.key.startswith("bao-cao-")]
    assert keys[-2:] == ["bao-cao-0-nam", "bao-cao-0-quy"]
    assert len(keys) == len(set(keys))


def posted(root: Path, name: str, day: str, more: str = "") -> None:
    """A made-up news item that serves a task."""
    text = f"title: {name} (dữ liệu mẫu)\ndate: {day}\ncategory: tin-cchc\nsummary: Mẫu.\ntasks: [truyen-thong-cchc]\n"
    path = root / "content/tin-tuc" / day[:4] / f"{name}.md"
    path.write_text(f"---\n{text}{more}---\n\nMẫu.\n", encoding="utf-8")


def ward_alone(root: Path) -> Path:
    """The ward without a register, with one item in its third quarter."""
    shutil.copytree(REPOSITORY / "examples/truong-quang-trong", root, ignore=shutil.ignore_patterns("site"))
    posted(root, "con-hien", "2024-08-02")
    return root


def test_news_that_has_expired_counts_and_proves_as_when_it_showed(tmp_path: Path) -> None:
    root, quarter = ward_alone(tmp_path / "ward"), Period.parse("2024-Q3")
    posted(root, "het-han", "2024-09-10", "expires: 2024-10-20\n")
    last, after = site_on(root, dt.date(2024, 10, 20)), site_on(root, dt.date(2024, 10, 21))
    assert (count(last, quarter), count(after, quarter)) == (2, 2)
    assert counts.years(last) == counts.years(after)
    assert (len(last.news), len(after.news)) == (3, 2), "it is gone from pages and lists"
    closings.close(last, quarter, last.as_of)
    (closing,) = site_on(root, after.as_of).of(Closing)
    assert changes(after, closing.record) == ()
    proofs = {p.title: p for one in all_progress(after) for p in one.proofs if one.anchor == "truyen-thong-cchc"}
    assert [p.holds for p in proofs.values()] == [True, True]
    assert proofs["het-han (dữ liệu mẫu)"].place == ("", "")
    pages = {page.url: page.markdown for page in render_all(after, REPOSITORY / "theme")}
    assert [url for url, told in pages.items() if "tin-tuc/2024/09/het-han" in told] == []
    assert "Tin đã hết hạn, không còn hiện, vẫn đếm" in pages["/so-lieu/"]
    assert "Tin đã hết hạn không có trong tệp nhưng vẫn" in pages["/du-lieu/"]
    assert "het-han (dữ liệu mẫu)" in pages["/ke-hoach/2024/"]


def test_what_is_asked_all_the_time_is_done_when_its_time_is_over(tmp_path: Path) -> None:
    root = ward_alone(tmp_path / "ward")
    for day, proved, unproved in (
        (dt.date(2024, 12, 31), Standing.ON_TRACK, Standing.NOT_DUE),
        (dt.date(2025, 1, 1), Standing.DONE, Standing.NO_EVIDENCE),
    ):
        site = site_on(root, day)
        assert (standing(site, "truyen-thong-cchc"), standing(site, "tiep-song-dai-tren")) == (proved, unproved)


def test_what_a_unit_had_still_to_do_when_it_ended_is_asked_of_nobody(tmp_path: Path) -> None:
    root = ward_alone(tmp_path / "ward")
    path = root / "site_data/site.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  since: 2025-07-01", "  since: 2024-09-01"), encoding="utf-8")
    before, after = (site_on(root, day) for day in (dt.date(2024, 8, 31), dt.date(2025, 1, 1)))
    assert (states(before, "ban-tin-so"), states(after, "ban-tin-so")) == ("ttttto....", "tttttt")
    for task, at_its_end, later in (
        ("ban-tin-so", Standing.NO_EVIDENCE, Standing.NO_EVIDENCE),  # that was late already
        ("du-lop-tap-huan", Standing.NOT_DUE, Standing.DROPPED),
        ("cuoc-thi-truc-tuyen", Standing.WAITING, Standing.DROPPED),
        ("truyen-thong-cchc", Standing.ON_TRACK, Standing.DONE),
        ("tiep-song-dai-tren", Standing.NOT_DUE, Standing.DROPPED),
    ):
        assert (standing(before, task), standing(after, task)) == (at_its_end, later), task
    ends = {due.slot.last for due in agenda.agenda(after)}
    assert max(ends) == dt.date(2024, 8, 31), "nobody is reminded either, of a report as little as of a task"
    pages = {page.url: page.markdown for page in render_all(after, REPOSITORY / "theme")}
    for url in ("/ke-hoach/lich/", "/ke-hoach/2024/tien-do/"):
        assert "không còn hoạt động từ ngày 01/9/2024: kỳ, hạn từ ngày ấy trở đi" in pages[url]
    assert [url for url, told in pages.items() if "quý III/2024; " in told] == []


def test_news_from_before_the_website_is_shown_and_not_counted(tmp_path: Path) -> None:
    """A new commune that takes over what was posted by the old ones did not post it."""
    root, quarter = ward_alone(tmp_path / "ward"), Period.parse("2024-Q3")
    posted(root, "ngay-dau", "2024-09-01")
    path = root / "site_data/channels.yml"
    text = path.read_text(encoding="utf-8")
    own = "  kind: trang-thong-tin\n"  # of the first, which is the ward's
    for told, counted in (("", 2), ("  valid_from: 2024-09-01\n", 1), ("  valid_from: 2024-09-02\n", 0)):
        path.write_text(text.replace(own, own + told, 1), encoding="utf-8")
        site = site_on(root, dt.date(2024, 12, 31))
        assert count(site, quarter) == counted
        assert [len(items) for month, items in site.months.items() if month >= (2024, 8)] == [1, 1]


def test_a_task_without_a_number_is_told_by_its_place() -> None:
    site = site_on(REPOSITORY / "examples" / "vinh-linh", dt.date(2024, 12, 31))
    unnumbered = [one.label for one in all_progress(site) if one.is_task and not one.subject.number]
    assert unnumbered == ["1", "2", "3", "4", "5", "6", "7"]


def test_news_that_only_retells_is_proof_and_not_counted(tmp_path: Path) -> None:
    root = ward_alone(tmp_path / "ward")
    for number, dated_by in enumerate(("ngay-van-ban", "ngay-theo-ky-bao-cao")):
        posted(root, f"ke-lai-{number}", "2024-08-09", f"dated_by: {dated_by}\n")
    site = site_on(root, dt.date(2024, 12, 31))
    assert count(site, YEAR) - count(site, YEAR, kind="van-ban") == 1
    sums = {row.kind.value: row.amount for _, rows in counts.years(site) for row in rows}
    assert sums["tin-bai"] == 1
    assert sum(one.kind is Counted.ITEMS for one in items(site)) == 1
    (found,) = [one for one in all_progress(site) if one.anchor == "truyen-thong-cchc"]
    assert [proof.holds for proof in found.proofs] == [True] * 3
    (record,) = [entry.record for entry in site.of(News) if entry.stem == "ke-lai-0"]
    headline = Headline.unpack(record.headline().pack())
    assert (headline.retold, headline) == (True, record.headline())


def test_what_is_of_several_media_counts_under_all_their_names_together() -> None:
    site = site_on(REPOSITORY / "examples/thuc-khang", dt.date(2023, 12, 31))
    put_up = {row.kind.label: row.amount for row in tallies(site, Period.parse("2023"))}
    assert put_up["pa-nô, áp phích, poster"] == 12
    assert "pa-nô" not in put_up
    assert quotes.value(site, "pa-no-ap-phich 2023") == 12
    page = next(page for page in render_all(site, REPOSITORY / "theme") if page.url == COUNTS_URL)
    assert "| Pa-nô, áp phích, poster | – | – | – | – | 12 |" in page.markdown


def test_nothing_is_in_conflict_with_a_retelling() -> None:
    site = site_on(REPOSITORY / "examples/thuc-khang", dt.date(2023, 12, 31))
    assert Outcome.CONFLICT not in {one.outcome for one in compare(site, site.reports[0])}


def test_a_year_is_told_by_quarters_and_what_spans_two_years_by_none(commune: Path) -> None:
    visuals = commune / "site_data/visuals.yml"
    text = visuals.read_text(encoding="utf-8")
    for period, unplaced, across in (("2024", 2, []), ("2023-2024", 0, ["visual:pa-no"])):
        visuals.write_text(re.sub(r"  period: 2024\n  frequency:\n    per: nam", f"  period: {period}", text), "utf-8")
        site = site_on(commune, dt.date(2025, 1, 1))
        (year, rows), (before, old) = counts.years(site)
        assert (year, before) == (2024, 2022)
        told = {(row.channel, row.kind.value): row.quarters for row in (*rows, *old)}
        assert told["trang-xa", "tin-bai"] == (0, 1, 0, 2)
        assert told["trang-xa", "van-ban"] == (1, 0, 0, 0)
        assert told["loa-xa", "luot-phat"] == (0, 2, 0, 0)
        assert sum(row.unplaced for row in rows) == unplaced
        assert [item.id for item in counts.across_years(site)] == across


def test_a_unit_that_changed_name_and_address_keeps_what_was_counted(commune: Path) -> None:
    """The new website is a channel of its own, the former name an alias: both as the guide for clerks says."""
    before = site_on(commune, dt.date(2025, 6, 30))
    closed, reports = counts_now(before, YEAR), before.own_reports
    assert {("tin-bai", "trang-xa"), ("van-ban", "trang-xa")} <= {(one.kind, one.channel) for one in closed}
    assert len(reports) == 1
    for name, find, put in (
        ("site", "short_name: UBND xã Ví Dụ", "short_name: UBND xã Ví Dụ Mới"),
        ("site", "name: Ủy ban nhân dân xã Ví Dụ (", "name: Ủy ban nhân dân xã Ví Dụ Mới ("),
        ("organisations", "name: UBND xã Ví Dụ\n", "name: UBND xã Ví Dụ Mới\n  aliases:\n    - UBND xã Ví Dụ\n"),
        ("channels", "- id: loa-xa", NEW_WEBSITE + "- id: loa-xa"),
    ):
        file = commune / f"site_data/{name}.yml"
        text = file.read_text(encoding="utf-8")
        assert find in text
        file.write_text(text.replace(find, put, 1), encoding="utf-8")
    (commune / "content/tin-tuc/2025").mkdir()
    for number, day in enumerate(("2025-06-30", "2025-07-01", "2025-07-02")):
        posted(commune, f"tin-{number}", day)
    site = site_on(commune, dt.date(2025, 10, 1))
    assert counts_now(site, YEAR) == closed
    assert [entry.slug for entry in site.own_reports] == [entry.slug for entry in reports]
    rows = {(row.channel, row.kind.value): row.quarters for row in counts.years(site)[0][1]}
    assert (rows["trang-xa", "tin-bai"], rows["trang-moi", "tin-bai"]) == ((0, 1, 0, 0), (0, 0, 2, 0))
    assert Facts(site, Period.parse("2025")).number("news") == 3  # one report, whichever page it stood on
    assert telling.told(Facts(site, Period.parse("2025")), Each.CHANNELS) == []  # and not once more by channel


@pytest.mark.parametrize(
    ("qualifier", "value", "outcome"),
    [
        (Qualifier.EXACT, 12, Outcome.EQUAL),
        (Qualifier.EXACT, 13, Outcome.CONFLICT),
        (Qualifier.NEARLY, 13, Outcome.EQUAL),
        (Qualifier.NEARLY, 11, Outcome.CONFLICT),
        (Qualifier.MORE_THAN, 11, Outcome.EQUAL),
        (Qualifier.MORE_THAN, 13, Outcome.CONFLICT),
        (Qualifier.ABOUT, 14, Outcome.EQUAL),
        (Qualifier.ABOUT, 16, Outcome.CONFLICT),
        (Qualifier.MORE_THAN, 0, Outcome.EQUAL),
    ],
)
def test_a_figure_means_what_its_qualifier_says(
    at_end: Site, qualifier: Qualifier, value: int, outcome: Outcome
) -> None:
    """Twelve bulletins were published."""
    said = ChannelCount(
        channel="man-hinh-led", what=Counted.ISSUES, value=value, qualifier=qualifier, period="2024", place="phần I"
    )
    other = site_on(REPOSITORY / "examples" / "vinh-linh", dt.date(2024, 12, 31)).reports[0]
    for issuer, found in ((at_end.unit.short_name, outcome), ("UBND huyện Mẫu", Outcome.UNVERIFIABLE)):
        report = replace(other, record=other.record.model_copy(update={"counts": (said,), "issuer": issuer}))
        site = replace(at_end, entries={**at_end.entries, "report": (report,)})
        assert [one.outcome for one in compare(site, report)] == [found], "no register tells what others did"


def test_all_that_a_report_says_has_to_fit(at_end: Site) -> None:
    """“Khoảng 15” and “trên 13” may be one number, but not twelve."""
    said = [
        ChannelCount(channel="man-hinh-led", what=Counted.ISSUES, value=value, qualifier=qualifier, period="2024")
        for value, qualifier in ((15, Qualifier.ABOUT), (13, Qualifier.OVER))
    ]
    other = site_on(REPOSITORY / "examples" / "vinh-linh", dt.date(2024, 12, 31)).reports[0]
    told = other.record.model_copy(update={"counts": tuple(said), "issuer": at_end.unit.short_name})
    report = replace(other, record=told)
    site = replace(at_end, entries={**at_end.entries, "report": (report,)})
    assert [(one.counted, one.outcome) for one in compare(site, report)] == [(12, Outcome.CONFLICT)]


# Figures that texts quote.


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("so-phat-hanh man-hinh-led 2024", 12),
        ("so-phat-hanh 2024-Q2 tai:to-dan-pho-2", 300),
        ("nhiem-vu ban-tin-so", 12),
        ("nhiem-vu chuyen-muc-phat-thanh", 10),
        ("luot-phat dai-truyen-thanh-phuong 2023", 0),
    ],
)
def test_a_quote_names_a_figure(at_end: Site, words: str, figure: int) -> None:
    assert quotes.value(at_end, words) == figure
    assert quotes.fill(at_end, f"Có [[Số {words} ]] kỳ.") == f"Có {figure} kỳ."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("so-phat-hanh man-hinh-led", "thiếu kỳ"),
        ("so-phat-hanh man-hinh 2024", "“man-hinh” không phải kênh, cũng không phải kỳ"),
        ("luot-phat 2023 2024", "“2024” là kỳ thứ hai"),
        ("so-phat-hanh man-hinh-led dai-truyen-thanh-phuong 2024", "“dai-truyen-thanh-phuong” là kênh thứ hai"),
        ("tin 2024", "không rõ đếm gì: “tin”"),
        ("nhiem-vu khong-co", "không có nhiệm vụ “khong-co”"),
        ("bao-cao 2024 ho-so", "không có số “2024 ho-so” trong báo cáo nào"),
        ("", "không rõ đếm gì: “”"),
    ],
)
def test_a_quote_of_nothing_is_told_and_stays(at_end: Site, words: str, said: str) -> None:
    with pytest.raises(quotes.Wrong, match=said):
        quotes.value(at_end, words)
    assert quotes.fill(at_end, f"[[so {words}]]") == f"[[so {words}]]"


# Closing.


def test_closing_a_period_changes_nothing_else_and_opening_it_again_nothing_at_all(ward: Path) -> None:
    def all_told() -> tuple[object, ...]:
        site = site_on(ward, dt.date(2025, 1, 1))
        return all_progress(site), items(site), counts.years(site), [compare(site, one) for one in site.reports]

    before = all_told()
    file = ward / "site_data" / "closings.yml"
    assert closings.close(site_on(ward, dt.date(2025, 1, 1)), Period.parse("2024-Q2"), dt.date(2024, 7, 2)) == 4
    assert all_told() == before
    closed = site_on(ward, dt.date(2025, 1, 1))
    closing = closed.entries["closing"][0].record
    assert changes(closed, closing) == ()
    register = ward / "site_data" / "publications.yml"
    kept = register.read_text(encoding="utf-8")
    register.write_text(kept.replace("2024-05-20", "2024-07-20"), encoding="utf-8")
    gone = Change("so-phat-hanh", "man-hinh-led", 4, 3, ("ban-tin-5",))
    assert changes(site_on(ward, dt.date(2025, 1, 1)), closing) == (gone,)
    register.write_text(kept.replace("- id: ban-tin-5\n", "- id: ban-tin-khac\n"), encoding="utf-8")
    other = gone._replace(now=4, came=("ban-tin-khac",))
    assert changes(site_on(ward, dt.date(2025, 1, 1)), closing) == (other,), "one for another is no less a change"
    register.write_text(kept, encoding="utf-8")
    file.unlink()
    assert all_told() == before


@pytest.fixture(scope="module")
def closable(ward: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the ward in which every example closes and opens."""
    return Path(shutil.copytree(ward, tmp_path_factory.mktemp("closable") / "ward"))


def everything(root: Path) -> dict[str, object]:
    """All that a site tells but of its closings: every file and page, the reminders, problems, and the whole ledger."""
    site = site_on(root, dt.date(2025, 1, 1))
    pages = {page.url: page for page in render_all(site, REPOSITORY / "theme")}
    counted = pages[COUNTS_URL].markdown.partition("## Kỳ đã chốt")[0].rstrip()
    sets = "\n".join(line for line in pages[datasets.FOLDER].markdown.split("\n") if "ky-da-chot" not in line)
    told: dict[str, object] = {**pages, COUNTS_URL: replace(pages[COUNTS_URL], markdown=counted)}
    told[datasets.FOLDER] = replace(pages[datasets.FOLDER], markdown=sets, graph=())
    told |= {path: render_reminder(site, path) for path in agenda.reminder_files(site)}
    files = (path for path in root.rglob("*") if path.is_file() and path.relative_to(root).as_posix() != closings.FILE)
    told |= {path.as_posix(): path.read_bytes() for path in files}
    told["problems"] = [problem for problem in check(site) if problem.path != closings.FILE]
    told["ledger"] = (all_progress(site), items(site), counts.years(site), [compare(site, one) for one in site.reports])
    return told


def open_again(root: Path, period: str) -> None:
    """As the message says: delete the item of a period, and the file when it was the last."""
    file = root / closings.FILE
    items_of_file = re.split(r"^(?=- )", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kept = [item for item in items_of_file if not item.startswith((f"- period: {period}\n", f"- period: '{period}'\n"))]
    assert len(kept) == len(items_of_file) - 1
    file.write_text("".join(kept), encoding="utf-8")
    if not "".join(kept):
        file.unlink()


AIRED = st.tuples(
    DAYS,
    st.sampled_from(["so-phat-hanh", "luot-phat", "video"]),
    st.sampled_from(["visual: ban-tin-so", "broadcast: chuyen-muc-cchc", "places: [Tổ dân phố 1]"]),
    st.integers(0, 30),
)
PERIODS = st.lists(
    st.sampled_from(["2023", "2024", "2024-Q1", "2024-Q2", "2024-H1", "2024-9M", "2021-2025"]),
    min_size=1,
    max_size=2,
    unique=True,
)


@settings(max_examples=3, phases=[Phase.reuse, Phase.generate])  # an example takes seconds: too long to shrink
@given(st.lists(AIRED, max_size=8), PERIODS, st.data())
def test_closing_any_periods_of_any_register_and_opening_them_changes_nothing_else(
    closable: Path, aired: list[tuple[dt.date, str, str, int]], periods: list[str], data: st.DataObject
) -> None:
    drawn = (
        publication(f"luot-{number}", day, kind, f"  channel: man-hinh-led\n  {serves}\n  count: {amount}\n")
        for number, (day, kind, serves, amount) in enumerate(aired)
    )
    (closable / "site_data" / "publications.yml").write_text("".join(drawn) or "[]\n", encoding="utf-8")
    (closable / closings.FILE).unlink(missing_ok=True)
    before = everything(closable)
    for code in periods:
        site = site_on(closable, dt.date(2025, 1, 1))
        period = Period.parse(code)
        after = st.dates(period.end + dt.timedelta(days=1), dt.date(2026, 12, 31))
        closings.close(site, period, data.draw(after, label="closed on"))
    closed = site_on(closable, dt.date(2025, 1, 1))
    assert [entry.record.period.code for entry in closed.of(Closing)] == periods
    assert [changes(closed, entry.record) for entry in closed.of(Closing)] == [()] * len(periods)
    assert everything(closable) == before
    for code in data.draw(st.permutations(periods), label="opened again"):
        open_again(closable, code)
    assert not (closable / closings.FILE).exists()
    assert everything(closable) == before


def test_a_period_is_closed_once(ward: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(ward, tmp_path / "ward"))
    closings.close(site_on(root, dt.date(2025, 1, 1)), YEAR, dt.date(2025, 1, 1))
    with pytest.raises(Refused, match="đã chốt ngày 01/01/2025"):
        closings.close(site_on(root, dt.date(2025, 1, 1)), YEAR, dt.date(2025, 1, 2))


# What is told.


@pytest.mark.parametrize("day", [dt.date(2024, 2, 1), dt.date(2024, 3, 31), dt.date(2023, 12, 31)])
def test_a_period_that_is_not_over_is_not_closed(ward: Path, tmp_path: Path, day: dt.date) -> None:
    root = Path(shutil.copytree(ward, tmp_path / "ward"))
    with pytest.raises(Refused, match=r"quý I năm 2024 chưa hết: ngày cuối là 31/3/2024.*từ ngày 01/4/2024") as refusal:
        closings.close(site_on(root, dt.date(2025, 1, 1)), Period.parse("2024-Q1"), day)
    assert refusal.value.status == 2
    assert not (root / closings.FILE).exists()
    assert closings.close(site_on(root, dt.date(2025, 1, 1)), Period.parse("2024-Q1"), dt.date(2024, 4, 1))


def test_the_picture_has_a_mark_for_every_slot(at_end: Site) -> None:
    found = [one for one in progress(at_end, at_end.plans[0]) if one.slots]
    svg = lxml.html.fromstring(year_picture(YEAR, [(one.label, one) for one in found]))
    marks = svg.xpath("//*[starts-with(@class, 'slot-')][not(@class='slot-half')]/@class")
    assert len(marks) == sum(len(one.slots) for one in found)
    assert marks.count("slot-late") == 1
    assert marks.count("slot-missing") == sum(one.number_of(SlotState.MISSING) for one in found)


def test_marks_of_one_time_lie_side_by_side(at_end: Site) -> None:
    one = next(one for one in progress(at_end, at_end.plans[0]) if len(one.slots) > 1)
    first, second = one.slots[:2]
    twice = replace(one, slots=(first, second, first, first))
    svg = lxml.html.fromstring(year_picture(YEAR, [(one.label, twice)]))
    xs = [float(mark.get("x")) for mark in svg.xpath("//rect[starts-with(@class, 'slot-')]")]
    assert [xs[2] - xs[0], xs[3] - xs[2]] == [16, 16]
    assert xs[1] - xs[0] > 40


def test_the_picture_has_room_for_what_stands_before_its_rows(at_end: Site) -> None:
    found = progress(at_end, at_end.plans[0])
    assert [one.label for one in found if not one.is_task] == ["BC1", "BC2", "BC3", "BC4"]
    for label, left in (("BC1", 0), ("III.2.1", -28)):
        svg = lxml.html.fromstring(year_picture(YEAR, [(label, found[0])]))
        assert svg.find("svg").get("viewbox").split()[0] == str(left)


def test_the_calendar_of_a_plan_is_read_by_a_calendar(ward: Path) -> None:
    site = site_on(ward, dt.date(2024, 10, 10))
    found = icalendar.Calendar.from_ical(render_reminder(site, "ke-hoach/2024/han.ics"))
    events = {str(event["summary"]): event for event in found.walk("VEVENT")}
    assert len(events) == len({str(event["uid"]) for event in events.values()}) == len(agenda.agenda(site, "2024"))
    march = next(event for name, event in events.items() if "(tháng 3/2024)" in name and "bản tin" in name)
    assert str(march["summary"]).startswith("Đã xong: 5. ")
    assert march.decoded("dtstart") == dt.date(2024, 3, 29)  # the 31st is a Sunday
    assert march.decoded("dtend") == dt.date(2024, 3, 30), "the first day after it (RFC 5545, section 3.6.1)"
    report = next(event for name, event in events.items() if "trước ngày 15/10/2024" in name)
    assert report.decoded("dtstart") == dt.date(2024, 10, 14)
    (alarm,) = report.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", dt.timedelta(days=-3))
    assert not march.walk("VALARM"), "what is done reminds of nothing"
    assert render_reminder(site, "ke-hoach/2024/han.ics") == render_reminder(site, "ke-hoach/2024/han.ics")


def test_the_feed_reminds_of_what_is_missed_and_near(ward: Path) -> None:
    feed = feedparser.parse(render_reminder(site_on(ward, dt.date(2024, 10, 10)), agenda.REMINDER_FEED))
    assert feed.feed.link.endswith("/ke-hoach/lich/")  # the page, not the feed itself
    days = [item.published_parsed for item in feed.entries]
    assert days == sorted(days, reverse=True)
    titles = [item.title for item in feed.entries]
    assert "Hạn: Báo cáo UBND phường (trước ngày 15/10/2024)" in titles
    assert "Quá hạn: 9.1. Làm và phát chuyên mục phát thanh (tháng 8/2024)" in titles
    told = {item.title.rpartition("(")[2][:-1]: (item.published[5:16], item.description) for item in feed.entries}
    assert told["tháng 8/2024"][0] == "01 Sep 2024", "the day after the last"
    assert "Chậm nhất 31/8/2024; ngày làm việc cuối cùng trước đó 30/8/2024. " in told["tháng 8/2024"][1]
    assert told["trước ngày 15/10/2024"][0] == "30 Sep 2024", "two weeks before"
    assert "Chậm nhất 14/10/2024. " in told["trước ngày 15/10/2024"][1]
    assert "Kế hoạch không nêu ngày. " in told["quý I/2024"][1]
    assert not any("tháng 5/2024" in title or "tháng 11/2024" in title for title in titles)
    assert len({item.id for item in feed.entries}) == len({item.link for item in feed.entries}) == len(titles)


def test_a_plan_of_any_title_is_told_as_it_is_called(tmp_path: Path) -> None:
    root = ward_alone(tmp_path / "ward")
    (plan,) = (root / "site_data/plans").glob("*.yml")
    plan.write_text(re.sub(r"(?m)^title:.*(\n +.*)*", "title: Kế hoạch <b>A & B", plan.read_text("utf-8")), "utf-8")
    feed = feedparser.parse(render_reminder(site_on(root, dt.date(2024, 10, 10)), agenda.REMINDER_FEED))
    assert feed.entries
    assert all(lxml.html.fromstring(item.description).text_content().endswith("<b>A & B") for item in feed.entries)


def test_the_command_lists_what_is_missed(ward: Path) -> None:
    done = run(*CCHC, "due", "--config", ward / "mkdocs.yml", "--as-of", "2024-10-10")
    assert done.returncode == 1
    assert "  tháng 8/2024: 9.1. Làm và phát chuyên mục phát thanh." in done.stdout
    assert "còn 2 ngày làm việc" in done.stdout
    assert "  Đài truyền thanh phường: 2 quá hạn, 1 trong hạn, 7 xong, 2 chưa đến, 1 thường xuyên" in done.stdout


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2024-08-29", "còn 1 ngày làm việc"),
        ("2024-08-30", "hôm nay là ngày làm việc cuối"),  # a Friday
        ("2024-08-31", "từ nay đến hạn không còn ngày làm việc"),
    ],
)
def test_the_last_day_of_work_may_be_past_when_the_last_day_is_not(ward: Path, day: str, told: str) -> None:
    dues = agenda.of_state(agenda.agenda(site_on(ward, dt.date.fromisoformat(day))), SlotState.OPEN)
    (due,) = [due for due in dues if (due.progress.label, str(due.slot.last)) == ("9.1", "2024-08-31")]
    assert due.left == told


def test_a_plan_is_followed_until_its_last_day_however_late_that_is(ward: Path) -> None:
    site = site_on(ward, dt.date(2025, 5, 2))
    assert agenda.current_plans(site) == ()
    (plan,) = site.plans
    first, *rest = plan.record.tasks
    late = first.model_copy(update={"deadline": dt.date(2025, 6, 30)})
    longer = replace(plan, record=plan.record.model_copy(update={"tasks": (late, *rest)}))
    site = replace(site, entries={**site.entries, "plan": (longer,)})
    assert agenda.current_plans(site) == (longer,)
    assert "ke-hoach/2024/han.ics" in agenda.reminder_files(site)


# Words of plans.

WORDS = {
    "01 số/tháng (12 kỳ/năm)": Asked(times=1, per=Per.MONTH, unit="so", per_year=12),
    "Mỗi tháng 01 chương trình (10-15 phút), phát trên Đài": Asked(1, Per.MONTH, "chuong trinh", None, (10, 15)),
    "01 quý/lần": Asked(times=1, per=Per.QUARTER, unit="lan"),
    "03 tháng / 01 lần": Asked(times=1, per=Per.QUARTER, unit="lan"),
    "06 tháng/lần": Asked(times=1, per=Per.HALF_YEAR, unit="lan"),
    "định kỳ hằng quý": Asked(times=1, per=Per.QUARTER),
    "02 tin, bài/tuần": Asked(times=2, per=Per.WEEK, unit="tin, bai"),
    "ít nhất 2 lần mỗi năm": Asked(times=2, per=Per.YEAR, unit="lan"),
    "trước ngày 15/10/2024": Asked(last_day=dt.date(2024, 10, 14)),
    "Trước 15/10": Asked(last_day=dt.date(2024, 10, 14)),
    "chậm nhất ngày 30/11/2024": Asked(last_day=dt.date(2024, 11, 30)),
    "Quý III": Asked(span=(dt.date(2024, 7, 1), dt.date(2024, 9, 30))),
    "Quý IV/2024": Asked(span=(dt.date(2024, 10, 1), dt.date(2024, 12, 31))),
    "Tháng 02/2024": Asked(span=(dt.date(2024, 2, 1), dt.date(2024, 2, 29))),
    "Trong năm 2024": Asked(span=(dt.date(2024, 1, 1), dt.date(2024, 12, 31))),
    "Thường xuyên trong năm.": Asked(per=Per.CONTINUOUS),
    "Theo kế hoạch thời gian của thành phố": None,
    "trước ngày 31/02/2024": None,
    "": None,
}


@pytest.mark.parametrize("words", WORDS)
def test_words_of_plans_are_read_as_they_stand(words: str) -> None:
    assert read(words, 2024) == WORDS[words]


RATES = st.tuples(st.integers(1, 31), st.sampled_from(["số", "chương trình", "tin, bài", "lần", "buổi"]))
TIMES = {"tuần": Per.WEEK, "tháng": Per.MONTH, "quý": Per.QUARTER, "6 tháng": Per.HALF_YEAR, "năm": Per.YEAR}


@CALMLY
@given(RATES, st.sampled_from(sorted(TIMES)), st.sampled_from(["/", " / ", " mỗi "]), st.booleans(), st.booleans())
def test_a_rate_means_the_same_however_it_is_written(
    rate: tuple[int, str], time: str, between: str, padded: bool, loud: bool
) -> None:
    number, unit = rate
    written = f"{number:02d} {unit}{between}{time}" if padded else f"{number} {unit}{between}{time}"
    asked = read(written.upper() if loud else written)
    assert asked is not None
    assert (asked.times, asked.per) == (number, TIMES[time])


@CALMLY
@given(st.text(max_size=60), st.sampled_from([None, 2024]))
def test_no_words_break_the_reader(words: str, year: int | None) -> None:
    assert read(words, year) is None or isinstance(read(words, year), Asked)


@CALMLY
@given(DAYS)
def test_a_day_before_is_the_last_day(day: dt.date) -> None:
    asked = read(f"trước ngày {day.day:02d}/{day.month}/{day.year}")
    assert asked is not None
    assert asked.last_day == day - dt.timedelta(days=1)


def test_a_sum_that_does_not_fit_is_told() -> None:
    assert not Asked(1, Per.MONTH, "so", per_year=10).adds_up
    assert Asked(1, Per.WEEK, "so", per_year=53).adds_up


# Slots: whatever comes, nothing counts twice.


def proof(number: int, day: dt.date | None, holds: bool = True) -> Proof:
    """Made-up proof."""
    return Proof(f"news:{number}", "mẫu", Trust.HOLDS if holds else Trust.UNVERIFIED, day, day, Counted.ITEMS)


PROOFS = st.lists(st.tuples(st.none() | DAYS, st.booleans()), max_size=40).map(
    lambda drawn: tuple(proof(number, day, holds) for number, (day, holds) in enumerate(drawn))
)
DEMANDS = st.builds(
    lambda ends, per, times: Demand(min(ends), max(ends), times=times, per=per),
    st.tuples(DAYS, DAYS),
    st.sampled_from([None, *TIMES.values()]),
    st.integers(1, 3),
)


@CALMLY
@given(DEMANDS, PROOFS, DAYS)
def test_no_proof_fills_two_slots_and_none_that_does_not_hold(
    demand: Demand, found: tuple[Proof, ...], day: dt.date
) -> None:
    slots = fill(slots_of(demand), found, demand, day)
    used = [slot.proof.id for slot in slots if slot.proof]
    assert len(used) == len(set(used))
    assert all(slot.proof.holds for slot in slots if slot.proof)
    assert len(slots) == len(slots_of(demand))


@pytest.mark.parametrize("per", [None, Per.MONTH])
def test_the_first_and_the_last_day_of_a_slot_are_in_time(per: Per | None) -> None:
    demand = Demand(dt.date(2024, 3, 1), dt.date(2024, 3, 31), per=per)
    for day, state in (("03-01", SlotState.FILLED), ("03-31", SlotState.FILLED), ("04-01", SlotState.LATE)):
        found = (proof(1, dt.date.fromisoformat(f"2024-{day}")),)
        assert [slot.state for slot in fill(slots_of(demand), found, demand, dt.date(2024, 5, 1))] == [state]


@CALMLY
@given(DEMANDS, PROOFS, DAYS)
def test_the_states_of_slots_add_up_and_follow_from_the_day(
    demand: Demand, found: tuple[Proof, ...], day: dt.date
) -> None:
    for slot in fill(slots_of(demand), found, demand, day):
        if slot.proof is None:
            expected = (
                SlotState.MISSING if slot.last < day else SlotState.OPEN if slot.first <= day else SlotState.COMING
            )
            assert slot.state is expected
        else:
            late = slot.proof.last is not None and slot.proof.last > slot.last
            assert slot.state is (SlotState.LATE if late else SlotState.FILLED)


@CALMLY
@given(DEMANDS, PROOFS, DAYS, DAYS)
def test_one_more_proof_never_empties_a_slot(
    demand: Demand, found: tuple[Proof, ...], day: dt.date, another: dt.date
) -> None:
    before = sum(slot.proof is not None for slot in fill(slots_of(demand), found, demand, day))
    more = (*found, proof(999, another))
    assert sum(slot.proof is not None for slot in fill(slots_of(demand), more, demand, day)) in (before, before + 1)


@CALMLY
@given(st.sampled_from([*TIMES.values()]), DAYS, DAYS)
def test_cycles_cover_every_day_once(per: Per, one: dt.date, other: dt.date) -> None:
    first, last = min(one, other), max(one, other)
    found = list(cycles(per, first, last))
    days = [day for start, end, _ in found for day in (start, end)]
    assert days == sorted(days)
    assert sum((end - start).days + 1 for start, end, _ in found) == (last - first).days + 1


# Counts: the whole is the sum of its parts.

ITEMS = st.lists(
    st.builds(
        lambda number, kind, day, amount, channel, places: Item(
            f"publication:{number}", "mẫu", kind, day, day, amount, channel, "", tuple(places), (), None, ("/", "")
        ),
        st.integers(0, 30),
        st.sampled_from([*Counted]),
        DAYS,
        st.integers(0, 50),
        st.sampled_from(["", "trang-xa", "loa"]),
        st.lists(st.sampled_from(["thôn 1", "Thôn 1", "thôn 2"]), max_size=3),
    ),
    max_size=40,
).map(lambda drawn: tuple({item.id: item for item in drawn}.values()))


@CALMLY
@given(ITEMS)
def test_totals_are_the_sum_of_their_parts(found: tuple[Item, ...]) -> None:
    whole = total(found)
    assert sum(row.amount for row in tally(found)) == whole
    assert sum(total(select(found, channel=channel)) for channel in {item.channel for item in found}) == whole
    assert sum(total(select(found, kind=kind)) for kind in {item.kind for item in found}) == whole
    quarters = [Period.parse(f"2024-Q{number}") for number in range(1, 5)]
    parts = [[item for item in found if one.start <= item.first <= one.end] for one in quarters]
    assert sum(map(total, parts)) == whole


@CALMLY
@given(ITEMS)
def test_nothing_counts_twice(found: tuple[Item, ...]) -> None:
    assert total((*found, *found)) == total(found)
    assert tally((*found, *found)) == tally(found)


# Working days.


def test_tet_and_days_worked_instead_are_known() -> None:
    assert workdays.holiday(dt.date(2024, 2, 12)) == "Tết Nguyên đán"
    assert not workdays.is_working(dt.date(2024, 4, 29))
    assert workdays.is_working(dt.date(2024, 5, 4))  # a Saturday, worked instead
    assert workdays.working_days(dt.date(2024, 2, 7), dt.date(2024, 2, 15)) == 1
    assert workdays.last_working(dt.date(2024, 9, 3)) == dt.date(2024, 8, 30)


def test_the_year_2026_is_known_with_its_two_saturdays_and_the_new_holiday() -> None:
    assert workdays.decided(2026)
    assert workdays.working_days(dt.date(2026, 2, 13), dt.date(2026, 2, 23)) == 1  # all of Tết is off
    assert [day for day in (10, 17) if workdays.is_working(dt.date(2026, 1, day))] == [10]
    assert workdays.working_days(dt.date(2026, 8, 21), dt.date(2026, 9, 3)) == 7  # 22/8 for 31/8; 1/9 and 2/9 off
    assert workdays.holiday(dt.date(2026, 4, 27)) == "nghỉ bù Giỗ Tổ Hùng Vương"
    assert workdays.holiday(dt.date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert workdays.is_working(dt.date(2025, 11, 24))


@pytest.mark.parametrize(
    ("day", "left"), [("08-29", 1), ("08-30", 0), ("08-31", -1), ("09-03", -1), ("09-04", -1), ("09-05", -2)]
)
def test_a_deadline_is_missed_on_days_off_too(day: str, left: int) -> None:
    """30/8/2024 is a Friday; offices open again on 4/9."""
    assert workdays.days_left(dt.date.fromisoformat(f"2024-{day}"), dt.date(2024, 8, 30)) == left


def test_a_year_without_a_decision_says_so() -> None:
    assert workdays.undecided([dt.date(2040, 5, 1), dt.date(2024, 5, 1), dt.date(2039, 2, 1)]) == (2039, 2040)
    assert workdays.holiday(dt.date(2039, 9, 2)) == "Quốc khánh"
    assert workdays.holiday(dt.date(2039, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert workdays.is_working(dt.date(2022, 11, 24))  # it is a day off since 2026
    assert workdays.decided(2024)


def test_a_holiday_that_the_law_ends_stays_in_the_years_before(monkeypatch: pytest.MonkeyPatch) -> None:
    invented = workdays.FixedHoliday(month=3, day=10, name="Ngày Mẫu", since=2032, until=2033)
    known = workdays._known().model_copy(update={"fixed": (invented,)})
    monkeypatch.setattr(workdays, "_known", lambda: known)
    monkeypatch.setattr(workdays, "_fixed", workdays._fixed.__wrapped__)
    held = [year for year in range(2030, 2037) if workdays.holiday(dt.date(year, 3, 10))]
    assert held == [2032, 2033]


@pytest.mark.parametrize("year", workdays.years())
def test_days_off_are_weekdays_and_days_worked_are_weekends(year: int) -> None:
    of_year = workdays.years()[year]
    assert all(one.day.year == year and one.day.weekday() < 5 for one in of_year.off)
    assert all(one.day.year == year and one.day.weekday() >= 5 for one in of_year.worked)
    assert len({one.day for one in of_year.off}) == len(of_year.off)


@CALMLY
@given(st.dates(dt.date(2023, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 200), st.integers(0, 200))
def test_working_days_add_up(day: dt.date, first: int, second: int) -> None:
    middle, end = day + dt.timedelta(days=first), day + dt.timedelta(days=first + second)
    assert workdays.working_days(day, end) == workdays.working_days(day, middle) + workdays.working_days(middle, end)
    assert workdays.working_days(end, day) == -workdays.working_days(day, end)


def test_a_demand_of_fields_wins_over_words(at_end: Site) -> None:
    _, task = at_end.task("ban-tin-so") or (None, None)
    assert task is not None
    assert demand_of(task, YEAR).times == 1
    asked = task.model_copy(update={"frequency": None, "frequency_as_written": "02 số/quý"})
    assert replace(demand_of(asked, YEAR), kinds=()) == Demand(YEAR.start, YEAR.end, 2, Per.QUARTER, "so")
