# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Pieces of programs that guesses take for codes, and codes that look a little like them."""

import pytest

from clearance.core.detect.programs import excuses
from clearance.core.detect.recogniser import unmark
from clearance.model.words import DataClass as C

PIECES = [
    (C.PERSON, "-rw-r--r-- «kern».log.1"),
    (C.PERSON, 'TIME_ZONE = "«Asia»/Kuala_Lumpur"'),
    (C.PERSON, "iPhone OS 17_4 like «Mac» OS X)"),
    (C.PERSON, "«portalPin»: '4406'"),
    (C.SECRET, "postfix/smtpd[7741]: «4TsQ1c0bFz9»: client"),
    (C.OTHER_ID, "postfix/cleanup[7744]: «4TsQ1c0bFz9»: warning"),
    (C.SECRET, "(«waiting-list-edit-FINAL2».xlsx)"),
    (C.SECRET, "«XCTAssertEqual»(SecItemAdd"),
    (C.SECRET, "-F token=$«TRIGGER» -F"),
    (C.SECRET, "Wifi: «LakeHouse_5G», password x"),
    (C.SECRET, "WiFi Name: «NETGEAR43-5G»\nNetwork Key"),
    (C.SECRET, "jvmargs=-«Xmx2048m»"),
    (C.ACCOUNT, "feat: strength (#«2214»)"),
    (C.OTHER_ID, "total «79502188»\n"),
    (C.SECRET, '"Authorization": "«Bearer» eyJFZ"'),
    (C.OTHER_ID, "request id «82786696-2477-4866-8422-32918d281152»\n"),
    (C.SECRET, "Cookie: «JSESSIONID»=7A14716C"),
    (C.SECRET, "SharedAccessKeyName=send;«SharedAccessKey=»Vd3dFTtc"),
    (C.SECRET, "«FEATURE_NEWS2»=false"),
    (C.SECRET, "sp=«rl&sig»=gcbKLPtT"),
    (C.SECRET, "$pw = «ConvertTo-SecureString» 'x'"),
    (C.SECRET, "Invoke-«RestMethod» -Uri x"),
    (C.SECRET, "'x' -«AsPlainText» -Force"),
    (C.SECRET, '"signup": "«Choose a password»"'),
    (C.SECRET, "System,User,«PIN/Password»,Note"),
    (C.SECRET, '<allow own="org.«freedesktop.systemd1»"/>'),
    (C.SECRET, "sudo apt install «libgnutls28-dev»\n"),
    (C.SECRET, "'logical_or', '«logical_xor»', 'matmul'"),
    (C.SECRET, "'lagval', '«lagval2d»', 'x'"),
    (C.SECRET, "--password abc123* «--insecure»\n"),
    (C.SECRET, "'{.data.x}' | «base64 -d»\n"),
    (C.SECRET, "COMMENT = '«#8d8687»'"),
    (C.OTHER_ID, "green= '#«C3E88D»'"),
    (C.MRN, "Comment: 'italic #«888888»',"),
    (C.SECRET, "    _«ArrayLikeDT64_co» as x"),
    (C.SECRET, "«STRIPE_WEBHOOK»_SECRET=whsec"),
    (C.SECRET, "typeof a&«&performance»&&typeof"),
    (C.SECRET, "word: '«A-Za-z0»-9_'"),
    (C.SECRET, "(npm/«cli#9357»)"),
    (C.SECRET, "kind: Secret\ntype: «Opaque»\n"),
    (C.SECRET, "<!-- /etc/fonts/conf.d/«57-dejavu-sans».conf"),
    (C.OTHER_ID, "'-./«0123456789»:;<=>'"),
    (C.VEHICLE, "['u16', '«u64»', 'uint']"),
    (C.DATE, "«MAR»_dt64 -= AR"),
    (C.DATE, "«MAR_dt64» -= AR"),
    (C.LOCATION, "164,\n\t\t«165»,\n\t\t166,"),
    (C.PERSON, "pygments.«lexers».jmespath"),
    (C.DEVICE_ID, "id 02aac419-77cf-401b-«b403»-efcf8d9b7c45/"),
    (C.CREDIT_CARD, "id 82786696-2477-«4866-8422-32918d281152»\n"),
    (C.SECRET, "Interpol: '«#dca3a3» bold',"),
    (C.SECRET, "() => this.«findStudio2019OrNewer»(),"),
    (C.SECRET, "#if defined(«XP_OS2»)"),
    (C.SECRET, "#  define «crc32_combine64»    z"),
    (C.SECRET, "#define V_«ASN1_T61STRING» 20"),
    (C.SECRET, "#define «vki_uint64_t» uint64_t"),
    (C.SECRET, "LIRC_«MODE2REC»(LIRC)"),
    (C.SECRET, "«sk_SCT_zero»(sk)"),
    (C.SECRET, "* !!!!«!!!!!!!!!!»"),
    (C.SECRET, "$PASSWORD = «$CPAN::Config-»>{password}"),
    (C.PERSON, "«aMonthAgo»(now)"),
    (C.VEHICLE, "MH_DYLIB = «0x6u»,"),
    (C.SECRET, "../conf.avail/«70-yes»-bitmaps.conf"),
    (C.LOCATION, "6FB3 82AD «634C» 6252"),
    (C.IBAN, "8361 6863 «5200 6363» 8E48 5012"),
    (C.MRN, "U+0362,\nU+«03E2-03EF», U+0460"),
    (C.OTHER_ID, "U+03EF, U+0460-«0463»,"),
    (C.OTHER_ID, "U+03EF, «U+0460-0463»,"),
    (C.OTHER_ID, "index a65..5a5 «100644»"),
    (C.OTHER_ID, "see bugs #207024 and #«207026»."),
    (C.OTHER_ID, "Vol. 15, pp. «1066-1077»."),
    (C.LOCATION, "port: «58232» }"),
    (C.SECRET, "-«Wstack-protector»\n"),
    (C.SECRET, "' -«lfj90i» -lfj90f'"),
    (C.SECRET, "(/using-npm/«developers#catching-undeclared»-deps)"),
]
PIECES += [
    (C.LOCATION, "timezone: America/«Chicago»\n"),
    (C.LOCATION, "tz=America/Argentina/Buenos_«Aires»"),
    (C.LOCATION, 'from "int32" to "«sint64»"'),
    (C.SECRET, "id (call_«ah1G8npsXS4y»)"),
    (C.OTHER_ID, "tool[«call_ah1G8npsXS4y»] ->"),
    (C.OTHER_ID, "(source: intake_«537.md»)"),
    (C.OTHER_ID, "(source: intake_«432».pdf)"),
    (C.OTHER_ID, '/ckpt-«29980».pt"'),
    (C.SECRET, "«part-00049».parquet"),
    (C.SECRET, "api.«pny5g3z5».webp  174"),
    (C.SECRET, "Name: auth-«gateway-w1psos3g6»-vx1mg\n"),
    (C.SECRET, "WEBHOOK=«$SLACK»_WEBHOOK\n"),
    (C.SECRET, "index «1e8f0bebd8cd.».fb2c4322a239"),
]
OTHERS = [
    (C.PERSON, "case «smith».pdf"),
    (C.PERSON, "«Asia» came"),
    (C.PERSON, "big «Mac» came"),
    (C.SECRET, "the word «Tr0ub4dor».x"),
    (C.SECRET, "Wifi: «LakeHouse_5G9x», ask"),
    (C.SECRET, "it is «hunterTwo2»(new)"),
    (C.SECRET, "['root', '«hunter2»', 'tr0ub4dor']"),
    (C.SECRET, "['root', '«tr0ub4dor»', 'x']"),
    (C.SECRET, "['root', '«velvet_orbit_falcon»', 'x']"),
    (C.SECRET, "it is skip.«cruising.umbrella»\n"),
    (C.SECRET, "token «Gh7sK2pQ9x»=1 goes first"),
    (C.SECRET, "try «Falcon1987»=1 now"),
    (C.SECRET, 'AccountKey=«q83vEjRWeJA=»";'),
    (C.SECRET, "key «Zm9vYmFyYmF6»== goes"),
    (C.SECRET, "say «Tango-Foxtrot» at the gate"),
    (C.SECRET, "use -«hunter2» or"),
    (C.SECRET, "it is «password1985» now"),
    (C.LOCATION, "lives in America, «Chicago»"),
    (C.LOCATION, "either/«Lund» or"),
    (C.OTHER_ID, "case_«5371234».pdf"),
    (C.OTHER_ID, "call «ah1G8npsXS4y» now"),
    (C.SECRET, "WEBHOOK=«$lackh00k!»\n"),
    (C.OTHER_ID, "ticket #«A1B2C3» is open"),
    (C.PERSON, "call «mcDonald»(his son)"),
    (C.PERSON, "user «johnDoe» wrote"),
    (C.LOCATION, "ZIPs 60601, «60602», 60603"),
    (C.OTHER_ID, "patient_«P445566» x"),
    (C.PHONE, "p. «555 0199»"),
    (C.PERSON, "with «LaToya» and"),
    (C.PERSON, "with «maria Lopez» and"),
    (C.OTHER_ID, "id «82786696-2477-4866-8422-32918d281152»\n"),
    (C.OTHER_ID, "order #«207026»."),
    (C.SECRET, "token «Drmhze6EPcv0fN»_81Bj-nA"),
    (C.SECRET, "tok_«ab3cd9ef2g» sent"),
    (C.CREDIT_CARD, "4111 1111 «1111» 1111"),
    (C.SECRET, "mysql -«pS3cret» x"),
    (C.SECRET, "pass «blue#horse»"),
    (C.SECRET, "reset to «Kumari#4410» , change"),
    (C.SECRET, "wifi is _«hunter2»_ now"),
    (C.SECRET, "wifi is «hunter2»(small letters)"),
    (C.SECRET, "wifi is «p&&ssw0rd1» now"),
    (C.DATE, "p. «March» 2019"),
    (C.SECRET, "token whsec_«Gr8fxR2bQ» here"),
    (C.SECRET, "the word is «tr0ub4dor»"),
    (C.SECRET, "see /run/«57-dejavu-sans» now"),
    (C.VEHICLE, "['AB12 CDE', '«KX18 ABC»']"),
    (C.VEHICLE, "plate «kx18abc» seen"),
    (C.DATE, "on «14 March» 2019"),
    (C.DATE, "in «March»"),
    (C.LOCATION, "Boston, MA, «02115», USA"),
    (C.PERSON, "Dr. «smith». He"),
    (C.EMAIL, "«a@b.example»"),
]


