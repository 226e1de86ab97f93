# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Envelope encryption: AES-256-GCM with fresh nonces (NIST SP 800-38D) and key commitments.

A sealed value is ``nonce (12 bytes) || ciphertext || tag``. What it belongs to is given as associated
data, so that a value moved elsewhere does not open.
"""

import hmac
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from clearance.errors import IntegrityBroken, KeyUnavailable
from clearance.model.keys import KeyPurpose, KeyState, WrappedKey

KEY_SIZE = 32
_NONCE_SIZE = 12
_COMMITMENT = b"clearance/key-commitment/v1\x1f"

Entropy = Callable[[int], bytes]


class DataKey:
    """One AES-256-GCM key that seals and opens values. Its key material has no text form."""

    __slots__ = ("_cipher", "_entropy", "id")

    def __init__(self, key_id: str, material: bytes, entropy: Entropy) -> None:
        self.id = key_id
        self._cipher = AESGCM(material)
        self._entropy = entropy

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """Encrypt under a fresh random nonce, bound to this associated data."""
        nonce = self._entropy(_NONCE_SIZE)
        return nonce + self._cipher.encrypt(nonce, plain, bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Decrypt.

        Raises:
            IntegrityBroken: another key, another place, or changed bytes.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], bound_to)
        except (InvalidTag, ValueError):
            raise IntegrityBroken("an encrypted row does not open in its place", diagnostics=f"key {self.id}") from None


def key_commitment(material: bytes, key_id: str) -> bytes:
    """HMAC-SHA256 under the key of its own id."""
    return hmac.digest(material, _COMMITMENT + key_id.encode(), "sha256")


def derive(material: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose: HKDF-SHA256 (RFC 5869), no salt, ``info`` names the purpose."""
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=f"clearance/v1/{purpose}".encode()).derive(
        material
    )


def binding(key: WrappedKey) -> bytes:
    """The associated data of a wrapped key: everything that says what it is, but not its state."""
    return "\x1f".join((key.tenant, "key", key.purpose, key.scope, key.id, str(key.version), key.parent)).encode()


def checked(key: WrappedKey, material: bytes) -> bytes:
    """The unwrapped key, if it is the one that was wrapped.

    Raises:
        IntegrityBroken: the key commitment does not match.
    """
    if key.purpose is not KeyPurpose.SIGN and len(material) != KEY_SIZE:
        raise IntegrityBroken("a wrapped key has the wrong size", diagnostics=f"key {key.id}")
    if not hmac.compare_digest(key_commitment(material, key.id), key.commit):
        raise IntegrityBroken("a wrapped key is not the one that was committed to", diagnostics=f"key {key.id}")
    return material


def usable(key: WrappedKey) -> WrappedKey:
    """The key, if it still exists.

    Raises:
        KeyUnavailable: it was destroyed.
        IntegrityBroken: its state and its content contradict each other.
    """
    destroyed = key.state is KeyState.DESTROYED
    if destroyed == bool(key.wrapped):
        raise IntegrityBroken("a key's state and content contradict each other", diagnostics=f"key {key.id}")
    if destroyed:
        raise KeyUnavailable("the key was destroyed", diagnostics=f"key {key.id}")
    return key
