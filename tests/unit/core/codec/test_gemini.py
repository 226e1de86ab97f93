# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Gemini wire: which strings a request and an answer hold, what is refused, queries and errors."""

import json
from base64 import b64encode, urlsafe_b64encode
from typing import Any

import pytest

from clearance.core.codec.json_walk import block_digest, show_path
from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import ReadRequest
from clearance.errors import (
    ClearanceError,
    Malformed,
    Overloaded,
    PartRefused,
    PolicyDenied,
    Unauthenticated,
    VendorProtocolError,
)
from clearance.model.prompt import Segment, Usage
from clearance.model.words import Guarded

PATH = "/v1beta/models/gemini-3-pro:generateContent"
STREAM = "/v1/models/gemini-3-pro:streamGenerateContent"
COUNT = "/v1beta/models/gemini-3-pro:countTokens"
WIRE = WIRES[PATH]
RAW = b"\xfb\xff\xfethought"


def body(**fields: Any) -> dict[str, Any]:
    return {"contents": [{"role": "user", "parts": [{"text": "hello"}]}]} | fields


def with_part(part: Any) -> dict[str, Any]:
    return body(contents=[{"role": "user", "parts": [{"text": "hello"}, part]}])


def read(value: Any, path: str = PATH) -> ReadRequest:
    return WIRES[path].read_request(json.dumps(value).encode(), path)


def listed(segments: tuple[Segment, ...]) -> list[tuple[str, str, str]]:
    return [(show_path(s.path), s.text.reveal(), "key" if s.is_key else s.directive.value) for s in segments]


def test_a_plain_request() -> None:
    seen = read(body(system_instruction={"parts": {"text": "Be brief."}}, labels={"ward": "w-1"}))
    assert listed(seen.segments) == [
        ("contents[0].parts[0].text", "hello", "scan"),
        ("system_instruction.parts.text", "Be brief.", "scan"),
        ("labels.*", "ward", "key"),
        ("labels.*", "w-1", "scan"),
    ]
    assert seen.segments[0].role == "user"
    facts = seen.facts
    assert (facts.wire, facts.endpoint) == ("gemini", "/v1beta/models/{model}:generateContent")
    assert (facts.model, facts.stream, facts.features) == ("gemini-3-pro", False, frozenset())
    assert (
        facts.conversation_seed
        == read(body(systemInstruction={"parts": [{"text": "Be brief."}]})).facts.conversation_seed
    )
    assert facts.conversation_seed != read(body()).facts.conversation_seed


def test_the_seed_is_of_the_first_user_content_only() -> None:
    later = [{"role": "model", "parts": [{"text": "hi"}]}, {"parts": [{"text": "more"}]}]
    assert (
        read(body(contents=[*body()["contents"], *later])).facts.conversation_seed
        == read(body()).facts.conversation_seed
    )
    opened = body(contents=[{"role": "model", "parts": [{"text": "hi"}]}, *body()["contents"]])
    assert read(opened).facts.conversation_seed == read(body()).facts.conversation_seed
    assert len(read(body(contents=[{"role": "model", "parts": [{"text": "hi"}]}])).facts.conversation_seed) == 32


