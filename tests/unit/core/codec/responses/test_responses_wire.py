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


def test_history_with_calls_and_results() -> None:
    items = [
        {"type": "function_call", "id": "fc", "call_id": "c", "name": "f", "arguments": '{"mrn": 12345678}'},
        {"type": "function_call_output", "call_id": "c", "output": '[{"dob": "1951-03-04"}]'},
        {"type": "function_call_output", "call_id": "c", "output": [{"type": "input_text", "text": "t"}]},
        {"type": "custom_tool_call", "call_id": "d", "name": "n", "namespace": "s", "input": "free"},
        {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "sum"}]},
        {"type": "web_search_call", "id": "ws", "status": "completed", "action": {"type": "search", "query": "q"}},
        {
            "type": "file_search_call",
            "id": "fs",
            "queries": ["q"],
            "results": [{"file_id": "f", "text": "t", "score": 12}],
        },
        {
            "type": "code_interpreter_call",
            "id": "ci",
            "container_id": "cn",
            "code": "1",
            "outputs": [{"type": "logs", "logs": "l"}],
        },
        {
            "type": "computer_call",
            "call_id": "c",
            "action": {"type": "type", "text": "typed"},
            "pending_safety_checks": [],
        },
        {
            "type": "local_shell_call",
            "call_id": "c",
            "action": {"type": "exec", "command": ["ls"], "env": {"WHO": "Jane"}},
        },
        {"type": "local_shell_call_output", "id": "ls", "output": "out"},
        {"type": "shell_call", "call_id": "c", "action": {"commands": ["ls"], "timeout_ms": 1000}},
        {
            "type": "shell_call_output",
            "call_id": "c",
            "output": [{"stdout": "o", "stderr": "", "outcome": {"type": "exit", "exit_code": 127}}],
        },
        {"type": "apply_patch_call", "call_id": "c", "operation": {"type": "create_file", "path": "p", "diff": "d"}},
        {
            "type": "mcp_call",
            "id": "m",
            "server_label": "s",
            "name": "n",
            "arguments": "{}",
            "output": "o",
            "error": {"type": "http_error", "code": 404, "message": "e"},
        },
        {"type": "mcp_approval_response", "approval_request_id": "a", "approve": True, "reason": "r"},
        {
            "type": "tool_search_output",
            "call_id": "c",
            "tools": [{"type": "function", "name": "f", "parameters": PARAMETERS}],
        },
        {"type": "program", "call_id": "c", "code": "x", "fingerprint": "f"},
        {"type": "program_output", "call_id": "c", "result": "r", "status": "completed"},
    ]
    assert [(path.removeprefix("input"), text, kind) for path, text, kind in read(*items)] == [
        ("[0].id", "fc", "name"),
        ("[0].call_id", "c", "name"),
        ("[0].name", "f", "name"),
        ("[0].arguments.*", "mrn", "key"),
        ("[0].arguments.*", "12345678", "scan"),
        ("[1].call_id", "c", "name"),
        ("[1].output[0].*", "dob", "key"),
        ("[1].output[0].*", "1951-03-04", "scan"),
        ("[2].call_id", "c", "name"),
        ("[2].output[0].text", "t", "scan"),
        ("[3].call_id", "d", "name"),
        ("[3].name", "n", "name"),
        ("[3].namespace", "s", "name"),
        ("[3].input", "free", "scan"),
        ("[4].id", "rs", "name"),
        ("[4].summary[0].text", "sum", "scan"),
        ("[5].id", "ws", "name"),
        ("[5].action.query", "q", "scan"),
        ("[6].id", "fs", "name"),
        ("[6].queries[0]", "q", "scan"),
        ("[6].results[0].file_id", "f", "name"),
        ("[6].results[0].text", "t", "scan"),
        ("[7].id", "ci", "name"),
        ("[7].container_id", "cn", "name"),
        ("[7].code", "1", "scan"),
        ("[7].outputs[0].logs", "l", "scan"),
        ("[8].call_id", "c", "name"),
        ("[8].action.text", "typed", "scan"),
        ("[9].call_id", "c", "name"),
        ("[9].action.command[0]", "ls", "scan"),
        ("[9].action.env.*", "WHO", "key"),
        ("[9].action.env.*", "Jane", "scan"),
        ("[10].id", "ls", "name"),
        ("[10].output", "out", "scan"),
        ("[11].call_id", "c", "name"),
        ("[11].action.commands[0]", "ls", "scan"),
        ("[12].call_id", "c", "name"),
        ("[12].output[0].stdout", "o", "scan"),
        ("[13].call_id", "c", "name"),
        ("[13].operation.path", "p", "scan"),
        ("[13].operation.diff", "d", "scan"),
        ("[14].id", "m", "name"),
        ("[14].server_label", "s", "name"),
        ("[14].name", "n", "name"),
        ("[14].output", "o", "scan"),
        ("[14].error.message", "e", "scan"),
        ("[15].approval_request_id", "a", "name"),
        ("[15].reason", "r", "scan"),
        ("[16].call_id", "c", "name"),
        ("[16].tools[0].name", "f", "name"),
        ("[16].tools[0].parameters.properties.*.description", "the number", "scan"),
        ("[17].call_id", "c", "name"),
        ("[17].code", "x", "scan"),
        ("[17].fingerprint", "f", "sealed"),
        ("[18].call_id", "c", "name"),
        ("[18].result", "r", "scan"),
    ]


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


def test_an_answer() -> None:
    arguments = '{"mrn": "T1"}'
    body = {
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
                "arguments": arguments,
                "status": "completed",
            },
            {"id": "ct_1", "type": "custom_tool_call", "call_id": "c", "name": "f", "input": "free"},
            {"id": "sh_1", "type": "shell_call", "call_id": "c", "action": {"commands": ["ls T1"]}},
            {"id": "ig_1", "type": "image_generation_call", "result": "iVBORw0KGgo", "size": "1024x1024"},
        ],
        "store": False,
        "usage": {"input_tokens": 12345, "output_tokens": 15, "total_tokens": 12360},
    }
    read = WIRE.read_answer(encode(body))
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
