# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the fields of Anthropic's Messages (SDK 0.121.0 and its beta types, August 2026): data, no code.

What no slot names is scanned. What the vendor signs or encrypts is named by (type, field), never known by its look.
"""

from clearance.core.codec.json_walk import Rules, Slot
from clearance.core.codec.slots import (
    CALL,
    CHECKED,
    ENCRYPTED,
    NAME,
    SCHEMA,
    SCHEMA_KEYS,
    SEALED,
    SETTING,
    SIGNATURE,
    keys_of,
    listed,
    words,
)

ROLES = frozenset({"user", "assistant", "system"})
REASONS = listed(
    "end_turn max_tokens stop_sequence tool_use pause_turn refusal compaction model_context_window_exceeded"
)
CALLS = listed("tool_use server_tool_use mcp_tool_use")
RESULTS = listed(
    "tool_result mcp_tool_result web_search_tool_result web_fetch_tool_result code_execution_tool_result "
    "bash_code_execution_tool_result text_editor_code_execution_tool_result tool_search_tool_result "
    "advisor_tool_result"
)
_ERRORS = frozenset(f"{name}_error" for name in RESULTS)
PARTS = (
    CALLS
    | RESULTS
    | _ERRORS
    | listed(
        "text thinking redacted_thinking document search_result container_upload compaction fallback tool_reference "
        "web_search_result web_fetch_result code_execution_result encrypted_code_execution_result "
        "code_execution_output bash_code_execution_result bash_code_execution_output "
        "text_editor_code_execution_view_result text_editor_code_execution_create_result "
        "text_editor_code_execution_str_replace_result tool_search_tool_search_result advisor_result "
        "advisor_redacted_result mcp_tool_reference mcp_toolset_reference"
    )
)
"""Types of content blocks, and of what results hold."""
CITED = listed("char_location page_location content_block_location search_result_location web_search_result_location")
CALLERS = listed(
    "direct code_execution_20250522 code_execution_20250825 code_execution_20260120 code_execution_20260521"
)
TYPES = PARTS | CITED | CALLERS | listed("ephemeral content base64 url file image")
"""Every ``type`` that may stand in a message; a part of any other is of unknown type."""

_KIND = Slot(closed=TYPES)
CACHE = Slot(inside={"type": words("ephemeral"), "ttl": words("5m", "1h")})
_CALLER = Slot(inside={"type": Slot(closed=CALLERS), "tool_id": NAME})
_CITED = {
    "type": _KIND,
    "file_id": NAME,
} | dict.fromkeys(
    listed(
        "document_index start_char_index end_char_index start_page_number end_page_number start_block_index "
        "end_block_index search_result_index"
    ),
    SETTING,
)
CITATION = Slot(
    inside=_CITED, types={"web_search_result_location": Slot(inside=_CITED | {"encrypted_index": ENCRYPTED})}
)
_BLOCK: dict[str, Slot] = {}
_BY_TYPE: dict[str, Slot] = {}
BLOCK = Slot(inside=_BLOCK, types=_BY_TYPE)
"""A content block, or what stands in its ``content``."""
_SOURCE = Slot(inside={"type": _KIND, "media_type": words("text/plain"), "content": BLOCK, "file_id": NAME})
_BLOCK.update(
    {
        "type": _KIND,
        "cache_control": CACHE,
        "content": BLOCK,
        "citations": CITATION,
        "source": _SOURCE,
        "caller": _CALLER,
        "id": NAME,
        "tool_use_id": NAME,
        "file_id": NAME,
        "tool_references": BLOCK,
        "error_code": NAME,
        "file_type": words("text"),
    }
    | dict.fromkeys(
        listed("return_code num_lines start_line total_lines old_start old_lines new_start new_lines"), SETTING
    )
)
_BY_TYPE.update(
    {
        "thinking": Slot(inside=_BLOCK | {"thinking": SEALED, "signature": SIGNATURE}),
        "tool_reference": Slot(inside=_BLOCK | {"tool_name": NAME, "name": NAME}),
        "mcp_tool_reference": Slot(inside=_BLOCK | {"name": NAME, "server_name": NAME}),
        "mcp_toolset_reference": Slot(inside=_BLOCK | {"server_name": NAME}),
        "fallback": Slot(inside=_BLOCK | dict.fromkeys(("from", "to"), Slot(inside={"model": NAME}))),
    }
    | dict.fromkeys(CALLS, Slot(inside=_BLOCK | {"name": NAME, "server_name": NAME, "input": CALL}))
)
ENCRYPTED_FIELDS = {
    "redacted_thinking": "data",
    "web_search_result": "encrypted_content",
    "web_search_result_location": "encrypted_index",
    "encrypted_code_execution_result": "encrypted_stdout",
    "advisor_redacted_result": "encrypted_content",
    "compaction": "encrypted_content",
}
"""What only the vendor can read, by the type that has it."""
_BY_TYPE.update(
    (kind, Slot(inside=_BLOCK | {name: ENCRYPTED})) for kind, name in ENCRYPTED_FIELDS.items() if kind not in CITED
)

MESSAGE = Slot(inside={"role": Slot(closed=ROLES), "content": BLOCK}, roles={})
_DOMAINS = dict.fromkeys(("allowed_domains", "blocked_domains"), NAME)
_NUMBERS = listed("max_uses max_content_tokens max_characters max_tokens")
_SCREEN = listed("display_width_px display_height_px display_number")
_TOOL = Slot(
    inside={
        "type": NAME,
        "name": NAME,
        "input_schema": SCHEMA,
        "input_examples": CALL,
        "cache_control": CACHE,
        "allowed_callers": NAME,
        "mcp_server_name": NAME,
        "model": NAME,
        "response_inclusion": NAME,
        "user_location": Slot(inside={"type": words("approximate")}),
    }
    | _DOMAINS
    | dict.fromkeys(_NUMBERS | _SCREEN, SETTING)
)
_SERVER = Slot(
    inside={
        "type": words("url"),
        "name": NAME,
        "url": NAME,
        "authorization_token": NAME,
        "tool_configuration": Slot(inside={"allowed_tools": NAME}),
    }
)
_AMOUNT = Slot(
    closed=frozenset({"all"}),
    inside={"type": words("input_tokens", "tool_uses", "thinking_turns", "all"), "value": SETTING},
)
_EDIT = Slot(
    inside={
        "type": NAME,
        "trigger": _AMOUNT,
        "keep": _AMOUNT,
        "clear_at_least": _AMOUNT,
        "exclude_tools": NAME,
        "clear_tool_inputs": NAME,
    }
)
_FORMAT = Slot(inside={"type": words("json_schema"), "schema": SCHEMA, "name": NAME})
_EFFORT = words("low", "medium", "high", "xhigh", "max")
_OUTPUT = Slot(
    inside={
        "effort": _EFFORT,
        "format": _FORMAT,
        "task_budget": Slot(inside={"type": words("tokens"), "total": SETTING, "remaining": SETTING}),
    }
)
_CONTAINER = Slot(
    directive=NAME.directive,
    inside={
        "id": NAME,
        "expires_at": NAME,
        "skills": Slot(inside={"type": NAME, "skill_id": NAME, "version": NAME}),
    },
)
REQUEST = Slot(
    inside={
        "model": CHECKED,
        "messages": MESSAGE,
        "system": BLOCK,
        "tools": _TOOL,
        "tool_choice": Slot(inside={"type": words("auto", "any", "tool", "none"), "name": NAME}),
        "thinking": Slot(
            inside={
                "type": words("enabled", "disabled", "adaptive"),
                "budget_tokens": SETTING,
                "display": words("summarized", "omitted"),
            }
        ),
        "service_tier": words("auto", "standard_only"),
        "speed": words("standard", "fast"),
        "container": _CONTAINER,
        "context_management": Slot(inside={"edits": _EDIT}),
        "output_config": _OUTPUT,
        "output_format": _FORMAT,
        "mcp_servers": _SERVER,
        "cache_control": CACHE,
        "diagnostics": Slot(inside={"previous_message_id": NAME}),
        "user_profile_id": NAME,
    }
    | dict.fromkeys(("max_tokens", "temperature", "top_p", "top_k"), SETTING)
)
KNOWN_FIELDS = frozenset(REQUEST.inside) | listed("stream stop_sequences metadata fallbacks inference_geo betas")
"""Top-level request fields."""

_USAGE = Slot(
    inside={"service_tier": NAME, "inference_geo": NAME, "speed": NAME, "type": NAME, "model": NAME},
    numbers=False,
    spread=True,
)
ANSWER = Slot(
    inside={
        "id": NAME,
        "type": words("message", "error"),
        "role": Slot(closed=ROLES),
        "model": NAME,
        "content": BLOCK,
        "stop_reason": Slot(closed=REASONS),
        "stop_details": Slot(inside={"type": words("refusal"), "category": NAME, "recommended_model": NAME}),
        "usage": _USAGE,
        "container": _CONTAINER,
        "request_id": NAME,
        "error": Slot(inside={"type": NAME}),
    },
    numbers=False,
    spread=True,
)
"""A whole answer, or an error body. Its own numbers are the protocol's; those of tool-call arguments are not."""

