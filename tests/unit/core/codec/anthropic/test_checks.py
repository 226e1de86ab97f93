# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a Messages request must be, what is refused, and what is left to the exchange."""

from typing import Any

import pytest

from clearance.core.codec.anthropic.checks import Checked, check_request
from clearance.errors import Malformed, PartRefused

SEALED = "QUJD" * 12
FILE = {"type": "file", "file_id": "file_1"}


def request(*blocks: Any, **members: Any) -> dict[str, Any]:
    return {"model": "claude", "messages": [{"role": "user", "content": list(blocks) or "hi"}]} | members


def check(*blocks: Any, **members: Any) -> Checked:
    return check_request(request(*blocks, **members))


@pytest.mark.parametrize(
    ("value", "param"),
    [
        ([], None),
        ({"messages": []}, "model"),
        ({"model": ""}, "model"),
        ({"model": "m" * 257}, "model"),
        ({"model": "Maria Gonzalez"}, "model"),
        ({"model": "m", "stream": "yes"}, "stream"),
        ({"model": "m"}, "messages"),
        ({"model": "m", "messages": []}, "messages"),
        ({"model": "m", "messages": ["x"]}, "messages[0]"),
        ({"model": "m", "messages": [{"content": "x"}]}, "messages[0].role"),
        ({"model": "m", "messages": [{"role": "user", "content": 7}]}, "messages[0].content"),
        ({"model": "m", "messages": [{"role": "user", "content": ["x"]}]}, "messages[0].content[0]"),
        (request(system=7), "system"),
        (request({"type": "text"}), "messages[0].content[0].text"),
        (request({"type": "redacted_thinking", "data": "Maria"}), "messages[0].content[0].data"),
        (request({"type": "redacted_thinking", "data": [SEALED]}), "messages[0].content[0].data"),
        (request(tools={}), "tools"),
        (request(tools=["x"]), "tools[0]"),
        (request(mcp_servers={}), "mcp_servers"),
    ],
)
def test_what_is_not_of_this_shape(value: Any, param: str | None) -> None:
    with pytest.raises(Malformed) as caught:
        check_request(value)
    assert caught.value.param == param
    assert "Maria" not in caught.value.safe_message


IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}


@pytest.mark.parametrize(
    ("value", "param"),
    [
        (request(IMAGE), "messages[0].content[0]"),
        (request({"type": "tool_result", "tool_use_id": "t", "content": [IMAGE]}), "messages[0].content[0].content[0]"),
        (request({"type": "tool_result", "tool_use_id": "t", "content": IMAGE}), "messages[0].content[0].content"),
        (request({"type": "document", "source": IMAGE["source"]}), "messages[0].content[0].source"),
        (
            request({"type": "document", "source": {"type": "url", "url": "https://x"}}),
            "messages[0].content[0].source",
        ),
        (request({"type": "text", "text": "x", "extra": [IMAGE]}), "messages[0].content[0].*[0]"),
        (request({"type": "new", "mrn 7": {"a": IMAGE}}), "messages[0].content[0].*.*"),
        ({"model": "m", "messages": [{"role": "user", "content": "x", "source": IMAGE}]}, "messages[0].source"),
        (request(system=[IMAGE]), "system[0]"),
        (request(tools=[{"type": "advisor_20260301", "name": "advisor", "model": "m"}]), "tools[0]"),
        (request(tools=[{"type": 7}]), "tools[0]"),
        (request(fallbacks=[{"model": "other"}]), "fallbacks"),
        (request(inference_geo="global"), "inference_geo"),
    ],
)
def test_what_cannot_be_scanned_or_runs_elsewhere_is_refused_by_path(value: Any, param: str) -> None:
    with pytest.raises(PartRefused) as caught:
        check_request(value)
    assert caught.value.param == param


