"""The pages at old addresses in a build: made anew when their entry, or the title of what they lead to, changed."""

from cchc.addresses import old_addresses
from cchc.engine.bench import Bench
from cchc.engine.store import key_of
from cchc.pages.redirects import made_from, redirect_file, render_redirect


def make_redirects(bench: Bench, done: dict[str, str]) -> dict[str, str]:
    """Make the pages that changed; returns the keys of all."""
    made: dict[str, str] = {}
    for record in old_addresses(bench.site):
        name = redirect_file(record)
        made[name] = key_of(bench.space.version, bench.release, *made_from(bench.site, record))
        if done.get(name) != made[name]:
            bench.write_document(name, render_redirect(bench.site, record, bench.templates))
    return made
