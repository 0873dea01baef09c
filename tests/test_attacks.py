"""What somebody may type, paste or upload to do harm: refused with an address, or harmless in the built site.

The attacks stand in attacks.yml. All that is refused lies in one spoiled site, all the rest in another, which is built
once, read file by file, and looked at in a real browser.
"""

import csv
import io
import itertools
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import docx
import lxml.etree
import lxml.html
import pytest
import yaml
from playwright.sync_api import Browser

from cchc.checks import drawings
from cchc.model.base import ContentType, Store
from cchc.model.registry import TYPES
from cchc.problems import Level, Refused
from cchc.reporting import returned
from cchc.source import parse_article, parse_yaml
from conftest import CCHC, HERE, run, served
from conftest import pages as pages_of
from test_cases import problems_of

ATTACKS: dict[str, list[Any]] = yaml.load((HERE / "attacks.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
ARTICLE = {"title": "Bài thử", "date": "2024-02-01", "category": "hoat-dong", "summary": "Bài thử."}
NEWS = "content/tin-tuc/2024"
Path_ = tuple[str | int, ...]
#: Elements of feeds that only this site fills.
FEED_MAY = {"enclosure", "{http://purl.org/dc/elements/1.1/}creator", "{http://www.w3.org/2005/Atom}author"}
#: What can be copied under another name, so that every text gets a place in it.
COPIED = {"document", "event", "visual", "good_practice", "system", "channel"}


@dataclass
class Spoiled:
    """A record file with attacks in it: its data, and the texts that were there before, by path."""

    name: str
    data: Any
    body: str | None = None
    before: dict[Path_, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The file."""
        return dumped(self.data) if self.body is None else article(self.data, self.body)

    def revert(self, lines: set[int]) -> bool:
        """Put back what was refused in some lines; False when nothing of ours stands there."""
        parsed = parse_article(self.text, self.name)[0] if self.body is not None else None
        node = parsed.front if parsed else parse_yaml(self.text, self.name)[0]
        assert node is not None
        ours = [path for path in self.before if node.find(path)[1][0] in lines]
        for path in ours:
            put(self.data, path, self.before.pop(path))
        return bool(ours)


def dumped(value: object) -> str:
    """A value as YAML."""
    return str(yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False))


def article(front: dict[str, Any], body: str) -> str:
    """A news item."""
    return f"---\n{dumped(front)}---\n\n{body}\n"


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Every text of a record with its path."""
    if isinstance(value, str):
        yield path, value
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from leaves(item, (*path, key))


def put(data: Any, path: Path_, value: str) -> None:
    """Replace one text of a record."""
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


def fill(spoiled: Spoiled, data: Any, texts: Iterator[str], at: Path_ = ()) -> None:
    """Put an attack into each text of a record, which lies `at` a path; those that take none get theirs back later."""
    for path, before in list(leaves(data)):
        put(data, path, next(texts))
        spoiled.before[(*at, *path)] = before


def records(root: Path) -> Iterator[Spoiled]:
    """Every record file of the site with attacks in all its texts."""
    for kind in TYPES:
        texts = itertools.cycle(ATTACKS["texts"])
        for path in files_of(kind, root):
            data = yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)
            yield from spoil(kind, path.relative_to(root).as_posix(), data, texts)


def files_of(kind: ContentType, root: Path) -> list[Path]:
    """The files of a type that are no articles."""
    place = root / "site_data" / kind.path
    if kind.store is Store.ARTICLES:
        return []
    return sorted(place.glob("*.yml")) if kind.store is Store.FOLDER else [place]


def spoil(kind: ContentType, name: str, data: Any, texts: Iterator[str]) -> Iterator[Spoiled]:
    """A file, and where that can be, copies until every text had a place."""
    if kind.store is not Store.LIST:
        for number in range(2 if kind.key in COPIED else 1):
            copy = Spoiled(
                name if number == 0 else name.replace(".yml", f"-{number}.yml"), json.loads(json.dumps(data))
            )
            if number and "number" in copy.data:
                copy.data["number"] = str(1000 + number)
            fill(copy, copy.data, texts)
            yield copy
        return
    spoiled = Spoiled(name, [])
    for number in range(2 if kind.key in COPIED else 1):
        for item in data:
            copied = json.loads(json.dumps(item))
            if number:
                copied["id"] += f"-{number}"
            spoiled.data.append(copied)
            fill(spoiled, copied, texts, (len(spoiled.data) - 1,))
    yield spoiled


def news() -> Iterator[Spoiled]:
    """News with attacks in every field of the front matter, and one for each body."""
    for number in range(0, len(ATTACKS["texts"]), 8):
        texts = itertools.cycle(ATTACKS["texts"][number:] + ATTACKS["texts"][:number])
        front = {
            **ARTICLE,
            "author": "x",
            "tags": ["x", "y"],
            "correction": "x",
            "updated": "2024-02-02",
            "image": {"file": "tin-tuc/2024/anh.png", "alt": "x", "caption": "x", "credit": "x"},
            "attachments": [{"file": "van-ban/ke-hoach-mau.pdf", "name": "x"}],
            "recordings": [{"file": "tin-tuc/2024/tieng/ban-tin-mau.mp3", "name": "x", "transcript": "x"}],
            "source": {"name": "x"},
        }
        spoiled = Spoiled(f"{NEWS}/tan-cong-{number}.md", front, "Nội dung bài.")
        fill(spoiled, front, texts)
        yield spoiled
    for number, body in enumerate(ATTACKS["bodies"]):
        yield Spoiled(f"{NEWS}/noi-dung-{number}.md", {**ARTICLE, "title": f"Bài thử {number}"}, body)


def hand_written() -> dict[str, str]:
    """The same bodies in pages written by hand, and the texts in what stands before them."""
    bodies = {
        f"content/gioi-thieu/noi-dung-{number}.md": f"# Trang thử {number}\n\n{body}\n"
        for number, body in enumerate(ATTACKS["bodies"])
    }
    fronts = {
        f"content/gioi-thieu/dau-trang-{number}.md": f"---\n{dumped({'title': t, 'description': t})}---\n\n# x\n\nx\n"
        for number, t in enumerate(ATTACKS["texts"])
        if number % 12 == 0
    }
    return bodies | fronts


def spoiled_site(root: Path) -> int:
    """Put every attack everywhere; what is refused is put back. Returns how many times something was refused."""
    files = {spoiled.name: spoiled for spoiled in (*records(root), *news())}
    plain = hand_written()
    refused = 0
    for _ in range(6):
        for name, text in {**plain, **{name: spoiled.text for name, spoiled in files.items()}}.items():
            (root / name).write_text(text, encoding="utf-8", newline="\n")
        errors = [problem for problem in problems_of(root) if problem.level is Level.ERROR]
        if not errors:
            return refused
        refused += len(errors)
        for name, found in itertools.groupby(errors, lambda problem: problem.path):
            problems = list(found)
            if name in plain or "noi-dung" in name:  # a page, or the body of an article
                files.pop(name, None)
                plain.pop(name, None)
                (root / name).unlink()
            else:
                assert files[name].revert({problem.line for problem in problems}), problems
    raise AssertionError(errors)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a commune into which somebody wrote all this, built, below a path."""
    root = Path(shutil.copytree(HERE / "commune", tmp_path_factory.mktemp("attacked") / "commune"))
    config = root / "mkdocs.yml"
    hostile = json.dumps(ATTACKS["texts"][7])
    text = config.read_text(encoding="utf-8").replace("commune.example.vn/", "commune.example.vn/xa/")
    text = re.sub(r"site_(name|description): .*|copyright: .*", lambda m: f"{m[0].partition(':')[0]}: {hostile}", text)
    config.write_text(text.replace("- Thủ tục:", f"- {hostile}:"), encoding="utf-8")
    assert spoiled_site(root) > 50
    done = run(*CCHC, "build", "--config", config, "--as-of", "2024-12-31", "--no-cache")
    assert done.returncode == 0, done.stderr[-3000:]
    return root / "site"


@pytest.fixture(scope="module")
def sound(commune_site: Path) -> Path:
    """The same commune before."""
    return commune_site


def word_file(document: str, size: int = 0) -> bytes:
    """A Word file with this text as its document, and one part of many zeros."""
    empty = io.BytesIO()
    docx.Document().save(empty)
    made = io.BytesIO()
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, document if part == "word/document.xml" and document else old.read(part))
        new.writestr("word/media/../../../../etc/x.bin", b"\0" * size)
    return made.getvalue()


BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:document>'
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "data",
    [
        word_file("", 110_000_000),
        word_file(f'<!DOCTYPE w [<!ENTITY l0 "ha">{LAUGHS}]>' + BODY.format("<w:body><w:p>&l9;</w:p></w:body>")),
        word_file('<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + BODY.format("<w:body>&x;</w:body>")),
        word_file(BODY.format("<w:p>" * 5000 + "</w:p>" * 5000)),
        word_file("<x"),
        word_file(BODY.format("")),
        b"PK\x03\x04" + b"\0" * 100,
        b"",
    ],
    ids=["zip bomb", "billion laughs", "outside entity", "deep", "cut off", "empty", "no zip", "nothing"],
)
def test_a_word_file_that_means_harm_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        returned.read(data, "a.docx")
    assert "root:" not in str(refused.value)


def markup(page: Any) -> set[tuple[str, str]]:
    """Every element with every attribute of a page."""
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    return {(element.tag, name) for element in elements for name in ("", *element.attrib)}


def test_there_are_two_hundred_attacks() -> None:
    assert sum(map(len, ATTACKS.values())) >= 200


def test_what_can_not_be_harmless_is_refused_with_its_address(commune: Path) -> None:
    written = {each["name"]: each["text"] * each.get("times", 1) for each in ATTACKS["files"]}
    written |= {f"content/gioi-thieu/ve-{n}.svg": SVG.format(inside) for n, inside in enumerate(ATTACKS["drawings"])}
    for n, path in enumerate(ATTACKS["paths"]):
        written[f"{NEWS}/tep-{n}.md"] = article({**ARTICLE, "attachments": [{"file": path, "name": "x"}]}, "x")
        written[f"{NEWS}/anh-{n}.md"] = article({**ARTICLE, "image": {"file": path, "alt": "x"}}, "x")
    for n, address in enumerate(ATTACKS["addresses"]):
        written[f"{NEWS}/nguon-{n}.md"] = article({**ARTICLE, "source": {"name": "x", "url": address}}, "x")
        written[f"{NEWS}/goc-{n}.md"] = article({**ARTICLE, "canonical": address}, "x")
    for n, name in enumerate(ATTACKS["ids"]):
        written[f"{NEWS}/ma-{n}.md"] = article({**ARTICLE, "category": name}, "x")
        written[f"{NEWS}/van-ban-{n}.md"] = article({**ARTICLE, "documents": [name]}, "x")
    for name, text in written.items():
        (commune / name).write_bytes(text.encode())
    refused = {problem.path for problem in problems_of(commune) if problem.level is Level.ERROR}
    assert written.keys() - refused == set()


@pytest.mark.parametrize("address", ["#a", " #a", "'#a'", " '#a' "])
def test_a_drawing_may_name_its_own_parts(address: str) -> None:
    assert drawings.fault(SVG.format(f'<rect fill="url({address})"/>').encode()) is None


def test_nothing_that_was_written_becomes_markup(attacked: Path, sound: Path) -> None:
    known = set().union(*(markup(page) for _, page in pages_of(sound)))
    known |= {("pre", ""), ("code", ""), ("code", "class"), ("del", ""), ("a", "title")}  # what Markdown may make
    for url, page in pages_of(attacked):
        assert markup(page) - known == set(), url
        assert page.xpath("//script[not(@src) and not(@type='application/ld+json')]") == [], url
        for address in page.xpath("//@href | //@src | //@action | //@srcset | //@poster"):
            assert urlsplit(address.strip()).scheme in ("", "https", "http", "mailto", "tel"), (url, address)
        outside = [src for src in page.xpath("//@src | //link[@rel='stylesheet']/@href") if "//" in src]
        assert outside == [], url
        for told in page.xpath("//script[@type='application/ld+json']/text()"):
            json.loads(told)


def test_templates_compute_nothing_and_slots_stay_words(attacked: Path) -> None:
    for path in attacked.rglob("*"):
        if path.suffix in (".html", ".md", ".xml", ".json", ".csv", ".ics"):
            text = path.read_text(encoding="utf-8")
            assert "root:x:0" not in text, path
            assert not re.search("1337|QQ", text), path


def test_lists_for_machines_keep_their_form(attacked: Path, sound: Path) -> None:
    def elements(root: Path) -> set[str]:
        found = (lxml.etree.parse(path) for path in root.rglob("*.xml"))
        return {str(element.tag) for tree in found for element in tree.iter()}

    podcast = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"  # the sound site has too few recordings of the day
    assert {tag for tag in elements(attacked) - elements(sound) if not tag.startswith(podcast)} <= FEED_MAY
    for path in attacked.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    for path in attacked.rglob("*.ics"):
        lines = unfolded(path)
        assert {re.split("[:;]", line)[0] for line in lines} - calendar_names(sound) == set(), path
        assert lines.count("BEGIN:VCALENDAR") == lines.count("END:VCALENDAR") == 1


def unfolded(path: Path) -> list[str]:
    """The lines of a calendar (RFC 5545)."""
    return path.read_bytes().decode().replace("\r\n ", "").split("\r\n")


def calendar_names(root: Path) -> set[str]:
    """What lines of calendars begin with."""
    return {re.split("[:;]", line)[0] for path in root.rglob("*.ics") for line in unfolded(path)}


def test_no_cell_of_open_data_is_a_formula(attacked: Path) -> None:
    seen = 0
    for path in (attacked / "du-lieu").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            for cell in row:
                seen += "cmd" in cell
                assert not re.match(r"[=+@\r]|-(?!\d+([.,]\d+)?$)|\t[^\d]", cell), (path.name, cell)
    assert seen > 5


def test_html_inside_feeds_is_as_harmless(attacked: Path) -> None:
    allowed = {"p", "a", "img", "strong", "em", "ul", "ol", "li", "h2", "h3", "blockquote", "pre", "code", "del", "br"}
    allowed |= {
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "sup",
        "div",
        "figure",
        "figcaption",
        "hr",
        "span",
        "small",
    }
    contents = 0
    for path in [*attacked.rglob("rss.xml"), *attacked.glob("feeds/*.xml")]:
        for element in lxml.etree.parse(path).iter("{http://purl.org/rss/1.0/modules/content/}encoded", "description"):
            contents += 1
            inside = lxml.html.fragment_fromstring(element.text or "", create_parent=True)
            for tag, name in markup(inside):
                assert tag in allowed, (path, tag)
                assert not name.startswith(("on", "style")), (path, name)
            for address in inside.xpath("//@href | //@src"):
                assert urlsplit(address.strip()).scheme in ("", "https", "http", "mailto", "tel"), (path, address)
    assert contents > 50


def test_no_browser_runs_or_fetches_anything_of_it(browser: Browser, attacked: Path) -> None:
    context = browser.new_context(service_workers="block")
    context.add_init_script(
        "window.reports = []; addEventListener('securitypolicyviolation', e => reports.push(e.violatedDirective))"
    )
    page = context.new_page()
    asked: list[str] = []
    talked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (talked.append(dialog.message), dialog.dismiss()))
    with served(attacked, "/xa") as address:
        for url in [
            *visited(attacked),
            "/tim-kiem/?q=script",
            "/tim-kiem/?q=%3Cimg+src%3Dx+onerror%3Dwindow.pwned%3D1%3E",
        ]:
            page.goto(address + url)
            if "?" in url:
                page.wait_for_timeout(300)
            assert page.evaluate("[window.pwned ?? 0, window.reports]") == [0, []], url
        assert [url for url in asked if not url.startswith(address)] == []
    assert talked == []
    context.close()


def visited(root: Path) -> list[str]:
    """The pages that show attacks: one of each record, every list, every article."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(root.rglob("index.html"))}
    shown = (path for path, text in pages.items() if re.search(r"pwned|evil\.example", text) and "refresh" not in text)
    return ["/" + path.relative_to(root).as_posix().removesuffix("index.html") for path in shown]
