# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clearance.adapters.keys.hierarchy import KeyHierarchy
from clearance.adapters.keys.root_file import FileRootKey
from clearance.adapters.store import scopes
from clearance.adapters.store.database import DATABASE, connect
from clearance.adapters.store.journal import OpenAdmission, SqliteJournal
from clearance.adapters.store.rejections import MAX_SOURCES
from clearance.core.ledger import canonical
from clearance.core.ledger.commitment import commit
from clearance.errors import AuditUnavailable, IntegrityBroken, KeyUnavailable, NotFound, SchemaOutdated
from clearance.model.record import Admission, Payload, Rejection, Scope, Settlement, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, OutcomeKind, ScopeKind

Open = Callable[..., SqliteJournal]
SCOPE = Scope("acme", ScopeKind.CONVERSATION, "cd" * 16)
NAME = "Zebulon Quillfeather"


def admission(call: str, tokens: tuple[Token, ...] = (), *, key: str = "subject:1", content: bytes = b"") -> Admission:
    payload = Payload({"outgoing": bytes(32)}, {"outgoing": content} if content else {})
    committed = commit(bytes(32), hashlib.sha256(content).digest())
    return Admission(
        call,
        "acme",
        allowed=True,
        body={"commitments": {"outgoing": committed}},
        tokens=tokens,
        payload=payload,
        payload_scope=key,
    )


async def minted(journal: SqliteJournal, surface: str = NAME) -> Token:
    return (await journal.scope(SCOPE)).mint(DataClass.PERSON, Raw(surface), avoid=frozenset())


def test_tokens_survive_a_restart_and_are_encrypted(open_journal: Open, data_dir: Path) -> None:
    async def first() -> Token:
        journal = open_journal()
        token = await minted(journal)
        await journal.admit(admission("c1", (token,), content=NAME.encode()))
        await journal.close()
        return token

    async def second() -> tuple[Token, tuple[Token, ...]]:
        journal = open_journal()
        scope = await journal.scope(SCOPE)
        token = await minted(journal)
        left = scope.undurable([token])
        await journal.close()
        return token, left

    token = asyncio.run(first())
    assert asyncio.run(second()) == (token, ())
    for file in data_dir.iterdir():
        data = file.read_bytes()
        assert NAME.encode() not in data
        assert token.text.encode() not in data


def test_tokens_live_24_hours_after_their_last_use(open_journal: Open, clock: Any) -> None:
    async def scenario() -> None:
        journal = open_journal()
        await journal.admit(admission("c1", (await minted(journal),)))
        await journal.close()
        clock.now += scopes.TOKEN_TTL_MS - 1000
        journal = open_journal()
        assert len((await journal.scope(SCOPE)).table) == 1
        await journal.close()
        clock.now += scopes.TOKEN_TTL_MS - 1000
        journal = open_journal()
        assert len((await journal.scope(SCOPE)).table) == 1
        assert await journal.purge_tokens() == 0
        await journal.close()
        clock.now += scopes.TOKEN_TTL_MS + 1000
        journal = open_journal()
        assert len((await journal.scope(SCOPE)).table) == 0
        assert await journal.purge_tokens() == 1
        await journal.close()

    asyncio.run(scenario())


def test_a_scope_in_use_is_one_also_when_it_is_no_longer_among_the_recent(open_journal: Open) -> None:
    async def scenario() -> None:
        journal = open_journal()
        journal._scopes._limit = 2
        held = await journal.scope(SCOPE)
        for n in range(5):
            await journal.scope(Scope("acme", ScopeKind.CONVERSATION, f"{n:032x}"))
        assert await journal.scope(SCOPE) is held
        assert len(journal._scopes._recent) == 2
        await journal.close()

    asyncio.run(scenario())


def test_one_token_text_for_two_values_is_refused_whole(open_journal: Open) -> None:
    async def scenario() -> None:
        journal = open_journal()
        token = await minted(journal)
        await journal.admit(admission("c1", (token,)))
        other = Token(token.text, token.data_class, Raw("somebody else"), token.scope)
        with pytest.raises(IntegrityBroken):
            await journal.admit(admission("c2", (other,)))
        stranger = Token(token.text, token.data_class, Raw("x"), Scope("other", ScopeKind.CONVERSATION, "1"))
        with pytest.raises(IntegrityBroken):
            await journal.admit(admission("c3", (stranger,)))
        assert len(await journal.list_leaves("tenant/acme")) == 1
        await journal.admit(admission("c2", (token,)))
        assert all(report.ok for report in await journal.verify())
        await journal.close()

    asyncio.run(scenario())


