# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Cedar text before it is evaluated: bounded, and every policy by its name.

Cedar's parser is recursive and runs out of stack, which ends the process, at some hundred nested
brackets or some ten thousand chained operators. A policy that a person can review has neither.
"""

import re
from dataclasses import dataclass
from typing import Any

from clearance.errors import InvalidDocument

MAX_NESTING = 32
MAX_POLICY_CHARACTERS = 5_000
"""Of one policy, without its strings and comments."""

# What cannot nest: string literals and comments.
_OPAQUE = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy: its name, its plain sentence, what it answers to, and its Cedar JSON form."""

    id: str
    effect: str
    reason: str
    control: str
    body: dict[str, Any]


def check_bounds(text: str) -> None:
    """Raises InvalidDocument for text that is too deeply nested or too long to be parsed safely."""
    depth = 0
    for policy in _OPAQUE.sub("", text).split(";"):
        if len(policy) > MAX_POLICY_CHARACTERS:
            raise InvalidDocument(f"policies: one policy is longer than {MAX_POLICY_CHARACTERS} characters")
        for character in policy:
            if character in "([{":
                depth += 1
            elif character in ")]}":
                depth -= 1
            if depth > MAX_NESTING:
                raise InvalidDocument(f"policies: nested more than {MAX_NESTING} deep")
        depth = max(depth, 0)


def rules_of(parsed: dict[str, Any]) -> dict[str, Rule]:
    """The policies of a set in Cedar's JSON form, by ``@id``.

    Raises InvalidDocument for a template, and for an ``@id`` that is missing or used twice.
    """
    if parsed["templates"]:
        raise InvalidDocument("policies: templates (?principal, ?resource) are not accepted")
    rules: dict[str, Rule] = {}
    for body in parsed["staticPolicies"].values():
        notes = body.get("annotations", {})
        name = notes.get("id") or ""
        if not name or name in rules:
            raise InvalidDocument(f"policies: each policy needs an @id of its own{name and f': {name}'}")
        rules[name] = Rule(name, body["effect"], notes.get("reason") or "", notes.get("control") or "", body)
    return rules
