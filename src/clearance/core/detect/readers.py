# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The proposers that ship beside the recognisers, in one order."""

from clearance.core.detect.fields import PairReader, TableReader
from clearance.core.detect.lookalike import MedicareReader
from clearance.core.detect.spoken import SpokenReader


def shipped() -> tuple[PairReader, TableReader, SpokenReader, MedicareReader]:
    """New ones, which share nothing."""
    return PairReader(), TableReader(), SpokenReader(), MedicareReader()
