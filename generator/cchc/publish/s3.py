"""A store with the S3 interface as a target; keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."""

import datetime as dt
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TypeVar

import obstore
from obstore import exceptions
from obstore.store import S3Store

from cchc.media_types import media_type
from cchc.publish.place import LOCK, Failed, Fault, Parcel, Tick
from cchc.publish.web import concurrently

_WORDY = ("text/", "application/json", "application/ld+json", "application/xml", "image/svg")
_RELEASED = re.compile(r"assets/[0-9a-f]{8}/")  # style sheets and scripts: engine/scripts.py
_FOR_EVER = "public, max-age=31536000, immutable"
# What a store, or the library, says, the telling first. The library's own exceptions say less, and nothing of lists.
_FAULTS = (
    ("NoSuchBucket", Fault.MISSING),
    ("InvalidAccessKeyId", Fault.LOGIN),
    ("SignatureDoesNotMatch", Fault.LOGIN),
    ("RequestTimeTooSkewed", Fault.CLOCK),
    ("QuotaExceeded", Fault.FULL),  # MinIO puts its name before
    ("StorageFull", Fault.FULL),
    ("status code: 507", Fault.FULL),
    ("status code: 401", Fault.LOGIN),
    ("status code: 403", Fault.DENIED),
    ("status code: 404", Fault.MISSING),
    ("status code: ", Fault.OTHER),
    ("redirect without LOCATION", Fault.OTHER),  # the bucket lies in another region
    ("Got invalid", Fault.OTHER),  # no store
)
_CODE = re.compile(r"<Code>(\w+)</Code>")
_RETRY = dt.timedelta(seconds=30)
T = TypeVar("T")


class Bucket:
    """Files below a prefix of a bucket."""

    def __init__(self, bucket: str, prefix: str, endpoint: str | None, region: str) -> None:
        self.where = f"s3://{bucket}"
        key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
        if not key or not secret:
            raise Failed(self.where, Fault.LOGIN, "đặt AWS_ACCESS_KEY_ID và AWS_SECRET_ACCESS_KEY")
        self._store = self._told(
            lambda: S3Store(
                bucket,
                prefix=prefix.strip("/") or None,
                endpoint=endpoint,
                region=region,
                access_key_id=key,
                secret_access_key=secret,
                client_options={"allow_http": True, "timeout": "60s", "connect_timeout": "15s"},
                retry_config={"max_retries": 2, "retry_timeout": _RETRY},
            )
        )

    def read(self, name: str) -> bytes | None:
        """The bytes of a file."""
        with suppress(FileNotFoundError):
            return self._told(lambda: bytes(obstore.get(self._store, name).bytes()))
        return None

    def send(self, parcels: Iterable[Parcel], tick: Tick) -> None:
        """Write files, with what a web server would say of them."""
        concurrently(self._send, parcels, tick)

    def names(self, folder: str) -> list[str]:
        """Names right below a folder."""
        listed = self._told(lambda: obstore.list_with_delimiter(self._store, folder))
        return [each["path"].rpartition("/")[2] for each in listed["objects"]]

    def remove(self, names: Iterable[str]) -> None:
        """Delete files."""
        concurrently(self._remove, names)

    def lock(self, content: bytes) -> bool:
        """Write an object that must not be there (If-None-Match)."""
        return self._told(lambda: self._create(LOCK, content))

    def locked(self) -> bytes | None:
        """What is in that object."""
        return self.read(LOCK)

    def unlock(self) -> None:
        """Delete it."""
        self._remove(LOCK)

    def close(self) -> None:
        """Nothing to hang up."""

    def copy(self, pairs: Mapping[str, str], tick: Tick) -> None:
        """Copies that the store makes itself."""
        concurrently(self._copy, pairs.items(), tick)

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        """Sizes of files."""
        wanted = list(names)
        return {name: size for name, size in zip(wanted, concurrently(self._size, wanted), strict=True) if size >= 0}

    def _create(self, name: str, content: bytes) -> bool:
        with suppress(exceptions.AlreadyExistsError):
            obstore.put(self._store, name, content, mode="create")
            return True
        return False

    def _send(self, parcel: Parcel) -> None:
        kind = media_type(parcel.name)
        wordy = "; charset=utf-8" if kind.startswith(_WORDY) else ""
        lasting = _FOR_EVER if _RELEASED.match(parcel.name) else "no-cache"
        said = {"Content-Type": kind + wordy, "Cache-Control": lasting}
        content = parcel.content()
        self._told(lambda: obstore.put(self._store, parcel.name, content, attributes=said))

    def _remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self._told(lambda: obstore.delete(self._store, name))

    def _copy(self, pair: tuple[str, str]) -> None:
        new, old = pair
        with suppress(FileNotFoundError):
            self._told(lambda: obstore.copy(self._store, old, new))

    def _size(self, name: str) -> int:
        with suppress(FileNotFoundError):
            return self._told(lambda: obstore.head(self._store, name)["size"])
        return -1

    def _told(self, do: Callable[[], T]) -> T:
        """Ask the store. Raises FileNotFoundError, Failed."""
        try:
            return do()
        except (FileNotFoundError, exceptions.BaseError) as error:
            said = str(error).partition("\n\nDebug source")[0]
            if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in said:
                raise
            fault = next((fault for words, fault in _FAULTS if words in said), Fault.LINE)
            code = _CODE.search(said)
            detail = code[1] if code else said.rpartition(" - ")[2].partition("\n")[0][:200]
            raise Failed(self.where, fault, detail) from error
