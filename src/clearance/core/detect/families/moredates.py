# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Dates in other languages, in words, in ranges, in logs and messages, and in columns of a bill."""

from clearance.core.detect.families.shapes import DAY, MONTH, SLASHED, YEAR
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

MONTHS_ABROAD = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    "|janvier|f[ée]vrier|avril|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"
    "|januar|j[äa]nner|februar|m[äa]e?rz|oktober|dezember|desember"
    "|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    "|janeiro|fevereiro|mar[çc]o|maio|junho|julho|setembro|outubro|novembro|dezembro"
    "|januari|februari|maart|augustus|augusti|marts"
    "|ledna|února|března|dubna|května|června|srpna|září|října|listopadu|prosince"
    "|ocak|şubat|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık"  # noqa: RUF001 - Turkish
    "|ianuarie|februarie|martie|aprilie|iunie|iulie|septembrie|octombrie|noiembrie|decembrie"
    "|pebrero|hunyo|hulyo|setyembre|oktubre|nobyembre|disyembre|agustus|ogos|disember"
    "|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|wrze[śs]nia|pa[źz]dziernika|listopada|grudnia"
)
_CYRILLIC = "января|февраля|марта|апреля|июня|июля|августа|сентября|октября|ноября|декабря"
SHORT_MONTHS_ABROAD = "mars|mai|maj|mei|juni|juli|april|august|september|november|december"
_FIRST = r"(?:0?[1-9]|[12]\d|3[01])(?:\.|er|º|e)?"
ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|twenty[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[ -]first)"
)
_ORDINAL_MONTH = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"
_SURE_MONTH = "january|february|april|june|july|august|september|october|november|december"
_UNIT = "(?:one|two|three|four|five|six|seven|eight|nine)"
_TEENS = (
    "(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    f"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]{_UNIT})?)"
)
_DECADE = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_YEAR_WORDS = (
    rf"(?:,? (?:nineteen[ -](?:oh[ -]{_UNIT}|{_TEENS})|twenty[ -]{_TEENS}"
    rf"|two thousand(?: and)?(?: (?:{_UNIT}|{_TEENS}))?|{_DECADE}(?:[ -]{_UNIT})?"
    rf"|{YEAR}))"
)
_BIRTH = r"(?i:\b(?:dob|date of birth|birth ?date|birthday|bday|born(?: on)?)(?: is| was)?[ :]{1,2})"
_STUDY = r"cultures?|cx|xr|cxr|x-?ray|mri|echo|labs?|biopsy|bx|surgery|discharge|dc|d/c|f/u|follow-?up|appt|appointment"

