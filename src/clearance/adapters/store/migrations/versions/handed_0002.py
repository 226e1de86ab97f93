# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What answers handed out: encrypted blocks, and objects that vendors keep.

Revision ID: 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _last_used() -> sa.Column[int]:
    return sa.Column("last_used_ms", sa.BigInteger, nullable=False)


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "handed_block",
        *(_text("tenant_id"), _text("block"), _last_used()),
        sa.PrimaryKeyConstraint("tenant_id", "block"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_object",
        *(_text("tenant_id"), _text("name"), _text("key_id")),
        *(sa.Column("sealed", sa.LargeBinary, nullable=False), _last_used()),
        sa.PrimaryKeyConstraint("tenant_id", "name"),
        sqlite_with_rowid=False,
    )
    for table in ("handed_block", "kept_object"):
        op.create_index(f"ix_{table}_last_used", table, ["last_used_ms"])


def downgrade() -> None:
    """What is forgotten is refused: nothing else is lost."""
    op.drop_table("kept_object")
    op.drop_table("handed_block")
