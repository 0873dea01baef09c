"""Lists for search engines: sitemap.xml (sitemaps.org 0.9) and robots.txt (RFC 9309)."""

from cchc.addresses import addresses, own_texts
from cchc.days import page_day, site_day, text_day
from cchc.outline import standing_outlines
from cchc.site import Site

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def site_map(site: Site) -> str:
    """Every address of the site but samples of news, with the day of its last change, as far as the data tells."""
    days = dict.fromkeys(addresses(site), site_day(site))
    days |= {page.url: day for page in standing_outlines(site) if (day := page_day(site, page))}
    days |= {entry.url: entry.record.updated or entry.record.date.date() for entry in site.news}
    days |= {url: day for name, url in own_texts(site) if (day := text_day(site, name))}
    samples = {entry.url for entry in site.news if entry.record.sample}
    start = f"<url><loc>{site.url.removesuffix('/')}"
    rows = "".join(f"{start}{url}</loc><lastmod>{days[url]}</lastmod></url>\n" for url in sorted(days.keys() - samples))
    return f"{_HEAD}{rows}</urlset>\n"


def robots(site: Site) -> str:
    """Everything may be read; the list of pages, if the site knows its address."""
    told = f"Sitemap: {site.url}sitemap.xml\n" if "://" in site.url else ""
    return f"User-agent: *\nAllow: /\n{told}"
