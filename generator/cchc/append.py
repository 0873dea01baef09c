"""More records at the end of a list in site_data/ (`cchc new`, `close`, `sheets --printed`, `channel --log`, `import`).

What stands in the file is read first, and nothing is written unless the file can be read with the new records too.
"""

import re
import textwrap
from pathlib import Path

from cchc.files import rewrite, text_to_extend
from cchc.problems import Refused
from cchc.source import parse_yaml

_BARE = re.compile(r"\[\s*\]")  # a list of nothing, as some editors leave it


def add(root: Path, name: str, records: str, number: int = 1) -> None:
    """Add so many records, the text of a list; the file may not be there yet. Raises Refused, then nothing changed."""
    text = text_to_extend(root, name)
    pad, count = "", 0
    if text:
        node, problems = parse_yaml(text, name)
        if node is None and problems[0].rule != "empty-file":  # comments alone are no obstacle
            told = f"{name} đang có lỗi nên chưa thêm gì vào ({problems[0].told}). Sửa lỗi ấy rồi chạy lại"
            raise Refused(told)
        if node is not None and not isinstance(node.value, list):
            raise Refused(f"{name} không phải một danh sách; mỗi mục phải bắt đầu bằng dấu gạch ngang `- `")
        if node is not None and node.value:
            pad, count = " " * (node.column - 1), len(node.value)
        elif node is not None:
            lines = text.splitlines(keepends=True)
            before = "".join(lines[: node.line - 1]) + lines[node.line - 1][: node.column - 1]
            text = before + _BARE.sub("", text[len(before) :], count=1)
    longer = _joined(text, textwrap.indent(records, pad))
    whole, _ = parse_yaml(longer, name)
    if whole is None or not isinstance(whole.value, list) or len(whole.value) != count + number:
        hint = "viết lại danh sách ấy, mỗi mục bắt đầu bằng dấu gạch ngang `- ` ở đầu một dòng riêng, rồi chạy lại"
        raise Refused(f"không thêm được vào cuối {name}, tệp để nguyên; {hint}")
    rewrite(root / name, longer.encode())


def _joined(text: str, more: str) -> str:
    """A text with more at its end, with the line ends that it has."""
    end = "\r\n" if "\r\n" in text else "\n"
    return text.rstrip("\r\n") + end * bool(text) + more.replace("\n", end)
