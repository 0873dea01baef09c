"""Text to nodes: YAML without implicit types, front matter.

The only module that knows the YAML library. Types are not decided here: plain YAML would read the procedure
code `1.004870` as `1.00487` and the phone code `0236` as 158.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple, NoReturn

import yaml

from cchc import slips
from cchc.node import Address, Node
from cchc.problems import Level, Problem
from cchc.text import CONTROL, clean, clean_markdown

#: What may stand before a page written by hand: title, description, day.
FRONT = re.compile(r"\A---\n.*?\n---(?:\n|\Z)", re.DOTALL)
_MAX_DEPTH = 20
_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's parser; the slow twin gives the same events
_ANCHOR_ADVICE = ("không dùng dấu & và * của YAML ở đầu câu", "nếu đó là câu văn, đặt cả câu trong dấu ngoặc kép")
_TAG_ADVICE = ("không dùng dấu ! của YAML ở đầu câu", "đặt cả câu trong dấu ngoặc kép")
_CONTROL_ADVICE = ("có ký tự điều khiển không nhìn thấy", "gõ lại dòng này")
_TAB_ADVICE = ("dấu Tab không dùng để lùi dòng được", "thay mỗi Tab bằng hai dấu cách")
_INDENT_ADVICE = ("dòng này lùi vào không khớp với các dòng trên", "cho các mục cùng cấp thẳng cột")
_OPEN_ADVICE = ("dấu ngoặc kép mở mà chưa đóng", "thêm dấu ngoặc kép ở cuối câu")
_AFTER_ADVICE = ("còn chữ sau dấu đóng ngoặc", "đặt cả câu trong dấu nháy đơn: '…'")
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # what YAML takes for the end of a line
_OPENING = re.compile(r"---[ \t]*\r?(?=\n)")
_SECOND = re.compile(r"^---[ \t]*\r?\n(?:(?!---).*\n){0,9}?title:", re.MULTILINE)  # of another article
_CLOSING = re.compile(r"\n---[ \t]*(?:\r?\n|\Z)")
_SYNTAX_ADVICE = (
    (
        "mapping values are not allowed",
        "dấu hai chấm ở chỗ không được phép",
        'nếu dấu hai chấm thuộc câu văn, đặt cả câu trong ngoặc kép thẳng: "…"',
    ),
    ("expected <block end>", *_INDENT_ADVICE),
    ("did not find expected '-'", _INDENT_ADVICE[0], "cho các gạch đầu dòng thẳng cột; sau dấu gạch có một dấu cách"),
    (
        "did not find expected key",
        "dòng này lùi vào không khớp với các dòng trên, hoặc thiếu tên mục",
        "cho các mục cùng cấp thẳng cột, mỗi dòng có dạng `tên: nội dung`",
    ),
    (
        "could not find expected ':'",
        "thiếu dấu hai chấm sau tên mục",
        "viết `tên: nội dung`; câu viết tiếp thì lùi vào hai dấu cách; mỗi ý bắt đầu bằng dấu `-` ngắn và dấu cách",
    ),
    ("unexpected end of stream", *_OPEN_ADVICE),
    ("cannot start any token", "câu bắt đầu bằng ký tự có nghĩa riêng", "đặt cả câu trong dấu ngoặc kép"),
    ("scanning a block scalar", "câu bắt đầu bằng ký tự có nghĩa riêng", "đặt cả câu trong dấu ngoặc kép"),
    (
        "block sequence entries are not allowed",
        "gạch đầu dòng ở chỗ không được phép",
        "xuống dòng trước gạch đầu dòng; nếu đó là câu văn, đặt cả câu trong dấu ngoặc kép",
    ),
    ("unknown escape character", "dấu \\ trong ngoặc kép không hợp lệ", "thay ngoặc kép bằng nháy đơn '…'"),
)


class Article(NamedTuple):
    """A Markdown file: its front matter and its body, which starts at `body_line`."""

    front: Node
    body: str
    body_line: int


class _Refusal(Exception):
    """YAML that is well formed and still refused; never leaves this module."""

    def __init__(self, mark: Any, rule: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.address = (mark.line + 1, mark.column + 1)
        self.rule, self.message, self.hint = rule, message, hint


def parse_yaml(text: str, path: str, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
    """Parse one YAML document into nodes. `first_line`: where the text starts in its file."""
    try:
        events = _events(text)
        next(events)  # the stream begins
        if type(next(events)) is yaml.StreamEndEvent:
            hint = "điền nội dung, hoặc xóa tệp"
            return None, [_error(path, first_line, 1, "empty-file", "tệp không có nội dung", hint)]
        node = _node(next(events), events, 0, first_line - 1)
        next(events)  # the document ends
        _end(next(events))
        if slips.HASHTAG.search(text) and (slip := slips.hashtag(_BREAK.split(text), _events(text))):
            raise _Refusal(slip, "yaml-comment", slip.message, slip.hint)
        return node, []
    except _Refusal as refusal:
        line, column = refusal.address
        return None, [_error(path, line + first_line - 1, column, refusal.rule, refusal.message, refusal.hint)]
    except yaml.MarkedYAMLError as error:
        return None, [_syntax_problem(error, text, path, first_line)]
    except yaml.YAMLError:  # the reader: a character that YAML forbids
        found = CONTROL.search(text)
        before = _BREAK.split(text[: found.start() if found else 0])
        line, column = len(before), len(before[-1]) + 1
        return None, [_error(path, line + first_line - 1, column, "control-character", *_CONTROL_ADVICE)]


def parse_article(text: str, path: str) -> tuple[Article | None, list[Problem]]:
    """Split a Markdown file into front matter and body."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    front_text = text[opening.end() + 1 : closing.start() + 1] if opening and closing else ""
    if closing is None or not front_text.strip():
        message, hint = slips.before_front(text)
        if closing is None and opening:
            message = "phần thông tin ở đầu tệp chưa có dòng `---` kết thúc"
            hint = "thêm một dòng `---` sau mục cuối cùng, trước nội dung bài"
        return None, [_error(path, 1, 1, "front-matter", message, hint)]
    front, problems = parse_yaml(front_text, path, first_line=2)
    if front is None:
        return None, problems
    start = closing.end()
    while text.startswith(("\r", "\n"), start):
        start += 1
    if text.find("\ntitle:", start) >= 0 and (again := _SECOND.search(text, start)):
        hint = "mỗi bài một tệp; xóa phần thông tin thừa"
        line = text.count("\n", 0, again.end()) + 1
        return None, [_error(path, line, 1, "front-matter", "phần thông tin viết hai lần trong một tệp", hint)]
    return Article(front, clean_markdown(text[start:]), text.count("\n", 0, start) + 1), []


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def dump_yaml(value: object) -> str:
    """A plain value as YAML, in the order given; lists stand two blanks below their key, as in `cchc new`."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False)


def _events(text: str) -> Iterator[Any]:
    return iter(_Parser(text).get_event, None)


def _end(event: Any) -> None:
    if type(event) is not yaml.StreamEndEvent:
        hint = "bỏ dòng `---` ở giữa, hoặc tách thành hai tệp"
        raise _Refusal(event.start_mark, "yaml-documents", "một tệp chỉ chứa một bản ghi", hint)


def _node(event: Any, events: Iterator[Any], depth: int, shift: int) -> Node:
    kind, mark = type(event), event.start_mark
    if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None or depth > _MAX_DEPTH:
        _refuse(event)
    line, column = mark.line + 1 + shift, mark.column + 1
    if kind is yaml.ScalarEvent:
        value = event.value
        if not value.isprintable() and CONTROL.search(value):  # written as an escape: "\x08"
            raise _Refusal(mark, "control-character", *_CONTROL_ADVICE)
        return Node(clean(value), line, column, event.style in ("'", '"'))
    if kind is yaml.SequenceStartEvent:
        items = []
        while type(following := next(events)) is not yaml.SequenceEndEvent:
            items.append(_node(following, events, depth + 1, shift))
        return Node(items, line, column)
    values: dict[str, Node] = {}
    keys: dict[str, Address] = {}
    while type(following := next(events)) is not yaml.MappingEndEvent:
        key = _key(following, values)
        mark = following.start_mark
        keys[key] = (mark.line + 1 + shift, mark.column + 1)
        values[key] = _node(next(events), events, depth + 1, shift)
    return Node(values, line, column, keys=keys)


def _key(event: Any, seen: dict[str, Node]) -> str:
    if type(event) is not yaml.ScalarEvent:
        raise _Refusal(event.start_mark, "yaml-syntax", "tên mục phải là một từ", "viết `tên: nội dung`")
    if event.anchor is not None or event.tag is not None:
        _refuse(event)
    key = clean(event.value)
    if key in seen:
        raise _Refusal(event.start_mark, "duplicate-key", *slips.written_twice(key, seen, event.start_mark))
    return key


def _refuse(event: Any) -> NoReturn:
    """Anchors could blow a small file up to gigabytes, tags could build objects: neither is needed here."""
    mark = event.start_mark
    if type(event) is yaml.AliasEvent or event.anchor is not None:
        raise _Refusal(mark, "yaml-anchor", *_ANCHOR_ADVICE)
    if event.tag is not None:
        raise _Refusal(mark, "yaml-tag", *_TAG_ADVICE)
    raise _Refusal(mark, "yaml-depth", "các mục lồng vào nhau quá sâu", "xem lại dấu ngoặc, và chỗ lùi vào")


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Problem:
    english = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if re.search(r"scanning an? (simple|quoted|block|alias|anchor|tag)", english) and error.context_mark:
        mark = error.context_mark  # where it begins, not where the parser gave up
    lines = _BREAK.split(text)
    line, column = (mark.line, mark.column) if mark and mark.line < len(lines) else (0, 0)
    if slip := slips.find(lines, line, _fails_at):
        return _error(path, slip.line + first_line, slip.column + 1, "yaml-syntax", slip.message, slip.hint)
    before, after = lines[line][:column], lines[line][column:]
    if "mapping values" in english and re.fullmatch(r" +[a-z_]+", before):
        column, advice = len(before) - len(before.lstrip()), _INDENT_ADVICE
    elif before.strip(" -") and re.search(r"expected (key|<block end>)", english):
        opened = _open_quote(text, line)
        advice = _OPEN_ADVICE if opened else _AFTER_ADVICE
        line, column = opened or (line, column)
    else:
        rule, *words = _advice(english, after)
        return _error(path, line + first_line, column + 1, rule, *words)
    return _error(path, line + first_line, column + 1, "yaml-syntax", *advice)


def _fails_at(lines: list[str]) -> int | None:
    """The line (from 0) on which the parser gives up, None if it does not."""
    try:
        for _ in _events("\n".join(lines)):
            pass
    except yaml.MarkedYAMLError as error:
        return error.problem_mark.line if error.problem_mark else 0
    except yaml.YAMLError:
        return 0
    return None


def _advice(english: str, after: str) -> tuple[str, str, str]:
    """Rule, message and hint for what libyaml says; `after`: the rest of the line where it says so."""
    if after.startswith("\t"):
        return "yaml-tab", *_TAB_ADVICE
    if re.search(r"scanning an? (alias|anchor)", english):
        return "yaml-anchor", *_ANCHOR_ADVICE
    if re.search(r"(scanning|parsing) a tag|undefined tag|tag handle", english):
        return "yaml-tag", *_TAG_ADVICE
    if "expected '-'" in english and not after.startswith("-"):  # a key beside the dashes of its list
        return "yaml-syntax", *_INDENT_ADVICE
    for marker, message, hint in _SYNTAX_ADVICE:
        if marker in english:
            return "yaml-syntax", message, hint
    return "yaml-syntax", "không đọc được dòng này", "viết `tên: nội dung`"


def _open_quote(text: str, line: int) -> Address | None:
    """Line and column (from 0) of a quoted text that runs over lines and ends on this one."""
    found = None
    with suppress(yaml.YAMLError):
        for event in _events(text):
            start, end = event.start_mark, event.end_mark
            quoted = isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"')
            if quoted and start.line < end.line == line:
                found = (start.line, start.column)
    return found


def _error(path: str, line: int, column: int, rule: str, message: str, hint: str) -> Problem:
    return Problem(path, line, column, rule, Level.ERROR, message, hint)
