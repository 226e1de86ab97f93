# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The journal of a data directory: ``ports.Journal`` on SQLite, and what reads it.

Each of admit, attempt and settle is one operation of the one writer: durable together with everything
that belongs to it, or not at all.
"""

import asyncio
from collections.abc import Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from clearance.adapters.store import handed, reading, records
from clearance.adapters.store.bootstrap import open_book
from clearance.adapters.store.database import DATABASE, Connection, connect
from clearance.adapters.store.heads import Book, Placed
from clearance.adapters.store.keyrows import public_keys
from clearance.adapters.store.readers import Reader, Readers
from clearance.adapters.store.rejections import Rejections
from clearance.adapters.store.rows import pack_payload
from clearance.adapters.store.scopes import JournalScope, Scopes, purge, save_tokens, touch
from clearance.adapters.store.sealing import KeyHierarchy
from clearance.adapters.store.verification import verify_one
from clearance.adapters.store.writer import Writer, WriterLimits
from clearance.core.ledger.leaf import INSTALLATION_LOG, LeafKind, event_uuid, leaf_prefix, tenant_log
from clearance.core.ledger.receipt import CallRecord, StoredLeaf, receipt_message
from clearance.core.ledger.verify import Report
from clearance.errors import AuditUnavailable, ClearanceError, NotFound
from clearance.model.record import (
    Admission,
    Attempt,
    Json,
    Kept,
    LeafBody,
    Receipt,
    Rejection,
    Scope,
    Settlement,
)
from clearance.model.words import ScopeKind
from clearance.ports import Clock

REJECTIONS_SECONDS = 10.0
# Another value each time: SQLite does not write a page that stays the same.
_TRIAL = (
    "INSERT INTO meta (name, tenant_id, value) VALUES ('trial_ms', '', ?)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


@dataclass(frozen=True, slots=True)
class OpenAdmission:
    """An admission of an earlier owner that has no outcome: the janitor's work."""

    tenant: str
    call_id: str
    seq: int
    epoch: str
    time_ms: int


