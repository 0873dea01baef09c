"""The theme's own scripts as browsers get them, without comments and needless blanks, a third fewer bytes; and the
version that the addresses of style sheets and scripts carry, so that a page gets those that it was made with.
"""

import hashlib
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from rjsmin import jsmin

from cchc import words

_IMPORTED = re.compile(r"(\bfrom\s*|\bimport\()(\"\.{1,2}/[\w./-]+\.js)\"")

_WORDS = "const WORDS = {};"  # in theme/assets/page.js and theme/sw.js
_WORKER = "sw.js"


def shorten_scripts(files: Files, templates: Path, config: MkDocsConfig, release: str) -> None:
    """Replace the scripts of our theme among the files of a site; those of others stay as they are."""
    for file in list(files):
        path = Path(file.abs_src_path or "")
        if path.suffix == ".js" and path.is_relative_to(templates):
            files.remove(file)
            script = jsmin(_told(path.read_text(encoding="utf-8"), file.src_uri))
            script = _IMPORTED.sub(rf'\1\2?v={release}"', script)
            files.append(File.generated(config, file.src_uri, content=script))


def _told(script: str, name: str) -> str:
    """The script with what it says to visitors, in all languages."""
    return script.replace(_WORDS, f"const WORDS = {words.of_scripts('worker' if name == _WORKER else 'scripts')};")


def release_of(files: Files) -> str:
    """A short hash of all style sheets and scripts among the files of a site."""
    parts = sorted((file.src_uri, file) for file in files if file.src_uri.endswith((".css", ".js")))
    mark = hashlib.blake2b(words.of_scripts("scripts").encode(), digest_size=4)
    for name, file in parts:
        mark.update(name.encode() + b"\0" + file.content_bytes)
    return mark.hexdigest()
