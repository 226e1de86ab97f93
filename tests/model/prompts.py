# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the small model is asked: thirty short tasks of an office, in ``prompts.txt``, one a line.

Every value that identifies somebody is marked there: ``{{person:Maria Gonzalez}}`` is a value and its class. All people
and numbers are invented.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from clearance.model.words import DataClass

MARKED: Final = re.compile(r"\{\{(\w+):([^}]+)\}\}")

PROMPTS: Final = tuple(
    line for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines() if not line.startswith("#")
)


def values(prompt: str) -> list[tuple[DataClass, str]]:
    """The marked values of a prompt with their classes, each once, in order."""
    return list(dict.fromkeys((DataClass(name), value) for name, value in MARKED.findall(prompt)))


def written(prompt: str, form: Callable[[DataClass, str], str] = lambda _, value: value) -> str:
    """The prompt with each value in some form; as its people would write it unless told."""
    return MARKED.sub(lambda found: form(DataClass(found[1]), found[2]), prompt)
