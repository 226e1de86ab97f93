# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Dates as people and machines write them."""

from datetime import date, timedelta
from random import Random

from training.render import Value

MONTHS = "January February March April May June July August September October November December".split()
_SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_ONES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
).split()
_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_MONTHS_ABROAD = (
    ("{d} de {m} de {y}", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    ("{d} de {m} de {y}", "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    ("{d} {m} {y}", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    ("{d}. {m} {y}", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    ("{d} {m} {y}", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    ("{d} {m} {y}", "januari februari maart april mei juni juli augustus september oktober november december"),
    (
        "{d} {m} {y}",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    ),
    ("{d}. {m} {y}", "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember"),
    ("{d} {m} {y}", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
    ("{d} {m} {y}", "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"),
    ("ika-{d} ng {m} {y}", "Enero Pebrero Marso Abril Mayo Hunyo Hulyo Agosto Setyembre Oktubre Nobyembre Disyembre"),
)
"""How a date is written elsewhere, and the months in order."""
_RELATIVE = (
    "yesterday|today|tomorrow|last night|this morning|last week|next week|in two weeks|three days ago|last Tuesday|next month|"
    "two months ago|the day before|a year ago|last year|over the weekend|earlier today|the following day|in six months"
).split("|")
DATE, TIME = "DATE", "TIME"


def cardinal(number: int, join: str = " ") -> str:
    """1 to 109 in words."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    small = (
        _CARDINALS[rest - 1]
        if 0 < rest < 20
        else join.join(([_TENS[tens - 2]] if tens else []) + ([_CARDINALS[ones - 1]] if ones else []))
    )
    return " and ".join((["one hundred"] if hundreds else []) + ([small] if small else []))


class Dates:
    """Dates of one document."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def day(self) -> date:
        """Of the last thirty years mostly."""
        back = self._random.choice((400, 3000, 11000))
        return date(2026, 11, 1) - timedelta(days=self._random.randrange(back))

    def born(self) -> date:
        """A birthday."""
        return date(2024, 1, 1) - timedelta(days=self._random.randrange(200, 35_000))

    def say(self, style: str, day: date | None = None) -> list[Value]:
        """A date in a style; see the notes on templates. Raises KeyError for an unknown one."""
        day = day or self.day()
        style = (
            style
            or self._random.choices(
                ("num", "iso", "long", "short", "partial", "my", "spoken"), (42, 14, 26, 5, 7, 2, 4)
            )[0]
        )
        return [Value(getattr(self, f"_{style}")(day), DATE)]

    def _num(self, d: date) -> str:
        r = self._random
        year = r.choice((f"{d.year}", f"{d.year}", f"{d.year % 100:02d}"))
        month, day = (f"{d.month:02d}", f"{d.day:02d}") if r.random() < 0.6 else (f"{d.month}", f"{d.day}")
        if r.random() < 0.12:
            month, day = day, month
        mark = r.choices("/-.", (75, 17, 8))[0]
        return f"{month}{mark}{day}{mark}{year}"

    def _iso(self, d: date) -> str:
        return d.strftime(self._random.choice(("%Y-%m-%d", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d")))

    def _hl7(self, d: date) -> str:
        return d.strftime("%Y%m%d") + (self._random.choice(("", "", "1405", "083000")))

    def _month(self, d: date) -> str:
        r = self._random
        return MONTHS[d.month - 1] if r.random() < 0.6 else _SHORT[d.month - 1] + ("." if r.random() < 0.3 else "")

    def _nth(self, day: int) -> str:
        tail = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        return f"{day}{tail}"

    def _abroad(self, d: date, *, year: bool) -> str:
        form, months = self._random.choice(_MONTHS_ABROAD)
        form = form if year else form.partition("{m}")[0] + "{m}"
        return form.format(d=d.day, m=months.split()[d.month - 1], y=d.year)

    def _long(self, d: date) -> str:
        r, month = self._random, self._month(d)
        if r.random() < 0.04:
            return self._abroad(d, year=True)
        day = self._nth(d.day) if r.random() < 0.18 else str(d.day) if r.random() < 0.85 else f"{d.day:02d}"
        shown = r.choices(
            (
                f"{month} {day}, {d.year}", f"{day} {month} {d.year}", f"{month} {day} {d.year}", f"{d.day:02d}-{_SHORT[d.month - 1]}-{d.year}",
                f"{d.day}-{_SHORT[d.month - 1].upper()}-{d.year % 100:02d}", f"{WEEKDAYS[d.weekday()]}, {month} {day}, {d.year}",
                f"the {self._nth(d.day)} of {month}, {d.year}", f"{self._nth(d.day)} {month}, {d.year}", f"{month} {day}, '{d.year % 100:02d}",
                f"{WEEKDAYS[d.weekday()][:3]} {month} {day} {d.year}", f"{_SHORT[d.month - 1]}-{d.day:02d}-{d.year}", f"{day}. {month} {d.year}",
            ),
            (44, 14, 8, 6, 4, 5, 3, 3, 1, 2, 2, 1),
        )  # fmt: skip
        return shown[0]

    def _short(self, d: date) -> str:
        return self._random.choice(
            (f"{d.month}/{d.day}", f"{d.month:02d}/{d.day:02d}", f"{d.month}/{d.day}", f"{d.month}-{d.day}")
        )

    def _partial(self, d: date) -> str:
        month, r = self._month(d), self._random
        if r.random() < 0.04:
            return self._abroad(d, year=False)
        return r.choice(
            (
                f"{month} {d.day}",
                f"{month} {d.day}",
                f"{month} {self._nth(d.day)}",
                f"{d.day} {month}",
                f"the {self._nth(d.day)} of {month}",
                f"{self._nth(d.day)} {month}",
            )
        )

    def _my(self, d: date) -> str:
        return self._random.choice(
            (
                f"{self._month(d)} {d.year}",
                f"{self._month(d)} {d.year}",
                f"{d.month}/{d.year}",
                f"{d.month:02d}/{d.year}",
                f"{self._month(d)} of {d.year}",
            )
        )

    def _ts(self, d: date) -> str:
        r = self._random
        clock = f"{r.randrange(24):02d}:{r.randrange(60):02d}"
        seconds = f"{clock}:{r.randrange(60):02d}"
        return r.choice(
            (
                f"{d.isoformat()}T{seconds}Z",
                f"{d.isoformat()} {seconds}",
                f"{d.isoformat()}T{seconds}.{r.randrange(999):03d}Z",
                f"{d.isoformat()}T{seconds}-05:00",
                f"{d.month}/{d.day}/{d.year} {clock}",
            )
        )

    def _spoken(self, d: date) -> str:
        r = self._random
        day = (
            _ONES[d.day - 1]
            if d.day <= 20
            else ("thirtieth" if d.day == 30 else f"{'twenty' if d.day < 30 else 'thirty'} {_ONES[d.day % 10 - 1]}")
        )
        month = MONTHS[d.month - 1].lower() if r.random() < 0.6 else MONTHS[d.month - 1]
        year = self._spoken_year(d.year) if r.random() < 0.6 else ""
        said = r.choice((f"{month} {day}", f"{month} {day}", f"the {day} of {month}", f"{month} the {day}"))
        return f"{said} {year}".strip()

    def _spoken_year(self, year: int) -> str:
        head, tail = divmod(year, 100)
        last = cardinal(tail) if tail else "hundred"
        if head == 20 and tail < 10:
            return f"two thousand {'and ' if self._random.random() < 0.3 else ''}{last if tail else ''}".strip()
        return f"{'nineteen' if head == 19 else 'twenty'} {'oh ' if 0 < tail < 10 else ''}{last}"

    def month(self) -> list[Value]:
        """A month, a quarter or a feast without a day: optional."""
        r, day = self._random, self.day()
        month = self._month(day)
        return [
            Value(
                r.choice(
                    (month, month, month, f"early {month}", f"late {month}", f"mid-{month}", f"end of {month}", f"Q{r.randrange(1, 5)}")
                ),
                "DATE?",
            )
        ]  # fmt: skip

    def day_of_month(self) -> list[Value]:
        """A day without its month: optional."""
        day = self._random.randrange(1, 32)
        return [Value(f"the {self._nth(day)}" if self._random.random() < 0.8 else f"the {_ONES[day % 20]}", "DATE?")]

    def year(self) -> list[Value]:
        """A bare year: optional."""
        return [Value(str(self._random.randrange(1950, 2027)), TIME)]

    def weekday(self) -> list[Value]:
        """Optional."""
        return [
            Value(
                self._random.choice(WEEKDAYS) if self._random.random() < 0.9 else self._random.choice(WEEKDAYS)[:3],
                TIME,
            )
        ]

    def time(self) -> list[Value]:
        """Optional."""
        r = self._random
        hour, minute = r.randrange(1, 13), r.randrange(60)
        return [
            Value(
                r.choice(
                    (
                        f"{hour}:{minute:02d}",
                        f"{hour}:{minute:02d} {r.choice(('AM', 'PM', 'am', 'pm', 'a.m.'))}",
                        f"{hour} {r.choice(('am', 'pm'))}",
                        f"{r.randrange(24):02d}{minute:02d}",
                        f"{hour}{r.choice(('am', 'pm'))}",
                    )
                ),
                TIME,
            )
        ]

    def relative(self) -> list[Value]:
        """Optional."""
        return [Value(self._random.choice(_RELATIVE), TIME)]
