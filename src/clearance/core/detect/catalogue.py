# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every recogniser that ships, in one order."""

from clearance.core.detect.families import (
    abroad,
    ages,
    contact,
    dates,
    financial,
    identifiers,
    labelled,
    medical,
    moredates,
    names,
    numbers,
    places,
    secrets,
)

RECOGNISERS = (
    *identifiers.RECOGNISERS,
    *contact.RECOGNISERS,
    *medical.RECOGNISERS,
    *financial.RECOGNISERS,
    *numbers.RECOGNISERS,
    *labelled.RECOGNISERS,
    *abroad.RECOGNISERS,
    *dates.RECOGNISERS,
    *moredates.RECOGNISERS,
    *ages.RECOGNISERS,
    *places.RECOGNISERS,
    *names.RECOGNISERS,
    *secrets.RECOGNISERS,
)
