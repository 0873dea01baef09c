"""Pictures: what is published of them, and that only those that changed are made."""

import io
import shutil
from pathlib import Path

import lxml.html
import pytest
from PIL import Image
from playwright.sync_api import Browser

from cchc.imaging import look, published
from cchc.pictures import Picture
from conftest import CCHC, HERE, run, served

NEWS = "content/tin-tuc/2024"
ARTICLE = "tin-tuc/2024/03/bo-anh-mau/index.html"


def picture(width: int, height: int, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    """A picture with something to see."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(file, kind, **options)
    return file.getvalue()


def test_nothing_is_published_but_what_is_seen(commune_site: Path) -> None:
    source = HERE / "commune" / NEWS / "anh/dung.jpg"
    with Image.open(source) as image:  # else this proves nothing
        assert image.getexif().get_ifd(0x8825)
        assert image.getexif()[0x0112] == 6
        assert image.info["comment"]
    made = sorted(commune_site.rglob("dung.jpg*"))
    assert [path.name for path in made] == ["dung.jpg", "dung.jpg.480.webp", "dung.jpg.800.webp"]
    for path in made:
        with Image.open(path) as image:
            assert image.width < image.height, "upright"
            assert not image.getexif()
            assert not {"exif", "xmp", "comment", "photoshop"} & image.info.keys()
        assert b"nha dan" not in path.read_bytes()


@pytest.mark.parametrize(
    ("width", "copies"), [(300, [300]), (480, [480]), (1000, [480, 960, 1000]), (4000, [480, 960, 1600])]
)
def test_copies_are_never_larger_than_the_picture(width: int, copies: list[int]) -> None:
    files = dict(published(picture(width, 200)))
    assert [*files] == [0, *copies]
    sizes = {name: Image.open(io.BytesIO(content)).size for name, content in files.items()}
    assert sizes[0][0] == min(width, 2560)
    assert [sizes[name][0] for name in copies] == copies


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "P", "RGBA", "LA", "1", "I;16"])
def test_every_kind_of_colours_is_published(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    files = dict(published(picture(500, 50, kind, mode)))
    assert [*files] == [0, 480, 500]
    assert files == dict(published(picture(500, 50, kind, mode))), "the same bytes every time"


def test_a_moving_picture_stays_as_it_is() -> None:
    frames = [Image.new("P", (9, 9), shade) for shade in (0, 200)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert dict(published(file.getvalue())) == {0: file.getvalue()}


BROKEN = {
    "cut.jpg": picture(900, 600)[:-3000],
    "cut.png": picture(900, 600, "PNG")[:-30],
    "cut.webp": picture(900, 600, "WEBP")[:-30],
    "empty.jpg": b"",
    "text.jpg": "không phải ảnh".encode(),
    "bomb.png": picture(9, 9, "PNG")[:16] + b"\x00\x01\x00\x00\x00\x01\x00\x00" + picture(9, 9, "PNG")[24:],
    "phone.heic": b"\x00\x00\x00\x18ftypheic",
    "renamed-heic.jpg": b"\x00\x00\x00\x18ftypheic",
}


def test_pictures_that_can_not_be_shown_are_each_told_with_their_address(commune: Path) -> None:
    for name, content in BROKEN.items():
        (commune / NEWS / "anh" / name).write_bytes(content)
        seen: dict[str, tuple[int, int, Picture | None]] = {}
        assert look(commune / "content", "content/", f"tin-tuc/2024/anh/{name}", seen)[0] is None, name
    for command in ("check", "build"):
        done = run(*CCHC, command, "--config", commune / "mkdocs.yml")
        assert done.returncode == 1
        told = (done.stdout + done.stderr).splitlines()
        for name in BROKEN:
            (line,) = (line for line in told if f"{NEWS}/anh/{name}:1:1" in line)
            assert ("HEIC" if "heic" in name else "hỏng") in line
        assert "Traceback" not in done.stderr


def test_a_picture_that_is_damaged_inside_is_told_by_the_build(commune: Path) -> None:
    content = bytearray(picture(900, 600, "PNG"))
    content[len(content) // 2] ^= 255
    (commune / NEWS / "anh/ngang.png").write_bytes(content)
    done = run(*CCHC, "build", "--config", commune / "mkdocs.yml")
    assert done.returncode == 1
    assert f"{NEWS}/anh/ngang.png:1:1" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_only_pictures_that_changed_are_made_and_the_cache_finds_them_by_content(commune: Path, tmp_path: Path) -> None:
    build(commune)
    site, kept = commune / "site", commune / ".cache/cchc/pictures"
    before = {path.name: path.stat().st_mtime_ns for path in site.rglob("*.webp")}
    cached = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert len(cached) == 3
    (commune / NEWS / "anh/moi.jpg").write_bytes(picture(1000, 500))
    text = (commune / NEWS / "thong-bao-lich.md").read_text(encoding="utf-8")
    (commune / NEWS / "thong-bao-lich.md").write_text(f"{text}\n\n![Ảnh mới, mẫu](anh/moi.jpg)\n", encoding="utf-8")
    build(commune)
    after = {path.name: path.stat().st_mtime_ns for path in site.rglob("*.webp")}
    assert {name for name in after if before.get(name) != after[name]} == {
        f"moi.jpg.{w}.webp" for w in (480, 960, 1000)
    }
    now = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert len(now) == 4
    assert {name: now[name] for name in cached} == cached
    shutil.rmtree(site)
    build(commune)
    assert {path.name: path.stat().st_mtime_ns for path in kept.iterdir()} == now, "made once"
    (commune / NEWS / "anh/moi.jpg").write_bytes(picture(700, 500))  # other facts, on a page that did not change
    build(commune)
    assert 'width="700"' in (site / "tin-tuc/2024/12/thong-bao-lich/index.html").read_text(encoding="utf-8")
    assert not list(site.rglob("moi.jpg.960.webp"))
    assert len(list(kept.iterdir())) == 4, "the old one is forgotten"
    done = run(*CCHC, "build", "--config", commune / "mkdocs.yml", "--no-cache", "--out", tmp_path / "cold")
    assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "cold") == files_of(site)


def test_a_damaged_cache_is_as_good_as_none(commune: Path) -> None:
    build(commune)
    before = files_of(commune / "site")
    for path in (commune / ".cache/cchc/pictures").iterdir():
        path.write_bytes(path.read_bytes()[:-9])
    shutil.rmtree(commune / "site")
    build(commune)
    assert files_of(commune / "site") == before


def test_every_picture_of_a_page_has_its_size_and_waits_its_turn(commune_site: Path) -> None:
    page = lxml.html.fromstring((commune_site / ARTICLE).read_bytes())
    images = page.xpath("//article//img")
    assert len(images) == 4
    for image in images:
        with Image.open((commune_site / ARTICLE).parent / image.get("src")) as file:
            assert (int(image.get("width")), int(image.get("height"))) == file.size
        assert image.get("decoding") == "async"
        for copy in image.xpath("ancestor::picture//source/@srcset")[0].split(", "):
            name, _, width = copy.partition(" ")
            with Image.open((commune_site / ARTICLE).parent / name) as file:
                assert f"{file.width}w" == width
    assert [image.get("loading") for image in images] == [None, "lazy", "lazy", "lazy"]
    assert images[0].get("fetchpriority") == "high"
    assert [a.get("href") for a in page.xpath("//ul[@class='gallery']//a")] == ["../../anh/ngang.png", "../../anh.png"]


def test_films_and_sounds_load_nothing_unasked_and_have_their_words(commune_site: Path) -> None:
    page = lxml.html.fromstring((commune_site / ARTICLE).read_bytes())
    for kind in ("audio", "video"):
        (element,) = page.xpath(f"//{kind}")
        assert (element.get("preload"), "controls" in element.attrib) == ("none", True)
    assert page.xpath("//video/track[@kind='captions']/@src") == ["../../phim/doi-mau.vtt"]
    assert "Đây là bản tin mẫu" in page.xpath("string(//details[@class='transcript'])")


@pytest.mark.parametrize(("width", "expected"), [(360, 480), (1280, 800)])
def test_a_browser_takes_the_size_that_fits_and_nothing_moves(
    browser: Browser, commune_site: Path, width: int, expected: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.add_init_script("""
        window.moved = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(({value}) => (window.moved += value)))
          .observe({type: "layout-shift", buffered: true});
    """)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with served(commune_site, "/xa") as address:
        page.goto(f"{address}/tin-tuc/2024/03/bo-anh-mau/", wait_until="load")
        page.wait_for_timeout(500)
        assert page.evaluate("document.images[0].currentSrc").endswith(f"dung.jpg.{expected}.webp")
        assert page.evaluate("window.moved") == 0
        assert not [url for url in asked if url.endswith((".mp3", ".webm"))]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_tree_for_other_engines_has_no_place_in_its_pictures_either(tmp_path: Path, commune: Path) -> None:
    done = run(*CCHC, "pages", "--config", commune / "mkdocs.yml", "--out", tmp_path / "tree")
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "tree/docs/tin-tuc/2024/anh/dung.jpg") as image:
        assert not image.getexif()
    feed = lxml.etree.parse(tmp_path / "tree/docs/rss.xml")
    (told,) = feed.xpath("//enclosure[contains(@url, '/anh.png')]/@length")
    assert int(told) == (tmp_path / "tree/docs/tin-tuc/2024/anh.png").stat().st_size


def build(commune: Path) -> None:
    """Build with the cache beside the site."""
    done = run(*CCHC, "build", "--config", commune / "mkdocs.yml")
    assert done.returncode == 0, done.stderr


def files_of(site: Path) -> dict[str, bytes]:
    """Every file of a site."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
