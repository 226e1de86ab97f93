# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import base64
import os
import stat
from pathlib import Path

import pytest

from clearance.adapters.keys.root_file import FileRootKey
from clearance.errors import IntegrityBroken, KeyUnavailable


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    path = tmp_path / "data"
    path.mkdir()
    return path


def test_a_created_key_is_32_random_bytes_for_the_owner_only(tmp_path: Path, data_dir: Path) -> None:
    path = tmp_path / "keys" / "root.key"
    FileRootKey.create(path, data_dir=data_dir)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(base64.b64decode(path.read_bytes(), validate=False)) == 32
    with pytest.raises(KeyUnavailable, match="cannot create"):
        FileRootKey.create(path, data_dir=data_dir)


def test_wrapping_is_bound_to_its_place(tmp_path: Path, data_dir: Path) -> None:
    root = FileRootKey.create(tmp_path / "root.key", data_dir=data_dir)
    wrapped = root.wrap(b"secret", b"place")
    assert wrapped != root.wrap(b"secret", b"place")
    assert FileRootKey(tmp_path / "root.key", data_dir=data_dir).unwrap(wrapped, b"place") == b"secret"
    for bad, place in ((wrapped, b"other"), (wrapped[:-1] + bytes([wrapped[-1] ^ 1]), b"place"), (b"short", b"place")):
        with pytest.raises(IntegrityBroken):
            root.unwrap(bad, place)
    with pytest.raises(KeyUnavailable):
        root.unwrap(bytes([wrapped[0] ^ 1]) + wrapped[1:], b"place")


def test_rotation_keeps_older_versions_for_unwrapping(tmp_path: Path, data_dir: Path) -> None:
    path = tmp_path / "root.key"
    root = FileRootKey.create(path, data_dir=data_dir)
    before = root.describe()["active"]
    old = root.wrap(b"secret", b"")
    after = root.rotate()
    assert root.describe() == {"provider": "file", "path": str(path), "active": after, "decrypt_only": [before]}
    again = FileRootKey(path, data_dir=data_dir)
    assert again.unwrap(old, b"") == b"secret"
    assert again.wrap(b"secret", b"")[:8].hex() == after
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "root.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, data_dir: Path, mode: int) -> None:
    path = tmp_path / "root.key"
    FileRootKey.create(path, data_dir=data_dir)
    path.chmod(mode)
    with pytest.raises(KeyUnavailable, match="chmod 600"):
        FileRootKey(path, data_dir=data_dir)


def test_a_key_inside_the_data_directory_is_refused(tmp_path: Path, data_dir: Path) -> None:
    with pytest.raises(KeyUnavailable, match="inside the data directory"):
        FileRootKey.create(data_dir / "root.key", data_dir=data_dir)
    FileRootKey.create(data_dir / "root.key", data_dir=None)
    (tmp_path / "link.key").symlink_to(data_dir / "root.key")
    with pytest.raises(KeyUnavailable, match="inside the data directory"):
        FileRootKey(tmp_path / "link.key", data_dir=data_dir)


@pytest.mark.parametrize(
    "text",
    [b"", b"\n\n", b"not base64!\n", base64.b64encode(bytes(31)), base64.b64encode(bytes(32)) + b"\nshort\n"],
)
def test_what_is_no_key_is_refused_without_showing_it(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "root.key"
    path.write_bytes(text)
    path.chmod(0o600)
    with pytest.raises(KeyUnavailable, match="32 base64 bytes") as caught:
        FileRootKey(path, data_dir=None)
    assert "short" not in str(caught.value)


def test_a_missing_key_and_a_directory(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match="No such file"):
        FileRootKey(tmp_path / "missing", data_dir=None)
    with pytest.raises(KeyUnavailable, match="not a regular file"):
        FileRootKey(tmp_path, data_dir=None)


def test_a_rotation_that_cannot_be_written_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = FileRootKey.create(tmp_path / "root.key", data_dir=None)
    before = root.describe()

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(KeyUnavailable, match="No space"):
            root.rotate()
    assert FileRootKey(tmp_path / "root.key", data_dir=None).describe() == before
    root.rotate()
