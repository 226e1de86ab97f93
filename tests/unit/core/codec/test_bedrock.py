# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Bedrock Converse wire: which strings a request and an answer hold, what is refused, and errors."""

import json
from typing import Any

import pytest

from clearance.core.codec.eventstream import MessageSplitter
from clearance.core.codec.json_walk import block_digest, show_path
from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import ReadRequest
from clearance.errors import (
    ClearanceError,
    Malformed,
    Overloaded,
    PartRefused,
    PolicyDenied,
    RequestTimeout,
    Unauthenticated,
    VendorProtocolError,
    VendorTimeout,
)
from clearance.model.prompt import Segment, Usage
from clearance.model.words import Guarded

PATH = "/model/us.amazon.nova-lite-v1:0/converse"
STREAM = PATH + "-stream"
WIRE = WIRES[PATH]
PROMPT = "arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT12345"


def body(*blocks: Any, **fields: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [{"text": "hello"}, *blocks]}]} | fields


def read(value: Any, path: str = PATH) -> ReadRequest:
    return WIRES[path].read_request(json.dumps(value).encode(), path)


def listed(segments: tuple[Segment, ...]) -> list[tuple[str, str, str]]:
    return [(show_path(s.path), s.text.reveal(), "key" if s.is_key else s.directive.value) for s in segments]


def test_a_plain_request() -> None:
    seen = read(body(system=[{"text": "Be brief."}, {"cachePoint": {"type": "default"}}], requestMetadata={"w": "w-1"}))
    assert listed(seen.segments) == [
        ("messages[0].content[0].text", "hello", "scan"),
        ("system[0].text", "Be brief.", "scan"),
        ("requestMetadata.*", "w", "key"),
        ("requestMetadata.*", "w-1", "scan"),
    ]
    assert seen.segments[0].role == "user"
    facts = seen.facts
    assert (facts.wire, facts.endpoint) == ("bedrock", "/model/{model}/converse")
    assert (facts.model, facts.stream, facts.features) == ("us.amazon.nova-lite-v1:0", False, frozenset())
    assert facts.conversation_seed != read(body()).facts.conversation_seed
    assert read(body(), STREAM).facts.features == {"stream"}
    assert WIRE.settings(facts, "other", frozenset(), facts.model) == {}
    assert WIRE.vendor_path("us.amazon.nova-lite-v1:0") == "/model/us.amazon.nova-lite-v1%3A0/converse"
    WIRE.check_query("anything=1")


def test_the_seed_is_of_the_first_user_message_only() -> None:
    first = {"role": "assistant", "content": [{"text": "hi"}]}
    opened = body() | {"messages": [first, *body()["messages"], {"role": "user", "content": [{"text": "more"}]}]}
    assert read(opened).facts.conversation_seed == read(body()).facts.conversation_seed
    assert read({"messages": [first]}).facts.conversation_seed != read(body()).facts.conversation_seed
    assert (
        read(body({"cachePoint": {"type": "default"}})).facts.conversation_seed == read(body()).facts.conversation_seed
    )


def test_history_of_calls_and_reasoning() -> None:
    messages = [
        {"role": "user", "content": [{"text": "x"}]},
        {
            "role": "assistant",
            "content": [
                {"reasoningContent": {"reasoningText": {"text": "hm [PERSON_1]", "signature": "c2ln"}}},
                {"reasoningContent": {"redactedContent": "cmVk"}},
                {"toolUse": {"toolUseId": "t1", "name": "find", "input": {"who": "Jane", "mrn": 12345678}}},
                {"citationsContent": {"content": [{"text": "cited"}], "citations": [{"title": "T"}]}},
            ],
        },
        {
            "role": "user",
            "content": [
                {
                    "toolResult": {
                        "toolUseId": "t1",
                        "status": "success",
                        "content": [{"json": {"dob": "1951"}}, {"text": '{"a": "b"}'}],
                    }
                },
                {"guardContent": {"text": {"text": "guarded", "qualifiers": ["query"]}}},
                {"searchResult": {"source": "s", "title": "t", "content": [{"text": "found"}]}},
            ],
        },
    ]
    seen = read({"messages": messages})
    call, result = "messages[1].content[2].toolUse", "messages[2].content[0].toolResult"
    assert listed(seen.segments)[1:] == [
        ("messages[1].content[0].reasoningContent.reasoningText.text", "hm [PERSON_1]", "sealed"),
        (f"{call}.toolUseId", "t1", "name"),
        (f"{call}.name", "find", "name"),
        (f"{call}.input.*", "who", "key"),
        (f"{call}.input.*", "Jane", "scan"),
        (f"{call}.input.*", "mrn", "key"),
        (f"{call}.input.*", "12345678", "scan"),
        ("messages[1].content[3].citationsContent.content[0].text", "cited", "scan"),
        ("messages[1].content[3].citationsContent.citations[0].title", "T", "scan"),
        (f"{result}.toolUseId", "t1", "name"),
        (f"{result}.content[0].json.*", "dob", "key"),
        (f"{result}.content[0].json.*", "1951", "scan"),
        (f"{result}.content[1].text.*", "a", "key"),
        (f"{result}.content[1].text.*", "b", "scan"),
        ("messages[2].content[1].guardContent.text.text", "guarded", "scan"),
        ("messages[2].content[2].searchResult.source", "s", "scan"),
        ("messages[2].content[2].searchResult.title", "t", "scan"),
        ("messages[2].content[2].searchResult.content[0].text", "found", "scan"),
    ]
    assert seen.facts.encrypted == (block_digest("c2ln"), block_digest("cmVk"))
    assert (seen.facts.guarded, seen.facts.unknown_parts) == ((), ())


