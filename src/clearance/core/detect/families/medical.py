# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Numbers of health care: record, plan, Medicare, NPI, DEA."""

from clearance.core.detect.families.shapes import IDENTIFIER, SEPARATOR
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_MBI = (
    r"[1-9][AC-HJKMNP-RT-Yac-hjkmnp-rt-y][0-9AC-HJKMNP-RT-Yac-hjkmnp-rt-y]\d-?[AC-HJKMNP-RT-Yac-hjkmnp-rt-y]"
    r"[0-9AC-HJKMNP-RT-Yac-hjkmnp-rt-y]\d-?[AC-HJKMNP-RT-Yac-hjkmnp-rt-y]{2}\d{2}"
)

RECOGNISERS = (
    Recogniser(
        id="mrn",
        data_class=DataClass.MRN,
        patterns=(
            r"(?i:\b(?:mrn|emrn|empi|med(?:ical)?[ _.-]?rec(?:ord)?s?(?:[ _.-]?(?:number|num|no|nr|id))?"
            r"|record[ _]?(?:number|no\b|id|#)"
            r"|(?:patient|pt|resident)[ _.-]?(?:id\b|identifier|number|no\b|num\b|#)|chart[ _]?(?:number|no\b|id|#)"
            r"|hospital[ _]?(?:number|no\b|#)|mr ?#|mr ?no\b|unit ?(?:number|#)))" + SEPARATOR + IDENTIFIER,
            r"(?i:\bchart)\s{0,2}[:#]\s{0,2}" + IDENTIFIER,
            r"\b(?P<v>MRN[-_#]?\d{4,12})\b",
        ),
        validator="identifier",
        anchors=("mrn", "empi", "rec", "patient", "pt", "resident", "chart", "hospital", "mr", "unit"),
        score=0.96,
        examples=(
            "MRN: «48213377»",
            "MRN «483920», seen",
            "Medical record number «A-12345»",
            "chart # «99-1203»",
            '"mrn": "«CG5653547»"',
            "HUGHES, TRAVIS MR# «04872201»",
            "Patient ID «854-33-405»; device",
            "resident ID «33123», room 4",
            "MRN is «7781234»",
            "**MRN:** «7781234»",
            "mrn=«MRN639168»",
        ),
        counter_examples=("MRN: pending", "the record of 2024", "patient in room 4123", "MRN was not given. 48213377"),
    ),
    Recogniser(
        id="mrn",
        data_class=DataClass.MRN,
        patterns=(
            r"\b\d{1,3} ?[MFmf],? #?(?P<v>\d{3}-\d{2}-\d{2}|\d{4}-\d{4}|\d{6,10}|[A-Za-z]{1,3}\d{6,9})(?:[ ,;)\n]|\z)",
        ),
        score=0.8,
        examples=(
            "Nelson 77F #«892-46-60» - HD 8",
            "Miyasato, Richard 34M «8707-7226» - HD 8",
            "78M #«505533» - HD1",
        ),
        counter_examples=("10 m 20000 times", "78F 100/60", "45M 123456.7"),
    ),
    Recogniser(
        id="health_plan_id",
        data_class=DataClass.HEALTH_PLAN_ID,
        patterns=(
            r"(?i:\b(?:(?:member|subscriber|beneficiary|insured|policy|plan|group|insurance|medicaid|medicare"
            r"|payer|enrollee|cardholder|hicn|mbi|health ?plan|coverage)"
            r"(?:[ _.-]?(?:policy|card|member|plan|beneficiary|claim))?[ _.-]?(?:id\b|ids\b|identifier|number|num\b"
            r"|no\b|nr\b|#)|hicn|mbi|rx ?(?:bin|pcn|grp|group)))" + SEPARATOR + IDENTIFIER,
            (
                r"(?i:\b(?:medicaid|medicare|blue cross|bcbs|aetna|cigna|humana|unitedhealthcare|policy"
                r"|subscriber))\s{0,2}[:#]\s{0,2}"
            )
            + IDENTIFIER,
        ),
        validator="identifier",
        anchors=(
            "member",
            "subscriber",
            "benef",
            "insur",
            "policy",
            "plan",
            "group",
            "medica",
            "payer",
            "enroll",
            "cardholder",
            "hicn",
            "mbi",
            "rx",
            "coverage",
            "blue cross",
            "bcbs",
            "aetna",
            "cigna",
            "humana",
            "unitedhealth",
        ),
        score=0.95,
        examples=(
            "member ID «H44715108»",
            "INSURANCE ID: «989233873-04»",
            "Subscriber #: «XJ1234567»",
            '"policy_number": "«PJC216745653»"',
            "Medicaid: «AB12345C»",
        ),
        counter_examples=("member since 2014", "plan 2024", "policy number pending", "group therapy 1234"),
    ),
    Recogniser(
        id="health_plan_id",
        data_class=DataClass.HEALTH_PLAN_ID,
        patterns=(r"(?i:\b(?:plan|policy|insurance|member|subscriber))\s{1,2}#?" + IDENTIFIER,),
        validator="long_identifier",
        anchors=("plan", "policy", "insurance", "member", "subscriber"),
        score=0.85,
        examples=("Lucas plan «643863776-06» denied", "policy «GKE176711658»"),
        counter_examples=("plan 2024", "plan covid19"),
    ),
    Recogniser(
        id="us_mbi",
        data_class=DataClass.HEALTH_PLAN_ID,
        patterns=(rf"\b{_MBI}\b",),
        not_before=b"-_/",
        not_after=b"-_",
        score=0.97,
        examples=("INSURANCE ID: «3EK4FN9EJ91»", "«1EG4-TE5-MK73» on file"),
        counter_examples=("1EG4TE5MK7", "3SK4FN9EJ91", "0EG4TE5MK73"),
    ),
    Recogniser(
        id="us_npi",
        data_class=DataClass.LICENSE,
        patterns=(
            r"(?i:\bnpi\b)(?:\s?(?i:number|no\.?|#))?" + SEPARATOR + r"(?P<v>\d{10})\b",
            r"(?i:national provider id(?:entifier)?)" + SEPARATOR + r"(?P<v>\d{10})\b",
        ),
        anchors=("npi", "national provider"),
        score=0.97,
        examples=("NPI «2170234662», DEA", "NPI: «1234567893»"),
        counter_examples=("1234567893", "NPI 123456789"),
    ),
    Recogniser(
        id="us_npi",
        data_class=DataClass.LICENSE,
        patterns=(r"\b[12]\d{9}\b",),
        validator="npi",
        needs_context=True,
        context=("provider", "prescriber", "physician", "referring", "rendering", "billing", "clinician"),
        not_before=b"-./$",
        not_after=b"-/",
        examples=("Referring provider: «1234567893»",),
        counter_examples=("Referring provider: 1234567890", "total 1234567893"),
    ),
    Recogniser(
        id="us_dea",
        data_class=DataClass.LICENSE,
        patterns=(
            r"(?i:\bdea\b)(?:\s?(?i:number|no\.?|#|registration))?" + SEPARATOR + r"(?P<v>(?i:[A-Z][A-Z9]\d{7}))\b",
        ),
        anchors=("dea",),
        score=0.97,
        examples=("DEA «FH6087907».", "dea number: «mh7204895»"),
        counter_examples=("FH6087907 item", "DEA 1234567"),
    ),
    Recogniser(
        id="us_dea",
        data_class=DataClass.LICENSE,
        patterns=(r"\b[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}\b",),
        validator="dea",
        needs_context=True,
        context=("prescriber", "physician", "provider", "registration", "controlled"),
        examples=("Prescriber: «AB1234563»",),
        counter_examples=("Prescriber: AB1234567", "AB1234563"),
    ),
)
