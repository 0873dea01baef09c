"""A WebDAV server (RFC 4918) as a target."""

import os
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from threading import Lock
from urllib.parse import quote, unquote, urlsplit

from cchc.publish.place import LOCK, Failed, Fault, Parcel, Tick
from cchc.publish.web import Broken, Response, concurrently, fault_of, pool

_OWNER = f"{LOCK}/owner.json"
_NO_HEADERS: Mapping[str, str] = {}
_FAULTS = {
    404: Fault.MISSING,
    409: Fault.MISSING,
    401: Fault.LOGIN,
    403: Fault.DENIED,
    413: Fault.FULL,
    423: Fault.DENIED,
    507: Fault.FULL,
}


class Dav:
    """Files below an address."""

    def __init__(self, address: str, user: str) -> None:
        self._base = address.rstrip("/") + "/"
        self.where = address
        self._pool = pool(user, os.environ.get("CCHC_PASSWORD", ""))
        self._made: set[str] = set()
        self._making = Lock()

    def read(self, name: str) -> bytes | None:
        """The bytes of a file."""
        answer = self._ask("GET", name, {200, 404})
        return answer.data if answer.status == 200 else None

    def send(self, parcels: Iterable[Parcel], tick: Tick) -> None:
        """Write files; servers write beside and move: who reads has the old file or the new one."""
        concurrently(self._send, parcels, tick)

    def names(self, folder: str) -> list[str]:
        """Names right below a folder."""
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        body = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
        answer = self._ask("PROPFIND", f"{folder}/", {207, 404}, headers, body)
        if answer.status == 404:
            return []
        own = unquote(urlsplit(f"{self._base}{quote(folder)}").path).rstrip("/")
        found = [unquote(urlsplit(each.text or "").path).rstrip("/") for each in _hrefs(answer.data)]
        return [path.rpartition("/")[2] for path in found if path != own]

    def remove(self, names: Iterable[str]) -> None:
        """Delete files."""
        concurrently(lambda name: self._ask("DELETE", name, {200, 204, 404}), names)

    def lock(self, content: bytes) -> bool:
        """Make a collection that must not be there: all servers do that for one only."""
        self._make_folder(".cchc")
        if self._ask("MKCOL", f"{LOCK}/", {201, 405, 409}).status != 201:
            return False
        self._ask("PUT", _OWNER, {200, 201, 204}, body=content)
        return True

    def locked(self) -> bytes | None:
        """What was put into the collection."""
        content = self.read(_OWNER)
        if content is None and self._ask("PROPFIND", f"{LOCK}/", {207, 404}, {"Depth": "0"}).status == 207:
            return b""
        return content

    def unlock(self) -> None:
        """Delete the collection."""
        self.remove([f"{LOCK}/"])

    def close(self) -> None:
        """Hang up."""
        self._pool.clear()

    def copy(self, pairs: Mapping[str, str], tick: Tick) -> None:
        """Copies that the server makes itself."""
        concurrently(self._copy, pairs.items(), tick)

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        """Sizes of files."""
        wanted = list(names)
        answers = concurrently(lambda name: self._ask("HEAD", name, {200, 404}), wanted)
        return {
            name: int(answer.headers.get("Content-Length", -1))
            for name, answer in zip(wanted, answers, strict=True)
            if answer.status == 200
        }

    def _send(self, parcel: Parcel) -> None:
        self._make_folders(parcel.name)
        self._ask("PUT", parcel.name, {200, 201, 204}, body=parcel.content())

    def _copy(self, pair: tuple[str, str]) -> None:
        new, old = pair
        self._make_folders(new)
        self._ask("COPY", old, {201, 204, 404}, {"Destination": self._base + quote(new), "Overwrite": "T"})

    def _make_folders(self, name: str) -> None:
        parents = [parent.as_posix() for parent in PurePosixPath(name).parents][-2::-1]
        with self._making:
            for parent in parents:
                self._make_folder(parent)

    def _make_folder(self, name: str) -> None:
        if name not in self._made:
            self._ask("MKCOL", f"{name}/", {201, 301, 405})
            self._made.add(name)

    def _ask(
        self,
        method: str,
        name: str,
        expected: set[int],
        headers: Mapping[str, str] = _NO_HEADERS,
        body: bytes | None = None,
    ) -> Response:
        sent = {**self._pool.headers, "Accept-Encoding": "identity", **headers}
        try:
            answer = self._pool.request(method, self._base + quote(name), body=body, headers=sent)
        except Broken as error:
            raise Failed(self.where, fault_of(error), type(error).__name__) from error
        if answer.status not in expected:
            raise Failed(self.where, _FAULTS.get(answer.status, Fault.OTHER), f"{method} {name}: {answer.status}")
        return answer


def _hrefs(content: bytes) -> Iterable[ET.Element]:
    try:
        return ET.fromstring(content).iter("{DAV:}href")
    except ET.ParseError:
        return ()
