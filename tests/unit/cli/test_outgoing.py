# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A recorded line to what would leave: the wrappings, the marks on both sides, the same value and the same token."""

import json
from dataclasses import replace

import pytest

from clearance.cli.outgoing import CHAT, Rules, path_in, place, preview, recorded_in
from clearance.cli.shown import Mark
from clearance.core.codec.registry import WIRES
from clearance.errors import EndpointRefused, Malformed
from clearance.library import DEFAULT_FORMS, shipped_finder
from clearance.model.words import DataClass, Form

BODY = {"model": "m-1", "messages": [{"role": "user", "content": "x"}]}
RULES = Rules(WIRES, shipped_finder(), DEFAULT_FORMS, bytes, 2026)


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
        {"custom_id": "1", "params": BODY},
    ],
)
def test_a_request_is_found_in_what_holds_it(value: object) -> None:
    recorded = recorded_in(json.dumps(value).encode())
    assert (json.loads(recorded.body), recorded.sent_to) == (BODY, "")


def test_a_line_that_is_a_body_stays_as_it_was() -> None:
    for body in (b'{"messages":  []}', b'{"neither":  1}', b'{"input":  "x"}', b'{"contents":  []}'):
        assert recorded_in(body).body == body


@pytest.mark.parametrize("value", [b"[]", b"1", b'{"body": 1}', b'{"request": null}'])
def test_what_is_no_object_is_no_request(value: bytes) -> None:
    with pytest.raises(Malformed):
        recorded_in(value)


def test_endless_wrapping_is_no_request() -> None:
    value: object = BODY
    for _ in range(9):
        value = {"body": value}
    with pytest.raises(Malformed):
        preview(json.dumps(value).encode(), RULES)


@pytest.mark.parametrize(
    ("value", "sent_to"),
    [
        ({"url": "/v1/responses", "body": BODY}, "/v1/responses"),
        (
            {"request": {"method": "POST", "uri": "https://a.example/v1/messages", "body": BODY}},
            "https://a.example/v1/messages",
        ),
        ({"path": "", "endpoint": "/v1/messages", "request": BODY}, "/v1/messages"),
        ({"path": 7, "request": BODY}, ""),
        ({"path": "/outer", "request": {"body": json.dumps(BODY)}}, "/outer"),
        ({"path": "/outer", "request": {"path": "/inner", "body": BODY}}, "/inner"),
        ({"url": "/of-the-body", **BODY}, ""),
    ],
)
def test_where_a_request_went_stands_beside_it(value: object, sent_to: str) -> None:
    assert recorded_in(json.dumps(value).encode()).sent_to == sent_to


@pytest.mark.parametrize(
    ("sent_to", "path"),
    [
        (CHAT, CHAT),
        ("https://api.example/v1/messages?beta=true", "/v1/messages"),
        ("https://proxy.example/openai/v1/responses", "/v1/responses"),
        ("/v1beta/models/g-2:streamGenerateContent?alt=sse&key=k", "/v1beta/models/g-2:streamGenerateContent"),
        ("https://b.example/model/vendor.m-v1%3A0/converse", "/model/vendor.m-v1:0/converse"),
        ("/model/arn%3Aaws%3Ax%2Fm/converse-stream", "/model/arn:aws:x/m/converse-stream"),
    ],
)
def test_a_path_is_found_in_what_was_called(sent_to: str, path: str) -> None:
    assert path_in(sent_to, WIRES) == path


@pytest.mark.parametrize("sent_to", ["/v1/nowhere", "", "chat", "https://[a.example/v1/messages", "/v1/messages/"])
def test_another_path_is_named_by_nothing_of_it(sent_to: str) -> None:
    with pytest.raises(Malformed) as raised:
        path_in(sent_to, WIRES)
    assert raised.value.safe_message == "was sent to a path that is not served"


@pytest.mark.parametrize("sent_to", ["/v1/audio/speech", "https://p.example/openai/v1/files"])
def test_an_endpoint_that_is_not_scanned_is_refused(sent_to: str) -> None:
    with pytest.raises(EndpointRefused):
        path_in(sent_to, WIRES)
    refused = preview(json.dumps({"url": sent_to, "body": BODY}).encode(), RULES)
    assert (refused.model, refused.changes, refused.refusal and refused.refusal.code) == ("", (), "endpoint_refused")


NOTE = "SSN: 536-22-8841"


@pytest.mark.parametrize(
    ("path", "body", "model", "where"),
    [
        ("/v1/responses", {"model": "m", "input": NOTE}, "m", "input"),
        ("/v1/responses/input_tokens", {"model": "m", "input": NOTE}, "m", "input"),
        ("/v1/completions", {"model": "m", "prompt": NOTE}, "m", "prompt"),
        ("/v1/embeddings", {"model": "m", "input": [NOTE]}, "m", "input[0]"),
        ("/v1/moderations", {"model": "m", "input": NOTE}, "m", "input"),
        (
            "/v1/messages",
            {"model": "m", "max_tokens": 9, "system": NOTE, "messages": [{"role": "user", "content": "x"}]},
            "m",
            "system",
        ),
        (
            "/v1beta/models/g:generateContent",
            {"contents": [{"role": "user", "parts": [{"text": NOTE}]}]},
            "g",
            "contents[0].parts[0].text",
        ),
        (
            "/model/c%3A0/converse",
            {"messages": [{"role": "user", "content": [{"text": NOTE}]}]},
            "c:0",
            "messages[0].content[0].text",
        ),
    ],
)
def test_every_wire_is_read_by_the_path_of_its_recording(
    path: str, body: dict[str, object], model: str, where: str
) -> None:
    one = preview(json.dumps({"method": "POST", "url": path, "body": body}).encode(), RULES)
    assert (one.model, one.refusal) == (model, None)
    assert [(change.where, change.form, change.text) for change in one.changes] == [(where, "tokenised", "536-22-8841")]
    bare = preview(json.dumps(body).encode(), replace(RULES, path=path))
    assert [change.where for change in bare.changes] == [where]


def test_a_signed_part_is_refused_for_a_value_and_not_for_a_token() -> None:
    def thought(text: str) -> bytes:
        said = [{"type": "thinking", "thinking": text, "signature": "c2ln"}, {"type": "text", "text": "ok"}]
        turns = [
            {"role": "user", "content": "x"},
            {"role": "assistant", "content": said},
            {"role": "user", "content": "hello"},
        ]
        return json.dumps({"model": "m", "max_tokens": 9, "messages": turns}).encode()

    rules = replace(RULES, path="/v1/messages")
    refused = preview(thought(NOTE), rules)
    assert refused.refusal is not None
    assert refused.refusal.safe_message.startswith("a signed part in messages[1].content[0].thinking holds ssn; signed")
    assert [change.form for change in refused.changes] == ["refused"]
    assert preview(thought("the number of [SSN_C93J8DDJ]"), rules) == preview(thought("the number"), rules)


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
