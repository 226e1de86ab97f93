# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
r"""Checkpoints: C2SP tlog-checkpoint bodies in C2SP signed notes.

A note is the text ``origin\nsize\nbase64(root)\n``, an empty line, and one line per signature:
``- name base64(key id || signature)`` with an em dash. Signing and verifying are callables, so no key
comes here. The text has one form only: what does not serialise back to itself is refused.

Sources: https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note (Ed25519, type 0x01).
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_DASH = "\N{EM DASH}"
_ED25519 = b"\x01"
_HASH_SIZE = 32
_KEY_ID_SIZE = 4
_MAX_SIZE = 2**63

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]
"""(message, signature) to whether the signature is good; never raises."""


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """A public key by its name in notes. ``key_id`` is the 4-byte hash that ``ed25519_key_id`` makes."""

    name: str
    key_id: bytes
    verify: Verify


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A statement of a log: its origin, its size and its root hash."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The signed text."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line of a note."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line, with its end."""
        return f"{_DASH} {self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


def log_origin(installation: str, log: str) -> str:
    """The origin line of one log, which is also the name that signs it."""
    return f"clearance/{installation}/{log}"


def ed25519_key_id(name: str, public: bytes) -> bytes:
    """SHA-256(name || 0x0A || 0x01 || public key), the first four bytes."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_ID_SIZE]


def sign_checkpoint(checkpoint: Checkpoint, *, name: str, key_id: bytes, sign: Sign) -> str:
    """The signed note of a checkpoint."""
    text = checkpoint.text()
    return f"{text}\n{NoteSignature(name, key_id, sign(text.encode())).line()}"


def read_checkpoint(note: str) -> tuple[Checkpoint, tuple[NoteSignature, ...]]:
    """The checkpoint that a note states, and its signatures, unverified.

    Raises:
        ValueError: not exactly the form that ``sign_checkpoint`` writes (extension lines included).
    """
    text, blank, lines = note.partition("\n\n")
    parts = text.split("\n")
    if not blank or len(parts) != 3 or not lines.endswith("\n"):  # noqa: PLR2004 - origin, size, root
        raise ValueError("not a checkpoint note")
    origin, size, root = parts
    if not (size.isascii() and size.isdigit()) or int(size) >= _MAX_SIZE:
        raise ValueError("not a checkpoint size")
    checkpoint = Checkpoint(origin, int(size), _base64(root))
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    written = checkpoint.text() + "\n" + "".join(signature.line() for signature in signatures)
    if len(checkpoint.root) != _HASH_SIZE or not origin or written != note:
        raise ValueError("not in the one form of a checkpoint note")
    return checkpoint, signatures


def open_checkpoint(note: str, verifiers: Sequence[NoteVerifier]) -> Checkpoint:
    """The checkpoint of a note that at least one known key signed; every known key's signature must be good.

    Raises:
        ValueError: not a note, no signature of a known key, or a bad one.
    """
    checkpoint, signatures = read_checkpoint(note)
    message = checkpoint.text().encode()
    good = 0
    for signature in signatures:
        for verifier in verifiers:
            if (verifier.name, verifier.key_id) == (signature.name, signature.key_id):
                if not verifier.verify(message, signature.signature):
                    raise ValueError("a checkpoint signature is not good")
                good += 1
    if not good:
        raise ValueError("no known key signed this checkpoint")
    return checkpoint


def _signature(line: str) -> NoteSignature:
    dash, _, rest = line.partition(" ")
    name, space, encoded = rest.partition(" ")
    if dash != _DASH or not name or not space:
        raise ValueError("not a signature line")
    data = _base64(encoded)
    return NoteSignature(name, data[:_KEY_ID_SIZE], data[_KEY_ID_SIZE:])


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
