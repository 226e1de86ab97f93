# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Other people's detectors, played by small stand-ins of their public interfaces."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from clearance.adapters.detectors import outside
from clearance.adapters.detectors.gliner import gliner
from clearance.adapters.detectors.outside import OVERLAP, WINDOW, OutsideProposer, Span, windows
from clearance.adapters.detectors.presidio import of_analyzer, presidio
from clearance.adapters.detectors.transformers import transformers
from clearance.core.detect.detector import Detector, default_detector
from clearance.errors import DetectorUnavailable, InvalidSetting
from clearance.model.words import DataClass
from tests.unit.adapters.detectors.others import NAME, TEXT, Analyzer, install, place


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


@pytest.fixture(scope="module")
def shipped() -> Detector:
    return default_detector("anchors")


def names(detector: Detector, text: str = TEXT) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in detector.find(text)]


@pytest.mark.usefixtures("installed")
def test_each_adds_what_it_finds_and_changes_the_version(shipped: Detector, tmp_path: Path) -> None:
    made = (
        (presidio("json"), "presidio.person"),  # any installed package stands for the spaCy model
        (gliner(tmp_path), "gliner.person"),
        (transformers(tmp_path, ignored=frozenset({"MISC"})), "transformers.per"),
    )
    versions = {shipped.version}
    assert names(shipped) == []
    for proposer, kind in made:
        detector = shipped.extended((), [proposer])
        assert names(detector) == [(kind, NAME)]
        assert detector.find(TEXT)[0].data_class is DataClass.PERSON
        versions.add(detector.version)
    assert len(versions) == 4
    assert shipped.extended((), []).version == shipped.version


def test_presidio_is_asked_for_what_is_mapped_and_supported(shipped: Detector) -> None:
    analyzer = Analyzer()
    assert names(shipped.extended((), [of_analyzer(analyzer)]), f"{NAME}, SSN 536-22-8841")[1][0] == "us_ssn"
    assert analyzer.asked == [["PERSON", "US_SSN"]]


@pytest.mark.parametrize(
    ("make", "extra"), [(presidio, "presidio"), (gliner, "gliner"), (transformers, "transformers")]
)
def test_a_missing_library_names_its_extra(
    make: Callable[[str], OutsideProposer], extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("presidio_analyzer", "gliner", "transformers"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InvalidSetting, match=rf"pip install 'clearance\[{extra}\]'") as error:
        make(str(tmp_path))
    assert error.value.param == extra


@pytest.mark.usefixtures("installed")
def test_nothing_is_downloaded() -> None:
    for name in ("no_such_model", "no/such-model 3.1"):
        with pytest.raises(InvalidSetting, match=f"spaCy model {name} is not installed"):
            presidio(name)
    with pytest.raises(InvalidSetting, match="must be a folder on this machine"):
        presidio("/no/such/model-3.8.0")
    for make in (gliner, transformers):
        with pytest.raises(InvalidSetting, match="must be a folder on this machine"):
            make("organisation/model")


@pytest.mark.usefixtures("installed")
def test_presidio_fetches_no_list_of_suffixes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []
    names = ModuleType("tldextract.tldextract")
    names.__dict__.update(TLDExtract=lambda **options: asked.append(options))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: SimpleNamespace())
    monkeypatch.setitem(sys.modules, "tldextract", ModuleType("tldextract"))
    monkeypatch.setitem(sys.modules, "tldextract.tldextract", names)
    presidio("json")
    assert asked == [{"suffix_list_urls": (), "cache_dir": None}]


@pytest.mark.usefixtures("installed")
def test_a_name_says_release_and_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tmp_path / "one"
    model.mkdir()

    def versions() -> set[str]:
        made = (
            gliner(model), transformers(model, ignored=frozenset({"MISC"})), presidio(str(model)), presidio("json")
        )  # fmt: skip
        return {one.name for one in made}

    seen = versions()
    assert len(seen) == 4
    (model / "weights").write_bytes(b"1")
    changed = versions()
    assert len(changed & seen) == 1  # presidio over a package
    (model / "weights").rename(model / "other")
    assert len(versions() & changed) == 1
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"9-{name}")
    assert len(versions() & changed) == 0
    assert any(name.startswith("presidio en 9-presidio-analyzer json 9-json") for name in versions())


@pytest.mark.usefixtures("installed")
def test_a_label_that_would_be_lost_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="labels MISC are neither mapped nor ignored"):
        transformers(tmp_path)


def outside_of(finds: outside.Finds, *, window: bool = True) -> OutsideProposer:
    return OutsideProposer("test model", finds, {"name": DataClass.PERSON}, window=window)


@pytest.mark.parametrize(
    "span", [Span(-1, 2, "name", 1), Span(2, 2, "name", 1), Span(0, 10**6, "name", 1), Span(0, 1, "other", 1)]
)
def test_what_cannot_be_used_refuses(shipped: Detector, span: Span) -> None:
    detector = shipped.extended((), [outside_of(lambda _text: [span])])
    with pytest.raises(DetectorUnavailable) as error:
        detector.find(TEXT)
    assert error.value.diagnostics == "test model: unusable finding"


def test_a_failure_refuses_without_its_message(shipped: Detector) -> None:
    def fails(text: str) -> list[Span]:
        raise ValueError(text)

    with pytest.raises(DetectorUnavailable) as error:
        shipped.extended((), [outside_of(fails)]).find(TEXT)
    assert error.value.diagnostics == "test model: ValueError"
    assert error.value.__cause__ is None


def test_long_texts_are_given_in_windows_and_nothing_falls_between_them() -> None:
    seen: list[str] = []

    def finds(text: str) -> list[Span]:
        seen.append(text)
        return [Span(*place(text), "name", 0.9)] if NAME in text else []

    for filler in ("é word ", "x"):
        for before in (0, 400, 845, 995, 1700):
            seen.clear()
            lead = (filler * WINDOW)[:before]
            text = lead + NAME + (filler * WINDOW)[:2500]
            data = text.encode()
            found = set(outside_of(finds).propose(data, ()))
            assert {data[one.start : one.end].decode() for one in found} == {NAME}
            assert max(map(len, seen)) <= WINDOW
    starts = list(windows("x" * 3000))
    assert starts == [0, WINDOW - OVERLAP, 2 * (WINDOW - OVERLAP), 3 * (WINDOW - OVERLAP)]
    assert list(windows("")) == [0]
