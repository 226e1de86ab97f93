# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Playbooks of what vendors keep or seal: what an answer hands out, and what a later request makes of it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.core.codec.stored import StoredObject, stored_object
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import CoreJobs
from clearance.model.identity import ApiKey
from clearance.model.words import DataClass, OutcomeKind, ScopeKind, SourceTag
from clearance.ports import Snapshot
from clearance.testing import chat, scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import Behaviour, FakeVendor, Script, fails
from clearance.weights import shipped_detector
from tests.unit.exchange.standin import ENDPOINT, KeepingChat

WIRES = {ENDPOINT: KeepingChat()}
JOBS = CoreJobs(WIRES, shipped_detector("anchors"))
JOBS.learn(b"")
KEY = scene.api_key()[0]
OTHER_KEY, OTHER = scene.api_key(2)
NOTE = "SSN 536-22-8714, please."
SSE = {"content-type": "text/event-stream"}
HOUR = 3_600_000
APPLICATION = """
kind: Application
id: other
tenant: main
declared: unsure
owner: owner@example.org
approved_by: officer@example.org
purposes: [treatment]
default_purpose: treatment
"""


def files(*more: str, declared: str = "unsure", allow: str = "") -> dict[str, str]:
    """The scene, with every deployment serving the keeping wire."""
    text = scene.documents(declared, APPLICATION, *more)["boundary.yaml"]
    text = text.replace("endpoints: [/v1/chat/completions]", f"endpoints: [{ENDPOINT}]")
    return {"boundary.yaml": text.replace("default_purpose: treatment\n", f"default_purpose: treatment\n{allow}", 1)}


def keeps(name: str, text: str = "Fine.", *sealed: str) -> Behaviour:
    """A whole answer that the vendor says it keeps."""
    message = {"role": "assistant", "content": text}
    choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
    return Behaviour((json.dumps({"id": "x", "kept": name, "sealed": sealed, "choices": choices}).encode(),))


def ask(text: str = NOTE, **fields: Any) -> bytes:
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": text}]} | fields).encode()


class Stage:
    """Several exchanges with one journal."""

    def __init__(self, documents: dict[str, str], *script: Behaviour | Script) -> None:
        self.vendor = FakeVendor(list(script))
        self.snapshot: Snapshot = scene.snapshot(documents, [replace_application(OTHER, "other")])
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        self.play = Play(
            snapshot=self.snapshot,
            journal=MemoryJournal(FakeClock()),
            vendors=self.vendor,
            compute=pool,
            wires=WIRES,
        )

    async def run(
        self, body: bytes = b"", *, key: str = KEY, stored: StoredObject | None = None, **headers: Any
    ) -> Result:
        self.play.trace.clear()
        return await self.play.run(body, CallHeaders(credential=key, **headers), endpoint=ENDPOINT, stored=stored)


def replace_application(key: ApiKey, application: str) -> ApiKey:
    return replace(key, application=application, purposes=("treatment",))


def acting(story: Callable[[Stage], Awaitable[None]], *script: Behaviour | Script, **documents: Any) -> Stage:
    async def act() -> Stage:
        stage = Stage(files(**documents), *script)
        await story(stage)
        return stage

    return asyncio.run(act())


def code(result: Result) -> str:
    return str(json.loads(result.response.body)["error"]["code"])


def text_of(result: Result) -> str:
    return str(json.loads(result.response.body)["choices"][0]["message"]["content"])


def about(action: str = "", method: str = "GET", name: str = "resp_1", query: str = "") -> StoredObject:
    found = stored_object(method, f"{ENDPOINT}/{name}{action}", query)
    assert found is not None
    return found


