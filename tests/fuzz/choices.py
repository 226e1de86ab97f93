# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Decisions read from bytes, so that whoever makes the bytes (Hypothesis, atheris) steers what a target builds."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_ONE_BYTE = 256


class Choices:
    """When the bytes run out, every further decision is the first option."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def below(self, count: int) -> int:
        """A number from 0 to ``count`` - 1."""
        if count <= 1:
            return 0
        piece = self.take(1 if count <= _ONE_BYTE else 2)
        return int.from_bytes(piece, "big") % count

    def of(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        self._at += size
        return piece

    def rest(self) -> bytes:
        return self.take(len(self._data))

    def pieces(self, data: bytes) -> list[bytes]:
        """The bytes, cut anywhere."""
        found: list[bytes] = []
        at = 0
        while at < len(data) and len(found) < _ONE_BYTE:
            size = 1 + self.below(_ONE_BYTE)
            found.append(data[at : at + size])
            at += size
        return [*found, data[at:]] if at < len(data) else found
