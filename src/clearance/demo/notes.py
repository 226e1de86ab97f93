# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Synthetic clinical notes. Nobody in them exists; numbers are from ranges kept for fiction where there are any."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A note, and every identifier in it: what a vendor must not receive."""

    text: str
    identifiers: tuple[str, ...]


REFERRAL = Note(
    text="""\
Patient: Maria Lopez
DOB: 03/14/1962   MRN: 48213907   SSN: 536-22-8841
Phone: (415) 555-0132   E-mail: maria.lopez@example.com
Seen on 11/04/2026 by Dr. Alan Whitfield.

62-year-old with type 2 diabetes and stage 3 chronic kidney disease. HbA1c 8.9 %, eGFR 41.
Started empagliflozin 10 mg daily, metformin reduced to 500 mg twice daily.
Please write two sentences that refer the patient to nephrology.""",
    identifiers=(
        "Maria Lopez",
        "Lopez",
        "03/14/1962",
        "48213907",
        "536-22-8841",
        "555-0132",
        "maria.lopez@example.com",
        "11/04/2026",
        "Alan Whitfield",
    ),
)

FOLLOW_UP = Note(
    text="""\
Patient: Samuel Okafor
MRN: 77120458   Member ID: XHP482915537
Discharged on 10/28/2026, call back on (628) 555-0187.

Heart failure with reduced ejection fraction, NYHA II, dry weight 81 kg.
Please draft one line that reminds the patient of the follow-up.""",
    identifiers=("Samuel Okafor", "Okafor", "77120458", "XHP482915537", "10/28/2026", "555-0187"),
)
