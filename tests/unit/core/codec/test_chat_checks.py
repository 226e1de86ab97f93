# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a chat request may not hold, and what is learned from one that passes."""

import hashlib
from typing import Any

import pytest

from clearance.core.codec.chat_checks import check_request, conversation_seed
from clearance.errors import Malformed, PartRefused

HELLO = {"role": "user", "content": "hello"}


def body(**members: Any) -> dict[str, Any]:
    return {"model": "gpt-4o-mini", "messages": [HELLO]} | members


def says(*content: Any, **members: Any) -> dict[str, Any]:
    return body(messages=[{"role": "user", "content": list(content)} | members])


@pytest.mark.parametrize(
    ("value", "param"),
    [
        ([], None),
        ("x", None),
        ({"messages": [HELLO]}, "model"),
        (body(model=7), "model"),
        (body(model=""), "model"),
        (body(model="x" * 257), "model"),
        (body(model="Jane Doe"), "model"),
        (body(model="modèle"), "model"),
        (body(stream="true"), "stream"),
        (body(stream=1), "stream"),
        ({"model": "m"}, "messages"),
        (body(messages=[]), "messages"),
        (body(messages={"role": "user"}), "messages"),
        (body(messages=[HELLO, "x"]), "messages[1]"),
        (body(messages=[{"content": "x"}]), "messages[0].role"),
        (body(messages=[{"role": "user", "content": 7}]), "messages[0].content"),
        (body(messages=[{"role": "user", "content": {"text": "x"}}]), "messages[0].content"),
        (says("x"), "messages[0].content[0]"),
        (says({"type": "text"}), "messages[0].content[0].text"),
        (says({"type": "refusal", "text": "x"}), "messages[0].content[0].refusal"),
        (body(tools={}), "tools"),
        (body(tools=["x"]), "tools[0]"),
        (body(messages=[HELLO | {"tool_calls": "x"}]), "messages[0].tool_calls"),
        (body(tool_choice=1), "tool_choice"),
        (body(tool_choice={"type": "allowed_tools"}), "tool_choice.allowed_tools"),
        (body(prediction="x"), "prediction"),
        (body(prediction={"type": "content", "content": 1}), "prediction.content"),
        (body(modalities="text"), "modalities"),
    ],
)
def test_shapes_that_are_not_this_wire(value: Any, param: str | None) -> None:
    with pytest.raises(Malformed) as caught:
        check_request(value)
    assert caught.value.param == param
    assert "Jane" not in caught.value.safe_message


@pytest.mark.parametrize(
    ("value", "param"),
    [
        (says({"type": "image_url", "image_url": {"url": "https://x"}}), "messages[0].content[0]"),
        (says({"type": "text", "text": "x"}, {"type": "input_audio"}), "messages[0].content[1]"),
        (says({"type": "text", "text": "x", "image_url": "data:"}), "messages[0].content[0].image_url"),
        (says({"type": "text", "text": "x"}, audio={"id": "a"}), "messages[0].audio"),
        (says({"type": "text", "text": "x"}, file_ids=["f"]), "messages[0].file_ids"),
        (body(modalities=["text", "audio"]), "modalities[1]"),
        (body(audio={"voice": "alloy"}), "audio"),
        (body(tools=[{"name": "canary"}]), "tools[0]"),
        (body(tools=[{"type": ["canary"]}]), "tools[0]"),
        (body(messages=[HELLO | {"tool_calls": [{"type": "canary"}]}]), "messages[0].tool_calls[0]"),
        (
            body(tool_choice={"type": "allowed_tools", "allowed_tools": {"tools": [{"type": "canary"}]}}),
            "tool_choice.allowed_tools.tools[0]",
        ),
        (body(plugins=[{"id": "canary"}]), "plugins[0]"),
        (body(attachments=[{}]), "attachments"),
        (says({"type": "file", "file": {"file_data": "data:"}}), "messages[0].content[0]"),
        (says({"type": "file", "file": {"file_id": "f", "file_data": "data:"}}), "messages[0].content[0]"),
        (says({"type": "file", "file": {"file_id": "f"}, "url": "https://x"}), "messages[0].content[0]"),
        (says({"type": "file", "file": {"filename": "f"}}), "messages[0].content[0]"),
        (says({"type": "file"}), "messages[0].content[0]"),
        (says({"type": "novel", "image": "x"}), "messages[0].content[0].image"),
        (body(prediction={"content": [{"type": "image_url"}]}), "prediction.content[0]"),
        (body(prediction={"content": "x", "file_id": "f"}), "prediction.file_id"),
    ],
)
def test_parts_that_cannot_be_scanned_or_run_elsewhere(value: Any, param: str) -> None:
    with pytest.raises(PartRefused) as caught:
        check_request(value)
    assert caught.value.param == param
    assert "canary" not in caught.value.safe_message


