"""The data files of this package (phrases, laws, manual): read through the same gates as the data of clerks."""

from pathlib import Path
from typing import TypeVar

from cchc.problems import format_text
from cchc.schema import Record, build
from cchc.source import parse_yaml

T = TypeVar("T", bound=Record)


def table(name: str, model: type[T], folder: Path = Path(__file__).parent) -> T:
    """The record in a data file beside a module. Raises ValueError when the file is wrong: that is our mistake."""
    path = folder / name
    node, problems = parse_yaml(path.read_text(encoding="utf-8"), name)
    record = None
    if node is not None:
        record, problems = build(node, model, name)
    if record is None:
        raise ValueError(format_text(problems))
    return record
