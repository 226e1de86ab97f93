# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Numbers that answer a question: the label stands in one turn of a talk, the value in the next."""

from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_ASIDE = (
    r"(?:(?i:uh|um|er|erm|ok|okay|yes|yeah|yep|sure|so|hi|well|right|sorry|let me see|hold on|one sec(?:ond)?|it is"
    r"|it's|its|it ends in|that is|that's|that would be|mine is|mine's|here|here you go|is|the number is)[,.:! ]{1,3})"
    r"{0,4}"
)
_TURN = (
    r"[^\n?]*(?:\?|(?i:please))[^\n]{0,24}\n{1,2}(?:\[[^\]\n]{1,24}\] ?)?(?:\d{1,2}:\d{2} )?"
    r"\*{0,2}[A-Za-z][A-Za-z0-9' ._-]{0,24}:\*{0,2} ?" + _ASIDE
)
"""The rest of the question, and the beginning of the next turn up to the value."""
_ASKED = r"[^\n?]*(?:\?|(?i:please))[^\n]*\n+[^\n]*:[^\n]*[0-9]"
"""What a question and the line with its answer hold at least."""
_VALUE = (
    r"(?P<v>(?i:[A-Z]{0,4}[ -]?\d{2,12}(?:[ -][A-Z0-9]{1,8}){0,5}))"
    r"(?:[.,;!?\n]|\z| (?i:and|then|i|is|it|ok|thanks|for|with)\b)"
)
_NO = r" ?(?:id|number|no\.?|code)?"
_PLATE = r"(?P<v>[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{2,4}){1,2}|[A-Z]{1,3}\d{2,4}[A-Z]{0,3})(?:[.,;!?\n]|\z| [a-z])"
_LAST_FOUR = r"(?i:\blast (?:four|4)(?: digits)? of (?:your|the|his|her) (?:social(?: security)?|ssn)\b)"


def _asked(kind: str, data_class: DataClass, words: str, anchors: str, examples: tuple[str, ...]) -> Recogniser:
    return Recogniser(
        id=kind,
        data_class=data_class,
        patterns=(rf"(?i:\b(?:{words})\b)" + _TURN + _VALUE,),
        hints=(rf"(?i:(?:{words}))" + _ASKED,),
        anchors=tuple(anchors.split()),
        validator="code",
        score=0.86,
        examples=examples,
        counter_examples=("what is the dose?\nNURSE: 500 mg", "any order yet?\nBOT: no"),
    )


RECOGNISERS = (
    _asked(
        "health_plan_id",
        DataClass.HEALTH_PLAN_ID,
        rf"(?:member|subscriber|policy|plan|medicare|medicaid|insurance|beneficiary|group){_NO}|front of the card",
        "member subscriber policy plan medicare medicaid insurance beneficiary group card",
        (
            "what's the subscriber id?\nyou: «w2271 04488 01»\nbot",
            "off the front of the card?\nCALLER: Uh, «BWD 603 771 52». And",
        ),
    ),
    _asked(
        "account",
        DataClass.ACCOUNT,
        rf"(?:account|acct|customer|loan|meter|sort){_NO}",
        "account acct customer loan meter sort",
        ("Can I have your account number?\n[10:02] Visitor: it's «4471 220 881».",),
    ),
    _asked(
        "case_number",
        DataClass.OTHER_ID,
        r"(?:order|claim|case|ticket|booking|reference|confirmation|tracking|reservation|incident|file|invoice)" + _NO,
        "order claim case ticket booking reference confirmation tracking reservation incident file invoice",
        ("Which order is it?\nMaya: «B-20771-4», thanks", "And the claim number?\nCALLER: «CL 4471 02».\n"),
    ),
    _asked(
        "mrn",
        DataClass.MRN,
        rf"(?:medical record|mrn|hospital|chart|patient){_NO}",
        "record mrn hospital chart patient",
        ("hospital number please?\nDAUGHTER: «K 447120».\n",),
    ),
    Recogniser(
        id="license_plate",
        data_class=DataClass.VEHICLE,
        patterns=(r"(?i:\b(?:rego|reg|registration|plates?|number plate)\b)" + _TURN + _PLATE,),
        hints=(r"(?i:(?:rego|reg|registration|plates?|number plate))" + _ASKED,),
        anchors=("reg", "plate"),
        validator="short_identifier",
        score=0.85,
        examples=("No worries. Rego?\n**Caller:** «S 318 CKT». White",),
        counter_examples=("plates ready?\nCHEF: 20 minutes",),
    ),
    Recogniser(
        id="ssn_last_four",
        data_class=DataClass.SSN,
        patterns=(_LAST_FOUR + _TURN + r"(?P<v>\d{4})\b",),
        hints=(r"(?i:last (?:four|4))[^\n]*\n+[^\n]*:[^\n]*[0-9]",),
        anchors=("social", "ssn"),
        score=0.9,
        examples=("And the last four of your social?\nCALLER: «8806».\n",),
        counter_examples=("last four of your social visits?\nCALLER: none",),
    ),
    Recogniser(
        id="ssn_last_four",
        data_class=DataClass.SSN,
        patterns=(
            (
                r"(?i:\b(?:social(?: security(?: number)?)?|ssn|dob|date of birth|identity"
                r"|verified)\b[^\n]{0,60}?\blast (?:four|4)"
                r"(?: digits)?(?: is| are| was| of)?[ :]{1,2})(?P<v>\d{4})(?:[^0-9]|\z)"
            ),
            (
                r"(?i:\blast (?:four|4)(?: digits)? of (?:the |her |his |my |your |their )?(?:social"
                r"|ssn)[^0-9\n]{0,24})"
                r"(?P<v>\d{4})(?:[^0-9]|\z)"
            ),
            r"(?i:\bssn\b[^0-9\n]{0,16} end(?:s|ing)(?: in| with)? )(?P<v>\d{4})(?:[^0-9]|\z)",
        ),
        hints=(
            r"(?i:last (?:four|4))[^0-9\n]*[0-9]",
            r"(?i:last (?:four|4))[^\n]*(?i:social|ssn)[^0-9\n]*[0-9]",
            r"(?i:ssn)[^0-9\n]*(?i:end)[^0-9\n]*[0-9]",
        ),
        anchors=("last four", "last 4", "ssn"),
        score=0.88,
        examples=(
            "Verified by DOB 6/15/31 and last four «5110».",
            "last four of her social is «8806»",
            "ssn on file ends «0015».",
        ),
        counter_examples=("the last four 2024 visits", "card with last four 4242"),
    ),
)
