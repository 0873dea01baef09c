"""The ledger's own: figures quoted in texts, demands that were understood, copies that are still what they were."""

import hashlib
from collections.abc import Iterator
from typing import Any

from cchc.checks.values import Path, papers, texts
from cchc.entry import Entry
from cchc.ledger import quotes
from cchc.ledger.demand import unclear
from cchc.ledger.items import first_website_day, own_channel, own_channels
from cchc.model.base import SavedCopy
from cchc.model.channel import Channel, ChannelKind, Relation
from cchc.model.figures import Counted
from cchc.model.news import Headline, News
from cchc.model.plan import Evidence
from cchc.model.publication import Publication
from cchc.period import is_upside_down
from cchc.problems import Level, Problem, place
from cchc.site import Site
from cchc.text import long_date, number

_AIRINGS = 48  # a day at one place: every half hour, day and night
_DAY_MINUTES = 24 * 60
#: Each tells where something went out.
_WHERE = ("channel", "places", "url", "saved", "event", "broadcast", "visual")
_READ_ONLINE = (ChannelKind.WEBSITE, ChannelKind.SOCIAL, ChannelKind.NEWSPAPER)


def figures_of_articles(site: Site, articles: tuple[Entry[Headline], ...]) -> Iterator[Problem]:
    """A figure that an article quotes is there. An article more can not take it away."""
    for entry in articles:
        if any(_wrong(site, words) for words in entry.figures):
            written = entry.read()
            for one in quotes.found(written.body):
                if wrong := _wrong(site, one.words):
                    line, column = place(written.body, one.start)
                    line += written.body_line - 1
                    yield Problem(entry.path, line, column, "figure-quote", Level.ERROR, str(wrong), wrong.hint)


def figures_in_the_text_alone(entry: Entry[News]) -> Iterator[Problem]:
    """A figure is quoted in the text: lists, feeds and the search tell what stands above it as it was written."""
    for name in ("title", "summary", "correction"):
        for one in quotes.found(getattr(entry.record, name) or ""):
            message = f"“[[so {one.words}]]” chỉ dẫn được số ở phần chữ của bài"
            yield entry.error((name,), "figure-quote", message, "chuyển câu có con số xuống phần chữ của bài")


def figures_of_papers(site: Site) -> Iterator[Problem]:
    """So is one that a report or a plan quotes."""
    for entry in papers(site):
        for where, text in texts(entry.record):
            for one in quotes.found(text):
                if wrong := _wrong(site, one.words):
                    yield entry.error(where, "figure-quote", str(wrong), wrong.hint)


def demands_understood(site: Site) -> Iterator[Problem]:
    """The words of a frequency are understood, and say what the fields say."""
    for entry in site.plans:
        for index, task in enumerate(entry.record.tasks):
            if unclear(task):
                where = ("tasks", index, "frequency_as_written")
                message = f"không hiểu “{task.frequency_as_written}”, hoặc khác với frequency"
                hint = "điền frequency (times, per) theo bản gốc; câu này vẫn giữ nguyên chữ"
                yield entry.notice(where, "demand-unclear", message, hint)


def copies_unchanged(site: Site) -> Iterator[Problem]:
    """A saved copy is what it was when its hash was written down."""
    for entry, where, saved in _copies(site):
        if saved.file is None:
            continue
        if saved.file not in site.files:
            hint = "chép tệp vào thư mục content, hoặc bỏ dòng file"
            yield entry.error((*where, "file"), "missing-file", f"không có tệp “{saved.file}”", hint)
            continue
        found = hashlib.sha256((site.root / site.content / saved.file).read_bytes()).hexdigest()
        if found != saved.sha256:
            message = f"bản lưu “{saved.file}” không còn đúng mã băm đã ghi"
            hint = f"lấy lại đúng tệp; bản lưu mới thì ghi sha256: {found}"
            yield entry.error((*where, "sha256"), "copy-changed", message, hint)


def counted_once(site: Site) -> Iterator[Problem]:
    """A news item on the unit's own page is counted already: the register must not name it again."""
    for entry in site.of(Publication):
        record = entry.record
        if record.news and record.channel and record.channel == own_channel(site, record.date):
            message = "tin, bài trên trang của đơn vị đã được đếm, ghi sổ nữa là đếm hai lần"
            yield entry.warning(("channel",), "counted-twice", message, "xóa mục này, hoặc đổi sang kênh khác")


