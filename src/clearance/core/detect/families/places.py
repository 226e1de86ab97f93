# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""US addresses: street lines, cities beside a state, ZIP codes, post boxes."""

from clearance.core.detect.families.shapes import SEPARATOR, STATE
from clearance.core.detect.lexicon import HAS_ID
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_UNIT = (
    r"(?:\.?,?[ ]{1,2}(?i:apt|apartment|suite|suitc|ste|unit|bldg|building|floor|fl|room|rm|lot"
    r"|#)\b\.?[ ]{0,2}#?(?i:[A-Z]?\d{1,5}[A-Z]?|[A-Z])\b)?"
)
_UNIT_NUMBER = r"(?:\.?,?[ ]{1,2}#[ ]?\d{1,5}[A-Za-z]?\b)?"
_COMMON = (
    r"(?i:street|str|st|avenue|ave|av|boulevard|blvd|road|rd|drive|dr|lane|ln|court|ct|terrace|ter|place"
    r"|pl|parkway|pkwy|highway|hwy|turnpike|tpke|expressway|expy|freeway|fwy"
    r"|trafficway|circle|cir|square|sq|crescent|cres|alley|plaza|plz|trail|trl|skyway|throughway|causeway"
    r"|motorway|broadway)"
)
_RARE = (
    r"(?i:way|loop|pike|row|run|walk|walks|path|pass|ridge|ridges|point|points|port|ports|island|islands"
    r"|isle|lake|lakes|mill|mills|manor|manors|meadow|meadows|mission|mount|mountain"
    r"|mountains|oval|park|parks|pine|pines|place|plain|plains|prairie|radial|ramp|ranch|rapid|rapids|rest"
    r"|river|rue|shoal|shoals|shore|shores|spring|springs|spur|spurs|squares|station"
    r"|stravenue|stream|streets|summit|tunnel|track|trace|union|unions|valley|valleys|via|viaduct|view"
    r"|views|village|villages|ville|vista|ways|well|wells|well|bayou|beach|bend|bluff"
    r"|bluffs|bottom|branch|bridge|brook|brooks|burg|burgs|bypass|camp|canyon|cape|center|centers|circles"
    r"|cliff|cliffs|club|common|commons|corner|corners|course|courts|cove|coves|creek"
    r"|crest|crossing|crossroad|curve|dale|dam|divide|drives|estate|estates|extension|extensions|fall"
    r"|falls|ferry|field|fields|flat|flats|ford|fords|forest|forge|forges|fork|forks|fort"
    r"|garden|gardens|gateway|glen|glens|green|greens|grove|groves|harbor|harbors|haven|heights|hill|hills"
    r"|hollow|inlet|junction|junctions|key|keys|knoll|knolls|land|landing|light|lights"
    r"|loaf|locks|lock|lodge|mall|neck|orchard|overpass|park|passage|plaza|trail|underpass)"
)
_DIRECTION = r"(?:(?i:north|south|east|west|n|s|e|w|ne|nw|se|sw)\b\.?[ ]{1,2})?"
_WORD = r"(?:[A-Z][A-Za-z'.-]*|\d{1,3}(?i:st|nd|rd|th))"
_ANY = r"(?:[A-Za-z][A-Za-z'.-]*|\d{1,3}(?i:st|nd|rd|th))"
_CITY = r"(?:(?:[A-Z][A-Za-z'\x{c0}-\x{17f}-]{1,24}|St\.)(?:[ ]{1,2}[A-Z][A-Za-z'\x{c0}-\x{17f}-]{0,24}){0,3})"
_CITY_LOWER = r"(?:[a-z][a-z'-]{1,24}(?: [a-z][a-z'-]{1,24}){0,2})"
_ZIP = r"\d{5}(?:-\d{4})?"
_STREET_TAIL = rf"(?:\b(?:{_COMMON}|{_RARE})\b\.?{_UNIT},?[ \n]{{1,2}})"
_BRITISH = (
    r"(?:Close|Mews|Gardens|Gdns|Rise|Bank|Dene|Maltings|Wharf|Quay|Croft|Fold|Garth|Wynd|Brae|Paddocks?|Orchard|Chase|Copse|Spinney|Ridgeway"
    r"|Parade|Esplanade|Embankment|Promenade|Circus|Yard|Cottages|Villas|Mansions|Approach|Broadway|Drove|Hollow|Nook|Pightle|Vennel|Loan)"
)
_STREET_HINTS = (
    rf"\d[A-Za-z]? {{1,2}}[^\n,;:]*\b{_COMMON}\b",
    rf"\d {{1,2}}[^\n,;:]*\b{_RARE}\b",
    r"(?i:\b(?:address|addr|lives at|living at|resides at|residence|street|located at|home is))[^0-9,;@]*[0-9]",
    r"(?i:\b(?:from|at)) \d{2,6} [a-z]+ [A-Za-z]",
)
_IN_CITY = r"[A-Za-z'\x{80}-\x{10ffff}.-]"
_CITY_HINTS = (
    rf"{_IN_CITY},? {STATE},? \d{{5}}",
    rf"{_IN_CITY}, {STATE}\b",
    r"(?i:(?:lives?|lived|living|ing|es|born|moved|located|resident) (?:in|to|of) )[A-Z]",
    r"(?i:(?:city|town|municipality)['\"]?\s{0,2}[:=]\s{0,2}['\"]?)[A-Z]",
)
_COUNTY_HINT = r"(?i:county['\"]?\s{0,2}[:=])"
_THERE = r"(?i:\b(?:on|off|at|near|along|towards?|down|up|from|to|onto|via|past|corner of|between) (?:the |old )?)"
_BEHIND_NAME = r"(?:[.,;:!?)'\"/-]|\s[^A-Z]|\n|\z)"
_BEHIND_STREET = rf"{_STREET_TAIL}[A-Za-z'\x{{80}}-\x{{10ffff}}. -]+"
_ZIP_HINT = rf"{_BEHIND_STREET},? {{1,2}}\d{{5}}\b"
_LOWER_HINT = rf"{_STREET_TAIL}[a-z' -]+,? (?:(?i:{STATE}) )?\d{{5}}\b"
_ZIP4_HINTS = (r"\d{5}-\d{4}\b",)
_TAIL_HINT = rf"{_BEHIND_STREET},? {{1,2}}(?:{STATE}\b|\d{{5}})"

