"""/offline.json: the pages that browsers keep for times without a network, in this order, each with a hash of what it
is now; theme/sw.js reads it. No news is in it, so that it stays as it is from one item to the next.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from cchc.engine import staging
from cchc.engine.store import key_of

PATH = "offline.json"
_FIRST = ("duong-day-nong/", "", "thu-tuc/")  # what is asked for most; "" is the home page
_CHANGING = {""}  # its news change with every item: kept once, then each time that it is read
_FRAMED = "offline.html"  # what is shown in place of a page that is not kept


def offline_list(folder: Path, out: Path, made: Mapping[str, str], done: Mapping[str, str]) -> dict[str, str]:
    """Make the list if one of its pages changed; `made` and `done` are the keys of all outputs, now and before."""
    pages = sorted(name.removesuffix("index.html") for name in made if name.startswith("thu-tuc/"))
    paths = [path for path in dict.fromkeys((*_FIRST, *pages)) if path + "index.html" in made]
    keys = {path: "" if path in _CHANGING else made[path + "index.html"] for path in paths}
    framed = [_FRAMED] if _FRAMED in made else []
    key = key_of(*keys, *keys.values(), *(_mark(folder, out, name) for name in framed))
    if done.get(PATH) != key:
        marks = {path: "" if path in _CHANGING else _mark(folder, out, path + "index.html") for path in keys}
        marks |= {name: _mark(folder, out, name) for name in framed}
        staging.write(folder, PATH, json.dumps(marks, separators=(",", ":")).encode())
    return {PATH: key}


def _mark(folder: Path, out: Path, name: str) -> str:
    """A short hash of a page as it will be published."""
    staged = folder / name
    content = (staged if staged.exists() else out / name).read_bytes()
    return hashlib.blake2b(content, digest_size=4).hexdigest()
