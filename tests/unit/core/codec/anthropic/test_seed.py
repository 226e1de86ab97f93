# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What makes two requests one conversation."""

import json
from typing import Any

import pytest

from clearance.core.codec.anthropic.seed import conversation_seed

SESSION = "5a3c1f2e-8b7d-4c6a-9e1f-0a2b3c4d5e6f"
OTHER = "5a3c1f2e-8b7d-4c6a-9e1f-0a2b3c4d5e60"
USER = {"role": "user", "content": "hi"}


def seed(*messages: dict[str, Any], **members: Any) -> bytes:
    return conversation_seed({"messages": list(messages) or [USER]} | members)


def billed(number: str) -> str:
    return f"x-anthropic-billing-header: cc_version=2.1.37.{number}; cc_entrypoint=cli; cch={number};"


def claude_code(session: str, user: str = "ab" * 32) -> dict[str, str]:
    return {"user_id": f"user_{user}_account__session_{session}"}


def test_a_conversation_goes_on() -> None:
    answer = {"role": "assistant", "content": [{"type": "text", "text": "hello"}]}
    assert seed(system="s") == seed(USER, answer, {"role": "user", "content": "more"}, system="s")
    assert seed(system="s") == seed(system=[{"type": "text", "text": "s", "cache_control": {"type": "ephemeral"}}])
    assert seed() == seed({"role": "user", "content": [{"type": "text", "text": "hi"}]}, system=None)


def test_another_opening_is_another_conversation() -> None:
    seeds = [
        seed(),
        seed(system="s"),
        seed(system="hi"),
        seed({"role": "user", "content": "h"}),
        seed({"role": "system", "content": "s2"}, USER),
        seed({"role": "user", "content": [{"type": "text", "text": "h"}, {"type": "text", "text": "i"}]}),
        seed({"role": "assistant", "content": "hi"}),
    ]
    assert len(set(seeds)) == len(seeds)
    assert seed({"role": "user", "content": None}) == seed({"role": "user", "content": [{"type": "image"}]})


def test_the_line_that_varies_is_no_part_of_an_opening() -> None:
    prompt = {"type": "text", "text": "You are."}
    first = seed(system=[{"type": "text", "text": billed("a3f")}, prompt])
    assert first == seed(system=[{"type": "text", "text": billed("b71")}, prompt]) == seed(system=[prompt])
    assert first == seed(system=billed("c02") + "\nYou are.")
    assert first != seed(system="You are. " + billed("a3f"))


@pytest.mark.parametrize(
    "make", [claude_code, lambda session: {"user_id": json.dumps({"device_id": "d", "session_id": session})}]
)
def test_a_session_that_the_client_names_is_the_conversation(make: Any) -> None:
    named = seed(metadata=make(SESSION))
    assert named == seed({"role": "user", "content": "quite another opening"}, system="s", metadata=make(SESSION))
    assert named != seed(metadata=make(OTHER))
    assert named != seed()


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"user_id": None},
        {"user_id": "maria@example.org"},
        {"user_id": "user_1_session_"},
        {"user_id": f"other_session_{SESSION}"},
        {"user_id": "user_1_session_" + SESSION.replace("a", "g")},
        {"user_id": "user_1_session_" + SESSION[1:]},
        {"user_id": '{"session_id": 7}'},
        {"user_id": '["session_id"]'},
        {"user_id": '{"session_id": "1", "session_id": "2"}'},
    ],
)
def test_anything_else_is_no_session(metadata: dict[str, Any]) -> None:
    assert seed(metadata=metadata) == seed()
