"""Publishing where files can only be replaced one by one (S3, WebDAV): in an order in which nothing leads to nothing.

    .cchc/files/<hash>          what files held before, for `cchc rollback`; copied by the target itself
    .cchc/releases/<name>.json  manifests of the releases that are kept
    .cchc/lock, .cchc/incoming.json

First files that pages are made with (style sheets and scripts have another address in each release), then new pages,
changed pages, lists, the home page, feeds and lists for machines, the manifest. A file that is no more goes with the
next release only: a page in somebody's browser may still want it.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from cchc.problems import Refused
from cchc.publish.manifest import NAME, File, Manifest, Signed
from cchc.publish.place import Objects, Parcel, Tick
from cchc.publish.release import (
    BOOKS,
    INCOMING,
    Order,
    Outcome,
    newest_first,
    read_manifest,
    read_signed,
    read_whole,
)

_KEPT = ".cchc/files"
_LOADED = "assets/"  # what pages load: engine/scripts.py
_RELEASES = ".cchc/releases"
_FOR_MACHINES = (".xml", ".json", ".txt", ".csv", "sw.js")
_HOMES = ("index.html", "index.htm", "index.php", "default.aspx")  # what web servers show of a folder
_BATCH = 64  # files between two looks at what has arrived


class Journal:
    """What this computer has sent of a release that is not done: path and hash, a line each."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def sent(self, release: str) -> dict[str, str]:
        """Hash by path, if the journal is about that release."""
        try:
            head, *lines = self._file.read_text("utf-8").splitlines()
        except (OSError, ValueError):
            return {}
        if head != release:
            return {}
        return {path: sha256 for sha256, _, path in (line.partition(" ") for line in lines) if path}

    def begin(self, release: str, sent: dict[str, str]) -> None:
        """Start anew; what is on the target already is taken over."""
        lines = [release, *(f"{sha256} {path}" for path, sha256 in sent.items())]
        self._file.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")

    def add(self, parcels: dict[str, str]) -> None:
        """Note what has arrived."""
        with self._file.open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{sha256} {path}\n" for path, sha256 in parcels.items())


class InPlace:
    """One set of files, and what they held before."""

    def __init__(self, place: Objects, journal: Journal) -> None:
        self.place, self._journal = place, journal

    def refuse_strangers(self, replace: bool) -> None:
        """Refuse a place with a home page that is not ours: nothing keeps what is replaced here before we come. A site
        that is moved to this program has its old files at the same addresses: then `replace` is meant.
        """
        if replace or self.live() or self.left() or self.place.names(_RELEASES):
            return
        homes = self.place.sizes(_HOMES)
        if homes:
            raise Refused(
                f"{self.place.where}: đã có {next(iter(homes))} không do cchc đăng; đăng lên đó thì trang cũ mất, "
                "không lấy lại được. Xem lại nơi đăng. Nếu đúng là thay trang cũ: chép nó về giữ, rồi thêm --replace",
                3,
            )

    def live(self) -> Signed | None:
        """The manifest at the top."""
        return read_signed(self.place, NAME)

    def left(self) -> Manifest | None:
        """What is written down before the first file is replaced."""
        return read_manifest(self.place, INCOMING)

    def kept(self) -> list[Manifest]:
        """Manifests of releases whose files are kept."""
        names = [f"{_RELEASES}/{name}" for name in self.place.names(_RELEASES) if name.endswith(".json")]
        return newest_first([read_manifest(self.place, name) for name in (NAME, *names)])

    def file(self, release: Manifest, path: str) -> bytes | None:
        """At its address, or aside if something else has been there since."""
        sha256 = release.files[path].sha256
        return read_whole(self.place, (path, f"{_KEPT}/{sha256}"), sha256)

    def stands(self, live: Manifest) -> bool:
        """Whether nothing was broken off; the files are not looked at, for each would be a question."""
        return self.place.read(INCOMING) is None

    def publish(self, order: Order, tick: Tick) -> Outcome:
        """Replace files in their order; when it fails, each is old or new, never half."""
        place = self.place
        now, left = read_manifest(place, NAME), self.left()
        there = self._journal.sent(left.release) if left else {}
        files = {path: file._replace(since=_since(path, file, order, now, left)) for path, file in order.files.items()}
        manifest = order.manifest(files, now)
        wanted = [path for path in files if order.again or _doubtful(path, files[path], now, left, there)]
        self._journal.begin(manifest.release, {path: there[path] for path in there if path not in wanted})
        packed = order.packed(manifest)
        place.send([Parcel(INCOMING, packed, order.made)], tick)
        _keep_old(place, now, files, wanted, tick)
        for batch in _batches(wanted, now, files):
            order.confirm()
            _send(place, batch, order, manifest, self._journal, tick)
        for name in (f"{_RELEASES}/{manifest.release}.json", NAME):  # the last of all
            place.send([Parcel(name, packed, order.made)], tick)
        gone = _gone(now, left, files, order.gone_at_once)
        place.remove([*gone, INCOMING])
        place.remove(_emptied(gone, {*files, *(now.files if now else ())}))
        self._prune(order.keep)
        return Outcome(manifest, len(wanted), False)

    def _prune(self, keep: int) -> None:
        """Forget all but the newest releases, and files that only those had."""
        manifests = self.kept()
        self.place.remove([f"{_RELEASES}/{manifest.release}.json" for manifest in manifests[keep:]])
        hashes = {file.sha256 for manifest in manifests[:keep] for file in manifest.files.values()}
        self.place.remove([f"{_KEPT}/{sha256}" for sha256 in self.place.names(_KEPT) if sha256 not in hashes])


