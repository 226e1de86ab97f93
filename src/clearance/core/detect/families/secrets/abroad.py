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
    r"|palavra-passe|has\x{142}o|heslo|parola|nenosiri|neno la siri|l\x{f6}senord|adgangskode|passord|salasana"
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
            rf"(?i:\b{_TOLD}[^\n]{{0,24}}?\b(?:alt|alte|oud|ancien|vieja?|velha?|stare|eski):? ){_WORD}",
            rf"(?i:\b{_TOLD}[^\n]{{0,48}}?\b(?:neu|neue[sr]?|nieuw|nouveau|nueva?|novo|nova|nowe|yeni|nuova?):? ){_WORD}",
        ),
        anchors=(
            "contrase", "mot de passe", "mdp", "kennwort", "passwort", "wlan", "wachtwoord", "senha", "palavra", "has\N{LATIN SMALL LETTER L WITH STROKE}o",
            "heslo", "ifre", "parola", "nenosiri", "neno la siri", "senord", "adgangskode", "passord", "salasana", "jelsz", "clave",
            " ng ", "ka pass", "ka pw", "sino",
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
        ),
        anchors=(
            "pin", "code", "codice", "digo", "kod", "ifre", "namba ya siri", "neno la siri", "clave", "senha", "cofre", "coffre", "kluis", "caja",
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
        ),
        counter_examples=("code postal 75011", "clave 12", "pin 13", "pin code of Delhi 110001", "GPIO pin 2040", "alarm code 1042 means"),
    ),
)  # fmt: skip
