"""A small page at each old address: it sends people on, and tells search engines where the page is now."""

from functools import lru_cache

from cchc.model.redirect import Redirect
from cchc.outline import standing_outlines
from cchc.pages.policy import POLICY
from cchc.pages.templating import Templates, relative
from cchc.site import Site
from cchc.text import long_date


def redirect_file(record: Redirect) -> str:
    """Its file: "tin-tuc/2024/06/tap-huan/index.html"."""
    return record.old[1:] + "index.html"


def made_from(site: Site, record: Redirect) -> tuple[str, ...]:
    """All that the page is made from, besides templates, as texts that change when it does."""
    return site.url, site.unit.short_name, _title(site, record), repr(record)


def render_redirect(site: Site, record: Redirect, templates: Templates) -> bytes:
    """The page. It works without scripts, below any path, and in a copy on a disk."""
    told = {
        "site": site.unit.short_name,
        "policy": POLICY,
        "style": relative(record.old, "/assets/cchc.css"),
        "home": relative(record.old, "/").removesuffix("index.md") or "./",
        "to": relative(record.old, record.new).removesuffix("index.md") if record.new else "",
        "canonical": site.absolute(record.new) if record.new else "",
        "title": _title(site, record),
        "since": long_date(record.since),
        "reason": record.reason,
    }
    return templates.render_html("components/redirect", told).encode()


def _title(site: Site, record: Redirect) -> str:
    """What the page is called to which it leads, if any."""
    return _titles(site).get(record.new, record.new) if record.new else ""


@lru_cache(maxsize=1)
def _titles(site: Site) -> dict[str, str]:
    """What every page is called, by its address."""
    news = {entry.url: entry.record.title for entry in site.news}
    return news | {page.url: page.title for page in standing_outlines(site)}
