"""What publishing adds (`publish.additions`): a picture for each news item that has none, kept by its content.

Never part of a build, whose pages show the emblem instead; both are of the same size.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from cchc.engine import store
from cchc.engine.bench import page_file
from cchc.engine.head import EMBLEM
from cchc.site import Site
from cchc.social import RECIPE, social_picture

_FOLDER, _NAME = "social", "tieu-de.png"


def social_files(site: Site, out: Path, cache: Path | None) -> Iterator[tuple[str, bytes]]:
    """For each item that shows the emblem: its picture, and its page that names it, by their names below the site.

    `out` is the built site. Yields nothing when the machine has no font for it.
    """
    used = []
    emblem = f'content="{site.absolute(EMBLEM.file)}"'.encode()
    for entry in site.news:
        page = (out / page_file(entry.url)).read_bytes()
        if emblem in page:
            used.append(_digest(entry.record.title, site.unit.short_name))
            picture = _picture(entry.record.title, site.unit.short_name, used[-1], cache)
            if picture is None:
                return
            name = f"{entry.url[1:]}{_NAME}"
            yield name, picture
            yield page_file(entry.url), page.replace(emblem, f'content="{site.absolute(name)}"'.encode())
    store.keep_pictures(cache, used, _FOLDER)


def _digest(title: str, publisher: str) -> str:
    return hashlib.blake2b(f"{title}\0{publisher}".encode(), digest_size=16).hexdigest()


def _picture(title: str, publisher: str, digest: str, cache: Path | None) -> bytes | None:
    kept = store.load_picture(cache, RECIPE, digest, _FOLDER).get(0)
    if kept is None:
        kept = social_picture(title, publisher)
        if kept is not None:
            store.save_picture(cache, RECIPE, digest, {0: kept}, _FOLDER)
    return kept
