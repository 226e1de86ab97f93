# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a Responses request may not hold, what it must be allowed, and how its conversation opens."""

import hashlib
from typing import Any

import pytest

from clearance.core.codec.responses.checks import check_request
from clearance.core.codec.responses.items import ITEM_TYPES
from clearance.core.codec.responses.seed import conversation_seed
from clearance.errors import Malformed, PartRefused


def body(*items: Any, **members: Any) -> dict[str, Any]:
    return {"model": "gpt-5", "input": list(items) or "hello"} | members


def user(*parts: Any, **members: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(parts)} | members


def typed(kind: str, **members: Any) -> dict[str, Any]:
    return {"type": kind} | members


@pytest.mark.parametrize(
    ("value", "param"),
    [
        ([], None),
        ("x", None),
        ({"input": "x"}, "model"),
        (body(model="Jane Doe"), "model"),
        (body(stream="true"), "stream"),
        (body(instructions=["x"]), "instructions"),
        (body(input={"role": "user"}), "input"),
        (body("x"), "input[0]"),
        (body(["x"]), "input[0]"),
        (body({"content": "x"}), "input[0]"),
        (body(typed("message", content="x")), "input[0].role"),
        (body(typed("item_reference", id=7)), "input[0].id"),
        (body(user("x")), "input[0].content[0]"),
        (body({"role": "user", "content": 7}), "input[0].content"),
        (body(user(typed("input_text"))), "input[0].content[0].text"),
        (body(user(typed("refusal", text="x"))), "input[0].content[0].refusal"),
        (body(previous_response_id=7), "previous_response_id"),
        (body(conversation={"name": "x"}), "conversation.id"),
        (body(conversation=7), "conversation"),
        (body(prompt="x"), "prompt"),
        (body(prompt={}), "prompt.id"),
        (body(prompt={"id": "p", "variables": "x"}), "prompt.variables"),
        (body(prompt={"id": "p", "variables": {"Jane": 7}}), "prompt.variables.*"),
        (body(tools={}), "tools"),
        (body(tools=["x"]), "tools[0]"),
        (body(tools=[typed("namespace", tools="x")]), "tools[0].tools"),
        (body(tools=[typed("code_interpreter", container=7)]), "tools[0].container"),
        (body(tools=[typed("shell", environment={"skills": "x"})]), "tools[0].environment.skills"),
        (body(typed("tool_search_output", tools={})), "input[0].tools"),
        (body(tool_choice=1), "tool_choice"),
        (body(tool_choice=typed("allowed_tools")), "tool_choice.tools"),
        (body(tool_choice=typed("allowed_tools", tools=["x"])), "tool_choice.tools[0]"),
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
        (body(user(typed("input_image", image_url="https://canary"))), "input[0].content[0]"),
        (body(user(typed("input_text", text="x"), typed("input_file", file_id="canary"))), "input[0].content[1]"),
        (body(user(typed("input_audio"))), "input[0].content[0]"),
        (body(user(typed("input_text", text="x", image_url="canary"))), "input[0].content[0].image_url"),
        (body(user(typed("output_text", text="x", logprobs=[{"token": "can"}]))), "input[0].content[0].logprobs"),
        (body(user(), user(file_id="canary")), "input[1].file_id"),
        (body(typed("computer_call_output", output=typed("computer_screenshot"))), "input[0].output"),
        (body(typed("function_call_output", output=[typed("input_image")])), "input[0].output[0]"),
        (body(typed("code_interpreter_call", outputs=[typed("image", url="canary")])), "input[0].outputs[0]"),
        (body(typed("image_generation_call", result="canary")), "input[0].result"),
        (body(typed("holography", image_url="canary")), "input[0].image_url"),
        (body(prompt={"id": "p", "variables": {"canary": typed("input_image")}}), "prompt.variables.*"),
        (body(tools=[typed("image_generation", input_image_mask={"file_id": "canary"})]), "tools[0].input_image_mask"),
        (
            body(tools=[typed("shell", environment={"skills": [typed("inline", source="canary")]})]),
            "tools[0].environment.skills[0]",
        ),
        (body(tools=[typed("shell", environment={"skills": ["canary"]})]), "tools[0].environment.skills[0]"),
        (body(web_search_options={}), "web_search_options"),
        (body(plugins=[{"id": "web"}]), "plugins"),
        (body(attachments=["canary"]), "attachments"),
    ],
)
def test_parts_that_cannot_be_scanned(value: Any, param: str) -> None:
    with pytest.raises(PartRefused) as caught:
        check_request(value)
    assert caught.value.param == param
    assert "canary" not in caught.value.safe_message


