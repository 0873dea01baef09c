"""Addresses of targets: a folder, sftp://, s3://, davs://. Passwords never stand in an address."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from cchc.problems import Refused
from cchc.publish.in_place import InPlace, Journal
from cchc.publish.release import Way
from cchc.publish.releases import Releases

_FORMS = (
    "một thư mục, sftp://tài-khoản@máy-chủ/đường-dẫn, s3://kho/thư-mục?endpoint=https://…, davs://máy-chủ/đường-dẫn"
)
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
#: What stands for a server rather than a folder: `xa@`, `may-chu:`, `sftp:`, but not `D:`; `xa.example.vn`.
_REMOTE = re.compile(r"[^/\\]*@|[^/\\:]{2,}:|[^\W_][\w-]*(\.[\w-]+)+(?=/|$)")


@dataclass(frozen=True)
class Target:
    """Where to publish, not yet reached."""

    kind: str
    address: str
    parts: SplitResult

    @property
    def mark(self) -> str:
        """A short name for this computer's memory of the target."""
        return hashlib.sha256(self.address.encode()).hexdigest()[:16]

    @property
    def at_once(self) -> bool:
        """Whether it has folders and links."""
        return _KINDS[self.kind].at_once


def parse(address: str) -> Target:
    """Understand an address. Raises Refused."""
    found = re.match(r"([a-z][a-z0-9+]+)://", address, re.IGNORECASE)
    if found is None:
        return _folder(address)
    kind, parts = found[1].lower(), urlsplit(address)
    if kind not in _KINDS or kind == "folder":
        raise Refused(f"không hiểu nơi đăng {kind}://. Viết một trong: {_FORMS}")
    if parts.password:
        raise Refused("không viết mật khẩu trong địa chỉ. Đặt nó vào biến môi trường CCHC_PASSWORD")
    if not parts.hostname:
        raise Refused(f"địa chỉ {address} thiếu tên máy chủ. Viết một trong: {_FORMS}")
    if kind == "dav" and parts.hostname not in _LOOPBACK:
        raise Refused("dav:// gửi mật khẩu không mã hóa; dùng davs://")
    endpoint = urlsplit(_asked(parts, "endpoint") or "https://amazonaws.com")
    if kind == "s3" and endpoint.scheme != "https" and endpoint.hostname not in _LOOPBACK:
        raise Refused(f"endpoint của kho phải là địa chỉ https://, không phải {endpoint.geturl()}")
    try:
        _ = parts.port
    except ValueError:
        raise Refused(f"cổng trong địa chỉ {address} không phải số") from None
    _need(kind)
    return Target(kind, address, parts)


def _folder(address: str) -> Target:
    """A folder, which may have to be made; what looks like a server is not made into a folder of that name."""
    path = Path(address).absolute()
    if path.exists() and not path.is_dir():
        raise Refused(f"{address} là tệp, không phải thư mục; viết một nơi đăng: {_FORMS}")
    if not path.exists() and _REMOTE.match(address):
        raise Refused(
            f"không thấy thư mục {address}, và tên ấy giống địa chỉ máy chủ. Nếu là máy chủ, viết đủ cách nối: "
            f"sftp://tài-khoản@máy-chủ/đường-dẫn (hoặc s3://…, davs://…). Nếu là thư mục mới, viết: ./{address}"
        )
    return folder_at(address)


def folder_at(address: str) -> Target:
    """A folder, whatever its name looks like."""
    return Target("folder", str(Path(address).absolute()), urlsplit(""))


@contextmanager
def opened(target: Target, memory: Path) -> Iterator[Way]:
    """Reach it; `memory` is the folder for what this computer remembers of it. Raises Failed."""
    way = _KINDS[target.kind].open(target, memory)
    try:
        yield way
    finally:
        way.place.close()


def _folder_way(target: Target, _memory: Path) -> Way:
    from cchc.publish.folder import Folder

    return Releases(Folder(Path(target.address)))


def _sftp_way(target: Target, _memory: Path) -> Way:
    from cchc.publish.ssh import Server

    parts = target.parts
    folder = unquote(parts.path).removeprefix("/~/")
    return Releases(Server(parts.hostname or "", parts.port, unquote(parts.username or "") or None, folder))


def _s3_way(target: Target, memory: Path) -> Way:
    from cchc.publish.s3 import Bucket

    parts = target.parts
    bucket = Bucket(parts.netloc, parts.path, _asked(parts, "endpoint"), _asked(parts, "region") or "us-east-1")
    return InPlace(bucket, Journal(memory / "sent"))


def _dav_way(target: Target, memory: Path) -> Way:
    from cchc.publish.webdav import Dav

    parts = target.parts
    host = parts.hostname or ""
    name = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    address = f"http{'s' if target.kind == 'davs' else ''}://{name}{port}{parts.path}"
    return InPlace(Dav(address, unquote(parts.username or "")), Journal(memory / "sent"))


def _asked(parts: SplitResult, name: str) -> str | None:
    """A value behind the question mark of an address."""
    return parse_qs(parts.query).get(name, [None])[-1]


def _need(kind: str) -> None:
    """A target may need a library that is not installed with the rest."""
    library, extra = _KINDS[kind].library, _KINDS[kind].extra
    if library and find_spec(library) is None:
        raise Refused(f'muốn đăng lên {kind}:// phải cài thêm một lần: pip install "cchc[{extra}]"')


class _Kind(NamedTuple):
    """A kind of target: how it is reached, whether it has folders and links, which library of which extra it needs."""

    open: Callable[[Target, Path], Way]
    at_once: bool
    library: str = ""
    extra: str = ""


_KINDS = {
    "folder": _Kind(_folder_way, True),
    "sftp": _Kind(_sftp_way, True, "asyncssh", "ssh"),
    "s3": _Kind(_s3_way, False, "obstore", "s3"),
    "davs": _Kind(_dav_way, False),
    "dav": _Kind(_dav_way, False),
}
