# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Patterns of the wheel serve; kept ones only if they can be trusted, and they spare the next start the compiling."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from clearance.adapters.detectors import compiled
from clearance.adapters.detectors.compiled import compile_patterns
from clearance.core.detect import scan
from clearance.core.detect.scan import AnchorScanner, HyperscanScanner
from clearance.errors import DetectorUnavailable
from clearance.service import patterns
from clearance.service.patterns import FILE, load_detector
from clearance.weights import shipped_scanner


@pytest.fixture(autouse=True)
def none_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the wheel has none for the machine."""
    monkeypatch.setattr(patterns, "shipped_scanner", lambda: None)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as here:
        here.setattr(HyperscanScanner, "_compile", None)
        here.setattr(patterns, "shipped_scanner", lambda: None)
        assert isinstance(load_detector(folder, prepare=True).scanner, HyperscanScanner)
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    return (folder / FILE).read_bytes()


def test_what_the_wheel_has_serves_and_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "shipped_scanner", shipped_scanner)
    monkeypatch.setattr(compiled, "compile_patterns", None)
    for prepare in (True, False):
        assert isinstance(load_detector(tmp_path, prepare=prepare).scanner, HyperscanScanner)
    assert list(tmp_path.iterdir()) == []


def test_without_a_file_the_other_scanner_serves(tmp_path: Path) -> None:
    assert isinstance(load_detector(tmp_path, prepare=False).scanner, AnchorScanner)
    assert not (tmp_path / FILE).exists()


def test_a_kept_file_is_loaded_not_compiled(tmp_path: Path, kept: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_bytes(kept)
    (tmp_path / FILE).chmod(0o600)
    monkeypatch.setattr(compiled, "compile_patterns", None)
    detector = load_detector(tmp_path, prepare=True)
    assert isinstance(detector.scanner, HyperscanScanner)
    assert [finding.kind for finding in detector.find("SSN: 536-22-8841")] == ["us_ssn"]


@pytest.mark.parametrize(
    "error", [OSError("no memory"), subprocess.CalledProcessError(-9, "x"), subprocess.TimeoutExpired("x", 1)]
)
def test_where_compiling_fails_the_other_scanner_serves(
    tmp_path: Path, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> Any:
        raise error

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(DetectorUnavailable) as refused:
        compile_patterns()
    assert refused.value.diagnostics == type(error).__name__
    assert isinstance(load_detector(tmp_path, prepare=True).scanner, AnchorScanner)
    assert [record.message for record in caplog.records] == ["patterns not compiled; the slower scanner serves"]
    assert list(tmp_path.iterdir()) == []


def test_what_the_other_process_wrote_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "compile_patterns", lambda: b"half a data")
    assert isinstance(load_detector(tmp_path, prepare=True).scanner, AnchorScanner)
    assert list(tmp_path.iterdir()) == []


def test_without_the_engine_nothing_is_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "hyperscan", None)
    monkeypatch.setattr(compiled, "compile_patterns", None)
    assert isinstance(load_detector(tmp_path, prepare=True).scanner, AnchorScanner)


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
    monkeypatch.setattr(compiled, "compile_patterns", lambda: kept)
    detector = load_detector(tmp_path / "absent", prepare=True)
    assert isinstance(detector.scanner, HyperscanScanner)
    assert not (tmp_path / "absent").exists()
