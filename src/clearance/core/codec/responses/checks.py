# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a Responses request must be, what it may not hold, and what of it the application must be allowed.

Refused, with the part named: what cannot be read as text (images, audio, files, log probabilities). Left to the
application's document: what the vendor would store, fetch or run itself, and parts of unknown types. A field that is
null counts as absent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clearance.core.codec.model_name import model_of
from clearance.core.codec.openai_inputs import flag, object_of
from clearance.core.codec.responses.fields import KNOWN_FIELDS
from clearance.core.codec.responses.items import ITEM_TYPES, TEXT_PARTS
from clearance.core.codec.slots import listed
from clearance.errors import Malformed, PartRefused
from clearance.model.words import Guarded

_OPAQUE_PARTS = listed(
    "input_image image image_url input_file file input_audio audio input_video video computer_screenshot document"
)
"""Types that a refusal may name; any other is called unknown, because it is the caller's own text."""
_OPAQUE_FIELDS = listed(
    "image_url image image_urls images image_data input_image input_audio audio audio_url file files file_id file_ids "
    "file_data file_url video video_url input_video attachments input_image_mask"
)
"""Members of an item, part or tool that carry or fetch what cannot be scanned, whatever its type says."""
_VENDOR_RUN_FIELDS = listed(
    "web_search_options search_parameters plugins data_sources mcp_servers file_ids attachments audio"
)
"""Top-level fields by which other servers of this wire search, fetch or run something themselves."""

_CALLER_TOOLS = listed("function custom namespace local_shell apply_patch")
_VENDOR_TOOLS: dict[str, Guarded] = {
    "web_search": Guarded.WEB_SEARCH,
    "web_search_2025_08_26": Guarded.WEB_SEARCH,
    "web_search_preview": Guarded.WEB_SEARCH,
    "web_search_preview_2025_03_11": Guarded.WEB_SEARCH,
    "file_search": Guarded.FILE_SEARCH,
    "code_interpreter": Guarded.CODE_INTERPRETER,
    "programmatic_tool_calling": Guarded.CODE_INTERPRETER,
    "computer": Guarded.COMPUTER_USE,
    "computer_use": Guarded.COMPUTER_USE,
    "computer_use_preview": Guarded.COMPUTER_USE,
    "image_generation": Guarded.IMAGE_GENERATION,
}


@dataclass(slots=True)
class Checked:
    """What the checks learned."""

    model: str
    stream: bool
    features: frozenset[str] = frozenset()
    guarded: list[tuple[str, str]] = field(default_factory=list)
    unknown_parts: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    def guard(self, feature: Guarded, path: str) -> None:
        """Leave ``feature`` to the application's document."""
        self.guarded.append((feature.value, path))

    def refer(self, id_: Any, path: str) -> None:
        """Note an object that the vendor keeps. Raises Malformed."""
        if not isinstance(id_, str):
            raise Malformed("an id is not a string", param=path)
        self.references.append(id_)


def check_request(value: Any) -> Checked:
    """The facts of a request.

    Raises:
        Malformed: not of this wire's shape.
        PartRefused: a part that is not allowed; ``param`` is its path.
    """
    value = object_of(value)
    checked = Checked(model_of(value.get("model")), flag(value, "stream"))
    if not isinstance(value.get("instructions"), str | None):
        raise Malformed("instructions is not a string", param="instructions")
    for name, member in value.items():
        if name in _VENDOR_RUN_FIELDS and member is not None:
            raise PartRefused(f"{name} is not allowed: the gateway cannot see what it does", param=name)
    _kept(value, checked)
    _input(value.get("input"), checked)
    _prompt(value.get("prompt"), checked)
    _tools(value.get("tools"), "tools", checked)
    _tool_choice(value.get("tool_choice"), checked)
    checked.features = _features(value) | {feature for feature, _ in checked.guarded}
    return checked


def _kept(value: dict[str, Any], checked: Checked) -> None:
    """What stays at the vendor, or is read from there."""
    if value.get("background") not in (None, False):
        checked.guard(Guarded.BACKGROUND, "background")
    elif value.get("background_options") is not None:
        checked.guard(Guarded.BACKGROUND, "background_options")
    previous = value.get("previous_response_id")
    if previous is not None:
        checked.refer(previous, "previous_response_id")
    conversation = value.get("conversation")
    if isinstance(conversation, dict):
        checked.refer(conversation.get("id"), "conversation.id")
    elif conversation is not None:
        checked.refer(conversation, "conversation")


