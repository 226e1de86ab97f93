# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What registers give out: numbers of citizens under their countries' names for them, of courts' cases, of bookings, of
aircraft, of radio devices, of professions' licences.
"""

from clearance.core.detect.families.numbered import PUBLIC
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_CITIZEN = (
    r"f[\x{f8}o]dselsnummer|fnr|personn(?:umme)?r|cpr(?:-nr)?|rut|rfc|t\.?c\.? ?kimlik|tckn|nin|bvn|ird|sss|sv-?nr|hkid"
    r"|emirates id|ghana card|civil id|omang|umid|mykad|nik|ktp"
)
_CITIZENS = rf"(?i:\b(?:{_CITIZEN})\b\.?(?: (?:no|nr|number)\b\.?)?)[: #]{{1,3}}"
_LOCATED = (
    r"(?i:\b(?:pnr|record locator|locator|booking(?: (?:ref(?:erence)?|code|no))?|reservation(?: code)?"
    r"|confirmation(?: code)?|ref))\b\.?(?: is)?[: #]{1,3}"
)
_AIRCRAFT = r"(?i:\b(?:tail|aircraft|helicopter|plane|airframe)(?: (?:no|number|reg(?:istration)?))?\b\.?)[: ]{1,2}"

RECOGNISERS = (
    Recogniser(
        id="national_id",
        data_class=DataClass.OTHER_ID,
        patterns=(
            _CITIZENS + r"(?P<v>(?:[A-Z]{1,4}-?)?\d[\d .-]{6,20}\d(?:[-(][0-9AKk]\)?)?)",
            _CITIZENS + r"(?P<v>[A-Z]{3,4}\d{6}[A-Z0-9]{2,3}\b|[A-Z]{1,2}\d{6}\([0-9A]\))",
        ),
        validator="long_identifier",
        anchors=(
            *("dselsnummer", "fnr", "person", "cpr", "rut", "rfc", "kimlik", "tckn", "nin", "bvn", "ird", "sss", "sv"),
            *("hkid", "emirates", "ghana", "civil", "omang", "umid", "mykad", "nik", "ktp"),
        ),
        score=0.86,
        examples=(
            "fnr. «14058844719»\n",
            "CPR-nr. «170594-4418» in",
            "RUT «12.345.678-5», Santiago",
            "TC kimlik no: «10000000146»\n",
            "Emirates ID «784-1990-1234567-1».",
            "RFC: «BAUX880512AB1»\n",
            "HKID: «A123456(3)» of",
        ),
        counter_examples=("RFC 6531", "the nin of 12", "rut in the road", "civil id pending"),
    ),
    Recogniser(
        id="case_number",
        data_class=DataClass.OTHER_ID,
        patterns=(
            r"(?i:\bno\.? )(?P<v>[A-Z]{0,4}\d{1,6} of (?:19|20)\d\d)\b",
            r"(?i:\b(?:pnr|record locator|locator)(?: code| number| is)?[: ]{1,2})(?P<v>[A-Z]{6})\b",
        ),
        anchors=("no. ", "no ", "pnr", "locator"),
        without=("act", "law", "ordinance", "regulation", "directive", "decree", "resolution", "bill", "instrument"),
        score=0.82,
        examples=("W.P.(C) No. «21844 of 2021»\n", "Succession Cause No. «E118 of 2024»\n", "PNR «XKJQPL» for"),
        counter_examples=("Act No. 45 of 1956", "locator of it", "no 3 of them"),
    ),
    Recogniser(
        id="case_number",
        data_class=DataClass.OTHER_ID,
        patterns=(_LOCATED + r"(?P<v>[A-Z0-9]{6})\b",),
        validator="locator",
        anchors=("pnr", "locator", "booking", "reservation", "confirmation", "ref"),
        score=0.82,
        examples=("seat 14F, ref «KX7PLQ». Paid", "Booking code: «R7QKM2», two"),
        counter_examples=("confirmation PLEASE", "ref RFC822"),
    ),
    Recogniser(
        id="case_number",
        data_class=DataClass.OTHER_ID,
        patterns=(r"\b[A-Za-z][a-z]{2,20}\.? (?i:no|nr|number|ref|id)\b\.?[ :#]{1,3}(?P<v>[A-Z0-9]{6,10})\b",),
        validator="locator",
        without=PUBLIC,
        score=0.78,
        examples=("Visit no. «KX7PLQ», seen",),
        counter_examples=("Model no. KX7PLQ", "visit no PLEASE"),
    ),
    Recogniser(
        id="license_plate",
        data_class=DataClass.VEHICLE,
        patterns=(_AIRCRAFT + r"(?P<v>(?:[A-Z]{1,2}|[A-Z]\d|\d[A-Z])-[A-Z0-9]{3,4}|N\d{2,5}[A-Z]{0,2})\b",),
        anchors=("tail", "aircraft", "helicopter", "plane", "airframe"),
        score=0.84,
        examples=("PC-12 tail «VH-7QX». Darryl", "helicopter «G-HEMS» at"),
        counter_examples=("tail-wagging", "plane A-1", "tail A-frame"),
    ),
    Recogniser(
        id="mac_address",
        data_class=DataClass.DEVICE_ID,
        patterns=(r"(?i:\beui-[0-9a-f]{16})\b",),
        anchors=("eui-",),
        score=0.95,
        examples=('"dev":"«eui-70b3d57ed005a1c4»","imei"',),
        counter_examples=("eui-48 and eui-64",),
    ),
    Recogniser(
        id="license",
        data_class=DataClass.LICENSE,
        patterns=(
            (
                r"(?i:\blic(?:en[cs]e|\.)?(?: no\.?| #| number)?:? )"
                r"(?P<v>(?:RN|LPN|LVN|MD|DO|PT|OT|PA|NP|DDS|DVM|LCSW|PSY|LMFT|CRNA|RPh)[ -]?\d{4,8})\b"
            ),
            r"(?i:\b(?:state )?bar (?:no|number|id|#)\b\.?:? )(?P<v>\d{5,8})\b",
        ),
        anchors=("lic", "bar no", "bar num", "bar id", "bar #"),
        score=0.86,
        examples=("license «RN 552913», exp", "Bar No. «204417»\n"),
        counter_examples=("license MD 12", "bar number 12"),
    ),
)
