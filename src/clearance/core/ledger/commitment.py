# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Commitments: how a leaf binds a body that it does not hold.

The leaf holds HMAC-SHA256(salt, SHA-256(body)) in hex; the 32-byte random salt stands in the encrypted
payload row. Once that row's key is destroyed, nobody can test a guess against the leaf.
"""

import hashlib
import hmac

from clearance.model.record import Json, Payload

SALT_SIZE = 32


def commit(salt: bytes, digest: bytes) -> str:
    """The commitment to a body with this SHA-256 digest, in hex."""
    return hmac.digest(salt, digest, "sha256").hex()


def broken_commitments(body: dict[str, Json], payload: Payload) -> tuple[str, ...]:
    """The names of a leaf's commitments that this payload does not open.

    A commitment without a captured body can only be checked for its salt: the row's authenticated
    encryption already binds that.
    """
    commitments = body.get("commitments")
    expected = commitments if isinstance(commitments, dict) else {}
    broken = [name for name in sorted(set(payload.salts) | set(payload.content)) if name not in expected]
    for name, committed in expected.items():
        salt = payload.salts.get(name)
        content = payload.content.get(name)
        salted = salt is not None and len(salt) == SALT_SIZE
        opens = content is None or (salt is not None and commit(salt, hashlib.sha256(content).digest()) == committed)
        if not (salted and opens):
            broken.append(name)
    return tuple(broken)
