# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which guesses of the name model are none, by what stands around them: identifiers of code, words of a protocol,
measures, labels of a form.

Only candidates that nothing but the model proposes are dropped. What a label, a check digit or a prefix says stays.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from clearance.core.detect import lexicon, notation, programs, published
from clearance.core.detect.blocks import Block, Kind
from clearance.core.detect.merge import Candidate
from clearance.core.detect.named_after import is_eponym
from clearance.core.detect.records import codes
from clearance.core.detect.rx import Rx
from clearance.core.detect.tagger.plausible import TEN, datelike
from clearance.core.detect.tagger.proposer import guessed
from clearance.model.words import ISSUED_NUMBERS, DataClass

_START = attrgetter("start")
_WORDS = frozenset({DataClass.PERSON, DataClass.LOCATION})
_NUMBERS = ISSUED_NUMBERS | {DataClass.LOCATION, DataClass.AGE, DataClass.PHONE, DataClass.SSN}
_REACH = 40
_JOINS_BEFORE = (b".", b"_", b"$", b"@", b"->", b"::", b"/")
_JOINS_AFTER = (b".", b"_", b"(", b"[", b"::", b"->", b"=", b"/")
_SENTENCE = Rx(r"\A\.(?:\s|\z)")
_OPTION = Rx(r"\A --?[a-z]")
_REMARK = Rx(r"#|//|/\*|--[ ]|\A\s*\*")
_PROTOCOL = frozenset(
    b"""
http https get post put patch delete head options connect trace tcp udp tls ssl ssh sshd ftp sftp smtp imap ldap dns
dhcp ntp icmp info warn warning error err debug fatal critical notice kernel systemd cron crond sudo nginx apache httpd
mozilla chrome safari gecko firefox edge opera applewebkit khtml windows linux macintosh iphone ipad android ubuntu
debian curl wget python java node postgres mysql redis docker kubelet dicom dicomrecv hl7 mllp pacs store find move echo
""".split()
)
_AMOUNT = Rx(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,9}\.\d+|\d{1,9},\d{2}")
_VERSION = Rx(r"\d{1,2}(?:\.\d{1,5}){2,3}|\d{3,4}\.\d{1,2}\.\d{1,3}|\d{3,4}\.\d{3}\.\d{1,2}")
_SCREEN = Rx(r"\d{3,4}x\d{3,4}")
_LONG_LOW, _WIDE = 2, 40
"""A range whose lower end has two figures does not reach forty times as high."""
_VALUE = Rx(r"\d{1,4}(?:\.\d{1,3})?")
_PRESSURE = Rx(r"(?:[5-9]\d|1\d\d|2[0-5]\d)/(?:[2-9]\d|1[0-5]\d)")
_MONEY = frozenset(
    b"AED AUD BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KES KRW MXN MYR NGN NOK NZD PEN PHP PKR"
    b" PLN QAR RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR".split()
)
_NO_NAMES = lexicon.MAKES | lexicon.FUNCTION_WORDS | lexicon.LANGUAGES
_DEGREES = frozenset(lexicon.CREDENTIALS.encode().split(b"|"))
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"
_MONEY_BEFORE = Rx(r"(?:\A|[^A-Za-z])(?P<v>[A-Z]{3}) ?\z")
_MONEY_AFTER = Rx(r"\A ?\d")
_RANGE = Rx(r"[0-9Oo.] ?(?:-|\x{2013}|to) ?\z")
_UNIT_BEHIND = Rx(r"\A\s{0,4},\s{0,20}[\"'](?:unit|code|system)[\"']")
"""What stands behind the value of a quantity (FHIR R4, 2.24)."""
_SURE_OF_LISTED = 0.97
_TURN = Rx(r"(?:\A|\n)[ \t]*\z")
_OPENING = Rx(r"(?:\A|\n|  |[.:;] |\] )[ \t]*\z")
_COLON = Rx(r"\A ?:(?:\s|\z)")
_AGED = Rx(
    r"(?i:\bage|\bedad|\balter\b|\by/?o\b|\byrs?\b|years?|born|dob|birth)|\d ?[MFmf](?:[^A-Za-z0-9]|\z)|[ /"
    r"|,][MF][ /|,]"
)
_HEAD, _PAGE, _LEAST_PARTED = 240, 600, 3
_PROCEDURE_SIGNS = 5
_PROCEDURE = Rx(r"(?:99|9[0-7]|[78]\d|36)\d{3}|[A-Z]\d{4}")
_OF_THING = Rx(
    r"\A(?:-a-Cath|[ ](?:[Mm]ountain )?(?i:spotted|fever|steaks?|lock|port kit|effect|protocol|criteria"
    r"|classification|score|scale|virus|artichokes?"
    r"|sprouts?|terriers?|sausages?|cheese|style|blue|red|pudding|roll|rolls|bridge rule|distribution|simulation"
    r"|method|naming test"
    r"|syndrome|disease|stain|brace|blot|equation|convention|declaration|time zone)\b"
    r"|[ ][IVX]{1,4}[-\x{2013}][IVX]{1,4}\b|[ ]A[-\x{2013}/]C\b)"
)
"""What makes a thing of a place's name: "Rocky Mountain spotted fever", "Vancouver A-C"."""
_PORT = Rx(r"\bports? ?[:=]? \z|[a-z0-9]\.[a-z]{2,12}:\z")
_HEX = b"0123456789abcdefx"
_DOTTED = frozenset({DataClass.DATE, DataClass.IP})
_VERSIONED = Rx(r"(?:\A|[^0-9A-Za-z.])(?P<v>\d{1,4}(?:\.\d{1,5}){2,3})")
_DUMP = Rx(
    r"\A(?:0x)?[0-9a-f]{6,8}:?[ ]{1,3}(?:[0-9a-f]{2}[ ]{1,2}){4}|\A(?:0x)?[0-9a-f]{6,8}:?[ ]{1,3}(?:[0-9a-f]{4}[ ]){4}"
)
_CELL_BEFORE = Rx(r"(?:\A|[\n|\t,]|  |\d )[ ]?\z")
_BILLED = Rx(
    r"(?i:\b(?:cpt|hcpcs|proc(?:edure)?(?: code)?|billed|allowed|remit(?:tance)?|eob|explanation of benefits)\b)"
)
_ENDS_HOST = Rx(r"(?:host|server|url|domain|smtp|dns|node)\b[^\n]{0,30}[a-z0-9]\.\z|[a-z0-9]\.[a-z0-9-]{1,20}\.\z")
_CALLED_BY = Rx(
    r"(?i:\b(?:dr|mr|mrs|ms|miss|prof|professor|doctor|sister|brother|nurse|sr|sra|rev|pastor|judge|dear|hi|hello|hey|per"
    r"|met|ring|rang|told|ask|asked|d/w|s/b)\b\.?,?) {1,2}\z"
)
"""What stands before somebody and before no thing that is named after another."""
_SPECIES = Rx(r"[A-Z]\. ?[a-z]{3,}(?:ae|us|is|um|ii|ens|osa|coli|ei|ans|es|yi|ia|la|ra|ta)")
"""Bacteria and fungi, the first word as a letter: nobody's name is written in small letters behind an initial."""
_CLOSING = frozenset(b"best cheers regards sincerely thanks warmly yours love respectfully cordially".split())
"""Above a signature."""
_ANNOUNCED = Rx(
    r"\A (?:(?:[A-Za-z]{1,10}\.? ?(?:#|no\.|id\b|ID\b)|[A-Z]{0,5}-?[0-9])|(?:ID|fax|phone|tel|no\.?|number)\b)"
)


