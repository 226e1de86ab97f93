# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import stat
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from clearance.adapters.store.database import connect, refuse_old_sqlite, require_schema, schema_version
from clearance.adapters.store.migrate import migrate
from clearance.adapters.store.schema import SCHEMA_VERSION
from clearance.adapters.store.tables import metadata
from clearance.errors import AuditUnavailable, SchemaOutdated


def test_a_new_store_is_brought_to_the_schema_once(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    assert migrate(path) == (None, SCHEMA_VERSION)
    assert migrate(path) == (SCHEMA_VERSION, SCHEMA_VERSION)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    connection = connect(path)
    require_schema(connection)
    connection.close()


def test_migrations_make_exactly_the_declared_tables(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    migrate(path)
    engine = create_engine("sqlite+pysqlite://", module=sqlite, creator=lambda: connect(path))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_every_table_has_a_tenant() -> None:
    assert {table.name for table in metadata.tables.values() if "tenant_id" not in table.c} == set()


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    migrate(path)
    connection = connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaOutdated, match="9999"):
        migrate(path)
    with pytest.raises(SchemaOutdated, match="at schema 9999"):
        require_schema(connection)
    connection.execute("DELETE FROM alembic_version")
    assert schema_version(connection) is None
    connection.close()


def test_an_empty_database_names_the_command(tmp_path: Path) -> None:
    connection = connect(tmp_path / "empty.db", create=True)
    with pytest.raises(SchemaOutdated, match=r"the store is empty.*clearance migrate"):
        require_schema(connection)
    connection.close()


def test_the_pragmas_hold(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    migrate(path)
    connection = connect(path)
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema")
    }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
    }
    reader = connect(path, read_only=True)
    with pytest.raises(sqlite.OperationalError):
        reader.execute("DELETE FROM meta")
    reader.close()
    connection.close()


def test_what_cannot_be_opened_safely_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuditUnavailable, match=r"3\.51\.2 can corrupt"):
        refuse_old_sqlite((3, 51, 2))
    refuse_old_sqlite((3, 51, 3))
    with pytest.raises(AuditUnavailable):
        connect(tmp_path / "missing.db")
    (tmp_path / "text.db").write_text("no database, but long enough to look like one" * 100)
    with pytest.raises(AuditUnavailable):
        connect(tmp_path / "text.db")
