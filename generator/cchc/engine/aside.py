"""Work that a second process does while this one goes on: where there are two, looking at files takes no time."""

import marshal
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def forks() -> bool:
    """Whether a second process starts at once, with all that this one knows (not on Windows)."""
    return "fork" in multiprocessing.get_all_start_methods()


class Aside(Generic[T]):
    """Some work that a second process does, begun when this is made; called, it waits for the result, plain values (as
    `marshal` knows).

    Where there is none to be had, and when it fails, the work is done when the result is asked for: whatever `work`
    raises is raised then. So it is where threads run (`cchc serve`): what one of them holds at that moment nobody would
    let go of in the other process.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._ours: Connection | None = None
        if forks() and threading.active_count() == 1:
            with suppress(OSError):  # no room for one more
                self._ours, self._other = _begun(work)

    @property
    def ready(self) -> bool:
        """Whether the result is there without waiting (or will never come from another process)."""
        return self._ours is None or self._ours.poll()

    def __call__(self) -> T:
        """The result; to be asked for once."""
        told = b""
        if self._ours is not None:
            with suppress(EOFError, OSError), self._ours:  # also when it was killed in the middle of telling
                told = self._ours.recv_bytes()
            self._other.join()
        found: T = marshal.loads(told) if told else self._work()
        return found


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


def _begun(work: Callable[[], Any]) -> tuple[Connection, BaseProcess]:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    other = context.Process(target=_tell, args=(work, theirs), daemon=True)
    other.start()
    theirs.close()
    return ours, other


def _tell(work: Callable[[], Any], connection: Connection) -> None:
    end_with_parent()
    with suppress(Exception):  # it is done again, and then told
        connection.send_bytes(marshal.dumps(work()))
