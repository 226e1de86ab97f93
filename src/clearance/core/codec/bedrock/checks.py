# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a Converse request must be, and what it may not hold.

Refused, with the part named: everything that cannot be read as text. Noted for the application's document to allow:
what the vendor would run or keep (guarded), and blocks and tools of unknown types. A field that is null counts as
absent.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from clearance.core.codec.bedrock.fields import KNOWN_FIELDS
from clearance.core.codec.path_wire import Checked
from clearance.core.codec.slots import listed
from clearance.errors import Malformed, PartRefused
from clearance.model.words import Guarded

_OPAQUE = listed("image document video audio")
_BLOCKS = listed("text toolUse toolResult guardContent cachePoint reasoningContent citationsContent searchResult")
_CHANGES = listed("toolAddition toolRemoval")
_RESULTS = listed("text json searchResult")
_SYSTEM = listed("text guardContent cachePoint")
_SYSTEM_TOOLS = {"nova_grounding": Guarded.WEB_SEARCH, "nova_code_interpreter": Guarded.CODE_INTERPRETER}
_MODEL_TOOLS = (
    ("web_search", Guarded.WEB_SEARCH),
    ("web_fetch", Guarded.WEB_FETCH),
    ("code_execution", Guarded.CODE_INTERPRETER),
    ("tool_search", Guarded.TOOL_SEARCH),
    ("mcp", Guarded.MCP),
    ("computer", Guarded.COMPUTER_USE),
    ("memory", Guarded.MEMORY),
    ("bash", Guarded.SHELL),
)
"""How the types of tools begin that some models take beside the wire's own."""
_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_DIGITS = frozenset("0123456789")
_PARTITIONS = frozenset({"aws", "aws-cn", "aws-us-gov"})
_ARN_PARTS, _MOST_REGION, _ACCOUNT, _MOST_ID = 6, 20, 12, 32
_MODEL_FIELDS = "additionalModelRequestFields"
_PROMPT = ":prompt/"


def counted(value: Any) -> Any:
    """The request whose tokens are to be counted. Raises Malformed or PartRefused."""
    asked = value.get("input") if isinstance(value, dict) else None
    if not isinstance(asked, dict) or set(value) != {"input"}:
        raise Malformed("input is not the only member", param="input")
    kept = {name for name, member in asked.items() if member is not None}
    if kept != {"converse"}:
        raise PartRefused("only a converse request is counted: other bodies are not scanned", param="input")
    return asked["converse"]


def check_request(value: Any, model: str, *, stream: bool) -> Checked:
    """The facts of a request.

    Raises:
        Malformed: not of this wire's shape.
        PartRefused: a part that is not allowed; ``param`` is its path.
    """
    if not isinstance(value, dict):
        raise Malformed("the body is not a JSON object")
    found = Checked()
    variables = value.get("promptVariables")
    if variables or _PROMPT in model:
        found.guarded.append((Guarded.SERVER_PROMPT, "promptVariables" if variables else "modelId"))
    elif not value.get("messages"):
        raise Malformed("messages is not an array with at least one message", param="messages")
    for message, path in _each(value.get("messages"), "messages"):
        if not isinstance(message.get("role"), str):
            raise Malformed("a message has no role", param=f"{path}.role")
        for block, where in _each(message.get("content"), f"{path}.content"):
            _block(block, where, found)
    for block, where in _each(value.get("system"), "system"):
        _known(block, where, _SYSTEM, found)
        _guard_content(block, where)
    _guardrail(value.get("guardrailConfig"))
    _tool_config(value.get("toolConfig"), found)
    _model_fields(value.get(_MODEL_FIELDS), found)
    found.features = _features(value, stream=stream)
    found.seed = _conversation_seed(value)  # last: a hostile body is refused without it
    return found


