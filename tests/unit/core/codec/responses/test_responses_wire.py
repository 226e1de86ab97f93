# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Responses wire: which strings a request and an answer hold, what is set in a body, and errors."""

import hashlib
import json
from typing import Any

import pytest

from clearance.core.codec.json_walk import show_path
from clearance.core.codec.registry import WIRES
from clearance.errors import ClearanceError, Malformed, PartRefused, VendorProtocolError
from clearance.model.prompt import Segment, Usage
from clearance.model.words import Directive

WIRE = WIRES["/v1/responses"]
PARAMETERS = {"type": "object", "properties": {"mrn": {"type": "string", "description": "the number"}}}


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def request(*items: Any, **members: Any) -> bytes:
    return encode({"model": "m", "input": list(items) or "x"} | members)


def listed(segments: tuple[Segment, ...]) -> list[tuple[str, str, str]]:
    return [(show_path(s.path), s.text.reveal(), "key" if s.is_key else s.directive.value) for s in segments]


def read(*items: Any, **members: Any) -> list[tuple[str, str, str]]:
    return listed(WIRE.read_request(request(*items, **members)).segments)


def test_a_plain_request() -> None:
    data = encode(
        {
            "model": "gpt-5",
            "instructions": "Be brief.",
            "input": [{"role": "user", "content": "hello"}, {"type": "message", "role": "developer", "content": "d"}],
            "stream": True,
            "max_output_tokens": 4096,
            "include": ["reasoning.encrypted_content", "Jane"],
            "reasoning": {"effort": "low", "summary": "auto"},
            "text": {"format": {"type": "text"}, "verbosity": "low"},
            "tool_choice": "auto",
            "user": "u-1",
            "safety_identifier": "s-1",
            "prompt_cache_key": "k-1",
            "metadata": {"ward": "7"},
        }
    )
    read = WIRE.read_request(data)
    assert listed(read.segments) == [
        ("instructions", "Be brief.", "scan"),
        ("input[0].content", "hello", "scan"),
        ("input[1].content", "d", "scan"),
        ("include[1]", "Jane", "scan"),
        ("user", "u-1", "scan"),
        ("safety_identifier", "s-1", "scan"),
        ("prompt_cache_key", "k-1", "scan"),
        ("metadata.*", "ward", "key"),
        ("metadata.*", "7", "scan"),
    ]
    assert [segment.role for segment in read.segments][:4] == ["", "user", "developer", ""]
    facts = read.facts
    assert (facts.wire, facts.endpoint, facts.model, facts.stream) == ("openai", "/v1/responses", "gpt-5", True)
    assert (facts.segment_count, facts.body_bytes, len(facts.conversation_seed)) == (9, len(data), 32)
    assert (facts.guarded, facts.unknown_parts, facts.encrypted, facts.references) == ((), (), (), ())


def test_tools_keep_their_names_and_show_their_texts() -> None:
    function = {"type": "function", "name": "get_record", "description": "Looks up.", "parameters": PARAMETERS}
    note = {"type": "custom", "name": "note", "format": {"type": "grammar", "syntax": "lark", "definition": "start: x"}}
    tools = [
        function,
        {"type": "namespace", "name": "chart", "description": "All of it.", "tools": [function, note]},
        {"type": "web_search", "user_location": {"type": "approximate", "city": "Reno"}, "search_context_size": "low"},
        {"type": "mcp", "server_label": "s", "server_url": "https://x", "headers": {"Authorization": "k"}},
        {"type": "file_search", "vector_store_ids": ["vs_1"], "filters": {"type": "eq", "key": "ward", "value": "7"}},
    ]
    in_function = [
        ("name", "get_record", "name"),
        ("description", "Looks up.", "scan"),
        ("parameters.properties.*", "mrn", "key"),
        ("parameters.properties.*.description", "the number", "scan"),
    ]
    assert read(tools=tools)[1:] == [
        *((f"tools[0].{path}", text, kind) for path, text, kind in in_function),
        ("tools[1].name", "chart", "name"),
        ("tools[1].description", "All of it.", "scan"),
        *((f"tools[1].tools[0].{path}", text, kind) for path, text, kind in in_function if kind != "key"),
        ("tools[1].tools[1].name", "note", "name"),
        ("tools[1].tools[1].format.definition", "start: x", "scan"),
        ("tools[2].user_location.city", "Reno", "scan"),
        ("tools[3].server_label", "s", "name"),
        ("tools[3].server_url", "https://x", "name"),
        ("tools[3].headers.*", "Authorization", "key"),
        ("tools[3].headers.*", "k", "name"),
        ("tools[4].vector_store_ids[0]", "vs_1", "name"),
        ("tools[4].filters.key", "ward", "name"),
        ("tools[4].filters.value", "7", "scan"),
    ]


