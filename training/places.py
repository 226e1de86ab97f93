# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Invented places: streets, cities, ZIP codes, whole addresses; organisations."""

from random import Random

from training.identifiers import patterned
from training.lists import Lists
from training.render import Value

_SUFFIXES = (
    "St Street Ave Avenue Rd Road Dr Drive Ln Lane Blvd Boulevard Ct Court Pl Place Way Ter Terrace Cir Circle Pkwy Parkway "
    "Hwy Highway Trl Trail Sq Square Loop Row Run Pike Crescent Close Gardens Mews Grove Hill Walk Alley Plaza Path Crossing"
).split()
_SUFFIX_WEIGHTS = [14, 14, 10, 10, 10, 8, 9, 7, 6, 5, 6, 4] + [2] * (len(_SUFFIXES) - 12)
_TREES = (
    "Oak Maple Pine Cedar Elm Walnut Birch Willow Cherry Magnolia Chestnut Hickory Juniper Laurel Main Park Church Mill River "
    "Lake Ridge Spring Sunset Highland Washington Lincoln Jefferson Madison Franklin Jackson Center Union Market Water Bridge "
    "School College Court Station Victoria King Queen High North South East West Meadow Forest Valley Orchard Garden Pleasant "
    "Liberty Prospect Cottage Chapel Canal Front Broad State Mission Ocean Harbor Bay Shore Sandy Rocky Stone Silver Golden "
    "Old Mill Fox Run Deer Creek Turkey Hollow Martin Luther King Jr Country Club Cesar Chavez Airport Industrial"
).split()
_ORDINALS = "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 12th 14th 21st 23rd 42nd 57th 103rd 110th First Second Third Fifth".split()
_UNITS = ("Apt", "Apt.", "Apartment", "Unit", "Ste", "Suite", "#", "Flat", "Rm", "Fl", "Lot", "Bldg")
_HOSPITAL_TAILS = (
    "Hospital", "General Hospital", "Medical Center", "Regional Medical Center", "Memorial Hospital", "Clinic", "Health System",
    "Community Hospital", "Children's Hospital", "University Hospital", "Health Center", "Rehabilitation Center", "Hospice",
    "Nursing Home", "Surgery Center", "Infirmary", "Urgent Care", "Family Practice", "Cancer Institute", "Imaging Center",
)  # fmt: skip
_SAINTS = "St. Mary's|St. Luke's|Mercy|Good Samaritan|Sacred Heart|Mount Sinai|Providence|Methodist|Baptist|Trinity|Unity".split(
    "|"
)
_ORG_TAILS = "Inc|Inc.|LLC|Corp|Ltd|Group|Partners|Holdings|Systems|Technologies|Bank|Foundation|Institute|University|& Co|Labs|Foods|Motors|Airlines|Media".split(
    "|"
)
_INSURERS = (
    "Aetna Cigna Humana BlueCross Medicare Medicaid UnitedHealthcare Anthem Tricare Kaiser Molina Centene Oscar WellCare "
    "Ambetter"
).split()
_PLACES = (
    "{} Heights|{} Park|{} Village|{} Hills|North {}|South {}|East {}|West {}|Upper {}|Lower {}|Old {}|New {}|{} Township|{} Beach|"
    "{} Springs|Lake {}|Mount {}|Port {}|Fort {}|{} Valley|{} Falls|{} Creek|{}ville|{}ton|{}burg|{} Square|{} Estates|{} Borough|"
    "{} Island|{} Point|{} Junction|{}ham|{}wick|{}stead|{}shire"
).split("|")


