"""Open data files: what is in the records, readable by programs and spreadsheets, made anew only when it changed."""

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from cchc.exports import export_paths, render_export
from cchc.load import load
from cchc.site import Site
from conftest import CCHC, run

HEADERS = [
    "id",
    "type",
    "symbol",
    "symbol_as_written",
    "number",
    "issuer",
    "date",
    "effective_from",
    "effective_to",
    "subject",
    "period",
    "category",
    "url",
    "cited_by",
    "page",
]


def read(root: Path) -> Site:
    site, problems = load(root, root / "content", "https://commune.example.vn/xa/", dt.date(2024, 12, 31))
    assert site is not None, problems
    return site


def rows(root: Path) -> dict[str, dict[str, Any]]:
    """The register by id."""
    found = json.loads(render_export(read(root), "du-lieu/van-ban.json"))
    return {row["id"]: row for row in found}


def cells(root: Path) -> list[dict[str, str]]:
    """The register as a spreadsheet reads it."""
    text = render_export(read(root), "du-lieu/van-ban.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_register_has_every_document_with_all_columns(commune: Path) -> None:
    found = rows(commune)
    assert set(found) == {path.stem for path in (commune / "site_data" / "documents").glob("*.yml")}
    assert all(list(row) == HEADERS for row in found.values())


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


def test_what_is_not_known_is_null_and_an_empty_cell(commune: Path) -> None:
    path = commune / "site_data" / "documents" / "bc-05-2024.yml"
    text = path.read_text(encoding="utf-8").replace("symbol: 05/BC-UBND", "symbol: chưa có (bản gốc bỏ trống)")
    path.write_text(text, encoding="utf-8")
    row = rows(commune)["bc-05-2024"]
    assert (row["symbol"], row["number"]) == (None, None)
    assert next(cell for cell in cells(commune) if cell["id"] == "bc-05-2024")["symbol"] == ""


def test_both_files_hold_the_same(commune: Path) -> None:
    for row, cell in zip(rows(commune).values(), cells(commune), strict=True):
        assert cell == {name: _told(value) for name, value in row.items()}


def _told(value: Any) -> str:
    return " | ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def test_spreadsheets_see_unicode_and_lines_end_as_rfc_4180_says(commune: Path) -> None:
    content = render_export(read(commune), "du-lieu/van-ban.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+84", "-1"])
def test_no_cell_is_a_formula(commune: Path, text: str) -> None:
    path = commune / "site_data" / "documents" / "bc-05-2024.yml"
    subject = "subject: Báo cáo mẫu quý III năm 2024 (dữ liệu mẫu)"
    assert subject in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(subject, f'subject: "{text}"'), encoding="utf-8")
    assert next(cell for cell in cells(commune) if cell["id"] == "bc-05-2024")["subject"] == f"'{text}"


def test_a_site_without_documents_has_empty_files(commune: Path) -> None:
    for path in (commune / "site_data" / "documents").glob("*.yml"):
        path.unlink()
    assert json.loads(render_export(read(commune), "du-lieu/van-ban.json")) == []
    assert cells(commune) == []


def test_a_build_writes_the_files_and_again_only_when_a_record_changed(commune: Path) -> None:
    def build() -> dict[str, int]:
        done = run(*CCHC, "build", "--config", commune / "mkdocs.yml")
        assert done.returncode == 0, done.stderr
        return {path: (commune / "site" / path).stat().st_mtime_ns for path in export_paths()}

    first = build()
    article = next((commune / "content" / "tin-tuc" / "2024").glob("*.md"))
    article.write_text(article.read_text(encoding="utf-8") + "\nThêm một câu mẫu.\n", encoding="utf-8")
    assert build() == first
    document = commune / "site_data" / "documents" / "bc-05-2024.yml"
    document.write_text(
        document.read_text(encoding="utf-8").replace("Báo cáo mẫu quý III", "Báo cáo mẫu của quý III"), encoding="utf-8"
    )
    third = build()
    assert all(third[path] > first[path] for path in first)
    assert "Báo cáo mẫu của quý III" in (commune / "site" / "du-lieu" / "van-ban.csv").read_text(encoding="utf-8")