_IDS = tuple(f"{word.decode()} id" for word in sorted(HAS_ID))

RECOGNISERS = (
    Recogniser(
        id="us_street",
        data_class=DataClass.LOCATION,
        patterns=(
            (
                rf"\b\d{{1,6}}(?:-\d{{1,4}})?[A-Za-z]? {{1,2}}{_DIRECTION}(?:{_ANY} {{1,2}}){{1,3}}{_COMMON}\b"
                rf"(?:\.? (?i:n|s|e|w|ne|nw|se|sw)\b)?{_UNIT}{_UNIT_NUMBER}"
            ),
            rf"\b\d{{2,6}}(?:-\d{{1,4}})? {{1,2}}{_DIRECTION}(?:{_WORD} {{1,2}}){{1,3}}{_RARE}\b{_UNIT}{_UNIT_NUMBER}",
            (
                r"(?i:\b(?:address|addr|lives at|living at|resides at|residence|street|located at"
                r"|home is)\b(?:[ _]?(?:line)?[ _]?1?)?)"
            )
            + SEPARATOR
            + rf"(?P<v>\d{{1,6}} {{1,2}}(?:{_ANY} {{1,2}}){{0,3}}{_ANY}{_UNIT}{_UNIT_NUMBER})",
            rf"(?i:\b(?:from|at) )(?P<v>\d{{2,6}} (?:[a-z]+ ){{1,2}}{_RARE}\b{_UNIT})",
        ),
        hints=_STREET_HINTS,
        validator="street",
        not_before=b".-/$",
        score=0.88,
        examples=(
            "lives at «123 Main Street, Apt 4B».",
            "«2524 Dillon Lodge», South",
            "«157 Michael Turnpike Apt. 354», Meganv",
            "«49840 Kelsey Expressway». Marcus",
            "Address: «488 michael cape», debora",
            "«77 N. 5th Ave»",
            "«4513 Moore Terrace Suite 837»",
        ),
        counter_examples=(
            "a fall down 4 steps. CT head",
            "14 hits per square on",
            "at 1830 that Dr. Lee",
            "10 mg by mouth dr",
            "2 patients in the street",
            "12 days on the road",
            "5 Dr",
        ),
    ),
    Recogniser(
        id="street_name",
        data_class=DataClass.LOCATION,
        patterns=(
            (
                rf"{_THERE}(?P<v>{_DIRECTION}[A-Z][a-z'\x{{df}}-\x{{17f}}]{{1,24}} (?:[A-Z][a-z'-]{{1,24}} )?"
                rf"(?:Street|Avenue|Ave|Road|Rd|Lane|Ln|Boulevard|Blvd|Parkway|Crescent|Terrace))\b\.?{_BEHIND_NAME}"
            ),
            (
                rf"{_THERE}(?P<v>(?:County|State|Township|Farm) (?:Road|Route|Highway) \d{{1,4}}"
                rf"|Avenue [A-Z])\b{_BEHIND_NAME}"
            ),
        ),
        anchors=(
            "street",
            "ave",
            "road",
            "rd",
            "route",
            "lane",
            "ln",
            "boulevard",
            "blvd",
            "parkway",
            "crescent",
            "terrace",
            "highway",
        ),
        hints=(r" (?:Street|Avenue|Ave|Road|Rd|Lane|Ln|Boulevard|Blvd|Parkway|Crescent|Terrace)\b", ""),
        score=0.7,
        examples=(
            "a shop on «Broad Avenue» for years",
            "seen leaving toward «Fulton Street».",
            "to the «Sycamore Lane» address",
            "a deer on «County Road 12» near",
            "the gate on «Avenue P».",
            "the corner of «E. Old Mill Road», then",
        ),
        counter_examples=("from the Wall Street Journal", "on the Road", "Main Street is closed", "at Road 12"),
    ),
    Recogniser(
        id="street_name",
        data_class=DataClass.LOCATION,
        patterns=(
            (
                r"\b(?P<v>\d{1,4}[A-Za-z]?,? (?:(?i:the) |[A-Z][a-z'-]{1,20} (?:[A-Z][a-z'-]{1,20} )?)"
                rf"{_BRITISH})(?:[,.;)\n]|\z| (?:and|in|on|at|to|is)\b)"
            ),
            (
                r"(?i:\b(?P<v>\d{1,4}[a-z]?,? (?:the |[a-z'-]{2,20} )"
                r"(?:close|mews|gardens|maltings|wharf|quay|wynd|brae|paddock|copse|spinney|parade|villas)), )"
            ),
            rf"(?i:\b(?:at|on|near|off|along|from) )(?P<v>[A-Z][a-z'-]{{1,20}} {_BRITISH}), [A-Z]",
        ),
        always=True,
        score=0.75,
        examples=(
            "visit 6/6/24, «3 Gorsey Bank», Wirksworth",
            "Ngozi Ibe, «31 the maltings», bury",
            "At «Station Approach», Todmorden",
            "to «14 Abbey Mews», Hove",
        ),
        counter_examples=("2 Close, 3 open", "a bank, a yard", "5 food bank, 6"),
    ),
    Recogniser(
        id="po_box",
        data_class=DataClass.LOCATION,
        patterns=(r"(?i:\bP\.? ?O\.? ?Box[ #]{1,2}\d{1,7}\b)", r"(?i:\bpost office box \d{1,7}\b)"),
        anchors=("box",),
        score=0.95,
        examples=("mail to «PO Box 1182», or", "«P.O. Box 77»"),
        counter_examples=("box 12",),
    ),
    Recogniser(
        id="city",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"\b(?P<v>{_CITY}),? {STATE},? {_ZIP}\b",
            rf"\b(?P<v>[A-Z][a-z\x{{df}}-\x{{17f}}'-]{{1,24}}(?: [A-Z][a-z'-]{{1,24}}){{0,2}}), {STATE}\b",
            (
                rf"(?i:\b(?:lives?|lived|living|resid(?:es|ing)|born|moved|relocated|located|resident)) (?:in|to"
                rf"|of) (?P<v>{_CITY})"
            ),
            rf"(?i:\b(?:city|town|hometown|municipality)\b)['\"]?\s{{0,2}}[:=]\s{{0,2}}['\"]?(?P<v>{_CITY})",
        ),
        hints=_CITY_HINTS,
        always=True,
        validator="place",
        score=0.85,
        examples=("«Fryeburgh», GA 13985", "«Boston», MA", "lives in «East Cynthia». Will", '"city": "«Austin»"'),
        counter_examples=("lives in a house", "A, B and C"),
    ),
    Recogniser(
        id="county",
        data_class=DataClass.LOCATION,
        patterns=(rf"(?i:\bcounty\b)['\"]?\s{{0,2}}[:=]\s{{0,2}}['\"]?(?P<v>{_CITY})",),
        anchors=("county",),
        hints=(_COUNTY_HINT,),
        validator="place",
        score=0.85,
        examples=("County: «Fairfax»", '"county": "«Santa Clara»"'),
        counter_examples=("county fair", "Country: France"),
    ),
    Recogniser(
        id="zip5",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"\b{STATE},? {{1,2}}(?P<v>\d{{5}})\b",
            rf"\b[A-Za-z-]{{2,24}}, (?i:{STATE}) {{1,2}}(?P<v>\d{{5}})\b",
            r"(?i:\b(?:zip|zip ?code|postal ?code|postcode)\b(?: code)?)" + SEPARATOR + r"(?P<v>\d{5})\b",
        ),
        hints=(rf"{STATE},? {{1,2}}\d{{5}}\b", "", ""),
        not_after=b"-/%",
        without=_IDS,
        score=0.95,
        examples=("Boston, MA «02139»", "ZIP «94110» only", "zip code: «94110»", "lake debra, tx «77001»"),
        counter_examples=("12345", "MA 123456", "room 02139", "student ID 20241", "Order ID 48213"),
    ),
    Recogniser(
        id="zip4",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"\b{STATE},? {{1,2}}(?P<v>\d{{5}}-\d{{4}})\b",
            rf"\b[A-Za-z-]{{2,24}}, (?i:{STATE}) {{1,2}}(?P<v>\d{{5}}-\d{{4}})\b",
            r"(?i:\b(?:zip|zip ?code|postal ?code|postcode)\b(?: code)?)" + SEPARATOR + r"(?P<v>\d{5}-\d{4})\b",
        ),
        hints=_ZIP4_HINTS,
        not_after=b"-/",
        without=_IDS,
        score=0.96,
        examples=("Boston, MA «02139-4307»", "zip: «94110-1234»", "fl, x, FL «85863-0038»"),
        counter_examples=("02139-4307",),
    ),
    Recogniser(
        id="city",
        data_class=DataClass.LOCATION,
        patterns=(
            _STREET_TAIL + rf"(?P<v>{_CITY}),? (?:{STATE}\b|{_ZIP}\b)",
            _STREET_TAIL + rf"(?P<v>{_CITY_LOWER}),? (?:(?i:{STATE}) )?{_ZIP}\b",
        ),
        hints=(_TAIL_HINT, _LOWER_HINT),
        always=True,
        validator="place",
        score=0.85,
        examples=(
            "789 Oak Lane, «Lloydborough» 63114.",
            "12 Elm St, «lake debra» 72949",
            "77 Elm Street Apt. 3, «Port Miranda», TX",
        ),
        counter_examples=("789 Oak Lane, Lloydborough",),
    ),
    Recogniser(
        id="zip5",
        data_class=DataClass.LOCATION,
        patterns=(_STREET_TAIL + rf"(?:{_CITY}|{_CITY_LOWER}),? {{1,2}}(?P<v>\d{{5}})\b",),
        hints=(_ZIP_HINT,),
        not_after=b"-/%",
        score=0.95,
        examples=("789 Oak Lane, Lloydborough «63114».", "12 elm st, lake debra «72949»"),
        counter_examples=("789 Oak Lane, Lloydborough 631145",),
    ),
    Recogniser(
        id="zip4",
        data_class=DataClass.LOCATION,
        patterns=(_STREET_TAIL + rf"(?:{_CITY}|{_CITY_LOWER}),? {{1,2}}(?P<v>\d{{5}}-\d{{4}})\b",),
        hints=_ZIP4_HINTS,
        score=0.96,
        examples=("789 Oak Lane, Lloydborough «63114-0001».",),
        counter_examples=("Lloydborough 63114-0001",),
    ),
)