@pytest.mark.parametrize(
    ("value", "guarded"),
    [
        (body(tools=[typed("web_search")]), [("web_search", "tools[0]")]),
        (body(tools=[typed("web_search_2025_08_26")]), [("web_search", "tools[0]")]),
        (body(tools=[typed("web_search_preview")]), [("web_search", "tools[0]")]),
        (body(tools=[typed("file_search", vector_store_ids=["vs"])]), [("file_search", "tools[0]")]),
        (body(tools=[typed("code_interpreter", container="c")]), [("code_interpreter", "tools[0]")]),
        (
            body(tools=[typed("code_interpreter", container={"type": "auto", "file_ids": ["f"]})]),
            [("code_interpreter", "tools[0]"), ("server_file", "tools[0].container.file_ids")],
        ),
        (
            body(tools=[typed("code_interpreter", container={"type": "auto", "file_ids": []})]),
            [("code_interpreter", "tools[0]")],
        ),
        (body(tools=[typed("programmatic_tool_calling")]), [("code_interpreter", "tools[0]")]),
        (body(tools=[typed("computer_use_preview")]), [("computer_use", "tools[0]")]),
        (body(tools=[typed("image_generation")]), [("image_generation", "tools[0]")]),
        (body(tools=[typed("mcp", server_url="https://x")]), [("mcp", "tools[0]")]),
        (body(tools=[typed("mcp", connector_id="c")]), [("connector", "tools[0]")]),
        (body(tools=[typed("shell")]), [("shell", "tools[0].environment")]),
        (body(tools=[typed("shell", environment={"type": "local", "skills": [{"name": "n"}]})]), []),
        (
            body(tools=[typed("shell", environment={"skills": [typed("skill_reference")]})]),
            [("shell", "tools[0].environment"), ("server_file", "tools[0].environment.skills[0]")],
        ),
        (body(tools=[typed("tool_search")]), [("tool_search", "tools[0]")]),
        (body(tools=[typed("tool_search", execution="client")]), []),
        (body(tools=[typed("local_shell"), typed("apply_patch"), typed("function"), typed("custom")]), []),
        (body(tools=[typed("namespace", tools=[typed("mcp")])]), [("mcp", "tools[0].tools[0]")]),
        (body(typed("additional_tools", tools=[typed("mcp")])), [("mcp", "input[0].tools[0]")]),
        (body(typed("shell_call", environment={"type": "container_reference"})), [("shell", "input[0].environment")]),
        (body(typed("shell_call", environment=typed("local"))), []),
        (body(tool_choice=typed("mcp")), [("mcp", "tool_choice")]),
        (body(tool_choice=typed("shell")), []),
        (body(tool_choice=typed("function", name="f")), []),
        (
            body(tool_choice=typed("allowed_tools", tools=[typed("shell"), typed("file_search")])),
            [("file_search", "tool_choice.tools[1]")],
        ),
        (body(background=True), [("background", "background")]),
        (body(background_options={"completion_window": "2h"}), [("background", "background_options")]),
        (body(typed("reasoning", encrypted_content="abc")), []),
    ],
)
def test_what_the_vendor_would_do_by_itself_is_guarded(value: Any, guarded: list[tuple[str, str]]) -> None:
    checked = check_request(value)
    assert checked.guarded == guarded
    assert {feature for feature, _ in guarded} <= checked.features


@pytest.mark.parametrize(
    ("value", "references", "guarded"),
    [
        (body(previous_response_id="resp_1"), ["resp_1"], []),
        (body(conversation="conv_1"), ["conv_1"], []),
        (body(conversation={"id": "conv_1"}), ["conv_1"], []),
        (body({"id": "msg_1"}), ["msg_1"], []),
        (body({"id": "msg_1", "type": None}), ["msg_1"], []),
        (body(typed("item_reference", id="rs_1")), ["rs_1"], []),
        (body(prompt={"id": "pmpt_1", "variables": {"a": "x"}}), [], [("server_prompt", "prompt.id")]),
        (body(prompt={"id": "pmpt_1"}), [], [("server_prompt", "prompt.id")]),
    ],
)
def test_what_the_vendor_keeps_is_named(value: Any, references: list[str], guarded: list[tuple[str, str]]) -> None:
    checked = check_request(value)
    assert checked.references == references
    assert checked.guarded == guarded


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        (body(typed("holography", content=7, image_url=None)), ["input[0]"]),
        (body({"type": ["message"], "role": "user"}), ["input[0]"]),
        (body(user(typed("scent", text="x"))), ["input[0].content[0]"]),
        (body(user(typed("input_text", text="x"), {"text": "x"})), ["input[0].content[1]"]),
        (body(tools=[typed("teleport")]), ["tools[0]"]),
        (body(tools=[{"name": "f"}]), ["tools[0]"]),
        (body(typed("shell_call_output", output=[{"stdout": "x", "stderr": ""}])), []),
        (body(typed("code_interpreter_call", outputs=[typed("logs", logs="x")])), []),
    ],
)
def test_parts_of_unknown_types_are_named(value: Any, paths: list[str]) -> None:
    assert check_request(value).unknown_parts == paths


