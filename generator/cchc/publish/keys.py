"""The pair of keys with which a unit signs what it publishes (Ed25519, RFC 8032).

The private part is a file outside the folder of the site, for whoever has it can speak for the unit; the public part
is a line in site_data/site.yml: `signing_key: ed25519:…`.
"""

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from cchc.files import read_text
from cchc.problems import Refused
from cchc.source import parse_yaml

_PREFIX = "ed25519:"


class Key:
    """A private key in memory."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public = _PREFIX + base64.b64encode(raw).decode()

    def sign(self, content: bytes) -> str:
        """The signature, in base64."""
        return base64.b64encode(self._private.sign(content)).decode()


def make(path: Path) -> Key:
    """Make a pair and write its private part, which only this user may read. Raises Refused, OSError."""
    private = Ed25519PrivateKey.generate()
    content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise Refused(f"đã có khóa ở {path}; dùng khóa ấy, hoặc chọn tệp khác bằng --out") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return Key(private)


def load(path: Path) -> Key:
    """Read a private key. Raises Refused, OSError."""
    try:
        private = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError):
        raise Refused(f"{path} không phải tệp khóa do `cchc key` tạo") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise Refused(f"{path} không phải khóa Ed25519")
    return Key(private)


def is_public(key: str) -> bool:
    """Whether a text is the public part of a key."""
    return _raw(key) is not None


def holds(public: str, content: bytes, signature: str) -> bool:
    """Whether somebody who has the private part signed these bytes."""
    raw = _raw(public)
    try:
        Ed25519PublicKey.from_public_bytes(raw or b"").verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def declared(root: Path) -> str:
    """The public key in site.yml; empty when there is none, or no site.yml."""
    if not (root / "site_data/site.yml").is_file():
        return ""
    text, _ = read_text(root, "site_data/site.yml")
    node, _ = parse_yaml(text or "", "site_data/site.yml")
    value = node.value.get("signing_key") if node and isinstance(node.value, dict) else None
    return value.value if value and isinstance(value.value, str) else ""


def repository_of(path: Path) -> Path | None:
    """The folder of a site or repository in which a path lies, if it lies in one."""
    marks = ("mkdocs.yml", ".git")
    return next((folder for folder in path.resolve().parents if any((folder / mark).exists() for mark in marks)), None)


def _raw(key: str) -> bytes | None:
    try:
        raw = base64.b64decode(key.removeprefix(_PREFIX), validate=True)
    except (ValueError, binascii.Error):
        return None
    return raw if key.startswith(_PREFIX) and len(raw) == 32 else None
