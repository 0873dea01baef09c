"""A live site compared with its manifest, as several visitors get it, and looked at where nothing should be."""

import hashlib
import json
import random
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from cchc.engine.workspace import Progress
from cchc.files import rewrite
from cchc.problems import Refused
from cchc.publish.browse import BROWSER, PHONE, SEARCH_ENGINE, Answer, Live, Visitor, address_of
from cchc.publish.findings import Checked, Finding, Kind
from cchc.publish.inventory import WORDY
from cchc.publish.look import host_of, look
from cchc.publish.manifest import NAME, File, Manifest, Signed, unpack
from cchc.publish.release import INCOMING
from cchc.publish.signature import signature_findings
from cchc.publish.strays import strays
from cchc.publish.web import concurrently

_DAY = 86_400
_LARGEST = 64_000_000  # bytes of a manifest
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "javascript", ".svg": "image/svg+xml"}
_SAMPLE = 5  # pages that `--quick` asks for as every visitor, besides the home page; others each hour
_AGAIN = {"Cache-Control": "no-cache", "Pragma": "no-cache"}
# "none" stands for "noindex, nofollow", for all or behind the name of one engine; not in "max-image-preview: none".
_HIDDEN = re.compile(r"(?:^|,)\s*(?:(?!max-)[\w-]+\s*:\s*)?(?:noindex|none)\b", re.IGNORECASE)
_REFUSED = (401, 403, 429, 503)


def check(address: str, public: str, memory: Path | None, quick: bool, now: int, progress: Progress | None) -> Checked:
    """Compare a live site with its manifest. Raises Refused when the address is none."""
    if not host_of(address) or host_of(address) == "?":
        raise Refused(f"địa chỉ {address} không đúng dạng https://máy-chủ/")
    live = Live(address.partition("?")[0].rstrip("/") + "/")
    try:
        return _Visit(live, public, Memory(memory, live.base), quick, now, progress).check()
    finally:
        live.close()


class Memory:
    """What this computer remembers of a live site: the newest release, and tags of files that were right."""

    def __init__(self, folder: Path | None, base: str) -> None:
        mark = hashlib.sha256(base.encode()).hexdigest()[:16]
        self._file = folder / f"verify-{mark}.json" if folder else None
        self.made = 0
        self.tags: dict[str, list[str]] = {}
        with suppress(OSError, ValueError, TypeError, KeyError):
            said: dict[str, Any] = json.loads(self._file.read_text("utf-8")) if self._file else {"made": 0, "tags": {}}
            self.made, self.tags = int(said["made"]), dict(said["tags"])

    def save(self) -> None:
        """Write it down; a folder that may not be written is no failure."""
        with suppress(OSError):
            if self._file:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                rewrite(self._file, json.dumps({"made": self.made, "tags": self.tags}).encode())


