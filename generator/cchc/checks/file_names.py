"""Names of files: they become addresses, and tell what was copied where two computers share a folder."""

import posixpath
from collections.abc import Iterator
from typing import Any

from cchc.entry import Entry
from cchc.model.registry import TYPES
from cchc.problems import Level, Problem
from cchc.site import Site
from cchc.strays import copied_from, merge_hint
from cchc.text import FILE_NAME, slug


def file_names(site: Site) -> Iterator[Problem]:
    """A file's name becomes an address that never changes: plain small letters, digits, dots and dashes."""
    for kind in TYPES:
        for entry in site.entries[kind.key] if kind.own_pages else ():
            yield from file_name(entry)


def file_name(entry: Entry[Any]) -> Iterator[Problem]:
    """The same for one article."""
    name, _, suffix = entry.path.rpartition("/")[2].rpartition(".")
    if not FILE_NAME.fullmatch(name):
        message = f"tên tệp “{name}” không dùng làm địa chỉ trang được"
        hint = f"đổi tên tệp thành {slug(name) or 'ten-bang-chu-hoac-so'}.{suffix}"
        if model := copied_from(name):  # under another name it would be published twice
            hint = f"nếu là bản chép của {model}.{suffix} thì {merge_hint(f'{model}.{suffix}')}; không phải thì {hint}"
        yield entry.error((), "file-name", message, hint)


def page_copies(site: Site) -> Iterator[Problem]:
    """A page written by hand that was copied beside itself would be a page too, which nobody keeps up."""
    for name in sorted(site.texts):
        folder, file = posixpath.split(name)
        model = copied_from(file.removesuffix(".md")) + ".md"
        if posixpath.join(folder, model) in site.texts:
            message = f"tệp này là bản chép của {model}; để đó thì thành một trang nữa"
            yield Problem(f"{site.content}/{name}", 1, 1, "file-name", Level.ERROR, message, merge_hint(model))
