# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Numbers of what offices keep, whatever they call it: "roll no. 51882", "title no NK 218830", "plea ref CU/24/5518".

The word in front may be any; words of things that are numbered for everybody (rooms, models, articles) refuse.
"""

from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_NO = r"(?:(?i:no|nr|num|ref|enrl|regd?)\b\.?|(?i:number|reference)\b|N[o\x{ba}\x{b0}]\.?|#)[ ]?:?[ ]{0,2}"
_STROKED = r"[A-Za-z]{1,6}/[A-Za-z0-9]{1,8}(?:/[A-Za-z0-9-]{1,8}){0,3}"
_LONG = r"(?:[A-Z]{1,6}[ -]?|[a-z]{1,3})?\d{5,10}(?:-\d{1,4})?"
_SPLIT = r"(?i:[A-Z]{1,6}(?:-[A-Z]{1,6})?-\d{3,8}(?:-[A-Z0-9]{1,6}){0,2}|[A-Z]{0,3}\d{3,6}[-/]\d{2,6}(?:[-/]\d{1,6})?)"
PUBLIC = (
    "model", "version", "part", "catalogue", "catalog", "cat", "art", "article", "item", "product", "section", "room",
    "page", "flight", "train", "figure", "table", "chapter", "opus", "bus", "gate", "platform", "size", "dye",
    "colour", "color", "cas", "act", "regulation", "resolution", "rfc", "standard", "iso", "phase", "step", "grade",
    "question", "line", "sku", "rev", "isbn", "issn", "doi", "patent", "release", "lot", "batch", "channel",
    "directive", "decree", "law", "bill", "form", "route", "code", "cpt", "ndc", "drawing", "dwg", "fig", "vol",
    "volume", "issue", "edition", "port", "spec", "material", "un", "ec", "e",
)  # fmt: skip
"""Words of things that have the same number for everybody."""
_KEPT = (
    r"(?:biobank|randomi[sz]ation|e-?referral|member|policy|scheme|claim|parcel|title|custody|roll|suit|cause|succession|enrol(?:l)?ment|doc(?:ument)?|warrant|fir|ci|crime|occurrence"
    r"|probate|land|folio|deed|plot|kit|sample|shipment|container|seal|locker|badge|pass|permit|case|file|dossier|log"
    r"|matter|purchase order|p\.?o\.?)"
)
_REGISTERS = (
    "(?:GMC|IMC|MDC|NMC|HPCSA|AHPRA|MCI|MDCN|KMPDC|NMBI|GDC|GPhC|HCPC|RCVS|PMDC|SMC|MPDB|MDPCZ|CORU|NCISM|KMC|TNMC|DMC)"
)
_TAX = (
    r"(?i:\b(?:steuernummer|steuer-?nr\.?|st\.?-?nr\.?|siret|siren|codice fiscale|partita iva|nif|cif|cpf|cnpj|pesel"
    r"|bsn|rodn\x{e9} \x{10d}\x{ed}slo|personnummer|cnp))[ :.]{1,3}"
)
_REGISTERED = (
    "(?:Gas Safe|NICEIC|GMC|NMC|GDC|GPhC|HCPC|SRA|SIA|ICO|FCA|FRN|CPA|IMC|CORU|NMBI|AHPRA|HPCSA|SANC|MDCN|PRC|RCVS"
    "|MRCVS|GOC|BACP|UKCP|RPPS|ADELI|BIG|CSLB|SBN|TRN|QTS|IRMN|LANR)"
)
_GIRO = "kto|konto|bankgiro|plusgiro|postgiro|rachunku|rekening|mpan|mprn|council tax|brokerage"
_PLATED = "kenteken|immatricul|targa|tablica|tablice|nummerplaat"
_PLAN = "nhs|nhis|ihi|dva|hicn|mbi|hcn|ohip|ahcip|msp|ramq|phn|nhi|chi|nhif|ehic"
_PLANS = rf"(?i:\b(?:{_PLAN})\b(?: (?:no|number))?\.?[ :#]{{1,3}})"
_MACHINES = "hoist|wheelchair|pump|ventilator|monitor|bed|concentrator|reader|sensor|scanner"

RECOGNISERS = (
    Recogniser(
        id="numbered",
        data_class=DataClass.OTHER_ID,
        patterns=(
            rf"\b[A-Za-z][a-z]{{1,20}}\.? {_NO}(?P<v>{_STROKED}|{_LONG}|{_SPLIT})\b",
            (
                rf"(?i:\b{_KEPT}) (?:(?i:ref|no\.?|number|#) ?)?"
                rf"(?P<v>{_STROKED}|[A-Z]{{2,6}}-[A-Z]{{2,6}}-\d{{3,6}}|(?i:[A-Z]{{1,4}}-?\d{{4,9}}|\d{{2,4}}/\d{{3,7}}))\b"
            ),
        ),
        hints=(
            rf"[A-Za-z]\.? {_NO}(?i:[A-Z/ -]*[0-9])",
            rf"(?i:{_KEPT}) [^\n]{{0,48}}[0-9]",
        ),
        validator="code",
        not_after=b"@%",
        without=PUBLIC,
        score=0.72,
        examples=(
            "Atty. Rogelio Pua, Entry No. «51882»; Doc",
            "norwich, title no «NK 218830». lender",
            "Seen in custody ref «CU/24/5518»: Dwayne",
            "Case ref «MCC/LAC/33019». Bev",
            "Kit «K77130»\n",
            "parcel «Molo/4/118» and",
            "(reg. no. «MDPCZ-20418»), last",
        ),
        counter_examples=(
            "model no. 44718",
            "room no 12045",
            "roll no. 12",
            "part number 88-2210",
            "act no. 12345",
            "page no 20441",
        ),
    ),
    Recogniser(
        id="mrn",
        data_class=DataClass.MRN,
        patterns=(
            r"(?i:\bcharts? )(?:#|no\.? )?(?P<v>\d{6,10})\b",
            r"(?i:\bmrns? for [a-z'-]{2,20}(?: [a-z'-]{2,20})?:? )(?P<v>(?i:[A-Z]{0,3}\d{3,6}(?:-\d{2,6})?))\b",
            r"(?i:/(?:patients?|charts?|members?)/)(?P<v>[A-Z]{0,3}-?\d{5,12})(?:[/?&\s\"']|\z)",
        ),
        anchors=("chart", "mrn", "/patient", "/member"),
        score=0.85,
        not_after=b"%",
        examples=(
            "ip=203.0.113.77 opened chart «0098431» reason",
            "mrn for okpara «7103-442» cos",
            "GET /api/patients/«P-0441877»/notes",
        ),
        counter_examples=("chart 12", "/patients/search", "mrn for the"),
    ),
    Recogniser(
        id="license",
        data_class=DataClass.LICENSE,
        patterns=(
            (
                rf"\b{_REGISTERS}(?: (?:no\.?|reg(?:istration)?(?: no\.?)?|number|#))?:? ?"
                r"(?P<v>(?:[A-Z]{1,4}[ /-]?)?\d{4,8})\b"
            ),
        ),
        score=0.85,
        not_after=b"%-/",
        examples=(
            "Prendiville, intern, IMC «418827»\n",
            "P. Achterberg, GMC «6114827»\n",
            "Dr K. Boadi (MDC «RN 7714»)",
        ),
        counter_examples=("GMC 2020", "the GMC guidance", "MDC of 12"),
        validator="plain_code",
    ),
    Recogniser(
        id="case_number",
        data_class=DataClass.OTHER_ID,
        patterns=(
            r"\bCAS (?:no\.? )?(?P<v>\d{1,4}/\d{1,2}/(?:19|20)\d\d)\b",
            _TAX + r"(?P<v>[A-Z0-9]{2,6}(?:[ /.-]?[A-Z0-9]{2,6}){1,4})\b",
        ),
        validator="identifier",
        not_after=b"@%",
        score=0.85,
        examples=("SAPS CAS «418/11/2023».", "Steuernummer «20/114/04418» und"),
        counter_examples=("CAS 50-00-0", "NIF pendiente de"),
    ),
    Recogniser(
        id="account",
        data_class=DataClass.ACCOUNT,
        patterns=(
            r"\b(?P<v>\d{2}-\d{2}-\d{2})[ ]{1,4}\d{8}\b",
            r"\b\d{2}-\d{2}-\d{2}[ ]{1,4}(?P<v>\d{8})\b",
            r"\bBSB:? (?P<v>\d{3}[ -]?\d{3})\b",
            r"(?i:\bacc(?:ount)?\.? )(?P<v>\d{4} \d{4,6})\b",
        ),
        not_after=b"%/",
        score=0.86,
        examples=("Bank (new) ... «41-77-20»  «08814427»\n", "BPAY or to BSB «016-777» acc «4418 20736»."),
        counter_examples=("12-11-20 at 1430", "BSB is a code"),
    ),
    Recogniser(
        id="account",
        data_class=DataClass.ACCOUNT,
        patterns=(r"(?i:\b(?:loan|mortgage|a/c|acct|account|meter)[ :#]{1,3})(?P<v>\d{2,5}(?: \d{2,5}){2,4})\b",),
        anchors=("loan", "mortgage", "a/c", "acct", "account", "meter"),
        validator="long_identifier",
        not_after=b"-/%.",
        score=0.84,
        examples=("Homestead, loan «300 4471 88», adj",),
        counter_examples=("loan 300 000", "account 12 30"),
    ),
    Recogniser(
        id="license",
        data_class=DataClass.LICENSE,
        patterns=(
            (
                rf"\b{_REGISTERED}(?: (?:no|nr|number|reg|pin|id|ID|cert)\b\.?)?[ :#]{{1,3}}"
                r"(?P<v>[A-Z]{0,3}[0-9]{2}[A-Z]?[0-9]{3,9}[A-Z]?)\b"
            ),
        ),
        anchors=tuple(_REGISTERED.removeprefix("(?:").removesuffix(")").lower().split("|")),
        validator="identifier",
        not_after=b"@%",
        score=0.84,
        examples=("a card, Gas Safe «488871», and", "SRA ID «440261» conducts", "RPPS «10515058770» absent"),
        counter_examples=("GMC trucks", "the SIA was", "FCA rules 12"),
    ),
    Recogniser(
        id="account",
        data_class=DataClass.ACCOUNT,
        patterns=(r"\b\d{5} \d{5} [A-Z0-9]{11} \d{2}\b",),
        not_after=b"@%",
        score=0.85,
        examples=("RIB : «30005 97971 14710497465 07», merci",),
        counter_examples=("30005 97971 147104974 07",),
    ),
    Recogniser(
        id="account",
        data_class=DataClass.ACCOUNT,
        patterns=(rf"(?i:\b(?:{_GIRO})\b[^\n.;\d]{{0,16}}?[ :])(?P<v>[A-Z]{{0,2}}\d[\d -]{{5,30}}\d)\b",),
        anchors=tuple(_GIRO.split("|")),
        validator="long_identifier",
        not_after=b"@%",
        score=0.82,
        examples=("Bankgiro «5445-9571» g", "council tax is «3303-852-80» on"),
        counter_examples=("the pod was 12", "rekening pending"),
    ),
    Recogniser(
        id="license_plate",
        data_class=DataClass.VEHICLE,
        patterns=(r"\b[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}\b",),
        not_before=b"-/",
        not_after=b"-/",
        score=0.82,
        examples=("immatricul\N{LATIN SMALL LETTER E WITH ACUTE}e «FR-245-XD» bloque",),
        counter_examples=("AB-12-CD", "X-FR-245-XD"),
    ),
    Recogniser(
        id="license_plate",
        data_class=DataClass.VEHICLE,
        patterns=(
            (
                rf"(?i:\b(?:{_PLATED})\b[^\n.;\d]{{0,14}}?[ :])"
                r"(?P<v>[A-Z]{1,3}[ -]?\d{2,5}(?:[ -]?[A-Z]{1,3})?|\d{1,3}[ -][A-Z]{2,3}[ -]\d{1,3}"
                r"|[A-Z]-\d{3}-[A-Z]{2})\b"
            ),
        ),
        anchors=tuple(_PLATED.split("|")),
        validator="short_identifier",
        not_after=b"-/",
        score=0.82,
        examples=("kenteken «R-929-BX» staat", "targa «FX 318 RD» rev"),
        counter_examples=("targa florio 12", "kenteken volgt"),
    ),
    Recogniser(
        id="health_plan_id",
        data_class=DataClass.HEALTH_PLAN_ID,
        patterns=(
            r"(?i:\bmed[i1l]care(?: (?:no|number|card))?\.?[ :#]{1,3})(?P<v>\d{4} \d{5} \d(?: ?/ ?[\dl])?)",
            _PLANS + r"(?P<v>(?i:[A-Z]{0,4}\d{3,8}(?:[ -][A-Z0-9]{2,6}){0,4}))\b",
        ),
        anchors=("med", *_PLAN.split("|")),
        validator="long_identifier",
        score=0.94,
        examples=(
            "no RX1-662094, NHS «943 476 5919»\nFlat",
            "POIG given. Medicare «4951 20718 3» ref 1",
            "Med1care «2428 77813 2 / l». Uni",
            "IHI «7001 2284 119».\n",
        ),
        counter_examples=("Medicare 2024", "IHI report 2020"),
    ),
    Recogniser(
        id="mrn",
        data_class=DataClass.MRN,
        patterns=(r"(?i:\bcharts? (?:for |# ?|no\.? )?)(?P<v>\d{2,3}(?:[ -]\d{2,3}){2,3})\b",),
        validator="long_identifier",
        anchors=("chart",),
        not_after=b"-/%",
        score=0.82,
        examples=("pull the chart for «88 20 417»?", "chart «44-20-118» is"),
        counter_examples=("chart 10 20", "charts 2020"),
    ),
    Recogniser(
        id="health_plan_id",
        data_class=DataClass.HEALTH_PLAN_ID,
        patterns=(r"(?i:\bmember(?: id)?:? )(?P<v>[A-Z]{1,4}\d{3,6}(?:[ -]\d{3,6}){1,2})\b",),
        anchors=("member",),
        score=0.86,
        examples=("BIN 610014, member «W2208 41957».",),
        counter_examples=("member A12 34", "member since 2020"),
    ),
    Recogniser(
        id="device_serial",
        data_class=DataClass.DEVICE_ID,
        patterns=(r"\bS/?N:? ?(?P<v>[A-Z]{2,6}[0-9][0-9A-Z]{5,14})\b",),
        validator="identifier",
        anchors=("sn", "s/n"),
        score=0.86,
        examples=("It says S/N «HWTC7A31E09B». And", "SN: «PF2ABC774»\n"),
        counter_examples=("SN 2024", "S/N unknown"),
    ),
    Recogniser(
        id="device_serial",
        data_class=DataClass.DEVICE_ID,
        patterns=(
            (
                r"(?i:\b(?:stem|cup|shell|screw|plate|mesh|implant|lens|iol|graft|valve|stent|cage|liner|head|insert)\b"
                r"[^\n.;,]{0,30}[ ,]lots?(?: no\.?| #|:)? )(?P<v>[A-Z0-9]{5,10})\b"
            ),
        ),
        validator="locator",
        anchors=("lot",),
        score=0.82,
        examples=("hip stem lot «J7K4N2», cup",),
        counter_examples=("a lot of mesh", "mesh lots are new"),
    ),
    Recogniser(
        id="device_serial",
        data_class=DataClass.DEVICE_ID,
        patterns=(rf"(?i:\b(?:{_MACHINES}) )(?P<v>[A-Z]{{2,5}}/\d{{3,6}}(?:/[A-Z0-9]{{1,4}})?)\b",),
        anchors=tuple(_MACHINES.split("|")),
        score=0.82,
        examples=("hoist «HST/0417/B» failed",),
        counter_examples=("bed A/4",),
    ),
    Recogniser(
        id="mrn",
        data_class=DataClass.MRN,
        patterns=(r"(?i:\b(?:pt|patient) )(?P<v>\d{3,5}-\d{3,5})\b",),
        not_after=b"-/%",
        score=0.8,
        examples=("pt «0417-003» screen failed",),
        counter_examples=("pt 120-80 mmHg", "patients 1-3"),
    ),
)  # fmt: skip