@pytest.mark.parametrize(
    ("value", "guarded"),
    [
        (request(tools=[{"type": "web_search_20260318", "name": "web_search"}]), ("web_search", "tools[0]")),
        (request(tools=[{"type": "web_fetch_20250910", "name": "web_fetch"}]), ("web_fetch", "tools[0]")),
        (request(tools=[{"name": "f"}, {"type": "code_execution_20250825"}]), ("code_interpreter", "tools[1]")),
        (request(tools=[{"type": "tool_search_tool_bm25_20251119"}]), ("tool_search", "tools[0]")),
        (request(tools=[{"type": "mcp_toolset", "mcp_server_name": "s"}]), ("mcp", "tools[0]")),
        (request(mcp_servers=[{"type": "url", "url": "https://x", "name": "s"}]), ("mcp", "mcp_servers[0]")),
        (request({"type": "document", "source": FILE}), ("server_file", "messages[0].content[0].source")),
        (request({"type": "container_upload", "file_id": "file_1"}), ("server_file", "messages[0].content[0]")),
        (request(container="container_1"), ("code_interpreter", "container")),
        (request(container={"id": "container_1", "skills": []}), ("code_interpreter", "container")),
    ],
)
def test_what_the_vendor_runs_or_keeps_is_for_the_exchange_to_decide(value: Any, guarded: tuple[str, str]) -> None:
    checked = check_request(value)
    assert checked.guarded == [guarded]
    assert guarded[0] in checked.features


@pytest.mark.parametrize(
    "tool",
    [
        {"name": "f", "input_schema": {"type": "object"}},
        {"type": None, "name": "f"},
        {"type": "custom", "name": "f"},
        {"type": "bash_20250124", "name": "bash"},
        {"type": "text_editor_20250728", "name": "str_replace_based_edit_tool"},
        {"type": "computer_20251124", "name": "computer", "display_width_px": 1024},
        {"type": "memory_20250818", "name": "memory"},
    ],
)
def test_tools_that_the_caller_runs_are_free(tool: dict[str, Any]) -> None:
    checked = check(tools=[tool])
    assert checked.guarded == []
    assert {"tools", "parallel_tools"} <= checked.features


def test_a_container_and_its_files_are_guarded() -> None:
    checked = check({"type": "document", "source": FILE}, container={"id": "container_1"})
    assert [feature for feature, _ in checked.guarded] == ["server_file", "code_interpreter"]


def test_parts_of_unknown_type_are_named_by_path() -> None:
    result = {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "new_part", "text": "x"}]}
    checked = check({"text": "x"}, {"type": ["x"]}, result, {"type": "text", "text": "x", "citations": [{"type": "y"}]})
    assert checked.unknown_parts == [
        "messages[0].content[0]",
        "messages[0].content[1]",
        "messages[0].content[2].content[0]",
        "messages[0].content[3].citations[0]",
    ]


def test_the_arguments_of_a_tool_call_are_anything() -> None:
    call = {"type": "tool_use", "id": "t", "name": "f", "input": {"type": "image", "source": {"type": "base64"}}}
    checked = check(call)
    assert (checked.unknown_parts, checked.guarded) == ([], [])


@pytest.mark.parametrize("kind", [[], {}, ["tool_use"], 7])
def test_a_type_that_is_no_word_is_refused_or_named(kind: Any) -> None:
    block = {"type": "text", "text": "x", "nested": {"type": kind, "input": "x"}}
    checked = check(block)
    assert checked.unknown_parts == ["messages[0].content[0].*"]


def test_null_counts_as_absent() -> None:
    members = ("stream", "system", "tools", "mcp_servers", "container", "fallbacks", "inference_geo", "tool_choice")
    checked = check(
        {"type": "text", "text": "x", "cache_control": None, "citations": None},
        {"type": "compaction", "content": None, "encrypted_content": None},
        **dict.fromkeys(members),
    )
    assert (checked.stream, checked.features, checked.guarded) == (False, set(), [])


def test_features_are_closed_names() -> None:
    checked = check(
        {"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}},
        stream=True,
        tools=[{"name": "f", "cache_control": {"type": "ephemeral"}}],
        tool_choice={"type": "auto", "disable_parallel_tool_use": True},
        thinking={"type": "adaptive"},
        output_config={"format": {"type": "json_schema", "schema": {}}},
        service_tier="auto",
        context_management={"edits": []},
        new_field=1,
    )
    assert checked.stream
    assert checked.features == {
        "stream",
        "tools",
        "json_schema",
        "reasoning",
        "service_tier",
        "prompt_cache",
        "context_management",
        "unknown_fields",
    }
