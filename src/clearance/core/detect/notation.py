# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Ways of writing measures that look like dates, numbers or places: scores out of ten, visual acuity, weeks of a
pregnancy, numbers of days, weeks and months, settings of a ventilator, names of algorithms and of public vocabularies,
decimal numbers in rows, what is counted, numbers of standards.
"""

from clearance.core.detect import vocabularies
from clearance.core.detect.rx import Rx
from clearance.core.detect.validators import times, url
from clearance.model.words import DataClass

_OUT_OF_TEN = Rx(r"(?:10|\d)(?:-\d{1,2})?/10")
_SCORED = Rx(
    r"(?i:\b(?:pain|pains?|sore(?:ness)?|score[ds]?|rat(?:ed|ing)|severity|anxiety|mood|distress|itch|fatigue|rpe|vas|nrs|cp|ache"
    r"|suds|urge|confidence|discomfort|nausea)\b)"
)
_RADIATES = Rx(r"\A,? ?(?i:radiat|pain|sore|in severity|at (?:rest|worst)|worst|severity|on (?:the )?(?:vas|nrs)|drop)")
_OF_ALL = Rx(
    r"\A ?(?i:sites?|points?|questions?|items?|words?|attempts?|correct|right|teeth|quadrants?|sets?|reps?|stars?"
    r"|trials?|rooms?|legs?|patients?|cases?|people|votes?|members|pass(?:ed)?|fail(?:ed)?|muscles|strength|tasks?"
    r"|for (?:the|his|her|their)|via|done|complete)\b"
)
_VOTED = Rx(
    r"(?i:\b(?:mark|score|carried|lost|won|win|beat|beaten|drew|draw|lead|leads|led|down|up|defeated|passed|vote[ds]?|grade|ratio|odds"
    r"|scale|index|total|gcs|power|mmt|bpi|bcs|berg|moca|mmse|acc?q|fuel|km[ ,0-9]{0,9})"
    r"(?: of| by| at| was| is| now|:|,)? ?)\z"
)
_SHARE = Rx(r"\d{1,2}/\d{1,2}|\d{1,2}(?:-|\x{2013})\d{1,2}")
_GENE = Rx(r"(?:MARCH|MARC|SEPT|DEC)\d{1,2}")
_ACUITY = Rx(r"(?:6|20)/\d{1,3}(?:[+-]\d)?")
_EYE = Rx(
    r"(?:\b(?:VA|V/A|BCVA|UCVA|OD|OS|OU|RE|LE|R|L|[Vv]ision|[Aa]cuity|Snellen|PH|ph|eyes?)\b[^A-Za-z\n]{0,12}\d?/?\d{0,3}[^A-Za-z\n]{0,6})\z"
)
_BEGINS = Rx(r"(?:\A|[.!?:;\n\"(>*-])[ \t]*\z")
_RANK = Rx(r"(?i)(?:[a-z]+\.? )?\d{1,2}(?:st|nd|rd|th)")
_RANKED = Rx(
    r"\A(?: ?(?:,|and|or|to) \d{1,2}(?:st|nd|rd|th))?[ -](?i:characters?|letters?|half\b|periods?"
    r"|per ?centiles?|centiles?|grade(?:rs?|s)?|floors?|places?|heats?|rounds?|times?|centur(?:y|ies)"
    r"|editions?|cycles?|dose|ribs?|toes?|fingers?|digits?|nerves?|meta(?:carp|tars)als?|ventricle|degree|trimester|line"
    r"|streets?|avenues?|district|amendment|birthday|anniversary|year|person|hole|minute|inning|quarter)\b"
)
"""What is numbered so and is no day."""
_SPAN = Rx(r"\d{1,2}/(?:12|52|7|24)")
_DURING = Rx(r"(?i:\b(?:in|for|x|after|every|over|within|last|past|next|rpt|repeat|review|r/v|f/u|fu|rtc|ago)) ?\z")
_AGO = Rx(r"\A ?(?i:ago|hx|history|later|old|time|supply)\b")
_PREGNANT = Rx(r"(?i)G\d{1,2} ?P\d{1,2}(?:\+\d)?|\d{1,2}w(?:eeks?)?[ +]?\d?d?|\d{1,2}\+\d(?:/7)?")
_SETTING = Rx(r"\d{1,3}(?:/\d{1,3}){1,3}")
_PRESSED = Rx(r"(?i:\b(?:[abc]i?pap|auto|peep|psv?|cmh2o|range|ratio)\b[^\n]{0,8})\z")
_TO = Rx(r"\d{1,3} ?- ?\d{1,3}")
_ALGORITHM = Rx(
    r"(?i)ed25519|x25519|sha-?\d{1,3}|aes-?\d{3}|rsa-?\d{4}|md5|x86_64|utf-?8|base64|crc32|h26[45]|[vp]\d{1,2}"
    r"|(?:\d{1,2}|[xy])[pq]\d{2}(?:\.\d{1,3})?|\d{2,4}(?:x\d{2,4}){1,2}"
)
"""Algorithms, bands of chromosomes, sizes."""
_VOCABULARY = Rx(
    r"(?i:\b(?:cpt|hcpcs|icd(?:-?10|-?9)?(?:-cm)?|drg|procedure|billing|status|error|exit|response|loinc|snomed|ndc|atc|sic|naics|mcc)\b"
    r"[^\n.;]{0,16}?\bcodes?\b[^\n;]{0,12})\z"
)
_IN_ROOM = Rx(r"\b(?i:rm|room|bed|bay|cubicle|floor|flr)[ .:#]{1,2}\z")
_BEFORE_ROOM = (b" ", b".", b":", b"#")
_LONGEST_ROOM = 5
_MASK = Rx(r"255(?:\.\d{1,3}){1,3}|(?:255\.){1,3}0(?:\.0){0,2}")
_HOURS = Rx(r"\d{1,2}(?:-|\x{2013})\d{1,2}")
_OPEN_BEFORE = Rx(
    r"(?i:\b(?:fields?|pages?|lines?|items?|hours?|questions?|steps?|chapters?|sections?|rooms?|grades?|levels?|weeks?"
    r"|days?|rows?|columns?|from|open|between|daily|weekdays|fri(?:day)?|sat(?:urday)?|sun(?:day)?),? )\z"
)
_OPEN_AFTER = Rx(
    r"\A(?i: ?[ap]\.?m\b| (?:central|eastern|pacific|mountain|[ecmp][sd]?t|weekdays|daily|mon|local|at|hours?"
    r"|hrs?|mg|ml"
    r"|mmol|units?|%|g/dl|mg/dl)\b| \| ?(?:mg|g|mmol|meq|u|iu|k|ng|pg|ml|%|mm)(?:[/ |]|\z))"
)
_REQUIRED_AFTER = Rx(r"\A(?:\[[a-z,]{1,30}\])?(?:[~=!<>]=|===)")
"""What a list of packages asks for."""
_NUMBERED_BY = Rx(
    r"(?i:\b(?:lemma|theorem|section|sec|figure|fig|table|eq|equation|chapter|proposition|corollary|definition|exercise"
    r"|version|draft|release|loss|lr|acc|auc|f1|mse|rmse|ppl|g?norm|val|eval|driver|firmware|kernel)[.]?[ =:]{1,2})\z"
)
"""What chapters, measures of a training and versions are numbered by."""
_VERSION_BEFORE = Rx(r"(?:[=<>~^] ?|(?:\A|\n)#{1,4} \[?v?)\z")
"""What stands before the version of a package, and before one in the heading of a list of changes."""
_CLOCKED = Rx(r"\d{1,5}(?::\d{1,6}){1,4}")
"""Fields of a system's file ("19109:0:99999:7")."""
_DECIMAL = Rx(r"\d{1,2}\.\d{4}")
_ROW_BEFORE, _ROW_AFTER = Rx(r"(?:\d\.\d{1,6}\s{1,8}-?|-)\z"), Rx(r"\A\s{1,8}-?\d{1,6}\.\d")
_SMALL = Rx(r"\d{2,4}")
_CELLS_BEFORE, _CELLS_AFTER = Rx(r"(?:^|,)\d{1,4},\d{1,4},\z"), Rx(r"\A,\d{1,4},\d{1,4}(?:,|\s|\z)")
_LITERAL = Rx(r"0[xob][0-9A-Fa-f]+|\d{1,4}\.\d{3,}[eE][+-]?\d{1,3}")
_STANDARD = Rx(r"\b(?:RFC|ISO|PEP|IEEE|DIN|ANSI|ASTM|BCP)[ -]?\z")
_COUNTED = Rx(
    r"\A (?:rows|records|items|bytes|tokens|ms|lines|files|users|requests|hits|messages|events|documents|entries"
    r"|iterations|steps|seconds|[kMG]i?B)\b"
)
_IN_GROUPS = frozenset({DataClass.PHONE, DataClass.CREDIT_CARD, DataClass.ACCOUNT, DataClass.OTHER_ID})
"""What is written in groups of four figures, as times of a timetable are."""
_FEWEST_POINTS, _LONGEST_GROUP = 2, 4
_PRODUCT = Rx(r"[A-Za-z]/\z")
"""Behind it stands a program's version, unless a rule knows better."""
_NO_PLACES = frozenset(
    b"rib rue opp via"
    b" ed er icu itu hdu ccu nicu picu pacu sdu ctu a&e bpm rpm bldg mgmt dnacpr dnar suffix pos hmo ppo dist tal"
    b" stn opd ipd lga gbv ngo ent obgyn ot rx tx hx dx sx fx bx pt pta dob dod doa n/a na n.a. tbd tba nil none"
    b" null port"
    b" le".split()
)


