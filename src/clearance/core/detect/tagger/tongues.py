# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a text is written in another language than English, by its commonest words. In such a text the model, which
has read little of it, takes ordinary words for names.
"""


def _words(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


_ENGLISH = _words("""
the of and to in is for with on was at by it he she his her not as be from or are this that you i have has had but an if
we they your my will would can
""")
_OTHERS = (
    _words("""
il lo la le les el los las un una uno der die das den dem ein eine einen einer het een da dos du des di del della dello
dei al als en et ou y e o à è é es est ist jest je nie po za pod od w z mit und oder für von zu zum zur im auf aus
bei bitte nicht que qui che con por para pour sur dans avec sans su sus mi ma mon ton son elle lui per non sono hanno
ng sa ang ay ni ki ke ko hai hain aur mera bir bu ve ile için var ja ei että oli se ne się przez dla và là có không cho
chị anh được một các để với này är och att det som på av är ikke til og på má fra ya wa kwa yake hii
""")
    - _ENGLISH
)
_FEWEST = 3
"""Different words of other languages, and more of them than of English."""


def is_foreign(data: bytes) -> bool:
    """Whether more of a text's common words are of other languages than of English."""
    words = set(data.lower().split())
    others = len(words & _OTHERS)
    return others >= _FEWEST and others > len(words & _ENGLISH)
