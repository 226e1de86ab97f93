# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a recogniser is: one small declared object whose examples are its tests."""

from dataclasses import dataclass

from clearance.model.words import DataClass


@dataclass(frozen=True, slots=True)
class Recogniser:
    """One kind of identifier or secret.

    ``id`` becomes ``Finding.kind``. ``patterns`` are RE2 syntax over normalised UTF-8; the group
    ``v`` narrows the reported span. ``anchors`` are lower-case literals of which every match holds at
    least one (any case); without anchors every match holds an ASCII digit or, with ``always``, nothing
    that a prefilter could use. ``hints`` are looser patterns for proposers, one for each of ``patterns`` or one
    for all; a hint ends inside every accepted match, or one character behind it, and an empty one stands for the
    pattern itself. ``validator`` names an entry of ``validators.VALIDATORS``. ``not_before`` and ``not_after`` are
    bytes that may not stand beside the value: before it, or behind it and in front of a letter or digit (a percent
    sign behind it always refuses). ``context`` are words looked for in the value's own label (text left of it, nothing
    else between): with ``needs_context`` one is required, otherwise one raises the score to 0.95. ``without`` are label
    words that refuse the value. An
    example marks each expected span with guillemets; a counter-example yields no finding of this kind.
    """

    id: str
    data_class: DataClass
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    score: float = 0.8
    counter_examples: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    always: bool = False
    validator: str = ""
    not_before: bytes = b""
    not_after: bytes = b""
    context: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    needs_context: bool = False


def unmark(example: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """An example's text without its guillemets, and the code-point spans they mark."""
    text, spans, start = "", [], 0
    for character in example:
        if character == "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}":
            start = len(text)
        elif character == "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}":
            spans.append((start, len(text)))
        else:
            text += character
    return text, tuple(spans)