def test_a_moved_token_row_does_not_open(open_journal: Open, data_dir: Path) -> None:
    async def scenario() -> None:
        journal = open_journal()
        await journal.admit(admission("c1", (await minted(journal),)))
        await journal.close()
        connection = connect(data_dir / DATABASE)
        connection.execute("UPDATE token SET scope_id = ?", ("ee" * 16,))
        connection.close()
        journal = open_journal()
        with pytest.raises(IntegrityBroken):
            await journal.scope(Scope("acme", ScopeKind.CONVERSATION, "ee" * 16))
        assert len((await journal.scope(SCOPE)).table) == 0
        await journal.close()

    asyncio.run(scenario())


def test_shredding_makes_payload_and_tokens_unreadable_and_keeps_the_log(open_journal: Open) -> None:
    async def scenario() -> None:
        journal = open_journal()
        await journal.admit(admission("c1", (await minted(journal),)))
        await journal.admit(admission("c2", key="subject:2"))
        await journal.shred("acme", "subject:1", actor="uid:0", reason="request")
        journal._scopes._live.clear()
        assert len((await journal.scope(SCOPE)).table) == 0
        (report,) = await journal.verify("tenant/acme")
        assert report.ok
        assert (report.counts["payloads_shredded"], report.counts["payloads"]) == (1, 1)
        with pytest.raises(NotFound):
            await journal.shred("acme", "subject:1", actor="uid:0", reason="again")
        events = [one.leaf.body["action"] for one in await journal.list_leaves("installation")]
        assert events == ["key.created", "owner.started", "subject.shredded"]
        await journal.admit(admission("c3"))
        await journal.close()

    asyncio.run(scenario())


def test_the_janitor_is_shown_open_admissions_of_earlier_owners_only(open_journal: Open) -> None:
    async def scenario() -> None:
        journal = open_journal()
        for call in ("c1", "c2", "c3"):
            await journal.admit(admission(call))
        await journal.settle(Settlement("c1", "acme", OutcomeKind.COMPLETED, {}))
        await journal.settle(Settlement("c3", "acme", OutcomeKind.COMPLETED, {}))
        assert await journal.open_admissions(journal.epoch) == ()
        dead = journal.epoch
        await journal.close()
        journal = open_journal()
        await journal.admit(admission("c4"))
        left = await journal.open_admissions(journal.epoch)
        assert left == (OpenAdmission("acme", "c2", 1, dead, left[0].time_ms),)
        await journal.settle(Settlement("c2", "acme", OutcomeKind.UNKNOWN, {}))
        assert await journal.open_admissions(journal.epoch) == ()
        assert all(report.ok for report in await journal.verify())
        await journal.close()

    asyncio.run(scenario())


def test_checkpoints_every_256_events_on_call_and_at_close(open_journal: Open) -> None:
    async def scenario() -> None:
        journal = open_journal()
        await asyncio.gather(*(journal.admit(admission(f"c{n}")) for n in range(300)))
        state = {one.log: one for one in await journal.logs()}["tenant/acme"]
        assert 256 <= state.checkpointed <= 300
        await journal.checkpoint()
        notes = await journal.checkpoints()
        assert notes["tenant/acme"].split("\n")[1] == "300"
        await journal.admit(admission("last"))
        await journal.close()
        journal = open_journal()
        assert (await journal.checkpoints())["tenant/acme"].split("\n")[1] == "301"
        reports = await journal.verify(notes=list(notes.values()))
        assert [report.ok for report in reports] == [True, True]
        record = await journal.receipt("acme", "c7")
        assert (record.size, len(record.leaves[0].path)) == (301, 7) or record.size == 301
        await journal.close()

    asyncio.run(scenario())


