# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Field names as labels: which names give a value which kind.

A field such as ``ssn`` or ``patient_name`` gives its whole trimmed value the class of that name, if
the value has a plausible shape. Every spelling counts: ``patient_name``, ``patientName``, ``Patient Name``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from clearance.core.detect.merge import Candidate
from clearance.core.detect.records.systems import ID_KINDS
from clearance.core.detect.rx import Rx
from clearance.core.detect.validators import VALIDATORS
from clearance.model.words import DataClass


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Field names (lower case, without separators) that give a value its kind.

    ``shape`` must match the whole value; its group ``v``, if any, is what identifies. ``validator`` may refuse it.
    ``needs``: the name alone says nothing, and this must be said of it: "person" or "telecom" by a word in the path or
    by its neighbours, "column" by standing as the header of a table, or the kind of an identifier by its neighbours.
    """

    kind: str
    data_class: DataClass
    names: str
    shape: str
    validator: str = ""
    needs: str = ""
    score: float = 0.96


_NAME = r"[A-Za-z\x{80}-\x{10ffff}][^\d\n\r<>{}@/\\=;:]{1,80}"
_ID = r"[A-Za-z0-9][A-Za-z0-9 ./_-]{2,39}"
_DATE = r"[A-Za-z0-9][A-Za-z0-9 ,./:+-]{2,34}"
_PLACE = r"[^\n\r<>{}@=;]{2,120}"
_NAME_PART = (
    r"[A-Z\x{c0}-\x{10ffff}][A-Za-z'. \x{2019}\x{c0}-\x{10ffff}-]{1,60}\d{0,4}"
    r"(?: [A-Z\x{c0}-\x{10ffff}][^\n<>{}@/\\=;:]{1,60})?"
)
_UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_VALUE = r"[A-Za-z0-9*][A-Za-z0-9 ./_:*-]{2,59}"
_REFERENCE = r"\A(?:[A-Z][A-Za-z]{2,40}/|urn:uuid:)(?P<v>[A-Za-z0-9.-]{1,64})(?:/_history/\d{1,9})?\z"
_SECRET_VALUE = r"[^\s]{4,400}"  # noqa: S105 - a shape

COLUMN_RULES = (
    FieldRule(
        "mrn",
        DataClass.MRN,
        "chart chartno pt ptno ptid patno patientno unitno recordno",
        _ID,
        "identifier",
        needs="column",
    ),
    FieldRule(
        "health_plan_id",
        DataClass.HEALTH_PLAN_ID,
        "member memberno subscriber policy insured",
        _ID,
        "identifier",
        needs="column",
    ),
    FieldRule("account", DataClass.ACCOUNT, "customer client loanno", _ID, "identifier", needs="column"),
    FieldRule(
        "license", DataClass.LICENSE, "license licence lic licno dl permit permitno", _ID, "identifier", needs="column"
    ),
    FieldRule(
        "license_plate",
        DataClass.VEHICLE,
        "tag reg",
        r"[A-Za-z0-9][A-Za-z0-9 -]{3,11}",
        "short_identifier",
        needs="column",
    ),
    FieldRule(
        "device_serial", DataClass.DEVICE_ID, "device asset assettag assetno sn", _ID, "identifier", needs="column"
    ),
    FieldRule(
        "case_number",
        DataClass.OTHER_ID,
        "claim claimno caseno ticket ticketno orderno refno specimen specimenno invoice invoiceno"
        " badge badgeno staffno staffid empno empid employeeno studentno",
        _ID,
        "identifier",
        needs="column",
    ),
    FieldRule(
        "person_field",
        DataClass.PERSON,
        "driver owner employee resident student tenant holder insured subscriber member customer client contact guest"
        " staff signer assignee",
        _NAME,
        "two_names",
        score=0.9,
        needs="column",
    ),
    FieldRule(
        "pin",
        DataClass.SECRET,
        "pin pincode passcode otp alarmcode doorcode gatecode entrycode accesscode keycode lockcode lockboxcode"
        " lockercode keypadcode keysafecode safecode unlockcode tillcode keysafe lockbox combination",
        r"[#*]?[A-Z]?\d{4,8}[A-Z]?[#*]?|\d{3} \d{3}|\d{2,3}[A-Z]\d{2,3}|\d{2}(?:[ -]\d{2}){2}",
        "told_code",
        needs="column",
    ),
)
"""Names that say something as a column's header alone: elsewhere they are words of their own."""

