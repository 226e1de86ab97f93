# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Check digits, plausibility and shape: the second opinion on a value.

Each entry of ``VALIDATORS`` takes the value's bytes and gives how many of them count, from the start:
all, a shorter prefix, or 0 to refuse. None of them raises.
"""

import ipaddress
from collections.abc import Callable
from itertools import pairwise
from types import MappingProxyType

from clearance.core.detect import account_passwords, lexicon, secrecy
from clearance.core.detect.byte_tables import NUMBERS, WORDS
from clearance.core.detect.rx import Rx

Validator = Callable[[bytes], int]

_NOT_DIGITS = bytes(c for c in range(256) if c not in b"0123456789")
_NOT_ALNUM = bytes(c for c in range(256) if not chr(c).isalnum() or c > 0x7F)  # noqa: PLR2004 - ASCII's end
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at for at, name in enumerate(_MONTH_NAMES, 1)}
_NINE = 9
_TWO_DIGITS = 99
_EARLIEST, _LATEST = 1850, 2150
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def digits(value: bytes) -> bytes:
    """The ASCII digits alone."""
    return value.translate(None, _NOT_DIGITS)


def alnum(value: bytes) -> bytes:
    """ASCII letters and digits alone, upper case."""
    return value.translate(None, _NOT_ALNUM).upper()


def luhn(number: bytes) -> bool:
    """ISO/IEC 7812-1 annex B; ``number`` is digits with the check digit last."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        double = (digit - 48) * (1 + place % 2)
        total += double - 9 if double > 9 else double  # noqa: PLR2004 - cast out nines
    return len(number) > 1 and total % 10 == 0


def us_ssn(value: bytes) -> bool:
    """Areas 000, 666 and 900-999, group 00 and serial 0000 were never assigned (SSA, randomisation rules, 2011)."""
    number = digits(value)
    area = number[:3]
    return (
        len(number) == _NINE
        and area not in {b"000", b"666"}
        and area[:1] != b"9"
        and number[3:5] != b"00"
        and number[5:] != b"0000"
        and len(set(number)) > 1
    )


def us_itin(value: bytes) -> bool:
    """9xx with a group of 50-65, 70-88, 90-92 or 94-99 (IRS, Internal Revenue Manual 3.21.263)."""
    number = digits(value)
    group = int(number[3:5] or b"0")
    ranges = ((50, 65), (70, 88), (90, 92), (94, 99))
    return len(number) == _NINE and number[:1] == b"9" and any(low <= group <= high for low, high in ranges)


def npi(value: bytes) -> bool:
    """Luhn over 80840 and the ten digits (45 CFR 162.406; CMS NPI check digit)."""
    number = digits(value)
    return len(number) == 10 and number[:1] in b"12" and luhn(b"80840" + number)  # noqa: PLR2004 - an NPI's digits


def dea(value: bytes) -> bool:
    """The last digit is that of d1 + d3 + d5 + 2 (d2 + d4 + d6) (DEA registration number)."""
    d = [c - 48 for c in digits(value)[-7:]]
    return len(d) == 7 and (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6]  # noqa: PLR2004 - its digits


_CARDS = (
    # issuer range low, high (as six digits), allowed lengths (ISO/IEC 7812-2 and the networks' own tables)
    (400000, 499999, (13, 16, 19)),
    (510000, 559999, (16,)),
    (222100, 272099, (16,)),
    (340000, 349999, (15,)),
    (370000, 379999, (15,)),
    (300000, 305999, (14,)),
    (360000, 369999, (14,)),
    (380000, 399999, (14,)),
    (352800, 358999, (16, 17, 18, 19)),
    (601100, 601199, (16, 19)),
    (620000, 629999, (16, 17, 18, 19)),
    (640000, 659999, (16, 19)),
    (213100, 213199, (15,)),
    (180000, 180099, (15,)),
    (500000, 509999, (12, 13, 14, 15, 16, 17, 18, 19)),
    (560000, 599999, (12, 13, 14, 15, 16, 17, 18, 19)),
    (670000, 679999, (12, 13, 14, 15, 16, 17, 18, 19)),
)


