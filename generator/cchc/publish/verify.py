"""`cchc verify`: a live site, or a folder of one, compared with its manifest."""

import re
import time
from pathlib import Path

from cchc.engine.workspace import Progress
from cchc.publish import live, standing
from cchc.publish.findings import Checked


def verify(what: str, public: str, memory: Path | None, quick: bool, progress: Progress | None) -> Checked:
    """Look at an address or a folder; `public` is the key that must have signed it, empty when none is known.

    `memory`: where to remember what a site was like; `quick`: ask the server only what changed since. Raises Refused.
    """
    if re.match(r"https?://", what):
        return live.check(what, public, memory, quick, int(time.time()), progress)
    return standing.check(Path(what), public, progress)