HISTORY: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    (
        {"type": "function_call", "id": "fc", "name": "f", "arguments": '{"mrn": 12345678}'},
        [
            ("id", "fc", "name"),
            ("name", "f", "name"),
            ("arguments.*", "mrn", "key"),
            ("arguments.*", "12345678", "scan"),
        ],
    ),
    (
        {"type": "function_call_output", "call_id": "c", "output": '[{"dob": "1951-03-04"}]'},
        [("call_id", "c", "name"), ("output[0].*", "dob", "key"), ("output[0].*", "1951-03-04", "scan")],
    ),
    (
        {"type": "function_call_output", "output": [{"type": "input_text", "text": "t"}]},
        [("output[0].text", "t", "scan")],
    ),
    (
        {"type": "custom_tool_call", "name": "n", "namespace": "s", "input": "free", "caller": {"caller_id": "p"}},
        [
            ("name", "n", "name"),
            ("namespace", "s", "name"),
            ("input", "free", "scan"),
            ("caller.caller_id", "p", "name"),
        ],
    ),
    (
        {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "sum"}]},
        [("id", "rs", "name"), ("summary[0].text", "sum", "scan")],
    ),
    (
        {"type": "web_search_call", "status": "completed", "action": {"type": "search", "query": "q"}},
        [("action.query", "q", "scan")],
    ),
    (
        {"type": "file_search_call", "queries": ["q"], "results": [{"file_id": "f", "text": "t", "score": 12}]},
        [("queries[0]", "q", "scan"), ("results[0].file_id", "f", "name"), ("results[0].text", "t", "scan")],
    ),
    (
        {
            "type": "code_interpreter_call",
            "container_id": "cn",
            "code": "1",
            "outputs": [{"type": "logs", "logs": "l"}],
        },
        [("container_id", "cn", "name"), ("code", "1", "scan"), ("outputs[0].logs", "l", "scan")],
    ),
    (
        {
            "type": "computer_call",
            "action": {"type": "type", "text": "typed"},
            "actions": [{"type": "click", "x": 512}],
        },
        [("action.text", "typed", "scan")],
    ),
    (
        {"type": "local_shell_call", "action": {"type": "exec", "command": ["ls"], "env": {"WHO": "Jane"}}},
        [
            ("action.command[0]", "ls", "scan"),
            ("action.env.*", "WHO", "key"),
            ("action.env.*", "Jane", "scan"),
        ],
    ),
    ({"type": "local_shell_call_output", "id": "ls", "output": "o"}, [("id", "ls", "name"), ("output", "o", "scan")]),
    (
        {"type": "shell_call", "action": {"commands": ["ls"], "timeout_ms": 1000}},
        [("action.commands[0]", "ls", "scan")],
    ),
    (
        {"type": "shell_call_output", "output": [{"stdout": "o", "outcome": {"type": "exit", "exit_code": 127}}]},
        [("output[0].stdout", "o", "scan")],
    ),
    (
        {"type": "apply_patch_call", "operation": {"type": "create_file", "path": "p", "diff": "d"}},
        [("operation.path", "p", "scan"), ("operation.diff", "d", "scan")],
    ),
    (
        {
            "type": "mcp_call",
            "server_label": "s",
            "arguments": "{}",
            "output": "o",
            "error": {"type": "http_error", "code": 404, "message": "e"},
        },
        [("server_label", "s", "name"), ("output", "o", "scan"), ("error.message", "e", "scan")],
    ),
    (
        {"type": "mcp_approval_response", "approval_request_id": "a", "approve": True, "reason": "r"},
        [("approval_request_id", "a", "name"), ("reason", "r", "scan")],
    ),
    (
        {"type": "mcp_list_tools", "tools": [{"name": "f", "input_schema": PARAMETERS, "annotations": {"title": "t"}}]},
        [
            ("tools[0].name", "f", "name"),
            ("tools[0].input_schema.properties.*", "mrn", "key"),
            ("tools[0].input_schema.properties.*.description", "the number", "scan"),
            ("tools[0].annotations.title", "t", "scan"),
        ],
    ),
    (
        {"type": "tool_search_output", "tools": [{"type": "custom", "name": "f", "description": "d"}]},
        [("tools[0].name", "f", "name"), ("tools[0].description", "d", "scan")],
    ),
    (
        {"type": "program", "caller_id": "p", "code": "x", "fingerprint": "f"},
        [("caller_id", "p", "name"), ("code", "x", "scan"), ("fingerprint", "f", "sealed")],
    ),
    ({"type": "program_output", "result": "r", "status": "completed"}, [("result", "r", "scan")]),
]


