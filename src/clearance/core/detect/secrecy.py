# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a value is a secret: not a placeholder, not code that fetches one, not plain words.

The checks give how many bytes of the value count, from the start; 0 refuses it.
"""

import base64
import binascii
import hashlib
import math
from collections import Counter
from string import ascii_letters

from clearance.core.detect.byte_tables import NUMBERS
from clearance.core.detect.drawn_words import LINKS, app_password, chosen, mnemonic, numbered_passphrase
from clearance.core.detect.rx import Rx

_PLACEHOLDER = Rx(
    r"(?i)\A(?:\$\{.*|\$\(.*|\{\{.*|<.*|%\([a-z_]+\)s?|%[a-z_]+%|%[sd]|\[.*\]|\{[a-z_.:$-]*\}?|x{4,}.*|\*{3,}.*|\.{3,}.*|[#-]{3,}"
    r"|(?:[a-z]{2,12}[_-])?(?:your|insert|enter|replace|put|paste)[-_ .]?(?:[a-z]|me|this).*|my[-_].*"
    r"|(?:an?[-_])?(?:example|sample|fake|mock|dummy|placeholder|redacted|masked|hidden|removed|omitted|todo|tbd|fixme).*"
    r"|change[-_]?(?:me|this|it)(?:[-_][a-z]+)*[.!]?|none|null|nil|undefined|true|false|string|secret|not[-_]?set|empty|default"
    r"|process\.env.*|(?:os\.)?(?:environ|getenv).*|env[.:\[(].*|(?:vault|ssm|sm|op|ref\+[a-z]+|secretsmanager|keyring"
    r"|arn|file|gs|s3|https?)(?:://?|:).*|(?:/[a-z0-9_.-]+){2,}|!(?:ref|sub|secret|vault|env)\b.*|enc\[.*|[a-z_][a-z0-9_.]*\([a-z_.,]*\)?|![01][,)}].*|[a-z]+(?:_[a-z0-9]+)+\(.*"
    r"|[a-z_][a-z0-9_]*[(\[].*[)\]].*"
    r"|\?[a-z]+|.*(?:[_-]here|[_-]key>|[_-]goes[_-]here)|\$[a-z_][a-z0-9_]*(?:\[.*)?|@[a-z]+[.(].*|--?[a-z-]+|sha(?:1|256|384|512)[-:].*)\z"
)
_ASSIGNED = Rx(r"\A[A-Z][A-Z0-9_]{2,40}=")
NAMED_IN_CODE = Rx(r"(?i)[a-z_]+[a-z0-9_]*(?:(?:\??\.|->|::)[a-z_][a-z0-9_]*)+(?:[(\[].*)?")
_CODE = Rx(r"(?s)(?:self|this|cls|config|settings|cfg|options|opts|args|ctx|env)[.?-].*|.*[.>:][A-Za-z_]+")
_HEX = Rx("[0-9a-fA-F]+")
_UUID = Rx("(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORDS = Rx(r"[A-Z]?[a-z]{3,}|[A-Z]{4,}")
_TEN, _LETTERS = b"0123456789", ascii_letters.encode()
_VOWELS = b"aeiouyAEIOUY"
_CLUSTER = Rx(r"(?i)[bcdfghjklmnpqrstvwxz]{4}[bcdfgjklmnpqvwxz]|[bcdfghjklmnpqrstvwxz]{6}|[jqvxz][bcdfghjkmnpqtvwxz]")
_IDENTIFIER = Rx(
    r"(?:[a-z]+_)+[a-z]+[0-9]?|_*[a-z]+(?:[A-Z][a-z]+)+[0-9]?|(?:[A-Z]+_)+[A-Z]+[0-9]?|(?:[A-Z][a-z]+){2,}"
)
_SECRET_WORD = Rx(r"(?i)(?:pass|pwd|pw|secret|token|key|cred|user|param|arg|field|input|value|text)[a-z_]*[0-9]?")
_FORM_WORDS = frozenset(
    b"password passwd passwort passphrase passcode contrasena senha kennwort wachtwoord string text hidden input"
    b" type required optional invalid incorrect confirm forgot reset change current update username email login"
    b" number boolean object integer unknown default value enabled disabled never always plain plaintext"
    b" encrypted hashed basic bearer token secret stdin prompt inherit unset blank empty bcrypt argon2 scrypt"
    b" pbkdf2 sha256 sha512 bytes float none true false bool str int list dict tuple literal any void varchar"
    b" charfield serializer variable config settings environ getpass contrase\xc3\xb1a".split()
)


_HEAD = 128
"""So many bytes say whether a long value was drawn at random."""
_TIMES_LOG = (0.0, *(count * math.log2(count) for count in range(1, _HEAD + 1)))


def entropy(value: bytes) -> float:
    """Shannon entropy of the first 128 bytes, in bits a byte."""
    head = value[:_HEAD]
    if not head:
        return 0.0
    return math.log2(len(head)) - sum(map(_TIMES_LOG.__getitem__, Counter(head).values())) / len(head)


def placeholder(value: bytes) -> bool:
    """Text that stands for a secret, or code that fetches one."""
    if chosen(value):
        return False
    assigned = b"=" in value and _ASSIGNED.search(value) is not None
    if assigned or len(set(value)) < 3 or _PLACEHOLDER.fullmatch(value):  # noqa: PLR2004 - "xxxx", "0000"
        return True
    parted = b"." in value or b"->" in value or b"::" in value
    if not (parted and NAMED_IN_CODE.fullmatch(value)):
        return False
    return len(value) < 12 or wordy(value) >= 0.2 or _CODE.fullmatch(value)  # noqa: PLR2004 - "self.key", "a.b.c1"


def wordy(value: bytes) -> float:
    """The share of the value that reads like words: runs of letters with vowels among them, in one case."""
    said = 0
    if len(value.translate(NUMBERS).split()) > 3:  # noqa: PLR2004 - names in code hold one number or two
        return 0.0
    for start, end, *_ in _WORDS.all(value):
        run = value[start:end]
        vowels = (len(run) - len(run.translate(None, _VOWELS))) / len(run)
        if 0.2 <= vowels <= 0.7 and len(run) > 3 and _CLUSTER.search(run) is None:  # noqa: PLR2004 - what words have
            said += len(run)
    return said / len(value) if value else 0.0


def _kinds(value: bytes) -> tuple[bool, bool, bool, bool]:
    """Whether there are figures, small letters, capitals and signs."""
    others = value.translate(None, _TEN)
    signs = others.translate(None, _LETTERS)
    return len(others) < len(value), others != others.upper(), others != others.lower(), bool(signs)


_JUDGED = 1024
"""No byte further on changes what a value is."""


def _digits(value: bytes) -> int:
    head = value[:_JUDGED]
    return len(head) - len(head.translate(None, _TEN))


_VERSION = Rx(r"[~^<>=v]{0,2}[0-9]{1,3}(?:\.[0-9]{1,4}){1,3}[a-z0-9.+-]{0,8}")


def _named(text: bytes) -> bool:
    """Whether it is a name in code, by its case and its words."""
    return _IDENTIFIER.fullmatch(text) and (len(text) < 8 or wordy(text) >= 0.4)  # noqa: PLR2004 - most of it is


def _unfinished(text: bytes) -> bool:
    """Whether something follows that is not part of it; base64 ends in an equals sign, too."""
    return text.endswith(b":") or (text.endswith(b"=") and len(text) % 4 > 0)


_NEXT = Rx(r"[;&,][A-Za-z][A-Za-z _.]{1,40}=")


def _trimmed(value: bytes) -> bytes:
    """Without the next member of a list, and without the sentence's or the code's own signs behind it."""
    after = _NEXT.search(value) if b"=" in value else None
    text = (value[: after[0]] if after else value).rstrip(b".,;\\")
    for opening, closing in ((b"(", b")"), (b"[", b"]"), (b"{", b"}")):
        if text.endswith(closing) and opening not in text:
            text = text[:-1].rstrip(b".,;")
    return text


def password(value: bytes) -> int:
    """More than plain words, a digit or a sign among letters; or four digits and more. Not a name in code."""
    text = _trimmed(value)
    if chosen(text):
        return len(text)
    kinds = _kinds(text)
    mixed = sum(kinds) > 1 and (kinds[0] or kinds[3] or (len(text) > 7 and wordy(text) < 0.5))  # noqa: PLR2004 - half
    if len(text) <= 4 or not mixed or placeholder(text) or _unfinished(text):  # noqa: PLR2004 - words
        return 0
    if _named(text) or _VERSION.fullmatch(text) or (_SECRET_WORD.fullmatch(text) and text.islower()):
        return 0
    if text in _FILTERS or (b" " in text and not _FORM_WORDS.isdisjoint(text.lower().split()[:1])):
        return 0
    signs = kinds[3] and not kinds[0]
    if signs and (text.lower() in _FORM_WORDS or not _strange(text)):
        return 0
    return len(text)


_PLAIN_SIGNS = Rx(r"[(\"'<\[{*_]*[A-Za-z]+(?:[-'/_.,:|][A-Za-z]+)*[)\"'>\]}*_?!:]*|[A-Za-z]*[(\[{|<].*")


_HYPHENATED = Rx(r"[A-Za-z]{3,}(?:-[A-Za-z]{3,}){2,}")
_CAMEL = Rx(r"[a-z][A-Z]")


def _strange(text: bytes) -> bool:
    """Letters with a sign that no sentence and no code puts there, or a phrase of words with hyphens."""
    if not _PLAIN_SIGNS.fullmatch(text):
        return True
    if len(text) > 7 and wordy(text) < 0.3 and _CAMEL.search(text) is not None:  # noqa: PLR2004 - drawn at random
        return True
    return _HYPHENATED.fullmatch(text) and (
        _CAMEL.search(text) is not None or not LINKS & set(text.lower().split(b"-"))
    )


_FILTERS = frozenset(b"b64enc b64dec base64 base64encode base64decode sha256sum md5sum utf8 utf-8".split())
"""Behind a bar in a template."""


def strong_password(value: bytes) -> int:
    """Three kinds of characters of which one is a digit, without the sentence's own sign behind it."""
    text = value.rstrip(b".,;:?)")
    kinds = _kinds(text)
    mixed = kinds[0] and sum(kinds) > 2  # noqa: PLR2004 - three kinds
    return len(text) if len(text) > 5 and mixed and not placeholder(text) else 0  # noqa: PLR2004 - "A1-b2"


