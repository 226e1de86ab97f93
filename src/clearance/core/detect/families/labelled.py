# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Codes of any form behind a label: groups of letters and digits, joined by hyphens, points, strokes or blanks.

Each class has labels that need a word such as "no." or a sign behind them, where a short code is enough, and labels
that announce a code by themselves, where it must be long. Versions, measures, dates and chapters are none.
"""

from clearance.core.detect.families.shapes import SEPARATOR, apart
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_NO = r"(?:(?:[ _.(-]{0,2}|, )(?:ids?\b|identifier|numbers?\b|num\b|nos?\b\.?|nr\b\.?|#|code\b))"
_GROUPED = r"(?:(?i:[A-Z]{1,4})[ -]?)?\d{2,5}(?:[ -]\d{2,5}){1,4}(?:[ -](?i:[A-Z0-9]{1,2}))?"
_JOINED = r"(?:[A-Z]{1,4} )?(?i:[A-Z0-9]{1,24}(?:[-./_][A-Z0-9]{1,24}){0,6})(?: [B-HJ-Z])?"
CODE = rf"(?P<v>{_GROUPED}|{_JOINED})\b"
_ALONE = (
    "specimen|incident|ticket|booking|confirmation|order|rx|tube|requisition|reservation|docket|subject|participant"
    "|accession|sample|claim|case|petition|tracking|voucher|authorization|authorisation|application|invoice"
)
_LONG = (
    r"(?P<v>(?i:[A-Z]{0,6}-?\d{1,6}-\d{3,12}(?:-\d{2,8})?|[A-Z]{1,6}-?\d{5,12}|[A-Z]{1,6}-\d{2,6}-\d{2,8}|\d{6,12}))\b"
)
_BOOKED = "booking|reservation|confirmation|record locator|pnr"
_LOCATOR = r"(?P<v>[A-Z]{1,5}\d[A-Z0-9]{1,4}|\d[A-Z0-9]{5})\b"
_ID = r"\b(?:ID|Id)(?:[:#]| [:#]?)\s?"
_CHART = r"(?P<v>(?i:[A-Z]{1,4}-\d{4,8}(?:-\d{1,6})?|0\d{2,5}-\d{3,6}(?:-\d{1,4})?|\d{5,8}-\d{1,6}))\b"
_RECORD = r"(?P<v>(?i:[A-Z]{0,4}-?\d{4,12}))\b"
_TWIN = (
    r"(?:duplicates?|merged?|moved|changed|corrected|the same|linked|combined|renumbered|joined|filed|confused"
    r"|mixed up)"
)
_FROM_TWIN = (
    rf"(?: [a-z]{{1,10}}){{0,4}} {_TWIN}(?: (?:of|into|with|to|as|by|from|and|under|the))*"
    r"(?: (?:mrn|number|record))? #?"
)
_ABROAD = r"(?:dossier|patientennummer|pat(?:ienten)?[.-]?(?:nr|id)|historia cl[i\x{ed}]nica|nhc|cartella clinica)\b\.?"
_FIRST = r"[\"']\s{0,4}:\s{0,4}\{\s{0,40}[\"'](?:id|number|no|identifier|value)[\"']\s{0,4}:\s{0,4}[\"']?"
_AIDS = (
    r"(?:bed|wheelchair|walker|concentrator|ventilator|pump|cylinder|cpap|bipap|hoist|patient lift|mattress|commode"
    r"|nebuli[sz]er|monitor|pendant|hearing aid|glucometer|stimulator|oximeter|scooter|unit)"
)
_TAGGED = r"(?P<v>[A-Z]{1,4}-\d{5,8}|[A-Z]{1,4}[- ]\d{2,4}-\d{3,6})\b"
_STAMPED = r"(?P<v>[A-Z]{2,6}[_-]\d{4,8}[_-]\d{2,8})\b"
_KEYED = r"(?P<v>[A-Z]{2,6}-\d{4,8})\b"
_UK_PLATE = r"(?P<v>(?i:[A-Z]{2}\d{2} ?[A-Z]{3}))\b"

_OWNERS = (
    ("mrn", DataClass.MRN, "patient|pt"),
    ("health_plan_id", DataClass.HEALTH_PLAN_ID, "member|subscriber|insured|beneficiary"),
    ("account", DataClass.ACCOUNT, "account|customer|client|guarantor|payer"),
    ("device_serial", DataClass.DEVICE_ID, "device|implant|pump"),
    ("case_number", DataClass.OTHER_ID, "employee|encounter|claim|specimen|student"),
)
"""Whose number the first member of an object is, by the object's name."""


