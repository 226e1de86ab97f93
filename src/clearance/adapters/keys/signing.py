# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Ed25519 key that signs checkpoints and receipts (RFC 8032)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from clearance.core.ledger.checkpoint import Sign, Verify


class LogSigner:
    """One signing key. ``public`` is its 32-byte public key; the private one has no text form."""

    __slots__ = ("id", "public", "sign")

    def __init__(self, key_id: str, seed: bytes) -> None:
        private = Ed25519PrivateKey.from_private_bytes(seed)
        self.id = key_id
        self.public = private.public_key().public_bytes_raw()
        self.sign: Sign = private.sign


def verifier(public: bytes) -> Verify:
    """Whether a signature over a message is good under this 32-byte public key; the result never raises."""
    key = Ed25519PublicKey.from_public_bytes(public)

    def verify(message: bytes, signature: bytes) -> bool:
        try:
            key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    return verify
