"""The portal's files: newest items, one page for each month, a table of the units, CSV, the merged feed.

Made of the store alone; pages of months that did not change are left alone. The only module here that knows Jinja2.
What a unit took back keeps its line (who, when, taken back when) without its words, which may be why it was taken back.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2

from cchc.collect import merged, moments
from cchc.collect.moments import Doubt, Seconds
from cchc.collect.store import Row, Store
from cchc.collect.subscriptions import SubscriptionList
from cchc.files import rewrite
from cchc.text import long_date, number, vietnam

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = "cong-tong-hop.css"
_ITEM = "item.*, feed.unit, feed.name, feed.address, feed.position FROM item JOIN feed ON feed.id = item.feed"
# What several units have (one published, others passed on) is the first one's.
_OWN = """feed.position IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM item AS other JOIN feed AS unit ON unit.id = other.feed
  WHERE other.guid = item.guid AND other.id != item.id AND (other.link = item.link OR other.title = item.title)
  AND (item.guid LIKE 'tag:%' OR item.guid LIKE 'http%://%' OR item.guid LIKE 'urn:%')
  AND unit.position IS NOT NULL AND other.left_at IS NULL
  AND (other.first_seen, unit.position, other.id) < (item.first_seen, feed.position, item.id))"""
# Whether a GUID is an item's own in the merged feed too.
_FIRST = "NOT EXISTS (SELECT 1 FROM item AS other WHERE other.guid = item.guid AND other.id < item.id)"
_ORDER = "ORDER BY shown_at DESC, feed.position, item.guid"
_LABELS = {doubt.value: doubt.label for doubt in Doubt}
TAKEN_BACK = "(tin đã gỡ ở nguồn)"


def build(store: Store, listed: SubscriptionList, out: Path, now: Seconds) -> int:
    """Bring the folder up to date; returns how many files changed. Raises OSError."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"moment": moments.shown, "day": _day, "number": number}
    look = _look(listed)
    anew = store.setting("look") != look
    listed_months = "SELECT DISTINCT month FROM item JOIN feed ON feed.id = item.feed WHERE position IS NOT NULL"
    months = [row["month"] for row in store.rows(f"{listed_months} ORDER BY month DESC")]
    noted = {row["month"] for row in store.rows("SELECT month FROM changed_month")}
    changed = 0
    for month in months:
        if anew or month in noted or not (out / _page(month)).is_file():
            changed += _write(out, _page(month), _month(templates, store, listed, month))
    if anew or noted or not (out / "tin.csv").is_file():
        changed += _write(out, "tin.csv", _csv(_rows(store)))
        changed += sum(_write(out, name, content) for name, content in _feeds(store, listed))
    changed += _write(out, _STYLE, (_TEMPLATES / _STYLE).read_bytes())
    units = list(_units(store))
    changed += _write(out, "don-vi.csv", _csv(_unit_rows(units, _left(listed, now))))
    changed += _write(out, "index.html", _index(templates, store, listed, months, units, now))
    for month in noted - set(months):
        (out / _page(month)).unlink(missing_ok=True)
    with store.transaction():  # only now: a run that is killed before makes them again
        store.sql.executemany("DELETE FROM changed_month WHERE month = ?", [(month,) for month in noted])
        store.keep_setting("look", look)
    return changed


def _index(
    templates: jinja2.Environment,
    store: Store,
    listed: SubscriptionList,
    months: list[str],
    units: list[Row],
    now: Seconds,
) -> bytes:
    newest = store.rows(f"SELECT {_ITEM} WHERE {_OWN} AND left_at IS NULL {_ORDER} LIMIT {merged.LENGTH}")
    page = templates.get_template("index.html.jinja")
    values = {"items": list(newest), "units": units, "months": [(m, _page(m)) for m in months], "now": now}
    left = _left(listed, now)
    return page.render(listed=listed, left=left, feeds=bool(listed.address), labels=_LABELS, **values).encode()


def _month(templates: jinja2.Environment, store: Store, listed: SubscriptionList, month: str) -> bytes:
    items = list(store.rows(f"SELECT {_ITEM} WHERE month = ? AND {_OWN} {_ORDER}", month))
    page = templates.get_template("month.html.jinja")
    return page.render(listed=listed, month=month, items=items, labels=_LABELS, taken_back=TAKEN_BACK).encode()


