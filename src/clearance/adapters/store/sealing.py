# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the store needs of keys. ``adapters/keys`` provides it; the two do not import each other."""

from collections.abc import Callable
from typing import Protocol

from clearance.model.keys import KeyPurpose, WrappedKey

ROW_SCHEMA = "1"
"""The version of the associated data and of the plain form of sealed rows."""


class DataKey(Protocol):
    """Seals and opens rows."""

    id: str

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """Encrypt, bound to this associated data."""

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Decrypt. Raises IntegrityBroken for another place or changed bytes."""


class TenantKeyring(Protocol):
    """One tenant's wrapping key, open."""

    id: str

    def new_data_key(self, scope: str) -> tuple[WrappedKey, DataKey]:
        """A new key for the rows of one scope."""

    def data_key(self, key: WrappedKey) -> DataKey:
        """A stored key, open. Raises KeyUnavailable or IntegrityBroken."""


class Signer(Protocol):
    """Signs checkpoints and receipts."""

    id: str
    public: bytes
    sign: Callable[[bytes], bytes]


class KeyHierarchy(Protocol):
    """Makes and opens the keys that the store keeps wrapped."""

    def new_key(self, tenant: str, purpose: KeyPurpose, *, version: int = 1) -> WrappedKey:
        """A new tenant, derivation or signing key."""

    def tenant_keyring(self, key: WrappedKey) -> TenantKeyring:
        """A tenant's wrapping key, open. Raises KeyUnavailable or IntegrityBroken."""

    def derived(self, key: WrappedKey, purpose: str) -> bytes:
        """A 32-byte key derived for one purpose. Raises KeyUnavailable or IntegrityBroken."""

    def signer(self, key: WrappedKey) -> Signer:
        """The signing key, open. Raises KeyUnavailable or IntegrityBroken."""

    def verifier(self, public: bytes) -> Callable[[bytes, bytes], bool]:
        """(message, signature) to whether the signature is good under this public key."""


def row_binding(tenant: str, table: str, row: str, key_id: str) -> bytes:
    """The associated data of a sealed row: a row that is moved, relabelled or re-keyed does not open.

    Raises:
        ValueError: a part holds the separator, so two rows could share one binding.
    """
    bound = f"{tenant}\x1f{table}\x1f{row}\x1f{key_id}\x1f{ROW_SCHEMA}"
    if bound.count("\x1f") != 4:  # noqa: PLR2004 - four separators between five parts
        raise ValueError("a row's name holds the separator")
    return bound.encode()
