"""The list of all feeds (OPML 2.0), with which a reader takes them in one go."""

from xml.etree import ElementTree as ET

from cchc.feeds.outlines import ATOM, JSON, FeedOutline, feed_outlines
from cchc.site import Site


def opml(site: Site) -> bytes:
    """Each feed once, as RSS: who takes it in three formats has every item three times. Archives are not followed."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = f"Nguồn tin của {site.unit.short_name}"
    body = ET.SubElement(root, "body")
    for outline in feed_outlines(site):
        if not outline.year and not outline.path.endswith((ATOM, JSON)):
            _outline(body, site, outline)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _outline(body: ET.Element, site: Site, outline: FeedOutline) -> None:
    told = {
        "type": "rss",
        "text": outline.title,
        "title": outline.title,
        "description": " ".join(outline.description.split()),
        "xmlUrl": site.absolute("/" + outline.path),
        "htmlUrl": site.absolute(outline.url),
        "language": "vi",
        "version": "RSS2",
    }
    ET.SubElement(body, "outline", told)
