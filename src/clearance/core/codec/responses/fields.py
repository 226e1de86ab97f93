# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the bodies and stream events of OpenAI Responses: data, no code. ``items`` has what is in them."""

from clearance.core.codec.json_walk import Rules, Slot
from clearance.core.codec.responses.items import ANNOTATION, ITEM, PART, STATUSES, TOOL, TYPE
from clearance.core.codec.slots import CALL, CHECKED, NAME, SCHEMA, SCHEMA_KEYS, SETTING, keys_of, listed, words

_EFFORT = words("none", "minimal", "low", "medium", "high", "xhigh", "max")
_SUMMARY = words("auto", "concise", "detailed")
_MODE = Slot(inside={"mode": words("score", "block")})
_TOOL_CHOICE = Slot(
    closed=frozenset({"none", "auto", "required"}),
    inside={"type": TYPE, "name": NAME, "server_label": NAME, "mode": words("auto", "required"), "tools": TOOL},
)
_FORMAT = Slot(inside={"type": TYPE, "name": NAME, "schema": SCHEMA})
_SETTINGS = listed(
    "max_output_tokens max_tool_calls temperature top_p top_k min_p seed presence_penalty frequency_penalty "
    "repetition_penalty top_logprobs"
)
INCLUDE = frozenset(
    {
        "web_search_call.action.sources",
        "web_search_call.results",
        "code_interpreter_call.outputs",
        "computer_call_output.output.image_url",
        "file_search_call.results",
        "message.input_image.image_url",
        "message.output_text.logprobs",
        "reasoning.encrypted_content",
    }
)
_SHARED: dict[str, Slot] = {
    "tools": TOOL,
    "tool_choice": _TOOL_CHOICE,
    "text": Slot(inside={"format": _FORMAT, "verbosity": words("low", "medium", "high")}),
    "reasoning": Slot(
        inside={
            "effort": _EFFORT,
            "summary": _SUMMARY,
            "generate_summary": _SUMMARY,
            "context": words("auto", "current_turn", "all_turns"),
            "mode": words("standard", "pro"),
        }
    ),
    "prompt": Slot(inside={"id": NAME, "version": NAME, "variables": Slot(other=PART)}),
    "conversation": Slot(NAME.directive, inside={"id": NAME}),
    "previous_response_id": NAME,
    "truncation": words("auto", "disabled"),
    "service_tier": words("auto", "default", "flex", "scale", "priority", "fast"),
    "prompt_cache_retention": words("in-memory", "in_memory", "24h"),
    "prompt_cache_options": Slot(
        inside={
            "mode": words("explicit", "implicit"),
            "ttl": words("5m", "30m", "1h", "12h", "24h"),
            "comparison_response_id": NAME,
        }
    ),
    "access_programs": Slot(inside={"cyber": words("standard", "daybreak_blue", "daybreak_red")}),
    "image": Slot(inside={"context_compression": words("auto", "enabled", "disabled")}),
    "context_management": Slot(inside={"type": words("compaction"), "compact_threshold": SETTING}),
    "moderation": Slot(inside={"model": NAME, "policy": Slot(inside={"input": _MODE, "output": _MODE})}),
} | dict.fromkeys(_SETTINGS, SETTING)
REQUEST = Slot(
    inside=_SHARED
    | {
        "model": CHECKED,
        "input": ITEM,
        "include": Slot(closed=INCLUDE),
        "background_options": Slot(inside={"completion_window": words("soonest", "2h", "8h"), "continuation_id": NAME}),
        "personality": words("friendly", "pragmatic"),
    }
)
KNOWN_FIELDS = frozenset(REQUEST.inside) | listed(
    "instructions stream stream_options store background metadata user safety_identifier prompt_cache_key "
    "parallel_tool_calls"
)
"""Top-level request fields of the specification (and sampling settings that other servers add)."""

_ERROR = Slot(numbers=False, spread=True)
ANSWER = Slot(
    inside=_SHARED
    | {
        "id": NAME,
        "object": words("response", "response.compaction", "response.input_tokens", "response.deleted", "list"),
        "model": NAME,
        "status": Slot(closed=STATUSES),
        "instructions": ITEM,
        "input": ITEM,
        "output": ITEM,
        "data": ITEM,  # of a list of items
        "first_id": NAME,
        "last_id": NAME,
        "error": _ERROR,
        "incomplete_details": Slot(
            inside={"reason": words("max_output_tokens", "max_messages", "content_filter", "steered")}
        ),
        "moderation": Slot(numbers=False, spread=True, inside={"type": TYPE, "model": NAME}),
        "input_transformations": Slot(inside={"id": NAME, "type": TYPE}),
    },
    numbers=False,
    spread=True,
)
"""Numbers of an answer (usage, times) are the protocol's; those inside documents are not."""

EVENT = Slot(
    inside={
        "type": TYPE,
        "response": ANSWER,
        "item": ITEM,
        "part": PART,
        "annotation": ANNOTATION,
        "item_id": NAME,
        "response_id": NAME,
        "name": NAME,
        "partial_image_b64": CHECKED,
        "arguments": CALL,
        "input": CALL,
        "code": CALL,
        "command": CALL,
        "diff": CALL,
        "logprobs": Slot(spread=True, numbers=False),
        "status": Slot(closed=STATUSES),
    }
    | dict.fromkeys(listed("background output_format quality size"), NAME),
    numbers=False,
    spread=True,
)
"""A stream event. An image that a model drew goes on as it is."""

KNOWN_KEYS = (
    KNOWN_FIELDS
    | keys_of(REQUEST, ANSWER, EVENT)
    | SCHEMA_KEYS
    | listed(
        "text refusal title url filename logprobs token logprob bytes top_logprobs description format definition "
        "defer_loading strict async output outputs logs results queries attributes stdout stderr outcome created_by "
        "commands command env working_directory user path keys query pattern sources operation result error message "
        "code param reason approve revised_prompt hybrid_search embedding_weight text_weight score_threshold value "
        "include_obfuscation prewarm read_only country city region timezone external_web_access data media_type "
        "created_at completed_at usage input_tokens output_tokens total_tokens input_tokens_details "
        "output_tokens_details cached_tokens cache_write_tokens reasoning_tokens billing payer output_text "
        "sequence_number output_index content_index summary_index command_index annotation_index partial_image_index "
        "delta tool_usage image_gen web_search num_requests categories category_scores category_applied_input_types "
        "flagged enabled server_description svg effort complexity input_image_mask obfuscation image_tokens "
        "text_tokens vector_store_id transcript attributes return_token_budget file_data file_url image_url"
    )
)
REQUEST_RULES = Rules(known_keys=KNOWN_KEYS)
ANSWER_RULES = Rules(known_keys=KNOWN_KEYS, strict=False, rewrite_keys=True)
EVENT_RULES = Rules(known_keys=KNOWN_KEYS, strict=False, documents=False)