def test_history_of_calls_keeps_names_and_shows_values() -> None:
    contents = [
        {"role": "user", "parts": [{"text": "x"}]},
        {
            "role": "model",
            "parts": [
                {
                    "functionCall": {"id": "c1", "name": "find", "args": {"who": "Jane", "mrn": 12345678}},
                    "thoughtSignature": b64encode(RAW).decode(),
                },
                {"executableCode": {"language": "PYTHON", "code": "print(1)"}},
                {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
            ],
        },
        {"role": "user", "parts": [{"function_response": {"name": "find", "response": {"r": '{"dob": "1951"}'}}}]},
    ]
    seen = read(body(contents=contents))
    assert listed(seen.segments)[1:] == [
        ("contents[1].parts[0].functionCall.id", "c1", "name"),
        ("contents[1].parts[0].functionCall.name", "find", "name"),
        ("contents[1].parts[0].functionCall.args.*", "who", "key"),
        ("contents[1].parts[0].functionCall.args.*", "Jane", "scan"),
        ("contents[1].parts[0].functionCall.args.*", "mrn", "key"),
        ("contents[1].parts[0].functionCall.args.*", "12345678", "scan"),
        ("contents[1].parts[1].executableCode.code", "print(1)", "scan"),
        ("contents[1].parts[2].codeExecutionResult.output", "1", "scan"),
        ("contents[2].parts[0].function_response.name", "find", "name"),
        ("contents[2].parts[0].function_response.response.*", "r", "key"),
        ("contents[2].parts[0].function_response.response.*.*", "dob", "key"),
        ("contents[2].parts[0].function_response.response.*.*", "1951", "scan"),
    ]
    assert seen.facts.encrypted == (block_digest(urlsafe_b64encode(RAW).decode().rstrip("=")),)


def test_a_stand_in_for_a_signature_is_none() -> None:
    part = {"functionCall": {"name": "f"}, "thought_signature": "skip_thought_signature_validator"}
    seen = read(with_part(part))
    assert seen.facts.encrypted == ()
    assert "skip_thought_signature_validator" not in [s.text.reveal() for s in seen.segments]


@pytest.mark.parametrize("field", ["parameters", "parametersJsonSchema", "parameters_json_schema"])
def test_tools_and_schemas(field: str) -> None:
    schema = {
        "type": "OBJECT",
        "properties": {"who": {"type": "string", "description": "the person", "minItems": 10}},
        "propertyOrdering": ["who"],
        "required": ["who"],
    }
    config = {
        "responseMimeType": "application/json",
        "responseSchema": {"type": "STRING", "enum": ["Jane"]},
        "stopSequences": ["END"],
        "maxOutputTokens": 4096,
        "thinkingConfig": {"thinkingBudget": 2048},
        "candidateCount": 2,
    }
    tool = {"functionDeclarations": [{"name": "find", "description": "Finds.", field: schema}]}
    calling = {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["find"]}}
    seen = read(body(tools=[tool], generationConfig=config, toolConfig=calling), STREAM)
    where = f"tools[0].functionDeclarations[0].{field}"
    assert listed(seen.segments)[1:] == [
        ("tools[0].functionDeclarations[0].name", "find", "name"),
        ("tools[0].functionDeclarations[0].description", "Finds.", "scan"),
        (f"{where}.properties.*", "who", "key"),
        (f"{where}.properties.*.description", "the person", "scan"),
        (f"{where}.propertyOrdering[0]", "who", "name"),
        (f"{where}.required[0]", "who", "name"),
        ("generationConfig.responseSchema.enum[0]", "Jane", "scan"),
        ("generationConfig.stopSequences[0]", "END", "scan"),
        ("toolConfig.functionCallingConfig.allowedFunctionNames[0]", "find", "name"),
    ]
    assert seen.facts.features == {"stream", "tools", "json_schema", "reasoning", "multiple_choices"}


@pytest.mark.parametrize(
    ("tool", "feature"),
    [
        ("googleSearch", Guarded.WEB_SEARCH),
        ("google_search_retrieval", Guarded.WEB_SEARCH),
        ("urlContext", Guarded.WEB_FETCH),
        ("code_execution", Guarded.CODE_INTERPRETER),
        ("googleMaps", Guarded.MAPS),
        ("fileSearch", Guarded.FILE_SEARCH),
        ("computerUse", Guarded.COMPUTER_USE),
    ],
)
def test_what_the_vendor_runs_is_guarded(tool: str, feature: Guarded) -> None:
    assert read(body(tools=[{"mcpServers": None, tool: {}}])).facts.guarded == ((feature, f"tools[0].{tool}"),)
    assert read(body(tools={tool: {}})).facts.guarded == ((feature, f"tools.{tool}"),)