def pin(value: bytes) -> int:
    """Four digits and more that are not all the same."""
    return len(value) if len(set(value)) > 1 else 0


def quoted_password(value: bytes) -> int:
    """A literal: everything but placeholders, names of fields and words that a form or a schema holds."""
    text = value.rstrip(b",;")
    if chosen(text):
        return len(text)
    if len(text) < 4 or placeholder(text) or _VERSION.fullmatch(text) or text.lower().strip(b" .:*?!") in _FORM_WORDS:  # noqa: PLR2004 - "", "x"
        return 0
    if _named(text) or _SECRET_WORD.fullmatch(text) or _unfinished(text):
        return 0
    return len(value)


def field_password(value: bytes) -> int:
    """A whole field: what is a password anywhere, and what is one between quotation marks."""
    return len(value) if password(value) or quoted_password(value) else 0


def spoken_password(value: bytes) -> int:
    """A word of a sentence that says what a password is, unless it is what a sentence says about passwords."""
    text = value.rstrip(b".,;:!?)")
    lower = text.lower()
    said = (
        lower in _SAID
        or lower in _SAID_ABROAD
        or lower.endswith((b"ed", b"ing", b"able", b"ible", b"ly", b"ful", b"tion", b"n't", b"less"))
    )
    return 0 if len(text) < 5 or said or lower in _FORM_WORDS or placeholder(text) else len(text)  # noqa: PLR2004 - words


