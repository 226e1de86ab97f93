# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Numbers and codes that identify: phone to biometric, with check digits where the real ones have them."""

import string
from collections.abc import Callable, Sequence
from random import Random

_UP = string.ascii_uppercase
_ALNUM = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"


def digits(r: Random, count: int) -> str:
    """A number of so many digits, not beginning with zero."""
    return r.choice("123456789") + "".join(r.choices(string.digits, k=count - 1))


def pick(r: Random, alphabet: str, count: int) -> str:
    """Random characters."""
    return "".join(r.choices(alphabet, k=count))


def patterned(r: Random, pattern: str) -> str:
    """``#`` a digit, ``@`` a capital, ``*`` either, ``%`` a hex digit; anything else stands for itself."""
    sets = {"#": string.digits, "@": _UP, "*": _UP + string.digits, "%": _HEX}
    return "".join(r.choice(sets[c]) if c in sets else c for c in pattern)


def composed(r: Random) -> str:
    """A code of a form that no list foresees: one to four groups of letters and digits, with digits enough."""
    mark = r.choice(("-", "-", " ", "", ".", "/", "_"))
    groups = [
        r.choice(("@", "@@", "@@@", "##", "###", "####", "#####", "######", "#######", "@##", "##@", "****"))
        for _ in range(r.randrange(1, 5))
    ]
    pattern = mark.join(groups)
    if pattern.count("#") < 4:
        pattern += mark + "#" * r.randrange(4, 8)
    code = patterned(r, pattern)
    return code.lower() if r.random() < 0.08 else code


def _or_composed(r: Random, patterns: tuple[str, ...]) -> str:
    return composed(r) if r.random() < 0.3 else patterned(r, r.choice(patterns))


