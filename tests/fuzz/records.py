# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Small records of health care, synthetic, and the words that their grammars are made of."""

_HL7 = (
    "MSH|^~\\&|LAB|MAIN|EHR|MAIN|20260114120000||ORU^R01|1|P|2.5\r"
    "PID|1||84419276^^^MAIN^MR||RUIZ^ANA^M||19700304|F|||1 ELM ST^^AUSTIN^TX^78701||5125550147\r"
    "OBR|1|A1|B2|718-7^HGB^LN|||20260114\rOBX|1|NM|718-7^HGB^LN||13.2|g/dL\rNK1|1|RUIZ^TOM|SPO\r"
)
_X12 = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260114*1200*^*00501*000000001*0*P*:~"
    "GS*HC*S*R*20260114*1200*1*X*005010X222A1~ST*837*0001~NM1*IL*1*RUIZ*ANA*M***MI*84419276~"
    "N3*1 ELM ST~N4*AUSTIN*TX*78701~DMG*D8*19700304*F~REF*SY*536228714~PER*IC*TOM*TE*5125550147~"
    "DTP*472*RD8*20260114-20260115~HI*ABK:E119~SE*9*0001~"
)
_CDA = (
    '<ClinicalDocument><recordTarget><patientRole><id root="2.16.840.1.113883.4.1" extension="536-22-8714"/>'
    '<addr><streetAddressLine>1 Elm St</streetAddressLine><city>Austin</city></addr><telecom value="tel:5125550147"/>'
    '<patient><name><given>Ana</given><family>Ruiz</family></name><birthTime value="19700304"/></patient>'
    "</patientRole></recordTarget></ClinicalDocument>"
)
_FHIR = (
    '{"resourceType": "Patient", "id": "p1", "identifier": [{"system": "http://hl7.org/fhir/sid/us-ssn", '
    '"value": "536-22-8714"}], "name": [{"family": "Ruiz", "given": ["Ana"]}], "birthDate": "1970-03-04", '
    '"telecom": [{"system": "phone", "value": "512-555-0147"}], '
    '"managingOrganization": {"reference": "Organization/1"}}'
)
_DICOM = (
    "(0010,0010) PN [RUIZ^ANA] # 8, 1 PatientName\n(0010,0020) LO [84419276] # 8, 1 PatientID\n"
    "(0010,0030) DA [19700304] # 8, 1 PatientBirthDate\n"
    '{"00100010": {"vr": "PN", "Value": [{"Alphabetic": "RUIZ^ANA"}]}}\n'
)
_PAIRS = (
    '{"patient_name": "Ana Ruiz", "mrn": 84419276}\nName: Ana Ruiz\nmrn = "84419276"\nhttps://x.test/?dob=1970-03-04\n'
)
_TABLE = "name,mrn,dob\nAna Ruiz,84419276,1970-03-04\nTom Ruiz;1;2\n"
_SPOKEN = (
    "my social is five three six, twenty two, eighty seven fourteen and the number is "
    "five one two 555 oh one four seven"
)
_MEDICARE = "Medicare 1EG4-TE5-MK73, MBI 1EG4TE5MK73\n"

SAMPLES: dict[str, tuple[str, ...]] = {
    "Hl7Reader": (_HL7, _HL7.replace("\r", "\n"), _HL7.replace("|", "#")),
    "X12Reader": (_X12, _X12.replace("~", "~\n"), _X12.replace("*", "|")),
    "CdaReader": (_CDA, _CDA.replace("<", "<hl7:").replace("<hl7:/", "</hl7:")),
    "FhirReader": (_FHIR, _FHIR.replace('"', '\\"')),
    "DicomReader": (_DICOM,),
    "PairReader": (_PAIRS, _FHIR, _CDA),
    "TableReader": (_TABLE, _TABLE.replace(",", "\t"), _TABLE.replace(",", "|")),
    "SpokenReader": (_SPOKEN,),
    "MedicareReader": (_MEDICARE,),
    "any": ("", "x", _PAIRS),
}

TOKENS = (
    *(
        "|",
        "^",
        "~",
        "\\",
        "&",
        "*",
        ":",
        "\r",
        "\n",
        "\r\n",
        "\t",
        ",",
        ";",
        " ",
        "'",
        '"',
        '\\"',
        "<",
        ">",
        "</",
        "/>",
    ),
    *("MSH|^~\\&|", "MSH", "PID|", "OBX|1|XPN|", "OBR|", "ISA*", "GS*", "NM1*IL*1*", "REF*SY*", "HI*", "DTP*472*RD8*"),
    *(
        "(0010,0010)",
        "PN",
        "[",
        "]",
        '"00100010": {"vr": "PN", "Value": [',
        "#",
        "{",
        "}",
        '"resourceType": "',
        "[[",
        "{{",
    ),
    *('"identifier": [', '"value": "', '"given": ["', '"name": ', "<id ", 'root="', 'extension="', "<given>", "<name>"),
    *("five ", "twenty ", "oh ", "double ", "hundred ", "1EG4-TE5-MK73", "20260114", "536-22-8714", "84419276", "é"),
    *("\N{EN SPACE}", "\u2028", "\x00", "\U0001f600", "\u0661", "name: ", "mrn=", "?dob=", "0", "9", "a", "A"),
)
