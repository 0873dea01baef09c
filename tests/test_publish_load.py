"""nginx serving a published site holds the rate that it has with a plain file: nothing of ours is in its way."""

import os
import re
from pathlib import Path

import pytest

from conftest import program, run
from places import Place, make_site
from publish_once import publish
from servers import web_server

ROUNDS = 9
REQUESTS = "8000"
LEAST = 0.7  # of a plain file's rate, the median of pairs: .gz is one more file to open, and other work goes on


def rate(address: str) -> float:
    """Answers a second over four connections that stay open (ApacheBench), as a browser with compression asks."""
    words = ["-q", "-k", "-c", "4", "-n", REQUESTS, "-H", "Accept-Encoding: gzip", address]
    done = run(program("ab"), *words)
    found = re.search(r"Requests per second:\s+([\d.]+)", done.stdout)
    assert found, done.stderr
    assert "Non-2xx" not in done.stdout
    assert re.search(r"Failed requests:\s+0\b", done.stdout)
    return float(found[1])


@pytest.mark.long
def test_a_published_site_is_served_as_fast_as_a_plain_file(tmp_path: Path) -> None:
    make_site(tmp_path / "site", 1)
    place = Place("folder", str(tmp_path / "www"), tmp_path / "memory", tmp_path / "www")
    publish(place.target, tmp_path / "site", place.memory)
    page = tmp_path / "www/current/bai/1/index.html.gz"
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/tep.bin").write_bytes(page.read_bytes())
    lines = f"location /plain/ {{ root {tmp_path}; }}\nlocation / {{ root {tmp_path}/www/current; gzip_static on; }}"
    with web_server(tmp_path, lines) as address:
        pairs = [(rate(f"{address}/plain/tep.bin"), rate(f"{address}/bai/1/")) for _ in range(ROUNDS)]
    ratios = sorted(ours / plain for plain, ours in pairs)
    if os.environ.get("CCHC_BENCH"):
        print(f"\npublished page / plain file: {ratios[ROUNDS // 2]:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})", pairs)
    assert ratios[ROUNDS // 2] >= LEAST