def card(value: bytes) -> bool:
    """Issuer range, length and Luhn; never a single repeated digit."""
    number = digits(value)
    issuer = int(number[:6] or b"0")
    known = any(low <= issuer <= high and len(number) in lengths for low, high, lengths in _CARDS)
    return known and len(set(number)) > 1 and luhn(number)


_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip


def iban(value: bytes) -> int:
    """ISO 13616: the country's length and mod 97 = 1. Text that follows is cut off."""
    wanted = _IBAN_LENGTHS.get(value[:2].decode("latin-1").upper(), 0)
    end = count = 0
    for end, byte in enumerate(value, 1):  # noqa: B007 - where it stops is what we want
        count += byte != 32  # noqa: PLR2004 - a space
        if count == wanted:
            break
    compact = value[:end].replace(b" ", b"").upper()
    if not wanted or count != wanted or alnum(compact) != compact:
        return 0
    return end if int("".join(str(int(chr(c), 36)) for c in compact[4:] + compact[:4])) % 97 == 1 else 0


def aba(value: bytes) -> bool:
    """The 3-7-1 check sum of a routing number whose first two digits are in use (ABA)."""
    number = digits(value)
    prefix = int(number[:2] or b"0")
    ranges = ((1, 12), (21, 32), (61, 72), (80, 80))
    total = sum((c - 48) * (3, 7, 1)[place % 3] for place, c in enumerate(number))
    return len(number) == _NINE and any(low <= prefix <= high for low, high in ranges) and total % 10 == 0


_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin(value: bytes) -> bool:
    """49 CFR 565.15(c): the ninth character is the weighted sum mod 11."""
    text = value.decode("ascii", "replace").upper()
    total = sum(
        w * (int(c) if c.isdigit() else _VIN_VALUES.get(c, 0)) for c, w in zip(text, _VIN_WEIGHTS, strict=False)
    )
    return len(text) == 17 and len(set(text)) > 4 and text[8] == "0123456789X"[total % 11]  # noqa: PLR2004 - its length


def imei(value: bytes) -> bool:
    """Fifteen digits with Luhn (3GPP TS 23.003)."""
    number = digits(value)
    return len(number) == 15 and luhn(number)  # noqa: PLR2004 - its length


_NETWORKS = frozenset({b"172.16.0.0", b"192.168.0.0", b"169.254.0.0", b"100.64.0.0"})
"""RFC 1918, 3927 and 6598: nobody's address."""


def ipv4(value: bytes) -> bool:
    """A dotted quad that is neither unspecified, loopback, broadcast, a mask nor a network as a whole.

    Three zeros at the end are a network, and how browsers write their version ("Chrome/123.0.0.0").
    """
    if value in _NETWORKS or value.endswith(b".0.0.0"):
        return False
    octets = [int(part) if part.isdigit() else _TWO_DIGITS**2 for part in value.split(b".")]
    return len(octets) == 4 and max(octets) <= 255 and octets[0] not in {0, 127, 255}  # noqa: PLR2004 - four octets


def ipv6(value: bytes) -> bool:
    """Any written form (RFC 4291) but the unspecified and the loopback address."""
    try:
        address = ipaddress.IPv6Address(value.decode("ascii"))
    except ValueError:
        return False
    return not (address.is_unspecified or address.is_loopback) and len(alnum(value)) >= 6  # noqa: PLR2004 - not "a::b"


def nanp(value: bytes) -> bool:
    """A North American number: neither area code nor exchange starts with 0 or 1 without separators (NANP)."""
    number = digits(value)
    number = number[1:] if number[:1] == b"1" else number
    return len(number) >= 10 and number[:1] not in b"01" and len(set(number[:10])) > 1  # noqa: PLR2004 - its digits


def e164(value: bytes) -> bool:
    """Eight to fifteen digits (ITU-T E.164)."""
    return 8 <= len(digits(value.split(b"x", 1)[0].split(b"e", 1)[0])) <= 15  # noqa: PLR2004 - E.164's limits


_TIME = r"(?:[01]\d|2[0-3])[0-5]\d"
_TIMES = Rx(rf"{_TIME} ?\x{{2013}} ?{_TIME}|{_TIME}(?:[ ,]{{0,2}}[-\x{{2013}}]? ?{_TIME}){{2,6}}")


