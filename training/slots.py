# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The slots of a document: every name that a template may use, and what it gives."""

import string
from collections.abc import Callable, Mapping, Sequence
from random import Random

from clearance.core.detect import eponyms
from training import identifiers as ids
from training.dates import Dates, cardinal
from training.lists import Lists
from training.people import Person
from training.places import Places
from training.render import Pieces, Value

_FREQUENCIES = "daily|BID|TID|QID|q6h|q8h PRN|at bedtime|once weekly|twice a day|every morning|QHS|PRN|as needed".split(
    "|"
)
_LAB_TESTS = "Hemoglobin|WBC|Platelets|Sodium|Potassium|Creatinine|BUN|Glucose|HbA1c|TSH|ALT|AST|INR|Troponin|BNP|Lactate|Ferritin|CRP|ESR|LDL|HDL|Albumin|Calcium|Bilirubin|Magnesium|Phosphorus".split(
    "|"
)
_LAB_UNITS = "g/dL|mmol/L|mg/dL|U/L|K/uL|%|mEq/L|ng/mL|pg/mL|mIU/L".split("|")
_PRODUCTS = (
    "iPhone 15|Galaxy S24|Windows 11|Excel|ThinkPad X1|Model Y|Corolla|Alexa|Kindle|PlayStation 5|Nespresso|Dyson V11|Roomba|"
    "Fitbit Charge|Omron BP7|Tylenol PM|Advil|Band-Aid|GoPro Hero 9|PostgreSQL 16|Kubernetes|Django 4.2|Jenkins|Jira|Confluence|"
    "Salesforce|Epic|Cerner|Meditech|Prius|Mustang|Tesla|Nike Air Max|Adidas|Lego|Oracle|Spark|Hadoop|Kafka|Maven|Ruby|Julia|"
    "Swift|Pascal|Ada|Jupyter|Cassandra|Apollo|Mercury|Galileo|Hubble|Newton|Faraday|Ampere|Turing|Lovelace|Hopper|Blackwell"
).split("|")
_ADJECTIVES = "new old mild severe left right upper lower chronic acute stable large small better late early clear open quick slow".split()
_VERBS = "check review update start stop continue call send follow order discuss schedule test deploy fix merge read write".split()

Sentences = Mapping[str, Sequence[str]]
"""Real sentences without identifiers, by what a ``{~...}`` slot calls them."""

