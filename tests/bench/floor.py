"""The floor of a cold build: floor.py SITE OUT prints processor time of one process, in microseconds per article.

The same libraries write files of the same kinds for each article of SITE (laid out by adapt.py), with the shortest
code there is: no rules, no templates, no links, nothing looked up. What `cchc build` takes above this is its own code.
"""

import csv
import hashlib
import html
import io
import json
import marshal
import re
import shutil
import sys
import time
from array import array
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pyromark import Markdown, Options

from cchc.model.news import News

FRAME = "x" * 1_500  # six pieces of so many letters around title, summary and text: what our frame weighs
_WORD = re.compile(r"\w+")
_SPENT: dict[str, float] = {}
_MARKDOWN = Markdown(options=Options.ENABLE_TABLES | Options.ENABLE_FOOTNOTES)
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SINCE = [time.process_time()]


def main(site: Path, out: Path) -> None:
    """Write the files into `out`, which must not be there, and take them away again."""
    News.model_rebuild()
    files = sorted((site / "content/tin-tuc").rglob("*.md"))
    out.mkdir(parents=True)
    postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    _SINCE[0] = time.process_time()
    for number, file in enumerate(files):
        for word in article(file, out / str(number)):
            postings[word].append(number)
        lap("postings")
    _ENCODE({word: list(numbers) for word, numbers in postings.items()})
    lap("postings")
    shutil.rmtree(out)
    for stage, seconds in [*_SPENT.items(), ("all", sum(_SPENT.values()))]:
        print(f"{stage:20} {seconds / len(files) * 1e6:6.0f}")


def article(file: Path, folder: Path) -> set[str]:
    """Everything for one article; returns its words."""
    text = file.read_bytes().decode()
    mark = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
    lap("read")
    _, front, body = text.split("---\n", 2)
    values = mapping(iter(yaml.CSafeLoader(front).get_event, None))
    lap("YAML")
    record = News.model_validate(values)
    lap("pydantic")
    content = _MARKDOWN.html(body)
    lap("Markdown")
    title, summary = html.escape(record.title), html.escape(record.summary)
    pieces = (title, summary, title, summary, f"<h1>{title}</h1><p>{summary}</p>{content}", "")
    page = "".join(FRAME + piece for piece in pieces).encode()
    lap("page")
    folder.mkdir()
    for name, written in (("index.html", page), ("index.md", text.encode())):
        (place := folder / name).write_bytes(written)
        place.stat()
    lap("two files")
    words = {*_WORD.findall(f"{record.title} {record.summary} {body}".lower())}
    lap("words")
    item = f"<item><title>{title}</title><description>{summary}</description>{html.escape(content)}</item>"
    lap("item of a feed")
    line = io.StringIO()
    csv.writer(line).writerow(map(str, values.values()))
    row = _ENCODE(values)
    lap("row of open data")
    marshal.dumps((mark, title, summary, " ".join(words), item, row, line.getvalue()))
    lap("kept for next time")
    return words


def mapping(events: Iterator[Any]) -> dict[str, Any]:
    """The front matter: texts, lists of texts, mappings of texts."""
    stack: list[Any] = [{}]
    key = None
    for event in events:
        kind, top = type(event), stack[-1]
        if kind is yaml.ScalarEvent and isinstance(top, list):
            top.append(event.value)
        elif kind is yaml.ScalarEvent and key is None:
            key = event.value
        elif kind is yaml.ScalarEvent:
            top[key], key = event.value, None
        elif kind in (yaml.SequenceStartEvent, yaml.MappingStartEvent) and key is not None:
            top[key] = [] if kind is yaml.SequenceStartEvent else {}
            stack.append(top[key])
            key = None
        elif kind in (yaml.SequenceEndEvent, yaml.MappingEndEvent) and len(stack) > 1:
            stack.pop()
    values: dict[str, Any] = stack[0]
    return values


def lap(stage: str) -> None:
    """Put the time since the last lap down to a stage."""
    now = time.process_time()
    _SPENT[stage] = _SPENT.get(stage, 0.0) + now - _SINCE[0]
    _SINCE[0] = now


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