def times(value: bytes) -> bool:
    """Hours and minutes in a row, each later than the one before ("0612 0642 0712"). Two are a span only with a dash:
    "2012 2145" may be a telephone number.
    """
    if not _TIMES.fullmatch(value):
        return False
    said = [value[at : at + 4] for at in range(len(value) - 3) if value[at : at + 4].isdigit()]
    return all(one < other for one, other in pairwise(said))


def national_phone(value: bytes) -> bool:
    """Nine to twelve digits, neither "00" nor twelve that begin with a date, nor times of a timetable."""
    if times(value):
        return False
    number = digits(value)
    return 9 <= len(number) <= 12 and number[:2] != b"00" and not date(value)  # noqa: PLR2004 - national plans


_NO_POST_CODE = frozenset(
    b"AD AM BC BD CE ED EU HR ID IU JD KG LB LT MB MD ML NO OF OK OR PA PC PT TO TV UK US VS".split()
)


def inward(value: bytes) -> bool:
    """The end of a British postcode, not of an ordinal or a time; or digits in words."""
    return value[-2:] not in (b"st", b"nd", b"rd", b"th", b"hr")


def dutch_post_code(value: bytes) -> bool:
    """Four digits and two letters that are no unit, era or half of a day."""
    return value[-2:] not in _NO_POST_CODE


_QUARTER, _FOURTHS = 93, 4


def _day_and_month(day: int, month: int) -> bool:
    return 1 <= month <= len(_DAYS) and 1 <= day <= _DAYS[month - 1]


def date(value: bytes) -> bool:
    """A day that exists, in month-day, day-month or year-first order, with a year of 1850 to 2150 where it is long."""
    numbers = [int(number) for number in value.translate(NUMBERS).split()][:3]
    months = [_MONTHS.get(word[:3].decode(), 0) for word in value.translate(WORDS).split()]
    month = next((month for month in months if month), 0)
    if any(number > _TWO_DIGITS and not _EARLIEST <= number <= _LATEST for number in numbers):
        return False
    if month:
        return any(_day_and_month(number, month) for number in numbers)
    if len(numbers) < 2:  # noqa: PLR2004 - day and month
        return False
    if numbers[0] > _TWO_DIGITS:
        return len(numbers) > 2 and _day_and_month(numbers[2], numbers[1])  # noqa: PLR2004 - year, month, day
    return _day_and_month(numbers[1], numbers[0]) or _day_and_month(numbers[0], numbers[1])


def month_day(value: bytes) -> bool:
    """Month and day without a year."""
    first, _, second = value.partition(b"/")
    return first.isdigit() and second.isdigit() and _day_and_month(int(second), int(first))


def day_or_month(value: bytes) -> bool:
    """Month and day, or day and month, without a year; no share of the same number."""
    first, _, second = value.replace(b"-", b"/").partition(b"/")
    if not (first.isdigit() and second.isdigit()):
        return False
    a, b = int(first), int(second)
    return a != b and (_day_and_month(a, b) or _day_and_month(b, a))


def month_days(value: bytes) -> bool:
    """From one month and day to another, at most a quarter of a year later; no two shares of a whole."""
    numbers = [int(number) for number in value.translate(NUMBERS).split()]
    if len(numbers) != 4:  # noqa: PLR2004 - two months and two days
        return False
    m1, d1, m2, d2 = numbers
    days = (31 * (m2 - m1) + d2 - d1) % (12 * 31)
    shares = d1 == d2 or (m1 < d1 <= _FOURTHS and m2 < d2 <= _FOURTHS)
    return _day_and_month(d1, m1) and _day_and_month(d2, m2) and not shares and 0 < days <= _QUARTER


def dial(value: bytes) -> bool:
    """The turns of a lock, which no day is written as."""
    return not date(value)


def packed_date(value: bytes) -> bool:
    """YYYYMMDD, as in HL7 v2, or any written date."""
    if len(value) >= 8 and value[:8].isdigit():  # noqa: PLR2004 - eight digits
        return _EARLIEST <= int(value[:4]) <= _LATEST and _day_and_month(int(value[6:8]), int(value[4:6]))
    return date(value)


def over_89(value: bytes) -> bool:
    """90 to 130 years (45 CFR 164.514(b)(2)(i)(C): ages over 89)."""
    number = digits(value)
    return not number or 90 <= int(number) <= 130  # noqa: PLR2004 - the rule's limit


