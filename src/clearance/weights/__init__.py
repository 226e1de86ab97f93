# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The shipped weights of the name model, and the detector that uses them. Reads package data, knows the core.

``names.npz`` is what ``training/train.py`` wrote; its data, licences, figures and limits are in the model card,
``docs/reference/model-card.md``, and its attributions in ``ATTRIBUTION.md`` beside it.
"""

import hashlib
import io
from functools import cache
from importlib.resources import files

import numpy as np

from clearance.core.detect.detector import Detector, Kind, default_detector
from clearance.core.detect.scan import Scanner
from clearance.core.detect.tagger.network import Network, from_arrays
from clearance.core.detect.tagger.proposer import NameModel

FILE = "names.npz"


@cache
def name_model() -> NameModel:
    """The shipped model; its version is the SHA-256 of its file."""
    return NameModel(_network, hashlib.sha256(_read()).hexdigest())


def _read() -> bytes:
    return (files(__name__) / FILE).read_bytes()


def _network() -> Network:
    with np.load(io.BytesIO(_read()), allow_pickle=False) as arrays:
        return from_arrays(arrays)


def shipped_detector(scanner: Kind | Scanner = "auto", *, serialised: bytes | None = None) -> Detector:
    """The recognisers and the name model; see ``default_detector`` for the arguments.

    Raises:
        DetectorUnavailable: Hyperscan was asked for and does not start.
    """
    return default_detector(scanner, serialised=serialised, model=name_model())
