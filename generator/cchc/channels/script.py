"""A message made to fit a channel: whole sentences, as many as there is room for, the weightiest first."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from cchc.channels import spoken
from cchc.channels.formats import Format
from cchc.channels.message import Message, ended
from cchc.site import Site
from cchc.text import shortened


@dataclass(frozen=True)
class Script:
    """A finished text with its id, by which it is written down when it has gone out.

    `seconds`: how long it takes to read aloud, 0 for what is not; `left_out`: how many sentences found no room;
    `unread`: abbreviations of which nobody said how to read them.
    """

    id: str
    text: str
    seconds: int = 0
    left_out: int = 0
    unread: tuple[str, ...] = ()


def script(site: Site, message: Message, form: Format) -> Script:
    """The text for a channel."""
    made = _spoken(site, message, form) if form.spoken else _read(message, form)
    return replace(made, id=f"{form.id}-{message.stem}"[:80].rstrip("-"))


def words_in(text: str) -> int:
    """How many words (tiếng) are to be said."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def _spoken(site: Site, message: Message, form: Format) -> Script:
    unit = site.unit
    values = {"unit": unit.short_name, "desk": unit.one_stop_desk}
    opening = spoken.aloud((form.opening or "").format(**values))
    closing = spoken.aloud((form.closing or "").format(**values))
    title = spoken.sentence(ended(message.title))
    room = form.minutes * form.words_a_minute - sum(map(words_in, (opening, closing, title)))
    body, left_out = _fitting([spoken.sentence(written) for written in message.sentences], room, words_in)
    text = "\n\n".join(part for part in (opening, title, *body, closing) if part)
    seconds = round(words_in(text) * 60 / form.words_a_minute)
    return Script("", text, seconds, left_out, tuple(spoken.unread(text)))


def _read(message: Message, form: Format) -> Script:
    title = shortened(message.title.rstrip("."), form.length - 1)
    address = message.url if form.link and "://" in message.url else ""
    room = form.length - len(title) - len(address) - 4
    body, left_out = _fitting(list(message.sentences), room, lambda sentence: len(sentence) + 1)
    if form.capitals:
        return Script("", " ".join([ended(title), *body]).upper(), left_out=left_out)
    text = "\n\n".join(part for part in (title, " ".join(body), address) if part)
    return Script("", text, left_out=left_out)


def _fitting(sentences: list[str], room: int, measure: Callable[[str], int]) -> tuple[list[str], int]:
    """The first sentences that fit, none cut; how many did not."""
    taken: list[str] = []
    for sentence in sentences:
        size = measure(sentence)
        if size > room:
            break
        taken.append(sentence)
        room -= size
    while taken and taken[-1].endswith(":"):  # what it announces found no room
        taken.pop()
    return taken, len(sentences) - len(taken)