def _input(given: Any, checked: Checked) -> None:
    if given is None or isinstance(given, str):
        return
    if not isinstance(given, list):
        raise Malformed("input is not a string or an array of items", param="input")
    for index, item in enumerate(given):
        path = f"input[{index}]"
        if not isinstance(item, dict):
            raise Malformed("an item is not an object", param=path)
        _item(item, path, checked)


def item_type(item: dict[str, Any]) -> Any:
    """The type of an item; one with a role is a message and one with only an id a reference, also without saying so."""
    kind = item.get("type")
    if kind is not None:
        return kind
    return "message" if "role" in item else "item_reference" if "id" in item else None


def _item(item: dict[str, Any], path: str, checked: Checked) -> None:
    kind = item_type(item)
    if kind is None:
        raise Malformed("an item has neither a type nor a role", param=path)
    _no_opaque_fields(item, path)
    if not isinstance(kind, str) or kind not in ITEM_TYPES:
        checked.unknown_parts.append(path)
        return
    if kind == "message":
        if not isinstance(item.get("role"), str):
            raise Malformed("a message has no role", param=f"{path}.role")
    elif kind == "item_reference":
        checked.refer(item.get("id"), f"{path}.id")
    elif kind == "image_generation_call" and item.get("result") is not None:
        raise PartRefused("an image is not allowed: only text is scanned", param=f"{path}.result")
    elif kind == "shell_call" and item.get("environment") is not None:
        _shell(item["environment"], f"{path}.environment", checked)
    elif kind in ("tool_search_output", "additional_tools"):
        _tools(item.get("tools"), f"{path}.tools", checked)
    for name in ("content", "summary", "output", "outputs"):
        _content(item.get(name), f"{path}.{name}", checked)


def _content(content: Any, path: str, checked: Checked) -> None:
    """What an item says: a text, or parts of it."""
    if content is None or isinstance(content, str):
        return
    parts = content if isinstance(content, list) else [content]
    for index, part in enumerate(parts):
        where = f"{path}[{index}]" if isinstance(content, list) else path
        if not isinstance(part, dict):
            raise Malformed("a content part is not an object", param=where)
        _part(part, where, checked)


def _part(part: dict[str, Any], path: str, checked: Checked) -> None:
    kind = part.get("type")
    if isinstance(kind, str) and kind in _OPAQUE_PARTS:
        raise PartRefused(f"a content part of '{kind}' type is not allowed: only text is scanned", param=path)
    _no_opaque_fields(part, path)
    member = TEXT_PARTS.get(kind) if isinstance(kind, str) else None
    if member is None:
        # The output of a shell has no type of its own.
        if kind != "logs" and not {"stdout", "stderr"} & part.keys():
            checked.unknown_parts.append(path)
        return
    if not isinstance(part.get(member), str):
        raise Malformed(f"a {kind} part has no {member}", param=f"{path}.{member}")
    if part.get("logprobs") not in (None, []):
        raise PartRefused("logprobs repeat the text in pieces that cannot be scanned", param=f"{path}.logprobs")


def _no_opaque_fields(holder: dict[str, Any], path: str) -> None:
    if _OPAQUE_FIELDS.isdisjoint(holder):
        return
    for name, member in holder.items():
        if name in _OPAQUE_FIELDS and member is not None:
            raise PartRefused(f"{name} is not allowed: only text is scanned", param=f"{path}.{name}")


def _prompt(prompt: Any, checked: Checked) -> None:
    """A prompt that the vendor keeps, and what fills it in."""
    if prompt is None:
        return
    if not isinstance(prompt, dict):
        raise Malformed("prompt is not an object", param="prompt")
    if not isinstance(prompt.get("id"), str):
        raise Malformed("an id is not a string", param="prompt.id")
    checked.guard(Guarded.SERVER_PROMPT, "prompt.id")
    variables = prompt.get("variables")
    if variables is None:
        return
    if not isinstance(variables, dict):
        raise Malformed("variables is not an object", param="prompt.variables")
    for variable in variables.values():  # their names are the caller's own text: a path shows none
        _content(variable, "prompt.variables.*", checked)


def _tools(tools: Any, path: str, checked: Checked) -> None:
    """Tools, and tools that a choice allows: each says what would run it."""
    if tools is None:
        return
    if not isinstance(tools, list):
        raise Malformed("not an array", param=path)
    for index, tool in enumerate(tools):
        _tool(tool, f"{path}[{index}]", checked)


