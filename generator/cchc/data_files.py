"""The data files beside our own modules (phrases, laws, holidays), read through the same gates as clerks' data."""

from pathlib import Path
from typing import TypeVar

from cchc.problems import format_text
from cchc.schema import Record, build
from cchc.source import parse_yaml

T = TypeVar("T", bound=Record)


def data_file(path: Path, model: type[T]) -> T:
    """The record in a data file. Raises ValueError when the file is wrong: that is our mistake."""
    node, problems = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    record = None
    if node is not None:
        record, problems = build(node, model, path.name)
    if record is None:
        raise ValueError(format_text(problems))
    return record