def believed(candidates: Iterable[Candidate], data: bytes, blocks: Sequence[Block]) -> Iterator[Candidate]:
    """The candidates that may be what the model says."""
    for candidate in candidates:
        if not guessed(candidate.kind):
            yield candidate
            continue
        block = blocks[bisect_right(blocks, candidate.start, key=_START) - 1]
        whole = _without_options(candidate, data)
        kept = _without_protocol(whole, data) if block.kind is Kind.LOG else whole
        if kept is not None and not _excused(kept, data, block):
            yield kept


def readable(data: bytes, blocks: Sequence[Block]) -> bytes:
    """The text with blanks instead of base64, which is no text to the model; every other byte stays in its place."""
    if all(block.kind is not Kind.BASE64 for block in blocks):
        return data
    return b"".join(
        b" " * (block.end - block.start) if block.kind is Kind.BASE64 else data[block.start : block.end]
        for block in blocks
    )


def _without_options(candidate: Candidate, data: bytes) -> Candidate:
    """A guess of a secret up to the next option of its command, and without the name that it is assigned to."""
    if candidate.data_class is not DataClass.SECRET:
        return candidate
    end = data.find(b" --", candidate.start + 1, candidate.end)
    if end >= 0:
        candidate = candidate._replace(end=end)
    name, sign, value = data[candidate.start : candidate.end].partition(b"=")
    assigned = sign and len(value) > _PADDING and _CALLED.fullmatch(name)
    return candidate._replace(start=candidate.end - len(value)) if assigned else candidate


