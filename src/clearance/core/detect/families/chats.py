# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Names that are words, in small letters, where chats greet, thank and sign: there, "will" and "hope" are somebody."""

from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_NAMES = (
    "will|may|grant|hope|faith|bill|mark|rose|grace|chase|mercy|joy|dale|frank|pat|rob|sue|jack|art|gene|ray|ruby|amber"
    "|ivy|lily|daisy|violet|iris|olive|dawn|summer|autumn|april|june|august|rich|drew|norm|penny|ginger|sandy|heather"
    "|hazel|holly|pearl|patience|prudence|charity|felicity|verity|constance|melody|harmony|blessing|precious|sunday"
    "|reed|clay|miles|chip|buddy|sonny|christian|angel|jade|coral|crystal|destiny|journey|skip|gale|brook|cliff|glen"
)
_CALLED = (
    r"(?i:\b(?:hi|hiya|hey|hello|heya|morning|evening|thanks|thank you|thankyou|thx|ta|cheers|sorry|ok|okay|bye"
    r"|night),? )"
)
_SIGNED = (
    r"(?i:(?:\A|\n|[.!?,] )[> ]{0,4}(?:(?:kind|best|warm|many) )?(?:regards|cheers|thanks|thx|love|luv|yrs|yours"
    r"|xx?),?\n[> ]{0,4})"
)
_IS = r"(?i:\b(?:who'?s|whos|that'?s me\.|thats me\.|this is|i'?m|im|name'?s) )"
_GOES_ON = r"(?:love|mate|hun|x|xx|sorry|thanks|its|it's|r u|are you)"
_FROM = r"from (?:[a-z]+ )?(?:next door|work|school|church|upstairs|downstairs|no|number)"

RECOGNISERS = (
    Recogniser(
        id="person_greeted",
        data_class=DataClass.PERSON,
        patterns=(
            rf"{_CALLED}(?P<v>(?i:{_NAMES}))(?:[.!?\n]|,[ \n]|\z| {_GOES_ON}\b)",
            rf"{_SIGNED}(?P<v>(?i:{_NAMES}))[ .x]{{0,4}}(?:\n|\z)",
            rf"{_IS}(?P<v>(?:{_NAMES}))(?:[.,!?\n]|\z| {_FROM}\b)",
        ),
        anchors=tuple(_NAMES.split("|")),
        score=0.72,
        examples=(
            "😂 thanks «grant». trustees applied",
            "im rly sorry «hope»\nmake a new one",
            "luck with that\n\nregards\n«hope»\n0803",
            "hi «may» love yes its in",
            "thats me. «will». will come",
            "[18:25] who's «will»\n",
        ),
        counter_examples=(
            "thanks will do",
            "sorry hope it helps",
            "hi may I",
            "cheers\n\nBill to",
            "ok mark it",
            "i'm rich in",
        ),
    ),
)
