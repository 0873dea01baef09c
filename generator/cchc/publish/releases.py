"""Publishing where there are folders and links: a release is made whole beside the one that visitors see.

    current → releases/20270131-081500-1f3a9c02     what the web server shows
    releases/…                                      this one and those before, for `cchc rollback`
    .cchc/lock, .cchc/incoming.json                 who publishes now, and what

What is there already, in the current release or in one that was broken off, gets a second name (a hard link) and is not
sent. Visitors see the old release until the very moment when `current` is pointed at the new one, where they still find
what pages of the old one load: a page is loaded before its style sheet, and its search when somebody wants it.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

from cchc.problems import Refused
from cchc.publish.manifest import COPIES, NAME, File, Manifest, Signed
from cchc.publish.place import Failed, Fault, Folders, Parcel, Tick
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

_FOLDER = "releases"
_LOADED = "assets/"  # what pages load, below its own address in each release: engine/scripts.py
_DEEPEST = 8  # folders from `releases` down to the deepest that a site has, and more
_OURS = re.compile(rf"{_FOLDER}/\d{{8}}-\d{{6}}-[0-9a-f]{{8}}")  # `Order.manifest`; others in that folder stay


@dataclass(frozen=True)
class _Origin:
    """A release on the target whose files may be used again: its folder, its manifest."""

    folder: str
    manifest: Manifest


class Releases:
    """Releases in folders."""

    def __init__(self, place: Folders) -> None:
        self.place = place

    def refuse_strangers(self, replace: bool) -> None:
        """Refuse a place inside a target, which visitors see; and a `current` that is neither a link to a release of
        ours nor holds a manifest: it would be replaced.
        """
        self._refuse_inside()
        if _OURS.fullmatch(self.place.current() or ""):
            return
        if "current" in self.place.names("") and self.live() is None:
            raise Refused(
                f"{self.place.where}: đã có `current` không do cchc tạo, nên không ghi gì vào đó. "
                "Chọn một thư mục khác, trống hoặc chưa có; hoặc dời `current` đi rồi chạy lại",
                3,
            )

    def _refuse_inside(self) -> None:
        """A system's `..` leads out of the release to which `current` is a link; where links do not work it is one."""
        if any(self._is_ours("../" * above) for above in range(_DEEPEST)):
            where = self.place.where
            right = re.split(rf"[\\/](?:current|{_FOLDER})(?=[\\/]|$)", where)[0]
            raise Refused(
                f"{where}: chỗ này nằm bên trong một nơi đăng, ghi vào đó thì hỏng trang đang chạy. "
                f"Viết {'thư mục bên trên' if right == where else right}, nơi có `current` và `{_FOLDER}`",
                3,
            )

    def _is_ours(self, folder: str) -> bool:
        """Whether a folder holds our releases or is a `current` that is no link; what is closed to us we do no harm."""
        with suppress(Failed):
            names = self.place.names(folder)
            return _has_releases(names) or (NAME in names and _has_releases(self.place.names(f"{folder}../{_FOLDER}")))
        return False

    def live(self) -> Signed | None:
        """The manifest below `current`."""
        return read_signed(self.place, f"current/{NAME}")

    def left(self) -> Manifest | None:
        """What is written down before a release is made."""
        return read_manifest(self.place, INCOMING)

    def kept(self) -> list[Manifest]:
        """Folders with a manifest, which is written last."""
        folders = ["current", *(f"{_FOLDER}/{name}" for name in self.place.names(_FOLDER))]
        return newest_first([read_manifest(self.place, f"{folder}/{NAME}") for folder in folders])

    def file(self, release: Manifest, path: str) -> bytes | None:
        """In the folder of the release, or below `current` where that is the folder."""
        names = (f"{_FOLDER}/{release.release}/{path}", f"current/{path}")
        return read_whole(self.place, names, release.files[path].sha256)

    def stands(self, live: Manifest) -> bool:
        """Whether sizes and times are as they were left."""
        named = {f"current/{name}": (size, time) for name, size, time in live.named()}
        return self.place.read(INCOMING) is None and not _wrong(self.place, named)

    def publish(self, order: Order, tick: Tick) -> Outcome:
        """Make a release, look at it, show it; when it fails, visitors see what they saw before."""
        place = self.place
        now = read_manifest(place, f"current/{NAME}")
        left = self.left()
        manifest, links = _plan(order, list(_origins(order, now, left)), now)
        folder = f"{_FOLDER}/{manifest.release}"
        place.make_folders([".cchc", _FOLDER])
        place.send([Parcel(INCOMING, order.packed(manifest), order.made)], tick)
        try:
            sent = _fill(place, folder, manifest, links, order, tick)
            order.confirm()
            at_once = _show(place, folder, now)
        except Failed as failure:
            if failure.fault is not Fault.LINE:  # a full disk must not stay full; after a lost line the rest is of use
                _try_removing(place, folder, [] if left else [INCOMING])  # by it the next one knows what is to be done
            raise
        self._prune(order.keep, manifest.release)
        return Outcome(manifest, sent, at_once)

    def _prune(self, keep: int, shown: str) -> None:
        """Delete all of our releases but the newest; that this fails is no failure of the release."""
        try:
            whole = [manifest.release for manifest in self.kept()]
            spared = {shown, *whole[:keep]}
            for name in self.place.names(_FOLDER):
                if name not in spared and _OURS.fullmatch(folder := f"{_FOLDER}/{name}"):
                    self.place.remove_tree(folder)
            self.place.remove([INCOMING])
        except Failed:
            return