def _without_protocol(candidate: Candidate, data: bytes) -> Candidate | None:
    """A guess of a log's line without the words of its protocol at the ends."""
    start, end = candidate.start, candidate.end
    if candidate.data_class not in _WORDS:
        return candidate
    while start < end and (words := data[start:end].split()):
        if words[-1].lower() in _PROTOCOL:
            end = start + len(data[start:end].rstrip()[: -len(words[-1])].rstrip())
        elif words[0].lower() in _PROTOCOL:
            start = data.index(words[1], start + len(words[0]))
        else:
            return candidate._replace(start=start, end=end)
    return None


def _excused(candidate: Candidate, data: bytes, block: Block) -> bool:
    start, end = candidate.start, candidate.end
    before, after = data[max(0, start - _REACH) : start], data[end : end + _REACH]
    return (
        _of_its_block(candidate, data, block)
        or programs.excuses(candidate.data_class, data[start:end], before, after, code=block.kind is Kind.CODE)
        or (block.kind is Kind.CODE and _of_code(candidate, data, before, after))
        or _of_its_class(candidate, data, before, after, block)
    )


def _of_its_block(candidate: Candidate, data: bytes, block: Block) -> bool:
    """A code of a record, bytes of a dump, a version or a figure in a table."""
    start, end = candidate.start, candidate.end
    if block.kind is Kind.RECORD and codes.excuses(data, start, end, candidate.data_class):
        return True
    if block.kind is Kind.TABLE and candidate.data_class in _DOTTED:
        return _is_version(data[start:end], data[block.start : block.end])
    if block.kind is Kind.TABLE and candidate.data_class is DataClass.AGE:
        return not _asks_age(data, block, start)
    line = data[data.rfind(b"\n", 0, start) + 1 : start]
    return line[:6].translate(None, _HEX) == b"" and _DUMP.search(line) is not None


def _of_its_class(candidate: Candidate, data: bytes, before: bytes, after: bytes, block: Block) -> bool:
    text = data[candidate.start : candidate.end]
    if candidate.data_class is DataClass.SECRET:
        first = data.find(b"\n", block.start)
        heads = block.kind is Kind.TABLE and candidate.start < first and _COLUMN.fullmatch(text)
        return heads or _SCREEN.fullmatch(text) or published.excuses(data, candidate.start, candidate.end)
    if candidate.data_class in _WORDS and _no_word(candidate, data, before, after, block):
        return True
    if candidate.data_class is DataClass.PERSON:
        return _no_person(candidate, data, before, after)
    return notation.excuses(candidate.data_class, text, before, after) or _numbers_nobody(
        candidate, data, before, block
    )


def _no_word(candidate: Candidate, data: bytes, before: bytes, after: bytes, block: Block) -> bool:
    """What is neither somebody nor a place: a package, a column's head, a host, a thing named after a place."""
    text = data[candidate.start : candidate.end]
    if notation.requires(after) or _no_name(text, after) or _is_listed(candidate, text, before, after):
        return True
    if text.islower() and (_heads(data, block, candidate.start) or _ENDS_HOST.search(before) is not None):
        return True
    return candidate.data_class is DataClass.LOCATION and (
        (after[:1] in (b" ", b"-") and _OF_THING.search(after) is not None)
        or (before.endswith(b"Le ") and text == b"Fort")
        or (text.isdigit() and _PORT.search(before) is not None)
    )


def _is_version(text: bytes, table: bytes) -> bool:
    """One of a table's numbers with dots, where some of the others are no dates."""
    if not (b"." in text and text.translate(None, TEN + b".") == b""):
        return False
    dotted = [table[hit[2] : hit[3]] for hit in _VERSIONED.all(table)]
    return sum(not datelike(one) for one in dotted) * 3 >= max(len(dotted), 6)


