# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""One boundary document, read field by field.

Every reader takes a field out; ``done`` refuses what is left. Errors name the file, the
document and the field. They never quote a value, because somebody may have pasted a key.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from clearance.errors import InvalidDocument

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
"""What an id may look like: it appears in URLs, metrics and error texts."""

LAST_MOMENT = 253_402_300_799
"""9999-12-31T23:59:59Z."""

_FIELD = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)
_MAX_TEXT = 2_000

Vocabulary = TypeVar("Vocabulary", bound=StrEnum)


def canonical(document: Mapping[str, Any]) -> str:
    """The one JSON text of a document: sorted keys, no spaces. Its SHA-256 is the document's version."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 (hex) of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


class Fields:
    """A document and where it came from."""

    __slots__ = ("_left", "file", "id", "kind", "text_form", "version")

    def __init__(self, file: str, document: Mapping[str, Any], kinds: Collection[str]) -> None:
        """Raises InvalidDocument: no known ``kind``, no usable ``id``, or text that UTF-8 cannot hold."""
        self.file = file
        self.kind = self.id = ""
        self._left = dict(document)
        self.text_form = canonical(document)
        try:
            self.version = digest(self.text_form)
        except UnicodeEncodeError:
            raise self.invalid("", "holds half of a surrogate pair") from None
        if self._left.get("kind") not in kinds:
            raise self.invalid("kind", f"must be one of {', '.join(kinds)}")
        self.kind = str(self._left.pop("kind"))
        self.id = self.name("id")

    def invalid(self, field: str, problem: str) -> InvalidDocument:
        """The error to raise about ``field`` ("" = the document as a whole)."""
        place = " ".join(part for part in (self.kind, self.id) if part)
        parts = [part for part in (self.file, place, field) if part]
        return InvalidDocument(": ".join([*parts, problem]), param=field or None)

    def done(self) -> None:
        """Raises InvalidDocument if a field is left that this kind does not have."""
        if self._left:
            field = str(next(iter(self._left)))
            raise self.invalid(field if _FIELD.fullmatch(field) else "", "unknown field")

    def any(self, field: str) -> Any:
        """The field as it is, or None."""
        return self._left.pop(field, None)

    def optional(self, field: str) -> str | None:
        """A text, or None where it is absent or null."""
        value = self.any(field)
        if value is None:
            return None
        if not _is_line(value):
            raise self.invalid(field, "must be one line of text")
        return str(value)

    def text(self, field: str) -> str:
        """A text that must be there."""
        value = self.optional(field)
        if value is None:
            raise self.invalid(field, "is required")
        return value

    def name(self, field: str) -> str:
        """An id, or a reference to one."""
        value = self.text(field)
        if not NAME.fullmatch(value):
            raise self.invalid(field, "must be letters, digits, dots, dashes and underscores, at most 100")
        return value

    def texts(self, field: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, none twice."""
        value = self.any(field)
        if value is None and not required:
            return ()
        if not isinstance(value, list) or not all(map(_is_line, value)) or (required and not value):
            raise self.invalid(field, "must be a list of texts")
        if len(set(value)) != len(value):
            raise self.invalid(field, "lists the same thing twice")
        return tuple(value)

    def flag(self, field: str, *, default: bool) -> bool:
        """``true`` or ``false``; nothing else is one."""
        value = self.any(field)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.invalid(field, "must be true or false")
        return value

    def whole(self, field: str, *, default: int, least: int, most: int) -> int:
        """A whole number between two others, both included."""
        value = self.any(field)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.invalid(field, f"must be a whole number from {least} to {most}")
        return value

    def moment(self, field: str) -> int:
        """Unix seconds, from ``2027-01-31`` (the start of that day, UTC) or ``2027-01-31T12:00:00Z``."""
        value = self.text(field)
        try:
            if len(value) == len("2027-01-31"):
                day = date.fromisoformat(value)
                parsed = datetime(day.year, day.month, day.day, tzinfo=UTC)
            else:
                parsed = datetime.fromisoformat(value)
        except ValueError:
            parsed = None
        if parsed is None or parsed.tzinfo is None:
            raise self.invalid(field, "must be a date (2027-01-31) or a time with its zone (2027-01-31T12:00:00Z)")
        seconds = int(parsed.timestamp())
        if not 0 <= seconds <= LAST_MOMENT:
            raise self.invalid(field, "must be in the years 1970 to 9999")
        return seconds

    def choice(self, field: str, options: Collection[str], default: str | None = None) -> str:
        """One of a closed list of words."""
        value = self.any(field)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or value not in options:
            raise self.invalid(field, f"must be one of {', '.join(options)}")
        return value

    def words(self, field: str, vocabulary: type[Vocabulary]) -> tuple[Vocabulary, ...]:
        """A list from a closed vocabulary."""
        known = {one.value: one for one in vocabulary}
        values = self.texts(field)
        if any(one not in known for one in values):
            raise self.invalid(field, f"each must be one of {', '.join(known)}")
        return tuple(known[one] for one in values)

    def mapping(self, field: str) -> dict[str, str]:
        """Text to text."""
        value = self.any(field)
        if not isinstance(value, dict) or not value or not all(map(_is_line, (*value, *value.values()))):
            raise self.invalid(field, "must be a mapping of texts to texts")
        return dict(value)

    def pairs(self, field: str) -> tuple[tuple[str, str], ...]:
        """A mapping, or a list of names that stand for themselves."""
        if isinstance(self._left.get(field), list):
            return tuple((one, one) for one in self.texts(field, required=True))
        return tuple(self.mapping(field).items())


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= _MAX_TEXT and value.isprintable()
