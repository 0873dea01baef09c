"""Build, check, serve: the engine as functions for the command line. MkDocs is started only when it has work."""

import datetime as dt
import logging
import os
from pathlib import Path
from typing import Any

from cchc.engine import staging
from cchc.engine.build import Progress, Workspace
from cchc.engine.session import Session, begin, program_version
from cchc.engine.store import load_state, stamps_of
from cchc.problems import Problem, Refused, format_text, has_errors

DEFAULT_CACHE = ".cache/cchc"


def problems(config_file: Path, as_of: dt.date | None) -> list[Problem]:
    """Everything that `cchc check` reports."""
    from cchc.engine.plugin import read

    return read(configuration(config_file), as_of)[1]
