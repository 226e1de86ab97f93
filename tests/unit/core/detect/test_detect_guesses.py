# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a guess of the model is worth where it stands. The first pair of guillemets marks the guess."""

import pytest

from clearance.core.detect.blocks import Block, Kind, split
from clearance.core.detect.guesses import believed, readable
from clearance.core.detect.merge import Candidate
from clearance.core.detect.recogniser import unmark
from clearance.model.words import DataClass as C

CODE = "import os\nx = 1\n"
LOG = '192.0.2.7 - - [12/Apr/2024:06:25:31 +0000] "POST /login?name=Ruiz HTTP/1.1" 302\n'
SPECS = "name,unit,«city»,site\n" + "".join(f"a{n},b,{n},c\n" for n in range(3))
VERSIONS = (
    "kafka    7.26.10   3.14.16\nredis    2.15.20   «3.18.81»\n"
    "envoy    8.10.140   10.24.519\nglibc    1.34.10   5.18.162\n"
)
TASKS = "".join(f"[17{n}.361143] INFO worker-8 task=a{n} took 16 ms, 93 rows\n" for n in range(4))

DROPPED = [
    (C.AGE, '"valueQuantity": {"value": «97», "unit": "mg/dL"}'),
    (C.LOCATION, CODE + "«mysqldump» -h a -u b"),
    (C.PERSON, CODE + "y = «rose».query(1);"),
    (C.PERSON, CODE + "y = os.«rose»(1);"),
    (C.SECRET, CODE + "password = «getpass.getpass»(1)"),
    (C.SECRET, "vin,plate,driver,«last_service»\n1,2,3,4\n"),
    (C.PERSON, LOG.replace("HTTP", "«HTTP»")),
    (C.PERSON, LOG.replace("POST", "«POST»")),
    (C.LOCATION, "wifi: «la senha» 22"),
    (C.LOCATION, "Please refund «NOK» 1 240 to me"),
    (C.LOCATION, "Please refund NOK «1 240» to me"),
    (C.OTHER_ID, "wages 41,«208».17."),
    (C.PHONE, "r = y + 0.«9468822170900693»*i"),
    (C.LOCATION, "pressure log: «142»/88, 138/90"),
    (C.LOCATION, "pressure log: «142/88», 138/90"),
    (C.AGE, "glucose 112   70 - «99»"),
    (C.OTHER_ID, "request «89928045»-976b-4c01-b670-ace80482f1aa"),
    (C.OTHER_ID, "03:12:44 bastion2 sshd[«44871»]: Accepted publickey"),
    (C.OTHER_ID, "INFO  [http-nio-«8443»-exec-7] c.p.kyc"),
    (C.ACCOUNT, "from 198.51.100.203 port «51224» ssh2"),
    (C.PERSON, "«A». She left."),
    (C.PERSON, "Who?\n«Q»: Was it you?"),
    (C.PERSON, "Dr. Vang'«s» office"),
    (C.PERSON, "«Caller»: Yes."),
    (C.PERSON, "seen today.\n«Mood»: tearful"),
    (C.PERSON, "at the desk.  «Pager» 313-555-0198"),
    (C.PERSON, "resolved. «Kit» K-88127 returned"),
    (C.PERSON, "at 4. «Main» fax 563-555-0186"),
    (C.PERSON, "prepped with «Betadine» scrub"),
    (C.PERSON, "You are «Claude Code», a tool"),
    (C.SECRET, '"screen":"«1080x2340»"'),
    (C.SECRET, "region = «eu-west-2»"),
    (C.OTHER_ID, '{"metric": {"count": «144223976», "mean": 2}}'),
    (C.PERSON, "We used «Cohen»'s kappa here"),
    (C.PERSON, "the «Boyer»-Moore matcher"),
    (C.PERSON, "Prescriber «DO», DEA"),
    (C.PERSON, "through a «Tigrinya» interpreter"),
    (C.DATE, "pain «8/10», better"),
    (C.OTHER_ID, "build shows 10.0.«19045.3570» today"),
    (C.OTHER_ID, "061000104,4410098236,«58900».00"),
    (C.PERSON, "«Her» SSN is here"),
    (C.LOCATION, "«The» Receiving Party shall"),
    (C.PERSON, "white matter changes, «Fazekas» 1"),
    (C.PERSON, "POSTERIOR APPROACH («KOCHER-LANGENBECK»)"),
    (C.PERSON, "a stage of «Hoehn and Yahr» above 2"),
    (C.PERSON, "DAUGHTER: «Er», the fifth"),
    (C.PERSON, "signed by «Dra». Sison"),
    (C.LOCATION, "names = ['goto', '«hideturtle»', 'home']"),
    (C.LOCATION, 'flags: "«CORO»_CLOSED"'),
    (C.PERSON, 'flags: "OLD_«ROSE»"'),
    (C.MRN, '{"code": "«13645005»", "display": "Chronic"}'),
    (C.OTHER_ID, "| Test | Result | Range |\n|---|---|---|\n| B12 | 412 | «232»-1245 |\n| TSH | 2 | 0.4-4.0 |\n"),
    (C.DEVICE_ID, TASKS + "[1.2] INFO worker-8 task=«17a79f3c»-8f90 took 1622 ms\n"),
    (C.DEVICE_ID, TASKS + "[1.2] INFO worker-8 task=17a79f3c-«8f90» took 1622 ms\n"),
]