_TURNED = (
    "next|rtc|lmp|edd|edc|review|recall|rv|r/v|tca|opened|resolved|due|exp|expires?|valid (?:from|until|to|till)"
    "|next (?:visit|appt|appointment|session|review|dose)"
)
_FILLED = r"(?i:\b(?:last (?:fill|dose|seen|visit|period)|filled|refilled|picked up|dispensed)\b[a-z ]{0,20} )"
_DATED = (
    "biopsy|surgery|visit|appointment|appt|labs|scan|mri|ct|x-ray|echo|admission|note|discharge|clinic|culture|procedure"
    "|meeting|session|delivery|shift|game|booking"
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?\.?"
_SINCE = r"from|since|until|till|dated|signed|born|due|issued|expir\w+|exp|vom|bis|seit|du|au|dal|desde|hasta|od|do"
_CUT_MONTHS = (
    r"ene|abr|ago|set|dic|f\x{e9}v|avr|mai|juil|ao\x{fb}t|d\x{e9}c|m\x{e4}r|okt|dez|gen|mag|giu|lug|ott|fev|out"
)
_CAPITAL_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"

RECOGNISERS = (
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"(?i:\b{_FIRST} (?:de |d'|di |di )?(?:{MONTHS_ABROAD})(?:,? (?:del? )?{YEAR})?\b)",
            rf"(?i:\b{_FIRST} (?:de )?(?:{SHORT_MONTHS_ABROAD}) {YEAR}\b)",
            rf"(?i:\b(?:0?[1-9]|[12]\d|3[01])\. (?:{SHORT_MONTHS_ABROAD})\b)",
            rf"\b{_FIRST} (?:{_CYRILLIC})(?: {YEAR})?",
            rf"(?i:\b{MONTH} '\d\d)\b",
            r"(?:(?:19|20)\d\d|\d{1,2})\x{5e74}\d{1,2}\x{6708}(?:\d{1,2}\x{65e5})?|\d{1,2}\x{6708}\d{1,2}\x{65e5}",
        ),
        hints=(rf"(?i:[ '](?:{MONTHS_ABROAD})(?:[^a-z]|\z))", *5 * ("",)),
        not_before=b".-/",
        score=0.85,
        examples=(
            "el «21 de marzo» por",
            "«21 de marzo de 1962»",
            "le «1er février 2024»",
            "am «3. März 2024»",
            "«2. mars 2025»",
            "den «4 maj 2024»",
            "bis «14. Mai» auf",
            "dnia «5 września 2023»",
            "«7 de março de 2020»",
            "razítka «7. srpna», podací",
            "до «5 января 2024» года",
            "back in late «September '86» and",
            "令和«5年9月18日» 付",
        ),
        counter_examples=("20 Mars missions", "3 mayors", "21 marzipans"),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"(?i:\b(?:{_SURE_MONTH}) (?:the )?{ORDINAL}{_YEAR_WORDS}?\b)",
            rf"(?i:\b(?:march|may) (?:the {ORDINAL}{_YEAR_WORDS}?|{ORDINAL}{_YEAR_WORDS})\b)",
            rf"(?i:\b(?:the )?{ORDINAL} of (?:{_SURE_MONTH}|march|may){_YEAR_WORDS}?\b)",
            rf"(?i:\b(?:the )?{ORDINAL} of (?:the )?{_ORDINAL_MONTH}{_YEAR_WORDS}\b)",
        ),
        anchors=(*_SURE_MONTH.split("|"), "march", "may", " of "),
        score=0.85,
        examples=(
            "on «july fourth», she",
            "born «march third nineteen sixty two», here",
            "«may the fifth» she may",
            "«the twenty first of june two thousand and four»",
            "Er, «fifth of the fourth thirty-two». She's",
            "CALLER: «fourth of sixth forty-one»\n",
        ),
        counter_examples=("you may first ask", "march second in line", "one third of patients"),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"\b{MONTH} {DAY} ?(?:-|to|through|thru|and|&) ?{DAY}(?:,? {YEAR}\b|\b)",
            rf"\b\d{{1,2}}/\d{{1,2}} ?(?:-|to|through|thru|until) ?\d{{1,2}}/\d{{1,2}}/(?:{YEAR}|\d{{2}})\b",
            rf"\b\d{{4}} [-/] \d{{1,2}} [-/] \d{{1,2}}\b|\b\d{{1,2}} [-/] \d{{1,2}} [-/] {YEAR}\b",
        ),
        validator="date",
        not_before=b".-/",
        not_after=b"/%",
        score=0.86,
        examples=(
            "«March 3-5, 2024»",
            "«June 28 to 30» in",
            "«3/14-3/16/2024»",
            "«2024 - 02 - 13»",
            "«3 / 14 / 2024»",
        ),
        counter_examples=("4/5-5/5", "3 - 14 - 16"),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"\b(?P<v>{DAY}/{MONTH}/{YEAR})\b",
            rf"[|^](?P<v>{YEAR}(?:0[1-9]|1[0-2])\d{{2}}(?:\d{{4}}|\d{{6}})?)(?:[.+-]\d{{1,4}}){{0,2}}(?:[|^~&\r\n]|\z)",
            rf"(?:\*[DR]D?8\*|\bDA [\[=])(?P<v>{YEAR}(?:0[1-9]|1[0-2])\d{{2}})\b",
        ),
        validator="packed_date",
        not_after=b"@%",
        score=0.88,
        examples=(
            "[«12/Mar/2024»:06:25:24 +0000]",
            "row|«20250314082211»||7",
            "QQ1|7^^^A|«19630722»|F",
            "and *D8*«19700611»*M",
            "tag DA [«19440322»]",
        ),
        counter_examples=("|20241399|", "D8*1970", "id 20250314082211"),
    ),
    Recogniser(
        id="date_month_day",
        data_class=DataClass.DATE,
        patterns=(
            rf"(?i:\b(?:{_STUDY}):? )(?P<v>\d{{1,2}}/\d{{1,2}})\b",
            r"(?m:^ {0,8})(?P<v>\d{2}/\d{2}) {1,4}[A-Za-z][^\n]{3,60}[ .$]\d{1,6}\.\d{2}[ \r]*(?:\n|\z)",
        ),
        hints=(SLASHED, ""),
        validator="month_day",
        not_after=b"/.%-",
        score=0.7,
        examples=("xr «1/14» mild", "cultures «6/21» grew", "04 rows\n«04/17»  Lipid panel ..... 42.00\n"),
        counter_examples=("labs 24/38", "10/12 muscles were weak"),
    ),
    Recogniser(
        id="date_month_day",
        data_class=DataClass.DATE,
        patterns=(
            rf"(?i:\b(?:{_TURNED}):? )(?P<v>\d{{1,2}}/\d{{1,2}})(?:[.,;)\n]|\s[^0-9]|\z)",
            rf"\b(?P<v>\d{{1,2}}/\d{{1,2}}) (?i:{_DATED})\b",
            _FILLED + r"(?P<v>\d{1,2}/\d{1,2})\b",
            r"\b(?:DOL|DOI|dol|doi):? (?P<v>\d{1,2}[/-]\d{1,2})\b",
            r"(?:\A|[\s(\[])(?P<v>\d{1,2}/\d{1,2}),? (?:at )?(?:[01]?\d|2[0-3])[:.][0-5]\d\b",
        ),
        anchors=(
            "next",
            "dol",
            "doi",
            "rtc",
            "lmp",
            "edd",
            "edc",
            "review",
            "recall",
            "rv",
            "r/v",
            "tca",
            "opened",
            "resolved",
            "due",
            "exp",
            "valid",
            "fill",
            "last",
            "picked",
            "dispensed",
            ":",
            "/",
            *_DATED.split("|"),
        ),
        hints=(
            rf"(?i:{_TURNED}):? \d",
            rf"\d (?i:{_DATED})",
            r"(?i:(?:last |filled|picked|dispensed)[a-z ]* )\d",
            r"(?i:do[li]):? \d",
            r"\d/\d{1,2},? (?:at )?\d{1,2}[:.]\d",
        ),
        validator="day_or_month",
        not_after=b"/.%-",
        score=0.7,
        examples=(
            "Ballymena Rugby. Next «21/5».",
            "DOL «8-29». Wind",
            "WR «14/11» 08:50, Bed",
            "re: her «6/12» biopsy.",
            "last fill gabapentin «5/2». Counsel",
        ),
        counter_examples=("next 6/60", "review 5/5 strength", "next 12-14 days"),
        without=("score", "strength", "pain", "rated", "pressure", "dose", "doses", "tab", "tablet"),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(r"\b\d{1,2}\.\d{1,2}\. ?(?:to|bis|und|-|\x{2013}|a|al) ?(?P<v>\d{1,2}\.\d{1,2}\.)(?:\s|\z|,)",),
        validator="date",
        score=0.8,
        examples=("from 21.07. to «8.8.» and",),
        counter_examples=("1.2. to 40.40. x",),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"(?i:\b{WEEKDAY},? )\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-](?:{YEAR}|\d{{2}}))?\b",
            rf"(?i:\b(?:{_SINCE})\.? )(?P<v>\d{{1,2}}\.\d{{1,2}}\.\d{{2}})(?:[^0-9.]|\.[^0-9]|\.?\z)",
        ),
        hints=("", r" \d{1,2}\.\d{1,2}\.\d{2}"),
        validator="date",
        not_before=b".-/",
        not_after=b"/%",
        score=0.84,
        examples=("Date «Wednesday 26/06/24»  time", "asked for «Thurs 7/3». AAC", "from «13.5.24». Over"),
        counter_examples=("Wed 26", "from 1.4.2.1"),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"\b(?:[12]?\d|3[01])[. /-](?:I{{1,3}}|IV|VI{{0,3}}|IX|XI{{0,2}}|X)[. /-]{YEAR}\b",
            rf"(?i:\b(?:[12]?\d|3[01])[ /.-](?:{_CUT_MONTHS})[ /.-](?:{YEAR}|\d{{2}}))\b",
        ),
        not_before=b".-/",
        not_after=b"/%",
        score=0.84,
        examples=("on «10.X.2023». Pt", "Cita «9/ago/2024» con"),
        counter_examples=("10 X 20", "9/agosto"),
    ),
    Recogniser(
        id="date_month_day",
        data_class=DataClass.DATE,
        patterns=(
            # no score and no share has more points than there are
            (
                r"(?:\A|[\s(\[,;])(?P<v>(?:1[3-9]|2[1235-9]|3[01])/(?:0?[1-9]|1[0-2]))(?:[,.;)\]\n]|\s(?i:at|in|on|by|for|with|w/|and|to|@"
                r"|he|she|we|i|pt|the|from|after|screen|row|room|then|via|per)\b|\s?-\s|\z)"
            ),
            rf"\b(?P<v>\d{{1,2}}-{_CAPITAL_MONTH})(?:[^A-Za-z0-9-]|\z)",
            r"(?m:^\[)(?P<v>(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])) \d{2}:\d{2}(?::\d{2})?\]",
            (
                r"(?i:\b(?:since|seit|am|vom|ab|bis|den|kontrolle|termin|om) )"
                r"(?P<v>(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.)(?:[ ,;)\n]|\z)"
            ),
            (
                r"\b(?P<v>(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.\d{2}),? (?:(?:um|at|kl\.?) )?"
                r"(?:[01]?\d|2[0-3])[:.][0-5]\d\b"
            ),
        ),
        hints=("", "", "", r" [0-9]{1,2}\.[0-9]{1,2}\.", ""),
        not_before=b".-/:$",
        not_after=b"/%",
        score=0.72,
        examples=(
            "U&E recheck «14/11» at",
            "Cinema, «27/12», screen",
            "ATP success «22-May» at",
            "[«03-12» 09:14] Femi",
            "since «8.5.», do",
            "Kontrolle «14.09.», falls",
            "Out «12.09.24» 09:30 Flughafen",
        ),
        counter_examples=("24/7, always", "20/10 vision", "28/4 tablets", "14/11 mmHg", "22-Mayor"),
    ),
    Recogniser(
        id="date_month_day",
        data_class=DataClass.DATE,
        patterns=(
            (
                r"(?i:\b(?:on|by|until|till|since|before|after) )(?P<v>the (?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th))"
                r"(?i:[.,;!?)\n]|\z| (?:and|at|but|with|if|when|because|so)\b)"
            ),
        ),
        anchors=("on the ", "by the ", "til the ", "till the ", "since the ", "before the ", "after the "),
        score=0.7,
        examples=("flying on «the 8th». She", "she'd died on «the 1st»."),
        counter_examples=("on the 4th floor", "after the 2nd dose", "by the 91st and"),
    ),
    Recogniser(
        id="date_of_birth",
        data_class=DataClass.DATE,
        patterns=(rf"{_BIRTH}(?P<v>\d{{1,2}} \d{{1,2}} (?:(?:19|20)\d\d|\d\d))\b",),
        validator="date",
        anchors=("dob", "birth", "bday", "born"),
        score=0.92,
        examples=("birthday «11 7 1952»", "DOB: «4 16 71»"),
        counter_examples=("born 3 14", "birthday 40 40 1990"),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            (
                r"(?i:\b(?:date|datetime|localdate\.of|datetime\.date|make_date|todate)\()"
                r"(?P<v>(?:19|20)\d\d, ?\d{1,2}, ?\d{1,2})[,)]"
            ),
            (
                r"(?i:\b(?:by|on|before|until|till|since|after|from|dated|due|next|seen|signed|dob|born|through"
                r"|thru|of) )"
                rf"(?P<v>(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){YEAR})(?:[^0-9A-Za-z-]|\z)"
            ),
        ),
        score=0.85,
        examples=("born=date(«1960, 11, 14»),", "Dr. Chase to sign by «09202018»."),
        counter_examples=("date(x, 11, 14)", "ref by 99202018", "by 0920201855"),
    ),
)
