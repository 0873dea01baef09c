"""What feeds tell of: one value for each item, the same in every format.

An id is a tag URI (RFC 4151) of the authority in site.yml and the item's address: it stays the same when the site
moves to another domain, so a portal never takes an item twice.
"""

import datetime as dt
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cchc import dialect
from cchc.addresses import resolve
from cchc.entry import Entry
from cchc.ledger import quotes
from cchc.load import whole
from cchc.media_types import media_type
from cchc.model.news import Headline, Image, News
from cchc.site import Site
from cchc.text import VIETNAM, long_date


@dataclass(frozen=True)
class Media:
    """A file that belongs to an item: its address, media type, size in bytes, what it is called or what stands for it;
    of a picture also its size in pixels and who made it.
    """

    address: str
    type: str
    bytes: int
    text: str
    width: int = 0
    height: int = 0
    credit: str | None = None

    @property
    def medium(self) -> str:
        """Of a picture or recording, as Media RSS has it: "image", "audio", "video"."""
        return self.type.partition("/")[0]


@dataclass(frozen=True)
class Item:
    """One item of a feed. `html` is its whole text, with absolute addresses; `category` an id and a name."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: dt.datetime
    updated: dt.datetime
    category: tuple[str, str]
    author: str | None = None
    tags: tuple[str, ...] = ()
    pictures: tuple[Media, ...] = ()
    recordings: tuple[Media, ...] = ()
    attachments: tuple[Media, ...] = ()

    @property
    def sounds(self) -> tuple[Media, ...]:
        """What is only heard."""
        return tuple(media for media in self.recordings if media.medium == "audio")


def news_item(site: Site, entry: Entry[Headline]) -> Item:
    """The item of an article, which is read again for it."""
    read = whole(site, entry)
    record: News = read.record
    return Item(
        id=tag(site, record.date.date(), entry.url),
        url=site.absolute(entry.url),
        title=record.title,
        summary=" ".join(record.summary.split()),
        html=_html(site, read),
        published=record.date,
        updated=changed(record.date, record.updated),
        category=(record.category, site.unit.category(record.category).name),
        author=record.author,
        tags=record.tags,
        pictures=tuple(_picture(site, image) for image in _images(record)),
        recordings=tuple(_media(site, recording.file, recording.name) for recording in record.recordings),
        attachments=tuple(_media(site, attachment.file, attachment.name) for attachment in record.attachments),
    )


def current_item(site: Site, entry: Entry[Headline]) -> Item:
    """The same, remembered: the newest stand in the feeds of the site and of their category, in three formats."""
    made = _made(site)
    if entry.path not in made:
        made[entry.path] = news_item(site, entry)
    return made[entry.path]


@lru_cache(maxsize=1)
def _made(_site: Site) -> dict[str, Item]:
    return {}


def sizes(site: Site, entry: Entry[Headline]) -> str:
    """The sizes of the files that an article names, which its item tells."""
    return " ".join(str(_bytes(site, file)) for _, file in entry.record.named_files)


def tag(site: Site, day: dt.date, url: str) -> str:
    """The id of an item (ADR 10)."""
    return f"tag:{site.unit.feed_authority},{day.isoformat()}:{url}"


def changed(published: dt.datetime, corrected: dt.date | None) -> dt.datetime:
    """Since when an item is as it is.

    Of a correction only the day is known. On the day of publication it must still come after that, and be the same in
    every build: it counts as the end of the day.
    """
    if corrected is None:
        return published
    if corrected == published.date():
        return dt.datetime.combine(corrected, dt.time(23, 59, 59), tzinfo=VIETNAM)
    return midnight(corrected)


def midnight(day: dt.date) -> dt.datetime:
    """The beginning of a day in Vietnam."""
    return dt.datetime.combine(day, dt.time(), tzinfo=VIETNAM)


def _html(site: Site, entry: Entry[News]) -> str:
    """The whole text as HTML with absolute addresses: the correction and the picture first, other files last."""
    folder = posixpath.dirname(entry.path).removeprefix(site.content).strip("/")
    record = entry.record
    parts = [
        *_correction(record),
        *([_shown(site, record.image)] if record.image else ()),
        dialect.readdress(quotes.fill(site, entry.read().body), lambda address: _external(site, folder, address)),
        *(_shown(site, image) for image in record.gallery),
        "\n".join(_listed(site, record)),
    ]
    html = dialect.to_html("\n\n".join(part for part in parts if part))
    return html.replace('href="#', f'href="{site.absolute(entry.url)}#')  # of headings, and footnotes


def _correction(record: News) -> Iterator[str]:
    if record.correction:
        day = f" ngày {long_date(record.updated)}" if record.updated else ""
        yield f"> **Đính chính{day}:** {dialect.escape(record.correction)}"


def _images(record: News) -> Iterator[Image]:
    if record.image:
        yield record.image
    yield from record.gallery


def _shown(site: Site, image: Image) -> str:
    told = [dialect.escape(text) for text in (image.caption, image.credit and f"Ảnh: {image.credit}") if text]
    picture = f"![{dialect.escape(image.alt)}]({site.absolute('/' + image.file)})"
    return f"{picture}\n\n<small>{'. '.join(told)}</small>" if told else picture


def _listed(site: Site, record: News) -> Iterator[str]:
    named = [(recording.name, recording.file) for recording in record.recordings]
    named += [(attachment.name, attachment.file) for attachment in record.attachments]
    for name, file in named:
        yield f"- [{dialect.escape(name)}]({site.absolute('/' + file)})"


def _external(site: Site, folder: str, address: str) -> str:
    resolved = resolve(site, folder, address)
    target, _, anchor = resolved.partition("#")
    return site.absolute(target, anchor) if resolved.startswith("/") else resolved


def _picture(site: Site, image: Image) -> Media:
    seen = site.pictures.get(image.file)
    size = (seen.width, seen.height) if seen else (0, 0)
    return Media(*_file(site, image.file), image.alt, *size, image.credit)


def _media(site: Site, file: str, name: str) -> Media:
    return Media(*_file(site, file), name)


def _file(site: Site, file: str) -> tuple[str, str, int]:
    return site.absolute("/" + file), media_type(file), _bytes(site, file)


def _bytes(site: Site, file: str) -> int:
    """How long a published file is; 0 when there is none."""
    picture = site.pictures.get(file)
    if picture is not None:
        return picture.bytes
    path = site.root / site.content / file
    return path.stat().st_size if path.is_file() else 0
