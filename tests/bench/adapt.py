"""Lays a benchmark corpus out as a cchc site: adapt.py CORPUS SITE [ITEM]

CORPUS has news/YYYY/MM/*.md, procedures/*.yml, data/*.yml and images/*.png (see CONTRIBUTING). SITE becomes a
folder like the top level of this repository, with its mkdocs.yml, theme and pages about the unit. With ITEM only
that news file (its name within the corpus) is added.
"""

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
CATEGORIES = {
    "Tin cải cách hành chính": "tin-cchc",
    "Chuyển đổi số": "chuyen-doi-so",
    "Chỉ đạo điều hành": "chi-dao-dieu-hanh",
    "Dịch vụ công": "dich-vu-cong",
    "Người tốt việc tốt": "tuyen-truyen",
    "Thông báo": "mot-cua",
}
SECTORS = [
    "Hộ tịch",
    "Chứng thực",
    "Đất đai",
    "Xây dựng",
    "Bảo trợ xã hội",
    "Người có công",
    "Giáo dục",
    "Văn hóa",
    "Nông nghiệp",
    "Khiếu nại, tố cáo",
    "Đăng ký kinh doanh",
    "Cư trú",
]
_FRONT = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)


def main(corpus: Path, site: Path, item: str = "") -> None:
    """Lay out everything, or only one more item."""
    if item:
        news(corpus / item, site)
        return
    frame(corpus, site)
    for path in sorted((corpus / "news").rglob("*.md")):
        news(path, site)
    for path in sorted((corpus / "procedures").glob("*.yml")):
        procedure(path, site)


def frame(corpus: Path, site: Path) -> None:
    """The repository's own site without its news and procedures."""
    for name in ("site_data", "theme"):
        shutil.copytree(REPOSITORY / name, site / name, dirs_exist_ok=True)
    for kind in ("procedures", "translations"):
        for path in (site / "site_data" / kind).glob("*.yml"):
            path.unlink()
    shutil.copytree(REPOSITORY / "content/gioi-thieu", site / "content/gioi-thieu", dirs_exist_ok=True)
    shutil.copytree(corpus / "images", site / "content/images", dirs_exist_ok=True)
    shutil.copyfile(REPOSITORY / "mkdocs.yml", site / "mkdocs.yml")
    unit = site / "site_data/site.yml"
    text = re.sub(r"^as_of(_note)?:.*\n(  .*\n)*", "", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
    sectors = "".join(f"  - id: linh-vuc-{number}\n    name: {name}\n" for number, name in enumerate(SECTORS, 1))
    text = re.sub(r"^sectors:\n(  .*\n)*", "sectors:\n" + sectors, text, flags=re.MULTILINE)
    unit.write_text(text + "stale_after_months: 1200\n", encoding="utf-8")


def news(path: Path, site: Path) -> None:
    """One news item: other names in the front matter, the same text."""
    text = path.read_text(encoding="utf-8")
    match = _FRONT.match(text)
    assert match is not None
    old = yaml.load(match[1], _Loader)
    front: dict[str, Any] = {
        "title": old["title"],
        "date": str(old["date"]).replace(" ", "T"),
        "category": CATEGORIES[old["category"]],
        "summary": old["summary"],
        "tags": old["tags"],
    }
    if "image" in old:
        front["image"] = {"file": old["image"].lstrip("/"), "alt": old["title"]}
    target = site / "content/tin-tuc" / str(old["date"])[:4] / f"{old['slug']}.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    head = yaml.dump(front, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    target.write_text(f"---\n{head}---\n{text[match.end() :]}", encoding="utf-8")


def procedure(path: Path, site: Path) -> None:
    """One procedure in our fields."""
    old = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    fees = [
        {"name": fee["name"], "amount": fee["amount"], "exemption": fee["exempt"], "basis": fee["basis"]}
        for fee in old["fees"]
    ]
    days = re.match(r"\d+", old["processing_time"])
    assert days is not None
    time = {"value": int(days[0]), "unit": "ngay-lam-viec", "starts_from": "ngày nhận đủ hồ sơ hợp lệ"}
    papers = [{"name": p["name"], "originals": max(1, p["original"]), "copies": p["copies"]} for p in old["documents"]]
    new = {
        "code": str(old["code"]),
        "name": old["name"],
        "description": old["description"],
        "sector": f"linh-vuc-{SECTORS.index(old['field']) + 1}",
        "levels": ["cap-xa"],
        "audience": ["Công dân Việt Nam"],
        "steps": [{"name": step["title"], "text": step["text"]} for step in old["steps"]],
        "methods": [{"channel": "truc-tiep", "times": [time], "fees": fees}],
        "papers": [{"name": "Giấy tờ phải nộp", "papers": papers}],
        "dossier_count": 1,
        "results": [{"name": "Giấy tờ được cấp"}],
        "conditions": "Không",
        "agency": old["office"],
        "reception_address": old["office"],
        "legal_basis": [{"symbol": symbol} for symbol in old["legal_basis"]],
        "decision": {"number": "1/QĐ-UBND"},
        "online_level": "toan-trinh",
        "portal_url": "https://dichvucong.example.vn/" + str(old["code"]),
        "collected_on": "2026-06-10",
        "source": {"name": "Dữ liệu đo tốc độ"},
        "owner": old["office"],
    }
    target = site / "site_data/procedures" / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(new, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:4])