def _feeds(store: Store, listed: SubscriptionList) -> Iterator[tuple[str, bytes]]:
    if listed.address:
        query = f"SELECT {_FIRST} AS first, {_ITEM} WHERE {_OWN} AND left_at IS NULL {_ORDER} LIMIT {merged.LENGTH}"
        items = store.rows(query)
        address = listed.address if listed.address.endswith("/") else listed.address + "/"
        yield from merged.render(listed.title, address, items).items()


def _units(store: Store) -> Iterator[Row]:
    """Each unit of the list: how many items, the newest, when it was last read, what is wrong."""
    return store.rows(
        "SELECT feed.*, count(item.id) AS items, max(item.shown_at) AS newest, "
        "coalesce(sum(item.corrections > 0), 0) AS corrected "
        "FROM feed LEFT JOIN item ON item.feed = feed.id AND item.left_at IS NULL "
        "WHERE position IS NOT NULL GROUP BY feed.id ORDER BY position"
    )


def _rows(store: Store) -> Iterator[dict[str, Any]]:
    """Who published what and when: every item of the units in the list, newest first."""
    for row in store.rows(f"SELECT {_ITEM} WHERE feed.position IS NOT NULL {_ORDER}"):
        there = row["left_at"] is None
        yield {
            "ma_don_vi": row["unit"],
            "don_vi": row["name"],
            "ngay_dang": _iso(row["published"]),
            "ngay_dang_ngo": _LABELS.get(row["doubt"], ""),
            "tieu_de": row["title"] if there else TAKEN_BACK,
            "dia_chi": row["link"] if there else "",
            "nhan_luc": _iso(row["first_seen"]),
            "sua_luc": _iso(row["changed_at"]),
            "so_lan_sua": row["corrections"],
            "go_luc": _iso(row["left_at"]),
            "guid": row["guid"],
        }


def _left(listed: SubscriptionList, now: Seconds) -> dict[str, str]:
    """The units that are not asked any more, in words."""
    left = listed.left_on(vietnam(now).date())
    return {unit: f"thôi đọc sau ngày {long_date(last)}" for unit, last in left.items()}


def _unit_rows(units: Iterable[Row], left: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for row in units:
        yield {
            "ma_don_vi": row["unit"],
            "don_vi": row["name"],
            "nguon_tin": row["address"],
            "chuyen_sang": row["moved_to"] or "",
            "so_tin": row["items"],
            "tin_da_sua": row["corrected"],
            "tin_moi_nhat": _iso(row["newest"]),
            "doc_duoc_luc": _iso(row["read_at"]),
            "khong_doc_duoc_tu": "" if row["unit"] in left else _iso(row["failing_since"]),
            "ly_do": left.get(row["unit"], row["fault"]),
        }


def _csv(rows: Iterable[dict[str, Any]]) -> bytes:
    """RFC 4180, with the byte order mark by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for count, row in enumerate(rows):
        if count == 0:
            writer.writerow(row)
        writer.writerow([_cell(value) for value in row.values()])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text  # a spreadsheet would take it for a formula


def _write(out: Path, name: str, content: bytes) -> bool:
    """Put a file in its place at once, unless it is there already."""
    path = out / name
    try:
        if path.read_bytes() == content:
            return False
    except FileNotFoundError:
        out.mkdir(parents=True, exist_ok=True)
    rewrite(path, content)
    return True


def _look(listed: SubscriptionList) -> str:
    """Changes when every page has to."""
    made_of = hashlib.blake2b(json.dumps([listed.title, listed.address]).encode(), digest_size=16)
    for path in sorted(_TEMPLATES.iterdir()):
        made_of.update(path.read_bytes())
    return made_of.hexdigest()


def _page(month: str) -> str:
    return f"thang-{month}.html"


def _day(moment: Seconds) -> str:
    return long_date(vietnam(moment))


def _iso(moment: Seconds | None) -> str:
    return vietnam(moment).isoformat() if moment is not None else ""
