# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The tables of a data directory, as SQLAlchemy Core sees them: for migrations and tests, never for ``serve``.

Every table has ``tenant_id`` ('' for what belongs to the installation), so that PostgreSQL's row-level
security can be forced on all of them. ``migrations`` makes the tables; a test compares the two.

Log tables (log_*, checkpoint) are protected by the tree and its signatures. All other tables are
mutable: what matters in them is sealed with AES-256-GCM and bound to its row.

Small rows live in their primary key's own tree (``sqlite_with_rowid=False``): one tree to write, not two.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, text

metadata = MetaData()


def _tenant() -> Column[str]:
    return Column("tenant_id", Text, nullable=False)


meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    _tenant(),
    Column("value", Text, nullable=False),
)
log_head = Table(
    "log_head",
    metadata,
    Column("log_id", Text, primary_key=True),
    _tenant(),
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("settled_to", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
log_event = Table(
    "log_event",
    metadata,
    Column("log_id", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    _tenant(),
    Column("kind", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
)
# One decision and one outcome for each call: the database itself refuses a second.
Index(
    "ux_log_event_decision",
    log_event.c.log_id,
    log_event.c.call_id,
    unique=True,
    sqlite_where=text("kind IN ('admitted', 'denied')"),
    postgresql_where=text("kind IN ('admitted', 'denied')"),
)
Index(
    "ux_log_event_outcome",
    log_event.c.log_id,
    log_event.c.call_id,
    unique=True,
    sqlite_where=text("kind = 'outcome'"),
    postgresql_where=text("kind = 'outcome'"),
)
Index(
    "ix_log_event_attempt",
    log_event.c.log_id,
    log_event.c.call_id,
    sqlite_where=text("kind = 'attempt'"),
    postgresql_where=text("kind = 'attempt'"),
)
log_node = Table(
    "log_node",
    metadata,
    Column("log_id", Text, primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("idx", BigInteger, primary_key=True),
    _tenant(),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("log_id", Text, primary_key=True),
    Column("size", BigInteger, primary_key=True),
    _tenant(),
    Column("note", Text, nullable=False),
    sqlite_with_rowid=False,
)
log_payload = Table(
    "log_payload",
    metadata,
    Column("log_id", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    _tenant(),
    Column("key_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)


def _key_table(name: str) -> Table:
    table = Table(
        name,
        metadata,
        Column("id", Text, primary_key=True),
        _tenant(),
        Column("purpose", Text, nullable=False),
        Column("scope", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("state", Text, nullable=False),
        Column("wrapped", LargeBinary, nullable=False),
        Column("commitment", LargeBinary, nullable=False),
        Column("parent_id", Text, nullable=False),
        Column("public", LargeBinary, nullable=False),
        Column("created_ms", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    Index(
        f"ux_{name}_active",
        table.c.tenant_id,
        table.c.purpose,
        table.c.scope,
        unique=True,
        sqlite_where=text("state = 'active'"),
        postgresql_where=text("state = 'active'"),
    )
    return table


tenant_key = _key_table("tenant_key")
subject_key = _key_table("subject_key")
signing_key = _key_table("signing_key")
token = Table(
    "token",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("scope_kind", Text, primary_key=True),
    Column("scope_id", Text, primary_key=True),
    Column("text_hash", LargeBinary, primary_key=True),
    Column("data_class", Text, nullable=False),
    Column("blind_index", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("last_used_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_token_last_used", token.c.last_used_ms)
handed_block = Table(
    "handed_block",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("block", Text, primary_key=True),
    Column("last_used_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_handed_block_last_used", handed_block.c.last_used_ms)
kept_object = Table(
    "kept_object",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("key_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("last_used_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_kept_object_last_used", kept_object.c.last_used_ms)
api_key = Table(
    "api_key",
    metadata,
    Column("id", Text, primary_key=True),
    _tenant(),
    Column("key_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
document = Table(
    "document",
    metadata,
    Column("hash", Text, primary_key=True),
    _tenant(),
    Column("text", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)
boundary_activation = Table(
    "boundary_activation",
    metadata,
    Column("seq", Integer, primary_key=True),
    _tenant(),
    Column("boundary_hash", Text, nullable=False),
    Column("activated_ms", BigInteger, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
