# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The chat completions wire: which strings a request and an answer hold, and the error envelope."""

import json
from typing import Any

import pytest

from clearance.core.codec.json_walk import show_path
from clearance.core.codec.models_list import models_body
from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import Wire
from clearance.errors import (
    ClearanceError,
    Malformed,
    NotFound,
    Overloaded,
    PartRefused,
    Unauthenticated,
    VendorProtocolError,
)
from clearance.model.prompt import Segment, Usage
from clearance.model.words import Directive

WIRE = WIRES["/v1/chat/completions"]
TOOL = {
    "type": "function",
    "function": {
        "name": "get_record",
        "description": "Looks up a record.",
        "strict": True,
        "parameters": {
            "type": "object",
            "title": "Query",
            "properties": {
                "mrn": {"type": ["string", "null"], "description": "the number", "enum": ["A1", 70012345]},
                "page": {"type": "integer", "minimum": 10000, "default": 20000},
            },
            "required": ["mrn"],
            "additionalProperties": False,
            "$defs": {"Visit": {"$ref": "#/$defs/mrn", "const": "c", "examples": ["e"]}},
            "x-vendor": "v",
        },
    },
}


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def listed(segments: tuple[Segment, ...]) -> list[tuple[str, str, str]]:
    return [(show_path(s.path), s.text.reveal(), "key" if s.is_key else s.directive.value) for s in segments]


def test_a_plain_request() -> None:
    data = encode(
        {
            "model": "gpt-4o-mini",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hello"}],
            "temperature": 0.25,
            "max_tokens": 4096,
            "stream": True,
            "stream_options": {"include_usage": True},
            "user": "u-1",
        }
    )
    read = WIRE.read_request(data)
    assert listed(read.segments) == [
        ("messages[0].content", "Be brief.", "scan"),
        ("messages[1].content", "hello", "scan"),
        ("user", "u-1", "scan"),
    ]
    assert [segment.role for segment in read.segments] == ["system", "user", ""]
    facts = read.facts
    assert (facts.wire, facts.endpoint, facts.model) == ("openai", "/v1/chat/completions", "gpt-4o-mini")
    assert (facts.stream, facts.features) == (True, frozenset({"stream"}))
    assert (facts.segment_count, facts.body_bytes, len(facts.conversation_seed)) == (3, len(data), 32)


def test_tools_keep_their_names_and_show_their_texts() -> None:
    read = WIRE.read_request(
        encode(
            {
                "model": "m",
                "messages": [{"role": "user", "content": "x"}],
                "tools": [TOOL],
                "tool_choice": {"type": "function", "function": {"name": "get_record"}},
            }
        )
    )
    parameters = "tools[0].function.parameters"
    assert listed(read.segments)[1:] == [
        ("tools[0].function.name", "get_record", "name"),
        ("tools[0].function.description", "Looks up a record.", "scan"),
        (f"{parameters}.title", "Query", "scan"),
        (f"{parameters}.properties.*", "mrn", "key"),
        (f"{parameters}.properties.*.description", "the number", "scan"),
        (f"{parameters}.properties.*.enum[0]", "A1", "scan"),
        (f"{parameters}.properties.*.enum[1]", "70012345", "name"),
        (f"{parameters}.properties.*", "page", "key"),
        (f"{parameters}.properties.*.default", "20000", "name"),
        (f"{parameters}.required[0]", "mrn", "name"),
        (f"{parameters}.$defs.*", "Visit", "key"),
        (f"{parameters}.$defs.*.$ref", "#/$defs/mrn", "name"),
        (f"{parameters}.$defs.*.const", "c", "scan"),
        (f"{parameters}.$defs.*.examples[0]", "e", "scan"),
        (f"{parameters}.*", "x-vendor", "key"),
        (f"{parameters}.*", "v", "scan"),
        ("tool_choice.function.name", "get_record", "name"),
    ]


