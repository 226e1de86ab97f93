# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""JSON values, changed in their structure and printed in many ways, with a canary somewhere in them."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tests.fuzz.choices import Choices

MARK = "Canary 536-22-8714"
"""No protocol word, no model's name, no signature: wherever it stands, it must be seen."""
NUMBER = 5362287143
_FILLER: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**30, "", "x", "text", "user", "auto", "0", [], {}, [[]], [{}]),
    *('{"a": 1}', "[", '"', "{}", '["x"]', '"{\\"a\\":1}"', "\ud800", "\x00", "data:image/png;base64,QUJD", "é\u2028"),
)
_TOKENS = (
    *(b'"', b"\\", b"\\ud800", b"{", b"}", b"[", b"]", b",", b":", b"NaN", b"-Infinity", b"1e999", b"-0", b"\x00"),
    *(b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80", b"\n", b"\r", b"\\u0000", b"null", b"[[[[[[[[[[[[[[[["),
    *(b'"x":"' + MARK.encode() + b'",', b'"model":"' + MARK.encode() + b'",', b'"content":"' + MARK.encode() + b'",'),
)
_DEEP = 200
_STEPS = 6

Place = tuple[Any, Any]


def places(value: Any) -> Iterator[Place]:
    """Each place that holds a value: what holds it, and its key or index there."""
    todo = [value]
    while todo:
        holder = todo.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            yield holder, key
            if isinstance(holder[key], (dict, list)):
                todo.append(holder[key])


def mutated(value: Any, choices: Choices, keys: Sequence[str], donors: Sequence[Any]) -> Any:
    """A copy with up to five changes."""
    root = [json.loads(json.dumps(value))]
    for _ in range(choices.below(_STEPS)):
        holder, key = choices.of(list(places(root)))
        _change(holder, key, choices, keys, donors)
        if not root:
            root.append(None)
    return root[0]


def planted(value: Any, choices: Choices) -> Any:
    """A copy with the canary in one to three places: as a string, a key, a number, or inside a document."""
    root = [json.loads(json.dumps(value))]
    for _ in range(1 + choices.below(3)):
        holder, key = choices.of(list(places(root)))
        strings = [place for place in places(root) if isinstance(place[0][place[1]], str)]
        if strings and choices.below(4):
            holder, key = choices.of(strings)
        old = holder[key]
        way = choices.below(8)
        if way == 0 and isinstance(old, dict):
            old[MARK] = "x"
        elif way == 1:
            holder[key] = NUMBER
        else:
            holder[key] = (MARK, f"{old} {MARK}", *_hidden(old))[way % 7] if way < 7 else MARK
    return root[0]


def swept(value: Any) -> Iterator[Any]:
    """A copy for each of its strings, which is the canary there."""
    for number, (holder, key) in enumerate(places([value])):
        if isinstance(holder[key], str):
            root = [_copy(value)]
            copied, place = list(places(root))[number]
            copied[place] = MARK
            yield root[0]


def _hidden(old: Any) -> tuple[Any, ...]:
    once = json.dumps({"a": MARK, "b": old, MARK: 1})
    return [MARK], {"text": MARK}, once, json.dumps([once]), json.dumps(once)


def _change(holder: Any, key: Any, choices: Choices, keys: Sequence[str], donors: Sequence[Any]) -> None:
    way = choices.below(8)
    if way == 0:
        del holder[key]
    elif way == 1:
        holder[key] = _copy(choices.of(_FILLER))
    elif way == 2:
        holder[key] = _copy(choices.of(donors)) if donors else None
    elif way == 3 and isinstance(holder, list):
        holder.insert(key, _copy(holder[key]))
    elif way == 4 and isinstance(holder, dict):
        holder[choices.of(keys)] = holder.pop(key)
    elif way == 5:
        holder[key] = json.dumps(holder[key])
    elif way == 6:
        for _ in range(1 + (choices.below(_DEEP) if choices.below(8) == 7 else 0)):
            holder[key] = [holder[key]] if choices.below(2) else {choices.of(keys): holder[key]}
    elif isinstance(holder, dict):
        holder[choices.of(keys)] = _copy(choices.of(_FILLER))


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))


def printed(value: Any, choices: Choices) -> bytes:
    """The value as JSON text."""
    way = choices.below(5)
    text = json.dumps(
        value,
        ensure_ascii=way in (0, 3),
        indent=1 if way == 2 else None,
        separators=(",", ":") if way in (3, 4) else None,
    )
    return text.encode("utf-8", "surrogatepass")


def damaged(data: bytes, choices: Choices) -> bytes:
    """The bytes; in one of four cases with up to three of them changed."""
    if choices.below(4) != 3:
        return data
    for _ in range(1 + choices.below(3)):
        at, way = choices.below(len(data) + 1), choices.below(5)
        size = 1 + choices.below(16)
        if way == 0:
            data = data[:at] + data[at + size :]
        elif way == 1:
            data = data[:at] + choices.take(1) + data[at + 1 :]
        elif way == 2:
            data = data[:at] + choices.of(_TOKENS) + data[at:]
        elif way == 3:
            data = data[:at] + data[at : at + size] + data[at:]
        else:
            data = data[:at]
    return data
