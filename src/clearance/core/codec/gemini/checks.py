# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a Gemini request must be, and what it may not hold.

Refused, with the part named: everything that cannot be read as text. Noted for the application's document to allow:
what the vendor would search, fetch, run or keep (guarded), and parts and tools of unknown types. A field that is null
counts as absent; one that is given in both spellings could be read in two ways and is refused.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from clearance.core.codec.gemini.fields import KNOWN_FIELDS, snake_case
from clearance.core.codec.path_wire import Checked
from clearance.core.codec.slots import listed
from clearance.errors import Malformed, PartRefused
from clearance.model.words import Guarded

_TEXTUAL = listed(
    "text functionCall functionResponse executableCode codeExecutionResult toolCall toolResponse audioTranscription"
)
_BESIDE = listed("thought thoughtSignature partMetadata mediaResolution videoMetadata")
_PART_MEMBERS = {*_TEXTUAL, *_BESIDE, *map(snake_case, _TEXTUAL | _BESIDE)}
_OPAQUE = ("inlineData", "fileData")
_KEPT_FILES = "/files/"
_TOOLS = {
    "googleSearch": Guarded.WEB_SEARCH,
    "googleSearchRetrieval": Guarded.WEB_SEARCH,
    "enterpriseWebSearch": Guarded.WEB_SEARCH,
    "parallelAiSearch": Guarded.WEB_SEARCH,
    "exaAiSearch": Guarded.WEB_SEARCH,
    "urlContext": Guarded.WEB_FETCH,
    "codeExecution": Guarded.CODE_INTERPRETER,
    "googleMaps": Guarded.MAPS,
    "fileSearch": Guarded.FILE_SEARCH,
    "retrieval": Guarded.FILE_SEARCH,
    "computerUse": Guarded.COMPUTER_USE,
    "mcpServers": Guarded.MCP,
}
_GUARDED = _TOOLS | {snake_case(name): feature for name, feature in _TOOLS.items()}
_DECLARED = frozenset({"functionDeclarations", "function_declarations"})
_INNER = "generateContentRequest"
_NOT_TEXT = ("speechConfig", "imageConfig", "audioTimestamp")


def member(holder: dict[str, Any], name: str, path: str = "") -> Any:
    """A member by its camel-case name, whichever spelling it has; None where it is absent.

    Raises:
        Malformed: it is there in both.
    """
    other = snake_case(name)
    if other == name or other not in holder:
        return holder.get(name)
    if name in holder:
        raise Malformed(f"{name} is given in both of its spellings", param=_at(path, name))
    return holder[other]


def check_request(value: Any, model: str, *, stream: bool, counts: bool) -> Checked:
    """The facts of a request. ``counts``: it only asks how many tokens it has, and may hold the request one level
    deeper.

    Raises:
        Malformed: not of this wire's shape.
        PartRefused: a part that is not allowed; ``param`` is its path.
    """
    if not isinstance(value, dict):
        raise Malformed("the body is not a JSON object")
    found = Checked()
    path, asked = "", value
    inner = member(value, _INNER)
    if inner is not None:
        path, asked = _INNER, _object(inner, _INNER)
        _own_model(value, model, "")
        if not counts or not {"model", _INNER, snake_case(_INNER)}.issuperset(value):
            raise Malformed("a whole request stands alone, in a call that counts tokens", param=_INNER)
    _request(asked, model, path, found)
    found.features = _features(asked, stream=stream)
    if asked is not value:
        found.features -= {"model_in_body"}  # it stands where no setting reaches
    found.seed = _conversation_seed(asked)  # last: a hostile body is refused without it
    return found


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("not an object", param=path)
    return value


