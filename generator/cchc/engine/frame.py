"""The words in the frame of every page, in the language of its address: who publishes, as of when, who has taken over;
where the page stands, in which languages it is there, who keeps it and since when it is as it is.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from cchc import words
from cchc.days import standing_day
from cchc.feeds import CALENDAR
from cchc.feeds.outlines import PODCAST, RSS
from cchc.known import Gap
from cchc.model import broadcast, event, hotline, procedure
from cchc.model.unit import Successor, Unit
from cchc.site import Site
from cchc.syndication import FORMATS, episodes
from cchc.text import shortened
from cchc.urls import category_url
from cchc.words import Words

_FEEDS = "/rss/"
_DATED = (event.TYPE.url, broadcast.TYPE.url, hotline.TYPE.url)  # lists of what is in the calendar
_TITLE = 90  # characters; search results show fewer


def theme_values(site: Site, language: str = words.VIETNAMESE) -> dict[str, Any]:
    """What the frame shows on pages in a language, escaped for HTML."""
    unit, told = site.unit, words.of(language)
    superior = unit.superior_on(site.as_of)
    return {
        "language": language,
        "interface": told.interface,
        "locale": told.locale,
        "words": escaped(told.frame),
        "unit": vietnamese(unit.name, told),
        "contact": _contact(unit, told),
        "as_of": told.frame["as_of"].format(day=_interface(told).date(site.as_of)) if unit.as_of else "",
        "notices": list(_notices(site, told)),
        "superior": escape(_told(superior.name, told)) if superior else "",
    }


def vietnamese(value: str, here: Words) -> str:
    """What is written in Vietnamese, for a page whose frame may be in another language."""
    return escape(value) if here.interface == words.VIETNAMESE else f'<span lang="vi">{escape(value)}</span>'


def document_title(title: str, site: Site) -> str:
    """What a browser's tab and a list of search results say: the page and, where there is room, whose it is."""
    whole = f"{title} – {site.unit.short_name}"
    return whole if len(whole) <= _TITLE else shortened(title, _TITLE)


def feed_links(site: Site, url: str, category: object = None) -> str:
    """Links in a page's head to what can be followed there: the feed of the site, of the page's category, of
    procedures, what can be heard, the calendar. A page whose own feed it is names all its formats.
    """
    up, everything = _up(url), url == _FEEDS
    feeds = [("/", f"Tin của {site.unit.short_name}")]
    feeds += [(category_url(t.id), t.name) for t in site.unit.categories if everything or t.id == category]
    if everything or url.startswith(procedure.TYPE.url):
        feeds.append((procedure.TYPE.url, "Thay đổi thủ tục hành chính"))
    found = [
        (folder + name, kind, title if name == RSS else f"{title} ({label})")
        for folder, title in feeds
        for name, (kind, label) in FORMATS.items()
        if name == RSS or url == folder or (everything and folder == "/")
    ]
    if url in (_FEEDS, broadcast.TYPE.url) and episodes(site):
        found.append(("/" + PODCAST, FORMATS[RSS][0], "Phát thanh"))
    if url in (_FEEDS, *_DATED):
        found.append(("/" + CALENDAR, "text/calendar", f"Lịch của {site.unit.short_name}"))
    return "".join(
        f'<link rel="alternate" type="{kind}" title="{escape(title)}" href="{up}{address[1:]}">'
        for address, kind, title in found
    )


def language_links(site: Site, translations: Iterable[str]) -> str:
    """For search engines: a page in all its languages, its own too; who speaks none of them gets Vietnamese."""
    told = [(words.at(url), site.absolute(url)) for url in translations]
    links = [(here.language, address) for here, address in told]
    links += [("x-default", address) for here, address in told if here.language == words.VIETNAMESE]
    return "".join(f'<link rel="alternate" hreflang="{name}" href="{escape(address)}">' for name, address in links)


def translations(url: str, there: Iterable[str]) -> str:
    """Links to the page at an address in its other languages, each called as its readers call it."""
    here = words.at(url)
    found = [(words.at(other), other) for other in there if other != url]
    items = "".join(
        f'<li><a href="{_up(url)}{other[1:]}" lang="{told.language}" hreflang="{told.language}">{told.name}</a></li>'
        for told, other in found
    )
    return f'<nav class="languages" aria-label="{here.frame["languages"]}"><ul>{items}</ul></nav>' if found else ""


def trail(url: str, above: Iterable[tuple[str, str]]) -> str:
    """Where a page stands: links to the pages above it, given as (title, address), after the home page."""
    if url == "/":
        return ""
    up, here = _up(url), words.at(url)
    links = [(here.frame["home"], "/", ""), *((name, to, _other(words.at(to), here)) for name, to in above)]
    items = "".join(f'<li><a href="{up}{to[1:]}"{lang}>{escape(name)}</a></li>' for name, to, lang in links)
    return f'<nav class="trail" aria-label="{here.frame["trail"]}"><ol>{items}</ol></nav>'


