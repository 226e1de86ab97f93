# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Ages over 89 (45 CFR 164.514(b)(2)(i)(C)), in digits and in words, where a person is said to be that old."""

from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_OLD = r"(?:9\d|1[0-3]\d)"
_UNDER_TEN = "one|two|three|four|five|six|seven|eight|nine"
SPOKEN = (
    rf"(?:ninety(?:[ -](?:{_UNDER_TEN}))?\b|(?:(?:one|a)[ -])?hundred"
    rf"(?:(?:[ -](?:and[ -])?(?:{_UNDER_TEN}|ten|eleven|twelve))\b|\b))"
)
_SUBJECT = r"(?:s?he|mom|dad|mum|patient|pt)(?: is|'s)|i am|i'm|who is|who's"
_RELATIVE = (
    r"(?:(?:great-?)?grand(?:mother|father|ma|pa|mom|dad|parent|aunt|uncle)|mother|father|mom|dad|mum|mama|papa|nana"
    r"|nan|aunt(?:ie)?|uncle|wife|husband|spouse|brother|sister|mother-in-law|father-in-law|widow(?:er)?|neighbou?r)"
)
_CLAUSE = (
    r"(?:[.;!?)](?:[^0-9]|\z)|,[ \n]|\n|\z"
    r"| (?i:and (?:he|she|has|lives|still|is|was|they|we|i)|but|so|or so|now|yrs?|years?)\b)"
)
"""What may follow a bare age: the end of a clause, never a unit."""
_ADMITTED = r"with|w/|c/o|from|s/p|PMHx?|DNR|DNACPR|adm\w*|present\w*|who|#\w|[A-Z]{2,5}\b|\d{5,}"
_TURNED = r"(?:[.,;!?)\n]|\z| (?i:in|on|next|this|last|today|soon|and|tomorrow|yesterday|years?)\b)"

RECOGNISERS = (
    Recogniser(
        id="age_over_89",
        data_class=DataClass.AGE,
        patterns=(
            rf"\b(?P<v>{_OLD})[ -]{{0,2}}(?i:years?|yrs?|y)[ -]?(?i:old|/?o\b|\.?o\.?\b)",
            rf"\b(?P<v>{_OLD}) ?(?i:y/o|yo|y\.o\.|year-old|years of age|yr)\b",
            (
                r"(?i:\b(?:aged?|age at \w{1,12}))['\"]{0,1}\s{0,2}(?:[:=]|is|was|of)?\s{0,2}['\"]{0,1}"
                rf"(?P<v>{_OLD})\b"
            ),
            rf"\b(?P<v>{_OLD}) ?(?i:[MF])\b(?:[ ,]{{1,2}}(?i:with|who|presents|presenting|w/|c/o|h/o|admitted))",
            rf"(?i:\b(?P<v>{SPOKEN})(?:[ -]{{1,2}}years?[ -](?:old|young|of age)|[ -]year[ -]?olds?|[ ,]{{1,2}}yo))\b",
            rf"(?i:\b(?:aged?|turned|turning|(?:will|to|would) turn|age (?:is|of))[:,]? (?P<v>{SPOKEN}))\b",
            rf"(?i:\b(?:{_SUBJECT}) (?:only |now |just |about |almost |nearly )?(?P<v>{SPOKEN})){_CLAUSE}",
            rf"(?i:\b{_RELATIVE}(?:,| is|'s)? [(]?(?P<v>{SPOKEN})){_CLAUSE}",
            rf"(?i:\b(?:turned|turning|(?:will|to|would) turn) )(?P<v>{_OLD})\b{_TURNED}",
            rf"(?i:\b(?:{_SUBJECT}) (?:only |now |just |about |almost |nearly )?)(?P<v>{_OLD}){_CLAUSE}",
            rf"(?i:\b{_RELATIVE}(?:,| is|'s)? {{0,2}})[(]?(?P<v>{_OLD}){_CLAUSE}",
            rf"\b[MF]/(?P<v>{_OLD})\b",
            rf"\b(?P<v>{_OLD}) ?(?i:yrs|years)(?:[,;)]|\.\s)",
            rf"(?i:\b(?P<v>{_OLD}) ?(?:ans|a\x{{f1}}os|anos|anni|jahre|jahren|jaar|lat|let))\b",
            rf"(?:\A|[\s,(])(?P<v>{_OLD}) ?[MF](?:[,;)\n/]|\s(?:{_ADMITTED}))",
            (
                rf"(?i:\b(?:is|was|of|i'm|i am|but|at) )(?P<v>ninety[ -](?:{_UNDER_TEN}))"
                r"(?i:[.,;!)]| (?:and|now|but|in|next|this|years?|his|her|with|she|he)\b)"
            ),
            rf"(?i:\bat )(?P<v>{_OLD})(?i: s?he )",
            rf"(?i:\bdied (?:peacefully |suddenly |in bed )?(?:at|aged) )(?P<v>{_OLD}){_CLAUSE}",
            rf"\b(?P<v>{_OLD})(?i: years young\b)",
            rf"\b(?P<v>{_OLD}(?i:st|nd|rd|th))(?i: birthday\b)",
            r"(?i:\bin (?:his|her|their) (?:early |mid[ -]?|late )?(?P<v>90s|nineties))\b",
        ),
        validator="over_89",
        anchors=("year", "yr", "y", "age", "turn", "90s", "nineties", "m", "f", "ninety", "hundred", "9", "1"),
        not_after=b"%./",
        score=0.93,
        examples=(
            "is a «97»-year-old female",
            "aged «93», lives",
            "age: «91»",
            "«91» y/o male",
            "Age «102»",
            '"age": «95»',
            "Ms. Snow is «100» years old",
            "«94» years of age",
            "a «ninety-three»-year-old",
            "in her late «90s»",
            "«92»yo F",
            "my mother's «ninety-one», sir",
            "so she is «ninety two» and she lives alone",
            "turned «one hundred and three» in May",
            "he's «a hundred».",
            "will turn «94» in June",
            "He is «96». Please come",
            "her grandmother, «95», is well",
            "his wife («97»)",
            "HARGREAVES, bed C4, «91»M, #NOF",
            "my husband Reg is «ninety-two» and his",
            "M/«91», NOF",
            "passenger «90» yrs, wheelchair",
            "de «93» ans, vit",
            "At «92» he should not be riding",
            "died at «101».",
            "on his «94th» birthday",
        ),
        counter_examples=(
            "aged 89",
            "a 45-year-old",
            "age: 9",
            "average 95",
            "190 years old",
            "SpO2 98 on room air",
            "age 95%",
            "she is 92 percent",
            "she is 94 on room air",
            "he is a hundred percent sure",
            "turned 90 degrees",
            "she is 101.4",
            "mother, 95 Main Street",
            "ninety minutes, one hundred years",
        ),
    ),
)
