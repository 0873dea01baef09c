"""The texts that people write: only the dialect, links that lead somewhere, headings in order."""

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import NamedTuple
from urllib.parse import unquote

from pydantic import Field

from cchc import dialect
from cchc.addresses import old_addresses, own_texts, page_and_sheet_addresses, unread_names
from cchc.checks import meant
from cchc.disguise import runs_code
from cchc.entry import Entry
from cchc.fields import Day, Line
from cchc.glance import glance
from cchc.model.news import Headline, News
from cchc.problems import Level, Problem
from cchc.schema import Record, build
from cchc.site import Site
from cchc.source import FRONT, parse_article
from cchc.strays import is_article

_FAULTS = {
    "raw-html": (
        "không dùng thẻ HTML trong bài: “{}”",
        "xóa thẻ; chữ đậm viết **như thế này**; phim ở trang khác thì đặt liên kết: [tên phim](https://…)",
    ),
    "unsafe-link": ("địa chỉ này không an toàn: “{}”", "chỉ dùng địa chỉ https://, mailto: hoặc tel:"),
    "blank-in-address": (
        "địa chỉ có dấu cách: “{}”",
        "đổi tên tệp, viết không dấu, gạch ngang thay dấu cách: ke-hoach.pdf; rồi viết tên mới",
    ),
    "home-link": (
        "địa chỉ này chỉ mở được trên máy hay mạng của đơn vị: “{}”",
        "trang của mình: viết phần sau tên máy, ví dụ /thu-tuc/; tệp: chép vào content rồi viết tên tệp",
    ),
    "attributes": ("không dùng thuộc tính trong dấu ngoặc nhọn: “{}”", "xóa đi; chỉ giữ mã đề mục dạng {#ten-de-muc}"),
    "control-character": ("“{}” là ký tự điều khiển không nhìn thấy", "xóa đi"),
    "outside-picture": ("ảnh lấy từ trang khác: “{}”", "chép ảnh về content rồi viết tên tệp; xin phép nơi có ảnh"),
    "image-alt": ("ảnh {} chưa có lời tả", "viết ![lời tả ảnh](tên-tệp.jpg)"),
    "reference-link": ("liên kết viết tách rời: “{}”", "viết liền: [chữ hiện ra](địa chỉ)"),
}
_SLIPS = {
    "indented": ("đoạn lùi vào bốn dấu cách hay Tab nên hiện thành khung chữ máy", "xóa khoảng trống ở đầu dòng"),
    "heading": ("đề mục thiếu dấu cách nên hiện cả dấu #: “{}”", "thêm một dấu cách sau dấu #: ## Đề mục"),
    "table": ("các dòng này chưa thành bảng: “{}”", "thêm dòng | --- | --- | sau dòng tên cột, đủ số cột"),
    "emphasis": (
        "dấu ** hiện ra thành chữ",
        "chữ đậm có ** sát chữ ở hai đầu, sau đó là dấu cách: **Thời gian:** 8 giờ",
    ),
    "link": (
        "liên kết không thành: “{}”",
        "viết liền, đủ chữ và địa chỉ, không dấu cách: [chữ hiện ra](địa chỉ); tên tệp có dấu cách thì đổi tên tệp",
    ),
    "bare": ("địa chỉ này không bấm được: “{}”", "viết [tên trang](địa chỉ), hoặc đặt địa chỉ trong dấu < và >"),
    "footnote": ("chú thích “{}” không có lời", "thêm một dòng riêng ở cuối bài: [^1]: Lời chú."),
    "bullets": ("dòng này hiện liền vào dòng trên: “{}”", "bắt đầu mỗi ý bằng dấu gạch ngang và dấu cách: - "),
    "labels": ("dòng sau hiện liền vào dòng này: “{}”", "bắt đầu mỗi dòng bằng dấu gạch ngang và dấu cách: - "),
    "tabs": (
        "bảng chép từ Excel, Word chưa thành bảng: “{}”",
        "viết mỗi dòng dạng | ô | ô |, dưới dòng đầu thêm | --- | --- |",
    ),
    "underlined": (
        "dòng gạch ngay bên dưới biến dòng này thành đề mục: “{}”",
        "đề mục thì viết ## Đề mục; gạch ngăn thì để một dòng trống trước nó",
    ),
    "symbol": ("ký hiệu của Word mà máy khác không có phông để hiện", "xóa đi; gạch đầu dòng thì viết - và dấu cách"),
}
_HEADING = re.compile(r"(#{2,6}(?!#)|#(?=\s|$))")  # one that lacks its space is told by `slips`
_FIRST_OR_DEEP = r"(?:^|\n)(?:#|#{3,6})(?:\s|$)"  # for a glance: where no heading is either, none skips a level
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