@pytest.mark.parametrize(
    ("value", "feature", "path"),
    [
        (body(web_search_options={}), "web_search", "web_search_options"),
        (body(search_parameters={"mode": "auto"}), "web_search", "search_parameters"),
        (body(plugins=[{"id": "web"}]), "web_search", "plugins[0]"),
        (body(data_sources=[{}]), "connector", "data_sources"),
        (body(mcp_servers=[{}]), "mcp", "mcp_servers"),
        (body(file_ids=["f"]), "server_file", "file_ids"),
        (says({"type": "file", "file": {"file_id": "f", "file_data": None}}), "server_file", "messages[0].content[0]"),
        (body(tools=[{"type": "function"}, {"type": "web_search"}]), "web_search", "tools[1]"),
        (body(tools=[{"type": "code_interpreter"}]), "code_interpreter", "tools[0]"),
        (body(tools=[{"type": "mcp", "server_url": "https://x"}]), "mcp", "tools[0]"),
        (body(tools=[{"type": "local_shell"}]), "shell", "tools[0]"),
        (body(tool_choice={"type": "web_search_preview"}), "web_search", "tool_choice"),
        (
            body(tool_choice={"type": "allowed_tools", "allowed_tools": {"tools": [{"type": "mcp"}]}}),
            "mcp",
            "tool_choice.allowed_tools.tools[0]",
        ),
    ],
)
def test_what_the_vendor_would_run_or_keeps_is_guarded(value: Any, feature: str, path: str) -> None:
    checked = check_request(value)
    assert checked.guarded == ((feature, path),)
    assert feature in checked.features


@pytest.mark.parametrize("part", [{"type": "canary", "text": "x"}, {"type": 7}, {"text": "x"}])
def test_parts_of_unknown_type_are_listed(part: dict[str, Any]) -> None:
    checked = check_request(says({"type": "text", "text": "x"}, part))
    assert checked.unknown_parts == ("messages[0].content[1]",)
    assert checked.features == {"unknown_parts"}
    assert len(conversation_seed(says(part)["messages"])) == 32


def test_a_refusal_names_a_known_type_only() -> None:
    with pytest.raises(PartRefused, match="a content part of 'image_url' type is not allowed: only text is scanned"):
        check_request(says({"type": "image_url"}))
    with pytest.raises(PartRefused, match="a tool of unknown type is not allowed"):
        check_request(body(tools=[{"type": "canary"}]))


def test_null_is_absent() -> None:
    message = {"role": "assistant", "content": None, "audio": None, "tool_calls": None}
    checked = check_request(
        body(
            messages=[message],
            tools=None,
            tool_choice=None,
            prediction=None,
            modalities=None,
            audio=None,
            stream=None,
            response_format=None,
            n=None,
        )
    )
    assert checked.features == frozenset()
    assert not checked.stream


def test_what_is_allowed() -> None:
    check_request(
        body(
            modalities=["text"],
            tools=[{"type": "function", "function": {"name": "f"}}, {"type": "custom", "custom": {"name": "c"}}],
            tool_choice={"type": "function", "function": {"name": "f"}},
            prediction={"type": "content", "content": [{"type": "text", "text": "x"}]},
        )
    )
    check_request(body(tool_choice="required"))
    check_request(body(tool_choice={"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}))


@pytest.mark.parametrize(
    ("members", "features"),
    [
        ({"stream": True}, {"stream"}),
        ({"tools": [{"type": "custom"}]}, {"tools", "custom_tools"}),
        ({"functions": [{"name": "f"}]}, {"tools", "unknown_fields"} - {"unknown_fields"}),
        ({"tools": [{"type": "function"}], "parallel_tool_calls": True}, {"tools", "parallel_tools"}),
        ({"response_format": {"type": "json_schema"}}, {"json_schema"}),
        ({"response_format": {"type": "json_object"}}, {"json_object"}),
        ({"response_format": "x"}, set()),
        ({"logprobs": True, "top_logprobs": 2}, {"logprobs"}),
        ({"logprobs": False, "n": 1, "tools": []}, set()),
        ({"n": 2}, {"multiple_choices"}),
        ({"prediction": {"content": "x"}}, {"prediction"}),
        ({"store": True, "metadata": {"a": "b"}}, {"store"}),
        ({"reasoning_effort": "low"}, {"reasoning"}),
        ({"service_tier": "flex"}, {"service_tier"}),
        ({"moderation": {"model": "m"}}, {"moderation"}),
        ({"prompt_cache_key": "k"}, {"prompt_cache"}),
        ({"payer": "x"}, {"unknown_fields"}),
    ],
)
def test_features_are_closed_names(members: dict[str, Any], features: set[str]) -> None:
    assert check_request(body(**members)).features == features


def seed(*messages: tuple[str, Any]) -> bytes:
    listed = [{"role": role, "content": content} for role, content in messages]
    check_request(body(messages=listed))
    return conversation_seed(listed)


def test_the_seed_is_the_opening() -> None:
    opening = (("system", "s"), ("user", "u"))
    data = b"s" + (1).to_bytes(8, "big") + b"s" + b"u" + (1).to_bytes(8, "big") + b"u"
    assert seed(*opening) == hashlib.sha256(data).digest()
    assert seed(*opening, ("assistant", "a"), ("user", "v")) == seed(*opening)
    assert seed(("developer", "s"), ("assistant", "x"), ("user", [{"type": "text", "text": "u"}])) == seed(*opening)
    different = {
        seed(*opening),
        seed(("system", "su"), ("user", "")),
        seed(("user", "u")),
        seed(("user", "s"), ("user", "u")),
        seed(("system", "s"), ("user", None)),
        seed(("assistant", "u")),
    }
    assert len(different) == 6
