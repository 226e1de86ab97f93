# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the environment tells other people's model libraries: that there is no network."""

import os
from collections.abc import MutableMapping

OFFLINE = {
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
}
"""Hugging Face's libraries read these once, when they are imported."""


def stay_offline(environ: MutableMapping[str, str] | None = None) -> None:
    """Say so, for the rest of this process. Call it before one of them is imported."""
    (os.environ if environ is None else environ).update(OFFLINE)
