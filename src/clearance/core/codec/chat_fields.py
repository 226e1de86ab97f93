# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the fields of OpenAI chat completions (specification 2.3.0, August 2026): data, no code.

What no slot names is scanned.
"""

from clearance.core.codec.json_walk import Rules, Slot
from clearance.core.codec.openai_inputs import GUARDED_TOOLS, VENDOR_RUN_FIELDS
from clearance.core.codec.slots import CALL, CHECKED, NAME, SCHEMA, SCHEMA_KEYS, SETTING, keys_of, listed, words

ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
REASONS = frozenset({"stop", "length", "tool_calls", "content_filter", "function_call"})
_CACHE_MARK = Slot(inside={"mode": words("explicit", "implicit"), "type": words("ephemeral")})
_KIND = words(
    "text", "refusal", "function", "custom", "allowed_tools", "json_schema", "json_object", "content", *GUARDED_TOOLS
)
_MODALITIES = words("text")
_TIERS = words("auto", "default", "flex", "scale", "priority")
_CHOICE = Slot(closed=frozenset({"none", "auto", "required"}), inside={"type": _KIND})

_FUNCTION = Slot(inside={"name": NAME, "parameters": SCHEMA})
_GRAMMAR = Slot(inside={"syntax": words("lark", "regex")})
_CUSTOM_TOOL = Slot(
    inside={"name": NAME, "format": Slot(inside={"type": words("text", "grammar"), "grammar": _GRAMMAR})}
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
                "mode": words("auto", "required"),
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
_FILE = Slot(inside={"file_id": NAME})
_PART = Slot(
    inside={"type": _KIND, "file": _FILE, "prompt_cache_breakpoint": _CACHE_MARK, "cache_control": _CACHE_MARK}
)
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
        "reasoning_effort": words("none", "minimal", "low", "medium", "high", "xhigh", "max"),
        "verbosity": words("low", "medium", "high"),
        "service_tier": _TIERS,
        "prompt_cache_retention": words("in-memory", "in_memory", "24h"),
        "prompt_cache_options": Slot(inside={"mode": words("explicit", "implicit"), "ttl": words("5m", "1h", "24h")}),
        "file_ids": NAME,
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
        "object": words("chat.completion", "chat.completion.chunk"),
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

STREAM_WORDS = (
    ROLES
    | REASONS
    | _TIERS.closed
    | listed("chat.completion.chunk text_completion function custom url_citation text image")
)
"""Words that such fields hold; other text there is looked at."""

KNOWN_KEYS = (
    KNOWN_FIELDS
    | VENDOR_RUN_FIELDS
    | keys_of(REQUEST, ANSWER)
    | SCHEMA_KEYS
    | listed(
        "filename text refusal include_usage include_obfuscation definition annotations url_citation start_index "
        "end_index "
        "error message code param choices usage prompt_tokens completion_tokens total_tokens completion_tokens_details "
        "prompt_tokens_details accepted_prediction_tokens rejected_prediction_tokens audio_tokens cached_tokens "
        "reasoning_tokens text_tokens image_tokens logprobs token logprob "
        "bytes top_logprobs created reasoning reasoning_content annotations"
    )
)
STREAM_KEYS = (
    KNOWN_KEYS
    | STREAM_FIXED
    | listed(
        "results flagged categories category_scores category_applied_input_types output reasoning_details summary "
        "prompt_logprobs prompt_token_ids token_ids stop_reason timings cost cost_details"
    )
)
"""Keys of a stream event that are words of the wire, those of other servers among them."""
REQUEST_RULES = Rules(known_keys=KNOWN_KEYS)
ANSWER_RULES = Rules(known_keys=KNOWN_KEYS, strict=False, rewrite_keys=True)
