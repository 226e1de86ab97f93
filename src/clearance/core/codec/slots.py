# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Slots that every wire's table is made of, JSON Schema among them: data, no code.

Only a few things are worth knowing of a field: that its string must stay byte-identical (``NAME``), that some of
its values are protocol words, that its numbers are settings, that the vendor signed or encrypted it. Everything
else is scanned.
"""

from clearance.core.codec.json_walk import FREE, Slot
from clearance.model.words import Directive


def listed(names: str) -> frozenset[str]:
    """Names that stand in one text, separated by spaces."""
    return frozenset(names.split())


def words(*closed: str) -> Slot:
    """A field that holds one of these words, or text that is scanned."""
    return Slot(closed=frozenset(closed))


NAME = Slot(directive=Directive.NAME)
CHECKED = Slot(skip=True)
SETTING = Slot(numbers=False)
CALL = Slot(call=True, spread=True)
SEALED = Slot(directive=Directive.SEALED)
ENCRYPTED = Slot(encrypted=True)
SIGNATURE = Slot(directive=Directive.NAME, signature=True)

_SCHEMA_WORDS = words("object", "array", "string", "number", "integer", "boolean", "null")
_SCHEMA_INSIDE: dict[str, Slot] = {}
SCHEMA = Slot(inside=_SCHEMA_INSIDE, numbers=False)
"""JSON Schema: names stay, descriptions and example values are scanned."""
_SCHEMA_NAMED = Slot(other=SCHEMA)
_NAMES_BY_NAME = Slot(other=NAME, directive=Directive.NAME)
_SCHEMA_INSIDE.update(
    {"type": _SCHEMA_WORDS}
    | dict.fromkeys(("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"), _SCHEMA_NAMED)
    | dict.fromkeys(
        listed(
            "items prefixItems additionalItems additionalProperties unevaluatedProperties unevaluatedItems contains "
            "propertyNames not if then else anyOf oneOf allOf"
        ),
        SCHEMA,
    )
    | dict.fromkeys(("required", "format", "$ref", "$id", "$schema", "$anchor", "$dynamicRef", "contentType"), NAME)
    | dict.fromkeys(("dependentRequired", "discriminator"), _NAMES_BY_NAME)
    | dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), SETTING)
    | dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), SETTING)
    | dict.fromkeys(("minContains", "maxContains"), SETTING)
)


def keys_of(*slots: Slot) -> set[str]:
    """Every field name that these slots and the slots inside them know."""
    seen: set[int] = set()
    return set().union(*(_keys_of(slot, seen) for slot in slots))


def _keys_of(slot: Slot, seen: set[int]) -> set[str]:
    if id(slot) in seen:
        return set()
    seen.add(id(slot))
    keys = set(slot.inside)
    further = (*(slot.roles or {}).values(), *(slot.types or {}).values(), slot.other or FREE)
    for inner in (*slot.inside.values(), *further):
        keys |= _keys_of(inner, seen)
    return keys


SCHEMA_KEYS = listed(
    "description strict title enum const default examples deprecated readOnly writeOnly pattern propertyName"
)
"""Members of a JSON Schema whose values are scanned, beside those that ``SCHEMA`` names."""
