"""Work beside this process: the same result as without, whatever becomes of the other process."""

import os
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from cchc.datasets import SUMMARY
from cchc.engine import aside as module
from cchc.engine import staging
from cchc.engine.aside import Aside, forks
from conftest import run

HERE = os.getpid()
forking = pytest.mark.skipif(not forks(), reason="this system has no second process that starts at once (Windows)")


@forking
def test_it_is_done_by_another_process_with_what_this_one_knows() -> None:
    known = {"tin": [1, 2]}
    assert Aside(lambda: (known, os.getpid() != HERE))() == (known, True)


@forking
def test_a_large_result_comes_whole() -> None:
    assert Aside(lambda: "chữ" * 1_000_000)() == "chữ" * 1_000_000


@forking
def test_what_dies_there_is_done_here() -> None:
    assert Aside(lambda: os.getpid() if os.getpid() == HERE else os._exit(9))() == HERE


@forking
def test_what_cannot_be_sent_is_done_here(capfd: pytest.CaptureFixture[str]) -> None:
    assert Aside(Path.cwd)() == Path.cwd()
    assert capfd.readouterr() == ("", ""), "no traceback of the other process"


def test_what_goes_wrong_is_raised_where_it_is_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    result = Aside(lambda: os.stat("/không có"))
    with pytest.raises(FileNotFoundError):
        result()
    assert capfd.readouterr() == ("", "")


@forking
def test_what_dies_while_it_tells_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(connection: Connection, content: bytes) -> None:
        os.write(connection.fileno(), len(content).to_bytes(4, "big") + content[:10])
        os._exit(9)

    monkeypatch.setattr(Connection, "send_bytes", half)
    assert Aside(lambda: "a" * 1000)() == "a" * 1000


@forking
def test_ctrl_c_is_for_this_process_to_tell() -> None:
    code = (
        "import os, signal, time; from cchc.engine.aside import Aside; os.setsid()\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background job ignores it
        "result = Aside(lambda: time.sleep(0.6) or 7); time.sleep(0.3)\n"
        "try: os.killpg(0, signal.SIGINT); time.sleep(5)\n"
        "except KeyboardInterrupt: print(result())"
    )
    done = run(sys.executable, "-c", code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "7\n", "")


@forking
def test_it_ends_at_once_when_this_process_is_killed(tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    child = f"(time.sleep(1), pathlib.Path({str(sign)!r}).write_text('still here'))"
    code = f"import os, pathlib, signal, time; from cchc.engine.aside import Aside; Aside(lambda: {child})"
    done = run(sys.executable, "-c", f"{code}; time.sleep(0.2); os.kill(os.getpid(), 9)")
    assert done.returncode == -9
    time.sleep(1.2)
    assert not sign.exists()


def test_where_threads_run_it_is_done_here() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    result = Aside(os.getpid)
    done.set()
    thread.join()
    assert result() == HERE


def test_without_a_second_process_it_is_done_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "forks", lambda: False)
    done: list[int] = []
    result = Aside(lambda: done.append(os.getpid()))
    assert not done
    result()
    assert done == [HERE]


def test_the_sign_of_a_site_is_its_summary() -> None:
    assert f"/{staging.SIGN}" == SUMMARY