def _codes(
    kind: str,
    data_class: DataClass,
    numbered: str,
    anchors: str,
    examples: tuple[str, ...],
    counter_examples: tuple[str, ...],
) -> Recogniser:
    return Recogniser(
        id=kind,
        data_class=data_class,
        patterns=(rf"(?i:\b(?:{numbered}){_NO})" + SEPARATOR + CODE,),
        hints=(apart(numbered, _NO),),
        validator="code",
        anchors=tuple(anchors.split()),
        not_before=b"@%",
        not_after=b"@%",
        score=0.84,
        examples=examples,
        counter_examples=counter_examples,
    )


RECOGNISERS = (
    _codes(
        "mrn",
        DataClass.MRN,
        r"hosp(?:ital)?\.?|patient|pt|chart|clinic|unit record|medical|med(?:ical)? rec(?:ord)?\.?|urn|mr",
        "hosp patient pt chart clinic unit med urn mr",
        (
            "Hosp No «3310-47-05»",
            "of the chart, number «GB-441-2207»",
            "patient no. «KHS 061 229»",
            "chart number «44.20.1187»",
        ),
        ("patient no longer 120", "hospital number 2"),
    ),
    _codes(
        "health_plan_id",
        DataClass.HEALTH_PLAN_ID,
        "policy|member|group|certificate of coverage|plan|insurance|subscriber|scheme|insured",
        "policy member group coverage plan insurance subscriber scheme insured",
        ("policy no. «KT 2204-771»", "Member number «7714 220 931»"),
        ("group number 12", "plan no. 7"),
    ),
    _codes(
        "account",
        DataClass.ACCOUNT,
        r"acc(?:oun)?t|a/c|customer|client|guarantor|loan|mortgage|meter|billing|payer",
        "acc a/c customer client guarantor loan mortgage meter billing payer",
        ("account no. «7710 2281 33»", "meter no «K 20 7714»"),
        ("account no longer", "account no. 12"),
    ),
    _codes(
        "license",
        DataClass.LICENSE,
        r"passport|photo|picture|li[cs]en[cs]e|lic\.?|certificate|permit|gmc|nmc|pin number|board certification"
        r"|notary commission",
        "passport photo picture li certif permit gmc nmc pin notary",
        ("passport no. «PA 440 7712»", "Lic. no. «RN.20.4471»", "permit number «W-2207/11»"),
        ("licence no longer", "permit no. 4"),
    ),
    _codes(
        "device_serial",
        DataClass.DEVICE_ID,
        "serial|device|asset|asset tag|equipment|inventory|tag|machine|pump|implant|generator|lead|imei|handset",
        "serial device asset equipment inventory tag machine pump implant generator lead imei handset",
        ("serial no. «KLN 2207714 B»", "asset tag # «W.4471.20»"),
        ("serial number of 20", "device no. 4"),
    ),
    _codes(
        "case_number",
        DataClass.OTHER_ID,
        r"index|petition|file|report|protocol|staff|employee|emp\.?|personnel|pers\.?|badge|student|pupil|matriculation"
        r"|booking|reservation|confirmation|tracking|reference|ref\.?|our ref|sample|specimen|tube|barcode|requisition"
        r"|screen(?:ing)?|kit|claim|case|docket|cause|matter|incident|ticket|order|prescription|rx|study|subject"
        r"|participant|volunteer|accession|encounter|visit|referral|authori[sz]ation|complaint|warrant|inmate|call"
        r"|event|application|enrol(?:l)?ment|transaction|receipt|voucher|run|dispatch|job|sequence|record|national"
        r"|identity|citizen|tax|pension|payroll|crew|service|military|veteran file"
        r"|rider|passenger|wristband|bracelet|stamp|parcel|consignment|waybill|invoice|inv",
        "index petition file report protocol staff emp pers badge student pupil matric booking reservation confirmation"
        " tracking ref sample specimen tube barcode requisition screen kit claim case docket cause matter incident"
        " ticket order prescription rx study subject participant volunteer accession encounter visit authori complaint"
        " warrant inmate call event application enrol transaction receipt voucher run dispatch job sequence record"
        " national identity citizen tax pension payroll crew service military veteran"
        " rider passenger wristband bracelet stamp parcel consignment waybill inv",
        (
            "index no. «22071/2025»",
            "Invoice no. «INV/2231/08»",
            "a badge (no. «40771»)",
            "Employee no. «E-30771»",
            "newborn screen ID «NB-2025-220714»",
            "staff no. «2207»",
            "file number «A 22-071»",
            "rider number «MM-60417»",
            "stamp no. «YF-IL-0417»",
        ),
        (
            "report no. 12",
            "order number v2.10.441",
            "protocol number 2024-01-02",
            "study no. 12.5",
        ),
    ),
    Recogniser(
        id="case_number",
        data_class=DataClass.OTHER_ID,
        patterns=(
            rf"(?i:\b(?:{_ALONE}))" + SEPARATOR + _LONG,
            rf"(?i:\b(?:{_BOOKED})(?: (?:code|reference|ref))?)(?: ?[#:] ?| ){_LOCATOR}",
            rf"{_ID}(?P<v>(?:[A-Z]{{2,4}}[ .-])?\d{{2,6}}(?:[.-]\d{{2,6}}){{1,3}}|[A-Z]{{1,4}}-?\d{{4,10}})\b",
        ),
        hints=(rf"(?i:\b(?:{_ALONE}))[^0-9,;@%&?!]*[0-9]", rf"(?i:\b(?:{_BOOKED}))[ #:][^\n]*[0-9]", rf"{_ID}[A-Z0-9]"),
        validator="plain_code",
        anchors=(*_ALONE.split("|"), "locator", "pnr", "id"),
        not_after=b"@%.",
        score=0.8,
        examples=(
            "Incident «2025-00071284».",
            "sent as specimen «S25-20771».",
            "ticket «inc0077120»: nurse says",
            "as subject «KBX-021-0077», consented",
            "RESULT (SAMPLE «GN-55120»): HET",
            "Rx «2207714» refills",
            "Booking «QK4RMP», seat",
            "ID «KPH.20.7714»",
        ),
        counter_examples=("order 2024", "case 12", "in order 100 to", "confirmation RT-PCR", "Booking TODAY", "ID 12"),
    ),
    Recogniser(
        id="license_plate",
        data_class=DataClass.VEHICLE,
        patterns=(
            r"(?i:\b(?:reg|rego|registration|plates?)\b\.?)"
            + SEPARATOR
            + r"(?P<v>[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]{1,3} \d{2,4}[A-Z]?)\b",
            (
                r"(?i:\b(?:rego|tail|placa|matr[i\x{ed}]cula|kennzeichen)\b\.?(?: (?:no|number)\.?)?[ :]{1,2})"
                r"(?P<v>(?:[A-Z]{1,3}[ -]?\d{1,4}[ -]?[A-Z]{0,3}|\d{1,4}[ -]?[A-Z]{1,3}"
                r"(?:[ -]?\d{0,2}[A-Z]{0,2})?|[A-Z]{1,2}-[A-Z0-9]{3,4}))\b"
            ),
            r"(?i:\b(?:pickup|car|truck|van|suv|sedan|vehicle|lorry|taxi)\b[^\n.;]{0,24}\btags?)"
            + SEPARATOR
            + r"(?P<v>(?i:[A-Z0-9]{2,4}[ -]?[A-Z0-9]{3,4}))\b",
            rf"(?i:\b(?:parking|parked|car|vehicle|van|taxi|drives?|driving|lorry|truck)\b[^\n.;]{{0,32}}?)\b{_UK_PLATE}",
        ),
        validator="short_identifier",
        anchors=(
            "reg",
            "plate",
            "tail",
            "placa",
            "tr\N{LATIN SMALL LETTER I WITH ACUTE}cula",
            "matricula",
            "kennzeichen",
            "pickup",
            "car",
            "truck",
            "van",
            "suv",
            "sedan",
            "vehicle",
            "lorry",
            "taxi",
            "park",
            "driv",
        ),
        score=0.85,
        examples=(
            "reg «KM22 ZRB», and",
            "registration «KRB 61K»",
            "white pickup with tag «KRT 2207» left",
            "parking for «kb22 ovx» and",
        ),
        counter_examples=("registration 2024", "car tags are due", "parking at MD20"),
    ),
    Recogniser(
        id="device_serial",
        data_class=DataClass.DEVICE_ID,
        patterns=(
            r"(?i:\b(?:(?:asset|equipment|cylinder|inventory)? ?tags?|serial|s/n))"
            + SEPARATOR
            + r"(?P<v>[A-Z]{1,4}[ -]?\d{4,8}(?: [A-Z])?)\b",
            r"(?:(?i:\b(?:asset tag|serial|s/n))|\bSN|\bsn\")" + SEPARATOR + r"(?P<v>[A-Z0-9]{8,15})\b",
        ),
        validator="plain_code",
        anchors=("tag", "serial", "s/n", "sn"),
        score=0.82,
        examples=(
            "tag «WB 40771», belongs",
            "Old tags «E-80771»",
            "(serial «KLN 2207714 B»)",
            "Device AirSense 11 SN «TDAF8YGXMTE»; modem",
            '{"sn": "«3VTXMBBSTPB»", "mac"',
            "(s/n «64EDHVYIGKG») is dead",
        ),
        counter_examples=("tag 2024", "tags A-12", "SN LIVERPOOL", "a serial killer"),
    ),
    Recogniser(
        id="account",
        data_class=DataClass.ACCOUNT,
        patterns=(r"(?i:\b(?:sort code|bsb))" + SEPARATOR + r"(?P<v>\d{2}[ -]\d{2}[ -]\d{2}|\d{3}-\d{3}|\d{6})\b",),
        anchors=("sort code", "bsb"),
        score=0.95,
        examples=("sort code «20-44-71», number", "Sort code: «204471»", "bsb «063-000» acc"),
        counter_examples=("sort code by 12",),
    ),
    Recogniser(
        id="health_plan_id",
        data_class=DataClass.HEALTH_PLAN_ID,
        patterns=(
            r"(?i:\b(?:policy|member|subscriber|insurance))\s{1,2}(?P<v>[A-Z]{1,4} \d{3,4}(?:[- ]?\d{2,6}){1,4})\b",
        ),
        anchors=("policy", "member", "subscriber", "insurance"),
        score=0.85,
        examples=("policy «KT 2204-771». Doctor",),
        counter_examples=("policy ABC 12",),
    ),
    Recogniser(
        id="mrn",
        data_class=DataClass.MRN,
        patterns=(r"(?i:\b(?:record|chart|file))\s{1,2}(?P<v>(?i:mrn?|pt|hn|hosp)-?\d{5,10})\b",),
        anchors=("record", "chart", "file"),
        score=0.88,
        examples=("opened record «mr-220771» today",),
        counter_examples=("record mr-12",),
    ),
    Recogniser(
        id="mrn",
        data_class=DataClass.MRN,
        patterns=(
            rf"(?i:\bcharts?)\s{{1,2}}{_CHART}",
            rf"(?i:\bmrns?\b[ #:]{{0,3}}[A-Z0-9-]{{4,14}}{_FROM_TWIN}){_RECORD}",
            rf"(?i:\b{_ABROAD}(?: ?n[o\x{{ba}}\x{{b0}}]\.?)?)" + SEPARATOR + CODE,
        ),
        hints=(
            r"(?i:\bcharts?)\s+[A-Za-z0-9-]*[0-9]",
            rf"(?i:\bmrns?\b)[^\n]* (?i:{_TWIN})[^\n]*[0-9]",
            r"(?i:dossier|patientennummer|pat(?:ienten)?[.-]?(?:nr|id)|historia|nhc|cartella)[^0-9,;@%&?!]*[0-9]",
        ),
        validator="code",
        anchors=("chart", "mrn", "dossier", "patienten", "pat", "historia", "nhc", "cartella"),
        score=0.88,
        examples=(
            "chart «ta-0417-6». she spells",
            "when opening chart «0091-4472»",
            "MRN «55190» is a duplicate of «55109».",
            "MRN «48213377» was merged into MRN «48213378»",
            "Dossier n\N{MASCULINE ORDINAL INDICATOR} «CHU-2017-4471»",
        ),
        counter_examples=(
            "chart 12-14",
            "chart 120-180",
            "chart fig-100",
            "chart 2024-01-02",
            "record 55190 was seen in 2024",
            "record moved to room 1204",
            "dossier complet 12",
        ),
    ),
    Recogniser(
        id="device_serial",
        data_class=DataClass.DEVICE_ID,
        patterns=(rf"(?i:\b{_AIDS})(?i:\s{{1,2}}(?:unit )?(?:no\.? |# ?)?){_TAGGED}",),
        hints=(rf"(?i:\b{_AIDS})\s{{1,2}}[^0-9\n]*[0-9]",),
        validator="plain_code",
        anchors=(
            "bed",
            "wheelchair",
            "walker",
            "concentrator",
            "ventilator",
            "pump",
            "cylinder",
            "cpap",
            "bipap",
            "hoist",
            "lift",
            "mattress",
            "commode",
            "nebuli",
            "monitor",
            "pendant",
            "hearing",
            "glucometer",
            "stimulator",
            "oximeter",
            "scooter",
            "unit",
        ),
        score=0.82,
        examples=("Return bed «BD-20418».", "Concentrator «HH 881-0417» humming", "pendant (unit «PB-204-88173»)"),
        counter_examples=("bed A-12", "monitor XR-2000", "unit ICU-4"),
    ),
    Recogniser(
        id="case_number",
        data_class=DataClass.OTHER_ID,
        patterns=(
            rf"(?i:\b(?:ticket|incident|helpdesk|service request|work order))\s{{1,2}}#?{_KEYED}",
            rf"(?i:\b(?:image|photo|picture|scan|video|recording)s?(?: (?:id|no\.?|number))?)[ ]?[:#]?[ ]?{_STAMPED}",
            r"(?i:\b(?:fallzahl|fallnummer|fall-nr|aktenzeichen|vorgangsnummer|expediente|folio)\b\.?)"
            + SEPARATOR
            + CODE,
        ),
        validator="code",
        anchors=(
            "image",
            "photo",
            "picture",
            "scan",
            "video",
            "recording",
            "ticket",
            "incident",
            "helpdesk",
            "service request",
            "work order",
            "fall",
            "akten",
            "vorgang",
            "expediente",
            "folio",
        ),
        score=0.84,
        examples=(
            "see ticket «HD-48820», please",
            "photo uploaded, image ID «WND_20240611_00417».",
            "Fallzahl «F-2023/88120». Sohn",
            "Expediente: «2024-00871»",
        ),
        counter_examples=("ticket A-12", "Fallzahl 12", "folio 12"),
    ),
    Recogniser(
        id="national_id",
        data_class=DataClass.OTHER_ID,
        patterns=(
            r"(?i:\b(?:curp|pesel|cpf|dni|nif|codice fiscale|personnummer|bsn|egn|jmbg|oib|aadhaar|nric|steuer-?id)\b)"
            + SEPARATOR
            + r"(?P<v>(?i:[A-Z0-9]{1,20}(?:[./ -]\d{1,6}){0,4}(?:-?[A-Z])?))\b",
        ),
        validator="long_identifier",
        anchors=(
            "curp",
            "pesel",
            "cpf",
            "dni",
            "nif",
            "codice",
            "personnummer",
            "bsn",
            "egn",
            "jmbg",
            "oib",
            "aadhaar",
            "nric",
            "steuer",
        ),
        score=0.9,
        examples=("CURP «QUFM790214MCLXRN08». Acude", "PESEL «85041212340»)", "DNI: «44.718.220-K»"),
        counter_examples=("PESEL unknown", "DNI 12"),
    ),
    *(
        Recogniser(
            id=kind,
            data_class=data_class,
            patterns=(
                rf"(?i:[\"'](?:{owners}){_FIRST})(?P<v>(?i:[A-Z0-9](?:[A-Z0-9 ./-]{{2,30}})[A-Z0-9]))[\"',}}\s]",
            ),
            hints=(rf"(?i:[\"'](?:{owners})[\"']\s*:\s*\{{\s*[\"'](?:id|number|no|identifier|value))",),
            anchors=tuple(owners.split("|")),
            validator="identifier",
            score=0.9,
            examples=(f'"{owners.split("|", maxsplit=1)[0]}": {{"id": "«MBR-30817-01»", "a": 1}}',),
            counter_examples=(f'"{owners.split("|", maxsplit=1)[0]}": {{"id": "none"}}',),
        )
        for kind, data_class, owners in _OWNERS
    ),
)
