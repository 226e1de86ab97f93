# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Days told without a month beside them, or with a month that is told in some other way."""

from clearance.core.detect.families.moredates import MONTHS_ABROAD, ORDINAL, SHORT_MONTHS_ABROAD, WEEKDAY
from clearance.core.detect.families.shapes import DAY, MONTH, YEAR
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_NTH = r"(?:[1-9]|[12]\d|3[01])(?i:st|nd|rd|th)"
_NEAR = "tomorrow|yesterday|today|tonight"
_GOES_ON = (
    r"(?i:[.,;:!?)\n]|\z| (?:and|or|at|but|with|if|when|because|so|for|we|he|she|i|they|it|please|then"
    r"|instead|unless|who|where|though|as|since|this|that|next|in"
    r"|clinics?|appointments?|appts?|visits?|meetings?|sessions?|shifts?)\b)"
)
_LISTED = (
    r"(?:first|1st|second|2nd|third|3rd|fourth|4th|last)"
    r" (?:week|weekend|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)"
)
_ROMAN = "(?:i{1,3}|iv|vi{0,3}|ix|xi{0,2}|x)"
LONG_ROMAN = "(?:ii|iii|iv|vi{1,3}|ix|xi{1,2})"
_MONTH_FIRST = (
    "pebrero|hunyo|hulyo|setyembre|oktubre|nobyembre|disyembre|enero|abril|agosto|setiembre|noviembre|diciembre"
    r"|janu\x{e1}r|febru\x{e1}r|m\x{e1}rcius|\x{e1}prilis|m\x{e1}jus|j\x{fa}nius|j\x{fa}lius|augusztus|szeptember"
    r"|okt\x{f3}ber"
)

_WEEKDAY_ABROAD = (
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|mi\x{e9}rcoles|jueves|viernes|s\x{e1}bado|domingo"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    r"|mandag|tirsdag|onsdag|torsdag|fredag|l\x{f8}rdag|s\x{f8}ndag|m\x{e5}ndag|tisdag|l\x{f6}rdag|s\x{f6}ndag"
    r"|luned\x{ec}|marted\x{ec}|mercoled\x{ec}|gioved\x{ec}|venerd\x{ec}|sabato|domenica"
)
_WEEKDAYS_HOLD = tuple(max(day.replace(r"\x{", "}").split("}"), key=len) for day in _WEEKDAY_ABROAD.split("|"))
"""What each of them holds beside the letters that bytes in small letters keep large."""
_MONTH_ABROAD = f"(?:{MONTHS_ABROAD}|{SHORT_MONTHS_ABROAD})"
_GERMAN = r"(?:[Aa]m|[Vv]om|v\.|[Bb]is|[Aa]b|[Zz]um|[Ss]eit|WV|(?:Mo|Di|Mi|Do|Fr|Sa|So)\.,?)"