def _is_billed(data: bytes, start: int, end: int) -> bool:
    """The code of a procedure, where services are billed."""
    if end - start != _PROCEDURE_SIGNS or data[end : end + 1] == b"-":
        return False
    if _CELL_BEFORE.search(data[max(0, start - 3) : start]) is None:
        return False
    return (
        _PROCEDURE.fullmatch(data[start:end]) and _BILLED.search(data[max(0, start - _PAGE) : end + _PAGE]) is not None
    )


def _asks_age(data: bytes, block: Block, start: int) -> bool:
    """Whether the table, its head or the line says that a number is an age."""
    line = data.rfind(b"\n", 0, start) + 1
    return _AGED.search(data[block.start : block.start + _HEAD] + b"\n" + data[line : start + _REACH]) is not None


def _heads(data: bytes, block: Block, start: int) -> bool:
    """In the first line of a table, where that names columns and holds no number."""
    if block.kind is not Kind.TABLE or b"\n" in data[block.start : start].strip():
        return False
    line = data[data.rfind(b"\n", 0, start) + 1 : data.find(b"\n", start)]
    parted = max(line.count(sign) for sign in (b"|", b"\t", b","))
    return parted >= _LEAST_PARTED and line.translate(None, TEN) == line


def _numbers_nobody(candidate: Candidate, data: bytes, before: bytes, block: Block) -> bool:
    start, end = candidate.start, candidate.end
    if candidate.data_class not in _NUMBERS:
        return False
    process = data.startswith(b"]:", end) and _PROCESS.search(before) is not None
    numbered = process or _NUMBERED.search(before) is not None
    in_table = block.kind is Kind.TABLE and _is_range(_whole(data, start, end, b"0123456789.-"))
    return numbered or in_table or _is_billed(data, start, end) or _measures(candidate, data[start:end], data)


def _no_person(candidate: Candidate, data: bytes, before: bytes, after: bytes) -> bool:
    """A title or a degree alone, a label, a thing named after somebody."""
    start, end = candidate.start, candidate.end
    text = data[start:end]
    if text.lower() in lexicon.ADDRESSED or text in _DEGREES or _labels(text, before, after):
        return True
    if b"." in before[-3:] + text[:2] and (_SPECIES.fullmatch(before[-3:] + text) or _SPECIES.fullmatch(text)):
        return True
    if candidate.score < _SURE_OF_LISTED and text.islower() and programs.joined(before, after):
        return True
    joined = _whole(data, start, end, _LETTERS)
    thing = is_eponym(text, after) or (b"-" in joined and is_eponym(joined.strip(b"-"), b""))
    return thing and _CALLED_BY.search(before) is None


def _no_name(text: bytes, after: bytes) -> bool:
    return text.lower() in _NO_NAMES or lexicon.ABROAD.issuperset(text.split()) or _is_money(text, after)


def _is_listed(candidate: Candidate, text: bytes, before: bytes, after: bytes) -> bool:
    """A word of a list of strings in small letters, or a part of a constant's name."""
    if text.isupper() and (before.endswith(b"_") or after.startswith(b"_")):
        return True
    return (
        candidate.score < _SURE_OF_LISTED and text.islower() and b" " not in text and programs.is_listed(before, after)
    )


def _is_money(text: bytes, after: bytes) -> bool:
    return text in _MONEY and _MONEY_AFTER.search(after) is not None


