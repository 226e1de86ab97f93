# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Baseline: every table of the first release.

Revision ID: 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

revision = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _blob(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _key(*names: str) -> SchemaItem:
    return sa.PrimaryKeyConstraint(*names)


def upgrade() -> None:
    """Make the tables."""
    op.create_table("meta", _text("name"), _text("tenant_id"), _text("value"), _key("name"))
    _log_tables()
    for name in ("tenant_key", "subject_key", "signing_key"):
        _key_table(name)
    op.create_table(
        "token",
        *(_text("tenant_id"), _text("scope_kind"), _text("scope_id"), _blob("text_hash"), _text("data_class")),
        *(_blob("blind_index"), _text("key_id"), _blob("sealed"), _big("created_ms"), _big("last_used_ms")),
        _key("tenant_id", "scope_kind", "scope_id", "text_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_token_last_used", "token", ["last_used_ms"])
    op.create_table("api_key", _text("id"), _text("tenant_id"), _text("key_id"), _blob("sealed"), _key("id"))
    op.create_table("document", _text("hash"), _text("tenant_id"), _text("text"), _big("created_ms"), _key("hash"))
    op.create_table(
        "boundary_activation",
        *(_small("seq"), _text("tenant_id"), _text("boundary_hash"), _big("activated_ms")),
        *(_text("key_id"), _blob("sealed")),
        _key("seq"),
    )


def _log_tables() -> None:
    op.create_table(
        "log_head",
        *(_text("log_id"), _text("tenant_id"), _big("size"), _blob("frontier"), _blob("root"), _blob("chain")),
        *(_big("last_ms"), _big("settled_to")),
        _key("log_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_event",
        *(_text("log_id"), _big("seq"), _text("tenant_id"), _text("kind"), _text("call_id")),
        *(_blob("leaf_hash"), _blob("chain"), _blob("leaf")),
        _key("log_id", "seq"),
    )
    _partial_index("ux_log_event_decision", "log_event", ["log_id", "call_id"], "kind IN ('admitted', 'denied')")
    _partial_index("ux_log_event_outcome", "log_event", ["log_id", "call_id"], "kind = 'outcome'")
    _partial_index("ix_log_event_attempt", "log_event", ["log_id", "call_id"], "kind = 'attempt'")
    op.create_table(
        "log_node",
        *(_text("log_id"), _small("level"), _big("idx"), _text("tenant_id"), _blob("hash")),
        _key("log_id", "level", "idx"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoint",
        *(_text("log_id"), _big("size"), _text("tenant_id"), _text("note")),
        _key("log_id", "size"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_payload",
        *(_text("log_id"), _big("seq"), _text("tenant_id"), _text("key_id"), _blob("sealed")),
        _key("log_id", "seq"),
        sqlite_with_rowid=False,
    )


def _key_table(name: str) -> None:
    op.create_table(
        name,
        *(_text("id"), _text("tenant_id"), _text("purpose"), _text("scope"), _small("version"), _text("state")),
        *(_blob("wrapped"), _blob("commitment"), _text("parent_id"), _blob("public"), _big("created_ms")),
        _key("id"),
        sqlite_with_rowid=False,
    )
    _partial_index(f"ux_{name}_active", name, ["tenant_id", "purpose", "scope"], "state = 'active'")


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=name.startswith("ux_"), sqlite_where=condition, postgresql_where=condition
    )


def downgrade() -> None:
    """There is nothing before the baseline.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError("the baseline cannot be undone: it would delete the audit log")
