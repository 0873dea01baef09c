"""Values by name that are put aside on disk until they are asked for: what all articles tell is too much for memory."""

import marshal
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Shelf(Mapping[str, T], Generic[T]):
    """Named values. `pack` makes plain values of one (what `marshal` can write), `unpack` makes it again of these.

    The file goes with the object. Reading and writing raise OSError, as when the disk is full.
    """

    def __init__(self, pack: Callable[[T], Any], unpack: Callable[[Any], T]) -> None:
        self._pack, self._unpack = pack, unpack
        # Without a buffer: what finds no room is refused when it is put here, and not when the file goes.
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (open as long as the shelf is)
        weakref.finalize(self, self._file.close)
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def put(self, name: str, value: T) -> None:
        """Keep a value, in place of the one of that name."""
        content = marshal.dumps(self._pack(value))
        self._file.seek(self._end)
        done = 0
        while done < len(content):
            done += self._file.write(content[done:])
        self._places[name] = (self._end, len(content))
        self._end += len(content)

    def __getitem__(self, name: str) -> T:
        start, size = self._places[name]
        self._file.seek(start)
        return self._unpack(marshal.loads(self._file.read(size)))

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