@pytest.mark.parametrize(("item", "expected"), HISTORY)
def test_history(item: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert read(item) == [(f"input[0].{path}", text, kind) for path, text, kind in expected]


def test_what_only_the_vendor_can_read_is_collected_by_its_digest() -> None:
    facts = WIRE.read_request(
        request(
            {"type": "reasoning", "summary": [], "encrypted_content": "gAAA"},
            {"type": "compaction", "id": "cmp", "encrypted_content": "gBBB"},
        )
    ).facts
    assert facts.encrypted == (hashlib.sha256(b"gAAA").digest(), hashlib.sha256(b"gBBB").digest())
    assert facts.segment_count == 1
    message = {"role": "user", "content": "x", "encrypted_content": "gCCC"}
    read = WIRE.read_request(request(message, {"type": "scent", "encrypted_content": "gDDD"}))
    assert [s.text.reveal() for s in read.segments] == ["x", "gCCC", "scent", "gDDD"], "elsewhere it is text"
    assert read.facts.encrypted == ()
    assert read.facts.unknown_parts == ("input[1]",)


@pytest.mark.parametrize(
    "members",
    [
        {"user": "canary"},
        {"instructions": "canary"},
        {"input": "canary"},
        {"metadata": {"note": "canary"}},
        {"prompt": {"id": "p", "variables": {"a": "canary"}}},
        {"prompt": {"id": "p", "variables": {"a": {"type": "input_text", "text": "canary"}}}},
        {"service_tier": "canary"},
        {"reasoning": {"effort": "canary"}},
        {"truncation": "canary"},
        {"include": ["canary"]},
        {"tool_choice": "canary"},
        {"personality": "canary"},
        {"context_management": [{"type": "canary"}]},
        {"text": {"format": {"type": "canary"}}},
        {"text": {"format": {"type": "json_schema", "name": "n", "schema": {}, "description": "canary"}}},
        {"text": {"format": {"type": "json_schema", "schema": {"properties": {"a": {"default": "canary"}}}}}},
        {"tools": [{"type": "custom", "name": "c", "format": {"definition": "canary"}}]},
        {"tools": [{"type": "scent", "name": "c", "about": "canary"}]},
        {"tools": [{"type": "shell", "environment": {"type": "local", "skills": [{"path": "canary"}]}}]},
        {"payer": {"unknown": [{"deep": "canary"}]}},
        {"payer": '{"a": "[\\"canary\\"]"}'},
    ],
)  # fmt: skip
def test_no_field_is_left_out(members: dict[str, Any]) -> None:
    segments = WIRE.read_request(request(**members)).segments
    assert [s.directive for s in segments if s.text.reveal() == "canary"] == [Directive.SCAN]


@pytest.mark.parametrize("members", [{"canary": 1}, {"metadata": {"canary": "x"}}, {"text": {"canary": 1}}])
def test_unknown_keys_are_names(members: dict[str, Any]) -> None:
    segments = WIRE.read_request(request(**members)).segments
    assert [(s.is_key, s.directive) for s in segments if s.text.reveal() == "canary"] == [(True, Directive.NAME)]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b'{"model":"m","input":"x","model":"n"}', Malformed),
        (b'{"model":"m","input":"{\\"a\\":1,\\"a\\":2}"}', Malformed),
        (b'{"model":"m","input":[{"role":"user","content":[{"type":"input_image"}]}]}', PartRefused),
        (b"[]", Malformed),
    ],
)
def test_what_is_refused(data: bytes, error: type[ClearanceError]) -> None:
    with pytest.raises(error):
        WIRE.read_request(data)


