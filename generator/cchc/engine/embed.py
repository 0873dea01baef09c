"""The lists for other sites' pages in a build: only those made anew whose headlines changed."""

from cchc.engine import staging
from cchc.engine.bench import Bench
from cchc.engine.store import key_of
from cchc.pages.embed import embed_outlines, made_from, render_embed


def make_embeds(bench: Bench, done: dict[str, str]) -> dict[str, str]:
    """Make the lists that changed; returns the keys of all their files."""
    made: dict[str, str] = {}
    for outline in embed_outlines(bench.site):
        key = key_of(bench.space.version, *made_from(bench.site, outline))
        keys = dict.fromkeys(outline.paths, key)
        made |= keys
        if any(done.get(path) != key for path in keys):
            for path, content in render_embed(bench.site, outline, bench.templates).items():
                staging.write(bench.folder, path, content)
    return made
