"""Pictures for links to pages without one: made when publishing, never by a build."""

import io
import os
from itertools import pairwise
from pathlib import Path

import lxml.html
import pytest
from PIL import Image

from cchc.engine.head import EMBLEM
from cchc.engine.social import social_files
from cchc.load import load
from cchc.social import _LINE, _MARGIN, _ROOM, _SIZES, FONTS, SIZE, _fitted, _font, _font_name, _wrapped, social_picture
from conftest import HERE

URL = "https://tinh.example.vn/xa-vi-du/"
LONG = "Kết quả giải quyết thủ tục hành chính " * 12


def drawn(title: str) -> Image.Image:
    """The picture of a title; a machine without a font skips."""
    content = social_picture(title, "UBND xã Ví Dụ")
    if content is None:
        if os.environ.get("CCHC_CI"):
            pytest.fail("no font with Vietnamese letters")
        pytest.skip("no font with Vietnamese letters is installed (fonts-noto-core)")  # the emblem is shown then
    return Image.open(io.BytesIO(content))


def test_a_picture_says_the_title_within_its_margins() -> None:
    empty, short, long = (drawn(title).convert("L") for title in ("", "Tập huấn", LONG))
    assert empty.size == SIZE
    assert empty.tobytes() != short.tobytes() != long.tobytes()
    for image in (short, long):
        right_margin = image.crop((SIZE[0] - 40, 0, SIZE[0], SIZE[1] - 20))
        below = image.crop((0, SIZE[1] - 60, SIZE[0], SIZE[1] - 20))
        assert right_margin.getextrema()[0] == right_margin.getextrema()[1], "text runs over the edge"
        assert below.getextrema()[0] == below.getextrema()[1], "text runs into the bar"


def test_a_long_name_of_the_unit_stays_within_its_margins() -> None:
    drawn("")
    for name in ("Trung tâm Phục vụ hành chính công tỉnh Bà Rịa - Vũng Tàu", LONG):
        content = social_picture("Tập huấn", name)
        assert content is not None
        right_margin = Image.open(io.BytesIO(content)).convert("L").crop((SIZE[0] - 40, 0, SIZE[0], SIZE[1] - 20))
        assert right_margin.getextrema()[0] == right_margin.getextrema()[1], "the name runs over the edge"


def test_a_title_has_the_largest_letters_in_which_it_has_room() -> None:
    drawn("")
    name, width = _font_name(FONTS) or "", SIZE[0] - 2 * _MARGIN
    titles = [" ".join(LONG.split()[:number]) for number in range(4, 44, 4)] + [
        "x" * more + LONG for more in range(0, 20, 3)
    ]
    sizes = set()
    for title in titles:
        font, lines = _fitted(title, name)
        sizes.add(font.size)
        told, height = " ".join(lines), font.size * _LINE
        assert all(font.getlength(line) <= width for line in lines)
        nexts = [f"{line} {after.split()[0].rstrip('…')}" for line, after in pairwise(lines)]
        assert all(font.getlength(longer) > width for longer in nexts), "a line is as full as it can be"
        assert len(lines) * height <= _ROOM
        for larger in _SIZES[: _SIZES.index(font.size)]:
            assert len(_wrapped(title, _font(name, larger))) * larger * _LINE > _ROOM
        if told != title:
            assert font.size == _SIZES[-1]
            assert told.endswith("…")
            assert title.startswith(told[:-1] + " ")
            assert (len(lines) + 1) * height > _ROOM, "as much of it as has room"
    assert sizes == set(_SIZES)


def test_the_same_title_gives_the_same_bytes() -> None:
    drawn("Tập huấn")
    assert social_picture("Tập huấn", "UBND xã Ví Dụ") == social_picture("Tập huấn", "UBND xã Ví Dụ")


def test_without_a_font_there_is_no_picture() -> None:
    assert social_picture("Tập huấn", "UBND xã Ví Dụ", ("no-such-font.ttf",)) is None


def test_each_item_without_a_picture_gets_one_and_its_page_names_it(commune_site: Path, tmp_path: Path) -> None:
    drawn("")
    site, _ = load(HERE / "commune", HERE / "commune/content", URL)
    assert site is not None
    made = dict(social_files(site, commune_site, tmp_path))
    emblem = f"{URL}{EMBLEM.file}"
    for entry in site.news:
        name = f"{entry.url[1:]}index.html"
        before = lxml.html.fromstring((commune_site / name).read_bytes())
        shown = before.xpath("string(//meta[@property='og:image']/@content)")
        assert (name in made) == (shown == emblem)
        if name in made:
            after = lxml.html.fromstring(made[name])
            address = after.xpath("string(//meta[@property='og:image']/@content)")
            assert Image.open(io.BytesIO(made[address.removeprefix(URL)])).size == SIZE
            assert made[name].replace(address.encode(), emblem.encode()) == (commune_site / name).read_bytes()
    assert len(list((tmp_path / "social").iterdir())) == len(made) // 2 > 0
    (tmp_path / "social/0a.bin").write_bytes(b"of a title that is no more")
    assert dict(social_files(site, commune_site, tmp_path)) == made
    assert not (tmp_path / "social/0a.bin").exists()
    assert not list(commune_site.rglob("tieu-de.png"))
