# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Token scopes: in memory while they are used, encrypted rows while they live.

All calls in flight in one scope share one table, also when the scope has left the list of recently
used ones. Request scopes live in memory only. A conversation's tokens live 24 h after their last use.
"""

import asyncio
import hmac
import weakref
from collections import OrderedDict
from collections.abc import Callable, Sequence

from clearance.adapters.store.heads import Book
from clearance.adapters.store.readers import Reader, Readers
from clearance.adapters.store.rows import pack_token, text_hash, token_row, unpack_token
from clearance.adapters.store.sealing import row_binding
from clearance.core.transform.tokens import MintingTable
from clearance.errors import IntegrityBroken, KeyUnavailable
from clearance.model.record import Admission, Scope, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, ScopeKind

TOKEN_TTL_MS = 24 * 3600 * 1000
TOUCH_EVERY_MS = 3600 * 1000
"""A scope's last use is written at most this often: it only moves the end of its tokens' life."""
MAX_SCOPES = 4096

_LOAD = (
    "SELECT text_hash, data_class, key_id, sealed FROM token WHERE tenant_id = ? AND scope_kind = ? AND scope_id = ?"
    " AND last_used_ms >= ? ORDER BY created_ms, text_hash"
)
_TOUCH = "UPDATE token SET last_used_ms = ? WHERE tenant_id = ? AND scope_kind = ? AND scope_id = ?"
_PURGE = "DELETE FROM token WHERE last_used_ms < ?"
_TABLE = "token"


class JournalScope:
    """The tokens of one scope, shared by every call in flight in it (implements ``ports.TokenScope``)."""

    __slots__ = ("__weakref__", "table", "touched_ms")

    def __init__(self, table: MintingTable, touched_ms: int) -> None:
        self.table = table
        self.touched_ms = touched_ms

    def mint(self, data_class: DataClass, surface: Raw, *, avoid: frozenset[str]) -> Token:
        """The token that stands for this exact surface string."""
        return self.table.mint(data_class, surface, avoid=avoid)

    def undurable(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """Those of ``tokens`` that no committed transaction holds yet; none of a request scope ever will be."""
        if self.table.scope.kind is ScopeKind.REQUEST:
            return ()
        return self.table.undurable(tokens)

    def tokens(self) -> tuple[Token, ...]:
        """Every token of the scope."""
        return self.table.tokens()


class Scopes:
    """The scopes in memory. Used from one event loop."""

    def __init__(
        self, readers: Readers, entropy: Callable[[int], bytes], now_ms: Callable[[], int], *, limit: int = MAX_SCOPES
    ) -> None:
        self._readers, self._entropy, self._now_ms, self._limit = readers, entropy, now_ms, limit
        self._recent: OrderedDict[Scope, JournalScope] = OrderedDict()
        self._live: weakref.WeakValueDictionary[Scope, JournalScope] = weakref.WeakValueDictionary()
        self._loading: dict[Scope, asyncio.Future[JournalScope]] = {}

    async def get(self, scope: Scope) -> JournalScope:
        """The tokens of a scope.

        Raises:
            AuditUnavailable: the store cannot be read.
            IntegrityBroken, KeyUnavailable: a token row does not open.
        """
        if scope.kind is ScopeKind.REQUEST:
            return JournalScope(MintingTable(scope, self._entropy), 0)
        found = self._live.get(scope) or await self._load_once(scope)
        self._recent[scope] = found
        self._recent.move_to_end(scope)
        if len(self._recent) > self._limit:
            self._recent.popitem(last=False)
        return found

    def due_for_touch(self, scope: JournalScope) -> bool:
        """Whether the scope's last use is to be written now; answers yes once an hour."""
        now = self._now_ms()
        if scope.table.scope.kind is ScopeKind.REQUEST or now - scope.touched_ms < TOUCH_EVERY_MS:
            return False
        scope.touched_ms = now
        return len(scope.table) > 0

    def mark_durable(self, tokens: Sequence[Token]) -> None:
        """A transaction that holds these tokens is committed."""
        by_scope: dict[Scope, list[Token]] = {}
        for token in tokens:
            by_scope.setdefault(token.scope, []).append(token)
        for scope, held in by_scope.items():
            found = self._live.get(scope)
            if found is not None:
                found.table.mark_durable(held)

    def forget(self) -> None:
        """Drop every scope that no call in flight holds: keys were destroyed, or rows expired."""
        self._recent.clear()

    async def _load_once(self, scope: Scope) -> JournalScope:
        loading = self._loading.get(scope)
        if loading is None:
            loading = self._loading[scope] = asyncio.ensure_future(self._load(scope))
            loading.add_done_callback(lambda _: self._loading.pop(scope, None))
        return await asyncio.shield(loading)

    async def _load(self, scope: Scope) -> JournalScope:
        now = self._now_ms()
        tokens = await self._readers.run(lambda reader: load_tokens(reader, scope, now - TOKEN_TTL_MS))
        found = self._live[scope] = JournalScope(MintingTable(scope, self._entropy, tokens), now - TOUCH_EVERY_MS)
        return found


def load_tokens(reader: Reader, scope: Scope, since_ms: int) -> list[Token]:
    """The living tokens of a scope; those whose key was destroyed are gone."""
    tokens = []
    rows = reader.connection.execute(_LOAD, (scope.tenant, scope.kind, scope.id, since_ms)).fetchall()
    for hashed, data_class, key_id, sealed in rows:
        try:
            key = reader.keys.by_id(reader.connection, scope.tenant, key_id)
        except KeyUnavailable:
            continue
        bound = row_binding(scope.tenant, _TABLE, token_row(scope, hashed), key_id)
        token = unpack_token(key.open(sealed, bound), scope)
        if token.data_class != data_class or text_hash(token.text) != hashed:
            raise IntegrityBroken("a token row is filed under another name", diagnostics=f"scope {scope.id}")
        tokens.append(token)
    return tokens


def save_tokens(book: Book, admission: Admission) -> None:
    """Make an admission's new tokens durable, in its transaction.

    Raises:
        IntegrityBroken: a token of another tenant. One whose text stands for something else in the store shows
            when its row is written.
    """
    key = book.data_key(admission.tenant, admission.payload_scope)
    blind = book.derived(admission.tenant, "blind_index")
    for token in admission.tokens:
        scope, hashed = token.scope, text_hash(token.text)
        if scope.kind is ScopeKind.REQUEST:
            continue
        if scope.tenant != admission.tenant:
            raise IntegrityBroken("a token of another tenant", diagnostics=f"call {admission.call_id}")
        sealed = key.seal(pack_token(token), row_binding(scope.tenant, _TABLE, token_row(scope, hashed), key.id))
        named = (scope.tenant, scope.kind.value, scope.id, hashed, token.data_class.value)
        book.save_token((*named, blind_index(blind, token), key.id, sealed, book.now_ms, book.now_ms))


def blind_index(key: bytes, token: Token) -> bytes:
    """HMAC-SHA256 of scope, class and surface: equal values are equal within a scope and unlinkable beyond it."""
    scope = token.scope
    named = f"{scope.kind}\x1f{scope.id}\x1f{token.data_class}\x1f{token.surface.reveal()}"
    return hmac.digest(key, named.encode(), "sha256")


def touch(book: Book, scope: Scope) -> None:
    """A scope is in use: its tokens live on."""
    book.execute(_TOUCH, (book.now_ms, scope.tenant, scope.kind, scope.id))


def purge(book: Book) -> int:
    """Delete tokens that were not used for 24 h; how many."""
    return book.execute(_PURGE, (book.now_ms - TOKEN_TTL_MS,))
