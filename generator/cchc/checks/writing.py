"""The texts that people write: only the dialect, links that lead somewhere, headings in order."""

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from cchc import dialect
from cchc.outline import addresses
from cchc.problems import Level, Problem
from cchc.site import Site

_FAULTS = {
    "raw-html": ("không dùng thẻ HTML trong bài: “{}”", "xóa thẻ; chữ đậm viết **như thế này**"),
    "unsafe-link": ("địa chỉ này không an toàn: “{}”", "chỉ dùng địa chỉ https://, mailto: hoặc tel:"),
    "image-alt": ("ảnh {} chưa có lời tả", "viết ![lời tả ảnh](tên-tệp.jpg)"),
    "reference-link": ("liên kết viết tách rời: “{}”", "viết liền: [chữ hiện ra](địa chỉ)"),
}
_HEADING = re.compile(r"^(#{1,6})\s", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


class _Prose(NamedTuple):
    path: str
    folder: str
    text: str
    first_line: int
    article: bool


def dialect_only(site: Site) -> Iterator[Problem]:
    """No raw HTML, no dangerous address, no picture without words."""
    for prose in _prose(site):
        for fault in dialect.faults(prose.text):
            message, hint = _FAULTS[fault.rule]
            line = prose.first_line + fault.line - 1
            yield Problem(
                prose.path, line, fault.column, fault.rule, Level.ERROR, message.format(fault.subject), hint
            )


def links_lead_somewhere(site: Site) -> Iterator[Problem]:
    """A link to this site must lead to a page or file of it."""
    known = addresses(site)
    articles = {entry.path.removeprefix(site.content + "/"): entry.url for entry in site.entries["news"]}
    unread = {stem.replace(".", "-") for stems in site.unread.values() for stem in stems}
    for prose in _prose(site):
        for link in dialect.links(prose.text):
            target = unquote(link.address.split("#")[0].split("?")[0])
            if not target or ":" in link.address or target.startswith("//"):
                continue
            path = posixpath.normpath(posixpath.join("/" + prose.folder, target)).lstrip("/")
            hint = "trang trên site viết từ gốc, ví dụ /thu-tuc/; tệp viết tính từ bài này"
            if path in articles:
                hint = f"viết địa chỉ của bài: {articles[path]}"
            if path in articles or (
                path not in site.files
                and _page(path) not in known
                and posixpath.basename(_page(path)[:-1]) not in unread
            ):
                yield Problem(
                    prose.path,
                    prose.first_line + link.line - 1,
                    link.column,
                    "broken-link",
                    Level.ERROR,
                    f"liên kết không dẫn tới đâu: “{link.address}”",
                    hint,
                )


def headings_in_order(site: Site) -> Iterator[Problem]:
    """An article's headings start at ## (its title is the first level) and skip no level."""
    for prose in _prose(site):
        level = 1 if prose.article else 0
        blanked = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), prose.text)
        for match in _HEADING.finditer(blanked):
            depth = len(match[1])
            line = prose.first_line + blanked.count("\n", 0, match.start())
            if prose.article and depth == 1:
                yield Problem(
                    prose.path,
                    line,
                    1,
                    "heading-level",
                    Level.ERROR,
                    "tiêu đề cấp một đã có ở đầu trang",
                    "dùng ## cho các phần của bài",
                )
            elif depth > level + 1:
                yield Problem(
                    prose.path,
                    line,
                    1,
                    "heading-level",
                    Level.ERROR,
                    f"đề mục nhảy từ cấp {level} xuống cấp {depth}",
                    f"dùng {'#' * (level + 1)}",
                )
            level = depth


def _page(path: str) -> str:
    """The page that a path below the root belongs to: itself, or the one whose feed it is."""
    path = path.removesuffix("rss.xml").removesuffix("index.md").removesuffix(".md").strip("/")
    return f"/{path}/" if path else "/"


def _prose(site: Site) -> Iterator[_Prose]:
    for entry in site.entries["news"]:
        folder = posixpath.dirname(entry.path).removeprefix(site.content + "/")
        yield _Prose(entry.path, folder, entry.body, entry.body_line, True)
    for name, text in site.texts.items():
        yield _Prose(f"{site.content}/{name}", posixpath.dirname(name), text, 1, False)