def _since(path: str, file: File, order: Order, now: Manifest | None, left: Manifest | None) -> int:
    known = [each.files[path] for each in (now, left) if each and path in each.files]
    return next((each.since for each in known if each.sha256 == file.sha256), order.made)


def _doubtful(path: str, file: File, now: Manifest | None, left: Manifest | None, there: dict[str, str]) -> bool:
    """Whether the target may hold something else at this path."""
    old = now.files[path].sha256 if now and path in now.files else None
    meant = left.files[path].sha256 if left and path in left.files else old
    if meant == old:  # the release that was broken off, if any, did not touch it
        return old != file.sha256
    return there.get(path) != file.sha256


def _gone(now: Manifest | None, left: Manifest | None, files: dict[str, File], at_once: bool) -> list[str]:
    """What is deleted: files that went with the last release, or that only a broken one had."""
    if now is None:
        return sorted(left.files.keys() - files.keys()) if left else []
    went = {path for path, said in now.before.items() if path not in now.files and said[0].until == now.made}
    broken = left.files.keys() - now.files.keys() if left else set()
    leaving = now.files.keys() - files.keys() if at_once else set()
    return sorted((went | broken | leaving) - files.keys())


def _emptied(gone: list[str], files: set[str]) -> list[str]:
    """Folders of style sheets and scripts of which nothing is left: WebDAV would keep them, and a listing name them."""
    folders = {f"{_LOADED}{path.split('/')[1]}/" for path in gone if path.startswith(_LOADED) and path.count("/") > 1}
    return sorted(folder for folder in folders if not any(path.startswith(folder) for path in files))


def _keep_old(place: Objects, now: Manifest | None, files: dict[str, File], wanted: list[str], tick: Tick) -> None:
    """Copy what is replaced or goes aside, once: what a broken release has replaced already was copied then."""
    if now is None:
        return
    have = set(place.names(_KEPT))
    paths = [path for path in (*wanted, *sorted(now.files.keys() - files.keys())) if path in now.files]
    hashes = {now.files[path].sha256: path for path in paths}
    place.copy({f"{_KEPT}/{sha256}": path for sha256, path in hashes.items() if sha256 not in have}, tick)


def _batches(wanted: list[str], now: Manifest | None, files: dict[str, File]) -> Iterator[list[str]]:
    """Paths in the order in which they may be replaced, those of one list in any order."""
    above = {parent.as_posix() for path in files for parent in PurePosixPath(path).parent.parents}
    phases: dict[int, list[str]] = {}
    for path in wanted:
        is_new = now is None or path not in now.files
        phases.setdefault(_phase(path, is_new, PurePosixPath(path).parent.as_posix() in above), []).append(path)
    for number in sorted(phases):
        for start in range(0, len(phases[number]), _BATCH):
            yield phases[number][start : start + _BATCH]


def _phase(path: str, is_new: bool, is_list: bool) -> int:
    """1 what pages are made with, 2 new pages, 3 pages, 4 lists, 5 the home page, 6 what machines read."""
    shard = path.startswith("tim-kiem/") and not path.endswith("/phan.json")
    if path.endswith(_FOR_MACHINES) and not shard:
        return 6
    if not path.endswith(".html"):
        return 1
    if path == "index.html":
        return 5
    if is_new:
        return 2
    return 4 if is_list else 3


def _send(place: Objects, paths: list[str], order: Order, manifest: Manifest, journal: Journal, tick: Tick) -> None:
    """Send files and look at their sizes; what is wrong is sent once more."""
    hashes = {path: manifest.files[path].sha256 for path in paths}
    sizes = {path: manifest.files[path].size for path in paths}
    for _ in range(2):
        place.send((_parcel(place, path, order, manifest) for path in paths), tick)
        found = place.sizes(paths)
        journal.add({path: hashes[path] for path in paths if found.get(path) == sizes[path]})
        paths = [path for path in paths if found.get(path) != sizes[path]]
        if not paths:
            return
    raise Refused(f"{place.where}: gửi xong, kiểm tra lại thì {len(paths)} tệp không đúng, ví dụ {paths[0]}", 3)


def _parcel(place: Objects, path: str, order: Order, manifest: Manifest) -> Parcel:
    file = manifest.files[path]
    if order.release is None or path.startswith(BOOKS):
        return Parcel(path, order.place(path), file.since)
    content = read_whole(place, [f"{_KEPT}/{file.sha256}"], file.sha256)
    if content is None:
        raise Refused(f"{place.where}: bản cũ không còn nguyên vẹn, ví dụ tệp {path}; chọn bản khác bằng --to", 3)
    return Parcel(path, content, file.since)
