# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""X12: which elements of which segments hold an identifier, and what a qualifier makes of an id.

From the HIPAA implementation guides 005010X222A1 (837), X221A1 (835), X279A1 (270/271), X212 (276/277), X217 (278) and
X220A1 (834), adopted by 45 CFR 162 subparts K to R (https://x12.org/products/transaction-sets). What is not
listed holds no identifier: codes of HI, SV1, SV2, SVC, CAS, EB and their amounts above all.
"""

from types import MappingProxyType

from clearance.model.words import DataClass

Kind = tuple[str, DataClass]

_SSN: Kind = ("x12_ssn", DataClass.SSN)
MEMBER: Kind = ("x12_member_id", DataClass.HEALTH_PLAN_ID)
_LICENCE: Kind = ("x12_licence", DataClass.LICENSE)
_ACCOUNT: Kind = ("x12_account", DataClass.ACCOUNT)
_MRN: Kind = ("x12_mrn", DataClass.MRN)
OTHER: Kind = ("x12_id", DataClass.OTHER_ID)
DATE: Kind = ("x12_date", DataClass.DATE)
STREET: Kind = ("x12_street", DataClass.LOCATION)
PERSON: Kind = ("x12_name", DataClass.PERSON)
EMPLOYER: Kind = ("x12_employer", DataClass.ORGANIZATION)
PHONE: Kind = ("x12_phone", DataClass.PHONE)

ELEMENTS: MappingProxyType[bytes, dict[int, Kind]] = MappingProxyType(
    {
        b"ISA": {9: DATE, 13: OTHER},
        b"GS": {4: DATE},
        b"BHT": {3: OTHER, 4: DATE},
        b"BGN": {2: OTHER, 3: DATE},
        b"BPR": {7: _ACCOUNT, 9: _ACCOUNT, 13: _ACCOUNT, 15: _ACCOUNT, 16: DATE},
        b"TRN": {2: OTHER, 3: OTHER},
        b"N3": {1: STREET, 2: STREET},
        b"N4": {1: ("x12_city", DataClass.LOCATION), 3: ("x12_zip", DataClass.LOCATION)},
        b"DMG": {2: ("x12_birth_date", DataClass.DATE)},
        b"DTP": {3: DATE},
        b"DTM": {2: DATE, 6: DATE},
        b"CLM": {1: _ACCOUNT},
        b"CLP": {1: _ACCOUNT, 7: OTHER},
        b"SBR": {3: MEMBER},
        b"INS": {12: DATE},
        b"PAT": {6: DATE},
        b"COB": {2: MEMBER},
        b"PLB": {2: DATE},
        b"HI": {},
        b"NM1": {},
        b"N1": {},
        b"PER": {},
        b"REF": {},
    }
)
"""Segment name to what its elements are by number; segments without an entry are read by their qualifiers."""

QUALIFIED: MappingProxyType[bytes, tuple[int, int]] = MappingProxyType({b"NM1": (8, 9), b"N1": (3, 4), b"REF": (1, 2)})
"""Segment name to (element of the qualifier, element of the id)."""

PERSONS = frozenset(b"IL QC 74 31 03".split())
"""Entities that are persons, in N1 where nothing else says so: insured, patient, dependent (data element 98)."""

WORKS_FOR = b"36"
"""The entity that employs."""

CALLS: MappingProxyType[bytes, Kind] = MappingProxyType(
    {
        **dict.fromkeys(b"TE HP WP CP AP BN NP".split(), PHONE),
        b"FX": ("x12_fax", DataClass.FAX),
        b"EM": ("x12_email", DataClass.EMAIL),
    }
)
"""Ways to call of PER (data element 365)."""

ID_KINDS: MappingProxyType[bytes, Kind] = MappingProxyType(
    {
        **dict.fromkeys(b"SY 34".split(), _SSN),
        **dict.fromkeys(b"MI II 1L IG 0F 1W F6 NQ Q4 6P 38 HN N6 1C 1D MRC ABJ".split(), MEMBER),
        **dict.fromkeys(b"XX HPI 0B 1G G2 SV X4 EW 0K".split(), _LICENCE),
        **dict.fromkeys(b"EJ 23 ACC".split(), _ACCOUNT),
        **dict.fromkeys(b"EA".split(), _MRN),
        **dict.fromkeys(b"EI 24 FI TJ 46 D9 G1 9F F8 9A 9B 9C 6R 1K 3H BB Y4 DX ABB ZZ G3 FJ 8X".split(), OTHER),
    }
)
"""Qualifier to kind, of NM108 and N103 (data element 66) and REF01 (data element 128)."""
