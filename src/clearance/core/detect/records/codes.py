# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Elements of HL7 v2 and X12 that hold codes, counts and amounts: a guess there is none.

The readers of records know where identifiers stand; guesses fill in for records whose fields are counted wrong, and
this says where they must not.
"""

from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

_CODED = Rx(
    r"\A(?i:(?:MSH|BHS|FHS|FTS|BTS|MSA|ERR)\||(?:ISA|IEA|GS|GE|ST|SE|BHT|HI|SV1|SV2|SV3|SVC|CAS|EB|LX|HL|AMT|QTY|CUR|MOA|MIA|PLB"
    r"|OI|CR1|CR2|CRC|K3|STC)\*)"
)
"""Segments of codes."""
_HEAD = Rx(r"\A(?P<v>[A-Za-z][A-Za-z0-9]{1,2})[|*]")
_PIPED = Rx(r"\A[A-Za-z][A-Za-z0-9]{2}\|")
"""Of HL7, where a tilde parts repetitions; in X12 it ends a segment."""
_CODES_OF = {
    b"OBX": {1, 2, 3, 4, 6, 7, 8, 9, 10, 11},
    b"OBR": {4},
    b"IN1": {1, 2, 3},
    b"CLM": {2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
    b"DG1": {1, 2, 3},
}
"""Segment to the numbers of its elements that are codes, values or amounts."""
_LONGEST = 4_000


def excuses(data: bytes, start: int, end: int, data_class: DataClass) -> bool:
    """Whether a guess in these bytes, which stand in a record, is a code or the name of a segment."""
    if data_class is DataClass.SECRET:
        return False
    begin = max(data.rfind(sign, max(0, start - _LONGEST), start) for sign in (b"\n", b"\r")) + 1
    line = data[begin:start].lstrip(b" ")
    if _PIPED.search(line) is None:
        line = line[line.rfind(b"~") + 1 :].lstrip(b" ")
    if not line:
        return data[end : end + 1] in (b"|", b"*") and _HEAD.search(data[start : end + 1]) is not None
    if _CODED.search(line) is not None:
        return True
    hit = _HEAD.search(line)
    if hit is None:
        return False
    sign = line[hit[3] : hit[3] + 1]
    return line.count(sign) in _CODES_OF.get(line[: hit[3]].upper(), ())
