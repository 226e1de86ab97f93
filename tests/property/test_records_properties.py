# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Readers of records take any text: nothing is raised, and every candidate lies in the text and holds something.

What a reader finds, one of its gates opens: a scanner that asks the gates first loses nothing.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.core.detect.detector import Proposer
from clearance.core.detect.normalise import normalise
from clearance.core.detect.records.cda import CdaReader
from clearance.core.detect.records.dicom import DicomReader
from clearance.core.detect.records.fhir import FhirReader
from clearance.core.detect.records.hl7 import Hl7Reader
from clearance.core.detect.records.x12 import X12Reader
from clearance.core.detect.rx import Rx

READERS = (Hl7Reader(), X12Reader(), DicomReader(), CdaReader(), FhirReader())

PARTS = st.sampled_from(
    [
        *(
            "MSH|^~\\&|",
            "MSH#*+\\@#",
            "PID|1||",
            "OBX|1|XPN|",
            "OBR|",
            "RUIZ^ANA",
            "&",
            "^",
            "~",
            "|",
            "\r",
            "\\r",
            "<CR>",
        ),
        *(
            "ISA*00*",
            "GS*",
            "NM1*IL*1*",
            "NM1|IL|1|",
            "REF*SY*",
            "PER*IC*",
            "HI*",
            "DTP*472*RD8*",
            "*",
            ":",
            "D8",
            "~\n",
        ),
        *("(0010,0010)", "0010|0010", " PN ", "[", "]", "'", '"00100010": {"vr": "PN", "Value": [', "\\", "#", "\n"),
        *(
            "<id ",
            'root="',
            'extension="',
            "<telecom ",
            'value="',
            "tel:",
            "/>",
            "<given>",
            "</",
            "<patientRole>",
            ">",
            '"',
        ),
        *(
            '"resourceType": "',
            '"identifier": [',
            '"telecom": {',
            '"value": "',
            '"given": ["',
            "{",
            "}",
            "],",
            '"reference": "',
        ),
        *(
            "Patient/",
            "urn:uuid:",
            "20260114",
            "20260114-20260115",
            "583-61-2908",
            "2.16.840.1.113883.4.1",
            "é",
            "\N{EN SPACE}",
        ),
    ]
)
TEXTS = st.lists(PARTS | st.text(max_size=4), max_size=40).map("".join)


@pytest.mark.parametrize("reader", READERS)
@given(text=TEXTS)
def test_any_text_is_read(reader: Proposer, text: str) -> None:
    data = normalise(text).data
    found = list(reader.propose(data, ()))
    assert not found or any(Rx(gate).search(data) for gate in reader.gates)
    for candidate in found:
        assert 0 <= candidate.start < candidate.end <= len(data)
        assert data[candidate.start : candidate.end].strip() == data[candidate.start : candidate.end]
