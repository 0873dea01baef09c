"""What stands in a changed page that should not: scripts, frames, links to strangers, hidden text.

Which hosts are strangers the manifest tells. Nothing here decides whether a page is changed: hashes do that.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from cchc.publish.findings import Finding, Kind
from cchc.publish.manifest import NAMED_HOST

_MOST = 2_000_000  # characters that are looked at
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d]*[1-9])|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:left|top|text-indent|margin-left|margin-top)\s*:\s*-\s*\d{3,}|(?:^|[;\s{])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$|})"
    r"|clip(?:-path)?\s*:\s*(?:rect\(0|inset\((?:50|100)%)|color\s*:\s*transparent|transform\s*:\s*scale\(0",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?:^|[;\s])(background(?:-color)?|color)\s*:\s*([^;!]+)", re.IGNORECASE)
_HOST = re.compile(NAMED_HOST, re.IGNORECASE)
_ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "background", "srcset", "ping", "xlink:href"}
_FRAMES = {"iframe", "frame", "object", "embed", "applet", "portal"}
_PLAIN_SCRIPTS = {"application/ld+json", "application/json", "text/plain"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def look(path: str, content: bytes, hosts: frozenset[str]) -> list[Finding]:
    """Everything suspicious in a file, once each."""
    text = content[:_MOST].decode("utf-8", "replace")
    if path.endswith((".html", "/")) or "<html" in text[:5000].lower():
        page = _Page(hosts)
        page.feed(text)
        page.close()
        page.end()
        found = page.found
    else:
        found = list(_strangers(text, hosts))
        if path.endswith(".css") and (hidden := _HIDING.search(text)):
            found.append((Kind.HIDDEN, f"kiểu trình bày làm ẩn nội dung: {hidden[0]}"))
        if path.endswith(".svg") and re.search(r"<script|\son\w+\s*=|javascript:", text, re.IGNORECASE):
            found.append((Kind.SCRIPT, "mã lệnh trong hình SVG"))
    return [Finding(kind, path, detail) for kind, detail in dict.fromkeys(found)]


def host_of(address: str) -> str:
    """The host that an address names, in small letters; empty when it stays on the site."""
    squeezed = re.sub(r"[\t\r\n]", "", address.strip())
    try:
        return (urlsplit(squeezed.replace("\\", "/")).hostname or "").lower()
    except ValueError:
        return "?"


class _Page(HTMLParser):
    """Walks through a page and notes what is suspicious."""

    def __init__(self, hosts: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[Kind, str]] = []
        self._hosts = hosts
        self._inside = ""
        self._script: list[str] = []
        self._depth = 0
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name.lower(): value or "" for name, value in attrs}
        self._tag(tag, said)
        for name, value in said.items():
            self._attribute(tag, name, value)
        if self._depth:
            self._depth += tag not in _VOID
        elif tag not in _VOID and _hides(said):
            self._depth = 1
        self._inside = tag if tag in ("script", "style") else ""
        if tag == "script" and ("src" in said or said.get("type", "").lower() in _PLAIN_SCRIPTS):
            self._inside = ""

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag not in _VOID:
            self._depth -= 1
            if not self._depth:
                self._tell_hidden()
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script" and data.strip():
            self.found.append((Kind.SCRIPT, f"mã lệnh viết trong trang: {_short(data)}"))
            self.found.extend(_strangers(data, self._hosts))
        elif self._inside == "style":
            self.found.extend(_strangers(data, self._hosts))
            if hidden := _HIDING.search(data):
                self.found.append((Kind.HIDDEN, f"kiểu trình bày làm ẩn nội dung: {hidden[0]}"))
        elif self._depth:
            self._hidden.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.extend(_strangers(data, self._hosts))

    def end(self) -> None:
        """What was never closed."""
        if self._depth:
            self._tell_hidden()

    def _tell_hidden(self) -> None:
        if words := _short("".join(self._hidden)):
            self.found.append((Kind.HIDDEN, f"bị giấu: {words}"))
        self._depth, self._hidden = 0, []

    def _tag(self, tag: str, said: dict[str, str]) -> None:
        if tag in _FRAMES:
            self.found.append((Kind.SCRIPT, f"khung <{tag}> {_short(said.get('src', said.get('data', '')))}".rstrip()))
        elif tag == "base" and said.get("href"):
            self.found.append((Kind.SCRIPT, f"thẻ <base> đổi hướng mọi liên kết: {_short(said.get('href', ''))}"))
        elif tag == "script" and host_of(said.get("src", "")) not in {"", *self._hosts}:
            self.found.append((Kind.SCRIPT, f"mã lệnh từ nơi lạ: {_short(said['src'])}"))
        elif tag == "meta" and said.get("http-equiv", "").lower() == "refresh":
            self.found.append((Kind.REDIRECT, f"thẻ meta refresh: {_short(said.get('content', ''))}"))
            self.found.extend(_strangers(said.get("content", ""), self._hosts))

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") and value:
            self.found.append((Kind.SCRIPT, f"mã lệnh trong thuộc tính {name}: {_short(value)}"))
        elif name == "style":
            self.found.extend(_strangers(value, self._hosts))
        elif name in _ADDRESSES:
            plain = re.sub(r"[\x00-\x20]", "", value).lower()
            if plain.startswith(("javascript:", "vbscript:", "data:text/html")):
                self.found.append((Kind.SCRIPT, f"địa chỉ chạy mã lệnh: {_short(value)}"))
            elif (host := host_of(value)) and host not in self._hosts:
                self.found.append((Kind.LINK, f"<{tag}> dẫn tới {host}"))


def _strangers(text: str, hosts: frozenset[str]) -> Iterator[tuple[Kind, str]]:
    """Hosts in any text that are not known."""
    for host in dict.fromkeys(_HOST.findall(text)):
        if host.lower() not in hosts and "." in host:
            yield Kind.LINK, f"nhắc tới {host.lower()}"


def _hides(said: dict[str, str]) -> bool:
    style = said.get("style", "")
    colours = {name.lower(): value.strip().lower() for name, value in _COLOUR.findall(style)}
    back = colours.get("background-color", colours.get("background", ""))
    return "hidden" in said or bool(_HIDING.search(style)) or bool(back and back == colours.get("color"))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else f"{flat[:99]}…"
