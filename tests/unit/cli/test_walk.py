# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Paths to files: what is read in a folder, what is left out and why, and what cannot be looked at."""

import os
from pathlib import Path

import pytest

from clearance.cli.walk import MAX_BYTES, STDIN, Source, gather, name_of, read_source, skipped_note
from clearance.errors import Malformed


def test_a_folder_is_walked_in_order_and_what_is_no_text_is_left_out(tmp_path: Path) -> None:
    for name in ("b/two.txt", "a.txt", ".git/config", "b/CVS/Entries"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    (tmp_path / "null.bin").write_bytes(b"a\0b")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7")
    with (tmp_path / "big.log").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "round").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    walk = gather([tmp_path])
    assert walk.sources == [Source(tmp_path / "a.txt", 4), Source(tmp_path / "b/two.txt", 4)]
    assert walk.failed == []
    assert skipped_note(walk.skipped) == (
        "skipped: 2 of version control (.git, CVS); 3 link or no file (round, link.txt, pipe); "
        "1 larger than 10 MB (big.log); 2 binary (null.bin, paper.pdf)"
    )


def test_what_is_named_is_read_whatever_it_is(tmp_path: Path) -> None:
    (tmp_path / "null.bin").write_bytes(b"a\0b")
    assert gather([tmp_path / "null.bin", STDIN]).sources == [Source(tmp_path / "null.bin", 3), Source(STDIN, 0)]


def test_many_left_out_are_counted_and_some_are_named() -> None:
    assert skipped_note({}) == ""
    paths = [Path(f"{number}.bin") for number in range(5)]
    assert skipped_note({"binary": paths}) == "skipped: 5 binary (0.bin, 1.bin, 2.bin, ...)"


def test_what_cannot_be_looked_at_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "closed").mkdir()
    opened, listed = Path.open, os.scandir

    def no_file(path: Path, mode: str) -> object:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode)

    def no_folder(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "open", no_file)
    monkeypatch.setattr(os, "scandir", no_folder)
    walk = gather([tmp_path])
    assert walk.failed == [(tmp_path / "a.txt", "Permission denied"), (tmp_path / "closed", "Permission denied")]


def test_a_file_that_went_away_is_an_error_without_content(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"^it cannot be read \(No such file or directory\)\.$"):
        read_source(Source(tmp_path / "gone", 1), "it")


def test_a_name_that_is_not_utf8_can_still_be_written() -> None:
    assert name_of(Path(os.fsdecode(b"a/\xff.txt"))) == "a/\N{REPLACEMENT CHARACTER}.txt"
