"""A folder of files, on the web server itself or a copy, compared with its manifest: every file is looked at."""

import gzip
import hashlib
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cchc.engine.workspace import Progress
from cchc.problems import Refused
from cchc.publish.findings import Checked, Finding, Kind
from cchc.publish.inventory import unbrotli
from cchc.publish.look import look
from cchc.publish.manifest import COPIES, NAME, File, Manifest, unpack
from cchc.publish.signature import signature_findings

#: What we keep beside a site whose files are replaced one by one: in_place.py.
_OURS = re.compile(r"\.cchc/(lock|incoming\.json|releases/[^/]+\.json|files/[0-9a-f]{64})")


def check(folder: Path, public: str, published: bool, progress: Progress | None) -> Checked:
    """Look at a folder, or at what its link `current` shows; `published`: it is known that a site must be there.

    Raises Refused, OSError.
    """
    if not folder.is_dir():
        raise Refused(f"không thấy thư mục {folder}; trang đang chạy thì viết cả địa chỉ, bắt đầu bằng https://")
    if not published and not _has_site(folder):
        raise Refused(
            f"{folder}: chưa đăng trang nào lên đây nên không có gì để so. Xem lại đường dẫn. "
            "Nếu chắc chắn đã đăng lên đúng chỗ này thì trang đã bị xóa hết: báo người quản trị máy chủ"
        )
    place = folder / "current" if (folder / "current").is_dir() else folder
    try:
        signed = unpack((place / NAME).read_bytes())
    except (OSError, ValueError):
        return Checked((Finding(Kind.MISSING, NAME, "không có bản kê, hoặc bản kê hỏng: không kiểm được gì"),))
    manifest = signed.manifest
    findings = [*signature_findings(signed, public, NAME), *_replayed(folder, manifest, public)]
    own = place == folder  # not where visitors see a release: nothing of ours lies in one
    there = {name: plain for name, plain in _files(place) if not (own and _OURS.fullmatch(name))}
    for number, (path, file) in enumerate(sorted(manifest.files.items())):
        findings += _of_file(place, path, file, there, frozenset(manifest.hosts))
        if progress is not None:
            progress(number + 1, len(manifest.files))
    findings += _foreign(place, there, manifest)
    return Checked(tuple(findings), manifest.release, len(manifest.files))


def _has_site(folder: Path) -> bool:
    """Whether anything tells of a site that was here: what is shown, a list of files, a home page, a whole release."""
    return any(os.path.lexists(folder / name) for name in ("current", NAME, "index.html")) or any(_kept(folder))


def _kept(folder: Path) -> Iterator[Path]:
    """The lists of files of all releases that are kept for `cchc rollback`."""
    yield from folder.glob(f"releases/*/{NAME}")
    yield from folder.glob(".cchc/releases/*.json")


def _replayed(folder: Path, shown: Manifest, public: str) -> Iterator[Finding]:
    """An older release in the place of one that is kept: going back, too, makes a new one."""
    top = folder.parent if folder.name == "current" else folder
    for file in sorted(_kept(top), reverse=True):
        with suppress(OSError, ValueError):
            signed = unpack(file.read_bytes())
            ours = not any(found.kind.alarming for found in signature_findings(signed, public, NAME))
            if ours and signed.manifest.made > shown.made:
                newer = f"bản {shown.release} cũ hơn bản {signed.manifest.release} còn ở bên cạnh"
                yield Finding(Kind.REPLAYED, NAME, f"{newer}; nếu lần đăng ấy bị ngắt giữa chừng thì đăng lại")
                return


def _files(place: Path) -> Iterator[tuple[str, bool]]:
    """All names below a folder, and whether each is an ordinary file."""
    for folder, folders, files in os.walk(place):
        base = Path(folder).relative_to(place).as_posix()
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in (*files, *links):
            whole = os.path.join(folder, name)
            yield name if base == "." else f"{base}/{name}", os.path.isfile(whole) and not os.path.islink(whole)


def _of_file(place: Path, path: str, file: File, there: dict[str, bool], hosts: frozenset[str]) -> Iterator[Finding]:
    if not there.get(path):
        yield Finding(Kind.MISSING, path, "là liên kết, không phải tệp" if path in there else "")
        return
    content = (place / path).read_bytes()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        yield Finding(Kind.CHANGED, path, f"{file.size} byte, nay {len(content)} byte")
        yield from look(path, content, hosts)
    for ending, name in COPIES.items():
        if getattr(file, name) and path + ending in there:
            plain = _plain(place / (path + ending), ending, file.size)
            if plain is None or hashlib.sha256(plain).hexdigest() != file.sha256:
                yield Finding(Kind.COPY, path + ending)
                yield from look(path, plain or b"", hosts)


def _plain(path: Path, ending: str, size: int) -> bytes | None:
    """What a compressed copy holds; None when it is broken or much too large."""
    try:
        if ending == ".br":
            return unbrotli(path.read_bytes(), size + 1)
        with gzip.open(path) as file:
            return file.read(size + 1)
    except (OSError, EOFError, zlib.error, ValueError):
        return None


def _foreign(place: Path, there: dict[str, bool], manifest: Manifest) -> Iterator[Finding]:
    """Files that the manifest does not name; those of the release before may still be there."""
    own = {name for name, _, _ in manifest.named()} | {NAME}
    for name in sorted(there.keys() - own):
        left = manifest.before.get(name, ())
        if left and there[name]:
            digest = hashlib.sha256((place / name).read_bytes()).hexdigest()
            if any(former.sha256 == digest for former in left):
                continue
        yield Finding(Kind.FOREIGN, name)
        if there[name]:
            yield from look(name, (place / name).read_bytes(), frozenset(manifest.hosts))