_SAID = frozenset(
    b"please about added again also always another available broken case-sensitive characters clear complex compulsory"
    b" correct different easy either entered even exactly false fine following forgotten going gone good greater"
    b" hardcoded hard inside instead known least leaked long longer lost mandatory maybe merely missing never"
    b" needed neither okay older only output passed perhaps perfect plain possible present private probably"
    b" public quite really right safe same saved secret secure sent sensitive shared short shorter shown simple"
    b" simply somehow something still stolen stored strong such supposed taken that there these this those though"
    b" through today true under unique unknown usually valid very visible weak what when where which while"
    b" whatever wrong written yours your based being both between because before blank could does from have here"
    b" into just like made mine more must nothing often once part proper should some than then they used using"
    b" were will with without would typically currently essential critical important recommended unclear unsafe"
    b" insecure incorrect invalid option options flag flags argument arguments field fields prompt file too-short"
    b" locked outdated obsolete similar identical empty".split()
)


def url_password(value: bytes) -> int:
    """The password part of a URL, not a variable that will be one."""
    return 0 if placeholder(value) or value.isdigit() or value.lower() in _URL_WORDS else len(value)


_URL_WORDS = frozenset(b"password pass passwd pwd pw secret token port".split())


def prefixed(value: bytes) -> int:
    """What follows a key's prefix is no plain text: a digit, or both cases, and no word for a gap."""
    lower = value.lower()
    if len(set(value)) <= 8 or b"xxxx" in lower or b"****" in value or b"...." in value:  # noqa: PLR2004 - one key held down
        return 0
    if b"your-" in lower or b"your_" in lower or b"-here" in lower or b"_here" in lower:
        return 0
    numbers = _digits(value[3:])
    mixed = _kinds(value[3:])
    both = mixed[1] and mixed[2]
    if both and numbers > 1:
        return len(value)
    if not both and (numbers < 4 or wordy(value[3:]) >= 0.45):  # noqa: PLR2004 - words with a number
        return 0
    limit = 0.75 if len(value) > 30 else 0.55  # noqa: PLR2004 - long ones differ clearly
    return len(value) if wordy(value[len(value) * 2 // 5 :]) < limit else 0


def random_key(value: bytes) -> int:
    """Sixteen characters or more, with a digit or both cases, and the entropy of something drawn at random."""
    text = _trimmed(value)
    if numbered_passphrase(text):
        return len(text)
    if len(text) < 16:  # noqa: PLR2004 - 64 bits and more in any alphabet
        return 0
    kinds = _kinds(text)
    if not kinds[0] and not (kinds[1] and kinds[2] and len(text) >= 20):  # noqa: PLR2004 - no digit by chance
        return 0
    if entropy(text) < (2.8 if _HEX.fullmatch(text) else 3.2) or placeholder(text):
        return 0
    both = kinds[0] and kinds[1] and kinds[2]
    limit = 0.5 + 0.05 * both + 0.1 * (both and _digits(text) > 1)
    return len(text) if wordy(text[:_HEAD]) < limit else 0


def sure_password(value: bytes) -> int:
    """A phrase, or letters with digits or signs among them, and no word that a sentence goes on with."""
    text = value.rstrip(b".,;:)")
    if numbered_passphrase(text):
        return len(text)
    kinds = _kinds(text)
    mixed = kinds[0] and (kinds[1] or kinds[2])
    return len(text) if mixed and not placeholder(text) and not _IDENTIFIER.fullmatch(text) else 0


def drawn_key(value: bytes) -> int:
    """What was drawn at random: a key, or a line of letters, digits and signs of all kinds."""
    if len(value) >= 32 and all(_kinds(value)) and b" " not in value.strip(b" ")[:8] and wordy(value) < 0.4:  # noqa: PLR2004 - as drawn
        return len(value)
    return random_not_uuid(value) or (sure_password(value) if len(value) < 20 else 0)  # noqa: PLR2004 - as above


def wired_password(value: bytes) -> int:
    """What devices share: a password, or capitals that were drawn at random."""
    text = _trimmed(value)
    drawn = text.isalnum() and not text.islower() and len(text) >= 12 and entropy(text) > 3  # noqa: PLR2004 - 60 bits and more
    return len(text) if drawn else password(value)


def random_not_uuid(value: bytes) -> int:
    """``random_key``, but for names that also hold identifiers: no UUID."""
    text = _trimmed(value)
    return 0 if _UUID.fullmatch(text) or not _digits(text) else random_key(value)


_WORD_AND_NUMBER = Rx(r"[a-z]{9,20}[0-9]{1,4}")


def short_key(value: bytes) -> int:
    """Eight characters or more of three kinds, one of them a digit, behind a name that says secret."""
    text = _trimmed(value)
    kinds = _kinds(text)
    if len(text) < 8 or not kinds[0] or sum(kinds) < 2 or placeholder(text):  # noqa: PLR2004 - shorter ones are words
        return 0
    if _WORD_AND_NUMBER.fullmatch(text) and not _SECRET_WORD.fullmatch(text.rstrip(b"0123456789")):
        return len(text)
    return len(text) if _digits(text) > 1 and wordy(text) < 0.6 and not _IDENTIFIER.fullmatch(text) else 0  # noqa: PLR2004 - mostly words


_SIGNS = Rx(r"[!#$%^&*+=?~]")
_SCHEME = Rx(r"\A[A-Za-z][A-Za-z0-9+.-]*://")


def invented_password(value: bytes) -> int:
    """Letters, a digit and a sign between them that people put into passwords and nowhere else; no address."""
    text = value.rstrip(b".,;:?)")
    kinds = _kinds(text)
    mixed = kinds[0] and (kinds[1] or kinds[2]) and _SIGNS.search(text[1:]) is not None
    if len(text) < 8 or not mixed or _SCHEME.search(text) or placeholder(text):  # noqa: PLR2004 - "1+x=2"
        return 0
    return len(text)


def literal_key(value: bytes) -> int:
    """A literal handed to what takes keys: drawn at random, or short with digits among letters."""
    return random_key(value) or short_key(value)


def basic_credentials(value: bytes) -> int:
    """Base64 of printable "user:password" (RFC 7617)."""
    try:
        text = base64.b64decode(value + b"=" * (-len(value) % 4), validate=True)
    except binascii.Error:
        return 0
    user, colon, word = text.partition(b":")
    return len(value) if colon and user and word and all(31 < c < 127 for c in text) else 0  # noqa: PLR2004 - printable


def command_password(value: bytes) -> int:
    """What stands behind an option: anything but a placeholder, an option, or plain lower-case words."""
    text = _trimmed(value)
    if chosen(text):
        return len(text)
    plain = not any(_kinds(text)[at] for at in (0, 2)) and (b"_" in text or b"/" in text or 0 < text.count(b"-") < 3)  # noqa: PLR2004 - a phrase has four words
    if (
        len(text) < 4  # noqa: PLR2004 - "to"
        or plain
        or _unfinished(text)
        or (text.isdigit() and len(text) < 6)  # noqa: PLR2004 - a port
        or text[:1] in b"$-{<[(|\\"
        or (text.isalpha() and text.isupper())
        or placeholder(text)
    ):
        return 0
    return 0 if text.lower() in _FORM_WORDS or text.lower() in _SAID else len(text)


def file_password(value: bytes) -> int:
    """What a file of passwords holds in its place: anything but a variable or a word for one."""
    if value[:1] in b"$<{%" or placeholder(value):
        return 0
    return 0 if value.lower().strip(b"\"'{}") in _FORM_WORDS or value.startswith((b"http", b"/")) else len(value)


def random_hash(value: bytes) -> int:
    """The end of a hash is drawn at random: enough different characters."""
    return len(value) if len(set(value)) > 9 else 0  # noqa: PLR2004 - of 16 and more


_BASE58 = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


_LONGEST_KEY = 60


def wallet_key(value: bytes) -> int:
    """Base58Check: a private key in wallet import format (Bitcoin wiki, "Wallet import format")."""
    number = 0
    if value.strip(_BASE58):
        return 0
    for c in value[:_LONGEST_KEY]:
        number = number * 58 + _BASE58.index(c)
    raw = number.to_bytes(48, "big").lstrip(b"\0")
    check = hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4]
    return len(value) if raw[-4:] == check else 0


_SAID_ABROAD = frozenset(
    b"povinne obligatoria obligatorio incorrecta incorrecto requerida requerido necesaria segura secreta larga corta"
    b" vieja requis requise incorrect incorrecte obligatoire falsch richtig erforderlich abgelaufen notwendig"
    b" gespeichert onjuist verplicht vereist verlopen incorreta incorreto obrigat\xc3\xb3ria obrigat\xc3\xb3rio"
    b" errata sbagliata obbligatoria richiesta corretta scaduta wymagane nieprawid\xc5\x82owe wymagany"
    b" yanl\xc4\xb1\xc5\x9f gerekli hatal\xc4\xb1 sahihi lazima muhimu mali dahil para pour fuer f\xc3\xbcr voor"
    b" della della".split()
)


def foreign_password(value: bytes) -> int:
    """Six characters and more with a digit or a sign among them; no word that says how a password is."""
    text = value.rstrip(b".,;:!?)")
    if placeholder(text) or text.lower() in _SAID_ABROAD or text.lower() in _SAID or text.lower() in _FORM_WORDS:
        return 0
    digits, _, _, signs = _kinds(text)
    strange = digits or (signs and text.isascii() and text.strip(b"-_.") == text)
    return len(text) if strange and len(text) > 5 else 0  # noqa: PLR2004 - shorter ones are words


_SMALL = Rx(r"[a-z]{3}")


def mixed_word(value: bytes) -> int:
    """A word in small letters with a number in it; no name in code, version or step."""
    text = value.rstrip(b".,!?")
    if len(text) < 6 or placeholder(text) or _SMALL.search(text) is None or _SECRET_WORD.fullmatch(text):  # noqa: PLR2004 - "v2"
        return 0
    return 0 if _STEP.fullmatch(text) else len(text)


_STEP = Rx(
    r"(?i)(?:policy|rules?|reset|form|field|channel|step|level|part|page|phase|stage|group|team|type|model|version|chapter|room|floor|item|option|web|win(?:dows)?"
    r"|office|python|node|java|sha|covid|ipv|http|utf|base|oauth|bcrypt|argon|tls|wpa|v)-?[0-9.]{1,5}[a-z]?"
)


def told_code(value: bytes) -> int:
    """What ``pin`` accepts, and codes of letters and digits with both."""
    numbers = _digits(value)
    return len(value) if numbers and len(set(value)) > 1 else 0


def pin_abroad(value: bytes) -> int:
    """Four digits and more that are not all the same, and no year of this century."""
    year = len(value) == 4 and value.startswith(b"20")  # noqa: PLR2004 - digits of a year
    return 0 if _digits(value) < 4 or len(set(value)) == 1 or year else len(value)  # noqa: PLR2004 - the shortest


def configured_password(value: bytes) -> int:
    """A literal in a program's own syntax: anything but a placeholder, a variable or the word itself."""
    text = value.rstrip(b",;")
    if chosen(text):
        return len(text)
    if text[:1] in b"$<{%" or len(text) < 4 or placeholder(text) or NAMED_IN_CODE.fullmatch(text):  # noqa: PLR2004 - "to"
        return 0
    lower = text.lower()
    named = lower in _FORM_WORDS or lower in _SAID or lower.endswith((b"_password", b"_passwd", b"_pass", b"_pwd"))
    return 0 if named or _SECRET_WORD.fullmatch(text) else len(text)


def random_with_digits(value: bytes) -> int:
    """Eight characters and more with digits among letters, drawn at random."""
    text = _trimmed(value)
    if _digits(text) < 2 or _digits(text) >= len(text) - text.count(b"-") or placeholder(text):  # noqa: PLR2004 - one digit is a version
        return 0
    return len(text) if random_key(text) or (len(text) < 16 and len(text) > 7 and wordy(text) < 0.6) else 0  # noqa: PLR2004 - short ones


def security_answer(value: bytes) -> int:
    """A word or a phrase, not one that asks or refuses."""
    return 0 if set(value.lower().split()[:1]) & _NO_ANSWER or placeholder(value) else len(value)


_NO_ANSWER = frozenset(
    b"please what which when where who how unknown none null answer question hint required optional not enter choose"
    b" select type they he she it we since because as if they've she's he's it's we've".split()
)


CHECKS = (
    foreign_password, mixed_word, told_code, pin_abroad, configured_password, random_with_digits, security_answer,
    password, strong_password, pin, quoted_password, field_password, spoken_password, url_password, prefixed,
    random_key, invented_password, literal_key,
    random_not_uuid, sure_password, drawn_key,
    wired_password, short_key, basic_credentials, command_password, file_password,
    random_hash, wallet_key, numbered_passphrase, mnemonic, app_password,
)  # fmt: skip
