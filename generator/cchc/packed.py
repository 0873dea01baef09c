"""Office files from people: what is broken, or unpacks into too much, is refused."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import ZipFile

from cchc.problems import Refused

_LARGEST = 100_000_000  # bytes of all parts: they are ZIP packages, and a small one can be made to fill a disk


@contextmanager
def refuse_broken(told: str) -> Iterator[None]:
    """Raise Refused, in these words, where a library cannot read a file."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:  # whatever may be wrong in a file, each library tells it in its own way
        raise Refused(told) from error


def refuse_bombs(data: bytes, name: str) -> None:
    """Raise Refused for a package that unpacks into too much; nothing is unpacked for it. To be called within
    `refuse_broken`: what is no package raises what `zipfile` does.
    """
    with ZipFile(io.BytesIO(data)) as packed:
        size = sum(part.file_size for part in packed.infolist())
    if size > _LARGEST:
        raise Refused(f"{name} giải nén ra quá {_LARGEST // 1_000_000} MB nên máy không mở")
