# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Passwords and codes told in other languages: Spanish, French, German, Dutch, Portuguese, Italian, Polish, Turkish,
Swahili, Tagalog, Hindi in Latin letters, Swedish, Danish, Norwegian, Finnish.
"""

from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_TOLD = (
    r"(?:contrase\x{f1}a|contrasena|mot de passe|mdp|kennwort|passwort|wlan-?schl\x{fc}ssel|wachtwoord|senha"
    r"|palavra-passe|has\x{142}o|heslo|parola|nenosiri|neno la siri|l\x{f6}senord(?:et)?|adgangskoden?|passord(?:et)?|salasana"
    r"|jelsz\x{f3}|clave)"
)
_BETWEEN = r"(?:[ ][\w'\x{2019}./\x{80}-\x{24f}-]+){0,5}?"
_IS = r"(?:es|est|c'est|lautet|ist|\x{e9}|\x{e8}|e'|era|diventata|jest|ay|hai|\x{e4}r|sino)"
_VERB = rf"(?:[ ](?:{_IS}|is|to|ni|jetzt|ahora|maintenant|nu|agora|ora)|[ ]?[:=]|[ ]?\x{{2192}}){{1,3}}[ ]{{1,2}}"
_WORD = r"['\"`\x{201e}\x{201c}\x{ab}]?(?P<v>[^\s'\"`<>\x{ab}\x{bb}\x{201c}\x{201d}]{4,48})"
_CODE = (
    r"(?:pin(?:code|kod|kode)|pin (?:ng|ni|ka|del|du|da|do|van|der|di|von|na|de)|ka pin|digicode|(?:t\x{fc}r|haus|tor"
    r"|zugangs)[ -]?code|alarmcode|codice(?: pin| allarme| porta| cancello)|c\x{f3}digo (?:de (?:la )?(?:puerta|acceso"
    r"|seguridad|alarma)|del (?:portal|port\x{f3}n)|da (?:porta|entrada)|de acesso)|code (?:de (?:la )?(?:porte|alarme"
    r"|acc\x{e8}s)|d'(?:acc\x{e8}s|entr\x{e9}e)|de l'(?:alarme|immeuble|entr\x{e9}e)|du (?:portail|coffre))"
    r"|kod do (?:drzwi|furtki|bramy|domofonu|alarmu)|namba ya siri|neno la siri|clave|senha|cofre|coffre|kluis\w*"
    r"|caja fuerte)"
)
_CODED = r"(?:c[o\x{f3}]d(?:igo|ice|e|\.)?|kod[eu]?|pin)"
_OPENED = (
    r"(?:puerta|persiana|verja|valla|trastero|portal|port[o\x{f3}]n|candado|alarma|acceso|verificaci[o\x{f3}]n|garaje|ascensor|taquilla|casillero|caja|porta|portone|cancello"
    r"|lucchetto|cassaforte|armadietto|allarme|verifica|porte|portail|immeuble|entr\x{e9}e|hall|cadenas|coffre|alarme|casier|v\x{e9}rification"
    r"|port\x{e3}o|cadeado|cofre|garagem|elevador|arm\x{e1}rio|verifica\x{e7}\x{e3}o|t\x{fc}r|tor|haus|schlie\x{df}fach|tresor|schloss|deur|poort|kluis"
    r"|slot|klatki|bramy|drzwi|furtki|domofonu|k\x{142}\x{f3}dki|sejfu|szafki|dve\x{159}\x{ed}|vchodu|d\x{f8}r|d\x{f6}rr|port)"
)
_FURTHER = (
    r"(?:lozinka|zaporka|\x{161}ifra|m\x{1ead}t kh\x{1ea9}u|kata sandi|sandi|parol\x{103}|\x{43f}\x{430}\x{440}\x{43e}\x{43b}\x{44c}|\x{3ba}\x{3c9}\x{3b4}\x{3b9}\x{3ba}\x{3cc}\x{3c2}"
    r"|\x{5bc6}\x{7801}|\x{5bc6}\x{78bc}|\x{30d1}\x{30b9}\x{30ef}\x{30fc}\x{30c9}|\x{be44}\x{bc00}\x{bc88}\x{d638})"
)
"""Serbo-Croatian, Vietnamese, Indonesian, Romanian, Russian, Greek, Chinese, Japanese, Korean."""
_IFRE = r"(?:\A|[^\w\x{80}-\x{24f}])\x{15f}ifre(?:si|m|n)?(?: de)? "

RECOGNISERS = (
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b{_TOLD}{_BETWEEN}{_VERB}){_WORD}",
            rf"(?i:\bpassword{_BETWEEN} {_IS} ){_WORD}",
            rf"(?i:\b(?:password|passcode|pw) ng{_BETWEEN} ay ){_WORD}",
            rf"(?i:\bka (?:password|passcode|pw) ){_WORD}",
            rf"(?i:{_IFRE}){_WORD}",
            rf"(?i:\bno es [^\s,.;]{{3,40}} sino ){_WORD}",
            rf"(?i:{_FURTHER}(?: (?:je|la|adalah|\x{{e0}}|\x{{ee}}|este))?[ ]?[:\x{{ff1a}}=]?[ ]?){_WORD}",
            rf"(?i:\b{_TOLD}[^\n]{{0,24}}?\b(?:alt|alte|oud|ancien|vieja?|velha?|stare|eski):? ){_WORD}",
            rf"(?i:\b{_TOLD}[^\n]{{0,48}}?\b(?:neu|neue[sr]?|nieuw|nouveau|nueva?|novo|nova|nowe|yeni|nuova?):? ){_WORD}",
        ),
        anchors=(
            "contrase", "mot de passe", "mdp", "kennwort", "passwort", "wlan", "wachtwoord", "senha", "palavra", "has\N{LATIN SMALL LETTER L WITH STROKE}o",
            "heslo", "ifre", "parola", "nenosiri", "neno la siri", "senord", "adgangskode", "passord", "salasana", "jelsz", "clave",
            " ng ", "ka pass", "ka pw", "sino", "password ", "lozinka", "zaporka", "\N{LATIN SMALL LETTER S WITH CARON}ifra", "kh\u1ea9u", "sandi", "parol\u0103",
            "\u043f\u0430\u0440\u043e\u043b\u044c", "\u03ba\u03c9\u03b4\u03b9\u03ba\u03cc\u03c2", "\u5bc6\u7801", "\u5bc6\u78bc", "\u30d1\u30b9\u30ef\u30fc\u30c9", "\ube44\ubc00\ubc88\ud638",
        ),
        hints=(
            rf"(?i:{_TOLD})",
            rf"(?i:password[^\n]* {_IS} )",
            r"(?i: ng )",
            r"(?i:ka (?:pass|pw))",
            r"(?i:\x{15f}ifre)",
            r"(?i: sino )",
            rf"(?i:{_FURTHER})",
            rf"(?i:{_TOLD})",
            rf"(?i:{_TOLD})",
        ),
        validator="foreign_password",
        score=0.84,
        examples=(
            "la contrase\N{LATIN SMALL LETTER N WITH TILDE}a del portal es «Girasol2019» y",
            "Das Kennwort f\N{LATIN SMALL LETTER U WITH DIAERESIS}rs B\N{LATIN SMALL LETTER U WITH DIAERESIS}ro-WLAN lautet «Zwetschgenkuchen7», der",
            "wachtwoord van de rooster-app is «fietsbel88», pincode",
            "Nenosiri la kompyuta ya zahanati ni «Simba-mkali», na",
            "password ng wifi natin ay «sinigang4life» tapos",
            "office wifi ka password «chaipakoda9» hai",
            "modem \N{LATIN SMALL LETTER S WITH CEDILLA}ifresi «kedi1998kedi», kap",
            "Passwort ge\N{LATIN SMALL LETTER A WITH DIAERESIS}ndert: alt «Sommer!23», neu «Herbst!23».",
        ),
        counter_examples=(
            "la contrase\N{LATIN SMALL LETTER N WITH TILDE}a es obligatoria",
            "la clave del \N{LATIN SMALL LETTER E WITH ACUTE}xito es trabajar",
            "Das Passwort ist falsch",
            "le mot de passe est requis",
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(rf"(?i:\b{_TOLD}[^\n:=]{{0,40}}[ ]?[:=] ?)(?P<v>[^\s'\"`<>]{{6,40}})(?:[ ,.\n(]|\z)",),
        anchors=(
            "contrase", "mot de passe", "mdp", "kennwort", "passwort", "wlan", "wachtwoord", "senha", "palavra", "has\N{LATIN SMALL LETTER L WITH STROKE}o",
            "heslo", "parola", "nenosiri", "neno la siri", "senord", "adgangskode", "passord", "salasana", "jelsz", "clave",
        ),
        validator="spoken_password",
        score=0.8,
        examples=("mot de passe de la session accueil : «tournesol» (sans",),
        counter_examples=("Passwort: ********", "contrase\N{LATIN SMALL LETTER N WITH TILDE}a: ${PW}"),
    ),
    Recogniser(
        id="pin",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b{_CODE}{_BETWEEN}{_VERB})(?P<v>[#*]?[A-Z]?\d{{4,8}}[#*]?)(?:[^0-9A-Za-z/%:-]|\z)",
            rf"(?i:\b{_CODE}{_BETWEEN} )(?P<v>[#*]?[A-Z]?\d{{4,8}}[#*]?|\d{{2}}(?:[ -]\d{{2}}){{2}})(?:[^0-9A-Za-z/%:-]|\z)",
            rf"(?i:\b{_CODE}{_BETWEEN}{_VERB})(?P<v>\d{{2}}(?:[ -]\d{{2}}){{2}})(?:[^0-9A-Za-z/%:-]|\z)",
            rf"(?i:\b{_CODED}\b[^\n.;:\d]{{0,20}}?[ '\x{{2019}}-]{_OPENED}[^\n.;\d]{{0,14}}?[ :=])(?P<v>[#*]?\d{{4,8}}[#*]?|\d{{3}} \d{{3}}|\d{{2,4}}[A-Z]\d{{2,4}})(?:[^0-9A-Za-z/%:-]|\z)",
            r"(?i:\bcode (?:lautet|ist|est|\x{e8}|jest|is) )(?P<v>\d{3} \d{3}|\d{4,8})(?:[^0-9A-Za-z/%:-]|\z)",
            rf"(?i:{_IFRE})(?:[:=] ?)?(?P<v>[#*]?\d{{4,8}}[#*]?)(?:[^0-9A-Za-z/%:-]|\z)",
            rf"(?i:\b(?:{_CODED}|kodunuz|tan)\b[^\n.;\d]{{0,48}}?(?::|\b(?:est|es|lautet|ist|is|jest|je)|\x{{e8}}|\x{{e9}})(?: le| la)? )(?P<v>\d{{3}} \d{{3}})(?:[^0-9]|\z)",
            r"(?i:\b(?:koden|k\x{f3}d|kod|kodu|kapuk\x{f3}d|code van|code voor|koodi)\b[^\n.;:\d]{0,40}? (?:er|\x{e4}r|je|is|jest|on) )(?P<v>[#*]?\d{4,8}[A-Z]?[#*]?)(?:[^0-9A-Za-z/%:-]|\z)",
            r"(?:\x{9a8c}\x{8bc1}\x{7801}|\x{8a8d}\x{8a3c}\x{30b3}\x{30fc}\x{30c9}|\x{6697}\x{8a3c}\x{756a}\x{53f7}|\x{43a}\x{43e}\x{434}|\x{43f}\x{438}\x{43d})[^\n\d]{0,32}(?P<v>\d{4,8})(?:[^0-9]|\z)",
        ),
        anchors=(
            "pin", "code", "codice", "digo", "kod", "ifre", "namba ya siri", "neno la siri", "clave", "senha", "cofre", "coffre", "kluis", "caja", "tan", "koodi", "k\u00f3d", "\u9a8c\u8bc1\u7801", "\u8a8d\u8a3c\u30b3\u30fc\u30c9", "\u6697\u8a3c\u756a\u53f7", "\u043a\u043e\u0434", "\u043f\u0438\u043d",
        ),
        hints=(
            (
                r"(?i:\b(?:pin|c[o\x{f3}]d|kod|kode|koden|kodu|kodunuz|k\x{f3}d|kapuk\x{f3}d|koodi|tan|clave|digicode|alarmcode|senha|cofre|coffre|kluis"
                r"|caja|pincode|pinkod|pinkode|t\x{fc}rcode|torcode|hauscode|zugangscode|neno la siri|namba ya siri)|\x{15f}ifre)[^\n]*[0-9]|[\x{400}-\x{4ff}\x{3040}-\x{9fff}][^\n]*[0-9]"
            ),
        ),
        validator="pin_abroad",
        not_after=b".:/",
        score=0.84,
        examples=(
            "y la clave de la puerta «4471#». Un",
            "Digicode immeuble «B4702», 2e",
            "le code de l'alarme «39 16 02».",
            "der T\N{LATIN SMALL LETTER U WITH DIAERESIS}rcode ist «1904». Bitte",
            "pincode kluisje «2297»",
            "tapos pin ng gcash ni nanay «3381», ikaw",
            "namba ya siri ya simu ni «7702».",
            "O cofre: «55-12-30».",
            "el c\N{LATIN SMALL LETTER O WITH ACUTE}digo del candado es «0724»\n",
            "code de la porte: «48B21»\n",
            "Ihr Code lautet «773 201»\n",
            "Ihre TAN f\N{LATIN SMALL LETTER U WITH DIAERESIS}r die Zahlung lautet «904 126», g",
            "koden till f\N{LATIN SMALL LETTER O WITH DIAERESIS}rr\N{LATIN SMALL LETTER A WITH RING ABOVE}det \N{LATIN SMALL LETTER A WITH DIAERESIS}r «2481», lampan",
            "\u9a8c\u8bc1\u7801: «649203»",
            "kap\N{LATIN SMALL LETTER DOTLESS I} \N{LATIN SMALL LETTER S WITH CEDILLA}ifresi «7781»\n",
        ),
        counter_examples=("code postal 75011", "clave 12", "pin 13", "pin code of Delhi 110001", "GPIO pin 2040", "alarm code 1042 means"),
    ),
)  # fmt: skip