_NAMED_AFTER: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    head: (tuple(sorted(word.decode() for word in words)), tuple(nouns.split("|")))
    for head, words, nouns in (
        (
            "scale",
            eponyms.SCALES,
            " #| score #|: #| #/30| index #| II| III| grade 2| class 1| scale| criteria met| classification",
        ),
        (
            "sign",
            eponyms.SIGNS,
            " negative| positive| neg| pos|'s sign| sign absent| test|'s test equivocal| +ve|'s| reflex|'s point",
        ),
        (
            "instrument",
            eponyms.INSTRUMENTS,
            " forceps| retractor| clamp| catheter| drain| needle| scissors| tube| in situ|s| probe| blade| removed",
        ),
        (
            "operation",
            eponyms.OPERATIONS,
            " procedure| repair| approach| incision| technique| osteotomy| flap| manoeuvre|'s| arthroplasty| stitch",
        ),
        (
            "disease",
            eponyms.DISEASES,
            " disease|'s disease| syndrome|'s| fracture| tumour| palsy| lymphoma| chorea| disease, stable|'s syndrome",
        ),
        (
            "stain",
            eponyms.LABORATORY,
            " stain| agar| bodies| formula| antigen| cells| test| solution| fibres| gland| equation| law",
        ),
        (
            "method",
            eponyms.METHODS,
            " test|'s test| distribution| matrix| estimator|'s law| filter| transform|'s kappa| regression| algorithm",
        ),
        (
            "thing",
            frozenset(),
            " sauce| chair| knot| bold| opening|'s gazelle| Cup| Act| engine| rose| jump| cloth| prize| rifle| collar",
        ),
    )
}
_OF_WORDS = 0.05
"""The share of documents in which all persons have names that are words too, beside those words."""
_PEOPLE = tuple(f"p{number}" for number in range(1, 10))
_SINGLE: dict[str, tuple[Callable[[Random], str], str]] = {
    "phone": (ids.phone, "PHONE"), "fax": (ids.phone, "PHONE"), "ssn": (ids.ssn, "SSN"), "mrn": (ids.mrn, "MRN"),
    "hpid": (ids.health_plan_id, "HEALTH_PLAN_ID"), "group": (lambda r: ids.patterned(r, r.choice(("#####", "@@####", "######-##", "GRP####"))), "OTHER_ID?"),
    "account": (ids.account, "ACCOUNT"), "routing": (ids.routing, "ACCOUNT"), "npi": (ids.npi, "LICENSE"), "dea": (ids.dea, "LICENSE"),
    "license": (ids.license_number, "LICENSE"), "dl": (ids.license_number, "LICENSE"), "passport": (lambda r: ids.patterned(r, r.choice(("#########", "@########", "@@#######"))), "LICENSE"),
    "vin": (ids.vin, "VEHICLE"), "plate": (ids.plate, "VEHICLE"), "device": (ids.device, "DEVICE_ID"), "serial": (ids.device, "DEVICE_ID"), "mac": (ids.mac, "DEVICE_ID"),
    "url": (ids.url, "URL"), "ip": (ids.ip, "IP"), "ipv6": (ids.ipv6, "IP"), "claim": (ids.other_id, "OTHER_ID"), "case": (ids.other_id, "OTHER_ID"),
    "accession": (ids.other_id, "OTHER_ID"), "otherid": (ids.other_id, "OTHER_ID"), "biometric": (ids.biometric, "OTHER_ID"), "card": (ids.card, "CREDIT_CARD"),
    "iban": (ids.iban, "IBAN"), "secret": (ids.secret, "SECRET"), "pin": (ids.pin, "SECRET"), "hexkey": (ids.hex_key, "SECRET"),
    "code": (ids.composed, "OTHER_ID"), "xphone": (ids.phone_abroad, "PHONE"), "acronym": (ids.acronym, ""), "ssn4": (lambda r: f"{r.randrange(10000):04d}", "SSN?"),
}  # fmt: skip


