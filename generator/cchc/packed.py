"""Office files are ZIP packages: a small one can be made to unpack into a disk full."""

import io
from zipfile import ZipFile

from cchc.problems import Refused

_LARGEST = 100_000_000  # bytes of all parts


def refuse_bombs(data: bytes, name: str) -> None:
    """Raise Refused for a package that unpacks into too much; nothing is unpacked for it.

    What is no package raises what `zipfile` raises: BadZipFile, NotImplementedError, ValueError.
    """
    with ZipFile(io.BytesIO(data)) as packed:
        size = sum(part.file_size for part in packed.infolist())
    if size > _LARGEST:
        raise Refused(f"{name} giải nén ra quá {_LARGEST // 1_000_000} MB nên máy không mở")