def test_a_named_object_limits_the_plan_joins_the_decision_and_goes_on_in_its_conversation() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask())
        token = chat.read(stage.vendor.received[0]).text.removeprefix("SSN ").removesuffix(", please.")
        stage.vendor.play(keeps("resp_2", f"It was {token}."))
        result = await stage.run(ask("What was it?", previous="resp_1"))
        assert text_of(result) == "It was 536-22-8714."
        assert stage.play.trace[:3] == ["inspect", "journal.objects", "journal.scope conversation"]
        first, second = stage.play.journal.admissions
        scopes = [one.scope for settlement in stage.play.journal.settlements for one in settlement.kept]
        assert scopes[0] == scopes[1]
        assert second.body["inherited"] == {"classes": ["ssn"], "objects": 1, "phi_origin": True, "tags": []}
        assert "inherited" not in first.body
        assert [sent.deployment for sent in stage.vendor.calls] == ["first", "second", "second"]
        (made,) = stage.play.journal.settlements[1].kept
        assert (made.deployment, set(made.classes)) == ("second", {DataClass.SSN})

    acting(story, fails(500), keeps("resp_1"))


def test_there_is_no_other_way_when_the_objects_deployment_fails() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello."))
        stage.vendor.play(fails(500))
        result = await stage.run(ask("And?", previous="resp_1"))
        assert (result.response.status, len(stage.vendor.calls)) == (500, 2)

    acting(story, keeps("resp_1"))


@pytest.mark.parametrize("names", ["resp_9", ["resp_1", "resp_9"], [f"resp_{n}" for n in range(4097)]])
def test_an_id_that_is_not_on_record_is_refused_and_not_repeated(names: object) -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello."))
        result = await stage.run(ask("And?", previous=names))
        assert (result.response.status, code(result)) == (400, "reference_refused")
        assert b"resp_" not in result.response.body
        assert result.response.headers["x-should-retry"] == "false"
        assert len(stage.vendor.calls) == 1

    acting(story, keeps("resp_1"))


def test_another_applications_object_is_unknown() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello."))
        assert code(await stage.run(ask("And?", previous="resp_1"), key=OTHER_KEY)) == "reference_refused"
        assert code(await stage.run(stored=about(), key=OTHER_KEY)) == "not_found"
        assert (await stage.run(ask("And?", previous="resp_1"))).response.status == 200

    acting(story, keeps("resp_1"))


def test_objects_of_two_conversations_or_deployments_do_not_belong_together() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello."))
        await stage.run(ask("Good morning."))
        assert code(await stage.run(ask("And?", previous=["resp_1", "resp_2"]))) == "reference_refused"
        assert (
            code(await stage.run(ask("And?", previous="resp_1"), restrict="deployment=second")) == "reference_refused"
        )
        await stage.run(ask("Hello."), restrict="deployment=second")
        assert code(await stage.run(ask("And?", previous=["resp_1", "resp_3"]))) == "reference_refused"

    acting(story, keeps("resp_1"), keeps("resp_2"), keeps("resp_3"))


def test_phi_origin_and_source_tags_stay_with_an_object() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello."))
        (made,) = stage.play.journal.settlements[0].kept
        assert not made.phi_origin
        await settled_again(stage, replace(made, tags=frozenset({SourceTag.HIV})))
        result = await stage.run(ask("And?", previous="resp_1"))
        assert code(result) == "policy_denied"
        assert b"source tag" in result.response.body

    acting(story, keeps("resp_1"), declared="none")


async def settled_again(stage: Stage, kept: Any) -> None:
    """Another exchange adds to the object."""
    last, journal = stage.play.journal.settlements[-1], stage.play.journal
    await journal.admit(replace(journal.admissions[-1], call_id="again"))
    await journal.settle(replace(last, call_id="again", kept=(kept,)))


def test_phi_origin_alone_counts_as_unsure() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello.", model="gpt"))
        (made,) = stage.play.journal.settlements[0].kept
        assert made.deployment == "open"
        assert (await stage.run(ask("And?", model="gpt", previous="resp_1"))).response.status == 200
        await settled_again(stage, replace(made, phi_origin=True))
        assert code(await stage.run(ask("And?", model="gpt", previous="resp_1"))) == "policy_denied"

    acting(story, keeps("resp_1"), declared="none")


