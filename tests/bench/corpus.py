"""Makes a benchmark corpus: corpus.py FOLDER [--news 1000] [--procedures 300]

The same numbers give the same bytes. All of it is invented and says so (dữ liệu mẫu). FOLDER gets
news/YYYY/MM/*.md, procedures/*.yml and images/*.png, which adapt.py and run.py lay out for each tool.
"""

import argparse
import datetime as dt
import random
import struct
import zlib
from pathlib import Path
from typing import Any

import yaml

_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
CATEGORIES = [
    "Tin cải cách hành chính",
    "Chuyển đổi số",
    "Chỉ đạo điều hành",
    "Dịch vụ công",
    "Người tốt việc tốt",
    "Thông báo",
]
SECTORS = ["Hộ tịch", "Chứng thực", "Đất đai", "Xây dựng", "Bảo trợ xã hội", "Giáo dục", "Nông nghiệp", "Cư trú"]
WHO = ["Bộ phận Một cửa", "Ủy ban nhân dân xã", "Tổ công nghệ số", "Đoàn Thanh niên", "Hội Phụ nữ", "Công an xã"]
DOES = ["hướng dẫn", "tập huấn", "tiếp nhận", "rà soát", "công khai", "kiểm tra", "trả lời", "khảo sát", "hỗ trợ"]
WHAT = [
    "nộp hồ sơ trực tuyến",
    "thanh toán lệ phí không dùng tiền mặt",
    "chứng thực bản sao điện tử",
    "phản ánh và kiến nghị của người dân",
    "quy trình liên thông khai sinh và cư trú",
    "số hóa kết quả giải quyết thủ tục",
    "mức độ hài lòng khi giao dịch",
    "danh mục thủ tục sửa đổi",
]
WHERE = ["nhà văn hóa thôn Một", "nhà văn hóa thôn Hai", "hội trường xã", "trường học", "chợ trung tâm", "trạm y tế"]
PAPERS = ["Tờ khai theo mẫu", "Giấy chứng sinh", "Bản vẽ vị trí", "Văn bản ủy quyền", "Ảnh chân dung", "Đơn đề nghị"]
FIRST, LAST = dt.datetime(2016, 1, 4, 8), dt.datetime(2026, 6, 1, 8)
PICTURES = 20


def make(folder: Path, news: int, procedures: int) -> None:
    """Write the whole corpus."""
    for number in range(news):
        write_item(folder, number, FIRST + (LAST - FIRST) * number / max(1, news))
    for number in range(1, procedures + 1):
        fields = procedure(number)
        put(folder / "procedures" / f"{fields['code']}.yml", dump(fields))
    for number in range(1, PICTURES + 1):
        path = folder / f"images/anh-{number:02d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(number))


def write_item(folder: Path, number: int, when: dt.datetime) -> Path:
    """One news item of about 300 words."""
    chance = random.Random(f"tin {number}")
    title = f"{chance.choice(WHO)} {chance.choice(DOES)} {chance.choice(WHAT)}, đợt {number} (dữ liệu mẫu)"
    front: dict[str, Any] = {
        "title": title,
        "slug": f"tin-mau-{number:06d}",
        "date": f"{when:%Y-%m-%dT%H:%M}:00+07:00",
        "category": chance.choice(CATEGORIES),
        "tags": sorted(chance.sample(["một cửa", "tập huấn", "số hóa", "khảo sát", "thanh toán"], 2)),
        "summary": f"Dữ liệu mẫu: {sentence(chance)}",
    }
    if chance.random() < 0.4:
        front["image"] = f"/images/anh-{chance.randint(1, PICTURES):02d}.png"
    path = folder / f"news/{when:%Y/%m}/{front['slug']}.md"
    put(path, f"---\n{dump(front)}---\n\n{body(chance)}")
    return path


def body(chance: random.Random) -> str:
    """Paragraphs, a list, often a table, sometimes a quotation."""
    parts = [f"**Dữ liệu mẫu.** {paragraph(chance)}", "## Nội dung", paragraph(chance)]
    parts.append("\n".join(f"- {sentence(chance)}" for _ in range(4)))
    if chance.random() < 0.4:
        rows = [f"| {name} | {chance.randint(9, 900)} | {chance.randint(80, 100)}% |" for name in SECTORS[:5]]
        parts += ["## Số liệu mẫu", "\n".join(["| Lĩnh vực | Hồ sơ | Đúng hạn |", "| --- | ---: | ---: |", *rows])]
    if chance.random() < 0.3:
        parts.append(f"> {sentence(chance)}")
    parts += ["## Việc tiếp theo", paragraph(chance), paragraph(chance)]
    return "\n\n".join(parts) + "\n"


def paragraph(chance: random.Random) -> str:
    """Four sentences."""
    return " ".join(sentence(chance) for _ in range(4))


def sentence(chance: random.Random) -> str:
    """Like "Tổ công nghệ số hướng dẫn nộp hồ sơ trực tuyến tại hội trường xã, có 12 lượt người dự."."""
    who, does, what, where = (chance.choice(words) for words in (WHO, DOES, WHAT, WHERE))
    return f"{who} {does} {what} tại {where}, có {chance.randint(5, 500)} lượt người dự."


def procedure(number: int) -> dict[str, Any]:
    """One procedure."""
    chance = random.Random(f"thủ tục {number}")
    fee = {"name": "Lệ phí", "amount": chance.choice([0, 5000, 8000, 15000]), "exempt": "hộ nghèo", "basis": "Mẫu"}
    return {
        "code": f"{1 + number % 3}.{number:06d}",
        "name": f"Thủ tục mẫu số {number}: {chance.choice(WHAT)}",
        "slug": f"thu-tuc-mau-{number:04d}",
        "field": SECTORS[number % len(SECTORS)],
        "level": "Toàn trình",
        "description": f"Dữ liệu mẫu. {paragraph(chance)}",
        "steps": [{"title": f"Bước {step}", "text": sentence(chance)} for step in range(1, 6)],
        "documents": [{"name": name, "original": 1, "copies": chance.randint(0, 2)} for name in PAPERS[:4]],
        "fees": [fee],
        "processing_time": f"{chance.randint(1, 20)} ngày làm việc",
        "legal_basis": ["Nghị quyết số 76/NQ-CP"],
        "office": "Bộ phận Một cửa",
    }


def picture(number: int) -> bytes:
    """A PNG of one colour."""
    row = b"\0" + bytes((number * 11 % 256, 120, 200)) * 64
    parts = [(b"IHDR", struct.pack(">2I5B", 64, 64, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(row * 64)), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(c)) + n + c + struct.pack(">I", zlib.crc32(n + c)) for n, c in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def dump(values: Any) -> str:
    """YAML as people write it."""
    return str(yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000))


def put(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--news", type=int, default=1000)
    parser.add_argument("--procedures", type=int, default=300)
    asked = parser.parse_args()
    make(asked.folder, asked.news, asked.procedures)