def excused(data_class: C, example: str, *, code: bool = False) -> bool:
    text, ((start, end),) = unmark(example)
    data = text.encode()
    return bool(excuses(data_class, data[start:end], data[:start], data[end:], code=code))


@pytest.mark.parametrize(("data_class", "example"), PIECES)
def test_what_programs_are_made_of(data_class: C, example: str) -> None:
    assert excused(data_class, example)


def test_a_name_between_quotation_marks_is_a_value_in_code_too() -> None:
    assert not excused(C.PERSON, "user = '«johnDoe»'", code=True)
    assert excused(C.SECRET, "c>«0&&isFinite»(c)", code=True)


@pytest.mark.parametrize(("data_class", "example"), OTHERS)
def test_what_they_are_not(data_class: C, example: str) -> None:
    assert not excused(data_class, example)


@pytest.mark.parametrize(
    ("data_class", "example"),
    [
        (C.PERSON, "/* «smcConn» */"),
        (C.LOCATION, "60601, «60602», 60603"),
        (C.OTHER_ID, "def test_«gh1509»(self)"),
        (C.SECRET, "MaskedArray[«np.uint32»]"),
        (C.SECRET, "np.«complex128»)"),
        (C.DATE, "(curdir, «sep», pathsep)"),
    ],
)
def test_in_code_attributes_and_names_of_months_too(data_class: C, example: str) -> None:
    assert excused(data_class, example, code=True)
    assert not excused(data_class, example)
