"""What `cchc verify` can find."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Kinds of findings, the gravest first: name for programs, words for people, whether it is an alarm."""

    SIGNATURE = ("signature", "chữ ký của bản kê không đúng hoặc không có", True)
    REPLAYED = ("replayed", "bản cũ được đưa trở lại", True)
    CLOAKED = ("cloaked", "nội dung khác đi tùy người xem (máy tìm kiếm, điện thoại)", True)
    REDIRECT = ("redirect", "trang chuyển người xem đi nơi khác", True)
    CATCH_ALL = ("catch-all", "địa chỉ không có thật mà máy chủ vẫn trả lời", True)
    SCRIPT = ("script", "mã lệnh hoặc khung bị chèn", True)
    LINK = ("link", "liên kết lạ bị chèn", True)
    HIDDEN = ("hidden", "chữ, liên kết bị giấu", True)
    CHANGED = ("changed", "tệp bị sửa", True)
    COPY = ("copy", "bản nén không khớp với tệp", True)
    MISSING = ("missing", "tệp bị mất", True)
    FOREIGN = ("foreign", "tệp lạ", True)
    HEADER = ("header", "máy chủ thêm điều lạ khi trả lời", True)
    UNREACHED = ("unreached", "không mở được", False)
    UNSIGNED = ("unsigned", "bản kê không có chữ ký, hoặc không có khóa để đối chiếu", False)
    BLOCKED = ("blocked", "máy chủ từ chối khi hỏi như máy tìm kiếm hoặc điện thoại", False)
    STALE = ("stale", "bộ nhớ đệm còn giữ bản trước", False)
    COOKIE = ("cookie", "máy chủ đặt cookie; trang này không cần", False)

    def __init__(self, code: str, label: str, alarming: bool) -> None:
        self.code, self.label, self.alarming = code, label, alarming


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was published: where (path or address), and what in words."""

    kind: Kind
    path: str
    detail: str = ""


@dataclass(frozen=True)
class Checked:
    """All findings; against which release, how many files, with how many questions to the server."""

    findings: tuple[Finding, ...]
    release: str = ""
    files: int = 0
    requests: int = 0

    @property
    def status(self) -> int:
        """Exit status: 0 as published, 1 an alarm, 3 not all could be reached."""
        if any(found.kind.alarming for found in self.findings):
            return 1
        return 3 if any(found.kind is Kind.UNREACHED for found in self.findings) else 0
