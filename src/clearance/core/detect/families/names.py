# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Names that a label, a title or credentials announce. Names without one are the name model's work."""

from clearance.core.detect.families.shapes import FULL_NAME, LAST_FIRST, NAME_WORD, TITLE, TWO_NAMES
from clearance.core.detect.lexicon import CREDENTIALS
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_ROLE = (
    r"(?i:\b(?:patient(?: name)?|pt(?: name)?|name of patient|client(?: name)?|resident name|member name"
    r"|subscriber(?: name)?|insured(?: name)?|name|full name|legal name|preferred name|surname"
    r"|last name|first name|middle name|maiden name|given name|family name|attending(?: physician)?"
    r"|provider|physician|surgeon|assistant|anesthesiologist|pcp|primary care(?: physician)?"
    r"|referring(?: physician| provider)?"
    r"|consultant|author|nurse|therapist|technologist|radiologist|pathologist|prescriber|dictated by"
    r"|transcribed by|signed(?: by)?|electronically signed by|reviewed by|authored by|seen by|ordered by"
    r"|verified by"
    r"|emergency contact|next of kin|nok|contact(?: name| person)?|guarantor(?: name)?|guardian|spouse"
    r"|wife|husband|mother|father|son|daughter|brother|sister|partner|caregiver|parent|re|to|from|cc|attn"
    r"|attention"
    r"|employee(?: name)?|customer(?: name)?|caller|sender|recipient|beneficiary|cardholder(?: name)?"
    r"|account holder|holder|driver|applicant|student|teacher|manager|interviewer|participant|speaker"
    r"|user))"
)
_SURE = (
    r"(?i:\b(?:patient name|pt name|patient|pt|client name|member name|subscriber name|insured name"
    r"|full name|legal name|customer name|employee name|name|signed by|attending|emergency contact"
    r"|next of kin))"
)
_LOWER = r"[a-z][a-z'-]{1,20}"
_RELATIVE = (
    r"(?i:\b(?:his|her|their|the patient's|patient's|my|our|w/|with) (?:\w{2,12} )?(?:wife|husband|spouse"
    r"|son|daughter|mother|father|brother|sister|partner|mom|dad|aunt|uncle|cousin|niece|nephew|friend"
    r"|boyfriend|girlfriend|fianc\w{1,2}|grand(?:son|daughter|mother|father)|caregiver|guardian|neighbor"
    r"|child|boss|doctor|nurse|colleague))"
)
_KEEPERS = (
    "maintainers?|owners?|assignees?|reviewers?|on-?call|approvers?|tech lead|team lead|ack(?:ed)?[ _]by|reporter"
    "|(?:changed|updated|created|approved|merged|deployed|logged|opened|closed)[ _]by"
)
_GREETING = (
    "(?:Dear|DEAR|Hi|Hello|Hey|Hallo|Hola|Bonjour|Liebe[rs]?|Estimad[oa]|Querid[oa]|Cher|Caro|Cara|Kedves|Hej|Beste"
    "|Mahal|Salut)"
)
_NAME_ANCHORS = (
    "patient",
    "pt",
    "name",
    "client",
    "resident",
    "member",
    "subscriber",
    "insured",
    "attending",
    "provider",
    "physician",
    "surgeon",
    "assistant",
    "anesth",
    "pcp",
    "primary",
    "referring",
    "consultant",
    "author",
    "nurse",
    "therapist",
    "technologist",
    "radiologist",
    "pathologist",
    "prescriber",
    "dictated",
    "transcribed",
    "signed",
    "reviewed",
    "seen by",
    "ordered",
    "verified",
    "emergency",
    "kin",
    "nok",
    "contact",
    "guarantor",
    "guardian",
    "spouse",
    "wife",
    "husband",
    "mother",
    "father",
    "son",
    "daughter",
    "brother",
    "sister",
    "partner",
    "caregiver",
    "parent",
    "re",
    "to",
    "from",
    "cc",
    "att",
    "employee",
    "customer",
    "caller",
    "sender",
    "recipient",
    "beneficiary",
    "holder",
    "driver",
    "applicant",
    "student",
    "teacher",
    "manager",
    "interviewer",
    "participant",
    "speaker",
    "user",
)

_DEALT_WITH = (
    r"refer(?:red)? (?:\w{2,10} )?to|seen by|evaluated by|examined by|signed by|dictated by|performed by|discussed with"
    r"|spoke (?:with|to)|consult(?:ed)? with|thank you for seeing|sincerely,?\s{0,3}|regards,?\s{0,3}|my name is"
    r"|this is|named|call me|known as|belongs to|contact"
)
_DEALT_WITH_SHORT = r"per|i am|i'm|a\.?k\.?a\.?"