def _has_releases(names: Iterable[str]) -> bool:
    return any(_OURS.fullmatch(f"{_FOLDER}/{name}") for name in names)


def _origins(order: Order, now: Manifest | None, left: Manifest | None) -> Iterable[_Origin]:
    """From where files can be had on the target: the wished release alone, or what is there."""
    if order.again:
        return
    if order.release is not None:
        inside = now is not None and now.release == order.release.release
        yield _Origin("current" if inside else f"{_FOLDER}/{order.release.release}", order.release)
        return
    if now is not None:
        yield _Origin("current", now)
    if left is not None and (now is None or left.release != now.release):
        yield _Origin(f"{_FOLDER}/{left.release}", left)


def _plan(order: Order, origins: list[_Origin], now: Manifest | None) -> tuple[Manifest, dict[str, str]]:
    """The new manifest, and what is linked: name below the release → where it is now."""
    files: dict[str, File] = {}
    links: dict[str, str] = {}
    for path, wanted in order.files.items():
        origin = next((each for each in origins if wanted.same(each.manifest.files.get(path))), None)
        files[path] = wanted._replace(since=origin.manifest.files[path].since if origin else order.made)
        if origin:
            copies = (ending for ending, kind in COPIES.items() if getattr(wanted, kind))
            links |= {path + ending: f"{origin.folder}/{path}{ending}" for ending in ("", *copies)}
    if now is not None and not order.again:  # that one of these fails is no failure of the release
        links |= {path: f"current/{path}" for path in now.files.keys() - files.keys() if path.startswith(_LOADED)}
    return order.manifest(files, now), links


def _fill(place: Folders, folder: str, manifest: Manifest, links: Mapping[str, str], order: Order, tick: Tick) -> int:
    """Link, send, look; returns how many files were sent."""
    place.make_folders(_folders(folder, [*manifest.files, *links]))
    failed = place.link({f"{folder}/{name}": old for name, old in links.items()}, tick)
    named = {f"{folder}/{name}": (size, time) for name, size, time in manifest.named()}
    fresh = [name for name in named if name in failed or name.removeprefix(f"{folder}/") not in links]
    _send(place, folder, fresh, named, order, tick)
    wrong = _wrong(place, named)
    _send(place, folder, wrong, named, order, tick)  # somebody changed what was there before
    if wrong and (still := _wrong(place, {name: named[name] for name in wrong})):
        raise Refused(f"{place.where}: gửi xong, kiểm tra lại thì {len(still)} tệp không đúng, ví dụ {still[0]}", 3)
    place.send([Parcel(f"{folder}/{NAME}", order.packed(manifest), order.made)], tick)
    return len(fresh) + len(wrong)


def _send(
    place: Folders, folder: str, names: list[str], named: Mapping[str, tuple[int, int]], order: Order, tick: Tick
) -> None:
    lost = [name for name in names if not name.startswith(f"{folder}/{BOOKS}")]
    if lost and order.release is not None:
        name = lost[0].removeprefix(f"{folder}/")
        raise Refused(f"{place.where}: bản cũ không còn nguyên vẹn, ví dụ tệp {name}; chọn bản khác bằng --to", 3)
    # All at once: an unread book is read from the target, which can not be done while it is being sent to.
    parcels = [Parcel(name, order.place(name.removeprefix(f"{folder}/")), named[name][1]) for name in names]
    place.send(parcels, tick)


def _wrong(place: Folders, named: Mapping[str, tuple[int, int]]) -> list[str]:
    """Files whose size or time is not as it should be; some disks count time in steps of two seconds."""
    found = place.stats(named)
    return [
        name
        for name, (size, time) in named.items()
        if name not in found or found[name][0] != size or abs(found[name][1] - time) > 2
    ]


def _folders(folder: str, paths: Iterable[str]) -> list[str]:
    """Every folder of a release, parents first."""
    below = {parent.as_posix() for path in paths for parent in PurePosixPath(path).parents} - {"."}
    return [folder, *(f"{folder}/{name}" for name in sorted(below, key=lambda name: (name.count("/"), name)))]


def _show(place: Folders, folder: str, now: Manifest | None) -> bool:
    """Let visitors see a release; True when it was done at once, False when by two renames in a row."""
    before = f"{_FOLDER}/{now.release}" if now else f"{_FOLDER}/before"
    is_link = place.current() is not None
    if is_link or now is None:
        if place.point(folder):
            return True
        if is_link:
            place.remove(["current"])
        place.rename(folder, "current")
        return False
    place.rename("current", before)  # it was a folder: links did not work here, or the last target had none
    try:
        if place.point(folder):
            return False
        place.rename(folder, "current")
    except Failed:
        place.rename(before, "current")
        raise
    return False


def _try_removing(place: Folders, folder: str, files: Iterable[str]) -> None:
    try:
        place.remove_tree(folder)
        place.remove(files)
    except Failed:
        return
