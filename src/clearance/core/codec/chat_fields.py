# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the fields of OpenAI chat completions (specification 2.3.0, August 2026): data, no code.

Only three things are worth knowing of a field: that its string must stay byte-identical (``NAME``), that
some of its values are protocol words, or that its numbers are settings. Everything else is scanned.
"""

from clearance.core.codec.json_walk import FREE, Rules, Slot
from clearance.model.words import Directive


def listed(names: str) -> frozenset[str]:
    """Names that stand in one text, separated by spaces."""
    return frozenset(names.split())


def _words(*words: str) -> Slot:
    return Slot(closed=frozenset(words))


NAME = Slot(directive=Directive.NAME)
CHECKED = Slot(skip=True)
SETTING = Slot(numbers=False)
CALL = Slot(call=True, spread=True)
ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
REASONS = frozenset({"stop", "length", "tool_calls", "content_filter", "function_call"})
_CACHE_MARK = Slot(inside={"mode": _words("explicit", "implicit"), "type": _words("ephemeral")})
_KIND = _words("text", "refusal", "function", "custom", "allowed_tools", "json_schema", "json_object", "content")
_MODALITIES = _words("text")
_TIERS = _words("auto", "default", "flex", "scale", "priority")
_CHOICE = Slot(closed=frozenset({"none", "auto", "required"}), inside={"type": _KIND})

_SCHEMA_WORDS = _words("object", "array", "string", "number", "integer", "boolean", "null")
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

_FUNCTION = Slot(inside={"name": NAME, "parameters": SCHEMA})
_GRAMMAR = Slot(inside={"syntax": _words("lark", "regex")})
_CUSTOM_TOOL = Slot(
    inside={"name": NAME, "format": Slot(inside={"type": _words("text", "grammar"), "grammar": _GRAMMAR})}
)
_TOOL = Slot(inside={"type": _KIND, "function": _FUNCTION, "custom": _CUSTOM_TOOL})
_NAMED = Slot(inside={"name": NAME})
_TOOL_CHOICE = Slot(
    closed=_CHOICE.closed,
    inside={
        "type": _KIND,
        "function": _NAMED,
        "custom": _NAMED,
        "name": NAME,
        "allowed_tools": Slot(
            inside={
                "mode": _words("auto", "required"),
                "tools": Slot(inside={"type": _KIND, "function": _NAMED, "custom": _NAMED, "name": NAME}),
            }
        ),
    },
)
_TOOL_CALL = Slot(
    inside={
        "id": NAME,
        "type": _KIND,
        "function": Slot(inside={"name": NAME, "arguments": CALL}),
        "custom": Slot(inside={"name": NAME, "input": CALL}),
        "index": SETTING,
    }
)
_FUNCTION_CALL = Slot(inside={"name": NAME, "arguments": CALL})
_PART = Slot(inside={"type": _KIND, "prompt_cache_breakpoint": _CACHE_MARK, "cache_control": _CACHE_MARK})
_MESSAGE_FIELDS = {
    "role": Slot(closed=ROLES),
    "content": _PART,
    "tool_call_id": NAME,
    "tool_calls": _TOOL_CALL,
    "function_call": _FUNCTION_CALL,
}
_TOOL_MESSAGE = Slot(inside=_MESSAGE_FIELDS | {"name": NAME})
MESSAGE = Slot(inside=_MESSAGE_FIELDS, roles={"tool": _TOOL_MESSAGE, "function": _TOOL_MESSAGE})

_SETTINGS = listed(
    "max_tokens max_completion_tokens temperature top_p top_k min_p top_a n seed presence_penalty frequency_penalty "
    "repetition_penalty top_logprobs logprobs best_of timeout"
)
REQUEST = Slot(
    inside={
        "model": CHECKED,
        "messages": MESSAGE,
        "tools": _TOOL,
        "tool_choice": _TOOL_CHOICE,
        "functions": _FUNCTION,
        "function_call": Slot(closed=_CHOICE.closed, inside={"name": NAME}),
        "response_format": Slot(inside={"type": _KIND, "json_schema": Slot(inside={"name": NAME, "schema": SCHEMA})}),
        "modalities": _MODALITIES,
        "prediction": _PART,
        "reasoning_effort": _words("none", "minimal", "low", "medium", "high", "xhigh", "max"),
        "verbosity": _words("low", "medium", "high"),
        "service_tier": _TIERS,
        "prompt_cache_retention": _words("in-memory", "in_memory", "24h"),
        "prompt_cache_options": Slot(inside={"mode": _words("explicit", "implicit"), "ttl": _words("5m", "1h", "24h")}),
        "moderation": Slot(inside={"model": NAME}),
        "logit_bias": Slot(key_digits=True, other=SETTING),
    }
    | dict.fromkeys(_SETTINGS, SETTING)
)
KNOWN_FIELDS = frozenset(REQUEST.inside) | listed(
    "stream stream_options stop store metadata user safety_identifier prompt_cache_key parallel_tool_calls "
    "audio web_search_options"
)
"""Top-level request fields of the specification (and sampling settings that other servers add)."""

_ANSWER_MESSAGE = Slot(inside=_MESSAGE_FIELDS, roles={}, numbers=False, spread=True)
ANSWER = Slot(
    inside={
        "id": NAME,
        "object": _words("chat.completion", "chat.completion.chunk"),
        "model": NAME,
        "system_fingerprint": NAME,
        "service_tier": _TIERS,
        "finish_reason": Slot(closed=REASONS),
        "message": _ANSWER_MESSAGE,
        "delta": _ANSWER_MESSAGE,
    },
    numbers=False,
    spread=True,
)
"""Numbers of an answer (usage, times, log probabilities) are the protocol's; those inside documents are not."""

STREAM_FIXED = listed(
    "id object model role type index finish_reason native_finish_reason system_fingerprint service_tier "
    "obfuscation provider severity"
)
"""Fields of a stream event whose strings never grow: everything else is a channel."""


def _keys_of(slot: Slot, seen: set[int]) -> set[str]:
    """Every field name that a slot and the slots inside it know."""
    if id(slot) in seen:
        return set()
    seen.add(id(slot))
    keys = set(slot.inside)
    for inner in (*slot.inside.values(), *(slot.roles or {}).values(), slot.other or FREE):
        keys |= _keys_of(inner, seen)
    return keys


KNOWN_KEYS = (
    KNOWN_FIELDS
    | _keys_of(REQUEST, set())
    | _keys_of(ANSWER, set())
    | listed(
        "text refusal description strict title enum const default examples deprecated readOnly writeOnly pattern "
        "propertyName include_usage include_obfuscation definition annotations url_citation start_index end_index "
        "error message code param choices usage prompt_tokens completion_tokens total_tokens completion_tokens_details "
        "prompt_tokens_details accepted_prediction_tokens rejected_prediction_tokens audio_tokens cached_tokens "
        "reasoning_tokens text_tokens image_tokens logprobs token logprob "
        "bytes top_logprobs created reasoning reasoning_content annotations"
    )
)
REQUEST_RULES = Rules(known_keys=KNOWN_KEYS)
ANSWER_RULES = Rules(known_keys=KNOWN_KEYS, strict=False, rewrite_keys=True)