def test_a_flood_of_rejections_is_bounded(open_journal: Open) -> None:
    async def scenario() -> None:
        journal = open_journal()
        for n in range(MAX_SOURCES + 50):
            journal.reject(Rejection("invalid_api_key", f"{n:08x}"))
        await journal.flush_rejections()
        leaves = await journal.list_leaves("installation", kinds=["rejected"], limit=5000)
        assert len(leaves) == MAX_SOURCES + 1
        assert {one.leaf.body["count"] for one in leaves if one.leaf.body["source"] == "other"} == {50}
        await journal.close()

    asyncio.run(scenario())


def test_rejections_that_could_not_be_written_are_kept(open_journal: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        journal = open_journal()
        journal.reject(Rejection("malformed_request", "a"))
        with monkeypatch.context() as patched:
            patched.setattr(journal._writer, "run", _refuse)
            with pytest.raises(AuditUnavailable):
                await journal.flush_rejections()
        journal.reject(Rejection("malformed_request", "a"))
        await journal.flush_rejections()
        (leaf,) = await journal.list_leaves("installation", kinds=["rejected"])
        assert leaf.leaf.body["count"] == 2
        await journal.close()

    asyncio.run(scenario())


async def _refuse(_work: object) -> None:
    raise AuditUnavailable("no")


def test_a_body_without_canonical_form_is_refused(open_journal: Open) -> None:
    async def scenario() -> None:
        journal = open_journal()
        wrong: Any = {"score": 0.5}
        with pytest.raises(AuditUnavailable):
            await journal.admit(
                Admission("c1", "acme", allowed=True, body=wrong, tokens=(), payload=Payload({}), payload_scope="x")
            )
        with pytest.raises(AuditUnavailable):
            await journal.admit(
                Admission("c1", "two words", allowed=True, body={}, tokens=(), payload=Payload({}), payload_scope="x")
            )
        await journal.close()

    asyncio.run(scenario())


def test_derived_keys_are_stable_and_apart(open_journal: Open) -> None:
    async def keys_of() -> list[bytes]:
        journal = open_journal()
        found = [
            await journal.derived(tenant, purpose)
            for tenant, purpose in (
                ("", "pepper"),
                ("acme", "identifiers"),
                ("acme", "conversations"),
                ("b", "identifiers"),
            )
        ]
        await journal.close()
        return found

    first = asyncio.run(keys_of())
    assert asyncio.run(keys_of()) == first
    assert len(set(first)) == 4
    assert {len(key) for key in first} == {32}


def test_another_root_key_opens_nothing(open_journal: Open, data_dir: Path) -> None:
    async def scenario() -> None:
        await open_journal().close()

    asyncio.run(scenario())
    (data_dir.parent / "root.key").unlink()
    other = KeyHierarchy(FileRootKey.create(data_dir.parent / "root.key", data_dir=data_dir))
    journal: Any = None
    with pytest.raises(KeyUnavailable):
        journal = SqliteJournal.open(data_dir, keys=other, clock=_Clock())
    assert journal is None


class _Clock:
    def now_ms(self) -> int:
        return 0

    def monotonic(self) -> float:
        return 0.0

    def entropy(self, size: int) -> bytes:
        return bytes(size)


def test_an_old_schema_is_refused_and_names_the_command(open_journal: Open, data_dir: Path) -> None:
    connection = connect(data_dir / DATABASE)
    connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    with pytest.raises(SchemaOutdated, match="clearance migrate"):
        open_journal()


def test_a_body_may_hold_fragments(open_journal: Open) -> None:
    async def scenario() -> None:
        journal = open_journal()
        plan = canonical.fragment({"deployments": ["d1"]})
        for call in ("c1", "c2"):
            await journal.admit(
                Admission(
                    call,
                    "acme",
                    allowed=True,
                    body={"decision": plan, "found": {}},
                    tokens=(),
                    payload=Payload({}),
                    payload_scope=f"call:{call}",
                )
            )
        bodies = [one.leaf.body for one in await journal.list_leaves("tenant/acme")]
        assert bodies == [{"decision": {"deployments": ["d1"]}, "found": {}}] * 2
        assert all(report.ok for report in await journal.verify())
        await journal.close()

    asyncio.run(scenario())
