# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Invented persons: US names by frequency and evenly, names of the world, word-names, made-up names."""

from random import Random

from clearance.core.detect.eponyms import BORNE
from training.lists import Lists
from training.render import Value

PERSON = "PERSON"
WORD_FORENAMES = (
    "May April June Will Grant Hope Mark Rose Summer Bill Chase Jordan Paris Austin Faith Grace Joy Dawn Ivy Daisy "
    "Violet Autumn Amber Ruby Pearl Crystal Jade Opal Sky Rain River Brook Heather Holly Ginger Olive Sage Iris Lily "
    "Robin Jay Drew Frank Ernest Art Rich Rob Bob Pat Sue Gene Dale Glen Cliff Rocky Miles Max Rusty Sandy Misty Stormy "
    "Penny Merry Melody Harmony Charity Chastity Patience Prudence Constance Destiny Serenity Trinity Angel Christian "
    "Royal Duke Earl King Prince Major Judge Bishop Dean Mason Hunter Tanner Cooper Carter Porter Parker Taylor Tyler "
    "Chance Wade Pierce Colt Gage Reed Clay Stone Flint Ash Forrest Woody Heath Lane Ford Dallas Houston Boston London "
    "Sydney Florence Victoria Virginia Carolina Georgia Dakota Savannah Phoenix Brooklyn Chelsea Kent Devon Lincoln "
    "Israel Jordan Kenya India Asia China Cuba Page Carol Jack Josh Nick Tad Van Bud Chip Skip Buck Hank Guy Kitty Bunny "
    "Precious Princess Star Honey Candy Cherry Peach Peaches Coco Star Story Wren Lark Dove Fern Clover Hazel Myrtle"
).split()
WORD_SURNAMES = (
    "Baker Young Long Short Brown Green White Black Gray Grey Reed Rice Bean Berry Cherry Rose Flowers Bush Wood Woods "
    "Forest Field Fields Hill Hills Stone Rock Rivers Brooks Lake Pond Poole Banks Bridges Ford Church Temple Parish Bell "
    "Hall House Holmes Barnes Mills Wells Waters Rain Snow Frost Winter Winters Summers Day Knight Noble King Prince Duke "
    "Earl Bishop Pope Abbott Monk Cook Fisher Hunter Shepherd Farmer Gardner Carpenter Mason Potter Smith Taylor Tanner "
    "Weaver Butler Page Chamberlain Marshall Major Sergeant Judge Law Lawless Love Darling Sweet Savage Wild Wise Smart "
    "Bright Sharp Blunt Strong Armstrong Hand Foot Head Cheek Shin Bone Blood Payne Pain Ache Burns Moody Gay Jolly Merry "
    "Best Good Goodman Grant Hope Faith Grace Case Chase Chance Price Cash Money Dollar Penny Pound Marks Mark Cross Christ "
    "Parker Walker Rider Driver Porter Carter Cooper Coffey Coffin Graves Parkinson Foley Crohn Hodgkin Down Downs Bell "
    "Addison Cushing Graves Babinski Apgar Glasgow Norton Braden Tinel Murphy Romberg Lasegue Kernig Wilson Paget Barrett "
    "Baker Colles Dupuytren Bartholin Kaplan Turner Marfan Tourette Huntington Alzheimer Lou Gehrig Swan Ganz Hickman Salter "
    "Harris Weber Rinne Snellen Chance Rich Poor Small Little Large Biggs Hicks Root Roots Stem Branch Twigg Leaf Moss Fern "
    "Lyon Fox Wolf Wolfe Bear Hart Buck Lamb Bull Steele Iron Silver Gold Golden Diamond Pearl Ruby Jewel Crystal Glass Bird "
    "Crane Swan Finch Wren Drake Hawk Hawkins Eagle Pike Bass Herring Salmon Fish Crabbe May March August Friday Noon Weeks "
    "Early Late Post Bond Stock Stocks Register Case Court Counsel Crook Outlaw Justice Means Wages Self Person Mann Boyes"
).split()
_OF_THINGS = tuple(sorted(word.decode().capitalize() for word in BORNE))
_SYLLABLES = (
    "ba be bi bo bu ca ce co da de di do du fa fe fi ga ge go gu ha he hi ho hu ja je ji jo ju ka ke ki ko ku la le li lo lu "
    "ma me mi mo mu na ne ni no nu pa pe pi po qua ra re ri ro ru sa se shi so su ta te ti to tu va ve vi wa we wi ya ye yo "
    "za ze zo sha cha khe gha bra dra kra tri stra nwo ngu mbe tch zh sch oe ae ou ei eau"
).split()
_ENDS = "n r s l m k t d z x y a e i o u sky wicz son sen ez es ian yan ov ova enko ich dze ali ullah nath oglu ssen".split()
_EXTRA_FIRST = (
    "José María Ngọc Thuỳ Chukwuemeka Oluwaseun Adébáyò Ibrahim Fatima Mohammed Muhammad Abdul-Rahman Yusuf Aisha Khadija "
    "Nguyen Wei Xiaoming Yǔ Haruto Sakura Ji-woo Seo-yeon Siobhán Aoife Niamh Seán Björk Søren Åse Łukasz Żaneta Zoë Chloë "
    "François Renée Jürgen Günther Müge Çağla İbrahim Şule Dmitri Svetlana Oksana Volodymyr Yevhen Tzipora Moshe Avraham "
    "Kwame Akosua Nana Tendai Thabo Sipho Lindiwe Makena Wanjiru Habtamu Tigist Abebe Selam Keoni Leilani Kalani Tane Aroha "
    "Ravi Priya Lakshmi Venkatesh Gurpreet Harjit Manpreet Sunita Rajesh Anjali Dhruv Thiruvenkatam Subramaniam Marisol "
    "Guadalupe Xóchitl Joaquín Iñaki Begoña Nuño Inês João Conceição Jean-Pierre Marie-Claire Anne-Sophie D'Andre La'Keisha "
    "DeShawn Shaniqua Tyrese Jamal Latoya Kayleigh Jaxon Brayden Mackenzie Ahn Hyun Minh Tuan Linh Phuong Bao Cruz"
).split()
_EXTRA_LAST = (
    "Nguyen Tran Pham Huynh Vo O'Brien O'Connor O'Malley McDonald MacLeod McAllister D'Angelo DeLuca DiMaggio DelaCruz Okonkwo "
    "Adeyemi Okafor Nwosu Mensah Owusu Boateng Kamau Wanjiku Mwangi Otieno Tesfaye Bekele Haile Diallo Traoré N'Diaye Al-Sayed "
    "El-Amin Bin-Salman Haddad Khoury Hussein Rahman Chowdhury Begum Singh Kaur Patel Sharma Iyer Venkataraman Krishnamurthy "
    "Fernandes D'Souza Kim Park Lee Choi Zhang Wang Li Xu Ng Chan Cheung Wong Yamamoto Tanaka Suzuki Ivanov Petrov Kuznetsova "
    "Kowalski Wójcik Nowak Lewandowska Szczepański Dvořák Novák Horváth Nagy Popescu Ionescu Papadopoulos Georgiou Yılmaz Kaya "
    "Johansson Lindqvist Bjørnsen Sørensen Virtanen Korhonen van-der-Berg Vandenberg García-López Hernández Núñez Peña Muñoz "
    "Ramírez Gutiérrez da-Silva dos-Santos Begay Yazzie Tsosie Whitehorse Running-Bear Red-Cloud Kealoha Kahananui Faleolo "
    "Smith-Jones Baker-Hughes Garcia-Ruiz St.-John St-Pierre Lafleur Thibodeaux Boudreaux Fitzgerald Featherstonehaugh"
).split()
_PARTICLES = (
    "van",
    "van der",
    "von",
    "de",
    "de la",
    "del",
    "da",
    "dos",
    "bin",
    "al",
    "el",
    "ter",
    "Mac",
    "St.",
    "Le",
    "La",
    "Di",
)
_NICKS = {
    "William": "Bill", "Robert": "Bob", "Richard": "Rick", "James": "Jim", "John": "Jack", "Elizabeth": "Liz",
    "Margaret": "Peggy", "Katherine": "Kate", "Michael": "Mike", "Thomas": "Tom", "Charles": "Chuck", "Joseph": "Joe",
    "Daniel": "Dan", "Matthew": "Matt", "Anthony": "Tony", "Steven": "Steve", "Edward": "Ed", "Jennifer": "Jen",
    "Patricia": "Patty", "Susan": "Sue", "Deborah": "Deb", "Samantha": "Sam", "Alexander": "Alex", "Benjamin": "Ben",
}  # fmt: skip
_MAILS = (
    "gmail.com yahoo.com hotmail.com outlook.com aol.com icloud.com proton.me mail.com comcast.net example.com example.org "
    "mail.example.net"
).split()


