# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Ways to reach a person or a machine: phone, fax, e-mail, URL, IP."""

from clearance.core.detect.families.shapes import INTERNATIONAL, LETTER, PHONE, SEPARATOR
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_PHONE_LABEL = (
    r"(?i:\b(?:phone|telephone|tel|ph|cell(?: ?phone)?|mobile|callback|call(?:ed|ing)?(?: back)?"
    r"|reach(?:ed)?|contact|text(?:ed)?|sms"
    r"|pager|voicemail|whatsapp|hotline|dial|extension|home|office|work|at)\b)(?i:['\"]{0,1}\s?(?:phone"
    r"|number|no\.|num|us|me|him|her|them|(?:back )?at|on)\b){0,3}"
)
_FAX_LABEL = r"(?i:\b(?:fax(?:ed|ing|es)?|facsimile|telefax)\b(?:['\"]?\s?(?:number|no\.|num|to|at)\b){0,2})"
_NUMBERS = (
    r"\(\d{3}\) ?[ .-]?\d{3}[ .-]{1,2}\d{4}(?:[ ,]{0,2}(?i:ext\.?|extension|x)[ .:]{0,2}\d{1,6})?\b",
    r"\b(?:1[ .-]{1,2})?\d{3}[.-]\d{3}[.-]\d{4}(?:[ ,]{0,2}(?i:ext\.?|extension|x)[ .:]{0,2}\d{1,6})?\b",
    r"\b(?:1[ .-]{1,2})?\d{3} \d{3}[ -]\d{4}(?:[ ,]{0,2}(?i:ext\.?|extension|x)[ .:]{0,2}\d{1,6})?\b",
    (
        r"\+1[ .-]{0,2}\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]{0,2}\d{4}(?:[ ,]{0,2}(?i:ext\.?|extension"
        r"|x)[ .:]{0,2}\d{1,6})?\b"
    ),
    r"\b001[ .-]\d{3}[ .-]\d{3}[ .-]\d{4}\b",
)

_CALLED = r"tlf|gsm|telefoo?no?|tel\x{e9}fono|telefone|tfno|celular|m[o\x{f3}]vil|handy|mob|fono|telephone|bleep"
_THEN = r"(?:[.,;)\n]|\z| (?i:if|for|when|or|and|to|before|after|with)\b)"
"""What stands behind a short number that somebody is asked to ring."""
_PAGED = "bleep|bleeper|beeper|pager|front desk|switchboard|help ?desk|ward phone"

_RUNG = "me|us|him|her|them|the ward|theatres?|reception|switchboard|sister|doctor|on call"

_TOPS = (
    "com", "org", "net", "io", "co", "me", "app", "dev", "gov", "edu", "uk", "de", "fr", "in", "ca", "au", "nz", "ie",
    "ng", "ke", "za", "ph", "example", "link", "ly", "to", "gg",
)  # fmt: skip

_LOCAL = r"(?i:\b(?:phone|telephone|tel|cell|mobile|callback|pager|ext|extension)\b)"

