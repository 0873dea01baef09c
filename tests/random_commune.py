"""The miniature commune with a random year or two of records, the same for the same seed: for tests of what many pages
tell of the same things.
"""

import datetime as dt
import json
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from cchc import closings
from cchc.load import load
from cchc.period import Period
from cchc.site import Site
from cchc.source import dump_yaml
from conftest import HERE

URL = "https://moi.example.vn/"
_FIRST, _DAYS = dt.date(2023, 6, 1), 930  # until the end of 2025
_SOURCE = {"name": "Dữ liệu mẫu"}
_NEWEST = {"name": "Trang mới của xã", "kind": "trang-thong-tin", "url": URL, "source": _SOURCE}
_ZALO = {"name": "Nhóm Zalo của xã", "kind": "mang-xa-hoi", "url": "https://zalo.me/g/x", "source": _SOURCE}


def _yaml(value: object) -> str:
    """A value as it is written in a file: days as texts, and no anchor for what stands in it twice."""
    return dump_yaml(json.loads(json.dumps(value, default=str)))


@dataclass
class Maker:
    """Records drawn by chance, written into a copy of the commune."""

    root: Path
    seed: int
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Begin at the seed."""
        self.chance = random.Random(self.seed)
        shutil.copytree(HERE / "commune", self.root)

    def site(self) -> Site:
        """The commune with its records, as of a random day."""
        draw = self.chance
        as_of = draw.choice(
            [dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2024, 6, 30), self._day(), self._day()]
        )
        self._channels()
        number_of_news = draw.randint(0, 40)
        tasks = self._plan(number_of_news > 0)
        names = [self._news(number, tasks) for number in range(number_of_news)]
        self._register(names, tasks)
        self._events(tasks)
        self._procedures()
        self._hotlines()
        self._report()
        for code in draw.sample(["2023-Q3", "2024-Q1", "2024-H1", "2024"], 2):
            if Period.parse(code).end < as_of:
                closings.close(self._read(as_of), Period.parse(code), as_of)
        return self._read(as_of)

    def _read(self, as_of: dt.date) -> Site:
        site, problems = load(self.root, self.root / "content", URL, as_of)
        assert site is not None, problems
        assert not any(site.unread.values()), [problem for problem in problems if problem.level.value == "error"]
        return site

    def _day(self) -> dt.date:
        return _FIRST + dt.timedelta(days=self.chance.randrange(_DAYS))

    def _some(self, *given: Any) -> list[Any]:
        return [one for one in given if self.chance.random() < 0.4]

    def _write(self, name: str, value: object) -> None:
        path = self.root / "site_data" / name
        path.write_text(_yaml(value), encoding="utf-8")

    def _load(self, name: str) -> Any:
        return yaml.load((self.root / "site_data" / name).read_text(encoding="utf-8"), yaml.BaseLoader)

    def _channels(self) -> None:
        """One website of the unit, none, or two of which the second takes over."""
        old, *others = self._load("channels.yml")
        websites = self.chance.choice(["one", "none", "two"])
        old["relation"] = "phoi-hop" if websites == "none" else "cua-don-vi"
        if websites == "two":
            old["valid_to"] = "2024-06-30"
            others.append({"id": "trang-moi", **_NEWEST, "valid_from": "2024-07-01"})
        self._write("channels.yml", [old, *others, {"id": "zalo", **_ZALO}])

    def _plan(self, with_news: bool) -> list[str]:
        """More tasks for the plan of the year; some consist of parts."""
        plan, draw = self._load("plans/nam-2024.yml"), self.chance
        found = []
        for number in range(draw.randint(0, 8)):
            task: dict[str, Any] = {"id": f"viec-{number}", "name": f"Việc mẫu thứ {number} (dữ liệu mẫu)"}
            task |= {"cooperating": ["các thôn"], "timing": "trong năm"}
            task["lead"] = draw.choice(["Văn phòng UBND xã Ví Dụ", "Công chức văn hóa", "chưa có (chưa giao)"])
            task |= draw.choice(
                [
                    {"deadline": self._day().isoformat()},
                    {"frequency": {"times": draw.randint(1, 2), "per": draw.choice(["thang", "quy", "nam"])}},
                    {"timing": "thường xuyên"},
                    {"timing_kind": "theo-cap-tren"},
                    {},
                ]
            )
            task |= draw.choice([{}, {"state": draw.choice(["hoan-thanh", "chua-hoan-thanh", "dang-thuc-hien"])}])
            if found and draw.random() < 0.3:
                task["parent"] = draw.choice([one for one in plan["tasks"] if not one.get("parent")])["id"]
            evidence = self._some(
                {"name": "Kế hoạch", "document": "kh-01-2024"},
                {"name": "Nơi khác", "url": "https://bao.example.vn/x"},
                {"name": "Bài", "news": "bai-0"} if with_news else None,
                {"name": "Buổi tập huấn", "event": "tap-huan-2024", "count": {"value": 7, "unit": "người"}},
                {"name": "Chỉ có tên"},
            )
            task["evidence"] = draw.choice([[], [one for one in evidence if one]])
            task["events"] = draw.choice([[], ["hop-thon-2024-q3"]])  # which has no day, and proves nothing
            plan["tasks"].append(task)
            found.append(task["id"])
        self._write("plans/nam-2024.yml", plan)
        return found

    def _news(self, number: int, tasks: list[str]) -> str:
        day, draw = self._day(), self.chance
        head: dict[str, Any] = {"title": f"Bài {number} (dữ liệu mẫu)", "date": day, "summary": "Dữ liệu mẫu."}
        head["category"] = draw.choice(["hoat-dong", "thong-bao"])
        head |= draw.choice([{}, {}, {"sample": "có"}, {"dated_by": "ngay-van-ban"}])
        head |= draw.choice([{}, {"expires": day + dt.timedelta(days=draw.randint(0, 200))}])
        head |= draw.choice([{}, {"updated": day + dt.timedelta(days=5), "correction": "Sửa một số (dữ liệu mẫu)."}])
        head["tasks"] = draw.sample(tasks, min(len(tasks), draw.randint(0, 2)))
        told = _yaml(head)
        path = self.root / f"content/tin-tuc/{day.year}/bai-{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\n{told}---\n\nDữ liệu mẫu.\n", encoding="utf-8")
        return f"{day.year}/{day.month:02d}/bai-{number}"

    def _register(self, names: list[str], tasks: list[str]) -> None:
        register, draw = self._load("publications.yml"), self.chance
        kinds = ["luot-phat", "tin-bai", "video", "so-phat-hanh", "van-ban", "infographic"]
        register.append({"id": "to-tin", "date": self._day(), "title": "Tờ tin mẫu", "kind": "tin-bai", "count": 40})
        for number in range(draw.randint(0, 25)):
            one: dict[str, Any] = {"id": f"luot-{number}", "date": self._day().isoformat(), "title": f"Lượt {number}"}
            one["kind"] = draw.choice(kinds)
            one |= draw.choice([{}, {"channel": draw.choice(["trang-xa", "loa-xa", "dai-huyen", "zalo"])}])
            one |= draw.choice([{}, {"count": draw.randint(0, 1500)}])
            one |= draw.choice([{}, {"news": draw.choice(names)} if names and one.get("channel") != "trang-xa" else {}])
            one |= draw.choice([{}, {}, {"sample": "có"}])
            one["tasks"] = draw.sample(tasks, min(len(tasks), draw.randint(0, 2)))
            register.append(one)
        self._write("publications.yml", register)

    def _events(self, tasks: list[str]) -> None:
        draw = self.chance
        for number in range(draw.randint(0, 8)):
            day = self._day()
            one: dict[str, Any] = {"title": f"Hội nghị {number}", "kind": draw.choice(["hoi-nghi", "tap-huan"])}
            one |= {"date": day.isoformat(), "period": str(day.year), "source": _SOURCE}
            one |= draw.choice([{}, {"ends": (day + dt.timedelta(days=draw.randint(0, 120))).isoformat()}])
            one |= draw.choice([{}, {"sessions": {"value": draw.randint(1, 12), "unit": "lớp"}}])
            one["tasks"] = draw.sample(tasks, min(len(tasks), draw.randint(0, 2)))
            self._write(f"events/hoi-nghi-{number}.yml", one)

    def _procedures(self) -> None:
        for code in ("1.999001", "1.999002"):
            state = self.chance.choice(["dang-thuc-hien", "tam-dung", "da-bai-bo"])
            self._write(f"procedures/{code}.yml", self._load(f"procedures/{code}.yml") | {"state": state})

    def _hotlines(self) -> None:
        hotlines, draw = self._load("hotlines.yml"), self.chance
        for one in hotlines:
            days = draw.choice([{}, {"valid_from": self._day()}, {"valid_to": self._day()}])
            one.pop("valid_from", None), one.pop("valid_to", None)
            one |= {name: day.isoformat() for name, day in days.items()}
            if draw.random() < 0.3:
                one["phone"] = "chưa có (dữ liệu mẫu)"
        self._write("hotlines.yml", hotlines)

    def _report(self) -> None:
        """Other dossiers for the report of the third quarter, and counts of a channel and of a section of it."""
        report, draw = self._load("reports/quy-3-2024.yml"), self.chance
        total = draw.choice([0, 1, 3, 7, 2999, 12345])
        online = draw.randint(0, total)
        report["dossiers"] = {"total": total, "online": online, "direct": total - online}
        report["counts"] = [
            {"channel": "trang-xa", "value": draw.randint(0, 9)},
            {"channel": "trang-xa", "section": "chuyen-doi-so", "value": draw.randint(0, 9)},
            {"channel": "dai-huyen", "value": draw.randint(10, 90), "place": "mục 2"},
        ]
        self._write("reports/quy-3-2024.yml", report)
