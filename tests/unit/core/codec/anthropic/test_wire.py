# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Messages wire: which strings a request and an answer hold, and the error envelope."""

import json
from typing import Any

import pytest

from clearance.core.codec.json_walk import block_digest, show_path
from clearance.core.codec.models_list import anthropic_models_body
from clearance.core.codec.registry import WIRES
from clearance.errors import (
    AnswerRefused,
    ClearanceError,
    Malformed,
    NotFound,
    Overloaded,
    PartRefused,
    PolicyDenied,
    ReferenceRefused,
    Unauthenticated,
    VendorProtocolError,
    VendorTimeout,
)
from clearance.model.prompt import Segment, Usage

WIRE = WIRES["/v1/messages"]
COUNT = WIRES["/v1/messages/count_tokens"]
SEALED = "QUJD" * 12
CACHE = {"type": "ephemeral", "ttl": "1h"}


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def listed(segments: tuple[Segment, ...]) -> list[tuple[str, str, str]]:
    return [(show_path(s.path), s.text.reveal(), "key" if s.is_key else s.directive.value) for s in segments]


def request(*blocks: Any, role: str = "user", **members: Any) -> bytes:
    return encode({"model": "m", "messages": [{"role": role, "content": list(blocks)}]} | members)


def of_message(*blocks: Any) -> list[tuple[str, str, str]]:
    return [
        (path.removeprefix("messages[0].content"), text, how)
        for path, text, how in listed(WIRE.read_request(request(*blocks, role="assistant")).segments)
    ]


def test_a_plain_request() -> None:
    data = encode(
        {
            "model": "claude-sonnet-4-5",
            "max_tokens": 4096,
            "stream": True,
            "system": "You are.",
            "stop_sequences": ["END"],
            "metadata": {"user_id": "u7"},
            "messages": [{"role": "user", "content": "hello"}, {"role": "assistant", "content": ""}],
            "thinking": {"type": "enabled", "budget_tokens": 20000, "display": "omitted"},
            "cache_control": CACHE,
            "service_tier": "auto",
            "temperature": 1.0,
            "top_k": 40,
            "speed": "fast",
        }
    )
    read = WIRE.read_request(data)
    assert listed(read.segments) == [
        ("system", "You are.", "scan"),
        ("stop_sequences[0]", "END", "scan"),
        ("metadata.user_id", "u7", "scan"),
        ("messages[0].content", "hello", "scan"),
    ]
    facts = read.facts
    assert (facts.wire, facts.endpoint, facts.model, facts.stream) == (
        "anthropic",
        "/v1/messages",
        "claude-sonnet-4-5",
        True,
    )
    assert facts.features == {"stream", "reasoning", "service_tier", "prompt_cache"}
    assert (facts.segment_count, facts.body_bytes) == (4, len(data))
    assert WIRE.rewrite(data, {}) == data


def test_counting_reads_the_same_and_says_so() -> None:
    data = request({"type": "text", "text": "hello"}, system=[{"type": "text", "text": "s"}])
    read, counted = WIRE.read_request(data), COUNT.read_request(data)
    assert counted.segments == read.segments
    assert counted.facts.endpoint == COUNT.endpoint == COUNT.vendor_path("x") == "/v1/messages/count_tokens"
    assert counted.facts.conversation_seed == read.facts.conversation_seed
    assert COUNT.read_answer(b'{"input_tokens":17}').usage == Usage()


def test_tools() -> None:
    tool = {
        "name": "get_record",
        "description": "Looks up a record.",
        "input_schema": {
            "type": "object",
            "properties": {"mrn": {"type": "string", "description": "the number"}},
            "required": ["mrn"],
        },
        "input_examples": [{"mrn": "A1", "page": 70012345}],
        "cache_control": CACHE,
        "allowed_callers": ["direct"],
    }
    search = {"type": "web_search_20250305", "name": "web_search", "allowed_domains": ["x.org"], "max_uses": 50}
    data = request({"type": "text", "text": "x"}, tools=[tool, search], tool_choice={"type": "tool", "name": "t"})
    assert listed(WIRE.read_request(data).segments)[1:] == [
        ("tools[0].name", "get_record", "name"),
        ("tools[0].description", "Looks up a record.", "scan"),
        ("tools[0].input_schema.properties.*", "mrn", "key"),
        ("tools[0].input_schema.properties.*.description", "the number", "scan"),
        ("tools[0].input_schema.required[0]", "mrn", "name"),
        ("tools[0].input_examples[0].*", "A1", "scan"),
        ("tools[0].input_examples[0].*", "page", "key"),
        ("tools[0].input_examples[0].*", "70012345", "scan"),
        ("tools[0].allowed_callers[0]", "direct", "name"),
        ("tools[1].type", "web_search_20250305", "name"),
        ("tools[1].name", "web_search", "name"),
        ("tools[1].allowed_domains[0]", "x.org", "name"),
        ("tool_choice.name", "t", "name"),
    ]


