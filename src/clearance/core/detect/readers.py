# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The proposers that ship beside the recognisers, in one order."""

from clearance.core.detect.fields import AlignedReader, PairReader, TableReader
from clearance.core.detect.lookalike import MedicareReader
from clearance.core.detect.records.cda import CdaReader
from clearance.core.detect.records.dicom import DicomReader
from clearance.core.detect.records.fhir import FhirReader
from clearance.core.detect.records.hl7 import Hl7Reader
from clearance.core.detect.records.x12 import X12Reader
from clearance.core.detect.spoken import SpokenReader

Reader = (
    PairReader
    | TableReader
    | AlignedReader
    | SpokenReader
    | MedicareReader
    | Hl7Reader
    | X12Reader
    | CdaReader
    | FhirReader
    | DicomReader
)


def shipped() -> tuple[Reader, ...]:
    """New ones, which share nothing."""
    prose = (PairReader(), TableReader(), AlignedReader(), SpokenReader(), MedicareReader())
    return (*prose, Hl7Reader(), X12Reader(), CdaReader(), FhirReader(), DicomReader())
