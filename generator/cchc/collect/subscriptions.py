"""The list of units whose feeds are collected: YAML (`title`, `address`, `units`) or OPML 2.0 (a subscription list)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from cchc import text
from cchc.collect import markup
from cchc.fields import Day, Line, Slug, Url
from cchc.files import read_text
from cchc.node import Address, Node
from cchc.problems import Level, Problem
from cchc.schema import Record, build
from cchc.source import parse_yaml

# `cchc new` makes files of sites only.
_FORM = "viết `units:`, rồi mỗi đơn vị một dòng: `- {id: xa-a, name: Xã A, feed: https://xa-a.example.vn/rss.xml}`"


class Subscription(Record):
    """One unit and the feed of all its news. Items belong to the `id`, so that name and feed may change."""

    id: Slug = Field(title="Mã đơn vị")
    name: Line = Field(title="Tên đơn vị")
    feed: Url = Field(title="Địa chỉ nguồn tin", examples=["https://xa.tinh.example.vn/rss.xml"])
    until: Day | None = Field(None, title="Đọc đến hết ngày", description="đơn vị không còn: tin cũ vẫn hiện")


class SubscriptionList(Record):
    """Who is collected, and what the merged list is called. Without an address no merged feed can be made."""

    SEE = _FORM
    title: Line = Field("Tin cải cách hành chính của các đơn vị", title="Tên trang tổng hợp")
    address: Url | None = Field(None, title="Địa chỉ của trang tổng hợp")
    units: tuple[Subscription, ...] = Field(title="Các đơn vị", min_length=1)

    def left_on(self, day: dt.date) -> dict[str, dt.date]:
        """The units that are not asked any more on a day, as they are no more, each with the last day it was."""
        return {unit.id: unit.until for unit in self.units if unit.until and unit.until < day}


Found = tuple[SubscriptionList | None, list[Problem]]


def read(file: Path) -> Found:
    """Read a list, or say everything that is wrong with it."""
    name = file.name
    content, problems = read_text(file.resolve().parent, name)
    if content is None:
        return None, [replace(one, hint=_FORM) if one.rule == "empty-file" else one for one in problems]
    node, problems = _opml(content, name) if file.suffix in (".opml", ".xml") else parse_yaml(content, name)
    if node is None:
        return None, problems
    found, problems = build(node, SubscriptionList, name)
    problems += list(_twice(found, node, name)) if found else []
    return (None if problems else found), problems


def _twice(found: SubscriptionList, node: Node, name: str) -> Iterator[Problem]:
    """One unit or one feed on two lines would collect everything twice."""
    for field in ("id", "feed"):
        seen: dict[str, int] = {}
        for number, unit in enumerate(found.units):
            value = str(getattr(unit, field))
            if seen.setdefault(value, number) != number:
                line, column = node.find(("units", number, field))[1]
                message = f"“{value}” đã ghi ở đơn vị thứ {seen[value] + 1}"
                yield Problem(
                    name, line, column, "duplicate-term", Level.ERROR, message, "mỗi đơn vị, mỗi nguồn tin một lần"
                )


def _opml(content: str, name: str) -> tuple[Node | None, list[Problem]]:
    """An OPML list as the nodes that a YAML list would have. The id of a unit is its name without diacritics."""
    tree, whole = markup.tree(content)
    if tree is None or not whole or markup.local(tree) != "opml":
        hint = "xuất lại từ chương trình đọc tin, hoặc viết danh sách bằng YAML"
        return None, [Problem(name, 1, 1, "type", Level.ERROR, "tệp không phải danh sách OPML", hint)]
    units = [_outline(element) for element in tree.iter("outline") if element.get("xmlUrl")]
    keys: dict[str, Address] = dict.fromkeys(("title", "units"), (1, 1))
    title = (tree.findtext("head/title") or "").strip()
    value = {"units": Node(units, 1, 1)} | ({"title": Node(title, 1, 1)} if title else {})
    return Node(value, 1, 1, keys=keys), []


def _outline(element: markup.Element) -> Node:
    place = (int(element.sourceline or 1), 1)
    name = element.get("title") or element.get("text") or ""
    values = {"id": text.slug(name), "name": name, "feed": element.get("xmlUrl", "")}
    nodes = {key: Node(value, *place) for key, value in values.items()}
    return Node(nodes, *place, keys=dict.fromkeys(nodes, place))
