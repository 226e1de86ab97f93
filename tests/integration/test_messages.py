# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A coding agent's traffic on the Messages wire, over real sockets."""

import json
from pathlib import Path
from typing import Any

import pytest

from clearance.testing import messages as vendor_says
from clearance.testing.installation import MESSAGES_BOUNDARY, Installation
from clearance.testing.vendor import Behaviour
from tests.integration.stage import Answer, inside, port_of, request, talk

NOTE = "Patient: Maria Gonzalez, MRN 48213377, DOB 03/14/1961, phone 415-555-0134. A1c 7.4 percent."
VALUES = ("Maria", "Gonzalez", "48213377", "03/14/1961", "415-555-0134")
SESSION = "user_" + "3f9a" * 16 + "_account__session_5a3c1f2e-8b7d-4c6a-9e1f-0a2b3c4d5e6f"
PATH = "/v1/messages?beta=true"
BETAS = "anthropic-beta: claude-code-20250219,interleaved-thinking-2025-05-14,brand-new-2027-01-31"
VERSION = "anthropic-version: 2023-06-01"
TOOL = {
    "name": "Write",
    "description": "Writes a file.",
    "input_schema": {"type": "object", "properties": {"content": {"type": "string"}}, "required": ["content"]},
    "cache_control": {"type": "ephemeral"},
}


def turn(number: str, *messages: dict[str, Any], **members: Any) -> bytes:
    line = f"x-anthropic-billing-header: cc_version=2.1.37.{number}; cc_entrypoint=cli; cch={number};"
    system = [
        {"type": "text", "text": line},
        {"type": "text", "text": "You are.", "cache_control": {"type": "ephemeral"}},
    ]
    fixed = {"model": "m", "max_tokens": 32000, "system": system, "tools": [TOOL], "metadata": {"user_id": SESSION}}
    thinking = {"thinking": {"type": "enabled", "budget_tokens": 31999}}
    return json.dumps(fixed | thinking | {"messages": list(messages)} | members).encode()


def user(*texts: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "text", "text": text} for text in texts]}


async def ask(house: Installation, body: bytes, *headers: str, path: str = PATH) -> Answer:
    return await talk(port_of(house), request(house.key, body, VERSION, *headers, path=path))


def get(key: str, path: str, *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: x", "connection: close", f"x-api-key: {key}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def unchunked(body: bytes) -> bytes:
    out = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        out, body = out + body[: int(size, 16)], body[int(size, 16) + 2 :]
    return out


def content_of(answer: Answer) -> list[dict[str, Any]]:
    """The blocks of a streamed answer, as a client collects them."""
    blocks: list[dict[str, Any]] = []
    for event in unchunked(answer.body).split(b"\n\n")[:-1]:
        value = json.loads(event.partition(b"\ndata: ")[2])
        if value["type"] == "content_block_start":
            blocks.append(value["content_block"])
        for name, text in value.get("delta", {}).items() if value["type"] == "content_block_delta" else ():
            if name == "partial_json":
                blocks[-1]["input"] = str(blocks[-1]["input"] or "") + text
            elif name != "type":
                blocks[-1][name] += text
    for block in blocks:
        if block["type"] == "tool_use":
            block["input"] = json.loads(block["input"])
    return blocks


def test_an_agents_turns(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        port = port_of(house)
        assert (await talk(port, get(house.key, "/", method="HEAD"))).status == 200
        messages = [user("<system-reminder>today</system-reminder>", f"[[echo tool]] {NOTE}")]
        first = await ask(house, turn("a3f", *messages, stream=True), BETAS)
        assert first.status == 200, first.raw
        thought, call = content_of(first)
        assert call["input"]["content"].endswith(NOTE)
        assert "[PERSON_" in thought["thinking"], "reasoning stays as the vendor signed it"
        messages.append({"role": "assistant", "content": [thought, call]})
        result = {"type": "tool_result", "tool_use_id": call["id"], "content": json.dumps({"mrn": 48213377})}
        messages.append({"role": "user", "content": [result, {"type": "text", "text": "[[echo]] done"}]})
        second = await ask(house, turn("b71", *messages, stream=True), BETAS)
        assert second.status == 200, second.raw
        one, two = (json.loads(body) for body in house.vendor.received)
        assert two["messages"][0] == one["messages"][0], "what was sent before is sent again, byte for byte"
        assert two["messages"][1]["content"][0] == thought
        assert one["metadata"] == {"user_id": SESSION}
        assert not [value for value in VALUES for body in house.vendor.received if value.encode() in body]
        assert house.vendor.received_headers[0]["anthropic-beta"] == BETAS.partition(": ")[2]
        assert house.vendor.received_headers[0]["anthropic-version"] == "2023-06-01"

    inside(tmp_path, scene, boundary=MESSAGES_BOUNDARY)


def test_what_else_its_client_asks(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        port = port_of(house)
        listed = await talk(port, get(house.key, "/v1/models", VERSION))
        assert [model["id"] for model in json.loads(listed.body)["data"]] == ["m", "unlisted"]
        assert json.loads(listed.body)["has_more"] is False
        plain = await talk(port, get(house.key, "/v1/models"))
        assert json.loads(plain.body)["object"] == "list"
        counted = await ask(house, turn("a", user(NOTE)), path="/v1/messages/count_tokens?beta=true")
        assert json.loads(counted.body)["input_tokens"] > 1
        assert not [value for value in VALUES if value.encode() in house.vendor.received[0]]
        refused = await ask(house, turn("a", {"role": "user", "content": [{"type": "image", "source": {}}]}))
        assert (refused.status, refused.headers["x-should-retry"]) == (400, "false")
        assert refused.error["message"].startswith("messages[0].content[0]: an image is not allowed")
        batches = await ask(house, b"{}", path="/v1/messages/batches")
        assert (batches.status, batches.error["type"]) == (404, "not_found_error")
        beta = await ask(house, turn("a", user("hi")), "anthropic-beta: maria-gonzalez")
        assert beta.headers["x-clearance-code"] == "invalid_header"
        assert len(house.vendor.received) == 1

    inside(tmp_path, scene, boundary=MESSAGES_BOUNDARY)


@pytest.mark.parametrize("status", [400, 429, 500, 529])
def test_a_vendors_refusal_passes_in_shape(tmp_path: Path, status: int) -> None:

    async def scene(house: Installation) -> None:
        body = vendor_says.error("no", "overloaded_error")
        headers = {"content-type": "application/json", "retry-after": "7", "anthropic-ratelimit-tokens-remaining": "0"}
        house.vendor.play(Behaviour((body,), status, headers))
        answer = await ask(house, turn("a", user("hi")))
        assert (answer.status, answer.body) == (status, body)
        assert (answer.headers["retry-after"], answer.headers["anthropic-ratelimit-tokens-remaining"]) == ("7", "0")

    inside(tmp_path, scene, boundary=MESSAGES_BOUNDARY)
