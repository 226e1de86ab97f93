# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Homes that have no street and number as in the United States: towns before a British or Irish postcode, flats and
plots, houses with names, houses in quarters, streets of Romania and of German villages.
"""

from clearance.core.detect.families.shapes import CAPITALS, SMALLS, STATE
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_WORD = rf"[{CAPITALS}][{SMALLS}'-]{{1,24}}"
_TOWN = rf"{_WORD}(?:[ -](?:(?:on|upon|in|le|the|by|under|cum)[ -])?{_WORD}){{0,2}}"
_POSTCODE = r"(?:[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}|[A-Z][0-9][0-9W] [0-9A-Z]{4})\b"
_UNIT = r"(?:Flat|Plot|Stand|House|Villa|Door|Apartment|Chalet|Caravan)(?: No\.?)?"
_STREET = r"(?:Lane|Street|Road|Rd|St|Avenue|Ave|Close|Drive|Way|Row|Hill|Green|Terrace|Gardens|Place|Court|Crescent)"
_NAMES = "house|lodge|farm|grange|manor|croft|barn|villa|hall|cottage|rectory|vicarage|dairy|forge|mill"
_NAMED = f"(?:{_NAMES.title()})"
_HOUSE = rf"(?:The {_WORD}(?: {_WORD})?|(?:{_WORD} ){{1,2}}{_NAMED})"
_HOMES = (
    "(?:House|Cottage|Farm|Stables|Barn|Lodge|End|Hall|Mill|Manor|Rectory|Vicarage|Villa|Grange|Croft|Bank|View|Court|Mews|Oast"
    "|Farmhouse|Bungalow|Gatehouse|Schoolhouse)"
)
_AREAS = (
    "ab|al|ba?|bb|bd|bh|bl|bn|br|bs|bt|ca|cb|cf|ch|cm|co|cr|ct|cv|cw|da|dd|de|dg|dh|dl|dn|dt|dy|ec?|en|eh|ex|fk|fy|gl?|gu|gy|ha"
    "|hd|hg|hp|hr|hs|hu|hx|ig|im|ip|iv|je|ka|kt|kw|ky|la?|ld|le|ll|ln|ls|lu|me?|mk|ml|ne?|ng|nn|np|nr|nw|ol|ox|pa|pe|ph|pl|po|pr"
    "|rg|rh|rm|sa?|se|sg|sk|sl|sm|sn|so|sp|sr|ss|st|sw|sy|ta|td|tf|tn|tq|tr|ts|tw|ub|wa?|wc|wd|wf|wn|wr|ws|wv|yo|ze"
)
"""Of British postcodes; their last two letters are never c, i, k, m, o or v, as units are."""
_SAID = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_ANY = rf"[{CAPITALS}{SMALLS}][{SMALLS}.-]{{2,20}}"
_GERMAN = r"(?:Am|An der|Auf der|Auf dem|Im|In der|Zum|Zur|Unter den|Hinter der)"

RECOGNISERS = (
    Recogniser(
        id="city",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"\b(?P<v>{_TOWN})(?:,? |,\n){_POSTCODE}",
            rf", (?P<v>[a-z]{{3,20}}(?: [a-z]{{3,20}})?),? {_POSTCODE}",
        ),
        hints=(r"[A-Z][0-9][0-9A-Z]? [0-9][A-Z]{2}\b|[A-Z][0-9][0-9W] [0-9A-Z]{4}\b",),
        validator="place",
        score=0.7,
        examples=(
            "4 Harbour Row, «Whitby» YO21 3PU.",
            "The Old Dairy, «Much Wenlock», TF13 6QQ",
            "at «Stow-on-the-Wold» GL54 1AA",
            "the old forge, «wetwang», YO25 9XJ",
        ),
        counter_examples=("Postcode YO21 3PU", "at TF13 6QQ", "of type AB1 2CD3"),
    ),
    Recogniser(
        id="street_name",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"\b(?P<v>{_UNIT} ?\d{{1,5}}[A-Za-z]?(?:/[0-9A-Z]{{1,3}})?), (?:[{CAPITALS}]|\d{{1,4}}[A-Za-z]? [A-Z])",
            r"\b(?:Stand|Erf|House|Site) \d{1,5},? (?P<v>(?:Extension|Ext\.?|Zone|Phase|Section) [0-9A-Z]{1,3})\b",
            rf"\b(?P<v>[Ss]tr\. {_ANY}(?: {_ANY})?,? (?:nr\.? ?)?\d{{1,4}}[A-Za-z]?)\b",
            rf"\b(?P<v>{_GERMAN} {_WORD} \d{{1,3}}[a-z]?), ?\d{{4,5}}\b",
        ),
        hints=(
            rf"{_UNIT} ?\d",
            r"(?:Stand|Erf|House|Site) \d{1,5},? (?:Ext|Zone|Phase|Section)",
            r"[Ss]tr\. [^\n]*\d",
            rf"{_GERMAN} [^\n]*\d[a-z]?, ?\d{{4}}",
        ),
        score=0.7,
        examples=(
            "occupants, «Flat 6», 212 Cowley Rd",
            "at «Plot 16», Marondera",
            "«Stand 408», «Extension 3», Bethal",
            "resident «str. plopilor 6», cluj",
            "wohnhaft «Am Anger 5», 6020 Innsbruck",
        ),
        counter_examples=("Plot 3 shows", "flat 6, 212", "str. 4"),
    ),
    Recogniser(
        id="street_name",
        data_class=DataClass.LOCATION,
        patterns=(rf"\b(?P<v>{_HOUSE}), (?:{_WORD} ){{1,2}}{_STREET}\b",),
        anchors=("the ", *_NAMES.split("|")),
        hints=(rf"(?:The |{_NAMED}, )[^\n]*{_STREET}\b",),
        score=0.7,
        examples=("at «The Hollies», Mill Lane", "to «Glebe House», Church Road"),
        counter_examples=("the house, a street", "The Hollies, a lane"),
    ),
    Recogniser(
        id="street_name",
        data_class=DataClass.LOCATION,
        patterns=(
            (
                rf"\b(?:at|c/o|of|from|is|we're|we are) (?P<v>(?:The )?(?:{_WORD} ){{1,3}}{_HOMES}),"
                rf" (?:nr\.? |near )?[{CAPITALS}][{SMALLS}]"
            ),
            rf"\b(?:c/o|C/o|C/O) (?P<v>The {_WORD}(?: {_WORD})?)[,.;\n]",
            r"\bBFPO \d{1,3}\b",
            (
                r"(?i:\b(?:postboks|postfach|apartado(?: postal| de correos)?|casilla(?: de correo)?|caixa postal"
                r"|postbus|boite postale) \d{1,6})\b"
            ),
            rf"\b(?P<v>RD ?\d{{1,2}})[, ]{{1,2}}{_WORD}(?: {_WORD})?,? \d{{4}}\b",
            rf"(?:\A|[^A-Za-z.] ?|[a-z] )(?P<v>Box \d{{2,6}}(?:-\d{{5}})?), {_WORD}[.;,\n]",
            rf"\b[{CAPITALS}][{SMALLS}]{{2,20}}s gate \d{{1,3}}[A-Z]?\b",
            rf"\b(?P<v>\d{{1,4}}[A-Za-z]? (?:{_WORD} ){{1,2}}(?:Cl|Pde|Tce|Cct|Esp)), [{CAPITALS}]",
            (
                rf"\b(?:R[\x{{fa}}u]a|C/|Calle|Carrer|Av\.|Avda\.) (?:d[aeo]s? )?(?:{_WORD} ?){{1,3}},? \d{{1,4}}"
                rf"(?:,? \d{{1,2}}\x{{ba}}[ A-Za-z]{{0,6}})?"
            ),
        ),
        anchors=(
            "at ", "c/o", "of ", "from ", "is ", "we", "bfpo", "post", "apartado", "casilla", "caixa", "rd", "box ",
            " gate ",
            " cl,", " pde,", " tce,", " cct,", " esp,", "a ", "c/", "calle", "carrer", "av",
        ),
        hints=(
            rf"{_HOMES}, (?:nr\.? |near )?[{CAPITALS}][{SMALLS}]",
            r"(?:c/o|C/o|C/O) The ",
            r"BFPO [0-9]",
            r"(?i:(?:postboks|postfach|apartado|casilla|caixa postal|postbus|boite postale)[a-z ]* )[0-9]",
            r"RD ?[0-9]{1,2}[, ]{1,2}[^\n0-9]* [0-9]{4}",
            r"Box [0-9]{2,6}(?:-[0-9]{5})?, ",
            r"s gate [0-9]",
            r"[0-9][A-Za-z]? [^\n,]* (?:Cl|Pde|Tce|Cct|Esp), ",
            r"(?:R[\x{fa}u]a|C/|Calle|Carrer|Av\.|Avda\.) [^\n]*[0-9]",
        ),
        score=0.7,
        examples=(
            "the widow of A. Jones, at «Gable End», Rothwell",
            "Ms Ivens: c/o «The Rectory», Stow",
            "c/o HM Forces, «BFPO 57», was",
            "moved to Majorstuen, «postboks 5077», 0301 Oslo",
            "Lives «RD 3» Kaikohe 0473 up",
            "is it yours? «Box 118», Kapsabet.",
            "The flat at «Sofies gate 61B» is",
            "daughter at «12 Banksia Cl», Nambour",
            "Vivo en «R\N{LATIN SMALL LETTER U WITH ACUTE}a do Progreso 40», Ourense",
        ),
        counter_examples=("at the end, House", "Security gate 12", "Departures gate B", "Box 2, Figure", "RD 3 and 4"),
    ),
    Recogniser(
        id="postal_code",
        data_class=DataClass.LOCATION,
        patterns=(
            rf"[a-z]{{3,}},? (?P<v>(?:{_AREAS})\d{{1,2}}[a-z]? \d[abd-hjlnp-uw-z]{{2}})\b",
            rf"\b{STATE},? (?P<v>(?i:{_SAID}(?:[ -]{_SAID}){{4}}))\b",
        ),
        anchors=(" ",),
        hints=(
            r"[a-z][0-9]{1,2}[a-z]? [0-9][a-z]{2}\b",
            rf"{STATE},? (?i:{_SAID})[ -](?i:{_SAID})",
        ),
        validator="inward",
        score=0.8,
        examples=('flat 40 petticoat tower «e1 7ef»","q7', "Copperas Cove TX «seven six five two two». SSN"),
        counter_examples=("vitamin b12 3mg", "level b1 1st", "take n95 2nd"),
    ),
)  # fmt: skip