_NEIGHBOUR_RULES = tuple(
    FieldRule(kind, data_class, "value", _VALUE, "short_identifier", needs=kind) for kind, data_class in ID_KINDS
)
"""A value whose neighbours in its object name the system or the type of an identifier."""

FIELD_RULES = (
    FieldRule(
        "us_ssn",
        DataClass.SSN,
        ("ssn socialsecuritynumber socialsecurity socialsecurityno ssnumber ssnnumber patientssn itin taxpayerid"),
        r"[\d*Xx]{3}[ .-]?\d{2}[ .-]?\d{4}",
    ),
    FieldRule(
        "mrn",
        DataClass.MRN,
        (
            "mrn medicalrecordnumber medicalrecordno medrecnum patientid patientidentifier patientnumber"
            " patientmrn chartnumber chartid empi hospitalnumber identifier"
        ),
        _ID,
        "identifier",
    ),
    FieldRule(
        "health_plan_id",
        DataClass.HEALTH_PLAN_ID,
        "memberid membernumber subscriberid subscribernumber policynumber policyid policyno insuranceid"
        " insurancenumber insurancememberid insurancepolicynumber healthplanid planid"
        " beneficiaryid beneficiarynumber groupnumber medicareid medicaidid medicarenumber mbi hicn payerid"
        " coverageid healthplannumber",
        _ID,
        "identifier",
    ),
    FieldRule(
        "account",
        DataClass.ACCOUNT,
        (
            "accountnumber accountno account acct acctnumber accountid bankaccount bankaccountnumber"
            " checkingaccount customerid customernumber billingaccount patientaccountnumber custid custno"
        ),
        _ID,
        "identifier",
    ),
    FieldRule("aba_routing", DataClass.ACCOUNT, "routingnumber routing abarouting aba", r"\d{9}"),
    FieldRule("iban", DataClass.IBAN, "iban", r"[A-Za-z]{2}\d{2}[A-Za-z0-9 ]{8,40}"),
    FieldRule(
        "credit_card",
        DataClass.CREDIT_CARD,
        "creditcard creditcardnumber cardnumber ccnumber cardno pan ccnum",
        r"\d[\d -]{10,22}\d",
    ),
    FieldRule(
        "date_of_birth", DataClass.DATE, "dob dateofbirth birthdate birthday birth patientdob", _DATE, "packed_date"
    ),
    FieldRule(
        "date",
        DataClass.DATE,
        (
            "date admissiondate admitdate dischargedate servicedate dateofservice visitdate appointmentdate"
            " deathdate dateofdeath deceaseddate encounterdate dos collectiondate"
        ),
        _DATE,
        "packed_date",
        score=0.9,
    ),
    FieldRule(
        "age_over_89",
        DataClass.AGE,
        "age patientage ageyears ageinyears",
        r"\d{2,3}(?:\.\d)?(?: ?(?:y|yr|yrs|years?)(?: old)?)?",
        "over_89",
    ),
    FieldRule(
        "us_phone",
        DataClass.PHONE,
        (
            "phone phonenumber telephone telephonenumber tel mobile mobilephone mobilenumber cell cellphone"
            " cellnumber homephone workphone contactphone contactnumber phoneno daytimephone emergencyphone"
            " emergencycontactphone callback msisdn callernumber callednumber fromnumber tonumber"
        ),
        r"[+(\d][\d ().+-]{5,24}(?:[ ,]{0,2}(?:x|ext\.?|extension) ?\d{1,6})?",
    ),
    *_NEIGHBOUR_RULES,
    FieldRule("us_phone", DataClass.PHONE, "value", r"[+(\d][\d ().+-]{6,24}", needs="telecom"),
    FieldRule("email", DataClass.EMAIL, "value", r"[^\s@]{1,80}@[^\s@]{3,80}", needs="telecom"),
    FieldRule("fax", DataClass.FAX, "fax faxnumber faxno", r"[+(\d][\d ().+-]{5,24}"),
    FieldRule(
        "email",
        DataClass.EMAIL,
        "email emailaddress mail contactemail useremail patientemail",
        r"[^\s@]{1,80}@[^\s@]{3,80}",
    ),
    FieldRule(
        "ipv4", DataClass.IP, "ip ipaddress clientip remoteaddr remoteip sourceip hostip", r"[0-9A-Fa-f.:]{7,45}"
    ),
    FieldRule("zip5", DataClass.LOCATION, "zip zipcode postalcode postcode zip5", r"\d{5}"),
    FieldRule("zip4", DataClass.LOCATION, "zip zipcode postalcode postcode zip4", r"\d{5}-\d{4}"),
    FieldRule(
        "postal_code", DataClass.LOCATION, "postalcode postcode", r"[A-Za-z0-9][A-Za-z0-9 -]{3,9}", "short_identifier"
    ),
    FieldRule(
        "us_street",
        DataClass.LOCATION,
        (
            "address streetaddress street address1 address2 addressline addressline1 addressline2 homeaddress"
            " mailingaddress billingaddress shippingaddress residence patientaddress"
        ),
        _PLACE,
    ),
    FieldRule("county", DataClass.LOCATION, "county countyname countycode", _PLACE),
    FieldRule(
        "city",
        DataClass.LOCATION,
        "city town hometown birthplace placeofbirth",
        r"[A-Za-z\x{80}-\x{10ffff}][^\d\n\r<>{}@/\\=;:]{1,60}",
    ),
    FieldRule(
        "person_field",
        DataClass.PERSON,
        "patientname patient fullname firstname lastname middlename surname givenname familyname maidenname"
        " mothermaidenname mothersmaidenname preferredname legalname membername subscribername"
        " contactname emergencycontact emergencycontactname nextofkin guarantorname guarantor insuredname"
        " policyholder cardholdername accountholder customername employeename clientname providername"
        " physicianname physician attending attendingphysician doctorname doctor nurse nursename"
        " referringprovider referringphysician pcp surgeon displayname spouse spousename mothername"
        " fathername guardian"
        " caregiver signedby author patientfirstname patientlastname fname lname personname contactperson"
        " beneficiaryname",
        _NAME,
        "person_value",
    ),
    FieldRule(
        "person_field",
        DataClass.PERSON,
        "given family name first last middle text prefix label",
        _NAME,
        "person_value",
        needs="person",
    ),
    FieldRule("person_field", DataClass.PERSON, "given family", _NAME_PART, "person_value", score=0.7),
    FieldRule("person_field", DataClass.PERSON, "display", r"(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? " + _NAME_PART, score=0.9),
    FieldRule("fhir_reference", DataClass.OTHER_ID, "reference fullurl", _REFERENCE),
    FieldRule("us_ssn", DataClass.SSN, "value", r"\d{3}-\d{2}-\d{4}", score=0.9),
    FieldRule("record_id", DataClass.OTHER_ID, "value", r"(?:urn:uuid:)?" + _UUID, score=0.9),
    FieldRule(
        "person_field",
        DataClass.PERSON,
        "name",
        r"[A-Z][a-z'.-]{1,20}(?: [A-Z][a-z'.-]{0,20}){1,2}",
        "two_names",
        score=0.7,
    ),
    FieldRule(
        "driver_license",
        DataClass.LICENSE,
        (
            "driverlicense driverslicense driverlicensenumber driverslicensenumber dlnumber licensenumber"
            " licenseno medicallicense certificatenumber"
        ),
        _ID,
        "identifier",
    ),
    FieldRule("passport", DataClass.LICENSE, "passport passportnumber passportno", _ID, "identifier"),
    FieldRule("us_npi", DataClass.LICENSE, "npi npinumber providernpi", r"\d{10}"),
    FieldRule("us_dea", DataClass.LICENSE, "dea deanumber", r"[A-Za-z][A-Za-z9]\d{7}"),
    FieldRule("vin", DataClass.VEHICLE, "vin vehicleidentificationnumber", r"[A-Za-z0-9]{17}"),
    FieldRule(
        "license_plate",
        DataClass.VEHICLE,
        "licenseplate plate platenumber licenceplate",
        r"[A-Za-z0-9][A-Za-z0-9 -]{1,11}",
    ),
    FieldRule(
        "device_serial",
        DataClass.DEVICE_ID,
        "deviceid deviceserial deveui serialnumber serialno serial udi deviceidentifier imei",
        _ID,
        "identifier",
    ),
    FieldRule("mac_address", DataClass.DEVICE_ID, "mac macaddress", r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}"),
    FieldRule(
        "case_number",
        DataClass.OTHER_ID,
        (
            "claimid claimnumber caseid casenumber accession accessionnumber encounterid encounternumber visitid"
            " visitnumber csn referralnumber authorizationnumber specimenid biometricid fingerprintid employeeid"
            " studentid nationalid taxid invoicenumber invoiceid"
        ),
        _ID,
        "identifier",
    ),
    FieldRule("case_number", DataClass.OTHER_ID, "ticket ticketkey ticketno", r"[A-Z]{2,6}-\d{3,8}", "plain_code"),
    FieldRule(
        "password",
        DataClass.SECRET,
        "password passwd pwd passphrase pass dbpassword userpassword passcode",
        _SECRET_VALUE,
        "field_password",
    ),
    FieldRule(
        "assigned_key",
        DataClass.SECRET,
        (
            "apikey secret secretkey clientsecret accesstoken authtoken token refreshtoken privatekey accesskey"
            " secretaccesskey awssecretaccesskey sessiontoken xapikey signingkey encryptionkey"
        ),
        r"[^\s]{16,400}",
        "random_key",
    ),
    *COLUMN_RULES,
)