def test_nothing_is_stored_unless_the_application_may() -> None:
    facts = WIRE.read_request(request()).facts
    assert WIRE.settings(facts, "m", frozenset(), "m") == {"store": False}
    assert WIRE.settings(facts, "n", frozenset({"store"}), "m") == {"model": "n"}
    for path in ("/v1/responses/input_tokens", "/v1/responses/compact"):
        assert WIRES[path].settings(facts, "m", frozenset(), "m") == {}
        assert WIRES[path].settings(facts, "n", frozenset(), "m") == {"model": "n"}
        assert WIRES[path].vendor_path("n") == path
        assert WIRES[path].read_request(request()).facts.endpoint == path


def test_a_setting_that_is_there_changes_no_byte() -> None:
    data = b'{"model": "m", "store" : false, "input":"Jane"}'
    assert WIRE.rewrite(data, {}, {"store": False}) == data


ANSWERED: dict[str, Any] = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1782955817,
    "status": "completed",
    "model": "gpt-5",
    "instructions": "Be brief, T1.",
    "billing": {"payer": "developer"},
    "output": [
        {
            "id": "rs_1",
            "type": "reasoning",
            "summary": [{"type": "summary_text", "text": "T1?"}],
            "encrypted_content": "g",
        },
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "phase": "final_answer",
            "content": [
                {
                    "type": "output_text",
                    "text": "Hello T1.",
                    "annotations": [{"type": "url_citation", "url": "https://x", "start_index": 100}],
                    "logprobs": [{"token": "Hello", "logprob": -0.1, "bytes": [72, 101], "top_logprobs": []}],
                }
            ],
        },
        {
            "id": "fc_1",
            "type": "function_call",
            "call_id": "c",
            "name": "f",
            "arguments": '{"mrn": "T1"}',
            "status": "completed",
        },
        {"id": "ct_1", "type": "custom_tool_call", "call_id": "c", "name": "f", "input": "free"},
        {"id": "sh_1", "type": "shell_call", "call_id": "c", "action": {"commands": ["ls T1"]}},
        {"id": "ig_1", "type": "image_generation_call", "result": "iVBORw0KGgo", "size": "1024x1024"},
    ],
    "store": False,
    "usage": {"input_tokens": 12345, "output_tokens": 15, "total_tokens": 12360},
}


def test_an_answer() -> None:
    read = WIRE.read_answer(encode(ANSWERED))
    assert (read.usage, read.finish_reasons, read.references) == (Usage(12345, 15), ("tool_calls",), ())
    assert read.encrypted == (hashlib.sha256(b"g").digest(),)
    assert [(path, text) for path, text, kind in listed(read.segments) if kind != "name"] == [
        ("instructions", "Be brief, T1."),
        ("billing.payer", "developer"),
        ("output[0].summary[0].text", "T1?"),
        ("output[1].content[0].text", "Hello T1."),
        ("output[1].content[0].annotations[0].url", "https://x"),
        ("output[1].content[0].logprobs[0].token", "Hello"),
        ("output[2].arguments.*", "mrn"),
        ("output[2].arguments.*", "T1"),
        ("output[3].input", "free"),
        ("output[4].action.commands[0]", "ls T1"),
    ]
    inside = {s.text.reveal() for s in read.segments if s.address in read.tool_segments}
    assert inside == {"mrn", "T1", "free", "ls T1"}


