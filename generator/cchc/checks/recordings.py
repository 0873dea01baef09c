"""Films and sounds of articles: who does not hear them can read them."""

from collections.abc import Iterator

from cchc.entry import Entry
from cchc.model.news import News
from cchc.problems import Problem


def recordings_have_words(entry: Entry[News]) -> Iterator[Problem]:
    """A film has captions (WCAG 2.2, 1.2.2), a sound its words in writing (1.2.1)."""
    for index, recording in enumerate(entry.record.recordings):
        if recording.is_film and recording.captions is None:
            message, hint = f"phim “{recording.name}” chưa có phụ đề", "thêm captions: tệp .vtt ghi lời nói"
        elif not recording.is_film and recording.transcript is None:
            message, hint = f"bản ghi “{recording.name}” chưa có lời ghi lại", "thêm transcript: chép lại lời nói"
        else:
            continue
        yield entry.warning(("recordings", index), "recording-words", message, hint)
