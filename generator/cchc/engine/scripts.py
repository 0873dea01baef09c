"""The theme's style sheets and scripts as browsers get them: scripts without comments and blanks, a third less; those
below assets/ in a folder that is called after what is in it, assets/<release>/. So a page gets those that it was
made with, also where files are replaced one by one, and scripts find each other by relative addresses.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from rjsmin import jsmin

from cchc import words

_FOLDER = "assets/"  # sw.js, whose scope its address is, lies beside
_WORDS = "const WORDS = {};"  # in theme/assets/page.js and theme/sw.js
_WORKER = "sw.js"


def release_assets(files: Files, templates: Path, config: MkDocsConfig) -> str:
    """Replace style sheets and scripts among the files of a site by what is published; returns their release."""
    found = [file for file in files if file.src_uri.endswith((".css", ".js"))]
    contents = {file.src_uri: _published(file, templates) for file in found}
    release = _release_of(contents)
    for file in found:
        files.remove(file)
        name = file.src_uri
        place = f"{_FOLDER}{release}/{name.removeprefix(_FOLDER)}" if name.startswith(_FOLDER) else name
        files.append(File.generated(config, place, content=contents[name]))
    return release


def _published(file: File, templates: Path) -> bytes:
    """What browsers get of a file; only the scripts of our theme are others than they were written."""
    if file.src_uri.endswith(".js") and Path(file.abs_src_path or "").is_relative_to(templates):
        return str(jsmin(_told(file.content_string, file.src_uri))).encode()
    return file.content_bytes


def _told(script: str, name: str) -> str:
    """The script with what it says to visitors, in all languages."""
    return script.replace(_WORDS, f"const WORDS = {words.of_scripts('worker' if name == _WORKER else 'scripts')};")


def _release_of(contents: Mapping[str, bytes]) -> str:
    """A short hash of all that will lie in the folder."""
    mark = hashlib.blake2b(digest_size=4)
    for name in sorted(name for name in contents if name.startswith(_FOLDER)):
        mark.update(f"{name}\0{len(contents[name])}\0".encode() + contents[name])
    return mark.hexdigest()
