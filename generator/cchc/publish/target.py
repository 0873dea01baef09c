"""Addresses of targets: a folder, sftp://, s3://, davs://. Passwords never stand in an address."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
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
        return self.kind in ("folder", "sftp")


def parse(address: str) -> Target:
    """Understand an address. Raises Refused."""
    found = re.match(r"([a-z][a-z0-9+]+)://", address, re.IGNORECASE)
    if found is None:
        return _folder(address)
    kind, parts = found[1].lower(), urlsplit(address)
    if kind not in ("sftp", "s3", "davs", "dav"):
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
    way = _open(target, memory)
    try:
        yield way
    finally:
        way.place.close()


def _open(target: Target, memory: Path) -> Way:
    parts = target.parts
    host = parts.hostname or ""
    user = unquote(parts.username or "")
    if target.kind == "sftp":
        from cchc.publish.ssh import Server

        folder = unquote(parts.path)
        return Releases(Server(host, parts.port, user or None, folder.removeprefix("/~/")))
    if target.kind == "s3":
        from cchc.publish.s3 import Bucket

        bucket = Bucket(parts.netloc, parts.path, _asked(parts, "endpoint"), _asked(parts, "region") or "us-east-1")
        return InPlace(bucket, Journal(memory / "sent"))
    if target.kind in ("dav", "davs"):
        from cchc.publish.webdav import Dav

        name = f"[{host}]" if ":" in host else host
        port = f":{parts.port}" if parts.port else ""
        address = f"http{'s' if target.kind == 'davs' else ''}://{name}{port}{parts.path}"
        return InPlace(Dav(address, user), Journal(memory / "sent"))
    from cchc.publish.folder import Folder

    return Releases(Folder(Path(target.address)))


def _asked(parts: SplitResult, name: str) -> str | None:
    """A value behind the question mark of an address."""
    return parse_qs(parts.query).get(name, [None])[-1]


def _need(kind: str) -> None:
    """A target may need a library that is not installed with the rest."""
    library, extra = {"sftp": ("asyncssh", "ssh"), "s3": ("obstore", "s3")}.get(kind, ("", ""))
    if library and find_spec(library) is None:
        raise Refused(f'muốn đăng lên {kind}:// phải cài thêm một lần: pip install "cchc[{extra}]"')
