"""Personal data of citizens that must not be published (Luật 91/2025/QH15; before: NĐ 13/2023/NĐ-CP).

Numbers of offices are no personal data: in records they have fields of their own, so that only articles are searched
for telephones and mail. A year of birth alone tells nobody; beside a name it does.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cchc.checks.values import records, texts
from cchc.entry import Entry
from cchc.glance import glance
from cchc.model.news import News
from cchc.problems import Level, Problem, place
from cchc.site import Site

_CALLED = r"(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]háu|[Ee]m|[Cc]ụ|[Cc]ông dân|[Hh]ộ (?:gia đình )?(?:ông|bà))"
_WORD = r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]+"
_WORDS = rf"{_WORD}(?:\s+{_WORD}){{1,6}}"  # no name has more
_NAME = rf"{_CALLED}\s+{_WORDS}"
_DAY = r"\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*\d{4}"
_CARD = r"(?:CMND|CMT|CCCD|[Cc]hứng minh|[Cc]ăn cước)"
_IDENTITY = (
    ("số căn cước", re.compile(r"(?<![\d.,])0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?![\d])")),
    ("số chứng minh", re.compile(rf"{_CARD}[^\d\n]{{0,30}}\d{{3}}[ .]?\d{{3}}[ .]?\d{{3}}(?![ .]?\d)")),
    ("số tài khoản", re.compile(r"\b(?:STK|[Ss]ố tài khoản|[Tt]ài khoản số)[^\d\n]{0,25}\d[\d .-]{6,}\d")),
    ("ngày sinh", re.compile(rf"\b[Ss]inh (?:ngày|năm)\s*:?\s*{_DAY}")),
    (
        "họ tên trẻ em",
        re.compile(
            rf"\b(?:[Ee]m|[Cc]háu|[Bb]é|[Hh]ọc sinh)\s+{_WORDS}\s*(?:[,(–-]\s*)?"
            r"(?:(?:1[0-5]|\d)\s*tuổi|(?:học sinh )?lớp\s*\d)"
        ),
    ),
    ("năm sinh của một người", re.compile(rf"\b{_NAME}\s*(?:[,(]\s*)?(?:sinh năm|SN|s\.n\.)\s*:?\s*\d{{4}}")),
)
_PHONE = ("số điện thoại di động", re.compile(r"(?<![\d.,])(?:0|(?:\+|00)84[ .-]?)[35789](?:[ .-]?\d){8}(?!\d)"))
_MAIL = (
    "thư điện tử cá nhân",
    re.compile(r"(?<![\w.+-])[\w.+-]+@(?:gmail|yahoo|outlook|hotmail|icloud)\.[a-z.]*[a-z]"),
)
_PERHAPS = r"\d[\d .-]{6,}\d|inh ngày|inh năm|SN|s\.n\.|@|(?:[Ee]m|[Cc]háu|[Bb]é|ọc sinh)\s+\p{Lu}"  # for a glance
_NAMED = re.compile(rf"\b{_NAME}")
_MATTERS = re.compile(
    r"đất|thửa|sổ đỏ|tái định cư|thu hồi|trợ cấp|trợ giúp|bảo trợ|cứu trợ|hộ nghèo|cận nghèo|nhà tình|mai táng"
    r"|khuyết tật|người có công|tước quyền|xử phạt|vi phạm|khiếu nại|tố cáo|ly hôn|con nuôi|giám hộ|cai nghiện",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"(?<!\n)\n(?=\w)")  # the next line of a paragraph: a name may go on there
_WEB = ("http://", "https://")
_TITLES = {"document": "subject", "event": "title"}  # types whose titles may name a citizen


class _Found(NamedTuple):
    what: str
    text: str
    start: int = 0


def personal_data(entry: Entry[News]) -> Iterator[Problem]:
    """Numbers of identity, telephones, accounts, birth dates in news; names in titles of land and welfare matters."""
    record = entry.record
    written = entry.read()
    for where, text in texts(record):
        if text.startswith(_WEB):  # newspapers number their pages
            continue
        for found in _found(text, phones=True):
            yield _problem(entry.path, *written.node.find(where)[1], found)
    yield from _in_prose(entry.path, written.body, written.body_line, phones=True)
    for name in _names(record.title):
        yield _problem(entry.path, *written.node.find(("title",))[1], name)


def personal_data_of_records(site: Site) -> Iterator[Problem]:
    """The same in records, but telephones, which are those of offices; names in titles of documents and events."""
    for entry in records(site):
        for where, text in texts(entry.record):
            found = list(_found(text, phones=False))
            if where == (_TITLES.get(entry.key),):
                found += _names(text)
            for one in found:
                yield _problem(entry.path, *entry.read().node.find(where)[1], one)


def personal_data_of_pages(site: Site) -> Iterator[Problem]:
    """The same in pages written by hand, where an office gives its telephones."""
    for name, text in site.texts.items():
        yield from _in_prose(f"{site.content}/{name}", text, 1, phones=False)


def _in_prose(path: str, prose: str, first_line: int, *, phones: bool) -> Iterator[Problem]:
    if glance(_PERHAPS)(prose):
        for found in _found(_WRAPPED.sub(" ", prose), phones=phones):
            line, column = place(prose, found.start)
            yield _problem(path, first_line + line - 1, column, found)


def _names(title: str) -> list[_Found]:
    """A citizen in the title of a matter that nobody else need know."""
    match = _NAMED.search(title) if glance(_NAME)(title) else None
    return [_Found("họ tên người dân", match[0])] if match and _MATTERS.search(title) else []


def _found(text: str, *, phones: bool) -> Iterator[_Found]:
    if not glance(_PERHAPS)(text):
        return
    for what, pattern in (*_IDENTITY, *([_PHONE, _MAIL] if phones else ())):
        for match in pattern.finditer(text):
            yield _Found(what, match[0], match.start())


def _problem(path: str, line: int, column: int, found: _Found) -> Problem:
    shown = found.text if found.what == "họ tên người dân" else found.text[:4] + "…"
    hint = "xóa đi nếu là của người dân; số máy của cơ quan thì ghi ở hotlines.yml"
    if found.what == "họ tên trẻ em":
        hint = "bỏ tên hoặc tuổi, lớp; chỉ đăng khi cha mẹ đồng ý"
    return Problem(path, line, column, "personal-data", Level.WARNING, f"có {found.what}: {shown}", hint)
