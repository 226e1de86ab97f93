# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a value is the password of an account, a network or a list, where only a password can stand.

The checks give how many bytes of the value count, from the start; 0 refuses it.
"""

from clearance.core.detect.drawn_words import chosen, passphrase
from clearance.core.detect.rx import Rx
from clearance.core.detect.secrecy import NAMED_IN_CODE, file_password, sure_password

_COMMUNITIES = frozenset(b"public private".split())
"""Of SNMP, as everybody's manual has them."""
_SAID_OF_PEOPLE = frozenset(b"their this that the its his her our name users group and list all".split())


def account_password(value: bytes) -> int:
    """A literal where a command, a daemon's file or a function takes a password: a common one ("password1") too."""
    text = value.rstrip(b",;")
    lower = text.lower()
    if len(text) < 4 or lower in _COMMUNITIES or lower in _SAID_OF_PEOPLE or NAMED_IN_CODE.fullmatch(text):  # noqa: PLR2004 - "to"
        return 0
    return file_password(text)


def drawn_phrase(value: bytes) -> int:
    """Words in small letters with one sign between them, none of which programs or sentences about passwords use."""
    ends = value.rpartition(b".")[2]
    return len(value) if passphrase(value) and ends not in _HOSTS_END else 0


_HOSTS_END = frozenset(
    b"health clinic hospital local internal lan cloud info name care dental doctor pharmacy agency services systems"
    b" online digital group team media tech store shop site website world today support email mail host intranet home"
    b" corp private".split()
)
"""The last word of the name of a host, as often as not."""


_NETWORK = Rx(r"(?i)[a-z]+[_-]?[0-9]{1,2}g(?:hz)?|[A-Za-z]+[_-][A-Za-z0-9]{1,4}")
"""The name of a network."""


def shared_word(value: bytes) -> int:
    """What is written beside the name of a network: a phrase, or letters with figures that are no name of another."""
    text = value.rstrip(b".,;:)")
    if _NETWORK.fullmatch(text):
        return 0
    return len(text) if chosen(text) or sure_password(text) else 0


_MAILED = Rx(r"\d{1,5}|.*\.git|~.*|[a-z]+(?:[._-][a-z]+)*")


def listed_password(value: bytes) -> int:
    """What stands behind an address and a colon in a list: no port, no repository, no word of a sentence."""
    return 0 if _MAILED.fullmatch(value) else file_password(value)


def spaced_seed(value: bytes) -> int:
    """Groups of four of base32 (RFC 4648): of the figures some, or they are words."""
    return len(value) if any(figure in value for figure in b"234567") and len(set(value)) > 9 else 0  # noqa: PLR2004 - drawn


_DOUBTED = frozenset(
    b"falsch richtig erforderlich abgelaufen obligatoria incorrecta requis obligatoire incorrect onjuist verplicht"
    b" incorreta errata".split()
)


def quoted_answer(value: bytes) -> int:
    """Between quotation marks behind a word for a password: no word that says how one is, no placeholder."""
    return 0 if value.lower() in _DOUBTED or not file_password(value) else len(value)


CHECKS = (account_password, drawn_phrase, listed_password, shared_word, spaced_seed, quoted_answer)