def channels_in_use(site: Site) -> Iterator[Problem]:
    """What the register says went out on a channel went out while it was in use: else a day or a channel is a slip."""
    for entry in site.of(Publication):
        channel = site.find("channel", entry.record.channel) if entry.record.channel else None
        if channel is None or is_upside_down(channel.record.valid_from, channel.record.valid_to):
            continue  # unknown-reference, days-in-order
        if not channel.record.valid_on(entry.record.date):
            message = f"kênh “{channel.slug}” không dùng vào ngày {long_date(entry.record.date)}"
            hint = "xem lại ngày và kênh ở đây, hoặc valid_from, valid_to của kênh trong channels.yml"
            yield entry.warning(("channel",), "channel-not-in-use", message, hint)


def airings_fit_a_day(site: Site) -> Iterator[Problem]:
    """What is logged for one day can go out in one day: a month in one entry can not be compared with anything."""
    for entry in site.of(Publication):
        record, places = entry.record, max(1, len(entry.record.places))
        at_most = min(_AIRINGS, _DAY_MINUTES // max(1, record.minutes or 1)) * places
        if record.kind is Counted.AIRINGS and record.count > at_most:
            message = f"{number(record.count)} lượt phát ghi vào một ngày, {long_date(record.date)}"
            hint = "mỗi ngày một mục, count là số lượt của ngày ấy; phát ở nhiều nơi thì kể ở places"
            yield entry.warning(("count",), "airings-in-a-day", message, hint)


def publications_somewhere(site: Site) -> Iterator[Problem]:
    """What went out went out somewhere, where others can look: else the register is all that tells of it."""
    for entry in site.of(Publication):
        record = entry.record
        channel = site.find("channel", record.channel) if record.channel else None
        if not any(getattr(record, name) for name in _WHERE):
            hint = "ghi channel (kênh), places (nơi phát, treo) hoặc url"
            yield entry.notice((), "publication-nowhere", "không rõ lượt này đăng, phát ở đâu", hint)
        elif channel is not None and _is_read_elsewhere(channel.record) and not (record.url or record.saved):
            hint = "chép địa chỉ của bài vào url; bài đã gỡ mà còn bản chụp thì ghi saved"
            yield entry.notice(
                ("channel",), "publication-nowhere", f"bài trên “{channel.title}” không có địa chỉ", hint
            )


def news_since_the_website(site: Site) -> Iterator[Problem]:
    """News from before the unit had its website is another's: it is shown and does not count; one message for all."""
    first = first_website_day(site)
    websites = own_channels(site, ChannelKind.WEBSITE)
    if first is None or any(is_upside_down(entry.record.valid_from, entry.record.valid_to) for entry in websites):
        return  # the latter: days-in-order
    early = [entry for entry in site.posted if entry.record.date.date() < first and not entry.record.sample]
    if early:
        channel = next(entry for entry in websites if entry.record.valid_from == first)
        message = f"{len(early)} tin ghi ngày trước {long_date(first)}, khi đơn vị chưa có trang này: không đếm"
        hint = "tin của đơn vị cũ thì cứ để vậy; trang có từ trước thì sửa valid_from"
        yield channel.notice(("valid_from",), "news-before-website", message, hint)


def own_website_clear(site: Site) -> Iterator[Problem]:
    """Of several own websites it is known which one has the news: else it counts on none."""
    own = own_channels(site, ChannelKind.WEBSITE)
    if len(own) > 1 and not own_channel(site, site.as_of):
        message = (
            f"đơn vị có {len(own)} trang thông tin điện tử, không rõ trang này là trang nào nên không đếm tin được"
        )
        hint = f"ở đúng một trang, trang này, ghi url: {site.url}"
        yield own[-1].warning(("kind",), "own-website-unclear", message, hint)


def _wrong(site: Site, words: str) -> quotes.Wrong | None:
    """What is wrong with a quote. Nobody is blamed for naming what could not be read."""
    try:
        quotes.value(site, words)
    except quotes.Wrong as wrong:
        return None if any(site.unread.get(key) for key in ("channel", "plan", "report")) else wrong
    return None


def _is_read_elsewhere(channel: Channel) -> bool:
    """Whether what stands there has an address, and not on this site."""
    own_website = channel.kind is ChannelKind.WEBSITE and channel.relation is Relation.OWN
    return channel.kind in _READ_ONLINE and not own_website


def _copies(site: Site) -> Iterator[tuple[Entry[Any], Path, SavedCopy]]:
    for publication in site.of(Publication):
        if publication.record.saved:
            yield publication, ("saved",), publication.record.saved
    for plan in site.plans:
        lists: list[tuple[Path, tuple[Evidence, ...]]] = [
            (("tasks", index), task.evidence) for index, task in enumerate(plan.record.tasks)
        ]
        lists += [(("reporting", index), duty.evidence) for index, duty in enumerate(plan.record.reporting)]
        for where, evidence in lists:
            for index, proof in enumerate(evidence):
                if proof.saved:
                    yield plan, (*where, "evidence", index, "saved"), proof.saved