def luhn(number: str) -> str:
    """The check digit (ISO/IEC 7812-1)."""
    total = 0
    for at, character in enumerate(reversed(number)):
        value = int(character) * (2 - at % 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def phone(r: Random) -> str:
    """North American mostly."""
    area, office, line = (
        f"{r.randrange(201, 990)}",
        r.choice(("555", str(r.randrange(200, 999)))),
        f"{r.randrange(10000):04d}",
    )
    shown = r.choices(
        (
            f"({area}) {office}-{line}", f"{area}-{office}-{line}", f"{area}.{office}.{line}", f"{area} {office} {line}", f"+1 {area} {office} {line}",
            f"+1-{area}-{office}-{line}", f"{area}{office}{line}", f"1-{area}-{office}-{line}", f"({area}){office}-{line}", f"{office}-{line}",
            f"{area}/{office}-{line}", f"+44 20 {r.randrange(7000, 8999)} {line}", f"0{r.randrange(7000, 7999)} {r.randrange(100000, 999999)}",
            f"+91 {r.randrange(70000, 99999)} {r.randrange(10000, 99999)}", f"+{r.randrange(30, 99)} {r.randrange(10, 999)} {r.randrange(100, 999)} {line}",
        ),
        (20, 20, 6, 5, 4, 4, 4, 3, 3, 4, 1, 2, 2, 2, 3),
    )[0]  # fmt: skip
    if r.random() < 0.14:
        shown = patterned(
            r,
            r.choice(
                (
                    "### ####",
                    "### #### ####",
                    "(##) ###-###",
                    "0## #### ####",
                    "+## ## #### ####",
                    "## ## ## ## ##",
                    "0### ### ###",
                    "(0##) ####-####",
                    "## #### ####",
                    "+## (0) ### ######",
                    "0####/######",
                    "###-####",
                    "00## ## ### ####",
                    "#-###-###-####",
                    "1 (###) ###-####",
                )
            ),
        )
    if r.random() < 0.06:
        shown += r.choice((" x", " ext ", " ext. ", "x")) + digits(r, r.choice((2, 3, 4)))
    return shown


def ssn(r: Random) -> str:
    """Dashed mostly."""
    area = r.choice([n for n in (r.randrange(1, 900), r.randrange(1, 900), 123) if n != 666])
    parts = (f"{area:03d}", f"{r.randrange(1, 100):02d}", f"{r.randrange(1, 10000):04d}")
    return r.choices(("-", " ", "", "."), (75, 10, 13, 2))[0].join(parts)


def mrn(r: Random) -> str:
    """As different hospitals write it."""
    return _or_composed(
        r,
        (
            "#######",
            "########",
            "######",
            "##-##-##",
            "###-##-##",
            "@######",
            "@@######",
            "MRN######",
            "E########",
            "##########",
            "@#######",
            "##### ##",
            "###-###-###",
            "@@-#####",
            "H#########",
            "######-#",
            "########@",
            "U#####",
            "*********",
            "00######",
            "####-####",
        ),
    )


def health_plan_id(r: Random) -> str:
    """Member ids, Medicare beneficiary identifiers."""
    if r.random() < 0.2:
        letters = "ACDEFGHJKMNPQRTUVWXY"
        a, b, n = (
            (lambda: r.choice(letters)),
            (lambda: r.choice(letters + string.digits)),
            (lambda: r.choice(string.digits)),
        )
        mbi = f"{r.choice('123456789')}{a()}{b()}{n()}{a()}{b()}{n()}{a()}{a()}{n()}{n()}"
        return f"{mbi[:4]}-{mbi[4:7]}-{mbi[7:]}" if r.random() < 0.4 else mbi
    return _or_composed(
        r,
        (
            "W#########",
            "@@@#########",
            "@@@###@#####",
            "#########",
            "###########",
            "@########",
            "ZGP########",
            "#########-##",
            "W#### #####",
            "@@-######-#",
            "XYZ@######",
            "########## ##",
            "H####-###",
            "@@@@########",
            "9########",
            "#####-####@",
            "U## ### ####",
        ),
    )


def account(r: Random) -> str:
    """Bank and billing accounts."""
    return _or_composed(
        r,
        (
            "##########",
            "########",
            "############",
            "#####-####",
            "ACCT-######",
            "@@######",
            "####-####-##",
            "A######",
            "#########",
            "##-######-##",
            "V#########",
            "000########",
        ),
    )


def routing(r: Random) -> str:
    """ABA routing number with its check digit."""
    first = f"{r.randrange(1, 13):02d}{pick(r, string.digits, 6)}"
    weights = (3, 7, 1, 3, 7, 1, 3, 7)
    return first + str(-sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 10)


def npi(r: Random) -> str:
    """National Provider Identifier with its check digit."""
    body = r.choice("12") + pick(r, string.digits, 8)
    return body + luhn("80840" + body)


def dea(r: Random) -> str:
    """DEA number with its check digit."""
    d = [r.randrange(10) for _ in range(6)]
    return (
        r.choice("ABFGMX")
        + r.choice(_UP)
        + "".join(map(str, d))
        + str((d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10)
    )


def card(r: Random) -> str:
    """Payment card with its check digit."""
    prefix, size = r.choice(
        (("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16), ("65", 16))
    )
    body = prefix + pick(r, string.digits, size - len(prefix) - 1)
    number = body + luhn(body)
    cut = (4, 10) if size == 15 else (4, 8, 12)
    parts = [number[a:b] for a, b in zip((0, *cut), (*cut, size), strict=True)]
    return r.choice(("", " ", " ", "-")).join(parts)


def iban(r: Random) -> str:
    """With its check digits (ISO 13616)."""
    country, size = r.choice(
        (("DE", 18), ("GB", 18), ("FR", 23), ("NL", 14), ("ES", 20), ("IT", 23), ("CH", 17), ("IE", 18), ("PL", 24))
    )
    body = (pick(r, _UP, 4) if country in ("GB", "NL", "IE") else "") + ""
    body += pick(r, string.digits, size - len(body))
    check = 98 - int("".join(str(int(c, 36)) for c in body + country + "00")) % 97
    whole = f"{country}{check:02d}{body}"
    return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4)) if r.random() < 0.4 else whole


def vin(r: Random) -> str:
    """Vehicle identification number (without I, O, Q)."""
    return (
        r.choice(("1HG", "1FT", "2T1", "3VW", "5YJ", "JTD", "WBA", "KMH", "1G1", "4T1"))
        + pick(r, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 8)
        + digits(r, 6)
    )


def plate(r: Random) -> str:
    """Registration plates."""
    return patterned(
        r,
        r.choice(
            ("@@@ ####", "@@@-####", "#@@@###", "@@## @@@", "@@@####", "###-@@@", "@##-@@@", "### @@#", "@@ #####")
        ),
    )


def license_number(r: Random) -> str:
    """Driver and professional licences, passports."""
    return _or_composed(
        r,
        (
            "@#######",
            "@##-##-####",
            "########",
            "@@######",
            "@########",
            "MD######",
            "RN-######",
            "@############",
            "###-##-####@",
            "#########",
            "@@@-##-####",
            "PT#####",
            "L######",
        ),
    )


def device(r: Random) -> str:
    """Serial numbers, unique device identifiers."""
    return _or_composed(
        r,
        (
            "SN-########",
            "(01)##############(21)@@####",
            "@@@-#####-@",
            "##@@####",
            "SN@@@######",
            "########-@",
            "PM-#####",
            "@####-#####",
            "###@@@###",
            "%%%%-%%%%-%%%%",
            "LOT@####",
            "IMEI ###############",
            "@@#####@@",
        ),
    )


def mac(r: Random) -> str:
    """Hardware address."""
    mark = r.choice(":-:")
    pairs = [pick(r, _HEX, 2) for _ in range(6)]
    joined = mark.join(pairs)
    return joined.upper() if r.random() < 0.4 else joined


def url(r: Random) -> str:
    """With a path often."""
    host = f"{pick(r, string.ascii_lowercase, r.randrange(4, 10))}.{r.choice(('com', 'org', 'net', 'io', 'health', 'example.com', 'gov', 'co'))}"
    head = r.choice(("https://", "https://www.", "http://", "www.", "https://portal.", ""))
    path = r.choice(("/patients/{}", "/u/{}", "/profile/{}", "/records?id={}", "/in/{}", "/share/{}")).format(
        pick(r, _ALNUM, r.randrange(4, 12))
    )
    return f"{head or 'https://'}{host}{path}" if r.random() < 0.75 else f"{head or 'www.'}{host}"


def ip(r: Random) -> str:
    """IPv4."""
    return ".".join(str(r.randrange(1, 255)) for _ in range(4))


def ipv6(r: Random) -> str:
    """IPv6."""
    return (
        f"{r.choice(('2001:db8', 'fe80:', '2607:f8b0'))}:{':'.join(pick(r, _HEX, r.randrange(1, 5)) for _ in range(4))}"
    )


def other_id(r: Random) -> str:
    """Claims, cases, accessions, studies, orders."""
    return _or_composed(
        r,
        (
            "CLM-########",
            "CLM########",
            "####-CV-#####",
            "#:##-cv-#####",
            "S##-#####",
            "ACC#######",
            "@##-####",
            "CASE-#####",
            "####-####-####",
            "RX#######",
            "##-######",
            "EMP#####",
            "SUBJ-####",
            "@@@-####",
            "INC#######",
            "#########",
            "TKT-######",
            "ORD-#####-@@",
            "@@##########",
            "##########",
            "PRJ-@@-###",
            "WC##-#####",
            "A#########",
            "###-###",
        ),
    )


def biometric(r: Random) -> str:
    """References to templates of fingers, faces, voices."""
    return patterned(
        r, r.choice(("FP-########", "BIO-%%%%%%%%", "IRIS-#####", "VP_%%%%%%%%%%", "FACE-ID-#####", "FPT:%%%%%%%%%%%%"))
    )


def secret(r: Random) -> str:
    """Keys and tokens with the prefixes in use, and plain random ones."""
    makers: tuple[Callable[[], str], ...] = (
        lambda: "AKIA" + pick(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16), lambda: "ghp_" + pick(r, _ALNUM, 36), lambda: "sk-" + pick(r, _ALNUM, 48),
        lambda: "xoxb-" + digits(r, 12) + "-" + pick(r, _ALNUM, 24), lambda: "sk_live_" + pick(r, _ALNUM, 24), lambda: "glpat-" + pick(r, _ALNUM, 20),
        lambda: "AIza" + pick(r, _ALNUM + "_-", 35), lambda: "eyJ" + pick(r, _ALNUM, 30) + ".eyJ" + pick(r, _ALNUM, 60) + "." + pick(r, _ALNUM + "_-", 43),
        lambda: pick(r, _ALNUM + "/+", 40), lambda: pick(r, _HEX, 32), lambda: pick(r, _HEX, 64), lambda: pick(r, _ALNUM, 24), lambda: "npm_" + pick(r, _ALNUM, 36),
    )  # fmt: skip
    return r.choice(makers)()


_SIGNS = "!@#$%?&*"
_LEET = str.maketrans({"a": "@", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"})
_KEYS_HELD = (
    "qwerty asdfgh zxcvbn 1qaz2wsx qazwsx letmein welcome Passw0rd password1 admin changeit abc123 iloveyou".split()
)
_SEASONS = "Spring Summer Autumn Fall Winter January March June October December Monday Friday".split()
_DOES = "sings eats hides chases forgets paints counts rides sold hates needs found juggles buys".split()


def _varied(r: Random, word: str) -> str:
    """A word in one of the ways in which people make a password of it."""
    written = r.choice((word.capitalize(), word.capitalize(), word, word.upper()))
    return written.translate(_LEET) if r.random() < 0.2 else written


def _number(r: Random) -> str:
    return r.choice((digits(r, r.randrange(1, 5)), digits(r, 2), str(r.randrange(1950, 2032))))


def password(r: Random, words: Sequence[str]) -> str:
    """As people choose them, and as their tools do."""
    word, other = r.choice(words), r.choice(words)
    sign = r.choice(_SIGNS)
    makers: tuple[Callable[[], str], ...] = (
        lambda: _varied(r, word) + _number(r),
        lambda: _varied(r, word) + _number(r) + sign,
        lambda: _number(r) + word.capitalize() + r.choice(("", sign)),
        lambda: word.capitalize().translate(_LEET) + r.choice(("", sign, _number(r))),
        lambda: word + other.capitalize() + r.choice(("", digits(r, 2))),
        lambda: _varied(r, word) + r.choice("-_.#@+") + _varied(r, other) + r.choice(("", _number(r), sign)),
        lambda: r.choice(_SEASONS) + str(r.randrange(2014, 2029)) + r.choice(("", "!", "#", "$")),
        lambda: r.choice(_KEYS_HELD) + r.choice(("", digits(r, r.randrange(1, 4)), sign)),
        lambda: pick(r, _ALNUM + "!@#$%^&*_-+=.:;/~", r.randrange(7, 20)),
        lambda: pick(r, _ALNUM + "!@#$%^&*", r.randrange(9, 18)),
        lambda: pick(r, _ALNUM, r.randrange(7, 15)),
        lambda: "-".join(pick(r, string.ascii_lowercase, r.choice((4, 4, 6))) for _ in range(r.randrange(3, 5))),
        lambda: spoken_phrase(r, words),
    )  # fmt: skip
    return r.choice(makers)()


def spoken_phrase(r: Random, words: Sequence[str]) -> str:
    """Words with blanks between them, drawn or a sentence that somebody can keep in mind."""
    some = [r.choice(words) for _ in range(r.randrange(3, 7))]
    if r.random() < 0.3:
        noun, what = some[0], some[1]
        return f"{r.choice(('My', 'my', 'our', 'The'))} {noun} {r.choice(_DOES)} {r.randrange(2, 99)} {what}s{r.choice('!.?')}"
    if r.random() < 0.3:
        some[r.randrange(len(some))] = str(r.randrange(10, 1000))
    return " ".join(word.capitalize() for word in some) if r.random() < 0.3 else " ".join(some)


def pin(r: Random) -> str:
    """Of a door, a gate, an alarm, a card."""
    return patterned(
        r,
        r.choice(
            (
                "####",
                "####",
                "####",
                "#####",
                "######",
                "####*",
                "####\\#",
                "\\####",
                "*####",
                "##-##-##",
                "## - ## - ##",
                "### ###",
                "########",
                "####@",
            )
        ).replace("\\#", "\0"),
    ).replace("\0", "#")


def hex_key(r: Random) -> str:
    """Without a prefix: 128 to 512 bits."""
    shown = pick(r, _HEX, r.choice((32, 32, 40, 48, 64, 64, 128)))
    return shown.upper() if r.random() < 0.15 else shown


def passphrase(r: Random, words: Sequence[str]) -> str:
    """Words with marks and digits between them, as password tools make and people vary them."""
    mark = r.choice(("-", "-", "_", ".", "", "!"))
    chosen = [r.choice(words) for _ in range(r.randrange(2, 6))]
    if mark and r.random() < 0.15:
        chosen[r.randrange(len(chosen))] = digits(r, r.randrange(2, 4))
    if not mark or r.random() < 0.4:
        chosen = [word.capitalize() for word in chosen]
    tail = r.choice(
        ("", digits(r, r.randrange(1, 5)), digits(r, 4) + r.choice("!@#$%?"), f"{r.randrange(2015, 2028)}!")
    )
    return mark.join(chosen) + (tail or digits(r, 2))


def phone_abroad(r: Random) -> str:
    """With or without the country's number."""
    national = patterned(
        r, r.choice(("## ## ## ##", "### ### ###", "#### ####", "### ## ##", "## ### ## ##", "#### ### ###", "### #######", "##-###-####", "## #### ####", "### ####"))
    )  # fmt: skip
    head = r.choice(("", "0", f"+{r.randrange(20, 99)} ", f"+{r.randrange(20, 99)} ", f"+{r.randrange(200, 999)} ", f"00{r.randrange(20, 99)} ", f"(0{r.randrange(10, 99)}) ", f"0{r.randrange(20, 999)}/", f"+{r.randrange(30, 60)} (0)"))  # fmt: skip
    return head + national


def acronym(r: Random) -> str:
    """Capitals that name no one."""
    return pick(r, _UP, r.choice((2, 3, 3, 3, 4, 4, 5)))
