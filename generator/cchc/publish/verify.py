"""`cchc verify`: a live site, or a folder of one, compared with its manifest."""

import re
import time
from pathlib import Path

from cchc.engine.workspace import Progress
from cchc.publish import former, live, standing
from cchc.publish.findings import Checked
from cchc.publish.target import folder_at


def verify(what: str, public: str, memory: Path | None, quick: bool, progress: Progress | None) -> Checked:
    """Look at an address or a folder; `public` is the key that must have signed it, empty when none is known.

    `memory`: where to remember what a site was like; `quick`: ask the server only what changed since. Raises Refused.
    """
    if is_address(what):
        return live.check(what, public, memory, quick, int(time.time()), progress)
    published = memory is not None and former.remembers(memory / folder_at(what).mark)
    return standing.check(Path(what), public, published, progress)


def is_address(what: str) -> bool:
    """Whether it is an address on the net; else a folder."""
    return re.match(r"https?://", what) is not None