DROPPED += [
    (C.LOCATION, SPECS),
    (C.DATE, VERSIONS),
    (C.SECRET, "00000010  32 3a 6e a6 4b 6c 9d 74  98 a5  |.bbZ#«fbXXZ1aZ1Z2»|"),
    (C.LOCATION, "\n«jinja2»~=8.16.8rc1\n"),
    (C.PERSON, "smtp:\n  host: mail.«lan»\n"),
    (C.LOCATION, "a «Rocky» Mountain spotted fever case"),
    (C.LOCATION, "Le «Fort» I: midface"),
    (C.LOCATION, "to pacs.example, port «5811»."),
    (C.LOCATION, "serve at db.example:«5433»\n"),
    (C.AGE, "E. faecalis    «96»    30\nE. coli        65    35\nK. oxytoca     32    71\n"),
    (C.MRN, "Code  CPT   Paid\nA     «99213»  1\nB     80053  2\n"),
    (C.PERSON, "See you.\n\n«Best»,\nWilliam"),
    (C.PERSON, "growth of «E. faecalis» again"),
    (C.PERSON, "growth of P. «mirabilis» again"),
    (C.PERSON, "ip_flwsht_«meas»') }}"),
    (C.OTHER_ID, '{"chunk_id": "«066feb58»", "title": 1}'),
    (C.MRN, "PID|1||x\nOBX|1|NM|2345||228|mg|70-«1055»|H\n"),
]

KEPT = [
    (C.LOCATION, "name2,unit,«city»,site\na1,b,9,c\n"),
    (C.LOCATION, "name,unit,«Boston»,site\na,b,c,d\ne,f,g,h\n"),
    (C.DATE, "Ann    7.26.10   x\nBo    2.15.20   «3.18.81»\nCy   8.10.14   y\n"),
    (C.DATE, VERSIONS.replace("«3.18.81»", "«3/18/81»")),
    (C.AGE, "Name      Age\nAnn Lee    «96»\nBo Katz    61\n"),
    (C.MRN, "Code  CPT   Paid\nchart «99213»  1\n"),
    (C.MRN, "Code  Chart   Seen\nA     «99213»  1\nB     80053  2\n"),
    (C.MRN, "CPT list\nA     «99213»-A  1\n"),
    (C.PERSON, "the host: mail of «Lan» came"),
    (C.PERSON, "So the «Best», really"),
    (C.PERSON, "saw «E. Falk» again"),
    (C.LOCATION, "from «Rocky» River"),
    (C.PERSON, "seen by «Betadine Lopez»"),
    (C.PERSON, "seen by «Anna Fazekas»"),
    (C.PERSON, "her neighbour «Thomas» came"),
    (C.MRN, '{"id": "«13645005»"}'),
    (C.PERSON, "names = ['Maria', '«Jose»']"),
    (C.OTHER_ID, "| Test | Result | Code |\n|---|---|---|\n| B12 | 412 | «2320»-1245 |\n| TSH | 2 | 4401-0.4 |\n"),
    (C.DEVICE_ID, TASKS + "[1.2] INFO worker-8 pump=«17a79f3c» took 1622 ms\n"),
    (C.OTHER_ID, "user[«44871»] signed in"),
    (C.OTHER_ID, "in [«44871»]: see"),
    (C.DEVICE_ID, "the task «17a79f3c» one"),
    (C.PERSON, CODE + "y = '«rose».x';"),
    (C.PERSON, CODE + "y = 2 # «rose».x"),
    (C.PERSON, CODE + "y = «Rose Lee».x"),
    (C.PERSON, CODE + "patient = «rose»"),
    (C.PERSON, CODE + "y = 2; see «Rose»."),
    (C.PERSON, CODE + "«Rose» -h"),
    (C.PHONE, CODE + "y = «5550134».x"),
    (C.SECRET, CODE + "y = «hunter2.x»"),
    (C.SECRET, "a,b,c,d\n1,2,3,«last_service»\n"),
    (C.SECRET, "my «last_service»"),
    (C.PERSON, LOG.replace("Ruiz", "«Ruiz»")),
    (C.PHONE, LOG.replace("302", "«302»")),
    (C.LOCATION, "from «NOK» to Oslo"),
    (C.LOCATION, "lives at «142» Elm"),
    (C.LOCATION, "lives at «14/2» Elm"),
    (C.LOCATION, "in XYZ «94110»"),
    (C.OTHER_ID, "with 41«208»17 and"),
    (C.OTHER_ID, "request «89928045-976b-4c01-b670-ace80482f1aa»"),
    (C.OTHER_ID, "tag «AB-4471»"),
    (C.AGE, "she is «99»"),
    (C.MRN, "| No | Name | Age |\n|---|---|---|\n| «70-9918» | Ines | 45 |\n| 71-1120 | Waterlow | 70 |\n"),
    (C.PERSON, "Dr «Brugada» on the wards"),
    (C.PERSON, "seen per «stensen»'s letter"),
    (C.OTHER_ID, "| Test | Result | Code |\n|---|---|---|\n| B12 | 412 | «24-0319» |\n| TSH | 2 | 4401-0.4 |\n"),
    (C.OTHER_ID, "booking BDC «4418.207.733», for"),
    (C.DATE, "on «12.04» we"),
    (C.PERSON, "with «A». She left."),
    (C.PERSON, "«Rose»: hello"),
    (C.PERSON, "so «Caller»: Yes."),
    (C.PERSON, "«Pager» Lee came"),
    (C.PERSON, "«Caller»"),
]


