"""Makes the files of our index from the same pages as the others', in one process: ours_index.py PAGES.jsonl OUT

Only to be measured: the index that is asked is the one that the build made, which has synonyms and further words too.
"""

import json
import sys
from pathlib import Path

from cchc.search import index
from cchc.search.index import CHUNK, EXCERPT, Document, Part
from cchc.search.words import distinct

NEWEST = "tin-tuc/2026/"
MOST = {"trang": (16, 0), "nam": (8, 16), "kho": (256, 512)}  # files of words and of titles

out = Path(sys.argv[2])
parts: dict[str, list[Document]] = {name: [] for name in MOST}
with Path(sys.argv[1]).open(encoding="utf-8") as lines:
    for page in map(json.loads, lines):
        address, title, text = page["address"], page["title"], page["text"]
        name = "nam" if address.startswith(NEWEST) else "kho" if address.startswith("tin-tuc/") else "trang"
        parts[name].append(Document(address, title, "2026-01-01", text[:EXCERPT], distinct(f"{title}\n{text}")))
made = []
files: dict[str, bytes] = {}
for name, documents in parts.items():
    part = Part(name, len(documents), *MOST[name])
    made.append(index.words_of(part, documents))
    files |= index.part_files(part, made[-1])
    if part.title_shards:
        chunks = range(0, len(documents), CHUNK)
        files |= {f"{name}/d{n}.json": index.document_file(documents[n : n + CHUNK]) for n in chunks}
files["muc-luc.json"] = index.catalogue_file(parts["trang"], {}, [])
files["am-tiet.json"] = index.vocabulary_file((words.often for words in made), (words.titled for words in made))
for path, content in files.items():
    (out / path).parent.mkdir(parents=True, exist_ok=True)
    (out / path).write_bytes(content)