class Places:
    """Places of one document: city, state and ZIP belong together within one address."""

    def __init__(self, lists: Lists, random: Random) -> None:
        self._lists, self._random = lists, random

    def street(self) -> str:
        """A street with a number: ``4 Elm St``, ``1200 NW 23rd Ave Apt 5``, ``PO Box 12``."""
        r = self._random
        draw = r.random()
        if draw < 0.05:
            return f"{r.choice(('PO Box', 'P.O. Box', 'P. O. Box', 'Box', 'RR 2 Box'))} {r.randrange(1, 9999)}"
        if draw < 0.12:
            return self.street_abroad()
        if draw < 0.15:
            return f"{r.randrange(1, 99999)} {r.choice(('County Road', 'Highway', 'State Route', 'US Hwy', 'FM', 'CR', 'Rte'))} {r.randrange(1, 999)}"
        number = r.choice((str(r.randrange(1, 200)), str(r.randrange(100, 9999)), str(r.randrange(1000, 99999))))
        if r.random() < 0.03:
            number += r.choice(("A", "B", "-12", " 1/2"))
        way = (
            ""
            if r.random() < 0.75
            else r.choice(("N ", "S ", "E ", "W ", "NW ", "SE ", "North ", "South ", "West ", "N. ", "E. "))
        )
        street = f"{number} {way}{self.street_name()}"
        return f"{street}{r.choice((' ', ', '))}{self.unit()}" if r.random() < 0.18 else street

    def street_abroad(self) -> str:
        """As written elsewhere: the number behind the name, or none."""
        r = self._random
        stem = r.choice(
            (self._lists.world_cities.draw(r), r.choice(self._lists.world_surnames), self._lists.surnames.draw(r))
        )
        low = stem.lower()
        name = r.choice((
            f"Rue {stem}", f"rue de {stem}", f"Calle {stem}", f"Av. {stem}", f"Avenida {stem}", f"Via {stem}", f"Viale {stem}", f"{stem}strasse", f"{stem}straße",
            f"{stem}weg", f"{stem}gatan", f"{stem}vej", f"{stem}straat", f"{stem}laan", f"ul. {stem}", f"Rua {stem}", f"Piazza {stem}", f"Plaza {stem}", f"{stem} utca",
            f"{stem}veien", f"{stem}katu", f"Jalan {stem}", f"{stem} Marg", f"{stem} Nagar", f"Chemin des {low}", f"Paseo de {stem}", f"Allée {stem}", f"Ulica {stem}",
        ))  # fmt: skip
        number = f"{r.randrange(1, 220)}{r.choice(('', '', '', 'a', 'B', '/3', '-12', ' bis'))}"
        return r.choice(
            (f"{name} {number}", f"{name} {number}", f"{name}, {number}", f"{number} {name}", f"{number}, {name}")
        )

    def street_name(self) -> str:
        """Without a number."""
        r, draw = self._random, self._random.random()
        if draw < 0.30:
            stem = r.choice(_TREES)
        elif draw < 0.42:
            stem = r.choice(_ORDINALS)
        elif draw < 0.75:
            stem = self._lists.surnames.draw(r)
        elif draw < 0.85:
            stem = self._lists.us_cities.draw(r)
        else:
            stem = f"{r.choice(_TREES)} {r.choice(_TREES)}"
        if r.random() < 0.04:
            return r.choice(
                (
                    "Broadway",
                    "The Strand",
                    f"Avenue {r.choice('ABCDEFG')}",
                    f"Calle {stem}",
                    f"Rue {stem}",
                    f"Via {stem}",
                    f"{stem}strasse",
                )
            )
        suffix = r.choices(_SUFFIXES, _SUFFIX_WEIGHTS)[0]
        return f"{stem} {suffix}{'.' if len(suffix) <= 4 and r.random() < 0.15 else ''}"

    def unit(self) -> str:
        """``Apt 4B``."""
        r = self._random
        word = r.choice(_UNITS)
        number = r.choice((str(r.randrange(1, 60)), f"{r.randrange(1, 30)}{r.choice('ABCDEF')}", r.choice("ABCDEFG")))
        return f"{word}{'' if word == '#' else ' '}{number}"

    def city(self) -> str:
        """By the root of its population, or any; US mostly."""
        r = self._random
        draw = r.random()
        if draw < 0.55:
            return self._lists.us_cities.draw(r, evenly=0.3)
        if draw < 0.80:
            return r.choice(self._lists.zip_cities)[1]
        return self._lists.world_cities.draw(r, evenly=0.3)

    def place(self) -> str:
        """A neighbourhood, village or other small place."""
        stem = self._random.choice((self._lists.surnames.draw(self._random), self._random.choice(_TREES)))
        return self._random.choice(_PLACES).format(stem)

    def address(self, *, lines: bool = False) -> list[Value]:
        """Street, city, state and ZIP, each with its own span."""
        r = self._random
        if r.random() < 0.10:
            return self.address_abroad(lines=lines)
        code, city, state = r.choice(self._lists.zip_cities)
        if r.random() < 0.3:
            city = self.city()
        name = next((row[0] for row in self._lists.states if row[1] == state), state)
        comma = r.choice((", ", ", ", ", ", " ", "  ", ",", " - "))
        first = "\n" if lines else r.choice((", ", ", ", ", ", " ", "; ", " in ", ",\n" if r.random() < 0.2 else ", "))
        shown = r.choice((state, state, state, name))
        pieces = [Value(self.street(), "STREET"), Value(first), Value(city, "CITY")]
        if r.random() < 0.93:
            pieces += [Value(comma), Value(shown, "STATE")]
        if r.random() < 0.8:
            pieces += [Value(r.choice((" ", " ", " ", "  ", ", "))), Value(self.zip(code), "ZIP")]
        if r.random() < 0.04:
            pieces += [Value(r.choice((", ", "\n"))), Value(r.choice(("USA", "United States", "US")), "COUNTRY")]
        return pieces

    def address_abroad(self, *, lines: bool = False) -> list[Value]:
        """The post code in front of the city, or behind it."""
        r = self._random
        first = "\n" if lines else r.choice((", ", " ", ",\n"))
        code, city = self.zip_abroad(), self.city_abroad()
        behind = (
            [Value(code, "ZIP"), Value(" "), Value(city, "CITY")]
            if r.random() < 0.65
            else [Value(city, "CITY"), Value(r.choice((" ", ", "))), Value(code, "ZIP")]
        )
        country = (
            [Value(r.choice((", ", "\n"))), Value(r.choice(self._lists.countries), "COUNTRY")]
            if r.random() < 0.4
            else []
        )
        return [Value(self.street_abroad(), "STREET"), Value(first), *behind, *country]

    def city_abroad(self) -> str:
        """Of any size."""
        return self._lists.world_cities.draw(self._random, evenly=0.6)

    def zip_abroad(self) -> str:
        """Four to seven digits, with or without a gap, a country's letter or letters of its own."""
        r = self._random
        pattern = r.choice(
            ("#####", "#####", "####", "### ##", "##-###", "#####-###", "######", "### ###", "###-####", "#### @@", "####@@", "@-####", "@@-#####",
             "@#@ #@#", "@#@#@#", "@@# #@@", "@@## #@@", "@# #@@", "@#@ #@@", "@## @##@", "@@-## ##", "AD###", "####-###")
        )  # fmt: skip
        return patterned(r, pattern)

    def zip(self, code: str = "") -> str:
        """US mostly; also ZIP+4, Canadian, British."""
        r = self._random
        code = code or r.choice(self._lists.zip_cities)[0]
        draw = r.random()
        if draw < 0.15:
            return f"{code}-{r.randrange(1000, 9999)}"
        if draw < 0.18:
            a, n = "ABCEGHJKLMNPRSTVXY", "0123456789"
            return f"{r.choice(a)}{r.choice(n)}{r.choice(a)} {r.choice(n)}{r.choice(a)}{r.choice(n)}"
        if draw < 0.22:
            return f"{r.choice(('SW', 'EC', 'M', 'LS', 'B', 'NE', 'OX', 'CB'))}{r.randrange(1, 29)} {r.randrange(1, 9)}{r.choice('ABDEFGH')}{r.choice('ABDEFGH')}"
        return code

    def hospital(self) -> str:
        """A health-care organisation."""
        r = self._random
        stem = r.choice((r.choice(_SAINTS), self.city(), self._lists.surnames.draw(r), r.choice(_TREES)))
        return f"{stem} {r.choice(_HOSPITAL_TAILS)}"

    def org(self) -> str:
        """A company or other organisation."""
        r = self._random
        stem = self._lists.surnames.draw(r) if r.random() < 0.5 else r.choice(self._lists.common_words).capitalize()
        if r.random() < 0.3:
            stem += f" {r.choice(self._lists.common_words).capitalize()}"
        return f"{stem} {r.choice(_ORG_TAILS)}"

    def insurer(self) -> str:
        """A health plan's name."""
        r = self._random
        return f"{r.choice(_INSURERS)}{r.choice(('', '', ' PPO', ' HMO', ' of ' + r.choice(self._lists.states)[0]))}"