@pytest.mark.parametrize("kind", sorted(ITEM_TYPES - {"message", "item_reference"}))
def test_every_item_type_is_known(kind: str) -> None:
    checked = check_request(body(typed(kind, output="x", content="x", encrypted_content=None)))
    assert (checked.unknown_parts, checked.guarded) == ([], [])


def test_null_is_absent() -> None:
    checked = check_request(
        body(
            user(content=None, image_url=None),
            typed("image_generation_call", result=None),
            typed("reasoning", summary=[], content=None),
            user(typed("output_text", text="", logprobs=[], annotations=[])),
            **dict.fromkeys(
                ("instructions", "stream", "background", "background_options", "previous_response_id", "conversation"),
            ),
            **dict.fromkeys(("prompt", "tools", "tool_choice", "text", "include", "top_logprobs")),
        )
    )
    assert checked.features == frozenset()
    assert (checked.stream, checked.guarded, checked.unknown_parts, checked.references) == (False, [], [], [])
    assert check_request({"model": "m"}).model == "m"


@pytest.mark.parametrize(
    ("members", "features"),
    [
        ({"stream": True}, {"stream"}),
        ({"tools": [typed("custom")]}, {"tools", "custom_tools"}),
        ({"tools": [typed("namespace", tools=[typed("custom")])]}, {"tools", "custom_tools"}),
        ({"tools": [typed("function")], "parallel_tool_calls": True}, {"tools", "parallel_tools"}),
        ({"text": {"format": {"type": "json_schema"}}}, {"json_schema"}),
        ({"text": {"format": {"type": "json_object"}}}, {"json_object"}),
        ({"text": {"format": "x"}}, set()),
        ({"text": "x"}, set()),
        ({"include": ["message.output_text.logprobs"]}, {"logprobs"}),
        ({"include": ["reasoning.encrypted_content"], "top_logprobs": 2}, {"logprobs"}),
        ({"store": True}, {"store"}),
        ({"store": False}, set()),
        ({"previous_response_id": "r"}, {"store"}),
        ({"reasoning": {"effort": "low"}}, {"reasoning"}),
        ({"service_tier": "flex"}, {"service_tier"}),
        ({"moderation": {"model": "m"}}, {"moderation"}),
        ({"prompt_cache_key": "k"}, {"prompt_cache"}),
        ({"tools": [typed("web_search")]}, {"tools", "web_search"}),
        ({"payer": "x"}, {"unknown_fields"}),
    ],
)
def test_features_are_closed_names(members: dict[str, Any], features: set[str]) -> None:
    assert check_request(body(**members)).features == features


def seed(*items: Any, **members: Any) -> bytes:
    value = body(*items, **members)
    check_request(value)
    return conversation_seed(value)


def says(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": text}


def test_the_seed_is_the_opening() -> None:
    data = b"s" + (1).to_bytes(8, "big") + b"i" + b"s" + (1).to_bytes(8, "big") + b"d"
    data += b"u" + (1).to_bytes(8, "big") + b"u"
    first = seed(says("developer", "d"), says("user", "u"), instructions="i")
    assert first == hashlib.sha256(data).digest()


def test_a_later_turn_has_the_same_seed() -> None:
    first = seed(says("user", "u"), instructions="i")
    assert seed(input="u", instructions="i") == first
    later = (
        typed("message", role="user", content=[typed("input_text", text="u")]),
        typed("reasoning", summary=[typed("summary_text", text="s")]),
        typed("function_call", arguments="{}"),
        typed("message", role="assistant", content=[typed("output_text", text="a")]),
        says("user", "v"),
    )
    assert seed(*later, instructions="i") == first


def test_different_openings_have_different_seeds() -> None:
    different = {
        seed(input="u"),
        seed(input="v"),
        seed(input="u", instructions="i"),
        seed(input="ui"),
        seed(says("system", "u")),
        seed(says("user", "")),
        seed(user(typed("refusal", refusal="u"), typed("input_text", text="u"))),
        seed(user(typed("scent", text="u"), typed("scent", text=7), typed("scent", smell="u"))) + b"!",
        conversation_seed({"model": "m"}),
    }
    assert len(different) == 9
    assert seed(user(typed("scent", text="u"))) == seed(user({"type": ["x"], "text": "u"})) == seed(input="u")
    assert seed(typed("scent", role="user", content=["u"])) == seed(says("assistant", "u"))