RECOGNISERS = (
    Recogniser(
        id="person_labelled",
        data_class=DataClass.PERSON,
        patterns=(
            _ROLE
            + r"['\"*]{0,3}\s{0,2}[:=#]['\"*]{0,3}(?:\s{0,3}| {4,20})['\"*]{0,3}(?:"
            + TITLE
            + rf"[ ])?(?P<v>{LAST_FIRST}|{FULL_NAME})",
            _SURE
            + r"['\"*]{0,3}\s{0,2}[:=]['\"*]{0,3} {0,20}['\"*]{0,3}"
            + rf"(?P<v>{_LOWER}, {_LOWER}(?: [a-z]\.?)?)\b",
            (
                r"(?i:\b(?:patient name|pt name|client name|member name|full name"
                r"|customer name)['\"*]{0,3}\s{0,2}[:=]['\"*]{0,3} {0,3}['\"*]{0,3})"
                rf"(?P<v>{_LOWER} (?:[a-z]\.? )?{_LOWER})\b"
            ),
        ),
        anchors=_NAME_ANCHORS,
        validator="person",
        not_after=b"_",
        score=0.92,
        examples=(
            "Patient: «Maria Gonzalez»",
            "Patient: «Evans, Amanda»    MRN: 5",
            "PATIENT NAME: «LANE, MICHAEL»\nACCT",
            "Attending: Dr. «James Jacobson», Willie",
            "Provider: «Alan Whitfield»",
            "Re: «Peter Gray», born",
            "Assistant: «R. Boyer»\nPatient",
            "Name: «Juan de la Cruz»",
            "patient: «evans, amanda»",
            "Patient: «王伟»",
            "Signed by: «Seán O'Brien»",
        ),
        counter_examples=("Patient: denies pain", "Name: None", "To: the team", "Provider: unknown"),
    ),
    Recogniser(
        id="person_labelled",
        data_class=DataClass.PERSON,
        patterns=(
            (
                rf"(?i:\b(?:patient|pt|pt\.|client|resident|signed|signed by|seen by|dictated by|performed by"
                rf"|reviewed by|pcp|attending|name|caller|refer to|surgeon|physician|nurse)) (?P<v>{LAST_FIRST}"
                rf"|{TWO_NAMES})"
            ),
            rf"(?i:\b(?:{_DEALT_WITH}|{_DEALT_WITH_SHORT}))[ \n]{{1,2}}(?:{TITLE}[ ])?(?P<v>{TWO_NAMES})",
            (
                rf"\b(?:Pt|Patient|PT|pt|Dear|DEAR|Hi|Hello|Sincerely,|Regards,|Signed|SIGNED|PCP"
                rf"|Resident)[ \n](?:{TITLE}[ ])?(?P<v>{NAME_WORD}(?:[ ](?:[A-Z]\.|{NAME_WORD})){{0,2}})"
            ),
            (
                rf"(?i:thank you for seeing|social history:|my name is"
                rf"|i am called) (?P<v>{NAME_WORD}(?: {NAME_WORD}){{0,2}})"
            ),
        ),
        hints=("", rf"(?i:{_DEALT_WITH})[ \n]|(?i:\b(?:{_DEALT_WITH_SHORT}))[ \n]", "", ""),
        anchors=(
            "patient",
            "pt",
            "client",
            "resident",
            "signed",
            "seen",
            "dictated",
            "performed",
            "reviewed",
            "pcp",
            "attending",
            "name",
            "caller",
            "refer",
            "surgeon",
            "physician",
            "nurse",
            "evaluated",
            "examined",
            "discussed",
            "spoke",
            "consult",
            "per",
            "thank you",
            "sincerely",
            "regards",
            "i am",
            "i'm",
            "this is",
            "call me",
            "known as",
            "aka",
            "a.k.a",
            "a.ka",
            "ak.a",
            "belongs",
            "contact",
            "dear",
            "hi",
            "hello",
            "social history",
        ),
        validator="person",
        score=0.85,
        examples=(
            "Patient «Maria Gonzalez» was",
            "My name is «Ana Ruiz» and",
            "Will refer to «Michael Pearson» at",
            "Pt «Johnny» called",
            "Signed «P. Baker» on",
        ),
        counter_examples=(
            "Patient Satisfaction Survey",
            "Pt Denies pain",
            "Patient History",
            "Hi there",
            "Dear Sir"[:5] + "all",
        ),
    ),
    Recogniser(
        id="person_titled",
        data_class=DataClass.PERSON,
        patterns=(
            TITLE + rf"[ ]{{1,2}}(?P<v>{FULL_NAME})",
            (
                r"\b(?i:dr|mr|mrs|ms)\.? {1,2}"
                rf"(?P<v>{_LOWER}(?: {_LOWER})?) (?i:is|was|has|at|on|said|presents|presented|denies|reports|for|and"
                rf"|in)\b"
            ),
            r"\b(?i:dr|mr|mrs|ms)\. {1,2}" + rf"(?P<v>{_LOWER})\b",
            rf"\b(?i:mom|dad|aunt|uncle|grandma|grandpa) (?P<v>{NAME_WORD})",
            _RELATIVE + rf",? (?:{TITLE}[ ])?(?P<v>{NAME_WORD}(?: {NAME_WORD}){{0,2}})",
        ),
        anchors=(
            "dr",
            "mr",
            "mrs",
            "ms",
            "miss",
            "prof",
            "doctor",
            "sr",
            "herr",
            "frau",
            "mme",
            "rev",
            "fr",
            "sgt",
            "capt",
            "lt",
            "judge",
            "nurse",
            "sister",
            "brother",
            "father",
            "mom",
            "dad",
            "aunt",
            "uncle",
            "grand",
            "wife",
            "husband",
            "spouse",
            "son",
            "daughter",
            "mother",
            "partner",
            "cousin",
            "niece",
            "nephew",
            "friend",
            "fianc",
            "caregiver",
            "guardian",
            "neighbor",
            "child",
            "boss",
            "colleague",
        ),
        validator="titled_person",
        score=0.9,
        examples=(
            "by Dr. «Alan Whitfield» for",
            "Mrs. «Li» is",
            "Dr «Graves» agreed",
            "MR. «STONE» IS",
            "mr. «bender» is",
            "Mr. «Day» is",
            "Her daughter «Phillip Myers» (",
            "Prof. «A. M. Turing»",
        ),
        counter_examples=("Dr. appointment", "Ms. Patient", "her mother has"),
    ),
    Recogniser(
        id="person_credentialled",
        data_class=DataClass.PERSON,
        patterns=(
            rf"\b(?P<v>{TWO_NAMES}|{LAST_FIRST}),? (?:{CREDENTIALS})\b",
            rf"\b(?P<v>{TWO_NAMES}),? (?:M\.D\.|D\.O\.|Ph\.D\.|R\.N\.|P\.A\.|N\.P\.)",
            rf"\b(?P<v>{LAST_FIRST})(?: \(?\d{{1,3}} ?(?:[MF]\b|y/?o)|,? {{1,4}}(?i:MRN?\b|MR#|DOB|SSN))",
            rf"\b(?P<v>{TWO_NAMES}),? \(?\d{{1,3}} ?(?i:y/?o|yo\b|year)",
            rf"\b(?P<v>{TWO_NAMES})[ ,(]{{1,3}}(?i:dob|mrn|ssn|born)\b",
            rf"\b(?P<v>{TWO_NAMES}|{NAME_WORD}) \d{{1,3}}[MF],? #?[A-Z]{{0,3}}\d{{3}}[0-9-]{{3,7}}(?:[ ,;)\n]|\z)",
        ),
        hints=(
            rf"[ ,](?:{CREDENTIALS})\b",
            r"[ ,](?:M\.D\.|D\.O\.|Ph\.D\.|R\.N\.|P\.A\.|N\.P\.)",
            r",[^,\n]*(?: \(?\d{1,3} ?(?:[MF]\b|y)| (?i:MR|DOB|SSN)|,[ ]{1,4}(?i:MR|DOB|SSN)|(?i:MR[N#]))",
            r"\d ?[yY]",
            r"[ ,(](?i:dob|mrn|ssn|born)\b",
            r" \d{1,3}[MF],? #?[A-Z]{0,3}\d{3}[0-9-]{3,7}",
        ),
        anchors=(
            "md",
            "do",
            "rn",
            "np",
            "pa",
            "dds",
            "dmd",
            "phd",
            "pharmd",
            "lcsw",
            "lpn",
            "crna",
            "dpm",
            "fnp",
            "facs",
            "facc",
            "mbbs",
            "bsn",
            "msn",
            "aprn",
            "cnm",
            "dc",
            "od",
            "pt",
            "dpt",
            "ot",
            "esq",
            "m.d.",
            "d.o.",
            "ph.d.",
            "r.n.",
            "p.a.",
            "n.p.",
            "m",
            "f",
            "y",
            "dob",
            "ssn",
            "born",
        ),
        validator="person",
        score=0.9,
        examples=(
            "«Jane Doe», MD",
            "«Hernandez, Albert» MR# 014",
            "«Tom Hill», M.D.",
            "«Megan Hodges», 48 y/o",
            "«Erica E. Clarke» RN",
        ),
        counter_examples=("Boston, MD", "Blood Pressure DOB"[:14]),
    ),
    Recogniser(
        id="person_labelled",
        data_class=DataClass.PERSON,
        patterns=(
            rf"(?i:\b(?:{_KEEPERS})\b[\"']?[ ]?[:=] ?[\"']?)(?P<v>{FULL_NAME})",
            rf"(?i:\b(?:{_KEEPERS})\b[\"']?[ ]?[:=] ?)[A-Za-z][\w .'-]{{1,30}}, (?P<v>{FULL_NAME})",
        ),
        hints=(rf"(?i:(?:{_KEEPERS})[\"']?[ ]?[:=])",),
        anchors=(
            "maintainer",
            "owner",
            "assignee",
            "reviewer",
            "call",
            "approver",
            "lead",
            "ack",
            "reporter",
            "changed_by",
            "updated_by",
            "created_by",
        ),
        validator="person",
        score=0.8,
        examples=(
            "# .gitlab-ci.yml  maintainers: «Thanh Huyen», olu",
            "on-call: «Gethin» 07700",
            'owner: "«Folasade Ige», pager',
        ),
        counter_examples=("owner: platform-team", "owner: unknown", "assignee = None"),
    ),
    Recogniser(
        id="person_greeted",
        data_class=DataClass.PERSON,
        patterns=(
            (
                rf"(?m:^[> \t]{{0,6}}){_GREETING}[ ](?:(?:{TITLE}|Madame|Monsieur|Doctora?)[ ])?(?P<v>{FULL_NAME})"
                r"[ ]?(?:[,:!.\n\x{2013}-]|\z)"
            ),
        ),
        hints=(rf"(?:\A|[\n> \t]){_GREETING} ",),
        anchors=(
            "dear",
            "hi",
            "hello",
            "hey",
            "hallo",
            "hola",
            "bonjour",
            "liebe",
            "estimad",
            "querid",
            "cher",
            "car",
            "kedves",
            "hej",
            "beste",
            "mahal",
            "salut",
        ),
        validator="greeted",
        score=0.86,
        examples=("Dear «Parminder»\n\nYour", "Hi «Jo»,\n", "Liebe «Anneliese»,\n", "> Hello «Ifeoma Okoro» -\n"),
        counter_examples=("Dear Customer,", "Hi There!", "Hello World!", "Dear All,\n", "Dear Hiring Team,"),
    ),
    Recogniser(
        id="person_assigned",
        data_class=DataClass.PERSON,
        patterns=(r"\b(?:TODO|FIXME|XXX|HACK)\((?P<v>[a-z][a-z.]{2,24})\)",),
        anchors=("todo", "fixme", "xxx", "hack"),
        score=0.8,
        examples=("# TODO(«priyanka»): stop hard-coding",),
        counter_examples=("TODO(#1234)", "TODO: priyanka", "TODO(PROJ-12)"),
    ),
    Recogniser(
        id="person_addressed",
        data_class=DataClass.PERSON,
        patterns=(
            (
                r"(?i:\b(?:e-?mails?|message|text|letter|note|reply|memo|invite|invitation|reminder) (?:to|for) )"
                r"(?P<v>(?i:[a-z]{2,20}(?: [a-z]{2,20})?)) (?:(?i:at)|<|\() ?[A-Za-z0-9._%+-]{1,60}@"
            ),
        ),
        hints=(r"(?i: (?:to|for)) [A-Za-z]+[^\n@]*@",),
        anchors=("@",),
        validator="person",
        score=0.9,
        examples=(
            "draft an email to «jennifer» at michaelt@example.net saying",
            "a reminder for «Kurt Weiss» <kw@example.com>",
        ),
        counter_examples=(
            "send an email to the at joe@example.com"[:18],
            "email to joe@example.com",
            "email to Ann at home",
        ),
    ),
)
