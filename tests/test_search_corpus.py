"""The search over 10,000 invented news items and 300 procedures: what it finds, and what that costs a visitor."""

import sys
from pathlib import Path

import pytest

from conftest import CCHC, HERE, program, run

MAKE_CORPUS = HERE.parents[1] / "shared/bench/make_corpus.py"
QUERIES = HERE / "search_queries_corpus.tsv"
KB = 1000  # bytes, gzip, scripts included
FIRST, FOLLOWING = 60 * KB, 25 * KB


@pytest.fixture(scope="module")
def corpus_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus as a built site."""
    if not MAKE_CORPUS.exists():
        pytest.skip("the corpus is made by a tool beside the project (../shared), which is not here")
    folder = tmp_path_factory.mktemp("corpus")
    python, bench = sys.executable, HERE / "bench"
    for command in (
        [python, MAKE_CORPUS, "--news", "10000", "--procedures", "300", folder / "corpus"],
        [python, bench / "adapt.py", folder / "corpus", folder / "site"],
        [*CCHC, "build", "--config", folder / "site/mkdocs.yml", "--out", folder / "www", "--no-cache"],
    ):
        done = run(*command)
        assert done.returncode == 0, done.stderr[-2000:]
    return folder / "www"


@pytest.mark.long
def test_ten_thousand_news_are_found_within_the_budget(corpus_site: Path) -> None:
    asked = QUERIES.read_text(encoding="utf-8").splitlines()
    done = run(
        *(sys.executable, HERE / "bench/search.py", corpus_site, "--queries", QUERIES, "--tools", "ours", "--misses"),
        *("--sample", str(len(asked)), "--chromium", program("chromium")),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()]
    most = [float(figure) * KB for label, figure in rows if label == "… most"]
    found = {label.partition(", ")[2]: figure.split("/") for label, figure in rows if label.startswith("found, ")}
    wrong = {kind: int(total) - int(right) for kind, (right, total) in found.items()}
    assert {kind for kind in wrong if wrong[kind]} <= {"typo", "all"}, done.stderr
    assert wrong["typo"] <= 0.05 * int(found["typo"][1]), done.stderr
    assert most[0] <= FIRST
    assert most[1] <= FOLLOWING