def excuses(data_class: DataClass, text: bytes, before: bytes, after: bytes) -> bool:
    """Whether a guess of this class is a notation, told by the bytes around it."""
    if data_class is DataClass.URL:
        return url(text) == 0
    if data_class is DataClass.IP:
        return _is_no_address(text, before, after)
    if data_class is DataClass.DATE:
        return _is_no_date(text, before, after)
    return vocabularies.excuses(text, before, after) or _is_no_number(data_class, text, before, after)


def _is_no_address(text: bytes, before: bytes, after: bytes) -> bool:
    """A mask, a span of times, a program's version, what has too few points."""
    if _MASK.fullmatch(text) or b".." in before[-2:] + text + after[:2]:
        return True
    if b":" in text and any(len(group) > _LONGEST_GROUP for group in text.split(b":")):
        return True
    points = max(text.partition(b"-")[0].count(b"."), text.count(b":"))
    return points < _FEWEST_POINTS or _PRODUCT.search(before) is not None


def _is_no_date(text: bytes, before: bytes, after: bytes) -> bool:
    hours = _HOURS.fullmatch(text) and (
        _OPEN_BEFORE.search(before) is not None or _OPEN_AFTER.search(after) is not None
    )
    return (
        hours
        or text == b"may"
        or (text == b"May" and _BEGINS.search(before) is not None)
        or (_RANK.fullmatch(text) and _RANKED.search(after) is not None)
        or b".." in text
        or (b"." in text and _VERSION_BEFORE.search(before) is not None)
        or _NUMBERED_BY.search(before) is not None
        or _is_score(text, before, after)
        or _is_span(text, before, after)
        or _is_decimal(text, before, after)
    )


