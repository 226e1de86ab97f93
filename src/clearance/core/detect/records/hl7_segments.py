# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""HL7 v2: which fields of which segments hold an identifier, and in which data type.

From chapters 2 to 11 of the HL7 Version 2.8.2 standard (https://www.hl7.org/implement/standards/). "5name" is field 5
with a value of the type "name" (``hl7_types.TYPES``). What is not listed holds no identifier, above all
OBX-3, OBX-5 and OBX-6: code, value and unit. OBX-5 counts where OBX-2 says that it is a date, a name,
an address, a number to call or an id.
"""

from string import ascii_lowercase, digits
from types import MappingProxyType

_SEGMENTS = """
MSH 7date 10order
BHS 7date 11order
FHS 7date 11order
SFT 6date
EVN 2date 3date 5provider 6date
PID 2mrn 3mrn 4mrn 5name 6name 7birth 9name 11address 12place 13phone 14phone 18account 19ssn 20licence 21mrn 23place
 29date 33date 40phone
PD1 4provider 10mrn 13date 16date 17date 18date 21date
NK1 2name 4address 5phone 6phone 8date 9date 12id 13employer 16birth 26name 30name 31phone 32address 33id 37ssn 38place
 40phone 41phone
PV1 5id 7provider 8provider 9provider 17provider 19visit 25date 29date 35date 44date 45date 50visit 52provider 54visit
PV2 8date 9date 13provider 14date 16date 17date 26date 28date 29date 33date 46date 47date
GT1 2id 3name 4name 5address 6phone 7phone 8birth 12ssn 13date 14date 16employer 17address 18phone 19id 24date 29id
 30date 31date 32date 36date 42name 45name 46phone 53place
IN1 5address 6name 7phone 8plan 10id 12date 13date 14order 16name 18birth 19address 24date 26date 29date 30provider
 36plan 44address 49plan
IN2 1id 2ssn 3provider 6plan 7name 8plan 9name 10id 26plan 40name 49name 50phone 52name 53phone 61plan 63phone 64phone
IN3 2order 3provider 6date 7date 8provider 9date 10date 14provider 16phone 19phone 25provider
ORC 2order 3order 4order 7date 8parent 9date 10provider 11provider 12provider 14phone 15date 19provider 22address
 23phone 24address 27date
OBR 2order 3order 6date 7date 8date 10provider 14date 16provider 17phone 18order 19order 20order 21order 22date
 27date 28provider 29parent 32lister 33lister 34lister 35lister 36date
OBX 12date 14date 16provider 18device 19date 24address 25provider
DG1 5date 16provider 19date 20order 22order
AL1 6date
IAM 7order 11date 13date 14name 18provider 20date 23provider 24date 25provider 26date 27provider 28date
IAR 2date
PR1 5date 8provider 11provider 12provider 19order
SCH 1order 2order 11date 12provider 13phone 14address 16provider 17phone 18address 20provider 21phone 23order 24order
 26order 27order
TXA 4date 5provider 6date 7date 8date 9provider 10provider 11provider 12order 13order 14order 15order 22provider
 23provider
RXA 3date 4date 10provider 22date 28address
RXE 13provider 14provider 15order 18date 32date 41address
RXO 14provider 15provider 33address
RXD 3date 7order 10provider
RXG 10date
TQ1 7date 8date
ACC 1date 3place 7provider 11address 12date 13order
FT1 2order 4date 5date 20provider 21provider 23order 24provider
BLG 3account
ROL 4provider 5date 6date 11address 12phone
PRT 5provider 10device 11date 12date 14address 15phone 16device 17date 18date 20device 21device
ARV 6date
PDA 4date 5provider 7date 8provider
DB1 3id 5date 6date 7date
MRG 1mrn 2mrn 3account 4mrn 5visit 6visit 7name
SPM 2parent 3parent 17date 18date 30id 31order
SAC 1order 2order 3order 4order 7date
AUT 4date 5date 6order 10date 24provider
RF1 6order 7date 8date 9date 11order 20provider
PRD 2name 3address 5phone 7licence 8date 9date 11address 13phone
CTD 2name 3address 5phone 7id
CON 12date 13date 14date 15date 16date 24name
AIP 3provider 6date
AIL 6date
AIS 4date
AIG 8date
PRB 2date 4order 7date 8date 9date 15date 16date
GOL 2date 4order 7date 8date 12date 16date 19date
PTH 4order 5date 7date
VAR 1order 2date 3date 4provider
STF 2id 3name 6birth 10phone 11address 12date 13date
PRA 6licence
EDU 6date
CTI 1id
NTE 5provider 6date 7date 8date
QRD 1date 4order 8provider
QRF 2date 3date
PCR 4birth 6date 7date 10date
PEO 3date 4date 5date 10address 17name 18address 19phone
"""


def _read(text: str) -> dict[bytes, dict[int, str]]:
    found: dict[bytes, dict[int, str]] = {}
    for line in text.strip().replace("\n ", " ").split("\n"):
        name, *fields = line.split()
        found[name.encode()] = {int(field.rstrip(ascii_lowercase)): field.lstrip(digits) for field in fields}
    return found


SEGMENTS = MappingProxyType(_read(_SEGMENTS))
"""Segment name to the types of its fields by number."""
