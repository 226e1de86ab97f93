# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Raw and redacted are different types.

A ``Raw`` value has not been through the transform step. It has no text form: ``str()``,
``repr()`` and ``format()`` give its length only, so that it cannot slip into a log, an
exception or a metric. ``reveal()`` is the one way in and is easy to find in a review.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False, eq=True)
class Raw:
    """Text as a caller or a vendor wrote it."""

    _text: str

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __len__(self) -> int:
        return len(self._text)

    def __repr__(self) -> str:
        return f"<raw: {len(self._text)} characters>"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)


@dataclass(frozen=True, slots=True, repr=False, eq=True)
class RawBody:
    """A body as it arrived."""

    _data: bytes

    def reveal(self) -> bytes:
        """The bytes themselves."""
        return self._data

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return f"<raw body: {len(self._data)} bytes>"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)


@dataclass(frozen=True, slots=True, repr=False, eq=True)
class OutgoingBody:
    """A body that the transform step has made for one plan; the only type that a vendor port sends.

    ``digest`` is its SHA-256.
    """

    data: bytes
    digest: bytes

    def __repr__(self) -> str:
        return f"<outgoing body: {len(self.data)} bytes>"

    __str__ = __repr__
