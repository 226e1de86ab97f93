# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Who speaks in a chat: names in front of the turns, also those that are ordinary words.

A text counts as a chat when most of its lines are turns of a few speakers who speak again. One of them must be known
as a person, or two must have names, so that the fields of a form ("Temp: 37") are no speakers.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from clearance.core.detect import lexicon
from clearance.core.detect.merge import Candidate
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

_TURN = Rx(r"(?m:^(?:\[[^\]\n]{1,24}\] ?|\d{1,2}:\d{2} ?)?)(?P<v>[A-Za-z][a-z'-]{1,15}): ?[^\s:]")
_FEWEST_TURNS, _MOST_SPEAKERS, _SHARE = 3, 8, 0.6
_ROLES = frozenset(
    b"""
a admin admitting advisor advocate agent aide all analyst answer applicant assistant attending attorney bot buyer
caller candidate carer chair chaplain client clerk coach commander controller coordinator counsel counselor court
customer dad daughter defendant dentist desk dispatch dispatcher doctor dr driver editor ems examiner expert family
father firefighter guest helpdesk host human husband interpreter interviewee interviewer investigator judge lawyer
learner librarian manager me medic member midwife model moderator mom mother narrator nurse officer operator owner
paramedic parent participant patient pharmacist plaintiff prosecutor psychologist pt q question receptionist recruiter
rep reporter representative resident respondent reviewer sales scribe seller son speaker staff student supervisor
support surgeon system teacher tech technician teller tenant therapist tool translator tutor unknown user vendor
visitor volunteer wife witness worker writer you
""".split()
)
_MONTHS = frozenset({b"april", b"may", b"june", b"august"})
_SCORE = 0.85


def speakers(known: Sequence[Candidate], data: bytes) -> Iterator[Candidate]:
    """The speakers of a chat that are not known yet."""
    turns = [(start, end, data[start:end].lower()) for _, _, start, end in _TURN.all(data)]
    if len(turns) < _FEWEST_TURNS or len(turns) < _SHARE * sum(map(bool, map(bytes.strip, data.split(b"\n")))):
        return
    counts = Counter(word for _, _, word in turns)
    if not 1 < len(counts) <= _MOST_SPEAKERS or len(counts) == len(turns):
        return
    people = {c.start for c in known if c.data_class is DataClass.PERSON}
    named = {word for start, _, word in turns if start in people}
    usual = {word for word in counts if word in lexicon.ORDINARY_NAMES}
    if not named and (len(usual) < 2 or usual <= _MONTHS):  # noqa: PLR2004 - a talk needs two
        return
    for start, end, word in turns:
        if start not in people and word not in _ROLES and (word in usual or word not in lexicon.NOT_NAMES):
            yield Candidate("person_speaker", DataClass.PERSON, start, end, _SCORE)
