"""Open data: what is in the records, readable by programs and spreadsheets, made anew only when it changed."""

import csv
import datetime as dt
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import lxml.etree
import pytest
import rdflib

from cchc.addresses import addresses
from cchc.datasets import NEWEST, datasets
from cchc.days import record_day, text_day, updated_on
from cchc.exports import exports, render_export, summary, tables
from cchc.exports.crawlers import robots, site_map
from cchc.exports.dictionary import row_schema
from cchc.exports.news import news_tables
from cchc.exports.values import LONGEST, cell
from cchc.feeds import feeds
from cchc.feeds.outlines import feed_outlines
from cchc.ledger import counts
from cchc.ledger.due import progress
from cchc.load import load
from cchc.model.document import TYPE as DOCUMENT
from cchc.model.indicator import TYPE as INDICATOR
from cchc.model.procedure_parts import Paper, PaperCase
from cchc.model.registry import TYPES
from cchc.outline import standing_outlines
from cchc.period import Period
from cchc.site import Site
from cchc.syndication import published
from conftest import CCHC, HERE, REPOSITORY, program, run

URL = "https://commune.example.vn/xa/"
SITES = [HERE / "commune", REPOSITORY, *sorted(path.parent for path in REPOSITORY.glob("examples/*/mkdocs.yml"))]
DCAT, DCT = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://purl.org/dc/terms/")


def read(root: Path, url: str = URL) -> Site:
    site, problems = load(root, root / "content", url, dt.date(2024, 12, 31))
    assert site is not None, problems
    return site


@lru_cache
def made_of(root: Path) -> tuple[Site, dict[str, bytes]]:
    """A site that no test changes, and its files."""
    site = read(root)
    return site, dict(exports(site))


def valid(told: Any, schema: Any) -> bool:
    """Whether a value is what a schema says."""
    return next(jsonschema.Draft202012Validator(schema).iter_errors(told), None) is None


def rows(root: Path, name: str = "van-ban") -> dict[str, dict[str, Any]]:
    """A table by id."""
    found = json.loads(render_export(read(root), f"/du-lieu/{name}.json"))
    return {row["id"]: row for row in found}


