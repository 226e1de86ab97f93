# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Bring a database to this version's schema. The only module that imports Alembic; never imported by ``serve``."""

from pathlib import Path

import sqlcipher3.dbapi2 as sqlite
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from clearance.adapters.store import migrations
from clearance.adapters.store.database import connect, schema_version
from clearance.adapters.store.schema import SCHEMA_VERSION
from clearance.errors import SchemaOutdated

KNOWN = (None, "0001", SCHEMA_VERSION)
"""Schema versions that can be brought to this one."""


def migrate(path: Path) -> tuple[str | None, str]:
    """Create or upgrade the database; gives the version before and after. The caller owns the directory.

    Raises:
        SchemaOutdated: the database is of a newer version than this code.
        AuditUnavailable: it cannot be opened.
    """
    raw = connect(path, create=True)
    before = schema_version(raw)
    if before not in KNOWN:
        raw.close()
        raise SchemaOutdated(f"the store is at schema {before}, which this version ({SCHEMA_VERSION}) does not know")
    engine = create_engine("sqlite+pysqlite://", module=sqlite, creator=lambda: raw, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            config = Config()
            config.set_main_option("script_location", str(Path(migrations.__file__).parent))
            config.attributes["connection"] = connection
            # The connection is in autocommit mode: one explicit transaction makes all or nothing.
            raw.execute("BEGIN IMMEDIATE")
            command.upgrade(config, "head")
            if raw.in_transaction:
                raw.execute("COMMIT")
    finally:
        engine.dispose()
        raw.close()
    return before, SCHEMA_VERSION
