# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Recorded exchanges of every wire pass byte for byte, both ways, where nothing is found in them.

What cannot be scanned (images, files) is refused, and those recordings are counted. The recordings and their licence
are in ``tests/data/recorded``.
"""

import asyncio
import base64
import gzip
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.core.codec.registry import WIRES
from clearance.core.codec.slots import listed
from clearance.core.codec.sse import SseSplitter
from clearance.core.codec.wire import model_in
from clearance.core.detect.cache import Memory
from clearance.core.detect.recogniser import Recogniser
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import CoreJobs
from clearance.model.prompt import Finding, Segment
from clearance.model.words import Guarded
from clearance.testing import scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import Behaviour, FakeVendor

RECORDED = Path(__file__).parent.parent / "data" / "recorded" / "exchanges.jsonl.gz"
with gzip.open(RECORDED, "rt", encoding="utf-8") as _file:
    EXCHANGES: list[dict[str, Any]] = [json.loads(line) for line in _file]
KEY = scene.api_key()[0]


IMAGES_AND_FILES = listed("""
anthropic/test_anthropic_advisor_tool_redacted#0
anthropic/test_anthropic_advisor_tool_stream#0
anthropic/test_document_url_input#0
anthropic/test_image_url_input#0
anthropic/test_image_url_input_invalid_mime_type#0
bedrock/test_bedrock_anthropic_tool_result_followed_by_document_accepted#0
bedrock/test_bedrock_nova_tool_result_followed_by_document_accepted#0
openai_chat/test_audio_as_binary_content_input#0
openai_chat/test_image_url_input_force_download#1
openai_chat/test_image_url_tool_response#1
openai_responses/test_openai_responses_document_as_binary_content_input#0
openai_responses/test_openai_responses_image_url_input#0
openai_responses/test_openai_responses_text_document_url_input#0
""")
"""Images, audio, documents, and a model that another model consults at the vendor."""
MADE_ELSEWHERE = listed("""
openai_responses/test_openai_previous_response_id_auto_mode#0
openai_responses/test_openai_responses_compact_with_auto_previous_response_id#1
""")
"""They go on with a response that no exchange here made."""
REFUSED = dict.fromkeys(IMAGES_AND_FILES, "part_refused") | dict.fromkeys(MADE_ELSEWHERE, "reference_refused")


class Nothing:
    """A detector to which every text is clean."""

    version = "nothing"

    def find(self, text: str) -> tuple[Finding, ...]:
        del text
        return ()

    def extended(self, more: Sequence[Recogniser]) -> Self:
        del more
        return self

    def inspect(self, segments: Sequence[Segment], memory: Memory | None = None) -> tuple[tuple[Finding, ...], ...]:
        del memory
        return tuple(() for _ in segments)


def answer_of(one: dict[str, Any]) -> bytes:
    answer = one["answer"]
    if isinstance(answer, dict):
        return base64.b64decode(answer["base64"])
    text = str(answer)
    return (text if text.endswith("\n\n") or "event-stream" not in one["type"] else text.rstrip("\n") + "\n\n").encode()


def play(one: dict[str, Any], size: int) -> tuple[FakeVendor, Result]:
    """One recording, its answer in pieces of so many bytes."""
    wire = WIRES[one["path"]]
    model = model_in(wire.endpoint, one["path"]) or json.loads(one["request"])["model"]
    allowed = ", ".join(Guarded)
    parts = [
        scene.documents(wire=wire.id)["boundary.yaml"].replace(
            "treatment\n---", f"treatment\nallow: [{allowed}]\n---", 1
        )
    ]
    parts += [scene.deployment("recorded", model=json.dumps(model), known=json.dumps(model), wire=wire.id)]
    parts += [scene.fact("recorded", "baa_in_force"), scene.fact("recorded", "no_training")]
    jobs = CoreJobs(WIRES, Nothing())
    snapshot = scene.snapshot({"boundary.yaml": "---".join(parts)})
    snapshot = replace(snapshot, detector_version=jobs.learn(snapshot.rules))
    data = answer_of(one)
    chunks = tuple(data[at : at + size] for at in range(0, len(data), size))
    vendor = FakeVendor(Behaviour(chunks, one["status"], {"content-type": one["type"]}))

    async def act() -> Result:
        pool = WorkerPool(jobs, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(snapshot=snapshot, journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        return await stage.run(one["request"].encode(), CallHeaders(credential=KEY), endpoint=one["path"])

    return vendor, asyncio.run(act())


def events(data: bytes) -> list[tuple[bytes, bytes]]:
    return [(one.event, one.data) for one in SseSplitter().feed(data)]


@pytest.mark.parametrize("one", EXCHANGES, ids=lambda one: one["name"])
def test_a_recording_passes_byte_for_byte(one: dict[str, Any]) -> None:
    vendor, result = play(one, 97)
    if not vendor.received:
        assert result.error is not None
        assert result.error.code == REFUSED.get(one["name"]), result.error.safe_message
        return
    assert one["name"] not in REFUSED
    assert vendor.received[-1] == one["request"].encode()
    assert result.response.status == one["status"]
    if one["type"].startswith("text/event-stream"):
        assert events(result.response.body) == events(answer_of(one))
    else:
        assert result.response.body == answer_of(one)


def test_most_recordings_pass() -> None:
    wires = Counter(WIRES[one["path"]].id for one in EXCHANGES)
    assert set(wires) == {wire.id for wire in WIRES.values()}
    assert len(REFUSED) < len(EXCHANGES) / 4