RECOGNISERS = (
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"(?i:\b(?:{_WEEKDAY_ABROAD}),? (?:den |le |el )?{DAY}(?:er|\.)?(?: (?:de )?{_MONTH_ABROAD})?)\b",
            rf"(?i:\b{_NTH} day of ){MONTH}(?:,? {YEAR})?\b",
            rf"(?:\b{_GERMAN} )(?P<v>\d{{1,2}}\.\d{{1,2}}\.)(?:[ ,;)\n]|\z)",
        ),
        anchors=(
            *_WEEKDAYS_HOLD,
            "day of ",
            *("am ", "vom ", "v. ", "bis ", "ab ", "zum ", "seit ", "wv "),
            *("mo. ", "di. ", "mi. ", "do. ", "fr. ", "sa. ", "so. ", "., "),
        ),
        not_after=b"/%",
        score=0.8,
        examples=(
            "promet pour «vendredi 5» ; on",
            "le «mercredi 3 avril», Dakar",
            "list for «12th day of June 2025»",
            "Telefonnotiz v. «8.1.», 11:20",
            "kommt Fr. «12.1.», KVA",
        ),
        counter_examples=("vendredi soir", "v. 8.1 of", "Fr. 12.50", "a day of rest"),
    ),
    Recogniser(
        id="date_month_day",
        data_class=DataClass.DATE,
        patterns=(
            rf"\b(?i:{WEEKDAY}|{_NEAR}),? \(?(?:the )?{_NTH}\b",
            (
                rf"\b(?i:from|between) (?P<v>the {_NTH}) (?i:to|and|until|till|through) "
                rf"(?i:the {_NTH}{_GOES_ON}|the {_NTH} of|{WEEKDAY}|today|now)"
            ),
            rf"\b(?P<v>the {_NTH} (?:and|or|&) the {_NTH}){_GOES_ON}",
            rf"(?i:\b(?:to|until|till|for|from|by|on|since|before|after) )(?P<v>the {_NTH}){_GOES_ON}",
            rf"\b{_NTH} (?i:inst\b\.?|ult\b\.?|prox\b\.?|of (?:this|last|next) month\b)",
            rf"(?i:\b(?:{_NEAR}),? \(?)(?P<v>\d{{1,2}}/\d{{1,2}})\b",
        ),
        anchors=("mon", "tue", "wed", "thu", "fri", "sat", "sun", "st", "nd", "rd", "th", *_NEAR.split("|")),
        hints=(
            rf"\b(?i:{WEEKDAY}|{_NEAR}),? \(?(?:the )?[0-9]",
            r"(?i:from|between) the [0-9]",
            r"\bthe [0-9]{1,2}[a-zA-Z]{2} (?:and|or|&) the [0-9]",
            r"(?i:\b(?:to|until|till|for|from|by|on|since|before|after) )the [0-9]",
            rf"\b{_NTH} (?i:inst|ult|prox|of)\b",
            rf"(?i:\b(?:{_NEAR}),? \(?)[0-9]",
        ),
        not_after=b"/%",
        score=0.7,
        examples=(
            "moved to «Monday the 4th», same",
            "back «tomorrow, the 12th» at",
            "clear «Friday (12th»), please",
            "away from «the 3rd» to Sunday",
            "clinics on «the 5th and the 12th».",
            "home by «the 21st», she hopes",
            "your letter of «3rd inst.» came",
            "seen yesterday («4/3») in",
        ),
        counter_examples=(
            "on the 4th floor",
            "after the 2nd dose",
            "from the 1st grade",
            "Monday morning",
            "between the 3rd rib and the 4th",
            "from the 3rd to the 5th decade",
            "today 120/80",
        ),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"\b{DAY} (?:and|or|&) {DAY} (?:of )?{MONTH}(?: {YEAR})?\b",
            rf"(?i:\b{_LISTED} (?:of |in )?){MONTH}(?: {YEAR})?\b",
            rf"\b(?i:jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.? (?i:the )?(?i:{ORDINAL})\b",
            rf"(?i:\b(?:{_MONTH_FIRST}) {DAY})(?:,? {YEAR})?\b",
            r"(?i:\b(?:0?[1-9]|[12]\d|3[01])(?:\.|er)? (?:maj|mai|mei|juni|juli))\b",
            rf"\b(?:[12]?\d|3[01])\.(?i:{_ROMAN})\.(?:{YEAR}|\d\d)\b",
            rf"\b(?:[12]?\d|3[01])/(?i:{_ROMAN})/(?:{YEAR}|\d\d)\b",
            rf"\b(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|[12]\d|3[01]) {MONTH}\b",
            r"(?i:\b(?:w/e|w/c|wk|week) (?:ending |commencing |of )?)(?P<v>\d{1,2}\.\d{1,2}\.\d{2,4})\b",
            r"(?:\d{1,2} [Tt]h\x{e1}ng \d{1,2}|(?:\d{4}\x{b144} ?)?\d{1,2}\x{c6d4} ?\d{1,2}\x{c77c})",
            rf"\b(?:[12]?\d|3[01]) (?:{LONG_ROMAN}) {YEAR}\b",
            rf"\b(?:the )?{_NTH}/{_NTH}\b",
            r"\b\d{1,2}\.\d{1,2}\. ?(?:-|\x{2013}) ?\d{1,2}\.\d{1,2}\.(?:\d{4})?",
            r"(?i:\b(?:dec'?d|died|rip|obiit|geb|gest|datum|stand):?\.? )(?P<v>\d{1,2}\.\d{1,2}\.(?:\d{2,4})?)\b",
            r"(?i:\b(?:0?[1-9]|[12]\d|3[01])\.? (?:janv|f\x{e9}vr|avr|juil|ao\x{fb}t|d\x{e9}c|abr|okt|dez|mrt)\b\.?)",
        ),
        anchors=(
            *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "maj", "mai", "mei"),
            *("brero", "nyo", "lyo", "sety", "okt", "nob", "dis", "enero", "abril", "agost", "seti", "novi", "dici"),
            *("janu", "febru", "rcius", "prilis", "jus", "nius", "lius", "augus", "szep", "jun", "jul", "i", "v", "x"),
            *(
                "dec",
                "died",
                "rip",
                "obiit",
                "geb",
                "gest",
                "datum",
                "stand",
                "mrt",
                "-",
                "st/",
                "nd/",
                "rd/",
                "th/",
                ".",
            ),
            *("w/e", "w/c", "wk", "week", "th\N{LATIN SMALL LETTER A WITH ACUTE}ng", "\uc6d4"),
        ),
        not_before=b".-/",
        not_after=b"/%",
        score=0.8,
        examples=(
            "away «3 and 9 May» only",
            "Review «1st week Feb».",
            "the «first Monday of May», at",
            "born «Oct twelfth» in",
            "Ff-up «Hunyo 18». Contact",
            "come to Malmö on «20 maj» since",
            "le «3 mai» à",
            "seen «4.v.21» again",
            "the night of «3/4 May», he",
            "w/e «7.6.24» paid",
            "the night of «the 2nd/3rd» he",
            "kiinni «14.4.-16.4.» loma",
            "dec'd «14.3.24». Son",
            "le «14 avr.» à",
            "ngày «7 tháng 6»",
            "b. «12 viii 1934» Leeds",
        ),
        counter_examples=("the last week of it", "3 and 9 mayonnaise", "3 mail", "2.x.y", "10 x 2000", "v 1.iv.2.1"),
    ),
)
