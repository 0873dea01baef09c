"""Building again: only what changed is made and written, and the site is that of a build from nothing."""

import datetime as dt
import errno
import io
import itertools
import json
import logging
import marshal
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partialmethod
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.bccache import Bucket
from PIL import Image

from cchc.engine import run as engine
from cchc.engine import store
from cchc.engine.session import cache_version
from cchc.engine.workspace import Wish
from cchc.pages import templating
from cchc.problems import Refused
from cchc.text import today
from conftest import CCHC, HERE, MKDOCS, REPOSITORY, make_link, run

pytestmark = pytest.mark.filterwarnings("ignore:user_configs is never used")  # plugin._site_dir asks for it

NEWS = "content/tin-tuc"
FREE = ["2023/ngay-hoi-mau", "2024/ky-tu-dac-biet", "2024/thong-bao-lich"]  # articles that no record names
ARTICLE = """---
title: Tin số {number} của xã Ví Dụ (dữ liệu mẫu)
date: {date}
category: {category}
summary: Bài thử số {number} của xã Ví Dụ; đây là dữ liệu mẫu.
{more}---

Bài thử số {number}: xem [thủ tục](/thu-tuc/1-999001/) và [kế hoạch](/van-ban/kh-01-2024/).
"""
INDEX_OF_YEAR = {f"tim-kiem/{name}.json" for name in ("phan", "am-tiet", "nam/w0")}
PARTS = [f"words-{part}.bin" for part in ("trang", "nam", "kho")] + ["index.bin"]
ROWS = [f"rows-{year}.bin" for year in (2022, 2023, 2024)]
ARCHIVES = [f"feed-{year}.bin" for year in (2022, 2023, 2024)]
ALWAYS_THERE = ["config.json", "state.bin", "memory.bin", "articles.bin", *PARTS]
CACHE_FILES = [*ALWAYS_THERE, *ROWS, *ARCHIVES]
DATA_OF_YEAR = {f"du-lieu/tin-tuc{year}.{suffix}" for year in ("", "-2024") for suffix in ("json", "csv")}
READERS_OF_THE_CLOCK = ("engine.build", "engine.session", "load")
Tree = dict[str, bytes]


class Commune:
    """A commune with a theme of its own, which is edited and built again and again."""

    def __init__(self, folder: Path, built: Path | None = None) -> None:
        self.root = Path(shutil.copytree(built or HERE / "commune", folder / "commune"))
        self.config = self.root / "mkdocs.yml"
        self.site = self.root / "site"
        self.day: dt.date | None = None
        self.articles = list(FREE)
        self._seconds = itertools.count(int(time.time()) - 1_000_000)  # an edit long ago, each at its own time
        self._numbers = itertools.count(1)
        if not built:
            shutil.copytree(REPOSITORY / "theme", self.root / "theme")
            self.edit("mkdocs.yml", "name: material", "name: material\n  custom_dir: theme")
            os.utime(self.config, (1, 1))  # no edit of a copy is of that time
        logging.getLogger("mkdocs").addHandler(logging.NullHandler())

    def write(self, name: str, content: str | bytes) -> None:
        """Write an input; it looks as if that was some time ago, so that its stamp counts."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        second = next(self._seconds)
        os.utime(path, (second, second))

    def read(self, name: str) -> str:
        """An input."""
        return (self.root / name).read_text(encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that is there."""
        assert old in self.read(name), (name, old)
        self.write(name, self.read(name).replace(old, new))

    def more(self, name: str, text: str) -> None:
        """Add to the end of a file."""
        self.write(name, self.read(name) + text)

    def field(self, article: str, key: str, value: str) -> None:
        """Set a field of an article."""
        head, front, body = self.read(f"{NEWS}/{article}.md").split("---\n", 2)
        front = "".join(line for line in front.splitlines(True) if not line.startswith(key + ":"))
        self.write(f"{NEWS}/{article}.md", f"{head}---\n{front}{key}: {value}\n---\n{body}")

    def number(self) -> int:
        """A number that was not used before."""
        return next(self._numbers)

    def add(self, date: str = "2024-12-05", category: str = "thong-bao", more: str = "") -> str:
        """A new article; returns its name."""
        number = self.number()
        name = f"{date[:4]}/bai-{number}"
        text = ARTICLE.format(number=number, date=date, category=category, more=more)
        self.write(f"{NEWS}/{name}.md", text)
        self.articles.append(name)
        return name

    def pick(self, number: int) -> str:
        """One of the articles that may be changed in any way."""
        return self.articles[number % len(self.articles)] if self.articles else self.add()

    def build(self, out: Path | None = None, cache: Path | None = None) -> engine.Done:
        """`cchc build`, in this process."""
        return engine.build(Wish(self.config, out=out, cache=cache, as_of=self.day))

    def cold(self) -> Tree | None:
        """The site by a build from nothing into another folder; None when the data has errors."""
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "site"
            done = engine.build(Wish(self.config, out=out, use_cache=False, as_of=self.day))
            return tree(out) if done.good else None

    def build_and_compare(self) -> None:
        """An incremental build gives the same site as a cold one."""
        assert self.build().good
        assert_same(tree(self.site), self.cold())


def tree(folder: Path) -> Tree:
    """Every file of a site with its content, and every folder."""
    paths = [path for path in folder.rglob("*") if path.name != ".docs"]
    return {path.relative_to(folder).as_posix(): b"" if path.is_dir() else path.read_bytes() for path in paths}


def assert_same(site: Tree, other: Tree | None) -> None:
    """Two sites are the same, byte for byte."""
    assert other is not None
    assert sorted(site) == sorted(other)
    assert [name for name, content in site.items() if content != other[name]] == []


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Which file stands under each name, and when it was written (locks are touched by whoever takes them)."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    found = {path.relative_to(folder).as_posix(): path.stat() for path in files}
    return {name: (status.st_ino, status.st_mtime_ns) for name, status in found.items()}


@pytest.fixture(scope="module", autouse=True)
def _compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Templates, ours and those of Material, are compiled once for each text of theirs, not at every build: half the
    time of a small one.
    """
    cache = jinja2.FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    initialise = partialmethod(jinja2.Environment.__init__, bytecode_cache=cache)

    class Kept(templating._Compiled):
        def load_bytecode(self, bucket: Bucket) -> None:
            super().load_bytecode(bucket)
            if bucket.code is None:
                cache.load_bytecode(bucket)
                if bucket.code is not None:
                    super().dump_bytecode(bucket)

        def dump_bytecode(self, bucket: Bucket) -> None:
            super().dump_bytecode(bucket)
            cache.dump_bytecode(bucket)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "__init__", initialise)
        patch.setattr(templating, "_Compiled", Kept)
        yield


@pytest.fixture(scope="module", autouse=True)
def _one_day() -> Iterator[None]:
    """No midnight falls into these tests: after one, a build rightly makes more than what was edited."""
    day = today()
    with pytest.MonkeyPatch.context() as patch:
        for module in READERS_OF_THE_CLOCK:
            patch.setattr(f"cchc.{module}.today", lambda: day)
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a commune that was built there, and a copy of it: what is remembered of a build is of its place."""
    folder = tmp_path_factory.mktemp("built")
    commune = Commune(folder)
    assert commune.build().good
    shutil.copytree(commune.root, folder / "kept")
    return folder


@pytest.fixture
def commune(built: Path) -> Commune:
    """A commune as it was after its first build."""
    shutil.rmtree(built / "commune", ignore_errors=True)  # a test may have moved it
    return Commune(built, built / "kept")


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Commune:
    """A commune that goes through all the edits below."""
    commune = Commune(tmp_path_factory.mktemp("edited"))
    assert commune.build().good
    return commune