_DIGEST = Rx(r"(?i)sha-?\d{1,3}(?:[-/]\d{3})?|md5|ed25519|x25519|blake\d[bs]?|(?:rsa|aes)-?\d{3,4}")


def identifier(value: bytes) -> bool:
    """At least three digits, and neither a written date nor the name of a digest."""
    if _DIGEST.fullmatch(value):
        return False
    return len(digits(value)) >= 3 and not (value[-3:-2] in b"/" and date(value))  # noqa: PLR2004 - shorter ones are counts


def long_identifier(value: bytes) -> bool:
    """At least six digits, and not a written date."""
    return len(digits(value)) >= 6 and not date(value)  # noqa: PLR2004 - shorter ones need a stronger label


_NO_CODE = Rx(
    r"(?i)\A(?:v\d+(?:\.\d+)*|\d{1,3}(?:\.\d{1,3})+|(?:icd|cpt|iso|rfc|loinc|snomed|hcpcs|ndc|ieee|astm|nct)[ -]?.*"
    r"|(?:[a-z]+[ -])?(?:19|20)\d\d|[a-z]\d\d(?:\.\d{1,4}[a-z]?)?"
    r"|\d+(?:\.\d+)? ?(?:mg|mcg|g|kg|ml|l|mm|cm|m?hz|ghz|[gmk]b|ms|px|k?m|hrs?|min|days?|th|st|nd|rd|k)"
    r"|[a-z]+[0-9]{1,2}|[a-z]{5,}[-_][a-z]{3,}.*)\z"
)
_DIGITS_OF_CODE = 3


def code(value: bytes) -> int:
    """At least three digits, and no year, date, version, measure or number of a standard; a unit behind it is one."""
    if value[-2:-1] == b" " and value[-1:].isalpha() and not value[:1].isalpha():
        value = value[:-2]
    return len(value) if len(digits(value)) >= _DIGITS_OF_CODE and plain_code(value) else 0


def plain_code(value: bytes) -> bool:
    """At least one digit, and no year, date, version, measure or number of a standard."""
    return bool(digits(value)) and not _NO_CODE.search(value) and not date(value)


_MIXED = Rx(r"[A-Z0-9]*(?:[A-Z][0-9]|[0-9][A-Z])[A-Z0-9]*")


def locator(value: bytes) -> bool:
    """Capitals and digits, both of them, and no standard's name."""
    return _MIXED.fullmatch(value) and not _NO_CODE.search(value)


def short_identifier(value: bytes) -> bool:
    """At least one digit, five characters, and not a plain word with a number."""
    return len(value) >= 4 and len(digits(value)) >= 2  # noqa: PLR2004 - plates and serials are short


def plate(value: bytes) -> bool:
    """What ``short_identifier`` takes, unless its letters are a word of the sentence ("plates of 12")."""
    return short_identifier(value) and lexicon.NOT_NAMES.isdisjoint(value.split()[:1])


_PUBLIC = Rx(
    r"(?i)\A(?:https?://)?(?:www\.)?(?:w3\.org|schema\.org|json-schema\.org|hl7\.org|terminology\.hl7\.org|loinc\.org"
    r"|snomed\.info|unitsofmeasure\.org|schemas\.[a-z]+\.(?:com|org)|purl\.org|xmlns\.com|fhir\.org|dicom\.nema\.org"
    r"|nucc\.org|ihtsdo\.org|cms\.gov|localhost|127\.0\.0\.1|unix|maven\.apache\.org|www\.springframework\.org|golang\.org|gopkg\.in|github\.com/[^/]+/[^/]+/v\d{1,2})(?:[:/][^?@]*)?\z"
)
_OF_CLUSTER = Rx(
    r"(?i)\A(?:[a-z0-9.-]*\.)?(?:kubernetes\.io|k8s\.io|helm\.sh|gcr\.io|ghcr\.io|quay\.io|docker\.io|registry\.[a-z0-9.-]+)/[^?]*\z"
    r"|\A[^?]*@sha256:[0-9a-f]{8,}\z"
)
"""Labels of a cluster's objects, and images of containers."""