def _is_no_number(data_class: DataClass, text: bytes, before: bytes, after: bytes) -> bool:
    """A room, a count, a word that is no place, a pregnancy, the code of a vocabulary, a setting."""
    if data_class in _IN_GROUPS and times(text):
        return True
    roomed = data_class is not DataClass.PHONE and len(text) <= _LONGEST_ROOM and before[-1:] in _BEFORE_ROOM
    if text[:1].isdigit() and (_is_count(text, before, after) or (roomed and _IN_ROOM.search(before) is not None)):
        return True
    if data_class is DataClass.LOCATION and (len(text) == 1 or text.lower() in _NO_PLACES):
        return True
    if data_class in (DataClass.LOCATION, DataClass.OTHER_ID) and (
        _PREGNANT.fullmatch(text) or _VOCABULARY.search(before) is not None
    ):
        return True
    return data_class in (DataClass.OTHER_ID, DataClass.DEVICE_ID) and (
        _SETTING.fullmatch(text) or _ALGORITHM.fullmatch(text) or _CLOCKED.fullmatch(text)
    )


def requires(after: bytes) -> bool:
    """Whether a version that is asked for stands behind a name."""
    return after[:1] in b"[~=!<>" and _REQUIRED_AFTER.search(after) is not None


def _is_score(text: bytes, before: bytes, after: bytes) -> bool:
    if _OUT_OF_TEN.fullmatch(text) and (_SCORED.search(before) is not None or _RADIATES.search(after) is not None):
        return True
    if _SHARE.fullmatch(text) and (_OF_ALL.search(after) is not None or _VOTED.search(before) is not None):
        return True
    return _GENE.fullmatch(text) or (_ACUITY.fullmatch(text) and _EYE.search(before) is not None)


def _is_decimal(text: bytes, before: bytes, after: bytes) -> bool:
    """One of several numbers in a row ("-9.2033"), and no month of a year."""
    return _DECIMAL.fullmatch(text) and (_ROW_BEFORE.search(before) is not None or _ROW_AFTER.search(after) is not None)


def _is_count(text: bytes, before: bytes, after: bytes) -> bool:
    """What is counted, a number as a program writes it, that of a standard, one of three small ones in a row."""
    among = _CELLS_BEFORE.search(before) is not None or _CELLS_AFTER.search(after) is not None
    counted = _COUNTED.search(after) is not None or _STANDARD.search(before) is not None
    return counted or _LITERAL.fullmatch(text) or (among and _SMALL.fullmatch(text))


def _is_span(text: bytes, before: bytes, after: bytes) -> bool:
    """Six months ("in 6/12"), three weeks ("for 3/52"), a range of pressures ("auto 8-16")."""
    if _SPAN.fullmatch(text):
        return _DURING.search(before) is not None or _AGO.search(after) is not None
    return _TO.fullmatch(text) and _PRESSED.search(before) is not None
