"""What publishing adds to the last good build: pictures for links, and the pages that name them in place of the emblem.

They lie in the cache, never in the built site, and may be deleted at any time.
"""

from pathlib import Path

from cchc.engine import staging, store
from cchc.engine.social import social_files
from cchc.engine.workspace import Progress
from cchc.files import files_below
from cchc.publish.inventory import Stamp
from cchc.site import Site


def additions(folder: Path, site: Site | None, out: Path, cache: Path, progress: Progress | None) -> dict[str, Stamp]:
    """Make `folder` hold what belongs to the build in `out`, and nothing else; returns its files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    left = set(files_below(folder))
    for number, (name, content) in enumerate(social_files(site, out, cache) if site else ()):
        if name not in left or (folder / name).read_bytes() != content:  # by its time it is known not to be read again
            staging.write(folder, name, content)
        left.discard(name)
        if site and progress:
            progress(number + 1, 2 * len(site.news))  # a picture and a page each, at most
    staging.remove(folder, left)
    return {name: (time, size) for name, (time, size) in store.stamps([(folder, "")]).items()}
