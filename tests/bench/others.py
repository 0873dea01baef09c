"""The tools that are measured: how each lays the corpus out, and how it builds.

The sites are alike: a page for each item and procedure, lists by month, category and year, and sector.
"""

import shutil
import sys
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import adapt
import yaml
from corpus import dump, put

from cchc.text import slug

HERE = Path(__file__).parent
THEME = HERE / "hugo"
LIMIT = 20  # items on lists that begin with the newest
Item = tuple[dict[str, Any], str]


class Tool(ABC):
    """A site generator with the corpus laid out in a folder of its own."""

    name = ""

    def __init__(self, corpus: Path, work: Path, program: str | None) -> None:
        self.corpus, self.work, self.program = corpus, work, program or ""
        self.out = work / "site"

    @abstractmethod
    def lay_out(self) -> None:
        """Write the input of the tool."""

    @abstractmethod
    def command(self) -> list[str]:
        """What builds the site."""

    def clean(self) -> None:
        """Forget all earlier builds."""
        for name in ("site", ".cache", "resources"):
            shutil.rmtree(self.work / name, ignore_errors=True)

    @abstractmethod
    def add(self, item: Path) -> None:
        """Lay out one item more."""

    def procedures(self) -> Iterable[tuple[str, dict[str, Any]]]:
        """Name and fields of every procedure."""
        for path in sorted((self.corpus / "procedures").glob("*.yml")):
            yield path.stem, yaml.load(path.read_text("utf-8"), adapt._Loader)

    def change_procedure(self, number: int) -> None:
        """Give the first procedure another description."""
        stem, fields = next(iter(self.procedures()))
        fields["description"] += f" Sửa lần {number + 1}."
        self.lay_procedure(stem, fields)

    @abstractmethod
    def lay_procedure(self, stem: str, fields: dict[str, Any]) -> None:
        """Write one procedure."""

    def change_template(self, number: int) -> None:
        """Change the template of items in a way that every one of their pages shows."""
        path = self.work / self.template
        text = path.read_text("utf-8").partition("<!-- lần")[0].rstrip("\n")
        mark = f"<!-- lần {number + 1} --><span>{number + 1}</span>"
        put(path, f"{text}\n\n{mark}\n" if "{{ end }}" not in text[-12:] else f"{text[:-9]}{mark}{{{{ end }}}}\n")

    template = ""


class Ours(Tool):
    """This project."""

    name = "ours"
    template = "theme/records/news/page.md.jinja"

    def lay_out(self) -> None:
        self.work.mkdir(parents=True)
        adapt.main(self.corpus, self.work)

    def command(self) -> list[str]:
        return [sys.executable, "-m", "cchc", "build", "--config", str(self.work / "mkdocs.yml")]

    def add(self, item: Path) -> None:
        adapt.news(item, self.work)

    def lay_procedure(self, stem: str, fields: dict[str, Any]) -> None:
        changed = self.work / f".changed/{stem}.yml"
        put(changed, dump(fields))
        adapt.procedure(changed, self.work)

    def change_template(self, number: int) -> None:
        path = self.work / self.template
        text = path.read_text("utf-8").partition("\n\nMẫu lần ")[0]
        put(path, f"{text.rstrip()}\n\nMẫu lần {number + 1}.\n")


def read_item(path: Path) -> Item:
    """Front matter and text of an item of the corpus."""
    text = path.read_text("utf-8")
    match = adapt._FRONT.match(text)
    assert match is not None
    return yaml.load(match[1], adapt._Loader), text[match.end() :]


def place(front: dict[str, Any]) -> str:
    """Address of an item: "2024/09/tin-mau-000001"."""
    return f"{str(front['date'])[:7].replace('-', '/')}/{front['slug']}"


class Hugo(Tool):
    """Hugo with the small theme beside this file."""

    name = "hugo"
    template = "layouts/tin-tuc/single.html"

    def lay_out(self) -> None:
        shutil.copytree(THEME, self.work)
        shutil.copytree(self.corpus / "images", self.work / "static/images")
        for category, name in ((slug(name), name) for name in adapt.CATEGORIES):
            put(
                self.work / f"content/categories/{category}/_index.md",
                front_matter({"title": name, "outputs": ["html", "rss"]}),
            )
        for path in sorted((self.corpus / "news").rglob("*.md")):
            self.add(path)
        for stem, fields in self.procedures():
            self.lay_procedure(stem, fields)

    def command(self) -> list[str]:
        return [self.program, "--quiet", "--source", str(self.work), "--destination", str(self.out)]

    def add(self, item: Path) -> None:
        front, body = read_item(item)
        address = place(front)
        year, month = address.split("/")[:2]
        category = slug(front["category"])
        front |= {"categories": [category], "nam": [f"{category}-{year}"], "category": front["category"]}
        put(self.work / f"content/tin-tuc/{address}.md", front_matter(front) + body)
        index = self.work / f"content/tin-tuc/{year}/{month}/_index.md"
        if not index.exists():
            put(index, front_matter({"title": f"Tin tháng {int(month)}/{year}"}))

    def lay_procedure(self, stem: str, fields: dict[str, Any]) -> None:
        front = {"title": fields["name"], "sectors": [slug(fields["field"])], **fields}
        path = self.work / f"content/thu-tuc/{stem.replace('.', '-')}.md"
        put(path, front_matter(front) + fields["description"] + "\n")


