# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The detector's version says what code and tables judged a text, not only what is declared."""

import platform
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from clearance import weights
from clearance.core import detect
from clearance.core.detect import scan
from clearance.core.detect.detector import default_detector
from clearance.core.detect.scan import HyperscanScanner
from clearance.errors import DetectorUnavailable
from clearance.weights import detection_sources, shipped_detector, shipped_scanner
from clearance.weights.wires import vocabulary

PACKAGE = Path(detect.__file__).parent


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package's source, which takes its place."""
    place = tmp_path / "detect"
    shutil.copytree(PACKAGE, place)
    monkeypatch.setattr(weights, "files", lambda name: place if name == detect.__name__ else files(name))
    detection_sources.cache_clear()
    yield place
    detection_sources.cache_clear()


def digest() -> str:
    detection_sources.cache_clear()
    return detection_sources()


def test_the_same_source_elsewhere_is_the_same(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (copied / "__pycache__").mkdir(exist_ok=True)
    (copied / "__pycache__" / "rx.cpython-311.pyc").write_bytes(b"compiled")
    there = digest()
    monkeypatch.setattr(weights, "files", lambda _package: PACKAGE)
    assert digest() == there


@pytest.mark.parametrize(
    "change",
    [
        lambda place: (place / "validators.py").write_text(""),
        lambda place: (place / "records" / "hl7_segments.py").write_text(""),
        lambda place: (place / "families" / "secrets" / "table.py").unlink(),
        lambda place: (place / "rx.py").rename(place / "records" / "rx.py"),
        lambda place: (place / "new.py").touch(),
    ],
)
def test_any_change_of_it_is_another_version(copied: Path, change: Callable[[Path], object]) -> None:
    before = digest(), shipped_detector("anchors").version
    change(copied)
    after = digest(), shipped_detector("anchors").version
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_the_core_takes_it_as_a_value() -> None:
    assert default_detector("anchors").version != default_detector("anchors", sources="a").version
    assert default_detector("anchors", sources="a").version != default_detector("anchors", sources="b").version


def test_an_installation_without_source_does_not_start(copied: Path) -> None:
    shutil.rmtree(copied)
    copied.mkdir()
    with pytest.raises(DetectorUnavailable) as refused:
        digest()
    assert refused.value.diagnostics == "its source is not installed"


def test_the_shipped_patterns_are_compiled() -> None:
    """Where this fails, a pattern, or the engine's version, has changed since they were: `make patterns`."""
    assert isinstance(shipped_scanner(), HyperscanScanner)


@pytest.mark.parametrize("data", [None, b"", b"clearance-hs2\0 of other patterns"])
def test_without_patterns_for_the_machine_there_is_no_scanner(
    tmp_path: Path, data: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "files", lambda _name: tmp_path)
    monkeypatch.setattr("platform.machine", lambda: "pdp11")
    if data is not None:
        (tmp_path / "patterns.pdp11.hs").write_bytes(data)
    assert shipped_scanner() is None


def test_of_another_engine_they_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"patterns.{platform.machine()}.hs"
    shipped = (files(weights.__name__) / name).read_bytes()
    at = shipped.index(bytes(scan.hyperscan.dumpb(HyperscanScanner([scan.Proposal("a")])._database))[:8])
    # Behind the sign of a database stands the version of its engine.
    (tmp_path / name).write_bytes(shipped[: at + 4] + bytes([shipped[at + 4] ^ 1]) + shipped[at + 5 :])
    monkeypatch.setattr(weights, "files", lambda _name: tmp_path)
    assert shipped_scanner() is None


def test_without_the_engine_they_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "hyperscan", None)
    assert shipped_scanner() is None


def test_the_shipped_vocabulary_spells_what_tiktoken_does() -> None:
    """Ids as tiktoken's own tests and OpenAI's cookbook print them."""
    text = vocabulary().text
    assert text([15339, 1917], "input") == "hello world"
    assert text([83, 1609, 5963, 374, 2294, 0], "input") == "tiktoken is great!"
    assert len(vocabulary().starts) - 1 == 100_256