def some(values: Iterable[Any], count: int) -> list[Any]:
    """The first of them in every run, the others in `make test-long`."""
    first, others = [*values][:count], [*values][count:]
    return first + [pytest.param(value, marks=pytest.mark.long) for value in others]


def batched(names: Iterable[str], size: int) -> list[tuple[str, ...]]:
    """The names in their order, some at a time."""
    listed = list(names)
    return [tuple(listed[start : start + size]) for start in range(0, len(listed), size)]


Edit = Callable[[Commune, int], object]
EDITS: dict[str, Edit] = {}


def _edit(function: Edit) -> Edit:
    EDITS[function.__name__] = function
    return function


@_edit
def add(commune: Commune, n: int) -> None:
    commune.add(f"2024-{n % 12 + 1:02d}-0{n % 9 + 1}", "thong-bao" if n % 2 else "hoat-dong")


@_edit
def add_scheduled(commune: Commune, n: int) -> None:
    commune.add(f"2025-{n % 12 + 1:02d}-15")


@_edit
def change_text(commune: Commune, n: int) -> None:
    commune.more(f"{NEWS}/{commune.pick(n)}.md", f"\n## Thêm {n}\n\nThêm đoạn {commune.number()} (dữ liệu mẫu).\n")


@_edit
def change_title(commune: Commune, n: int) -> None:
    commune.field(commune.pick(n), "title", f"Tên mới {commune.number()} của xã Ví Dụ (dữ liệu mẫu)")


@_edit
def change_summary(commune: Commune, n: int) -> None:
    commune.field(commune.pick(n), "summary", f"Tóm tắt {commune.number()} của xã Ví Dụ (dữ liệu mẫu).")


@_edit
def rename(commune: Commune, n: int) -> None:
    old = commune.pick(n)
    new = f"{old[:4]}/ten-moi-{commune.number()}"
    (commune.root / NEWS / f"{old}.md").rename(commune.root / NEWS / f"{new}.md")
    commune.articles[commune.articles.index(old)] = new


@_edit
def delete(commune: Commune, n: int) -> None:
    name = commune.pick(n)
    commune.articles.remove(name)
    (commune.root / NEWS / f"{name}.md").unlink()


@_edit
def move_to_another_day_of_the_month(commune: Commune, n: int) -> None:
    name = commune.pick(n)
    month = re.findall(r"^date: (\d{4}-\d\d)", commune.read(f"{NEWS}/{name}.md"), re.MULTILINE)[0]
    commune.field(name, "date", f"{month}-{commune.number() % 27 + 1:02d}")


@_edit
def move_to_another_month(commune: Commune, n: int) -> None:
    commune.field(commune.pick(n), "date", f"{2023 + n % 2}-{n % 12 + 1:02d}-11 10:{n % 60:02d}")


@_edit
def change_category(commune: Commune, n: int) -> None:
    name = commune.pick(n)
    other = "thong-bao" if "category: hoat-dong" in commune.read(f"{NEWS}/{name}.md") else "hoat-dong"
    commune.field(name, "category", other)


@_edit
def mark_as_sample(commune: Commune, n: int) -> None:
    name = commune.pick(n)
    commune.field(name, "sample", "không" if "sample: có" in commune.read(f"{NEWS}/{name}.md") else "có")


@_edit
def expire(commune: Commune, n: int) -> None:
    name = commune.pick(n)
    commune.field(name, "expires", "2025-12-30" if name.startswith("2025/") else f"202{4 + n % 2}-12-30")


@_edit
def name_a_document(commune: Commune, n: int) -> None:
    commune.field(commune.pick(n), "documents", "[bc-05-2024]")


@_edit
def name_a_procedure(commune: Commune, n: int) -> None:
    commune.field(commune.pick(n), "procedures", '["1.999002"]')


@_edit
def name_a_task(commune: Commune, n: int) -> None:
    commune.field(commune.pick(n), "tasks", ["[tap-huan]", "[truyen-thanh, tap-huan]", "[]"][n % 3])


@_edit
def quote_a_figure(commune: Commune, n: int) -> None:
    quotes = (
        "tin-bai trang-xa 2024",
        "nhiem-vu tap-huan",
        "van-ban 2024-Q4",
        "tin-bai 2025",
        "bao-cao quy-3-2024 ho-so",
    )
    commune.more(f"{NEWS}/{commune.pick(n)}.md", f"\nĐến nay có [[so {quotes[n % len(quotes)]}]] (dữ liệu mẫu).\n")


@_edit
def quote_a_figure_in_a_report(commune: Commune, n: int) -> None:
    name = "site_data/reports/quy-3-2024.yml"
    quote = ["tin-bai trang-xa 2024", "nhiem-vu tap-huan"][n % 2]
    text = commune.read(name)
    commune.write(name, re.sub("coverage_note: .*", f"coverage_note: Số mẫu, nay [[so {quote}]] tin.", text))


@_edit
def log_a_publication(commune: Commune, n: int) -> None:
    number, kind = commune.number(), ["luot-phat", "tin-bai"][n % 2]
    text = f"- id: luot-{number}\n  date: 2024-1{n % 3}-0{n % 8 + 1}\n  title: Lượt mẫu {number}\n  kind: {kind}\n"
    commune.more("site_data/publications.yml", f"{text}  channel: loa-xa\n  tasks:\n    - tap-huan\n")


@_edit
def show_a_picture(commune: Commune, n: int) -> None:
    commune.field(commune.pick(n), "image", "{file: tin-tuc/2024/anh.png, alt: Ảnh mẫu}")


@_edit
def change_a_picture(commune: Commune, n: int) -> None:
    png = (HERE / "commune" / NEWS / "2024/anh.png").read_bytes()
    commune.write(f"{NEWS}/2024/anh.png", png + b"\0" * (n % 5 + commune.number()))


@_edit
def add_a_picture(commune: Commune, n: int) -> None:
    png = (HERE / "commune" / NEWS / "2024/anh.png").read_bytes()
    commune.write(f"{NEWS}/2024/them-{n % 3}.png", png)


@_edit
def remove_a_picture(commune: Commune, n: int) -> None:
    (commune.root / NEWS / f"2024/them-{n % 3}.png").unlink(missing_ok=True)


@_edit
def change_the_template_of_articles(commune: Commune, n: int) -> None:
    commune.more("theme/records/news/page.md.jinja", f"\nCuối bài {commune.number()}.\n")


@_edit
def change_the_template_of_lists(commune: Commune, n: int) -> None:
    name = ["news/month", "news/category", "news/list", "home", "document/page"][n % 5]
    commune.more(f"theme/records/{name}.md.jinja", f"\nCuối trang {commune.number()}.\n")


@_edit
def change_a_shared_part(commune: Commune, n: int) -> None:
    name = "theme/components/parts.md.jinja"
    commune.write(name, re.sub('<small class="day[^"]*">', f'<small class="day d{n}">', commune.read(name)))


@_edit
def change_the_frame(commune: Commune, n: int) -> None:
    text = re.sub(r"<p>Chân trang \d+</p>\n", "", commune.read("theme/main.html"))
    commune.write("theme/main.html", text.replace("</body>", f"<p>Chân trang {commune.number()}</p>\n</body>"))


@_edit
def change_a_stylesheet(commune: Commune, n: int) -> None:
    commune.more("theme/assets/cchc.css", f"\n/* {commune.number()} */\n")


@_edit
def change_the_unit(commune: Commune, n: int) -> None:
    text = commune.read("site_data/site.yml")
    commune.write("site_data/site.yml", re.sub("short_name: .*", f"short_name: UBND xã Ví Dụ {commune.number()}", text))


@_edit
def rename_a_category(commune: Commune, n: int) -> None:
    text = commune.read("site_data/site.yml")
    commune.write("site_data/site.yml", re.sub("name: Thông báo.*", f"name: Thông báo {commune.number()}", text))


