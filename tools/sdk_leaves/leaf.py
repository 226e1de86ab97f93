# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A leaf: one place of a body that can hold a string."""

from dataclasses import dataclass
from typing import Any

MARK = "\u27e8leaf\u27e9"
"""Stands at the leaf."""
KEY = "key_of_the_caller"
"""A key where a caller may choose any."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """``value`` is the smallest value with the mark in it; ``word``, where the types name words, the first of them."""

    path: str
    kind: str
    value: Any
    word: str = ""

    def at(self, value: Any) -> "Leaf":
        """The same leaf inside a larger value."""
        return Leaf(self.path, self.kind, value, self.word)

    def line(self) -> dict[str, Any]:
        """The leaf as it is shipped."""
        return {"leaf": self.path, "kind": self.kind, **({"word": self.word} if self.word else {}), "body": self.value}
