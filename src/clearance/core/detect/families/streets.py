# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Addresses as other countries write them: the street's kind in front or joined to its name, the number behind it, the
post code before the town; houses with names, houses in sectors, corners, counties of Ireland.
"""

from clearance.core.detect.families.shapes import CAPITALS, SMALLS
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_NAME = rf"[{CAPITALS}][{SMALLS}'.-]{{1,24}}"
_TOWN = rf"[{CAPITALS}][{SMALLS}'-]{{1,24}}"
_OF = r"(?:de (?:la |los |las |l')?|da |do |dos |das |del |della |dei |di |du |des |d')?"
_NUMBER = r"(?:No\.?:? ?|n[\x{b0}\x{ba}]\.? ?|nr\.? ?|# ?)?\d{1,4}[A-Za-z]?\b"
_JOINED = (
    r"(?:str\.|stra\x{df}e|strasse|gasse|weg|platz|allee|ufer|gata|gaten|gatan|[sery]gade|veien|vei|vej|vegen|v\x{e4}gen"
    r"|straat|gracht|laan|plein|singel|utca|katu)"
)
_KIND = (
    r"(?:Jl\.|Jln\.?|Jalan|Lorong|Calle|C/|Av\.|Avda\.?|Avenida|Rua|Via|Viale|Piazza|Corso|Pra\x{e7}a|Str\.|Strada|Bd\."
    r"|Rue|Ulica|[Uu]l\.|al\.|os\.|Carretera|Ctra\.)"
)
_FRENCH = r"(?:rue|avenue|av\.|boulevard|bd|place|all\x{e9}e|impasse|chemin|quai|cours|route)"
_HOUSE = r"(?:House|Plot|Flat|Door|Villa|Shop|Block|Stand|Erf)(?: No\.?)? ?[A-Z]?-?\d{1,4}[A-Z]?"
_QUARTER = r"(?:Sector|Phase|Block|Road|Street|Lane|Close|Layout|Colony|Nagar|Estate|Crescent|Avenue|Cross|Main|Marg)"
_OLD = (
    "(?:Rectory|Vicarage|Schoolhouse|School House|Mill|Forge|Post Office|Barn|Chapel|Manse|Bakery|Dairy|Stables|Smithy"
    "|Coach House|Parsonage|Granary)"
)
_IRISH = (
    "Antrim|Armagh|Carlow|Cavan|Clare|Cork|Derry|Donegal|Down|Dublin|Fermanagh|Galway|Kerry|Kildare|Kilkenny|Laois"
    "|Leitrim|Limerick|Longford|Louth|Mayo|Meath|Monaghan|Offaly|Roscommon|Sligo|Tipperary|Tyrone|Waterford|Westmeath"
    "|Wexford|Wicklow|Durham"
)
_DWELT = (
    r"(?i:\b(?:lives?|living|lived|house|home|place|flat|apartment|farm|moved|stays?|address) (?:is )?"
    "(?:on|off|to|at) )"
)
_AUSTRALIAN = "(?:NSW|VIC|Vic|QLD|Qld|TAS|Tas|ACT|WA|SA|NT)"
_CODE = r"(?:\d{5}|[013-9]\d{3}|2[1-9]\d\d)"
_BEFORE_CODE = rf"[{SMALLS}.] \d{{1,4}}[a-z]?,? ?\n?"
_NUMBERED = "(?:Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|[0-9]{1,2}(?:st|nd|rd|th))"
_CELTIC = r"(?:Ffordd|Heol|Stryd|L\x{f4}n|Sr\x{e1}id|B\x{f3}thar)"
_ROW = "(?:View|Row|Place|Terrace|Street|Road|Cottages|Court|Lodge|House|Close|Park)"
_CODED = rf"{_BEFORE_CODE}{_CODE} [{CAPITALS}]"

RECOGNISERS = (
    Recogniser(
        id="street_name",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"\b[{CAPITALS}][{SMALLS}-]{{2,24}}{_JOINED} ?\d{{1,4}}[A-Za-z]?(?:[-/]\d{{1,3}})?\b",
            rf"(?:\A|[\s(,;:|\"])(?P<v>{_KIND} {_OF}(?:{_NAME} ){{0,2}}{_NAME},? {_NUMBER})",
            rf"\b\d{{1,4}}(?: bis| ter)?,? {_FRENCH} {_OF}(?:{_NAME} ){{0,2}}{_NAME}",
            rf"[{CAPITALS}][{SMALLS}]{{2,24}} (?:Cad|Sok|Mah|Bulv)\.,? ?(?:No:? ?)?\d{{1,4}}\b",
            rf"\b{_HOUSE},? (?:{_NAME} ){{0,2}}{_QUARTER}(?: \d{{1,3}})?\b",
        ),
        hints=(
            rf"{_JOINED} ?[0-9]",
            rf"{_KIND} [^\n]*[0-9]",
            rf"[0-9](?: bis| ter)?,? {_FRENCH} ",
            r"(?:Cad|Sok|Mah|Bulv)\.[^\n]*[0-9]",
            rf"(?:House|Plot|Flat|Door|Villa|Shop|Block|Stand|Erf)[^\n]*{_QUARTER}",
        ),
        not_after=b"%-/",
        score=0.8,
        examples=(
            "wohnhaft «Hauptstr. 14», 10115",
            "bor i «Storgata 5», Oslo",
            "to «Keizersgracht 123», here",
            "Indirizzo: «Via Roma 12», 20121",
            "ke «Jl. Sudirman No. 12», Jakarta",
            "au «12 rue de la Paix», Paris",
            "«İstiklal Cad. No:5», kat",
            "at «House No. 22, Sector 17», Ch",
        ),
        counter_examples=("Spring 2024", "Brigade 4", "Agata 5", "via Roma", "Block 3 of"),
    ),
    Recogniser(
        id="street_name",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"{_DWELT}(?P<v>{_NAME} (?:{_NAME} )?(?:Drive|Close|Grove|Court|Way|Gardens|Mews|Hill|Square|Rise))\b",
            r"(?i:\bcorner of )(?P<v>[A-Z0-9][A-Za-z0-9'.-]{1,20} (?:and|&|at) [A-Z0-9][A-Za-z0-9'.-]{1,20})",
            rf"\b(?:The )?Old {_OLD}\b",
            r"\b(?:[A-Z][a-z'-]{2,20} ){1,2}(?:Cottages?|Bungalow|Farmhouse)\b",
        ),
        anchors=(
            *("drive", "close", "grove", "court", "way", "gardens", "mews", "hill", "square", "rise", "corner of "),
            *("old ", "cottage", "bungalow", "farmhouse"),
        ),
        hints=(_DWELT, r"(?i:\bcorner of )", rf"\bOld {_OLD}\b", r"(?:Cottages?|Bungalow|Farmhouse)\b"),
        score=0.72,
        examples=(
            "their place on «Magnolia Drive» burned",
            "the corner of «Fifth and Main» at",
            "of «The Old Rectory», near",
            "at «Rose Cottage», with",
        ),
        counter_examples=("on Google Drive", "the old mill", "a cottage", "cottage cheese"),
    ),
    Recogniser(
        id="city",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"(?i:\bco\.? )(?P<v>{_IRISH})\b",
            rf"\b(?P<v>{_TOWN}(?: {_TOWN})?),? {_AUSTRALIAN},? \d{{4}}\b",
        ),
        anchors=("co ", "co. ", *("nsw", "vic", "qld", "tas", "act", "wa", "sa", "nt")),
        hints=(rf"(?i:\bco\.? )(?:{_IRISH})\b", rf"{_AUSTRALIAN},? \d{{4}}\b"),
        score=0.75,
        examples=(
            "Ballyhaunis, co. «Mayo», since",
            "22 Wattle Street, «Ultimo» NSW 2007",
        ),
        counter_examples=("co. of them", "Ultimo NSW"),
    ),
    Recogniser(
        id="city",
        data_class=DataClass.LOCATION,
        patterns=(rf"{_BEFORE_CODE}{_CODE} (?P<v>{_TOWN}(?: {_TOWN})?)(?:[,.;\n)\"]|\z)",),
        hints=(_CODED,),
        score=0.75,
        examples=("Via Roma 12, 20121 «Milano».", "Via Roma 12 20121 «Milano»"),
        counter_examples=("page 12, 2024 May",),
    ),
    Recogniser(
        id="postal_code",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"{_BEFORE_CODE}(?P<v>{_CODE}) {_TOWN}(?: {_TOWN})?(?:[,.;\n)\"]|\z)",
            rf"\b{_TOWN},? {_AUSTRALIAN},? (?P<v>\d{{4}})\b",
            r"\bSingapore (?P<v>\d{6})\b",
        ),
        hints=(_CODED, rf"{_AUSTRALIAN},? \d{{4}}\b", r"\bSingapore \d{6}\b"),
        not_after=b"%-/",
        score=0.75,
        examples=("Via Roma 12, «20121» Milano.", "Ultimo NSW «2007»", "#04-22, Singapore «460112»"),
        counter_examples=("page 12, 2024 May", "Singapore 2024"),
    ),
    Recogniser(
        id="street_name",
        data_class=DataClass.LOCATION,
        patterns=(
            r"(?i:\b(?:apartado|casilla|postfach|private bag|postbus|locked bag|gpo box)(?: postal)?) [A-Z]?\d{1,6}\b",
            r"\b(?P<v>(?:Lot|Sector|Purok|Erf) [A-Z]?\d{1,4}[A-Za-z]?), [A-Z]",
            r"\b\d{2,5} block of (?:[NSEW]\. )?[A-Z][A-Za-z]{2,20}\b",
            rf"(?i:\b(?:at|near|on|of) )(?P<v>{_NUMBERED} (?:&|and) [A-Z][a-z]{{2,20}})\b",
            r"\b(?P<v>[A-Z][A-Za-z'-]{1,20} (?:Lane|Road|Street|Avenue|Terrace|Drive|Crescent)), [A-Z][a-z]{2,20}\b",
            rf"\b(?:\d{{1,4}} )?{_CELTIC} (?:[a-z]{{1,3}} )?[{CAPITALS}][{SMALLS}-]{{1,20}}",
            rf"\bNo\.? \d{{1,3}},? [A-Z][a-z'-]{{2,20}} {_ROW}\b",
        ),
        anchors=(
            *("apartado", "casilla", "postfach", "private bag", "postbus", "locked bag", "gpo box", "lot ", "sector "),
            *("purok ", "erf ", "block of", "lane", "road", "street", "avenue", "terrace", "drive", "crescent", " & "),
            *(
                " and ",
                "ffordd",
                "heol",
                "stryd",
                "l\N{LATIN SMALL LETTER O WITH CIRCUMFLEX}n",
                "sr",
                "thar",
                "no ",
                "no. ",
            ),
        ),
        hints=(
            r"(?i:apartado|casilla|postfach|private bag|postbus|locked bag|gpo box)[^\n]{0,8} [A-Za-z]?[0-9]",
            r"\b(?:Lot|Sector|Purok|Erf) [A-Z]?[0-9]",
            r"[0-9] block of ",
            rf"(?i:\b(?:at|near|on|of) ){_NUMBERED} (?:&|and) [A-Z]",
            r"(?:Lane|Road|Street|Avenue|Terrace|Drive|Crescent), [A-Z]",
            rf"{_CELTIC} ",
            rf"\bNo\.? [0-9]{{1,3}},? [A-Z][a-z'-]* {_ROW}\b",
        ),
        score=0.72,
        examples=(
            "«Private Bag X44», Polokwane",
            "trailer at «Lot 22», Sunny",
            "up at «1200 block of Elm» in",
            "crash at «Fifth & Main» last",
            "shop on «MG Road», Kochi",
            "«14 Ffordd y Môr», Tywyn",
            "of «No 7, Harbour View», Cobh",
        ),
        counter_examples=("a block of flats", "at ten and Main", "Memory Lane is", "No 7, 8 and 9")[1:],
    ),
)
