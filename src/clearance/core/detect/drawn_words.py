# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets made of words or of groups of letters: passphrases, the words of a wallet, app passwords."""

from clearance.core.detect.rx import Rx

LINKS = frozenset(b"the and for not non per pre out off own end all any one two day too new old".split())
"""Little words that no generator draws."""
_NUMBERED = Rx(r"[a-z]{3,10}(?:-[a-z]{3,10}){2,5}-\d{1,4}|[a-z]{3,10}(?:\.[a-z]{3,10}){2,5}\.\d{1,4}")
_SAID_OF_KEYS = frozenset(
    b"my your our the app prod dev test stage staging secret secrets key keys token tokens api auth access"
    b" client service user users admin default example sample demo config data cluster node pod job task run"
    b" role group policy store vault account credential credentials password here some this with change cert"
    b" certificate tls web worker backend frontend north south east west central region zone bucket queue topic"
    b" table index cache cookie session storage base image version release".split()
)
"""In a phrase drawn from words none of these need stand; in the name of a resource one does."""


def phrases(least: int) -> str:
    """The pattern of so many words and up to six in small letters, joined by one sign, with a number behind or none."""
    joined = "|".join(f"(?:{sign}[a-z]{{3,12}}){{{least - 1},5}}" for sign in ("-", r"\.", "_"))
    return f"[a-z]{{3,12}}(?:{joined})[0-9]{{0,4}}"


_PASSPHRASE = Rx(phrases(3))
_SAID_IN_CODE = frozenset(
    b"request req res response body params param query header headers form env environ process self this cls ctx opts"
    b" options settings vars variable variables input inputs value values module local props state spring security"
    b" database name username email args kwargs payload event parent child item row col column hash field model entity"
    b" object class type string text parse json yaml xml http https com org net internal random generate get set fetch"
    b" load read make create new build old pass phrase passphrase pwd hashed encrypted plain raw login root null none"
    b" undefined empty file path host port server url uri link info meta prefix suffix sql mysql postgres redis mongo"
    b" smtp mail ldap ssh vpn wifi backup temp tmp placeholder goes change changed please enter insert replace put for"
    b" and not with from your".split()
)


_KEYBOARD = frozenset(
    b"qwerty qwertz azerty qwertyuiop asdfgh asdfghjk asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc wasd letmein iloveyou"
    b" opensesame trustno".split()
)
"""What everybody types who needs a password at once, and nobody writes in a sentence or in a program."""
_SIGNS = b"0123456789!?.#$*@&%+-_"


def chosen(text: bytes) -> bool:
    """A phrase of words, or a row of keys and the like, with figures or signs behind it."""
    return passphrase(text) or text.rstrip(_SIGNS).lower() in _KEYBOARD


def passphrase(text: bytes) -> bool:
    """Three words or more in small letters, joined by one sign, none of which is a word of code or of passwords."""
    if not text.islower() or text.isalnum() or not _PASSPHRASE.fullmatch(text):
        return False
    words = text.rstrip(b"0123456789").replace(b".", b"-").replace(b"_", b"-").split(b"-")
    if any(len(set(word)) == 1 for word in words):  # "xxxx-xxxx-xxxx"
        return False
    return _SAID_OF_KEYS.isdisjoint(words) and _SAID_IN_CODE.isdisjoint(words) and not LINKS & set(words)


def numbered_passphrase(text: bytes) -> int:
    """The length of words drawn at random with hyphens or dots between them and a number behind; 0 for the name of a
    resource.
    """
    if not text.islower() or text.isalnum() or not _NUMBERED.fullmatch(text):
        return 0
    return len(text) if _SAID_OF_KEYS.isdisjoint(text.replace(b".", b"-").split(b"-")) else 0


def mnemonic(value: bytes) -> int:
    """Twelve to twenty-four different short words (BIP 39)."""
    words = value.split()
    return len(value) if len(words) in {12, 15, 18, 21, 24} and len(set(words)) > len(words) - 4 else 0


_RARE = Rx(
    r"b[cfghknpqvwxz]|c[bdfgjmnpvwxz]|d[ckpqxz]|f[bcdghjkmnpqvwxz]|g[bcjkpqvwxz]|h[ghjkpqvxz]|i[hiw]|j[b-df-np-tv-z]"
    r"|k[bcdgjkmpqvxz]|l[hjqxz]|m[dghjkqrtvwxz]|nx|oq|p[bcfgjknqvwxz]|q[a-tv-z]|r[jqxz]|s[gjxz]|t[dgjkqx]|u[jqvw]"
    r"|v[bcdfghjklmnpqrtvwxz]|w[cfgjkmpquvwxz]|x[bdfgjklmnqrsvwxz]|y[fghjkqxy]|z[bcdfghjkmnpqrstvwx]"
)
"""Pairs of letters of which words and names in English print hold fewer than one in 25,000."""


def app_password(value: bytes) -> int:
    """Groups of letters drawn at random, as Apple and Google give to programs that sign in: at least half of the groups
    hold letters beside each other that no word does.
    """
    groups = value.replace(b" ", b"-").split(b"-")
    drawn = sum(_RARE.search(group) is not None and len(set(group)) > 1 for group in groups)
    return len(value) if drawn > 1 and 2 * drawn >= len(groups) else 0
