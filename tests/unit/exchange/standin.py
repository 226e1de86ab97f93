# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A wire whose vendor keeps what it answers: chat's bodies, with ids and encrypted blocks beside them.

In a request ``previous`` is an id or several, in an answer ``kept`` is one; ``sealed`` are encrypted blocks in both.
"""

import hashlib
import json
from dataclasses import replace
from typing import Any

from clearance.core.codec.openai_chat import OpenAIChat
from clearance.core.codec.wire import ReadAnswer, ReadRequest, StreamEvent, StreamReader

ENDPOINT = "/v1/responses"


class KeepingChat(OpenAIChat):
    """Chat, kept."""

    endpoint = ENDPOINT

    def read_request(self, body: bytes, path: str = "") -> ReadRequest:
        value = json.loads(body)
        read = super().read_request(body, path)
        previous = value.get("previous", [])
        references = (previous,) if isinstance(previous, str) else tuple(previous)
        return replace(read, facts=replace(read.facts, references=references, encrypted=digests(value)))

    def read_answer(self, body: bytes) -> ReadAnswer:
        value = json.loads(body)
        return replace(super().read_answer(body), references=names(value), encrypted=digests(value))

    def stream_reader(self) -> StreamReader:
        return _Reader(super().stream_reader())


class _Reader:
    def __init__(self, inner: StreamReader) -> None:
        self._inner = inner

    def feed(self, chunk: bytes) -> tuple[StreamEvent, ...]:
        return tuple(map(_with_names, self._inner.feed(chunk)))

    def close(self) -> tuple[StreamEvent, ...]:
        return tuple(map(_with_names, self._inner.close()))


def _with_names(event: StreamEvent) -> StreamEvent:
    value = {} if event.last else json.loads(event.data)
    return replace(event, references=names(value), encrypted=digests(value))


def names(value: dict[str, Any]) -> tuple[str, ...]:
    return (value["kept"],) if "kept" in value else ()


def digests(value: dict[str, Any]) -> tuple[bytes, ...]:
    return tuple(hashlib.sha256(block.encode()).digest() for block in value.get("sealed", ()))
