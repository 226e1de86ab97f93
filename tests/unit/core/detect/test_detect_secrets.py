# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The tables of secrets: their notation, and what holds of every rule."""

import re

import pytest

from clearance.core.detect.catalogue import RECOGNISERS
from clearance.core.detect.detector import Detector
from clearance.core.detect.families import secrets
from clearance.core.detect.families.secrets.table import fill, loosened
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.rx import Rx
from clearance.core.detect.scan import flatten
from clearance.model.words import DataClass


def test_shapes_are_filled_with_the_same_letters_each_time() -> None:
    assert fill("k_{w12}") == fill("k_{w12}")
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", fill("{uuid}"))
    assert fill("k_{h3}-{d2}", with_x=True) == "k_xxx-xx"
    assert fill("{name}") == "{name}"


def test_a_loosened_pattern_has_no_upper_bounds() -> None:
    assert loosened("a[0-9]{32}b{2,4}c{3}") == "a[0-9]{8,}b{2,}c{3,}"


def test_every_pattern_and_every_proposal_compiles() -> None:
    for pattern in {part for proposal in flatten(RECOGNISERS) for part in proposal}:
        assert Rx(pattern).compile().size


def test_there_are_many_rules_and_all_of_them_have_anchors() -> None:
    rules = [r for r in secrets.RECOGNISERS if r.data_class is DataClass.SECRET]
    assert len(rules) > 400
    assert all(r.anchors for r in rules)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", r.id) for r in rules)


@pytest.mark.parametrize("recogniser", secrets.RECOGNISERS, ids=lambda r: str(r.id))
def test_every_example_is_one_secret_and_nothing_else(anchors: Detector, recogniser: object) -> None:
    for example in recogniser.examples:  # type: ignore[attr-defined]  # a recogniser
        text, spans = unmark(example)
        found = [f for f in anchors.find(text) if f.data_class in {DataClass.SECRET, DataClass.TOKEN_LITERAL}]
        assert {(f.start, f.end) for f in found} >= set(spans)


CODE = [
    'token = request.headers.get("Authorization")',
    "password: Optional[str] = None",
    "if password == other.password:",
    "PASSWORD = os.environ['DB_PASSWORD']",
    "password=getpass.getpass('Password: ')",
    "api_key: str = Field(default_factory=load_api_key)",
    "secret_key = base64.b64decode(settings.SECRET_KEY_V2)",
    "const token = await getAccessTokenSilently();",
    "sha256: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    'etag: "33a64df551425fcc55e4d42a148795d9f25f89d4"',
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "request_id=123e4567-e89b-42d3-a456-426614174000",
    "integrity sha512-oWWTSMmrHqJaYuJQVuZJmzMRdqUyuqhZBHiZyUzQmBTJHTqQ2gXNLMPmzVMj0sTd7zoMBp1Uwd2nVQyCeVqpRg==",
    "Passwords must have at least 8 characters, 1 digit and 1 symbol.",
    "The password is stored as a hash and never shown.",
    "password: ${{ secrets.DB_PASSWORD }}",
    "password: !vault |",
    "valueFrom:\n  secretKeyRef:\n    name: app\n    key: password",
    "usage: tool [--password PASSWORD] [--token TOKEN]",
    "curl -H 'Authorization: Bearer $TOKEN' https://api.example.com",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 ann@host",
    "SELECT password_hash FROM users WHERE id = 1",
]


@pytest.mark.parametrize("text", CODE)
def test_code_and_documentation_hold_no_secret(anchors: Detector, hyper: Detector, text: str) -> None:
    for detector in (anchors, hyper):
        assert [f for f in detector.find(text) if f.data_class is DataClass.SECRET] == []