KNOWN_KEYS = (
    KNOWN_FIELDS
    | keys_of(REQUEST, ANSWER)
    | SCHEMA_KEYS
    | listed(
        "text user_id cited_text document_title title context enabled is_error data url page_age retrieved_at stdout "
        "stderr lines error_message strict defer_loading eager_input_streaming disable_parallel_tool_use "
        "display_width_px country region city timezone instructions pause_after_compaction configs default_config "
        "input_tokens output_tokens cache_creation cache_creation_input_tokens cache_read_input_tokens "
        "ephemeral_5m_input_tokens ephemeral_1h_input_tokens server_tool_use web_search_requests web_fetch_requests "
        "iterations stop_sequence message explanation applied_edits cleared_tool_uses cleared_input_tokens "
        "output_tokens_details is_file_update enable_zoom"
    )
)
REQUEST_RULES = Rules(known_keys=KNOWN_KEYS)
ANSWER_RULES = Rules(known_keys=KNOWN_KEYS, strict=False, rewrite_keys=True)

STREAM_FIXED = listed(
    "id type role model tool_use_id file_id tool_id error_code stop_reason service_tier inference_geo expires_at "
    "request_id category recommended_model skill_id version signature name server_name tool_name speed media_type "
    "display file_type"
)
"""Fields of a stream event whose strings never grow: the protocol's own."""
STREAM_KEYS = KNOWN_KEYS | STREAM_FIXED | listed("index content_block delta partial_json citation thinking_tokens")
"""Keys of a stream event that are words of the wire."""
STREAM_WORDS = (
    TYPES
    | ROLES
    | REASONS
    | listed(
        "message message_start message_delta message_stop content_block_start content_block_delta content_block_stop "
        "ping text_delta input_json_delta thinking_delta signature_delta citations_delta compaction_delta standard"
    )
)
"""Words that such fields hold; other text there is looked at."""