def front_matter(values: dict[str, Any]) -> str:
    """Between the dashes."""
    return f"---\n{dump(values)}---\n"


class Mkdocs(Tool):
    """MkDocs with Material as its documentation tells, the lists written for it."""

    name = "mkdocs"
    template = "theme/main.html"

    def lay_out(self) -> None:
        shutil.copytree(self.corpus / "images", self.work / "docs/images")
        self.lists: dict[str, list[str]] = defaultdict(list)
        for path in sorted((self.corpus / "news").rglob("*.md")):
            self._put(path)
        for stem, fields in self.procedures():
            self.lay_procedure(stem, fields)
            self.lists[f"thu-tuc/linh-vuc/{slug(fields['field'])}"].append(
                f"- [{fields['name']}](/thu-tuc/{stem.replace('.', '-')}/)"
            )
        for name in self.lists:
            self._list(name)
        put(self.work / self.template, '{% extends "base.html" %}\n')
        theme = {"name": "material", "language": "vi", "font": False, "custom_dir": "theme"}
        nav = ["index.md", {"Tin tức": "tin-tuc/index.md"}]
        rest = {"validation": {"omitted_files": "ignore", "absolute_links": "ignore"}, "not_in_nav": "/**"}
        config = {
            "site_name": "Đo tốc độ",
            "site_url": "https://do.example.vn/",
            "theme": theme,
            "plugins": [],
            "nav": nav,
        }
        put(self.work / "mkdocs.yml", dump(config | rest))

    def command(self) -> list[str]:
        return [sys.executable, "-m", "mkdocs", "-q", "build", "-f", str(self.work / "mkdocs.yml"), "-d", str(self.out)]

    def add(self, item: Path) -> None:
        for name in self._put(item):
            self._list(name)

    def lay_procedure(self, stem: str, fields: dict[str, Any]) -> None:
        steps = "\n".join(f"1. **{step['title']}**: {step['text']}" for step in fields["steps"])
        papers = "\n".join(f"| {p['name']} | {p['original']} | {p['copies']} |" for p in fields["documents"])
        fees = "\n".join(f"- {fee['name']}: {fee['amount']} đồng" for fee in fields["fees"])
        text = f"# {fields['name']}\n\n{fields['description']}\n\n## Các bước\n\n{steps}\n\n## Giấy tờ\n\n"
        text += f"| Tên | Bản chính | Bản sao |\n|---|---|---|\n{papers}\n\n## Phí, lệ phí\n\n{fees}\n\n"
        text += f"## Thời hạn\n\n{fields['processing_time']}\n\n## Nơi nhận\n\n{fields['office']}\n"
        put(self.work / f"docs/thu-tuc/{stem.replace('.', '-')}.md", text)

    def _put(self, path: Path) -> list[str]:
        """Write an item, and say which lists show it."""
        front, body = read_item(path)
        address = place(front)
        picture = f"![{front['title']}]({front['image']})\n\n" if "image" in front else ""
        head = front_matter({"title": front["title"], "description": front["summary"]})
        put(self.work / f"docs/tin-tuc/{address}.md", f"{head}\n# {front['title']}\n\n{picture}{body}")
        year, month = address.split("/")[:2]
        names = [f"tin-tuc/{year}/{month}", f"tin-tuc/chuyen-muc/{slug(front['category'])}/{year}", "tin-tuc", ""]
        for name in names:
            line = f"- [{front['title']}](/tin-tuc/{address}/) {str(front['date'])[:10]}  \n  {front['summary']}"
            self.lists[name].insert(0, line)
        return names

    def _list(self, name: str) -> None:
        shown = self.lists[name][: LIMIT if name in ("", "tin-tuc") else None]
        put(self.work / "docs" / name / "index.md", f"# Danh sách {name}\n\n" + "\n".join(shown) + "\n")


TOOLS: dict[str, type[Tool]] = {"ours": Ours, "hugo": Hugo, "mkdocs": Mkdocs}
