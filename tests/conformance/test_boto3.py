# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The AWS SDK for Python: Bedrock with a bearer token, in an environment of its own."""

import pytest

from tests.conformance.rig import CALL, NOTE, Client, Scene, asks, aws_environ, denied

pytestmark = pytest.mark.conformance

CLIENT = Client("boto3", aws_environ, tls=True)
ASKS = (
    *asks("chat", "stream"),
    *asks("named", model="anthropic.claude-sonnet-4-5-v1:0"),
    *asks("tool", text=CALL),
    *denied("chat", "stream"),
)


@pytest.mark.parametrize("name", ["chat", "named"])
def test_a_whole_answer_comes_back_restored(seen: dict[str, Scene], name: str) -> None:
    assert seen[name].came_back()["text"] == NOTE


def test_a_stream_comes_back_restored_in_pieces(seen: dict[str, Scene]) -> None:
    said = seen["stream"].came_back()
    assert said["text"] == NOTE
    assert said["pieces"] > 5


def test_a_tool_is_called_with_restored_arguments(seen: dict[str, Scene]) -> None:
    assert seen["tool"].came_back()["note"] == NOTE


@pytest.mark.parametrize("name", ["chat refused", "stream refused"])
def test_a_refusal_shows_our_text_after_one_request(seen: dict[str, Scene], name: str) -> None:
    seen[name].refused("ClientError")
