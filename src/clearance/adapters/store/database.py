# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Connections to the SQLite database of a data directory.

SQLite comes with ``sqlcipher3``: the standard library's is often older than 3.51.3 and then holds the
WAL-reset bug, which can corrupt a database with more than one connection (https://sqlite.org/wal.html).
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlite

from clearance.adapters.store.schema import SCHEMA_VERSION
from clearance.errors import AuditUnavailable, SchemaOutdated

MINIMUM_SQLITE = (3, 51, 3)
DATABASE = "clearance.db"
BUSY_MS = 1500
"""How long to wait for another writer (a migration, a backup): less than an operation's deadline."""

Connection = Any
"""A DB-API connection of sqlcipher3, which ships no types."""
StoreError: type[Exception] = sqlite.Error
RowConflict: type[Exception] = sqlite.IntegrityError

_PRAGMAS = (
    f"busy_timeout={BUSY_MS}",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "mmap_size=0",
    "temp_store=MEMORY",
    "cell_size_check=ON",
)


def refuse_old_sqlite(version: tuple[int, ...] = sqlite.sqlite_version_info) -> None:
    """Raises AuditUnavailable where SQLite is older than 3.51.3."""
    if version < MINIMUM_SQLITE:
        found, needed = (".".join(map(str, v)) for v in (version, MINIMUM_SQLITE))
        raise AuditUnavailable(f"SQLite {found} can corrupt a database in WAL mode; {needed} or newer is needed")


def connect(path: Path, *, create: bool = False, read_only: bool = False) -> Connection:
    """An open connection in autocommit mode, with every safety pragma set.

    Raises:
        AuditUnavailable: an old SQLite, no such file (unless ``create``), or the file cannot be opened.
    """
    refuse_old_sqlite()
    mode = "ro" if read_only else "rw"
    if create:
        # SQLite gives its WAL and shared-memory files the mode of the database file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        connection = sqlite.connect(
            f"file:{quote(str(path))}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=128,
        )
    except StoreError as error:
        raise AuditUnavailable(f"cannot open {path}", diagnostics=type(error).__name__) from None
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if not read_only and connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
            raise AuditUnavailable(f"{path} is on a file system without WAL support")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except StoreError as error:
        connection.close()
        raise AuditUnavailable(f"cannot open {path}: {error}", diagnostics=type(error).__name__) from None
    return connection


def schema_version(connection: Connection) -> str | None:
    """The schema revision that Alembic recorded, None for an empty database."""
    tables = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'").fetchone()
    if not tables[0]:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def require_schema(connection: Connection) -> None:
    """Raises SchemaOutdated unless the database has exactly this code's schema."""
    found = schema_version(connection)
    if found != SCHEMA_VERSION:
        state = "empty" if found is None else f"at schema {found}"
        raise SchemaOutdated(f"the store is {state}, this version needs {SCHEMA_VERSION}; run: clearance migrate")
