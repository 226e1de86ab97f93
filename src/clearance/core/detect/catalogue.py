# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every recogniser that ships, in one order."""

from clearance.core.detect.families import (
    abroad,
    ages,
    asked,
    contact,
    dates,
    days,
    financial,
    identifiers,
    labelled,
    medical,
    moredates,
    names,
    numbered,
    numbers,
    paired,
    places,
    registered,
    secrets,
    streets,
)

RECOGNISERS = (
    *identifiers.RECOGNISERS,
    *contact.RECOGNISERS,
    *medical.RECOGNISERS,
    *financial.RECOGNISERS,
    *numbers.RECOGNISERS,
    *labelled.RECOGNISERS,
    *abroad.RECOGNISERS,
    *numbered.RECOGNISERS,
    *registered.RECOGNISERS,
    *asked.RECOGNISERS,
    *dates.RECOGNISERS,
    *moredates.RECOGNISERS,
    *days.RECOGNISERS,
    *ages.RECOGNISERS,
    *places.RECOGNISERS,
    *streets.RECOGNISERS,
    *names.RECOGNISERS,
    *paired.RECOGNISERS,
    *secrets.RECOGNISERS,
)