def test_what_the_vendor_keeps_is_guarded() -> None:
    cached = read(body(cached_content="cachedContents/7")).facts
    assert cached.guarded == ((Guarded.SERVER_CACHE, "cachedContent"),)
    uri = "https://generativelanguage.googleapis.com/v1beta/files/abc"
    kept = read(with_part({"fileData": {"fileUri": uri, "mimeType": "text/plain"}})).facts
    assert kept.guarded == ((Guarded.SERVER_FILE, "contents[0].parts[1].fileData"),)
    somewhere = {"retrievalConfig": {"latLng": {"latitude": 48.2, "longitude": 16.4}}}
    assert read(body(toolConfig=somewhere)).facts.guarded == ((Guarded.MAPS, "toolConfig.retrievalConfig.latLng"),)
    assert read(body(toolConfig={"retrievalConfig": {"languageCode": "de"}})).facts.guarded == ()


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (with_part({"text": "x", "holo": {"data": "y"}}), "contents[0].parts[1]"),
        (with_part({"holo": "y", "text": None}), "contents[0].parts[1]"),
        (body(tools=[{"teleport": {}}]), "tools[0]"),
    ],
)
def test_unknown_parts_are_noted_and_scanned(value: Any, path: str) -> None:
    assert read(value).facts.unknown_parts == (path,)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (with_part({"inlineData": {"mimeType": "image/png", "data": "AAAA"}}), "contents[0].parts[1].inlineData"),
        (with_part({"inline_data": {"data": "AAAA"}}), "contents[0].parts[1].inlineData"),
        (with_part({"fileData": {"fileUri": "gs://bucket/x.pdf"}}), "contents[0].parts[1].fileData"),
        (with_part({"file_data": {}}), "contents[0].parts[1].fileData"),
        (
            with_part({"functionResponse": {"name": "f", "parts": [{"inlineData": {"data": "A"}}]}}),
            "contents[0].parts[1].functionResponse.parts[0].inlineData",
        ),
        (body(systemInstruction={"parts": [{"inlineData": {}}]}), "systemInstruction.parts[0].inlineData"),
        (body(generationConfig={"responseModalities": ["TEXT", "IMAGE"]}), "generationConfig.responseModalities"),
        (body(generation_config={"response_modalities": "AUDIO"}), "generationConfig.responseModalities"),
        (body(generationConfig={"speechConfig": {}}), "generationConfig.speechConfig"),
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
        ({}, "contents"),
        (body(contents=[]), "contents"),
        (body(contents="hello"), "contents"),
        (body(contents=["hello"]), "contents[0]"),
        (body(contents=[{"role": 7, "parts": []}]), "contents[0].role"),
        (body(model="other"), "model"),
        (body(cachedContent=["x"]), "cachedContent"),
        (body(tools="x"), "tools"),
        (body(tools=[{"functionDeclarations": "x"}]), "tools[0].functionDeclarations"),
        (body(toolConfig=[]), "toolConfig"),
        (body(generationConfig=[]), "generationConfig"),
        (body(systemInstruction="x"), "systemInstruction"),
        (body(systemInstruction={}, system_instruction={}), "systemInstruction"),
        (with_part({"inlineData": None, "inline_data": None}), "contents[0].parts[1].inlineData"),
        (with_part({"thoughtSignature": "a", "thought_signature": "b"}), "contents[0].parts[1].thoughtSignature"),
        (with_part({"fileData": "x"}), "contents[0].parts[1].fileData"),
        (with_part({"functionResponse": "x"}), "contents[0].parts[1].functionResponse"),
    ],
)
def test_what_is_not_of_the_wires_shape(value: Any, param: str | None) -> None:
    with pytest.raises(Malformed) as refused:
        read(value)
    assert refused.value.param == param