class SqliteJournal:
    """The record of every exchange, in one SQLite database."""

    def __init__(self, book: Book, readers: Readers, writer: Writer, clock: Clock) -> None:
        """Use ``SqliteJournal.open``."""
        self._book, self._readers, self._writer, self._clock = book, readers, writer, clock
        self._signer = book.signer
        self._scopes = Scopes(readers, clock.entropy, clock.now_ms)
        self._rejections = Rejections()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[object]] = set()
        self._unflushed = 0
        self.installation = book.installation
        self.epoch = book.epoch
        self.records = records.Records(writer, readers, clock.entropy)

    @classmethod
    def open(
        cls,
        data_dir: Path,
        *,
        keys: KeyHierarchy,
        clock: Clock,
        limits: WriterLimits | None = None,
        path: Path | None = None,
    ) -> "SqliteJournal":
        """Open the data directory's journal; the caller holds its owner lock. ``path``: the database, if elsewhere.

        Begins a new owner epoch, which is itself a leaf (``owner.started``) of the installation's log.

        Raises:
            SchemaOutdated: ``clearance migrate`` is needed.
            AuditUnavailable, KeyUnavailable, IntegrityBroken: it cannot be opened safely.
        """
        path = path or data_dir / DATABASE

        def open_connection() -> Connection:
            return connect(path)

        book = open_book(open_connection, keys, clock)
        readers = Readers(path, keys)
        writer = Writer(open_connection, book, clock.now_ms, path=path, limits=limits)
        return cls(book, readers, writer, clock)

    # The port.

    async def scope(self, scope: Scope) -> JournalScope:
        """The tokens of a scope, loaded from the store where it is a conversation."""
        found = await self._scopes.get(scope)
        if self._scopes.due_for_touch(found):
            self._behind(self._writer.run(lambda book: touch(book, scope)))
        return found

    async def admit(self, admission: Admission) -> Receipt:
        """Durable: the admitted or denied leaf, its new tokens and its payload row.

        Raises:
            IntegrityBroken: a second decision for the same call.
            AuditUnavailable: not durable.
        """
        kind = LeafKind.ADMITTED if admission.allowed else LeafKind.DENIED
        log, tenant, call_id = tenant_log(admission.tenant), admission.tenant, admission.call_id
        prefix = self._prefix(log, kind, call_id, admission.body)
        plain = pack_payload(admission.payload)

        def work(book: Book) -> Placed:
            placed = book.append_prefix(log, tenant, kind, call_id, prefix)
            key = book.data_key(tenant, admission.payload_scope)
            book.seal_payload(placed, tenant, key, plain)
            if admission.tokens:
                save_tokens(book, admission)
            return placed

        placed = await self._writer.run(work)
        if admission.tokens:
            self._scopes.mark_durable([t for t in admission.tokens if t.scope.kind is not ScopeKind.REQUEST])
        return self._receipt(placed)

    async def attempt(self, attempt: Attempt) -> Receipt:
        """Durable: one further attempt, before its first byte. Raises IntegrityBroken if the call is not open."""
        scope = attempt.payload_scope or f"call:{attempt.call_id}"
        return await self._append(attempt, LeafKind.ATTEMPT, attempt.body, scope)

    async def settle(self, settlement: Settlement) -> Receipt:
        """Durable: the one outcome of an admission, and what its answer handed out.

        Raises:
            IntegrityBroken: no such open call; also a second outcome.
            AuditUnavailable: not durable.
        """
        body: LeafBody = {**settlement.body, "outcome": settlement.outcome.value}
        scope = settlement.payload_scope or f"call:{settlement.call_id}"
        return await self._append(settlement, LeafKind.OUTCOME, body, scope)

    async def known_blocks(self, tenant: str, blocks: Collection[str]) -> frozenset[str]:
        """Those of these keyed hashes that settlements of the tenant handed out; asking keeps them alive."""
        now = self._clock.now_ms()
        known, stale = await self._readers.run(lambda reader: handed.known_blocks(reader, tenant, blocks, now))
        if stale:
            self._behind(self._writer.run(lambda book: handed.touch_blocks(book, tenant, stale)))
        return known

    async def kept_objects(self, tenant: str, names: Collection[str]) -> Mapping[str, Kept]:
        """What is recorded of the objects with these names, for the tenant; asking keeps it alive."""
        now = self._clock.now_ms()
        found, stale = await self._readers.run(lambda reader: handed.kept_objects(reader, tenant, names, now))
        if stale:
            self._behind(self._writer.run(lambda book: handed.touch_objects(book, tenant, stale)))
        return found

    def reject(self, rejection: Rejection) -> None:
        """Count refused traffic; a running event loop writes the counts every 10 s, or at close."""
        self._rejections.count(rejection, self._clock.now_ms())
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(REJECTIONS_SECONDS, lambda: self._behind(self.flush_rejections()))

    # Administration.

    async def admin(self, body: dict[str, Json]) -> Receipt:
        """Durable: one administration event in the installation's log. ``body`` has action, actor and object."""
        event_id = event_uuid(self._clock.now_ms(), self._clock.entropy(10))
        prefix = self._prefix(INSTALLATION_LOG, LeafKind.ADMIN, event_id, body)
        return self._receipt(
            await self._writer.run(
                lambda book: book.append_prefix(INSTALLATION_LOG, "", LeafKind.ADMIN, event_id, prefix)
            )
        )

    async def flush_rejections(self) -> None:
        """Write the counted rejections now. Raises AuditUnavailable; the counts are kept then."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        counted = self._rejections.take()
        if not counted:
            return
        bodies = [(event_uuid(self._clock.now_ms(), self._clock.entropy(10)), body) for body in counted.bodies()]

        def work(book: Book) -> None:
            for event_id, body in bodies:
                book.append(INSTALLATION_LOG, "", LeafKind.REJECTED, event_id, body)

        try:
            await self._writer.run(work)
        except ClearanceError:
            self._rejections.put_back(counted)
            raise

    async def checkpoint(self) -> None:
        """Sign every log that has grown since its last checkpoint; the service calls this every second.

        After a write that failed this writes something in any case, so that ``durable`` can become true again.
        """

        def work(book: Book) -> None:
            if not self.durable:
                book.execute(_TRIAL, (str(book.now_ms),))
            book.checkpoint_all()

        await self._writer.run(work)

    @property
    def durable(self) -> bool:
        """Whether the last write went well."""
        return self._writer.durable

    async def purge_tokens(self) -> int:
        """Delete conversation tokens and encrypted blocks not used for 24 h, and objects not used for 30 days; how
        many rows.
        """
        return await self._writer.run(lambda book: purge(book) + handed.purge(book))

    async def derived(self, tenant: str, purpose: str) -> bytes:
        """A tenant's 32-byte key for one purpose ("pepper", "identifiers", "conversations"); '' = the installation."""
        return await self._writer.run(lambda book: book.derived(tenant, purpose))

    async def shred(self, tenant: str, scope: str, *, actor: str, reason: str) -> None:
        """Destroy the key of one payload scope: its payloads, tokens and salts cannot be read again.

        A ``subject.shredded`` leaf of the installation's log becomes durable in the same transaction.

        Raises:
            NotFound: the scope has no key.
        """
        event_id = event_uuid(self._clock.now_ms(), self._clock.entropy(10))
        body: dict[str, Json] = {
            "action": "subject.shredded", "actor": actor, "object": f"{tenant}/{scope}", "reason": reason,
        }  # fmt: skip

        def work(book: Book) -> None:
            book.append(INSTALLATION_LOG, "", LeafKind.ADMIN, event_id, body)
            if not records.destroy_key(book, tenant, scope):
                raise NotFound("this scope has no key")
            book.keys.forget()

        await self._writer.run(work)
        self._readers.forget()
        self._scopes.forget()

    # Reading.

    def last_leaf_ms(self) -> int:
        """The time of the newest leaf of any log, UTC milliseconds; 0 where there is none."""
        return self._book.newest_ms

    async def logs(self) -> tuple[reading.LogState, ...]:
        """Every log, by name."""
        return await self._readers.run(reading.logs)

    async def list_leaves(
        self, log: str, *, after: int | None = None, limit: int = 100, kinds: Sequence[str] = (), call_id: str = ""
    ) -> tuple[StoredLeaf, ...]:
        """Leaves of one log, oldest first: those above ``after``, or the newest ``limit``."""
        wanted = reading.Wanted(log, after, limit, tuple(kinds), call_id)
        return await self._readers.run(lambda reader: reading.leaves(reader, wanted))

    async def open_admissions(self, epoch: str) -> tuple[OpenAdmission, ...]:
        """Admissions without an outcome that were not made in this owner epoch."""
        found = await self._readers.run(reading.open_leaves)
        return tuple(
            OpenAdmission(leaf.log.removeprefix("tenant/"), leaf.id, leaf.seq, leaf.epoch, leaf.time_ms)
            for leaf in found
            if leaf.epoch != epoch
        )

    async def receipt(self, tenant: str, call_id: str) -> CallRecord:
        """All that the log holds about one call, proven under its latest checkpoint.

        Raises:
            NotFound: this tenant's log has no such call.
        """
        record = await self._readers.run(lambda reader: reading.call(reader, tenant_log(tenant), call_id))
        if record is None:
            await self.checkpoint()
            record = await self._readers.run(lambda reader: reading.call(reader, tenant_log(tenant), call_id))
        if record is None:
            raise AuditUnavailable("the log has no checkpoint that covers this call yet")
        first = record.leaves[0].stored
        placed = Placed(call_id, first.leaf.log, first.leaf.seq, first.leaf_hash)
        return reading.with_receipt(record, self._receipt(placed))

    async def checkpoints(self) -> dict[str, str]:
        """The newest signed note of each log: what an external anchor keeps."""
        return await self._readers.run(reading.latest_notes)

    async def signing_keys(self) -> dict[str, bytes]:
        """Every public key (32 bytes) that ever signed here, by its id."""
        return await self._readers.run(lambda reader: public_keys(reader.connection))

    async def verify(
        self, log: str | None = None, *, receipts: Sequence[Receipt] = (), notes: Sequence[str] = ()
    ) -> tuple[Report, ...]:
        """Re-check one log or all, from their rows. ``receipts`` and ``notes`` are those kept elsewhere."""
        names = [log] if log else [state.log for state in await self.logs()]
        found = []
        for name in names:
            wanted = reading.Against(name, self.installation, tuple(receipts), tuple(notes))
            found.append(await self._readers.run(partial(self._verify_one, wanted)))
        return tuple(found)

    def _verify_one(self, wanted: reading.Against, reader: Reader) -> Report:
        return verify_one(reader, self._book.hierarchy, wanted)

    async def close(self) -> None:
        """Write what is counted, sign every log, end the threads. Failing to write does not stop the closing."""
        for last in (self.flush_rejections, self.checkpoint):
            try:
                await last()
            except ClearanceError:
                self._unflushed += 1
        await asyncio.gather(*self._tasks, return_exceptions=True)
        # The writing connection last: a reading one cannot bring the WAL into the database file.
        self._readers.close()
        await asyncio.get_running_loop().run_in_executor(None, self._writer.close)

    async def _append(self, done: Attempt | Settlement, kind: LeafKind, body: LeafBody, scope: str) -> Receipt:
        log, tenant, call_id = tenant_log(done.tenant), done.tenant, done.call_id
        prefix = self._prefix(log, kind, call_id, body)
        plain = None if done.payload is None else pack_payload(done.payload)

        def work(book: Book) -> Placed:
            placed = book.append_prefix(log, tenant, kind, call_id, prefix)
            if plain is not None:
                book.seal_payload(placed, tenant, book.data_key(tenant, scope), plain)
            if isinstance(done, Settlement):
                handed.save(book, done)
            return placed

        # Nobody outside gets this one: the caller's is the decision's, and a signature costs as much as a write.
        return _unsigned(await self._writer.run(work))

    def _prefix(self, log: str, kind: LeafKind, event_id: str, body: LeafBody) -> bytes:
        try:
            return leaf_prefix(log=log, kind=kind, event_id=event_id, epoch=self.epoch, body=body)
        except ValueError as error:
            raise AuditUnavailable("the record has no canonical form", diagnostics=str(error)) from None

    def _receipt(self, placed: Placed) -> Receipt:
        hashed = placed.leaf_hash.hex()
        message = receipt_message(placed.call_id, placed.log, placed.seq, hashed)
        signature = self._signer.sign(message).hex()
        return Receipt(placed.call_id, placed.log, placed.seq, hashed, signature, self._signer.id)

    def _behind(self, work: Coroutine[Any, Any, object]) -> None:
        """Run work that nobody waits for; its failure shows in the writer's counts and is tried again later."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[object]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._unflushed += 1


def _unsigned(placed: Placed) -> Receipt:
    return Receipt(placed.call_id, placed.log, placed.seq, placed.leaf_hash.hex(), "", "")