def _tool(tool: Any, path: str, checked: Checked) -> None:
    if not isinstance(tool, dict):
        raise Malformed("not an object", param=path)
    _no_opaque_fields(tool, path)
    kind = tool.get("type")
    if not isinstance(kind, str):
        checked.unknown_parts.append(path)
    elif kind in _CALLER_TOOLS:
        _tools(tool.get("tools"), f"{path}.tools", checked)
    elif kind in _VENDOR_TOOLS:
        checked.guard(_VENDOR_TOOLS[kind], path)
        if kind == "code_interpreter":
            _container(tool.get("container"), f"{path}.container", checked)
    elif kind == "mcp":
        checked.guard(Guarded.MCP if tool.get("connector_id") is None else Guarded.CONNECTOR, path)
    elif kind == "shell":
        _shell(tool.get("environment"), f"{path}.environment", checked)
    elif kind == "tool_search":
        if tool.get("execution") != "client":
            checked.guard(Guarded.TOOL_SEARCH, path)
    else:
        checked.unknown_parts.append(path)


def _shell(environment: Any, path: str, checked: Checked) -> None:
    """A shell runs at the caller only where that is said."""
    if isinstance(environment, dict) and environment.get("type") == "local":
        return
    checked.guard(Guarded.SHELL, path)
    _container(environment, path, checked)


def _container(container: Any, path: str, checked: Checked) -> None:
    """Where the vendor runs code: a container that it keeps, or a new one, maybe with files that it keeps."""
    if container is None or isinstance(container, str):
        return  # whoever may run code there may name where
    if not isinstance(container, dict):
        raise Malformed("a container is not a string or an object", param=path)
    if container.get("file_ids") not in (None, []):
        checked.guard(Guarded.SERVER_FILE, f"{path}.file_ids")
    skills = container.get("skills")
    if not isinstance(skills, list | None):
        raise Malformed("not an array", param=f"{path}.skills")
    for index, skill in enumerate(skills or ()):
        if not isinstance(skill, dict) or skill.get("type") != "skill_reference":
            raise PartRefused("an archive is not allowed: only text is scanned", param=f"{path}.skills[{index}]")
        checked.guard(Guarded.SERVER_FILE, f"{path}.skills[{index}]")


def _tool_choice(choice: Any, checked: Checked) -> None:
    if choice is None or isinstance(choice, str):
        return
    if not isinstance(choice, dict):
        raise Malformed("tool_choice is not a string or an object", param="tool_choice")
    if choice.get("type") != "allowed_tools":
        _chosen(choice, "tool_choice", checked)
        return
    tools = choice.get("tools")
    if not isinstance(tools, list):
        raise Malformed("not an array", param="tool_choice.tools")
    for index, tool in enumerate(tools):
        _chosen(tool, f"tool_choice.tools[{index}]", checked)


def _chosen(tool: Any, path: str, checked: Checked) -> None:
    """A tool as a choice names it; who runs these two is said where the tool is given."""
    if not isinstance(tool, dict) or tool.get("type") not in ("shell", "tool_search"):
        _tool(tool, path, checked)


def _features(value: dict[str, Any]) -> frozenset[str]:
    """Closed names of what this request uses."""

    def used(*names: str) -> bool:
        return any(value.get(name) not in (None, False, [], {}) for name in names)

    def inside(name: str, member: str) -> Any:
        holder = value.get(name)
        return holder.get(member) if isinstance(holder, dict) else None

    shape = inside("text", "format")
    shape = shape.get("type") if isinstance(shape, dict) else None
    include = value.get("include")
    top_logprobs = value.get("top_logprobs")
    present = {
        "stream": value.get("stream") is True,
        "tools": used("tools"),
        "custom_tools": any(tool.get("type") == "custom" for tool in _every_tool(value.get("tools"))),
        "parallel_tools": value.get("parallel_tool_calls") is True,
        "json_schema": shape == "json_schema",
        "json_object": shape == "json_object",
        "logprobs": (isinstance(include, list) and "message.output_text.logprobs" in include) or bool(top_logprobs),
        "store": used("store", "previous_response_id", "conversation"),
        "reasoning": used("reasoning"),
        "service_tier": used("service_tier"),
        "moderation": used("moderation"),
        "prompt_cache": used("prompt_cache_key", "prompt_cache_retention", "prompt_cache_options"),
        "unknown_fields": not KNOWN_FIELDS.issuperset(value),
    }
    return frozenset(name for name, there in present.items() if there)


def _every_tool(tools: Any) -> Iterator[dict[str, Any]]:
    """The tools of a request that has passed ``_tools``, those of namespaces too."""
    for tool in tools or ():
        yield tool
        if tool.get("type") == "namespace":
            yield from _every_tool(tool.get("tools"))
