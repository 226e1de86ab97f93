# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
from collections.abc import Iterator

import pytest
import sqlcipher3.dbapi2 as sqlite

from clearance.adapters.store.database import Connection
from clearance.adapters.store.pending import PendingRows


@pytest.fixture
def connection() -> Iterator[Connection]:
    opened = sqlite.connect(":memory:", isolation_level=None)
    opened.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
    yield opened
    opened.close()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 63, 64, 65, 127, 200])
def test_every_row_is_written_once_and_in_order(connection: Connection, count: int) -> None:
    rows = PendingRows("INSERT INTO t (a, b) VALUES (?, ?)")
    for n in range(count):
        rows.add((n, str(n)))
    assert len(rows) == count
    assert rows.write(connection) == count
    assert (len(rows), rows.write(connection)) == (0, 0)
    assert connection.execute("SELECT * FROM t ORDER BY rowid").fetchall() == [(n, str(n)) for n in range(count)]


def test_what_stands_behind_the_values_stays_behind_them(connection: Connection) -> None:
    rows = PendingRows(
        "INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = excluded.b WHERE b < excluded.b"
    )
    for row in ((1, "a"), (2, "b"), (1, "c"), (2, "a")):
        rows.add(row)
    assert rows.write(connection) == 3
    assert connection.execute("SELECT * FROM t ORDER BY a").fetchall() == [(1, "c"), (2, "b")]


def test_a_refused_statement_leaves_nothing_waiting(connection: Connection) -> None:
    rows = PendingRows("INSERT INTO t (a, b) VALUES (?, ?)")
    for _ in range(2):
        rows.add((1, "same"))
    with pytest.raises(sqlite.IntegrityError):
        rows.write(connection)
    assert len(rows) == 0


def test_what_is_cleared_is_not_written(connection: Connection) -> None:
    rows = PendingRows("INSERT INTO t (a, b) VALUES (?, ?)")
    rows.add((1, "x"))
    rows.clear()
    assert rows.write(connection) == 0
