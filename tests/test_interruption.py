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
LAST, AFTER = 12, 13  # of November 2024
pytestmark = pytest.mark.filterwarnings("ignore:user_configs is never used")  # plugin._site_dir asks for it


def built(commune: Path, out: Path, day: int, cache: Path | None) -> dict[str, bytes]:
    """Every file of the commune's site as of a day."""
    wish = Wish(commune / "mkdocs.yml", out, cache, use_cache=cache is not None, as_of=dt.date(2024, 11, day))
    assert run.build(wish).good
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def telling(out: Path) -> set[bool]:
    """Whether pages tell it at their top; sheets for the wall and lists to embed have none."""
    found = (page for _, page in pages(out) if page.xpath("//main[@id='than-trang']"))
    return {SAID in page.xpath("string(//aside)") for page in found}


def test_every_page_tells_it_while_it_lasts_also_when_little_is_made_anew(commune: Path, tmp_path: Path) -> None:
    out, cache = tmp_path / "out", tmp_path / "cache"
    first = built(commune, out, LAST, cache)
    assert telling(out) == {True}
    assert built(commune, out, AFTER, cache) == built(commune, tmp_path / "cold", AFTER, None)
    assert telling(out) == {False}
    assert built(commune, out, LAST, cache) == first


def notices(site: Site, language: str, **values: Any) -> list[lxml.html.HtmlElement]:
    """What is told at the top on 11/11/2024, with values of the interruption set."""
    unit = site.entries["unit"][0]
    changed = unit.record.interruptions[0].model_copy(update=values)
    record = unit.record.model_copy(update={"interruptions": (changed,), "as_of_note": None})
    entries = {**site.entries, "unit": (replace(unit, record=record),)}
    told = frame.theme_values(replace(site, as_of=dt.date(2024, 11, 11), entries=entries), language)
    return [lxml.html.fromstring(f"<p>{notice}</p>") for notice in told["notices"]]


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