class Slots:
    """Fills the slots of one document."""

    def __init__(self, lists: Lists, sentences: Sentences, random: Random) -> None:
        self._lists, self._sentences, self._random = lists, sentences, random
        self._people: dict[str, Person] = {}
        self._of_words = random.random() < _OF_WORDS
        self._places = Places(lists, random)
        self._dates = Dates(random)

    def fill(self, name: str) -> Pieces:
        """The pieces of a slot; ``lower:`` and ``upper:`` before its name change the case. Raises KeyError for an
        unknown name.
        """
        case, _, inner = name.partition(":")
        if case in ("lower", "upper"):
            return [Value(getattr(value.text, case)(), value.label) for value in self.fill(inner)]
        head, _, style = name.partition(".")
        if head in _PEOPLE:
            if head not in self._people:
                self._people[head] = Person(self._lists, self._random, of_words=self._of_words)
            return self._people[head].say(style)
        if name.startswith("~"):
            return [Value(self._random.choice(self._sentences[name[1:]]))]
        if head in _SINGLE:
            make, label = _SINGLE[head]
            return [Value(make(self._random), label)]
        if head.startswith("int:"):
            low, high = head[4:].split("-")
            return [Value(str(self._random.randint(int(low), int(high))))]
        return self._other(head, style)

    def _other(self, head: str, style: str) -> Pieces:
        places, dates, r = self._places, self._dates, self._random
        if head == "date":
            return dates.say(style)
        if head == "dob":
            return dates.say(style or r.choices(("num", "iso", "long"), (65, 15, 20))[0], dates.born())
        if head in ("year", "weekday", "time"):
            return list(getattr(dates, head)())
        if head == "reldate":
            return dates.relative()
        if head == "theday":
            return dates.day_of_month()
        if head == "address":
            return places.address(lines=style == "lines")
        if head == "xaddress":
            return places.address_abroad(lines=style == "lines")
        if head in ("monthonly", "quarter"):
            return dates.month()
        if head == "daymonth":
            return dates.say("partial")
        if head == "passphrase":
            return [Value(ids.passphrase(r, self._lists.common_words), "SECRET")]
        if head in ("password", "connstr"):
            made = ids.password(r, self._lists.common_words)
            return [Value(made.replace(" ", "-") if head == "connstr" else made, "SECRET")]
        if head == "email":
            return [Value(Person(self._lists, r).email(), "EMAIL")]
        if head in _LOCATED:
            return [Value(_LOCATED[head][0](places, self._lists, r), _LOCATED[head][1])]
        if head == "age":
            return [Value(self._years(r.randrange(1, 90)), "AGE?")]
        if head == "age90":
            return [Value(self._years(r.randrange(90, 108)), "AGE")]
        return [Value(self._plain(head))]

    def _years(self, age: int) -> str:
        return cardinal(age, self._random.choice("- ")) if self._random.random() < 0.08 else str(age)

    def _plain(self, head: str) -> str:
        """Everything that identifies nobody."""
        r, lists = self._random, self._lists
        if head in _NAMED_AFTER:
            return self._named_after(head)
        if head == "eponym":
            if r.random() < 0.4:
                return self._named_after(r.choice(tuple(_NAMED_AFTER)))
            eponym, heads = r.choice(lists.eponyms)
            return f"{eponym}{r.choice(('', '', chr(39) + 's'))} {r.choice(heads or ['syndrome']).strip()}"
        makers: dict[str, Callable[[], str]] = {
            "drug": lambda: self._brand() if r.random() < 0.25 else r.choice(lists.drugs) if r.random() < 0.5 else r.choice(lists.drugs).lower(),
            "dose": lambda: f"{r.choice((5, 10, 20, 25, 40, 50, 81, 100, 250, 500))}{r.choice((' ', ''))}{r.choice(('mg', 'mg', 'mcg', 'units', 'mL', 'g'))}",
            "freq": lambda: r.choice(_FREQUENCIES), "dx": lambda: r.choice(lists.conditions), "icd": lambda: r.choice(lists.icd)[0],
            "cpt": lambda: ids.patterned(r, r.choice(("99###", "7####", "8####", "G####", "36###"))), "loinc": lambda: ids.patterned(r, "####-#") if r.random() < 0.6 else ids.patterned(r, "#####-#"),
            "ndc": lambda: ids.patterned(r, r.choice(("#####-###-##", "####-####-##", "###########"))), "lab": lambda: r.choice(_LAB_TESTS),
            "labval": lambda: f"{r.uniform(0.1, 300):.{r.choice((0, 1, 1, 2))}f} {r.choice(_LAB_UNITS)}",
            "vital": lambda: r.choice((f"BP {r.randrange(90, 190)}/{r.randrange(50, 110)}", f"HR {r.randrange(50, 130)}", f"T {r.uniform(96, 103):.1f}", f"SpO2 {r.randrange(85, 100)}%", f"RR {r.randrange(10, 30)}")),
            "num": lambda: str(r.choice((r.randrange(10), r.randrange(100), r.randrange(1000), r.randrange(100000)))), "dec": lambda: f"{r.uniform(0, 100):.{r.choice((1, 2, 3))}f}",
            "money": lambda: r.choice((f"${r.randrange(1, 9999)}", f"${r.randrange(1, 999999):,}.{r.randrange(100):02d}", f"{r.randrange(1, 999)} USD", f"£{r.randrange(5, 900)}", f"€{r.randrange(5, 900)}")),
            "pct": lambda: f"{r.uniform(0, 100):.{r.choice((0, 1))}f}%", "version": lambda: f"{r.choice(('v', '', ''))}{r.randrange(20)}.{r.randrange(30)}.{r.randrange(40)}",
            "uuid": lambda: ids.patterned(r, "%%%%%%%%-%%%%-4%%%-a%%%-%%%%%%%%%%%%"), "sha": lambda: ids.pick(r, "0123456789abcdef", r.choice((7, 12, 40, 64))),
            "hex": lambda: "0x" + ids.pick(r, "0123456789abcdef", r.choice((2, 4, 8))), "room": lambda: r.choice((f"{r.randrange(100, 999)}", f"{r.randrange(1, 9)}{r.choice(string.ascii_uppercase)}", f"{r.randrange(1, 12)}-{r.randrange(1, 40)}")),
            "duration": lambda: f"{r.randrange(1, 30)} {r.choice(('days', 'weeks', 'months', 'years', 'hours', 'minutes'))}", "product": lambda: r.choice(_PRODUCTS) if r.random() < 0.3 else self._brand(), "brand": self._brand,
            "band": self._work, "word": lambda: r.choice(lists.common_words), "adj": lambda: r.choice(_ADJECTIVES), "verb": lambda: r.choice(_VERBS),
        }  # fmt: skip
        return makers[head]()

    def _named_after(self, head: str) -> str:
        """A thing named after somebody, with or without its noun, value or finding."""
        r = self._random
        listed, nouns = _NAMED_AFTER[head]
        more = self._lists.named_after[head]
        words = more if not listed or r.random() < 0.35 else listed
        word = r.choice(words).capitalize() if r.random() < 0.9 else r.choice(words)
        if r.random() < 0.15:
            word += "-" + r.choice(words).capitalize()
        noun = r.choice(nouns)
        return word + noun.replace("#", str(r.randrange(1, 25))) if r.random() < 0.7 else word

    def _brand(self) -> str:
        brand = self._random.choice(self._lists.brands)
        return brand.capitalize() if self._random.random() < 0.85 else brand

    def _work(self) -> str:
        """The name of a band, a team, a product or a work: no person, whatever it sounds like."""
        r, words = self._random, self._lists.plain_words
        first, second = r.choice(words).capitalize(), r.choice(words).capitalize()
        place = self._places.city()
        return r.choice(
            (self._brand(), f"The {first}s", f"The {first} {second}", f"{first} {second}", f"{first} of the {second}", f"{first} & {second}", f"The Last {first}", f"{first} {r.randrange(2, 9)}",
             f"{place} {first}s", f"{first} {r.choice(('Pro', 'Max', 'One', 'OS', 'Cup', 'League', 'Records', 'Show', 'Awards', 'FC'))}", f"{first}.js", f"No {first} for {second}")
        )  # fmt: skip


