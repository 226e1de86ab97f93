# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Recognisers of installed packages: entry point group ``clearance.recognisers``.

An entry is a sequence of Recogniser objects, or a callable that gives one. It is loaded once, when a process
starts, in the owner and in each worker; what cannot be loaded or does not find its own examples refuses the start.
"""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from clearance.core.detect.catalogue import RECOGNISERS
from clearance.core.detect.custom import PREFIX, example_problem
from clearance.core.detect.recogniser import Recogniser
from clearance.core.detect.validators import VALIDATORS
from clearance.errors import InvalidSetting
from clearance.model.words import DataClass

GROUP = "clearance.recognisers"
_CLASSES = frozenset(DataClass) - {DataClass.TOKEN_LITERAL}


def plugin_recognisers() -> tuple[Recogniser, ...]:
    """The recognisers of every installed plugin, in the order of the entries' names.

    Raises:
        InvalidSetting: naming the entry, and the recogniser where it is one's fault.
    """
    entries = sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value))
    return recognisers_of(entries)


def recognisers_of(entries: Iterable[EntryPoint]) -> tuple[Recogniser, ...]:
    """As ``plugin_recognisers``, of these entries."""
    found: list[Recogniser] = []
    kinds = {one.id for one in RECOGNISERS}
    for entry in entries:
        own = _load(entry)
        for one in own:
            if problem := _problem(one, kinds):
                raise InvalidSetting(f"recogniser plugin {entry.name}: {one.id}: {problem}", param=GROUP)
        kinds.update(one.id for one in own)
        found += own
    return tuple(found)


def _load(entry: EntryPoint) -> list[Recogniser]:
    try:
        loaded = entry.load()
        own = list(loaded() if callable(loaded) else loaded)
    except Exception as error:
        raise InvalidSetting(
            f"recogniser plugin {entry.name}: cannot be loaded ({type(error).__name__})", param=GROUP
        ) from error
    if not all(isinstance(one, Recogniser) for one in own):
        raise InvalidSetting(f"recogniser plugin {entry.name}: gives something else than a Recogniser", param=GROUP)
    return own


def _problem(one: Recogniser, taken: set[str]) -> str:
    """What is wrong with a recogniser; "" for nothing."""
    if not one.id or one.id in taken or one.id.startswith(PREFIX):
        return f"the id is empty, already taken, or begins with {PREFIX}"
    if one.data_class not in _CLASSES:
        return "the data class is not one that a plugin may give"
    if one.validator and one.validator not in VALIDATORS:
        return "there is no such validator"
    if not one.patterns or not one.examples:
        return "it needs patterns and examples"
    try:
        problem = example_problem(one)
    except ValueError:
        return "a pattern is not RE2 syntax, or too large"
    return ": ".join(problem or ())
