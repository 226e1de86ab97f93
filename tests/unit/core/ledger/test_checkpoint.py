# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib

import pytest

from clearance.core.ledger.checkpoint import (
    Checkpoint,
    NoteVerifier,
    ed25519_key_id,
    log_origin,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from clearance.testing.journal import PUBLIC, sign, verify

NAME = log_origin("0011223344556677", "tenant/acme")
KEY = NoteVerifier(NAME, ed25519_key_id(NAME, PUBLIC), verify)
STATED = Checkpoint(NAME, 42, hashlib.sha256(b"root").digest())
NOTE = sign_checkpoint(STATED, name=NAME, key_id=KEY.key_id, sign=sign)


def test_a_note_has_the_form_of_the_specification() -> None:
    root = base64.b64encode(STATED.root).decode()
    signature = base64.b64encode(KEY.key_id + sign(STATED.text().encode())).decode()
    assert f"{NAME}\n42\n{root}\n\n\N{EM DASH} {NAME} {signature}\n" == NOTE
    assert KEY.key_id == hashlib.sha256(NAME.encode() + b"\n\x01" + PUBLIC).digest()[:4]


def test_the_key_id_of_the_specification_example() -> None:
    # https://pkg.go.dev/golang.org/x/mod/sumdb/note: PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW
    public = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    assert ed25519_key_id("PeterNeumann", public).hex() == "c74f20a3"


def test_opening_gives_the_statement_back() -> None:
    assert open_checkpoint(NOTE, (KEY,)) == STATED
    stated, signatures = read_checkpoint(NOTE)
    assert stated == STATED
    assert [(one.name, one.key_id) for one in signatures] == [(NAME, KEY.key_id)]


def test_a_signature_of_an_unknown_key_may_stand_beside_a_known_one() -> None:
    cosigned = NOTE + f"\N{EM DASH} witness {base64.b64encode(bytes(68)).decode()}\n"
    assert open_checkpoint(cosigned, (KEY,)) == STATED


def test_no_single_bit_of_a_note_can_change() -> None:
    data = NOTE.encode()
    for position in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[position // 8] ^= 1 << position % 8
        with pytest.raises(ValueError, match=r".+"):
            open_checkpoint(flipped.decode("utf-8", "replace"), (KEY,))


@pytest.mark.parametrize("name", ["other", NAME])
def test_an_unknown_key_opens_nothing(name: str) -> None:
    with pytest.raises(ValueError, match="no known key"):
        open_checkpoint(NOTE, (NoteVerifier(name, b"1234", verify),))


@pytest.mark.parametrize(
    "note",
    [
        "",
        NOTE.rstrip("\n"),
        NOTE.replace("\n42\n", "\n042\n"),
        NOTE.replace("\n42\n", "\n-1\n"),
        NOTE.replace("\n42\n", "\n\u0664\u0662\n"),
        NOTE.replace("\n42\n", f"\n{2**63}\n"),
        NOTE.replace("\n42\n", "\n42\nextension\n"),
        NOTE.replace(NAME + "\n42", "\n42"),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("\N{EM DASH}", "-"),
        NOTE.replace(f" {NAME} ", "  "),
        NOTE[:-3] + "!!\n",
        Checkpoint(NAME, 1, b"short").text() + "\n" + NOTE.split("\n\n")[1],
    ],
)
def test_every_other_form_is_refused(note: str) -> None:
    with pytest.raises(ValueError, match="not"):
        read_checkpoint(note)
