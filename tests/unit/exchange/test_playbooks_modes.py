# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Playbooks of how an answer is released: observed, held, buffered; and what is told of it stays true."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.exchange.call import CallHeaders, Limits
from clearance.exchange.jobs import core_jobs
from clearance.exchange.scan import PREFIXED
from clearance.model.words import OutcomeKind
from clearance.testing import chat, scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import Behaviour, FakeVendor, Script, echo, fails, says

JOBS = core_jobs()
KEY = scene.api_key()[0]
SSE = {"content-type": "text/event-stream"}
FOREIGN = "[PERSON_7K3FQ2MA]"
SECRET = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
NOTE = "SSN 536-22-8714, please."


def ask(text: str = "Hello.", **fields: Any) -> bytes:
    return json.dumps({"model": "local", "messages": [{"role": "user", "content": text}]} | fields).encode()


def play(
    script: Behaviour | Script,
    body: bytes,
    *,
    modes: str = "",
    restrict: str | None = None,
    setup: Callable[[Play], None] = lambda _stage: None,
) -> tuple[Play, Result]:
    documents = scene.documents("unsure", *([f"\nkind: Answers\nid: answers\nmodes: {{{modes}}}\n"] if modes else ()))

    async def act() -> tuple[Play, Result]:
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(
            snapshot=scene.snapshot(documents),
            journal=MemoryJournal(FakeClock()),
            vendors=FakeVendor(script),
            compute=pool,
        )
        setup(stage)
        return stage, await stage.run(body, CallHeaders(credential=KEY, restrict=restrict))

    return asyncio.run(act())


def event(*deltas: tuple[int, str], finish: str | None = None, **fields: Any) -> bytes:
    choices = [{"index": index, "delta": {"content": text}, "finish_reason": finish} | fields for index, text in deltas]
    return b"data: " + json.dumps({"choices": choices}).encode() + b"\n\n"


def streams(*events: bytes) -> Behaviour:
    return Behaviour((*events, chat.DONE), headers=SSE)


def outcome(stage: Play) -> OutcomeKind:
    (settlement,) = stage.journal.settlements
    return settlement.outcome


def answer_of(stage: Play) -> Any:
    return stage.journal.settlements[0].body["answer"]


def said(result: Result, choice: int = 0) -> str:
    """What a client puts together."""
    events = [json.loads(line[6:]) for line in result.response.body.split(b"\n\n") if line.startswith(b"data: {")]
    choices = [one for event in events for one in event.get("choices", ()) if one["index"] == choice]
    return "".join(one["delta"].get("content") or "" for one in choices)


# Defaults


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("text", "data_class"), [(f"Use {SECRET}.", "secret"), (f"Ask {FOREIGN}.", "token_literal")])
def test_secrets_by_prefix_and_foreign_tokens_stop_an_answer(
    text: str,
    data_class: str,
    stream: bool,  # noqa: FBT001 - a test parameter
) -> None:
    stage, result = play(says(text), ask(stream=stream))
    assert outcome(stage) is OutcomeKind.REFUSED_ANSWER
    assert b"answer_refused" in result.response.body
    assert text[4:12].encode() not in result.response.body
    assert b"[DONE]" not in result.response.body
    assert answer_of(stage)["classes"] == {data_class: 1}
    assert answer_of(stage)["scanned"] is not stream


def test_all_else_is_observed() -> None:
    stage, result = play(says("Her SSN is 219-09-9999; the password: hunter2-Tango!"), ask())
    assert (result.response.status, outcome(stage)) == (200, OutcomeKind.COMPLETED)
    assert answer_of(stage)["classes"]["secret"] == 1


@pytest.mark.parametrize("spelling", ["{}", "{}".lower(), "**{}**"])
def test_our_own_tokens_are_not_foreign(spelling: str) -> None:
    def script(body: bytes) -> Behaviour:
        token = chat.read(body).text.removeprefix("SSN ").removesuffix(", please.")
        return says(spelling.format(token).lower() if spelling == "{}".lower() else spelling.format(token))(body)

    stage, result = play(script, ask(NOTE, stream=True))
    assert outcome(stage) is OutcomeKind.COMPLETED
    assert "536-22-8714" in said(result)


def test_the_boundarys_word_comes_before_the_defaults() -> None:
    modes = "secret: observe, token_literal: observe"
    stage, result = play(says(f"{SECRET} {FOREIGN}"), ask(stream=True), modes=modes)
    assert outcome(stage) is OutcomeKind.COMPLETED
    assert said(result) == f"{SECRET} {FOREIGN}"
    assert stage.trace.count("scan") == 1


def test_what_a_vendors_prefix_gives_away_is_known_by_its_rule() -> None:
    assert "clearance_key" in PREFIXED
    assert len(PREFIXED) > 100


# What the caller may not see


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_for_somebody_who_may_not_see_a_class_is_buffered(*, stream: bool) -> None:
    stage, result = play(says("It is 219-09-9999. Good."), ask(NOTE, stream=stream), restrict="restore=no")
    assert outcome(stage) is OutcomeKind.REFUSED_ANSWER
    assert result.response.status == 400
    assert b"219-09" not in result.response.body


def test_what_was_not_hidden_does_not_stop_it() -> None:
    stage, result = play(says("Write to a@b.example. Good."), ask(NOTE, stream=True), restrict="restore=no")
    assert outcome(stage) is OutcomeKind.COMPLETED
    assert said(result) == "Write to a@b.example. Good."
    assert stage.trace.index("journal.settle completed!") < stage.trace.index("respond 200")