def test_settings_of_the_vendors_machinery() -> None:
    data = request(
        {"type": "text", "text": "x"},
        output_config={
            "effort": "xhigh",
            "format": {"type": "json_schema", "schema": {"type": "object", "title": "Q"}},
            "task_budget": {"type": "tokens", "total": 20000},
        },
        context_management={
            "edits": [
                {
                    "type": "clear_tool_uses_20250919",
                    "trigger": {"type": "input_tokens", "value": 30000},
                    "keep": "all",
                    "exclude_tools": ["t"],
                },
                {"type": "compact_20260112", "instructions": "Keep names."},
            ]
        },
        mcp_servers=[
            {
                "type": "url",
                "name": "s",
                "url": "https://x",
                "authorization_token": "y",
                "tool_configuration": {"enabled": True, "allowed_tools": ["a"]},
            }
        ],
        container={"id": "container_1", "skills": [{"type": "anthropic", "skill_id": "pdf", "version": "latest"}]},
    )
    read = WIRE.read_request(data)
    assert listed(read.segments)[1:] == [
        ("output_config.format.schema.title", "Q", "scan"),
        ("context_management.edits[0].type", "clear_tool_uses_20250919", "name"),
        ("context_management.edits[0].exclude_tools[0]", "t", "name"),
        ("context_management.edits[1].type", "compact_20260112", "name"),
        ("context_management.edits[1].instructions", "Keep names.", "scan"),
        ("mcp_servers[0].name", "s", "name"),
        ("mcp_servers[0].url", "https://x", "name"),
        ("mcp_servers[0].authorization_token", "y", "name"),
        ("mcp_servers[0].tool_configuration.allowed_tools[0]", "a", "name"),
        ("container.id", "container_1", "name"),
        ("container.skills[0].type", "anthropic", "name"),
        ("container.skills[0].skill_id", "pdf", "name"),
        ("container.skills[0].version", "latest", "name"),
    ]
    assert [feature for feature, _ in read.facts.guarded] == ["mcp", "code_interpreter"]


def test_tool_calls_and_results() -> None:
    assert of_message(
        {
            "type": "tool_use",
            "id": "t1",
            "name": "f",
            "input": {"mrn": 48213377, "note": '{"who": "Jane"}', "name": "Bob"},
            "caller": {"type": "direct"},
        },
        {"type": "tool_result", "tool_use_id": "t1", "content": '{"zip": "94110"}', "is_error": False},
        {
            "type": "tool_result",
            "tool_use_id": "t1",
            "content": [{"type": "text", "text": "a"}, {"type": "tool_reference", "tool_name": "g"}],
            "cache_control": CACHE,
        },
        {"type": "mcp_tool_use", "id": "t2", "name": "f", "server_name": "s", "input": {}},
    ) == [
        ("[0].id", "t1", "name"),
        ("[0].name", "f", "name"),
        ("[0].input.*", "mrn", "key"),
        ("[0].input.*", "48213377", "scan"),
        ("[0].input.*", "note", "key"),
        ("[0].input.*.*", "who", "key"),
        ("[0].input.*.*", "Jane", "scan"),
        ("[0].input.name", "Bob", "scan"),
        ("[1].tool_use_id", "t1", "name"),
        ("[1].content.*", "zip", "key"),
        ("[1].content.*", "94110", "scan"),
        ("[2].tool_use_id", "t1", "name"),
        ("[2].content[0].text", "a", "scan"),
        ("[2].content[1].tool_name", "g", "name"),
        ("[3].id", "t2", "name"),
        ("[3].name", "f", "name"),
        ("[3].server_name", "s", "name"),
    ]


