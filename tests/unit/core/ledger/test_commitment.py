# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import hashlib
import hmac

from clearance.core.ledger.commitment import broken_commitments, commit
from clearance.model.record import Json, Payload

SALT = bytes(range(32))
BODY = b"what left"


def test_a_commitment_is_an_hmac_of_the_digest() -> None:
    digest = hashlib.sha256(BODY).digest()
    assert commit(SALT, digest) == hmac.new(SALT, digest, hashlib.sha256).hexdigest()


def leaf(**commitments: Json) -> dict[str, Json]:
    return {"commitments": dict(commitments)}


def test_a_payload_opens_its_commitments() -> None:
    committed = commit(SALT, hashlib.sha256(BODY).digest())
    assert broken_commitments(leaf(outgoing=committed), Payload({"outgoing": SALT}, {"outgoing": BODY})) == ()
    assert broken_commitments(leaf(outgoing=committed), Payload({"outgoing": SALT})) == ()
    assert broken_commitments({}, Payload({})) == ()


def test_what_does_not_open_is_named() -> None:
    committed = commit(SALT, hashlib.sha256(BODY).digest())
    body = leaf(outgoing=committed)
    for payload in (
        Payload({"outgoing": SALT}, {"outgoing": b"other"}),
        Payload({"outgoing": SALT[:-1]}),
        Payload({}, {"outgoing": BODY}),
        Payload({}),
    ):
        assert broken_commitments(body, payload) == ("outgoing",)
    assert broken_commitments(body, Payload({"outgoing": SALT, "more": SALT})) == ("more",)
    assert broken_commitments({"commitments": None}, Payload({"more": SALT})) == ("more",)