class Person:
    """One invented person, always the same within a document."""

    def __init__(self, lists: Lists, random: Random, *, of_words: bool = False) -> None:
        self._random = random
        self.first = random.choice(WORD_FORENAMES) if of_words else forename(lists, random)
        self.last = random.choice(WORD_SURNAMES) if of_words else surname(lists, random)
        self.middle = forename(lists, random)
        first = self.first
        cut = first[: random.choice((3, 4, 5))].rstrip("-'") if len(first) > 5 else first
        self.nick = _NICKS.get(first, cut)
        self.style = random.choices(("full", "mid", "init", "first", "last", "lf", "two"), (60, 12, 6, 6, 4, 6, 6))[0]

    def say(self, style: str) -> list[Value]:
        """The person in a style; see the notes on templates. Raises KeyError for an unknown one."""
        first, last, initial = self.first, self.last, self.middle[:1]
        say = {
            "full": f"{first} {last}",
            "first": first,
            "last": last,
            "lf": f"{last}, {first}" + (f" {initial}" if self._random.random() < 0.2 else ""),
            "mid": f"{first} {initial}{'.' if self._random.random() < 0.8 else ''} {last}",
            "two": f"{first} {self.middle} {last}",
            "init": f"{first[:1]}. {last}",
            "upper": f"{first} {last}".upper(),
            "lower": f"{first} {last}".lower(),
            "lfupper": f"{last}, {first}".upper(),
            "hl7": f"{last}^{first}^{initial}".upper() if self._random.random() < 0.7 else f"{last}^{first}",
            "nick": self.nick,
        }
        if style == "initials":
            dotted = self._random.random() < 0.4
            return [Value(f"{first[:1]}.{last[:1]}." if dotted else f"{first[:1]}{last[:1]}", "PERSON?")]
        if style == "email":
            return [Value(self.email(), "EMAIL")]
        if style == "user":
            return [Value(self.user(), "PERSON?")]
        return [Value(say[style or self.style], PERSON)]

    def user(self) -> str:
        """A user name."""
        first, last = (_ascii(part) for part in (self.first, self.last))
        number = str(self._random.randrange(1, 999)) if self._random.random() < 0.5 else ""
        return (
            self._random.choice(
                (f"{first[:1]}{last}", f"{first}.{last}", f"{first}_{last}", f"{first}{last[:1]}", last)
            )
            + number
        )

    def email(self) -> str:
        """An address that may hold the name."""
        domain = self._random.choice(_MAILS) if self._random.random() < 0.6 else _company(self._random)
        return f"{self.user()}@{domain}"


