# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""One contract for every journal: the store's and the one in memory."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clearance.adapters.store.journal import SqliteJournal
from clearance.core.ledger.checkpoint import NoteVerifier, Verify, ed25519_key_id, log_origin
from clearance.core.ledger.leaf import LeafKind
from clearance.core.ledger.receipt import verify_call, verify_receipt
from clearance.errors import IntegrityBroken, NotFound
from clearance.model.record import Admission, Attempt, Kept, Payload, Rejection, Scope, Settlement, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, OutcomeKind, ScopeKind, SourceTag
from clearance.ports import TokenScope
from clearance.testing import journal as memory
from clearance.testing.journal import MemoryJournal

AnyJournal = SqliteJournal | MemoryJournal
Make = Callable[[], AnyJournal]
CONVERSATION = Scope("acme", ScopeKind.CONVERSATION, "ab" * 16)
REQUEST = Scope("acme", ScopeKind.REQUEST, "call-1")
SALT = bytes(32)
HOUR = 3_600_000
MEMORY_VERIFY: Verify = memory.verify


@pytest.fixture(params=["sqlite", "memory"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "memory":
        clock = request.getfixturevalue("clock")
        return lambda: MemoryJournal(clock)
    opened: Make = request.getfixturevalue("open_journal")
    return opened


def admission(call: str, *, tenant: str = "acme", allowed: bool = True, tokens: tuple[Token, ...] = ()) -> Admission:
    body: dict[str, Any] = {"commitments": {"request": "00" * 32}, "decision": {"allowed": allowed}}
    return Admission(call, tenant, allowed, body, tokens, Payload({"request": SALT}), "conversation:x")


def settlement(call: str, outcome: OutcomeKind = OutcomeKind.COMPLETED) -> Settlement:
    return Settlement(call, "acme", outcome, {"usage": {"input": 3, "output": 4}})


def kept(name: str = "ee" * 16, *classes: DataClass, **fields: Any) -> Kept:
    return replace(Kept(name, "notes", "first", "m", CONVERSATION, frozenset(classes)), **fields)


async def settled(journal: AnyJournal, call: str, *, tenant: str = "acme", **handed: Any) -> None:
    await journal.admit(admission(call, tenant=tenant))
    await journal.settle(replace(settlement(call), tenant=tenant, payload_scope="subject:s", **handed))


def play(make: Make, scenario: Callable[[AnyJournal], Any]) -> None:
    async def run() -> None:
        journal = make()
        try:
            await scenario(journal)
            assert all(report.ok for report in await journal.verify())
        finally:
            await journal.close()

    asyncio.run(run())


def test_a_call_is_admitted_attempted_and_settled(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        first = await journal.admit(admission("call-1"))
        committed: dict[str, Any] = {"commitments": {"outgoing": "00" * 32}, "deployment": "b"}
        second = await journal.attempt(Attempt("call-1", "acme", committed, Payload({"outgoing": SALT}), "call:1"))
        third = await journal.settle(settlement("call-1"))
        assert [(r.log, r.seq, r.call_id) for r in (first, second, third)] == [
            ("tenant/acme", 0, "call-1"),
            ("tenant/acme", 1, "call-1"),
            ("tenant/acme", 2, "call-1"),
        ]
        leaves = await journal.list_leaves("tenant/acme")
        assert [one.leaf.kind for one in leaves] == [LeafKind.ADMITTED, LeafKind.ATTEMPT, LeafKind.OUTCOME]
        assert leaves[2].leaf.body == {"outcome": "completed", "usage": {"input": 3, "output": 4}}
        assert {one.leaf.epoch for one in leaves} == {journal.epoch}
        assert leaves[0].leaf_hash.hex() == first.leaf_hash

    play(make, scenario)


def test_a_second_outcome_is_refused_and_leaves_no_trace(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        await journal.admit(admission("call-1"))
        await journal.settle(settlement("call-1"))
        with pytest.raises(IntegrityBroken):
            await journal.settle(settlement("call-1", OutcomeKind.CLIENT_GONE))
        assert len(await journal.list_leaves("tenant/acme")) == 2

    play(make, scenario)


def test_a_second_decision_is_refused(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        await journal.admit(admission("call-1"))
        for allowed in (True, False):
            with pytest.raises(IntegrityBroken):
                await journal.admit(admission("call-1", allowed=allowed))

    play(make, scenario)


@pytest.mark.parametrize("call", ["denied", "unknown", "settled"])
def test_only_an_open_call_is_attempted_or_settled(make: Make, call: str) -> None:
    async def scenario(journal: AnyJournal) -> None:
        await journal.admit(admission("denied", allowed=False))
        await journal.admit(admission("settled"))
        await journal.settle(settlement("settled"))
        with pytest.raises(IntegrityBroken):
            await journal.attempt(Attempt(call, "acme", {}))
        with pytest.raises(IntegrityBroken):
            await journal.settle(settlement(call))

    play(make, scenario)


def test_the_outcome_belongs_to_the_tenant_of_the_admission(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        await journal.admit(admission("call-1", tenant="other"))
        with pytest.raises(IntegrityBroken):
            await journal.settle(settlement("call-1"))

    play(make, scenario)


def test_64_callers_make_a_gapless_log(make: Make) -> None:
    async def caller(journal: AnyJournal, number: int) -> list[int]:
        found = []
        for turn in range(4):
            call = f"call-{number}-{turn}"
            found.append((await journal.admit(admission(call))).seq)
            found.append((await journal.settle(settlement(call))).seq)
        return found

    async def scenario(journal: AnyJournal) -> None:
        seqs = await asyncio.gather(*(caller(journal, number) for number in range(64)))
        assert sorted(seq for one in seqs for seq in one) == list(range(512))

    play(make, scenario)


def test_a_receipt_is_signed_and_proves_the_whole_call(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        given = await journal.admit(admission("call-1"))
        before = await journal.receipt("acme", "call-1")
        assert (before.outcome, len(before.leaves)) == (None, 1)
        await journal.settle(settlement("call-1"))
        record = await journal.receipt("acme", "call-1")
        assert (record.outcome, record.receipt) == ("completed", given)
        if isinstance(journal, MemoryJournal):
            public, verify = memory.PUBLIC, MEMORY_VERIFY
        else:
            public = (await journal.signing_keys())[given.key_id]
            verify = journal._book.hierarchy.verifier(public)
        origin = log_origin(journal.installation, "tenant/acme")
        key = NoteVerifier(origin, ed25519_key_id(origin, public), verify)
        assert verify_receipt(given, verify)
        assert verify_call(record, verify=verify, notes=(key,))
        assert all(report.ok for report in await journal.verify(receipts=[given]))

    play(make, scenario)


def test_no_receipt_of_an_unknown_call_or_of_another_tenant(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        await journal.admit(admission("call-1"))
        for tenant, call in (("acme", "call-2"), ("other", "call-1")):
            with pytest.raises(NotFound):
                await journal.receipt(tenant, call)

    play(make, scenario)


def test_tokens_of_a_conversation_are_shared_and_become_durable(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        first: asyncio.Task[TokenScope] = asyncio.create_task(journal.scope(CONVERSATION))
        one, two = await journal.scope(CONVERSATION), await first
        token = one.mint(DataClass.PERSON, Raw("Jane Roe"), avoid=frozenset())
        assert two.mint(DataClass.PERSON, Raw("Jane Roe"), avoid=frozenset()) == token
        assert one.undurable([token, token]) == (token,)
        await journal.admit(admission("call-1", tokens=(token,)))
        assert two.undurable([token]) == ()

    play(make, scenario)


def test_tokens_of_a_request_live_in_memory_only(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        one, two = await journal.scope(REQUEST), await journal.scope(REQUEST)
        token = one.mint(DataClass.PERSON, Raw("Jane Roe"), avoid=frozenset())
        assert two.mint(DataClass.PERSON, Raw("Jane Roe"), avoid=frozenset()) != token
        assert one.undurable([token]) == ()

    play(make, scenario)


def test_rejections_are_counted_together(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        for source in ("a", "b", "a"):
            journal.reject(Rejection("malformed_request", source))
        await journal.flush_rejections()
        await journal.flush_rejections()
        leaves = await journal.list_leaves("installation", kinds=["rejected"])
        counts = {str(one.leaf.body["source"]): one.leaf.body["count"] for one in leaves}
        assert counts == {"a": 2, "b": 1}
        assert {one.leaf.body["code"] for one in leaves} == {"malformed_request"}

    play(make, scenario)


def test_administration_goes_to_the_installation_log(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        receipt = await journal.admin({"action": "log.read", "actor": "uid:0", "object": "all"})
        assert receipt.log == "installation"
        (leaf,) = (await journal.list_leaves("installation", after=receipt.seq - 1, limit=1))[:1]
        assert leaf.leaf.body["action"] == "log.read"

    play(make, scenario)


def test_lists_are_cut_and_filtered(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        for number in range(6):
            await journal.admit(admission(f"call-{number}"))
        await journal.settle(settlement("call-3"))

        async def seqs(**wanted: Any) -> list[int]:
            return [one.leaf.seq for one in await journal.list_leaves("tenant/acme", **wanted)]

        assert await seqs(limit=2) == [5, 6]
        assert await seqs(after=1, limit=2) == [2, 3]
        assert await seqs(kinds=["outcome", "denied"]) == [6]
        assert await seqs(call_id="call-3") == [3, 6]
        assert await seqs(call_id="call-3", kinds=["outcome"]) == [6]
        assert await seqs(call_id="call-3", after=3) == [6]

    play(make, scenario)


def test_the_clock_never_goes_back_in_a_log(make: Make, clock: Any) -> None:
    async def scenario(journal: AnyJournal) -> None:
        await journal.admit(admission("call-1"))
        before = journal.last_leaf_ms()
        clock.now -= 3_600_000
        await journal.admit(admission("call-2"))
        leaves = await journal.list_leaves("tenant/acme")
        assert [one.leaf.time_ms for one in leaves] == [before, before]
        assert journal.last_leaf_ms() == before

    play(make, scenario)


def test_blocks_are_known_to_the_tenant_that_got_them(make: Make) -> None:
    blocks = tuple(f"{n:032x}" for n in range(250))

    async def scenario(journal: AnyJournal) -> None:
        await settled(journal, "call-1", blocks=blocks)
        await settled(journal, "call-2", blocks=blocks[:1])
        assert await journal.known_blocks("acme", blocks) == set(blocks)
        assert await journal.known_blocks("acme", [blocks[0], "ff" * 16]) == {blocks[0]}
        assert await journal.known_blocks("acme", []) == frozenset()
        assert await journal.known_blocks("other", blocks) == frozenset()

    play(make, scenario)


def test_blocks_live_24_hours_after_their_last_use(make: Make, clock: Any) -> None:
    async def scenario(journal: AnyJournal) -> None:
        await settled(journal, "call-1", blocks=("aa", "bb"))
        clock.now += 23 * HOUR
        assert await journal.known_blocks("acme", ["aa"]) == {"aa"}
        await asyncio.sleep(0.05)  # the store writes the last use behind its answer
        clock.now += 23 * HOUR
        assert await journal.known_blocks("acme", ["aa", "bb"]) == {"aa"}
        await asyncio.sleep(0.05)
        clock.now += 25 * HOUR
        assert await journal.known_blocks("acme", ["aa", "bb"]) == frozenset()

    play(make, scenario)


def test_an_object_that_a_vendor_keeps_is_known_with_all_that_went_into_it(make: Make) -> None:
    other = Scope("acme", ScopeKind.CONVERSATION, "cd" * 16)

    async def scenario(journal: AnyJournal) -> None:
        first = kept("aa", DataClass.SSN, tags=frozenset({SourceTag.HIV}))
        await settled(journal, "call-1", kept=(first, kept("bb", phi_origin=False)))
        assert await journal.kept_objects("acme", ["aa", "zz"]) == {"aa": first}
        later = kept("aa", DataClass.PERSON, deployment="second", scope=other, phi_origin=False)
        await settled(journal, "call-2", kept=(later,))
        found = await journal.kept_objects("acme", ["aa", "bb"])
        assert found["aa"] == replace(first, classes=frozenset({DataClass.SSN, DataClass.PERSON}))
        assert found["bb"] == kept("bb", phi_origin=False)
        assert await journal.kept_objects("other", ["aa"]) == {}

    play(make, scenario)


def test_an_object_lives_30_days_after_its_last_use(make: Make, clock: Any) -> None:
    async def scenario(journal: AnyJournal) -> None:
        await settled(journal, "call-1", kept=(kept("aa"), kept("bb")))
        clock.now += 29 * 24 * HOUR
        assert await journal.kept_objects("acme", ["aa"]) == {"aa": kept("aa")}
        await asyncio.sleep(0.05)
        clock.now += 29 * 24 * HOUR
        assert await journal.kept_objects("acme", ["aa", "bb"]) == {"aa": kept("aa")}

    play(make, scenario)


def test_an_object_of_another_tenant_is_refused_with_its_outcome(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        with pytest.raises(IntegrityBroken):
            await settled(journal, "call-1", blocks=("aa",), kept=(kept(scope=replace(CONVERSATION, tenant="other")),))
        assert await journal.known_blocks("acme", ["aa"]) == frozenset()
        await journal.settle(settlement("call-1"))

    play(make, scenario)


def test_a_scope_lists_its_tokens(make: Make) -> None:
    async def scenario(journal: AnyJournal) -> None:
        scope = await journal.scope(CONVERSATION)
        token = scope.mint(DataClass.PERSON, Raw("Jane Roe"), avoid=frozenset())
        assert (await journal.scope(CONVERSATION)).tokens() == (token,)

    play(make, scenario)


def test_exchanges_that_end_together_all_add_to_an_object(make: Make) -> None:
    classes = (DataClass.SSN, DataClass.PERSON, DataClass.DATE, DataClass.EMAIL)

    async def scenario(journal: AnyJournal) -> None:
        ended = (settled(journal, f"call-{at}", kept=(kept("aa", one),)) for at, one in enumerate(classes))
        await asyncio.gather(*ended)
        assert (await journal.kept_objects("acme", ["aa"]))["aa"].classes == set(classes)

    play(make, scenario)
