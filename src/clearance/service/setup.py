# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Make a new installation, and bring an existing one's store to this version's schema.

Nothing that exists is overwritten: every target is checked before the first one is made.
"""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from clearance.adapters.keys.root_file import FileRootKey
from clearance.adapters.store.owner import OwnerLock
from clearance.boundary import starter_documents
from clearance.config.load import Loaded, default_file, load
from clearance.config.settings import Settings
from clearance.errors import InvalidSetting
from clearance.service.patterns import load_detector

_TOML = """\
# Process settings of Clearance; `clearance config show` lists all of them with their defaults.
# What may go where is not here: that is the boundary, in {boundary}
data_dir = {data_dir}
root_key = {root_key}

[gateway]
host = "127.0.0.1"
port = {port}
"""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a new installation's files go."""

    data_dir: Path
    root_key: Path
    config: Path
    boundary: Path

    @property
    def usual_config(self) -> bool:
        """Whether the settings are where they are found without being named."""
        return self.config == default_file()


def places(*, data_dir: Path | None, root_key: Path | None, config: Path | None, boundary: Path | None) -> Places:
    """The places asked for, else the usual ones (XDG).

    Raises:
        InvalidSetting: the root key would lie inside the data directory.
    """
    file = (config or default_file()).absolute()
    flags = {name: path and path.absolute() for name, path in (("data_dir", data_dir), ("root_key", root_key))}
    with tempfile.TemporaryDirectory() as folder:
        # Settings of the environment count; an older clearance.toml must not.
        nothing = Path(folder, "empty.toml")
        nothing.touch()
        settings = load(nothing, flags=flags).settings
    return Places(settings.data_dir, settings.root_key, file, (boundary or file.parent / "boundary").absolute())


def initialise(where: Places, *, port: int) -> Loaded:
    """Make the data directory, the root key, the store, the settings file and the starter documents.

    Raises:
        InvalidSetting: something is there already, or cannot be made.
        KeyUnavailable: the root key cannot be made where it should be.
    """
    _refuse_existing(where)
    try:
        where.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        where.data_dir.chmod(0o700)
        FileRootKey.create(where.root_key, data_dir=where.data_dir)
        where.config.parent.mkdir(parents=True, exist_ok=True)
        where.config.write_text(_settings_text(where, port), "utf-8")
        where.boundary.mkdir(parents=True, exist_ok=True)
        for name, text in starter_documents().items():
            (where.boundary / name).write_text(text, "utf-8")
    except OSError as error:
        raise InvalidSetting(f"cannot make the installation: {error.strerror}", param=str(error.filename)) from None
    loaded = load(where.config)
    migrate(loaded.settings)
    return loaded


def prepare(settings: Settings) -> None:
    """Compile the patterns where the wheel has none for this machine, so that the service starts at once: seconds, once
    for each version.
    """
    load_detector(settings.data_dir, prepare=True)


def migrate(settings: Settings) -> tuple[str | None, str]:
    """Bring the store to this version's schema; the versions before and after.

    Raises:
        OwnedElsewhere: the service is running.
        SchemaOutdated: the store is newer than this version.
    """
    from clearance.adapters.store.migrate import migrate as upgrade  # noqa: PLC0415 - Alembic costs 100 ms

    if not settings.data_dir.is_dir():
        raise InvalidSetting("there is no data directory; run: clearance init", param=str(settings.data_dir))
    with OwnerLock(settings.data_dir):
        return upgrade(settings.store_path)


def _refuse_existing(where: Places) -> None:
    for path in (where.root_key, where.config):
        if path.exists():
            raise InvalidSetting("already exists; nothing was changed", param=str(path))
    for folder in (where.data_dir, where.boundary):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InvalidSetting("exists and is not empty; nothing was changed", param=str(folder))


def _settings_text(where: Places, port: int) -> str:
    # A JSON string without escapes beyond \uXXXX and \" is a TOML basic string.
    return _TOML.format(
        boundary=where.boundary,
        data_dir=json.dumps(str(where.data_dir)),
        root_key=json.dumps(str(where.root_key)),
        port=port,
    )