def test_history_with_tool_calls_and_results() -> None:
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "get_record", "arguments": '{"mrn": 12345678, "name": "Jane"}'},
    }
    custom = {"id": "call_2", "type": "custom", "custom": {"name": "note", "input": "Jane Doe"}}
    messages = [
        {"role": "user", "name": "jane", "content": [{"type": "text", "text": "x"}]},
        {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call, custom]},
        {"role": "tool", "name": "get_record", "tool_call_id": "call_1", "content": '[{"dob": "1951-03-04"}]'},
        {"role": "assistant", "content": "", "function_call": {"name": "f", "arguments": "{}"}, "note": "n"},
    ]
    read = WIRE.read_request(encode({"model": "m", "messages": messages}))
    assert listed(read.segments) == [
        ("messages[0].name", "jane", "scan"),
        ("messages[0].content[0].text", "x", "scan"),
        ("messages[1].tool_calls[0].id", "call_1", "name"),
        ("messages[1].tool_calls[0].function.name", "get_record", "name"),
        ("messages[1].tool_calls[0].function.arguments.*", "mrn", "key"),
        ("messages[1].tool_calls[0].function.arguments.*", "12345678", "scan"),
        ("messages[1].tool_calls[0].function.arguments.name", "Jane", "scan"),
        ("messages[1].tool_calls[1].id", "call_2", "name"),
        ("messages[1].tool_calls[1].custom.name", "note", "name"),
        ("messages[1].tool_calls[1].custom.input", "Jane Doe", "scan"),
        ("messages[2].name", "get_record", "name"),
        ("messages[2].tool_call_id", "call_1", "name"),
        ("messages[2].content[0].*", "dob", "key"),
        ("messages[2].content[0].*", "1951-03-04", "scan"),
        ("messages[3].function_call.name", "f", "name"),
        ("messages[3].*", "note", "key"),
        ("messages[3].*", "n", "scan"),
    ]
    field = {s.text.reveal(): (s.field, s.role, s.codecs) for s in read.segments}
    assert field["1951-03-04"] == ("dob", "tool", ("json",))
    assert field["Jane"] == ("name", "assistant", ("json",))


@pytest.mark.parametrize(
    "members",
    [
        {"user": "canary"},
        {"safety_identifier": "canary"},
        {"prompt_cache_key": "canary"},
        {"stop": "canary"},
        {"stop": ["x", "canary"]},
        {"metadata": {"note": "canary"}},
        {"prediction": {"type": "content", "content": "canary"}},
        {"prediction": {"type": "content", "content": [{"type": "text", "text": "canary"}]}},
        {"service_tier": "canary"},
        {"reasoning_effort": "canary"},
        {"tool_choice": "canary"},
        {"response_format": {"type": "canary"}},
        {"response_format": {"type": "json_schema", "json_schema": {"name": "n", "description": "canary"}}},
        {"functions": [{"name": "f", "description": "canary"}]},
        {"tools": [{"type": "custom", "custom": {"name": "c", "format": {"grammar": {"definition": "canary"}}}}]},
        {"payer": {"unknown": [{"deep": "canary"}]}},
        {"payer": '{"a": "[\\"canary\\"]"}'},
    ],
)  # fmt: skip
def test_no_field_is_left_out(members: dict[str, Any]) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "x"}]} | members
    segments = WIRE.read_request(encode(body)).segments
    assert [s.directive for s in segments if s.text.reveal() == "canary"] == [Directive.SCAN]


@pytest.mark.parametrize("members", [{"canary": 1}, {"metadata": {"canary": "x"}}, {"logit_bias": {"canary": 1}}])
def test_no_key_is_left_out(members: dict[str, Any]) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "x"}]} | members
    keys = [s for s in WIRE.read_request(encode(body)).segments if s.text.reveal() == "canary"]
    assert [(s.is_key, s.directive) for s in keys] == [(True, Directive.NAME)]


def test_settings_hold_nothing() -> None:
    body = {
        "model": "m",
        "messages": [{"role": "user", "content": "x"}],
        "seed": 123456789,
        "max_tokens": 100000,
        "logit_bias": {"50256": -100},
        "modalities": ["text"],
        "reasoning_effort": "low",
        "verbosity": "high",
        "service_tier": "flex",
        "tool_choice": "auto",
        "response_format": {"type": "json_object"},
    }
    assert len(WIRE.read_request(encode(body)).segments) == 1


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b'{"model":"m","messages":[{"role":"user","content":"x"}],"model":"n"}', Malformed),
        (b'{"model":"m","messages":[{"role":"user","content":"{\\"a\\":1,\\"a\\":2}"}]}', Malformed),
        (b'{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}', PartRefused),
        (b"[]", Malformed),
    ],
)
def test_what_is_refused(data: bytes, error: type[ClearanceError]) -> None:
    with pytest.raises(error):
        WIRE.read_request(data)


def test_the_path_of_a_hiding_document_is_named() -> None:
    with pytest.raises(Malformed) as caught:
        WIRE.read_request(b'{"model":"m","messages":[{"role":"user","content":"{\\"a\\":1,\\"a\\":2}"}]}')
    assert caught.value.param == "messages[0].content"


def test_rewriting_keeps_the_rest() -> None:
    data = b'{"model": "m", "messages":[{"role":"user","content":"Jane"}], "temperature":0.20}'
    content = WIRE.read_request(data).segments[0]
    out = WIRE.rewrite(data, {content.address: "[P1]"}, {"store": False})
    assert out == b'{"model": "m", "messages":[{"role":"user","content":"[P1]"}], "temperature":0.20,"store":false}'
    assert WIRE.rewrite(data, {}) == data


