# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""References to secrets: resolved, reloaded, never shown."""

import os
from pathlib import Path

import pytest

from clearance.config.secrets import SecretReader
from clearance.errors import InvalidSetting


def test_environment_reference() -> None:
    assert SecretReader({"KEY": " canary \n"})("env:KEY") == "canary"


def test_file_reference_follows_changes(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("one\n")
    read = SecretReader({})
    assert read(f"file:{file}") == "one"
    assert read(f"file:{file}") == "one"
    replacement = tmp_path / "key.new"
    replacement.write_text("two\n")
    os.utime(replacement, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    replacement.replace(file)
    assert read(f"file:{file}") == "two"


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("one")
    read = SecretReader({})
    assert read(f"file:{file}") == "one"
    times = file.stat()
    with file.open("r+") as handle:
        handle.write("two")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert read(f"file:{file}") == "one"


@pytest.mark.parametrize(
    "reference", ["", "env:", "file:relative", "canary", "https://x", "env:MISSING", "file:/nowhere/x"]
)
def test_unusable_references(reference: str) -> None:
    with pytest.raises(InvalidSetting):
        SecretReader({})(reference)


@pytest.mark.parametrize("value", ["", " \n", "two\nlines canary", "canäry", "canary\0"])
def test_unusable_values_are_not_quoted(value: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(value)
    for reference in ("env:KEY", f"file:{file}"):
        with pytest.raises(InvalidSetting) as caught:
            SecretReader({"KEY": value})(reference)
        assert "can" not in caught.value.safe_message.replace("cannot", "")


def test_the_reader_does_not_show_what_it_knows() -> None:
    assert repr(SecretReader({"KEY": "canary"})) == "<secret reader>"
