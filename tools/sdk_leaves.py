# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every string that a vendor's published types have a place for, each as the smallest body that holds it.

``python -m tools.sdk_leaves NAME`` prints one JSON line for each leaf of ``NAME`` (see ``SURFACES``); it runs where the
vendor's SDK is installed, and needs nothing else. A line is ``{"leaf": path, "kind": "text" | "words" | "free", "body":
body}``; in the body ``MARK`` stands at the leaf. ``words`` is a closed set in the types, ``free`` any JSON.

Types are walked, not samples: typed dictionaries, Pydantic models, and botocore's shapes. Within one path no type is
entered twice, so that recursive ones end.
"""

import importlib
import json
import sys
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

MARK = "\u27e8leaf\u27e9"
KEY = "key_of_the_caller"
_LISTS = (list, Iterable, Sequence, typing.Iterable, tuple, set)
_DICTS = (dict, Mapping)
_PLAIN: dict[Any, Any] = {str: "x", int: 1, float: 1, bool: False, bytes: "eA==", type(None): None}
SURFACES: Mapping[str, str] = {
    "openai_chat": "openai.types.chat.completion_create_params:CompletionCreateParamsNonStreaming",
    "openai_chat_answer": "openai.types.chat:ChatCompletion",
    "openai_responses": "openai.types.responses.response_create_params:ResponseCreateParamsNonStreaming",
    "openai_responses_answer": "openai.types.responses:Response",
    "openai_embeddings": "openai.types:EmbeddingCreateParams",
    "openai_completions": "openai.types.completion_create_params:CompletionCreateParamsNonStreaming",
    "openai_completions_answer": "openai.types:Completion",
    "openai_moderations": "openai.types:ModerationCreateParams",
    "anthropic_messages": "anthropic.types.message_create_params:MessageCreateParamsNonStreaming",
    "anthropic_beta": "anthropic.types.beta.message_create_params:MessageCreateParamsNonStreaming",
    "anthropic_messages_answer": "anthropic.types:Message",
    "anthropic_beta_answer": "anthropic.types.beta:BetaMessage",
    "gemini_answer": "google.genai.types:GenerateContentResponse",
    "gemini": "gemini",
    "bedrock": "botocore:Converse.input",
    "bedrock_answer": "botocore:Converse.output",
}


@dataclass(frozen=True)
class Leaf:
    """``value`` is the smallest value with the mark in it."""

    path: str
    kind: str
    value: Any


def leaves_of(surface: str) -> Iterator[Leaf]:
    """Leaves of a surface."""
    module, _, name = SURFACES[surface].partition(":")
    if module == "botocore":
        operation, _, side = name.partition(".")
        service = importlib.import_module("botocore.session").get_session().get_service_model("bedrock-runtime")
        yield from _shape(getattr(service.operation_model(operation), f"{side}_shape"), "", ())
    elif module == "gemini":
        yield from _gemini()
    else:
        yield from _leaves(getattr(importlib.import_module(module), name), "", ())


def _gemini() -> Iterator[Leaf]:
    """The REST body, from the SDK's types of its parts."""
    known = importlib.import_module("google.genai.types")
    one = {"contents": [{"role": "user", "parts": [{"text": "x"}]}]}
    members = {
        "contents": list[known.Content], "systemInstruction": known.Content, "tools": list[known.Tool], "toolConfig": known.ToolConfig,
        "safetySettings": list[known.SafetySetting], "generationConfig": known.GenerationConfig, "cachedContent": str, "labels": dict[str, str],
    }  # fmt: skip
    for name, member in members.items():
        for leaf in _leaves(member, name, ()):
            yield Leaf(leaf.path, leaf.kind, one | {name: leaf.value})


def _leaves(kind: Any, path: str, within: tuple[Any, ...]) -> Iterator[Leaf]:
    kind = _bare(kind)
    origin = get_origin(kind)
    if origin is Literal or _is_words(kind):
        yield Leaf(path, "words", MARK)
    elif kind in (str, bytes):
        yield Leaf(path, "text", MARK)
    elif kind in (Any, object):
        yield Leaf(path, "free", {KEY: MARK})
    elif origin in (typing.Union, types.UnionType):
        for one in get_args(kind):
            yield from _leaves(one, path, within)
    elif origin in _LISTS:
        for leaf in _leaves(get_args(kind)[0], f"{path}[]", within):
            yield Leaf(leaf.path, leaf.kind, [leaf.value])
    elif origin in _DICTS:
        yield Leaf(f"{path}.<key>", "key", {MARK: _example(get_args(kind)[1], ())})
        for leaf in _leaves(get_args(kind)[1], f"{path}.<value>", within):
            yield Leaf(leaf.path, leaf.kind, {KEY: leaf.value})
    elif kind not in within and (fields := _fields(kind)) is not None:
        needed = {name: _example(one, (kind,)) for name, (one, required) in fields.items() if required}
        for name, (one, _) in fields.items():
            if name == "type" and _is_one_word(one):
                continue
            tag = needed.get("type", "")
            shown = f"{path}.{name}" if path else name
            for leaf in _leaves(one, f"{path}({tag}).{name}" if tag and path else shown, (*within, kind)):
                yield Leaf(leaf.path, leaf.kind, needed | {name: leaf.value})


