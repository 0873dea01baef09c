"""What a live site answers where it has nothing: invented addresses, what intruders leave, folders without a page."""

import re
import secrets
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from cchc.publish.browse import BROWSER, PHONE, SEARCH_ENGINE, Answer, Live, Visitor, address_of
from cchc.publish.findings import Finding, Kind
from cchc.publish.look import host_of, look
from cchc.publish.manifest import File, Manifest
from cchc.publish.web import concurrently


def strays(live: Live, manifest: Manifest, hosts: frozenset[str]) -> list[Finding]:
    """Everything that answers and should not."""
    return _Search(live, manifest, hosts).all()


class _Search:
    def __init__(self, live: Live, manifest: Manifest, hosts: frozenset[str]) -> None:
        self.live, self.manifest, self.hosts = live, manifest, hosts
        self.own = {name for name, _, _ in manifest.named()}

    def all(self) -> list[Finding]:
        """Ask for each."""
        invented = secrets.token_hex(6)
        nowhere = [f"{invented}/", f"{invented}.html", f"tin-tuc/{invented}/"]
        found = [
            problem
            for path, who in [(nowhere[0], BROWSER), (nowhere[1], SEARCH_ENGINE), (nowhere[2], PHONE)]
            for problem in self._nowhere(path, who)
        ]
        if any(each.kind is Kind.CATCH_ALL for each in found):
            return found
        for several in concurrently(self._probe, [path for path in probes() if path not in self.own]):
            found += several
        for several in concurrently(self._bare_folder, _bare_folders(self.manifest.files)):
            found += several
        return found

    def _nowhere(self, path: str, who: Visitor) -> Iterator[Finding]:
        answer = self.live.ask(path, who=who)
        own = self.manifest.files.get("404.html")
        if answer.status == 200 or answer.moved:
            words = f"tới {answer.headers.get('Location', '')}" if answer.moved else f"mã {answer.status}"
            yield Finding(Kind.CATCH_ALL, "(địa chỉ bịa ra)", f"{who.name}: {words}")
        if own is None or own.sha256 != answer.sha256:
            for found in look("404.html", answer.body, self.hosts):
                yield Finding(found.kind, "(trang báo không tìm thấy)", found.detail)

    def _probe(self, path: str) -> list[Finding]:
        answer = self.live.ask(path)
        if answer.status != 200 and not answer.moved:
            return []
        away = self._led_away(path, answer)
        return away or [Finding(Kind.FOREIGN, path), *look(f"{path}/", answer.body, self.hosts)]

    def _bare_folder(self, folder: str) -> list[Finding]:
        """A folder without a page of ours: a page there is foreign, and so is what a listing names besides files."""
        answer = self.live.ask(folder)
        if answer.status != 200:
            return self._led_away(folder, answer)
        names = re.findall(r'href="([^"?#/][^"?#]*)"', answer.body.decode("utf-8", "replace"))
        below = [unquote(f"{address_of(folder)}{name}") for name in names if "//" not in name and name != "../"]
        known = [name for name in below if _leads(name, self.own)]
        if not known:
            return [Finding(Kind.FOREIGN, folder, "trang lạ"), *look(folder, answer.body, self.hosts)]
        gone = self.manifest.before
        return [Finding(Kind.FOREIGN, name) for name in below if name not in known and not _leads(name, gone)]

    def _led_away(self, path: str, answer: Answer) -> list[Finding]:
        """Whether visitors are sent to a stranger."""
        target = answer.headers.get("Location", "") if answer.moved else ""
        strange = host_of(target) not in ("", host_of(self.live.base))
        return [Finding(Kind.REDIRECT, path, f"tới {target}")] if strange else []


def probes() -> list[str]:
    """Addresses that intruders leave."""
    lines = Path(__file__).with_name("probes.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _leads(name: str, files: Collection[str]) -> bool:
    """Whether a name is that of a file, or of a folder on the way to one."""
    return name in files or (name.endswith("/") and any(each.startswith(name) for each in files))


def _bare_folders(files: Mapping[str, File]) -> list[str]:
    folders = {path.rpartition("/")[0] for path in files if "/" in path}
    return sorted(f"{folder}/" for folder in folders if f"{folder}/index.html" not in files)
