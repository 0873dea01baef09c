"""The bytes of an answer: unpacked as they come, and never more than a limit, whatever a server sends."""

import zlib

LIMIT = 16 << 20  # bytes, packed or not; a year of 1,000 articles with their whole text is about 5 MB
_AUTO = zlib.MAX_WBITS | 32  # the header tells gzip from zlib
_GZIP = b"\x1f\x8b"


class TooLarge(Exception):
    """There is more than the limit."""


class Broken(Exception):
    """What is packed cannot be unpacked, or ends too early."""


class Body:
    """Collects the parts of one answer. `packing`: its Content-Encoding. Raises Broken for one that is not known."""

    def __init__(self, packing: str) -> None:
        packing = packing.strip().lower()
        if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Broken
        self._packed = packing not in ("", "identity")
        self._parts: list[bytes] = []
        self._size = self._taken = 0
        self._unpacker = zlib.decompressobj(_AUTO)

    def take(self, part: bytes) -> None:
        """One more part. Raises TooLarge, Broken."""
        if self._taken == 0 and part.startswith(_GZIP):
            self._packed = True  # a .gz file that the server does not declare
        self._taken += len(part)
        if self._taken > LIMIT:
            raise TooLarge
        if self._packed:
            self._unpack(part)
        else:
            self._keep(part)

    def whole(self) -> bytes:
        """All of it, after the last part. Raises Broken when what is packed was cut off."""
        if self._packed and self._taken and not self._unpacker.eof:
            raise Broken
        return b"".join(self._parts)

    def _unpack(self, part: bytes) -> None:
        while part:
            if self._unpacker.eof:  # a gzip file may have several members
                if not part.startswith(_GZIP):
                    return  # padding
                self._unpacker = zlib.decompressobj(_AUTO)
            try:
                self._keep(self._unpacker.decompress(part, LIMIT + 1 - self._size))
            except zlib.error:
                raise Broken from None
            part = self._unpacker.unconsumed_tail or self._unpacker.unused_data

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > LIMIT:
            raise TooLarge
        self._parts.append(part)