def about(site: Site, title: str, url: str, updated: dt.date | None = None, owner: str | None = None) -> str:
    """The end of a page: its day, else the one the site speaks of; its keeper; how to tell of an error, to share it."""
    unit, here = site.unit, words.at(url)
    frame = here.frame
    told = []
    if updated := updated or standing_day(site):
        day = f'<time datetime="{updated}">{_interface(here).date(updated)}</time>'
        told.append(frame["updated"].format(day=day))
    told.append(frame["owner"].format(name=vietnamese(owner or _known(unit.responsible) or unit.short_name, here)))
    links = [f'<a href="{_report(site, title, url)}">{frame["report"]}</a>']
    if not isinstance(unit.satisfaction_url, Gap):
        links.append(f'<a href="{escape(unit.satisfaction_url)}">{frame["satisfaction"]}</a>')
    items = "".join(f"<li>{link}</li>" for link in links)
    return (
        f'<aside class="wide" aria-label="{frame["about"]}"><div class="about"><p>{" ".join(told)}</p>'
        f'<ul>{items}</ul><p class="share">'
        f'<button type="button">{frame["copy"]}</button> <button type="button">{frame["share"]}</button> '
        '<span role="status"></span></p></div></aside>'
    )


def _report(site: Site, title: str, url: str) -> str:
    """Where an error is told: a letter that names the page, else the hotlines."""
    if isinstance(site.unit.email, Gap):
        return f"{_up(url)}duong-day-nong/"
    subject = quote(words.at(url).frame["report_subject"].format(title=title))
    return f"mailto:{escape(site.unit.email)}?subject={subject}&amp;body={quote(site.absolute(url))}"


def _contact(unit: Unit, here: Words) -> list[str]:
    """What is known of how to reach the unit."""
    told = (("address", unit.address), ("phone", unit.phone), ("email", unit.email))
    return [
        here.frame[name].format(value=vietnamese(value, here)) for name, value in told if not isinstance(value, Gap)
    ]


def _notices(site: Site, here: Words) -> Iterator[str]:
    """What must be known before anything else: the unit is no more, the page speaks of the past, a service is down."""
    unit = site.unit
    ended = unit.ended_on(site.as_of)
    if ended:
        yield " ".join(_history(unit, ended, here))
    elif unit.as_of and unit.as_of_note:
        day = _interface(here).date(site.as_of)
        yield here.frame["as_of_note"].format(note=escape(unit.as_of_note), day=day)
    for interruption in unit.interruptions_on(site.as_of):
        told = here.frame["interruption"].format(text=vietnamese(interruption.text, here))
        more = f' <a href="{escape(interruption.url)}">{here.frame["more"]}</a>' if interruption.url else ""
        yield f"<strong>{told}</strong>{more}"


def _history(unit: Unit, ended: Successor, here: Words) -> Iterator[str]:
    """What became of a unit that others have taken over from, sentence by sentence."""
    frame = here.frame
    basis = frame["ended_basis"].format(basis=escape(ended.basis)) if ended.basis else ""
    name = "" if isinstance(ended.name, Gap) else vietnamese(ended.name, here)
    if name and ended.url:
        name = f'<a href="{escape(ended.url)}">{name}</a>'
    told = {
        "unit": vietnamese(unit.name, here),
        "name": name,
        "place": vietnamese(unit.place_name[:1].upper() + unit.place_name[1:], here),
        "since": _interface(here).date(ended.since),
        "basis": f" {basis}" if basis else "",
        "others": vietnamese(", ".join(ended.merged_with), here),
    }
    replaced = name and not ended.merged_with
    yield f"<strong>{frame['ended_replaced' if replaced else 'ended'].format(**told)}</strong>"
    if ended.merged_with:
        yield frame["ended_merged_into" if name else "ended_merged"].format(**told)
    if isinstance(ended.name, Gap):
        yield frame["ended_unnamed"].format(reason=escape(ended.name.reason.rstrip(".")))
    yield frame["ended_certainty"].format(certainty=escape(ended.certainty))


def _other(there: Words, here: Words) -> str:
    """The attribute of a title that is not in the language of the frame around it."""
    return "" if there.language == here.interface else f' lang="{there.language}"'


def _interface(here: Words) -> Words:
    return words.of(here.interface)


def _up(url: str) -> str:
    """From a page to the site's root."""
    return "../" * (url.count("/") - 1)


def _known(value: str | Gap) -> str | None:
    return None if isinstance(value, Gap) else value


def _told(name: str | Gap, here: Words) -> str:
    return here.frame["unknown_name"] if isinstance(name, Gap) else name


def escaped(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with every text escaped for HTML."""
    return {key: escape(value) if isinstance(value, str) else value for key, value in values.items()}