@_edit
def add_a_sector(commune: Commune, n: int) -> None:
    number = commune.number()
    commune.edit(
        "site_data/site.yml", "sectors:\n", f"sectors:\n  - id: linh-vuc-{number}\n    name: Lĩnh vực {number}\n"
    )


@_edit
def change_the_day_of_the_site(commune: Commune, n: int) -> None:
    text = commune.read("site_data/site.yml")
    day = f"20{24 + n % 2}-1{n % 3}-1{n % 9}"
    commune.write("site_data/site.yml", re.sub("as_of: .*", f"as_of: {day}", text))


@_edit
def ask_for_a_day(commune: Commune, n: int) -> None:
    commune.day = [dt.date(2024, 12, 31), dt.date(2025, 7, 2), dt.date(2024, 10, 1), None][n % 4]


@_edit
def change_a_procedure(commune: Commune, n: int) -> None:
    name = "site_data/procedures/1.999001.yml"
    text = commune.read(name)
    commune.write(name, re.sub("short_name: .*", f"short_name: Đăng ký mẫu {commune.number()}", text))


@_edit
def add_or_change_a_translation(commune: Commune, n: int) -> None:
    text = commune.read("site_data/translations/1.999001.en.yml")
    text = re.sub("name: Sample civil .*", f"name: Sample civil status {commune.number()} (sample data)", text)
    language = ["en", "ko"][n % 2]
    commune.write(
        f"site_data/translations/1.999001.{language}.yml", text.replace("language: en", f"language: {language}")
    )


@_edit
def remove_a_translation(commune: Commune, n: int) -> None:
    (commune.root / f"site_data/translations/1.999001.{['zh', 'ko'][n % 2]}.yml").unlink(missing_ok=True)


@_edit
def tell_that_something_does_not_work(commune: Commune, n: int) -> None:
    days = [("2024-12-01", "2024-12-31"), ("2024-11-11", "2024-11-12"), ("2025-07-01", "2025-07-02")][(n + 2) % 3]
    text = commune.read("site_data/site.yml")
    text = re.sub(r"(interruptions:\n.*\n +valid_from: ).*(\n +valid_to: ).*", rf"\g<1>{days[0]}\g<2>{days[1]}", text)
    commune.write("site_data/site.yml", text)


@_edit
def change_a_document(commune: Commune, n: int) -> None:
    name = "site_data/documents/kh-01-2024.yml"
    text = commune.read(name)
    commune.write(name, re.sub("subject: .*", f"subject: Kế hoạch mẫu {commune.number()} (dữ liệu mẫu)", text))


@_edit
def change_a_plan(commune: Commune, n: int) -> None:
    name = f"site_data/plans/{_plan(commune).name}"
    text = commune.read(name)
    commune.write(name, re.sub("name: Tập huấn .*", f"name: Tập huấn mẫu {commune.number()} (dữ liệu mẫu)", text))


def _plan(commune: Commune) -> Path:
    return next((commune.root / "site_data/plans").glob("nam-*.yml"))


@_edit
def rename_a_plan(commune: Commune, n: int) -> None:
    plan = _plan(commune)
    plan.rename(plan.with_name(f"nam-2024-{commune.number()}.yml"))


@_edit
def change_the_hotlines(commune: Commune, n: int) -> None:
    commune.more("site_data/hotlines.yml", f"# ghi chú {commune.number()}\n")


@_edit
def change_a_page_written_by_hand(commune: Commune, n: int) -> None:
    commune.more("content/gioi-thieu/index.md", f"\nThêm đoạn {commune.number()} (dữ liệu mẫu).\n")


@_edit
def add_a_page_written_by_hand(commune: Commune, n: int) -> None:
    commune.write(f"content/gioi-thieu/them-{n % 4}.md", f"# Trang thêm {commune.number()}\n\nDữ liệu mẫu.\n")


@_edit
def remove_a_page_written_by_hand(commune: Commune, n: int) -> None:
    (commune.root / f"content/gioi-thieu/them-{n % 4}.md").unlink(missing_ok=True)


@_edit
def change_an_introduction(commune: Commune, n: int) -> None:
    name = ["index.md", "tin-tuc/index.md", "van-ban/index.md"][n % 3]
    commune.write(f"content/{name}", f"Lời giới thiệu {commune.number()} (dữ liệu mẫu).\n")


@_edit
def change_mkdocs_yml(commune: Commune, n: int) -> None:
    commune.write(
        "mkdocs.yml", re.sub("copyright: .*", f"copyright: Mẫu {commune.number()}", commune.read("mkdocs.yml"))
    )


@_edit
def change_the_address_of_the_site(commune: Commune, n: int) -> None:
    url = f"https://commune.example.vn/{'x' * (n % 3 + 1)}/"
    commune.write("mkdocs.yml", re.sub("site_url: .*", f"site_url: {url}", commune.read("mkdocs.yml")))


@_edit
def touch_everything(commune: Commune, n: int) -> None:
    for path in (commune.root / NEWS).rglob("*.md"):
        commune.write(path.relative_to(commune.root).as_posix(), path.read_bytes())


@pytest.mark.parametrize("names", some(batched(EDITS, 6), 3), ids=lambda names: names[0])
def test_after_some_edits_the_site_is_that_of_a_cold_build(edited: Commune, names: tuple[str, ...]) -> None:
    """A build after each edit; a cold one only after some of them, for it takes longest."""
    for name in names:
        EDITS[name](edited, 4)
        assert edited.build().good, name
    edited.build_and_compare()


@pytest.mark.long
@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_the_site_is_that_of_a_cold_build(edited: Commune, name: str) -> None:
    EDITS[name](edited, 4)
    edited.build_and_compare()


STEPS = st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 999)), min_size=2, max_size=4)


def _go_through(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        commune = Commune(Path(folder))
        commune.build()
        for name, number in steps:
            EDITS[name](commune, number)
            commune.build_and_compare()


@given(STEPS)
@settings(max_examples=2)
def test_after_any_edits_the_site_is_that_of_a_cold_build(steps: list[tuple[str, int]]) -> None:
    _go_through(steps)


@pytest.mark.long
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 999)), min_size=3, max_size=12))
@settings(max_examples=40)
def test_after_many_edits_the_site_is_that_of_a_cold_build(steps: list[tuple[str, int]]) -> None:
    _go_through(steps)


def _feeds(folder: str = "") -> set[str]:
    return {folder + name for name in ("rss.xml", "atom.xml", "feed.json")}


def test_one_new_item_writes_only_the_files_that_must_change(commune: Commune) -> None:
    commune.add("2024-12-05", "thong-bao")
    before = marks(commune.site)
    done = commune.build()
    after = marks(commune.site)
    category = "tin-tuc/chuyen-muc/thong-bao"
    lists = {"index.html", "tin-tuc/index.html", "tin-tuc/2024/12/index.html", "so-lieu/index.html"}
    lists |= {f"{category}/index.html", f"{category}/2024/index.html"}
    machines = {*_feeds(), *_feeds(f"{category}/"), "sitemap.xml", *INDEX_OF_YEAR}
    machines |= {f"nhung/{of}tin.{kind}" for of in ("", "chuyen-muc/thong-bao/") for kind in ("html", "inc", "js")}
    machines |= {"tim-kiem/nam/t0.json", "tim-kiem/nam/d0.json", "tim-kiem/nam/d1.json"}
    machines |= {"cchc.json", *DATA_OF_YEAR}
    pages = {"tin-tuc/2024/12/bai-1/index.html", *lists}
    changed = {*pages, *machines, *(name.replace(".html", ".md") for name in pages)}
    # The catalogue tells the day of the newest item, the list of syllables changes when there is a new one.
    perhaps = {"du-lieu/danh-muc.jsonld", "tim-kiem/am-tiet.json"}
    written = {name for name in after if after[name] != before.get(name)}
    assert written - perhaps == changed - perhaps
    assert set(before) < set(after)
    assert done.changed == len(written)