def test_an_answer() -> None:
    arguments = '{"mrn": "T1", "nums": [12345]}'
    calls = [
        {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": arguments}},
        {"id": "call_2", "type": "custom", "custom": {"name": "c", "input": "free"}},
        {"id": "call_3", "type": "function", "function": {"name": "f", "arguments": "not json"}},
    ]
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1782955817,
        "model": "gpt-4o",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hello T1.", "tool_calls": calls, "reasoning": "r"},
                "logprobs": {"content": [{"token": "Hello", "logprob": -0.1, "bytes": [72, 101], "top_logprobs": []}]},
                "finish_reason": "tool_calls",
            },
            {"index": 1, "message": {"role": "assistant", "content": '{"T2": 1, "T2": 2}'}, "finish_reason": "odd"},
        ],
        "usage": {"prompt_tokens": 12345, "completion_tokens": 15, "total_tokens": 12360},
        "service_tier": "default",
        "system_fingerprint": "fp_1",
    }
    read = WIRE.read_answer(encode(body))
    assert read.usage == Usage(12345, 15)
    assert read.finish_reasons == ("tool_calls", "odd")
    message = "choices[0].message"
    assert listed(read.segments) == [
        ("id", "chatcmpl-1", "name"),
        ("model", "gpt-4o", "name"),
        (f"{message}.content", "Hello T1.", "scan"),
        (f"{message}.tool_calls[0].id", "call_1", "name"),
        (f"{message}.tool_calls[0].function.name", "f", "name"),
        (f"{message}.tool_calls[0].function.arguments.*", "mrn", "key"),
        (f"{message}.tool_calls[0].function.arguments.*", "T1", "scan"),
        (f"{message}.tool_calls[0].function.arguments.*", "nums", "key"),
        (f"{message}.tool_calls[0].function.arguments.*[0]", "12345", "scan"),
        (f"{message}.tool_calls[1].id", "call_2", "name"),
        (f"{message}.tool_calls[1].custom.name", "c", "name"),
        (f"{message}.tool_calls[1].custom.input", "free", "scan"),
        (f"{message}.tool_calls[2].id", "call_3", "name"),
        (f"{message}.tool_calls[2].function.name", "f", "name"),
        (f"{message}.tool_calls[2].function.arguments", "not json", "scan"),
        (f"{message}.reasoning", "r", "scan"),
        ("choices[0].logprobs.content[0].token", "Hello", "scan"),
        ("choices[1].message.content", '{"T2": 1, "T2": 2}', "scan"),
        ("choices[1].finish_reason", "odd", "scan"),
        ("system_fingerprint", "fp_1", "name"),
    ]
    inside = {s.text.reveal() for s in read.segments if s.address in read.tool_segments}
    assert inside == {"mrn", "T1", "nums", "12345", "free", "not json"}


def test_streams_are_read_and_written_by_the_same_wire() -> None:
    reader = WIRE.stream_reader()
    (event,) = reader.feed(b'data: {"choices":[{"index":0,"delta":{"content":"Jane"}}]}\n\n')
    (piece,) = event.deltas
    assert reader.close() == ()
    assert b'"content":"T"' in WIRE.encode_event(event, {piece.address: "T"})
    assert b'"content":"T"' in WIRE.flush_event(event, piece.channel, "T")


def test_a_vendors_error_body_is_read_like_an_answer() -> None:
    read = WIRE.read_answer(b'{"error":{"message":"No access for Jane","type":"invalid_request_error","param":null}}')
    assert [s.text.reveal() for s in read.segments] == ["No access for Jane", "invalid_request_error"]
    assert (read.usage, read.finish_reasons) == (Usage(), ())


@pytest.mark.parametrize("data", [b"", b"[]", b'"x"', b"<html>", b'{"a":1,"a":2}'])
def test_an_answer_that_is_not_this_wire(data: bytes) -> None:
    with pytest.raises(VendorProtocolError):
        WIRE.read_answer(data)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Malformed("bad", param="messages"), "invalid_request_error"),
        (NotFound("no such model"), "invalid_request_error"),
        (Unauthenticated("no key"), "authentication_error"),
        (Overloaded("full"), "server_error"),
    ],
)
def test_the_error_envelope(error: ClearanceError, kind: str) -> None:
    body = WIRE.error_body(error, "req-1")
    assert json.loads(body) == {
        "error": {
            "message": error.safe_message,
            "type": kind,
            "param": error.param,
            "code": error.code,
            "request_id": "req-1",
        }
    }
    assert WIRE.error_event(error, "req-1") == b"data: " + body + b"\n\n"


def test_the_registry_lists_each_wire_by_its_endpoint() -> None:
    wires: dict[str, Wire] = dict(WIRES)
    assert all(wire.endpoint == path for path, wire in wires.items())
    assert {"/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses"} <= wires.keys()
    assert wires["/v1/chat/completions"].id == "openai"


def test_the_list_of_models() -> None:
    assert json.loads(models_body(("b", "a", "b"), 1782955817)) == {
        "object": "list",
        "data": [
            {"id": "a", "object": "model", "created": 1782955817, "owned_by": "clearance"},
            {"id": "b", "object": "model", "created": 1782955817, "owned_by": "clearance"},
        ],
    }
