# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Texts drawn from a pattern: any way to write what it takes, the rare ones as often as the others."""

import importlib
import re
from random import Random
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_codes: Any = importlib.import_module("re._constants")

_OTHERS = "abcdeXYZ0123456789 .,;:-_/'\"()\n\t#@%é"
_OF = {
    _codes.CATEGORY_DIGIT: "0123456789",
    _codes.CATEGORY_SPACE: " \n\t",
    _codes.CATEGORY_WORD: "abcXYZ019_",
    _codes.CATEGORY_NOT_DIGIT: "ab -.",
    _codes.CATEGORY_NOT_SPACE: "ab1.-",
    _codes.CATEGORY_NOT_WORD: " .,-",
}


class Drawn:
    """Draws texts from patterns in RE2's syntax, reproducibly."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def text(self, pattern: str) -> str:
        """One of the texts that a pattern may take, but for what it asserts of their surroundings."""
        wide = re.sub(r"\\x\{([0-9a-fA-F]+)\}", lambda hit: f"\\U{int(hit[1], 16):08x}", pattern)
        return self._all(_parser.parse(wide.replace(r"\z", r"\Z")), any_case=False)

    def _all(self, parts: Any, *, any_case: bool) -> str:
        return "".join(self._one(kind, value, any_case=any_case) for kind, value in parts)

    def _one(self, kind: Any, value: Any, *, any_case: bool) -> str:
        if kind in (_codes.BRANCH, _codes.SUBPATTERN, _codes.MAX_REPEAT, _codes.MIN_REPEAT):
            return self._nested(kind, value, any_case=any_case)
        if kind is _codes.LITERAL:
            letter = chr(value)
            return letter.swapcase() if any_case and not self.random.randrange(5) else letter
        if kind is _codes.IN:
            return self._of_class(value)
        taken = [other for other in _OTHERS if other != (chr(value) if kind is _codes.NOT_LITERAL else "\n")]
        return "" if kind is _codes.AT else self.random.choice(taken)

    def _nested(self, kind: Any, value: Any, *, any_case: bool) -> str:
        if kind is _codes.BRANCH:
            return self._all(self.random.choice(value[1]), any_case=any_case)
        if kind is _codes.SUBPATTERN:
            return self._all(value[3], any_case=any_case or bool(value[1] & re.IGNORECASE))
        least, most, part = value
        often = self.random.randint(least, min(int(most), least + self.random.choice([0, 1, 2, 5, 12])))
        return "".join(self._all(part, any_case=any_case) for _ in range(often))

    def _of_class(self, items: Any) -> str:
        ranges = [value if kind is _codes.RANGE else (value, value) for kind, value in items if kind in _RANGES]
        named = "".join(_OF[value] for kind, value in items if kind is _codes.CATEGORY)
        if items[0][0] is _codes.NEGATE:
            taken = [c for c in _OTHERS if c not in named and not any(low <= ord(c) <= high for low, high in ranges)]
            return self.random.choice(taken)
        choices = [*ranges, *((ord(sign), ord(sign)) for sign in named)]
        return chr(self.random.randint(*self.random.choice(choices)))


_RANGES = (_codes.RANGE, _codes.LITERAL)