def test_tools_settings_and_free_fields() -> None:
    schema = {"type": "object", "properties": {"who": {"type": "string", "description": "d"}}, "required": ["who"]}
    tools = [
        {"toolSpec": {"name": "find", "description": "Finds.", "inputSchema": {"json": schema}}},
        {"cachePoint": {"type": "default", "ttl": "1h"}},
    ]
    value = body(
        toolConfig={"tools": tools, "toolChoice": {"tool": {"name": "find"}}},
        inferenceConfig={"maxTokens": 4096, "stopSequences": ["END"]},
        guardrailConfig={"guardrailIdentifier": "xbgw7g293v7o", "guardrailVersion": "DRAFT", "trace": "enabled"},
        additionalModelRequestFields={"thinking": {"type": "enabled", "budget_tokens": 1024}, "note": {"n": "Jane"}},
        outputConfig={"textFormat": {"type": "json_schema", "structure": {"jsonSchema": {"schema": '{"x": "y"}'}}}},
        performanceConfig={"latency": "standard"},
        serviceTier={"type": "flex"},
        other=1,
    )
    seen = read(value)
    where = "toolConfig.tools[0].toolSpec"
    assert listed(seen.segments)[1:] == [
        (f"{where}.name", "find", "name"),
        (f"{where}.description", "Finds.", "scan"),
        (f"{where}.inputSchema.json.properties.*", "who", "key"),
        (f"{where}.inputSchema.json.properties.*.description", "d", "scan"),
        (f"{where}.inputSchema.json.required[0]", "who", "name"),
        ("toolConfig.toolChoice.tool.name", "find", "name"),
        ("inferenceConfig.stopSequences[0]", "END", "scan"),
        ("guardrailConfig.guardrailVersion", "DRAFT", "name"),
        ("additionalModelRequestFields.thinking.type", "enabled", "scan"),
        ("additionalModelRequestFields.*", "note", "key"),
        ("additionalModelRequestFields.*.*", "n", "key"),
        ("additionalModelRequestFields.*.*", "Jane", "scan"),
        ("outputConfig.textFormat.structure.jsonSchema.schema.*", "x", "key"),
        ("outputConfig.textFormat.structure.jsonSchema.schema.*", "y", "scan"),
        ("*", "other", "key"),
    ]
    assert seen.facts.features == {
        "tools",
        "guardrail",
        "reasoning",
        "model_fields",
        "json_schema",
        "service_tier",
        "unknown_fields",
    }


GUARDRAIL = "arn:aws:bedrock:us-east-1:123456789012:guardrail/xbgw7g293v7o"


@pytest.mark.parametrize("name", ["xbgw7g293v7o", GUARDRAIL, None])
def test_guardrails_are_known_by_their_grammar(name: str | None) -> None:
    seen = read(body(guardrailConfig={"guardrailIdentifier": name}))
    assert len(seen.segments) == 1


@pytest.mark.parametrize(
    "name",
    [
        "48213377",
        "Jane",
        "",
        7,
        "x" * 33,
        "jane/xbgw7g293v7o",
        GUARDRAIL.replace("guardrail/", "other/"),
        GUARDRAIL.replace("aws:", "jane:"),
        GUARDRAIL.replace("us-east-1", "Jane"),
        GUARDRAIL.replace("us-east-1", ""),
        GUARDRAIL.replace("123456789012", "48213377"),
        GUARDRAIL.replace("123456789012", "jane-doe-abc"),
    ],
)
def test_what_is_no_guardrail_is_refused_and_not_shown(name: Any) -> None:
    with pytest.raises(Malformed, match="not the id or the ARN") as refused:
        read(body(guardrailConfig={"guardrailIdentifier": name}))
    assert refused.value.param == "guardrailConfig"


