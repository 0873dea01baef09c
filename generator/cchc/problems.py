"""Problems are values with an address. Nothing in the core raises for bad data."""

import errno
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import lru_cache


class Level(StrEnum):
    """How much a problem weighs: an error stops the build; a warning and a notice never do."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The Vietnamese word a clerk reads."""
        return {"error": "lỗi", "warning": "cảnh báo", "notice": "lưu ý"}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: where, what, and how to mend it.

    `path` is relative to the site's folder with forward slashes; `line` and `column` count from 1.
    `message` and `hint` are Vietnamese sentences for the clerk.
    """

    path: str
    line: int
    column: int
    rule: str
    level: Level
    message: str
    hint: str = ""

    @property
    def told(self) -> str:
        """Within a message about the file: "dòng 3: thiếu dấu cách; thêm một dấu cách"."""
        return f"dòng {self.line}: {self.message}; {self.hint}"


class Refused(Exception):
    """The program cannot go on, for a reason outside the data; the message is Vietnamese.

    `status` is the exit status: 2 wrong usage, 3 something could not be reached or written.
    """

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


_DRIVE_GONE = "mất kết nối với ổ mạng, ổ USB; nối lại rồi chạy lại lệnh"
_GAP = "declared-gap"  # the rule that tells what a record says to be unknown
_SYSTEM = {
    errno.ENOSPC: "hết chỗ trên đĩa",
    errno.EFBIG: "tệp lớn quá mức máy cho phép",
    errno.EACCES: "không có quyền đọc hoặc ghi; tệp đang mở ở chương trình khác thì đóng lại",
    errno.EPERM: "không có quyền đọc hoặc ghi; tệp đang mở ở chương trình khác thì đóng lại",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.EBUSY: "chương trình khác đang dùng",
    **dict.fromkeys((errno.ESTALE, errno.EHOSTDOWN, errno.ETIMEDOUT, errno.ENOTCONN), _DRIVE_GONE),
    errno.EIO: "đĩa hỏng hoặc mất kết nối với đĩa",
    errno.EMFILE: "đang mở quá nhiều tệp; đóng bớt chương trình rồi chạy lại",
    errno.ENAMETOOLONG: "tên tệp hoặc đường dẫn quá dài; đặt tên ngắn hơn",
    errno.EINVAL: "tên tệp có ký tự mà máy không nhận",
    errno.EISDIR: "đó là thư mục, không phải tệp",
    errno.ENOTEMPTY: "thư mục không trống",
    errno.ELOOP: "liên kết dẫn vòng tròn",
    errno.ENOENT: "không thấy tệp hoặc thư mục",
    errno.EEXIST: "đã có tệp cùng tên với thư mục cần tạo",
    errno.ENOTDIR: "một phần của đường dẫn là tệp, không phải thư mục",
}
#: What Windows says by numbers of its own (learn.microsoft.com: System Error Codes); C calls most of them EINVAL.
_WINDOWS = {
    **dict.fromkeys((21, 31, 53, 55, 59, 64, 67, 121, 1167, 1231), _DRIVE_GONE),
    **dict.fromkeys((32, 33, 1224), "chương trình khác đang mở tệp này; đóng ở đó rồi chạy lại"),
    123: _SYSTEM[errno.EINVAL],
    206: _SYSTEM[errno.ENAMETOOLONG],
    225: "chương trình diệt vi-rút chặn tệp này",
    362: "tệp còn trên OneDrive; mở OneDrive, đợi tải về máy rồi chạy lại",
}
_LONGEST = 259  # letters of a path on Windows as it comes; of a longer one it says that there is none


def refused_by_system(error: OSError, place: object) -> Refused:
    """An error of the system in words; `place` is the folder that was worked on."""
    both = f" hoặc {error.filename2}" if error.filename2 else ""  # a move: either may be what another program has open
    return Refused(f"không đọc hoặc ghi được {error.filename or place}{both}: {reason(error)}", 3)


def drive_gone(error: OSError) -> bool:
    """Whether a drive of the network or of USB is no longer there."""
    return reason(error) == _DRIVE_GONE


def reason(error: OSError) -> str:
    """Why the system refused, in words."""
    number: int = getattr(error, "winerror", None) or 0
    if number in (2, 3, 123) and max(len(str(name)) for name in (error.filename, error.filename2)) > _LONGEST:
        number = 206
    if number in _WINDOWS:
        return _WINDOWS[number]
    if error.errno in _SYSTEM and not (number and error.errno == errno.EINVAL):
        return _SYSTEM[error.errno]
    return f"lỗi hệ thống {number or error.errno}" if error.errno else "lỗi của máy, không rõ vì sao"


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column (from 1) of an offset in a text."""
    starts = _line_starts(text)
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


@lru_cache(maxsize=1)  # of one text many places are asked for
def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any problem stops the build."""
    return any(problem.level is Level.ERROR for problem in problems)


def tally(problems: Iterable[Problem]) -> str:
    """How many of each level: "0 lỗi, 12 cảnh báo, 4 lưu ý."; and how many of them are what is declared unknown."""
    found = [(problem.level, problem.rule) for problem in problems]
    told = ", ".join(f"{sum(level is one for one, _ in found)} {level.label}" for level in Level) + "."
    gaps = sum(rule == _GAP for _, rule in found)
    return f"{told} Trong đó {gaps} mục ghi “chưa có”." if gaps else told


def arrange(problems: Iterable[Problem]) -> list[Problem]:
    """Sort by address and drop exact repeats."""
    return sorted(set(problems))


def format_text(problems: Iterable[Problem]) -> str:
    """Lines for a terminal: `path:line:column: lỗi [rule] message`, the hint below. What is declared unknown comes
    first, each file in one line; errors last, where eyes rest.
    """
    told = list(problems)
    others = sorted((one for one in told if one.rule != _GAP), key=lambda problem: problem.level is Level.ERROR)
    lines = []
    for p in (*_gaps_by_file(told), *others):
        lines.append(f"{p.path}:{p.line}:{p.column}: {p.level.label} [{p.rule}] {p.message}")
        if p.hint:
            lines.append(f"    gợi ý: {p.hint}")
    return "\n".join(lines)


def _gaps_by_file(problems: Iterable[Problem]) -> Iterator[Problem]:
    """What each file declares to be unknown, as one problem: nobody reads on through a hundred of them."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.rule == _GAP:
            by_file.setdefault(problem.path, []).append(problem)
    for gaps in by_file.values():
        names = "; ".join(f"{gap.message.partition(': ')[0]} (dòng {gap.line})" for gap in gaps)
        yield gaps[0] if len(gaps) == 1 else replace(gaps[0], message=f"{len(gaps)} mục chưa có: {names}")


def format_github(problems: Iterable[Problem]) -> str:
    """Workflow commands that GitHub shows beside the line (docs: "workflow commands")."""
    return "\n".join(
        f"::{p.level} file={_property(p.path)},line={p.line},col={p.column},title={_property(p.rule)}::"
        f"{_data(p.message + (' — ' + p.hint if p.hint else ''))}"
        for p in problems
    )


def format_json(problems: Iterable[Problem]) -> str:
    """A JSON array of objects with the fields of `Problem`."""
    return json.dumps([asdict(p) for p in problems], ensure_ascii=False, indent=1)


FORMATS = {"text": format_text, "github": format_github, "json": format_json}


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