def test_null_counts_as_absent() -> None:
    nothing = dict.fromkeys(("tools", "toolConfig", "generationConfig", "cachedContent", "systemInstruction", "model"))
    plain = {"text": "hello", "inlineData": None, "fileData": None, "functionResponse": None}
    seen = read(body(contents=[{"role": None, "parts": [plain]}, {"parts": None}], **nothing))
    assert (seen.facts.guarded, seen.facts.unknown_parts, seen.facts.features) == ((), (), frozenset())
    for modalities in (None, [], ["TEXT"], "TEXT"):
        assert read(body(generationConfig={"responseModalities": modalities})).facts.features == frozenset()


def test_features_and_settings() -> None:
    config = {"responseMimeType": "application/json", "responseLogprobs": True}
    facts = read(body(model="models/gemini-3-pro", store=True, generationConfig=config, extra=1)).facts
    assert facts.features == {"json_object", "logprobs", "store", "model_in_body", "unknown_fields"}
    assert WIRE.settings(facts, "g-3", frozenset(), "gemini-3-pro") == {"model": "models/g-3", "store": False}
    assert WIRE.settings(facts, "gemini-3-pro", frozenset({"store"}), "gemini-3-pro") == {}
    assert WIRE.settings(read(body()).facts, "g-3", frozenset(), "gemini-3-pro") == {}


def test_counting_tokens_of_a_whole_request() -> None:
    inner = body(model="models/gemini-3-pro", systemInstruction={"parts": [{"text": "Be brief."}]})
    seen = read({"generateContentRequest": inner}, COUNT)
    assert [text for _, text, _ in listed(seen.segments)] == ["hello", "Be brief."]
    assert seen.facts.features == frozenset()
    assert read(body(), COUNT).facts.conversation_seed == read(body()).facts.conversation_seed
    for value, path in (
        (body(generateContentRequest=inner), COUNT),
        ({"generateContentRequest": inner, "tools": [{"googleSearch": {}}]}, COUNT),
        (body(generate_content_request={"model": "canary"}), PATH),
    ):
        with pytest.raises(Malformed, match="stands alone"):
            read(value, path)
    with pytest.raises(Malformed) as other:
        read({"model": "other", "generateContentRequest": inner}, COUNT)
    assert other.value.param == "model"
    with pytest.raises(Malformed, match="not an object"):
        read({"generateContentRequest": 7}, COUNT)
    with pytest.raises(PartRefused) as refused:
        read({"generateContentRequest": with_part({"inlineData": {}})}, COUNT)
    assert refused.value.param == "generateContentRequest.contents[0].parts[1].inlineData"


def test_paths_at_the_vendor() -> None:
    assert WIRE.vendor_path("g-3") == "/v1beta/models/g-3:generateContent"
    assert WIRES[STREAM].vendor_path("g/3") == "/v1/models/g%2F3:streamGenerateContent?alt=sse"


@pytest.mark.parametrize(
    ("path", "query"),
    [(PATH, ""), (PATH, "alt=json"), (PATH, "prettyPrint=false"), (STREAM, "alt=sse"), (STREAM, "%24alt=sse")],
)
def test_queries_that_say_how_to_answer(path: str, query: str) -> None:
    WIRES[path].check_query(query)


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        (PATH, "key=canary", "x-goog-api-key"),
        (STREAM, "alt=sse&key=canary", "x-goog-api-key"),
        (PATH, "access_token=canary", "x-goog-api-key"),
        (STREAM, "", "alt=sse"),
        (STREAM, "alt=json", "alt=sse"),
        (PATH, "alt=sse", "json"),
        (PATH, "%24alt=json;enum-encoding=int", "json"),
        (PATH, "canary=1", "query parameter"),
    ],
)
def test_queries_that_are_refused(path: str, query: str, said: str) -> None:
    with pytest.raises(Malformed) as refused:
        WIRES[path].check_query(query)
    assert said in refused.value.safe_message
    assert "canary" not in refused.value.safe_message