def _company(random: Random) -> str:
    stem = "".join(random.choice(_SYLLABLES) for _ in range(random.choice((2, 3))))
    tail = random.choice(("", "health", "med", "-clinic", "labs", "corp", "soft", "bank", "law"))
    return f"{stem}{tail}.{random.choice(('com', 'com', 'org', 'net', 'edu', 'io', 'co.uk', 'health', 'gov', 'de'))}"


def _ascii(word: str) -> str:
    return "".join(c for c in word.lower() if c.isascii() and c.isalnum()) or "user"


def forename(lists: Lists, random: Random) -> str:
    """A first name: common, rare, of the world, a word, or made up."""
    draw = random.random()
    if draw < 0.36:
        return lists.forenames.draw(random, evenly=0.0)
    if draw < 0.56:
        return lists.forenames.draw(random, evenly=1.0)
    if draw < 0.70:
        return random.choice(lists.world_forenames)
    if draw < 0.80:
        return random.choice(_EXTRA_FIRST)
    if draw < 0.90:
        return random.choice(WORD_FORENAMES)
    if draw < 0.93:
        return lists.surnames.draw(random, evenly=0.3)
    return _invented(random)


def surname(lists: Lists, random: Random) -> str:
    """A family name, likewise."""
    draw = random.random()
    if draw < 0.30:
        return lists.surnames.draw(random, evenly=0.0)
    if draw < 0.58:
        return lists.surnames.draw(random, evenly=1.0)
    if draw < 0.70:
        return random.choice(lists.world_surnames)
    if draw < 0.78:
        return random.choice(_EXTRA_LAST).replace("-", random.choice("- -"))
    if draw < 0.86:
        return random.choice(WORD_SURNAMES)
    if draw < 0.89:
        return random.choice(_OF_THINGS)
    if draw < 0.92:
        return f"{lists.surnames.draw(random)}-{lists.surnames.draw(random)}"
    if draw < 0.95:
        return f"{random.choice(_PARTICLES)} {lists.surnames.draw(random)}"
    if draw < 0.965:
        return f"{lists.surnames.draw(random)} {random.choice(('Jr.', 'Jr', 'III', 'II', 'Sr.'))}"
    return _invented(random)


def _invented(random: Random) -> str:
    word = "".join(random.choice(_SYLLABLES) for _ in range(random.choice((1, 2, 2, 3)))) + random.choice(_ENDS)
    return word.capitalize()