class PageFront(Record):
    """What may stand before a page written by hand."""

    title: Line | None = Field(None, title="Tiêu đề")
    description: Line | None = Field(None, title="Mô tả trang")
    updated: Day | None = Field(None, title="Ngày cập nhật")


class _Prose(NamedTuple):
    path: str
    folder: str
    text: str
    first_line: int = 1


def article_dialect(entry: Entry[News]) -> Iterator[Problem]:
    """No raw HTML, no dangerous address, no picture without words."""
    written = entry.read()
    return _faults(_Prose(entry.path, "", written.body, written.body_line))


def article_slips(entry: Entry[News]) -> Iterator[Problem]:
    """What people meant as a list, table, link … and readers see as it was typed."""
    written = entry.read()
    return _slips(_Prose(entry.path, "", written.body, written.body_line))


def article_headings(entry: Entry[News]) -> Iterator[Problem]:
    """An article's headings start at ## (its title is the first level) and skip no level."""
    written = entry.read()
    if not glance(_FIRST_OR_DEEP)(written.body):
        return iter(())
    return _headings(_Prose(entry.path, "", written.body, written.body_line), 1)


def page_dialect(site: Site) -> Iterator[Problem]:
    """The same dialect for pages written by hand. Another Markdown library renders them, which reads some texts
    otherwise: nothing in them may look like a tag or an address that runs code.
    """
    for prose in _pages(site):
        found = {(fault.line, fault.rule): fault for fault in (*dialect.tags(prose.text), *dialect.faults(prose.text))}
        yield from _told(prose, found.values())
        for line, text in enumerate(prose.text.split("\n"), start=1):
            if runs_code(text) and (line, "unsafe-link") not in found:
                yield from _told(prose, [dialect.Fault(line, 1, "unsafe-link", text[:60])])


def page_slips(site: Site) -> Iterator[Problem]:
    """The same in pages written by hand."""
    for prose in _pages(site):
        text = FRONT.sub(lambda front: "\n" * front[0].count("\n"), prose.text)
        yield from _slips(prose._replace(text=text))


def page_fronts(site: Site) -> Iterator[Problem]:
    """What stands before a page written by hand is read as data, never as YAML with all its powers."""
    for prose in _pages(site):
        if prose.text.startswith("---") and not is_article(prose.text):
            parsed, problems = parse_article(prose.text, prose.path)
            yield from problems
            if parsed is not None:
                yield from build(parsed.front, PageFront, prose.path)[1]


def page_headings(site: Site) -> Iterator[Problem]:
    """Headings of pages written by hand skip no level; an introduction's start at ##, below the title of its list."""
    own = {f"{site.content}/{name}" for name, _ in own_texts(site)}
    for prose in _pages(site):
        yield from _headings(prose, 0 if prose.path in own else 1)


def links_of_articles(site: Site, articles: tuple[Entry[Headline], ...]) -> Iterator[Problem]:
    """A link to this site must lead to a page or file of it; in an article to come, on the day on which it comes."""
    advice = _advice(site)
    for entry in articles:
        folder = posixpath.dirname(entry.path).removeprefix(site.content + "/")
        broken = partial(advice, max(entry.record.date.date(), site.as_of))
        if any(broken(folder, address) for address in entry.links):
            written = entry.read()
            yield from _broken_links(_Prose(entry.path, folder, written.body, written.body_line), broken)