class _Visit:
    """One look at a site."""

    def __init__(
        self, live: Live, public: str, memory: Memory, quick: bool, now: int, progress: Progress | None
    ) -> None:
        self.live, self.public, self.memory, self.quick = live, public, memory, quick
        self.now, self.progress = now, progress
        self.manifest = Manifest("", "", 0, {})
        self.next: Mapping[str, File] | None = None

    def check(self) -> Checked:
        """All that is not as it was published; a release that comes in between is compared anew."""
        for _ in range(3):
            signed = self._read_manifest()
            if isinstance(signed, Finding):
                return Checked((signed,), requests=self.live.requests)
            self.manifest = signed.manifest
            findings = [*signature_findings(signed, self.public, NAME), *self._replayed(), *self._files()]
            after = self._read_manifest() if any(found.kind.alarming for found in findings) else signed
            if isinstance(after, Signed) and after.manifest.release == signed.manifest.release:
                break
        findings += strays(self.live, self.manifest, self._hosts())
        self.memory.made = max(self.memory.made, self.manifest.made)
        self.memory.save()
        return Checked(
            tuple(dict.fromkeys(findings)), self.manifest.release, len(self.manifest.files), self.live.requests
        )

    def _read_manifest(self) -> Signed | Finding:
        """The manifest past all caches; or why there is none."""
        answer = self.live.ask(f"{NAME}?{secrets.token_hex(4)}", _LARGEST, more=_AGAIN)
        target = urljoin(self.live.base, answer.headers.get("Location", "")) if answer.moved else ""
        if (
            target.startswith("https:")
            and self.live.base.startswith("http:")
            and host_of(target) == host_of(self.live.base)
        ):
            self.live.base = "https:" + self.live.base.removeprefix("http:")
            answer = self.live.ask(f"{NAME}?{secrets.token_hex(4)}", _LARGEST, more=_AGAIN)
        if answer.fault:
            return Finding(Kind.UNREACHED, self.live.base, f"{answer.fault} ({answer.detail})")
        if answer.moved:
            return Finding(Kind.REDIRECT, NAME, f"tới {answer.headers.get('Location', '')}")
        if answer.status >= 500:
            return Finding(Kind.UNREACHED, NAME, f"máy chủ báo lỗi {answer.status}")
        try:
            return unpack(answer.body if answer.status == 200 else b"")
        except ValueError:
            words = "bản kê hỏng" if answer.status == 200 else f"không có bản kê (mã {answer.status})"
            return Finding(Kind.MISSING, NAME, f"{words}: không kiểm được gì")

    def _replayed(self) -> Iterator[Finding]:
        if self.manifest.made < self.memory.made:
            yield Finding(Kind.REPLAYED, NAME, f"bản {self.manifest.release} cũ hơn bản đã thấy ở lần kiểm trước")

    def _files(self) -> list[Finding]:
        """Every file as a browser gets it; texts also as a search engine and a phone do."""
        paths = sorted(self.manifest.files)
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            if self.progress is not None:
                self.progress(done, len(paths))

        draw = random.Random(self.now // 3600)
        pages = [path for path in paths if path.endswith(".html")]
        sample = {"index.html", *draw.sample(pages, min(_SAMPLE, len(pages)))}
        return [
            found
            for several in concurrently(lambda path: self._file(path, not self.quick or path in sample), paths, tick)
            for found in several
        ]

    def _file(self, path: str, closely: bool) -> list[Finding]:
        """What is wrong with a file. Nothing, as a rule, after one question or three."""
        file, address = self.manifest.files[path], address_of(path)
        tag, known = self.memory.tags.get(path, ["", ""])
        usable = self.quick and tag and known == file.sha256
        first = self.live.ask(address, file.size, more={"If-None-Match": tag} if usable else None)
        if first.status == 304 and usable:
            first = Answer(200, sha256=file.sha256)
        elif first.sha256 == file.sha256 and first.status == 200:
            self.memory.tags[path] = [first.headers.get("ETag", ""), file.sha256]
        answers = [(BROWSER, first)]
        if closely and path.endswith(WORDY):
            answers += [(who, self.live.ask(address, file.size, who)) for who in (SEARCH_ENGINE, PHONE)]
        found = [problem for _, answer in answers for problem in self._headers(path, answer)]
        wrong = [(who, answer) for who, answer in answers if not self._right(file, answer)]
        if not wrong:
            return found
        self.memory.tags.pop(path, None)
        if len(wrong) == len(answers):
            return found + self._wrong(path, file, first)
        for who, answer in wrong:
            found += self._differing(path, file, who, answer)
        return found

    def _right(self, file: File, answer: Answer) -> bool:
        return answer.status == 200 and answer.sha256 == file.sha256

    def _differing(self, path: str, file: File, who: Visitor, answer: Answer) -> list[Finding]:
        """One visitor got something else than another: because of who asks, or of how the answer is compressed?"""
        if answer.fault or answer.status >= 500 or (answer.status in _REFUSED and who is not BROWSER):
            return [self._refused(path, who, answer)]
        encoding = {"Accept-Encoding": who.headers["Accept-Encoding"]}
        others = [each for each in (BROWSER, SEARCH_ENGINE, PHONE) if each is not who]
        same = [self.live.ask(address_of(path), file.size, each, encoding) for each in others]
        if any(self._right(file, each) for each in same):
            kind, words = Kind.CLOAKED, f"chỉ {who.name} nhận nội dung này"
        else:
            kind, words = Kind.COPY, f"bản trả lời kiểu {encoding['Accept-Encoding']}"
        if excuse := self._excused(path, answer):
            return [excuse]
        return [Finding(kind, path, words), *self._why(path, answer, who)]

    def _wrong(self, path: str, file: File, answer: Answer) -> list[Finding]:
        """All visitors got something else, or nothing."""
        if answer.fault or answer.status >= 500:
            return [self._refused(path, BROWSER, answer)]
        if excuse := self._excused(path, answer):
            return [excuse]
        if answer.moved or answer.status != 200:
            return self._why(path, answer, BROWSER)
        return [
            Finding(Kind.CHANGED, path, answer.detail or f"{file.size} byte, nay {len(answer.body)} byte"),
            *self._why(path, answer, BROWSER),
        ]

    def _why(self, path: str, answer: Answer, who: Visitor) -> list[Finding]:
        if answer.moved:
            return [Finding(Kind.REDIRECT, path, f"{who.name} bị chuyển tới {answer.headers.get('Location', '?')}")]
        if answer.status != 200:
            return [Finding(Kind.MISSING, path, f"máy chủ trả lời mã {answer.status} ({who.name})")]
        return look(path, answer.body, self._hosts())

    def _excused(self, path: str, answer: Answer) -> Finding | None:
        """A cache that still has what was there a day ago, or a release that is just coming."""
        if answer.status != 200:
            return None
        formers = self.manifest.before.get(path, ())
        if any(each.sha256 == answer.sha256 and self.now - each.until < _DAY for each in formers):
            return Finding(Kind.STALE, path)
        coming = self._coming().get(path)
        if coming is not None and coming.sha256 == answer.sha256:
            return Finding(Kind.STALE, path, "đang có lần đăng mới")
        return None

    def _coming(self) -> Mapping[str, File]:
        """Files of a release that is being published where files are replaced one by one."""
        if self.next is None:
            self.next = {}
            answer = self.live.ask(f"{INCOMING}?{secrets.token_hex(4)}", _LARGEST, more=_AGAIN)
            with suppress(ValueError):
                signed = unpack(answer.body if answer.status == 200 else b"")
                trusted = not any(found.kind.alarming for found in signature_findings(signed, self.public, NAME))
                if trusted and signed.manifest.made > self.manifest.made and self.now - signed.manifest.made < _DAY:
                    self.next = signed.manifest.files
        return self.next

    def _headers(self, path: str, answer: Answer) -> Iterator[Finding]:
        """What a server may add to a right answer."""
        said = answer.headers
        if said.get("Set-Cookie"):
            yield Finding(Kind.COOKIE, path)
        if answer.status != 200:
            return
        if refresh := said.get("Refresh"):
            yield Finding(Kind.REDIRECT, path, f"tiêu đề Refresh: {refresh[:100]}")
        if _HIDDEN.search(said.get("X-Robots-Tag", "")) and path.endswith(".html"):
            yield Finding(
                Kind.HEADER, path, f"X-Robots-Tag: {said['X-Robots-Tag'][:100]} (giấu trang với máy tìm kiếm)"
            )
        for host in map(host_of, re.findall(r"<([^>]*)>", said.get("Link", ""))):
            if host and host not in self._hosts():
                yield Finding(Kind.HEADER, path, f"Link: dẫn tới {host}")
        expected = next((kind for ending, kind in _TYPES.items() if path.endswith(ending)), "")
        if expected and "Content-Type" in said and expected not in said["Content-Type"].lower():
            yield Finding(Kind.HEADER, path, f"Content-Type: {said['Content-Type'][:100]}, đúng ra là {expected}")
        if "attachment" in said.get("Content-Disposition", "").lower() and path.endswith(".html"):
            yield Finding(Kind.HEADER, path, "Content-Disposition: trang bị tải xuống thay vì hiện ra")

    def _refused(self, path: str, who: Visitor, answer: Answer) -> Finding:
        if answer.fault:
            return Finding(Kind.UNREACHED, path, f"{answer.fault} ({answer.detail})")
        kind = Kind.UNREACHED if who is BROWSER else Kind.BLOCKED
        return Finding(kind, path, f"{who.name}: máy chủ trả lời mã {answer.status}")

    def _hosts(self) -> frozenset[str]:
        return frozenset({*self.manifest.hosts, host_of(self.live.base), host_of(self.manifest.site)})