def _each(value: Any, path: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of an array, each with its path."""
    if value is None:
        return
    if not isinstance(value, list):
        raise Malformed("not an array", param=path)
    for index, element in enumerate(value):
        if not isinstance(element, dict):
            raise Malformed("not an object", param=f"{path}[{index}]")
        yield element, f"{path}[{index}]"


def _known(block: dict[str, Any], path: str, known: frozenset[str], found: Checked) -> None:
    for name, member in block.items():
        if member is None or name in known:
            continue
        if name in _OPAQUE:
            raise PartRefused(f"{name} is not allowed: only text is scanned", param=f"{path}.{name}")
        if path not in found.unknown:
            found.unknown.append(path)


def _block(block: dict[str, Any], path: str, found: Checked) -> None:
    _known(block, path, _BLOCKS | _CHANGES, found)
    _guard_content(block, path)
    for name in _CHANGES:
        if block.get(name) is not None:
            found.guarded.append((Guarded.TOOL_SEARCH, f"{path}.{name}"))
    result = block.get("toolResult")
    if result is None:
        return
    where = f"{path}.toolResult"
    if not isinstance(result, dict):
        raise Malformed("not an object", param=where)
    for inner, at in _each(result.get("content"), f"{where}.content"):
        _known(inner, at, _RESULTS, found)


def _guard_content(block: dict[str, Any], path: str) -> None:
    content = block.get("guardContent")
    if isinstance(content, dict) and content.get("image") is not None:
        raise PartRefused("image is not allowed: only text is scanned", param=f"{path}.guardContent.image")


def _guardrail(config: Any) -> None:
    """A guardrail's id looks like a record number, so it is checked by its grammar and not scanned."""
    name = config.get("guardrailIdentifier") if isinstance(config, dict) else None
    if name is None:
        return
    kind, _, own = name.rpartition("/") if isinstance(name, str) else ("", "", "")
    arn = kind.split(":")
    placed = not kind or (
        len(arn) == _ARN_PARTS
        and (arn[0], arn[2], arn[5]) == ("arn", "bedrock", "guardrail")
        and arn[1] in _PARTITIONS
        and 0 < len(arn[3]) <= _MOST_REGION
        and (_LOWER | {"-"}).issuperset(arn[3])
        and len(arn[4]) == _ACCOUNT
        and _DIGITS.issuperset(arn[4])
    )
    if not placed or not 0 < len(own) <= _MOST_ID or not _LOWER.issuperset(own) or _DIGITS.issuperset(own):
        raise Malformed("guardrailIdentifier is not the id or the ARN of a guardrail", param="guardrailConfig")


def _tool_config(config: Any, found: Checked) -> None:
    if config is None:
        return
    if not isinstance(config, dict):
        raise Malformed("not an object", param="toolConfig")
    for tool, path in _each(config.get("tools"), "toolConfig.tools"):
        system = tool.get("systemTool")
        name = system.get("name") if isinstance(system, dict) else None
        feature = _SYSTEM_TOOLS.get(name) if isinstance(name, str) else None
        if feature is not None:
            found.guarded.append((feature, f"{path}.systemTool"))
        elif system is not None or any(
            member is not None and kind not in ("toolSpec", "cachePoint") for kind, member in tool.items()
        ):
            found.unknown.append(path)


def _model_fields(fields: Any, found: Checked) -> None:
    """Tools that a model takes in its own fields: some of them run at the vendor."""
    if not isinstance(fields, dict):
        return
    tools = fields.get("tools")
    for index, tool in enumerate(tools if isinstance(tools, list) else ()):
        path = f"{_MODEL_FIELDS}.tools[{index}]"
        kind = tool.get("type") if isinstance(tool, dict) else None
        start = kind if isinstance(kind, str) else ""
        feature = next((feature for begin, feature in _MODEL_TOOLS if start.startswith(begin)), None)
        if feature is not None:
            found.guarded.append((feature, path))
        elif start not in ("", "custom", "function"):
            found.unknown.append(path)
    if fields.get("mcp_servers"):
        found.guarded.append((Guarded.MCP, f"{_MODEL_FIELDS}.mcp_servers"))


def _features(value: dict[str, Any], *, stream: bool) -> frozenset[str]:
    """Closed names of what this request uses."""

    def used(holder: Any, name: str) -> bool:
        return isinstance(holder, dict) and holder.get(name) not in (None, False, [], {})

    extra = value.get(_MODEL_FIELDS)
    tools = used(value.get("toolConfig"), "tools") or used(extra, "tools")
    present = {
        "stream": stream,
        "tools": tools,
        "json_schema": used(value.get("outputConfig"), "textFormat"),
        "reasoning": any(used(extra, name) for name in ("thinking", "reasoning_config", "reasoning_effort")),
        "service_tier": used(value, "serviceTier"),
        "guardrail": used(value, "guardrailConfig"),
        "model_fields": used(value, _MODEL_FIELDS),
        "unknown_fields": not KNOWN_FIELDS.issuperset(value),
    }
    return frozenset(name for name, there in present.items() if there)


def _conversation_seed(value: dict[str, Any]) -> bytes:
    """SHA-256 of how a conversation opens: the system texts, and those of the first user message.

    Each text is preceded by its speaker (one byte) and its length (eight bytes), so that no two different
    openings give the same bytes.
    """
    digest = hashlib.sha256()
    for block, _ in _each(value.get("system"), ""):
        _add_text(digest, b"s", block)
    for message, _ in _each(value.get("messages"), ""):
        if message["role"] == "user":
            for block, _ in _each(message.get("content"), ""):
                _add_text(digest, b"u", block)
            break
    return digest.digest()


def _add_text(digest: "hashlib._Hash", speaker: bytes, block: dict[str, Any]) -> None:
    text = block.get("text")
    if isinstance(text, str):
        data = text.encode()
        digest.update(speaker + len(data).to_bytes(8, "big"))
        digest.update(data)
