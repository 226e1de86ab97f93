# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Kept patterns are used only if they can be trusted, and spare the next start the compiling."""

from pathlib import Path

import pytest

from clearance.core.detect import detector as detectors
from clearance.core.detect.scan import AnchorScanner, HyperscanScanner
from clearance.service import patterns
from clearance.service.patterns import FILE, load_detector


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("kept")
    assert isinstance(load_detector(folder, prepare=True).scanner, HyperscanScanner)
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    return (folder / FILE).read_bytes()


def test_without_a_file_the_other_scanner_serves(tmp_path: Path) -> None:
    assert isinstance(load_detector(tmp_path, prepare=False).scanner, AnchorScanner)
    assert not (tmp_path / FILE).exists()


def test_a_kept_file_is_loaded_not_compiled(tmp_path: Path, kept: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_bytes(kept)
    (tmp_path / FILE).chmod(0o600)
    monkeypatch.setattr(HyperscanScanner, "_compile", None)
    detector = load_detector(tmp_path, prepare=True)
    assert isinstance(detector.scanner, HyperscanScanner)
    assert [finding.kind for finding in detector.find("SSN: 536-22-8841")] == ["us_ssn"]


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_could_write_is_not_trusted(tmp_path: Path, kept: bytes, mode: int) -> None:
    (tmp_path / FILE).write_bytes(kept)
    (tmp_path / FILE).chmod(mode)
    assert isinstance(load_detector(tmp_path, prepare=False).scanner, AnchorScanner)


@pytest.mark.parametrize("data", [b"", b"clearance-hs1\0 of other patterns"])
def test_a_file_of_something_else_is_not_used(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    (tmp_path / FILE).chmod(0o600)
    assert isinstance(load_detector(tmp_path, prepare=False).scanner, AnchorScanner)


def test_a_directory_that_cannot_be_written_costs_time_only(
    tmp_path: Path, kept: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compiled(*_: object) -> detectors.Detector:
        return detectors.default_detector("hyperscan", serialised=kept)

    monkeypatch.setattr(patterns, "default_detector", compiled)
    detector = load_detector(tmp_path / "absent", prepare=True)
    assert isinstance(detector.scanner, HyperscanScanner)
    assert not (tmp_path / "absent").exists()
