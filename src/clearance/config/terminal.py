# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the environment says about the terminal. Light, so that every command can ask."""

import os
from collections.abc import Mapping


def no_color(environ: Mapping[str, str] | None = None) -> bool:
    """Whether colour is unwanted: NO_COLOR is there and not empty, whatever its value (https://no-color.org)."""
    return bool((os.environ if environ is None else environ).get("NO_COLOR"))


def dumb(environ: Mapping[str, str] | None = None) -> bool:
    """Whether the terminal says that it can neither colour nor erase (TERM=dumb)."""
    return (os.environ if environ is None else environ).get("TERM") == "dumb"