def _each(value: Any, path: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of an array, each with its path; the API takes a single object for an array of one."""
    if value is None:
        return
    if isinstance(value, dict):
        yield value, path
        return
    if not isinstance(value, list):
        raise Malformed("not an array", param=path)
    for index, element in enumerate(value):
        yield _object(element, f"{path}[{index}]"), f"{path}[{index}]"


def _request(asked: dict[str, Any], model: str, path: str, found: Checked) -> None:
    _own_model(asked, model, path)
    contents = member(asked, "contents", path)
    if not contents:
        raise Malformed("contents is not an array with at least one content", param=_at(path, "contents"))
    for content, where in _each(contents, _at(path, "contents")):
        _content(content, where, found)
    for content, where in _each(member(asked, "systemInstruction", path), _at(path, "systemInstruction")):
        _content(content, where, found)
    for tool, where in _each(member(asked, "tools", path), _at(path, "tools")):
        _tool(tool, where, found)
    _tool_config(member(asked, "toolConfig", path), _at(path, "toolConfig"), found)
    _generation(member(asked, "generationConfig", path), _at(path, "generationConfig"))
    cached = member(asked, "cachedContent", path)
    if cached:
        found.guarded.append((Guarded.SERVER_CACHE, _at(path, "cachedContent")))
        if not isinstance(cached, str):
            raise Malformed("cachedContent is not a string", param=_at(path, "cachedContent"))


def _own_model(holder: dict[str, Any], model: str, path: str) -> None:
    named = holder.get("model")
    if named is not None and named not in (model, f"models/{model}"):
        raise Malformed("model is not the one that the path names", param=_at(path, "model"))


def _content(content: dict[str, Any], path: str, found: Checked) -> None:
    role = content.get("role")
    if role is not None and not isinstance(role, str):
        raise Malformed("role is not a string", param=f"{path}.role")
    for part, where in _each(content.get("parts"), f"{path}.parts"):
        _part(part, where, found)


def _part(part: dict[str, Any], path: str, found: Checked) -> None:
    _no_media(part, path, found)
    response = member(part, "functionResponse", path)
    for name in ("functionCall", "thoughtSignature", "executableCode", "codeExecutionResult"):
        member(part, name, path)
    if response is not None:
        where = f"{path}.functionResponse"
        for inner, at in _each(_object(response, where).get("parts"), f"{where}.parts"):
            _no_media(inner, at, found)
    if any(value is not None and name not in _PART_MEMBERS and not _is_media(name) for name, value in part.items()):
        found.unknown.append(path)


def _is_media(name: str) -> bool:
    return any(name in (opaque, snake_case(opaque)) for opaque in _OPAQUE)


def _no_media(part: dict[str, Any], path: str, found: Checked) -> None:
    if member(part, "inlineData", path) is not None:
        raise PartRefused("inlineData is not allowed: only text is scanned", param=f"{path}.inlineData")
    file = member(part, "fileData", path)
    if file is None:
        return
    where = f"{path}.fileData"
    uri = member(_object(file, where), "fileUri", where)
    if not isinstance(uri, str) or _KEPT_FILES not in uri:
        raise PartRefused("fileData is not allowed: the vendor would fetch what cannot be scanned", param=where)
    found.guarded.append((Guarded.SERVER_FILE, where))


def _tool(tool: dict[str, Any], path: str, found: Checked) -> None:
    for name, value in tool.items():
        if value is None:
            continue
        if name in _DECLARED:
            for _ in _each(member(tool, "functionDeclarations", path), f"{path}.functionDeclarations"):
                pass
        elif name in _GUARDED:
            found.guarded.append((_GUARDED[name], f"{path}.{name}"))
        else:
            found.unknown.append(path)


def _tool_config(config: Any, path: str, found: Checked) -> None:
    if config is None:
        return
    retrieval = member(_object(config, path), "retrievalConfig", path)
    if retrieval is not None:
        where = f"{path}.retrievalConfig"
        if member(_object(retrieval, where), "latLng", where) is not None:
            found.guarded.append((Guarded.MAPS, f"{where}.latLng"))  # where somebody is


def _generation(config: Any, path: str) -> None:
    if config is None:
        return
    config = _object(config, path)
    for name in _NOT_TEXT:
        if member(config, name, path) not in (None, False):
            raise PartRefused("an answer that is not text cannot be scanned", param=f"{path}.{name}")
    modalities = member(config, "responseModalities", path)
    if modalities is None:
        return
    for modality in modalities if isinstance(modalities, list) else [modalities]:
        if modality not in ("TEXT", "MODALITY_UNSPECIFIED"):
            raise PartRefused("an answer that is not text cannot be scanned", param=f"{path}.responseModalities")


def _features(asked: dict[str, Any], *, stream: bool) -> frozenset[str]:
    """Closed names of what this request uses."""
    config = member(asked, "generationConfig") or {}

    def used(holder: dict[str, Any], *names: str) -> bool:
        return any(member(holder, name) not in (None, False, [], {}, "") for name in names)

    schema = used(config, "responseSchema", "responseJsonSchema")
    count = member(config, "candidateCount")
    present = {
        "stream": stream,
        "tools": used(asked, "tools"),
        "json_schema": schema,
        "json_object": not schema and member(config, "responseMimeType") == "application/json",
        "logprobs": used(config, "responseLogprobs", "logprobs"),
        "multiple_choices": isinstance(count, (int, float)) and count > 1,
        "reasoning": used(config, "thinkingConfig"),
        "service_tier": used(asked, "serviceTier"),
        "store": used(asked, "store"),
        "prompt_cache": used(asked, "cachedContent"),
        "model_in_body": used(asked, "model"),
        "unknown_fields": not KNOWN_FIELDS.issuperset(asked),
    }
    return frozenset(name for name, there in present.items() if there)


def _conversation_seed(asked: dict[str, Any]) -> bytes:
    """SHA-256 of how a conversation opens: the system instruction, and the texts of the first user content.

    Each text is preceded by its speaker (one byte) and its length (eight bytes), so that no two different
    openings give the same bytes.
    """
    digest = hashlib.sha256()
    for content, _ in _each(member(asked, "systemInstruction"), ""):
        _add_texts(digest, b"s", content)
    for content, _ in _each(member(asked, "contents"), ""):
        if content.get("role") in (None, "user"):
            _add_texts(digest, b"u", content)
            break
    return digest.digest()


def _add_texts(digest: "hashlib._Hash", speaker: bytes, content: dict[str, Any]) -> None:
    for part, _ in _each(content.get("parts"), ""):
        text = part.get("text")
        if isinstance(text, str):
            data = text.encode()
            digest.update(speaker + len(data).to_bytes(8, "big"))
            digest.update(data)