_PERSON_WORDS = (
    "patient",
    "person",
    "member",
    "subscriber",
    "contact",
    "guarantor",
    "insured",
    "practitioner",
    "provider",
    "physician",
    "doctor",
    "nurse",
    "employee",
    "customer",
    "relative",
    "guardian",
    "humanname",
    "spouse",
    "beneficiary",
    "cardholder",
    "relatedperson",
    "user",
    "author",
)


def _by_name() -> dict[str, tuple[tuple[FieldRule, Rx], ...]]:
    """The rules of each name, in their order; a shape is compiled once, not once for each name."""
    shapes = {rule.shape: Rx(rule.shape) for rule in FIELD_RULES}
    found: dict[str, tuple[tuple[FieldRule, Rx], ...]] = {}
    for rule in FIELD_RULES:
        for name in dict.fromkeys(rule.names.split()):
            found[name] = (*found.get(name, ()), (rule, shapes[rule.shape]))
    return found


_RULES = MappingProxyType(_by_name())
_LAST = 2
_BY_END = MappingProxyType(
    {end: tuple(name for name in _RULES if name[-_LAST:] == end) for end in {name[-_LAST:] for name in _RULES}}
)
"""The names by their last letters: most words end like none of them."""
_JOINTS = str.maketrans("", "", "_- .")
_KEY_WORDS = Rx(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_DEPTH = 3


@lru_cache(maxsize=2048)
def rules_for(name: str) -> tuple[tuple[FieldRule, Rx], ...]:
    """The rules of a field name in any spelling: as a whole, then by its last three, two or one words."""
    if len(name) > 64 or not name.isascii():  # noqa: PLR2004 - no field name that we know is longer
        return ()
    compact = name.lower().translate(_JOINTS)
    if compact in _RULES:
        return _RULES[compact]
    if not compact.endswith(_BY_END.get(compact[-_LAST:], ())):
        return ()
    words = [name[hit[0] : hit[1]].lower() for hit in _KEY_WORDS.all(name.encode())]
    for count in range(_DEPTH, 0, -1):
        tail = "".join(words[-count:])
        if len(words) > count and tail in _RULES and tail not in _TOO_SHORT:
            return _RULES[tail]
    return ()


_TOO_SHORT = frozenset(
    {"name", "first", "last", "middle", "text", "label", "prefix", "date", "token", "secret", "pass", "author"}
    | {"patient", "account", "plan", "ip", "mail", "birth", "given", "family", "display", "reference", "identifier"}
)
"""Names that say too little as the last word of a longer one."""


def surroundings(path: Iterable[str | int]) -> frozenset[str]:
    """What the path's steps say of a field: "person", "telecom"."""
    steps = [step.lower() for step in path if isinstance(step, str)]
    said = {"person"} if any(word in step for step in steps for word in _PERSON_WORDS) else set()
    return frozenset(said | ({"telecom"} if any("telecom" in step for step in steps) else set()))


def judge(data: bytes, start: int, end: int, name: str, said: frozenset[str] = frozenset()) -> Candidate | None:
    """The candidate that a value under this field name is, trimmed; None where no rule takes it."""
    rules = rules_for(name)
    if not rules:
        return None
    value = data[start:end].strip(b" \t\r\n\"'")
    if not value:
        return None
    begin = data.index(value, start)
    for rule, shape in rules:
        if rule.needs and rule.needs not in said:
            continue
        if not shape.fullmatch(value):
            continue
        if rule.validator and VALIDATORS[rule.validator](value) != len(value):
            continue
        if "(?P<v>" in rule.shape and (part := shape.search(value)) is not None:
            return Candidate(rule.kind, rule.data_class, begin + part[2], begin + part[3], rule.score)
        return Candidate(rule.kind, rule.data_class, begin, begin + len(value), rule.score)
    return None
