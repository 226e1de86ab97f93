# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every recogniser that ships, in one order."""

from clearance.core.detect.families import (
    contact,
    credentials,
    dates,
    financial,
    identifiers,
    medical,
    names,
    numbers,
    places,
)

RECOGNISERS = (
    *identifiers.RECOGNISERS,
    *contact.RECOGNISERS,
    *medical.RECOGNISERS,
    *financial.RECOGNISERS,
    *numbers.RECOGNISERS,
    *dates.RECOGNISERS,
    *places.RECOGNISERS,
    *names.RECOGNISERS,
    *credentials.RECOGNISERS,
)