def test_a_call_of_its_own_scope_still_restores_what_the_object_holds() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask())
        token = chat.read(stage.vendor.received[0]).text.removeprefix("SSN ").removesuffix(", please.")
        stage.vendor.play(keeps("resp_2", token))
        result = await stage.run(ask("And?", previous="resp_1"), restrict="scope=request")
        assert text_of(result) == "536-22-8714"
        (made,) = stage.play.journal.settlements[1].kept
        assert made.scope.kind is ScopeKind.REQUEST
        stage.vendor.play(keeps("resp_3", "Nothing."))
        assert text_of(await stage.run(ask("And?", previous="resp_2"))) == "Nothing."

    acting(story, keeps("resp_1"))


def test_what_streams_hand_out_is_recorded_too() -> None:
    event = {"kept": "resp_1", "sealed": ["block"], "choices": [{"index": 0, "delta": {"content": "Hi."}}]}
    stream = Behaviour((b"data: " + json.dumps(event).encode() + b"\n\n", b"data: [DONE]\n\n"), headers=SSE)

    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello.", stream=True))
        stage.vendor.play(keeps("resp_2"))
        assert (await stage.run(ask("Hello.", previous="resp_1", sealed=["block"]))).response.status == 200

    acting(story, stream)


def test_a_stream_that_breaks_off_leaves_what_it_handed_out_on_record() -> None:
    event = {"kept": "resp_1", "choices": [{"index": 0, "delta": {"content": "Hi."}}]}

    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello.", stream=True))
        assert stage.play.journal.settlements[0].outcome is OutcomeKind.TRUNCATED
        stage.vendor.play(keeps("resp_2"))
        assert (await stage.run(ask("And?", previous="resp_1"))).response.status == 200

    acting(story, Behaviour((b"data: " + json.dumps(event).encode() + b"\n\n",), headers=SSE))


# Encrypted blocks


def test_a_block_comes_back_in_its_own_conversation_only() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello."), conversation="c-1")
        again = ask("And?", sealed=["block"])
        assert (await stage.run(again, conversation="c-1")).response.status == 200
        assert "journal.blocks" in stage.play.trace
        for conversation, restrict in (("c-2", None), ("c-1", "scope=request")):
            result = await stage.run(again, conversation=conversation, restrict=restrict)
            assert (result.response.status, code(result)) == (400, "part_refused")
            assert b"foreign_encrypted" in result.response.body
        both = ask("And?", sealed=["block", "another"])
        assert code(await stage.run(both, conversation="c-1")) == "part_refused"
        assert code(await stage.run(again, key=OTHER_KEY, conversation="c-1")) == "part_refused"

    acting(story, keeps("resp_1", "Fine.", "block"))


def test_what_a_block_may_hold_is_restored_like_what_was_sent() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask(), conversation="c-1")
        token = chat.read(stage.vendor.received[0]).text.removeprefix("SSN ").removesuffix(", please.")
        stage.vendor.play(keeps("resp_2", f"I thought of {token}."))
        again = await stage.run(ask("And?", sealed=["block"]), conversation="c-1")
        assert text_of(again) == "I thought of 536-22-8714."
        assert code(await stage.run(ask("And?"), conversation="c-1")) == "answer_refused"

    acting(story, keeps("resp_1", "Fine.", "block"))


def test_a_block_is_forgotten_after_a_day() -> None:
    async def story(stage: Stage) -> None:
        journal = stage.play.journal._inner
        assert isinstance(journal, MemoryJournal)
        await stage.run(ask("Hello."), conversation="c-1")
        journal._clock.now += 25 * HOUR  # type: ignore[attr-defined]  # the stage's clock stands still
        assert code(await stage.run(ask("And?", sealed=["block"]), conversation="c-1")) == "part_refused"

    acting(story, keeps("resp_1", "Fine.", "block"))


