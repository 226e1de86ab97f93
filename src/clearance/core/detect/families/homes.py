# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Homes that have no street and number as in the United States: towns before a British or Irish postcode, flats and
plots, houses with names, houses in quarters, streets of Romania and of German villages.
"""

from clearance.core.detect.families.shapes import CAPITALS, SMALLS
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
        hints=(rf"[{SMALLS}](?:,? |,\n){_POSTCODE}",),
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
            rf"{_GERMAN} [^\n]*\d, ?\d{{4}}",
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
)
