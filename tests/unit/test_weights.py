# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The detector's version says what code and tables judged a text, not only what is declared."""

import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from clearance import weights
from clearance.core import detect
from clearance.core.detect.detector import default_detector
from clearance.errors import DetectorUnavailable
from clearance.weights import detection_sources, shipped_detector
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


def test_the_shipped_vocabulary_spells_what_tiktoken_does() -> None:
    """Ids as tiktoken's own tests and OpenAI's cookbook print them."""
    text = vocabulary().text
    assert text([15339, 1917], "input") == "hello world"
    assert text([83, 1609, 5963, 374, 2294, 0], "input") == "tiktoken is great!"
    assert len(vocabulary().starts) - 1 == 100_256
