"""Work that a second process does while this one goes on: where there are two, looking at files takes no time."""

import marshal
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")


def forks() -> bool:
    """Whether a second process starts at once, with all that this one knows (not on Windows)."""
    return "fork" in multiprocessing.get_all_start_methods()


def aside(work: Callable[[], T]) -> Callable[[], T]:
    """Begin some work in a second process; what is returned waits for its result, plain values (as `marshal` knows).

    Where there is none to be had, and when it fails, the work is done when the result is asked for: whatever `work`
    raises is raised then. So it is where threads run (`cchc serve`): what one of them holds at that moment nobody would
    let go of in the other process.
    """
    if not forks() or threading.active_count() > 1:
        return work
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    other = context.Process(target=_tell, args=(work, theirs), daemon=True)
    try:
        other.start()
    except OSError:  # no room for one more
        return work
    theirs.close()

    def result() -> T:
        told = b""
        with suppress(EOFError, OSError), ours:  # also when it was killed in the middle of telling
            told = ours.recv_bytes()
        other.join()
        found: T = marshal.loads(told) if told else work()
        return found

    return result


def end_with_parent() -> None:
    """In a second process: end as soon as the first one does, also when that is killed, and not before. The next build
    must not meet what goes on writing for nobody. Ctrl-C reaches both, and is the first one's to tell.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _tell(work: Callable[[], Any], connection: Connection) -> None:
    end_with_parent()
    with suppress(Exception):  # it is done again, and then told
        connection.send_bytes(marshal.dumps(work()))
