# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets: by provider where a key says whose it is, by their place in the text where it does not."""

from clearance.core.detect.families.secrets import (
    abroad,
    accounts,
    ai,
    announced,
    answered,
    assigned,
    cloud,
    configured,
    handed,
    keys,
    lists,
    messaging,
    opens,
    passwords,
    payments,
    saas,
    shared,
    source,
    told,
)

RECOGNISERS = (
    *keys.RECOGNISERS,
    *cloud.RECOGNISERS,
    *source.RECOGNISERS,
    *ai.RECOGNISERS,
    *messaging.RECOGNISERS,
    *payments.RECOGNISERS,
    *saas.RECOGNISERS,
    *assigned.RECOGNISERS,
    *passwords.RECOGNISERS,
    *announced.RECOGNISERS,
    *handed.RECOGNISERS,
    *told.RECOGNISERS,
    *answered.RECOGNISERS,
    *opens.RECOGNISERS,
    *configured.RECOGNISERS,
    *abroad.RECOGNISERS,
    *shared.RECOGNISERS,
    *lists.RECOGNISERS,
    *accounts.RECOGNISERS,
)
