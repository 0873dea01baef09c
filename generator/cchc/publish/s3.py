"""A store with the S3 interface as a target; keys come from the environment or ~/.aws, as boto3 reads them."""

import mimetypes
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, SSLError

from cchc.publish.place import Failed, Fault, Parcel, Tick
from cchc.publish.web import AT_ONCE, concurrently

_LOCK = ".cchc/lock"
_TYPES = mimetypes.MimeTypes()  # its own table: what a machine has registered must not decide what visitors get
_TYPES.add_type("text/markdown", ".md")
_TYPES.add_type("image/webp", ".webp")
_TYPES.add_type("text/javascript", ".js")
_WORDY = ("text/", "application/json", "application/xml", "image/svg")
_MONTH = "public, max-age=2592000"  # style sheets and scripts carry their version in the address
_FAULTS = {
    "AccessDenied": Fault.DENIED,
    "InvalidAccessKeyId": Fault.LOGIN,
    "SignatureDoesNotMatch": Fault.LOGIN,
    "NoSuchBucket": Fault.MISSING,
    "QuotaExceeded": Fault.FULL,
    "XMinioStorageFull": Fault.FULL,
}


class Bucket:
    """Files below a prefix of a bucket."""

    def __init__(self, bucket: str, prefix: str, endpoint: str | None, region: str | None) -> None:
        self.where = f"s3://{bucket}"
        self._bucket, self._prefix = bucket, f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        config = Config(connect_timeout=15, read_timeout=60, retries={"mode": "standard"}, max_pool_connections=AT_ONCE)
        try:
            self._s3: Any = boto3.client("s3", endpoint_url=endpoint, region_name=region, config=config)
        except (BotoCoreError, ValueError) as error:
            raise Failed(self.where, Fault.OTHER, str(error)) from error

    def read(self, name: str) -> bytes | None:
        """The bytes of a file."""
        answer = self._ask(self._s3.get_object, {"NoSuchKey", "404"}, Key=self._prefix + name, _body=True)
        return answer if isinstance(answer, bytes) else None

    def send(self, parcels: Iterable[Parcel], tick: Tick) -> None:
        """Write files, with what a web server would say of them."""
        concurrently(self._send, parcels, tick)

    def names(self, folder: str) -> list[str]:
        """Names right below a folder."""
        prefix = f"{self._prefix}{folder}/"
        found: list[str] = []
        more: dict[str, Any] = {}
        while True:
            page = self._ask(self._s3.list_objects_v2, set(), Prefix=prefix, Delimiter="/", **more)
            found += [each["Key"].removeprefix(prefix) for each in page.get("Contents", ())]
            if not page.get("IsTruncated"):
                return found
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def remove(self, names: Iterable[str]) -> None:
        """Delete files."""
        concurrently(lambda name: self._ask(self._s3.delete_object, set(), Key=self._prefix + name), names)

    def lock(self, content: bytes) -> bool:
        """Write an object that must not be there (If-None-Match)."""
        refused = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}
        key = self._prefix + _LOCK
        return self._ask(self._s3.put_object, refused, Key=key, Body=content, IfNoneMatch="*") is not None

    def locked(self) -> bytes | None:
        """What is in that object."""
        return self.read(_LOCK)

    def unlock(self) -> None:
        """Delete it."""
        self.remove([_LOCK])

    def close(self) -> None:
        """Hang up."""
        self._s3.close()

    def copy(self, pairs: Mapping[str, str], tick: Tick) -> None:
        """Copies that the store makes itself."""
        concurrently(self._copy, pairs.items(), tick)

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        """Sizes of files."""
        wanted = list(names)
        heads = concurrently(
            lambda name: self._ask(self._s3.head_object, {"404", "NoSuchKey"}, Key=self._prefix + name), wanted
        )
        return {name: int(head["ContentLength"]) for name, head in zip(wanted, heads, strict=True) if head}

    def _send(self, parcel: Parcel) -> None:
        kind = _TYPES.guess_type(parcel.name)[0] or "application/octet-stream"
        wordy = "; charset=utf-8" if kind.startswith(_WORDY) else ""
        versioned = parcel.name.startswith("assets/") and parcel.name.endswith((".css", ".js"))
        self._ask(
            self._s3.put_object,
            set(),
            Key=self._prefix + parcel.name,
            Body=parcel.content(),
            ContentType=kind + wordy,
            CacheControl=_MONTH if versioned else "no-cache",
        )

    def _copy(self, pair: tuple[str, str]) -> None:
        new, old = pair
        source = {"Bucket": self._bucket, "Key": self._prefix + old}
        self._ask(self._s3.copy_object, {"NoSuchKey", "404"}, Key=self._prefix + new, CopySource=source)

    def _ask(self, do: Callable[..., Any], no: set[str], _body: bool = False, **said: Any) -> Any:
        """Call the store; None when it answers with one of the codes in `no`."""
        try:
            answer = do(Bucket=self._bucket, **said)
            return answer["Body"].read() if _body else answer
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in no:
                return None
            raise Failed(self.where, _FAULTS.get(code, Fault.OTHER), code) from error
        except NoCredentialsError as error:
            hint = "chưa có AWS_ACCESS_KEY_ID và AWS_SECRET_ACCESS_KEY"
            raise Failed(self.where, Fault.LOGIN, hint) from error
        except SSLError as error:
            raise Failed(self.where, Fault.CERTIFICATE) from error
        except (BotoCoreError, Boto3Error, OSError) as error:
            raise Failed(self.where, Fault.LINE, type(error).__name__) from error
