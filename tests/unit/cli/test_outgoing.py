# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A recorded line to what would leave: the wrappings, the marks on both sides, the same value and the same token."""

import json
from dataclasses import replace

import pytest

from clearance.cli.outgoing import Rules, body_of, place, preview
from clearance.cli.shown import Mark
from clearance.core.codec.registry import WIRES
from clearance.errors import Malformed
from clearance.library import DEFAULT_FORMS, shipped_finder
from clearance.model.words import DataClass, Form

BODY = {"model": "m-1", "messages": [{"role": "user", "content": "x"}]}
RULES = Rules(WIRES["/v1/chat/completions"], shipped_finder(), DEFAULT_FORMS, bytes, 2026)


def line(text: str) -> bytes:
    return json.dumps({"model": "m-1", "messages": [{"role": "user", "content": text}]}).encode()


@pytest.mark.parametrize(
    "value",
    [
        BODY,
        {"request": BODY},
        {"custom_id": "1", "method": "POST", "body": BODY},
        {"request": {"method": "POST", "parsed_body": BODY}},
        {"body": json.dumps(BODY)},
        {"request": {"body": {"string": json.dumps(BODY)}}},
    ],
)
def test_a_request_is_found_in_what_holds_it(value: object) -> None:
    assert json.loads(body_of(json.dumps(value).encode())) == BODY


def test_a_line_that_is_a_body_stays_as_it_was() -> None:
    assert body_of(b'{"messages":  []}') == b'{"messages":  []}'
    assert body_of(b'{"neither":  1}') == b'{"neither":  1}'


@pytest.mark.parametrize("value", [b"[]", b"1", b'{"body": 1}', b'{"request": null}'])
def test_what_is_no_object_is_no_request(value: bytes) -> None:
    with pytest.raises(Malformed):
        body_of(value)


def test_endless_wrapping_is_no_request() -> None:
    value: object = BODY
    for _ in range(9):
        value = {"body": value}
    with pytest.raises(Malformed):
        preview(json.dumps(value).encode(), RULES)


def test_marks_stand_on_both_sides() -> None:
    text = "SSN: 536-22-8841, card 4111 1111 1111 1111."
    (one,) = preview(line(text), RULES).rewritten
    assert (one.where, one.before) == ("messages[0].content", text)
    assert one.after == "SSN: [SSN_00000000], card [CREDIT_CARD]."
    assert one.removed == (Mark(5, 16, "ssn"), Mark(23, 42, "credit_card"))
    assert [one.after[mark.start : mark.end] for mark in one.placed] == ["[SSN_00000000]", "[CREDIT_CARD]"]


def test_the_same_value_has_the_same_token_and_a_stricter_form_counts() -> None:
    forms = dict(DEFAULT_FORMS) | {DataClass.DATE: Form.GENERALISED}
    changes = preview(line("SSN: 536-22-8841 SSN: 536-22-8841, seen 2026-03-14"), replace(RULES, forms=forms)).changes
    assert [(one.form, one.replacement) for one in changes] == [
        ("tokenised", "[SSN_00000000]"),
        ("tokenised", "[SSN_00000000]"),
        ("generalised", "2026"),
    ]


def test_paths_read_as_people_write_them() -> None:
    assert place(("messages", 0, "content")) == "messages[0].content"
    assert place(()) == "the body"
