"""One term for every spelling: tone marks, capitals, hyphens and the variants below do not count.

Folding only compares: what a page shows is always what the record says. Gives no finding.
"""

import re
from functools import lru_cache

from cchc.text import fold

#: Standard term, and how documents also write it. Tone marks, capitals, blanks, hyphens need no row.
VARIANTS: dict[str, tuple[str, ...]] = {
    "pa-nô": ("pano",),
    "băng-rôn": ("bản rôn", "băng zon"),  # "băng zôn", "băng rôn" differ by marks only
    "PAR INDEX": ("chỉ số cải cách hành chính", "các chỉ số cải cách hành chính", "PARINDEX"),
    "SIPAS": (
        "chỉ số hài lòng về sự phục vụ hành chính",
        "chỉ số hài lòng của người dân đối với sự phục vụ của cơ quan hành chính nhà nước",
        "chỉ số hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành chính nhà nước",
        "chỉ số sự hài lòng của tổ chức và cá nhân về sự phục vụ của cơ quan hành chính nhà nước",
    ),
    "PAPI": ("chỉ số hiệu quả quản trị và hành chính công",),
    "PCI": ("chỉ số năng lực cạnh tranh cấp tỉnh",),
    "DDCI": ("chỉ số năng lực cạnh tranh cấp sở ban ngành và địa phương",),
    "DTI": ("chỉ số chuyển đổi số",),
    "Bộ phận Một cửa": (
        "bộ phận tiếp nhận và trả kết quả",
        "bộ phận tiếp nhận và trả kết quả giải quyết thủ tục hành chính",
        "bộ phận tiếp nhận hồ sơ, trả kết quả giải quyết thủ tục hành chính",
        "bộ phận một cửa tiếp nhận và trả kết quả",
    ),
    "Trang thông tin điện tử": ("Cổng thông tin điện tử", "Cổng/Trang thông tin điện tử"),
    "Đài truyền thanh": ("Đài phát thanh", "hệ thống truyền thanh", "loa FM"),
    "Đài PT-TH": ("Đài PTTH", "Đài Phát thanh và Truyền hình", "Đài Phát thanh - Truyền hình"),
    "tin, bài": ("tin, bài, video clip",),
    "không": ("ko",),
}
#: Short for long, in whichever of the variants; tried before them.
ABBREVIATIONS: dict[str, str] = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "CCHC": "cải cách hành chính",
    "TTHC": "thủ tục hành chính",
    "TTĐT": "thông tin điện tử",
    "TT&TT": "Thông tin và Truyền thông",
    "CNTT": "công nghệ thông tin",
    "DVCTT": "dịch vụ công trực tuyến",
}
#: Too short to be taken for a term within a longer phrase: they count when they are all there is.
ALONE: dict[str, str] = {"bài": "tin, bài"}


@lru_cache(maxsize=4096)
def folded(value: str) -> str:
    """The form in which two spellings of one name are equal."""
    plain = _LONG.sub(lambda match: _MEANS[match[0]], _plain(value))
    plain = _TERM.sub(lambda match: _STANDARD[match[0]], plain)
    return _WHOLE.get(plain, plain)


def same(one: str, other: str) -> bool:
    """Whether two spellings mean one term."""
    return folded(one) == folded(other)


def _plain(value: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(value)))


def _words(phrases: dict[str, str]) -> re.Pattern[str]:
    """Any of the phrases as whole words, the longest first."""
    return re.compile(rf"(?<!\S)(?:{'|'.join(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))})(?!\S)")


_MEANS = {_plain(short): _plain(long) for short, long in ABBREVIATIONS.items()}
_STANDARD = {_plain(form): _plain(term) for term, forms in VARIANTS.items() for form in (term, *forms)}
_WHOLE = {_plain(form): _plain(term) for form, term in ALONE.items()}
_LONG, _TERM = _words(_MEANS), _words(_STANDARD)
