# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a word that may be a person means a thing named after somebody (``eponyms``).

A guess of the name model that says nothing but such a word means the thing. Where many people bear the name as well,
what stands around it must say so: a value, a grade, a noun such as "catheter", the other half of a pair.
"""

from clearance.core.detect.eponyms import ALONE, EPONYMS, PAIRS, SCALES
from clearance.core.detect.rx import Rx

NOUNS = (
    "catheter|disease|syndromes?|signs?|palsy|cells?|clamps?|tests?|testing|scores?|scale|index|criteria|class(?:ification)?|grade|stage"
    "|type|status|reflex|tumou?r|fractures?|lymphoma|(?:o?e)sophagus|cysts?|contracture|phenomenon|deformity|retractors?|forceps"
    "|needles?|drains?|bags?|tubes?|lines?|oil|tea|rice|card|bladder|slough|matter|bed|frame|splint|stretch|raises?|planks?"
    "|scissors|blades?|hook|speculum|incision|procedure|operation|repair|approach|technique|man(?:o?)euvre|maneuver|rule|rules|law"
    "|formula|equation|method|model|theorem|lemma|distribution|correction|transform|filter|algorithm|routing|tree|matrix"
    "|matcher|summation|kappa|alpha|coefficient|plot|curve|estimate|estimator|regression|sampling|inequality|constant"
    "|stain|agar|bodies|body|antigen|group|glands?|duct|nodes?|node|space|ligament|ganglion|canal|loop|valve|rings?|lines|spots?|lamp"
    "|lens|tonometer|tonometry|protocol|regimen|mutation|gene|carrier|contractions?|chorea|ataxia"
    "|neuroma|nodule|nevus|osteotomy|arthroplasty|fundoplication|gastrectomy|hernia|hiatus|suture|knot|graft|flap|stitch|pouch"
    "|reviews?|therapy|expression|panel|editing|product|questions|questionnaire"
    "|wrench|speculum|exam(?:ination)?|lesion|view|stand|distance|support group|nurse specialist|draining|symptoms?"
    "|apples?|buns?|cakes?|tarts?|pudding|sponge|salad|sauce|cycle|effect|paradox|principle|conjecture|prize|scheduler"
)
"""What stands behind the name of a thing, or what the thing is."""
_NAMED = (
    rf"\A(?:'s|\x{{2019}}s|s'?|s\x{{2019}})?\s{{1,2}}(?i:{NOUNS})\b"
    r"|\A (?:(?i:pos|neg|positive|negative|equivocal|in situ)\b|[+-](?:ve)?(?:\W|\z))"
)
_BEHIND = Rx(_NAMED)
_MEASURED = Rx(
    _NAMED + r"|\A ?[:=]? ?(?:[<>=~]{1,2} ?)?(?:\d{1,2}\.\d{1,2}|\d{1,2}/\d{1,3}|[12]?\d)(?: ?mm| ?cm)?"
    r"(?:[,;)\n]|\.(?:\s|\z)|\z)"
    r"|\A (?:[IV]{1,3}[ab]?|(?i:grade|type|stage|class|score)s?)\b"
)
"""A scale has a value behind it; the other things have none, and an age stands behind many a surname."""
_PAIR = 2


def is_eponym(text: bytes, after: bytes) -> bool:
    """Whether these words, with these bytes behind them, mean a thing that is named after somebody."""
    said = text.lower().removesuffix(b"'s").replace("\N{EN DASH}".encode(), b"-")
    words = said.replace(b"-", b" ").replace(b" and ", b" ").split()
    if b" ".join(words) in PAIRS:
        return True
    if not words or not all(word in EPONYMS for word in words):
        return False
    if all(word in ALONE for word in words):
        return True
    if len(words) > 1:
        joined = b"-" in said and b" " not in said
        return joined and (
            len(words) > _PAIR or any(word in ALONE for word in words) or _BEHIND.search(after) is not None
        )
    return (_MEASURED if words[0] in SCALES else _BEHIND).search(after) is not None
