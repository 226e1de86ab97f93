# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The root key in a file: the simplest of the root key services.

One base64 line of 32 random bytes per version, the newest first: it wraps, older ones only unwrap. An
attacker who can read this file *and* the data directory can read everything that is retained; the
file alone or the directory alone opens nothing. Hence: outside the data directory and its backups.
"""

import base64
import binascii
import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from clearance.adapters.keys.envelope import KEY_SIZE, DataKey, Entropy
from clearance.errors import IntegrityBroken, KeyUnavailable

_ID_SIZE = 8
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class RootKey(Protocol):
    """What a root key service (file, KMS, HSM) can do. Only wrapped tenant keys cross this line."""

    def wrap(self, plain: bytes, bound_to: bytes) -> bytes:
        """Encrypt under the newest version; the result names the version."""

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """Decrypt. Raises KeyUnavailable for an unknown version, IntegrityBroken for changed bytes."""

    def rotate(self) -> str:
        """Make a new version and give its id; older versions only unwrap from now on."""

    def describe(self) -> Mapping[str, object]:
        """Provider, ids and states; never key material."""


class FileRootKey:
    """A root key that lives in one file."""

    def __init__(self, path: Path, *, data_dir: Path | None, entropy: Entropy = os.urandom) -> None:
        """Read the key file.

        Raises:
            KeyUnavailable: missing, not a regular file, readable by others, inside ``data_dir``, or not a key.
        """
        self._path = path
        self._entropy = entropy
        self._data_dir = data_dir
        self._load()

    @classmethod
    def create(cls, path: Path, *, data_dir: Path | None, entropy: Entropy = os.urandom) -> "FileRootKey":
        """Make a new key file with mode 0600; never replaces one.

        Raises:
            KeyUnavailable: the path is taken, not writable, or inside ``data_dir``.
        """
        _refuse_inside(path, data_dir)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_new(path, [entropy(KEY_SIZE)])
        except OSError as error:
            raise KeyUnavailable(f"cannot create the root key file {path}: {error.strerror}") from None
        return cls(path, data_dir=data_dir, entropy=entropy)

    def wrap(self, plain: bytes, bound_to: bytes) -> bytes:
        """Encrypt under the newest version: ``version id (8 bytes) || sealed``."""
        key = self._keys[self._active]
        return bytes.fromhex(key.id) + key.seal(plain, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """Decrypt with the version that the value names."""
        key = self._keys.get(wrapped[:_ID_SIZE].hex())
        if key is None:
            if len(wrapped) <= _ID_SIZE:
                raise IntegrityBroken("a wrapped key is too short")
            raise KeyUnavailable(f"{self._path} does not hold the root key version that wrapped this key")
        return key.open(wrapped[_ID_SIZE:], bound_to)

    def rotate(self) -> str:
        """Put a new version in front, atomically."""
        _refuse_exposed(self._path)
        versions = [self._entropy(KEY_SIZE), *_read(self._path)]
        beside = self._path.with_name(f".{self._path.name}.new")
        try:
            beside.unlink(missing_ok=True)
            _write_new(beside, versions)
            beside.replace(self._path)
            _sync_directory(self._path.parent)
        except OSError as error:
            raise KeyUnavailable(f"cannot rotate the root key file {self._path}: {error.strerror}") from None
        self._load()
        return self._active

    def describe(self) -> Mapping[str, object]:
        """Provider, path, and the ids of the versions."""
        older = [key_id for key_id in self._keys if key_id != self._active]
        return {"provider": "file", "path": str(self._path), "active": self._active, "decrypt_only": older}

    def _load(self) -> None:
        _refuse_inside(self._path, self._data_dir)
        _refuse_exposed(self._path)
        versions = _read(self._path)
        keys = [DataKey(_version_id(material), material, self._entropy) for material in versions]
        self._keys = {key.id: key for key in keys}
        self._active = keys[0].id


def _version_id(material: bytes) -> str:
    return hashlib.sha256(b"clearance/root-key-id/v1" + material).digest()[:_ID_SIZE].hex()


def _refuse_inside(path: Path, data_dir: Path | None) -> None:
    if data_dir is not None and path.resolve().is_relative_to(data_dir.resolve()):
        raise KeyUnavailable(
            f"the root key file {path} is inside the data directory; keep it and its backups elsewhere"
        )


def _refuse_exposed(path: Path) -> None:
    try:
        status = path.stat()
    except OSError as error:
        raise KeyUnavailable(f"cannot read the root key file {path}: {error.strerror}") from None
    if not stat.S_ISREG(status.st_mode):
        raise KeyUnavailable(f"the root key {path} is not a regular file")
    if status.st_mode & _OTHERS:
        raise KeyUnavailable(f"others can read the root key file {path}; run: chmod 600 {path}")


def _read(path: Path) -> list[bytes]:
    try:
        lines = path.read_bytes().split()
        versions = [base64.b64decode(line, validate=True) for line in lines]
    except OSError as error:
        raise KeyUnavailable(f"cannot read the root key file {path}: {error.strerror}") from None
    except binascii.Error:
        versions = []
    if not versions or any(len(material) != KEY_SIZE for material in versions):
        raise KeyUnavailable(f"{path} does not hold 32 base64 bytes on each line")
    return versions


def _write_new(path: Path, versions: list[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b"".join(base64.b64encode(material) + b"\n" for material in versions))
        file.flush()
        os.fsync(file.fileno())
    _sync_directory(path.parent)


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
