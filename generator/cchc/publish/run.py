"""`cchc publish` and `cchc rollback`: from the last good build to what visitors see."""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from cchc.engine import store
from cchc.engine.session import cache_version
from cchc.engine.workspace import Progress
from cchc.problems import Refused
from cchc.publish import books, former
from cchc.publish.inventory import Inventory, forget_others, take
from cchc.publish.keys import Key, declared, load
from cchc.publish.lock import held
from cchc.publish.manifest import NAME, File, Manifest, Signed
from cchc.publish.own import refuse_own
from cchc.publish.place import Tick
from cchc.publish.release import BOOKS, Difference, Order, Outcome, Way, difference
from cchc.publish.target import Target, opened, parse


@dataclass(frozen=True)
class Wish:
    """What `cchc publish` was asked for; `key`: where a private key may lie; `memory`: a folder in the cache."""

    config_file: Path
    target: str
    key: Path
    memory: Path
    keep: int = 5
    again: bool = False
    gone_at_once: bool = False
    unlock: bool = False
    replace: bool = False
    progress: Progress | None = None

    @property
    def root(self) -> Path:
        """The folder of the site."""
        return self.config_file.resolve().parent


@dataclass(frozen=True)
class Published:
    """What came of it: the release (None: nothing was new), how it differs, whether it is signed; what came late."""

    outcome: Outcome | None
    difference: Difference
    signed: bool
    late: tuple[books.Late, ...] = ()


def compare(wish: Wish) -> tuple[Difference, str, tuple[books.Late, ...]]:
    """What publishing would change, what of that another computer did, and what would come late; writes nothing on the
    target.
    """
    target = parse(wish.target)
    source = _built(wish, target)[1]
    with opened(target, wish.memory / target.mark) as way:
        way.refuse_strangers(wish.replace)
        live = way.live()
        now = live.manifest if live else None
        whole = books.Books(way, now, source.files, _moment(now), wish.again)
    undoing = former.undoing(wish.memory / target.mark, now, source.site, source.files)
    return difference(now, whole.files), undoing, whole.late(source.days)


def publish(wish: Wish) -> Published:
    """Publish the last good build. Raises Refused, Failed, OSError."""
    target = parse(wish.target)
    signer = _signer(wish)
    inventory, source = _built(wish, target)
    done = publish_from(wish, target, signer, lambda _: source)
    forget_others(inventory)
    return done


def rollback(wish: Wish, release: str | None) -> Published:
    """Publish an earlier release again, from what the target has kept: the one before, or the one named.

    Raises Refused, Failed, OSError.
    """
    target = parse(wish.target)
    signer = _signer(wish)
    if not kept(wish):  # before the target is locked, which makes a folder there
        raise Refused(f"chưa đăng bản nào lên {wish.target} nên không có bản để quay về; xem lại địa chỉ nơi đăng")

    def source(way: Way) -> Source:
        chosen = _chosen(way.kept(), release)
        return Source(chosen.site, chosen.files, chosen.hosts, _nowhere, chosen)

    return publish_from(wish, target, signer, source)


def kept(wish: Wish) -> list[Manifest]:
    """The releases that the target has, the newest first: visitors see the first."""
    target = parse(wish.target)
    with opened(target, wish.memory / target.mark) as way:
        return way.kept()


@dataclass(frozen=True)
class Source:
    """From what a release is made: files, hosts and where they lie; or a release that the target keeps. `days`: what is
    written of pages about when they went online.
    """

    site: str
    files: Mapping[str, File]
    hosts: tuple[str, ...]
    place: Callable[[str], Path]
    release: Manifest | None = None
    days: Mapping[str, dt.date] = field(default_factory=dict)


def publish_from(wish: Wish, target: Target, signer: Key | None, source: Callable[[Way], Source]) -> Published:
    """Publish what `source` says, with the target locked. Raises Refused, Failed."""
    memory = wish.memory / target.mark
    with ExitStack() as stack:
        way = stack.enter_context(opened(target, memory))
        way.refuse_strangers(wish.replace)
        confirm = stack.enter_context(held(way.place, memory, int(time.time()), wish.unlock))
        taken = source(way)
        signed = way.live()
        live = signed.manifest if signed else None
        made = _moment(live, way.left())
        whole = books.Books(way, live, taken.files, made, wish.again)
        differs = difference(live, whole.files)
        if not (wish.replace or wish.again or taken.release):  # `--all` is for a target that somebody tampered with
            _refuse_undoing(wish, former.undoing(memory, live, taken.site, taken.files))
        order = Order(
            taken.site,
            whole.files,
            taken.hosts,
            lambda name: whole.content(name) if name.startswith(BOOKS) else taken.place(name),
            made=made,
            keep=wish.keep,
            signer=signer,
            confirm=confirm,
            release=taken.release,
            again=wish.again,
            gone_at_once=wish.gone_at_once,
        )
        if not wish.again and not differs and signed and _stands(way, signed, signer):
            former.remember(memory, order.files)
            return Published(None, differs, signer is not None)
        former.begin(memory, order.made)
        outcome = way.publish(order, _ticker(wish.progress, order.files))
        former.remember(memory, order.files)
        return Published(outcome, differs, signer is not None, whole.late(taken.days))


