"""The pages at old addresses in a build: made anew when their entry, or the title of what they lead to, changed."""

from cchc.engine.bench import Bench, key_of
from cchc.pages.redirects import made_from, redirect_file, render_redirect


def make_redirects(bench: Bench, done: dict[str, str]) -> dict[str, str]:
    """Make the pages that changed; returns the keys of all."""
    made: dict[str, str] = {}
    for entry in bench.site.entries["redirect"]:
        name = redirect_file(entry.record)
        made[name] = key_of(bench.space.version, bench.release, *made_from(bench.site, entry.record))
        if done.get(name) != made[name]:
            bench.write_document(name, render_redirect(bench.site, entry.record, bench.templates))
    return made