def test_documents_and_citations() -> None:
    cited = {"type": "char_location", "cited_text": "c", "document_title": "d", "document_index": 12, "file_id": "f1"}
    assert of_message(
        {
            "type": "document",
            "source": {"type": "text", "media_type": "text/plain", "data": "plain"},
            "title": "t",
            "context": "k",
            "citations": {"enabled": True},
        },
        {"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": "in parts"}]}},
        {"type": "document", "source": {"type": "content", "content": "as one"}},
        {"type": "search_result", "source": "s", "title": "r", "content": [{"type": "text", "text": "found"}]},
        {"type": "text", "text": "x", "citations": [cited]},
    ) == [
        ("[0].source.data", "plain", "scan"),
        ("[0].title", "t", "scan"),
        ("[0].context", "k", "scan"),
        ("[1].source.content[0].text", "in parts", "scan"),
        ("[2].source.content", "as one", "scan"),
        ("[3].source", "s", "scan"),
        ("[3].title", "r", "scan"),
        ("[3].content[0].text", "found", "scan"),
        ("[4].text", "x", "scan"),
        ("[4].citations[0].cited_text", "c", "scan"),
        ("[4].citations[0].document_title", "d", "scan"),
        ("[4].citations[0].file_id", "f1", "name"),
    ]


def test_what_the_vendor_signed_or_encrypted() -> None:
    blocks = [
        {"type": "thinking", "thinking": "hm", "signature": SEALED},
        {"type": "thinking", "thinking": "", "signature": "short"},
        {"type": "redacted_thinking", "data": SEALED + "1"},
        {
            "type": "web_search_tool_result",
            "tool_use_id": "t",
            "content": [{"type": "web_search_result", "title": "r", "encrypted_content": SEALED + "2"}],
        },
        {
            "type": "text",
            "text": "x",
            "citations": [{"type": "web_search_result_location", "encrypted_index": SEALED + "3", "cited_text": "c"}],
        },
        {
            "type": "code_execution_tool_result",
            "tool_use_id": "t",
            "content": {"type": "encrypted_code_execution_result", "encrypted_stdout": SEALED + "4", "stderr": "e"},
        },
        {"type": "compaction", "content": "so far", "encrypted_content": SEALED + "5"},
    ]
    assert [found for found in of_message(*blocks) if not found[0].endswith("tool_use_id")] == [
        ("[0].thinking", "hm", "sealed"),
        ("[1].signature", "short", "name"),
        ("[3].content[0].title", "r", "scan"),
        ("[4].text", "x", "scan"),
        ("[4].citations[0].cited_text", "c", "scan"),
        ("[5].content.stderr", "e", "scan"),
        ("[6].content", "so far", "scan"),
    ]
    facts = WIRE.read_request(request(*blocks)).facts
    assert facts.encrypted == tuple(block_digest(SEALED + str(n)) for n in range(1, 6))


@pytest.mark.parametrize("field", ["signature", "data", "encrypted_content", "encrypted_index", "encrypted_stdout"])
@pytest.mark.parametrize("kind", ["text", "tool_result", "new"])
def test_nothing_is_opaque_outside_its_own_type(kind: str, field: str) -> None:
    block = {"type": kind, "text": "x", field: SEALED, "input": {field: SEALED}}
    found = of_message(block)
    assert ("[0]." + field, SEALED, "scan") in found
    assert ("[0].input." + field, SEALED, "scan") in found


def test_parts_of_unknown_type_are_scanned_and_named() -> None:
    read = WIRE.read_request(request({"type": "new", "text": "x", "deep": [{"a": "y"}]}))
    assert [text for _, text, _ in listed(read.segments)] == ["new", "x", "deep", "a", "y"]
    assert read.facts.unknown_parts == ("messages[0].content[0]",)


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"{", Malformed), (b"[]", Malformed), (request({"type": "image"}), PartRefused)],
)
def test_what_cannot_be_read_is_refused(data: bytes, error: type[ClearanceError]) -> None:
    with pytest.raises(error):
        WIRE.read_request(data)


def test_the_vendors_name_of_the_model_is_all_that_is_set() -> None:
    facts = WIRE.read_request(request({"type": "text", "text": "x"})).facts
    for wire in (WIRE, COUNT):
        assert wire.settings(facts, "m", frozenset(), "m") == {}
        assert wire.settings(facts, "claude-x", frozenset(), "m") == {"model": "claude-x"}