def test_counting_tokens_of_a_request() -> None:
    path = "/model/m/count-tokens"
    seen = read({"input": {"converse": body(system=[{"text": "Be brief."}]), "invokeModel": None}}, path)
    assert listed(seen.segments) == [
        ("input.converse.messages[0].content[0].text", "hello", "scan"),
        ("input.converse.system[0].text", "Be brief.", "scan"),
        ("input.*", "invokeModel", "key"),
    ]
    assert seen.facts.endpoint == "/model/{model}/count-tokens"
    assert WIRES[path].read_answer(b'{"inputTokens":31}').usage == Usage(31)
    refused: tuple[Any, ...] = ([], {}, {"input": 7}, {"input": {"converse": body()}, "more": 1})
    for value in refused:
        with pytest.raises(Malformed):
            read(value, path)
    with pytest.raises(PartRefused):
        read({"input": {"invokeModel": {"body": "eyJhIjoxfQ=="}}}, path)


def extra(*tools: Any, **fields: Any) -> dict[str, Any]:
    return body(additionalModelRequestFields={"tools": list(tools)} | fields)


@pytest.mark.parametrize(
    ("value", "feature", "path"),
    [
        (body(toolConfig={"tools": [{"systemTool": {"name": "nova_grounding"}}]}), Guarded.WEB_SEARCH, "systemTool"),
        (
            body(toolConfig={"tools": [{"systemTool": {"name": "nova_code_interpreter"}}]}),
            Guarded.CODE_INTERPRETER,
            "systemTool",
        ),
        (body({"toolAddition": {"tool": {"name": "f"}}}), Guarded.TOOL_SEARCH, "content[1].toolAddition"),
        (body(promptVariables={"who": {"text": "Jane"}}), Guarded.SERVER_PROMPT, "promptVariables"),
        (extra({"type": "computer_20250124"}), Guarded.COMPUTER_USE, "tools[0]"),
        (extra({"type": "web_search_20250305"}), Guarded.WEB_SEARCH, "tools[0]"),
        (extra(mcp_servers=[{"url": "https://x"}]), Guarded.MCP, "mcp_servers"),
    ],
)
def test_what_the_vendor_runs_or_keeps_is_guarded(value: Any, feature: Guarded, path: str) -> None:
    ((found, where),) = read(value).facts.guarded
    assert found is feature
    assert where.endswith(path)


def test_a_kept_prompt_needs_no_messages() -> None:
    path = f"/model/{PROMPT}/converse"
    seen = read({"promptVariables": {"who": {"text": "Jane"}}}, path)
    assert [text for _, text, _ in listed(seen.segments)] == ["who", "Jane"]
    assert seen.facts.guarded == ((Guarded.SERVER_PROMPT, "promptVariables"),)
    assert read({}, path).facts.guarded == ((Guarded.SERVER_PROMPT, "modelId"),)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (body({"hologram": {"x": "y"}, "other": 1}), "messages[0].content[1]"),
        (body({"toolResult": {"content": [{"hologram": 1}]}}), "messages[0].content[1].toolResult.content[0]"),
        (body(system=[{"hologram": 1}]), "system[0]"),
        (body(toolConfig={"tools": [{"systemTool": {"name": "new"}}]}), "toolConfig.tools[0]"),
        (body(toolConfig={"tools": [{"systemTool": "new"}]}), "toolConfig.tools[0]"),
        (body(toolConfig={"tools": [{"teleport": {}}]}), "toolConfig.tools[0]"),
        (extra("x", {"type": "custom"}, {"type": "teleport"}), "additionalModelRequestFields.tools[2]"),
    ],
)
def test_unknown_parts_are_noted(value: Any, path: str) -> None:
    assert read(value).facts.unknown_parts == (path,)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (body({"image": {"format": "png"}}), "messages[0].content[1].image"),
        (body({"document": {"name": "x"}}), "messages[0].content[1].document"),
        (body({"video": {}}), "messages[0].content[1].video"),
        (body({"audio": {}}), "messages[0].content[1].audio"),
        (body({"guardContent": {"image": {}}}), "messages[0].content[1].guardContent.image"),
        (body({"toolResult": {"content": [{"image": {}}]}}), "messages[0].content[1].toolResult.content[0].image"),
        (body(system=[{"guardContent": {"image": {}}}]), "system[0].guardContent.image"),
    ],
)
def test_what_cannot_be_scanned_is_refused_by_name(value: Any, path: str) -> None:
    with pytest.raises(PartRefused) as refused:
        read(value)
    assert refused.value.param == path


