"""The banner of what does not work: on every page while its days last, and gone after."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from cchc.engine import frame, run
from cchc.engine.workspace import Wish
from cchc.load import load
from cchc.site import Site
from conftest import HERE, pages

SAID = "Hệ thống một cửa bảo trì từ 8 giờ"
DAYS = {10: False, 12: True, 13: False}  # of November 2024: before, the last, after
pytestmark = pytest.mark.filterwarnings("ignore:user_configs is never used")  # plugin._site_dir asks for it


def built(commune: Path, out: Path, day: int, cache: Path | None) -> dict[str, bytes]:
    """Every file of the commune's site as of a day."""
    wish = Wish(commune / "mkdocs.yml", out, cache, use_cache=cache is not None, as_of=dt.date(2024, 11, day))
    assert run.build(wish).good
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_every_page_tells_it_while_it_lasts_also_when_little_is_made_anew(commune: Path, tmp_path: Path) -> None:
    for day, told in DAYS.items():
        site = built(commune, tmp_path / "out", day, tmp_path / "cache")
        for url, page in pages(tmp_path / "out"):
            if not page.xpath("//main[contains(@class, 'sheet')]"):
                assert (SAID in page.xpath("string(//aside)")) is told, (url, day)
        assert site == built(commune, tmp_path / f"cold-{day}", day, None)


def notices(site: Site, language: str, **values: Any) -> list[lxml.html.HtmlElement]:
    """What is told at the top on 11/11/2024, with values of the interruption set."""
    unit = site.entries["unit"][0]
    changed = unit.record.interruptions[0].model_copy(update=values)
    record = unit.record.model_copy(update={"interruptions": (changed,), "as_of_note": None})
    on_the_day = replace(
        site, as_of=dt.date(2024, 11, 11), entries={**site.entries, "unit": (replace(unit, record=record),)}
    )
    return [lxml.html.fromstring(f"<p>{told}</p>") for told in frame.theme_values(on_the_day, language)["notices"]]


def test_it_is_text_with_a_link_if_there_is_one_and_vietnamese_in_every_language() -> None:
    site, _ = load(HERE / "commune", HERE / "commune/content", "https://x.example.vn/")
    assert site is not None
    (told,) = notices(site, "vi", text="Bảo trì <b> & chờ")
    assert told.text_content() == "Bảo trì <b> & chờ Xem thêm"
    assert told.xpath("//a/@href") == ["https://commune.example.vn/bao-tri"]
    (bare,) = notices(site, "vi", url=None)
    assert not bare.xpath("//a")
    for language in ("en", "zh"):
        (told,) = notices(site, language)
        assert told.text_content().startswith("Service notice, in Vietnamese: ")
        assert SAID in told.xpath("string(//span[@lang='vi'])")