def cells(content: bytes) -> list[dict[str, str]]:
    """A table as a program reads CSV."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def documents(root: Path) -> list[dict[str, str]]:
    """The register of documents as a program reads CSV."""
    return cells(render_export(read(root), "/du-lieu/van-ban.csv"))


def spoil(root: Path, name: str, old: str, new: str) -> None:
    """Replace words that are there."""
    path = root / "site_data" / name
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_every_content_type_with_records_has_its_files() -> None:
    site, made = made_of(HERE / "commune")
    for kind in TYPES:
        own = [dataset for dataset in datasets(site) if dataset.kind is kind]
        assert bool(own) or not site.entries[kind.key], kind.key
        for dataset in own:
            told = json.loads(made[dataset.files["application/json"]])
            shown = site.shown(kind.key)
            assert dataset.year or {row["id"] for row in told} == {e.slug for e in shown if not _sample(e.record)}
    for name in ("tin-tuc", "thu-tuc", "chi-so", "duong-day-nong", "van-ban", "ke-hoach", "bao-cao"):
        assert {f"/du-lieu/{name}.json", f"/du-lieu/{name}.csv"} <= made.keys()


def _sample(record: Any) -> bool:
    return bool(getattr(record, "sample", False))


@pytest.mark.parametrize("root", SITES, ids=lambda path: path.name)
def test_json_is_what_its_schema_says_and_csv_has_as_many_columns(root: Path) -> None:
    site, made = made_of(root)
    for dataset in datasets(site):
        assert valid(json.loads(made[dataset.files["application/json"]]), json.loads(made[dataset.schema])), dataset
        header = tables.header(dataset.kind)
        assert len(header) == len(set(header))
        table = cells(made[dataset.files["text/csv"]])
        assert all(None not in row and None not in row.values() for row in table), dataset.name
    assert valid(json.loads(made["/cchc.json"]), json.loads(made["/du-lieu/cchc.schema.json"]))


def test_the_schemas_are_schemas() -> None:
    _, made = made_of(HERE / "commune")
    for address, content in made.items():
        if address.endswith(".schema.json"):
            jsonschema.Draft202012Validator.check_schema(json.loads(content))


def test_a_figure_is_a_number_to_programs_with_all_its_digits(commune: Path) -> None:
    schema = row_schema(INDICATOR, URL)
    (entry,), (row,) = read(commune).shown("indicator"), rows(commune, "chi-so").values()
    values = [result.value for result in entry.record.results]
    assert any(value is not None and value % 1 for value in values)
    assert [result["value"] for result in row["results"]] == [value and float(value) for value in values]
    assert valid([row], schema)
    row["results"][0]["value"] = "82.5"
    assert not valid([row], schema), "a text is none"


def test_a_schema_refuses_what_the_records_cannot_say(commune: Path) -> None:
    schema = row_schema(DOCUMENT, URL)
    row = next(iter(rows(commune).values()))
    for wrong in ({"type": "la"}, {"date": "10/01/2024"}, {"page": 1}, {"thua": 1}):
        assert valid([row], schema)
        assert not valid([row | wrong], schema), wrong
    assert not valid([{key: value for key, value in row.items() if key != "subject"}], schema)


def test_a_schema_names_the_codes_and_the_columns_as_people_do() -> None:
    schema = row_schema(DOCUMENT, URL)
    assert schema["items"]["properties"]["subject"]["title"] == "Trích yếu"
    assert {"const": "ke-hoach", "title": "Kế hoạch"} in schema["$defs"]["DocumentType"]["oneOf"]


def test_a_row_says_what_the_record_says(commune: Path) -> None:
    row = rows(commune)["kh-01-2024"]
    assert (row["type"], row["symbol"], row["symbol_as_written"], row["number"]) == (
        "ke-hoach",
        "01/KH-UBND",
        "01 /KH- UBND",
        1,
    )
    assert (row["date"], row["effective_to"], row["period"]) == ("2024-01-10", "2024-12-31", "2024")
    assert row["page"] == "https://commune.example.vn/xa/van-ban/kh-01-2024/"


def test_a_row_names_who_cites_the_document_in_which_role_and_where(commune: Path) -> None:
    assert "report:quy-3-2024|thuc-hien" in " ".join(rows(commune)["kh-01-2024"]["cited_by"])
    assert "document:kh-01-2024|yeu-cau|phần mở đầu" in rows(commune)["bc-05-2024"]["cited_by"]


def test_what_is_not_known_is_null_with_its_reason_and_an_empty_cell(commune: Path) -> None:
    spoil(commune, "documents/bc-05-2024.yml", "symbol: 05/BC-UBND", "symbol: chưa có (bản gốc bỏ trống)")
    row = rows(commune)["bc-05-2024"]
    assert (row["symbol"], row["number"], row["missing"]) == (None, None, {"symbol": "bản gốc bỏ trống"})
    told = next(cell for cell in documents(commune) if cell["Mã"] == "bc-05-2024")
    assert (told["Số, ký hiệu"], told["Loại văn bản"], told["Số"]) == ("", "Báo cáo", "")


def test_of_plans_a_line_is_a_task_and_of_indicators_a_year(commune: Path) -> None:
    site = read(commune)
    plans = cells(render_export(site, "/du-lieu/ke-hoach.csv"))
    assert len(plans) == sum(len(plan.record.tasks) for plan in site.plans)
    years = cells(render_export(site, "/du-lieu/chi-so.csv"))
    assert [row["Kết quả theo năm › Năm"] for row in years] == [
        str(result.year) for entry in site.indicators for result in entry.record.results
    ]
    assert years[0]["Kết quả theo năm › Thành phần"] == "Tên thành phần: Thủ tục hành chính; Điểm: 12,25; Hạng: 18"
    assert years[0]["Kết quả theo năm › Điểm"] == "81.5", "a figure that stands alone is computed with"
    assert "Kết quả theo năm" not in years[0], "the lists of a record are its lines, or left to JSON"


def test_spreadsheets_see_unicode_and_lines_end_as_rfc_4180_says(commune: Path) -> None:
    content = render_export(read(commune), "/du-lieu/van-ban.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+84", "-1"])
def test_no_cell_is_a_formula(commune: Path, text: str) -> None:
    subject = "subject: Báo cáo mẫu quý III năm 2024 (dữ liệu mẫu)"
    spoil(commune, "documents/bc-05-2024.yml", subject, f'subject: "{text}"')
    assert next(cell for cell in documents(commune) if cell["Mã"] == "bc-05-2024")["Trích yếu"] == f"'{text}"


def test_a_record_within_a_record_is_told_in_brackets() -> None:
    case = PaperCase(name="Nộp thay", papers=(Paper(name="Giấy ủy quyền", originals=1),))
    inner = "Tên giấy tờ: Giấy ủy quyền; Số bản chính: 1; Số bản sao: 0"
    assert cell((case,)) == f"Trường hợp: Nộp thay; Giấy tờ: ({inner})"


def test_a_cell_is_never_longer_than_a_spreadsheet_can_hold() -> None:
    told = cell("dài " * 20_000)
    assert len(told) == LONGEST
    assert told.endswith("(xem đủ ở bản JSON)")


# A file of a spreadsheet names no encoding in its Content-Type, so that LibreOffice is told: separator, quote, UTF-8.
_LIBREOFFICE = ("soffice", "--headless", "--infilter=CSV:44,34,76,1", "--convert-to", "xlsx")
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _through_libreoffice(folder: Path, names: list[str]) -> dict[str, list[str]]:
    """All texts and numbers that LibreOffice reads from CSV files, as it shows them."""
    program("soffice")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    done = subprocess.run(
        [*_LIBREOFFICE, profile, *names], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return {name: _shown(folder / name.replace(".csv", ".xlsx")) for name in names}


def _shown(path: Path) -> list[str]:
    book = zipfile.ZipFile(path)
    texts = [
        "".join(found.itertext())
        for found in lxml.etree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{_SHEET}si")
    ]
    shown = []
    for found in lxml.etree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{_SHEET}c"):
        value = found.findtext(f"{_SHEET}v") or ""
        shown.append(texts[int(value)] if found.get("t") == "s" else value)
    return [value.strip() for value in shown]


def test_libreoffice_keeps_leading_zeros_codes_and_diacritics(commune: Path, tmp_path: Path) -> None:
    site = read(commune)
    names = ["duong-day-nong.csv", "thu-tuc.csv", "van-ban.csv", "ke-hoach.csv"]
    for name in names:
        (tmp_path / name).write_bytes(render_export(site, f"/du-lieu/{name}"))
    shown = _through_libreoffice(tmp_path, names)
    assert {"02551234068", "02551234069"} <= set(shown["duong-day-nong.csv"])
    assert {entry.record.code for entry in site.procedures} <= set(shown["thu-tuc.csv"])
    assert "Số điện thoại chuyên dùng" in shown["duong-day-nong.csv"]
    assert {entry.record.subject for entry in site.documents} <= set(shown["van-ban.csv"])
    for name in names:
        table = cells((tmp_path / name).read_bytes())
        written = Counter(value.strip() for row in table for value in row.values() if not _as_number(value))
        read_back = Counter(shown[name])
        assert [value for value in written if value and not read_back[value]] == [], name


def _as_number(value: str) -> bool:
    """What a spreadsheet may show in its own way: numbers, days and hours that are such."""
    return re.fullmatch(r"[\d.:-]*", value) is not None


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader still makes one
@pytest.mark.parametrize("root", SITES, ids=lambda path: path.name)
def test_the_catalogue_is_rdf_and_leads_to_every_table(root: Path) -> None:
    site, made = made_of(root)
    graph = rdflib.Graph().parse(data=made["/du-lieu/danh-muc.jsonld"], format="json-ld")
    found = {str(address) for address in graph.objects(predicate=DCAT.downloadURL)}
    assert found == {site.url + path[1:] for dataset in datasets(site) for path in dataset.files.values()}
    assert {site.url + address[1:] for address in made if address.endswith(".csv")} <= found
    for dataset in graph.subjects(rdflib.RDF.type, DCAT.Dataset):
        for told in (DCT.title, DCT.publisher, DCAT.landingPage, DCAT.distribution):
            assert (dataset, told, None) in graph
        assert str(graph.value(dataset, DCAT.landingPage)) != site.url, "the home page lists no set"
        assert ((dataset, DCT.license, None) in graph) != ((dataset, DCT.rights, None) in graph)


def test_a_licence_is_told_where_there_is_one_and_its_absence_where_there_is_none(commune: Path) -> None:
    address = "https://creativecommons.org/licenses/by/4.0/"
    with_licence = read(commune)
    assert with_licence.unit.licence is not None
    assert address in render_export(with_licence, "/du-lieu/danh-muc.jsonld").decode()
    assert json.loads(render_export(with_licence, "/cchc.json"))["licence"]["url"] == address
    unit = commune / "site_data/site.yml"
    unit.write_text(re.sub(r"licence:\n(  .*\n)+", "", unit.read_text(encoding="utf-8")), encoding="utf-8")
    without = read(commune)
    told = render_export(without, "/du-lieu/danh-muc.jsonld").decode()
    assert "chưa công bố giấy phép" in told
    assert "dct:license" not in told
    assert json.loads(render_export(without, "/cchc.json"))["licence"] is None


def test_the_figures_are_those_of_the_site(commune: Path) -> None:
    site = read(commune)
    told = summary(site)
    assert told.counts["procedure"] == told.procedures.total == len(site.procedures)
    assert told.counts["news"] == told.news.total == len(list(published(site)))
    assert told.news.total == sum(told.news.by_category.values())
    assert told.news.newest == published(site)[0].record.date.date()
    assert [figure.value for figure in told.channels] == [c.value for r in site.reports for c in r.record.counts]
    (dossiers,) = told.dossiers
    assert (dossiers.total, dossiers.online, dossiers.direct) == (1200, 900, 300)
    assert all(feed.url.startswith(URL) for feed in told.feeds)


def test_news_of_a_month_is_what_the_page_of_counts_counts(commune: Path) -> None:
    """Of what retells a document nobody knows the day; what has expired was posted all the same."""
    front = "title: Bài {0}\ndate: 2024-02-29\ncategory: thong-bao\nsummary: Dữ liệu mẫu.\n{1}"
    gone = "expires: 2024-03-31\n"
    for name, more in (("ke-lai", "dated_by: ngay-van-ban\n"), ("het-han", gone), ("het-han-2", gone), ("con-lai", "")):
        item = commune / f"content/tin-tuc/2024/{name}.md"
        item.write_text(f"---\n{front.format(name, more)}---\n\nDữ liệu mẫu.\n", encoding="utf-8")
    site = read(commune)
    of_quarter = [number for month, number in summary(site).news.by_month.items() if "2024-01" <= month <= "2024-03"]
    assert sum(of_quarter) == counts.count(site, Period.parse("2024-Q1"), kind="tin-bai") == 3


def test_reports_and_plans_of_other_bodies_are_none_of_the_figures(commune: Path) -> None:
    before = summary(read(commune))
    assert all((before.channels, before.dossiers, before.plans))
    for path in [*commune.glob("site_data/reports/*.yml"), *commune.glob("site_data/plans/*.yml")]:
        text = path.read_text(encoding="utf-8")
        assert "issuer: UBND xã Ví Dụ\n" in text
        path.write_text(text.replace("issuer: UBND xã Ví Dụ\n", "issuer: UBND huyện Mẫu\n"), encoding="utf-8")
    after = summary(read(commune))
    assert (after.channels, after.dossiers, after.plans, after.counts) == ((), (), (), before.counts)


def test_the_figures_say_of_which_day_they_are(commune: Path) -> None:
    """A file is fetched long after it was made: "today" would be another day, and so would --as-of."""
    unit = commune / "site_data/site.yml"
    for day in (dt.date(2024, 12, 31), dt.date(2024, 2, 29)):
        site, _ = load(commune, commune / "content", URL, day)
        assert site is not None
        assert summary(site).as_of == day
    unit.write_text(unit.read_text(encoding="utf-8").replace("as_of: 2024-12-31\n", ""), encoding="utf-8")
    assert summary(site := read(commune)).as_of == site.as_of


def test_procedures_tell_how_old_they_are(commune: Path) -> None:
    for name, old, new in (("1.999001", "2024-11-15", "2024-06-30"), ("1.999002", "2024-12-01", "2024-07-01")):
        spoil(commune, f"procedures/{name}.yml", f"\ncollected_on: {old}", f"\ncollected_on: {new}")
    for months, stale in ((6, 0), (5, 1), (4, 2)):
        unit = commune / "site_data/site.yml"
        text = re.sub("stale_after_months: .*", f"stale_after_months: {months}", unit.read_text(encoding="utf-8"))
        unit.write_text(text, encoding="utf-8")
        told = summary(read(commune)).procedures
        assert (told.stale, told.oldest) == (stale, dt.date(2024, 6, 30)), months
    spoil(commune, "procedures/1.999001.yml", "state: dang-thuc-hien", "state: da-bai-bo")
    assert summary(read(commune)).procedures.stale == 1, "what is repealed is looked up no more"


def test_a_figure_tells_of_which_period_it_is(commune: Path) -> None:
    path = commune / "site_data/reports/quy-3-2024.yml"
    text = re.sub(r"^    period: .*", "    period: 2024-9M", path.read_text("utf-8"), count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    assert summary(read(commune)).channels[0].period == "2024-9M"


def test_the_figures_say_that_a_unit_is_no_more() -> None:
    root = REPOSITORY
    days = (dt.date(2024, 12, 31), dt.date(2026, 1, 1))
    told = []
    for day in days:
        site, _ = load(root, root / "content", URL, day)
        assert site is not None
        told.append(summary(site).unit.ended_on)
    assert told[0] is None
    assert told[1] is not None
    assert days[0] < told[1] <= days[1]


def test_a_row_leads_to_the_place_on_a_list(commune: Path) -> None:
    found = rows(commune, "duong-day-nong")
    assert found["noi-1"]["page"] == f"{URL}duong-day-nong/#noi-1"


@pytest.mark.parametrize("root", SITES, ids=lambda path: path.name)
def test_every_row_leads_to_a_page_that_is_there_or_nowhere(root: Path) -> None:
    site, files = made_of(root)
    tables = [content for name, content in files.items() if re.fullmatch(r"/du-lieu/[a-z0-9-]+\.json", name)]
    told = {row["page"] for content in tables for row in json.loads(content)}
    assert None in told  # the unit
    assert {page.partition("#")[0] for page in told if page} <= {site.absolute(url) for url in addresses(site)}


def test_an_indicator_without_results_is_a_line_too(commune: Path) -> None:
    path = next((commune / "site_data/indicators").glob("*.yml"))
    text = re.sub(
        r"^results:\n((?: |-).*\n)+", "results: chưa có (dữ liệu mẫu)\n", path.read_text("utf-8"), flags=re.MULTILINE
    )
    path.write_text(text, encoding="utf-8")
    (line,) = cells(render_export(read(commune), "/du-lieu/chi-so.csv"))
    assert (line["Mã"], line["Kết quả theo năm › Năm"]) == (path.stem, "")


def test_texts_like_numbers_stay_texts_and_days_are_days() -> None:
    told = [cell(value) for value in ("0912345678", ("1.004870", "2"), dt.date(2024, 1, 10), 7, "số 7")]
    assert told == ["\t0912345678", "1.004870 | 2", "2024-01-10", "7", "số 7"]
    assert cell(("1.004870",)) == "\t1.004870"


def test_the_catalogue_tells_the_day_of_each_years_last_change(commune: Path) -> None:
    item = commune / "content/tin-tuc/2023/ngay-hoi-mau.md"
    item.write_text(item.read_text("utf-8").replace("---\n", "---\nupdated: 2024-02-29\n", 1), "utf-8")
    told = json.loads(render_export(read(commune), "/du-lieu/danh-muc.jsonld"))
    days = {node["dct:identifier"]: node.get("dct:modified", {}).get("@value") for node in told["dcat:dataset"]}
    assert (days["tin-tuc-2023"], days["tin-tuc"]) == ("2024-02-29", "2024-12-20")
    assert told["dct:modified"]["@value"] == max(filter(None, days.values()))


def test_samples_are_counted_apart(commune: Path) -> None:
    before = summary(read(commune))
    item = commune / "content/tin-tuc/2024/mau.md"
    front = "title: Bài mẫu\ndate: 2024-12-30\ncategory: thong-bao\nsummary: Dữ liệu mẫu.\nsample: có\n"
    item.write_text(f"---\n{front}---\n\nDữ liệu mẫu.\n", encoding="utf-8")
    site = read(commune)
    after = summary(site)
    assert (after.news.samples, after.news.model_copy(update={"samples": before.news.samples})) == (
        before.news.samples + 1,
        before.news,
    )
    assert (after.counts, after.freshness.latest) == (before.counts, before.freshness.latest)
    assert "2024/12/mau/" in {entry.url[len("/tin-tuc/") :] for entry in site.news}
    assert "2024/12/mau/" not in site_map(site)


@pytest.mark.parametrize("name", ["vinh-linh", "truong-quang-trong", "thuc-khang", "vp-ubnd-quang-ngai"])
def test_plans_stand_as_their_pages_of_progress_say(name: str) -> None:
    site = read(REPOSITORY / "examples" / name)
    for plan, told in zip(site.plans, summary(site).plans, strict=True):
        parents = {task.parent for task in plan.record.tasks}
        found = [one for one in progress(site, plan) if one.is_task and one.anchor not in parents]
        assert told.tasks == len(found) == sum(told.by_standing.values())
        assert sum(told.by_state.values()) == sum(one.subject.state is not None for one in found)
        assert told.by_standing == Counter(one.standing.value for one in found)
        assert told.late == len([one for one in found if "thieu" in {slot.state.value for slot in one.slots}])
        assert told.proved == len([one for one in found if [proof for proof in one.proofs if proof.holds]])


def test_only_proof_that_holds_proves(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "examples/vinh-linh", tmp_path / "x", ignore=shutil.ignore_patterns("site", "theme"))
    told = [(plan.tasks, plan.proved, plan.late) for plan in summary(read(tmp_path / "x")).plans if plan.plan == "2024"]
    assert told == [(8, 1, 0)], "six more name an address elsewhere without a saved copy"
    news = next((tmp_path / "x/content/tin-tuc/2024").glob("*.md"))
    text = news.read_text(encoding="utf-8").replace("---\n", "---\ntasks:\n  - cuoc-thi\n", 1)
    news.write_text(text, encoding="utf-8")
    assert [plan.proved for plan in summary(read(tmp_path / "x")).plans if plan.plan == "2024"] == [2]


def test_the_figures_lead_to_every_feed_of_news_in_every_format_and_to_the_list_of_feeds(commune: Path) -> None:
    site = read(commune)
    told = json.loads(render_export(site, "/cchc.json"))
    of_news = [outline for outline in feed_outlines(site) if outline.tells == "news" and not outline.year]
    assert [feed["url"] for feed in told["feeds"]] == [URL + o.path for o in of_news if o.path.endswith("rss.xml")]
    named = {address: kind for feed in told["feeds"] for kind, address in feed["other_formats"].items()}
    named |= {feed["url"]: feed["type"] for feed in told["feeds"]}
    assert named == {URL + outline.path: outline.type for outline in of_news}
    assert {*named, told["feed_list"]} <= {URL + file.path for file in feeds(site)}


def test_the_id_of_a_build_changes_with_the_content_and_only_then(commune: Path) -> None:
    first = summary(read(commune)).build
    assert first == summary(read(commune)).build
    for name, words in (
        ("site_data/hotlines.yml", "# ghi chú\n"),
        ("content/gioi-thieu/index.md", "\nThêm.\n"),
        ("content/tin-tuc/2024/thong-bao-lich.md", "\nThêm.\n"),
    ):
        before = summary(read(commune)).build
        path = commune / name
        path.write_text(path.read_text(encoding="utf-8") + words, encoding="utf-8")
        assert summary(read(commune)).build != before, name


def test_news_is_whole_by_year_and_no_sample_is_in_it(commune: Path) -> None:
    site = read(commune)
    made = {dataset.name: entries for dataset, entries in news_tables(site)}
    true = [entry for entry in site.news if not entry.record.sample]
    assert [entry for name, found in made.items() if name != "tin-tuc" for entry in found] == true
    assert list(made["tin-tuc"]) == true[:NEWEST]
    assert {entry.record.date.year for entry in made["tin-tuc-2023"]} <= {2023}


def test_the_site_map_has_every_page_with_the_day_of_its_last_change(commune: Path) -> None:
    item = commune / "content/tin-tuc/2024/thong-bao-lich.md"
    item.write_text(
        item.read_text(encoding="utf-8").replace("---\n", "---\nupdated: 2024-12-24\n", 1), encoding="utf-8"
    )
    site = read(commune)
    root = lxml.etree.fromstring(site_map(site).encode())
    days = {url[0].text: url[1].text for url in root}
    assert days[f"{URL}tin-tuc/2024/12/thong-bao-lich/"] == "2024-12-24", "corrected four days later"
    procedure = site.procedures[0]
    assert days[f"{URL}{procedure.url[1:]}"] == procedure.record.collected_on.isoformat()
    assert days[f"{URL}thu-tuc/"] == max(entry.record.collected_on for entry in site.procedures).isoformat()
    assert days[f"{URL}tin-tuc/"] == site.news[0].record.date.date().isoformat()
    assert f"{URL}gioi-thieu/" in days
    (told,) = site.reports
    assert days[f"{URL}{told.url[1:]}"] == "2024-10-03", "when it was collected, not its own day"
    assert days[f"{URL}van-ban/"] == "2024-10-01"
    assert days[f"{URL}so-lieu/"] == days[f"{URL}ke-hoach/lich/"] == "2024-12-31", "they tell how it is today"
    (document,) = (entry.record for entry in site.documents if entry.slug == "bc-05-2024")
    known = [record_day(document, day) for day in (dt.date(2024, 9, 30), dt.date(2024, 10, 1))]
    assert known == [None, dt.date(2024, 10, 1)], "no day that is to come"


def test_a_site_that_stands_still_tells_the_day_it_is_built_for(commune: Path) -> None:
    unit = commune / "site_data/site.yml"
    unit.write_text(unit.read_text(encoding="utf-8").replace("as_of: 2024", "as_of: 2023"), encoding="utf-8")
    assert f"{URL}gioi-thieu/</loc><lastmod>2024-12-31<" in site_map(read(commune)), "--as-of wins"


def test_in_a_site_that_goes_on_what_has_no_day_tells_that_of_the_latest_record(commune: Path) -> None:
    unit = commune / "site_data/site.yml"
    unit.write_text(re.sub("as_of: .*\nas_of_note: .*\n", "", unit.read_text(encoding="utf-8")), encoding="utf-8")
    site = read(commune)
    days = dict(re.findall(f"<loc>{URL}(.*?)</loc><lastmod>(.*?)<", site_map(site)))
    assert (days["gioi-thieu/"], days["ke-hoach/quy-4-2024/"]) == ("2024-12-01", "2024-12-01")
    assert site.news[0].record.date.date() > dt.date(2024, 12, 1), "one more item changes no other page's day"
    assert days["van-ban/bc-05-2024/"] == "2024-10-01", "nobody noted when it was collected: its own day"


def test_a_list_an_indicator_and_a_page_by_hand_tell_since_when_they_are_so(commune: Path) -> None:
    by_hand = commune / "content/gioi-thieu/index.md"
    by_hand.write_text(f"---\nupdated: 2024-11-05\n---\n{by_hand.read_text(encoding='utf-8')}", encoding="utf-8")
    site = read(commune)
    days = {outline.url: updated_on(site, outline) for outline in standing_outlines(site)}
    for entry in site.procedures:
        sector = (one.record.collected_on for one in site.procedures if one.record.sector == entry.record.sector)
        assert days[f"/thu-tuc/linh-vuc/{entry.record.sector}/"] == max(sector)
    (indicator,) = site.shown("indicator")
    written = (commune / indicator.path).read_text(encoding="utf-8")
    read_on = max(re.findall(r"collected_on: (.+)", written))
    assert str(days[indicator.url]) == read_on, "its figures were read on days of their own"
    assert text_day(site, "gioi-thieu/index.md") == dt.date(2024, 11, 5)
    assert f"<loc>{URL}gioi-thieu/</loc><lastmod>2024-11-05<" in site_map(site)
    by_hand.write_text(by_hand.read_text(encoding="utf-8").replace("2024-11-05", "2024-13-45"), encoding="utf-8")
    assert text_day(read(commune), "gioi-thieu/index.md") is None, "a day that is none is refused, and breaks nothing"


def test_robots_may_read_everything_and_learn_of_the_site_map(commune: Path) -> None:
    assert robots(read(commune)) == f"User-agent: *\nAllow: /\nSitemap: {URL}sitemap.xml\n"
    assert "Sitemap" not in robots(read(commune, "/"))


def test_a_site_without_documents_has_empty_files(commune: Path) -> None:
    for path in (commune / "site_data" / "documents").glob("*.yml"):
        path.unlink()
    assert rows(commune) == {}
    assert documents(commune) == []


def test_a_build_writes_a_table_only_when_a_record_changed(commune: Path) -> None:
    def build() -> dict[str, int]:
        done = run(*CCHC, "build", "--config", commune / "mkdocs.yml")
        assert done.returncode == 0, done.stderr
        return {path.name: path.stat().st_mtime_ns for path in (commune / "site/du-lieu").glob("*.*")}

    first = build()
    article = commune / "content/tin-tuc/2024/thong-bao-lich.md"
    article.write_text(article.read_text(encoding="utf-8").replace("title: ", "title: Sửa ", 1), encoding="utf-8")
    second = build()
    news = {"tin-tuc.json", "tin-tuc.csv", "tin-tuc-2024.json", "tin-tuc-2024.csv"}
    assert {name for name in second if second[name] > first[name]} == news
    spoil(commune, "documents/bc-05-2024.yml", "Báo cáo mẫu quý III", "Báo cáo mẫu của quý III")
    third = build()
    assert {name for name in third if third[name] > second[name]} == {"van-ban.json", "van-ban.csv"}
    assert "Báo cáo mẫu của quý III" in (commune / "site" / "du-lieu" / "van-ban.csv").read_text(encoding="utf-8")