@pytest.mark.parametrize(
    ("members", "reasons"),
    [
        ({"status": "completed", "output": [{"type": "message"}, "x"]}, ("stop",)),
        ({"status": "completed", "output": "x"}, ("stop",)),
        ({"status": "completed", "output": [{"type": "custom_tool_call"}]}, ("tool_calls",)),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, ("length",)),
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, ("content_filter",)),
        ({"status": "incomplete", "incomplete_details": {"reason": "steered"}}, ("steered",)),
        ({"status": "incomplete", "incomplete_details": None}, ("incomplete",)),
        ({"status": "failed"}, ("failed",)),
        ({"status": 7}, ()),
        ({}, ()),
    ],
)
def test_why_it_ended(members: dict[str, Any], reasons: tuple[str, ...]) -> None:
    read = WIRE.read_answer(encode({"object": "response"} | members))
    assert (read.finish_reasons, read.usage) == (reasons, Usage())


def test_what_the_vendor_keeps_of_an_answer() -> None:
    body = {
        "id": "resp_1",
        "object": "response",
        "output": [{"id": "msg_1"}, {"id": 7}],
        "conversation": {"id": "conv_1"},
    }
    assert WIRE.read_answer(encode(body)).references == ("conv_1", "resp_1", "msg_1")
    assert WIRE.read_answer(encode(body | {"store": False})).references == ("conv_1",)
    assert WIRE.read_answer(encode({"object": "response.input_tokens", "input_tokens": 3})).references == ()


def test_a_list_of_items_is_read_like_an_answer() -> None:
    call = {"id": "fc_1", "type": "function_call", "arguments": '{"mrn":"T1"}'}
    thought = {"id": "rs_1", "type": "reasoning", "encrypted_content": "g"}
    read = WIRE.read_answer(encode({"object": "list", "data": [call, thought], "first_id": "fc_1", "has_more": False}))
    assert [s.text.reveal() for s in read.segments if s.address in read.tool_segments] == ["mrn", "T1"]
    assert (len(read.encrypted), read.references) == (1, ())


def test_a_vendors_error_body_is_read_like_an_answer() -> None:
    read = WIRE.read_answer(b'{"error":{"message":"No access for Jane","type":"invalid_request_error","param":null}}')
    assert [s.text.reveal() for s in read.segments] == ["No access for Jane", "invalid_request_error"]
    with pytest.raises(VendorProtocolError):
        WIRE.read_answer(b"<html>")


def test_errors() -> None:
    error = Malformed("bad", param="input")
    body = json.loads(WIRE.error_body(error, "req-1"))
    assert body["error"]["message"] == "bad"
    event = WIRE.error_event(error, "req-1")
    name, data, end, after = event.split(b"\n")
    assert (name, end, after) == (b"event: error", b"", b"")
    said = json.loads(data.removeprefix(b"data: "))
    assert said == {
        "type": "error",
        "code": error.code,
        "message": "bad",
        "param": "input",
        "sequence_number": 0,
        "error": body["error"],
    }


def test_streams_are_read_and_written_by_the_same_wire() -> None:
    reader = WIRE.stream_reader()
    (event,) = reader.feed(b'data: {"type":"response.output_text.delta","output_index":0,"delta":"Jane"}\n\n')
    (piece,) = event.deltas
    assert reader.close() == ()
    assert b'"delta":"T"' in WIRE.encode_event(event, {piece.address: "T"})
    assert b'"delta":"T"' in WIRE.flush_event(event, piece.channel, "T")


def test_a_number_among_the_log_probabilities_of_an_unknown_item_is_seen() -> None:
    part = {"type": "output_text", "text": "x", "logprobs": [{"token": 536228714, "bytes": [1], "logprob": -0.5}]}
    sent = json.dumps({"model": "m", "input": [{"type": "novel", "content": [part]}]}).encode()
    read = WIRES["/v1/responses"].read_request(sent)
    assert "536228714" in {segment.text.reveal() for segment in read.segments}