def links_of_pages(site: Site) -> Iterator[Problem]:
    """The same in pages written by hand."""
    broken = partial(_advice(site), site.as_of)
    for prose in _pages(site):
        yield from _broken_links(prose, broken)


def _advice(site: Site) -> Callable[[dt.date, str, str], str | None]:
    """The advice for a link that on a day leads nowhere in a text of a folder, None for a sound one."""
    known = page_and_sheet_addresses(site) | {record.old for record in old_addresses(site)}
    unread = unread_names(site)

    @cache
    def advice(day: dt.date, folder: str, address: str) -> str | None:
        target = unquote(address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0])
        if not target or ":" in address or target.startswith("//"):
            return None
        path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        if _page(path) in known:  # first: what is sound stays so, whatever article is added
            return None
        article = _article(site, path) if path.endswith(".md") else None
        if article is not None:
            return f"viết địa chỉ của bài: {article.url}"
        if path in site.files or posixpath.basename(_page(path)[:-1]) in unread:
            return None
        # last: it looks at the whole archive
        hidden = next((entry for entry in site.entries["news"] if entry.url == _page(path)), None)
        if hidden is not None:
            late = "bài ấy chưa đến ngày nên chưa hiện; bỏ liên kết này, hoặc sửa ngày ở đầu bài ấy"
            return None if hidden.record.posted_by(day) else late
        return meant.link(address, path, folder, site.files, known)

    return advice


def _article(site: Site, path: str) -> Entry[Headline] | None:
    return next((entry for entry in site.entries["news"] if entry.path == f"{site.content}/{path}"), None)


def _broken_links(prose: _Prose, broken: Callable[[str, str], str | None]) -> Iterator[Problem]:
    for link in dialect.links(prose.text):
        hint = broken(prose.folder, link.address)
        if hint:
            message = f"liên kết không dẫn tới đâu: “{link.address}”"
            yield _error(prose, link.line, link.column, "broken-link", message, hint)


def _faults(prose: _Prose) -> Iterator[Problem]:
    return _told(prose, dialect.faults(prose.text))


def _told(prose: _Prose, faults: Iterable[dialect.Fault]) -> Iterator[Problem]:
    for fault in faults:
        message, hint = _FAULTS[fault.rule]
        yield _error(prose, fault.line, fault.column, fault.rule, message.format(fault.subject), hint)


def _slips(prose: _Prose) -> Iterator[Problem]:
    for slip in dialect.slips(prose.text):
        message, hint = _SLIPS[slip.rule]
        line = prose.first_line + slip.line - 1
        message = message.format(slip.subject)
        yield Problem(prose.path, line, slip.column, "markdown-slip", Level.WARNING, message, hint)


def _headings(prose: _Prose, level: int) -> Iterator[Problem]:
    if "#" not in prose.text:
        return
    top = level
    blanked = prose.text
    if "```" in blanked or "~~~" in blanked:
        blanked = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), blanked)
    for line, text in enumerate(blanked.split("\n"), start=1):
        match = _HEADING.match(text) if text.startswith("#") else None
        if match is None:
            continue
        depth = len(match[1])
        if depth <= top:
            message, hint = "tiêu đề cấp một đã có ở đầu trang", "dùng ## cho các phần của bài"
            yield _error(prose, line, 1, "heading-level", message, hint)
        elif depth > level + 1:
            message = f"đề mục nhảy từ cấp {level} xuống cấp {depth}"
            yield _error(prose, line, 1, "heading-level", message, f"dùng {'#' * (level + 1)}")
        level = depth


def _error(prose: _Prose, line: int, column: int, rule: str, message: str, hint: str) -> Problem:
    return Problem(prose.path, prose.first_line + line - 1, column, rule, Level.ERROR, message, hint)


def _page(path: str) -> str:
    """The page that a path below the root belongs to: itself, or the one whose feed it is."""
    path = path.removesuffix("rss.xml").removesuffix("index.md").removesuffix(".md").strip("/")
    return f"/{path}/" if path else "/"


def _pages(site: Site) -> Iterator[_Prose]:
    for name, text in site.texts.items():
        yield _Prose(f"{site.content}/{name}", posixpath.dirname(name), text)
