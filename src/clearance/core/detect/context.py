# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The label of a value: the words directly left of it, with nothing else between.

A label binds to the nearest value only: the text is cut at the line's start, at a separator
between values, and at anything that holds a digit.
"""

from collections.abc import Iterable

from clearance.core.detect.byte_tables import WORDS

_REACH = 48
_OF_LABEL = b"abcdefghijklmnopqrstuvwxyz'\"#.&()[]*: =<>"
_SPLIT = bytes.maketrans(b"_-/", b"   ")


def left_label(data: bytes, start: int, words: tuple[bytes, ...]) -> bytes:
    """At most 48 bytes of label before ``start``: lower-case words between single spaces, with one at each end.

    Empty, to save time, where the reach holds none of ``words`` at all.
    """
    reach = data[max(0, start - _REACH) : start].lower().translate(_SPLIT)
    for word in words:
        if word in reach:
            break
    else:
        return b""
    label = reach[len(reach.rstrip(_OF_LABEL)) :]
    return b" " + b" ".join(label.translate(WORDS).split()) + b" "


def has_word(label: bytes, words: Iterable[bytes]) -> bool:
    """Whether the label holds one of these words or word groups, each given with a blank at either end."""
    return label != b"" and any(map(label.__contains__, words))
