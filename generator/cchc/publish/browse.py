"""A live site as its visitors get it: each file asked for as a browser, a search engine and a phone would."""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from cchc.publish.place import Fault
from cchc.publish.web import Broken, Undecodable, fault_of, pool

_SPARE = 1_000_000  # bytes beyond the expected size that are read; more is not the file
_CHUNK = 65_536


@dataclass(frozen=True)
class Visitor:
    """Who asks: a name for people, and headers."""

    name: str
    headers: Mapping[str, str]


_ACCEPT = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "vi-VN,vi;q=0.9,en;q=0.5"}
BROWSER = Visitor(
    "trình duyệt",
    {
        **_ACCEPT,
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/140.0.0.0 Safari/537.36",
        "Accept-Encoding": "gzip, br",
    },
)
SEARCH_ENGINE = Visitor(
    "máy tìm kiếm",
    {
        **_ACCEPT,
        "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Accept-Encoding": "identity",
    },
)
PHONE = Visitor(
    "điện thoại đến từ Google",
    {
        **_ACCEPT,
        "User-Agent": "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/140.0.0.0 Mobile Safari/537.36",
        "Referer": "https://www.google.com/",
        "Accept-Encoding": "gzip",
    },
)


@dataclass(frozen=True)
class Answer:
    """What a server said: status (0: nothing, for the reason in `fault`), headers, the body and its hash."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    sha256: str = ""
    fault: Fault | None = None
    detail: str = ""

    @property
    def moved(self) -> bool:
        """Whether it leads elsewhere."""
        return self.status in (301, 302, 303, 307, 308)


class Live:
    """A site at an address that ends with a slash."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.requests = 0
        self._counting = threading.Lock()
        self._pool = pool()

    def close(self) -> None:
        """Hang up."""
        self._pool.clear()

    def ask(self, path: str, size: int = 0, who: Visitor = BROWSER, more: Mapping[str, str] | None = None) -> Answer:
        """Get a path below the site; about `size` bytes are expected. What a server error hides is asked for twice."""
        answer = self._ask(path, size, who, more or {})
        return self._ask(path, size, who, more or {}) if answer.status >= 500 else answer

    def _ask(self, path: str, size: int, who: Visitor, more: Mapping[str, str]) -> Answer:
        with self._counting:
            self.requests += 1
        try:
            response = self._pool.request(
                "GET", self.base + path, headers={**who.headers, **more}, preload_content=False
            )
            try:
                parts: list[bytes] = []
                left = size + _SPARE
                for chunk in response.stream(_CHUNK, decode_content=True):
                    parts.append(chunk[:left])
                    left -= len(chunk)
                    if left <= 0:
                        response.close()  # an endless answer; its hash is wrong anyway
                        break
            finally:
                response.release_conn()
        except Undecodable:
            return Answer(200, detail="nén hỏng")
        except Broken as error:
            return Answer(0, fault=fault_of(error), detail=type(error).__name__)
        body = b"".join(parts)
        return Answer(response.status, response.headers, body, hashlib.sha256(body).hexdigest())


def address_of(path: str) -> str:
    """The address of a file as visitors ask for it, below the site's."""
    shown = path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
    return quote(shown)