@pytest.mark.parametrize(
    ("value", "param"),
    [
        ([], None),
        ({}, "messages"),
        ({"messages": "hello"}, "messages"),
        ({"messages": ["hello"]}, "messages[0]"),
        ({"messages": [{"content": []}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": "hello"}]}, "messages[0].content"),
        (body("hello"), "messages[0].content[1]"),
        (body({"toolResult": "x"}), "messages[0].content[1].toolResult"),
        (body(toolConfig="x"), "toolConfig"),
        (body(toolConfig={"tools": {}}), "toolConfig.tools"),
    ],
)
def test_what_is_not_of_the_wires_shape(value: Any, param: str | None) -> None:
    with pytest.raises(Malformed) as refused:
        read(value)
    assert refused.value.param == param


def test_null_counts_as_absent() -> None:
    nothing = dict.fromkeys(("system", "toolConfig", "additionalModelRequestFields", "promptVariables"))
    facts = read(body({"text": "x", "image": None, "toolResult": None, "hologram": None}, **nothing)).facts
    assert (facts.guarded, facts.unknown_parts, facts.features) == ((), (), frozenset())
    assert read(body({"toolResult": {"content": None}}, toolConfig={"tools": None})).facts.unknown_parts == ()


def test_a_whole_answer() -> None:
    content = [
        {"reasoningContent": {"reasoningText": {"text": "hm [PERSON_1]", "signature": "c2ln"}}},
        {"text": "hi"},
        {"toolUse": {"toolUseId": "t", "name": "find", "input": {"[MRN_2]": "[PERSON_1]"}}},
    ]
    trace = {"guardrail": {"outputAssessments": {"g1": [{"piiEntities": [{"match": "Jane", "type": "NAME"}]}]}}}
    value = {
        "output": {"message": {"role": "assistant", "content": content}},
        "stopReason": "tool_use",
        "usage": {"inputTokens": 12, "outputTokens": 3, "totalTokens": 15},
        "metrics": {"latencyMs": 12345678},
        "trace": trace,
    }
    answer = WIRE.read_answer(json.dumps(value).encode())
    found = {s.text.reveal(): s for s in answer.segments}
    assert found["hm [PERSON_1]"].directive.value == "sealed"
    assert found["Jane"].directive.value == "scan"
    assert "12345678" not in found
    in_calls = {s.text.reveal() for s in answer.segments if s.address in answer.tool_segments}
    assert in_calls == {"[MRN_2]", "[PERSON_1]"}
    assert (answer.usage, answer.finish_reasons) == (Usage(12, 3), ("tool_calls",))
    assert answer.encrypted == (block_digest("c2ln"),)
    assert answer.sealed == (block_digest("hm [PERSON_1]"),)
    failed = WIRE.read_answer(b'{"message":"no"}')
    assert (failed.usage, failed.finish_reasons) == (Usage(), ())
    with pytest.raises(VendorProtocolError):
        WIRE.read_answer(b"[]")


@pytest.mark.parametrize(
    ("error", "kind", "in_stream"),
    [
        (Malformed("no", param="messages"), "ValidationException", "validationException"),
        (PolicyDenied("no"), "ValidationException", "validationException"),
        (Unauthenticated("no"), "AccessDeniedException", "validationException"),
        (RequestTimeout("no"), "RequestTimeoutException", "validationException"),
        (Overloaded("no"), "ServiceUnavailableException", "serviceUnavailableException"),
        (VendorTimeout("no"), "ModelTimeoutException", "internalServerException"),
        (ClearanceError("no"), "InternalServerException", "internalServerException"),
    ],
)
def test_errors_as_the_sdk_reads_them(error: ClearanceError, kind: str, in_stream: str) -> None:
    value = json.loads(WIRE.error_body(error, "req-1"))
    assert value["message"] == ("no (messages)" if error.param else "no")
    assert (value["code"], value["requestId"]) == (error.code, "req-1")
    assert WIRE.error_headers(error) == (("x-amzn-errortype", kind),)
    (message,) = MessageSplitter().feed(WIRE.error_event(error, "req-1"))
    assert message.headers[":exception-type"] == in_stream
    assert message.headers[":message-type"] == "exception"
    assert json.loads(message.payload) == value
