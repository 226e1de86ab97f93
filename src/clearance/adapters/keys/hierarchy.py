# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The key hierarchy: root > tenant > subject, conversation or call.

Makes and opens keys; stores none. Every method gives or takes a ``WrappedKey`` that the store keeps.
"""

import os
from dataclasses import replace

from clearance.adapters.keys.envelope import (
    KEY_SIZE,
    DataKey,
    Entropy,
    binding,
    checked,
    derive,
    key_commitment,
    usable,
)
from clearance.adapters.keys.root_file import RootKey
from clearance.adapters.keys.signing import LogSigner, verifier
from clearance.core.ledger.checkpoint import Verify
from clearance.errors import KeyUnavailable
from clearance.model.keys import KeyPurpose, KeyState, WrappedKey

ROOT = "root"
INSTALLATION = ""
"""The tenant of keys that belong to the installation itself."""


class TenantKeyring:
    """One tenant's wrapping key, open: makes and opens the data keys under it."""

    __slots__ = ("_entropy", "_kek", "id", "tenant")

    def __init__(self, tenant: str, kek: DataKey, entropy: Entropy) -> None:
        self.tenant = tenant
        self.id = kek.id
        self._kek = kek
        self._entropy = entropy

    def new_data_key(self, scope: str) -> tuple[WrappedKey, DataKey]:
        """A new random key for the rows of one scope."""
        material = self._entropy(KEY_SIZE)
        blank = _blank(self._entropy, tenant=self.tenant, purpose=KeyPurpose.DATA, scope=scope, parent=self.id)
        wrapped = self._kek.seal(material, binding(blank))
        key = replace(blank, wrapped=wrapped, commit=key_commitment(material, blank.id))
        return key, DataKey(key.id, material, self._entropy)

    def data_key(self, key: WrappedKey) -> DataKey:
        """The key of a scope, open.

        Raises:
            KeyUnavailable: destroyed, or wrapped by another tenant key.
            IntegrityBroken: not the key that was wrapped.
        """
        if key.parent != self.id:
            raise KeyUnavailable("the key is wrapped by another tenant key", diagnostics=f"key {key.id}")
        return DataKey(key.id, checked(key, self._kek.open(usable(key).wrapped, binding(key))), self._entropy)

    def rewrap(self, key: WrappedKey, old: "TenantKeyring") -> WrappedKey:
        """The same data key under this tenant key: what rotation writes; rows stay as they are."""
        material = checked(key, old._kek.open(usable(key).wrapped, binding(key)))  # noqa: SLF001 - a peer of the same class
        moved = replace(key, parent=self.id)
        return replace(moved, wrapped=self._kek.seal(material, binding(moved)))


class KeyHierarchy:
    """The keys of an installation, under one root key."""

    def __init__(self, root: RootKey, *, entropy: Entropy = os.urandom) -> None:
        self._root = root
        self._entropy = entropy

    def new_key(self, tenant: str, purpose: KeyPurpose, *, version: int = 1) -> WrappedKey:
        """A new random key under the root: a tenant key, a derivation key or a signing key."""
        material = self._entropy(KEY_SIZE)
        blank = _blank(self._entropy, tenant=tenant, purpose=purpose, scope="", parent=ROOT, version=version)
        wrapped = self._root.wrap(material, binding(blank))
        public = LogSigner(blank.id, material).public if purpose is KeyPurpose.SIGN else b""
        return replace(blank, wrapped=wrapped, commit=key_commitment(material, blank.id), public=public)

    def tenant_keyring(self, key: WrappedKey) -> TenantKeyring:
        """A tenant's wrapping key, open. Raises KeyUnavailable or IntegrityBroken."""
        return TenantKeyring(
            key.tenant, DataKey(key.id, self._open(key, KeyPurpose.TENANT), self._entropy), self._entropy
        )

    def derived(self, key: WrappedKey, purpose: str) -> bytes:
        """The 32-byte key for one purpose of a tenant. Raises KeyUnavailable or IntegrityBroken."""
        return derive(self._open(key, KeyPurpose.DERIVE), purpose)

    def signer(self, key: WrappedKey) -> LogSigner:
        """The signing key, open. Raises KeyUnavailable or IntegrityBroken."""
        return LogSigner(key.id, self._open(key, KeyPurpose.SIGN))

    def verifier(self, public: bytes) -> Verify:
        """(message, signature) to whether the signature is good under this 32-byte public key."""
        return verifier(public)

    def rewrap(self, key: WrappedKey) -> WrappedKey:
        """The same key under the root's newest version: what a root rotation writes."""
        return replace(key, wrapped=self._root.wrap(self._open(key, key.purpose), binding(key)))

    def _open(self, key: WrappedKey, purpose: KeyPurpose) -> bytes:
        if key.purpose is not purpose or key.parent != ROOT:
            raise KeyUnavailable("the key has another purpose", diagnostics=f"key {key.id}")
        return checked(key, self._root.unwrap(usable(key).wrapped, binding(key)))


def _blank(
    entropy: Entropy, *, tenant: str, purpose: KeyPurpose, scope: str, parent: str, version: int = 1
) -> WrappedKey:
    return WrappedKey(
        id=entropy(8).hex(),
        tenant=tenant,
        purpose=purpose,
        scope=scope,
        version=version,
        state=KeyState.ACTIVE,
        wrapped=b"",
        commit=b"",
        parent=parent,
    )
