# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Numbers of other countries and of everyday paper: plates, parcels, insurances, post codes, hospital registers."""

from clearance.core.detect.families.labelled import CODE
from clearance.core.detect.families.shapes import SEPARATOR
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_INDIAN_STATE = (
    r"(?:A[NPRS]|B[HR]|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|L[ADK]|M[HLNPZ]|NL|O[DR]|P[BY]|RJ|SK|T[GNRS]|U[KP]|WB)"
)
_REGISTERS = r"(?:uhid|hrn|umrn?|crno|cr no|ip no|op no|ipd no|opd no|nhi|ur no|hospital number)"
_SLASHED = r"(?P<v>[A-Z0-9]{1,8}(?:/[A-Z0-9-]{1,8}){1,4})\b"
_WIDE = r"(?:[ \t]{1,32}|[ \t]{0,4}[:#][ \t]{0,16})"
_POST_CODE = (
    r"(?P<v>(?i:[A-Z]\d[\dW] ?[A-Z0-9]{4}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4}|\d{3} ?\d{3}))"
)
_BILL = (
    r"(?i:\b(?:rechnung(?:snummer)?|facture|factura|fattura|bestellung|auftrag|kundennummer|vertrag(?:snummer)?)"
    r"(?: ?(?:nr|n[o\x{b0}\x{ba}]|num|numero|n\x{fa}mero))?\b\.?)"
)
_OBJECT = r"(?:evt|cus|ch|py|pi|pm|seti|src|sub|in|txn|acct|card|re|po|dp|si|cs_live|cs_test)"
_INSURED = r"(?:teudat zehut|t\.?z\.?|bvn|nin|cnic|kra pin|tfn|abn|crn|sin|iin|pps(?:n| number)?)"
_LINE = r"(?:\+\d{1,3}[ .-]?(?:\(0\)[ ]?)?\d{1,4}|\(?0\d{1,4}\)?)(?:[ .-]\d{2,4}){1,4}"