def test_nothing_is_remembered_of_a_single_request() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello."), restrict="scope=request")
        assert stage.play.journal.settlements[0].blocks == ()
        assert code(await stage.run(ask("Hello.", sealed=["block"]))) == "part_refused"

    acting(story, keeps("resp_1", "Fine.", "block"))


def test_more_blocks_than_are_looked_up_count_as_foreign() -> None:
    async def story(stage: Stage) -> None:
        result = await stage.run(ask("Hello.", sealed=[str(n) for n in range(4097)]))
        assert code(result) == "part_refused"
        assert "journal.blocks" not in stage.play.trace

    acting(story, keeps("resp_1"))


def test_an_application_may_be_allowed_foreign_blocks() -> None:
    async def story(stage: Stage) -> None:
        assert (await stage.run(ask("Hello.", sealed=["foreign"]))).response.status == 200

    acting(story, keeps("resp_1"), allow="allow: [foreign_encrypted]\n")


# Stored objects


@pytest.mark.parametrize(
    ("what", "path", "action"),
    [
        (about(), "/v1/responses/resp_1", "retrieve"),
        (about(method="DELETE"), "/v1/responses/resp_1", "delete"),
        (about("/cancel", "POST"), "/v1/responses/resp_1/cancel", "cancel"),
        (
            about("/input_items", query="limit=5&order=asc"),
            "/v1/responses/resp_1/input_items?limit=5&order=asc",
            "input_items",
        ),
    ],
)
def test_a_stored_object_is_asked_for_where_it_is(what: StoredObject, path: str, action: str) -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask())
        token = chat.read(stage.vendor.received[0]).text.removeprefix("SSN ").removesuffix(", please.")
        stage.vendor.play(keeps("resp_1", f"You said {token}."))
        result = await stage.run(stored=what)
        assert text_of(result) == "You said 536-22-8714."
        sent = stage.vendor.calls[-1]
        assert (sent.deployment, sent.method, sent.endpoint) == ("first", what.method, path)
        assert stage.vendor.received[-1] == b""
        assert stage.play.trace == [
            "journal.objects",
            "journal.scope conversation",
            "journal.scope conversation",
            "journal.admit",
            "journal.admit!",
            "vendor.open first",
            "vendor 200",
            "scan",
            "journal.settle completed",
            "journal.settle completed!",
            "respond 200",
            "write",
            "finish",
            "vendor.close",
        ]
        request: Any = stage.play.journal.admissions[-1].body["request"]
        assert (request["stored"], request["model"], request["outgoing_bytes"]) == (action, "m", 0)

    acting(story, keeps("resp_1"))


def test_an_object_that_is_not_on_record_is_not_there() -> None:
    async def story(stage: Stage) -> None:
        result = await stage.run(stored=about(name="resp_9"))
        assert (result.response.status, code(result)) == (404, "not_found")
        assert b"resp_9" not in result.response.body
        assert stage.vendor.calls == []

    acting(story, keeps("resp_1"))


def test_an_object_of_a_single_request_is_given_back_with_its_tokens() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask(), restrict="scope=request")
        assert (await stage.run(stored=about())).response.status == 200

    acting(story, keeps("resp_1"))


def test_an_items_id_that_reads_as_an_identifier_is_refused() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello."))
        result = await stage.run(stored=about("/input_items", query="after=536-22-8714"))
        assert (result.response.status, code(result)) == (400, "part_refused")
        assert (await stage.run(stored=about("/input_items", query="after=msg_1"))).response.status == 200

    acting(story, keeps("resp_1"))


def test_what_may_not_be_released_is_not_released_of_a_stored_object_either() -> None:
    async def story(stage: Stage) -> None:
        await stage.run(ask("Hello."))
        stage.vendor.play(keeps("resp_1", "Ask [PERSON_7K3FQ2MA]."))
        assert code(await stage.run(stored=about())) == "answer_refused"
        assert stage.play.journal.settlements[-1].outcome is OutcomeKind.REFUSED_ANSWER

    acting(story, keeps("resp_1"))