def _guess(data_class: C, example: str, kind: str) -> tuple[bytes, Candidate]:
    text, ((start, end),) = unmark(example)
    return text.encode(), Candidate(f"{kind}{data_class}", data_class, start, end, 0.9)


@pytest.mark.parametrize(("data_class", "example"), DROPPED)
def test_a_guess_is_dropped_and_what_a_rule_says_is_kept(data_class: C, example: str) -> None:
    data, guess = _guess(data_class, example, "model_")
    assert list(believed([guess], data, split(data))) == []
    data, ruled = _guess(data_class, example, "rule_")
    assert list(believed([ruled], data, split(data))) == [ruled]


@pytest.mark.parametrize(("data_class", "example"), KEPT)
def test_a_guess_is_kept(data_class: C, example: str) -> None:
    data, guess = _guess(data_class, example, "model_")
    assert list(believed([guess], data, split(data))) == [guess]


@pytest.mark.parametrize("example", ["name=«Ruiz HTTP»/1.1", '"«GET Ruiz» HTTP"', "«GET Ruiz  POST»"])
def test_a_name_in_a_log_loses_the_words_of_the_protocol(example: str) -> None:
    data, guess = _guess(C.PERSON, LOG + example.replace("\n", ""), "model_")
    blocks = (Block(Kind.LOG, 0, len(data)),)
    (kept,) = believed([guess], data, blocks)
    assert data[kept.start : kept.end] == b"Ruiz"


def test_a_secret_ends_at_the_next_option() -> None:
    data, guess = _guess(C.SECRET, "tool --password «R0@r --plaintext»\n", "model_")
    (kept,) = believed([guess], data, split(data))
    assert data[kept.start : kept.end] == b"R0@r"
    for example in ("Key;«SharedAccessKey=XFt4RVJe68»gZIb2p", "«x-y=XFt4RVJe68»"):
        data, guess = _guess(C.SECRET, example, "model_")
        (kept,) = believed([guess], data, split(data))
        assert data[kept.start : kept.end] == (b"XFt4RVJe68" if b"Key=" in data else b"x-y=XFt4RVJe68")
    data, guess = _guess(C.PERSON, "from «Ann --Lee»\n", "model_")
    assert list(believed([guess], data, split(data))) == [guess]


def test_only_base64_is_blanked() -> None:
    data = b"abcdef"
    assert readable(data, (Block(Kind.PROSE, 0, 6),)) is data
    blocks = (Block(Kind.PROSE, 0, 2), Block(Kind.BASE64, 2, 5), Block(Kind.CODE, 5, 6))
    assert readable(data, blocks) == b"ab   f"
    assert readable(b"", ()) == b""