def test_one_new_item_writes_no_more_of_the_index_than_its_year(commune: Commune) -> None:
    for number in range(300):
        commune.add(f"{2021 + number % 4}-03-{1 + number % 28:02d}")
    commune.build()
    before = marks(commune.site / "tim-kiem")
    commune.add("2024-12-06")
    commune.build()
    changed = {name for name, mark in marks(commune.site / "tim-kiem").items() if mark != before.get(name)}
    assert 4 <= len(changed) <= 30
    assert not [name for name in changed if name.startswith(("kho/", "trang/", "muc-luc"))]
    parts = json.loads((commune.site / "tim-kiem/phan.json").read_bytes())["parts"]
    assert [part["label"] for part in parts] == ["", "2024", "2021–2023"]


def test_a_changed_text_writes_its_page_and_its_feeds(commune: Commune) -> None:
    before = marks(commune.site)
    commune.more(f"{NEWS}/2024/thong-bao-lich.md", "\nThêm một câu có chữ quạquạ.\n")
    commune.build()
    after = marks(commune.site)
    feeds = _feeds() | _feeds("tin-tuc/chuyen-muc/thong-bao/")
    pages = {f"tin-tuc/2024/12/thong-bao-lich/index.{suffix}" for suffix in ("html", "md")}
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {*pages, *feeds, *INDEX_OF_YEAR, "cchc.json"}


def test_a_changed_plan_writes_the_articles_that_prove_its_tasks(commune: Commune) -> None:
    before = marks(commune.site)
    change_a_plan(commune, 1)
    commune.build()
    after = marks(commune.site)
    changed = {name for name in after if after[name] != before.get(name)}
    assert {"ke-hoach/nam-2024/index.html", "tin-tuc/2024/09/tap-huan-mot-cua/index.html"} <= changed
    assert "tin-tuc/2024/12/thong-bao-lich/index.html" not in changed


def test_when_nothing_changed_nothing_is_written_and_mkdocs_is_not_loaded(commune: Commune) -> None:
    before, remembered = marks(commune.site), marks(commune.root / ".cache")
    done = _build_and_ask_for_mkdocs(commune)
    assert done == "0 False False"
    assert marks(commune.site) == before
    assert marks(commune.root / ".cache") == remembered


def test_hidden_files_are_no_part_of_a_site(commune: Commune) -> None:
    left = b"\0\5\26\7 Mac OS X"  # as macOS leaves it beside each file on a stick
    names = ("._anh.png", "._trang.md", ".DS_Store", "tin-tuc/2024/._bai.md", ".obsidian/app.json")
    hidden = [*(f"content/{name}" for name in names), "site_data/procedures/._x.yml", "site_data/procedures/.#x.yml"]
    for name in hidden:
        commune.write(name, left)
    assert commune.build().changed == 0
    assert commune.cold() == tree(commune.site)
    assert not [path for path in commune.site.rglob("*") if path.name.startswith(".")]


def test_a_file_that_bears_a_day_to_come_is_no_change_of_every_day(commune: Commune) -> None:
    """From a computer or a network drive whose clock is ahead."""
    ahead = time.time() + 100_000
    for name in ("mkdocs.yml", "site_data/hotlines.yml", f"{NEWS}/2024/thong-bao-lich.md"):
        os.utime(commune.root / name, (ahead, ahead))
    commune.build()
    assert _build_and_ask_for_mkdocs(commune) == "0 False False"
    commune.edit("site_data/hotlines.yml", "07:30", "07:45")
    commune.build_and_compare()


def test_a_new_item_needs_no_mkdocs(commune: Commune) -> None:
    commune.add()
    assert _build_and_ask_for_mkdocs(commune) == "0 False False"
    assert_same(tree(commune.site), commune.cold())


def _build_and_ask_for_mkdocs(commune: Commune) -> str:
    code = (
        "import sys\nfrom cchc.cli import main\nsys.argv[1:] = ['build']\n"
        "try:\n    main()\nexcept SystemExit as end:\n"
        "    print(end.code, 'mkdocs' in sys.modules, 'material' in sys.modules)"
    )
    done = run(sys.executable, "-c", code, cwd=commune.root)
    return done.stdout.splitlines()[-1]


def _spoil(path: Path, how: str) -> None:
    raw = path.read_bytes()
    path.unlink()
    middle = len(raw) // 2
    spoiled = {
        "truncated": raw[:-7],
        "empty": b"",
        "one bit": raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :],
        "garbage": os.urandom(300),
    }
    if how == "folder":
        path.mkdir()
    elif how != "deleted":
        path.write_bytes(spoiled[how])


@pytest.mark.parametrize("how", some(["one bit", "deleted", "truncated", "empty", "garbage"], 1))
def test_a_spoiled_cache_file_leads_to_a_right_site(edited: Commune, how: str) -> None:
    cache = edited.root / ".cache/cchc"
    assert edited.build().good
    there = {path.name for path in cache.iterdir()} - {"lock", "pictures"}
    assert {"config.json", "state.bin", "memory.bin", "articles.bin"} < there <= set(CACHE_FILES)
    for name in sorted(there):
        edited.add()
        edited.add("2022-03-04")
        _spoil(cache / name, how)
        assert edited.build().good
    assert_same(tree(edited.site), edited.cold())
    assert edited.build().changed == 0


@pytest.mark.parametrize("name", some([*ALWAYS_THERE, "rows-2024.bin"], 1))
def test_a_folder_in_place_of_a_cache_file_is_refused_in_words_or_replaced(commune: Commune, name: str) -> None:
    commune.add()
    _spoil(commune.root / ".cache/cchc" / name, "folder")
    done = run(*CCHC, "build", cwd=commune.root)
    assert "Traceback" not in done.stderr
    if done.returncode:
        assert name in done.stderr
        shutil.rmtree(commune.root / ".cache")
    commune.build_and_compare()


def test_a_deleted_cache_leads_to_a_right_site(commune: Commune) -> None:
    commune.add()
    shutil.rmtree(commune.root / ".cache")
    commune.build_and_compare()


@pytest.mark.parametrize("own", [False, True])
def test_what_another_version_remembers_is_not_trusted(commune: Commune, own: bool) -> None:
    version = cache_version(commune.root.resolve()) if own else "another"
    old = tree(commune.site)
    commune.more(f"{NEWS}/2024/thong-bao-lich.md", "\nThêm một câu.\n")
    place = commune.root / ".cache/cchc/state.bin"
    state = marshal.loads(place.read_bytes()[store._HEAD :])
    status = (commune.root / NEWS / "2024/thong-bao-lich.md").stat()
    inputs = store._rows(state["inputs"])
    inputs[f"{NEWS}/2024/thong-bao-lich.md"] = status.st_mtime_ns, status.st_size
    lie = marshal.dumps(state | {"inputs": store._columns(inputs)})
    place.write_bytes(store._seal(version, lie) + lie)
    commune.build()
    assert (tree(commune.site) == old) == own  # the lie is believed of its own version only


