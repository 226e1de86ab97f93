# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What programs are made of and guesses take for codes, dates and places: colours, parts of identifiers, paths of
modules and files, operators, classes of characters, numbers and words in lists.
"""

from clearance.core.detect.drawn_words import passphrase
from clearance.core.detect.rx import Rx
from clearance.core.detect.tagger.plausible import TEN
from clearance.model.words import ISSUED_NUMBERS, DataClass

_CODES = ISSUED_NUMBERS | {DataClass.SECRET}
_WORDS = frozenset({DataClass.PERSON, DataClass.LOCATION})
_CAMEL = Rx(r"\A(?P<v>[a-z]{1,20})(?:[A-Z][a-z0-9]{0,20}){1,6}\z")
_PARTICLES = frozenset(b"mc mac de di da du del des la le lo van von der den ter ten al el ben bin st d o".split())
_USED = (b"(", b"[", b"=", b":")
_ZIP = 5
"""Digits: three ZIP codes in a row are three."""
_COLOUR = Rx(r"#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")
_QUOTES = (b"'", b'"', b"`")
_BEFORE_IN_WORD, _AFTER_IN_WORD = Rx(r"(?P<v>[A-Za-z0-9_]*)\z"), Rx(r"\A(?P<v>[A-Za-z0-9_]*)")
_PART = "(?:[A-Za-z]+|[A-Z]+(?:[0-9]{1,4}[A-Z]{1,8}){0,2}|[a-z]+(?:[0-9]{1,4}[a-z]{1,8}){0,2})[0-9]{0,4}"
_NAMED = Rx(f"_*{_PART}(?:_+(?:{_PART}|[0-9]{{1,3}}))*_*")
"""Words with few numbers: how things are named in a program, and seldom a secret's part."""
_DEFINED = Rx(r"(?:#[ \t]{0,8}(?:define|ifdef|ifndef|undef|if)[ \t]{1,8}|\bdefined\()\z")
_LITERAL = Rx(r"0[xX][0-9A-Fa-f]{1,16}[uUlL]{0,3}")
_MONTH = Rx(r"[A-Za-z]+(?:_[A-Za-z]+[0-9]*)*")
_ATTRIBUTE = Rx(r"[A-Za-z_][A-Za-z_]*[0-9]{0,3}(?:\.[A-Za-z_]+[0-9]{0,3})*")
_IDENTIFIER = Rx(r"[A-Za-z_][A-Za-z0-9_]*")
_OF_MODULE = Rx(r"[A-Za-z0-9_)\]]\.\z|[A-Za-z0-9_]\[\z")
_AND_OR = Rx(r"&&|\|\|")
_OPERATOR = Rx(r"\w::\w|A-Z|a-z|(?:/[\w.-]+|(?:\A|[^A-Za-z0-9])[a-z0-9_.-]+)#[0-9]{1,7}(?:[^0-9A-Za-z]|\z)")
_OF_FILE = Rx(
    r"\A[A-Za-z0-9_-]{0,40}\.(?:conf|cfg|ini|js|ts|jsx|tsx|py|rb|go|rs|md|txt|css|html|svg|png|jpg|json|yaml|yml|toml|xml|log|sh|sql|csv)\b"
)
_DUMPED_BEFORE, _DUMPED_AFTER = Rx(r"(?:\b[0-9A-Fa-f]{4}\s){2}\z"), Rx(r"\A\s[0-9A-Fa-f]{4}\b")
_DUMPED = Rx(r"[0-9A-Fa-f]{4}(?:\s[0-9A-Fa-f]{4})*")
_HEX = b"0123456789abcdefABCDEF-"
_UUID = Rx(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_UUID_LENGTH = 36
_HEX_LETTERS = Rx(r"[A-Fa-f]")
_ROW_BEFORE, _ROW_AFTER = Rx(r"[0-9],\s{1,12}\z"), Rx(r"\A,\s{1,12}[0-9]")
_LISTED_BEFORE, _LISTED_AFTER = Rx(r"[\[(,]\s{0,20}[\"']\z"), Rx(r"\A[\"'][\]),]")
_CODE_POINT = Rx(r"U\+[0-9A-Fa-f]{0,6}(?:-(?:U\+)?[0-9A-Fa-f]{0,6})?\z")
_MODES = (b"100644", b"100755", b"120000")
"""Of files, as version control writes them."""
_JOINTS = (b"_", b"-")
_CALL = "(?:(?i:call|toolu)|srvtoolu|msg|run|thread|asst|resp|chatcmpl|cmpl|file|batch|req|gen|fc|rs|step|evt)[_-]"
_CALL_BEFORE, _CALL_BEGINS = Rx(rf"\b{_CALL}\z"), Rx(rf"\A{_CALL}[A-Za-z0-9]")
"""Ids that interfaces of models give to calls, messages and files."""
_FILE_BEFORE = Rx(r"[A-Za-z][_-]\z")
_SHARD = Rx(
    r"(?i)(?:[a-z0-9_]{1,20}[-_])?(?:ckpt|checkpoint|part|shard|chunk|frame|img|image|page|batch|epoch|step|split)[-_]?\d{1,8}"
    r"(?:\.[a-z]{1,12}){1,2}"
)
_FILE_ENDS = Rx(r"\A\d{1,4}\.(?i:md|pdf|txt|docx?|csv|json|html?|png|jpe?g|xml|ya?ml|log|dcm|tiff?|xlsx?|pptx?)\b")
"""A short number at the end of a file's name counts files."""
_ASSET = Rx(r"[A-Za-z0-9_]{1,24}[-.][0-9A-Za-z_-]{6,12}\.(?:m?js|css|woff2?|webp|svg|map|wasm|png|jpe?g|ico|html|json)")
_POD = Rx(r"[a-z0-9]+(?:-[a-z0-9]+)*-[a-z0-9]{8,10}-[a-z0-9]{5}")
_TYPED = Rx(r"s?u?(?:int|fixed|float)\d{1,3}")
_IN_FILE = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
_QUEUE = Rx(r"\b(?:postfix|exim|sendmail)[a-z0-9/-]{0,24}\[\d{1,8}\]: \z")
"""What a mail server calls a message by."""
_NETWORK_BEFORE = Rx(r"(?i:\b(?:ssid|network(?: name)?|wi-?fi(?: name)?|wlan(?: name)?)[\"']?[ :=]{1,3}[\"'*]?)\z")
_KEY_AFTER = Rx(r"\A[\"'*]?[,;/ \n]{1,3}(?i:and )?(?i:the )?(?i:pass(?:word|phrase)?|pw|key|network key|psk|wpa)\b")
"""The name of a network stands before its key."""
_DOCUMENT = Rx(r"\A\.(?i:xlsx?|docx?|pdf|csv|pptx?|txt|zip|png|jpe?g|md)\b")
_OF_SYSTEM = Rx(r"\A\.(?:log|conf|cfg|ini|service|sock|so|dll|exe)\b")
"""What ends the names of files that no person gives his name to."""
_CONTINENTS = frozenset(b"Africa America Asia Atlantic Australia Europe Indian Pacific".split())
"""What names of time zones begin with."""
_VARIABLE = Rx(r"\$\{?[A-Z][A-Z0-9_]*\}?")
_ZONE = Rx(
    r"(?i:\b(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|Canada|Mexico|Brazil)/"
    r"(?:[A-Za-z_]{1,20}/)?(?:[A-Za-z]{1,20}_){0,3})\z"
)
"""A time zone (RFC 6557) is named by a city that nobody need live in."""
_REFERRED = Rx(
    r"(?:(?i:\b(?:bugs?|issues?|prs?|pull requests?|fix(?:es|ed)?|closes|closed|gh)) (?:#\d{1,8}(?:,| and| or) )*#"
    r"|\(#|\btotal |\bpp?\. ?|\b(?:port|idle|irq|sys|nice|uptime): )\z"
)
"""What stands before the number of a bug, a page, a port, a counter."""
_COMMANDED = Rx(r"(?:(?:base64|xxd|jq|tr|cut|grep|awk|sed|head|tail) )?--?[a-z]+(?:-[a-z]+)*")
"""An option of a command, alone or behind it."""
_OPTION_BEFORE, _OPTION = Rx(r"(?:\A|[\s'\"`(=])-\z"), Rx(r"[WlfmDO][a-z0-9=_-]+|XX?[a-z:+][A-Za-z0-9:=+_-]*")
_FRAGMENT = Rx(r"[a-z][a-z-]*#[a-z][a-z-]*")

_KEY = Rx(r"(?:[A-Za-z]+[0-9]{0,2}|[0-9])?(?:[_.&-]+(?:[A-Za-z]+[0-9]{0,2})?)*")
"""Words with a number of one or two figures behind, as what is drawn at random is not."""
_QUALIFIED_BEFORE = Rx(
    r"(?:\A|[^A-Za-z0-9_.])(?:org|com|net|io|java|javax|System|Microsoft)\.(?:[A-Za-z][A-Za-z0-9_]*\.)*\z"
)
_QUALIFIED = Rx(r"[A-Za-z][A-Za-z0-9_.*]*")
_PACKAGE = Rx(r"lib[a-z0-9]+(?:-[a-z0-9]+)*-(?:dev|bin|common|doc|dbg|data)")
_FUNCTION = Rx(r"[a-z]+[0-9][a-z]|[a-z]+(?:_[a-z]+)+")
_VERBS = (
    r"(?:Add|Connect|ConvertFrom|ConvertTo|Copy|Disable|Enable|Enter|Export|Find|Get|Import|Install|Invoke|New|Out|Read|Register"
    r"|Remove|Restart|Select|Send|Set|Start|Stop|Test|Update|Write)"
)
"""Approved verbs for PowerShell commands, those in common use."""
_CMDLET = Rx(rf"{_VERBS}-[A-Z][A-Za-z]+")
_HUMPED = Rx(r"[a-z][A-Z][a-z]")
_CMDLET_BEFORE = Rx(rf"\b{_VERBS}-\z")
_SWITCH = Rx(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+")
_FIELD = Rx(
    r"(?i:(?:[a-z/]+ ){0,3}(?:[a-z]+/)?(?:passwords?|passwd|passcodes?|passphrases?)|bearer|basic|digest|opaque)"
)
"""What a form or a heading calls it, how a header (RFC 9110) and a cluster say what follows."""
_REQUEST_BEFORE = Rx(
    r"(?i:\b(?:request|trace|span|correlation|invocation|build|event)[ _-]?ids?[\"']?[ :=]{1,3}[\"']?)\z"
)


def excuses(data_class: DataClass, text: bytes, before: bytes, after: bytes, *, code: bool) -> bool:
    """Whether a guess of this class is a piece of a program, told by the bytes around it; these may be ``code``."""
    if _is_code_point(text, before) or _is_dumped(text, before, after) or _of_uuid(text, before, after):
        return True
    if data_class is DataClass.DATE:
        return (code or b"_" in text or joined(before, after)) and _MONTH.fullmatch(text)
    if data_class is not DataClass.PHONE and text[:1].isdigit() and _REFERRED.search(before) is not None:
        return True
    if data_class in _WORDS:
        zoned = data_class is DataClass.LOCATION and b"/" in before and _ZONE.search(before) is not None
        return (
            zoned
            or (data_class is DataClass.LOCATION and text[-1:].isdigit() and _TYPED.fullmatch(text))
            or _no_name(data_class, text, before, after, code=code)
        )
    return data_class in _CODES and (
        _QUEUE.search(before) is not None
        or (data_class is DataClass.SECRET and after[:1] == b"." and _DOCUMENT.search(after) is not None)
        or _is_colour(text, before, after)
        or _is_of_call(text, before)
        or _counts_files(text, before, after)
        or _is_named(data_class, text, before, after, code=code)
    )


def _is_of_call(text: bytes, before: bytes) -> bool:
    if before[-1:] in _JOINTS and _CALL_BEFORE.search(before) is not None:
        return True
    return not text.isalnum() and _CALL_BEGINS.search(text) is not None


def _counts_files(text: bytes, before: bytes, after: bytes) -> bool:
    if not (before[-1:] in _JOINTS or after[:1] in (b".", b"-") or b"-" in text or b"." in text):
        return False
    if _FILE_BEFORE.search(before) is not None and _FILE_ENDS.search(text + after) is not None:
        return True
    left, right = before[-40:], after[:24]
    whole = left[len(left.rstrip(_IN_FILE)) :] + text + right[: len(right) - len(right.lstrip(_IN_FILE))]
    return _SHARD.fullmatch(whole) or _ASSET.fullmatch(whole) or _POD.fullmatch(whole)


def _no_name(data_class: DataClass, text: bytes, before: bytes, after: bytes, *, code: bool) -> bool:
    if after[:1] == b"." and _OF_SYSTEM.search(after) is not None:
        return True
    if (after[:1] == b"/" and text in _CONTINENTS) or (text == b"Mac" and after.startswith(b" OS ")):
        return True
    if (code or after.startswith(_USED)) and not before.endswith(_QUOTES) and _is_camel(text):
        return True
    if data_class is DataClass.LOCATION:
        return (code or len(text) != _ZIP) and text.isdigit() and _in_row(before, after)
    return text.islower() and _is_path(before, after)


def _is_code_point(text: bytes, before: bytes) -> bool:
    return text.startswith(b"U+") or (b"U+" in before and _CODE_POINT.search(before) is not None)


def _is_camel(text: bytes) -> bool:
    """Written as variables are, and as no name is but those that begin with a particle."""
    hit = _CAMEL.search(text)
    return hit is not None and text[: hit[3]] not in _PARTICLES


def _of_uuid(text: bytes, before: bytes, after: bytes) -> bool:
    """A piece of one, or a whole one that numbers a request."""
    if b"-" not in (before[-1:], after[:1]):
        return len(text) == _UUID_LENGTH and _UUID.fullmatch(text) and _REQUEST_BEFORE.search(before) is not None
    left, right = len(before) - len(before.rstrip(_HEX)), len(after) - len(after.lstrip(_HEX))
    return _UUID.fullmatch(before[len(before) - left :] + text + after[:right])


def _is_dumped(text: bytes, before: bytes, after: bytes) -> bool:
    """Among words of four hexadecimal digits, some of which are letters."""
    return (
        len(text) % 5 == 4  # noqa: PLR2004 - words of four and the blanks between them
        and after[:1].isspace()
        and _DUMPED.fullmatch(text)
        and _DUMPED_BEFORE.search(before) is not None
        and _DUMPED_AFTER.search(after) is not None
        and _HEX_LETTERS.search(before[-10:] + text + after[:5]) is not None
    )


def _is_colour(text: bytes, before: bytes, after: bytes) -> bool:
    """As a style sheet or a theme writes it, at an end of a string or behind a rule."""
    whole = text if text.startswith(b"#") else before[-1:] + text
    ends = after.startswith((*_QUOTES, b";")) or before.removesuffix(b"#").endswith(_QUOTES)
    return ends and _COLOUR.fullmatch(whole)


def _is_named(data_class: DataClass, text: bytes, before: bytes, after: bytes, *, code: bool) -> bool:
    if text == TEN or text in _MODES or _LITERAL.fullmatch(text):
        return True
    if data_class is DataClass.SECRET:
        variable = text.startswith(b"$") and _VARIABLE.fullmatch(_word(text, before, after))
        if (
            variable
            or (text.isupper() and before.endswith((b"$", b"${")))
            or (_NETWORK_BEFORE.search(before) is not None and _KEY_AFTER.search(after) is not None)
            or _is_of_api(text, before, after)
            or _is_key(text, after)
            or _is_command(text, before)
            or _FIELD.fullmatch(text)
        ):
            return True
        if b".." in text + after[:1]:
            return True
        drawn = any(chr(c).isalnum() for c in text)
        return not drawn or _is_reckoned(text, before, after, code=code) or _is_piece(text, before, after, code=code)
    if data_class is DataClass.VEHICLE and text.islower():
        return is_listed(before, after)
    return code and joined(before, after) and _NAMED.fullmatch(_word(text, before, after))


def _is_of_api(text: bytes, before: bytes, after: bytes) -> bool:
    """Part of a qualified name, a package, or one of a list of functions."""
    if _QUALIFIED_BEFORE.search(before) is not None and _QUALIFIED.fullmatch(text):
        return True
    listed = _FUNCTION.fullmatch(text) and is_listed(before, after) and not passphrase(text)
    return listed or _PACKAGE.fullmatch(text)


def _is_key(text: bytes, after: bytes) -> bool:
    """The name in front of a value, with or without its equals sign; that of base64 has nothing behind it."""
    if text.endswith(b"="):
        return after[:1].isalnum() and _KEY.fullmatch(text[:-1])
    return after[:1] == b"=" and after[1:2].isalnum() and _KEY.fullmatch(text)


def _is_command(text: bytes, before: bytes) -> bool:
    """An option, or a command of PowerShell, the rest of one, or an option of it."""
    if b"-" in text and _COMMANDED.fullmatch(text):
        return True
    if _CMDLET.fullmatch(text) or (before.endswith(b"-") and _CMDLET_BEFORE.search(before) is not None):
        return text.replace(b"-", b"").isalpha()
    return before.endswith(b" -") and _SWITCH.fullmatch(text)


def _is_reckoned(text: bytes, before: bytes, after: bytes, *, code: bool) -> bool:
    """With an operator of its language, which in prose a password may hold but not share with what is beside it."""
    edges = (before[-1:] + text[:1], text[-1:] + after[:1], after[:2])
    shared = any(_AND_OR.fullmatch(edge) for edge in edges)
    inside = code and _AND_OR.search(text) is not None
    return shared or inside or _OPERATOR.search(before[-1:] + text + after[:1]) is not None


def _is_piece(text: bytes, before: bytes, after: bytes, *, code: bool) -> bool:
    """Of an identifier, of a path, an attribute, a compiler's option."""
    if before.endswith(b"/") and (_OF_FILE.search(after) is not None or _FRAGMENT.fullmatch(text)):
        return True
    if _OPTION_BEFORE.search(before) is not None and _OPTION.fullmatch(text):
        return True
    called = after.startswith(b"(") and (b"_" in text or (text.isalpha() and _HUMPED.search(text) is not None))
    standing = joined(before, after) or called or _DEFINED.search(before) is not None
    if standing and _NAMED.fullmatch(_word(text, before, after)):
        return True
    if _OF_MODULE.search(before) is None:
        return False
    return (after.startswith(b"(") and _IDENTIFIER.fullmatch(text)) or (code and _ATTRIBUTE.fullmatch(text))


def joined(before: bytes, after: bytes) -> bool:
    """Whether what stands between is joined to a part of its word by an underscore; two around it are emphasis."""
    left, right = before.endswith(b"_"), after.startswith(b"_")
    return (left or right) and (left != right or before[-2:-1].isalnum() or after[1:2].isalnum())


def _word(text: bytes, before: bytes, after: bytes) -> bytes:
    """The guess with the rest of the word that it was cut out of."""
    left, right = _BEFORE_IN_WORD.search(before), _AFTER_IN_WORD.search(after)
    return (before[left[2] :] if left else b"") + text + (after[: right[3]] if right else b"")


def is_listed(before: bytes, after: bytes) -> bool:
    """Whether what stands between is one of a list of strings."""
    return _LISTED_BEFORE.search(before) is not None and _LISTED_AFTER.search(after) is not None


def _in_row(before: bytes, after: bytes) -> bool:
    """Of numbers with commas and blanks between them."""
    return _ROW_BEFORE.search(before) is not None and _ROW_AFTER.search(after) is not None


def _is_path(before: bytes, after: bytes) -> bool:
    """Between dots, with letters on both sides: of a module, of a host."""
    return before[-1:] == b"." and before[-2:-1].isalnum() and after[:1] == b"." and after[1:2].isalpha()
