# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a Messages request must be, and what it may not hold.

Refused, with the part named: what cannot be read as text (images, base64 sources), what the vendor would fetch
(URL sources), tools of unknown types, another model as a fallback, another place. Named for the exchange to decide:
what the vendor runs or keeps (``guarded``), and parts of unknown types. A field that is null counts as absent.
"""

from dataclasses import dataclass, field
from typing import Any

from clearance.core.codec.anthropic.fields import CALLS, ENCRYPTED_FIELDS, KNOWN_FIELDS, KNOWN_KEYS, TYPES
from clearance.core.codec.json_walk import reads_as_sealed
from clearance.core.codec.model_name import model_of
from clearance.errors import Malformed, PartRefused
from clearance.model.words import Guarded

_OPAQUE = {
    "image": "an image is not allowed: only text is scanned",
    "base64": "a base64 source is not allowed: only text is scanned",
    "url": "a URL source is not allowed: the vendor would fetch it",
}
_KEPT = frozenset({"file", "container_upload"})
_CLIENT_RUN = ("bash_", "text_editor_", "computer_", "memory_")
_VENDOR_RUN = {
    "web_search_": Guarded.WEB_SEARCH,
    "web_fetch_": Guarded.WEB_FETCH,
    "code_execution_": Guarded.CODE_INTERPRETER,
    "tool_search_tool_": Guarded.TOOL_SEARCH,
    "mcp_toolset": Guarded.MCP,
}
_REFUSED_FIELDS = {
    "fallbacks": "fallbacks is not allowed: which models may answer is decided here",
    "inference_geo": "inference_geo is not allowed: where a model runs is its deployment's to say",
}


@dataclass(slots=True)
class Checked:
    """What the checks learned."""

    model: str = ""
    stream: bool = False
    features: set[str] = field(default_factory=set)
    guarded: list[tuple[str, str]] = field(default_factory=list)
    unknown_parts: list[str] = field(default_factory=list)


def check_request(value: Any) -> Checked:
    """The facts of a request.

    Raises:
        Malformed: not of this wire's shape.
        PartRefused: a part that is not allowed; ``param`` is its path.
    """
    if not isinstance(value, dict):
        raise Malformed("the body is not a JSON object")
    stream = value.get("stream")
    if stream is not None and not isinstance(stream, bool):
        raise Malformed("stream is not true or false", param="stream")
    checked = Checked(model_of(value.get("model")), bool(stream))
    for name, reason in _REFUSED_FIELDS.items():
        if value.get(name) is not None:
            raise PartRefused(reason, param=name)
    messages = value.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Malformed("messages is not an array with at least one message", param="messages")
    for index, message in enumerate(messages):
        path = f"messages[{index}]"
        if not isinstance(message, dict):
            raise Malformed("a message is not an object", param=path)
        if not isinstance(message.get("role"), str):
            raise Malformed("a message has no role", param=f"{path}.role")
        for name, member in message.items():
            _member(name, member, path, checked)
    _content(value.get("system"), "system", checked)
    _tools(value.get("tools"), checked)
    _servers(value.get("mcp_servers"), checked)
    _container(value.get("container"), checked)
    _features(value, checked)
    return checked


def _member(name: str, member: Any, path: str, checked: Checked) -> None:
    if name == "content":
        _content(member, f"{path}.content", checked)
    elif isinstance(member, (dict, list)):
        _any(member, f"{path}.{name if name in KNOWN_KEYS else '*'}", checked)


def _content(content: Any, path: str, checked: Checked) -> None:
    """A string, one block (what a result holds), or blocks."""
    if content is None or isinstance(content, str):
        return
    if isinstance(content, dict):
        _block(content, path, checked)
        return
    if not isinstance(content, list):
        raise Malformed("content is not a string or an array of blocks", param=path)
    for index, block in enumerate(content):
        where = f"{path}[{index}]"
        if not isinstance(block, dict):
            raise Malformed("a content block is not an object", param=where)
        _block(block, where, checked)


def _block(block: dict[str, Any], path: str, checked: Checked) -> None:
    if "type" not in block:
        checked.unknown_parts.append(path)
    _any(block, path, checked)


def _any(value: Any, path: str, checked: Checked) -> None:
    """Whatever may stand in a message: every object of it is looked at, but for the arguments of tool calls."""
    if isinstance(value, list):
        for index, element in enumerate(value):
            _any(element, f"{path}[{index}]", checked)
    if not isinstance(value, dict):
        return
    kind = value.get("type")
    if kind is not None:
        _kind(kind, value, path, checked)
    for name, member in value.items():
        if name == "input" and isinstance(kind, str) and kind in CALLS:
            continue
        if name == "cache_control" and member is not None:
            checked.features.add("prompt_cache")
        _member(name, member, path, checked)


def _kind(kind: Any, value: dict[str, Any], path: str, checked: Checked) -> None:
    if not isinstance(kind, str) or kind not in TYPES:
        checked.unknown_parts.append(path)
        return
    if kind in _OPAQUE:
        raise PartRefused(_OPAQUE[kind], param=path)
    if kind in _KEPT:
        checked.guarded.append((Guarded.SERVER_FILE, path))
    elif kind == "text" and not isinstance(value.get("text"), str) and not isinstance(value.get("data"), str):
        raise Malformed("a text block has no text", param=f"{path}.text")
    elif kind in ENCRYPTED_FIELDS:
        name = ENCRYPTED_FIELDS[kind]
        sealed = value.get(name)
        if sealed is not None and not (isinstance(sealed, str) and reads_as_sealed(sealed)):
            raise Malformed("not as the vendor encrypts it", param=f"{path}.{name}")


def _tools(tools: Any, checked: Checked) -> None:
    """Each tool says what would run it."""
    if tools is None:
        return
    if not isinstance(tools, list):
        raise Malformed("not an array", param="tools")
    for index, tool in enumerate(tools):
        path = f"tools[{index}]"
        if not isinstance(tool, dict):
            raise Malformed("not an object", param=path)
        if tool.get("cache_control") is not None:
            checked.features.add("prompt_cache")
        kind = tool.get("type")
        if kind is None or kind == "custom":
            continue
        text = kind if isinstance(kind, str) else ""
        guarded = next((feature for family, feature in _VENDOR_RUN.items() if text.startswith(family)), None)
        if guarded is not None:
            checked.guarded.append((guarded, path))
        elif not text.startswith(_CLIENT_RUN):
            raise PartRefused("a tool of unknown type is not allowed: only tools that the caller runs are", param=path)


def _servers(servers: Any, checked: Checked) -> None:
    if servers is None:
        return
    if not isinstance(servers, list):
        raise Malformed("not an array", param="mcp_servers")
    checked.guarded.extend((Guarded.MCP, f"mcp_servers[{index}]") for index in range(len(servers)))


def _container(container: Any, checked: Checked) -> None:
    """Where the vendor runs code: whoever may run code there may also name what is kept there."""
    if container is not None:
        checked.guarded.append((Guarded.CODE_INTERPRETER, "container"))


def _features(value: dict[str, Any], checked: Checked) -> None:
    """Closed names of what this request uses."""

    def used(*names: str) -> bool:
        return any(value.get(name) not in (None, False, [], {}) for name in names)

    choice, thinking, output = (_object(value.get(name)) for name in ("tool_choice", "thinking", "output_config"))
    present = {
        "stream": checked.stream,
        "tools": used("tools"),
        "parallel_tools": used("tools") and choice.get("disable_parallel_tool_use") is not True,
        "json_schema": used("output_format") or output.get("format") is not None,
        "reasoning": thinking.get("type") in ("enabled", "adaptive"),
        "service_tier": used("service_tier"),
        "prompt_cache": used("cache_control"),
        "context_management": used("context_management"),
        "unknown_fields": not KNOWN_FIELDS.issuperset(value),
    }
    checked.features.update(name for name, there in present.items() if there)
    checked.features.update(str(feature) for feature, _ in checked.guarded)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
