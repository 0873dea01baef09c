"""What each channel wants, as data (formats.yml): how long, how it is written, how it is counted."""

from functools import cache
from pathlib import Path

from pydantic import Field

from cchc.data_files import data_file
from cchc.fields import Count, Line, Slug, Text, YesNo
from cchc.model.channel import ChannelKind
from cchc.model.figures import Counted
from cchc.problems import Refused
from cchc.schema import Record


class Format(Record):
    """A form of text for a kind of channel.

    `words_a_minute` and `minutes` (at most) for what is read aloud; `length` in characters (at most) for what is read
    with the eyes.
    """

    id: Slug
    name: Line
    channel: ChannelKind
    counted: Counted
    spoken: YesNo = False
    words_a_minute: Count = 0
    minutes: Count = 0
    length: Count = 0
    capitals: YesNo = False
    link: YesNo = False
    opening: Text | None = None
    closing: Text | None = None


class Formats(Record):
    """The file formats.yml."""

    formats: tuple[Format, ...] = Field(min_length=1)


@cache
def all_formats() -> dict[str, Format]:
    """Every form by its name."""
    return {form.id: form for form in data_file(Path(__file__).with_name("formats.yml"), Formats).formats}


def form_of(name: str) -> Format:
    """The form of a name. Raises Refused."""
    found = all_formats().get(name)
    if found is None:
        raise Refused(f"không có dạng “{name}”; chọn một trong: {', '.join(all_formats())}")
    return found