def _moment(*releases: Manifest | None) -> int:
    """Of a release that follows others: now, or just after them, for clocks may be wrong."""
    return max([int(time.time()), *(each.made + 1 for each in releases if each)])


def _built(wish: Wish, target: Target) -> tuple[Inventory, Source]:
    """The last good build, which must be on the disk as it was left, with what is added."""
    from cchc.engine.build import built_site  # noqa: PLC0415 (the engine, which a rollback does not need)
    from cchc.publish.additions import additions  # noqa: PLC0415 (likewise)

    cache, version = wish.memory.parent, cache_version(wish.root)
    state, config = store.load_state(cache, version), store.load_config(cache, version)
    if not state.outputs or not config:
        raise Refused("chưa có lần dựng trang nào đạt; chạy `cchc build` và sửa các lỗi nó báo", 1)
    out = Path(state.settings["out"])
    refuse_own(target, wish.config_file, out)  # `cchc build --out` may have led it elsewhere
    if store.changed(out, state.outputs):
        raise Refused(f"tệp trong {out} đã bị sửa hoặc xóa sau khi dựng; chạy lại không có --no-build", 1)
    stamps = {name: (changed, size) for name, (_, changed, size) in state.outputs.items() if name != NAME}
    folder = wish.memory / "additions"
    site = built_site(wish.root, cache, version)
    added = additions(folder, site, out, cache, wish.progress)
    inventory = without_copies(take({out: stamps, folder: added}, wish.memory, wish.progress), target)
    days = books.days(site) if site else {}
    return inventory, Source(str(config["site_url"]), inventory.files, inventory.hosts, inventory.place, days=days)


def without_copies(inventory: Inventory, target: Target) -> Inventory:
    """Copies beside a file can not be exchanged together with it where files are replaced one by one."""
    if target.at_once:
        return inventory
    return replace(inventory, files={path: file._replace(gzip=0, brotli=0) for path, file in inventory.files.items()})


def _signer(wish: Wish) -> Key | None:
    """This computer's key, which must be the one that site.yml names; None when neither is there."""
    public = declared(wish.root)
    if not wish.key.is_file():
        if public:
            raise Refused(
                f"site.yml ghi signing_key nhưng máy này không có khóa riêng ở {wish.key}. Chép tệp khóa về đó, "
                "hoặc chỉ nơi để bằng biến môi trường CCHC_KEY; mất khóa thì tạo khóa mới bằng `cchc key`"
            )
        return None
    key = load(wish.key)
    if key.public != public:
        said = "chưa có" if not public else "là khóa khác"
        raise Refused(f"signing_key trong site_data/site.yml {said}. Ghi dòng: signing_key: {key.public}")
    return key


def _refuse_undoing(wish: Wish, told: str) -> None:
    if told:
        hint = "Hỏi ai vừa đăng, lấy thư mục mới nhất về rồi đăng; đúng là muốn đăng đè thì thêm --replace"
        raise Refused(f"{wish.target}: {told}. {hint}", 1)


def _stands(way: Way, signed: Signed, signer: Key | None) -> bool:
    """Whether nothing is left to be done: the target shows what it should, signed by this key."""
    return signed.key == (signer.public if signer else "") and way.stands(signed.manifest)


def _chosen(found: list[Manifest], release: str | None) -> Manifest:
    if release is None and len(found) > 1:
        return found[1]
    for manifest in found:
        if release is not None and manifest.release == release:
            return manifest
    listed = ", ".join(manifest.release for manifest in found) or "không có bản nào"
    raise Refused(f"không có bản để quay về. Nơi đăng còn giữ: {listed}")


def _nowhere(name: str) -> Path:
    raise AssertionError(f"{name} is on the target only")


def _ticker(progress: Progress | None, files: Mapping[str, File]) -> Tick:
    total = sum(1 + bool(file.gzip) + bool(file.brotli) for file in files.values())
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(min(done, total), total)

    return tick