def _example(kind: Any, within: tuple[Any, ...]) -> Any:
    """The smallest value of a type."""
    kind = _bare(kind)
    origin = get_origin(kind)
    if origin is Literal:
        return get_args(kind)[0]
    if _is_words(kind):
        return next(iter(kind)).value
    if kind in _PLAIN:
        return _PLAIN[kind]
    if origin in (typing.Union, types.UnionType):
        options = [one for one in get_args(kind) if one not in within]
        return _example(options[0], within) if options else None
    if origin in _LISTS:
        return [_example(get_args(kind)[0], within)] if get_args(kind)[0] not in within else []
    fields = None if kind in within else _fields(kind)
    if fields is None:
        return {}
    return {name: _example(one, (*within, kind)) for name, (one, required) in fields.items() if required}


def _fields(kind: Any) -> dict[str, tuple[Any, bool]] | None:
    """Wire names of a type's fields, each with its type and whether it must be there."""
    if hasattr(kind, "__required_keys__"):
        hints = typing.get_type_hints(kind, include_extras=True)
        return {
            _wire_name(name, hint): (hint, name in kind.__required_keys__ or _says(hint, "Required"))
            for name, hint in hints.items()
        }
    members = getattr(kind, "model_fields", None)
    if members is None:
        return None
    return {one.alias or name: (one.annotation, one.is_required()) for name, one in members.items()}


def _wire_name(name: str, hint: Any) -> str:
    for extra in getattr(hint, "__metadata__", ()) or getattr(next(iter(get_args(hint)), None), "__metadata__", ()):
        alias = getattr(extra, "alias", None)
        if alias:
            return str(alias)
    return name


def _bare(kind: Any) -> Any:
    while get_origin(kind) is typing.Annotated or _says(kind, "Required", "NotRequired"):
        kind = get_args(kind)[0]
    return getattr(kind, "__value__", kind)


def _says(kind: Any, *names: str) -> bool:
    return getattr(get_origin(kind), "_name", "") in names


def _is_words(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, str) and hasattr(kind, "__members__")


def _is_one_word(kind: Any) -> bool:
    kind = _bare(kind)
    return get_origin(kind) is Literal and len(get_args(kind)) == 1


def _shape(shape: Any, path: str, within: tuple[str, ...]) -> Iterator[Leaf]:
    """Leaves of a botocore shape; members that travel in the URL are left out."""
    kind = shape.type_name
    if kind == "structure" and getattr(shape, "is_document_type", False):
        yield Leaf(path, "free", {KEY: MARK})
    elif kind == "structure" and shape.name not in within:
        needed = {
            name: _shape_example(shape.members[name], ()) for name in _in_body(shape) if name in shape.required_members
        }
        union = getattr(shape, "is_tagged_union", False)
        for name in _in_body(shape):
            for leaf in _shape(shape.members[name], f"{path}.{name}" if path else name, (*within, shape.name)):
                yield Leaf(leaf.path, leaf.kind, ({} if union else needed) | {name: leaf.value})
    elif kind == "list":
        for leaf in _shape(shape.member, f"{path}[]", within):
            yield Leaf(leaf.path, leaf.kind, [leaf.value])
    elif kind == "map":
        yield Leaf(f"{path}.<key>", "key", {MARK: _shape_example(shape.value, ())})
        for leaf in _shape(shape.value, f"{path}.<value>", within):
            yield Leaf(leaf.path, leaf.kind, {KEY: leaf.value})
    elif kind in ("string", "blob"):
        yield Leaf(path, "words" if getattr(shape, "enum", None) else "text", MARK)


def _in_body(shape: Any) -> list[str]:
    return [name for name, member in shape.members.items() if "location" not in member.serialization]


def _shape_example(shape: Any, within: tuple[str, ...]) -> Any:
    kind = shape.type_name
    if kind == "structure":
        if shape.name in within:
            return {}
        names = (
            _in_body(shape)[:1]
            if getattr(shape, "is_tagged_union", False)
            else [n for n in _in_body(shape) if n in shape.required_members]
        )
        return {name: _shape_example(shape.members[name], (*within, shape.name)) for name in names}
    if kind == "list":
        return [_shape_example(shape.member, within)]
    if kind == "map":
        return {}
    enum = getattr(shape, "enum", None)
    return enum[0] if enum else {"string": "x", "blob": "eA==", "boolean": False}.get(kind, 1)


def main(surface: str) -> None:
    """Print the leaves."""
    seen: set[tuple[str, str]] = set()
    for leaf in leaves_of(surface):
        if (leaf.path, leaf.kind) not in seen:
            seen.add((leaf.path, leaf.kind))
            line = {"leaf": leaf.path, "kind": leaf.kind, "body": leaf.value}
            print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main(sys.argv[1])