def test_an_answer() -> None:
    body = encode(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude",
            "content": [
                {"type": "thinking", "thinking": "hm", "signature": SEALED},
                {"type": "redacted_thinking", "data": SEALED},
                {"type": "text", "text": "hi", "citations": None},
                {"type": "tool_use", "id": "t", "name": "f", "input": {"k": ["v", '{"w": "x"}'], "n": 70012345}},
                {
                    "type": "bash_code_execution_tool_result",
                    "tool_use_id": "s",
                    "content": {
                        "type": "bash_code_execution_result",
                        "stdout": "out",
                        "return_code": 12345,
                        "content": [{"type": "bash_code_execution_output", "file_id": "file_1"}],
                    },
                },
            ],
            "stop_reason": "tool_use",
            "stop_sequence": None,
            "container": {"id": "container_1", "expires_at": "2026-05-08T20:54:01Z"},
            "usage": {"input_tokens": 10, "cache_read_input_tokens": 5, "output_tokens": 7, "service_tier": "standard"},
        }
    )
    read = WIRE.read_answer(body)
    found = listed(read.segments)
    assert found[2:] == [
        ("content[0].thinking", "hm", "sealed"),
        ("content[2].text", "hi", "scan"),
        ("content[3].id", "t", "name"),
        ("content[3].name", "f", "name"),
        ("content[3].input.*", "k", "key"),
        ("content[3].input.*[0]", "v", "scan"),
        ("content[3].input.*[1].*", "w", "key"),
        ("content[3].input.*[1].*", "x", "scan"),
        ("content[3].input.*", "n", "key"),
        ("content[3].input.*", "70012345", "scan"),
        ("content[4].tool_use_id", "s", "name"),
        ("content[4].content.stdout", "out", "scan"),
        ("content[4].content.content[0].file_id", "file_1", "name"),
        ("container.id", "container_1", "name"),
        ("container.expires_at", "2026-05-08T20:54:01Z", "name"),
        ("usage.service_tier", "standard", "name"),
    ]
    tools = {s.text.reveal() for s in read.segments if s.address in read.tool_segments}
    assert tools == {"k", "v", "w", "x", "n"}
    assert (read.usage, read.finish_reasons) == (Usage(15, 7), ("tool_use",))
    assert (read.encrypted, read.sealed) == ((block_digest(SEALED),), (block_digest("hm"),))


def test_an_error_body_and_what_is_no_answer() -> None:
    read = WIRE.read_answer(
        b'{"type":"error","error":{"type":"not_found_error","message":"model: x"},"request_id":"r"}'
    )
    assert [text for _, text, _ in listed(read.segments)] == ["not_found_error", "model: x", "r"]
    assert (read.usage, read.finish_reasons) == (Usage(), ())
    with pytest.raises(VendorProtocolError):
        WIRE.read_answer(b"<html>")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Malformed("no"), "invalid_request_error"),
        (Unauthenticated("no"), "authentication_error"),
        (NotFound("no"), "not_found_error"),
        (Overloaded("no"), "overloaded_error"),
        (VendorTimeout("no"), "timeout_error"),
        (VendorProtocolError("no"), "api_error"),
    ],
)
def test_errors_in_the_envelope(error: ClearanceError, kind: str) -> None:
    expected = {"type": "error", "error": {"type": kind, "message": "no"}, "request_id": "id"}
    assert json.loads(WIRE.error_body(error, "id")) == expected
    assert WIRE.error_headers(error) == ()
    event, data, end = WIRE.error_event(error, "id").split(b"\n", 2)
    assert (event, json.loads(data.removeprefix(b"data: ")), end) == (b"event: error", expected, b"\n")


@pytest.mark.parametrize("kind", [PolicyDenied, PartRefused, ReferenceRefused, AnswerRefused])
def test_a_denial_says_that_the_same_body_is_never_accepted(kind: type[ClearanceError]) -> None:
    detail = {"type": "invalid_request_error", "message": "no", "details": {"error_code": "dlp_request_denied"}}
    assert json.loads(WIRE.error_body(kind("no"), "id"))["error"] == detail
    data = WIRE.error_event(kind("no"), "id").split(b"data: ")[1]
    assert json.loads(data)["error"] == detail


def test_an_errors_message_names_the_part() -> None:
    error = PartRefused("an image is not allowed", param="messages[0]")
    assert json.loads(WIRE.error_body(error, "id"))["error"]["message"] == "messages[0]: an image is not allowed"
    error = PartRefused("part messages[0] is not allowed", param="messages[0]")
    assert json.loads(WIRE.error_body(error, "id"))["error"]["message"] == "part messages[0] is not allowed"


def test_models_in_this_wires_shape() -> None:
    made = "1970-01-01T00:00:00Z"
    assert json.loads(anthropic_models_body(["b", "a", "b"], 0)) == {
        "data": [{"type": "model", "id": name, "display_name": name, "created_at": made} for name in ("a", "b")],
        "has_more": False,
        "first_id": "a",
        "last_id": "b",
    }
    assert json.loads(anthropic_models_body([], 0))["first_id"] is None
