"""Files to text: each file that cannot be read gives one clear problem."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.files import MAX_BYTES, move, read_text
from cchc.problems import Level, Problem
from cchc.source import parse_yaml
from conftest import make_link

TCVN3 = "name: Céng hßa x· héi chñ nghÜa ViÖt Nam\n"


def written(folder: Path, content: bytes) -> tuple[str | None, list[Problem]]:
    """What is read of a file with these bytes."""
    (folder / "a.yml").write_bytes(content)
    return read_text(folder, "a.yml")


def refusal(read: tuple[str | None, list[Problem]]) -> Problem:
    """The one problem of a file that is refused."""
    text, (problem,) = read
    assert text is None
    assert problem.level is Level.ERROR
    assert problem.message
    assert problem.hint
    return problem


def test_utf_8_is_read_as_it_is(tmp_path: Path) -> None:
    assert written(tmp_path, "tên: Ủy ban\r\n".encode()) == ("tên: Ủy ban\r\n", [])


def test_a_byte_order_mark_is_passed_over_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    text, problems = written(tmp_path, b"\xef\xbb\xbfa: b\r\nc: d\r\n")
    assert text is not None, problems
    node, problems = parse_yaml(text, "a.yml")
    assert node is not None, problems
    assert node.plain() == {"a": "b", "c": "d"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_named_with_and_without_its_mark(tmp_path: Path, encoding: str) -> None:
    problem = refusal(written(tmp_path, "name: Ủy ban nhân dân".encode(encoding)))
    assert (problem.path, problem.line, problem.column, problem.rule) == ("a.yml", 1, 1, "encoding")
    assert "UTF-16" in problem.message
    assert "UTF-8" in problem.hint


def test_latin_1_is_refused_at_its_first_foreign_byte(tmp_path: Path) -> None:
    problem = refusal(written(tmp_path, "a: b\nname: café\n".encode("latin-1")))
    assert (problem.line, problem.column, problem.rule) == (2, 10, "encoding")


def test_the_column_of_a_foreign_byte_counts_letters(tmp_path: Path) -> None:
    problem = refusal(written(tmp_path, "tên: Ủy ban ".encode() + b"\xe9\n"))
    assert (problem.line, problem.column) == (1, 13)


@given(content=st.binary())
def test_no_bytes_make_reading_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    text, problems = written(tmp_path_factory.getbasetemp(), content)
    assert (text is None) == (len(problems) == 1)
    for problem in problems:
        assert 1 <= problem.line <= content.count(b"\n") + 1
        assert 1 <= problem.column <= len(content) + 1


def test_text_in_an_old_font_is_named_with_its_word(tmp_path: Path) -> None:
    problem = refusal(written(tmp_path, f"a: b\n{TCVN3}".encode()))
    assert (problem.line, problem.rule) == (2, "encoding-tcvn3")
    assert "hßa" in problem.message


def test_two_words_of_an_old_font_are_enough(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "name: ñy ban, ®¨ng ký\n".encode())).rule == "encoding-tcvn3"


@pytest.mark.parametrize("text", ["12 µm, 3 m², 90°, § 5, ½, © 2024", "Đặng, Ước, Ỷ, Ẵ ý õ ũ ĩ", "Zürich"])
def test_unicode_text_is_not_taken_for_an_old_font(tmp_path: Path, text: str) -> None:
    assert written(tmp_path, text.encode()) == (text, [])


def test_foreign_names_are_not_taken_for_an_old_font(tmp_path: Path) -> None:
    text = "Zürich, München, Windows®"
    assert written(tmp_path, text.encode()) == (text, [])


@pytest.mark.parametrize("also", ["\u00a0", "\x01", "Ã¡", "Toâi hỏi h? s?", "hßa"])
def test_a_picture_that_was_pasted_as_letters_is_one_long_word(tmp_path: Path, also: str) -> None:
    began = time.process_time()
    written(tmp_path, f"một {also} hai ![](data:image/png;base64,{'iVBORw0KGgo' * 50_000})\n".encode())
    assert time.process_time() - began < 5


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(written(tmp_path, content)).rule == "empty-file"


def test_a_file_of_100_mb_is_refused_without_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "a.yml").open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("it was read"))
    assert refusal(read_text(tmp_path, "a.yml")).rule == "too-large"


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    assert written(tmp_path, b"a" * MAX_BYTES)[1] == []
    assert refusal(written(tmp_path, b"a" * (MAX_BYTES + 1))).rule == "too-large"


def test_a_directory_with_the_name_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site_data" / "a.yml").mkdir(parents=True)
    problem = refusal(read_text(tmp_path, "site_data/a.yml"))
    assert (problem.path, problem.rule) == ("site_data/a.yml", "not-a-file")


def test_a_link_out_of_the_site_is_refused_and_its_target_not_read(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "secret.yml").write_text("a: secret", encoding="utf-8")
    make_link(tmp_path / "site" / "a.yml", tmp_path / "secret.yml")
    assert refusal(read_text(tmp_path / "site", "a.yml")).rule == "outside-link"


def test_a_folder_that_is_a_link_out_of_the_site_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.yml").write_text("a: b", encoding="utf-8")
    make_link(tmp_path / "site" / "data", tmp_path / "other")
    assert refusal(read_text(tmp_path / "site", "data/a.yml")).rule == "outside-link"


def test_a_link_within_the_site_and_a_site_behind_a_link_are_read(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "b.yml").write_text("a: b", encoding="utf-8")
    make_link(tmp_path / "site" / "a.yml", tmp_path / "site" / "b.yml")
    make_link(tmp_path / "again", tmp_path / "site")
    assert read_text(tmp_path / "again", "a.yml") == ("a: b", [])


def test_a_link_to_itself_is_one_problem(tmp_path: Path) -> None:
    make_link(tmp_path / "a.yml", tmp_path / "a.yml")
    assert refusal(read_text(tmp_path, "a.yml")).rule in {"unreadable", "outside-link"}


def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    assert refusal(read_text(tmp_path, "a.yml")).rule == "unreadable"


def test_a_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    if sys.platform == "win32" or os.geteuid() == 0:
        pytest.skip("the administrator reads every file; Windows knows no such permission")  # nothing to refuse
    (tmp_path / "a.yml").write_text("a: b", encoding="utf-8")
    (tmp_path / "a.yml").chmod(0)
    assert refusal(read_text(tmp_path, "a.yml")).rule == "unreadable"


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses to move files that are open")
@pytest.mark.parametrize("opened", ["new", "old"])
def test_a_file_that_a_virus_scanner_looks_at_gives_way_a_moment_later(tmp_path: Path, opened: str) -> None:
    for name in ("new", "old"):
        (tmp_path / name).write_text(name, "utf-8")
    looking = (tmp_path / opened).open("rb")
    with pytest.raises(PermissionError):
        os.replace(tmp_path / "new", tmp_path / "old")
    threading.Timer(0.3, looking.close).start()
    move(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old").read_text("utf-8") == "new"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\x14\x00", "tệp Word, Excel hoặc tệp nén"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "tệp Word, Excel đời cũ"),
        (b"{\\rtf1 Tin}", "tệp RTF"),
        (b"%PDF-1.7", "tệp PDF"),
        (b"\0" * 500, "tệp hỏng"),
        ("title: Tiếp dân".encode() + b"\0" * 500, "phần cuối không có chữ nào"),
        ("title: Tiếp".encode()[:-2], "bị cắt giữa chừng"),
    ],
)
def test_a_file_that_only_has_the_ending_of_a_text_is_called_what_it_is(
    tmp_path: Path, content: bytes, words: str
) -> None:
    problem = refusal(written(tmp_path, content))
    assert problem.rule == "encoding"
    assert words in problem.message
