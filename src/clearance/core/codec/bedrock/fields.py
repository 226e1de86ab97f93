# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the fields of Bedrock's ``Converse`` (botocore 1.44, August 2026): data, no code.

What no slot names is scanned. Reasoning text is signed by the model's vendor: it goes both ways byte-identical and is
never restored. Its signature, and reasoning that is redacted, only the vendor can read.
"""

from clearance.core.codec.json_walk import FREE, Rules, Slot
from clearance.core.codec.slots import (
    CALL,
    CHECKED,
    ENCRYPTED,
    NAME,
    SCHEMA,
    SCHEMA_KEYS,
    SEALED,
    SETTING,
    keys_of,
    listed,
    words,
)

ROLES = frozenset({"user", "assistant", "system"})
_CACHE = Slot(inside={"type": words("default"), "ttl": words("5m", "1h")})
_GUARDED = Slot(inside={"text": Slot(inside={"qualifiers": words("grounding_source", "query", "guard_content")})})
_REASONING = Slot(
    inside={
        "reasoningText": Slot(inside={"text": SEALED, "signature": ENCRYPTED}),
        "redactedContent": ENCRYPTED,
        "text": SEALED,
        "signature": ENCRYPTED,
    }
)
_TOOL_USE = Slot(inside={"toolUseId": NAME, "name": NAME, "input": CALL, "type": words("server_tool_use", "tool_use")})
_TOOL_NAMED = Slot(inside={"tool": Slot(inside={"name": NAME, "type": NAME})})
_RESULT_INSIDE = {"toolUseId": NAME, "status": words("success", "error"), "type": NAME, "json": FREE}
_BLOCK_INSIDE = {
    "toolUse": _TOOL_USE,
    "toolResult": Slot(inside=_RESULT_INSIDE | {"content": Slot(inside={"json": FREE})}),
    "reasoningContent": _REASONING,
    "guardContent": _GUARDED,
    "cachePoint": _CACHE,
    "toolAddition": _TOOL_NAMED,
    "toolRemoval": _TOOL_NAMED,
}
MESSAGE = Slot(inside={"role": Slot(closed=ROLES), "content": Slot(inside=_BLOCK_INSIDE)}, roles={})
_TOOL = Slot(
    inside={
        "toolSpec": Slot(inside={"name": NAME, "inputSchema": Slot(inside={"json": SCHEMA})}),
        "systemTool": Slot(inside={"name": NAME}),
        "cachePoint": _CACHE,
    }
)
_SCHEMA_TEXT = Slot(inside={"name": NAME})
REQUEST = Slot(
    inside={
        "messages": MESSAGE,
        "system": Slot(inside={"guardContent": _GUARDED, "cachePoint": _CACHE}),
        "toolConfig": Slot(
            inside={
                "tools": _TOOL,
                "toolChoice": Slot(inside={"tool": Slot(inside={"name": NAME})}),
            }
        ),
        "inferenceConfig": Slot(inside=dict.fromkeys(("maxTokens", "temperature", "topP"), SETTING)),
        "guardrailConfig": Slot(
            inside={
                "guardrailIdentifier": CHECKED,
                "guardrailVersion": NAME,
                "trace": words("enabled", "disabled", "enabled_full"),
                "streamProcessingMode": words("sync", "async"),
            }
        ),
        "additionalModelRequestFields": Slot(
            inside={"thinking": Slot(inside={"budget_tokens": SETTING})}
            | dict.fromkeys(("top_k", "topK", "max_tokens", "seed"), SETTING)
        ),
        "outputConfig": Slot(
            inside={
                "textFormat": Slot(
                    inside={
                        "type": words("json_schema"),
                        "structure": Slot(inside={"jsonSchema": _SCHEMA_TEXT}),
                    }
                ),
                "effort": words("low", "medium", "high", "max"),
            }
        ),
        "performanceConfig": Slot(inside={"latency": words("standard", "optimized")}),
        "serviceTier": Slot(inside={"type": words("default", "priority", "flex", "reserved")}),
    }
)
COUNTED = Slot(inside={"input": Slot(inside={"converse": REQUEST})})
"""A request whose tokens are to be counted, where it stands."""
KNOWN_FIELDS = frozenset(REQUEST.inside) | {
    "promptVariables",
    "requestMetadata",
    "additionalModelResponseFieldPaths",
}

REASONS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "tool_use": "tool_calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "guardrail_intervened": "content_filter",
    "content_filtered": "content_filter",
}
"""Why an answer ends, and how records say it."""
ANSWER = Slot(
    inside={
        "role": Slot(closed=ROLES),
        "stopReason": Slot(closed=frozenset(REASONS)),
        "toolUse": _TOOL_USE,
        "toolUseId": NAME,
        "toolResult": Slot(inside=_RESULT_INSIDE, numbers=False, spread=True),
        "reasoningContent": _REASONING,
        "additionalModelResponseFields": FREE,
        "invokedModelId": NAME,
        "guardrailId": NAME,
        "guardrailArn": NAME,
        "guardrailVersion": NAME,
        "latency": words("standard", "optimized"),
        "serviceTier": Slot(inside={"type": words("default", "priority", "flex", "reserved")}),
    },
    numbers=False,
    spread=True,
)
"""Numbers of an answer (usage, times, indexes) are the protocol's; those in arguments and results are not.

A guardrail's trace quotes what it matched: it is scanned and restored like all other text.
"""
EVENT = Slot(inside=dict(ANSWER.inside) | {"p": CHECKED}, numbers=False, other=ANSWER)
"""``p`` of an event is padding that hides its length."""

KNOWN_KEYS = (
    KNOWN_FIELDS
    | keys_of(COUNTED, EVENT)
    | SCHEMA_KEYS
    | listed(
        "text image document video audio source bytes s3Location uri bucketOwner format context citations "
        "citationsContent title sourceContent location web url domain searchResult enabled stopSequences any auto "
        "output message usage inputTokens outputTokens totalTokens cacheReadInputTokens cacheWriteInputTokens "
        "cacheDetails metrics latencyMs trace guardrail promptRouter match inputAssessment outputAssessments "
        "modelOutput actionReason serverToolUsage contentBlockIndex delta start citation schema anthropic_beta"
    )
)
REQUEST_RULES = Rules(known_keys=KNOWN_KEYS)
ANSWER_RULES = Rules(known_keys=KNOWN_KEYS, strict=False, rewrite_keys=True)