_WORK = (
    r"(?:\b(?:task|trace|span|req|request|job|run|build|commit|worker|thread|txn)(?:_?id)?[=:] ?"
    r"|(?i:\b(?:trace|span|chunk|topic)(?:_?id)?[\"']?(?:[=:]| |: )[\"']?)"
    r"|\b(?:https?|nio|exec)-|\bport )[0-9a-fA-F-]*\z"
)
"""What a log numbers by itself, in any kind of block."""
_CODED = r"[\"']code[\"']\s{0,3}:\s{0,3}[\"']\z"
"""What a vocabulary numbers."""
_COUNTED = (
    r"(?i:[\"'][a-z0-9_]{0,24}(?:count|counts|mean|median|avg|average|sum|total|size|bytes|length|min|max|std|stdev|var|rows|hits"
    r"|views|tokens|read|written|rejected|processed|failed|skipped|ok|errors|duration|elapsed|latency|created|updated|modified|expires|iat|nbf|exp|_at|_ms|_ns|_us|timestamp|epoch|offset|seed|port|width|height|index|rank|score|weight"
    r"|amount|price|qty|quantity|limit|capacity|population|iterations|steps|loss|ratio|percent|p\d{2})[\"']\s{0,3}:\s{0,3})\z"
)
"""What statistics count and measure."""
_NUMBERED = Rx(f"(?:{_WORK})|(?:{_CODED})|(?:{_COUNTED})")
_PROCESS = Rx(r"[a-z][a-z0-9_./-]{1,30}\[\z")
_COLUMN = Rx(r"[a-z]+(?:_[a-z]+)+")
_PADDING = 2
"""Equals signs at the end of base64."""
_CALLED = Rx(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


def _of_code(candidate: Candidate, data: bytes, before: bytes, after: bytes) -> bool:
    """An identifier: joined to its neighbours as only code does, or the command of a line; never within quotation
    marks or behind the mark of a comment.
    """
    start, end = candidate.start, candidate.end
    line = data[data.rfind(b"\n", 0, start) + 1 : start]
    if b" " in data[start:end] or any(line.count(sign) % 2 for sign in (b'"', b"'", b"`")) or _REMARK.search(line):
        return False
    if candidate.data_class is DataClass.SECRET:
        return after.startswith(b"(") and _CALLED.fullmatch(data[start:end])
    if candidate.data_class not in _WORDS:
        return False
    if before.endswith(_JOINS_BEFORE) or (after.startswith(_JOINS_AFTER) and _SENTENCE.search(after) is None):
        return True
    return not line.strip() and data[start:end].islower() and _OPTION.search(after) is not None


def _labels(text: bytes, before: bytes, after: bytes) -> bool:
    """The label of a line or of a number, the letter of a turn, what is left of a possessive."""
    if len(text) == 1 and text.isalpha():
        return before.endswith((b"'", "\N{RIGHT SINGLE QUOTATION MARK}".encode())) or (
            after[:1] in (b".", b":", b")") and _TURN.search(before) is not None
        )
    word = text.lower()
    if word in _CLOSING and after.startswith((b",\n", b",\r\n")) and _TURN.search(before) is not None:
        return True
    if word not in lexicon.LABELS or _OPENING.search(before) is None:
        return False
    return _COLON.search(after) is not None or _ANNOUNCED.search(after) is not None


def _measures(candidate: Candidate, text: bytes, data: bytes) -> bool:
    """An amount, a decimal number, a blood pressure, the upper end of a range."""
    start = candidate.start
    before = data[max(0, start - _REACH) : start]
    if candidate.data_class is DataClass.AGE:
        return (
            _RANGE.search(before) is not None
            or _UNIT_BEHIND.search(data[candidate.end : candidate.end + _REACH]) is not None
        )
    return not text.strip(b"0123456789., /") and _is_amount(candidate, data, before)


def _is_amount(candidate: Candidate, data: bytes, before: bytes) -> bool:
    start, end = candidate.start, candidate.end
    hit = _MONEY_BEFORE.search(before)
    if hit is not None and before[hit[2] : hit[3]] in _MONEY:
        return True
    if candidate.data_class is DataClass.LOCATION:
        whole = _whole(data, start, end, b"0123456789/")
        return b"/" in whole and _PRESSURE.fullmatch(whole)
    if any(_AMOUNT.fullmatch(_whole(data, start, end, signs).rstrip(b".,")) for signs in (TEN + b".,", TEN + b".")):
        return True
    return _VERSION.fullmatch(_whole(data, start, end, TEN + b".").rstrip(b"."))


def _is_range(whole: bytes) -> bool:
    """Of reference values: "232-1245"."""
    low, _, high = whole.partition(b"-")
    if not (_VALUE.fullmatch(low) and _VALUE.fullmatch(high)) or high[:1] == b"0":
        return False
    return float(low) < float(high) and (len(low) < _LONG_LOW or float(high) < _WIDE * float(low))


def _whole(data: bytes, start: int, end: int, signs: bytes) -> bytes:
    """The run of these signs that the bytes stand in, at most ``_REACH`` further on either side."""
    before = data[max(0, start - _REACH) : start]
    after = data[end : end + _REACH]
    left = len(before) - len(before.rstrip(signs))
    right = len(after) - len(after.lstrip(signs))
    return data[start - left : end + right]