RECOGNISERS = (
    Recogniser(
        id="us_phone",
        data_class=DataClass.PHONE,
        patterns=_NUMBERS,
        validator="nanp",
        not_before=b"-./$\\",
        not_after=b"-/",
        without=("fax", "mrn", "isbn", "version", "ndc", "order", "part"),
        examples=(
            "call «(415) 555-0134» today",
            "«415.555.0134», «415-555-0134»",
            "«+1 563 875 1819»",
            "«(222) 485-2072 ext. 2688» or",
            "«1-919-345-5990»",
            "at «482 555 0199 x12»",
        ),
        counter_examples=("2024-555-0134-9", "100 200 300", "fax 415-555-0134", "000-000-0000", "3.415.555.0134"),
    ),
    Recogniser(
        id="us_phone",
        data_class=DataClass.PHONE,
        patterns=(_PHONE_LABEL + SEPARATOR + rf"(?P<v>{PHONE})",),
        validator="nanp",
        anchors=(
            "pho",
            "tel",
            "ph",
            "cell",
            "mobile",
            "call",
            "reach",
            "contact",
            "text",
            "sms",
            "pager",
            "voice",
            "whats",
            "hotline",
            "dial",
            "ext",
            "home",
            "office",
            "work",
            "at",
        ),
        hints=(r"[0-9]{3}[ .)-]{0,3}[0-9]{3}[ .-]{0,3}[0-9]{4}",),
        not_before=b"-/$",
        not_after=b"-/",
        score=0.9,
        examples=(
            "Follow up with her at «5923133114» today",
            "phone number is «4155550134»",
            '"phone": "«415 5550134»"',
        ),
        counter_examples=("room at 0123456789", "atrial 5923133114"),
    ),
    Recogniser(
        id="us_phone",
        data_class=DataClass.PHONE,
        patterns=(
            (
                r"(?i:\"system\"\s{0,2}:\s{0,2}\"(?:phone|sms"
                r"|pager)\"\s{0,2},\s{0,2}\"value\"\s{0,2}:\s{0,2}\")(?P<v>[+()0-9 .-]{7,24})\""
            ),
            r"(?i:\bemergency contact) [A-Z][A-Za-z'. -]{1,40} " + rf"(?P<v>{PHONE})",
        ),
        anchors=("system", "emergency"),
        score=0.95,
        examples=('{"system":"phone","value":"«8806275580»"}', "Emergency contact Shannon Gardner «8258729114»."),
        counter_examples=('{"system":"x","value":"8806275580"}',),
    ),
    Recogniser(
        id="us_phone_local",
        data_class=DataClass.PHONE,
        patterns=(_LOCAL + SEPARATOR + r"(?P<v>(?:\d{3}[ .-]\d{4}|x?\d{4,7}))\b",),
        anchors=("phone", "tel", "cell", "mobile", "callback", "pager", "ext"),
        hints=(_LOCAL + r"[^0-9,;@%&?!]*[0-9]{3}[ .-]?[0-9]",),
        not_after=b"-/.%",
        score=0.75,
        examples=("pager «555-0134»", "tel ext: «4471»"),
        counter_examples=("cell count 4500", "phone rang 3 times"),
    ),
    Recogniser(
        id="international_phone",
        data_class=DataClass.PHONE,
        patterns=(
            r"\+(?:[2-9]\d{0,2})(?:[ .-]{0,2}\(?\d{1,5}\)?){1,6}(?:[ ,]{0,2}(?i:ext\.?|x)[ .:]{0,2}\d{1,6})?\b",
            r"\b00[2-9]\d(?:[ .-]\d{2,5}){2,5}\b",
        ),
        validator="e164",
        not_before=b"0123456789+-*/.=",
        without=("fax",),
        score=0.85,
        examples=("«+44 20 7946 0958»", "ring «+49 (30) 901820» now", "«+4915112345678»"),
        counter_examples=("+12 and +34", "5+12345678", "+3.5"),
    ),
    Recogniser(
        id="fax",
        data_class=DataClass.FAX,
        patterns=(_FAX_LABEL + SEPARATOR + rf"(?P<v>{PHONE}|{INTERNATIONAL})",),
        anchors=("fax", "facsimile"),
        score=0.96,
        examples=(
            "or fax «8859404337».",
            "Fax: «(866) 927-2264 ext. 9377»",
            "fax number «+1 540 265 2703»",
            "they keep faxing «7588043067»",
        ),
        counter_examples=("the fax of 2024", "415-555-0134"),
    ),
    Recogniser(
        id="fax",
        data_class=DataClass.FAX,
        patterns=_NUMBERS,
        validator="nanp",
        not_before=b"-./$\\",
        not_after=b"-/",
        context=("fax",),
        needs_context=True,
        examples=("** inbound fax ** from «704-555-0113»", "the fax of the clinic is «(415) 555-0134» now"),
        counter_examples=("415-555-0134", "fax it\n415-555-0134", "fax 2024-555-0134-9"),
    ),
    Recogniser(
        id="us_phone",
        data_class=DataClass.PHONE,
        patterns=(
            (
                rf"(?i:\b(?:{_CALLED})\b\.?(?: (?:no|nr|number)\b\.?)?)[ :#]{{1,3}}"
                r"(?P<v>\(?\d{2,4}\)?(?:[ .-]\d{2,4}){2,4})\b"
            ),
            rf"(?i:\b(?:{_PAGED})\b(?: (?:no|number|is|on|at|to)\b\.?)?)[ :#]{{1,3}}(?P<v>\d{{4,5}})\b",
            r"(?i:\b(?:bleep|extn?\.?) )(?P<v>\d{3,5})" + _THEN,
            r"(?i:\b(?:telephone|phone|tel)\b\.?:? )(?P<v>\d{3,6} (?i:x|extn?\.?|extension) ?\d{1,5})\b",
            r"(?i:\b(?:caller|callee|ani|dnis|msisdn)[ =:]{1,2})(?P<v>\d{10,13})\b",
            r"(?i:\bint(?:ernal|\.):? )(?P<v>\d{4,5})\b",
            r"\b(?i:ph|tel|mob|cell)(?P<v>\d{3}-\d{3}-\d{4})\b",
            r"\b00 ?(?:1|[2-9]\d{0,2}) [1-9]\d{1,4}(?: \d{2,5}){2,3}\b",
            r"\b07\d{9}\b",
            (
                r"(?i:\b(?:(?:ring|dial|bleep(?:ed)?|dect|ascom|vocera)"
                rf"(?: (?:{_RUNG}))?|paged? (?:{_RUNG}))(?: on| at)?:? )(?P<v>\d{{4,5}})" + _THEN
            ),
        ),
        validator="plain_code",
        anchors=(
            "ext",
            *("tlf", "gsm", "tele", "tel", "tfno", "celular", "vil", "handy", "mob", "fono", "bleep", "beep", "pager"),
            *("front desk", "switchboard", "help", "ward phone", "phone", "caller", "callee", "ani", "dnis", "msisdn"),
            *("ring", "dial", "page", "dect", "ascom", "vocera", "int", "ph", "cell", "00", "07"),
        ),
        not_after=b"-/%",
        score=0.8,
        examples=(
            "tlf. «22 55 01 47» el.",
            "gsm «0475 55 01 47»\n",
            "SHO, bleep «2214», if",
            "telephone «6137 ext 22».",
            "caller «4155550134» rang",
            "ring the ward on «4471» if",
            "from «00 44 20 7946 0188» at",
            "on «07700900188» or",
            "ward clerk, int. «3312».",
        ),
        counter_examples=("handy 12", "pager of 20", "bleep 2 times", "mob of 2024"),
    ),
    Recogniser(
        id="email",
        data_class=DataClass.EMAIL,
        patterns=(
            (
                rf"(?:{LETTER}|[0-9._%+'-])*(?:{LETTER}|[0-9_+-])@(?:(?:{LETTER}"
                rf"|[0-9-])+\.){{1,8}}{LETTER}{{2,24}}"
            ),
            (
                r"(?i:[a-z0-9._+-]{1,63} ?[\[(](?:at|@)[\])] ?(?:[a-z0-9-]{1,63} ?(?:\."
                r"|[\[(]dot[\])]) ?){1,4}[a-z]{2,24})\b"
            ),
        ),
        anchors=("@", "at]", "at)"),
        hints=(r"[A-Za-z0-9_+\x{80}-\x{10ffff}-]@[A-Za-z0-9\x{80}-\x{10ffff}-]", r"(?i:(?:at|@)[\])])"),
        score=0.98,
        examples=(
            "write «maria.gonzalez@example.com», or",
            "<«JLE@GMAIL.COM»>",
            "«jörg@müller.de»",
            "«o.k+tag@mail.example.co.uk».",
            "«maria [at] example [dot] com»",
        ),
        counter_examples=("@handle", "a@b", "git@", "user@host:22"),
    ),
    Recogniser(
        id="url",
        data_class=DataClass.URL,
        patterns=(
            r"(?i:\b(?:https?|ftp)://)(?:[^\s<>\"'`{}|\\^\[\]]){3,}",
            r"(?i:\bwww\.[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}(?:/[^\s<>\"'`{}|\\^\[\]]*)?)",
        ),
        anchors=("://", "www."),
        validator="url",
        score=0.7,
        examples=(
            "visit «https://wilson.biz/listcategory.asp?id=4» for",
            "see «www.jackson-walton.com/a».",
            "(«http://x.example/p»)",
        ),
        counter_examples=(
            "http://hl7.org/fhir/StructureDefinition/Patient",
            "http://loinc.org",
            "www is",
            "http://localhost:8080/x",
        ),
    ),
    Recogniser(
        id="url",
        data_class=DataClass.URL,
        patterns=(
            (
                rf"\b(?i:(?:[a-z0-9][a-z0-9-]*\.){{1,3}}(?:{'|'.join(_TOPS)}))"
                r"/(?:[A-Za-z0-9~@][^\s<>\"'`{}|\\^\[\]()]*[A-Za-z0-9/=_-])"
            ),
        ),
        anchors=tuple(f".{name}/" for name in _TOPS),
        validator="url",
        not_before=b"@/.-_",
        score=0.7,
        examples=("LinkedIn, «linkedin.com/in/ngozi-eberhardt-4471». Req", "see «fb.me/okoro.events» for"),
        counter_examples=(
            "and/or",
            "src/main.py",
            "a.b/c",
            "github.com",
            "http://json-schema.org/draft-07/schema#",
            "json-schema.org/draft-07/schema",
        ),
    ),
    Recogniser(
        id="ipv4",
        data_class=DataClass.IP,
        patterns=(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b",),
        validator="ipv4",
        not_before=b".-$",
        not_after=b".-",
        without=(
            "version",
            "v",
            "ver",
            "release",
            "section",
            "oid",
            "rev",
            "build",
            "firmware",
            "kernel",
            "driver",
            "bios",
            "odbc",
            "jdbc",
        ),
        score=0.9,
        examples=(
            "monitor at «16.144.154.226» (",
            "«10.0.0.1»:8080",
            "GET /devices/«10.20.30.40»/status",
            "Chrome, client ip «10.1.2.3»",
            "chrome client ip: «10.1.2.3»",
        ),
        counter_examples=(
            "127.0.0.1 and 0.0.0.0",
            "version 1.2.3.4",
            "300.1.2.3",
            "1.2.3.4.5",
            "255.255.255.0",
            "(KHTML, like Gecko) Chrome/123.0.0.0 Safari/537.36",
            "Edg/120.0.2210.91",
            "allow 10.0.0.0/8",
        ),
    ),
    Recogniser(
        id="ipv6",
        data_class=DataClass.IP,
        patterns=(r"(?i:\b[0-9a-f]{1,4}:[0-9a-f]{0,4}:[0-9a-f:]{0,36}(?:[0-9a-f]{1,4}|::))\b",),
        hints=(r":[0-9a-fA-F]{0,4}:",),
        always=True,
        validator="ipv6",
        not_before=b":.",
        not_after=b":",
        score=0.9,
        examples=("monitor at «2817:1207:8fe8:4fa:5b86:db9:2dec:1de8» (", "«fe80::1ff:fe23:4567:890a»"),
        counter_examples=("at 12:30:45", "aa:bb:cc:dd:ee:ff", "std::cout", "::1"),
    ),
)
