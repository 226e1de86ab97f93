# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""One value in one form."""

from collections.abc import Callable
from typing import Final

from clearance.core.transform.generalise import generalise
from clearance.core.transform.mask import mask
from clearance.model.prompt import Finding
from clearance.model.words import FORMS, DataClass, Form

Mint = Callable[[DataClass, str], str]
"""Class and exact surface string to the token text that stands for it."""

STRICTNESS: Final[dict[Form, int]] = {form: rank for rank, form in enumerate(FORMS)}


def reform(finding: Finding, value: str, form: Form, mint: Mint, *, now_year: int) -> tuple[str, Form]:
    """The value in that form, and the form that it really took.

    A value with no generalised form is masked, never left. Dropping removes the value only:
    nothing around it is tidied.
    """
    if form is Form.CLEAR:
        return value, form
    if form is Form.TOKENISED:
        return mint(finding.data_class, value), form
    if form is Form.DROPPED:
        return "", form
    if form is Form.GENERALISED:
        general = generalise(finding.data_class, finding.kind, value, now_year=now_year)
        if general is not None:
            return general, form
    return mask(finding.data_class), Form.MASKED