RECOGNISERS = (
    Recogniser(
        id="license_plate",
        data_class=DataClass.VEHICLE,
        patterns=(rf"\b{_INDIAN_STATE}[ -]?\d{{1,2}}[ -]?[A-Z]{{1,3}}[ -]?\d{{4}}\b",),
        not_before=b"-/.",
        not_after=b"-/",
        score=0.85,
        examples=("two-wheeler «TN 22 DM 0618», rider", "regn «KA-05-MJ-1187»"),
        counter_examples=("OR 10 MG", "ZZ 22 DM 0618", "TN 22 DM 06188"),
    ),
    Recogniser(
        id="case_number",
        data_class=DataClass.OTHER_ID,
        patterns=(
            # UPU S10, by which parcels and registered letters are followed
            r"\b[A-HJ-Z][A-Z] ?\d{3} ?\d{3} ?\d{3} ?[A-Z]{2}\b",
            r"(?:\A|[\s(\[])#(?P<v>\d{2,6}-\d{3,8})\b",
            rf"\b{_OBJECT}_(?:[0-9][A-Za-z0-9]{{13,40}}|[A-Z][A-Za-z0-9]{{6,20}}[0-9][A-Za-z0-9]{{4,30}})\b",
            rf"(?i:\b(?:lab|x-?ray|biopsy|receipt|reg|cause|suit|cert) ?no\b\.?){_WIDE}{_SLASHED}",
            r"(?i:\b(?:stud(?:ent)?|roll|prc|index|reg) ?no\b\.?)" + SEPARATOR + r"(?P<v>\d{4}-\d{4,6}|\d{6,10})\b",
            _BILL
            + SEPARATOR
            + r"(?P<v>(?i:[A-Z]{0,4}[-/]?\d{2,8}(?:[-/.]\d{1,8}){0,3}))\b",
        ),
        validator="plain_code",
        not_after=b"@%",
        score=0.8,
        examples=(
            "TRK «RR 044 718 822 NO»",
            "ticket #«88-4410» from",
            '"id": "«evt_1PqX8844kLmN0771»"',
            "Lab No             «KNH/H/25/01873»",
            "stud no. «2022-04417». I",
            "Rechnung Nr. «2025-0417»    30.04.",
        ),
        counter_examples=("#12-3", "in_order_to", "lab no 12", "roll no. 12", "Rechnung Nr. 7", "evt_name"),
    ),
    Recogniser(
        id="national_id",
        data_class=DataClass.OTHER_ID,
        patterns=(
            # United Kingdom, national insurance number
            r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",
            r"(?i:\b(?:ni|nino|national insurance)(?: ?(?:number|no\.?|#))?)"
            + SEPARATOR
            + r"(?P<v>(?i:[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]))\b",
            r"\b(?:ID|Id)(?: (?:no|number|card))?\b\.?" + SEPARATOR + r"(?P<v>\d{9,13})\b",
            rf"(?i:\b{_INSURED}\b)" + SEPARATOR + r"(?P<v>(?i:[A-Z]{0,2}\d{2,9}(?:[ -]\d{1,7}){0,4}[A-Z]{0,2}))\b",
        ),
        validator="long_identifier",
        not_before=b"-/.",
        not_after=b"-/%",
        score=0.85,
        examples=(
            "born 1961, «AB 12 34 56 C», Leeds",
            "NI number «QQ 44 10 88 C»\nYou",
            "(ID «5608145021087») of the farm",
            "TEUDAT ZEHUT «31774208-6»",
            "CRN «204 118 337K», HRN",
        ),
        counter_examples=("DB 12 34 56 C", "NI number pending", "ID 12", "sin 12", "AB 12 34 56 E"),
    ),
    Recogniser(
        id="mrn",
        data_class=DataClass.MRN,
        patterns=(rf"(?i:\b{_REGISTERS}\b\.?){_WIDE}{_SLASHED}", rf"(?i:\b{_REGISTERS}\b\.?){_WIDE}" + CODE),
        validator="code",
        anchors=("uhid", "hrn", "umr", "cr", "ip no", "op no", "ipd", "opd", "nhi", "ur no", "hospital number"),
        not_after=b"@%",
        score=0.88,
        examples=("91 yrs, UHID «SNR/19/44127», Aadhaar", "HRN «0117742». Grandmo", "OP No            «2291/25»"),
        counter_examples=("UHID pending", "op no 12"),
    ),
    Recogniser(
        id="postal_code",
        data_class=DataClass.LOCATION,
        patterns=(
            r"(?i:\b(?:eircode|post ?code|postal code|plz|code postal))" + SEPARATOR + _POST_CODE + r"\b",
        ),
        anchors=("eircode", "post", "plz"),
        not_after=b"%-/",
        score=0.9,
        examples=("Eircode «D12 X4Y7». Tenancy", "postcode: «LE4 9ZX»", "PLZ «8006», Ort"),
        counter_examples=("postcode unknown", "market cap 1000"),
    ),
    Recogniser(
        id="fax",
        data_class=DataClass.FAX,
        patterns=(rf"(?:\s|\||\A)(?:f|F)[.:]?[ ]{{1,3}}(?P<v>{_LINE})\b",),
        not_after=b"-/%",
        score=0.9,
        examples=("t 0131 496 0155  f «0131 496 0156»  www", "F: «+44 20 7946 0018»"),
        counter_examples=("f 12", "if 0131 496 0156", "F 0.12 0.34"),
    ),
    Recogniser(
        id="account",
        data_class=DataClass.ACCOUNT,
        patterns=(
            r"(?i:\bsort)[ :]{1,3}(?P<v>\d{2}-\d{2}-\d{2})\b",
            r"(?i:\b(?:loan|mortgage))[ :#]{1,3}(?P<v>\d{2,4}-\d{5,8}(?:-\d{1,4})?)\b",
        ),
        validator="plain_code",
        not_after=b"-/%",
        score=0.85,
        examples=("the old account, sort «20-41-88» a/c", "UNION, LOAN «88-44107-3», PRINCIPAL"),
        counter_examples=("sort 20-41", "loan 2024-2030"),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            r"\b(?:0?[1-9]|[12]\d|3[01])/(?i:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:/(?:\d{4}|\d{2}))?\b",
            r"(?P<v>\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))T\d\d_\d\d",
        ),
        not_before=b"-.",
        not_after=b"/%",
        score=0.85,
        examples=("Comment («07/May»): rotated", "on «12/Jun/2025» at", "log «2025-06-12»T08_17_33-debug"),
        counter_examples=("42/May", "12/Junction", "2025-13-12T08_17"),
    ),
)  # fmt: skip
