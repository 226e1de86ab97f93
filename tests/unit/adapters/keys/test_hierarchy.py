# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import hashlib
import hmac
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clearance.adapters.keys.envelope import DataKey, checked, derive
from clearance.adapters.keys.hierarchy import KeyHierarchy
from clearance.adapters.keys.root_file import FileRootKey
from clearance.adapters.keys.signing import verifier
from clearance.errors import IntegrityBroken, KeyUnavailable
from clearance.model.keys import KeyPurpose, KeyState


@pytest.fixture
def root(tmp_path: Path) -> FileRootKey:
    return FileRootKey.create(tmp_path / "root.key", data_dir=None)


@pytest.fixture
def keys(root: FileRootKey) -> KeyHierarchy:
    return KeyHierarchy(root)


def test_a_data_key_opens_under_its_tenant_only(keys: KeyHierarchy) -> None:
    acme, other = keys.new_key("acme", KeyPurpose.TENANT), keys.new_key("other", KeyPurpose.TENANT)
    wrapped, key = keys.tenant_keyring(acme).new_data_key("subject:1")
    sealed = key.seal(b"row", b"place")
    assert (wrapped.tenant, wrapped.scope, wrapped.parent, wrapped.purpose) == (
        "acme",
        "subject:1",
        acme.id,
        KeyPurpose.DATA,
    )
    assert keys.tenant_keyring(acme).data_key(wrapped).open(sealed, b"place") == b"row"
    with pytest.raises(KeyUnavailable):
        keys.tenant_keyring(other).data_key(wrapped)
    with pytest.raises(IntegrityBroken):
        keys.tenant_keyring(other).data_key(replace(wrapped, parent=other.id))


def test_a_sealed_row_opens_in_its_place_only(keys: KeyHierarchy) -> None:
    _, key = keys.tenant_keyring(keys.new_key("acme", KeyPurpose.TENANT)).new_data_key("x")
    sealed = key.seal(b"row", b"place")
    assert sealed != key.seal(b"row", b"place")
    for wrong, place in ((sealed, b"other"), (sealed[:-1], b"place"), (b"", b"place")):
        with pytest.raises(IntegrityBroken):
            key.open(wrong, place)
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(IntegrityBroken):
            key.open(bytes(changed), b"place")


@pytest.mark.parametrize("field", ["tenant", "scope", "id", "version", "purpose"])
def test_a_relabelled_wrapped_key_does_not_open(keys: KeyHierarchy, field: str) -> None:
    ring = keys.tenant_keyring(keys.new_key("acme", KeyPurpose.TENANT))
    wrapped, _ = ring.new_data_key("subject:1")
    value: Any = {"version": 2, "purpose": KeyPurpose.DERIVE}.get(field, "other")
    with pytest.raises(IntegrityBroken):
        ring.data_key(replace(wrapped, **{field: value}))


def test_the_key_commitment_is_checked(keys: KeyHierarchy) -> None:
    ring = keys.tenant_keyring(keys.new_key("acme", KeyPurpose.TENANT))
    wrapped, _ = ring.new_data_key("subject:1")
    with pytest.raises(IntegrityBroken, match="committed"):
        ring.data_key(replace(wrapped, commit=bytes(32)))
    with pytest.raises(IntegrityBroken, match="wrong size"):
        checked(wrapped, b"short")


def test_key_states(keys: KeyHierarchy) -> None:
    ring = keys.tenant_keyring(keys.new_key("acme", KeyPurpose.TENANT))
    wrapped, key = ring.new_data_key("subject:1")
    sealed = key.seal(b"row", b"")
    assert ring.data_key(replace(wrapped, state=KeyState.DECRYPT_ONLY)).open(sealed, b"") == b"row"
    with pytest.raises(KeyUnavailable, match="destroyed"):
        ring.data_key(replace(wrapped, state=KeyState.DESTROYED, wrapped=b""))
    for broken in (replace(wrapped, state=KeyState.DESTROYED), replace(wrapped, wrapped=b"")):
        with pytest.raises(IntegrityBroken, match="contradict"):
            ring.data_key(broken)


def test_rotation_rewraps_keys_and_never_rows(keys: KeyHierarchy, root: FileRootKey) -> None:
    old = keys.new_key("acme", KeyPurpose.TENANT)
    wrapped, key = keys.tenant_keyring(old).new_data_key("subject:1")
    sealed = key.seal(b"row", b"")
    new = keys.new_key("acme", KeyPurpose.TENANT, version=2)
    moved = keys.tenant_keyring(new).rewrap(wrapped, keys.tenant_keyring(old))
    assert keys.tenant_keyring(new).data_key(moved).open(sealed, b"") == b"row"
    active = root.rotate()
    rewrapped = keys.rewrap(new)
    assert rewrapped.wrapped[:8].hex() == active
    assert keys.tenant_keyring(rewrapped).data_key(moved).open(sealed, b"") == b"row"


def test_derived_keys_depend_on_tenant_and_purpose(keys: KeyHierarchy) -> None:
    acme, other = keys.new_key("acme", KeyPurpose.DERIVE), keys.new_key("other", KeyPurpose.DERIVE)
    found = {keys.derived(key, purpose) for key in (acme, other) for purpose in ("identifiers", "conversations")}
    assert len(found) == 4
    assert keys.derived(acme, "identifiers") in found
    with pytest.raises(KeyUnavailable, match="another purpose"):
        keys.derived(keys.new_key("acme", KeyPurpose.TENANT), "identifiers")


def test_hkdf_is_rfc_5869_with_sha256() -> None:
    material, info = bytes(range(32)), b"clearance/v1/pepper"
    prk = hmac.digest(bytes(32), material, hashlib.sha256)
    assert derive(material, "pepper") == hmac.digest(prk, info + b"\x01", hashlib.sha256)


def test_the_signing_key_signs_and_its_public_half_verifies(keys: KeyHierarchy) -> None:
    stored = keys.new_key("", KeyPurpose.SIGN)
    signer = keys.signer(stored)
    assert signer.public == stored.public
    verify = verifier(stored.public)
    signature = signer.sign(b"message")
    assert verify(b"message", signature)
    assert keys.verifier(stored.public)(b"message", signature)
    assert not verify(b"other", signature)
    assert not verify(b"message", signature[:-1])


def test_no_key_material_has_a_text_form(keys: KeyHierarchy) -> None:
    material = b"\xab" * 32
    wrapped, key = keys.tenant_keyring(keys.new_key("acme", KeyPurpose.TENANT)).new_data_key("x")
    for shown in (repr(DataKey("k", material, bytes)), repr(key), repr(wrapped)):
        assert material.hex() not in shown
        assert wrapped.wrapped.hex() not in shown
        assert repr(wrapped.wrapped) not in shown