def test_a_whole_answer() -> None:
    args = {"who": "[PERSON_1]", "[MRN_2]": {"n": 12345678}}
    call = {"functionCall": {"name": "find", "args": args}, "thoughtSignature": b64encode(RAW).decode()}
    value = {
        "candidates": [
            {
                "content": {"role": "model", "parts": [{"text": "thinking", "thought": True}, {"text": "hi"}, call]},
                "finishReason": "STOP",
                "index": 0,
                "groundingMetadata": {"webSearchQueries": ["q"], "searchEntryPoint": {"renderedContent": "<b>"}},
            }
        ],
        "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 3, "thoughtsTokenCount": 20},
        "modelVersion": "gemini-3-pro",
        "responseId": "r",
    }
    answer = WIRE.read_answer(json.dumps(value).encode())
    inside = "candidates[0].content.parts[2].functionCall"
    assert listed(answer.segments) == [
        ("candidates[0].content.parts[0].text", "thinking", "scan"),
        ("candidates[0].content.parts[1].text", "hi", "scan"),
        (f"{inside}.name", "find", "name"),
        (f"{inside}.args.*", "who", "key"),
        (f"{inside}.args.*", "[PERSON_1]", "scan"),
        (f"{inside}.args.*", "[MRN_2]", "key"),
        (f"{inside}.args.*.*", "n", "key"),
        (f"{inside}.args.*.*", "12345678", "scan"),
        ("candidates[0].groundingMetadata.webSearchQueries[0]", "q", "scan"),
        ("candidates[0].groundingMetadata.searchEntryPoint.renderedContent", "<b>", "scan"),
        ("modelVersion", "gemini-3-pro", "name"),
        ("responseId", "r", "name"),
    ]
    in_calls = {s.text.reveal() for s in answer.segments if s.address in answer.tool_segments}
    assert in_calls == {"who", "[PERSON_1]", "[MRN_2]", "n"}
    assert (answer.usage, answer.finish_reasons) == (Usage(12, 23), ("stop",))
    assert answer.encrypted == (block_digest(b64encode(RAW).decode()),)


def test_other_answers() -> None:
    counted = WIRES[COUNT].read_answer(b'{"totalTokens":31}')
    assert (counted.usage, counted.finish_reasons) == (Usage(31), ())
    failed = WIRE.read_answer(b'{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}')
    assert [s.text.reveal() for s in failed.segments] == ["no", "INVALID_ARGUMENT"]
    odd = WIRE.read_answer(b'{"candidates":["x",{"finishReason":"NEW"}],"usageMetadata":{}}')
    assert (odd.usage, odd.finish_reasons) == (Usage(), ("NEW",))
    with pytest.raises(VendorProtocolError):
        WIRE.read_answer(b"[]")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Malformed("no", param="contents"), "INVALID_ARGUMENT"),
        (PolicyDenied("no"), "FAILED_PRECONDITION"),
        (Unauthenticated("no"), "UNAUTHENTICATED"),
        (Overloaded("no"), "UNAVAILABLE"),
        (ClearanceError("no"), "INTERNAL"),
    ],
)
def test_errors_as_googles_clients_read_them(error: ClearanceError, status: str) -> None:
    data = WIRE.error_body(error, "req-1")
    detail = json.loads(data)["error"]
    assert (detail["code"], detail["message"], detail["status"]) == (error.status_hint, "no", status)
    assert detail["details"][0]["reason"] == error.code.upper()
    assert detail["details"][0]["metadata"] == {"request_id": "req-1"}
    violations = [one["fieldViolations"][0]["field"] for one in detail["details"][1:]]
    assert violations == ([error.param] if error.param else [])
    assert WIRE.error_headers(error) == ()
    assert WIRE.error_event(error, "req-1") == b"data: " + data + b"\n\n"
