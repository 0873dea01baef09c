"""The reminders in a build: only those made anew whose slots, or the records beneath, changed."""

from cchc.engine import staging
from cchc.engine.bench import Bench
from cchc.engine.store import key_of
from cchc.ledger.agenda import reminder_files


def make_reminders(bench: Bench, ground: str, done: dict[str, str]) -> dict[str, str]:
    """Make the calendars and the feed of reminders that changed; returns the keys of all."""
    made = {}
    for path, dues in reminder_files(bench.site).items():
        stands = (f"{due.key}{due.slot.state}" for due in dues)
        made[path] = key_of(ground, path, *stands)
        if done.get(path) != made[path]:
            from cchc.feeds.reminders import render_reminder  # noqa: PLC0415 (150 ms that most builds do not need)

            staging.write(bench.folder, path, render_reminder(bench.site, path))
    return made
