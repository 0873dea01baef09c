"""One at a time: among threads, among programs, and after a program that died."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cchc.locks import Busy, locked

HOLD = "import sys, time, pathlib; from cchc.locks import locked\nwith locked(pathlib.Path(sys.argv[1])):\n"


def test_a_second_one_is_refused_until_the_first_gives_back(tmp_path: Path) -> None:
    place = tmp_path / "khoá"
    with locked(place):
        with pytest.raises(Busy), locked(place):
            pass
        with pytest.raises(Busy), locked(place, 0.1):
            pass
        with locked(tmp_path / "another"):
            pass
        assert {path.name for path in tmp_path.iterdir()} == {"khoá", "another"}
    with locked(place):
        pass
    assert place.read_bytes() == b""


def test_threads_take_turns(tmp_path: Path) -> None:
    inside: list[int] = []

    def work() -> None:
        with locked(tmp_path / "lock", 30):
            inside.append(1)
            assert len(inside) == 1
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with locked(tmp_path / "lock"):
        assert not inside


def test_a_program_that_dies_holds_nothing(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    command = [sys.executable, "-c", HOLD + " print('held', flush=True); time.sleep(60)", place]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(Busy), locked(place):
            pass
        other.kill()
    with locked(place, 10):
        pass


def test_what_the_system_refuses_is_told_as_it_tells_it(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError if sys.platform != "win32" else PermissionError), locked(tmp_path):
        pass
    with pytest.raises(FileNotFoundError), locked(tmp_path / "nowhere" / "lock"):
        pass


def test_a_file_that_is_something_else_stays_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    place.write_text("đây là tệp của người khác " * 100, encoding="utf-8")
    with pytest.raises(OSError, match="not a database"), locked(place):
        pass
    assert place.read_text(encoding="utf-8").startswith("đây")
