"""What this computer published: addresses that would die now; what another computer published since, and it lacks."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from cchc.addresses import page_and_sheet_addresses
from cchc.files import rewrite
from cchc.problems import Level, Problem
from cchc.publish.manifest import File, Manifest
from cchc.site import Site
from cchc.text import long_moment, vietnam
from cchc.urls import category_url, month_url

_NAME = "pages.json"  # beside what else is remembered of a target
_BEGUN = "begun"  # when the release was made that this computer published last, perhaps not to the end
_PAGE = "index.html"
_SHOWN = 5  # addresses of each kind; the rest is a number


def begin(memory: Path, made: int) -> None:
    """Keep which release is ours before visitors see it: the program may die before `remember`."""
    with suppress(OSError):
        rewrite(memory / _BEGUN, str(made).encode())


def remember(memory: Path, files: Mapping[str, File]) -> None:
    """Keep which pages a release has, and their hashes; that this fails is no failure of the release."""
    pages = {name: files[name].sha256 for name in sorted(files) if name.endswith(_PAGE)}
    with suppress(OSError):
        memory.mkdir(parents=True, exist_ok=True)
        rewrite(memory / _NAME, json.dumps(pages).encode())


def undoing(memory: Path, live: Manifest | None, site: str, files: Mapping[str, File]) -> str:
    """What publishing would take back of what another computer did, "" if nothing: this one may have an older copy.

    Another site is there, which did not come from this folder: a target may have been copied with a command. Or a page
    would go that this computer never published; or one that it would publish just as it did last time is another now.
    """
    if live is None or _begun(memory) == live.made:
        return ""
    if live.site != site:
        return f"nơi đăng đang giữ trang {live.site}, không phải trang này ({site}); có thể viết nhầm nơi đăng"
    mine = _pages(memory / _NAME)
    pages = {name: file.sha256 for name, file in live.files.items() if name.endswith(_PAGE)}
    lost = [name for name in pages if name not in files and name not in mine]
    old = [name for name in pages if name in files and pages[name] != files[name].sha256 == mine.get(name)]
    parts = [_listed(what, names) for what, names in (("mất", lost), ("trở lại như cũ", old)) if names]
    if not parts:
        return ""
    moment = long_moment(vietnam(live.made))
    return f"bản đang chạy (lúc {moment}) không phải bản máy này nhớ đã đăng. Đăng từ đây thì {'; '.join(parts)}"


def _begun(memory: Path) -> int | None:
    with suppress(OSError, ValueError):
        return int((memory / _BEGUN).read_text(encoding="utf-8"))
    return None


def _listed(what: str, names: list[str]) -> str:
    shown = sorted(map(_address, names))[:_SHOWN]
    more = ["…"] if len(names) > _SHOWN else []
    return f"{what} {len(names)} trang ({', '.join(shown + more)})"


def remembers(memory: Path) -> bool:
    """Whether a release was published from this computer to the target that `memory` is about."""
    return (memory / _NAME).is_file()


def dying(site: Site, memory: Path) -> Iterator[Problem]:
    """A published page whose address nothing answers at now. `memory`: what is remembered of all targets. While a file
    can not be read, nobody knows: its pages are there again when it is mended.
    """
    if any(site.unread.values()):
        return
    living = {*page_and_sheet_addresses(site)}
    for entry in site.entries["news"]:  # what has expired was meant to go, and with it the lists of nothing else
        year, month = entry.record.month
        living |= {entry.url, month_url(year, month), category_url(entry.record.category, year)}
    living |= {entry.record.old for entry in site.entries["redirect"]}
    for address in sorted(_published(memory) - living):
        yield Problem(
            "site_data/redirects.yml",
            1,
            1,
            "dying-address",
            Level.WARNING,
            f"địa chỉ đã công bố {address} sẽ không còn",
            f"thêm vào redirects.yml: old: {address}, kèm new: (địa chỉ mới) hoặc reason: (lý do gỡ), và since: (ngày)",
        )


def _published(memory: Path) -> set[str]:
    return {_address(name) for file in memory.glob(f"*/{_NAME}") for name in _pages(file)}


def _pages(file: Path) -> dict[str, str]:
    """Hash by name; the hashes are empty where an older version wrote the file."""
    with suppress(OSError, ValueError):
        told = json.loads(file.read_text(encoding="utf-8"))
        return dict(told) if isinstance(told, dict) else dict.fromkeys(map(str, told), "")
    return {}


def _address(name: str) -> str:
    return "/" + name.removesuffix(_PAGE)
