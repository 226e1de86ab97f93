# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Elements of records that hold codes; guillemets mark the guess."""

import pytest

from clearance.core.detect.recogniser import unmark
from clearance.core.detect.records.codes import excuses
from clearance.model.words import DataClass as C

CODES = [
    "MSH|^~\\&|ADT|«LAKESIDE»|EKG",
    "PID|1\nOBX|1|NM|«2345»-7^GLUCOSE",
    "OBX|1|NM|2345-7||228|mg/dL|70-«105»|H",
    "IN1|1|983|«8150»|Plan",
    "OBR|1|778|9|«24323»-8^CMP^LN",
    "N3*1 MAIN~\n«N4»*AMARILLO*TX",
    "ST*837*3343~BHT*0019*00*«66261»*2021",
    "DMG*D8*1945~\nCLM*6347-313616*«396»***11",
    "HI*ABK:«G43909»~",
    "hi*abk:«j449»~",
]
NONE = [
    "PID|1||«6425436»^^^MR",
    "OBX|1|TX|NOTE||seen by «Lee»|",
    "CLM*«6347-313616»*396",
    "NM1*IL*1*«DOE»*ANN~",
    "NTE*ADD*«Lee» called~",
    "no record «4412»",
    "«Lee» spoke",
]


def judged(example: str, data_class: C) -> bool:
    text, ((start, end),) = unmark(example)
    return excuses(text.encode(), start, end, data_class)


@pytest.mark.parametrize("example", CODES)
def test_a_code_is_told(example: str) -> None:
    assert judged(example, C.OTHER_ID)
    assert not judged(example, C.SECRET)


@pytest.mark.parametrize("example", NONE)
def test_what_may_identify_is_kept(example: str) -> None:
    assert not judged(example, C.OTHER_ID)