_Located = Callable[[Places, Lists, Random], str]
_LOCATED: dict[str, tuple[_Located, str]] = {
    "street": (lambda p, _l, _r: p.street(), "STREET"),
    "streetname": (lambda p, _l, _r: p.street_name(), "STREET"),
    "xstreet": (lambda p, _l, _r: p.street_abroad(), "STREET"),
    "xcity": (lambda p, _l, _r: p.city_abroad(), "CITY"),
    "xzip": (lambda p, _l, _r: p.zip_abroad(), "ZIP"),
    "apt": (lambda p, _l, _r: p.unit(), "STREET"),
    "city": (lambda p, _l, _r: p.city(), "CITY"),
    "state": (lambda _p, lists, r: r.choice(lists.states)[r.choice((0, 0, 1))], "STATE"),
    "zip": (lambda p, _l, _r: p.zip(), "ZIP"),
    "county": (lambda _p, lists, r: r.choice(lists.counties), "PLACE"),
    "country": (lambda _p, lists, r: r.choice(lists.countries), "COUNTRY"),
    "place": (lambda p, _l, _r: p.place(), "PLACE"),
    "intersection": (lambda p, _l, r: f"{p.street_name()} {r.choice(('and', '&', 'at'))} {p.street_name()}", "STREET"),
    "hospital": (lambda p, _l, _r: p.hospital(), "ORGANIZATION"),
    "clinic": (lambda p, _l, _r: p.hospital(), "ORGANIZATION"),
    "org": (lambda p, _l, _r: p.org(), "ORGANIZATION"),
    "school": (
        lambda p, _l, r: (
            f"{p.place()} {r.choice(('High School', 'Elementary', 'University', 'College', 'Middle School', 'Academy'))}"
        ),
        "ORGANIZATION",
    ),
    "insurer": (lambda p, _l, _r: p.insurer(), "ORGANIZATION"),
}
