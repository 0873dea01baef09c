"""The words in the frame of every page: who publishes, as of when, who has taken over; where the page stands, who
keeps it and since when it is as it is.
"""

import datetime as dt
from collections.abc import Iterable, MutableMapping
from html import escape
from typing import Any
from urllib.parse import quote

from cchc.known import Gap
from cchc.model.unit import Successor, Unit
from cchc.outline import category_url
from cchc.site import Site
from cchc.text import long_date

_TITLE = 90  # characters; search results show fewer


def theme_values(site: Site) -> dict[str, Any]:
    """What the frame shows, escaped for HTML."""
    unit = site.unit
    ended = unit.ended_on(site.as_of)
    superior = unit.superior_on(site.as_of)
    return {
        "unit": escape(unit.name),
        "short_name": escape(unit.short_name),
        "contact": _contact(unit),
        "as_of": long_date(site.as_of) if unit.as_of else "",
        "as_of_note": escape(unit.as_of_note or "") if unit.as_of else "",
        "superior": escape(_told(superior.name)) if superior else "",
        "ended": ended and escaped(_history(unit, ended)),
    }


def document_title(title: str, site: Site) -> str:
    """What a browser's tab and a list of search results say: the page and, where there is room, whose it is."""
    whole = f"{title} – {site.unit.short_name}"
    if len(whole) <= _TITLE:
        return whole
    return title if len(title) <= _TITLE else title[:_TITLE].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def feed_links(site: Site, url: str, category: object = None) -> str:
    """Links in a page's head to the site's feed and to that of the page's category."""
    feeds = [("/rss.xml", f"Tin của {site.unit.short_name}")]
    feeds += [(category_url(t.id) + "rss.xml", t.name) for t in site.unit.categories if t.id == category]
    up = _up(url)
    return "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{escape(title)}" href="{up}{address[1:]}">'
        for address, title in feeds
    )


def trail(url: str, above: Iterable[tuple[str, str]]) -> str:
    """Where a page stands: links to the pages above it, given as (title, address), after the home page."""
    if url == "/":
        return ""
    up = _up(url)
    links = [("Trang chủ", "/"), *above]
    items = "".join(f'<li><a href="{up}{to[1:]}">{escape(name)}</a></li>' for name, to in links)
    return f'<nav class="trail" aria-label="Đường dẫn"><ol>{items}</ol></nav>'


def about(site: Site, title: str, url: str, updated: dt.date | None = None, owner: str | None = None) -> str:
    """The end of a page: when it was brought up to date, who keeps it, how to tell of an error, how to pass it on."""
    unit = site.unit
    told = [f'Cập nhật ngày <time datetime="{updated}">{long_date(updated)}</time>.'] if updated else []
    told.append(f"Phụ trách: {escape(owner or _known(unit.responsible) or unit.short_name)}.")
    links = [f'<a href="{_report(site, title, url)}">Báo lỗi trang này</a>']
    if not isinstance(unit.satisfaction_url, Gap):
        links.append(f'<a href="{escape(unit.satisfaction_url)}">Đánh giá mức độ hài lòng</a>')
    items = "".join(f"<li>{link}</li>" for link in links)
    return (
        f'<footer class="about"><p>{" ".join(told)}</p><ul>{items}</ul><p class="share">'
        '<button type="button">Chép địa chỉ</button> <button type="button">Chia sẻ</button> <span role="status"></span>'
        "</p></footer>"
    )


def _report(site: Site, title: str, url: str) -> str:
    """Where an error is told: a letter that names the page, else the hotlines."""
    if isinstance(site.unit.email, Gap):
        return f"{_up(url)}duong-day-nong/"
    subject, body = quote(f"Báo lỗi: {title}"), quote(site.url + url[1:])
    return f"mailto:{escape(site.unit.email)}?subject={subject}&amp;body={body}"


def _contact(unit: Unit) -> list[str]:
    """What is known of how to reach the unit."""
    told = (("Địa chỉ", unit.address), ("Điện thoại", unit.phone), ("Thư điện tử", unit.email))
    return [f"{name}: {escape(value)}" for name, value in told if not isinstance(value, Gap)]


def _up(url: str) -> str:
    """From a page to the site's root."""
    return "../" * (url.count("/") - 1)


def _known(value: str | Gap) -> str | None:
    return None if isinstance(value, Gap) else value


def _history(unit: Unit, ended: Successor) -> dict[str, Any]:
    """What the banner says of a unit that others have taken over from."""
    return {
        "place": unit.place_name[:1].upper() + unit.place_name[1:],
        "name": "" if isinstance(ended.name, Gap) else ended.name,
        "unnamed": ended.name.reason.rstrip(".") if isinstance(ended.name, Gap) else "",
        "since": long_date(ended.since),
        "with": ", ".join(ended.merged_with),
        "basis": ended.basis or "",
        "certainty": ended.certainty,
    }


def _told(name: str | Gap) -> str:
    return "(chưa rõ tên)" if isinstance(name, Gap) else name


def escaped(values: MutableMapping[str, Any]) -> dict[str, Any]:
    """The values with every text escaped for HTML."""
    return {key: escape(value) if isinstance(value, str) else value for key, value in values.items()}
