# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""DICOM data sets written out in text: dumps of a tag a line, and DICOM JSON.

The tags are those of the Basic Application Level Confidentiality Profile (DICOM PS3.15 table E.1-1,
https://dicom.nema.org/medical/dicom/current/output/chtml/part15/chapter_E.html) that hold an identifier of a person, an
act, a place or a device. SOP classes, transfer syntaxes and coding schemes are UIDs too, and identify nobody.
"""

from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType

from clearance.core.detect.merge import Candidate
from clearance.core.detect.records.pieces import Piece, is_id, is_name, is_order, is_phone, is_place, is_stamp
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

Kind = tuple[str, DataClass]

_KINDS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        "name": ("dicom_name", DataClass.PERSON),
        "mrn": ("dicom_patient_id", DataClass.MRN),
        "birth": ("dicom_birth_date", DataClass.DATE),
        "date": ("dicom_date", DataClass.DATE),
        "id": ("dicom_id", DataClass.OTHER_ID),
        "uid": ("dicom_uid", DataClass.OTHER_ID),
        "device": ("dicom_device", DataClass.DEVICE_ID),
        "phone": ("dicom_phone", DataClass.PHONE),
        "place": ("dicom_place", DataClass.LOCATION),
        "institution": ("dicom_institution", DataClass.ORGANIZATION),
    }
)

_TAGS = """
name 00080090 0008009C 00081048 00081050 00081060 00081070 00100010 00101001 00101005 00101060 00102297
 00321032 00400006 00401010 00402008 00404037 0040A067 0040A075 0040A123 0040A307 0040A352 00700084 0072006A
 300600A6 300E0008 40080102 4008010A 4008010C 40080114 40080119
mrn 00100020 00101000
birth 00100030
date 00080012 00080015 00080020 00080021 00080022 00080023 00080024 00080025 0008002A 00181012 00181078
 00181079 00181200 00189074 00189151 00321000 00321040 00380020 00380030 00400002 00400004 00400244 00400250
 00402004 00404005 00404010 00404011 00404050 00404051 00404052 0040A030 0040A032 0040A082 0040A120 0040A121
 0040A13A 00700082 001021D0 30060008 300A0006 300E0004 40080100 40080108 40080112
id 00080050 00101090 00120040 00120042 00200010 00380010 00380060 00400009 00400253 00401001 00402016 00402017
 40080040 40080042 00181007
device 00081010 00181000 00181002 00181004 00181005 00181008
uid 00020003 00080014 00080018 00080058 00081155 00081195 00083010 0020000D 0020000E 00200052 00200200
 00209161 00209164 0040A124 0040A171 00404023 00880140 30060024 300600C2 300A0013 00041511
phone 00102154 00080094 00402010
place 00101040 00080081 00080092 00102152 0040A353
institution 00080080 00081040 00120031
"""


def _read(text: str) -> dict[bytes, str]:
    return {
        tag.encode(): kind
        for line in text.strip().replace("\n ", " ").split("\n")
        for kind, *tags in [line.split()]
        for tag in tags
    }


TAGS = MappingProxyType(_read(_TAGS))
"""Tag, as eight hexadecimal digits in capitals, to what its value is."""

_BY_TYPE: MappingProxyType[bytes, str] = MappingProxyType({b"PN": "name", b"DA": "date", b"DT": "date"})
"""What a value is by its representation (PS3.5 table 6.2-1), whatever its tag, private ones included."""

_REPRESENTATIONS = "AE|AS|AT|CS|DA|DS|DT|FD|FL|IS|LO|LT|OB|OW|PN|SH|SL|SQ|SS|ST|SV|TM|UC|UI|UL|UN|UR|US|UT"
_GATE = r"[0-9A-Fa-f]{4}[,|] ?[0-9A-Fa-f]{4}[^0-9A-Za-z]"
_KEY = r"\"[0-9A-Fa-f]{8}\"\s{0,8}:\s{0,8}\{\s{0,80}"
_JSON_GATE = _KEY + r"\"(?:vr|Value)\""
_TAG = Rx(r"(?:\A|[^0-9A-Za-z,.|])(?P<v>[0-9A-Fa-f]{4}[,|] ?[0-9A-Fa-f]{4})[^0-9A-Za-z,.]")
_VR = r"\"vr\"\s{0,8}:\s{0,8}\"(?P<v>[A-Z]{2})\""
_MEMBER = Rx(_KEY + r"(?:\"vr\"\s{0,8}:\s{0,8}\"[A-Z]{2}\"\s{0,8},\s{0,80})?\"Value\"\s{0,8}:\s{0,8}\[")
_TYPE = Rx(r"[^A-Za-z](?P<v>" + _REPRESENTATIONS + r")[ \t:#\[|]")
_MEMBER_TYPE, _TYPE_BEHIND = Rx(_VR), Rx(r"\A\s{0,8},\s{0,80}" + _VR)
_BRACKETED = Rx(r"\[(?P<v>[^\[\]\n]*)\]")
_QUOTED = Rx(r"[^'\"]*['\"](?P<v>.*)['\"]")
_BARE = Rx(r"[)>:=\s]*(?:[A-Za-z' ]{3,40}[:=]\s{0,80})?(?P<v>[^#\n]*)")
_TOLD_OF = Rx(r"\A\)? (?:is|are|was|the|for|and|or|in|of|holds?|has|must|may|should|to)\b")
"""How a sentence about a tag goes on."""
_STRING = Rx(r"\"(?P<v>[^\"\n]*)\"\s{0,8}[,\]}]")
_UID = Rx(r"[0-2](?:\.\d+){3,}")
_LONGEST = 1000
_GOES_ON = 0x80
"""The two highest bits of a byte that begins no character (RFC 3629, 3)."""


class DicomReader:
    """Identifiers of DICOM attributes, by tag, or by value representation where it is a person's name or a date.

    Reads the lines of dcmdump, pydicom, gdcmdump and dcm2txt, tables of tags, and DICOM JSON (PS3.18 annex F).
    """

    gates = (_GATE, _JSON_GATE)

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """Candidates of every attribute."""
        del gates
        tags = [(data[start:stop], end - 1) for _, end, start, stop in _TAG.all(data)]
        for (tag, at), following in zip(tags, [*(other[1] for other in tags), len(data)][1:], strict=True):
            line = data[at : _cut(data, at, following)].split(b"\n", 1)[0]
            yield from _line(tag, Piece(at, line))
        for start, end, _, _ in _MEMBER.all(data):
            yield from _member(data, start, end)


def _cut(data: bytes, start: int, end: int) -> int:
    """The end of what is read of a line, never inside a character."""
    end = min(end, start + _LONGEST)
    while start < end < len(data) and data[end] & 0xC0 == _GOES_ON:
        end -= 1
    return end


def _member(data: bytes, start: int, end: int) -> Iterator[Candidate]:
    """The strings of one attribute of DICOM JSON; ``vr`` stands before ``Value`` or behind it."""
    stop = data.find(b"]", end, end + _LONGEST) + 1
    head, behind = data[start:end], data[stop : stop + _LONGEST // 8]
    hit = _MEMBER_TYPE.search(head)
    if hit is not None:
        representation = head[hit[2] : hit[3]]
    else:
        hit = _TYPE_BEHIND.search(behind)
        representation = behind[hit[2] : hit[3]] if hit is not None else b""
    kind = _kind(head[1:9], representation)
    if kind is not None:
        for _, _, value_start, value_stop in _STRING.all(data[end:stop]):
            yield from _value(Piece(end + value_start, data[end + value_start : end + value_stop]), kind)


def _kind(tag: bytes, representation: bytes) -> str | None:
    number = tag.translate(None, b",| ").upper()
    return TAGS.get(number) or _BY_TYPE.get(representation)


def _line(tag: bytes, rest: Piece) -> Iterator[Candidate]:
    """What stands behind a tag: its value in brackets, in quotes, in the last cell of a table, or bare."""
    if _TOLD_OF.search(rest.text) is not None:
        return
    hit = _TYPE.search(rest.text)
    representation = b"" if hit is None else rest.text[hit[2] : hit[3]]
    kind = _kind(tag, representation)
    if kind is None:
        return
    if hit is not None:
        rest = Piece(rest.start + hit[3], rest.text[hit[3] :])
    inner = _inner(rest)
    for value in inner.split(b"\\"):
        for part in value.split(b"', '"):
            yield from _value(part, kind)


def _inner(rest: Piece) -> Piece:
    bracketed = _BRACKETED.search(rest.text)
    if bracketed is not None:
        return Piece(rest.start + bracketed[2], rest.text[bracketed[2] : bracketed[3]])
    cells = [cell for cell in rest.split(b"|") if cell.trimmed().text]
    if len(cells) > 1 or (cells and cells[0] is not rest):
        return cells[-1]
    hit = (_QUOTED.search(rest.text) if rest.text.lstrip(b": \t")[:1] in {b"'", b'"'} else None) or _BARE.search(
        rest.text
    )
    return rest if hit is None else Piece(rest.start + hit[2], rest.text[hit[2] : hit[3]])


def _value(value: Piece, kind: str) -> Iterator[Candidate]:
    value = value.trimmed()
    if not value.text or value.text.startswith(b"("):  # dcmdump: (no value available)
        return
    if _CHECKS[kind](value):
        yield value.candidate(*_KINDS[kind])


def _is_uid(value: Piece) -> bool:
    return _UID.fullmatch(value.text)


_CHECKS: MappingProxyType[str, Callable[[Piece], bool]] = MappingProxyType(
    {
        "name": is_name,
        "mrn": is_id,
        "birth": is_stamp,
        "date": is_stamp,
        "id": is_order,
        "uid": _is_uid,
        "device": is_id,
        "phone": is_phone,
        "place": is_place,
        "institution": is_place,
    }
)
