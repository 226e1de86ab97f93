# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Other people's detectors that the settings of this process turn on. Off, nothing of theirs is imported.

What is missing refuses the start, and nothing is downloaded. The same choice gives the same names, and so the same
detector version, in each process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from clearance.adapters.detectors.gliner import gliner
from clearance.adapters.detectors.outside import OutsideProposer, started
from clearance.adapters.detectors.presidio import presidio
from clearance.adapters.detectors.transformers import transformers


@dataclass(frozen=True, slots=True)
class Choice:
    """Which ones, by their models; "" or None: not that one. ``transformers_ignored`` are labels not to be found."""

    presidio_model: str = ""
    gliner_model: Path | None = None
    transformers_model: Path | None = None
    transformers_ignored: tuple[str, ...] = ()


def chosen(choice: Choice) -> tuple[OutsideProposer, ...]:
    """The proposers, loaded. Takes seconds, and memory, for each.

    Raises:
        InvalidSetting: a package or a model is missing or cannot be loaded; ``param`` is the setting.
    """
    makers: dict[str, Callable[[], OutsideProposer]] = {}
    if choice.presidio_model:
        makers["presidio_model"] = partial(presidio, choice.presidio_model)
    if choice.gliner_model is not None:
        makers["gliner_model"] = partial(gliner, choice.gliner_model)
    if choice.transformers_model is not None:
        ignored = frozenset(choice.transformers_ignored)
        makers["transformers_model"] = partial(transformers, choice.transformers_model, ignored=ignored)
    return tuple(started(make, f"detection.{name}") for name, make in makers.items())
