# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the fields of Gemini's ``generateContent`` (google-genai 2.19, August 2026): data, no code.

Every field has two spellings, ``systemInstruction`` and ``system_instruction``: Google takes both.
What no slot names is scanned.

A ``thoughtSignature`` can stand in any part. It is encrypted and goes both ways byte-identical. It vouches for the
model's hidden thought, not for the text or the arguments beside it: the API checks that it comes back in its own
part, so parts are never merged, split or moved here, and their texts are restored and tokenised as everywhere.
Within a conversation the vendor then gets the very text that it sent. Were signed texts sealed, every final answer
of a thinking model would keep its tokens.
"""

from collections.abc import Mapping

from clearance.core.codec.json_walk import FREE, Rules, Slot
from clearance.core.codec.slots import CALL, CHECKED, NAME, SCHEMA_KEYS, SETTING, keys_of, listed, words


def snake_case(name: str) -> str:
    """``systemInstruction`` as ``system_instruction``."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def both(inside: Mapping[str, Slot]) -> dict[str, Slot]:
    """These members under both spellings of their names."""
    return dict(inside) | {snake_case(name): slot for name, slot in inside.items()}


NO_SIGNATURE = frozenset(
    {
        "skip_thought_signature_validator",
        "context_engineering_is_the_way_to_go",
        "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=",
        "Y29udGV4dF9lbmdpbmVlcmluZ19pc190aGVfd2F5X3RvX2dv",
    }
)
"""What the API takes in place of a signature it never gave, as they are and in base64."""
SIGNATURE = Slot(closed=NO_SIGNATURE, encrypted=True)

_TYPE_WORDS = listed("object array string number integer boolean null")
_SCHEMA_INSIDE: dict[str, Slot] = {}
SCHEMA = Slot(inside=_SCHEMA_INSIDE, numbers=False)
"""A schema in either of the API's dialects: JSON Schema, or its own with upper-case types."""
_SCHEMA_NAMED = Slot(other=SCHEMA)
_SCHEMA_INSIDE.update(
    both(
        {"type": Slot(closed=_TYPE_WORDS | {word.upper() for word in _TYPE_WORDS} | {"TYPE_UNSPECIFIED"})}
        | dict.fromkeys(listed("properties patternProperties $defs defs definitions dependentSchemas"), _SCHEMA_NAMED)
        | dict.fromkeys(
            listed(
                "items prefixItems additionalItems additionalProperties unevaluatedProperties unevaluatedItems "
                "contains propertyNames not if then else anyOf oneOf allOf"
            ),
            SCHEMA,
        )
        | dict.fromkeys(listed("required propertyOrdering format $ref ref $id $schema $anchor $dynamicRef"), NAME)
        | dict.fromkeys(
            listed(
                "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems "
                "minProperties maxProperties minContains maxContains"
            ),
            SETTING,
        )
    )
)