def url(value: bytes) -> int:
    """Without the punctuation of the sentence around it; names of public vocabularies are not addresses."""
    value = value.rstrip(b".,;:!?*_")
    if value.endswith(b")") and b"(" not in value:
        value = value[:-1]
    return 0 if _PUBLIC.fullmatch(value) or _OF_CLUSTER.search(value) is not None else len(value)


def titled_person(value: bytes) -> int:
    """A name behind a title, where ordinary words that are also names count as names."""
    return _name(value, _NEVER_NAMES)


def greeted(value: bytes) -> int:
    """A name behind a greeting, not the ones who are greeted without one."""
    return 0 if any(word.lower() in lexicon.GREETED for word in value.split()) else len(value)


def person(value: bytes) -> int:
    """A name, cut before the first word that is none (``lexicon.NOT_NAMES``), or behind a possessive.

    "Last, First" holds an ordinary word where the other part is none.
    """
    if b"," in value:
        parts = [part.rstrip(b".").lower() for part in value.replace(b",", b" ").split()]
        known = [part for part in parts[:2] if part not in lexicon.NOT_NAMES]
        return len(value) if known and max(len(part) for part in parts) > 2 else 0  # noqa: PLR2004 - "UA, GS"
    return _name(value, lexicon.NOT_NAMES)


def _name(value: bytes, stops: frozenset[bytes]) -> int:
    end = 0
    words = 0
    for part in value.split():
        start = value.index(part, end)
        stop = start + len(part)
        word = part.rstrip(b".").lower()
        initial = len(word) == 1 and part.endswith(b".")
        if (word in stops and not initial) or (words and word in lexicon.JOINERS and stop == len(value)):
            break
        end, words = stop, words + 1
        if part.endswith((b"'s", b"'S")):
            end -= 2
            break
    text = value[:end]
    return end if words and len(text.replace(b".", b"").strip()) > 1 else 0


def person_value(value: bytes) -> bool:
    """A field's whole value that is a name: one to five words, none of which is an ordinary word."""
    return person(value) == len(value) and len(value.split()) <= 5  # noqa: PLR2004 - longer ones are sentences


def two_names(value: bytes) -> bool:
    """Two words or three, none of them an ordinary word."""
    return person(value) == len(value) and len(value.split()) in {2, 3}


_NEVER_NAMES = lexicon.NOT_NAMES - lexicon.ORDINARY_NAMES


def street(value: bytes) -> bool:
    """The words between number and suffix are no measure (``lexicon.UNITS``)."""
    words = value.lower().split()
    if not words or (len(words[0]) == 3 and b"-" in words[0]):  # noqa: PLR2004 - suture sizes, "4-0"
        return False
    if any(word in _NOT_IN_STREETS or (len(word) > 4 and word.endswith(b".")) for word in words[1:-1]):  # noqa: PLR2004 - "Ft.", "Mt."
        return False
    return not any(word.strip(b".,") in lexicon.UNITS for word in words[1:3])


_NOT_IN_STREETS = frozenset(
    b"per that each wants my is are was now this those with from into hits cards steps pct pct.".split()
)
"""What stands between a count and a doctor, a court, a square."""


def place(value: bytes) -> bool:
    """Not an ordinary capitalised word."""
    first = value.split()[:1]
    return bool(first) and value.lower() not in lexicon.NOT_PLACES and first[0].lower() not in lexicon.NOT_PLACES


def _whole(check: Callable[[bytes], bool]) -> Validator:
    def accepted(value: bytes) -> int:
        return len(value) if check(value) else 0

    return accepted


_CHECKS = (
    us_ssn, us_itin, npi, dea, card, aba, vin, imei, ipv4, ipv6, nanp, e164, national_phone, inward, dutch_post_code,
    date,
    month_day, day_or_month, month_days, dial, packed_date, over_89, identifier, long_identifier, plain_code,
    locator, short_identifier, plate, person_value, two_names, street, place,
)  # fmt: skip

VALIDATORS: MappingProxyType[str, Validator] = MappingProxyType(
    {
        **{check.__name__: _whole(check) for check in _CHECKS},
        **{check.__name__: check for check in (*secrecy.CHECKS, *account_passwords.CHECKS)},
        "code": code,
        "iban": iban,
        "url": url,
        "person": person,
        "greeted": greeted,
        "titled_person": titled_person,
    }
)
