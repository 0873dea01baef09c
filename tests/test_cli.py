"""The command line as a clerk meets it: Vietnamese, and exit statuses that others rely on."""

import io
import itertools
import json
import re
import socket
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from subprocess import DEVNULL, Popen

import pytest

from cchc import cli
from cchc.cli.base import bar
from conftest import CCHC, make_link, run


def test_the_list_of_commands_tells_each_in_a_whole_sentence() -> None:
    assert "..." not in run(*CCHC, "--help").stdout


def test_help_is_vietnamese() -> None:
    for command in ([], *([name] for name in cli.cchc.commands)):
        done = run(*CCHC, *command, "--help")
        assert done.returncode == 0
        assert "Cách dùng" in done.stdout
        english = {
            "Usage",
            "Options",
            "Commands",
            "Show",
            "required",
            "PATH",
            "TEXT",
            "DIRECTORY",
            "INTEGER",
            "default",
        }
        assert not english & set(re.split(r"[^\w]+", done.stdout))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bulid"], "không có lệnh này"),
        (["check", "--fromat", "json"], "không có tùy chọn --fromat"),
        (["check", "--format", "xml"], "--format phải là một trong: text, github, json"),
        (["check", "--format"], "thiếu giá trị sau --format. Xem `cchc check --help`"),
        (["check", "--errors=3"], "--errors không nhận giá trị"),
        (["check", "--fromat"], "có phải --format?"),
        (["check", "abc"], "thừa “abc”: lệnh này không nhận tên nào. Xem `cchc check --help`"),
        (["new", "news", "Hướng", "dẫn", "nộp"], 'phải đặt trong ngoặc kép, ví dụ "Hướng dẫn nộp"'),
        (["check", "--config", "nowhere.yml"], "không thấy nowhere.yml"),
        (["check", "--as-of", "31/12/2024"], "không hiểu ngày 31/12/2024; viết 2024-12-31"),
        (["pages"], "thiếu --out"),
        (["new", "news"], "thiếu TÊN"),
        (["collect", "nowhere.yml"], "không thấy danh sách nowhere.yml"),
        (["collect", "nowhere.yml", "--seconds", "lâu"], "không hiểu --seconds lâu"),
        (["serve", "--address", "8001"], "không hiểu địa chỉ 8001; viết như 127.0.0.1:8001"),
        (["serve", "--address", "127.0.0.1:99999"], "không hiểu địa chỉ 127.0.0.1:99999"),
        (["publish"], "thiếu NƠI"),
        (["publish", "x", "--keep", "0"], "phải là số từ 1 đến 100"),
        (["publish", "ftp://a/b"], "không hiểu nơi đăng"),
        (["verify", "khong-co-thu-muc"], "không thấy thư mục"),
    ],
)
def test_wrong_usage_is_explained_and_exits_with_2(arguments: list[str], words: str) -> None:
    done = run(*CCHC, *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_check_exits_with_0_for_warnings_and_1_for_errors(commune: Path) -> None:
    config = commune / "mkdocs.yml"
    assert run(*CCHC, "check", "--config", config).returncode == 0
    (commune / "site_data/hotlines.yml").write_text("", encoding="utf-8")
    assert run(*CCHC, "check", "--config", config).returncode == 1


def test_the_three_formats_tell_the_same(commune: Path) -> None:
    """GitHub shows a problem beside a line of the repository, which may have the sites of many communes."""
    (commune / "site_data/hotlines.yml").write_text("- name:\n", encoding="utf-8")
    text, github, raw = (
        run(*CCHC, "check", "--config", f"{commune.name}/mkdocs.yml", "--format", form, cwd=commune.parent).stdout
        for form in ("text", "github", "json")
    )
    problems = json.loads(raw)
    assert problems
    assert len(github.splitlines()) == len(problems)
    for problem, line in zip(problems, github.splitlines(), strict=True):
        assert f"{problem['path']}:{problem['line']}:{problem['column']}: " in text
        assert line.startswith(f"::{problem['level']} file={commune.name}/{problem['path']},line={problem['line']}")


def test_the_form_that_advice_names_can_be_made(commune: Path) -> None:
    config, unit = commune / "mkdocs.yml", commune / "site_data/site.yml"
    unit.unlink()
    advice = re.search(r"site\.yml:.*\n    gợi ý: .*`cchc (.*)`", run(*CCHC, "check", "--config", config).stdout)
    assert advice
    done = run(*CCHC, *advice[1].split(), "--config", config)
    assert (done.returncode, unit.is_file()) == (0, True), done.stderr


def test_new_writes_a_form_where_it_belongs_and_never_overwrites(commune: Path) -> None:
    config = commune / "mkdocs.yml"
    assert run(*CCHC, "new", "document", "Quyết định 5 năm 2025", "--config", config).returncode == 0
    form = commune / "site_data/documents/quyet-dinh-5-nam-2025.yml"
    assert "# Trích yếu" in form.read_text(encoding="utf-8")
    form.write_text("mine", encoding="utf-8")
    again = run(*CCHC, "new", "document", "Quyết định 5 năm 2025", "--config", config)
    assert again.returncode == 2
    assert form.read_text(encoding="utf-8") == "mine"


def test_a_name_too_long_for_the_system_is_told_in_words(commune: Path) -> None:
    done = run(*CCHC, "new", "news", "a" * 300, "--config", commune / "mkdocs.yml")
    assert done.returncode == 3
    assert "tên tệp hoặc đường dẫn quá dài; đặt tên ngắn hơn" in done.stderr


@pytest.mark.parametrize("out", ["content", "."])
def test_a_site_is_not_built_over_its_content_and_that_is_said_in_vietnamese(commune: Path, out: str) -> None:
    done = run(*CCHC, "build", "--config", commune / "mkdocs.yml", "--out", commune / out)
    assert done.returncode == 2
    assert "trang không đặt chung với thư mục nội dung được" in done.stderr
    assert "site_dir" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_configuration_of_which_nothing_is_left_is_told_in_vietnamese(commune: Path) -> None:
    (commune / "mkdocs.yml").write_bytes(b"")  # the power failed, or it was not fetched from the cloud yet
    done = run(*CCHC, "check", "--config", commune / "mkdocs.yml")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "lấy lại bản cũ" in done.stderr
    assert "Config value" not in done.stderr


def test_a_group_of_the_menu_that_became_empty_is_told_in_vietnamese(commune: Path) -> None:
    config = commune / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("nav:\n", "nav:\n  - Tuyên truyền:\n")
    config.write_text(text, encoding="utf-8")
    done = run(*CCHC, "check", "--config", config)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "có dòng mà bên dưới không còn gì" in done.stderr
    assert "Config value" not in done.stderr


@pytest.mark.parametrize(
    ("line", "told"),
    [("\tnav: []", "dấu Tab không dùng để lùi dòng được"), ("copyright: Xã: mẫu", "đặt cả câu trong ngoặc kép thẳng")],
)
def test_a_slip_in_the_configuration_is_told_with_its_line_in_vietnamese(commune: Path, line: str, told: str) -> None:
    config = commune / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(f"{line}\n{text}", "utf-8")
    done = run(*CCHC, "check", "--config", config)
    assert done.returncode == 2
    assert "có lỗi: dòng 1: " in done.stderr
    assert told in done.stderr
    assert "MkDocs" not in done.stderr


@pytest.mark.parametrize("address", ["xa.example.vn", "5"])
def test_an_address_of_the_site_that_is_none_is_told_in_vietnamese(commune: Path, address: str) -> None:
    config = commune / "mkdocs.yml"
    text, times = re.subn(r"^site_url:.*", f"site_url: {address}", config.read_text("utf-8"), flags=re.MULTILINE)
    assert times == 1
    config.write_text(text, "utf-8")
    done = run(*CCHC, "check", "--config", config)
    assert done.returncode == 2
    assert done.stderr.endswith("viết cả địa chỉ của trang, ví dụ https://xa.example.vn/\n")


def test_a_file_does_not_give_way_to_a_site(commune: Path) -> None:
    file = commune / "bao-cao.docx"
    file.write_bytes(b"somebody's words")
    done = run(*CCHC, "build", "--config", commune / "mkdocs.yml", "--out", file)
    assert (done.returncode, file.read_bytes()) == (2, b"somebody's words")
    assert f"{file} là một tệp; trang cần một thư mục riêng" in done.stderr


def test_close_writes_a_period_down_unless_the_data_is_wrong(commune: Path) -> None:
    config = commune / "mkdocs.yml"
    done = run(*CCHC, "close", "2024-Q2", "--config", config)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2024-Q2" in (commune / "site_data/closings.yml").read_text(encoding="utf-8")
    assert run(*CCHC, "close", "2024-Q9", "--config", config).returncode == 2
    (commune / "site_data/hotlines.yml").write_text("- name:\n", encoding="utf-8")
    assert run(*CCHC, "close", "2024-Q3", "--config", config).returncode == 1


def test_close_refuses_a_period_that_is_not_over(commune: Path) -> None:
    config, file = commune / "mkdocs.yml", commune / "site_data/closings.yml"
    before = file.read_bytes() if file.exists() else None
    stopped = run(*CCHC, "close", "2024-Q4", "--config", config)  # the site stands still on the last day of the quarter
    assert (stopped.returncode, "trang đang dừng ở ngày as_of" in stopped.stderr) == (2, True)
    for more in ([], ["--as-of", "2126-01-01"]):  # today is not later for it
        ahead = run(*CCHC, "close", "2099-Q1", "--config", config, *more)
        assert (ahead.returncode, "quý I năm 2099 chưa hết" in ahead.stderr) == (2, True)
    assert (file.read_bytes() if file.exists() else None) == before
    assert run(*CCHC, "close", "2024-Q4", "--config", config, "--as-of", "2025-01-01").returncode == 0


def test_each_step_of_the_work_has_a_bar_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    clock = itertools.count(step=2)
    monkeypatch.setattr("cchc.cli.base.time.monotonic", lambda: next(clock))
    with bar() as progress:
        for done, total in ((1, 2), (2, 2), (1, 4), (2, 4)):
            progress(done, total)
    assert terminal.getvalue().rstrip().splitlines()[-1].rpartition("%")[0].endswith(" 50")


def test_serve_shows_an_edit_and_after_a_mistake_what_was_there(
    commune: Path, unused_port: int, tmp_path: Path
) -> None:
    command = [*CCHC, "serve", "--config", commune / "mkdocs.yml", "--address", f"127.0.0.1:{unused_port}"]
    item = next((commune / "content/tin-tuc/2023").glob("*.md"))
    told = tmp_path / "told"
    with told.open("wb") as file, Popen([str(part) for part in command], stdout=DEVNULL, stderr=file) as server:
        try:
            url = f"http://127.0.0.1:{unused_port}/tin-tuc/"
            assert wait_for(url, "Tin tức")
            assert f"Xem thử tại http://127.0.0.1:{unused_port}/" in told.read_text("utf-8")
            assert wait_for(url, "script-src 'self' 'unsafe-inline'")  # else the browser refuses what reloads the page
            text = item.read_text(encoding="utf-8").replace("title: ", "title: ĐÃ SỬA ", 1)
            item.write_text(text.replace("title: ", "titel: ", 1), encoding="utf-8")
            assert wait_until(lambda: "vẫn là bản trước" in told.read_text("utf-8"))
            assert wait_for(url, "Tin tức", 5)
            item.write_text(text, encoding="utf-8")
            assert wait_for(url, "ĐÃ SỬA")
        finally:
            server.terminate()
    assert "Traceback" not in told.read_text("utf-8")


def test_serve_says_when_another_program_is_at_its_address(commune: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        done = run(*CCHC, "serve", "--config", commune / "mkdocs.yml", "--address", address)
    assert done.returncode == 3
    assert f"không xem thử ở {address} được: một chương trình khác đang dùng" in done.stderr


def wait_for(url: str, words: str, seconds: float = 30) -> bool:
    """Ask until an answer holds the words."""

    def holds() -> bool:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            return words in answer.read().decode()
        return False

    return wait_until(holds, seconds)


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Ask until it is so."""
    end = time.monotonic() + seconds
    while not (so := holds()) and time.monotonic() < end:
        time.sleep(0.2)
    return so


def test_a_library_that_a_new_release_needs_is_named_with_what_to_type(
    commune: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "segno.py").write_text("import segno_of_a_new_release\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = run(*CCHC, "build", "--config", commune / "mkdocs.yml")
    assert done.returncode == 2
    assert "thiếu thư viện segno_of_a_new_release" in done.stderr
    assert "pip install --require-hashes -r requirements.lock" in done.stderr
    assert "Traceback" not in done.stderr


def test_our_own_missing_module_is_no_library() -> None:
    with pytest.raises(ModuleNotFoundError):
        cli.plainly(lambda: import_module("cchc.gone"))


def test_a_site_is_built_through_a_link_to_its_folder(commune: Path, tmp_path: Path) -> None:
    make_link(tmp_path / "link", commune)
    config = tmp_path / "link" / "mkdocs.yml"
    assert run(*CCHC, "check", "--config", config).returncode == 0
    assert run(*CCHC, "build", "--config", config).returncode == 0
    assert run(*CCHC, "build", "--config", config).returncode == 0


def test_content_that_lies_elsewhere_is_refused_in_words(commune: Path) -> None:
    (commune / "content").rename(commune.parent / "elsewhere")
    config = commune / "mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("docs_dir: content", "docs_dir: ../elsewhere"), "utf-8"
    )
    for command in ("check", "build"):
        done = run(*CCHC, command, "--config", config)
        assert done.returncode in (1, 2)
        assert "docs_dir trong mkdocs.yml phải là thư mục" in done.stderr
        assert "Traceback" not in done.stderr
