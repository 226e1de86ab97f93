# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A mask says the class and nothing else: neither the value nor its length."""

from clearance.core.transform.tokens import LABELS
from clearance.model.words import DataClass


def mask(data_class: DataClass) -> str:
    """``[SSN]`` for every social security number. Without a suffix, so it is never taken for a token."""
    return f"[{LABELS[data_class]}]"
