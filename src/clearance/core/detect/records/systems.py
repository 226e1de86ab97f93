# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What an identifier and a way to call are, by the system and the type that a record names with them."""

from types import MappingProxyType

from clearance.model.words import DataClass

Kind = tuple[str, DataClass]

_OTHER: Kind = ("record_id", DataClass.OTHER_ID)
_SSN: Kind = ("record_ssn", DataClass.SSN)
_LICENCE: Kind = ("record_licence", DataClass.LICENSE)
_PLAN: Kind = ("record_plan_id", DataClass.HEALTH_PLAN_ID)
_ACCOUNT: Kind = ("record_account", DataClass.ACCOUNT)
_MRN: Kind = ("record_mrn", DataClass.MRN)
_DEVICE: Kind = ("record_device", DataClass.DEVICE_ID)

_SYSTEMS: MappingProxyType[bytes, Kind] = MappingProxyType(
    {
        b"2.16.840.1.113883.4.1": _SSN,
        b"us-ssn": _SSN,
        b"2.16.840.1.113883.4.6": _LICENCE,
        b"us-npi": _LICENCE,
        b"2.16.840.1.113883.4.572": _PLAN,
        b"us-mbi": _PLAN,
        b"us-medicare": _PLAN,
        b"us-medicaid": _PLAN,
        b"passportNumber": _LICENCE,
    }
)
"""The last step of a system's name (https://terminology.hl7.org/identifiers.html)."""

ID_KINDS = (_SSN, _LICENCE, _PLAN, _ACCOUNT, _MRN, _DEVICE, _OTHER)
"""Every kind of identifier that ``id_kind`` gives."""

_WORDS: tuple[tuple[bytes, Kind], ...] = (
    (b"mrn", _MRN),
    (b"medicalrecord", _MRN),
    (b"patientid", _MRN),
    (b"ssn", _SSN),
    (b"socialsecurity", _SSN),
    (b"member", _PLAN),
    (b"subscriber", _PLAN),
    (b"insurance", _PLAN),
    (b"licen", _LICENCE),
    (b"passport", _LICENCE),
    (b"npi", _LICENCE),
    (b"account", _ACCOUNT),
    (b"serial", _DEVICE),
)
"""Words in the last step of a local system's name, or in a type that is written out."""
_JOINTS = b" _-."

_LICENCES = (b"2.16.840.1.113883.4.3.", b"passport-")
"""Driver licences by state (4.3.x), and passports by country."""

_TYPES: MappingProxyType[bytes, Kind] = MappingProxyType(
    {
        b"MR": _MRN,
        b"MRT": _MRN,
        b"PI": _MRN,
        b"PT": _MRN,
        b"SS": _SSN,
        b"SB": _SSN,
        b"DL": _LICENCE,
        b"PPN": _LICENCE,
        b"NPI": _LICENCE,
        b"LN": _LICENCE,
        b"MD": _LICENCE,
        b"DEA": _LICENCE,
        b"MB": _PLAN,
        b"MC": _PLAN,
        b"MA": _PLAN,
        b"SN": _PLAN,
        b"HC": _PLAN,
        b"AN": _ACCOUNT,
        b"UDI": _DEVICE,
        b"SNO": _DEVICE,
    }
)
"""HL7 table 0203, and FHIR's additions to it."""

_CALLS: MappingProxyType[bytes, Kind] = MappingProxyType(
    {
        b"tel": ("record_phone", DataClass.PHONE),
        b"phone": ("record_phone", DataClass.PHONE),
        b"sms": ("record_phone", DataClass.PHONE),
        b"pager": ("record_phone", DataClass.PHONE),
        b"fax": ("record_fax", DataClass.FAX),
        b"mailto": ("record_email", DataClass.EMAIL),
        b"email": ("record_email", DataClass.EMAIL),
    }
)


def id_kind(system: bytes, type_code: bytes) -> Kind:
    """The kind of an identifier of this system (URI or OID) and type (HL7 table 0203 or words); either may be empty."""
    last = system.rstrip(b"/").rsplit(b"/", 1)[-1].rsplit(b":", 1)[-1]
    known = _SYSTEMS.get(last)
    if known is not None:
        return known
    if any(licence in system for licence in _LICENCES):
        return _LICENCE
    if type_code in _TYPES:
        return _TYPES[type_code]
    said = (type_code + b"/" + last).lower().translate(None, _JOINTS)
    return next((kind for word, kind in _WORDS if word in said), _OTHER)


def call_kind(system: bytes, value: bytes) -> Kind | None:
    """The kind of a way to call, by its scheme or FHIR system, else by its looks; None for a URL."""
    if system in _CALLS:
        return _CALLS[system]
    if b"/" in value:
        return None
    return _CALLS[b"email" if b"@" in value else b"phone"]
