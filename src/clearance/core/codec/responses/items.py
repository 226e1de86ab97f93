# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the items, content parts and tools of OpenAI Responses (specification 2.3.0, August 2026, and the
client libraries' additions since): data, no code.

Requests and answers hold the same ones. What no slot names is scanned.
"""

from clearance.core.codec.json_walk import Slot
from clearance.core.codec.slots import CALL, CHECKED, ENCRYPTED, NAME, SCHEMA, SEALED, SETTING, listed, words

TEXT_PARTS = {
    "input_text": "text",
    "output_text": "text",
    "text": "text",
    "summary_text": "text",
    "reasoning_text": "text",
    "refusal": "refusal",
}
"""Content parts that are text, each with the member that holds it."""
ITEM_TYPES = listed(
    "message function_call function_call_output custom_tool_call custom_tool_call_output reasoning web_search_call "
    "file_search_call code_interpreter_call computer_call computer_call_output image_generation_call local_shell_call "
    "local_shell_call_output shell_call shell_call_output apply_patch_call apply_patch_call_output mcp_list_tools "
    "mcp_approval_request mcp_approval_response mcp_call tool_search_call tool_search_output additional_tools "
    "compaction compaction_trigger item_reference program program_output"
)
TOOL_TYPES = listed(
    "function custom namespace web_search web_search_2025_08_26 web_search_preview web_search_preview_2025_03_11 "
    "file_search code_interpreter computer computer_use computer_use_preview image_generation mcp local_shell shell "
    "apply_patch tool_search programmatic_tool_calling"
)
_OTHER_TYPES = listed(
    "input_image input_file input_audio computer_screenshot allowed_tools text json_schema json_object grammar "
    "approximate auto container_auto container_reference local inline base64 skill_reference allowlist disabled "
    "search open_page find_in_page url logs image click double_click drag keypress move screenshot scroll type wait "
    "exec timeout exit create_file delete_file update_file direct program url_citation file_citation "
    "container_file_citation file_path mcp_protocol_error mcp_tool_execution_error http_error eq ne gt gte lt lte in "
    "nin and or moderation_result error cache_miss cache_hit unavailable comparison_response_not_found object"
)
STATUSES = listed("in_progress completed incomplete searching failed calling interpreting generating queued cancelled")
ROLES = listed("user assistant system developer tool critic discriminator unknown")
TYPE = Slot(closed=ITEM_TYPES | TOOL_TYPES | frozenset(TEXT_PARTS) | _OTHER_TYPES)

_BREAKPOINT = Slot(inside={"mode": words("explicit", "implicit"), "ttl": words("5m", "30m", "1h", "12h", "24h")})
ANNOTATION = Slot(
    inside={"type": TYPE, "file_id": NAME, "container_id": NAME}
    | dict.fromkeys(listed("index start_index end_index"), SETTING)
)
_LOGPROBS = Slot(spread=True)
PART = Slot(
    inside={
        "type": TYPE,
        "id": NAME,
        "prompt_cache_breakpoint": _BREAKPOINT,
        "annotations": ANNOTATION,
        "logprobs": _LOGPROBS,
        "detail": words("auto", "low", "high", "original"),
    }
)

_CALLERS = words("direct", "programmatic")
_DOMAINS = Slot(
    inside={
        "type": TYPE,
        "allowed_domains": NAME,
        "domain_secrets": Slot(inside={"domain": NAME, "name": NAME, "value": NAME}),
    }
)
_SKILL = Slot(
    inside={"type": TYPE, "name": NAME, "skill_id": NAME, "version": NAME, "source": Slot(inside={"type": TYPE})}
)
_ENVIRONMENT = Slot(
    inside={
        "type": TYPE,
        "container_id": NAME,
        "file_ids": NAME,
        "memory_limit": words("1g", "4g", "16g", "64g"),
        "network_policy": _DOMAINS,
        "skills": _SKILL,
    }
)
_FILTERS_INSIDE: dict[str, Slot] = {"type": TYPE, "key": NAME, "allowed_domains": NAME}
_FILTERS = Slot(inside=_FILTERS_INSIDE)
_FILTERS_INSIDE["filters"] = _FILTERS
_RANKING = Slot(inside={"ranker": words("none", "auto", "default-2024-11-15", "default_2024_08_21")})
_PICTURE = listed("size action background output_format quality")
_TOOL_NAMES = Slot(inside={"tool_names": NAME})
_TOOL_FIELDS: dict[str, Slot] = {
    "type": TYPE,
    "name": NAME,
    "allowed_callers": _CALLERS,
    "execution": words("server", "client"),
}
TOOL = Slot(
    inside=_TOOL_FIELDS,
    types={
        "function": Slot(inside=_TOOL_FIELDS | {"parameters": SCHEMA, "output_schema": SCHEMA}),
        "custom": Slot(inside=_TOOL_FIELDS | {"format": Slot(inside={"type": TYPE, "syntax": words("lark", "regex")})}),
        "tool_search": Slot(inside=_TOOL_FIELDS | {"parameters": SCHEMA}),
        "file_search": Slot(
            inside=_TOOL_FIELDS
            | {
                "vector_store_ids": NAME,
                "filters": _FILTERS,
                "ranking_options": _RANKING,
                "max_num_results": SETTING,
            }
        ),
        "code_interpreter": Slot(inside=_TOOL_FIELDS | {"container": Slot(NAME.directive, inside=_ENVIRONMENT.inside)}),
        "shell": Slot(inside=_TOOL_FIELDS | {"environment": _ENVIRONMENT}),
        "mcp": Slot(
            inside=_TOOL_FIELDS
            | {
                "server_label": NAME,
                "server_url": NAME,
                "connector_id": NAME,
                "tunnel_id": NAME,
                "authorization": NAME,
                "headers": Slot(other=NAME),
                "allowed_tools": Slot(NAME.directive, inside=_TOOL_NAMES.inside),
                "require_approval": Slot(
                    closed=frozenset({"always", "never"}), inside={"always": _TOOL_NAMES, "never": _TOOL_NAMES}
                ),
            }
        ),
        "image_generation": Slot(
            inside=_TOOL_FIELDS
            | dict.fromkeys(_PICTURE | {"model", "input_fidelity", "moderation"}, NAME)
            | dict.fromkeys(listed("output_compression partial_images frame_count frame_duration_ms"), SETTING)
        ),
    }
    | dict.fromkeys(
        listed("computer computer_use computer_use_preview"),
        Slot(
            inside=_TOOL_FIELDS
            | {"display_width": SETTING, "display_height": SETTING}
            | {"environment": words("windows", "mac", "linux", "ubuntu", "browser")}
        ),
    )
    | dict.fromkeys(
        listed("web_search web_search_2025_08_26 web_search_preview web_search_preview_2025_03_11"),
        Slot(
            inside=_TOOL_FIELDS
            | {
                "filters": _FILTERS,
                "user_location": Slot(inside={"type": TYPE}),
                "search_context_size": words("low", "medium", "high"),
                "search_content_types": words("text", "image"),
            }
        ),
    ),
)
_TOOL_FIELDS["tools"] = TOOL  # of a namespace

_NAMES = dict.fromkeys(listed("id call_id caller_id name namespace server_label approval_request_id"), NAME)
_FIELDS: dict[str, Slot] = _NAMES | {
    "type": TYPE,
    "role": Slot(closed=ROLES),
    "status": Slot(closed=STATUSES),
    "phase": words("commentary", "final_answer"),
    "execution": words("server", "client"),
    "caller": Slot(inside={"type": TYPE, "caller_id": NAME}),
    "content": PART,
}
_ACTION = Slot(
    call=True,
    spread=True,
    inside={"type": TYPE, "button": words("left", "right", "wheel", "back", "forward")}
    | dict.fromkeys(listed("x y scroll_x scroll_y timeout_ms max_output_length"), SETTING),
)
_CHECKS = Slot(inside={"id": NAME})
_CALL_ERROR = Slot(inside={"type": TYPE, "code": SETTING})
_MESSAGE = Slot(inside={name: slot for name, slot in _FIELDS.items() if name != "name"})
_OUTPUT = Slot(inside=_FIELDS | {"output": PART})
_SHELL_OUTPUT = Slot(inside={"outcome": Slot(inside={"type": TYPE, "exit_code": SETTING})})
_SEARCH_RESULT = Slot(inside={"file_id": NAME, "score": SETTING})
_LISTED_TOOL = Slot(inside={"name": NAME, "input_schema": SCHEMA})


def _item(**further: Slot) -> Slot:
    return Slot(inside=_FIELDS | further)


ITEM = Slot(
    inside=_MESSAGE.inside,
    roles={},
    types={
        "message": _MESSAGE,
        "function_call": _item(arguments=CALL),
        "function_call_output": _OUTPUT,
        "custom_tool_call": _item(input=CALL),
        "custom_tool_call_output": _OUTPUT,
        "reasoning": _item(summary=PART, encrypted_content=ENCRYPTED),
        "web_search_call": _item(action=_ACTION),
        "file_search_call": _item(queries=CALL, results=_SEARCH_RESULT),
        "code_interpreter_call": _item(code=CALL, container_id=NAME, outputs=Slot(inside={"type": TYPE})),
        "computer_call": _item(action=_ACTION, actions=_ACTION, pending_safety_checks=_CHECKS),
        "computer_call_output": _item(output=PART, acknowledged_safety_checks=_CHECKS),
        "image_generation_call": _item(
            result=CHECKED,
            error=_CALL_ERROR,
            svg_usage=SETTING,
            **dict.fromkeys(_PICTURE, NAME),
        ),
        "local_shell_call": _item(action=_ACTION),
        "shell_call": _item(action=_ACTION, environment=_ENVIRONMENT),
        "shell_call_output": _item(output=_SHELL_OUTPUT, max_output_length=SETTING),
        "apply_patch_call": _item(operation=_ACTION),
        "mcp_list_tools": _item(tools=_LISTED_TOOL),
        "mcp_approval_request": _item(arguments=CALL),
        "mcp_call": _item(arguments=CALL, error=_CALL_ERROR),
        "tool_search_call": _item(arguments=CALL),
        "tool_search_output": _item(tools=TOOL),
        "additional_tools": _item(tools=TOOL),
        "compaction": _item(encrypted_content=ENCRYPTED),
        "program": _item(code=CALL, fingerprint=SEALED),
    }
    | dict.fromkeys(
        listed(
            "local_shell_call_output apply_patch_call_output mcp_approval_response compaction_trigger item_reference "
            "program_output"
        ),
        _item(),
    ),
)