def test_tokens_stay_for_somebody_who_may_not_see_a_class() -> None:
    stage, result = play(echo(), ask(NOTE, stream=True), restrict="restore=no")
    assert outcome(stage) is OutcomeKind.COMPLETED
    assert said(result).startswith("SSN [SSN_")


# Holding back


def test_each_choice_is_held_until_its_own_sentence_ends() -> None:
    stage, result = play(
        streams(
            event((0, "It is ")),
            event((1, "Done.")),
            event((0, "so.")),
            event((0, "Bye"), (1, "Bye"), finish="stop"),
        ),
        ask(stream=True),
    )
    assert outcome(stage) is OutcomeKind.COMPLETED
    first = result.response.writes[0]
    assert first.count(b"data:") == 3
    assert (said(result), said(result, 1)) == ("It is so.Bye", "Done.Bye")


def test_text_leaves_before_the_event_that_ends_its_channel() -> None:
    _, result = play(streams(event((0, "no end")), event((0, ""), finish="stop")), ask(stream=True))
    body = result.response.body
    assert body.index(b"no end") < body.index(b'"stop"') < body.index(b"[DONE]")


def test_text_without_an_end_is_held_no_longer_than_the_limit() -> None:
    def setup(stage: Play) -> None:
        stage.limits = Limits(hold_characters=8)

    events = [event((0, "word ")) for _ in range(4)]
    _, result = play(streams(*events, event((0, ""), finish="stop")), ask(stream=True), setup=setup)
    assert [one.count(b"word ") for one in result.response.writes] == [2, 2, 0, 0]


@pytest.mark.parametrize("channels", [(0, 0, 0), (0, 1, 0)])
def test_a_finding_across_the_cut_of_two_pieces_ends_the_stream_in_band(channels: tuple[int, ...]) -> None:
    pieces = [f"Use {SECRET[:10]}", SECRET[10:20], SECRET[20:]]
    events = [event((channel, text)) for channel, text in zip(channels, pieces, strict=True)]
    expected = outcome_of_cut(channels)

    def setup(stage: Play) -> None:
        stage.limits = Limits(hold_characters=4)

    stage, result = play(streams(*events, event((0, ""), finish="stop")), ask(stream=True), setup=setup)
    assert outcome(stage) is expected
    if expected is OutcomeKind.REFUSED_ANSWER:
        assert result.response.status == 200
        assert result.response.body.index(b"Use ghp_") < result.response.body.index(b"answer_refused")
        assert b"[DONE]" not in result.response.body
        assert answer_of(stage)["classes"] == {"secret": 1}


def outcome_of_cut(channels: tuple[int, ...]) -> OutcomeKind:
    """A secret whose middle went to another choice is none."""
    return OutcomeKind.REFUSED_ANSWER if len(set(channels)) == 1 else OutcomeKind.COMPLETED


def test_a_refused_stream_keeps_what_the_vendor_counted() -> None:
    usage = b'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}\n\n'
    stage, _ = play(streams(event((0, f"{FOREIGN}"), finish="length"), usage), ask(stream=True), modes="ssn: buffer")
    settlement = stage.journal.settlements[0]
    assert settlement.outcome is OutcomeKind.REFUSED_ANSWER
    assert settlement.body["usage"] == {"input": 7, "output": 3}
    assert answer_of(stage)["finish_reasons"] == ["length"]
    assert answer_of(stage)["scanned"] is True


def test_a_vendors_error_is_scanned_before_it_is_passed_on() -> None:
    stage, result = play(fails(500, f"key {SECRET} is not valid"), ask())
    assert outcome(stage) is OutcomeKind.REFUSED_ANSWER
    assert SECRET.encode() not in result.response.body
    in_band = b'data: {"error":{"message":"' + SECRET.encode() + b'"}}\n\n'
    stage, result = play(Behaviour((in_band,), headers=SSE), ask(stream=True))
    assert outcome(stage) is OutcomeKind.REFUSED_ANSWER
    assert SECRET.encode() not in result.response.body


# Log probabilities


def logprobs(text: str) -> dict[str, Any]:
    tokens = [text[at : at + 3] for at in range(0, len(text), 3)]
    return {"content": [{"token": one, "bytes": list(one.encode()), "logprob": -0.25} for one in tokens]}


def test_log_probabilities_go_where_their_text_was_changed_and_stay_elsewhere() -> None:
    def script(body: bytes) -> Behaviour:
        text = chat.read(body).text
        choices = [
            {"index": at, "message": {"role": "assistant", "content": one}, "logprobs": logprobs(one)}
            for at, one in enumerate((text, "Fine."))
        ]
        return Behaviour((json.dumps({"choices": choices}).encode(),))

    _, result = play(script, ask(NOTE))
    first, second = json.loads(result.response.body)["choices"]
    assert (first["message"]["content"], first["logprobs"]) == (NOTE, None)
    assert second["logprobs"] == logprobs("Fine.")


def test_log_probabilities_of_streams_follow_each_event() -> None:
    def script(body: bytes) -> Behaviour:
        text = chat.read(body).text
        pieces = [text[at : at + 5] for at in range(0, len(text), 5)]
        return streams(*(event((0, one), logprobs=logprobs(one)) for one in pieces), event((0, ""), finish="stop"))

    _, result = play(script, ask(NOTE, stream=True))
    assert said(result) == NOTE
    events = [json.loads(line[6:]) for line in result.response.body.split(b"\n\n") if line.startswith(b"data: {")]
    spelt = "".join(
        one["token"]
        for event in events
        for choice in event["choices"]
        for one in (choice.get("logprobs") or {"content": []})["content"]
    )
    assert spelt
    assert "SSN_" not in spelt
    kept = [c["delta"]["content"] for e in events for c in e["choices"] if c.get("logprobs")]
    assert "".join(kept) == spelt
