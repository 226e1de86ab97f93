# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""YAML that can be read in exactly one way.

Only plain data: mappings with text keys, lists, text, whole numbers, ``true``/``false``, null.
No aliases or anchors (they can grow without bound), no tags, no duplicate or merged keys, and
none of YAML 1.1's surprises: ``no`` and ``on`` are text, dates and times stay text, there is no
octal, base 60 or floating point.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from clearance.errors import InvalidDocument

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 16


class _Refused(Exception):
    """Why, and at which line (1-based)."""

    def __init__(self, why: str, mark: Any) -> None:
        super().__init__(why)
        self.line = mark.line + 1 if mark else 0


class _Loader(yaml.SafeLoader):
    """SafeLoader without aliases, anchors, tags, merge keys or duplicate keys."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own name

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it open
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Refused("aliases and anchors are not accepted", event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise _Refused("tags are not accepted", event.start_mark)
        if self.depth == MAX_DEPTH:
            raise _Refused(f"nested more than {MAX_DEPTH} deep", event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                raise _Refused("a key must be text", key.start_mark)
            if key.value in seen:
                raise _Refused("the same key is given twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


# PyYAML matches at the start only, so each pattern says where it ends.
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:null|~)?\Z"), ["n", "~", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]{0,15})\Z", re.ASCII), list("-0123456789")
)


def read_yaml(file: str, text: str) -> Iterator[dict[str, Any]]:
    """The documents of one file, in order; empty ones are skipped.

    Raises:
        InvalidDocument: naming file and line, and never quoting the text.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidDocument(f"{file}: longer than {MAX_CHARACTERS} characters")
    try:
        loaded = list(yaml.load_all(text, Loader=_Loader))
    except _Refused as error:
        raise InvalidDocument(f"{file}: line {error.line}: {error}") from None
    except yaml.YAMLError as error:
        # PyYAML's text quotes the file: only the place is kept.
        mark = getattr(error, "problem_mark", None)
        raise InvalidDocument(f"{file}: line {mark.line + 1 if mark else '?'}: not valid YAML") from None
    for document in loaded:
        if document is None:
            continue
        if not isinstance(document, dict):
            raise InvalidDocument(f"{file}: a document must be a mapping with kind and id")
        yield document
