"""Makes the index of Material's search with the code of its own plugin: material_index.py PAGES.jsonl OUT.json"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

from material.plugins.search.plugin import SearchIndex

# What the plugin takes for theme.language: vi.
FIELDS = {"title": {"boost": 1e3}, "text": {"boost": 1e0}, "tags": {"boost": 1e6}}
index = SearchIndex(lang=["vi"], separator=r"[\s\-]+", pipeline=["stopWordFilter"], fields=FIELDS)
with Path(sys.argv[1]).open(encoding="utf-8") as lines:
    for page in map(json.loads, lines):
        index.add_entry_from_context(
            SimpleNamespace(meta={}, content=page["content"], toc=[], url=page["address"], title=page["title"])
        )
Path(sys.argv[2]).write_text(index.generate_search_index(None), "utf-8")
