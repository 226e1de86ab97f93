# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Embeddings, completions, moderations: no value hides, streams are the same however cut, all comes back."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.core.codec.registry import WIRES
from clearance.errors import Malformed, PartRefused
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import core_jobs
from clearance.testing import scene, texts
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play
from clearance.testing.vendor import FakeVendor

CANARY = "CANARY-123-45-6789"
PATHS = sorted(texts.PATHS)
KEYS = st.sampled_from(
    ["input", "prompt", "suffix", "stop", "user", "model", "encoding_format", "logit_bias", "text", "type", "a b"]
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(["", "text", "float", "x", '{"a":1}']))
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3), st.builds(json.dumps, inner)
    ),
    max_leaves=8,
)


@st.composite
def hiding(draw: st.DrawFn) -> Any:
    value: Any = draw(st.sampled_from([CANARY, {CANARY: 1}, {"type": "text", "text": CANARY}]))
    for _ in range(draw(st.integers(0, 4))):
        way = draw(st.sampled_from(["list", "object", "document"]))
        if way == "list":
            value = [draw(NESTED), value]
        elif way == "object":
            value = draw(st.dictionaries(KEYS, NESTED, max_size=2)) | {draw(KEYS): value}
        else:
            value = json.dumps(value)
    return value


@pytest.mark.parametrize("path", PATHS)
@given(st.data())
def test_a_value_is_seen_or_the_body_is_refused(path: str, data: st.DataObject) -> None:
    place = data.draw(KEYS.filter(lambda key: key != "model"))  # its name is checked, and routed by
    body = {"model": "m", "input": "x", "prompt": "x"} | {place: data.draw(hiding())}
    refused = ""
    try:
        read = WIRES[path].read_request(json.dumps(body).encode())
    except (Malformed, PartRefused) as error:
        refused = f"{error.safe_message} {error.param}"
    assert CANARY not in refused
    assert refused or any(CANARY in segment.text.reveal() for segment in read.segments)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), max_size=3), st.data())
def test_any_cut_of_a_streamed_completion_gives_the_same_events(prompts: list[str], data: st.DataObject) -> None:
    stream = b"".join(texts.completion_events({"model": "m", "prompt": prompts}))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    whole, cut = WIRES[texts.COMPLETIONS].stream_reader(), WIRES[texts.COMPLETIONS].stream_reader()
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    events = [event for piece in pieces for event in cut.feed(piece)]
    assert [e.data for e in events] == [e.data for e in whole.feed(stream)]
    assert b"".join(WIRES[texts.COMPLETIONS].encode_event(event, {}) for event in events) == stream


JOBS = core_jobs()
KEY = scene.api_key()[0]
VALUES = ("536-22-8714", "(415) 555-0134", "maria.g@example.org")


def ask(path: str, body: dict[str, Any]) -> tuple[bytes, bytes]:
    """What the vendor received, and what the caller got."""

    async def act() -> tuple[bytes, bytes]:
        vendor = FakeVendor()
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(snapshot=scene.snapshot(), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        result = await stage.run(json.dumps(body).encode(), CallHeaders(credential=KEY), endpoint=path)
        assert result.response.status == 200, result.response.body
        return vendor.received[0], result.response.body

    return asyncio.run(act())


@given(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3), st.booleans())
def test_values_stay_in_the_house_and_come_back(values: list[str], stream: bool) -> None:  # noqa: FBT001 - drawn
    prompt = " and ".join(f"Patient SSN or contact: {value}" for value in values)
    sent, got = ask(texts.COMPLETIONS, {"model": "m", "prompt": prompt, "stream": stream})
    assert not any(value.encode() in sent for value in values)
    if stream:
        events = [json.loads(line[6:]) for line in got.decode().split("\n") if line.startswith("data: {")]
        assert "".join(event["choices"][0]["text"] for event in events) == prompt
    else:
        assert json.loads(got)["choices"][0]["text"] == prompt


@given(st.sampled_from(VALUES), st.sampled_from(["float", "base64"]))
def test_what_is_embedded_or_judged_holds_no_value(value: str, form: str) -> None:
    note = f"Patient SSN or contact: {value}"
    sent, got = ask(texts.EMBEDDINGS, {"model": "m", "input": [note, "x"], "encoding_format": form})
    assert value.encode() not in sent
    assert got == texts.embeddings(json.loads(sent))
    sent, _ = ask(texts.MODERATIONS, {"model": "m", "input": [{"type": "text", "text": note}]})
    assert value.encode() not in sent
