# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Three-digit ZIP areas that may stay: those that hold more than 20,000 people.

45 CFR 164.514(b)(2)(i)(B) lets the first three digits of a ZIP code stay only where all ZIP codes
with those digits together hold more than 20,000 people, "according to the current publicly
available data from the Bureau of the Census"; for every other area the digits become 000.

Two counts are used together, so that an area stays only where both let it:

- American Community Survey 2012 population by ZIP code tabulation area (public domain), as distributed in the R package
  choroplethr (df_pop_zip), summed here by the first three digits. The 18 areas at or below 20,000 are 036 059 102 202
  203 204 205 369 556 692 753 772 821 823 878 879 884 893. Areas absent from the survey (military, business-only,
  unassigned) are treated as below the limit.
- The 17 areas that the HHS guidance on section 164.514 (26 November 2012) lists from census data: 036 059 063 102 203
  556 692 790 821 823 830 831 878 879 884 890 893.
"""

from typing import Final

_POPULOUS: Final = """
006-007 009-035 037-054 056-058 060-089 100-101 103-191 193-201 206-212 214-268 270-310 312-331
333-339 341-342 344 346-347 349-352 354-368 370-374 376-398 400-418 420-427 430-458 460-508 510-516
520-528 530-532 534-535 537-551 553-554 557-567 570-577 580-588 590-620 622-631 633-641 644-648
650-658 660-662 664-681 683-691 693 700-701 703-708 710-714 716-731 734-741 743-752 754-770 773-816
820 822 824-838 840-841 843-847 850-853 855-857 859-860 863-865 870-871 873-875 877 880-883 890-891
894-895 897-898 900 902-908 910-928 930-937 939-941 943-961 967-968 970-986 988-999
"""


def _expand(ranges: str) -> frozenset[str]:
    areas: set[str] = set()
    for item in ranges.split():
        first, _, last = item.partition("-")
        areas.update(f"{n:03d}" for n in range(int(first), int(last or first) + 1))
    return frozenset(areas)


GUIDANCE_ZIP3: Final[frozenset[str]] = _expand("036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893")
"""The areas that the HHS guidance lists as too small."""
POPULOUS_ZIP3: Final[frozenset[str]] = _expand(_POPULOUS) - GUIDANCE_ZIP3
