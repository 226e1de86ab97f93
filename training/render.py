# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Templates to labelled documents.

``[[a|b]]`` picks one alternative, ``{slot}`` takes a value with its span, ``{{`` and ``}}`` are braces.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

_MARKUP = re.compile(r"\[\[|\]\]|\||\{\{|\}\}|\{[^{}\n]{1,40}\}")


@dataclass(frozen=True, slots=True)
class Value:
    """What a slot gives: text, and its label where it is an identifier."""

    text: str
    label: str = ""


Pieces = Sequence[Value]
Fill = Callable[[str], Pieces]
"""The pieces of a slot, by its name."""


@dataclass(slots=True)
class Document:
    """A text and its spans ``(start, end, label)``. ``complete``: the labels that are marked wherever they occur;
    None for all.
    """

    text: str
    spans: list[tuple[int, int, str]]
    complete: frozenset[str] | None = None
    source: str = "generated"


@dataclass(slots=True)
class Choice:
    """Alternatives, each a sequence of literals, slot names and further choices."""

    options: list[list["Node"]] = field(default_factory=lambda: [[]])


@dataclass(frozen=True, slots=True)
class Slot:
    """A named place."""

    name: str


Node = str | Slot | Choice


@dataclass(frozen=True, slots=True)
class Template:
    """One parsed template."""

    kind: str
    root: Choice
    where: str


def read_templates(folder: Path) -> list[Template]:
    """All templates of a folder's ``.txt`` files. Raises ValueError naming file and template."""
    found = []
    for file in sorted(folder.glob("*.txt")):
        kind, lines, number = "", [], 0
        for line in [*file.read_text("utf-8").split("\n"), "=== "]:
            if not line.startswith("==="):
                lines.append(line)
                continue
            if kind:
                number += 1
                where = f"{file.name} {number} ({kind})"
                found.append(Template(kind, parse("\n".join(lines).rstrip("\n "), where), where))
            kind, lines = line[3:].strip(), []
    return found


def parse(text: str, where: str = "") -> Choice:
    """A template's tree. Raises ValueError when brackets do not pair."""
    root = Choice()
    stack = [root]
    at = 0
    for match in _MARKUP.finditer(text):
        here = stack[-1].options[-1]
        here.append(text[at : match.start()])
        at = match.end()
        mark = match.group()
        if mark == "[[":
            inner = Choice()
            here.append(inner)
            stack.append(inner)
        elif mark == "]]":
            if len(stack) == 1:
                raise ValueError(f"{where}: ']]' without '[['")
            stack.pop()
        elif mark == "|":
            if len(stack) == 1:
                here.append("|")
            else:
                stack[-1].options.append([])
        elif mark in ("{{", "}}"):
            here.append(mark[0])
        else:
            here.append(Slot(mark[1:-1].strip()))
    if len(stack) > 1:
        raise ValueError(f"{where}: '[[' without ']]'")
    root.options[-1].append(text[at:])
    return root


def render(root: Choice, fill: Fill, random: Random) -> Document:
    """One document of a template."""
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    length = 0

    def put(value: Value) -> None:
        nonlocal length
        if value.label and value.text:
            spans.append((length, length + len(value.text), value.label))
        parts.append(value.text)
        length += len(value.text)

    def walk(choice: Choice) -> None:
        for node in random.choice(choice.options):
            if isinstance(node, str):
                put(Value(node))
            elif isinstance(node, Slot):
                for value in fill(node.name):
                    put(value)
            else:
                walk(node)

    walk(root)
    return Document("".join(parts), spans)
