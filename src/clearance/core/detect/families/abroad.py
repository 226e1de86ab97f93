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
_REGISTERS = r"(?:uhid|hrn|umrn?|crno|cr no|ip no|op no|ipd no|opd no|ur no|hospital number)"
_SLASHED = r"(?P<v>[A-Z0-9]{1,8}(?:/[A-Z0-9-]{1,8}){1,4})\b"
_WIDE = r"(?:[ \t]{1,32}|[ \t]{0,4}[:#][ \t]{0,16})"
_POST_CODE = (
    r"(?P<v>(?i:[A-Z]\d[\dW] ?[A-Z0-9]{4}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4}|\d{3} ?\d{3}))"
)
_BILL = (
    r"(?i:\b(?:rechnung(?:snummer)?|facture|factura|fattura|bestellung|auftrag|kundennummer|vertrag(?:snummer)?)"
    r"(?: ?(?:nr|n[o\x{b0}\x{ba}]|num|numero|n\x{fa}mero))?\b\.?)"
)
_INDIAN_CITY = (
    r"(?:pune|mumbai|(?:new )?delhi|bengaluru|bangalore|chennai|kolkata|hyderabad|ahmedabad|jaipur|lucknow|kochi"
    r"|ernakulam|thiruvananthapuram|nagpur|indore|surat|kanpur|patna|bhopal|vadodara|coimbatore|madurai|mysuru"
    r"|mysore|goa|margao|chandigarh|noida|gurgaon|gurugram|ghaziabad|nashik|thane|ranchi|guwahati|bhubaneswar"
    r"|vijayawada|visakhapatnam)"
)
_BUILDING = (
    r"(?:House|Court|Lodge|Heights|Towers?|Mansions?|Villas?|Cottage|Apartments|Apts|Buildings?|Wharf|Mews|Close"
    r"|Gardens|Point)"
)
_SPOKEN = (
    r"(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)"
)
_HOUSE_SAID = rf"{_SPOKEN}(?:[ -](?:oh[ -])?{_SPOKEN}){{0,3}}"
_HOUSES = r"(?i:h|house|flat|plot|door|d|villa|shop|block|blk|apt|qtr|quarter|bldg|stand|erf)"
_MISREAD = (
    r"(?:[O0]ct(?:[o0]ber)?|N[o0]v(?:ernber|ember)?|[O0]ctober|[rn]{2}ay|[rn]{2}ar(?:ch)?|Ju[1lI]y?|Apri[1lI]|[5S]ept?(?:ember|ernber)?"
    r"|Dec(?:ernber|ember)?|Jar[nm]uary|Feb(?:ruary)?|A[pn]r|Au[gq]u?[s5]?t?)"
)
_MDAY, _MYEAR = "[0-3OolI]?[0-9OolI]", "[12l][09O][0-9OolI]{2}"
_SHORT_MONTH = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|mai|okt|dez|mrt|mei)"
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
        id="plate_by_shape",
        data_class=DataClass.VEHICLE,
        patterns=(
            # Great Britain since 2001, Germany, Ireland since 1987, Kenya
            r"\b[A-HJ-PR-Y][A-HJ-PR-Y](?:0[2-9]|[1-7]\d) [A-HJ-PR-Z]{3}\b",
            r"\b[A-ZÄÖÜ]{1,3}-[A-ZÄÖÜ]{1,2} [1-9]\d{1,3}[EH]?\b",
            r"\b(?:8[7-9]|9\d|0\d|1[0-2]|1[3-9][12]|2\d[12])-(?:C|CE|CN|CW|D|DL|G|KE|KK|KY|L|LD|LH|LK|LM|LS|MH|MN|MO|OY|RN|SO|T|W|WH|WW|WX)-\d{1,6}\b",
            r"\bK[A-Z]{2} \d{3}[A-Z]\b",
            r"\b(?:CA|ND|NP|NU|CY|CJ|CF|CK|CL) \d{3}[ -]\d{3}\b",
        ),
        not_before=b"-/.",
        not_after=b"-/%",
        score=0.72,
        examples=(
            "passenger in «BD51 SMR». GCS",
            "belongs to Ulrike («B-UX 911»), ask",
            "silver Focus «191-D-12345» at",
            "matatu «KBX 441T» hit",
        ),
        counter_examples=("AB12 3CD", "HLA-B 2", "room BD51", "B-12 100"),
        without=("hla", "type", "mutation", "codon", "allele"),
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
        patterns=(r"\b\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) \d{4} [01]\d \d\b",),
        not_before=b"-/.",
        not_after=b"-/%",
        score=0.85,
        examples=("your ID book (we have «920714 5083 08 1» from",),
        counter_examples=("921414 5083 08 1", "920714 5083 08"),
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
        anchors=("uhid", "hrn", "umr", "cr", "ip no", "op no", "ipd", "opd", "ur no", "hospital number"),
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
        id="postal_code",
        data_class=DataClass.LOCATION,
        patterns=(r"\b(?P<v>[1-9]\d{3} ?(?:[A-LN-Z][A-FH-KN-Z]|M[A-FH-KN-Z]))[ ]{1,2}[A-Z][a-z]{2,20}\b",),
        not_before=b"-/.$",
        validator="dutch_post_code",
        score=0.7,
        examples=("Prinsengracht 871\n«1017 KB» Amsterdam",),
        counter_examples=("1200 AD Rome", "1430 PM Monday", "1000 IU Vitamin", "2024 US Election"),
    ),
    Recogniser(
        id="postal_code",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"(?i:\b{_INDIAN_CITY}\b[ ]?[-\x{{2013}},]?[ ]?)(?P<v>[1-8]\d{{2}} ?\d{{3}})\b",
            r"'(?P<v>\d{2}-\d{3})'",
            r"\b(?P<v>\d{2}-\d{3}) [A-Z][a-z\x{80}-\x{17f}]{2,20}\b",
        ),
        not_before=b"-/.",
        not_after=b"-/%.",
        score=0.72,
        examples=("Apts, Kothrud, Pune «411038»\n", "Bengaluru - «560003»\n", "'Bielsko-Biala', '«43-300»');"),
        counter_examples=("Pune 41103", "12-300"),
    ),
    Recogniser(
        id="house_number",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"\b{_HOUSES}\.? ?(?i:no)\b\.? ?(?P<v>[A-Z]?-?\d{{1,4}}(?:[/-][A-Z0-9]{{1,4}}){{0,3}})\b",
            r"(?i:\brural route )\d{1,3}\b",
            rf"\b(?i:flat|apt\.?|unit|apartment) ?\d{{1,4}}[A-Za-z]?,? (?:[A-Z][a-z'-]{{1,20}} ){{1,2}}{_BUILDING}\b",
            rf"(?i:\b(?:at|on|is) )(?P<v>{_HOUSE_SAID} [A-Z][a-z]{{2,20}}(?: [A-Z][a-z]{{2,12}})?)(?:[,.?]|\z)",
        ),
        not_after=b"%",
        always=True,
        score=0.75,
        examples=(
            "NHS 943 476 5919\n«Flat 9, Marram House», Gt",
            "Thibodeaux at «forty-four oh two Magnolia», Houma",
            "r/o H. No. «77/B», Dando",
            "Flat No. «B-204», Green",
            "«Rural Route 2», Okotoks",
        ),
        counter_examples=("no. 77/B", "RR 18 and", "h no more"),
    ),
    Recogniser(
        id="national_phone",
        data_class=DataClass.PHONE,
        patterns=(
            r"(?:\(0\d{1,4}\)|\b0\d{1,4})(?:[ .-]\d{2,4}){0,3}[ .-]\d{3,6}\b",
            r"\b0[1-9](?:[ .]\d{2}){4}\b",
            r"\b0[789][01]\d{8}\b",
            r"\b[6-9]\d{4} \d{5}\b",
            r"\b1[38]00[ -]\d{3}[ -]\d{3,4}\b",
        ),
        validator="national_phone",
        not_before=b"0123456789-./$+",
        not_after=b"-/.%",
        without=(
            "fax", "f", "mrn", "nhs", "ndc", "isbn", "version", "order", "part", "lot", "ref", "id", "no", "account",
            "acct", "medicare", "abn", "acn", "card", "policy", "member", "serial", "sn", "a/c", "invoice", "chart",
            "file", "hn", "nhi", "chi",
        ),
        score=0.78,
        examples=(
            "her new mobile is «07700 900128» ok",
            "on-call: Gethin «07700 900733» until",
            "call (office «0491 570 110»)",
            "Tel «01 42 68 53 00»",
            "ring «08031234567» before",
            "mob «98451 07718»",
        ),
        counter_examples=(
            "00045-0523-600", "0.12 0.345 6", "lot 07700 900128", "01 02 2024", "0378-1800-01", "12345 67890",
        ),
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
        id="date_scanned",
        data_class=DataClass.DATE,
        patterns=(
            rf"\b{_MDAY}(?:st|nd|rd|th)?[ -]{{1,2}}{_MISREAD}\b\.?(?:[ -]{{1,2}}(?:{_MYEAR}|[0-9Ool]{{2}}))?\b",
            rf"\b{_MISREAD}\b\.?[ -]{{1,2}}(?:{_MDAY},? )?{_MYEAR}\b",
            rf"\b[0-3O]?[0-9O]-{_SHORT_MONTH}-[12][0-9O]{{3}}\b",
        ),
        always=True,
        score=0.8,
        examples=(
            "Disch: «9 N0v 2023»\n", "Period: «0ct 2024» Emp", "Kenacort «2nd  0ct» with", "Entrada «O3-Ene-2O24»  Sal",
            "on «2 rnay 2O23». She",
        ),
        counter_examples=("0ctane 20", "Ju1 x", "N0v"),
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