def test_a_cache_of_another_site_does_no_harm(commune: Commune, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Commune(tmp_path / "other")
    shutil.copytree(commune.root, other.root, dirs_exist_ok=True)  # with the same times
    other.more(f"{NEWS}/2024/thong-bao-lich.md", "\nTin của xã khác (dữ liệu mẫu).\n")
    for one in (commune, other, commune):
        one.add()
        assert one.build(cache=tmp_path / "cache").good
        assert_same(tree(one.site), one.cold())


def test_a_state_of_another_site_does_no_harm(commune: Commune, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Commune(tmp_path / "other")
    rename_a_category(other, 1)
    other.build()
    shutil.copy(other.root / ".cache/cchc/state.bin", commune.root / ".cache/cchc/state.bin")
    commune.build_and_compare()


def test_a_site_that_was_moved_with_its_cache_is_built_right(commune: Commune, tmp_path: Path) -> None:
    commune.root = commune.root.rename(tmp_path / "moved")
    commune.config, commune.site = commune.root / "mkdocs.yml", commune.root / "site"
    commune.add()
    commune.build_and_compare()


def test_an_output_that_was_deleted_or_changed_by_hand_comes_back(commune: Commune) -> None:
    whole = tree(commune.site)
    (style,) = (name for name in whole if name.endswith("/cchc.css"))
    article = "tin-tuc/2024/12/thong-bao-lich/index"
    for name in (f"{article}.html", f"{article}.md", "tim-kiem/nam/d0.json", "rss.xml", "gioi-thieu/index.html", style):
        (commune.site / name).unlink()
        assert commune.build().changed == 1
        assert_same(tree(commune.site), whole)
        (commune.site / name).write_text("sửa tay", "utf-8")
        assert commune.build().changed == 1
        assert_same(tree(commune.site), whole)
    others = ["du-lieu/tin-tuc.csv", "du-lieu/tin-tuc-2023.json", "du-lieu/van-ban.csv", "feeds/2024.xml", "lich.ics"]
    others += [f"tim-kiem/{name}.json" for name in ("muc-luc", "am-tiet", "phan", "trang/w0", "kho/t0", "kho/d0")]
    others += ["offline.json", "thu-tuc/1-999001/ban-in/index.html"]
    for name in others:
        (commune.site / name).unlink()
    assert commune.build().changed == len(others)
    assert_same(tree(commune.site), whole)


def test_a_deleted_site_comes_back_whole(commune: Commune) -> None:
    whole = tree(commune.site)
    shutil.rmtree(commune.site)
    assert commune.build().good
    assert_same(tree(commune.site), whole)
    shutil.rmtree(commune.site / "tin-tuc")
    assert commune.build().good
    assert_same(tree(commune.site), whole)


def test_site_and_cache_may_sit_anywhere(commune: Commune, tmp_path: Path) -> None:
    out, cache = tmp_path / "a/b/site", tmp_path / "c/d/cache"
    for place in (out, tmp_path / "e/site", out):
        commune.add()
        assert commune.build(out=place, cache=cache).good
        assert_same(tree(place), commune.cold())
    there = {path.name for path in cache.iterdir()}
    assert {*ALWAYS_THERE, "pictures"} <= there <= {*CACHE_FILES, "pictures", "lock"}
    assert commune.build(out=out, cache=cache).changed == 0


def test_without_a_cache_nothing_is_remembered(commune: Commune) -> None:
    before = marks(commune.root / ".cache")
    commune.add()
    assert engine.build(Wish(commune.config, use_cache=False)).good
    assert marks(commune.root / ".cache") == before
    commune.build_and_compare()


def test_a_foreign_file_is_removed_by_a_build_from_nothing(commune: Commune) -> None:
    whole = tree(commune.site)
    for name in ("la.html", "tin-tuc/1999/01/la/index.html", "gioi-thieu/x/y.txt"):
        (commune.site / name).parent.mkdir(parents=True, exist_ok=True)
        (commune.site / name).write_text("lạ", "utf-8")
    assert engine.build(Wish(commune.config, use_cache=False)).good
    assert_same(tree(commune.site), whole)


def test_what_mkdocs_yml_takes_from_elsewhere_is_asked_again(commune: Commune, monkeypatch: pytest.MonkeyPatch) -> None:
    (commune.root / "mkdocs.yml").rename(commune.root / "base.yml")
    commune.write("mkdocs.yml", "INHERIT: base.yml\nsite_url: !ENV [CCHC_URL, 'https://a.example.vn/']\n")
    assert commune.build().good
    assert "https://a.example.vn/" in (commune.site / "rss.xml").read_text("utf-8")
    monkeypatch.setenv("CCHC_URL", "https://b.example.vn/xa/")
    commune.build_and_compare()
    assert "https://b.example.vn/xa/" in (commune.site / "rss.xml").read_text("utf-8")
    commune.edit("base.yml", "copyright: ", "copyright: Chân trang mới. ")
    commune.build_and_compare()
    assert "Chân trang mới." in (commune.site / "index.html").read_text("utf-8")


def test_what_a_page_takes_from_a_file_elsewhere_is_asked_again(commune: Commune, tmp_path: Path) -> None:
    told = f"  - pymdownx.snippets:\n      base_path: {tmp_path}\n"
    commune.edit("mkdocs.yml", "markdown_extensions:\n", "markdown_extensions:\n" + told)
    (tmp_path / "ghi-chu.txt").write_text("Câu thứ nhất (dữ liệu mẫu).", encoding="utf-8")
    commune.more("content/gioi-thieu/index.md", '\n--8<-- "ghi-chu.txt"\n')
    assert commune.build().good
    (tmp_path / "ghi-chu.txt").write_text("Câu thứ hai (dữ liệu mẫu).", encoding="utf-8")
    assert commune.build().good
    assert "Câu thứ hai" in (commune.site / "gioi-thieu/index.html").read_text("utf-8")


def test_what_expired_still_proves_on_the_page_of_its_plan_also_when_it_quotes(commune: Commune) -> None:
    name = commune.add("2024-11-05", more="tasks: [phat-thanh-quy-3]\nexpires: 2024-12-01\n")
    quote_a_figure(commune, commune.articles.index(name))
    commune.build_and_compare()
    plan = (commune.site / "ke-hoach/nam-2024/tien-do/index.md").read_text("utf-8")
    assert "Tin số" in plan
    assert not (commune.site / "tin-tuc/2024/11" / name.rpartition("/")[2] / "index.md").exists()
    commune.more(f"{NEWS}/{name}.md", "\nThêm một câu (dữ liệu mẫu).\n")
    commune.build_and_compare()


def test_a_build_leaves_the_staging_of_a_site_of_like_name(commune: Commune, tmp_path: Path) -> None:
    other, left = (tmp_path / "www" / name for name in (".xa.example.vn.abcd1234.staging", ".xa.abcd1234.staging"))
    for folder in (other, left):
        folder.mkdir(parents=True)
    assert commune.build(out=tmp_path / "www/xa").good
    assert (other.exists(), left.exists()) == (True, False)


def test_a_page_tells_the_size_of_a_picture_that_changed(commune: Commune) -> None:
    show_a_picture(commune, 0)
    commune.build_and_compare()
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    commune.write(f"{NEWS}/2024/anh.png", picture.getvalue())
    commune.build_and_compare()


def test_a_file_that_was_just_written_is_looked_at_again(tmp_path: Path) -> None:
    """Within the grain of a disk's clock it may change once more and keep its time and size."""
    file = tmp_path / "a"
    file.write_text("a")
    assert store.stamps_of([(file, "a")]) != store.stamps_of([(file, "a")])
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert store.stamps_of([(file, "a")]) == store.stamps_of([(file, "a")])


def test_a_folder_of_overrides_alone_is_no_theme(commune: Commune) -> None:
    (commune.root / "overrides").mkdir()
    commune.edit("mkdocs.yml", "custom_dir: theme", "custom_dir: overrides")
    with pytest.raises(Refused, match="không có thư mục records"):
        commune.build()


@pytest.mark.parametrize(
    ("slip", "said"), [("{{ cchc.gone.word }}", "phải là của cùng bản cchc"), ("{% iff %}", "unknown tag 'iff'")]
)
def test_a_frame_of_another_release_is_told_with_its_line(commune: Commune, slip: str, said: str) -> None:
    line = commune.read("theme/partials/footer.html").count("\n") + 1
    commune.more("theme/partials/footer.html", slip)
    with pytest.raises(Refused) as refused:
        commune.build()
    assert f"footer.html, dòng {line}): " in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize("cached", [True, False])
def test_a_folder_that_is_no_site_is_left_alone(commune: Commune, tmp_path: Path, cached: bool) -> None:
    other = tmp_path / "luan-van"
    (other / "anh").mkdir(parents=True)
    (other / "anh/a.jpg").write_bytes(b"nh")
    (other / "luan-van.docx").write_bytes(b"ch")
    before = tree(tmp_path)
    with pytest.raises(Refused, match="không phải do cchc dựng") as refused:
        engine.build(Wish(commune.config, out=other, use_cache=cached))
    assert refused.value.status == 2
    assert tree(tmp_path) == before, "not even a lock"


def test_no_build_goes_where_people_work(commune: Commune, monkeypatch: pytest.MonkeyPatch) -> None:
    home = commune.root / "nha"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    (commune.root / "cchc.json").write_text("{}")
    for out in (home, commune.root, commune.root.parent, commune.root / "theme", Path(commune.root.anchor)):
        with pytest.raises(Refused, match="chọn một thư mục riêng"):
            engine.build(Wish(commune.config, out=out))


def test_a_site_is_known_by_its_sign_or_by_what_is_remembered(commune: Commune) -> None:
    whole = tree(commune.site)
    assert engine.build(Wish(commune.config, use_cache=False)).good, "by its sign"
    (commune.site / "cchc.json").unlink()
    assert commune.build().good, "by what is remembered"
    assert_same(tree(commune.site), whole)


def test_what_others_keep_in_the_folder_of_the_cache_stays(commune: Commune) -> None:
    cache = commune.root / "nha"
    others = [
        "pictures/anh-cuoi.jpg",
        "pictures/bo-anh.bin",
        "package.json.bak",
        "may.bin.old",
        "so-lieu.json.2024.xlsx",
    ]
    left = ["state.bin.123", "feed-2024.bin.7", "config.json.9", "pictures/0a1b.bin", "pictures/0a1b.bin.55"]
    for name in (*others, *left):
        (cache / name).parent.mkdir(parents=True, exist_ok=True)
        (cache / name).write_bytes(b"x")
    assert commune.build(cache=cache).good
    assert [name for name in others if not (cache / name).exists()] == []
    assert [name for name in left if (cache / name).exists()] == [], "of killed builds, and of pictures that are gone"


def test_hidden_files_of_the_folder_stay(commune: Commune) -> None:
    for name in (".git/HEAD", ".nojekyll"):
        (commune.site / name).parent.mkdir(exist_ok=True)
        (commune.site / name).write_text("của người khác", "utf-8")
    assert engine.build(Wish(commune.config, use_cache=False)).good
    assert (commune.site / ".git/HEAD").exists()
    assert (commune.site / ".nojekyll").exists()


def test_what_windows_and_office_leave_in_folders_is_neither_told_nor_published(commune: Commune) -> None:
    names = ("van-ban/~$to-khai.docx", "van-ban/Thumbs.db", "tin-tuc/2024/desktop.ini", "van-ban/.~lock.to-khai.odt#")
    before = tree(commune.site)
    for name in (*(f"content/{name}" for name in names), "site_data/desktop.ini", "site_data/events/Thumbs.db"):
        (commune.root / name).write_bytes(b"x")
    done = commune.build()
    assert done.good
    assert not [name for name in ("to-khai", "Thumbs", "desktop") if name in done.report]
    assert_same(tree(commune.site), before)


@pytest.mark.parametrize("command", [["check"], ["check", "--format", "json"], ["build"]])
def test_names_of_files_that_are_no_text_are_told(commune: Commune, command: list[str]) -> None:
    article = (commune.root / f"{NEWS}/{commune.articles[0]}.md").read_bytes()
    for name in (b"gioi-thieu/b\xe0i.md", b"van-ban/b\xe0i.pdf", b"tin-tuc/2024/b\xe0i.md"):
        try:
            Path(os.fsdecode(bytes(commune.root / "content") + b"/" + name)).write_bytes(article)
        except (OSError, UnicodeDecodeError):
            pytest.skip("this system has no such names")  # Windows and macOS make none that is no Unicode
    done = run(*CCHC, *command, cwd=commune.root)
    assert done.returncode == 1
    for name in (r"gioi-thieu/b\udce0i.md", r"van-ban/b\udce0i.pdf", r"tin-tuc/2024/b\udce0i.md"):
        assert name in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_sign_is_there_before_all_else(commune: Commune, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "trong"
    out.mkdir()
    moved: list[str] = []

    def move(source: Path, target: Path) -> None:
        moved.append(target.name)
        raise OSError(28, "đĩa đầy")

    monkeypatch.setattr("cchc.engine.staging._move", move)
    with pytest.raises(Refused):
        engine.build(Wish(commune.config, out=out, use_cache=False))
    assert moved == ["cchc.json"]


def test_a_new_site_is_moved_file_by_file_where_its_folder_can_not_be(
    commune: Commune, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(source: Path, target: Path) -> None:  # as Windows does while a virus scanner looks at a file in it
        raise PermissionError(errno.EACCES, "Access is denied", str(source), None, str(target))

    monkeypatch.setattr("os.rename", rename)
    assert commune.build(out=tmp_path / "moi").good
    assert_same(tree(tmp_path / "moi"), tree(commune.site))


def test_a_file_gives_way_to_a_folder_and_a_folder_to_a_file(commune: Commune) -> None:
    whole = tree(commune.site)
    shutil.rmtree(commune.site / "gioi-thieu")
    (commune.site / "gioi-thieu").write_text("lạ", "utf-8")
    (commune.site / "rss.xml").unlink()
    (commune.site / "rss.xml").mkdir()
    assert commune.build().good
    assert_same(tree(commune.site), whole)


@pytest.mark.parametrize("apart", some([False, True], 1))
def test_two_builds_at_once_both_end_well(commune: Commune, tmp_path: Path, apart: bool) -> None:
    commune.add()
    outs = [tmp_path / "one", tmp_path / ("two" if apart else "one")]
    commands = [[*CCHC, "build", "--out", str(out)] for out in outs]
    builds = [subprocess.Popen(command, cwd=commune.root, stderr=subprocess.PIPE) for command in commands]
    told = [build.communicate(timeout=60)[1].decode() for build in builds]
    assert [build.returncode for build in builds] == [0, 0], told
    whole = commune.cold()
    for out in outs:
        assert_same(tree(out), whole)
    commune.add()
    commune.build_and_compare()
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".staging")] == []


BAD: dict[str, tuple[str, str]] = {
    "a record": ("site_data/hotlines.yml", "- name: ["),
    "the unit": ("site_data/site.yml", "name: [\n"),
    "an article": (f"{NEWS}/2024/thong-bao-lich.md", "---\ntitle: x\n---\n"),
    "a reference": (f"{NEWS}/2024/moi.md", ARTICLE.format(number=1, date="2024-12-05", category="la", more="")),
    "a task": (
        f"{NEWS}/2024/moi.md",
        ARTICLE.format(number=1, date="2024-12-05", category="thong-bao", more="tasks: [khong-co]\n"),
    ),
    "a link": ("content/gioi-thieu/index.md", "# Giới thiệu\n\n[x](/khong-co/)\n"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_data_leaves_the_site_as_it_was(edited: Commune, what: str) -> None:
    edited.build()
    name, text = BAD[what]
    place = edited.root / name
    good = place.read_bytes() if place.exists() else None
    before, files = marks(edited.site), tree(edited.site)
    edited.write(name, text)
    assert not edited.build().good
    assert (marks(edited.site), tree(edited.site)) == (before, files)
    assert edited.cold() is None
    place.unlink() if good is None else edited.write(name, good)
    edited.build_and_compare()


def _delete(commune: Commune, name: str) -> None:
    (commune.root / NEWS / f"{name}.md").unlink()


GOING: dict[str, Callable[[Commune, str], object]] = {
    "deleted": _delete,
    "moved to another month": lambda commune, name: commune.field(name, "date", "2018-04-05"),
    "expired": lambda commune, name: commune.field(name, "expires", "2019-03-06"),
    "in another category": lambda commune, name: commune.field(name, "category", "hoat-dong"),
}


@pytest.mark.parametrize("way", some(GOING, 1))
@pytest.mark.parametrize("named", ["/tin-tuc/2019/03/{}/", "/tin-tuc/2019/03/", "/tin-tuc/chuyen-muc/thong-bao/2019/"])
def test_a_link_to_an_article_that_goes_is_told(commune: Commune, way: str, named: str) -> None:
    going = commune.add("2019-03-04")
    linking = commune.add()
    commune.more(f"{NEWS}/{linking}.md", f"\n[Xem]({named.format(going[5:])})\n")
    commune.build_and_compare()
    GOING[way](commune, going)
    still = way == "expired" or (way == "in another category" and "2019/03" in named)
    assert commune.build().good == (commune.cold() is not None) == still


def test_an_article_to_come_may_link_to_one_that_comes_no_later(commune: Commune) -> None:
    first, second = commune.add("2025-02-03"), commune.add("2025-02-03")
    commune.more(f"{NEWS}/{second}.md", f"\n[Xem](/tin-tuc/2025/02/{first[5:]}/)\n")
    commune.build_and_compare()
    for day, good in (("2025-02-04", False), ("2025-02-02", True)):  # the linked one comes later, or before
        commune.field(first, "date", day)
        assert commune.build().good == good, day
    commune.day = dt.date(2025, 2, 3)
    commune.build_and_compare()
    commune.day = dt.date(2025, 1, 3)
    assert commune.build().good
    _delete(commune, first)
    assert (commune.build().good, commune.cold()) == (False, None)


def test_a_link_to_the_file_of_an_article_is_told_while_it_is_there_and_after(commune: Commune) -> None:
    going = commune.add()
    commune.build()
    commune.more(f"{NEWS}/{commune.add()}.md", f"\n[Xem]({going[5:]}.md)\n")
    assert not commune.build().good
    _delete(commune, going)
    assert not commune.build().good


def test_bad_data_is_told_at_every_build_and_ends_with_1(commune: Commune) -> None:
    commune.write(*BAD["a reference"])
    before = marks(commune.site)
    for _ in range(2):
        done = run(*CCHC, "build", cwd=commune.root)
        assert done.returncode == 1
        assert f"{NEWS}/2024/moi.md:" in done.stderr
        assert "Traceback" not in done.stderr
    assert marks(commune.site) == before


def test_a_warning_is_told_again_when_nothing_changed(commune: Commune) -> None:
    commune.add("2025-03-01")
    first, second = (run(*CCHC, "build", cwd=commune.root) for _ in range(2))
    assert "not-yet-visible" in first.stderr
    assert second.stderr == first.stderr


@pytest.mark.parametrize("forks", [True, False])  # without, as on Windows, the second process knows what it is told
def test_two_processes_make_what_one_makes(forks: bool, commune: Commune, tmp_path: Path) -> None:
    code = f"from cchc.engine import pool; pool.POOL_FROM, pool.forks = 1, lambda: {forks}; import cchc.__main__"
    wanted = ["build", "--no-cache", "--config", commune.config, "--out", tmp_path / "site"]
    done = run(sys.executable, "-c", code, *wanted)
    assert done.returncode == 0, done.stderr
    assert_same(tree(tmp_path / "site"), tree(commune.site))


def test_plain_mkdocs_gives_the_same_bytes(commune: Commune, tmp_path: Path) -> None:
    for name in ("one", "two"):
        commune.add()
        done = run(*MKDOCS, "build", "--site-dir", tmp_path / name, cwd=commune.root)
        assert done.returncode == 0, done.stderr
        assert_same(tree(tmp_path / name), commune.cold())
    commune.build_and_compare()


def test_a_day_that_passes_shows_what_was_scheduled_and_hides_what_expired(commune: Commune) -> None:
    commune.add("2025-03-01")
    commune.add("2024-11-05", more="expires: 2025-01-15\n")
    due, gone = commune.site / "tin-tuc/2025/03/bai-1/index.md", commune.site / "tin-tuc/2024/11/bai-2/index.md"
    shown = []
    for day in ("2025-01-15", "2025-01-16", "2025-02-28", "2025-03-01", "2025-01-15"):
        commune.day = dt.date.fromisoformat(day)
        commune.build_and_compare()
        shown.append((due.exists(), gone.exists()))
    assert shown == [(False, True), (False, False), (False, False), (True, False), (False, True)]


def test_where_news_expired_a_page_says_so_and_links_to_it_still_hold(commune: Commune) -> None:
    commune.add("2024-11-05", more="expires: 2025-01-15\n")
    own_lists = "[tháng](../tin-tuc/2024/11/), [năm](../tin-tuc/chuyen-muc/thong-bao/2024/)"
    more = f"\n[Tin cũ](../tin-tuc/2024/11/bai-1/), {own_lists} (dữ liệu mẫu).\n"
    commune.more("content/gioi-thieu/index.md", more)
    page = commune.site / "tin-tuc/2024/11/bai-1/index.html"
    for day, expired in (("2025-01-15", False), ("2025-01-16", True), ("2025-01-15", False)):
        commune.day = dt.date.fromisoformat(day)
        commune.build_and_compare()
        told = page.read_text("utf-8")
        assert ("đã được gỡ ngày 16/01/2025. Lý do: tin chỉ đăng đến hết ngày 15/01/2025." in told) is expired
        assert ("Tin số" in told) is not expired  # a title may be why an item was hidden
        assert ("/bai-1/" in (commune.site / "sitemap.xml").read_text("utf-8")) is not expired


def test_so_does_a_day_that_passes_on_the_clock(commune: Commune, monkeypatch: pytest.MonkeyPatch) -> None:
    commune.edit("site_data/site.yml", "as_of: 2024-12-31\n", "")
    commune.add("2025-03-01")
    shown = []
    for day in (dt.date(2025, 2, 28), dt.date(2025, 3, 1)):
        for module in READERS_OF_THE_CLOCK:
            monkeypatch.setattr(f"cchc.{module}.today", lambda day=day: day)
        commune.build_and_compare()
        shown.append((commune.site / "tin-tuc/2025/03/bai-1").exists())
    assert shown == [False, True]


def test_feeds_and_lists_of_a_category_that_is_no_more_go_on(commune: Commune) -> None:
    commune.build()
    for target in ("/tin-tuc/chuyen-muc/hoat-dong/", "/tin-tuc/"):
        old = f"- {{old: /tin-tuc/chuyen-muc/doi-song/, new: {target}, since: 2024-12-01}}\n"
        commune.more("site_data/redirects.yml", old)
        commune.build_and_compare()
        for name in ("rss.xml", "atom.xml", "feed.json"):
            now = commune.site / target.strip("/") / name if "hoat-dong" in target else commune.site / name
            assert (commune.site / "tin-tuc/chuyen-muc/doi-song" / name).read_bytes() == now.read_bytes()
        told = (commune.site / "nhung/chuyen-muc/doi-song/tin.html").read_text("utf-8")
        assert f'{target}"' in told
        assert ("hoat-dong/rss.xml" in told) is ("hoat-dong" in target)
        commune.edit("site_data/redirects.yml", old, "")


def test_a_number_that_is_over_goes_on_the_day_after(commune: Commune) -> None:
    commune.edit("site_data/hotlines.yml", "valid_to: 2025-12-31", "valid_to: 2025-01-15")
    for day, there in (("2025-01-15", True), ("2025-01-16", False)):
        commune.day = dt.date.fromisoformat(day)
        commune.build_and_compare()
        for page in ("duong-day-nong/index.html", "duong-day-nong/ban-in/index.html"):
            assert ("Đường dây nóng xã Ví Dụ" in (commune.site / page).read_text("utf-8")) is there, (day, page)


def test_a_figure_that_an_article_quotes_follows_what_it_counts(commune: Commune) -> None:
    commune.more(f"{NEWS}/2024/thong-bao-lich.md", "\nĐến nay có [[so tin-bai trang-xa 2024]] tin (dữ liệu mẫu).\n")
    commune.build()
    page = commune.site / "tin-tuc/2024/12/thong-bao-lich/index.md"
    before = re.findall(r"có (\d+) tin", page.read_text("utf-8"))
    commune.add("2024-12-06")
    commune.build_and_compare()
    assert re.findall(r"có (\d+) tin", page.read_text("utf-8")) == [str(int(before[0]) + 1)]


def test_the_first_sound_makes_a_podcast_and_is_told_of(commune: Commune) -> None:
    podcast = commune.site / "phat-thanh/podcast.xml"
    for told, there in (("không", True), ("có", False)):
        commune.field("2024/bo-anh-mau", "sample", told)
        commune.build_and_compare()
        assert podcast.exists() is there
        assert ("podcast" in (commune.site / "feeds.opml").read_text("utf-8")) is there


def test_an_article_that_proves_a_task_ends_its_reminders(commune: Commune) -> None:
    calendar, feed = (commune.site / "ke-hoach" / name for name in ("nam-2024/han.ics", "nhac-viec.xml"))
    late = "Quá hạn: 2.1. Phát thanh trong quý III"
    assert late in calendar.read_text("utf-8").replace("\n ", "")
    assert late in feed.read_text("utf-8")
    commune.add("2024-09-15", more="tasks: [phat-thanh-quy-3]\n")
    commune.build_and_compare()
    assert "Đã xong: 2.1. Phát thanh trong quý III" in calendar.read_text("utf-8").replace("\n ", "")
    assert late not in feed.read_text("utf-8")


def test_a_feed_tells_the_size_of_a_file_that_changed(commune: Commune) -> None:
    commune.write(f"{NEWS}/2024/kem.pdf", "%PDF-1.4 một")
    commune.add("2024-12-06", more="attachments: [{file: tin-tuc/2024/kem.pdf, name: Tệp mẫu}]\n")
    commune.build()
    commune.write(f"{NEWS}/2024/kem.pdf", "%PDF-1.4 một hai")
    commune.build_and_compare()


def test_calendar_list_of_feeds_and_search_follow_what_they_tell_of(commune: Commune) -> None:
    commune.edit("site_data/events/tap-huan-2024.yml", "Nhà văn hóa thôn Mẫu Một", "Hội trường thôn")
    commune.edit("site_data/site.yml", "name: Thông báo", "name: Điều cần biết")
    commune.field("2024/thong-bao-lich", "title", "Lịch trực đã đổi (dữ liệu mẫu)")
    page = commune.read("content/gioi-thieu/index.md")
    commune.write("content/gioi-thieu/index.md", re.sub(r"(?m)^# .*", "# Xã Ví Dụ là thế (dữ liệu mẫu)", page))
    commune.build()
    assert "LOCATION:Hội trường thôn" in (commune.site / "lich.ics").read_text("utf-8")
    assert "Điều cần biết" in (commune.site / "feeds.opml").read_text("utf-8")
    assert "Xã Ví Dụ là thế" in (commune.site / "tim-kiem/muc-luc.json").read_text("utf-8")
    articles = (path.read_text("utf-8") for path in (commune.site / "tim-kiem/nam").glob("d*.json"))
    assert any("Lịch trực đã đổi" in told for told in articles)


def test_the_feed_of_changes_follows_a_procedure(commune: Commune) -> None:
    name = re.findall(r"(?m)^name: (.*)", commune.read("site_data/procedures/1.999001.yml"))[0]
    assert name in (commune.site / "thu-tuc/rss.xml").read_text("utf-8")
    commune.edit("site_data/procedures/1.999001.yml", f"name: {name}", "name: Đăng ký đã đổi (dữ liệu mẫu)")
    commune.build()
    assert "Đăng ký đã đổi" in (commune.site / "thu-tuc/rss.xml").read_text("utf-8")


def test_a_former_address_of_the_site_is_nowhere(commune: Commune) -> None:
    former = re.compile(rb"https://commune\.example\.vn/(tin-tuc|thu-tuc|su-kien)/")
    assert former.search(tree(commune.site)["du-lieu/tin-tuc-2024.csv"])
    change_the_address_of_the_site(commune, 0)
    commune.build()
    assert [name for name, content in tree(commune.site).items() if former.search(content)] == []


def test_a_former_release_of_style_sheets_is_loaded_by_nothing(commune: Commune) -> None:
    (former,) = {path.parent.name for path in commune.site.glob("assets/*/cchc.css")}
    change_a_stylesheet(commune, 0)
    commune.build()
    assert [name for name, content in tree(commune.site).items() if former in name or former.encode() in content] == []


def test_the_archive_before_a_new_one_leads_to_it(commune: Commune) -> None:
    commune.day = dt.date(2025, 6, 30)
    commune.build()
    commune.add("2025-03-01")
    commune.build_and_compare()
    assert 'rel="next-archive"' in (commune.site / "feeds/2024.xml").read_text("utf-8")


def test_the_clocks_of_the_benchmark_stand_where_the_work_is_done(commune: Commune) -> None:
    shutil.rmtree(commune.root / ".cache")
    done = run(sys.executable, HERE / "bench/stages.py", commune.root / "mkdocs.yml", str(time.time()))
    assert done.returncode == 0, done.stderr
    assert "stages.py:" not in done.stderr, "a function moved"
    assert {"records", "articles", "MkDocs frames", "search index"} <= json.loads(done.stdout).keys()


def test_the_site_can_be_read_by_a_web_server_and_holds_nothing_else(tmp_path: Path) -> None:
    commune = Commune(tmp_path)
    commune.build()
    assert commune.site.stat().st_mode == (commune.site / "tin-tuc").stat().st_mode
    assert [path.name for path in commune.site.rglob(".*")] == []


def test_a_page_written_by_hand_may_name_a_news_item(commune: Commune) -> None:
    links = "[tin](/tin-tuc/2024/12/thong-bao-lich/), [tháng](/tin-tuc/2024/12/), [thủ tục](/thu-tuc/1-999001/)"
    commune.more("content/gioi-thieu/index.md", f"\nXem {links}.\n")
    done = run(*CCHC, "build", "--strict", cwd=commune.root)
    assert done.returncode == 0, done.stderr
    assert 'href="../tin-tuc/2024/12/thong-bao-lich/"' in (commune.site / "gioi-thieu/index.html").read_text("utf-8")


def test_an_old_item_that_no_list_shows_changes_the_archive(commune: Commune) -> None:
    for _ in range(20):
        commune.add("2024-12-06")
    commune.build()
    commune.add("2022-03-04")
    commune.build_and_compare()
    assert "2022/03/" in (commune.site / "tin-tuc/index.html").read_text("utf-8")


def test_the_day_in_mkdocs_yml_counts_for_both_commands(commune: Commune, tmp_path: Path) -> None:
    commune.edit("mkdocs.yml", "  - cchc\n", '  - cchc: {as_of: "2023-12-31"}\n')
    assert run(*MKDOCS, "build", "--site-dir", tmp_path / "one", cwd=commune.root).returncode == 0
    assert_same(tree(tmp_path / "one"), commune.cold())


def test_the_site_may_be_a_link_to_another_disk(commune: Commune) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        shutil.rmtree(commune.site)
        make_link(commune.site, Path(folder))
        commune.build_and_compare()
