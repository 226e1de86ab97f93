# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from clearance.adapters.keys.hierarchy import KeyHierarchy
from clearance.adapters.keys.root_file import FileRootKey
from clearance.adapters.store.database import DATABASE
from clearance.adapters.store.journal import SqliteJournal
from clearance.adapters.store.migrate import migrate
from clearance.adapters.store.writer import WriterLimits


class StillClock:
    """Time that moves only when told to; true entropy."""

    def __init__(self) -> None:
        self.now = 1_795_362_790_705

    def now_ms(self) -> int:
        return self.now

    def monotonic(self) -> float:
        return self.now / 1000

    def entropy(self, size: int) -> bytes:
        return os.urandom(size)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory with an empty store; its root key stands beside it."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    FileRootKey.create(tmp_path / "root.key", data_dir=data)
    migrate(data / DATABASE)
    return data


@pytest.fixture
def keys(data_dir: Path) -> KeyHierarchy:
    return KeyHierarchy(FileRootKey(data_dir.parent / "root.key", data_dir=data_dir))


Open = Callable[..., SqliteJournal]


@pytest.fixture
def open_journal(data_dir: Path, keys: KeyHierarchy, clock: StillClock) -> Open:
    def opened(limits: WriterLimits | None = None) -> SqliteJournal:
        return SqliteJournal.open(data_dir, keys=keys, clock=clock, limits=limits)

    return opened