ROLES = frozenset({"user", "model", "function", "system", "tool"})
_FUNCTION_CALL = Slot(inside=both({"id": NAME, "name": NAME, "args": CALL, "partialArgs": CALL}))
_FUNCTION_RESPONSE = Slot(
    inside=both(
        {
            "id": NAME,
            "name": NAME,
            "response": FREE,
            "scheduling": words("SCHEDULING_UNSPECIFIED", "SILENT", "WHEN_IDLE", "INTERRUPT"),
        }
    )
)
_CODE = Slot(inside={"id": NAME, "language": words("LANGUAGE_UNSPECIFIED", "PYTHON")})
_CODE_RESULT = Slot(
    inside={
        "id": NAME,
        "outcome": words("OUTCOME_UNSPECIFIED", "OUTCOME_OK", "OUTCOME_FAILED", "OUTCOME_DEADLINE_EXCEEDED"),
    }
)
_PART_FIELDS = both(
    {
        "thoughtSignature": SIGNATURE,
        "functionCall": _FUNCTION_CALL,
        "functionResponse": _FUNCTION_RESPONSE,
        "executableCode": _CODE,
        "codeExecutionResult": _CODE_RESULT,
        "toolCall": Slot(inside=both({"id": NAME, "toolType": NAME, "args": CALL})),
        "toolResponse": Slot(inside=both({"id": NAME, "toolType": NAME, "response": FREE})),
        "partMetadata": FREE,
    }
)
CONTENT = Slot(inside={"role": Slot(closed=ROLES), "parts": Slot(inside=_PART_FIELDS)}, roles={})
_FUNCTION = Slot(
    inside=both(
        {
            "name": NAME,
            "parameters": SCHEMA,
            "parametersJsonSchema": SCHEMA,
            "response": SCHEMA,
            "responseJsonSchema": SCHEMA,
            "behavior": words("UNSPECIFIED", "BLOCKING", "NON_BLOCKING"),
        }
    )
)
_TOOL = Slot(inside=both({"functionDeclarations": _FUNCTION, "fileSearch": Slot(inside=both({"topK": SETTING}))}))
_CALLING = Slot(
    inside=both({"mode": words("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"), "allowedFunctionNames": NAME})
)
_SAFETY = Slot(inside=dict.fromkeys(listed("category threshold method"), NAME))
_THINKING = Slot(
    inside=both(
        {
            "thinkingBudget": SETTING,
            "thinkingLevel": words("THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH"),
        }
    )
)
_GENERATION = Slot(
    inside=both(
        {
            "responseSchema": SCHEMA,
            "responseJsonSchema": SCHEMA,
            "responseMimeType": words("text/plain", "application/json", "text/x.enum"),
            "responseModalities": words("TEXT"),
            "thinkingConfig": _THINKING,
            "mediaResolution": NAME,
        }
        | dict.fromkeys(
            listed(
                "temperature topP topK candidateCount maxOutputTokens seed presencePenalty frequencyPenalty logprobs"
            ),
            SETTING,
        )
    )
)
_TIERS = words("standard", "flex", "priority")
_REQUEST_INSIDE = both(
    {
        "model": CHECKED,
        "contents": CONTENT,
        "systemInstruction": CONTENT,
        "tools": _TOOL,
        "toolConfig": Slot(inside=both({"functionCallingConfig": _CALLING})),
        "safetySettings": _SAFETY,
        "generationConfig": _GENERATION,
        "cachedContent": NAME,
        "serviceTier": _TIERS,
        "labels": FREE,
    }
)
REQUEST = Slot(inside=_REQUEST_INSIDE | both({"generateContentRequest": Slot(inside=_REQUEST_INSIDE)}))
KNOWN_FIELDS = frozenset(_REQUEST_INSIDE) | {"store"}

REASONS = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "SAFETY": "content_filter",
    "RECITATION": "content_filter",
    "BLOCKLIST": "content_filter",
    "PROHIBITED_CONTENT": "content_filter",
    "SPII": "content_filter",
    "MODEL_ARMOR": "content_filter",
}
"""Why an answer ends, and how records say it."""
_PROTOCOL = listed(
    "modelVersion responseId id toolType category probability severity overwrittenThreshold modality trafficType "
    "urlRetrievalStatus blockReason modelStage sdkBlob googleMapsWidgetContextToken encodedPolyline createTime"
)
ANSWER = Slot(
    inside={
        "finishReason": Slot(closed=frozenset(REASONS) | {"OTHER", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"}),
        "role": Slot(closed=ROLES),
    }
    | {name: slot for name, slot in _PART_FIELDS.items() if name != snake_case(name)}
    | dict.fromkeys(_PROTOCOL, NAME),
    numbers=False,
    spread=True,
)
"""Numbers of an answer (usage, ratings, log probabilities) are the protocol's; those in arguments are not."""

KNOWN_KEYS = (
    KNOWN_FIELDS
    | keys_of(REQUEST, ANSWER)
    | SCHEMA_KEYS
    | listed(
        "text thought inlineData inline_data fileData file_data mimeType mime_type data fileUri file_uri displayName "
        "display_name code output jsonPath stringValue numberValue boolValue nullValue willContinue nullable example "
        "stopSequences stop_sequences responseLogprobs response_logprobs includeThoughts include_thoughts "
        "googleSearch google_search urlContext url_context codeExecution code_execution googleMaps google_maps "
        "candidates content index finishMessage tokenCount safetyRatings blocked citationMetadata citations "
        "startIndex endIndex uri license groundingMetadata groundingChunks web title domain groundingSupports segment "
        "partIndex groundingChunkIndices confidenceScores webSearchQueries searchEntryPoint renderedContent "
        "urlContextMetadata urlMetadata retrievedUrl avgLogprobs logprobsResult topCandidates chosenCandidates token "
        "tokenId logProbability promptFeedback blockReasonMessage usageMetadata promptTokenCount "
        "cachedContentTokenCount candidatesTokenCount toolUsePromptTokenCount thoughtsTokenCount totalTokenCount "
        "promptTokensDetails candidatesTokensDetails cacheTokensDetails toolUsePromptTokensDetails retrievedContext "
        "fileSearchStore ragChunk fileId totalTokens error message status details"
    )
)
REQUEST_RULES = Rules(known_keys=KNOWN_KEYS)
ANSWER_RULES = Rules(known_keys=KNOWN_KEYS, strict=False, rewrite_keys=True)
