"""Addresses that were published from this computer and would die with what is there now."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from cchc.addresses import page_and_sheet_addresses
from cchc.files import rewrite
from cchc.problems import Level, Problem
from cchc.site import Site
from cchc.urls import category_url, month_url

_NAME = "pages.json"  # beside what else is remembered of a target
_PAGE = "index.html"


def remember(memory: Path, files: Iterable[str]) -> None:
    """Keep which pages a release has; that this fails is no failure of the release."""
    pages = sorted(name for name in files if name.endswith(_PAGE))
    with suppress(OSError):
        memory.mkdir(parents=True, exist_ok=True)
        rewrite(memory / _NAME, json.dumps(pages).encode())


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
    found: set[str] = set()
    for file in memory.glob(f"*/{_NAME}"):
        with suppress(OSError, ValueError):
            found |= {"/" + str(name).removesuffix(_PAGE) for name in json.loads(file.read_text(encoding="utf-8"))}
    return found
