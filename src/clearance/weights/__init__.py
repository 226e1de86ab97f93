# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the core is given from package files: the name model's weights, and the detector that uses them.

``names.npz`` is what ``training/train.py`` wrote; its data, licences, figures and limits are in the model card,
``docs/reference/model-card.md``, and its attributions in ``ATTRIBUTION.md`` beside it. Its arrays are not compressed:
inflating them took a fifth of the start, and the wheel compresses the file anyway. ``patterns.<machine>.hs`` is what
``make patterns`` compiled for a kind of processor, of the patterns as they are. ``wires`` holds the rest.
"""

import hashlib
import platform
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np

from clearance.core.detect.detector import Detector, Kind, default_detector, default_scanner
from clearance.core.detect.scan import Scanner
from clearance.core.detect.tagger.network import Network, from_arrays
from clearance.core.detect.tagger.proposer import NameModel
from clearance.errors import DetectorUnavailable

FILE = "names.npz"


@cache
def name_model() -> NameModel:
    """The shipped model; its version is the SHA-256 of its file."""
    with (files(__name__) / FILE).open("rb") as file:
        return NameModel(_network, hashlib.file_digest(file, "sha256").hexdigest())  # type: ignore[arg-type]  # a file


def _network() -> Network:
    with (files(__name__) / FILE).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return from_arrays(arrays)


@cache
def detection_sources() -> str:
    """SHA-256 (hex) of the source of the detector: each file of its package by name and bytes.

    Raises:
        DetectorUnavailable: there is no source, so a version could not say what judged a text.
    """
    found = dict(_sources(files("clearance.core.detect"), ""))
    if not found:
        raise DetectorUnavailable("The detector did not start.", diagnostics="its source is not installed")
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()


def _sources(folder: Traversable, above: str) -> Iterator[tuple[str, str]]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _sources(one, f"{above}{one.name}/")
        elif one.name.endswith(".py"):
            yield above + one.name, hashlib.sha256(one.read_bytes()).hexdigest()


def shipped_scanner() -> Scanner | None:
    """Hyperscan with the patterns that were compiled for the wheel; None where they are of another kind of processor,
    another version of the engine, or other patterns than these.
    """
    file = files(__name__) / f"patterns.{platform.machine()}.hs"
    try:
        return default_scanner("hyperscan", file.read_bytes()) if file.is_file() else None
    except DetectorUnavailable:
        return None


def shipped_detector(scanner: Kind | Scanner = "auto", *, serialised: bytes | None = None) -> Detector:
    """The recognisers and the name model; see ``default_detector`` for the arguments.

    Raises:
        DetectorUnavailable: Hyperscan was asked for and does not start, or the source of the detector is missing.
    """
    return default_detector(scanner, serialised=serialised, model=name_model(), sources=detection_sources())
