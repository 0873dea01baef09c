"""What went out is written down: a publication (site_data/publications.yml) that proves the task it serves."""

import datetime as dt
from itertools import chain, count
from typing import Any

from cchc import append, source
from cchc.channels.formats import Format
from cchc.channels.message import Message
from cchc.channels.script import Script
from cchc.days import stopped
from cchc.ledger.items import own_channels
from cchc.model import publication
from cchc.model.channel import ChannelKind
from cchc.problems import Refused
from cchc.site import Site
from cchc.text import long_date

#: Where else a form goes: what is read on the loudspeaker, radio and television can read too.
_ALIKE = {ChannelKind.RADIO: (ChannelKind.RADIO, ChannelKind.TV)}
FILE = f"site_data/{publication.TYPE.path}"


def channel_of(site: Site, form: Format, name: str | None, day: dt.date) -> str:
    """The channel that was named, else the unit's only one of the form's kind on that day. Raises Refused."""
    entries = site.entries["channel"]
    kind = form.channel.label.lower()
    if name is not None:
        entry = site.find("channel", name)
        if entry is None:
            raise Refused(f"không có kênh “{name}” trong channels.yml; có: {', '.join(e.slug for e in entries)}")
        if entry.record.kind not in _ALIKE.get(form.channel, (form.channel,)):
            raise Refused(f"“{name}” không phải kênh {kind}; {form.name} không đăng, phát ở đó được")
        if not entry.record.valid_on(day):
            hint = "xem lại ngày, hoặc valid_from, valid_to của kênh trong channels.yml"
            raise Refused(f"kênh “{name}” không dùng vào ngày {long_date(day)}; {hint}")
        return name
    own = [entry for entry in own_channels(site, form.channel) if entry.record.valid_on(day)]
    if len(own) != 1:
        there = f"ngày {long_date(day)} đơn vị có {len(own)} kênh loại {kind}"
        raise Refused(f"{there}; viết rõ bằng --channel MÃ (mã trong channels.yml)")
    return own[0].slug


def write_down(site: Site, form: Format, message: Message, script: Script, channel: str, day: dt.date) -> str:
    """Add the publication to the register; returns its id.

    Raises Refused for one that is there already, or that can not have gone out yet.
    """
    if day > site.as_of:
        ahead = f"ngày {long_date(day)} sau ngày của trang, {long_date(site.as_of)}, nên chưa thể đã đăng, phát"
        raise Refused(f"{ahead}; {stopped(site) or 'đăng, phát xong rồi mới ghi sổ, hoặc xem lại năm'}")
    if message.day and day < message.day:
        early = f"ngày {long_date(day)} trước ngày của tin, {long_date(message.day)}"
        raise Refused(f"{early}; xem lại ngày đăng, phát")
    values: dict[str, Any] = {
        "id": _identity(site, f"{script.id}-{day:%Y%m%d}", channel, message),
        "date": day,
        "title": message.title,
        "kind": form.counted.value,
        "channel": channel,
        "minutes": max(1, round(script.seconds / 60)) if script.seconds else None,
        "news": message.news,
        "tasks": list(message.tasks),
        "note": message.note,
    }
    given = {name: value for name, value in values.items() if value not in (None, [])}
    append.add(site.root, FILE, source.dump_yaml([given]))
    return str(given["id"])


def _identity(site: Site, first: str, channel: str, message: Message) -> str:
    """The id of a publication: on another channel, or of another item of the same name, it goes out on that day too.

    Raises Refused for one that is there already.
    """
    for name in chain((first,), (f"{first}-{number}" for number in count(2))):
        entry = site.find("publication", name)
        if entry is None:
            break
        if (entry.record.channel, entry.record.news) == (channel, message.news):
            raise Refused(f"sổ đã có “{name}”; phát thêm trong ngày thì sửa mục count của dòng ấy")
    return name
