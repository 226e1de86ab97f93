# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Measures that look like dates, places or numbers, and dates, places and numbers that do not."""

import pytest

from clearance.core.detect.notation import excuses
from clearance.core.detect.recogniser import unmark
from clearance.model.words import DataClass as C

NOTATIONS = [
    (C.PHONE, "stops «0612 0642 0712»; next"),
    (C.CREDIT_CARD, "stops «0612 0642 0712»; next"),
    (C.OTHER_ID, "mapped to «chr21:862323-1541091»."),
    (C.PHONE, "from «0627 \N{EN DASH} 0727»;"),
    (C.IP, "sshd:*:«19103:0:99999:7»:::"),
    (C.DATE, "## «8.26.19» \N{EN DASH} 2024"),
    (C.DATE, "[required: >=«2017.4.17», installed"),
    (C.DATE, "the «2nd» and 5th character of"),
    (C.OTHER_ID, "Registered: «NCT02700981»."),
    (C.OTHER_ID, "mapped to chr21:«862323-1541091»."),
    (C.HEALTH_PLAN_ID, "EPS = «2.220446049250313e-16»"),
    (C.OTHER_ID, '"kid": "«8213377401»"'),
    (C.OTHER_ID, "billing code «99213» for"),
    (C.MRN, "in bed «4821» of"),
    (C.DATE, "pain «8/10», radiates"),
    (C.DATE, "CP x 40 min, «8/10», radiates to jaw"),
    (C.DATE, "VA  RE  «6/18»"),
    (C.DATE, "VA  RE  6/18   LE «6/9»."),
    (C.DATE, "MRI in «6/12» at the"),
    (C.DATE, "three falls, «6/12» ago"),
    (C.DATE, "CPAP auto «8-16» set up"),
    (C.LOCATION, "up from «ED» at"),
    (C.LOCATION, "ctg commenced, «s»/b reg"),
    (C.LOCATION, "«G3P2» at term"),
    (C.OTHER_ID, "at «39w1d», due"),
    (C.LOCATION, "use the procedure code, e.g. «99213» or"),
    (C.DEVICE_ID, "PRVC «420/16»/+10"),
    (C.OTHER_ID, "id_«ed25519»"),
    (C.OTHER_ID, "microarray showed «22q11».2 deletion"),
    (C.DEVICE_ID, "cabin bag «40x30x20»."),
    (C.DATE, "absent at «4/10» sites"),
    (C.DATE, "an extension carried «6-1»."),
    (C.DATE, "A mark of «4/10» for the back three"),
    (C.DATE, "The «MARCH1» gene"),
    (C.URL, 'xmlns="«http://www.w3.org/1999/xhtml»"'),
    (C.DATE, "3.4\t-«9.2033»\t8.1976"),
    (C.DATE, "«4.2002»\t0.7517"),
    (C.DATE, "6.7558\t «7.2011»"),
    (C.IP, "ALT 281.2 («45.7-146.7»)"),
    (C.IP, "Chrome/«123.0.0.0» Safari"),
    (C.MRN, "took 9376 ms, «657115» rows"),
    (C.OTHER_ID, "see RFC «6531» for"),
    (C.DEVICE_ID, "mode «0o100000» is"),
    (C.LOCATION, "west,«1533»,1490,1611"),
    (C.ACCOUNT, "1310,1288,«1402»\nsouth"),
]
NOTATIONS += [
    (C.DATE, "before 7/6 «may» lead"),
    (C.DATE, "provider services, «8-5» Central"),
    (C.DATE, "Form fields «4-7» are"),
    (C.DATE, "time=5.0«49..103».191"),
    (C.DATE, "Lemma «5.21». Show"),
    (C.DATE, "loss «8.1996» | lr"),
    (C.IP, "mask «255.255.255.0»"),
    (C.IP, "time=4.«046..98.713» rows"),
    (C.MRN, "SNOMED CT 44054006, «38341003», 195967001"),
    (C.OTHER_ID, "NDC\t23793-7459-76, «42229-3675»-76"),
    (C.DEVICE_ID, "47007-0560-13, «51731»-6251-84"),
    (C.LOCATION, "HCPCS «G0439» annual"),
    (C.VEHICLE, "\n«85354»-9\tBP panel"),
    (C.DEVICE_ID, "SKU SZ-«667»-GRY; carton"),
    (C.DEVICE_ID, "Part numbers: 874-5943-04 (cable), «167-6639-02» (clip)"),
    (C.OTHER_ID, "Codes: D1130, «D4341», D4355"),
    (C.OTHER_ID, "index «290051d..4727163» 100644"),
    (C.OTHER_ID, "rss=«7340032kB»"),
    (C.LOCATION, "last 3 st, pm. («144 st»)"),
    (C.OTHER_ID, "LDLR  | NM_000527.5 | «c.1876C»>T |"),
    (C.OTHER_ID, "MLH1  | «NM_000249».4 | c.448G>A"),
    (C.OTHER_ID, "root = 1.2.826.0.1.3680043.2.«1383»\n"),
    (C.OTHER_ID, "Rm «221» window"),
    (C.MRN, "-rw-r--r-- 1 root root  «68238741»  core.so"),
    (C.ACCOUNT, 'rpc_total{zone="a"} «82611176»\n'),
    (C.DEVICE_ID, "daemon:19109:«0:99999:7»:::"),
    (C.DEVICE_ID, "AB:«CB:1E:20:C5:01:9F:C3»:F8:2B:60"),
    (C.LOCATION, "| «n/a» |"),
    (C.DATE, "height on the «25th» centile"),
    (C.DATE, "Sat «Sat 10th» percentile"),
    (C.DATE, "in the «5th» heat"),
    (C.DATE, "Foxes. «May» be"),
    (C.DATE, "«May» lead"),
]
IDENTIFIERS = [
    (C.PHONE, "call me on «2012 2145»"),
    (C.PHONE, "ring «0800 1234» tomorrow"),
    (C.PHONE, "HK «2123-2344»"),
    (C.MRN, "seen today, PID «48213377», please"),
    (C.MRN, "her kid (record «48213377») came"),
    (C.ACCOUNT, "billing number «48213377», due"),
    (C.MRN, "in bed «48213377» of"),
    (C.DATE, "on «May 4» she"),
    (C.DATE, "seen «8-5» by"),
    (C.LOCATION, "in the room «Lund» said"),
    (C.PHONE, "at 01 «42 68 53 00»"),
    (C.PHONE, "call «0719 0649»"),
    (C.OTHER_ID, "chr: «862323»"),
    (C.OTHER_ID, "id «NCT0270098»"),
    (C.DATE, "on «8.26.19», she"),
    (C.OTHER_ID, "ticket «85354-9» of"),
    (C.OTHER_ID, "order «A1876C» of"),
    (C.DEVICE_ID, "mac «AB:CB:1E:20:C5:01» up"),
    (C.DEVICE_ID, "serial «19109-0»"),
    (C.ACCOUNT, "a total of «82611176» of"),
    (C.DATE, "seen «8/10» by"),
    (C.DATE, "came on «4/10» with"),
    (C.DATE, "in «MARCH» we"),
    (C.DATE, "seen on «6/12» by"),
    (C.DATE, "left on «8-16» early"),
    (C.LOCATION, "lives in «Lund» now"),
    (C.LOCATION, "ZIP code «99213»"),
    (C.OTHER_ID, "case «420-16» opened"),
    (C.DEVICE_ID, "pump «A4471» runs"),
    (C.MRN, "chart «420/16»"),
    (C.URL, "see «http://example.org/ana»"),
    (C.DATE, "since «9.2023» off work"),
    (C.IP, "host «10.0.0.7» down"),
    (C.IP, "net «10.0.7» down"),
    (C.IP, "«fe80::1» down"),
    (C.MRN, "chart «657115» rose"),
    (C.LOCATION, "Ana,«1533»,Oslo"),
    (C.ACCOUNT, "Ana,12,«140255»,17"),
    (C.DATE, "until the «25th» when"),
    (C.DATE, "moved in «May». She"),
    (C.DATE, "from the «3 May» place"),
]


def excused(data_class: C, example: str) -> bool:
    text, ((start, end),) = unmark(example)
    return excuses(data_class, *(part.encode() for part in (text[start:end], text[:start], text[end:])))


@pytest.mark.parametrize(("data_class", "example"), NOTATIONS)
def test_a_notation(data_class: C, example: str) -> None:
    assert excused(data_class, example)


@pytest.mark.parametrize(("data_class", "example"), IDENTIFIERS)
def test_an_identifier(data_class: C, example: str) -> None:
    assert not excused(data_class, example)
